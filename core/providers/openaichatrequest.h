// SPDX-License-Identifier: GPL-3.0-or-later
// Detail of the providers room: what OpenAI Chat Completions and its many dialects want to hear.
#pragma once

#include "catalog/vendors.h"
#include "providers/completion.h"

namespace assay::providers {

/// The body of chat/completions in the dialect of `flavour`.
[[nodiscard]] QJsonObject openAiChatBody(const catalog::ChatFlavour &flavour, const ModelRequest &request);
/// What openAiChatBody() leaves out, see Codec::unsupported().
[[nodiscard]] QStringList openAiChatLeavesOut(const catalog::ChatFlavour &flavour,
                                              const ModelRequest &request);
/// Only the conversation and the tools: what a server that counts tokens asks for.
[[nodiscard]] QJsonObject openAiChatPrompt(const catalog::ChatFlavour &flavour, const ModelRequest &request);

} // namespace assay::providers
