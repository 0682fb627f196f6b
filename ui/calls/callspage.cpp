// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/calls/callspage.h"

#include "ui/actions/actionregistry.h"
#include "ui/calls/calldetails.h"
#include "ui/calls/callsmodel.h"
#include "ui/theme/metrics.h"
#include "ui/theme/theme.h"
#include "ui/widgets/controls.h"
#include "ui/widgets/emptystate.h"
#include "ui/widgets/messagebar.h"
#include "ui/widgets/whendone.h"
#include "workspace/engine.h"

#include <QComboBox>
#include <QCoroFuture>
#include <QDateTime>
#include <QHeaderView>
#include <QLineEdit>
#include <QScrollBar>
#include <QSplitter>
#include <QStackedWidget>
#include <QTableView>
#include <QVBoxLayout>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace assay::ui {
namespace {

constexpr int pageSize = 200;
constexpr auto followEvery = 2s;
constexpr auto typingPause = 250ms;
constexpr qint64 hourUs = 3'600'000'000;

} // namespace

CallsPage::CallsPage(const PageContext &context, QWidget *parent)
    : Page(parent)
    , m_context(context)
    , m_model(new CallsModel(this))
    , m_table(new QTableView(this))
    , m_details(new CallDetails(context, this))
    , m_split(new QSplitter(Qt::Vertical, this))
    , m_stack(new QStackedWidget(this))
    , m_empty(new EmptyState(context.theme, this))
    , m_bar(new MessageBar(context.theme, this))
    , m_search(searchField(context.theme, tr("Model or prompt"), this))
    , m_status(new QComboBox(this))
    , m_range(new QComboBox(this))
{
    buildTable();
    buildLayout();
    addActions();
    m_typed.setSingleShot(true);
    m_typed.setInterval(typingPause);
    connect(&m_typed, &QTimer::timeout, this, &CallsPage::reload);
    connect(m_search, &QLineEdit::textChanged, &m_typed, qOverload<>(&QTimer::start));
    connect(m_status, &QComboBox::activated, this, &CallsPage::reload);
    connect(m_range, &QComboBox::activated, this, &CallsPage::reload);
    m_follow.setInterval(followEvery);
    connect(&m_follow, &QTimer::timeout, this, &CallsPage::follow);
}

void CallsPage::buildTable()
{
    m_table->setModel(m_model);
    m_table->setAccessibleName(tr("Calls"));
    m_table->setSelectionBehavior(QAbstractItemView::SelectRows);
    m_table->setSelectionMode(QAbstractItemView::SingleSelection);
    m_table->setEditTriggers(QAbstractItemView::NoEditTriggers);
    m_table->setShowGrid(false);
    m_table->setTabKeyNavigation(false);
    m_table->setWordWrap(false);
    m_table->setFrameShape(QFrame::NoFrame);
    m_table->setVerticalScrollMode(QAbstractItemView::ScrollPerPixel);
    m_table->verticalHeader()->hide();
    m_table->verticalHeader()->setDefaultSectionSize(metrics::rowHeight());
    QHeaderView *header = m_table->horizontalHeader();
    header->setHighlightSections(false);
    header->setSectionResizeMode(CallsModel::Prompt, QHeaderView::Stretch);
    const int character = fontMetrics().averageCharWidth();
    const QList<std::pair<int, int>> widths{{CallsModel::Started, 18},    {CallsModel::Model, 40},
                                            {CallsModel::Status, 26},     {CallsModel::Latency, 12},
                                            {CallsModel::FirstToken, 14}, {CallsModel::Input, 12},
                                            {CallsModel::Output, 13},     {CallsModel::Cost, 13}};
    for (const auto &[column, characters] : widths)
        m_table->setColumnWidth(column, character * characters);
    connect(m_table->selectionModel(), &QItemSelectionModel::currentRowChanged, this,
            &CallsPage::openSelected);
    connect(m_table->verticalScrollBar(), &QScrollBar::valueChanged, this, [this](int value) {
        if (m_hasOlder && value >= m_table->verticalScrollBar()->maximum() - metrics::rowHeight() * 4)
            loadOlder();
    });
}

QWidget *CallsPage::buildFilters()
{
    m_status->setAccessibleName(tr("Result"));
    m_status->addItem(tr("All results"));
    m_status->addItem(tr("Done"), QVariant::fromValue(int(telemetry::CallStatus::Ok)));
    m_status->addItem(tr("Failed"), QVariant::fromValue(int(telemetry::CallStatus::Failed)));
    m_status->addItem(tr("Cancelled"), QVariant::fromValue(int(telemetry::CallStatus::Cancelled)));
    m_range->setAccessibleName(tr("Time range"));
    m_range->addItem(tr("Any time"), 0);
    m_range->addItem(tr("Last hour"), 1);
    m_range->addItem(tr("Last 24 hours"), 24);
    m_range->addItem(tr("Last 7 days"), 24 * 7);
    m_range->addItem(tr("Last 30 days"), 24 * 30);

    auto *row = new QWidget(this);
    auto *columns = new QHBoxLayout(row);
    columns->setContentsMargins(metrics::wide(), metrics::normal(), metrics::wide(), metrics::normal());
    columns->setSpacing(metrics::normal());
    m_search->setMaximumWidth(fontMetrics().averageCharWidth() * 50);
    columns->addWidget(m_search, 1);
    columns->addWidget(m_status);
    columns->addWidget(m_range);
    columns->addStretch();
    return row;
}

void CallsPage::buildLayout()
{
    auto *upper = new QWidget(this);
    auto *upperRows = new QVBoxLayout(upper);
    upperRows->setContentsMargins(0, 0, 0, 0);
    upperRows->setSpacing(0);
    m_stack->addWidget(m_table);
    m_stack->addWidget(m_empty);
    upperRows->addWidget(buildFilters());
    upperRows->addWidget(separatorLine(Qt::Horizontal, upper));
    upperRows->addWidget(m_stack, 1);
    m_split->addWidget(upper);
    m_split->addWidget(m_details);
    m_split->setChildrenCollapsible(false);
    m_split->setStretchFactor(0, 3);
    m_split->setStretchFactor(1, 2);
    m_split->setSizes({metrics::rowHeight() * 12, metrics::rowHeight() * 12});
    if (const QByteArray saved = m_context.state.value(u"log/splitter"_s).toByteArray(); !saved.isEmpty())
        m_split->restoreState(saved);
    connect(m_split, &QSplitter::splitterMoved, this,
            [this] { m_context.state.setValue(u"log/splitter"_s, m_split->saveState()); });

    auto *rows = new QVBoxLayout(this);
    rows->setContentsMargins(0, 0, 0, 0);
    rows->setSpacing(0);
    rows->addWidget(m_bar);
    rows->addWidget(m_split, 1);
}

void CallsPage::addActions()
{
    const QString section = tr("Log");
    m_context.actions.add({u"log.refresh"_s,
                           section,
                           tr("&Refresh"),
                           u"refresh"_s,
                           {QKeySequence(u"F5"_s)},
                           tr("Reads the log again.")},
                          this, this, [this] { reload(); });
    m_context.actions.add({u"log.search"_s,
                           section,
                           tr("&Search the log"),
                           u"search"_s,
                           {QKeySequence(u"Ctrl+F"_s)},
                           tr("Filters by model or prompt.")},
                          this, this, [this] {
                              m_search->setFocus();
                              m_search->selectAll();
                          });
    m_context.actions.add({u"log.copy"_s,
                           section,
                           tr("&Copy call as JSON"),
                           u"copy"_s,
                           {QKeySequence(u"Ctrl+Shift+C"_s)},
                           tr("Copies the chosen call with its request, answer and timeline.")},
                          this, this, [this] { m_details->copyAsJson(); });
}

void CallsPage::activate()
{
    reload();
    m_follow.start();
    m_table->setFocus();
}

void CallsPage::hideEvent(QHideEvent *event)
{
    m_follow.stop();
    Page::hideEvent(event);
}

bool CallsPage::isSettled() const
{
    return m_loaded && m_pending == 0 && !m_typed.isActive() && !m_details->isBusy();
}

void CallsPage::navigate(const QVariantMap &arguments)
{
    clearFilters();
    if (const QString call = arguments.value(u"call"_s).toString(); !call.isEmpty())
        m_asked = CallId::fromString(call);
    const QString text = arguments.value(u"model"_s, arguments.value(u"prompt"_s)).toString();
    if (!text.isEmpty())
        m_search->setText(text);
    reload();
}

telemetry::LogFilter CallsPage::filter() const
{
    telemetry::LogFilter filter;
    filter.limit = pageSize;
    filter.search = m_search->text().trimmed();
    if (const QVariant status = m_status->currentData(); status.isValid())
        filter.status = static_cast<telemetry::CallStatus>(status.toInt());
    if (const int hours = m_range->currentData().toInt(); hours > 0)
        filter.since = QDateTime::currentMSecsSinceEpoch() * 1000 - hours * hourUs;
    return filter;
}

bool CallsPage::isFiltered() const
{
    return !m_search->text().trimmed().isEmpty() || m_status->currentIndex() > 0
        || m_range->currentIndex() > 0;
}

void CallsPage::clearFilters()
{
    m_search->clear();
    m_typed.stop();
    m_status->setCurrentIndex(0);
    m_range->setCurrentIndex(0);
}

void CallsPage::reload()
{
    m_typed.stop();
    const telemetry::LogEntry *current = m_model->entry(m_table->currentIndex().row());
    const std::optional<CallId> select = m_asked ? m_asked
        : current != nullptr                     ? std::optional(current->record.id)
                                                 : std::nullopt;
    ++m_pending;
    const quint64 asking = ++m_asking;
    m_context.engine.run([filter = filter()](workspace::Workspace &workspace)
                             -> QCoro::Task<Result<QList<telemetry::LogEntry>>> {
        auto entries = co_await workspace.log().query(filter);
        co_return entries;
    }) | whenDone(this, [this, asking, select](const Result<QList<telemetry::LogEntry>> &entries) {
        --m_pending;
        m_loaded = true;
        if (asking != m_asking)
            return;
        if (entries)
            showEntries(*entries, select);
        else
            m_bar->showError(entries.error(), {tr("Retry"), [this] { reload(); }});
    });
}

void CallsPage::follow()
{
    const bool isAtTop = m_table->verticalScrollBar()->value() == 0;
    if (m_pending == 0 && isAtTop && m_model->rowCount() <= pageSize)
        reload();
}

void CallsPage::loadOlder()
{
    m_hasOlder = false; // until we know
    telemetry::LogFilter older = filter();
    older.beforeSeq = m_model->oldestSeq();
    ++m_pending;
    const quint64 asking = m_asking;
    m_context.engine.run(
        [older](workspace::Workspace &workspace) -> QCoro::Task<Result<QList<telemetry::LogEntry>>> {
            auto entries = co_await workspace.log().query(older);
            co_return entries;
        })
        | whenDone(this, [this, asking](const Result<QList<telemetry::LogEntry>> &entries) {
              --m_pending;
              if (asking != m_asking)
                  return;
              if (!entries)
                  return m_bar->showError(entries.error());
              m_hasOlder = entries->size() == pageSize;
              m_model->append(*entries);
          });
}

void CallsPage::showEntries(const QList<telemetry::LogEntry> &entries, const std::optional<CallId> &select)
{
    const bool isAsked = std::exchange(m_asked, std::nullopt).has_value();
    const bool isSame = !entries.isEmpty() && m_model->newestSeq() == entries.first().seq
        && m_model->oldestSeq() == entries.last().seq;
    m_hasOlder = entries.size() == pageSize;
    if (!isSame)
        m_model->setEntries(entries);
    showEmptiness();
    const int row = select ? m_model->rowOf(*select) : -1;
    if (row >= 0)
        m_table->selectRow(row);
    else if (isAsked)
        m_details->showCall(*select); // it is older than what the table shows
    else if (!isSame && m_model->rowCount() > 0)
        m_table->selectRow(0);
    else if (m_model->rowCount() == 0)
        m_details->clear();
}

void CallsPage::showEmptiness()
{
    m_stack->setCurrentWidget(m_model->rowCount() > 0 ? static_cast<QWidget *>(m_table) : m_empty);
    if (isFiltered()) {
        m_empty->setContent({u"search"_s,
                             tr("No call matches"),
                             tr("No call of this kind was made in that time."),
                             tr("Clear the filters"),
                             [this] {
                                 clearFilters();
                                 reload();
                             },
                             {},
                             {}});
    } else {
        m_empty->setContent({u"history"_s,
                             tr("No calls yet"),
                             tr("Every call to a model appears here, with its timeline and what it cost."),
                             tr("Run a prompt"),
                             [this] { Q_EMIT navigationRequested(u"compare"_s, {}); },
                             {},
                             {}});
    }
}

void CallsPage::openSelected()
{
    if (const telemetry::LogEntry *entry = m_model->entry(m_table->currentIndex().row()))
        m_details->showCall(entry->record.id);
}

} // namespace assay::ui
