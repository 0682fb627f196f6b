// SPDX-License-Identifier: GPL-3.0-or-later
#include "workspace/samplerelease.h"

#include "workspace/workspace.h"

#include <QCoroFuture>

using namespace Qt::StringLiterals;

namespace assay::workspace {
namespace {

using release::By;
using release::Release;

const QString label = u"production"_s;
const QString who = u"sample"_s;

struct SampleRelease {
    QString prompt;
    int candidate = 0;
    QString reason;
    QList<int> steps;
    int promotions = 0; ///< that happened already
    QString endReason; ///< why it is taken back; empty: it goes on
};

const QList<SampleRelease> &sampleReleases()
{
    static const QList<SampleRelease> all{
        {u"release-notes-summary"_s, 4, u"Nothing invented any more"_s, {5, 25, 50, 100}, 1, {}},
        {u"sql-from-question"_s, 2, u"A shorter prompt: is it good enough?"_s, {10, 50, 100}, 0,
         u"It guesses where the newer one asks"_s}};
    return all;
}

release::ReleasePlan planOf(const SampleRelease &sample)
{
    release::ReleasePlan plan;
    plan.steps = sample.steps;
    constexpr int fewCalls = 10; // the sample has no more for each version
    plan.minCalls = fewCalls;
    plan.minStepTime = std::chrono::hours(24 * 7); // so that it is still under way when somebody looks
    plan.isAutomatic = false;
    return plan;
}

QCoro::Task<Result<>> startOne(release::ReleaseStore &store, Workspace &workspace, SampleRelease sample)
{
    const auto prompt = co_await workspace.prompts().find(sample.prompt);
    if (!prompt)
        co_return prompt.error().code == ErrorCode::NotFound ? Result<>() : tl::unexpected(prompt.error());
    const By begins(who, sample.reason);
    auto running = co_await store.start(prompt->id, label, sample.candidate, planOf(sample), begins);
    if (!running)
        co_return running.error().code == ErrorCode::Conflict ? Result<>() : tl::unexpected(running.error());
    for (int i = 0; i < sample.promotions; ++i) {
        const By goesOn(who, u"No complaint so far"_s);
        running = co_await store.promote(*running, goesOn);
        if (!running)
            co_return tl::unexpected(running.error());
    }
    co_return Result<>();
}

} // namespace

QCoro::Task<Result<>> startSampleReleases(release::ReleaseStore &store, Workspace &workspace)
{
    for (const SampleRelease &sample : sampleReleases()) {
        const auto started = co_await startOne(store, workspace, sample);
        if (!started)
            co_return started;
    }
    co_return Result<>();
}

std::optional<RunId> sampleRun(const QList<Release> &releases, const QString &prompt, int version)
{
    for (const Release &release : releases) {
        if (!release.hasEnded() && release.promptName == prompt
            && (release.stable == version || release.candidate == version))
            return RunId::fromBytes(release.id.toBytes());
    }
    return std::nullopt;
}

QCoro::Task<Result<>> settleSampleReleases(Workspace &workspace)
{
    const auto releases = co_await workspace.releases().list();
    if (!releases)
        co_return tl::unexpected(releases.error());
    for (const SampleRelease &sample : sampleReleases()) {
        for (const Release &release : *releases) {
            if (release.hasEnded() || release.promptName != sample.prompt || release.label != label)
                continue;
            const auto look = co_await workspace.releaseWatch().look(release);
            if (!look)
                co_return tl::unexpected(look.error());
            QJsonObject evidence = release::toJson(look->assessment);
            evidence.insert("calls"_L1, static_cast<qint64>(look->figures.candidate.calls));
            if (sample.endReason.isEmpty()) {
                const By looks(QString(u""_s), look->assessment.reason, evidence);
                const auto kept = co_await workspace.releases().recordLook(release, looks);
                if (!kept)
                    co_return kept;
            } else {
                const By ends(who, sample.endReason, evidence);
                const auto ended = co_await workspace.releases().rollBack(release, ends);
                if (!ended)
                    co_return tl::unexpected(ended.error());
            }
        }
    }
    co_return Result<>();
}

} // namespace assay::workspace
