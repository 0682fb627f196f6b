// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "telemetry/requestlog.h"

#include <QAbstractTableModel>

namespace assay::ui {

/// Rows of the request log, newest first.
class CallsModel final : public QAbstractTableModel {
    Q_OBJECT
public:
    enum Column { Started, Model, Prompt, Status, Latency, FirstToken, Input, Output, Cost, ColumnCount };

    using QAbstractTableModel::QAbstractTableModel;
    void setEntries(QList<telemetry::LogEntry> entries);
    /// Older rows, below.
    void append(const QList<telemetry::LogEntry> &entries);
    [[nodiscard]] const telemetry::LogEntry *entry(int row) const;
    [[nodiscard]] int rowOf(const CallId &id) const; ///< -1 when it is not among them
    [[nodiscard]] std::int64_t oldestSeq() const { return m_entries.isEmpty() ? 0 : m_entries.last().seq; }
    [[nodiscard]] std::int64_t newestSeq() const { return m_entries.isEmpty() ? 0 : m_entries.first().seq; }

    [[nodiscard]] int rowCount(const QModelIndex &parent = {}) const override;
    [[nodiscard]] int columnCount(const QModelIndex &parent = {}) const override;
    [[nodiscard]] QVariant data(const QModelIndex &index, int role = Qt::DisplayRole) const override;
    [[nodiscard]] QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

private:
    QList<telemetry::LogEntry> m_entries;
};

/// "Done", "Failed: rate limited", "Cancelled", "Done, from the cache".
[[nodiscard]] QString callStatusText(const telemetry::CallRecord &record);

} // namespace assay::ui
