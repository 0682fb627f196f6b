// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
// Detail of the catalog room: the prices of one entry of LiteLLM's file.

#include "catalog/catalogmodel.h"
#include "catalog/litellmfile.h"

#include <QStringList>

namespace assay::catalog {

/// The lists of prices of an entry, with what one lacks filled in as LiteLLM's cost calculation does.
struct LiteLlmRates {
    PriceTable standard;
    std::optional<PriceTable> batch;
    std::optional<PriceTable> flex;
    std::optional<PriceTable> priority;
    QStringList notes; ///< what was left out
};

/// The error is half a sentence that names the member. `isLimitInside`: the vendor bills a tier's prices from
/// its limit on, not beyond it.
[[nodiscard]] tl::expected<LiteLlmRates, QString> readLiteLlmRates(const LiteLlmEntry &entry,
                                                                   bool isLimitInside);

/// `number`, as JSON writes it, times ten to `shift` in dollars, rounded half up once to the nano-dollar.
/// Empty for what is negative, no number or more than a million dollars.
[[nodiscard]] std::optional<Money> dollarsOf(QByteArrayView number, int shift);

/// A whole number of tokens, however it is written (128000, 1.28e5, "128000"); empty when it is none or not
/// positive.
[[nodiscard]] std::optional<std::int64_t> tokensOf(const LiteLlmValue &value);

} // namespace assay::catalog
