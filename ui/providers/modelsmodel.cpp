// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/providers/modelsmodel.h"

#include <QDateTime>
#include <QLocale>

namespace assay::ui {
namespace {

using Rate = std::optional<Money> catalog::PriceRates::*;

/// The rate that a column shows; null for the others.
Rate rateOf(int column)
{
    switch (column) {
    case ModelsModel::InputPrice:
        return &catalog::PriceRates::input;
    case ModelsModel::CachedPrice:
        return &catalog::PriceRates::cachedInput;
    case ModelsModel::OutputPrice:
        return &catalog::PriceRates::output;
    default:
        return nullptr;
    }
}

std::optional<Money> priceOf(const PricedModel &row, Rate rate)
{
    return row.known ? row.known->rates.*rate : std::nullopt;
}

std::optional<std::int64_t> contextOf(const PricedModel &row)
{
    if (row.listed.contextWindow)
        return row.listed.contextWindow;
    return row.known ? row.known->contextWindow : std::nullopt;
}

std::optional<QDate> lastDayOf(const PricedModel &row)
{
    if (row.listed.shutdownDate)
        return row.listed.shutdownDate;
    return row.known ? row.known->deprecatedOn : std::nullopt;
}

QString shortDate(const QDate &date)
{
    return QLocale().toString(date, QLocale::ShortFormat);
}

} // namespace

void ModelsModel::setModels(QList<PricedModel> models)
{
    beginResetModel();
    m_rows = std::move(models);
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
    const PricedModel &row = m_rows.at(index.row());
    const Rate rate = rateOf(index.column());
    switch (role) {
    case Qt::DisplayRole:
        return text(row, index.column());
    case Qt::EditRole: {
        const auto price = rate != nullptr ? priceOf(row, rate) : std::nullopt;
        return price ? price->toDecimal() : QString();
    }
    case SortRole:
        return sortable(row, index.column());
    case Qt::TextAlignmentRole:
        return QVariant((rate != nullptr || index.column() == Context ? Qt::AlignRight : Qt::AlignLeft)
                        | Qt::AlignVCenter);
    case Qt::ToolTipRole:
        if (rate != nullptr)
            return tr(
                "US dollars per million tokens. Double-click or press F2 to set your own price from now on.");
        if (index.column() != Model)
            return {};
        return row.listed.displayName.isEmpty() || row.listed.displayName == row.listed.id
            ? row.listed.id
            : tr("%1 (%2)").arg(row.listed.id, row.listed.displayName);
    default:
        return {};
    }
}

QString ModelsModel::text(const PricedModel &row, int column) const
{
    if (const Rate rate = rateOf(column); rate != nullptr) {
        const auto price = priceOf(row, rate);
        // What is cached costs as much as what is not, where the list says nothing else.
        return !price && column == CachedPrice ? tr("as input") : displayMoney(price);
    }
    switch (column) {
    case Model:
        return row.listed.id;
    case Context: {
        const auto context = contextOf(row);
        return context ? QLocale().toString(static_cast<qlonglong>(*context)) : tr("unknown");
    }
    case PriceFrom: {
        const QString since = shortDate(QDateTime::fromMSecsSinceEpoch(row.since / 1000).date());
        if (!row.known)
            return tr("nobody");
        return row.origin == catalog::PriceOrigin::Person ? tr("You, since %1").arg(since)
            : row.origin == catalog::PriceOrigin::LiteLlm ? tr("LiteLLM, since %1").arg(since)
                                                          : tr("Assay's list");
    }
    case LastDay: {
        const auto day = lastDayOf(row);
        return day ? shortDate(*day) : QString();
    }
    default:
        return {};
    }
}

QVariant ModelsModel::sortable(const PricedModel &row, int column) const
{
    if (const Rate rate = rateOf(column); rate != nullptr) {
        const auto price = priceOf(row, rate);
        return price ? static_cast<qlonglong>(price->nanoUsd()) : -1LL;
    }
    if (column == Context)
        return static_cast<qlonglong>(contextOf(row).value_or(-1));
    if (column == LastDay)
        return lastDayOf(row).value_or(QDate(9999, 1, 1));
    return text(row, column);
}

QVariant ModelsModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal)
        return {};
    const bool isNumber = section == Context || rateOf(section) != nullptr;
    if (role == Qt::TextAlignmentRole)
        return QVariant((isNumber ? Qt::AlignRight : Qt::AlignLeft) | Qt::AlignVCenter);
    if (role != Qt::DisplayRole)
        return {};
    switch (section) {
    case Model:
        return tr("Model");
    case Context:
        return tr("Context");
    case InputPrice:
        return tr("Input");
    case CachedPrice:
        return tr("Cached input");
    case OutputPrice:
        return tr("Output");
    case PriceFrom:
        return tr("Price from");
    case LastDay:
        return tr("Last day");
    default:
        return {};
    }
}

Qt::ItemFlags ModelsModel::flags(const QModelIndex &index) const
{
    const Qt::ItemFlags flags = QAbstractTableModel::flags(index);
    return index.isValid() && rateOf(index.column()) != nullptr ? flags | Qt::ItemIsEditable : flags;
}

bool ModelsModel::setData(const QModelIndex &index, const QVariant &value, int role)
{
    const Rate rate = rateOf(index.column());
    if (role != Qt::EditRole || rate == nullptr)
        return false;
    const PricedModel &row = m_rows.at(index.row());
    const QString typed = value.toString().trimmed();
    const std::optional<Money> price = typed.isEmpty() ? std::nullopt : Money::fromDecimal(typed);
    if (!typed.isEmpty() && (!price || *price < Money())) {
        Q_EMIT refused(
            tr("“%1” is no price: type US dollars per million tokens, such as 2.5.").arg(typed.left(40)));
        return false;
    }
    if (price == priceOf(row, rate))
        return false;
    catalog::PriceRates rates = row.known ? row.known->rates : catalog::PriceRates();
    rates.*rate = price;
    Q_EMIT priceTyped(row, rates);
    return true;
}

} // namespace assay::ui
