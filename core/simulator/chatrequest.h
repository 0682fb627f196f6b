// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/result.h"

#include <optional>
#include <vector>

#include <QByteArray>
#include <QJsonObject>
#include <QString>
#include <QStringList>

namespace assay::simulator {

/// The wire protocols that the simulator speaks.
enum class Dialect { OpenAi, Responses, Anthropic, Gemini, Ollama };

/// A tool that the request offers.
struct OfferedTool {
    QString name;
    QJsonObject schema; ///< of its arguments
};

/// What the simulator reads of a request, whichever protocol it came in.
struct ChatRequest {
    Dialect dialect = Dialect::OpenAi;
    QString model;
    QString system; ///< all system texts
    QString user; ///< the last user message
    QString toolResult; ///< the last message, when it is a tool's result
    qsizetype inputChars = 0; ///< of all messages
    int images = 0;
    QByteArray prefix; ///< the first characters of the whole prompt, for the simulated prompt cache
    bool stream = false;
    bool includeUsage = false; ///< OpenAI: stream_options.include_usage
    bool wantsJson = false;
    QJsonObject schema; ///< that the answer shall follow; empty for none
    bool wantsReasoning = false;
    bool wantsLogprobs = false;
    std::vector<OfferedTool> tools;
    bool mustCallTool = false;
    QString namedTool; ///< that must be called
    std::optional<int> maxTokens;
    QStringList stop;
    qint64 seed = 0;
    double temperature = 0;
};

/// InvalidInput says what the provider would complain about. `modelInPath` is for the protocols that name the
/// model in the URL.
[[nodiscard]] Result<ChatRequest> parseChatRequest(Dialect dialect, const QByteArray &body,
                                                   const QString &modelInPath = {});

/// A request for embeddings.
struct EmbeddingRequest {
    QString model;
    QStringList texts;
    bool asBase64 = false;
    bool isBatch = true; ///< Gemini: several at once
};
[[nodiscard]] Result<EmbeddingRequest> parseEmbeddingRequest(Dialect dialect, const QByteArray &body,
                                                             const QString &modelInPath = {});

} // namespace assay::simulator
