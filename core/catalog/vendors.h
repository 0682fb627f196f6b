// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "catalog/provider.h"

#include <QLatin1String>
#include <span>

namespace assay::catalog {

/// How a vendor's OpenAI-compatible endpoint departs from OpenAI's own Chat Completions. The defaults are
/// what nearly every server understands.
struct ChatFlavour {
    enum class Images { None, Inline, InlineOrUrl };
    enum class ToolChoices { Auto, Modes, ModesOrName }; ///< what `tool_choice` may say
    /// Where the wish for more or less reasoning goes: nowhere, `reasoning_effort`, OpenRouter's `reasoning`
    /// object, or `thinking` as a switch beside the effort (DeepSeek).
    enum class Thinking { None, Effort, Nested, Switched };
    /// What of an earlier answer's reasoning must come back with it.
    enum class Replay { None, ReasoningContent, ReasoningDetails };
    /// What `service_tier` calls each of the terms; empty: not to be had.
    struct TierWords {
        QLatin1String standard{};
        QLatin1String flex{};
        QLatin1String priority{};
    };

    QLatin1String tokenLimit{"max_tokens"}; ///< the member that bounds the answer
    QLatin1String seed{"seed"}; ///< empty: samples cannot be had again
    double maxTemperature = 2;
    Images images = Images::InlineOrUrl;
    ToolChoices toolChoices = ToolChoices::ModesOrName;
    bool jsonObject = true; ///< response_format json_object
    bool jsonSchema = true; ///< response_format json_schema
    bool logprobs = true;
    bool penalties = true;
    bool asksForUsage = true; ///< stream_options.include_usage is known
    bool padsStreams = false; ///< unless asked not to (stream_options.include_obfuscation)
    Thinking thinking = Thinking::Effort;
    QLatin1String efforts{"none minimal low medium high"}; ///< that `thinking` may name
    bool splitsReasoning = true; ///< else only when asked to (Groq's reasoning_format)
    Replay replay = Replay::None;
    int toolCallIdLength = 0; ///< of letters and digits, exactly; 0: any text
    bool embeddings = true;
    bool packedEmbeddings = false; ///< encoding_format base64 is known: a quarter of the bytes
    QLatin1String tokenCountPath{}; ///< beside the version path, counts a chat's tokens (vLLM)
    TierWords tiers{};
};

/// A service or server that Assay knows by name: what a person need not type, and its flavour.
struct Vendor {
    QLatin1String id; ///< as in Provider::vendor, the price list and `--vendor`
    QLatin1String name; ///< as it calls itself
    Protocol protocol = Protocol::OpenAiChat; ///< the one to prefer
    QLatin1String baseUrl; ///< empty: known only to its owner
    QLatin1String urlExample{}; ///< where `baseUrl` is empty
    bool needsKey = true;
    QLatin1String keysUrl{}; ///< the page where a person gets a key
    ChatFlavour chat{};
};

/// All of them, in the order in which a form offers them.
[[nodiscard]] std::span<const Vendor> vendors();
/// Null when the id is not in the list.
[[nodiscard]] const Vendor *findVendor(QStringView id);
/// The flavour of a provider that speaks OpenAI Chat or Azure; of a vendor that is not in the list, the
/// defaults.
[[nodiscard]] const ChatFlavour &chatFlavourOf(const Provider &provider);
/// A provider of `vendor`, to be named, keyed and completed by a person. Has no id yet.
[[nodiscard]] Provider presetFor(const Vendor &vendor);

} // namespace assay::catalog
