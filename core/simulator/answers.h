// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "simulator/chatrequest.h"

namespace assay::simulator {

/// How well a simulated model answers.
enum class Quality { Hasty, Fair, Thorough };

/// A plausible answer, the same for the same request. The better models follow the instructions of the sample
/// tasks (triage to JSON, SQL, release notes) more closely; other prompts get an answer that reflects on
/// them.
[[nodiscard]] QString answerTo(const ChatRequest &request, Quality quality);
/// What a model would think before it.
[[nodiscard]] QString reasoningFor(const ChatRequest &request);

} // namespace assay::simulator
