// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include <QJsonArray>
#include <QJsonObject>
#include <QString>

namespace assay::telemetry {

/// Where in its life a call was; the order in which they come.
enum class TraceStage {
    Admitted,
    Safety,
    Budget,
    Cache,
    Route, ///< one step per candidate: taken, passed over and why
    Queue,
    Attempt,
    FirstToken,
    Retry, ///< the wait before another attempt
    Hedge,
    Validation,
    Done
};
/// "admitted", "safety", "budget"...
[[nodiscard]] QString traceStageName(TraceStage stage);
[[nodiscard]] std::optional<TraceStage> traceStageFromName(QStringView name);

/// One step of a call's timeline.
struct TraceStep {
    TraceStage stage = TraceStage::Admitted;
    std::int64_t atUs = 0; ///< since the call was admitted; of the step's beginning
    std::int64_t durationUs = 0; ///< 0 for a moment
    QString model = {}; ///< "provider/model" it concerns; empty for the call as a whole
    QString outcome = {}; ///< a machine word: "ok", "hit", "skipped", an error's code...
    QString detail = {}; ///< for the person; may be empty
    QJsonObject facts = {}; ///< figures: "http_status", "wait_ms", "cost_usd"...
};

/// What happened to a call, in order. Never holds content or a secret.
using CallTrace = std::vector<TraceStep>;

/// [{"stage","at_ms","duration_ms","model","outcome","detail","facts"}]: as in `assayctl run --json`.
[[nodiscard]] QJsonArray toJson(const CallTrace &trace);
/// Steps of stages that a newer Assay wrote are left out.
[[nodiscard]] CallTrace traceFromJson(const QJsonArray &json);

/// As the log stores it: an array of [stage, at, duration, model, outcome, detail, facts] a step. Several
/// times as fast as JSON, which counts on the way of every call.
[[nodiscard]] QByteArray toCbor(const CallTrace &trace);
/// Of toCbor(), or the JSON that older versions stored. Steps that it does not understand are left out.
[[nodiscard]] CallTrace traceFromStored(const QByteArray &stored);

} // namespace assay::telemetry
