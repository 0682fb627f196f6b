// SPDX-License-Identifier: GPL-3.0-or-later
#include "providers/codec.h"

#include "providers/anthropiccodec.h"
#include "providers/azurecodec.h"
#include "providers/fault.h"
#include "providers/geminicodec.h"
#include "providers/ollamacodec.h"
#include "providers/openaichatcodec.h"
#include "providers/responsescodec.h"

namespace assay::providers {

std::optional<transport::HttpRequest> Codec::encodeTokenCount(const catalog::Provider &, const QByteArray &,
                                                              const security::Secret &,
                                                              const ModelRequest &) const
{
    return std::nullopt;
}

Result<std::int64_t> Codec::decodeTokenCount(int, const transport::HttpHeaders &, const QByteArray &) const
{
    return tl::unexpected(malformedResponse(QString()));
}

std::optional<transport::HttpRequest> Codec::encodeEmbeddings(const catalog::Provider &, const QByteArray &,
                                                              const security::Secret &, const QString &,
                                                              const QStringList &) const
{
    return std::nullopt;
}

Result<EmbeddingAnswer> Codec::decodeEmbeddings(int, const transport::HttpHeaders &, const QByteArray &,
                                                qsizetype) const
{
    return tl::unexpected(malformedResponse(QString()));
}

const Codec &codecFor(catalog::Protocol protocol)
{
    static const OpenAiChatCodec openAiChat;
    static const AnthropicCodec anthropic;
    static const AzureCodec azure;
    static const GeminiCodec gemini;
    static const OllamaCodec ollama;
    static const ResponsesCodec responses;
    switch (protocol) {
    case catalog::Protocol::Anthropic:
        return anthropic;
    case catalog::Protocol::Azure:
        return azure;
    case catalog::Protocol::Gemini:
        return gemini;
    case catalog::Protocol::Ollama:
        return ollama;
    case catalog::Protocol::OpenAiResponses:
        return responses;
    case catalog::Protocol::OpenAiChat:
        break;
    }
    return openAiChat;
}

} // namespace assay::providers
