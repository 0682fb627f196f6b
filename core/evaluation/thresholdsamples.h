// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "evaluation/comparisonstore.h"
#include "evaluation/votestore.h"
#include "orchestration/complexity.h"

namespace assay::evaluation {

/// Why a run says nothing about a route.
enum class NoSample { OtherModels, Unjudged, AskedDifferently, CostUnknown };

/// What a side-by-side run says of a route's two kinds of models: how its `simple` model and one of the
/// `complex` ones did on the same request. The last vote on the two that stands decides (equal: both good;
/// both bad: neither); without one, the picked column is good and the other is not. A run whose pick is a
/// third column says nothing. `costs` are those of each column's call, empty where unknown.
[[nodiscard]] tl::expected<orchestration::ThresholdSample, NoSample>
thresholdSample(const Comparison &comparison, const QList<Vote> &votes, const catalog::ModelRef &simple,
                const QList<catalog::ModelRef> &complexModels, const QList<std::optional<Money>> &costs);

} // namespace assay::evaluation
