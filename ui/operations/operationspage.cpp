// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/operations/operationspage.h"

#include "ui/actions/actionregistry.h"
#include "ui/operations/budgetsview.h"
#include "ui/operations/cacheview.h"
#include "ui/operations/connectionsview.h"
#include "ui/operations/retirementview.h"
#include "ui/operations/reviewview.h"
#include "ui/operations/rolesview.h"
#include "ui/operations/trafficview.h"
#include "ui/theme/metrics.h"
#include "ui/theme/theme.h"
#include "ui/widgets/controls.h"
#include "ui/widgets/messagebar.h"
#include "ui/widgets/whendone.h"

#include <QHBoxLayout>
#include <QListWidget>
#include <QStackedWidget>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace assay::ui {
namespace {

constexpr auto countEvery = 5s;
constexpr int idRole = Qt::UserRole;
constexpr int nameRole = Qt::UserRole + 1;
const QString reviewId = u"review"_s;

} // namespace

OperationsPage::OperationsPage(const PageContext &context, QWidget *parent)
    : Page(parent)
    , m_context(context)
    , m_list(new QListWidget(this))
    , m_stack(new QStackedWidget(this))
    , m_bar(new MessageBar(context.theme, this))
{
    auto *reviews = new ReviewView(context, this);
    addView(u"traffic"_s, tr("Traffic"), u"pulse"_s,
            tr("Shows rate limits, the queue, circuits and the health of providers."),
            new TrafficView(context, this));
    addView(u"budgets"_s, tr("Budgets"), u"coin"_s, tr("Shows what every budget has left."),
            new BudgetsView(context, this));
    addView(u"cache"_s, tr("Cache"), u"history"_s,
            tr("Shows the answers that are kept, what they saved, and the like questions they served."),
            new CacheView(context, this));
    addView(reviewId, tr("Review"), u"eye"_s, tr("Shows the texts that wait for a person."), reviews);
    addView(u"connections"_s, tr("Connections"), u"server"_s,
            tr("Shows every connection that this program made."), new ConnectionsView(context, this));
    addView(u"retirement"_s, tr("Retirement"), u"clock"_s,
            tr("Shows models with a last day and what uses them."), new RetirementView(context, this));
    addView(u"roles"_s, tr("Roles"), u"user"_s, tr("Shows who may do what in the workspace, and changes it."),
            new RolesView(context, this));
    buildLayout();
    addActions();
    connect(reviews, &ReviewView::openCountChanged, this, &OperationsPage::showReviewCount);
    connect(m_list, &QListWidget::currentRowChanged, this, &OperationsPage::showView);
    m_counting.setInterval(countEvery);
    connect(&m_counting, &QTimer::timeout, this, &OperationsPage::countReviews);
    navigate({{u"view"_s, context.state.value(u"operations/view"_s, u"traffic"_s)}});
}

void OperationsPage::addView(const QString &id, const QString &name, const QString &icon,
                             const QString &whatsThis, OperationsView *view)
{
    auto *item = new QListWidgetItem(m_context.theme.icon(icon), name, m_list);
    item->setData(idRole, id);
    item->setData(nameRole, name);
    item->setSizeHint({0, metrics::rowHeight()});
    const int index = m_stack->addWidget(view);
    connect(view, &OperationsView::navigationRequested, this, &Page::navigationRequested);
    connect(view, &OperationsView::failed, this, [this, view](const Error &error) {
        m_hasReadError = true;
        m_bar->showError(error, {tr("Retry"), [view] { view->refresh(); }});
    });
    connect(view, &OperationsView::refused, this, [this](const Error &error) {
        m_hasReadError = false;
        m_bar->showError(error);
    });
    connect(view, &OperationsView::recovered, this, [this] {
        if (std::exchange(m_hasReadError, false))
            m_bar->hide();
    });
    connect(view, &OperationsView::done, this,
            [this](const QString &sentence, const std::function<void()> &undo) {
                m_hasReadError = false;
                if (undo)
                    m_bar->showUndo(sentence, undo);
                else
                    m_bar->show(MessageBar::Kind::Success, sentence);
            });
    m_context.actions.add(
        {QString(u"operations."_s + id), title(), tr("Show &%1").arg(name), icon, {}, whatsThis}, this, this,
        [this, index] { m_list->setCurrentRow(index); });
}

void OperationsPage::buildLayout()
{
    m_list->setAccessibleName(tr("Views of the engine"));
    m_list->setFrameShape(QFrame::NoFrame);
    m_list->setIconSize({metrics::icon(), metrics::icon()});
    m_list->setFixedWidth(fontMetrics().averageCharWidth() * 26);
    m_list->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    auto *columns = new QHBoxLayout;
    columns->setContentsMargins(0, 0, 0, 0);
    columns->setSpacing(0);
    columns->addWidget(m_list);
    columns->addWidget(separatorLine(Qt::Vertical, this));
    columns->addWidget(m_stack, 1);
    auto *rows = new QVBoxLayout(this);
    rows->setContentsMargins(0, 0, 0, 0);
    rows->setSpacing(0);
    rows->addWidget(m_bar);
    rows->addLayout(columns, 1);
}

void OperationsPage::addActions()
{
    m_context.actions.add({u"operations.refresh"_s,
                           title(),
                           tr("&Refresh"),
                           u"refresh"_s,
                           {QKeySequence(u"F5"_s)},
                           tr("Asks the engine again.")},
                          this, this, [this] {
                              shown()->refresh();
                              countReviews();
                          });
    m_context.actions.add({u"operations.search"_s,
                           title(),
                           tr("&Search this view"),
                           u"search"_s,
                           {QKeySequence(u"Ctrl+F"_s)},
                           tr("Shows only rows with a text.")},
                          this, this, [this] {
                              shown()->searchBox()->setFocus();
                              shown()->searchBox()->selectAll();
                          });
    m_context.actions.add({u"operations.copy"_s,
                           title(),
                           tr("&Copy the chosen rows"),
                           u"copy"_s,
                           {QKeySequence(u"Ctrl+Shift+C"_s)},
                           tr("Copies them as a table.")},
                          this, this, [this] { shown()->copy(); });
}

OperationsView *OperationsPage::shown() const
{
    return static_cast<OperationsView *>(m_stack->currentWidget());
}

void OperationsPage::showView(int index)
{
    if (index < 0)
        return;
    m_stack->setCurrentIndex(index);
    m_context.state.setValue(u"operations/view"_s, m_list->item(index)->data(idRole));
}

void OperationsPage::activate()
{
    m_list->setFocus();
}

void OperationsPage::showEvent(QShowEvent *event)
{
    Page::showEvent(event);
    countReviews();
    m_counting.start();
}

void OperationsPage::hideEvent(QHideEvent *event)
{
    m_counting.stop();
    Page::hideEvent(event);
}

bool OperationsPage::escape()
{
    return shown()->escape();
}

bool OperationsPage::isSettled() const
{
    return m_pending == 0 && shown()->isSettled();
}

void OperationsPage::navigate(const QVariantMap &arguments)
{
    const QString wanted = arguments.value(u"view"_s).toString();
    for (int row = 0; row < m_list->count(); ++row) {
        if (m_list->item(row)->data(idRole).toString() == wanted)
            return m_list->setCurrentRow(row);
    }
    if (m_list->currentRow() < 0)
        m_list->setCurrentRow(0);
}

void OperationsPage::countReviews()
{
    ++m_pending;
    m_context.engine.run([](workspace::Workspace &workspace) -> QCoro::Task<Result<std::int64_t>> {
        auto count = co_await workspace.orchestrator().stages().reviews.openCount();
        co_return count;
    }) | whenDone(this, [this](const Result<std::int64_t> &count) {
        --m_pending;
        if (count) // a failure shows where the texts themselves are read
            showReviewCount(*count);
    });
}

void OperationsPage::showReviewCount(qint64 open)
{
    for (int row = 0; row < m_list->count(); ++row) {
        QListWidgetItem *item = m_list->item(row);
        if (item->data(idRole) != reviewId)
            continue;
        const QString name = item->data(nameRole).toString();
        item->setText(open > 0 ? tr("%1 (%L2)", "a view and its count").arg(name).arg(open) : name);
        item->setData(Qt::AccessibleTextRole, open > 0 ? tr("%1, %L2 open").arg(name).arg(open) : name);
    }
}

} // namespace assay::ui
