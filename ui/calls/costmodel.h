// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "telemetry/callrecord.h"

#include <QAbstractTableModel>

namespace assay::ui {

/// What each kind of token of one call cost, and the sum. What is an estimate is marked with "≈".
class CostModel final : public QAbstractTableModel {
    Q_OBJECT
public:
    enum Column { Kind, Tokens, Price, Cost, ColumnCount };

    using QAbstractTableModel::QAbstractTableModel;
    void setRecord(const telemetry::CallRecord &record);
    /// What one has to know about the figures; empty when they are as the provider told them.
    [[nodiscard]] QString note() const { return m_note; }

    [[nodiscard]] int rowCount(const QModelIndex &parent = {}) const override;
    [[nodiscard]] int columnCount(const QModelIndex &parent = {}) const override;
    [[nodiscard]] QVariant data(const QModelIndex &index, int role = Qt::DisplayRole) const override;
    [[nodiscard]] QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

private:
    struct Row {
        QString kind;
        std::int64_t tokens = 0;
        std::optional<Money> cost;
        bool isSum = false;
    };
    [[nodiscard]] QString text(const Row &row, int column) const;

    QList<Row> m_rows;
    QString m_note;
    bool m_isEstimated = false;
};

} // namespace assay::ui
