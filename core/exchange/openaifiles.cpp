// SPDX-License-Identifier: GPL-3.0-or-later
// Files of OpenAI's platform: lines of Evals samples or Batch requests, and stored prompts.
#include "base/json.h"
#include "exchange/exchangetr.h"
#include "exchange/formats.h"

#include <QJsonDocument>
#include <QRegularExpression>
#include <QSet>

using namespace Qt::StringLiterals;

namespace assay::exchange {
namespace {

struct Line {
    int number = 0;
    QString name;
    prompts::PromptFile file;
    QString expected;
};

/// What is literal here must not become a tag.
QString literal(QString text)
{
    return text.replace(u"{{"_s, u"{ {"_s);
}

Result<Line> lineOf(const QByteArray &bytes, int number, QList<Loss> &losses)
{
    const auto object = parseJsonObject(bytes, Tr::tr("line %1").arg(number));
    if (!object)
        return tl::unexpected(object.error());
    QJsonObject body = object->value("body"_L1).toObject();
    if (body.isEmpty()) // a sample of Evals
        body = object->contains("item"_L1) ? object->value("item"_L1).toObject() : *object;
    const QJsonValue ideal = body.take("ideal"_L1);
    const QJsonObject request{
        {u"model"_s, body["model"_L1]},
        {u"input"_s, body.contains("messages"_L1) ? body["messages"_L1] : body["input"_L1]},
        {u"instructions"_s, body["instructions"_L1]},
        {u"temperature"_s, body["temperature"_L1]},
        {u"max_tokens"_s, body["max_tokens"_L1]},
        {u"tools"_s, body["tools"_L1]}};
    auto read = readOpenAi(toCompactJson(request));
    if (!read)
        return fail(ErrorCode::InvalidInput, Tr::tr("Line %1: %2").arg(number).arg(read.error().message));
    if (read->prompts.first().content.messages.empty())
        return fail(ErrorCode::InvalidInput,
                    Tr::tr("Line %1 has neither \u201Cinput\u201D nor \u201Cmessages\u201D.").arg(number));
    for (const Loss &loss : std::as_const(read->losses))
        losses.append({loss.prompt, Tr::tr("line %1: %2").arg(number).arg(loss.what), loss.why});
    Line line{number, object->value("custom_id"_L1).toString(Tr::tr("Line %1").arg(number)),
              std::move(read->prompts.first()),
              ideal.isArray() ? ideal.toArray().first().toString() : ideal.toString()};
    return line;
}

bool haveSameShape(const Line &a, const Line &b)
{
    const auto &left = a.file.content.messages;
    const auto &right = b.file.content.messages;
    return std::equal(left.begin(), left.end(), right.begin(), right.end(),
                      [](const auto &one, const auto &other) { return one.role == other.role; });
}

/// Messages that are the same on every line are the prompt; where they differ stands a variable, and each
/// line is a case.
Imported promptOf(std::vector<Line> lines, QList<Loss> losses)
{
    Imported imported{Format::OpenAiJsonl, {}, {}, std::move(losses)};
    std::erase_if(lines, [&](const Line &line) {
        const bool isOther = !haveSameShape(line, lines.front());
        if (isOther)
            imported.losses.append({{},
                                    Tr::tr("line %1").arg(line.number),
                                    Tr::tr("its messages have other roles than those of the first line")});
        return isOther;
    });
    prompts::PromptFile file = lines.front().file;
    imported.cases.resize(qsizetype(lines.size()));
    for (size_t i = 0; i < lines.size(); ++i) {
        imported.cases[qsizetype(i)].name = lines[i].name;
        imported.cases[qsizetype(i)].expected = lines[i].expected;
    }
    int variables = 0;
    for (size_t m = 0; m < file.content.messages.size(); ++m) {
        QString &text = file.content.messages[m].text;
        const bool isSame = std::all_of(lines.begin(), lines.end(), [&](const Line &line) {
            return line.file.content.messages[m].text == text;
        });
        if (isSame && lines.size() > 1) {
            text = literal(text);
            continue;
        }
        const QString name = ++variables == 1 ? u"input"_s : u"input_%1"_s.arg(variables);
        for (size_t i = 0; i < lines.size(); ++i)
            imported.cases[qsizetype(i)].variables.insert(name, lines[i].file.content.messages[m].text);
        file.content.testValues.insert(name, text);
        text = u"{{"_s + name + u"}}"_s;
    }
    imported.prompts.append(std::move(file));
    return imported;
}

/// The object that the platform gives for a stored prompt, or an answer made with it.
Result<Imported> readStoredObject(const QJsonObject &object)
{
    const QJsonObject prompt = object["prompt"_L1].isObject() ? object["prompt"_L1].toObject() : object;
    QJsonObject request = object;
    for (const QLatin1String member : {"prompt"_L1, "id"_L1, "object"_L1, "version"_L1, "variables"_L1,
                                       "name"_L1, "created_at"_L1, "output"_L1, "usage"_L1, "status"_L1})
        request.remove(member);
    if (object["instructions"_L1].isArray()) {
        request.insert("input"_L1, object["instructions"_L1]);
        request.remove("instructions"_L1);
    }
    auto read = readOpenAi(toCompactJson(request));
    if (!read)
        return read;
    read->format = Format::OpenAiStored;
    prompts::PromptFile &file = read->prompts.first();
    if (file.content.messages.empty()) {
        return fail(ErrorCode::InvalidInput,
                    Tr::tr("The prompt \u201C%1\u201D comes without its messages: its text is only at "
                           "OpenAI. Open it in the "
                           "dashboard, copy the messages, and import those.")
                        .arg(prompt["id"_L1].toString()));
    }
    file.name = object["name"_L1].toString(prompt["id"_L1].toString());
    const QJsonObject variables = prompt["variables"_L1].toObject();
    for (auto it = variables.begin(); it != variables.end(); ++it)
        file.content.testValues.insert(it.key(), it.value().toVariant().toString());
    return read;
}

} // namespace

Result<Imported> readOpenAiJsonl(const QByteArray &bytes)
{
    std::vector<Line> lines;
    QList<Loss> losses;
    int number = 0;
    for (const QByteArray &line : bytes.split('\n')) {
        ++number;
        if (line.trimmed().isEmpty())
            continue;
        auto read = lineOf(line, number, losses);
        if (!read)
            return tl::unexpected(read.error());
        lines.push_back(std::move(*read));
    }
    if (lines.empty())
        return fail(ErrorCode::InvalidInput, Tr::tr("The file holds no line."));
    return promptOf(std::move(lines), std::move(losses));
}

Result<Imported> readOpenAiStored(const QByteArray &bytes)
{
    const QJsonDocument json = QJsonDocument::fromJson(bytes);
    if (json.isObject())
        return readStoredObject(json.object());
    // Code that calls stored prompts has their ids, never their texts.
    static const QRegularExpression use(u"\\bpmpt_[A-Za-z0-9]+"_s);
    Imported imported{Format::OpenAiStored, {}, {}, {}};
    QSet<QString> told; // where it is called first
    int number = 0;
    for (const QByteArray &line : bytes.split('\n')) {
        ++number;
        auto uses = use.globalMatch(QString::fromUtf8(line));
        while (uses.hasNext()) {
            const QString id = uses.next().captured();
            if (told.contains(id))
                continue;
            told.insert(id);
            imported.losses.append({{},
                                    Tr::tr("line %1 calls %2").arg(number).arg(id),
                                    Tr::tr("its text is only at OpenAI: open it in the dashboard, copy the "
                                           "messages, and import those")});
        }
    }
    return imported;
}

} // namespace assay::exchange
