// SPDX-License-Identifier: GPL-3.0-or-later
#include "release/releasewatch.h"

#include <QCoroFuture>

using namespace Qt::StringLiterals;

namespace assay::release {
namespace {

constexpr std::chrono::seconds interval{15};

By byItself(const Look &look)
{
    QJsonObject evidence = toJson(look.assessment);
    evidence.insert("calls"_L1, static_cast<qint64>(look.figures.candidate.calls));
    return {QString(u""_s), look.assessment.reason, evidence};
}

} // namespace

ReleaseWatch::ReleaseWatch(ReleaseStore &store, Clock &clock)
    : m_store(store)
    , m_clock(clock)
{
}

ReleaseWatch::~ReleaseWatch()
{
    Q_ASSERT(!m_watching || m_watching->isReady());
}

QCoro::Task<Result<Look>> ReleaseWatch::look(Release release)
{
    auto figures = co_await m_store.figures(release);
    if (!figures)
        co_return tl::unexpected(figures.error());
    Look look;
    look.figures = std::move(*figures);
    look.assessment =
        assess(release.plan, look.figures.stable, look.figures.candidate, look.figures.progress);
    look.release = std::move(release);
    co_return look;
}

QCoro::Task<Result<Look>> ReleaseWatch::act(Release release)
{
    const bool acts = release.state == ReleaseState::Running && release.plan.isAutomatic;
    auto found = co_await look(std::move(release));
    if (!found || !acts || !found->assessment.isLook)
        co_return found;
    Look seen = std::move(*found);
    const By by = byItself(seen);
    if (seen.assessment.verdict == Verdict::Hold) {
        const auto kept = co_await m_store.recordLook(seen.release, by);
        if (!kept)
            co_return tl::unexpected(kept.error());
        co_return seen;
    }
    auto done = seen.assessment.verdict == Verdict::Promote ? m_store.promote(seen.release, by)
                                                            : m_store.rollBack(seen.release, by);
    auto after = co_await done;
    if (!after)
        co_return tl::unexpected(after.error());
    seen.release = std::move(*after);
    co_return seen;
}

QCoro::Task<Result<QList<Look>>> ReleaseWatch::actOnAll()
{
    const auto releases = co_await m_store.list();
    if (!releases)
        co_return tl::unexpected(releases.error());
    QList<Look> looks;
    for (const Release &release : *releases) {
        if (release.hasEnded())
            continue;
        auto seen = co_await act(release);
        if (seen)
            looks.append(std::move(*seen));
        else if (seen.error().code != ErrorCode::Conflict) // somebody was faster
            co_return tl::unexpected(seen.error());
    }
    co_return looks;
}

void ReleaseWatch::start()
{
    if (!m_watching)
        m_watching = watch(m_stop.get_token());
}

QCoro::Task<> ReleaseWatch::stop()
{
    m_stop.request_stop();
    if (m_watching)
        co_await *m_watching;
}

QCoro::Task<> ReleaseWatch::watch(std::stop_token stop)
{
    while (!stop.stop_requested()) {
        std::ignore = co_await actOnAll(); // what fails now is tried again; a person's look says why
        co_await m_clock.sleepFor(interval, stop);
    }
}

} // namespace assay::release
