// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/dashboard/modeltablemodel.h"

#include <algorithm>

#include <QLocale>

using namespace Qt::StringLiterals;

namespace assay::ui {
namespace {

QString latencyText(std::optional<std::int64_t> micros)
{
    return micros ? QLocale().toString(static_cast<double>(*micros) / 1000, 'f', 0) + u" ms"_s : u"\u2013"_s;
}

/// The raw number behind a cell, for sorting; empty values sort below all others.
qlonglong numberOf(const telemetry::ModelFacts &model, int column)
{
    switch (column) {
    case ModelTableModel::Calls:
        return model.totals.calls;
    case ModelTableModel::Errors:
        return model.totals.failed;
    case ModelTableModel::P50:
        return model.latency.p50Us.value_or(-1);
    case ModelTableModel::P95:
        return model.latency.p95Us.value_or(-1);
    case ModelTableModel::P99:
        return model.latency.p99Us.value_or(-1);
    case ModelTableModel::InputTokens:
        return model.totals.inputTokens;
    case ModelTableModel::OutputTokens:
        return model.totals.outputTokens;
    default:
        return model.totals.cost.nanoUsd();
    }
}

QString costText(const telemetry::FactsTotals &totals)
{
    if (totals.costUnknown == totals.calls)
        return displayMoney(std::nullopt);
    const QString known = (totals.costEstimated > Money() ? u"\u2248 "_s : QString()) + displayMoney(totals.cost);
    return totals.costUnknown == 0 ? known : known + u" +?"_s;
}

/// Of the cell that costText() fills; empty when it says all.
QString costHint(const telemetry::FactsTotals &totals)
{
    QStringList hints;
    if (totals.costEstimated > Money())
        hints.append(ModelTableModel::tr("%1 of it is estimated: the provider did not say what was used.")
                         .arg(displayMoney(totals.costEstimated)));
    if (totals.costUnknown > 0)
        hints.append(ModelTableModel::tr("Not in this sum: %Ln of unknown price.", nullptr,
                                         static_cast<int>(totals.costUnknown)));
    return hints.join(u'\n');
}

} // namespace

void ModelTableModel::setModels(const QList<telemetry::ModelFacts> &models)
{
    const auto name = &telemetry::ModelFacts::model;
    if (std::ranges::equal(m_models, models, {}, name, name)) {
        m_models = models;
        if (!models.isEmpty())
            Q_EMIT dataChanged(index(0, 1), index(static_cast<int>(models.size()) - 1, ColumnCount - 1));
        return;
    }
    beginResetModel();
    m_models = models;
    endResetModel();
}

int ModelTableModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_models.size());
}

int ModelTableModel::columnCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : ColumnCount;
}

QVariant ModelTableModel::data(const QModelIndex &index, int role) const
{
    const telemetry::ModelFacts &model = m_models.at(index.row());
    if (role == Qt::TextAlignmentRole && index.column() != Model)
        return QVariant(Qt::AlignRight | Qt::AlignVCenter);
    if (role == SortRole)
        return index.column() == Model ? QVariant(model.model) : QVariant(numberOf(model, index.column()));
    if (role == Qt::ToolTipRole && index.column() == Cost)
        return costHint(model.totals);
    if (role != Qt::DisplayRole)
        return {};
    switch (index.column()) {
    case Model:
        return model.model;
    case P50:
        return latencyText(model.latency.p50Us);
    case P95:
        return latencyText(model.latency.p95Us);
    case P99:
        return latencyText(model.latency.p99Us);
    case Cost:
        return costText(model.totals);
    default:
        return QLocale().toString(numberOf(model, index.column()));
    }
}

QVariant ModelTableModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal)
        return {};
    if (role == Qt::TextAlignmentRole)
        return QVariant((section == Model ? Qt::AlignLeft : Qt::AlignRight) | Qt::AlignVCenter);
    if (role != Qt::DisplayRole)
        return {};
    const QStringList names{tr("Model"), tr("Calls"),     tr("Errors"),     tr("p50"), tr("p95"),
                            tr("p99"),   tr("Tokens in"), tr("Tokens out"), tr("Cost")};
    return names.value(section);
}

} // namespace assay::ui
