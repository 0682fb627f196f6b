// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "catalog/provider.h"
#include "providers/completion.h"

#include <optional>

namespace assay::exchange {

enum class SnippetLanguage { Curl, Python, TypeScript, Qt };
/// "curl", "python", "typescript", "qt".
[[nodiscard]] QString snippetLanguageName(SnippetLanguage language);
[[nodiscard]] std::optional<SnippetLanguage> snippetLanguageFromName(QStringView name);
/// For people: "Qt (C++)".
[[nodiscard]] QString snippetLanguageTitle(SnippetLanguage language);

/// The program text that makes this call without Assay, exactly as it goes over the wire, the answer in one
/// piece. The key is read from an environment variable: the text never holds one.
[[nodiscard]] QString codeSnippet(SnippetLanguage language, const catalog::Provider &provider,
                                  const QByteArray &baseUrl, providers::ModelRequest request);

/// The variable that a snippet for this provider reads, "OPENAI_API_KEY".
[[nodiscard]] QString keyVariable(const catalog::Provider &provider);

} // namespace assay::exchange
