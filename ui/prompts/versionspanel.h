// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "prompts/prompt.h"

#include <QStyledItemDelegate>
#include <QWidget>

class QLineEdit;
class QListView;
class QPushButton;

namespace assay::ui {

class Theme;
class VersionsModel;

/// A version's row: number, labels, message; below it who and when.
class VersionDelegate final : public QStyledItemDelegate {
    Q_OBJECT
public:
    VersionDelegate(Theme &theme, const VersionsModel &model, QObject *parent = nullptr);
    void paint(QPainter *painter, const QStyleOptionViewItem &option,
               const QModelIndex &index) const override;
    [[nodiscard]] QSize sizeHint(const QStyleOptionViewItem &option, const QModelIndex &index) const override;

private:
    Theme &m_theme;
    const VersionsModel &m_model;
};

/// The timeline of a prompt: look at a version, compare it, restore it as the draft, give it a label.
class VersionsPanel final : public QWidget {
    Q_OBJECT
public:
    VersionsPanel(Theme &theme, QWidget *parent = nullptr);

    void setVersions(const QList<prompts::PromptVersion> &versions);
    [[nodiscard]] const QList<prompts::PromptVersion> &versions() const;
    [[nodiscard]] const prompts::PromptVersion *selected() const; ///< null when none is
    void select(int number);
    void clearSelection();

Q_SIGNALS:
    void viewRequested(int number);
    void diffRequested(int number);
    void restoreRequested(int number);
    void labelRequested(int number, const QString &label);

private:
    void updateButtons();

    VersionsModel *m_model;
    QListView *m_list;
    QPushButton *m_diff;
    QPushButton *m_restore;
    QLineEdit *m_label;
    QPushButton *m_setLabel;
};

} // namespace assay::ui
