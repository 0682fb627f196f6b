// SPDX-License-Identifier: GPL-3.0-or-later
#include "orchestration/complexity.h"

#include "orchestration/textfeatures.h"

#include <algorithm>
#include <array>
#include <cmath>

using namespace Qt::StringLiterals;

namespace assay::orchestration {
namespace {

using Feature = ComplexityFeature;

struct Weighted {
    Feature feature;
    QLatin1String name;
    double weight;
};

// Chosen so that a short question scores below 0.1, a question with one strong feature about 0.3, and a long
// conversation with tools and code above 0.6.
constexpr std::array features{
    Weighted{Feature::Length, "length"_L1, 0.6},
    Weighted{Feature::Turns, "turns"_L1, 0.25},
    Weighted{Feature::Tools, "tools"_L1, 0.5},
    Weighted{Feature::Schema, "schema"_L1, 0.3},
    Weighted{Feature::Code, "code"_L1, 0.4},
    Weighted{Feature::Reasoning, "reasoning"_L1, 0.5},
    Weighted{Feature::Effort, "effort"_L1, 0.5},
    Weighted{Feature::Questions, "questions"_L1, 0.2},
    Weighted{Feature::Instructions, "instructions"_L1, 0.4},
    Weighted{Feature::Languages, "languages"_L1, 0.2},
    Weighted{Feature::Images, "images"_L1, 0.3},
};

/// 0 at nothing, 1 at `full` and beyond.
double upTo(double full, double count)
{
    return std::clamp(count / full, 0.0, 1.0);
}

double lengthValue(double characters)
{
    constexpr double shortest = 200;
    constexpr double longest = 40'000;
    if (characters <= shortest)
        return 0;
    return std::min(std::log(characters / shortest) / std::log(longest / shortest), 1.0);
}

double schemaValue(const providers::Parameters &parameters)
{
    constexpr double anyJson = 0.2;
    constexpr double manyProperties = 20;
    if (!parameters.responseFormat || *parameters.responseFormat == providers::ResponseFormat::Text)
        return 0;
    const double properties = upTo(manyProperties, propertyCount(parameters.responseSchema));
    return anyJson + (1 - anyJson) * properties;
}

double effortValue(const providers::Parameters &parameters)
{
    using enum providers::ReasoningEffort;
    switch (parameters.reasoningEffort.value_or(None)) {
    case None:
    case Minimal:
        return 0;
    case Low:
        return 0.3;
    case Medium:
        return 0.6;
    case High:
        break;
    }
    return 1;
}

/// What the messages of a request come to.
struct Conversation {
    TextFeatures all; ///< of system, user and assistant
    TextFeatures asked; ///< of the system and the last user message: what is to be done
    int questions = 0; ///< of the last user message
    int turns = 0;
    int images = 0;
};

Conversation conversationOf(const std::vector<providers::Message> &messages)
{
    Conversation conversation;
    const providers::Message *question = nullptr;
    for (const providers::Message &message : messages) {
        const TextFeatures text = textFeatures(message.text);
        conversation.all += text;
        conversation.images += static_cast<int>(message.images.size());
        if (message.role == providers::Role::System)
            conversation.asked += text;
        else
            ++conversation.turns;
        if (message.role == providers::Role::User)
            question = &message;
    }
    if (question != nullptr) {
        const TextFeatures last = textFeatures(question->text);
        conversation.asked += last;
        conversation.questions = last.questions;
    }
    return conversation;
}

double valueOf(Feature feature, const providers::ModelRequest &request, const Conversation &conversation)
{
    constexpr double manyTurns = 10;
    constexpr double manyTools = 6;
    constexpr double manyWords = 4;
    constexpr double manyQuestions = 4;
    constexpr double manyInstructions = 12;
    constexpr double manyScripts = 2;
    constexpr double manyImages = 3;
    const TextFeatures &all = conversation.all;
    switch (feature) {
    case Feature::Length:
        return lengthValue(static_cast<double>(all.characters));
    case Feature::Turns:
        return upTo(manyTurns, conversation.turns - 1);
    case Feature::Tools:
        return upTo(manyTools, static_cast<double>(request.tools.size()));
    case Feature::Schema:
        return schemaValue(request.parameters);
    case Feature::Code:
        return all.lines > 0 ? static_cast<double>(all.codeLines) / all.lines : 0;
    case Feature::Reasoning:
        return upTo(manyWords, conversation.asked.reasoningWords);
    case Feature::Effort:
        return effortValue(request.parameters);
    case Feature::Questions:
        return upTo(manyQuestions, conversation.questions - 1);
    case Feature::Instructions:
        return upTo(manyInstructions, conversation.asked.listItems);
    case Feature::Languages:
        return upTo(manyScripts, all.scriptCount() - 1);
    case Feature::Images:
        break;
    }
    return upTo(manyImages, conversation.images);
}

} // namespace

QString complexityFeatureName(ComplexityFeature feature)
{
    const auto known = std::find_if(features.begin(), features.end(),
                                    [feature](const Weighted &each) { return each.feature == feature; });
    return known->name;
}

Complexity explainComplexity(const providers::ModelRequest &request)
{
    const Conversation conversation = conversationOf(request.messages);
    Complexity complexity;
    double sum = 0;
    for (const Weighted &each : features) {
        const double value = valueOf(each.feature, request, conversation);
        complexity.shares.push_back({each.feature, value, each.weight, 0});
        sum += each.weight * value;
    }
    complexity.score = 1 - std::exp(-sum);
    if (sum <= 0)
        return complexity;
    for (ComplexityShare &share : complexity.shares)
        share.share = complexity.score * share.weight * share.value / sum;
    return complexity;
}

double complexityOf(const providers::ModelRequest &request)
{
    return explainComplexity(request).score;
}

} // namespace assay::orchestration
