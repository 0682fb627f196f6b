// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "catalog/provider.h"

namespace assay::catalog {

// The rules for how a provider is reached, one by one, for a form that says each problem beside its field. Each
// gives the sentence that refuses, or an empty one. Any thread.

[[nodiscard]] QString problemWithUrl(const Provider &provider);
/// Empty (the system's), "none", or an address without user and password.
[[nodiscard]] QString problemWithProxy(const QString &proxy);
/// Reads the file, so not on a UI thread. Empty names none, which is fine.
[[nodiscard]] QString problemWithCaFile(const QString &path);
[[nodiscard]] QString problemWithTimeLimit(std::chrono::milliseconds limit);

/// "10s", "1.5 s", "500ms", "2m", "1h"; "none" or "0" for no limit. A bare number is seconds. Empty when it is
/// none of these or above maxTimeLimit.
[[nodiscard]] std::optional<std::chrono::milliseconds> timeLimitFromText(const QString &text);
/// The reverse in the largest unit that is exact: "10 s", "1500 ms", "2 min", "none".
[[nodiscard]] QString timeLimitText(std::chrono::milliseconds limit);
constexpr std::chrono::hours maxTimeLimit{24};

/// Whether a key that was given for `before` may be sent to `after` unasked: the same host and port, and not
/// in plain text where it was encrypted. A simulated provider has no place and no key.
[[nodiscard]] bool keyMayFollow(const Provider &before, const Provider &after);
/// Where a key is sent, as a person reads it: "https://api.openai.com".
[[nodiscard]] QString keyPlace(const Provider &provider);

/// What an address of Azure is made of.
struct AzureAddress {
    QUrl resource; ///< "https://NAME.openai.azure.com", or with /openai/v1
    QString deployment; ///< empty: the model's name is the deployment's
    QString apiVersion; ///< empty: Assay's default

    friend bool operator==(const AzureAddress &, const AzureAddress &) = default;
};
[[nodiscard]] AzureAddress azureAddressOf(const QUrl &baseUrl);
[[nodiscard]] QUrl baseUrlOf(const AzureAddress &address);

} // namespace assay::catalog
