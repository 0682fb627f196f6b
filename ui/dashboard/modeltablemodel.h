// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "telemetry/factsmirror.h"

#include <QAbstractTableModel>

namespace assay::ui {

/// The figures of each model in the shown range.
class ModelTableModel final : public QAbstractTableModel {
    Q_OBJECT
public:
    enum Column { Model, Calls, Errors, P50, P95, P99, InputTokens, OutputTokens, Cost, ColumnCount };
    enum Role { SortRole = Qt::UserRole };

    using QAbstractTableModel::QAbstractTableModel;
    /// Keeps the rows and only changes their figures while the models are the same.
    void setModels(const QList<telemetry::ModelFacts> &models);

    [[nodiscard]] int rowCount(const QModelIndex &parent = {}) const override;
    [[nodiscard]] int columnCount(const QModelIndex &parent = {}) const override;
    [[nodiscard]] QVariant data(const QModelIndex &index, int role) const override;
    [[nodiscard]] QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

private:
    QList<telemetry::ModelFacts> m_models;
};

} // namespace assay::ui
