// SPDX-License-Identifier: GPL-3.0-or-later
#include "catalog/modeledit.h"
#include "catalog/modelentry.h"
#include "models.h"
#include "moments.h"

#include <array>

using namespace Qt::StringLiterals;

namespace assay::ctl {
namespace {

using catalog::Ability;

/// The lists of abilities by what they say.
constexpr std::array abilityOptions{std::pair{"can"_L1, Ability::Yes}, std::pair{"cannot"_L1, Ability::No},
                                    std::pair{"not-known"_L1, Ability::Unknown}};

QString knownAbilities()
{
    QStringList names;
    for (const catalog::AbilityName &each : catalog::abilityNames())
        names << each.name;
    return names.join(u", "_s);
}

Result<> takeAbilities(const Invocation &in, QList<std::pair<Ability catalog::CatalogModel::*, Ability>> &wanted)
{
    for (const auto &[option, ability] : abilityOptions) {
        const QStringList names = in.option(option).split(u',', Qt::SkipEmptyParts);
        for (const QString &typed : names) {
            const auto known =
                std::ranges::find(catalog::abilityNames(), typed.trimmed(), [](const catalog::AbilityName &each) {
                    return QString(each.name);
                });
            if (known == catalog::abilityNames().end())
                return fail(ErrorCode::InvalidInput,
                            u"--%1 lists some of %2 with commas between, not \"%3\"."_s.arg(
                                option, knownAbilities(), typed.left(40)));
            const bool isTwice = std::ranges::any_of(
                wanted, [&known](const auto &each) { return each.first == known->ability; });
            if (isTwice)
                return fail(ErrorCode::InvalidInput, u"%1 is named twice."_s.arg(known->name));
            wanted.append({known->ability, ability});
        }
    }
    return {};
}

using Tokens = std::optional<std::int64_t>;

Result<Tokens> tokensOption(const Invocation &in, const QString &option)
{
    const QString text = in.option(option);
    if (text == u"unknown"_s)
        return Tokens();
    bool isNumber = false;
    const qlonglong tokens = text.toLongLong(&isNumber);
    if (!isNumber || tokens <= 0)
        return fail(ErrorCode::InvalidInput,
                    u"--%1 needs a number of tokens such as 200000, or unknown, not \"%2\"."_s.arg(
                        option, text.left(40)));
    return Tokens(tokens);
}

Result<std::optional<QDate>> dayOption(const Invocation &in, const QString &option)
{
    const QString text = in.option(option);
    if (text == u"none"_s)
        return std::optional<QDate>();
    const QDate day = QDate::fromString(text, Qt::ISODate);
    if (!day.isValid())
        return fail(ErrorCode::InvalidInput,
                    u"--%1 needs a day such as 2027-01-14, or none, not \"%2\"."_s.arg(option, text.left(40)));
    return std::optional(day);
}

/// The parameters that an option lists; "none" for an empty list.
Result<QStringList> refusedOption(const Invocation &in, const QString &option)
{
    QStringList names;
    const QStringList known = catalog::refusableParameters();
    for (const QString &typed : in.option(option).split(u',', Qt::SkipEmptyParts)) {
        if (typed.trimmed() == u"none"_s)
            continue;
        if (!known.contains(typed.trimmed()))
            return fail(ErrorCode::InvalidInput,
                        u"--%1 lists some of %2 with commas between, or none, not \"%3\"."_s.arg(
                            option, known.join(u", "_s), typed.left(40)));
        names << typed.trimmed();
    }
    return names;
}

Result<ModelChange> changeOf(const Invocation &in)
{
    QList<std::pair<Ability catalog::CatalogModel::*, Ability>> abilities;
    if (const Result<> taken = takeAbilities(in, abilities); !taken)
        return tl::unexpected(taken.error());
    std::optional<Tokens> context;
    std::optional<Tokens> output;
    for (const auto &[option, target] : {std::pair(u"context"_s, &context), std::pair(u"max-output"_s, &output)}) {
        if (!in.has(option))
            continue;
        const auto tokens = tokensOption(in, option);
        if (!tokens)
            return tl::unexpected(tokens.error());
        *target = *tokens;
    }
    std::optional<std::optional<QDate>> lastDay;
    if (in.has(u"last-day"_s)) {
        const auto day = dayOption(in, u"last-day"_s);
        if (!day)
            return tl::unexpected(day.error());
        lastDay = *day;
    }
    std::optional<QStringList> refuses;
    std::optional<QStringList> refusesReasoning;
    for (const auto &[option, target] : {std::pair(u"refuses"_s, &refuses),
                                         std::pair(u"refuses-while-reasoning"_s, &refusesReasoning)}) {
        if (!in.has(option))
            continue;
        const auto names = refusedOption(in, option);
        if (!names)
            return tl::unexpected(names.error());
        *target = *names;
    }
    if (abilities.isEmpty() && !context && !output && !lastDay && !refuses && !refusesReasoning)
        return fail(ErrorCode::InvalidInput,
                    u"Say what the model is: --context, --max-output, --can, --cannot, --not-known, --refuses, "
                    "--refuses-while-reasoning or --last-day."_s);
    return [=](catalog::CatalogModel model) {
        model.contextWindow = context.value_or(model.contextWindow);
        model.maxOutput = output.value_or(model.maxOutput);
        model.deprecatedOn = lastDay.value_or(model.deprecatedOn);
        model.refuses = refuses.value_or(model.refuses);
        model.refusesWhileReasoning = refusesReasoning.value_or(model.refusesWhileReasoning);
        for (const auto &[member, ability] : abilities)
            model.*member = ability;
        return model;
    };
}

Result<Work> setModel(const Invocation &in)
{
    const auto name = pricedName(in.words.constFirst());
    if (!name)
        return tl::unexpected(name.error());
    const auto change = changeOf(in);
    if (!change)
        return tl::unexpected(change.error());
    const auto from = momentOption(in, u"from"_s);
    if (!from)
        return tl::unexpected(from.error());
    return [name = *name, change = *change, from = *from](const Invocation &ready) {
        return changeModel(ready, name, change, from, [name](UtcMicros validFrom) {
            return u"%1 is changed from %2 on."_s.arg(name.toString(), isoTime(validFrom));
        });
    };
}

} // namespace

QList<Command> modelSetCommands()
{
    return {{u"models"_s,
             u"set"_s,
             u"VENDOR/MODEL [--context TOKENS|unknown] [--max-output TOKENS|unknown] [--can LIST] "
             "[--cannot LIST] [--not-known LIST] [--refuses PARAMETERS|none] [--refuses-while-reasoning "
             "PARAMETERS|none] [--last-day DATE|none] [--from DATE]"_s,
             u"Changes what is known of a model beside its price. A LIST has some of vision, tools, json_schema "
             "and reasoning; what is not known is tried. PARAMETERS are such as temperature,top_p,stop."_s,
             1,
             1,
             {{u"context"_s, {}, u"TOKENS"_s},
              {u"max-output"_s, {}, u"TOKENS"_s},
              {u"can"_s, {}, u"LIST"_s},
              {u"cannot"_s, {}, u"LIST"_s},
              {u"not-known"_s, {}, u"LIST"_s},
              {u"refuses"_s, {}, u"LIST"_s},
              {u"refuses-while-reasoning"_s, {}, u"LIST"_s},
              {u"last-day"_s, {}, u"DATE"_s},
              {u"from"_s, {}, u"DATE"_s}},
             Command::Needs::Workspace,
             nullptr,
             setModel}};
}

} // namespace assay::ctl
