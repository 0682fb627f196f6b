// SPDX-License-Identifier: GPL-3.0-or-later
#include "catalog/provider.h"

using namespace Qt::StringLiterals;

namespace assay::catalog {

QString protocolName(Protocol protocol)
{
    switch (protocol) {
    case Protocol::OpenAiChat:
        return u"openai-chat"_s;
    case Protocol::Anthropic:
        return u"anthropic"_s;
    }
    Q_UNREACHABLE();
}

std::optional<Protocol> protocolFromName(QStringView name)
{
    for (const Protocol protocol : {Protocol::OpenAiChat, Protocol::Anthropic}) {
        if (name == protocolName(protocol))
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
