// SPDX-License-Identifier: GPL-3.0-or-later
// Plain text, and Markdown with front matter: a section a message, headed by a comment that Markdown hides.
#include "exchange/exchangetr.h"
#include "exchange/formats.h"

#include <algorithm>

#include <QJsonDocument>
#include <QRegularExpression>

using namespace Qt::StringLiterals;

namespace assay::exchange {
namespace {

const QRegularExpression &marker()
{
    static const QRegularExpression line(u"^<!-- (system|user|assistant|tool) -->\\n"_s,
                                         QRegularExpression::MultilineOption);
    return line;
}

/// Whether the messages can stand as sections and come back exactly.
bool areSections(const std::vector<providers::Message> &messages)
{
    return std::all_of(messages.begin(), messages.end(), [](const providers::Message &message) {
        return message == providers::Message{message.role, message.text} && !message.text.contains(u'\r')
            && !QString(message.text + u'\n').contains(marker());
    });
}

QJsonArray messagesOf(const QString &body)
{
    QJsonArray messages;
    const auto add = [&messages](const QString &role, QString text) {
        if (text.endsWith(u'\n'))
            text.chop(1); // the one that ends every section
        messages.append(QJsonObject{{u"role"_s, role}, {u"content"_s, text}});
    };
    auto matches = marker().globalMatch(body);
    if (!matches.hasNext()) {
        if (!body.trimmed().isEmpty())
            add(u"user"_s, body.trimmed());
        return messages;
    }
    while (matches.hasNext()) {
        const auto match = matches.next();
        const qsizetype end = matches.hasNext() ? matches.peekNext().capturedStart() : body.size();
        add(match.captured(1), body.mid(match.capturedEnd(), end - match.capturedEnd()));
    }
    return messages;
}

} // namespace

Result<Imported> readMarkdown(const QByteArray &bytes)
{
    const auto matter = frontMatterOf(bytes, Tr::tr("front matter"));
    if (!matter)
        return tl::unexpected(matter.error());
    QJsonObject members = *matter ? (*matter)->members : QJsonObject();
    QString body = *matter ? (*matter)->body : QString::fromUtf8(bytes);
    body.replace("\r\n"_L1, "\n"_L1);
    if (!members.contains("messages"_L1))
        members.insert("messages"_L1, messagesOf(body));
    const QByteArray json = QJsonDocument(members).toJson();
    return prompts::parsePromptFile(json, u"front matter.json"_s).map([](const prompts::PromptFile &file) {
        return Imported{Format::Markdown, {file}, {}, {}};
    });
}

Exported writeMarkdown(const prompts::PromptFile &file)
{
    QJsonObject members = QJsonDocument::fromJson(prompts::toPromptFile(file)).object();
    QString body;
    if (areSections(file.content.messages)) {
        members.remove("messages"_L1);
        for (const providers::Message &message : file.content.messages)
            body += u"<!-- %1 -->\n"_s.arg(providers::roleName(message.role)) + message.text + u'\n';
    }
    return {withFrontMatter(members, body), {}};
}

Exported writeText(const prompts::PromptFile &file)
{
    Exported exported;
    QStringList texts;
    for (const providers::Message &message : file.content.messages)
        texts << message.text;
    exported.bytes = texts.join(u"\n\n"_s).toUtf8() + '\n';
    if (texts.size() > 1)
        exported.losses.append({file.name, Tr::tr("the roles of the messages"), Tr::tr("a text has none")});
    loseParts(file,
              {u"tools"_s, u"output"_s, u"notes"_s, u"variables"_s, u"test values"_s, u"tags"_s, u"folder"_s,
               u"images"_s, u"model"_s, u"parameters"_s},
              exported.losses);
    return exported;
}

} // namespace assay::exchange
