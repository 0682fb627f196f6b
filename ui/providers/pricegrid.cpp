// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/providers/pricegrid.h"

#include "catalog/modeledit.h"
#include "ui/theme/metrics.h"

#include <algorithm>
#include <array>

#include <QHeaderView>
#include <QLocale>

using namespace Qt::StringLiterals;

namespace assay::ui {
namespace {

using catalog::PriceRates;
using catalog::ServiceTier;

constexpr int aboveRow = 0; // the rates follow
constexpr std::array rates{&PriceRates::input,       &PriceRates::cachedInput,  &PriceRates::cacheWrite,
                           &PriceRates::cacheWrite1h, &PriceRates::output,      &PriceRates::reasoning};

const std::optional<catalog::PriceTable> &serviceOf(const catalog::CatalogModel &model, ServiceTier service)
{
    return service == ServiceTier::Batch ? model.batch
        : service == ServiceTier::Flex   ? model.flex
                                         : model.priority;
}

} // namespace

PriceGrid::PriceGrid(QWidget *parent)
    : QTableWidget(parent)
{
    setAccessibleName(tr("Prices"));
    setRowCount(1 + int(rates.size()));
    setVerticalHeaderLabels({tr("Input above, tokens"), tr("Input"), tr("Cached input"),
                             tr("Cache write, 5 min"), tr("Cache write, 1 h"), tr("Output"), tr("Reasoning")});
    setSelectionMode(QAbstractItemView::SingleSelection);
    setEditTriggers(QAbstractItemView::DoubleClicked | QAbstractItemView::EditKeyPressed
                    | QAbstractItemView::AnyKeyPressed);
    setTabKeyNavigation(false); // Tab leaves the grid; arrows move in it
    setToolTip(tr("US dollars per million tokens. Type into a cell; empty where the list says nothing: then cached "
                  "input and cache writes cost what input costs, reasoning what output costs."));
    verticalHeader()->setDefaultSectionSize(metrics::rowHeight());
    verticalHeader()->setSectionResizeMode(QHeaderView::Fixed);
    horizontalHeader()->setSectionResizeMode(QHeaderView::Stretch);
    setVerticalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    horizontalHeader()->setDefaultAlignment(Qt::AlignRight | Qt::AlignVCenter);
}

void PriceGrid::setPrices(const catalog::CatalogModel &model)
{
    setColumnCount(0);
    m_columns.clear();
    addColumn({ServiceTier::Standard, false}, model.rates, {});
    for (const catalog::ContextTier &tier : model.tiers)
        addColumn({ServiceTier::Standard, true}, tier.rates,
                  QLocale().toString(qlonglong(tier.aboveTokens)));
    addColumn({ServiceTier::Standard, true}, {}, {}); // for one more
    for (const ServiceTier service : {ServiceTier::Batch, ServiceTier::Flex, ServiceTier::Priority}) {
        const auto &table = serviceOf(model, service);
        addColumn({service, false}, table ? table->rates : PriceRates(), {});
    }
    setHorizontalHeaderLabels([this, &model] {
        QStringList titles;
        for (const Column &column : std::as_const(m_columns)) {
            titles << (column.isTier                                 ? tr("Long input")
                           : column.service == ServiceTier::Standard ? tr("Standard")
                           : column.service == ServiceTier::Batch    ? tr("Batch")
                           : column.service == ServiceTier::Flex     ? tr("Flex")
                                                                     : tr("Priority"));
        }
        titles[int(model.tiers.size()) + 1] = tr("Another limit");
        return titles;
    }());
    setCurrentCell(1, 0);
    // Whole: what a model costs is read at a glance.
    setFixedHeight(verticalHeader()->length() + horizontalHeader()->sizeHint().height() + 2 * frameWidth()
                   + metrics::tight());
}

void PriceGrid::addColumn(const Column &column, const PriceRates &prices, const QString &above)
{
    const int at = columnCount();
    insertColumn(at);
    m_columns.append(column);
    const auto put = [this, at](int row, const QString &text) {
        auto *item = new QTableWidgetItem(text);
        item->setTextAlignment(Qt::AlignRight | Qt::AlignVCenter);
        setItem(row, at, item);
        return item;
    };
    QTableWidgetItem *limit = put(aboveRow, above);
    if (!column.isTier) {
        limit->setText(tr("any"));
        limit->setFlags(Qt::ItemIsSelectable); // greyed: holds whatever the input
    }
    for (size_t i = 0; i < rates.size(); ++i) {
        const auto price = prices.*rates[i];
        put(1 + int(i), price ? price->toDecimal() : QString());
    }
}

QString PriceGrid::cell(int row, int column) const
{
    const QTableWidgetItem *shown = item(row, column);
    return shown != nullptr ? shown->text().trimmed() : QString();
}

QString PriceGrid::cellName(int row, int column) const
{
    return tr("%1, %2").arg(horizontalHeaderItem(column)->text(), verticalHeaderItem(row)->text());
}

bool PriceGrid::isEmptyColumn(int column) const
{
    for (int row = 1; row < rowCount(); ++row) {
        if (!cell(row, column).isEmpty())
            return false;
    }
    return true;
}

Result<PriceRates> PriceGrid::ratesIn(int column) const
{
    PriceRates typed;
    for (size_t i = 0; i < rates.size(); ++i) {
        const int row = 1 + int(i);
        const QString text = cell(row, column);
        if (text.isEmpty())
            continue;
        typed.*rates[i] = catalog::priceFromText(text);
        if (!(typed.*rates[i]))
            return fail(ErrorCode::InvalidInput,
                        tr("%1: “%2” is no price. Type US dollars per million tokens, such as 2.5.")
                            .arg(cellName(row, column), text.left(40)));
    }
    return typed;
}

Result<std::optional<std::int64_t>> PriceGrid::aboveIn(int column) const
{
    const QString text = cell(aboveRow, column);
    if (text.isEmpty())
        return std::optional<std::int64_t>();
    bool isNumber = false;
    qlonglong tokens = text.toLongLong(&isNumber);
    if (!isNumber)
        tokens = QLocale().toLongLong(text, &isNumber);
    if (!isNumber || tokens <= 0)
        return fail(ErrorCode::InvalidInput,
                    tr("%1: “%2” is no number of tokens, such as 200000.")
                        .arg(cellName(aboveRow, column), text.left(40)));
    return std::optional<std::int64_t>(tokens);
}

Result<catalog::CatalogModel> PriceGrid::taken(catalog::CatalogModel model) const
{
    std::vector<catalog::ContextTier> tiers;
    for (int column = 0; column < columnCount(); ++column) {
        const auto typed = ratesIn(column);
        if (!typed)
            return tl::unexpected(typed.error());
        const auto &[service, isTier] = m_columns.at(column);
        if (isTier) {
            const auto above = aboveIn(column);
            if (!above)
                return tl::unexpected(above.error());
            if (*above && !isEmptyColumn(column))
                tiers.push_back({**above, *typed});
            else if (!isEmptyColumn(column))
                return fail(ErrorCode::InvalidInput,
                            tr("Say above how many tokens of input the prices for long input hold."));
            continue;
        }
        if (service == ServiceTier::Standard) {
            model.rates = *typed;
            continue;
        }
        auto &table = service == ServiceTier::Batch ? model.batch
            : service == ServiceTier::Flex          ? model.flex
                                                    : model.priority;
        if (isEmptyColumn(column)) {
            table.reset();
        } else {
            if (!table)
                table.emplace(); // else its own prices for long input, which stand in no column, stay
            table->rates = *typed;
        }
    }
    std::sort(tiers.begin(), tiers.end(),
              [](const auto &a, const auto &b) { return a.aboveTokens < b.aboveTokens; });
    model.tiers = std::move(tiers);
    return model;
}

} // namespace assay::ui
