// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/result.h"

#include <optional>

#include <QByteArray>
#include <QString>
#include <QStringList>

namespace assay::simulator {

enum class Dialect { OpenAi, Anthropic };

/// What the simulator reads of a request, whichever protocol it came in.
struct ChatRequest {
    Dialect dialect = Dialect::OpenAi;
    QString model;
    QString system; ///< all system texts
    QString user; ///< the last user message
    qsizetype inputChars = 0; ///< of all messages
    QByteArray prefix; ///< the first characters of the whole prompt, for the simulated prompt cache
    bool stream = false;
    bool includeUsage = false; ///< OpenAI: stream_options.include_usage
    bool wantsJson = false;
    std::optional<int> maxTokens;
    QStringList stop;
    qint64 seed = 0;
    double temperature = 0;
};

/// InvalidInput says what the provider would complain about.
[[nodiscard]] Result<ChatRequest> parseChatRequest(Dialect dialect, const QByteArray &body);

} // namespace assay::simulator
