// SPDX-License-Identifier: GPL-3.0-or-later
#include "simulator/answers.h"

#include "base/json.h"
#include "simulator/schemaanswer.h"
#include "simulator/tasks.h"

#include <QRegularExpression>

using namespace Qt::StringLiterals;

namespace assay::simulator {
namespace {

QString shortened(const QString &text, qsizetype words)
{
    const QStringList all = text.simplified().split(u' ');
    return all.size() <= words ? all.join(u' ') : QStringList(all.mid(0, words)).join(u' ') + u'\u2026';
}

/// For prompts that are none of the samples: an answer that shows what the prompt asked and how Markdown
/// looks.
QString reflection(const ChatRequest &request, Quality quality)
{
    const QString gist = shortened(request.user, 14);
    const auto words = request.user.split(QRegularExpression(u"\\s+"_s), Qt::SkipEmptyParts).size();
    if (request.wantsJson)
        return u"{\"answer\": \"A simulated answer to a prompt of %1 words.\", \"confidence\": 0.5}"_s.arg(
            words);
    if (quality == Quality::Hasty)
        return u"In short: you asked \u201c%1\u201d. This is a simulated answer, so it cannot know more than that."_s
            .arg(gist);
    QString text =
        u"## What you asked\n\n> %1\n\n"
        "This is a **simulated** answer: it shows how a model's text streams and renders, not what a model knows.\n\n"_s
            .arg(gist);
    if (quality == Quality::Fair)
        return text
            + u"- The prompt has %1 words.\n- Connect a provider to get a real answer.\n"_s.arg(words);
    return text
        + u"| Part | Size |\n|---|---:|\n| Instructions | %1 characters |\n| Question | %2 words |\n\n"
          "### What to try next\n\n1. Change a word in the prompt and run it again.\n2. Commit the better "
          "version.\n"
          "3. Connect a real provider and compare.\n\n```text\nseed %3, temperature %4\n```\n"_s
              .arg(request.system.size())
              .arg(words)
              .arg(request.seed)
              .arg(request.temperature);
}

QString freeAnswer(const ChatRequest &request, Quality quality)
{
    if (request.system.contains(u"triage"_s, Qt::CaseInsensitive))
        return triageTicket(request, quality);
    if (request.system.contains(u"release note"_s, Qt::CaseInsensitive))
        return summarizeChanges(request, quality);
    static const QRegularExpression sql(u"\\b(SQL|queries|query)\\b"_s,
                                        QRegularExpression::CaseInsensitiveOption);
    if (sql.match(request.system).hasMatch() && request.user.contains(u"schema"_s, Qt::CaseInsensitive))
        return writeSql(request, quality);
    return reflection(request, quality);
}

} // namespace

QString answerTo(const ChatRequest &request, Quality quality)
{
    if (!request.toolResult.isEmpty() && !request.wantsJson)
        return u"The tool says: %1"_s.arg(shortened(request.toolResult, 40));
    const QString answer = freeAnswer(request, quality);
    if (!request.wantsJson)
        return answer;
    const Result<QJsonObject> object = parseJsonObject(answer.toUtf8(), u"answer"_s);
    if (!request.schema.isEmpty()) {
        const QJsonValue value =
            valueFor(request.schema, object.value_or(QJsonObject()), shortened(request.user, 8));
        return QString::fromUtf8(toCompactJson(value.toObject()));
    }
    // In JSON mode a provider answers with an object, whatever was asked.
    return object ? answer : QString::fromUtf8(toCompactJson(QJsonObject{{u"answer"_s, answer}}));
}

QString reasoningFor(const ChatRequest &request)
{
    const auto words = request.user.split(u' ', Qt::SkipEmptyParts).size();
    return u"The request has %1 words%2. First what it asks, then the answer in the form it wants."_s
        .arg(words)
        .arg(request.images > 0 ? u" and %1 images"_s.arg(request.images) : QString());
}

} // namespace assay::simulator
