// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "catalog/modelcatalog.h"
#include "orchestration/policy.h"
#include "orchestration/recentcalls.h"
#include "providers/completion.h"

#include <span>

namespace assay::orchestration {

/// What a model must be able to do to answer a request as it was asked. Where a caller lets what a provider
/// cannot do be left out, it clears those members.
struct Requirements {
    std::int64_t inputTokens = 0;
    std::int64_t outputTokens = 0; ///< as many as were asked for; 0 when the model may decide
    bool tools = false; ///< tools are offered, or their calls are part of the conversation
    bool images = false;
    bool jsonSchema = false;
    bool reasoning = false;

    friend bool operator==(const Requirements &, const Requirements &) = default;
};
[[nodiscard]] Requirements requirementsOf(const providers::ModelRequest &request,
                                          std::int64_t estimatedInputTokens);

/// What is known of one candidate now.
struct CandidateInfo {
    catalog::ModelRef model;
    int weight = 1; ///< for Weighted
    const catalog::CatalogModel *known = nullptr; ///< null: not in the catalogue; must outlive plan()
    std::optional<std::int64_t>
        listedContextWindow; ///< as its provider lists it; holds before the catalogue's
    RecentFigures recent;
    bool isCircuitOpen = false;
    bool isProviderDown = false;
    std::optional<Money> estimatedCost; ///< of this request; nothing when no price is known
};

/// A candidate's place in a plan.
struct PlannedModel {
    catalog::ModelRef model;
    bool isTaken = false; ///< false: passed over, it cannot answer this request
    QString reason; ///< a sentence: why it stands here, or why it is passed over
};

/// Empty when the candidate can do what the request needs, as far as is known; else why not, a sentence.
[[nodiscard]] QString inability(const CandidateInfo &candidate, const Requirements &requirements);

/// The order in which to try the candidates, which come in the route's order (some may be missing): first
/// those taken, then those passed over. Every candidate is there once. Pure.
///
/// Those whose provider is down or whose circuit is open come last of those taken, in the policy's order
/// among themselves. The policies:
/// - Fixed: the route's order.
/// - Cheapest: by estimated cost, those without a price last.
/// - Fastest: by recent p95 to the first token (to the whole answer, where no first token was measured);
///   those without a measurement last.
/// - LowestError: by (errors + 1) / (samples + 2), Laplace's rule of succession, so that one good call does
///   not beat a hundred, and a model nobody tried stands before one that fails more often than not.
/// - Weighted: drawn without replacement by weight; weight 0 comes after all others.
/// - Complexity: a score below the route's threshold keeps the route's order; else its first candidate, the
///   one for simple requests, comes last.
/// Cheapest, Fastest and LowestError rank models that are not in the catalogue, whose abilities nobody knows,
/// after the known ones; the other policies follow the order or the weights that a person gave.
/// `random01` is uniform in [0, 1), used by Weighted only.
[[nodiscard]] QList<PlannedModel> plan(const Route &route, const Requirements &requirements,
                                       std::span<const CandidateInfo> candidates, double complexityScore,
                                       double random01);

/// A single named model as a route, which has no name.
[[nodiscard]] Route routeOf(const catalog::ModelRef &model);

} // namespace assay::orchestration
