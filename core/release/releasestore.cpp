// SPDX-License-Identifier: GPL-3.0-or-later
#include "release/releasestore.h"

#include "prompts/labelrows.h"
#include "release/assignment.h"
#include "release/releaserows.h"
#include "release/releasetr.h"
#include "security/access.h"

#include <algorithm>

using namespace Qt::StringLiterals;

namespace assay::release {
namespace {

using storage::Connection;

Result<> checkMayRelease(Connection &connection, const QString &label, const By &by)
{
    if (by.isAssay())
        return {};
    return security::readAccess(connection).and_then([&](const security::Access &access) {
        return security::allowed(access.refusalToRelease(by.who, label));
    });
}

Result<> checkFree(Connection &connection, const Release &wanted)
{
    const auto running = selectRunning(connection, wanted.prompt);
    if (!running)
        return tl::unexpected(running.error());
    const auto other = std::ranges::find(*running, wanted.label, &Release::label);
    if (other == running->end())
        return {};
    return fail(
        ErrorCode::Conflict,
        Tr::tr("A release of version %1 is running on “%2” already: promote it or roll it back first.")
            .arg(other->candidate)
            .arg(wanted.label));
}

Result<Release> startRelease(Connection &connection, Release release, const By &by)
{
    const auto stable = prompts::resolveVersion(connection, release.prompt, release.label);
    if (!stable)
        return tl::unexpected(stable.error());
    if (!stable->labels.contains(release.label))
        return fail(
            ErrorCode::InvalidInput,
            Tr::tr("A release runs on a label such as “production”, not on “%1”.").arg(release.label));
    const auto candidate =
        prompts::resolveVersion(connection, release.prompt, QString::number(release.candidate));
    if (!candidate)
        return tl::unexpected(candidate.error());
    if (stable->number == candidate->number)
        return fail(ErrorCode::Conflict,
                    Tr::tr("“%1” points at version %2 already.").arg(release.label).arg(candidate->number));
    release.stable = stable->number;
    const ReleaseEvent event{
        0, release.startedAt, ReleaseEventKind::Started, release.percent(), by.who, by.reason, by.evidence};
    return checkMayRelease(connection, release.label, by)
        .and_then([&] { return checkFree(connection, release); })
        .and_then([&] { return insertRelease(connection, release); })
        .and_then([&] { return insertEvent(connection, release.id, event); })
        .and_then([&] { return selectRelease(connection, release.id); });
}

/// The release as it is, if nobody changed it since `seen`.
Result<Release> unchanged(Connection &connection, const Release &seen)
{
    auto now = selectRelease(connection, seen.id);
    if (!now)
        return now;
    if (now->hasEnded())
        return fail(ErrorCode::Conflict,
                    Tr::tr("The release of version %1 on “%2” is over.").arg(now->candidate).arg(now->label));
    if (now->step != seen.step || now->state != seen.state)
        return fail(ErrorCode::Conflict,
                    Tr::tr("Somebody changed this release meanwhile: look at it again."));
    return now;
}

Result<Release> keep(Connection &connection, const Release &release, ReleaseEventKind kind, const By &by,
                     UtcMicros now)
{
    const ReleaseEvent event{0, now, kind, release.percent(), by.who, by.reason, by.evidence};
    return updateRelease(connection, release)
        .and_then([&] { return insertEvent(connection, release.id, event); })
        .map([&] { return release; });
}

Result<Release> promoteRelease(Connection &connection, const Release &seen, const By &by, UtcMicros now)
{
    auto release = unchanged(connection, seen);
    if (!release)
        return release;
    if (const auto may = checkMayRelease(connection, release->label, by); !may)
        return tl::unexpected(may.error());
    release->state = ReleaseState::Running;
    release->stepSince = now;
    if (release->step + 1 < release->plan.steps.size()) {
        ++release->step;
        return keep(connection, *release, ReleaseEventKind::Promoted, by, now);
    }
    release->state = ReleaseState::Finished;
    release->endedAt = now;
    auto kept = keep(connection, *release, ReleaseEventKind::Finished, by, now);
    if (!kept)
        return kept;
    // After the end: a label cannot be moved while its release is running.
    const prompts::Mover mover{by.who, by.reason, 0, now, by.isAssay()};
    return prompts::moveLabel(connection, release->prompt, release->candidate, release->label, mover)
        .map([&] { return *kept; });
}

Result<Release> endRelease(Connection &connection, const Release &seen, const By &by, UtcMicros now)
{
    auto release = selectRelease(connection, seen.id); // at whatever step: harm must always be stopped
    if (!release)
        return release;
    if (release->hasEnded())
        return unchanged(connection, seen);
    if (const auto may = checkMayRelease(connection, release->label, by); !may)
        return tl::unexpected(may.error());
    release->state = ReleaseState::RolledBack;
    release->endedAt = now;
    return keep(connection, *release, ReleaseEventKind::RolledBack, by, now);
}

QString labelsOf(const QList<Release> &releases)
{
    QStringList labels;
    for (const Release &release : releases)
        labels.append(release.label);
    return labels.join(", "_L1);
}

Result<Release> findRunning(Connection &connection, const QString &prompt, const QString &label)
{
    auto running = selectRunning(connection);
    if (!running)
        return tl::unexpected(running.error());
    running->removeIf([&](const Release &release) { return release.promptName != prompt; });
    const QList<Release> all = *running;
    running->removeIf([&](const Release &release) { return !label.isEmpty() && release.label != label; });
    if (running->size() == 1)
        return running->first();
    if (running->isEmpty())
        return fail(ErrorCode::NotFound,
                    all.isEmpty() ? Tr::tr("No release of “%1” is running.").arg(prompt)
                                  : Tr::tr("No release of “%1” is running on “%2”, only on: %3.")
                                        .arg(prompt, label, labelsOf(all)));
    return fail(ErrorCode::InvalidInput,
                Tr::tr("Releases of “%1” are running on %2: say which.").arg(prompt, labelsOf(all)));
}

Result<Served> serveVersion(Connection &connection, PromptId prompt, const QString &reference,
                            const QString &subject)
{
    auto version = prompts::resolveVersion(connection, prompt, reference);
    if (!version)
        return tl::unexpected(version.error());
    const auto running = selectRunning(connection, prompt);
    if (!running)
        return tl::unexpected(running.error());
    const auto release = std::ranges::find(*running, reference, &Release::label);
    if (release == running->end())
        return Served{std::move(*version), std::nullopt};
    const QString drawn = subject.isEmpty() ? createUuidV7().toString() : subject;
    const int number =
        getsCandidate(release->id, drawn, release->percent()) ? release->candidate : release->stable;
    return prompts::resolveVersion(connection, prompt, QString::number(number))
        .map([&](prompts::PromptVersion served) {
            return Served{std::move(served), release->id};
        });
}

} // namespace

int Release::percent() const
{
    if (state == ReleaseState::Finished)
        return 100;
    return state == ReleaseState::RolledBack ? 0 : plan.steps.value(step);
}

ReleaseStore::ReleaseStore(storage::Database &database, const Clock &clock)
    : m_database(database)
    , m_clock(clock)
{
}

void ReleaseStore::setScores(ScoreSource scores)
{
    m_scores = std::move(scores);
}

QFuture<Result<Release>> ReleaseStore::start(PromptId prompt, const QString &label, int candidate,
                                             ReleasePlan plan, By by)
{
    if (const auto sound = checked(plan); !sound)
        return QtFuture::makeReadyFuture(Result<Release>(tl::unexpected(sound.error())));
    Release release;
    release.id = ReleaseId::create();
    release.prompt = prompt;
    release.label = label;
    release.candidate = candidate;
    release.plan = std::move(plan);
    release.startedAt = release.stepSince = m_clock.utcMicros();
    return m_database.write<Release>(
        [=](Connection &connection) { return startRelease(connection, release, by); });
}

QFuture<Result<QList<Release>>> ReleaseStore::list()
{
    return m_database.read<QList<Release>>(selectReleases);
}

QFuture<Result<Release>> ReleaseStore::running(const QString &prompt, const QString &label)
{
    return m_database.read<Release>(
        [=](Connection &connection) { return findRunning(connection, prompt, label); });
}

QFuture<Result<QList<ReleaseEvent>>> ReleaseStore::events(ReleaseId id)
{
    return m_database.read<QList<ReleaseEvent>>(
        [id](Connection &connection) { return selectEvents(connection, id); });
}

QFuture<Result<ReleaseFigures>> ReleaseStore::figures(const Release &release)
{
    return m_database.read<ReleaseFigures>(
        [release, now = m_clock.utcMicros(), scores = m_scores](Connection &connection) -> Result<ReleaseFigures> {
            auto figures = selectFigures(connection, release, now);
            if (!figures || !scores)
                return figures;
            const auto byVersion = scores(connection, release.promptName);
            if (!byVersion)
                return tl::unexpected(byVersion.error());
            figures->stable.scores = byVersion->value(release.stable);
            figures->candidate.scores = byVersion->value(release.candidate);
            return figures;
        });
}

QFuture<Result<Release>> ReleaseStore::promote(const Release &release, By by)
{
    return m_database.write<Release>([=, now = m_clock.utcMicros()](Connection &connection) {
        return promoteRelease(connection, release, by, now);
    });
}

QFuture<Result<Release>> ReleaseStore::rollBack(const Release &release, By by)
{
    return m_database.write<Release>([=, now = m_clock.utcMicros()](Connection &connection) {
        return endRelease(connection, release, by, now);
    });
}

QFuture<Result<Release>> ReleaseStore::setPaused(const Release &release, bool isPaused, By by)
{
    return m_database.write<Release>([=, now = m_clock.utcMicros()](Connection &connection) {
        auto found = unchanged(connection, release);
        const ReleaseState wanted = isPaused ? ReleaseState::Paused : ReleaseState::Running;
        if (!found || found->state == wanted)
            return found;
        if (const auto may = checkMayRelease(connection, found->label, by); !may)
            return Result<Release>(tl::unexpected(may.error()));
        found->state = wanted;
        return keep(connection, *found, isPaused ? ReleaseEventKind::Paused : ReleaseEventKind::Resumed, by,
                    now);
    });
}

QFuture<Result<>> ReleaseStore::recordLook(const Release &release, By by)
{
    return m_database.write<void>([=, now = m_clock.utcMicros()](Connection &connection) {
        return unchanged(connection, release).and_then([&](const Release &found) {
            const ReleaseEvent event{0,         now,        ReleaseEventKind::Looked, found.percent(), by.who,
                                     by.reason, by.evidence};
            return insertEvent(connection, found.id, event);
        });
    });
}

QFuture<Result<Served>> ReleaseStore::serve(PromptId prompt, const QString &reference, const QString &subject)
{
    return m_database.read<Served>(
        [=](Connection &connection) { return serveVersion(connection, prompt, reference, subject); });
}

} // namespace assay::release
