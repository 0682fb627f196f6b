// SPDX-License-Identifier: GPL-3.0-or-later
// How many tokens a prompt or a text is for a model, and what they cost as input.
#include "command.h"
#include "promptsource.h"
#include "textinput.h"

#include "orchestration/stages.h"

#include <QCoroFuture>

using namespace Qt::StringLiterals;

namespace assay::ctl {
namespace {

/// One model's answer.
struct Count {
    catalog::ModelRef model;
    std::int64_t tokens = 0;
    std::optional<orchestration::TokenEstimate> estimate; ///< when the provider did not count
    QString whyEstimated;
    std::optional<Money> cost; ///< of so much input; empty when the price is unknown

    Count() = default;
};

QCoro::Task<Result<Count>> countFor(Invocation in, catalog::ModelRef model, PromptSource source,
                                    std::vector<providers::Message> messages)
{
    const auto provider = co_await in.workspace->providers().find(model.provider);
    if (!provider)
        co_return tl::unexpected(provider.error());
    providers::ModelRequest request;
    request.model = model.model;
    request.messages = std::move(messages);
    request.parameters = source.content.parameters;
    request.tools = source.content.tools;
    Count count;
    count.model = model;
    orchestration::Orchestrator &orchestrator = in.workspace->orchestrator();
    const auto answer = co_await orchestrator.countTokens(model, request, in.stop);
    if (answer) {
        count.tokens = *answer;
    } else {
        count.whyEstimated = answer.error().message;
        count.estimate = orchestrator.stages().tokens.estimate(model, provider->vendor, request);
        count.tokens = count.estimate->tokens;
    }
    const auto prices = in.workspace->prices();
    const catalog::CatalogModel *price =
        prices->find(provider->vendor, model.model, in.workspace->clock().utcMicros());
    catalog::Usage usage;
    usage.input = count.tokens;
    if (price != nullptr)
        count.cost = catalog::costOf(*price, usage);
    co_return count;
}

QJsonObject toJson(const Count &count)
{
    QJsonObject json{{u"model"_s, count.model.toString()},
                     {u"input_tokens"_s, static_cast<qint64>(count.tokens)},
                     {u"counted_by"_s, count.estimate ? u"estimate"_s : u"provider"_s},
                     {u"input_cost_usd"_s, count.cost ? QJsonValue(count.cost->toUsd()) : QJsonValue()}};
    if (count.estimate) {
        json.insert(u"low"_s, static_cast<qint64>(count.estimate->low));
        json.insert(u"high"_s, static_cast<qint64>(count.estimate->high));
        json.insert(u"calibrated"_s, count.estimate->isCalibrated);
        json.insert(u"samples"_s, static_cast<qint64>(count.estimate->samples));
        json.insert(u"why_estimated"_s, count.whyEstimated);
    }
    return json;
}

QString howCounted(const Count &count)
{
    if (!count.estimate)
        return u"the provider"_s;
    const orchestration::TokenEstimate &estimate = *count.estimate;
    return estimate.isCalibrated
        ? u"estimate, from %1 of this model"_s.arg(counted(estimate.samples, u"answer"_s))
        : u"estimate, not calibrated yet"_s;
}

void print(const Terminal &terminal, const std::vector<Count> &counts)
{
    QList<QStringList> rows;
    for (const Count &count : counts) {
        const QString band = count.estimate
            ? u"%1 to %2"_s.arg(QString::number(count.estimate->low), QString::number(count.estimate->high))
            : u"exact"_s;
        rows.append({count.model.toString(), QString::number(count.tokens), band, displayMoney(count.cost),
                     howCounted(count)});
    }
    terminal.table({u"MODEL"_s, u"TOKENS IN"_s, u"BAND (90 %)"_s, u"COST"_s, u"COUNTED BY"_s}, rows,
                   {1, 2, 3});
    for (const Count &count : counts) {
        if (!count.whyEstimated.isEmpty())
            terminal.note(u"%1 is estimated: %2"_s.arg(count.model.toString(), count.whyEstimated));
    }
}

/// `text` instead of a prompt when there is one.
QCoro::Task<int> countTokens(Invocation in, std::optional<QString> text)
{
    Result<PromptSource> source = PromptSource();
    if (text)
        source = co_await textSource(in, *text);
    else
        source = co_await promptSource(in, in.words.first());
    if (!source)
        co_return in.terminal.error(source.error());
    const auto messages = renderedMessages(in, *source);
    if (!messages)
        co_return in.terminal.error(messages.error());
    const auto models = co_await modelArguments(in, source->content.model);
    if (!models)
        co_return in.terminal.error(models.error());
    // Without what earlier runs learned estimates are only wider, which they say.
    std::ignore = co_await in.workspace->orchestrator().stages().tokens.load();
    std::vector<Count> counts;
    for (const catalog::ModelRef &model : *models) {
        if (model.provider == orchestration::routeProvider)
            co_return in.terminal.usage(
                u"%1 is a route: name a model that it leads to."_s.arg(model.toString()));
        auto count = co_await countFor(in, model, *source, *messages);
        if (!count)
            co_return in.terminal.error(count.error());
        counts.push_back(std::move(*count));
    }
    if (!in.terminal.isJson()) {
        print(in.terminal, counts);
        co_return Ok;
    }
    QJsonArray json;
    for (const Count &count : counts)
        json.append(toJson(count));
    in.terminal.document(json);
    co_return Ok;
}

Result<Work> prepareTokens(const Invocation &in)
{
    if (in.has(u"text"_s) != in.words.isEmpty())
        return fail(ErrorCode::InvalidInput,
                    u"Name a prompt, or give --text FILE (- for the standard input), one of the two."_s);
    std::optional<QString> text;
    if (in.has(u"text"_s)) {
        const auto read = readTextFile(in.option(u"text"_s), in.stopDescriptor);
        if (!read)
            return tl::unexpected(read.error());
        text = *read;
    }
    return [text](const Invocation &invocation) { return countTokens(invocation, text); };
}

} // namespace

QList<Command> tokenCommands()
{
    return {
        {u"tokens"_s,
         {},
         u"NAME[@V]|--text FILE --model PROVIDER/MODEL [--model ...] [--var k=v ...] [--test-values]"_s,
         u"Counts the input tokens of a prompt or a text, by the provider where it does, and prices them."_s,
         0,
         1,
         {{u"model"_s, {}, u"PROVIDER/MODEL"_s},
          {u"var"_s, {}, u"NAME=VALUE"_s},
          {u"test-values"_s, {}},
          {u"subject"_s, {}, u"WHO"_s},
          {u"text"_s, {}, u"FILE"_s}},
         Command::Needs::Workspace,
         nullptr,
         prepareTokens}};
}

} // namespace assay::ctl
