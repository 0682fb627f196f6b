// SPDX-License-Identifier: GPL-3.0-or-later
// Detail of the providers room: a conversation in the words of OpenAI Chat Completions.
#pragma once

#include "catalog/vendors.h"
#include "providers/completion.h"

namespace assay::providers {

/// The "messages" of a request. Leaves out the images that `flavour` has no place for.
[[nodiscard]] QJsonArray openAiChatMessages(const catalog::ChatFlavour &flavour,
                                            const std::vector<Message> &messages);

} // namespace assay::providers
