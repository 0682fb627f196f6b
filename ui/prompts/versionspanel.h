// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "security/access.h"
#include "ui/prompts/versionsmodel.h"

#include <QStyledItemDelegate>
#include <QWidget>

class QLineEdit;
class QListView;
class QMenu;
class QPushButton;
class QToolButton;

namespace assay::ui {

class Theme;

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

/// The timeline of a prompt: look at a version with what its calls cost, compare it, restore it as the draft,
/// give it a label or tags, release it.
class VersionsPanel final : public QWidget {
    Q_OBJECT
public:
    VersionsPanel(Theme &theme, QWidget *parent = nullptr);

    void setVersions(const QList<prompts::PromptVersion> &versions);
    void setEvidence(const VersionEvidence &evidence);
    /// Whose roles decide which labels can be moved here.
    void setAccess(const security::Access &access, const QString &user);
    [[nodiscard]] const QList<prompts::PromptVersion> &versions() const;
    [[nodiscard]] const prompts::PromptVersion *selected() const; ///< null when none is
    void select(int number);
    void clearSelection();

Q_SIGNALS:
    void viewRequested(int number);
    void diffRequested(int number);
    void restoreRequested(int number);
    void labelRequested(int number, const QString &label);
    void labelRemovalRequested(const QString &label);
    void tagsRequested(int number, const QStringList &tags);
    void blameRequested(int number);
    void mergeRequested(int number);
    void releaseRequested(int number);
    void movesRequested(); ///< of the labels

private:
    void buildLayout();
    void buildMenu(Theme &theme);
    void updateButtons();
    void showMenu(const QPoint &position);
    void fillLabelMenu();
    void updateSetLabel();

    VersionsModel *m_model;
    QListView *m_list;
    QPushButton *m_diff;
    QPushButton *m_restore;
    QToolButton *m_more;
    QMenu *m_menu;
    QMenu *m_removeLabel;
    security::Access m_access;
    QString m_user;
    QLineEdit *m_label;
    QPushButton *m_setLabel;
    QLineEdit *m_tags;
};

} // namespace assay::ui
