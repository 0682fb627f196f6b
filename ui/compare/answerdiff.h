// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/diff/diffview.h"

#include <QWidget>

class QComboBox;
class QLabel;
class QStackedWidget;

namespace assay::ui {

class JsonDiff;
class Theme;

/// The answers of two columns against each other: word by word, or as one tree where both are JSON.
class AnswerDiff final : public QWidget {
    Q_OBJECT
public:
    explicit AnswerDiff(Theme &theme, QWidget *parent = nullptr);

    /// Shows `left` against `right`, by their ids; as a tree when both are JSON.
    void show(const QList<DiffView::Text> &answers, int left, int right);
    [[nodiscard]] DiffView *words() const { return m_words; }
    [[nodiscard]] JsonDiff *tree() const { return m_tree; }
    [[nodiscard]] bool isTree() const;
    [[nodiscard]] bool isSettled() const { return m_words->isSettled(); }

Q_SIGNALS:
    void closed();

private:
    void compare(int left, int right);

    QList<DiffView::Text> m_answers;
    QComboBox *m_kind;
    QLabel *m_said;
    QStackedWidget *m_stack;
    DiffView *m_words;
    JsonDiff *m_tree;
};

} // namespace assay::ui
