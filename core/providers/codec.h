// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/clock.h"
#include "base/result.h"
#include "catalog/provider.h"
#include "providers/completion.h"
#include "security/secret.h"
#include "transport/httpclient.h"

#include <functional>
#include <memory>
#include <QList>

namespace assay::providers {

/// Turns the bytes of one answer into a Completion. Feed head and pieces as they come, then end() exactly
/// once.
class CompletionDecoder {
public:
    using DeltaHandler = std::function<void(const Delta &)>;

    virtual ~CompletionDecoder() = default;
    /// Decides by status and content type: stream, plain JSON (also when a stream was asked for), error body.
    virtual void head(int status, const transport::HttpHeaders &headers) = 0;
    /// Deltas of choice 0 go to the handler given at creation, from inside this call.
    virtual void feed(QByteArrayView piece) = 0;
    /// The answer is over; `broken` holds the transport's error when it did not end well. Returns the whole.
    [[nodiscard]] virtual Completion end(std::optional<Error> broken) = 0;
};

struct ModelPage {
    QList<catalog::ListedModel> models;
    QByteArray nextQuery; ///< "after_id=..." for the next page; empty at the end
};

struct EmbeddingAnswer {
    std::vector<std::vector<float>> vectors; ///< in the order of the texts
    std::optional<catalog::Usage> usage;
};

/// One wire protocol: requests out, answers in. Stateless; any thread.
class Codec {
public:
    virtual ~Codec() = default;
    /// The HTTP request for `request`. `key` may be empty for servers that want none.
    [[nodiscard]] virtual transport::HttpRequest encode(const catalog::Provider &provider,
                                                        const QByteArray &baseUrl,
                                                        const security::Secret &key,
                                                        const ModelRequest &request) const = 0;
    /// What of `request` this protocol, or this provider's flavour of it, has no place for, as a person knows
    /// it ("seed", "tools", "images", "logprobs"). encode() leaves these out.
    [[nodiscard]] virtual QStringList unsupported(const catalog::Provider &provider,
                                                  const ModelRequest &request) const = 0;
    [[nodiscard]] virtual std::unique_ptr<CompletionDecoder>
    decoder(CompletionDecoder::DeltaHandler onDelta) const = 0;

    [[nodiscard]] virtual transport::HttpRequest encodeModelListing(const catalog::Provider &provider,
                                                                    const QByteArray &baseUrl,
                                                                    const security::Secret &key,
                                                                    const QByteArray &query) const = 0;
    [[nodiscard]] virtual Result<ModelPage>
    decodeModelListing(int status, const transport::HttpHeaders &headers, const QByteArray &body) const = 0;

    /// Asks the provider how many input tokens `request` has; nothing where it has no such endpoint.
    [[nodiscard]] virtual std::optional<transport::HttpRequest>
    encodeTokenCount(const catalog::Provider &provider, const QByteArray &baseUrl,
                     const security::Secret &key, const ModelRequest &request) const;
    [[nodiscard]] virtual Result<std::int64_t>
    decodeTokenCount(int status, const transport::HttpHeaders &headers, const QByteArray &body) const;

    /// One vector per text; nothing where the protocol has no embeddings.
    [[nodiscard]] virtual std::optional<transport::HttpRequest>
    encodeEmbeddings(const catalog::Provider &provider, const QByteArray &baseUrl,
                     const security::Secret &key, const QString &model, const QStringList &texts) const;
    /// MalformedResponse when it does not hold `expected` vectors of one length.
    [[nodiscard]] virtual Result<EmbeddingAnswer> decodeEmbeddings(int status,
                                                                   const transport::HttpHeaders &headers,
                                                                   const QByteArray &body,
                                                                   qsizetype expected) const;
};

/// The codec of a protocol; lives as long as the program.
[[nodiscard]] const Codec &codecFor(catalog::Protocol protocol);

} // namespace assay::providers
