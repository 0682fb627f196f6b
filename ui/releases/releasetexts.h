// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "release/releasestore.h"

namespace assay::ui {

/// "Running", "Paused", "Released", "Rolled back".
[[nodiscard]] QString releaseStateText(release::ReleaseState state);
/// "support-ticket-triage → production".
[[nodiscard]] QString releaseTitle(const release::Release &release);
/// A guardrail's figure: "1.25 %", "840 ms", "$0.000725"; "–" of nothing.
[[nodiscard]] QString figureText(release::Guardrail guardrail, double value, std::int64_t count);
/// How much worse, as the guardrail counts it: "-0.3 to 1.2 pp", "4 to 11 %".
[[nodiscard]] QString worseText(const release::Evidence &evidence);
[[nodiscard]] QString allowedText(const release::Evidence &evidence);
/// "Passed", "Breached", "Needs about 900 calls", "Not measured".
[[nodiscard]] QString findingText(const release::Evidence &evidence);
/// "25 % of calls · All is well" and so on: what happened, in one line.
[[nodiscard]] QString eventText(const release::ReleaseEvent &event);

} // namespace assay::ui
