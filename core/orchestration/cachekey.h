// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "catalog/provider.h"
#include "orchestration/call.h"
#include "orchestration/policy.h"
#include "providers/completion.h"

#include <QByteArray>

namespace assay::orchestration {

/// A hash (BLAKE2b-256) over everything that changes the answer: provider and address, model, messages with
/// their pictures and tool calls, tools, and every parameter; not how it is sent.
[[nodiscard]] QByteArray cacheKeyOf(const catalog::Provider &provider,
                                    const providers::ModelRequest &request);
/// The same without the last user message: what must be equal for a similar question's answer to do.
[[nodiscard]] QByteArray cacheScopeOf(const catalog::Provider &provider,
                                      const providers::ModelRequest &request);

/// Whether this call may be answered from the cache. By policy: the cache is on, and the answer does not
/// depend on chance (temperature 0) or the prompt is one whose answers are kept all the same. Never where the
/// tokens' probabilities are asked for, which are not kept.
[[nodiscard]] bool mayUseCache(const CompletionRequest &request, const CacheSettings &settings);

} // namespace assay::orchestration
