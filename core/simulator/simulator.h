// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/result.h"

#include <chrono>
#include <memory>
#include <optional>
#include <QList>
#include <QString>

namespace assay::simulator {

/// How the simulated provider behaves. Rates are per call, 0..1; everything is deterministic for a seed.
struct SimulatorOptions {
    QString host = QStringLiteral("127.0.0.1"); ///< loopback only; anything else is refused
    quint16 port = 0; ///< 0: any free one
    /// Overrides of each model's own pace; empty keeps it.
    std::optional<std::chrono::milliseconds> latency; ///< to the first byte; of a stream, to the first token
    std::optional<double> tokensPerSecond; ///< 0: all at once
    std::optional<int> answerTokens; ///< length of every answer, instead of a real one (load tests)
    double errorRate = 0; ///< 500
    double rateLimitRate = 0; ///< 429 with Retry-After
    double overloadRate = 0; ///< 503
    double dropRate = 0; ///< connection cut in mid-stream
    QString requiredKey; ///< empty: any key, or none
    quint64 seed = 1;
};

/// A model the simulator offers.
struct SimulatedModel {
    QString name;
    QString description;
    std::chrono::milliseconds firstToken{0};
    double tokensPerSecond = 0;
};
[[nodiscard]] const QList<SimulatedModel> &simulatedModels();

/// A loopback server that speaks OpenAI Chat Completions and Responses (below /v1 and Azure's /openai),
/// Anthropic Messages (/v1/messages), Gemini (/v1beta/models) and Ollama (/api): answers, streams, reasoning,
/// tool calls, JSON by schema, embeddings, token counts, model listings, error bodies and faults, on a thread
/// of its own.
class Simulator final {
public:
    [[nodiscard]] static Result<std::unique_ptr<Simulator>> start(SimulatorOptions options);
    ~Simulator(); ///< closes every connection and joins the thread

    /// "http://127.0.0.1:PORT/v1"
    [[nodiscard]] QByteArray baseUrl() const;
    [[nodiscard]] quint16 port() const;
    /// Requests answered or begun so far; any thread.
    [[nodiscard]] quint64 requestCount() const;
    /// Connections that the client closed before the answer was complete; any thread.
    [[nodiscard]] quint64 abortedCount() const;

    class Server; ///< the room's own
private:
    explicit Simulator(std::unique_ptr<Server> server);
    std::unique_ptr<Server> m_server;
};

} // namespace assay::simulator
