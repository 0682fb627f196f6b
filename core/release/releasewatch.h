// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "release/releasestore.h"

#include <QCoroTask>

namespace assay::release {

/// What a look at a release showed and did.
struct Look {
    Release release; ///< afterwards
    ReleaseFigures figures;
    Assessment assessment;

    Look() = default;
};

/// Looks at running releases and promotes or rolls back those that do so by themselves. On the engine's
/// thread; `store` and `clock` outlive it.
class ReleaseWatch final {
public:
    ReleaseWatch(ReleaseStore &store, Clock &clock);
    ~ReleaseWatch();

    /// Reads the figures and does nothing.
    [[nodiscard]] QCoro::Task<Result<Look>> look(Release release);
    /// Acts on what the figures say, where the plan is automatic and the release is not paused. What somebody
    /// else did to it meanwhile stands.
    [[nodiscard]] QCoro::Task<Result<Look>> act(Release release);
    /// The same for all that are running.
    [[nodiscard]] QCoro::Task<Result<QList<Look>>> actOnAll();

    /// Acts on all, again and again.
    void start();
    /// Ends it; await this before the watch is destroyed.
    [[nodiscard]] QCoro::Task<> stop();

private:
    QCoro::Task<> watch(std::stop_token stop);

    ReleaseStore &m_store;
    Clock &m_clock;
    std::stop_source m_stop;
    std::optional<QCoro::Task<>> m_watching;
};

} // namespace assay::release
