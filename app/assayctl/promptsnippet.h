// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "command.h"
#include "exchange/codesnippet.h"

namespace assay::ctl {

/// prompts export NAME --as curl|python|typescript|qt --model P/M: prints the program text of the call.
[[nodiscard]] QCoro::Task<int> exportSnippet(Invocation in, exchange::SnippetLanguage language);

} // namespace assay::ctl
