// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/operations/connectionsview.h"

#include "ui/operations/datatable.h"
#include "ui/operations/operationstexts.h"
#include "ui/theme/metrics.h"
#include "ui/widgets/controls.h"

#include <QComboBox>
#include <QDateTime>
#include <QLocale>
#include <QSignalBlocker>
#include <QVBoxLayout>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace assay::ui {
namespace {

using telemetry::ConnectionEntry;
using transport::Purpose;

constexpr auto refreshEvery = 2s;
constexpr int shownMax = 1000;
constexpr qint64 hourUs = 3'600'000'000;

TableRow rowOf(const ConnectionEntry &entry)
{
    const transport::ConnectionReport &report = entry.report;
    const QString host = u"%1:%2"_s.arg(report.host).arg(report.port);
    QString way = report.address.isEmpty() ? ConnectionsView::tr("No address was connected to.")
                                           : ConnectionsView::tr("Connected to %1").arg(report.address);
    if (!report.proxy.isEmpty())
        way = ConnectionsView::tr("%1 through the proxy %2").arg(way, report.proxy);
    const TableCell call = report.call
        ? TableCell{report.call->toString().left(8), {}, report.call->toString()}
        : TableCell{ConnectionsView::tr("none"), {}, {}, CellTone::Muted};
    return {QString::number(entry.id),
            {operations::momentCell(entry.openedAt),
             {host, {}, way},
             {operations::purposeText(report.purpose), {}},
             operations::connectionStateCell(entry),
             operations::bytesCell(report.bytesSent),
             operations::bytesCell(report.bytesReceived),
             operations::numberCell(report.requests),
             {entry.program, {}},
             call}};
}

} // namespace

ConnectionsView::ConnectionsView(const PageContext &context, QWidget *parent)
    : OperationsView(context, refreshEvery, parent)
    , m_search(searchField(context.theme, tr("Search connections"), this))
    , m_host(new QComboBox(this))
    , m_purpose(new QComboBox(this))
    , m_since(new QComboBox(this))
    , m_open(new QPushButton(tr("&Open the call in the log"), this))
    , m_sum(new QLabel(this))
    , m_table(new DataTable(context.theme, tr("Connections"),
                            {{tr("When"), 18},
                             {tr("Host"), 0},
                             {tr("Purpose"), 24},
                             {tr("State"), 18},
                             {tr("Sent"), 13, true},
                             {tr("Received"), 13, true},
                             {tr("Requests"), 12, true},
                             {tr("Program"), 14},
                             {tr("Call"), 13}},
                            this))
{
    build();
    m_table->sortBy(0, Qt::DescendingOrder);
    connect(m_search, &QLineEdit::textChanged, m_table, &DataTable::setFilter);
    connect(m_table, &DataTable::filterCleared, m_search, &QLineEdit::clear);
    for (QComboBox *box : {m_host, m_purpose, m_since})
        connect(box, &QComboBox::currentIndexChanged, this, &ConnectionsView::refresh);
    connect(m_table, &DataTable::opened, this, &ConnectionsView::openCall);
    connect(m_open, &QPushButton::clicked, this, [this] { openCall(m_table->currentId()); });
    connect(m_table, &DataTable::currentChanged, this,
            [this](const QString &id) { m_open->setEnabled(m_calls.contains(id)); });
    m_open->setEnabled(false);
}

void ConnectionsView::build()
{
    m_host->setAccessibleName(tr("Host"));
    m_host->addItem(tr("All hosts"), QString());
    m_purpose->setAccessibleName(tr("Purpose"));
    m_purpose->addItem(tr("All purposes"));
    for (const Purpose purpose :
         {Purpose::Completion, Purpose::ModelListing, Purpose::TokenCount, Purpose::Embeddings,
          Purpose::HealthCheck, Purpose::KeyCheck, Purpose::LocalDiscovery, Purpose::Other})
        m_purpose->addItem(operations::purposeText(purpose), int(purpose));
    m_since->setAccessibleName(tr("Time range"));
    m_since->addItem(tr("Any time"), 0);
    m_since->addItem(tr("Last hour"), 1);
    m_since->addItem(tr("Last 24 hours"), 24);
    m_since->addItem(tr("Last 7 days"), 24 * 7);

    auto *filters = new QHBoxLayout;
    filters->setContentsMargins(metrics::wide(), metrics::normal(), metrics::wide(), metrics::normal());
    filters->setSpacing(metrics::normal());
    m_search->setMaximumWidth(fontMetrics().averageCharWidth() * 40);
    filters->addWidget(m_search, 1);
    for (QComboBox *box : {m_host, m_purpose, m_since})
        filters->addWidget(box);
    filters->addStretch();
    filters->addWidget(m_open);

    auto *all =
        new QLabel(tr("These are all connections that this program made in this workspace, the window and "
                      "the command line alike. It makes no others: no telemetry, no search for updates. The "
                      "newest %L1 are kept.")
                       .arg(telemetry::ConnectionLog::defaultRows),
                   this);
    all->setWordWrap(true);
    makeMuted(all);
    makeMuted(m_sum);
    auto *foot = new QHBoxLayout;
    foot->setContentsMargins(metrics::wide(), metrics::normal(), metrics::wide(), metrics::normal());
    foot->setSpacing(metrics::section());
    foot->addWidget(all, 1);
    foot->addWidget(m_sum);

    auto *rows = new QVBoxLayout(this);
    rows->setContentsMargins(0, 0, 0, 0);
    rows->setSpacing(0);
    rows->addLayout(filters);
    rows->addWidget(separatorLine(Qt::Horizontal, this));
    rows->addWidget(m_table, 1);
    rows->addWidget(separatorLine(Qt::Horizontal, this));
    rows->addLayout(foot);
}

telemetry::ConnectionFilter ConnectionsView::filter() const
{
    telemetry::ConnectionFilter filter;
    filter.limit = shownMax;
    filter.host = m_host->currentData().toString();
    if (const QVariant purpose = m_purpose->currentData(); purpose.isValid())
        filter.purpose = static_cast<Purpose>(purpose.toInt());
    if (const int hours = m_since->currentData().toInt(); hours > 0)
        filter.since = QDateTime::currentMSecsSinceEpoch() * 1000 - hours * hourUs;
    return filter;
}

bool ConnectionsView::isFiltered() const
{
    return m_host->currentIndex() > 0 || m_purpose->currentIndex() > 0 || m_since->currentIndex() > 0;
}

void ConnectionsView::clearFilters()
{
    for (QComboBox *box : {m_host, m_purpose, m_since}) {
        const QSignalBlocker quiet(box);
        box->setCurrentIndex(0);
    }
    m_search->clear();
    refresh();
}

void ConnectionsView::refresh()
{
    read<QList<ConnectionEntry>>(
        [filter = filter()](workspace::Workspace &workspace) -> QCoro::Task<Result<QList<ConnectionEntry>>> {
            auto entries = co_await workspace.connections().list(filter);
            co_return entries;
        },
        [this](const QList<ConnectionEntry> &entries) { showEntries(entries); });
}

void ConnectionsView::showEntries(const QList<ConnectionEntry> &entries)
{
    offerHosts(entries);
    QList<TableRow> rows;
    qint64 sent = 0;
    qint64 received = 0;
    m_calls.clear();
    for (const ConnectionEntry &entry : entries) {
        rows.append(rowOf(entry));
        sent += entry.report.bytesSent;
        received += entry.report.bytesReceived;
        if (entry.report.call)
            m_calls.insert(rows.last().id, *entry.report.call);
    }
    m_table->setRows(std::move(rows));
    showEmptiness();
    m_open->setEnabled(m_calls.contains(m_table->currentId()));
    const QString count = entries.size() == shownMax ? tr("The newest %L1").arg(shownMax)
                                                     : tr("%Ln connection(s)", nullptr, int(entries.size()));
    m_sum->setText(tr("%1, %2 sent, %3 received")
                       .arg(count, operations::bytesCell(sent).text, operations::bytesCell(received).text));
}

void ConnectionsView::showEmptiness()
{
    if (isFiltered()) {
        m_table->setEmptyContent({u"search"_s,
                                  tr("No connection matches"),
                                  tr("No connection of this kind was made in that time."),
                                  tr("Clear the filters"),
                                  [this] { clearFilters(); },
                                  {},
                                  {}});
    } else {
        m_table->setEmptyContent({u"server"_s,
                                  tr("No connection was made"),
                                  tr("As soon as a provider is asked for something, it is listed here."),
                                  tr("Run a prompt"),
                                  [this] { Q_EMIT navigationRequested(u"compare"_s, {}); },
                                  {},
                                  {}});
    }
}

void ConnectionsView::offerHosts(const QList<ConnectionEntry> &entries)
{
    for (const ConnectionEntry &entry : entries) {
        if (!entry.report.host.isEmpty() && m_host->findData(entry.report.host) < 0)
            m_host->addItem(entry.report.host, entry.report.host);
    }
}

void ConnectionsView::openCall(const QString &id)
{
    if (const auto call = m_calls.constFind(id); call != m_calls.constEnd())
        Q_EMIT navigationRequested(u"log"_s, {{u"call"_s, call->toString()}});
}

void ConnectionsView::copy() const
{
    m_table->copySelection();
}

void ConnectionsView::focusMain()
{
    m_table->setFocus();
}

} // namespace assay::ui
