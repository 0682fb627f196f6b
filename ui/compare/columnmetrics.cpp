// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/compare/columnmetrics.h"

#include <QCoreApplication>
#include <QLocale>

namespace assay::ui {

namespace {

QString tr(const char *text, const char *comment = nullptr)
{
    return QCoreApplication::translate("ColumnMetrics", text, comment);
}

QString finishText(const telemetry::CallRecord &record)
{
    using providers::FinishReason;
    if (record.status == telemetry::CallStatus::Cancelled)
        return tr("Stopped by you");
    if (record.status == telemetry::CallStatus::Failed)
        return tr("Failed");
    switch (record.finishReason.value_or(FinishReason::Unknown)) {
    case FinishReason::Stop:
        return tr("Complete");
    case FinishReason::Length:
        return tr("Cut at the limit");
    case FinishReason::ToolCalls:
        return tr("Calls a tool");
    case FinishReason::ContentFilter:
        return tr("Filtered");
    case FinishReason::Pause:
        return tr("Paused");
    case FinishReason::Error:
        return tr("Failed");
    case FinishReason::Unknown:
        break;
    }
    return tr("Not reported");
}

/// Smaller is better, whatever the metric; empty when this column has no such value.
std::optional<double> rankOf(const ColumnMetrics &metrics, Metric metric)
{
    if (metrics.status != telemetry::CallStatus::Ok)
        return std::nullopt;
    switch (metric) {
    case Metric::FirstToken:
        return metrics.firstTokenUs ? std::optional(double(*metrics.firstTokenUs)) : std::nullopt;
    case Metric::Latency:
        return double(metrics.latencyUs);
    case Metric::Speed:
        return metrics.tokensPerSecond ? std::optional(-*metrics.tokensPerSecond) : std::nullopt;
    case Metric::Cost:
        return metrics.cost ? std::optional(double(metrics.cost->nanoUsd())) : std::nullopt;
    default:
        return std::nullopt;
    }
}

} // namespace

ColumnMetrics metricsOf(const telemetry::CallRecord &record)
{
    ColumnMetrics metrics;
    metrics.status = record.status;
    metrics.firstTokenUs = record.firstTokenUs;
    metrics.latencyUs = record.latencyUs;
    metrics.usage = record.usage;
    metrics.cost = record.cost;
    metrics.finish = finishText(record);
    const std::int64_t writingUs = record.latencyUs - record.firstTokenUs.value_or(0);
    if (record.usage && record.usage->output > 1 && writingUs > 0)
        metrics.tokensPerSecond = double(record.usage->output - 1) * 1e6 / double(writingUs);
    return metrics;
}

QString metricLabel(Metric metric)
{
    switch (metric) {
    case Metric::FirstToken:
        return tr("First token");
    case Metric::Latency:
        return tr("Latency");
    case Metric::Speed:
        return tr("Speed");
    case Metric::TokensIn:
        return tr("Tokens in");
    case Metric::TokensOut:
        return tr("Tokens out");
    case Metric::Cost:
        return tr("Cost");
    case Metric::Finish:
        return tr("Finish");
    }
    Q_UNREACHABLE();
}

QString durationText(std::int64_t micros)
{
    const QLocale locale;
    if (micros < 999'500)
        return tr("%1 ms").arg(locale.toString(qRound64(double(micros) / 1000)));
    return tr("%1 s").arg(locale.toString(double(micros) / 1e6, 'f', micros < 9'995'000 ? 2 : 1));
}

QString metricText(const ColumnMetrics &metrics, Metric metric)
{
    const QLocale locale;
    const QString unknown = tr("unknown");
    const bool neverAsked = metrics.status == telemetry::CallStatus::Failed && metrics.latencyUs == 0;
    if (neverAsked && metric != Metric::Finish)
        return QStringLiteral("\u2013");
    switch (metric) {
    case Metric::FirstToken:
        return metrics.firstTokenUs ? durationText(*metrics.firstTokenUs) : tr("none", "no token arrived");
    case Metric::Latency:
        return durationText(metrics.latencyUs);
    case Metric::Speed:
        return metrics.tokensPerSecond ? tr("%1 tok/s").arg(locale.toString(*metrics.tokensPerSecond, 'f', 0))
                                       : unknown;
    case Metric::TokensIn:
        if (!metrics.usage)
            return unknown;
        return metrics.usage->cachedInput > 0 ? tr("%1 (%2 cached)")
                                                    .arg(locale.toString(qint64(metrics.usage->input)),
                                                         locale.toString(qint64(metrics.usage->cachedInput)))
                                              : locale.toString(qint64(metrics.usage->input));
    case Metric::TokensOut:
        if (!metrics.usage)
            return unknown;
        return metrics.usage->reasoning > 0 ? tr("%1 (%2 reasoning)")
                                                  .arg(locale.toString(qint64(metrics.usage->output)),
                                                       locale.toString(qint64(metrics.usage->reasoning)))
                                            : locale.toString(qint64(metrics.usage->output));
    case Metric::Cost:
        return displayMoney(metrics.cost);
    case Metric::Finish:
        return metrics.finish;
    }
    Q_UNREACHABLE();
}

QString bestWord(Metric metric)
{
    switch (metric) {
    case Metric::FirstToken:
        return tr("first");
    case Metric::Latency:
        return tr("fastest");
    case Metric::Speed:
        return tr("top speed");
    case Metric::Cost:
        return tr("cheapest");
    default:
        return {};
    }
}

int bestColumn(const QList<std::optional<ColumnMetrics>> &columns, Metric metric)
{
    int best = -1;
    int comparable = 0;
    bool isShared = false;
    std::optional<double> bestRank;
    for (qsizetype i = 0; i < columns.size(); ++i) {
        const std::optional<double> rank = columns[i] ? rankOf(*columns[i], metric) : std::nullopt;
        if (!rank)
            continue;
        ++comparable;
        if (!bestRank || *rank < *bestRank) {
            bestRank = rank;
            best = int(i);
            isShared = false;
        } else if (*rank == *bestRank) {
            isShared = true;
        }
    }
    return comparable < 2 || isShared ? -1 : best;
}

} // namespace assay::ui
