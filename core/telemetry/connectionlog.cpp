// SPDX-License-Identifier: GPL-3.0-or-later
#include "telemetry/connectionlog.h"

#include <map>
#include <mutex>

#include <QCoreApplication>
#include <QFileInfo>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace assay::telemetry {

using storage::Connection;
using transport::ConnectionOutcome;
using transport::ConnectionReport;

namespace {

constexpr auto usedInterval = 1s;
// While nothing can be written (disk full), the oldest are given up: memory stays bounded.
constexpr std::size_t maxWaiting = 10'000;

/// A row as it stands; writing it again does no harm.
struct Row {
    QByteArray token;
    UtcMicros openedAt = 0;
    std::optional<UtcMicros> closedAt;
    ConnectionReport report;
};

using Rows = std::map<std::uint64_t, Row>; // by the report's id, which grows

QString programName()
{
    return QFileInfo(QCoreApplication::applicationFilePath()).fileName();
}

/// Qt stores a null string as NULL, which no text column here takes.
QString stored(const QString &text)
{
    return text.isNull() ? u""_s : text;
}

/// Update first: an insert that turns out to be an update would use up an id each time, and ids tell how many
/// rows to keep.
Result<> writeRow(Connection &connection, const Row &row)
{
    const ConnectionReport &report = row.report;
    const QVariant closedAt = row.closedAt ? QVariant(static_cast<qlonglong>(*row.closedAt)) : QVariant();
    const qlonglong sent = report.bytesSent;
    const qlonglong received = report.bytesReceived;
    const QString outcome = connectionOutcomeName(report.outcome);
    const auto updated = connection.exec(u"UPDATE connections SET closed_at = ?, requests = ?, bytes_sent = "
                                         u"?, bytes_received = ?, outcome = ? "
                                         "WHERE token = ?"_s,
                                         {closedAt, report.requests, sent, received, outcome, row.token});
    if (!updated || (*updated)->numRowsAffected() > 0)
        return updated.map([](QSqlQuery *) {});
    return connection
        .exec(u"INSERT INTO connections (token, opened_at, closed_at, host, port, address, proxy, purpose, "
              "call_id, program, process_id, requests, bytes_sent, bytes_received, outcome) "
              "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"_s,
              {row.token, static_cast<qlonglong>(row.openedAt), closedAt, stored(report.host), report.port,
               stored(report.address), stored(report.proxy), purposeName(report.purpose),
               report.call ? QVariant(report.call->toBytes()) : QVariant(), programName(),
               QCoreApplication::applicationPid(), report.requests, sent, received, outcome})
        .map([](QSqlQuery *) {});
}

Result<> writeRows(Connection &connection, const Rows &rows, std::int64_t keptRows)
{
    for (const auto &[id, row] : rows) {
        if (auto done = writeRow(connection, row); !done)
            return done;
    }
    // Ids are never used twice, so that many rows at most lie above this one.
    return connection
        .exec(u"DELETE FROM connections WHERE id <= (SELECT max(id) FROM connections) - ?"_s,
              {static_cast<qlonglong>(keptRows)})
        .map([](QSqlQuery *) {});
}

/// Whether the process that wrote an open row may still hold the connection.
bool isRunning(const QString &program, qint64 processId)
{
    if (processId == QCoreApplication::applicationPid())
        return true;
    const QString process = u"/proc/%1"_s.arg(processId);
    if (!QFileInfo::exists(process))
        return false;
    QString executable = QFileInfo(QFile::symLinkTarget(process + u"/exe"_s)).fileName();
    if (executable.endsWith(u" (deleted)"_s)) // replaced by an update while it runs
        executable.chop(10);
    return executable.isEmpty() || executable == program; // empty: another user's
}

ConnectionEntry readEntry(const QSqlQuery &query)
{
    ConnectionEntry entry;
    entry.id = query.value(0).toLongLong();
    entry.openedAt = query.value(1).toLongLong();
    if (!query.isNull(2))
        entry.closedAt = query.value(2).toLongLong();
    ConnectionReport &report = entry.report;
    report.host = query.value(3).toString();
    report.port = query.value(4).toInt();
    report.address = query.value(5).toString();
    report.proxy = query.value(6).toString();
    report.purpose =
        transport::purposeFromName(query.value(7).toString()).value_or(transport::Purpose::Other);
    if (!query.isNull(8))
        report.call = CallId::fromBytes(query.value(8).toByteArray());
    entry.program = query.value(9).toString();
    report.requests = query.value(11).toInt();
    report.bytesSent = query.value(12).toLongLong();
    report.bytesReceived = query.value(13).toLongLong();
    report.outcome =
        transport::connectionOutcomeFromName(query.value(14).toString()).value_or(ConnectionOutcome::Closed);
    using State = ConnectionEntry::State;
    entry.state = entry.closedAt                                 ? State::Closed
        : isRunning(entry.program, query.value(10).toLongLong()) ? State::Open
                                                                 : State::Lost;
    return entry;
}

Result<QList<ConnectionEntry>> readEntries(Connection &connection, const ConnectionFilter &filter)
{
    QString sql = u"SELECT id, opened_at, closed_at, host, port, address, proxy, purpose, call_id, program, "
                  "process_id, requests, bytes_sent, bytes_received, outcome FROM connections "
                  "WHERE opened_at >= ?"_s;
    QVariantList values{static_cast<qlonglong>(filter.since)};
    if (!filter.host.isEmpty()) {
        sql += u" AND host = ? COLLATE NOCASE"_s;
        values << filter.host;
    }
    if (filter.purpose) {
        sql += u" AND purpose = ?"_s;
        values << purposeName(*filter.purpose);
    }
    if (filter.call) {
        sql += u" AND call_id = ?"_s;
        values << filter.call->toBytes();
    }
    sql += u" ORDER BY opened_at DESC, id DESC LIMIT ?"_s;
    values << filter.limit;
    return connection.exec(sql, values).map([](QSqlQuery *query) {
        QList<ConnectionEntry> entries;
        while (query->next())
            entries.append(readEntry(*query));
        return entries;
    });
}

} // namespace

struct ConnectionLog::State {
    explicit State(std::int64_t rows)
        : keptRows(rows)
    {
    }

    const std::int64_t keptRows;
    std::mutex mutex; ///< guards the rest
    Rows open; ///< every connection that is not closed
    Rows waiting; ///< to be written
    bool isQueued = false; ///< a job that will write `waiting` stands in the database's queue

    Rows take()
    {
        const std::scoped_lock lock(mutex);
        isQueued = false;
        return std::exchange(waiting, {});
    }
    /// What could not be written waits for the next time, unless there is newer of the same connection.
    void putBack(Rows rows)
    {
        const std::scoped_lock lock(mutex);
        waiting.merge(rows);
        while (waiting.size() > maxWaiting)
            waiting.erase(waiting.begin());
    }
};

ConnectionLog::ConnectionLog(storage::Database &database, const Clock &clock, std::int64_t keptRows)
    : m_database(database)
    , m_clock(clock)
    , m_state(std::make_shared<State>(keptRows))
{
}

ConnectionLog::~ConnectionLog()
{
    std::ignore = flush();
}

void ConnectionLog::onOpened(const ConnectionReport &report)
{
    {
        const std::scoped_lock lock(m_state->mutex);
        m_state->open.insert_or_assign(
            report.id, Row{createUuidV7().toRfc4122(), m_clock.utcMicros(), std::nullopt, report});
    }
    note(report, When::Now);
}

void ConnectionLog::onUsed(const ConnectionReport &report)
{
    note(report, When::Soon);
}

void ConnectionLog::onClosed(const ConnectionReport &report)
{
    note(report, When::Now);
}

void ConnectionLog::note(const ConnectionReport &report, When when)
{
    bool isQueued = false;
    {
        const std::scoped_lock lock(m_state->mutex);
        const auto found = m_state->open.find(report.id);
        if (found == m_state->open.end())
            return;
        found->second.report = report;
        if (report.outcome != ConnectionOutcome::Open)
            found->second.closedAt = m_clock.utcMicros();
        m_state->waiting.insert_or_assign(report.id, found->second);
        if (found->second.closedAt)
            m_state->open.erase(found);
        isQueued = m_state->isQueued;
    }
    if (isQueued)
        return; // the job on its way takes this one along
    if (when == When::Now)
        std::ignore = flush();
    else
        flushSoon();
}

void ConnectionLog::flushSoon()
{
    if (!m_usedTimer) {
        m_usedTimer = std::make_unique<QTimer>();
        m_usedTimer->setSingleShot(true);
        m_usedTimer->setInterval(usedInterval);
        m_usedTimer->callOnTimeout([this] { std::ignore = flush(); });
    }
    if (!m_usedTimer->isActive())
        m_usedTimer->start();
}

QFuture<Result<>> ConnectionLog::flush()
{
    {
        const std::scoped_lock lock(m_state->mutex);
        m_state->isQueued = true;
    }
    auto taken = std::make_shared<Rows>();
    return m_database
        .write<>([state = m_state, taken](Connection &connection) {
            *taken = state->take();
            return taken->empty() ? Result<>() : writeRows(connection, *taken, state->keptRows);
        })
        .then([state = m_state, taken](Result<> done) {
            if (!done)
                state->putBack(std::move(*taken));
            return done;
        });
}

QFuture<Result<QList<ConnectionEntry>>> ConnectionLog::list(ConnectionFilter filter)
{
    return flush()
        .then([&database = m_database, filter = std::move(filter)](const Result<> &) {
            return database.read<QList<ConnectionEntry>>(
                [filter](Connection &connection) { return readEntries(connection, filter); });
        })
        .unwrap();
}

} // namespace assay::telemetry
