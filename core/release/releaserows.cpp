// SPDX-License-Identifier: GPL-3.0-or-later
#include "release/releaserows.h"

#include "base/json.h"
#include "base/money.h"
#include "base/names.h"
#include "release/releasetr.h"
#include "telemetry/callrecord.h"

#include <algorithm>
#include <array>

#include <QVariant>

using namespace Qt::StringLiterals;

namespace assay::release {
namespace {

using storage::Connection;

constexpr std::array states{
    std::pair{ReleaseState::Running, "running"_L1},
    std::pair{ReleaseState::Paused, "paused"_L1},
    std::pair{ReleaseState::Finished, "finished"_L1},
    std::pair{ReleaseState::RolledBack, "rolled_back"_L1},
};
constexpr std::array kinds{
    std::pair{ReleaseEventKind::Started, "started"_L1},
    std::pair{ReleaseEventKind::Looked, "looked"_L1},
    std::pair{ReleaseEventKind::Promoted, "promoted"_L1},
    std::pair{ReleaseEventKind::Paused, "paused"_L1},
    std::pair{ReleaseEventKind::Resumed, "resumed"_L1},
    std::pair{ReleaseEventKind::Finished, "finished"_L1},
    std::pair{ReleaseEventKind::RolledBack, "rolled_back"_L1},
};

/// A null QString would be stored as NULL.
QVariant sqlText(const QString &text)
{
    return text.isNull() ? QVariant(u""_s) : QVariant(text);
}

QVariant sqlMicros(std::optional<UtcMicros> time)
{
    return time ? QVariant(static_cast<qlonglong>(*time)) : QVariant();
}

constexpr auto releaseColumns =
    "SELECT r.id, r.prompt_id, p.name, r.label, r.stable, r.candidate, r.plan, r.state, r.step, "
    "r.step_since, "
    "r.started_at, r.ended_at FROM releases r JOIN prompts p ON p.id = r.prompt_id "_L1;

Result<Release> releaseOf(const QSqlQuery &query)
{
    Release release;
    release.id = ReleaseId::fromBytes(query.value(0).toByteArray());
    release.prompt = PromptId::fromBytes(query.value(1).toByteArray());
    release.promptName = query.value(2).toString();
    release.label = query.value(3).toString();
    release.stable = query.value(4).toInt();
    release.candidate = query.value(5).toInt();
    auto plan =
        parseJsonObject(query.value(6).toString().toUtf8(), Tr::tr("stored release")).and_then(planFromJson);
    if (!plan)
        return fail(ErrorCode::Storage, Tr::tr("A release cannot be read: the workspace is damaged."));
    release.plan = std::move(*plan);
    // What a newer Assay wrote reads as the first there is.
    release.state = valueIn(states, query.value(7).toString()).value_or(ReleaseState::Running);
    release.step = std::clamp(query.value(8).toInt(), 0, static_cast<int>(release.plan.steps.size()) - 1);
    release.stepSince = query.value(9).toLongLong();
    release.startedAt = query.value(10).toLongLong();
    if (!query.value(11).isNull())
        release.endedAt = query.value(11).toLongLong();
    return release;
}

Result<QList<Release>> selectWhere(Connection &connection, const QString &where, const QVariantList &values)
{
    const auto rows = connection.exec(QString(releaseColumns + where), values);
    if (!rows)
        return tl::unexpected(rows.error());
    QList<Release> releases;
    while ((*rows)->next()) {
        auto release = releaseOf(**rows);
        if (!release)
            return tl::unexpected(release.error());
        releases.append(std::move(*release));
    }
    return releases;
}

/// One call's part in its side.
void addCall(SideFigures &side, const QSqlQuery &call)
{
    const auto status = static_cast<telemetry::CallStatus>(call.value(1).toInt());
    if (status == telemetry::CallStatus::Cancelled)
        return;
    ++side.calls;
    // What came back and broke its contract is kept as a malformed response; see orchestration/answercheck.
    if (status == telemetry::CallStatus::Failed) {
        const bool isValidation = errorCodeFromName(call.value(2).toString()) == ErrorCode::MalformedResponse;
        ++(isValidation ? side.validationFailures : side.errors);
    } else {
        side.latenciesUs.push_back(call.value(3).toDouble());
    }
    if (!call.value(4).isNull())
        side.costsUsd.push_back(Money::fromNanoUsd(call.value(4).toLongLong()).toUsd());
}

Result<Progress> progressOf(Connection &connection, const Release &release, UtcMicros now)
{
    const auto events = selectEvents(connection, release.id);
    if (!events)
        return tl::unexpected(events.error());
    Progress progress;
    progress.inStep = std::chrono::seconds((now - release.stepSince) / 1'000'000);
    const auto callsOf = [](const ReleaseEvent &event) { return event.evidence["calls"_L1].toInteger(); };
    for (const ReleaseEvent &event : *events) {
        if (!event.evidence["is_look"_L1].toBool())
            continue;
        ++progress.looks;
        progress.callsAtLastLook = std::max<std::int64_t>(progress.callsAtLastLook, callsOf(event));
    }
    const auto step = std::ranges::find(*events, ReleaseEventKind::Promoted, &ReleaseEvent::kind);
    progress.callsBeforeStep = step == events->end() ? 0 : callsOf(*step);
    return progress;
}

} // namespace

QString releaseStateName(ReleaseState state)
{
    return nameIn(states, state);
}

QString releaseEventName(ReleaseEventKind kind)
{
    return nameIn(kinds, kind);
}

Result<> insertRelease(Connection &connection, const Release &release)
{
    return connection
        .exec(
            u"INSERT INTO releases (id, prompt_id, label, stable, candidate, plan, state, step, step_since, "
            "started_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"_s,
            {release.id.toBytes(), release.prompt.toBytes(), release.label, release.stable, release.candidate,
             QString::fromUtf8(toCompactJson(toJson(release.plan))), releaseStateName(release.state),
             release.step, sqlMicros(release.stepSince), sqlMicros(release.startedAt)})
        .map([](QSqlQuery *) {});
}

Result<Release> selectRelease(Connection &connection, ReleaseId id)
{
    auto found = selectWhere(connection, u"WHERE r.id = ?"_s, {id.toBytes()});
    if (!found)
        return tl::unexpected(found.error());
    if (found->isEmpty())
        return fail(ErrorCode::NotFound, Tr::tr("This release is not in the workspace any more."));
    return found->takeFirst();
}

Result<QList<Release>> selectRunning(Connection &connection, PromptId prompt)
{
    const QString order = u" ORDER BY p.name COLLATE NOCASE, r.label"_s;
    if (prompt.isNull())
        return selectWhere(connection,
                           QString(u"WHERE r.ended_at IS NULL AND p.removed_at IS NULL"_s + order), {});
    return selectWhere(connection, QString(u"WHERE r.ended_at IS NULL AND r.prompt_id = ?"_s + order),
                       {prompt.toBytes()});
}

Result<QList<Release>> selectReleases(Connection &connection)
{
    return selectWhere(
        connection, u"WHERE p.removed_at IS NULL ORDER BY r.ended_at IS NOT NULL, r.started_at DESC"_s, {});
}

Result<> updateRelease(Connection &connection, const Release &release)
{
    return connection
        .exec(u"UPDATE releases SET state = ?, step = ?, step_since = ?, ended_at = ? WHERE id = ?"_s,
              {releaseStateName(release.state), release.step, sqlMicros(release.stepSince),
               sqlMicros(release.endedAt), release.id.toBytes()})
        .map([](QSqlQuery *) {});
}

Result<> insertEvent(Connection &connection, ReleaseId id, const ReleaseEvent &event)
{
    return connection
        .exec(u"INSERT INTO release_events (release_id, at, kind, percent, who, reason, evidence) "
              "VALUES (?, ?, ?, ?, ?, ?, ?)"_s,
              {id.toBytes(), sqlMicros(event.at), releaseEventName(event.kind), event.percent,
               sqlText(event.who), sqlText(event.reason), QString::fromUtf8(toCompactJson(event.evidence))})
        .map([](QSqlQuery *) {});
}

Result<QList<ReleaseEvent>> selectEvents(Connection &connection, ReleaseId id)
{
    const auto rows =
        connection.exec(u"SELECT id, at, kind, percent, who, reason, evidence FROM release_events "
                        "WHERE release_id = ? ORDER BY id DESC"_s,
                        {id.toBytes()});
    if (!rows)
        return tl::unexpected(rows.error());
    QList<ReleaseEvent> events;
    while ((*rows)->next()) {
        const QSqlQuery &row = **rows;
        ReleaseEvent event;
        event.id = row.value(0).toLongLong();
        event.at = row.value(1).toLongLong();
        event.kind = valueIn(kinds, row.value(2).toString()).value_or(ReleaseEventKind::Started);
        event.percent = row.value(3).toInt();
        event.who = row.value(4).toString();
        event.reason = row.value(5).toString();
        event.evidence = parseJsonObject(row.value(6).toString().toUtf8(), Tr::tr("stored release"))
                             .value_or(QJsonObject());
        events.append(event);
    }
    return events;
}

Result<ReleaseFigures> selectFigures(Connection &connection, const Release &release, UtcMicros now)
{
    ReleaseFigures figures;
    const auto calls = connection.exec(
        u"SELECT prompt_version, status, error_code, latency_us, cost_nano_usd FROM calls WHERE run_id = ?"_s,
        {release.id.toBytes()});
    if (!calls)
        return tl::unexpected(calls.error());
    while ((*calls)->next()) {
        const int version = (*calls)->value(0).toInt();
        if (version == release.stable || version == release.candidate)
            addCall(version == release.stable ? figures.stable : figures.candidate, **calls);
    }
    auto progress = progressOf(connection, release, now);
    if (!progress)
        return tl::unexpected(progress.error());
    figures.progress = *progress;
    return figures;
}

} // namespace assay::release
