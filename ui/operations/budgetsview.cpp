// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/operations/budgetsview.h"

#include "orchestration/stages.h"
#include "ui/operations/datatable.h"
#include "ui/operations/operationstexts.h"
#include "ui/theme/metrics.h"
#include "ui/widgets/controls.h"

#include <QVBoxLayout>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace assay::ui {
namespace {

using orchestration::BudgetPeriod;
using orchestration::BudgetScope;
using orchestration::BudgetStatus;

constexpr auto refreshEvery = 5s;

QString subjectText(const BudgetStatus &status)
{
    switch (status.budget.scope) {
    case BudgetScope::Workspace:
        return BudgetsView::tr("Workspace");
    case BudgetScope::Prompt:
        return BudgetsView::tr("Prompt %1").arg(status.subject);
    case BudgetScope::Model:
        return BudgetsView::tr("Model %1").arg(status.subject);
    case BudgetScope::User:
        return BudgetsView::tr("User %1").arg(status.subject);
    case BudgetScope::Key:
        break;
    }
    return BudgetsView::tr("Key %1").arg(status.subject);
}

QString periodText(BudgetPeriod period)
{
    return period == BudgetPeriod::Day ? BudgetsView::tr("Day")
        : period == BudgetPeriod::Week ? BudgetsView::tr("Week")
                                       : BudgetsView::tr("Month");
}

double shareOf(Money part, Money whole)
{
    return whole.toUsd() > 0 ? part.toUsd() / whole.toUsd() : 1.0;
}

TableCell spentCell(const BudgetStatus &status)
{
    const double spent = shareOf(status.spent, status.budget.limit);
    const double reserved = shareOf(status.reserved, status.budget.limit);
    const QString amount = displayMoney(status.spent);
    TableCell cell{status.reserved > Money()
                       ? BudgetsView::tr("%1 + %2 reserved").arg(amount, displayMoney(status.reserved))
                       : amount,
                   spent + reserved};
    cell.toolTip = BudgetsView::tr("%1 % of the limit, with what calls under way may cost.")
                       .arg(QLocale().toString((spent + reserved) * 100, 'f', 1));
    cell.share = spent;
    cell.secondShare = reserved;
    cell.tone = spent + reserved >= 1                             ? CellTone::Bad
        : (spent + reserved) * 100 >= status.budget.warnAtPercent ? CellTone::Warning
                                                                  : CellTone::Usual;
    return cell;
}

TableRow rowOf(const BudgetStatus &status, qsizetype number)
{
    const QString subject = subjectText(status);
    TableCell projected{displayMoney(status.projected), status.projected.toUsd()};
    if (status.projected > status.budget.limit) {
        projected.tone = CellTone::Warning;
        projected.toolTip = BudgetsView::tr("More than the limit, if spending goes on as it did.");
    }
    const TableCell kind = status.budget.isHard
        ? TableCell{BudgetsView::tr("Hard: refuses"),
                    {},
                    BudgetsView::tr("Calls that would pass the limit are refused.")}
        : TableCell{BudgetsView::tr("Soft: warns"), {}, BudgetsView::tr("Calls go on, with a warning.")};
    return {u"%1 %2"_s.arg(QString::number(number), subject),
            {{subject, {}, subject},
             {periodText(status.budget.period), int(status.budget.period)},
             spentCell(status),
             {displayMoney(status.budget.limit), status.budget.limit.toUsd()},
             projected,
             kind,
             operations::momentCell(status.period.end)}};
}

} // namespace

BudgetsView::BudgetsView(const PageContext &context, QWidget *parent)
    : OperationsView(context, refreshEvery, parent)
    , m_search(searchField(context.theme, tr("Search budgets"), this))
    , m_table(new DataTable(context.theme, tr("Budgets"),
                            {{tr("Budget"), 0},
                             {tr("Period"), 12},
                             {tr("Spent"), 34},
                             {tr("Limit"), 14, true},
                             {tr("Projected"), 16, true},
                             {tr("Kind"), 20},
                             {tr("Begins anew"), 24}},
                            this))
{
    const auto settings = [this] { Q_EMIT navigationRequested(u"settings"_s, {}); };
    m_table->setEmptyContent(
        {u"coin"_s,
         tr("No budget is set"),
         tr("A budget warns, or refuses calls, before a day, week or month gets too dear."),
         tr("Open the settings"),
         settings,
         {},
         {}});
    m_table->sortBy(2, Qt::DescendingOrder);
    connect(m_search, &QLineEdit::textChanged, m_table, &DataTable::setFilter);
    connect(m_table, &DataTable::filterCleared, m_search, &QLineEdit::clear);

    auto *edit = new QPushButton(tr("&Edit budgets in the settings"), this);
    makeLink(edit);
    connect(edit, &QPushButton::clicked, this, settings);
    m_search->setMaximumWidth(fontMetrics().averageCharWidth() * 50);
    auto *head = new QHBoxLayout;
    head->setContentsMargins(metrics::wide(), metrics::normal(), metrics::wide(), metrics::normal());
    head->addWidget(m_search, 1);
    head->addStretch();
    head->addWidget(edit);
    auto *rows = new QVBoxLayout(this);
    rows->setContentsMargins(0, 0, 0, 0);
    rows->setSpacing(0);
    rows->addLayout(head);
    rows->addWidget(separatorLine(Qt::Horizontal, this));
    rows->addWidget(m_table, 1);
}

void BudgetsView::refresh()
{
    read<QList<BudgetStatus>>(
        [](workspace::Workspace &workspace) -> QCoro::Task<Result<QList<BudgetStatus>>> {
            auto budgets = co_await workspace.orchestrator().stages().budgets.status();
            co_return budgets;
        },
        [this](const QList<BudgetStatus> &budgets) {
            QList<TableRow> rows;
            for (const BudgetStatus &status : budgets)
                rows.append(rowOf(status, rows.size()));
            m_table->setRows(std::move(rows));
        });
}

void BudgetsView::copy() const
{
    m_table->copySelection();
}

void BudgetsView::focusMain()
{
    m_table->setFocus();
}

} // namespace assay::ui
