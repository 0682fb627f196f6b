// SPDX-License-Identifier: GPL-3.0-or-later
// prompts versions: the timeline of a prompt with what its versions amounted to.
#include "command.h"
#include "moments.h"

#include <QCoroFuture>

using namespace Qt::StringLiterals;

namespace assay::ctl {
namespace {

using telemetry::VersionFigures;

QJsonValue orNull(int number)
{
    return number > 0 ? QJsonValue(number) : QJsonValue();
}

QJsonObject figuresJson(const VersionFigures &figures)
{
    const auto us = [](std::optional<std::int64_t> value) {
        return value ? QJsonValue(static_cast<qint64>(*value)) : QJsonValue();
    };
    return {{u"calls"_s, static_cast<qint64>(figures.calls)},
            {u"failed"_s, static_cast<qint64>(figures.failed)},
            {u"contract_broken"_s, static_cast<qint64>(figures.refused)},
            {u"cost_usd"_s, figures.cost.toUsd()},
            {u"cost_known_calls"_s, static_cast<qint64>(figures.costKnown)},
            {u"p50_us"_s, us(figures.latency.p50Us)},
            {u"p95_us"_s, us(figures.latency.p95Us)}};
}

QJsonObject scoresJson(const evaluation::VersionScores &scores)
{
    return {{u"votes"_s, scores.votes()},
            {u"wins"_s, scores.wins},
            {u"ties"_s, scores.ties},
            {u"score"_s, scores.votes() > 0 ? QJsonValue(scores.share()) : QJsonValue()}};
}

QString parentText(const prompts::PromptVersion &version)
{
    if (version.parent == 0)
        return u"-"_s;
    return version.mergedParent > 0 ? u"v%1 + v%2"_s.arg(version.parent).arg(version.mergedParent)
                                    : u"v%1"_s.arg(version.parent);
}

QCoro::Task<int> listVersions(Invocation in)
{
    const auto prompt = co_await in.workspace->prompts().find(in.words.first());
    if (!prompt)
        co_return in.terminal.error(prompt.error());
    const auto versions = co_await in.workspace->prompts().versions(prompt->id);
    if (!versions)
        co_return in.terminal.error(versions.error());
    const auto figures = co_await in.workspace->log().versionFigures(prompt->name);
    if (!figures)
        co_return in.terminal.error(figures.error());
    const auto scores = co_await in.workspace->votes().versionScores(prompt->name);
    if (!scores)
        co_return in.terminal.error(scores.error());
    QJsonArray json;
    QList<QStringList> rows;
    for (const prompts::PromptVersion &version : *versions) {
        const VersionFigures called = figures->value(version.number);
        const evaluation::VersionScores voted = scores->value(version.number);
        json.append(QJsonObject{{u"version"_s, version.number},
                                {u"message"_s, version.message},
                                {u"author"_s, version.author},
                                {u"created_at"_s, isoTime(version.createdAt)},
                                {u"parent"_s, orNull(version.parent)},
                                {u"merged_parent"_s, orNull(version.mergedParent)},
                                {u"content_hash"_s, QString::fromLatin1(version.contentHash.toHex())},
                                {u"labels"_s, QJsonArray::fromStringList(version.labels)},
                                {u"tags"_s, QJsonArray::fromStringList(version.tags)},
                                {u"calls"_s, figuresJson(called)},
                                {u"evaluation"_s, scoresJson(voted)}});
        rows.append({u"v%1"_s.arg(version.number), version.message, version.author,
                     isoTime(version.createdAt), parentText(version),
                     QString::fromLatin1(version.contentHash.toHex().left(12)), version.labels.join(", "_L1),
                     version.tags.join(", "_L1), QString::number(called.calls),
                     called.costKnown > 0
                         ? u"$%1"_s.arg(called.cost.toUsd() / double(called.costKnown), 0, 'g', 3)
                         : u"-"_s,
                     called.latency.p50Us ? u"%1 ms"_s.arg(*called.latency.p50Us / 1000) : u"-"_s,
                     voted.votes() > 0
                         ? u"%1 % of %2"_s.arg(voted.share() * 100, 0, 'f', 0).arg(voted.votes())
                         : u"-"_s});
    }
    if (in.terminal.isJson())
        in.terminal.document(json);
    else if (rows.isEmpty())
        in.terminal.line(u"%1 has no version yet, only a draft."_s.arg(prompt->name));
    else
        in.terminal.table({u"version"_s, u"message"_s, u"author"_s, u"when"_s, u"parent"_s, u"hash"_s,
                           u"labels"_s, u"tags"_s, u"calls"_s, u"each"_s, u"p50"_s, u"won"_s},
                          rows, {8, 9, 10, 11});
    co_return Ok;
}

} // namespace

QList<Command> versionListCommands()
{
    return {{u"prompts"_s,
             u"versions"_s,
             u"NAME"_s,
             u"Lists a prompt's versions with parent, hash, labels, tags and what their calls and votes came to."_s,
             1,
             1,
             {},
             Command::Needs::Workspace,
             listVersions}};
}

} // namespace assay::ctl
