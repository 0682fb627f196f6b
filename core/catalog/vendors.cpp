// SPDX-License-Identifier: GPL-3.0-or-later
#include "catalog/vendors.h"

#include <algorithm>
#include <array>

using namespace Qt::StringLiterals;

namespace assay::catalog {
namespace {

using Images = ChatFlavour::Images;
using Replay = ChatFlavour::Replay;
using Thinking = ChatFlavour::Thinking;
using ToolChoices = ChatFlavour::ToolChoices;

constexpr ChatFlavour compatible;

constexpr ChatFlavour openAi{
    .tokenLimit = "max_completion_tokens"_L1, // its reasoning models refuse the older name
    .padsStreams = true,
    .packedEmbeddings = true,
    .tiers = {"default"_L1, "flex"_L1, "priority"_L1},
};

constexpr ChatFlavour azure{
    .tokenLimit = "max_completion_tokens"_L1,
    .packedEmbeddings = true,
    .tiers = {"default"_L1, {}, "priority"_L1},
};

constexpr ChatFlavour mistral{
    .seed = "random_seed"_L1,
    .maxTemperature = 1.5,
    .logprobs = false,
    .toolCallIdLength = 9, // of its older models; the newer ones take these too
};

/// Thinks unless told not to, and refuses logprobs while it does.
constexpr ChatFlavour deepSeek{
    .seed = {},
    .images = Images::None,
    .jsonSchema = false,
    .logprobs = false,
    .thinking = Thinking::Switched,
    .replay = Replay::ReasoningContent,
    .embeddings = false,
};

constexpr ChatFlavour groq{
    .tokenLimit = "max_completion_tokens"_L1,
    .logprobs = false,
    .penalties = false, // known by name, done by none of its models
    .efforts = "none low medium high"_L1,
    .splitsReasoning = false,
    .embeddings = false,
    .tiers = {"on_demand"_L1, "flex"_L1, "performance"_L1},
};

constexpr ChatFlavour openRouter{
    .thinking = Thinking::Nested,
    .replay = Replay::ReasoningDetails,
};

/// Its `logprobs` is a number, and the answer has another shape.
constexpr ChatFlavour together{
    .logprobs = false,
    .efforts = "low medium high"_L1,
};

constexpr ChatFlavour xAi{
    .tokenLimit = "max_completion_tokens"_L1,
    .efforts = "low medium high"_L1,
    .embeddings = false,
};

constexpr ChatFlavour vLlm{
    .efforts = "low medium high"_L1,
    .packedEmbeddings = true,
    .tokenCountPath = "/tokenize"_L1,
};

constexpr ChatFlavour llamaCpp{
    .toolChoices = ToolChoices::Modes,
    .thinking = Thinking::None,
};

/// Answers 400 to json_object and to a tool choice by name.
constexpr ChatFlavour lmStudio{
    .images = Images::Inline,
    .toolChoices = ToolChoices::Modes,
    .jsonObject = false,
    .logprobs = false,
    .thinking = Thinking::None,
};

/// Its OpenAI-compatible side. Ignores tool_choice.
constexpr ChatFlavour ollama{
    .images = Images::Inline,
    .toolChoices = ToolChoices::Auto,
    .logprobs = false,
    .efforts = "none low medium high"_L1,
};

/// Likewise.
constexpr ChatFlavour gemini{
    .seed = {},
    .images = Images::Inline,
    .logprobs = false,
};

/// Likewise: ignores what its own protocol does not know.
constexpr ChatFlavour anthropic{
    .seed = {},
    .maxTemperature = 1,
    .jsonObject = false,
    .jsonSchema = false,
    .logprobs = false,
    .penalties = false,
    .thinking = Thinking::None,
    .embeddings = false,
};

constexpr std::array knownVendors{
    Vendor{.id = "openai"_L1,
           .name = "OpenAI"_L1,
           .baseUrl = "https://api.openai.com/v1"_L1,
           .keysUrl = "https://platform.openai.com/api-keys"_L1,
           .chat = openAi},
    Vendor{.id = "anthropic"_L1,
           .name = "Anthropic"_L1,
           .protocol = Protocol::Anthropic,
           .baseUrl = "https://api.anthropic.com/v1"_L1,
           .keysUrl = "https://console.anthropic.com/settings/keys"_L1,
           .chat = anthropic},
    Vendor{.id = "gemini"_L1,
           .name = "Google Gemini"_L1,
           .protocol = Protocol::Gemini,
           .baseUrl = "https://generativelanguage.googleapis.com/v1beta"_L1,
           .keysUrl = "https://aistudio.google.com/apikey"_L1,
           .chat = gemini},
    Vendor{.id = "azure"_L1,
           .name = "Azure OpenAI"_L1,
           .protocol = Protocol::Azure,
           .baseUrl = {},
           .urlExample = "https://my-resource.openai.azure.com/openai/v1"_L1,
           .keysUrl = "https://portal.azure.com"_L1,
           .chat = azure},
    Vendor{.id = "mistral"_L1,
           .name = "Mistral"_L1,
           .baseUrl = "https://api.mistral.ai/v1"_L1,
           .keysUrl = "https://console.mistral.ai/api-keys"_L1,
           .chat = mistral},
    Vendor{.id = "deepseek"_L1,
           .name = "DeepSeek"_L1,
           .baseUrl = "https://api.deepseek.com"_L1,
           .keysUrl = "https://platform.deepseek.com/api_keys"_L1,
           .chat = deepSeek},
    Vendor{.id = "groq"_L1,
           .name = "Groq"_L1,
           .baseUrl = "https://api.groq.com/openai/v1"_L1,
           .keysUrl = "https://console.groq.com/keys"_L1,
           .chat = groq},
    Vendor{.id = "openrouter"_L1,
           .name = "OpenRouter"_L1,
           .baseUrl = "https://openrouter.ai/api/v1"_L1,
           .keysUrl = "https://openrouter.ai/settings/keys"_L1,
           .chat = openRouter},
    Vendor{.id = "together"_L1,
           .name = "Together AI"_L1,
           .baseUrl = "https://api.together.ai/v1"_L1,
           .keysUrl = "https://api.together.ai/settings/api-keys"_L1,
           .chat = together},
    Vendor{.id = "xai"_L1,
           .name = "xAI"_L1,
           .baseUrl = "https://api.x.ai/v1"_L1,
           .keysUrl = "https://console.x.ai"_L1,
           .chat = xAi},
    Vendor{.id = "ollama"_L1,
           .name = "Ollama"_L1,
           .protocol = Protocol::Ollama,
           .baseUrl = "http://127.0.0.1:11434"_L1,
           .needsKey = false,
           .chat = ollama},
    Vendor{.id = "llama.cpp"_L1,
           .name = "llama.cpp"_L1,
           .baseUrl = "http://127.0.0.1:8080/v1"_L1,
           .needsKey = false,
           .chat = llamaCpp},
    Vendor{.id = "lm-studio"_L1,
           .name = "LM Studio"_L1,
           .baseUrl = "http://127.0.0.1:1234/v1"_L1,
           .needsKey = false,
           .chat = lmStudio},
    Vendor{.id = "vllm"_L1,
           .name = "vLLM"_L1,
           .baseUrl = "http://127.0.0.1:8000/v1"_L1,
           .needsKey = false,
           .chat = vLlm},
    Vendor{.id = "simulated"_L1,
           .name = "Built-in simulator"_L1,
           .baseUrl = {},
           .needsKey = false,
           .chat = compatible},
};

} // namespace

std::span<const Vendor> vendors()
{
    return knownVendors;
}

const Vendor *findVendor(QStringView id)
{
    const auto found = std::find_if(knownVendors.begin(), knownVendors.end(),
                                    [id](const Vendor &vendor) { return vendor.id == id; });
    return found == knownVendors.end() ? nullptr : &*found;
}

const ChatFlavour &chatFlavourOf(const Provider &provider)
{
    if (provider.protocol == Protocol::Azure) // whoever made the model
        return azure;
    const Vendor *const vendor = findVendor(provider.vendor);
    return vendor == nullptr ? compatible : vendor->chat;
}

Provider presetFor(const Vendor &vendor)
{
    Provider provider;
    provider.name = vendor.id;
    provider.protocol = vendor.protocol;
    provider.vendor = vendor.id;
    provider.baseUrl = QUrl(QString(vendor.baseUrl));
    provider.isSimulated = vendor.id == "simulated"_L1;
    provider.needsKey = vendor.needsKey;
    return provider;
}

} // namespace assay::catalog
