// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "telemetry/calltrace.h"

#include <QAbstractTableModel>

namespace assay::ui {

/// The steps of a call's timeline, in the order of time. Under a step stand, a row each, the findings of the
/// content rules and the problems of the validation.
class TimelineModel final : public QAbstractTableModel {
    Q_OBJECT
public:
    enum Column { At, Step, Bar, Outcome, ColumnCount };
    /// Where a step lies in the whole call, 0..1, for the bar; and whether it went well.
    enum Role { BarFromRole = Qt::UserRole, BarToRole, IsTroubleRole, HasBarRole };

    using QAbstractTableModel::QAbstractTableModel;
    void setTrace(telemetry::CallTrace trace);
    /// The step that a row shows or stands under.
    [[nodiscard]] const telemetry::TraceStep &step(int row) const { return m_trace[m_rows.at(row).step]; }
    /// All that a row has to say, in one text.
    [[nodiscard]] QString rowText(int row) const;

    [[nodiscard]] int rowCount(const QModelIndex &parent = {}) const override;
    [[nodiscard]] int columnCount(const QModelIndex &parent = {}) const override;
    [[nodiscard]] QVariant data(const QModelIndex &index, int role = Qt::DisplayRole) const override;
    [[nodiscard]] QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

private:
    struct Row {
        size_t step = 0;
        QString what = {}; ///< of a row under its step: the rule; else empty
        QString outcome = {};
        bool isTrouble = false;
    };
    [[nodiscard]] static QList<Row> detailsOf(const telemetry::TraceStep &step, size_t number);

    telemetry::CallTrace m_trace;
    QList<Row> m_rows;
    std::int64_t m_endUs = 1;
};

/// The stage as a person reads it.
[[nodiscard]] QString stageText(telemetry::TraceStage stage);
/// "12.3 ms", "1.25 s".
[[nodiscard]] QString elapsedText(std::int64_t micros);
/// A step's outcome, detail and figures in one line.
[[nodiscard]] QString outcomeText(const telemetry::TraceStep &step);

} // namespace assay::ui
