// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/money.h"
#include "catalog/usage.h"
#include "telemetry/callrecord.h"

#include <array>
#include <optional>

#include <QList>

namespace assay::ui {

/// The rows under every column, in this order.
enum class Metric { FirstToken, Latency, Speed, TokensIn, TokensOut, Cost, Finish };
inline constexpr std::array allMetrics{Metric::FirstToken, Metric::Latency, Metric::Speed, Metric::TokensIn,
                                       Metric::TokensOut,  Metric::Cost,    Metric::Finish};

/// The figures of one finished call.
struct ColumnMetrics {
    telemetry::CallStatus status = telemetry::CallStatus::Ok;
    std::optional<std::int64_t> firstTokenUs;
    std::int64_t latencyUs = 0;
    std::optional<double> tokensPerSecond; ///< of the answer after its first token
    std::optional<catalog::Usage> usage;
    std::optional<Money> cost;
    QString finish; ///< as a person reads it

    friend bool operator==(const ColumnMetrics &, const ColumnMetrics &) = default;
};
[[nodiscard]] ColumnMetrics metricsOf(const telemetry::CallRecord &record);
[[nodiscard]] QString metricLabel(Metric metric);
[[nodiscard]] QString metricText(const ColumnMetrics &metrics, Metric metric);
/// Seconds as people compare them: "340 ms", "1.84 s", "12.3 s".
[[nodiscard]] QString durationText(std::int64_t micros);

/// The word for the best value ("fastest", "cheapest"), per metric that has a best; null for the others.
[[nodiscard]] QString bestWord(Metric metric);
/// Which of the columns is best in `metric`; -1 when fewer than two compare, or two share it.
[[nodiscard]] int bestColumn(const QList<std::optional<ColumnMetrics>> &columns, Metric metric);

} // namespace assay::ui
