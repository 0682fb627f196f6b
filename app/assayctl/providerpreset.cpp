// SPDX-License-Identifier: GPL-3.0-or-later
#include "providerpreset.h"

#include "catalog/providerstore.h"
#include "catalog/vendors.h"

using namespace Qt::StringLiterals;

namespace assay::ctl {
namespace {

using catalog::Protocol;

QString allProtocols()
{
    QStringList names;
    for (const Protocol protocol : {Protocol::OpenAiChat, Protocol::OpenAiResponses, Protocol::Anthropic,
                                    Protocol::Gemini, Protocol::Ollama, Protocol::Azure})
        names << catalog::protocolName(protocol);
    return names.join(u", "_s);
}

/// OpenAI's two protocols live below one address; any other has its own.
bool sharesAddress(Protocol one, Protocol other)
{
    const auto isOpenAi = [](Protocol protocol) {
        return protocol == Protocol::OpenAiChat || protocol == Protocol::OpenAiResponses;
    };
    return one == other || (isOpenAi(one) && isOpenAi(other));
}

Result<> takeVendor(const Invocation &in, catalog::Provider &provider)
{
    const QString id = in.option(u"vendor"_s);
    const catalog::Vendor *const vendor = catalog::findVendor(id);
    if (vendor == nullptr)
        return fail(
            ErrorCode::InvalidInput,
            u"The vendor \"%1\" is not known. See those that are: assayctl providers vendors"_s.arg(id));
    provider = catalog::presetFor(*vendor);
    if (vendor->baseUrl.isEmpty() && !provider.isSimulated && !in.has(u"base-url"_s))
        return fail(ErrorCode::InvalidInput,
                    u"Give the address of your %1 with --base-url, such as %2."_s.arg(vendor->name,
                                                                                      vendor->urlExample));
    return {};
}

Result<> takeProtocol(const Invocation &in, catalog::Provider &provider)
{
    const QString name = in.option(u"protocol"_s);
    const auto protocol = catalog::protocolFromName(name);
    if (!protocol)
        return fail(
            ErrorCode::InvalidInput,
            u"The protocol \"%1\" is not known. Give --protocol one of: %2."_s.arg(name, allProtocols()));
    if (in.has(u"vendor"_s) && !sharesAddress(provider.protocol, *protocol) && !in.has(u"base-url"_s))
        return fail(ErrorCode::InvalidInput,
                    u"Where %1 speaks %2 is not known: give that address with --base-url."_s.arg(
                        in.option(u"vendor"_s), name));
    provider.protocol = *protocol;
    return {};
}

} // namespace

Result<catalog::Provider> providerFromOptions(const Invocation &in)
{
    catalog::Provider provider;
    if (in.has(u"vendor"_s)) {
        if (const Result<> taken = takeVendor(in, provider); !taken)
            return tl::unexpected(taken.error());
    }
    if (in.has(u"protocol"_s)) {
        if (const Result<> taken = takeProtocol(in, provider); !taken)
            return tl::unexpected(taken.error());
    }
    if (in.has(u"base-url"_s) || !in.has(u"vendor"_s))
        provider.baseUrl = QUrl(in.option(u"base-url"_s), QUrl::StrictMode);
    if (!in.has(u"vendor"_s))
        provider.needsKey = provider.baseUrl.scheme() == u"https"_s;
    provider.needsKey = provider.needsKey || in.has(u"key-env"_s);
    provider.id = ProviderId::create();
    provider.name = in.words.first();
    return catalog::validated(provider);
}

QCoro::Task<int> listVendors(Invocation in)
{
    QJsonArray json;
    QList<QStringList> rows;
    for (const catalog::Vendor &vendor : catalog::vendors()) {
        const QString protocol = catalog::protocolName(vendor.protocol);
        const QString example =
            vendor.urlExample.isEmpty() ? u"built in"_s : u"such as "_s + QString(vendor.urlExample);
        json.append(QJsonObject{
            {u"id"_s, QString(vendor.id)},
            {u"name"_s, QString(vendor.name)},
            {u"protocol"_s, protocol},
            {u"base_url"_s, vendor.baseUrl.isEmpty() ? QJsonValue() : QJsonValue(QString(vendor.baseUrl))},
            {u"needs_key"_s, vendor.needsKey},
            {u"keys_url"_s, vendor.keysUrl.isEmpty() ? QJsonValue() : QJsonValue(QString(vendor.keysUrl))}});
        rows.append({vendor.id, vendor.name, protocol,
                     vendor.baseUrl.isEmpty() ? example : QString(vendor.baseUrl),
                     vendor.needsKey ? QString(vendor.keysUrl) : u"not needed"_s});
    }
    if (in.terminal.isJson())
        in.terminal.document(json);
    else
        in.terminal.table({u"VENDOR"_s, u"NAME"_s, u"PROTOCOL"_s, u"ADDRESS"_s, u"KEYS FROM"_s}, rows);
    co_return Ok;
}

} // namespace assay::ctl
