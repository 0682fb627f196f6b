// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "orchestration/orchestrator.h"

#include <chrono>
#include <mutex>
#include <optional>
#include <stop_token>
#include <vector>

namespace assay::ui {

/// What one call says while it runs: the engine thread writes, the window reads once a frame.
class ColumnStream final : public orchestration::CompletionListener {
public:
    /// Everything that arrived since the last drain.
    struct Arrived {
        QString text;
        QString reasoning;
        std::vector<providers::Delta> calls; ///< fragments of calls of tools, in their order
        QString notice; ///< "Rate limited, trying again in 2 s", empty when nothing is new
        bool hasBegun = false; ///< the first piece of the answer is here
        bool isAnew = false; ///< what came before is void: the model was asked again
    };

    void onDelta(const providers::Delta &delta) override;
    void onRetry(const Error &error, int nextAttempt, std::chrono::milliseconds wait) override;
    void onQueued(int position) override;
    void onAskedAgain(const QString &why) override;
    [[nodiscard]] Arrived drain();

    std::stop_source stop; ///< request it on the engine thread only

private:
    std::mutex m_mutex;
    Arrived m_arrived;
};

} // namespace assay::ui
