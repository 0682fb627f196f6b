// SPDX-License-Identifier: GPL-3.0-or-later
#include "catalog/provider.h"

#include "base/names.h"

#include <array>

using namespace Qt::StringLiterals;

namespace assay::catalog {
namespace {

constexpr std::array protocolNames{
    std::pair{Protocol::OpenAiChat, "openai-chat"_L1},
    std::pair{Protocol::OpenAiResponses, "openai-responses"_L1},
    std::pair{Protocol::Anthropic, "anthropic"_L1},
    std::pair{Protocol::Gemini, "gemini"_L1},
    std::pair{Protocol::Ollama, "ollama"_L1},
    std::pair{Protocol::Azure, "azure"_L1},
};

} // namespace

QString protocolName(Protocol protocol)
{
    return nameIn(protocolNames, protocol);
}

std::optional<Protocol> protocolFromName(QStringView name)
{
    return valueIn(protocolNames, name);
}

std::optional<ModelRef> parseModelRef(const QString &text)
{
    const qsizetype slash = text.indexOf(u'/');
    if (slash <= 0 || slash == text.size() - 1)
        return std::nullopt;
    return ModelRef{text.left(slash), text.mid(slash + 1)};
}

} // namespace assay::catalog
