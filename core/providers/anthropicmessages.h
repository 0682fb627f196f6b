// SPDX-License-Identifier: GPL-3.0-or-later
// Detail of the providers room: a conversation in the words of Anthropic Messages.
#pragma once

#include "providers/completion.h"

namespace assay::providers {

/// The system prompt stands beside the messages; several are one, a blank line apart.
[[nodiscard]] QString anthropicSystem(const std::vector<Message> &messages);
/// The "messages" of a request: the others, the results of calls together in one message.
[[nodiscard]] QJsonArray anthropicMessages(const std::vector<Message> &messages);

} // namespace assay::providers
