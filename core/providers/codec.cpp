// SPDX-License-Identifier: GPL-3.0-or-later
#include "providers/codec.h"

#include "providers/anthropiccodec.h"
#include "providers/openaichatcodec.h"

namespace assay::providers {

const Codec &codecFor(catalog::Protocol protocol)
{
    static const OpenAiChatCodec openAiChat;
    static const AnthropicCodec anthropic;
    switch (protocol) {
    case catalog::Protocol::OpenAiChat:
        return openAiChat;
    case catalog::Protocol::Anthropic:
        return anthropic;
    }
    Q_UNREACHABLE();
}

} // namespace assay::providers
