// SPDX-License-Identifier: GPL-3.0-or-later
#include "orchestration/cachekey.h"

#include "base/json.h"

#include <QCryptographicHash>
#include <QDataStream>
#include <QIODevice>

using namespace Qt::StringLiterals;

namespace assay::orchestration {
namespace {

QByteArray hashOf(const catalog::Provider &provider, const providers::ModelRequest &request,
                  const std::vector<providers::Message> &messages)
{
    QByteArray canonical;
    QDataStream stream(&canonical, QIODevice::WriteOnly); // prefixes each text with its length
    stream.setVersion(QDataStream::Qt_6_4);
    stream << provider.id.toBytes() << provider.baseUrl.toEncoded()
           << catalog::protocolName(provider.protocol) << request.model
           << toCompactJson(providers::toJson(request.parameters));
    for (const providers::Message &message : messages)
        stream << toCompactJson(providers::toJson(message));
    for (const providers::Tool &tool : request.tools)
        stream << toCompactJson(providers::toJson(tool));
    stream << static_cast<int>(request.toolChoice.mode) << request.toolChoice.name;
    return QCryptographicHash::hash(canonical, QCryptographicHash::Blake2b_256);
}

} // namespace

QByteArray cacheKeyOf(const catalog::Provider &provider, const providers::ModelRequest &request)
{
    return hashOf(provider, request, request.messages);
}

QByteArray cacheScopeOf(const catalog::Provider &provider, const providers::ModelRequest &request)
{
    std::vector<providers::Message> messages = request.messages;
    if (!messages.empty())
        messages.back().text.clear();
    return hashOf(provider, request, messages);
}

bool mayUseCache(const CompletionRequest &request, const CacheSettings &settings)
{
    if (request.cache == CacheUse::Never || request.parameters.topLogprobs)
        return false;
    if (request.cache == CacheUse::Always)
        return true;
    const bool isSteady = request.parameters.temperature && *request.parameters.temperature <= 0;
    return settings.enabled && (isSteady || settings.sampledPrompts.contains(request.prompt));
}

} // namespace assay::orchestration
