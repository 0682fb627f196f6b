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
    QString reasoning = {};
    std::vector<providers::ToolCall> toolCalls = {};
    QString formatProblem = {}; ///< why the answer is not what was asked for; empty when it is
};

/// A run with its answers as one file to share: what was asked (of each column, where it differs), who answered
/// what, with which thoughts and calls of tools, how fast and at what cost, and how people voted. Holds no key.
/// The HTML needs nothing from elsewhere and runs no script, whatever the answers hold: pictures that were sent
/// are in it, those at an address are named.
[[nodiscard]] QByteArray reportHtml(const Comparison &comparison, const QList<ReportedAnswer> &answers,
                                    const QList<Vote> &votes = {});
[[nodiscard]] QByteArray reportJson(const Comparison &comparison, const QList<ReportedAnswer> &answers,
                                    const QList<Vote> &votes = {});

/// The same of a grid: `cells` by row and column, each with its answers.
using ReportedCells = QList<QList<QList<ReportedAnswer>>>;
[[nodiscard]] QByteArray gridReportHtml(const Comparison &comparison, const ReportedCells &cells);
[[nodiscard]] QByteArray gridReportJson(const Comparison &comparison, const ReportedCells &cells);

} // namespace assay::evaluation
