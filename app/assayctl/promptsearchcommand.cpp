// SPDX-License-Identifier: GPL-3.0-or-later
#include "promptsearchcommand.h"

#include "prompts/promptsearch.h"

#include <QCoroFuture>

using namespace Qt::StringLiterals;

namespace assay::ctl {
namespace {

constexpr int usualLimit = 50;
constexpr int largestLimit = 10'000;

QJsonObject toJson(const prompts::TextHit &hit)
{
    return {{u"name"_s, hit.name},
            {u"folder"_s, hit.folder},
            {u"version"_s, hit.version > 0 ? QJsonValue(hit.version) : QJsonValue()},
            {u"is_draft"_s, hit.version == 0},
            {u"message"_s, hit.message + 1},
            {u"line"_s, hit.line},
            {u"column"_s, hit.column},
            {u"before"_s, hit.before},
            {u"found"_s, hit.found},
            {u"after"_s, hit.after}};
}

void show(const Terminal &terminal, const prompts::TextHits &found)
{
    QList<QStringList> rows;
    for (const prompts::TextHit &hit : found.hits) {
        rows.append({hit.name, hit.version > 0 ? QString::number(hit.version) : u"draft"_s,
                     u"%1:%2:%3"_s.arg(hit.message + 1).arg(hit.line).arg(hit.column),
                     hit.before + hit.found + hit.after});
    }
    if (rows.isEmpty())
        return terminal.line(u"No prompt has this in its text."_s);
    terminal.table({u"PROMPT"_s, u"VERSION"_s, u"MESSAGE:LINE:COLUMN"_s, u"TEXT"_s}, rows);
    if (found.hasMore)
        terminal.note(u"There are more: --limit N lists more than %1."_s.arg(found.hits.size()));
}

} // namespace

QCoro::Task<int> searchPrompts(Invocation in)
{
    int limit = usualLimit;
    if (in.has(u"limit"_s)) {
        bool isNumber = false;
        limit = in.option(u"limit"_s).toInt(&isNumber);
        if (!isNumber || limit < 1 || limit > largestLimit)
            co_return in.terminal.usage(u"--limit takes a number from 1 to %1."_s.arg(largestLimit));
    }
    const QString search = in.words.join(u' ');
    if (prompts::searchWords(search).isEmpty())
        co_return in.terminal.usage(u"Say what to search: assayctl prompts search WORD..."_s);
    const auto found = co_await prompts::searchPromptTexts(in.workspace->database(), search, limit);
    if (!found)
        co_return in.terminal.error(found.error());
    if (in.terminal.isJson()) {
        QJsonArray json;
        for (const prompts::TextHit &hit : found->hits)
            json.append(toJson(hit));
        in.terminal.document(json);
    } else {
        show(in.terminal, *found);
    }
    // So that the next search need not read them whole. A workspace that cannot be written does without.
    if (found->unindexed > 0)
        std::ignore = co_await prompts::indexPromptTexts(in.workspace->database());
    co_return Ok;
}

} // namespace assay::ctl
