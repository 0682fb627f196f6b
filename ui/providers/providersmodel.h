// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "catalog/provider.h"

#include <QAbstractListModel>

namespace assay::ui {

/// A provider as its row shows it.
struct ProviderRow {
    catalog::Provider provider;
    bool keyForThisRun = false; ///< held in memory only
};

/// The providers of the workspace, by name.
class ProvidersModel final : public QAbstractListModel {
    Q_OBJECT
public:
    enum Role { SubtitleRole = Qt::UserRole, KeyRole, IconRole };

    using QAbstractListModel::QAbstractListModel;
    /// Keeps rows that are still there, so that a selection survives.
    void setRows(QList<ProviderRow> rows);
    [[nodiscard]] const ProviderRow *row(int row) const; ///< null outside
    [[nodiscard]] int rowOf(const QString &name) const; ///< -1 when there is none

    [[nodiscard]] int rowCount(const QModelIndex &parent = {}) const override;
    [[nodiscard]] QVariant data(const QModelIndex &index, int role) const override;

    /// "key …ab12", "no key", "for this run", "needs no key".
    [[nodiscard]] static QString keyText(const ProviderRow &row);
    /// "Anthropic at api.anthropic.com", "Built-in simulator (simulated answers)".
    [[nodiscard]] static QString describe(const catalog::Provider &provider);

private:
    QList<ProviderRow> m_rows;
};

} // namespace assay::ui
