// SPDX-License-Identifier: GPL-3.0-or-later
#include "evaluation/spread.h"

#include <algorithm>
#include <vector>

#include <QHash>
#include <QJsonDocument>

namespace assay::evaluation {
namespace {

std::optional<Range> rangeOf(std::vector<std::int64_t> values)
{
    if (values.empty())
        return std::nullopt;
    std::ranges::sort(values);
    const size_t half = values.size() / 2;
    const std::int64_t median =
        values.size() % 2 == 1 ? values[half] : values[half - 1] + (values[half] - values[half - 1]) / 2;
    return Range{values.front(), median, values.back()};
}

/// Equal for answers that say the same.
QString essenceOf(const QString &text)
{
    const QJsonDocument json = QJsonDocument::fromJson(text.toUtf8());
    return json.isNull() ? text.simplified() : QString::fromUtf8(json.toJson(QJsonDocument::Compact));
}

} // namespace

Spread spreadOf(std::span<const RepeatedAnswer> answers)
{
    Spread spread;
    QHash<QString, int> alike;
    std::vector<std::int64_t> latencies;
    std::vector<std::int64_t> tokens;
    Money cost;
    bool isCostKnown = !answers.empty();
    for (const RepeatedAnswer &answer : answers) {
        isCostKnown = isCostKnown && answer.cost;
        cost += answer.cost.value_or(Money());
        if (answer.isFailed) {
            ++spread.failures;
            continue;
        }
        ++spread.answers;
        ++alike[essenceOf(answer.text)];
        latencies.push_back(answer.latencyUs);
        if (answer.outputTokens)
            tokens.push_back(*answer.outputTokens);
    }
    spread.distinct = static_cast<int>(alike.size());
    if (!alike.isEmpty())
        spread.agreement = double(*std::max_element(alike.cbegin(), alike.cend())) / spread.answers;
    spread.latencyUs = rangeOf(std::move(latencies));
    spread.outputTokens = rangeOf(std::move(tokens));
    if (isCostKnown)
        spread.cost = cost;
    return spread;
}

} // namespace assay::evaluation
