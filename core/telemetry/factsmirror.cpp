// SPDX-License-Identifier: GPL-3.0-or-later
#include "telemetry/factsmirror.h"

#include "telemetry/factscolumns.h"
#include "telemetry/factsscan.h"
#include "telemetry/percentiles.h"

#include <algorithm>

#include <QDate>
#include <QDateTime>

using namespace Qt::StringLiterals;

namespace assay::telemetry {
namespace {

using storage::Connection;

// How many rows are taken over in one go before others may look: bounds the wait of a query.
constexpr int catchUpRows = 20'000;

std::uint32_t saturated(const QVariant &value)
{
    return static_cast<std::uint32_t>(
        std::clamp<qlonglong>(value.toLongLong(), 0, std::numeric_limits<std::uint32_t>::max() - 1));
}

FactsRow readRow(const QSqlQuery &query)
{
    FactsRow row;
    row.startedAt = query.value(1).toLongLong();
    row.costNano = query.value(2).isNull() ? FactsRow::unknownCost : query.value(2).toLongLong();
    row.latencyUs = saturated(query.value(3));
    row.firstTokenUs = query.value(4).isNull() ? FactsRow::noFirstToken : saturated(query.value(4));
    row.input = saturated(query.value(5));
    row.output = saturated(query.value(6));
    row.model = query.value(7).toUInt();
    row.prompt = query.value(8).toUInt();
    row.user = query.value(9).toUInt();
    row.status = query.value(10).toUInt() | (query.value(11).toBool() ? FactsRow::estimatedBit : 0);
    row.version = query.value(12).toUInt() & ~FactsRow::refused;
    if (errorCodeFromName(query.value(13).toString()) == ErrorCode::MalformedResponse)
        row.version |= FactsRow::refused;
    return row;
}

Result<std::int64_t> newestSeq(Connection &connection)
{
    return connection.exec(u"SELECT max(seq) FROM calls"_s).map([](QSqlQuery *query) {
        return static_cast<std::int64_t>(query->next() ? query->value(0).toLongLong() : 0);
    });
}

Result<QSqlQuery *> callsAfter(Connection &connection, std::int64_t seq)
{
    return connection.exec(
        u"SELECT seq, started_at, cost_nano_usd, latency_us, first_token_us, input, output, model_id,"
        " prompt_id, user_id, status, usage_estimated, prompt_version, error_code FROM calls WHERE seq > ? ORDER BY seq LIMIT ?"_s,
        {static_cast<qlonglong>(seq), catchUpRows});
}

Result<WorkspaceId> workspaceIdOf(Connection &connection)
{
    return connection.exec(u"SELECT value FROM workspace WHERE key = 'id'"_s).map([](QSqlQuery *query) {
        return query->next() ? WorkspaceId::fromString(query->value(0).toString()) : WorkspaceId();
    });
}

/// The first moment of the local day of `time`; `time` must be asked in rising or falling order to be quick.
class LocalDays final {
public:
    QDate dayOf(UtcMicros time)
    {
        if (time < m_begin || time >= m_end) {
            m_day = QDateTime::fromMSecsSinceEpoch(time / 1000).date();
            m_begin = m_day.startOfDay().toMSecsSinceEpoch() * 1000;
            m_end = m_day.addDays(1).startOfDay().toMSecsSinceEpoch() * 1000;
        }
        return m_day;
    }

private:
    QDate m_day;
    UtcMicros m_begin = 0;
    UtcMicros m_end = 0;
};

CostRow costRow(const QString &key, const FactsTotals &totals)
{
    return {key,         totals.calls,      totals.failed, totals.inputTokens, totals.outputTokens,
            totals.cost, totals.costUnknown, totals.costEstimated};
}

} // namespace

FactsMirror::FactsMirror(std::unique_ptr<FactsColumns> columns)
    : m_columns(std::move(columns))
{
}

FactsMirror::~FactsMirror() = default;

Result<std::unique_ptr<FactsMirror>> FactsMirror::open(storage::Database &database)
{
    const auto workspace = database.read<WorkspaceId>(workspaceIdOf).result();
    if (!workspace)
        return tl::unexpected(workspace.error());
    std::unique_ptr<FactsMirror> mirror(
        new FactsMirror(std::make_unique<FactsColumns>(QDir(database.path() + u".facts"_s), *workspace)));
    const Result<> ready = database
                               .read<void>([&mirror](Connection &connection) -> Result<> {
                                   if (auto checked = mirror->dropIfLogIsOlder(connection); !checked)
                                       return checked;
                                   return mirror->catchUp(connection);
                               })
                               .result();
    if (!ready)
        return tl::unexpected(ready.error());
    return mirror;
}

Result<> FactsMirror::dropIfLogIsOlder(Connection &connection)
{
    const std::unique_lock guard(m_mutex);
    // First the lock, then the first look at the log: whatever was published by then is committed and in
    // view, so a mirror that knows more than the log belongs to a log that was replaced, by a backup perhaps.
    if (!m_columns->lock())
        return {};
    m_columns->reload();
    const Result<std::int64_t> newest = newestSeq(connection);
    if (newest && m_columns->lastSeq() > *newest)
        m_columns->clear();
    m_columns->unlock();
    return newest.map([](std::int64_t) {});
}

Result<> FactsMirror::catchUp(Connection &connection)
{
    const Result<std::int64_t> newest = newestSeq(connection);
    if (!newest)
        return tl::unexpected(newest.error());
    for (;;) {
        const std::unique_lock guard(m_mutex);
        const bool hasNames = m_columns->rowCount() == 0 || !m_names.empty();
        if (!m_columns->isBehind() && m_columns->lastSeq() >= *newest && hasNames)
            return {};
        const Result<std::int64_t> lastSeq = takeOver(connection);
        if (!lastSeq)
            return tl::unexpected(lastSeq.error());
        if (auto learnt = learnNames(connection); !learnt || *lastSeq >= *newest)
            return learnt;
    }
}

Result<std::int64_t> FactsMirror::takeOver(Connection &connection)
{
    if (!m_columns->lock())
        return fail(ErrorCode::Storage, u"The charts' files are locked by another program."_s);
    m_columns->reload();
    std::int64_t lastSeq = m_columns->lastSeq();
    const auto rows = callsAfter(connection, lastSeq);
    const bool hasRoom = rows && m_columns->reserve(catchUpRows);
    while (hasRoom && (*rows)->next()) {
        m_columns->append(readRow(**rows));
        lastSeq = (*rows)->value(0).toLongLong();
    }
    if (hasRoom) {
        (*rows)->finish();
        m_columns->publish(lastSeq);
    }
    m_columns->unlock();
    if (!rows)
        return tl::unexpected(rows.error());
    if (!hasRoom)
        return fail(ErrorCode::Storage, u"The disk is full: the charts cannot be brought up to date."_s);
    return lastSeq;
}

Result<> FactsMirror::learnNames(Connection &connection)
{
    const qlonglong known = m_names.empty() ? 0 : static_cast<qlonglong>(m_names.size()) - 1;
    return connection.exec(u"SELECT id, kind, name FROM fact_names WHERE id > ? ORDER BY id"_s, {known})
        .map([this](QSqlQuery *query) {
            while (query->next()) {
                const auto id = static_cast<size_t>(query->value(0).toLongLong());
                m_names.resize(id + 1);
                m_names[id] = {query->value(1).toString(), query->value(2).toString()};
            }
        });
}

QString FactsMirror::nameOf(std::uint32_t id) const
{
    // Another program's row can be in view before its name is: the next catch-up brings it.
    return id < m_names.size() ? m_names[id].second : QString();
}

std::uint32_t FactsMirror::idOf(const QString &kind, const QString &name) const
{
    const auto found = std::ranges::find(m_names, std::pair(kind, name));
    // An unknown name matches no row: no call has the number that comes after the last.
    return found == m_names.end() ? std::numeric_limits<std::uint32_t>::max()
                                  : static_cast<std::uint32_t>(found - m_names.begin());
}

FactsPanel FactsMirror::query(const FactsQuery &query) const
{
    const std::shared_lock guard(m_mutex);
    FactsFilter filter{query.from, query.to, 0, 0};
    if (!query.model.isEmpty())
        filter.model = idOf(u"model"_s, query.model);
    if (!query.prompt.isEmpty())
        filter.prompt = idOf(u"prompt"_s, query.prompt);
    std::vector<std::uint32_t> modelIds;
    FactsPanel panel = scanPanel(*m_columns, filter, query, modelIds);
    for (qsizetype i = 0; i < panel.models.size(); ++i)
        panel.models[i].model = nameOf(modelIds.at(static_cast<size_t>(i)));
    std::ranges::stable_sort(panel.models, std::ranges::greater(),
                             [](const ModelFacts &m) { return m.totals.cost; });
    return panel;
}

QList<CostRow> FactsMirror::costs(CostGrouping grouping, UtcMicros since) const
{
    const std::shared_lock guard(m_mutex);
    const FactsFilter filter{since, std::numeric_limits<UtcMicros>::max(), 0, 0};
    const RowAdder adder(*m_columns);
    if (grouping == CostGrouping::Day) {
        QMap<QDate, FactsTotals> days;
        LocalDays calendar;
        scanFacts(*m_columns, filter, [&](std::int64_t row) {
            adder.add(days[calendar.dayOf(m_columns->startedAt()[row])], row);
        });
        QList<CostRow> rows;
        for (auto day = days.cbegin(); day != days.cend(); ++day)
            rows.prepend(costRow(day.key().toString(Qt::ISODate), day.value()));
        return rows;
    }
    const std::uint32_t *ids = grouping == CostGrouping::Model ? m_columns->model()
        : grouping == CostGrouping::Prompt                     ? m_columns->prompt()
                                                               : m_columns->user();
    std::vector<FactsTotals> byId(m_names.size() + 1);
    scanFacts(*m_columns, filter,
              [&](std::int64_t row) { adder.add(byId[std::min<size_t>(ids[row], m_names.size())], row); });
    QList<CostRow> rows;
    for (size_t id = 0; id < byId.size(); ++id) {
        if (byId[id].calls > 0)
            rows.append(costRow(nameOf(static_cast<std::uint32_t>(id)), byId[id]));
    }
    std::ranges::stable_sort(rows, std::ranges::greater(), &CostRow::cost);
    return rows;
}

QHash<int, VersionFigures> FactsMirror::versionFigures(const QString &prompt) const
{
    const std::shared_lock guard(m_mutex);
    QHash<int, VersionFigures> all;
    QHash<int, std::vector<std::uint32_t>> latencies;
    const FactsFilter filter{std::numeric_limits<UtcMicros>::min(), std::numeric_limits<UtcMicros>::max(), 0,
                             idOf(u"prompt"_s, prompt)};
    scanFacts(*m_columns, filter, [&](std::int64_t row) {
        const auto status = static_cast<CallStatus>(m_columns->status()[row] & FactsRow::statusMask);
        if (status == CallStatus::Cancelled)
            return;
        const std::uint32_t version = m_columns->version()[row];
        const int number = static_cast<int>(version & ~FactsRow::refused);
        VersionFigures &figures = all[number];
        ++figures.calls;
        if (status == CallStatus::Ok) {
            latencies[number].push_back(m_columns->latencyUs()[row]);
        } else {
            ++figures.failed;
            figures.refused += (version & FactsRow::refused) != 0;
        }
        if (const std::int64_t cost = m_columns->costNano()[row]; cost != FactsRow::unknownCost) {
            figures.cost += Money::fromNanoUsd(cost);
            ++figures.costKnown;
        }
    });
    for (auto each = latencies.cbegin(); each != latencies.cend(); ++each)
        all[each.key()].latency = percentilesOf(each.value());
    return all;
}

QStringList FactsMirror::models() const
{
    const std::shared_lock guard(m_mutex);
    QStringList names;
    for (const auto &[kind, name] : m_names) {
        if (kind == u"model"_s)
            names.append(name);
    }
    names.sort(Qt::CaseInsensitive);
    return names;
}

std::int64_t FactsMirror::rowCount() const
{
    const std::shared_lock guard(m_mutex);
    return m_columns->rowCount();
}

} // namespace assay::telemetry
