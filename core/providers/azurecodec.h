// SPDX-License-Identifier: GPL-3.0-or-later
// Detail of the providers room: reached through codecFor().
#pragma once

#include "providers/openaichatcodec.h"

namespace assay::providers {

/// OpenAI's models as Azure serves them: other addresses, another header for the key, the same bodies. A
/// model is named by its deployment.
class AzureCodec final : public OpenAiChatCodec {
private:
    /// The base URL may be that of the resource, with or without "/openai" (the deployment then goes into the
    /// path), that of one deployment, or end with "/openai/v1" (where the body names the deployment). A query
    /// `api-version=...` in it is kept; the classic paths get one in any case, as they are refused without.
    [[nodiscard]] QByteArray urlOf(const QByteArray &baseUrl, const QByteArray &path,
                                   const QString &model) const override;
    void addKey(transport::HttpRequest &http, const security::Secret &key) const override;
};

} // namespace assay::providers
