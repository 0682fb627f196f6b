// SPDX-License-Identifier: GPL-3.0-or-later
#include "catalog/provider.h"

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
    for (const auto &[known, name] : protocolNames) {
        if (known == protocol)
            return name;
    }
    Q_UNREACHABLE();
}

std::optional<Protocol> protocolFromName(QStringView name)
{
    for (const auto &[protocol, known] : protocolNames) {
        if (known == name)
            return protocol;
    }
    return std::nullopt;
}

std::optional<ModelRef> parseModelRef(const QString &text)
{
    const qsizetype slash = text.indexOf(u'/');
    if (slash <= 0 || slash == text.size() - 1)
        return std::nullopt;
    return ModelRef{text.left(slash), text.mid(slash + 1)};
}

} // namespace assay::catalog
