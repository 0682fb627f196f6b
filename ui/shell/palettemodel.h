// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QAbstractListModel>
#include <QAction>
#include <QStringList>

namespace assay::ui {

class ActionRegistry;

/// The actions that match what was typed: best first; without a pattern the recently used first.
class PaletteModel final : public QAbstractListModel {
    Q_OBJECT
public:
    enum Role {
        ShortcutRole = Qt::UserRole + 1,
        SectionRole,
        ReasonRole, ///< why it is disabled; empty when enabled
        EnabledRole,
        PositionsRole ///< of the matched characters in the text
    };

    explicit PaletteModel(const ActionRegistry &registry, QObject *parent = nullptr);

    /// `recent`: action ids, latest first.
    void update(const QString &pattern, const QStringList &recent);
    [[nodiscard]] QAction *actionAt(int row) const { return m_rows.at(row).action; }

    [[nodiscard]] int rowCount(const QModelIndex &parent = {}) const override;
    [[nodiscard]] QVariant data(const QModelIndex &index, int role) const override;

private:
    struct Row {
        QAction *action;
        QString text;
        QString section;
        int score;
        QList<int> positions;
    };
    /// Actions of a page that is hidden stay out: they would act on what nobody sees.
    [[nodiscard]] bool isReachable(const QAction *action) const;

    const ActionRegistry &m_registry;
    QList<Row> m_rows;
};

} // namespace assay::ui
