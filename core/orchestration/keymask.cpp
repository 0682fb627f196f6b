// SPDX-License-Identifier: GPL-3.0-or-later
#include "orchestration/keymask.h"

#include <QJsonDocument>

using namespace Qt::StringLiterals;

namespace assay::orchestration {
namespace {

constexpr qsizetype shortestSecret = 8; // anything shorter is a word, such as "ollama"

} // namespace

KeyMask::KeyMask(security::Secret key)
    : m_key(std::move(key))
    , m_isWorthHiding(m_key.reveal().size() >= shortestSecret && m_key.isHeaderSafe())
{
}

void KeyMask::feed(providers::Delta delta, const DeltaHandler &onDelta)
{
    if (!m_isWorthHiding)
        return onDelta(delta);
    const bool hadText = !delta.text.isEmpty() || !delta.reasoning.isEmpty() || !delta.refusal.isEmpty();
    if (!delta.text.isEmpty())
        pass(delta.text, m_text);
    if (!delta.reasoning.isEmpty())
        pass(delta.reasoning, m_reasoning);
    if (!delta.refusal.isEmpty())
        pass(delta.refusal, m_refusal);
    const bool hasText = !delta.text.isEmpty() || !delta.reasoning.isEmpty() || !delta.refusal.isEmpty();
    if (delta.toolCall)
        passCall(delta, onDelta);
    if (hasText || !hadText)
        onDelta(delta);
}

/// What waits of one call goes out before another begins.
void KeyMask::passCall(providers::Delta &delta, const DeltaHandler &onDelta)
{
    if (!m_call.toolArguments.isEmpty() && m_call.toolIndex != delta.toolIndex)
        onDelta(std::exchange(m_call, {}));
    QString waiting = m_call.toolArguments;
    hideIn(delta.toolName);
    pass(delta.toolArguments, waiting);
    m_call = delta;
    m_call.toolArguments = waiting;
}

void KeyMask::finish(const DeltaHandler &onDelta)
{
    if (!m_call.toolArguments.isEmpty())
        onDelta(std::exchange(m_call, {}));
    for (const auto &[waiting, member] :
         {std::pair{&m_reasoning, &providers::Delta::reasoning}, std::pair{&m_text, &providers::Delta::text},
          std::pair{&m_refusal, &providers::Delta::refusal}}) {
        if (waiting->isEmpty())
            continue;
        providers::Delta delta;
        delta.*member = std::exchange(*waiting, {});
        onDelta(delta);
    }
}

void KeyMask::pass(QString &text, QString &waiting) const
{
    text.prepend(std::exchange(waiting, {}));
    hideIn(text);
    const qsizetype length = startOfKeyLength(text);
    waiting = text.right(length);
    text.chop(length);
}

/// The length of the longest end of `text` with which the key begins.
qsizetype KeyMask::startOfKeyLength(QStringView text) const
{
    const QLatin1String key(m_key.reveal());
    for (qsizetype length = std::min(key.size() - 1, text.size()); length > 0; --length) {
        if (text.endsWith(key.left(length)))
            return length;
    }
    return 0;
}

void KeyMask::hideIn(QString &text) const
{
    if (m_isWorthHiding)
        text.replace(QLatin1String(m_key.reveal()), "****"_L1);
}

void KeyMask::hideIn(QJsonObject &object) const
{
    const QString json = QString::fromUtf8(QJsonDocument(object).toJson(QJsonDocument::Compact));
    QString masked = json;
    hideIn(masked);
    if (masked != json)
        object = QJsonDocument::fromJson(masked.toUtf8()).object();
}

void KeyMask::hideIn(providers::Completion &completion) const
{
    if (!m_isWorthHiding)
        return;
    for (QString *text : {&completion.text, &completion.reasoning, &completion.refusal,
                          &completion.modelAnswered, &completion.providerRequestId})
        hideIn(*text);
    for (providers::Choice &choice : completion.choices)
        hideIn(choice.text);
    for (providers::ToolCall &call : completion.toolCalls)
        hideIn(call.arguments);
    if (completion.error) {
        hideIn(completion.error->message);
        hideIn(completion.error->detail);
    }
}

} // namespace assay::orchestration
