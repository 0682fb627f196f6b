// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "orchestration/callstate.h"
#include "orchestration/providerclient.h"
#include "orchestration/stages.h"

namespace assay::orchestration {

/// Asks one model until it answers, or until asking again makes no sense: breaker, queue, attempt, retry.
class CandidateCall final {
public:
    CandidateCall(Clock &clock, transport::HttpClient &http, ProviderClient &client, Stages &stages,
                  CallState &call, const Candidate &candidate, CompletionListener &listener)
        : m_clock(clock)
        , m_http(http)
        , m_client(client)
        , m_stages(stages)
        , m_call(call)
        , m_candidate(candidate)
        , m_listener(listener)
    {
    }

    /// Leaves answer or error in the call's `last`. All references must live until the task ends.
    [[nodiscard]] QCoro::Task<> run(DeltaHandler onDelta, std::stop_token stop);

private:
    /// Leave of queue and breaker for one attempt.
    struct Leave {
        RateLimiter::Permit permit;
        CircuitBreaker::Ticket ticket;
    };
    QCoro::Task<Result<Leave>> leaveToSend(bool isSecond, std::stop_token stop);
    /// One exchange with all that is learned from it.
    QCoro::Task<AttemptOutcome> attempt(bool isSecond, DeltaHandler onDelta, std::stop_token stop);
    QCoro::Task<> attemptOrRace(DeltaHandler onDelta, std::stop_token stop);
    /// The wait before the next attempt; nothing when there shall be none.
    [[nodiscard]] std::optional<std::chrono::milliseconds> retryWait(int failedAttempts);

    void learnFrom(const AttemptOutcome &outcome, Leave leave);
    /// Notes what the attempt is billed as; its cost, where there is one and it is known.
    std::optional<catalog::CostSplit> charge(const AttemptOutcome &outcome, bool isLoser);
    void traceAttempt(const AttemptOutcome &outcome, const QString &role);

    Clock &m_clock;
    transport::HttpClient &m_http;
    ProviderClient &m_client;
    Stages &m_stages;
    CallState &m_call;
    const Candidate &m_candidate;
    CompletionListener &m_listener;
};

} // namespace assay::orchestration
