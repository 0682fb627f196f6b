// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "simulator/chatrequest.h"

#include <QByteArrayList>
#include <QByteArrayView>
#include <QJsonValue>

namespace assay::simulator {

/// An answer, cut into tokens, with what it is billed as.
struct Answer {
    ChatRequest request; ///< without its texts
    QString id;
    QStringList tokens;
    bool cutByLength = false;
    QString stoppedAt; ///< the stop sequence that ended it, if one did
    qint64 inputTokens = 0;
    qint64 cachedTokens = 0;
};

/// About four characters a token; words keep the space before them.
[[nodiscard]] QStringList tokensOf(const QString &text);
[[nodiscard]] qint64 tokenCount(qsizetype chars);

// Bodies and events in the request's dialect (OpenAI Chat Completions, Anthropic Messages).
[[nodiscard]] QByteArray wholeAnswer(const Answer &answer);
[[nodiscard]] QByteArray streamStart(const Answer &answer);
[[nodiscard]] QByteArray streamToken(const Answer &answer, qsizetype index);
[[nodiscard]] QByteArray streamEnd(const Answer &answer);

[[nodiscard]] QByteArray modelListing(Dialect dialect);

/// How a provider of this dialect words an error of this status. `code` replaces OpenAI's usual code for it,
/// which may be none.
[[nodiscard]] QByteArray errorBody(Dialect dialect, int status, const QString &message,
                                   std::optional<QJsonValue> code = {});

} // namespace assay::simulator
