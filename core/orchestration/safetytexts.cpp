// SPDX-License-Identifier: GPL-3.0-or-later
#include "orchestration/safetytexts.h"

#include "orchestration/orchestrationtr.h"

#include <cmath>

#include <QRegularExpression>
#include <QSet>

using namespace Qt::StringLiterals;

namespace assay::orchestration {
namespace {

using Tr = OrchestrationTr;

QString numbered(const QString &path, qsizetype index)
{
    return path + u'[' + QString::number(index) + u']';
}

void visitText(QString &text, const QString &where, const SafetyVisit &visit)
{
    if (text.isEmpty())
        return;
    if (QString now = visit(where, {}, text); now != text)
        text = std::move(now);
}

/// Members of the providers' own items that are no text but keys, seals and marks.
bool isOpaque(const QString &member)
{
    static const QSet<QString> opaque{u"encrypted_content"_s, u"signature"_s, u"thoughtSignature"_s,
                                      u"thought_signature"_s, u"data"_s,      u"id"_s,
                                      u"call_id"_s,           u"type"_s,      u"format"_s};
    return opaque.contains(member);
}

/// Looks at every text within a JSON value, its members' names, too.
class JsonVisitor final {
public:
    enum class Members { All, NotOpaque };
    JsonVisitor(const SafetyVisit &visit, Members members)
        : m_visit(visit)
        , m_members(members)
    {
    }

    void visit(QJsonObject &object, const QString &where) const
    {
        const QStringList names = object.keys();
        for (const QString &name : names) {
            if (m_members == Members::NotOpaque && isOpaque(name))
                continue;
            const QJsonValue was = object.value(name);
            const QString path = QString(where + u'.' + name);
            const QString renamed = name.isEmpty() ? name : m_visit(path, {}, name);
            const QJsonValue now = visited(was, path, QString(name + u": "_s));
            if (renamed != name)
                object.remove(name);
            if (renamed != name || now != was)
                object.insert(renamed, now);
        }
    }
    void visit(QJsonArray &array, const QString &where) const
    {
        for (qsizetype i = 0; i < array.size(); ++i) {
            const QJsonValue was = array.at(i);
            if (const QJsonValue now = visited(was, numbered(where, i), {}); now != was)
                array.replace(i, now);
        }
    }

private:
    [[nodiscard]] QJsonValue visited(const QJsonValue &value, const QString &where,
                                     const QString &before) const
    {
        if (value.isObject()) {
            QJsonObject object = value.toObject();
            visit(object, where);
            return object;
        }
        if (value.isArray()) {
            QJsonArray array = value.toArray();
            visit(array, where);
            return array;
        }
        const QString text = value.isDouble() ? digitsOf(value.toDouble()) : value.toString();
        if (text.isEmpty())
            return value;
        const QString now = m_visit(where, before, text);
        return now == text ? value : QJsonValue(now);
    }

    /// A whole number that is long enough to be a card's or a person's; else empty.
    [[nodiscard]] static QString digitsOf(double number)
    {
        constexpr double least = 1e6;
        constexpr double most = 1e19; // no card is longer
        const bool isLong = std::abs(number) >= least && std::abs(number) < most;
        return isLong && std::trunc(number) == number ? QString::number(number, 'f', 0) : QString();
    }

    const SafetyVisit &m_visit;
    Members m_members;
};

/// An item whose text changed and that is signed cannot be sent again: the provider would refuse it.
void visitReplay(QJsonArray &items, const QString &where, const SafetyVisit &visit)
{
    const JsonVisitor visitor(visit, JsonVisitor::Members::NotOpaque);
    QJsonArray kept;
    for (qsizetype i = 0; i < items.size(); ++i) {
        QJsonValue item = items.at(i);
        if (item.isObject()) {
            QJsonObject object = item.toObject();
            visitor.visit(object, numbered(where, i));
            const bool isSigned = object.contains("signature"_L1) || object.contains("thoughtSignature"_L1);
            if (object != item.toObject() && isSigned)
                continue;
            item = object;
        }
        kept.append(item);
    }
    items = kept;
}

void visitCalls(std::vector<providers::ToolCall> &calls, const QString &where, const SafetyVisit &visit)
{
    const JsonVisitor visitor(visit, JsonVisitor::Members::All);
    for (std::size_t i = 0; i < calls.size(); ++i) {
        const QString path = numbered(where, static_cast<qsizetype>(i)) + u".arguments"_s;
        visitor.visit(calls[i].arguments, path);
    }
}

void visitBeside(providers::Message &message, const QString &where, const SafetyVisit &visit)
{
    visitCalls(message.toolCalls, where + u".tool_calls"_s, visit);
    const QString reasoning = message.reasoning;
    visitText(message.reasoning, where + u".reasoning"_s, visit);
    if (message.reasoning != reasoning)
        message.reasoningSignature.clear();
    visitReplay(message.replay, where + u".replay"_s, visit);
    for (std::size_t i = 0; i < message.images.size(); ++i)
        visitText(message.images[i].url,
                  numbered(where + u".images"_s, static_cast<qsizetype>(i)) + u".url"_s, visit);
}

} // namespace

void visitOutgoing(const OutgoingTexts &texts, const SafetyVisit &visit)
{
    const auto pathOf = [](std::size_t i) { return numbered(u"messages"_s, static_cast<qsizetype>(i)); };
    for (std::size_t i = 0; i < texts.messages.size(); ++i)
        visitText(texts.messages[i].text, pathOf(i) + u".content"_s, visit);
    for (std::size_t i = 0; i < texts.messages.size(); ++i)
        visitBeside(texts.messages[i], pathOf(i), visit);
    const JsonVisitor visitor(visit, JsonVisitor::Members::All);
    for (std::size_t i = 0; i < texts.tools.size(); ++i) {
        const QString path = numbered(u"tools"_s, static_cast<qsizetype>(i));
        visitText(texts.tools[i].description, path + u".description"_s, visit);
        visitor.visit(texts.tools[i].parameters, path + u".parameters"_s);
    }
    visitor.visit(texts.parameters.responseSchema, u"parameters.response_schema"_s);
    for (qsizetype i = 0; i < texts.parameters.stop.size(); ++i)
        visitText(texts.parameters.stop[i], numbered(u"parameters.stop"_s, i), visit);
}

void visitAnswer(providers::Completion &answer, const SafetyVisit &visit)
{
    visitCalls(answer.toolCalls, u"tool_calls"_s, visit);
    visitReplay(answer.replay, u"replay"_s, visit);
    for (std::size_t i = 0; i < answer.choices.size(); ++i)
        visitText(answer.choices[i].text, numbered(u"choices"_s, static_cast<qsizetype>(i)) + u".text"_s,
                  visit);
}

namespace {

/// Within one message or answer; empty where it is the text itself.
QString partOf(const QString &path)
{
    static const QRegularExpression call(u"^tool_calls\\[(\\d+)\\]"_s);
    if (const auto match = call.match(path); match.hasMatch())
        return Tr::tr("the arguments of tool call %1").arg(match.captured(1).toInt() + 1);
    if (path.startsWith("reasoning"_L1))
        return Tr::tr("the reasoning");
    if (path.startsWith("replay"_L1))
        return Tr::tr("the reasoning and calls kept for the next turn");
    if (path.startsWith("images"_L1))
        return Tr::tr("a picture's address");
    if (path == "refusal"_L1)
        return Tr::tr("the refusal");
    return {};
}

} // namespace

QString placeOf(const QString &where)
{
    static const QRegularExpression message(u"^messages\\[(\\d+)\\]\\.(.*)$"_s);
    static const QRegularExpression counted(u"^(tools|texts|choices)\\[(\\d+)\\]"_s);
    if (const auto match = message.match(where); match.hasMatch()) {
        const QString which = Tr::tr("message %1").arg(match.captured(1).toInt() + 1);
        const QString part = partOf(match.captured(2));
        return part.isEmpty() ? which : Tr::tr("%1 in %2", "part in message").arg(part, which);
    }
    if (const auto match = counted.match(where); match.hasMatch()) {
        const int number = match.captured(2).toInt() + 1;
        const QString list = match.captured(1);
        return list == "tools"_L1 ? Tr::tr("the definition of tool %1").arg(number)
            : list == "texts"_L1  ? Tr::tr("text %1").arg(number)
                                  : Tr::tr("choice %1").arg(number);
    }
    if (where.startsWith("parameters.response_schema"_L1))
        return Tr::tr("the answer's schema");
    if (where.startsWith("parameters.stop"_L1))
        return Tr::tr("the stop texts");
    if (where == "text"_L1)
        return Tr::tr("the answer");
    const QString part = partOf(where);
    return part.isEmpty() ? where : part;
}

} // namespace assay::orchestration
