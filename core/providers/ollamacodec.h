// SPDX-License-Identifier: GPL-3.0-or-later
// Detail of the providers room: reached through codecFor().
#pragma once

#include "providers/codec.h"

namespace assay::providers {

/// Ollama's own API, below the server's root.
class OllamaCodec final : public Codec {
public:
    [[nodiscard]] transport::HttpRequest encode(const catalog::Provider &provider, const QByteArray &baseUrl,
                                                const security::Secret &key,
                                                const ModelRequest &request) const override;
    [[nodiscard]] QStringList unsupported(const catalog::Provider &provider,
                                          const ModelRequest &request) const override;
    [[nodiscard]] std::unique_ptr<CompletionDecoder>
    decoder(CompletionDecoder::DeltaHandler onDelta) const override;
    [[nodiscard]] transport::HttpRequest encodeModelListing(const catalog::Provider &provider,
                                                            const QByteArray &baseUrl,
                                                            const security::Secret &key,
                                                            const QByteArray &query) const override;
    [[nodiscard]] Result<ModelPage> decodeModelListing(int status, const transport::HttpHeaders &headers,
                                                       const QByteArray &body) const override;
    [[nodiscard]] std::optional<transport::HttpRequest>
    encodeEmbeddings(const catalog::Provider &provider, const QByteArray &baseUrl,
                     const security::Secret &key, const QString &model,
                     const QStringList &texts) const override;
    [[nodiscard]] Result<EmbeddingAnswer> decodeEmbeddings(int status, const transport::HttpHeaders &headers,
                                                           const QByteArray &body,
                                                           qsizetype expected) const override;
};

} // namespace assay::providers
