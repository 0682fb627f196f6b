// SPDX-License-Identifier: GPL-3.0-or-later
#include "orchestration/cacheentry.h"

#include "base/json.h"
#include "orchestration/callcontent.h"

using namespace Qt::StringLiterals;

namespace assay::orchestration {
namespace {

QJsonObject toJson(const catalog::Usage &usage)
{
    return {{u"input"_s, qint64(usage.input)},
            {u"cached_input"_s, qint64(usage.cachedInput)},
            {u"cache_write"_s, qint64(usage.cacheWrite)},
            {u"output"_s, qint64(usage.output)},
            {u"reasoning"_s, qint64(usage.reasoning)}};
}

catalog::Usage usageFromJson(const QJsonObject &json)
{
    catalog::Usage usage;
    usage.input = json.value(u"input"_s).toInteger();
    usage.cachedInput = json.value(u"cached_input"_s).toInteger();
    usage.cacheWrite = json.value(u"cache_write"_s).toInteger();
    usage.output = json.value(u"output"_s).toInteger();
    usage.reasoning = json.value(u"reasoning"_s).toInteger();
    return usage;
}

} // namespace

QByteArray encodeCached(const CacheEntry &entry)
{
    const providers::Completion &completion = entry.completion;
    QJsonObject object{{u"response"_s, QString::fromUtf8(encodeResponseContent(completion))},
                       {u"finish_reason_raw"_s, completion.finishReasonRaw},
                       {u"signature"_s, completion.reasoningSignature},
                       {u"replay"_s, completion.replay}};
    if (!entry.call.isNull())
        object.insert("call"_L1, entry.call.toString());
    if (completion.finishReason)
        object.insert("finish_reason"_L1, providers::finishReasonName(*completion.finishReason));
    if (completion.usage)
        object.insert("usage"_L1, toJson(*completion.usage));
    return toCompactJson(object);
}

Result<CacheEntry> decodeCached(const QByteArray &json)
{
    const Result<QJsonObject> object = parseJsonObject(json, u"cached answer"_s);
    if (!object)
        return tl::unexpected(object.error());
    Result<providers::Completion> completion =
        decodeResponseContent(object->value(u"response"_s).toString().toUtf8());
    if (!completion)
        return tl::unexpected(completion.error());
    completion->finishReasonRaw = object->value(u"finish_reason_raw"_s).toString();
    completion->reasoningSignature = object->value(u"signature"_s).toString();
    completion->replay = object->value(u"replay"_s).toArray();
    completion->finishReason = providers::finishReasonFromName(object->value(u"finish_reason"_s).toString());
    if (object->contains("usage"_L1))
        completion->usage = usageFromJson(object->value(u"usage"_s).toObject());
    return CacheEntry{std::move(*completion), CallId::fromString(object->value(u"call"_s).toString())};
}

bool isWorthKeeping(const providers::Completion &completion)
{
    using providers::FinishReason;
    return !completion.error
        && (completion.finishReason == FinishReason::Stop
            || completion.finishReason == FinishReason::ToolCalls);
}

} // namespace assay::orchestration
