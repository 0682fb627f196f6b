// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "catalog/provider.h"
#include "providers/completion.h"
#include "telemetry/callrecord.h"
#include "validation/contract.h"
#include "validation/validator.h"

#include <chrono>
#include <optional>
#include <vector>

namespace assay::orchestration {

/// Who waits for the answer: a person at the window goes before a batch in the queue.
enum class Priority { Interactive, Normal, Batch };

/// Of a call that says nothing of it.
[[nodiscard]] Priority usualPriority(telemetry::CallSource source);
/// The name given, or that of who runs the program.
[[nodiscard]] QString userOf(const QString &user);

/// Whether an answer may come from the cache.
enum class CacheUse {
    ByPolicy, ///< when the policy has the cache on and the request's answer does not depend on chance
    Always, ///< whatever the temperature: the caller says that an earlier answer is as good
    Never
};

/// One call as a caller asks for it.
struct CompletionRequest {
    catalog::ModelRef target; ///< a model, or "route/NAME"
    std::vector<providers::Message> messages;
    providers::Parameters parameters;
    std::vector<providers::Tool> tools;
    providers::ToolChoice toolChoice;
    std::optional<validation::OutputContract> contract; ///< what the answer must be
    bool stream = true;
    CacheUse cache = CacheUse::ByPolicy;
    bool dropUnsupported = false; ///< as Policy::dropUnsupported, for this call

    std::optional<Priority> priority; ///< in the queue of the rate limits; usualPriority() when not set
    std::optional<std::chrono::milliseconds> maxWait; ///< in the queue; the policy's when not set
    telemetry::CallSource source = telemetry::CallSource::Window;
    QString prompt; ///< name of the prompt it came from; empty for free text
    int promptVersion = 0; ///< 0: draft or free text
    QString user; ///< empty: who runs the program
    QString key; ///< name of the access key it came with; empty for the window and the terminal
    std::optional<RunId> run;

    CompletionRequest() = default; // see transport::HttpRequest
};

/// Hears of a call while it runs, on the engine's thread.
class CompletionListener {
public:
    virtual ~CompletionListener() = default;
    virtual void onDelta(const providers::Delta &delta) = 0;
    /// An attempt failed before any delta and another follows after `wait`, maybe at another model.
    virtual void onRetry(const Error &error, int nextAttempt, std::chrono::milliseconds wait) = 0;
    /// The call's place in the queue of the rate limits changed; 1 is next.
    virtual void onQueued(int position) { Q_UNUSED(position) }
    /// What was heard so far is void: the answer broke its contract and the model is asked again.
    virtual void onAskedAgain(const QString &why) { Q_UNUSED(why) }
};

/// How a call ended. `record` is in the store already.
struct CompletionResult {
    providers::Completion completion; ///< its error is set when the call failed; partial text is kept
    telemetry::CallRecord record; ///< without request and response content
    /// Of the request's contract, or of the response format that was asked for; nothing without either.
    std::optional<validation::Verdict> verdict;
    QStringList
        notes; ///< what was done differently than asked, in sentences: parameters left out, budgets near
};

} // namespace assay::orchestration
