// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>

namespace assay::catalog {

/// Tokens of one call. Inclusive: `input` contains `cachedInput` and `cacheWrite`, `cacheWrite` contains
/// `cacheWrite1h`, `output` contains `reasoning`. A call whose provider reported nothing has no Usage at all,
/// never one of zeros.
struct Usage {
    std::int64_t input = 0;
    std::int64_t cachedInput = 0;
    std::int64_t cacheWrite = 0;
    std::int64_t output = 0;
    std::int64_t reasoning = 0;
    std::int64_t cacheWrite1h = 0; ///< kept for an hour, which costs more than the usual five minutes

    friend bool operator==(const Usage &, const Usage &) = default;
};

} // namespace assay::catalog
