// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "prompts/prompt.h"
#include "prompts/promptsearch.h"

#include <QTimer>

#include <QWidget>

class QComboBox;
class QLabel;
class QLineEdit;
class QListView;
class QStackedWidget;

namespace assay::ui {

class EmptyState;
class PromptsFilter;
class PromptsModel;
class Theme;

/// The prompts of the workspace with search and order.
class PromptList final : public QWidget {
    Q_OBJECT
public:
    explicit PromptList(Theme &theme, QWidget *parent = nullptr);

    /// Shows these; keeps the selection, else takes `select`, else the first one.
    void setPrompts(const QList<prompts::PromptSummary> &prompts, const QString &select);
    [[nodiscard]] const prompts::PromptSummary *selected() const; ///< null when there is none
    void select(const QString &name);
    void setHasDraft(PromptId id, bool hasDraft);
    /// The answer to textsWanted(); an older one is not taken.
    void setFound(const QString &search, const prompts::TextHits &hits);
    /// Where the text of a prompt has what is searched; null when nothing is, or it has not.
    [[nodiscard]] const prompts::TextHit *found(PromptId id) const;
    [[nodiscard]] bool isSettled() const { return !m_asks.isActive(); }
    void setOrder(int order);
    [[nodiscard]] int order() const;
    void focusList();
    [[nodiscard]] bool hasListFocus() const;
    /// Edits the name of the selected prompt where it stands.
    void startRename();
    void focusSearch();
    [[nodiscard]] PromptsModel *model() const { return m_model; }
    [[nodiscard]] QListView *view() const { return m_view; }

Q_SIGNALS:
    void selectionChanged();
    /// The selected prompt is to be gone to.
    void taken();
    /// The texts of the prompts are to be searched too: setFound().
    void textsWanted(const QString &search);
    void createRequested();
    void menuRequested(const QPoint &globalPosition);
    void orderChanged();
    void renameRequested(assay::PromptId prompt, const QString &from, const QString &to);

private:
    void buildRows(Theme &theme);
    void filter(const QString &search);
    void updateEmpty();

    PromptsModel *m_model;
    PromptsFilter *m_filter;
    QLineEdit *m_search;
    QComboBox *m_order;
    QLabel *m_foundCount; ///< says how many were found by their text
    QTimer m_asks;
    QStackedWidget *m_stack;
    QListView *m_view;
    EmptyState *m_empty;
    bool m_isFiltering = false;
    PromptId m_shown; ///< whose selection was announced last
};

} // namespace assay::ui
