// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "workspace/workspace.h"

#include <chrono>
#include <functional>
#include <type_traits>

#include <QCoroTask>
#include <QFuture>
#include <QPromise>
#include <QThread>

namespace assay::workspace {

namespace detail {
template <typename T> struct TaskValue;
template <typename T> struct TaskValue<QCoro::Task<T>> {
    using type = T;
};
} // namespace detail

/// Runs a Workspace on a thread of its own, for a window. Values go in, futures come out; any thread may
/// call.
///
/// Every function here is safe before the workspace is open: calls wait for it, or fail with the reason it is
/// not. Destroying it stops running calls, finishes what is queued and joins the thread.
class Engine final {
public:
    explicit Engine(WorkspaceOptions options);
    ~Engine();
    Engine(const Engine &) = delete;
    Engine &operator=(const Engine &) = delete;

    /// Ready once the workspace is open, or with the sentence why it cannot be.
    [[nodiscard]] QFuture<Result<>> opened() { return m_opened.future(); }

    /// Runs a coroutine `work(Workspace &) -> QCoro::Task<Result<T>>` on the engine thread.
    /// The callable lives until the task ends, so lambda captures are safe; capture values, never references.
    template <typename Work,
              typename R = typename detail::TaskValue<std::invoke_result_t<Work, Workspace &>>::type>
    [[nodiscard]] QFuture<R> run(Work work)
    {
        auto promise = std::make_shared<QPromise<R>>();
        promise->start();
        QFuture<R> future = promise->future();
        post([this, promise, work = std::move(work)](const Result<Workspace *> &workspace) {
            if (!workspace) {
                promise->addResult(R(tl::unexpected(workspace.error())));
                promise->finish();
                return;
            }
            drive<Work, R>(**workspace, work, promise, m_inFlight);
        });
        return future;
    }

    /// Runs a plain function on the engine thread. Nothing happens when the workspace could not be opened.
    void post(std::function<void(const Result<Workspace *> &)> work);

private:
    template <typename Work, typename R>
    static QCoro::Task<> drive(Workspace &workspace, Work work, std::shared_ptr<QPromise<R>> promise,
                               int &inFlight)
    {
        ++inFlight;
        R value = co_await work(workspace);
        --inFlight;
        promise->addResult(std::move(value));
        promise->finish();
    }

    using PostedWork = std::function<void(const Result<Workspace *> &)>;

    /// What another program sets, such as assayctl, holds here after so long.
    static constexpr std::chrono::seconds policyInterval{2};

    QCoro::Task<> open(WorkspaceOptions options);
    QCoro::Task<> followPolicy();
    QCoro::Task<> close();
    void runBacklog();

    QThread m_thread;
    std::unique_ptr<QObject> m_context; ///< lives on m_thread; posted work runs in its order
    QPromise<Result<>> m_opened;
    // m_thread only:
    std::unique_ptr<Workspace> m_workspace;
    std::optional<Error> m_openError;
    bool m_isReady = false; ///< the workspace is open and complete, or will not be
    std::vector<PostedWork> m_backlog; ///< posted before that
    int m_inFlight = 0; ///< coroutines that use the workspace
};

} // namespace assay::workspace
