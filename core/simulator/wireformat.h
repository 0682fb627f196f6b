// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "simulator/chatrequest.h"

#include <QByteArrayList>
#include <QByteArrayView>
#include <QJsonArray>
#include <QJsonValue>

namespace assay::simulator {

/// A piece of an answer; an answer first reasons, then speaks, then calls a tool.
struct Token {
    enum class Kind { Reasoning, Text, ToolArguments };
    Kind kind = Kind::Text;
    QString text;
};

/// An answer, cut into tokens, with what it is billed as.
struct Answer {
    ChatRequest request; ///< without its texts
    QString id;
    std::vector<Token> tokens; ///< in the order of their kinds
    QString toolName; ///< that the tool arguments are for
    bool cutByLength = false;
    QString stoppedAt; ///< the stop sequence that ended it, if one did
    qint64 inputTokens = 0;
    qint64 cachedTokens = 0;

    [[nodiscard]] qint64 outputTokens() const { return static_cast<qint64>(tokens.size()); }
    [[nodiscard]] qint64 reasoningTokens() const;
    /// All text of one kind.
    [[nodiscard]] QString text(Token::Kind kind) const;
    [[nodiscard]] bool callsTool() const { return !toolName.isEmpty(); }
    [[nodiscard]] QString toolCallId() const { return QStringLiteral("call_") + id; }
    /// The number of the block that a token belongs to: one for each kind there is.
    [[nodiscard]] int blockOf(qsizetype index) const;
    [[nodiscard]] bool startsBlock(qsizetype index) const;
    [[nodiscard]] bool endsBlock(qsizetype index) const;

private:
    /// One past the last token of this kind or an earlier one.
    [[nodiscard]] std::size_t endOf(Token::Kind kind) const;
};

/// About four characters a token; words keep the space before them.
[[nodiscard]] QStringList tokensOf(const QString &text);
[[nodiscard]] qint64 tokenCount(qsizetype chars);
/// What all answers say when they were made: the same request gives the same bytes.
inline constexpr qint64 createdAt = 1'793'404'800;
[[nodiscard]] QByteArray dataEvent(const QJsonObject &object);
/// With the object's "type" as the event's name.
[[nodiscard]] QByteArray namedEvent(const QJsonObject &object);

/// How one protocol puts answers on the wire. Stateless.
class WireFormat {
public:
    virtual ~WireFormat() = default;
    [[nodiscard]] virtual QByteArray streamType() const { return "text/event-stream"; }
    [[nodiscard]] virtual QByteArray wholeAnswer(const Answer &answer) const = 0;
    [[nodiscard]] virtual QByteArray streamStart(const Answer &answer) const = 0;
    [[nodiscard]] virtual QByteArray streamToken(const Answer &answer, qsizetype index) const = 0;
    [[nodiscard]] virtual QByteArray streamEnd(const Answer &answer) const = 0;
    [[nodiscard]] virtual QByteArray modelListing() const = 0;
    /// How a provider of this protocol words an error of this status. `code` replaces its usual code for it,
    /// which may be none.
    [[nodiscard]] virtual QByteArray errorBody(int status, const QString &message,
                                               std::optional<QJsonValue> code) const = 0;
    [[nodiscard]] virtual QByteArray embeddings(const EmbeddingRequest &request,
                                                const std::vector<std::vector<float>> &vectors) const;
    [[nodiscard]] virtual QByteArray inputTokens(qint64 count) const;
};
[[nodiscard]] const WireFormat &wireFormat(Dialect dialect);

// One per protocol, each in its own file.
[[nodiscard]] const WireFormat &openAiWire();
[[nodiscard]] const WireFormat &responsesWire();
[[nodiscard]] const WireFormat &anthropicWire();
[[nodiscard]] const WireFormat &geminiWire();
[[nodiscard]] const WireFormat &ollamaWire();

} // namespace assay::simulator
