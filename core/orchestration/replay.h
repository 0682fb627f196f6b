// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/clock.h"
#include "orchestration/attempt.h"

namespace assay::orchestration {

/// Hands a kept answer to whoever listens: at once, or word by word as a model would (about 100 words a
/// second) until `stop`.
[[nodiscard]] QCoro::Task<> replay(Clock &clock, providers::Completion completion, bool asStream,
                                   DeltaHandler onDelta, std::stop_token stop);

} // namespace assay::orchestration
