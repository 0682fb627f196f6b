// SPDX-License-Identifier: GPL-3.0-or-later
// Detail of the providers room: reached through codecFor().
#pragma once

#include "providers/openaichatcodec.h"

namespace assay::providers {

/// OpenAI Responses. Keys, listings and embeddings are those of Chat Completions.
class ResponsesCodec final : public OpenAiChatCodec {
public:
    [[nodiscard]] transport::HttpRequest encode(const catalog::Provider &provider, const QByteArray &baseUrl,
                                                const security::Secret &key,
                                                const ModelRequest &request) const override;
    [[nodiscard]] QStringList unsupported(const catalog::Provider &provider,
                                          const ModelRequest &request) const override;
    [[nodiscard]] std::unique_ptr<CompletionDecoder>
    decoder(CompletionDecoder::DeltaHandler onDelta) const override;
    [[nodiscard]] std::optional<transport::HttpRequest>
    encodeTokenCount(const catalog::Provider &provider, const QByteArray &baseUrl,
                     const security::Secret &key, const ModelRequest &request) const override;
    [[nodiscard]] Result<std::int64_t> decodeTokenCount(int status, const transport::HttpHeaders &headers,
                                                        const QByteArray &body) const override;
};

} // namespace assay::providers
