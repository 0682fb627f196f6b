// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/compare/conversation.h"

#include "prompts/template.h"

#include <algorithm>

#include <QCoreApplication>

namespace assay::ui {
namespace {

using providers::Role;

void name(ColumnContent &conversation)
{
    const auto turns = std::ranges::count(conversation.content.messages, Role::Assistant, &providers::Message::role);
    conversation.name = QCoreApplication::translate("Compare", "turn %1").arg(turns + 1);
    conversation.version = 0;
    conversation.isRendered = true;
}

} // namespace

Result<ColumnContent> sentContent(const RunInput &input, const ColumnAsk &ask)
{
    ColumnContent sent =
        ask.content.value_or(ColumnContent{{}, input.promptVersion, input.content, false});
    sent.content.parameters = ask.parameters;
    if (sent.isRendered)
        return sent;
    QMap<QString, QString> values = input.variables;
    values.insert(ask.variables);
    auto rendered = prompts::render(sent.content, values);
    if (!rendered)
        return tl::unexpected(rendered.error());
    sent.content.messages = std::move(*rendered);
    sent.content.variables.clear();
    sent.content.testValues.clear();
    name(sent);
    return sent;
}

providers::Message assistantTurn(const providers::Completion &completion)
{
    providers::Message turn;
    turn.role = Role::Assistant;
    turn.text = completion.text.isEmpty() ? completion.refusal : completion.text;
    turn.toolCalls = completion.toolCalls;
    turn.reasoning = completion.reasoning;
    turn.reasoningSignature = completion.reasoningSignature;
    turn.replay = completion.replay;
    return turn;
}

ColumnContent continued(ColumnContent sent, const providers::Completion &completion,
                        const QStringList &toolResults, const QString &message)
{
    std::vector<providers::Message> &messages = sent.content.messages;
    messages.push_back(assistantTurn(completion));
    for (std::size_t i = 0; i < completion.toolCalls.size(); ++i) {
        providers::Message result;
        result.role = Role::Tool;
        result.text = toolResults.value(static_cast<qsizetype>(i));
        result.toolCallId = completion.toolCalls[i].id;
        result.toolName = completion.toolCalls[i].name;
        messages.push_back(std::move(result));
    }
    if (!message.isEmpty())
        messages.push_back({Role::User, message});
    name(sent);
    return sent;
}

ColumnContent editedFrom(ColumnContent conversation, std::size_t turn, const QString &text)
{
    std::vector<providers::Message> &messages = conversation.content.messages;
    if (turn >= messages.size())
        return conversation;
    messages[turn].text = text;
    std::size_t end = turn + 1;
    while (messages[turn].role != Role::User && end < messages.size()
           && (messages[end].role == Role::User || messages[end].role == Role::Tool))
        ++end;
    // A system text stands before everything: all of the first question belongs to it.
    messages.resize(end);
    name(conversation);
    return conversation;
}

} // namespace assay::ui
