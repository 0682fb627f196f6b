// SPDX-License-Identifier: GPL-3.0-or-later
// Detail of the providers room: embeddings as OpenAI's wire has them.
#pragma once

#include "catalog/vendors.h"
#include "providers/codec.h"

namespace assay::providers {

[[nodiscard]] QJsonObject openAiEmbeddingsBody(const catalog::ChatFlavour &flavour, const QString &model,
                                               const QStringList &texts);
/// Reads `{"data":[{"index","embedding"}],"usage"}`; an embedding is an array of numbers, or base64 of
/// little-endian IEEE 754 singles. `data` may be in any order.
[[nodiscard]] Result<EmbeddingAnswer> readOpenAiEmbeddings(int status, const transport::HttpHeaders &headers,
                                                           const QByteArray &body, qsizetype expected);

} // namespace assay::providers
