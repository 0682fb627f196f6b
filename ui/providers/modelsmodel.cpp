// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/providers/modelsmodel.h"

#include <QLocale>

namespace assay::ui {
namespace {

QVariant sortable(std::optional<Money> price)
{
    return price ? QVariant(static_cast<qlonglong>(price->nanoUsd())) : QVariant(-1LL);
}

} // namespace

void ModelsModel::setModels(const QString &vendor, QList<catalog::ListedModel> models)
{
    beginResetModel();
    m_rows.clear();
    const catalog::ModelCatalog &catalog = catalog::ModelCatalog::builtIn();
    for (catalog::ListedModel &model : models) {
        Row row;
        row.context = model.contextWindow;
        if (const catalog::CatalogModel *known = catalog.find(vendor, model.id)) {
            row.context = row.context ? row.context : known->contextWindow;
            row.input = known->rates.input;
            row.output = known->rates.output;
        }
        row.model = std::move(model);
        m_rows.append(std::move(row));
    }
    endResetModel();
}

int ModelsModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_rows.size());
}

int ModelsModel::columnCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : ColumnCount;
}

QVariant ModelsModel::data(const QModelIndex &index, int role) const
{
    const Row &row = m_rows.at(index.row());
    if (role == Qt::TextAlignmentRole && index.column() != Model)
        return QVariant(Qt::AlignRight | Qt::AlignVCenter);
    if (role == Qt::ToolTipRole && index.column() == Model)
        return row.model.displayName;
    const bool forSorting = role == SortRole;
    if (role != Qt::DisplayRole && !forSorting)
        return {};
    switch (index.column()) {
    case Model:
        return row.model.id;
    case Context:
        if (forSorting)
            return static_cast<qlonglong>(row.context.value_or(-1));
        return row.context ? QLocale().toString(static_cast<qlonglong>(*row.context)) : tr("unknown");
    case InputPrice:
        return forSorting ? sortable(row.input) : QVariant(displayMoney(row.input));
    case OutputPrice:
        return forSorting ? sortable(row.output) : QVariant(displayMoney(row.output));
    default:
        return {};
    }
}

QVariant ModelsModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal)
        return {};
    if (role == Qt::TextAlignmentRole)
        return QVariant((section == Model ? Qt::AlignLeft : Qt::AlignRight) | Qt::AlignVCenter);
    if (role != Qt::DisplayRole)
        return {};
    switch (section) {
    case Model:
        return tr("Model");
    case Context:
        return tr("Context (tokens)");
    case InputPrice:
        return tr("Input per 1M tokens");
    case OutputPrice:
        return tr("Output per 1M tokens");
    default:
        return {};
    }
}

} // namespace assay::ui
