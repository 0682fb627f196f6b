// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/result.h"
#include "catalog/catalogmodel.h"

#include <QByteArray>
#include <vector>

namespace assay::catalog {

/// A larger file is refused unread; LiteLLM's own had 1.6 MB in 2026.
inline constexpr qsizetype maxLiteLlmBytes = 16LL * 1024 * 1024;

/// What there is to say about one entry of the file.
struct PriceRemark {
    QString name; ///< as the file has it
    QString text; ///< half a sentence

    friend bool operator==(const PriceRemark &, const PriceRemark &) = default;
};

/// What LiteLLM's price file (model_prices_and_context_window.json) says about models that answer in text.
struct LiteLlmPrices {
    std::vector<CatalogModel> models; ///< each passes problemWith(), each name once
    std::vector<PriceRemark> skipped; ///< entries that cannot be used
    std::vector<PriceRemark> notes; ///< what was left out of entries that can
    int otherModes = 0; ///< entries for images, speech and the like, which Assay does not call
};

/// Reads the file. Its prices are US dollars per token; they are read from the digits as they stand and
/// rounded half up, once, to the nano-dollar per million tokens. What a tier or a service does not price
/// costs what LiteLLM's cost calculation takes for it: the tier's price, then the service's, then the base
/// price. Vendors are named as Assay names them, and the vendor's own prefix ("groq/") is taken off a model's
/// name.
///
/// InvalidInput, with line and column, for a file that is too large, no JSON, nested too deeply or no object.
[[nodiscard]] Result<LiteLlmPrices> readLiteLlmPrices(const QByteArray &utf8);

/// A number of dollars per token as written in JSON ("1.5e-07"), in dollars per million tokens, rounded as
/// above. Empty for what is negative, no number, or more than a dollar a token.
[[nodiscard]] std::optional<Money> perMillionTokens(QByteArrayView dollarsPerToken);

} // namespace assay::catalog
