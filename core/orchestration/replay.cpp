// SPDX-License-Identifier: GPL-3.0-or-later
#include "orchestration/replay.h"

#include <QJsonDocument>

namespace assay::orchestration {
namespace {

constexpr auto pauseBetweenWords = std::chrono::milliseconds(10);

/// The length of the piece at `from`: a word with the white space behind it.
qsizetype pieceLength(const QString &text, qsizetype from)
{
    qsizetype end = from;
    while (end < text.size() && !text.at(end).isSpace())
        ++end;
    while (end < text.size() && text.at(end).isSpace())
        ++end;
    return end - from;
}

} // namespace

QCoro::Task<> replay(Clock &clock, providers::Completion completion, bool asStream, DeltaHandler onDelta,
                     std::stop_token stop)
{
    if (!completion.reasoning.isEmpty()) {
        providers::Delta thought;
        thought.reasoning = completion.reasoning;
        onDelta(thought);
    }
    for (qsizetype at = 0; at < completion.text.size() && !stop.stop_requested();) {
        const qsizetype length = asStream ? pieceLength(completion.text, at) : completion.text.size();
        providers::Delta piece;
        piece.text = completion.text.mid(at, length);
        onDelta(piece);
        at += length;
        if (at < completion.text.size())
            co_await clock.sleepFor(pauseBetweenWords, stop);
    }
    int index = 0;
    for (const providers::ToolCall &made : completion.toolCalls) {
        providers::Delta call;
        call.toolCall = true;
        call.toolIndex = index++;
        call.toolName = made.name;
        call.toolArguments =
            QString::fromUtf8(QJsonDocument(made.arguments).toJson(QJsonDocument::Compact));
        onDelta(call);
    }
}

} // namespace assay::orchestration
