// SPDX-License-Identifier: GPL-3.0-or-later
// Detail of the providers room: reached through codecFor().
#pragma once

#include "providers/codec.h"

namespace assay::providers {

/// Google's generateContent, as the Gemini API speaks it. The base URL ends with the version
/// (".../v1beta").
class GeminiCodec final : public Codec {
public:
    [[nodiscard]] transport::HttpRequest encode(const catalog::Provider &provider, const QByteArray &baseUrl,
                                                const security::Secret &key,
                                                const ModelRequest &request) const override;
    [[nodiscard]] QStringList unsupported(const catalog::Provider &provider,
                                          const ModelRequest &request) const override;
    [[nodiscard]] std::unique_ptr<CompletionDecoder>
    decoder(CompletionDecoder::DeltaHandler onDelta) const override;
    /// `query` is the next page's "pageToken=...".
    [[nodiscard]] transport::HttpRequest encodeModelListing(const catalog::Provider &provider,
                                                            const QByteArray &baseUrl,
                                                            const security::Secret &key,
                                                            const QByteArray &query) const override;
    [[nodiscard]] Result<ModelPage> decodeModelListing(int status, const transport::HttpHeaders &headers,
                                                       const QByteArray &body) const override;
    /// Counts the whole request: tools and system text too.
    [[nodiscard]] std::optional<transport::HttpRequest>
    encodeTokenCount(const catalog::Provider &provider, const QByteArray &baseUrl,
                     const security::Secret &key, const ModelRequest &request) const override;
    [[nodiscard]] Result<std::int64_t> decodeTokenCount(int status, const transport::HttpHeaders &headers,
                                                        const QByteArray &body) const override;
    /// The service takes at most 100 texts at once.
    [[nodiscard]] std::optional<transport::HttpRequest>
    encodeEmbeddings(const catalog::Provider &provider, const QByteArray &baseUrl,
                     const security::Secret &key, const QString &model,
                     const QStringList &texts) const override;
    [[nodiscard]] Result<EmbeddingAnswer> decodeEmbeddings(int status, const transport::HttpHeaders &headers,
                                                           const QByteArray &body,
                                                           qsizetype expected) const override;
};

} // namespace assay::providers
