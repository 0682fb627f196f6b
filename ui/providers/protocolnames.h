// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "catalog/provider.h"

#include <span>

namespace assay::ui {

/// All protocols in the order in which a form offers them.
[[nodiscard]] std::span<const catalog::Protocol> allProtocols();
/// "OpenAI Chat Completions (most servers)": to choose from.
[[nodiscard]] QString protocolLabel(catalog::Protocol protocol);
/// What a provider is called beside its address: its vendor's own name where it is known ("Groq"), else what
/// it speaks ("OpenAI Responses").
[[nodiscard]] QString kindName(const catalog::Provider &provider);

} // namespace assay::ui
