// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/operations/trafficview.h"

#include "orchestration/call.h"
#include "ui/operations/circuitactions.h"
#include "ui/operations/datatable.h"
#include "ui/operations/forcing.h"
#include "ui/operations/operationstexts.h"
#include "ui/operations/trafficrows.h"
#include "ui/theme/metrics.h"
#include "ui/widgets/controls.h"

#include <algorithm>

#include <QLocale>
#include <QTabBar>
#include <QTabWidget>
#include <QVBoxLayout>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace assay::ui {
namespace {

constexpr auto refreshEvery = 1s;
constexpr int eventsShown = 500;

bool needsAttention(const orchestration::BreakerStatus &circuit)
{
    return circuit.state != orchestration::BreakerState::Closed;
}

} // namespace

TrafficView::TrafficView(const PageContext &context, QWidget *parent)
    : OperationsView(context, refreshEvery, parent)
    , m_queue(new QLabel(this))
    , m_search(searchField(context.theme, tr("Search models, providers, reasons"), this))
    , m_tabs(new QTabWidget(this))
    , m_limits(new DataTable(context.theme, tr("Rate limits"), operations::limitColumns(), this))
    , m_circuits(new DataTable(context.theme, tr("Circuits"), operations::circuitColumns(), this))
    , m_events(new DataTable(context.theme, tr("Circuit events"), operations::eventColumns(), this))
    , m_health(new DataTable(context.theme, tr("Provider health"), operations::healthColumns(), this))
    , m_actions(new CircuitActions(this))
{
    build();
    setEmptyTexts();
    m_events->sortBy(0, Qt::DescendingOrder);
    for (DataTable *table : {m_limits, m_circuits, m_health})
        table->sortBy(0, Qt::AscendingOrder);
    for (DataTable *table : {m_limits, m_circuits, m_events, m_health}) {
        connect(m_search, &QLineEdit::textChanged, table, &DataTable::setFilter);
        connect(table, &DataTable::filterCleared, m_search, &QLineEdit::clear);
    }
    connect(m_circuits, &DataTable::currentChanged, this, &TrafficView::chooseCircuit);
    connect(m_actions, &CircuitActions::forceRequested, this, &TrafficView::force);
    connect(m_health, &DataTable::opened, this, [this](const QString &provider) {
        Q_EMIT navigationRequested(u"providers"_s, {{u"provider"_s, provider}});
    });
    connect(m_events, &DataTable::opened, this, [this] { m_tabs->setCurrentIndex(1); });
}

void TrafficView::build()
{
    m_queue->setAccessibleName(tr("Calls under way"));
    m_queue->setTextFormat(Qt::PlainText);
    auto *head = new QHBoxLayout;
    head->setContentsMargins(metrics::wide(), metrics::normal(), metrics::wide(), metrics::normal());
    head->setSpacing(metrics::wide());
    m_search->setMaximumWidth(fontMetrics().averageCharWidth() * 50);
    head->addWidget(m_search, 1);
    head->addStretch();
    head->addWidget(m_queue);

    auto *circuits = new QWidget(this);
    auto *circuitRows = new QVBoxLayout(circuits);
    circuitRows->setContentsMargins(0, 0, 0, 0);
    circuitRows->setSpacing(0);
    circuitRows->addWidget(m_circuits, 1);
    circuitRows->addWidget(separatorLine(Qt::Horizontal, circuits));
    circuitRows->addWidget(m_actions);

    m_tabs->setDocumentMode(true);
    m_tabs->setAccessibleName(tr("Kinds of traffic"));
    m_tabs->tabBar()->setAccessibleName(tr("Kinds of traffic"));
    m_tabs->addTab(m_limits, tr("Rate limits"));
    m_tabs->addTab(circuits, tr("Circuits"));
    m_tabs->addTab(m_events, tr("Circuit events"));
    m_tabs->addTab(m_health, tr("Providers"));

    auto *rows = new QVBoxLayout(this);
    rows->setContentsMargins(0, 0, 0, 0);
    rows->setSpacing(0);
    rows->addLayout(head);
    rows->addWidget(m_tabs, 1);
}

void TrafficView::setEmptyTexts()
{
    const auto settings = [this] { Q_EMIT navigationRequested(u"settings"_s, {}); };
    const auto compare = [this] { Q_EMIT navigationRequested(u"compare"_s, {}); };
    m_limits->setEmptyContent({u"clock"_s,
                               tr("No rate limit holds"),
                               tr("Set limits in the settings, or let Assay learn them: many providers name "
                                  "theirs with every answer."),
                               tr("Open the settings"),
                               settings,
                               {},
                               {}});
    m_circuits->setEmptyContent(
        {u"success"_s,
         tr("No circuit yet"),
         tr("Every model that is called gets one. It pauses a model that keeps failing, and lets "
            "you stop one by hand."),
         tr("Run a prompt"),
         compare,
         {},
         {}});
    m_events->setEmptyContent(
        {u"history"_s,
         tr("No circuit has changed"),
         tr("When a model is paused, probed, stopped or released, it is noted here with the "
            "reason."),
         tr("Show the circuits"),
         [this] { m_tabs->setCurrentIndex(1); },
         {},
         {}});
    m_health->setEmptyContent(
        {u"providers"_s, tr("No provider was heard of"),
         tr("Calls tell how a provider does. Health checks, off by default, ask on their own."),
         tr("Open the settings"), settings, tr("Show the providers"),
         [this] { Q_EMIT navigationRequested(u"providers"_s, {}); }});
}

void TrafficView::refresh()
{
    read<Now>(
        [](workspace::Workspace &workspace) -> QCoro::Task<Result<Now>> {
            orchestration::Stages &stages = workspace.orchestrator().stages();
            auto events = co_await stages.breakerLog.list(eventsShown);
            if (!events)
                co_return tl::unexpected(events.error());
            Now now;
            now.limiter = stages.limiter.snapshot();
            now.circuits = stages.breaker.states();
            now.events = *std::move(events);
            now.health = stages.health.snapshot();
            co_return now;
        },
        [this](const Now &now) { showNow(now); });
}

void TrafficView::showNow(const Now &now)
{
    showQueue(now.limiter);
    m_limits->setRows(operations::limitRows(now.limiter.limits));
    showCircuits(now.circuits);
    m_events->setRows(operations::eventRows(now.events));
    m_health->setRows(operations::healthRows(now.health));
    const auto down = std::count_if(now.health.begin(), now.health.end(), [](const auto &provider) {
        return provider.state == orchestration::HealthState::Down;
    });
    m_tabs->setTabText(3, down > 0 ? tr("Providers (%1 down)").arg(down) : tr("Providers"));
}

void TrafficView::showQueue(const orchestration::RateLimiterSnapshot &limiter)
{
    using orchestration::Priority;
    const QLocale locale;
    const auto waiting = [&](Priority priority) {
        return locale.toString(limiter.waiting.at(static_cast<std::size_t>(priority)));
    };
    m_queue->setText(tr("In flight %1 of %2  \u00b7  waiting: %3 at the window, %4 normal, %5 batch")
                         .arg(locale.toString(limiter.inFlight), locale.toString(limiter.maxInFlight),
                              waiting(Priority::Interactive), waiting(Priority::Normal),
                              waiting(Priority::Batch)));
}

void TrafficView::showCircuits(const QList<orchestration::BreakerStatus> &circuits)
{
    m_states = circuits;
    m_circuits->setRows(operations::circuitRows(circuits));
    m_circuits->selectSome();
    chooseCircuit(m_circuits->currentId());
    const auto notable = std::count_if(circuits.begin(), circuits.end(), needsAttention);
    m_tabs->setTabText(1, notable > 0 ? tr("Circuits (%1 not as usual)").arg(notable) : tr("Circuits"));
}

void TrafficView::chooseCircuit(const QString &id)
{
    const auto found = std::find_if(m_states.begin(), m_states.end(),
                                    [&id](const auto &circuit) { return circuit.model.toString() == id; });
    m_actions->setCircuit(found == m_states.end() ? std::nullopt : std::optional(*found));
}

void TrafficView::force(const catalog::ModelRef &model, std::optional<orchestration::ForcedState> state,
                        const QString &reason)
{
    const QString name = model.toString();
    const QString sentence = !state ? tr("The breaker decides about %1 again.").arg(name)
        : *state == orchestration::ForcedState::Open
        ? tr("%1 is stopped: calls to it are refused until you give it back.").arg(name)
        : tr("Every call to %1 passes, whatever happens, until you give it back.").arg(name);
    change(
        [model, state, reason](workspace::Workspace &workspace) -> QCoro::Task<Result<>> {
            auto forced = operations::forceCircuit(workspace, model, state, operations::userName(), reason);
            auto result = co_await std::move(forced);
            co_return result;
        },
        sentence);
}

DataTable *TrafficView::shownTable() const
{
    const QList<DataTable *> tables{m_limits, m_circuits, m_events, m_health};
    return tables.at(m_tabs->currentIndex());
}

void TrafficView::copy() const
{
    shownTable()->copySelection();
}

void TrafficView::focusMain()
{
    shownTable()->setFocus();
}

bool TrafficView::escape()
{
    return m_actions->cancel();
}

} // namespace assay::ui
