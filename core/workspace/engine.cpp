// SPDX-License-Identifier: GPL-3.0-or-later
#include "workspace/engine.h"

#include "workspace/sampleworkspace.h"

#include <utility>

using namespace Qt::StringLiterals;

namespace assay::workspace {

Engine::Engine(WorkspaceOptions options)
    : m_context(std::make_unique<QObject>())
{
    m_opened.start();
    m_thread.setObjectName(u"engine"_s);
    m_context->moveToThread(&m_thread);
    m_thread.start();
    QMetaObject::invokeMethod(m_context.get(), [this, options = std::move(options)] { open(options); });
}

Engine::~Engine()
{
    QMetaObject::invokeMethod(m_context.get(), [this] { close(); });
    m_thread.wait();
}

QCoro::Task<> Engine::open(WorkspaceOptions options)
{
    Result<> ready;
    Result<std::unique_ptr<Workspace>> workspace = Workspace::open(options);
    if (workspace) {
        m_workspace = std::move(*workspace);
        ++m_inFlight; // close() waits for it
        ready = co_await m_workspace->completeSample();
        --m_inFlight;
    } else {
        ready = tl::unexpected(workspace.error());
    }
    if (!ready)
        m_openError = ready.error();
    m_isReady = true;
    m_opened.addResult(ready);
    m_opened.finish();
    runBacklog();
    if (m_openError)
        co_return;
    followPolicy();
    ++m_inFlight;
    m_workspace->releaseWatch().start();
    std::ignore = co_await m_workspace->startHealthChecks(); // without it providers' state is merely unknown
    if (!m_workspace->stopping().stop_requested())
        std::ignore =
            co_await makeSampleHistory(*m_workspace); // for the charts; without it they are merely empty
    --m_inFlight;
}

QCoro::Task<> Engine::followPolicy()
{
    ++m_inFlight;
    const std::stop_token stop = m_workspace->stopping();
    while (!stop.stop_requested()) {
        co_await m_workspace->clock().sleepFor(policyInterval, stop);
        if (!stop.stop_requested())
            std::ignore = co_await m_workspace->reloadPolicy(); // what cannot be read now, can the next time
    }
    --m_inFlight;
}

QCoro::Task<> Engine::close()
{
    if (m_workspace) {
        co_await m_workspace->shutDown();
        constexpr auto patience = std::chrono::seconds(5);
        Clock &clock = m_workspace->clock();
        const SteadyTime giveUp = clock.steadyNow() + patience;
        while (m_inFlight > 0 && clock.steadyNow() < giveUp)
            co_await clock.sleepFor(std::chrono::milliseconds(5), {});
    }
    m_workspace.reset();
    m_thread.quit();
}

void Engine::post(PostedWork work)
{
    QMetaObject::invokeMethod(m_context.get(), [this, work = std::move(work)]() mutable {
        m_backlog.push_back(std::move(work));
        if (m_isReady)
            runBacklog();
    });
}

void Engine::runBacklog()
{
    for (const PostedWork &work : std::exchange(m_backlog, {})) {
        if (m_openError)
            work(tl::unexpected(*m_openError));
        else if (m_workspace)
            work(m_workspace.get());
        else // the engine is closing
            work(fail(ErrorCode::Cancelled, u"The workspace is closed."_s));
    }
}

} // namespace assay::workspace
