// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "evaluation/comparisonstore.h"
#include "telemetry/callrecord.h"

namespace assay::evaluation {

/// What a column answered, for a report.
struct ReportedAnswer {
    QString text;
    QString error; ///< the sentence; empty when it answered
    std::optional<telemetry::CallRecord> record; ///< figures; without request and response
};

/// A run with its answers as one file to share: what was asked, who answered what, how fast and at what cost.
/// Holds no key. The HTML needs nothing from elsewhere and runs no script.
[[nodiscard]] QByteArray reportHtml(const Comparison &comparison, const QList<ReportedAnswer> &answers);
[[nodiscard]] QByteArray reportJson(const Comparison &comparison, const QList<ReportedAnswer> &answers);

/// The same of a grid: `cells` by row and column, each with its answers.
using ReportedCells = QList<QList<QList<ReportedAnswer>>>;
[[nodiscard]] QByteArray gridReportHtml(const Comparison &comparison, const ReportedCells &cells);
[[nodiscard]] QByteArray gridReportJson(const Comparison &comparison, const ReportedCells &cells);

} // namespace assay::evaluation
