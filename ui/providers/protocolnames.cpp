// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/providers/protocolnames.h"

#include "catalog/vendors.h"

#include <array>

#include <QCoreApplication>

namespace assay::ui {
namespace {

struct ProtocolTr {
    Q_DECLARE_TR_FUNCTIONS(Protocols)
};

constexpr std::array protocols{catalog::Protocol::OpenAiChat, catalog::Protocol::OpenAiResponses,
                               catalog::Protocol::Anthropic,  catalog::Protocol::Gemini,
                               catalog::Protocol::Ollama,     catalog::Protocol::Azure};

QString shortName(catalog::Protocol protocol)
{
    switch (protocol) {
    case catalog::Protocol::OpenAiChat:
        return ProtocolTr::tr("OpenAI Chat");
    case catalog::Protocol::OpenAiResponses:
        return ProtocolTr::tr("OpenAI Responses");
    case catalog::Protocol::Anthropic:
        return ProtocolTr::tr("Anthropic Messages");
    case catalog::Protocol::Gemini:
        return ProtocolTr::tr("Google Gemini");
    case catalog::Protocol::Ollama:
        return ProtocolTr::tr("Ollama");
    case catalog::Protocol::Azure:
        return ProtocolTr::tr("Azure OpenAI");
    }
    Q_UNREACHABLE();
}

} // namespace

std::span<const catalog::Protocol> allProtocols()
{
    return protocols;
}

QString protocolLabel(catalog::Protocol protocol)
{
    return protocol == catalog::Protocol::OpenAiChat ? ProtocolTr::tr("OpenAI Chat Completions (most servers)")
                                                     : shortName(protocol);
}

QString kindName(const catalog::Provider &provider)
{
    const catalog::Vendor *vendor = catalog::findVendor(provider.vendor);
    return vendor != nullptr ? QString(vendor->name) : shortName(provider.protocol);
}

} // namespace assay::ui
