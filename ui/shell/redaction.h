// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <string_view>

namespace assay::ui {

/// `line` with whatever looks like a secret replaced by [redacted]: values of authorization and key headers,
/// Bearer tokens, sk-... keys, private key blocks, user info and query values of URLs. The last net under the
/// rule that no secret reaches a log line at all.
[[nodiscard]] std::string redacted(std::string_view line);

} // namespace assay::ui
