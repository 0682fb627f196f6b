// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/compare/answertext.h"

#include <QCoreApplication>
#include <QJsonDocument>

using namespace Qt::StringLiterals;

namespace assay::ui {
namespace {

struct Tr {
    Q_DECLARE_TR_FUNCTIONS(Compare)
};

QString headingOf(const QString &tool)
{
    return u"**%1**"_s.arg(Tr::tr("Calls %1").arg(tool));
}

QString argumentsOf(const providers::ToolCall &call)
{
    return QString::fromUtf8(QJsonDocument(call.arguments).toJson(QJsonDocument::Indented));
}

} // namespace

bool isJson(const providers::Parameters &parameters)
{
    return parameters.responseFormat == providers::ResponseFormat::JsonObject
        || parameters.responseFormat == providers::ResponseFormat::JsonSchema;
}

QString jsonFence()
{
    return u"```json\n"_s;
}

QString answerMarkdown(const providers::Completion &completion, const providers::Parameters &parameters)
{
    QString text = completion.text + completion.refusal;
    const QString trimmed = text.trimmed();
    if (isJson(parameters) && (trimmed.startsWith(u'{') || trimmed.startsWith(u'[')))
        text = jsonFence() + trimmed + u"\n```"_s;
    for (const providers::ToolCall &call : completion.toolCalls)
        text += u"\n\n%1\n\n%2%3```\n"_s.arg(headingOf(call.name), jsonFence(), argumentsOf(call));
    return text;
}

QString callsText(const std::vector<providers::ToolCall> &calls)
{
    QStringList texts;
    for (const providers::ToolCall &call : calls)
        texts.append(u"%1 %2"_s.arg(call.name, argumentsOf(call).trimmed()));
    return texts.join(u"\n\n"_s);
}

QString CallWriter::write(const providers::Delta &fragment)
{
    if (m_index == fragment.toolIndex)
        return fragment.toolArguments;
    const QString end = m_index ? u"\n```"_s : QString();
    m_index = fragment.toolIndex;
    return u"%1\n\n%2\n\n%3%4"_s.arg(end, headingOf(fragment.toolName), jsonFence(), fragment.toolArguments);
}

} // namespace assay::ui
