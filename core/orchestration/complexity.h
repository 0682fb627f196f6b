// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/money.h"
#include "base/result.h"
#include "providers/completion.h"

#include <span>
#include <vector>

namespace assay::orchestration {

/// What makes a request hard for a small model, as far as it can be seen without asking one.
enum class ComplexityFeature {
    Length, ///< characters of all messages, logarithmic from 200 to 40,000
    Turns, ///< messages of user and assistant beyond the first, up to 10
    Tools, ///< offered, up to 6
    Schema, ///< of the answer: by its properties, up to 20; any JSON counts a little
    Code, ///< share of lines that look like code, or stand in a fence
    Reasoning, ///< words that ask for it ("why", "prove", "step by step"), up to 4
    Effort, ///< the reasoning effort that was asked for
    Questions, ///< question marks in the last user message beyond the first, up to 4
    Instructions, ///< list items in system and last user message, up to 12
    Languages, ///< scripts beyond the first that make up 5 % of the letters, up to 2
    Images ///< up to 3
};
/// "length", "turns"...
[[nodiscard]] QString complexityFeatureName(ComplexityFeature feature);

/// What one feature adds to a score.
struct ComplexityShare {
    ComplexityFeature feature = ComplexityFeature::Length;
    double value = 0; ///< how strongly the request shows it, 0..1
    double weight = 0; ///< of the feature
    double share = 0; ///< of the score; the shares add up to it
};

struct Complexity {
    double score = 0; ///< 0..1, below 1
    std::vector<ComplexityShare> shares; ///< of every feature, in the enumeration's order
};

/// How complex a request is: 1 - exp(-sum of weight x value). Each feature only ever adds, and the score
/// saturates, so that one strong feature counts and many do not pass 1. The weights are a starting point of
/// this program, not measured: tune the threshold on one's own evaluation results.
[[nodiscard]] Complexity explainComplexity(const providers::ModelRequest &request);
[[nodiscard]] double complexityOf(const providers::ModelRequest &request);

/// One evaluated request: how both models did on it, and what each cost.
struct ThresholdSample {
    double score = 0; ///< complexityOf() the request
    bool simpleModelGood = false;
    bool complexModelGood = false;
    Money simpleCost;
    Money complexCost;
};

/// What is to be expected of a threshold, going by the samples.
struct ThresholdPoint {
    double threshold = 0; ///< requests at or above go to the complex model
    double quality = 0; ///< share of good answers, 0..1
    Money cost; ///< of all samples together
};

struct ThresholdTuning {
    ThresholdPoint best;
    bool isReached = false; ///< no threshold reaches the quality: `best` is the nearest to it, cheapest first
    std::vector<ThresholdPoint> points; ///< every threshold that makes a difference, ascending
};

/// The threshold with the least cost whose quality is at least `minQuality` (0..1); of equal ones the one
/// with the better quality. InvalidInput without samples, or with a score or quality outside 0..1.
[[nodiscard]] Result<ThresholdTuning> tuneThreshold(std::span<const ThresholdSample> samples,
                                                    double minQuality);

} // namespace assay::orchestration
