// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services.h"

#include <cstdint>
#include <vector>

#include <QCoroTask>

namespace assay::bench {

/// What a number of calls took, each from the request to its result.
struct Round {
    std::vector<std::int64_t> latencyUs; ///< the provider's time, as recorded
    std::vector<std::int64_t> firstTokenUs;
    std::vector<std::int64_t> outsideUs; ///< from the request to the result, without the provider's time
    int failed = 0;
    double seconds = 0;
    double cpuSeconds = 0; ///< of this process, all threads
};

/// `calls` calls through the whole pipeline, recorded on disk, `atOnce` at any time.
[[nodiscard]] Round run(Services &services, int calls, int atOnce, bool stream,
                        orchestration::CompletionListener &listener);
/// The same request by the bare transport.
[[nodiscard]] Round runBare(const QByteArray &url, int calls, int atOnce);

/// By nearest rank; 0 of nothing.
[[nodiscard]] double quantile(std::vector<std::int64_t> values, double q);

} // namespace assay::bench
