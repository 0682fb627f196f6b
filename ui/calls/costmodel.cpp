// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/calls/costmodel.h"

#include "ui/theme/metrics.h"

#include <cmath>

#include <QLocale>

using namespace Qt::StringLiterals;

namespace assay::ui {
namespace {

constexpr double nanosPerDollar = 1e9;
constexpr double tokensPerPrice = 1e6;

QString marked(const QString &text, bool isEstimated)
{
    return isEstimated ? u"\u2248 "_s + text : text;
}

/// The figures that the call ended with; empty where it cost nothing or its price is unknown.
QJsonObject splitOf(const telemetry::CallRecord &record)
{
    return record.trace.empty() || record.trace.back().stage != telemetry::TraceStage::Done
        ? QJsonObject()
        : record.trace.back().facts;
}

QString noteOn(const telemetry::CallRecord &record, const QJsonObject &split)
{
    QStringList notes;
    if (record.cacheHit)
        notes.append(CostModel::tr("The answer came from the cache and cost nothing."));
    if (record.usageEstimated)
        notes.append(CostModel::tr("\u2248 The provider did not say what was used: tokens and cost are "
                                   "estimates."));
    if (record.usage && !record.cost)
        notes.append(CostModel::tr("The price of the model is unknown."));
    if (const qint64 above = split["price_above_tokens"_L1].toInteger(); above > 0)
        notes.append(CostModel::tr("The prices for more than %L1 tokens of input hold.").arg(above));
    return notes.join(u' ');
}

} // namespace

void CostModel::setRecord(const telemetry::CallRecord &record)
{
    beginResetModel();
    m_rows.clear();
    const QJsonObject split = splitOf(record);
    m_isEstimated = record.usageEstimated;
    m_note = noteOn(record, split);
    const auto add = [&](const QString &kind, std::int64_t tokens, QLatin1String fact) {
        if (tokens <= 0)
            return;
        // A split that is there says nothing of kinds that cost nothing.
        const bool isKnown = split.contains("cost_usd"_L1);
        m_rows.append({kind, tokens,
                       isKnown ? std::optional(Money::fromNanoUsd(
                                     std::llround(split[fact].toDouble() * nanosPerDollar)))
                               : std::nullopt});
    };
    if (record.usage) {
        const catalog::Usage &usage = *record.usage;
        add(tr("Input"), usage.input - usage.cachedInput - usage.cacheWrite, "input_usd"_L1);
        add(tr("Input from the provider's cache"), usage.cachedInput, "cached_input_usd"_L1);
        add(tr("Input written to it"), usage.cacheWrite, "cache_write_usd"_L1);
        add(tr("Output"), usage.output - usage.reasoning, "output_usd"_L1);
        add(tr("Reasoning"), usage.reasoning, "reasoning_usd"_L1);
        m_rows.append({tr("Together"), usage.input + usage.output, record.cost, true});
    }
    endResetModel();
}

int CostModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_rows.size());
}

int CostModel::columnCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : ColumnCount;
}

QString CostModel::text(const Row &row, int column) const
{
    switch (column) {
    case Kind:
        return row.kind;
    case Tokens:
        return marked(QLocale().toString(static_cast<qlonglong>(row.tokens)), m_isEstimated);
    case Price: // as it was paid: today's price list may have another
        return row.isSum || !row.cost || row.tokens == 0
            ? QString()
            : displayMoney(Money::fromNanoUsd(std::llround(static_cast<double>(row.cost->nanoUsd())
                                                           * tokensPerPrice
                                                           / static_cast<double>(row.tokens))));
    default:
        return row.cost ? marked(displayMoney(row.cost), m_isEstimated) : displayMoney(row.cost);
    }
}

QVariant CostModel::data(const QModelIndex &index, int role) const
{
    const Row &row = m_rows.at(index.row());
    switch (role) {
    case Qt::DisplayRole:
        return text(row, index.column());
    case Qt::TextAlignmentRole:
        return QVariant((index.column() == Kind ? Qt::AlignLeft : Qt::AlignRight) | Qt::AlignVCenter);
    case Qt::FontRole:
        return row.isSum ? QVariant(metrics::strongFont()) : QVariant();
    case Qt::ToolTipRole:
        return m_isEstimated && index.column() != Kind ? QVariant(tr("Estimated")) : QVariant();
    default:
        return {};
    }
}

QVariant CostModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal)
        return {};
    if (role == Qt::TextAlignmentRole)
        return QVariant((section == Kind ? Qt::AlignLeft : Qt::AlignRight) | Qt::AlignVCenter);
    if (role != Qt::DisplayRole)
        return {};
    const QStringList names{tr("Cost of"), tr("Tokens"), tr("Per million"), tr("Cost")};
    return names.value(section);
}

} // namespace assay::ui
