// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "providers/completion.h"

#include <optional>

namespace assay::ui {

/// Whether the answer was asked for as JSON of some form.
[[nodiscard]] bool isJson(const providers::Parameters &parameters);

/// An answer with its calls of tools, to read: JSON and arguments as code.
[[nodiscard]] QString answerMarkdown(const providers::Completion &completion,
                                     const providers::Parameters &parameters);
/// The calls of tools as text, "name {arguments}", one under the other; empty without any.
[[nodiscard]] QString callsText(const std::vector<providers::ToolCall> &calls);

/// The beginning of a JSON answer in answerMarkdown().
[[nodiscard]] QString jsonFence();

/// Writes an answer's calls of tools as Markdown while they arrive, each under its name.
class CallWriter final {
public:
    /// What to put behind all that was written before.
    [[nodiscard]] QString write(const providers::Delta &fragment);
    [[nodiscard]] bool hasBegun() const { return m_index.has_value(); }

private:
    std::optional<int> m_index; ///< of the call that is being written
};

} // namespace assay::ui
