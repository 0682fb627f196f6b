// SPDX-License-Identifier: GPL-3.0-or-later
#include "providers/modelfit.h"

#include "providers/codec.h"

#include <algorithm>
#include <array>

#include <QCoreApplication>
#include <QLocale>
#include <QStringList>

using namespace Qt::StringLiterals;

namespace assay::providers {
namespace {

struct Tr {
    Q_DECLARE_TR_FUNCTIONS(ModelFit)
};

using catalog::Ability;
using catalog::CatalogModel;

struct Named {
    QLatin1String name;
    bool (*isSet)(const Parameters &); ///< to another value than every model's default
    void (*unset)(Parameters &);
};

constexpr std::array parametersByName{
    Named{"temperature"_L1, [](const Parameters &p) { return p.temperature.value_or(1) != 1; },
          [](Parameters &p) { p.temperature.reset(); }},
    Named{"top_p"_L1, [](const Parameters &p) { return p.topP.value_or(1) != 1; },
          [](Parameters &p) { p.topP.reset(); }},
    Named{"max_tokens"_L1, [](const Parameters &p) { return p.maxTokens.has_value(); },
          [](Parameters &p) { p.maxTokens.reset(); }},
    Named{"stop"_L1, [](const Parameters &p) { return !p.stop.isEmpty(); },
          [](Parameters &p) { p.stop.clear(); }},
    Named{"seed"_L1, [](const Parameters &p) { return p.seed.has_value(); },
          [](Parameters &p) { p.seed.reset(); }},
    Named{"response_format"_L1, [](const Parameters &p) { return p.responseFormat.has_value(); },
          [](Parameters &p) { p.responseFormat.reset(), p.responseSchema = {}; }},
    Named{"reasoning_effort"_L1, [](const Parameters &p) { return p.reasoningEffort.has_value(); },
          [](Parameters &p) { p.reasoningEffort.reset(); }},
    Named{"logprobs"_L1, [](const Parameters &p) { return p.topLogprobs.has_value(); },
          [](Parameters &p) { p.topLogprobs.reset(); }},
    Named{"frequency_penalty"_L1, [](const Parameters &p) { return p.frequencyPenalty.value_or(0) != 0; },
          [](Parameters &p) { p.frequencyPenalty.reset(); }},
    Named{"presence_penalty"_L1, [](const Parameters &p) { return p.presencePenalty.value_or(0) != 0; },
          [](Parameters &p) { p.presencePenalty.reset(); }},
    Named{"service_tier"_L1, [](const Parameters &p) { return p.serviceTier.has_value(); },
          [](Parameters &p) { p.serviceTier.reset(); }},
};

/// "temperature above 1" is about the temperature.
QString subjectOf(const NotTaken &part)
{
    return part.name.section(u' ', 0, 0);
}

bool reasons(const Parameters &parameters)
{
    return parameters.reasoningEffort && *parameters.reasoningEffort != ReasoningEffort::None;
}

bool hasImages(const ModelRequest &request)
{
    return std::ranges::any_of(request.messages, [](const Message &each) { return !each.images.empty(); });
}

void addRefused(QList<NotTaken> &found, const CatalogModel &known, const ModelRequest &request)
{
    for (const Named &each : parametersByName) {
        if (!each.isSet(request.parameters))
            continue;
        if (known.refuses.contains(each.name))
            found.append({each.name, Tr::tr("%1 refuses it").arg(request.model), NotTaken::Cause::Refusal});
        else if (known.refusesWhileReasoning.contains(each.name) && reasons(request.parameters))
            found.append({each.name, Tr::tr("%1 refuses it while it reasons").arg(request.model),
                          NotTaken::Cause::Refusal});
    }
}

void addLacking(QList<NotTaken> &found, const CatalogModel &known, const ModelRequest &request)
{
    const Parameters &parameters = request.parameters;
    const auto add = [&](bool isAsked, Ability ability, const QString &name, const QString &reason) {
        if (isAsked && ability == Ability::No)
            found.append({name, reason.arg(request.model), NotTaken::Cause::Ability});
    };
    add(hasImages(request), known.vision, u"images"_s, Tr::tr("%1 takes no images"));
    add(!request.tools.empty(), known.tools, u"tools"_s, Tr::tr("%1 calls no tools"));
    add(parameters.responseFormat == ResponseFormat::JsonSchema, known.jsonSchema, u"response_format"_s,
        Tr::tr("%1 cannot be held to a JSON schema"));
    add(reasons(parameters), known.reasoning, u"reasoning_effort"_s,
        Tr::tr("%1 has no reasoning effort to set"));
    if (known.maxOutput && parameters.maxTokens && *parameters.maxTokens > *known.maxOutput)
        found.append({u"max_tokens above %1"_s.arg(*known.maxOutput),
                      Tr::tr("%1 answers with %2 tokens at most")
                          .arg(request.model, QLocale().toString(qlonglong(*known.maxOutput))),
                      NotTaken::Cause::Ability});
}

} // namespace

QList<NotTaken> notTaken(const catalog::Provider &provider, const catalog::CatalogModel *known,
                         const ModelRequest &request)
{
    QList<NotTaken> found;
    const QStringList names = codecFor(provider.protocol).unsupported(provider, request);
    for (const QString &name : names)
        found.append({name, Tr::tr("%1 has no place for it").arg(provider.name), NotTaken::Cause::Provider});
    if (known == nullptr)
        return found;
    QList<NotTaken> ofModel;
    addRefused(ofModel, *known, request);
    addLacking(ofModel, *known, request);
    for (const NotTaken &part : std::as_const(ofModel)) {
        if (std::ranges::find(found, subjectOf(part), subjectOf) == found.end())
            found.append(part);
    }
    return found;
}

QString namesOf(const QList<NotTaken> &parts)
{
    QStringList names;
    for (const NotTaken &part : parts)
        names.append(part.name);
    return names.join(u", "_s);
}

Parameters sentAsIs(Parameters parameters, const QList<NotTaken> &parts)
{
    for (const NotTaken &part : parts) {
        for (const Named &each : parametersByName) {
            if (each.name == subjectOf(part))
                each.unset(parameters);
        }
    }
    return parameters;
}

ModelRequest without(ModelRequest request, const QList<NotTaken> &parts, const catalog::CatalogModel *known)
{
    QList<NotTaken> ofModel = parts;
    ofModel.removeIf([](const NotTaken &part) { return part.cause == NotTaken::Cause::Provider; });
    request.parameters = sentAsIs(std::move(request.parameters), ofModel);
    for (const NotTaken &part : std::as_const(ofModel)) {
        const QString subject = subjectOf(part);
        if (subject == "images"_L1) {
            for (Message &message : request.messages)
                message.images.clear();
        } else if (subject == "tools"_L1) {
            request.tools.clear();
            request.toolChoice = {};
        } else if (subject == "max_tokens"_L1 && known != nullptr && known->maxOutput) {
            request.parameters.maxTokens = static_cast<int>(*known->maxOutput);
        }
    }
    return request;
}

} // namespace assay::providers
