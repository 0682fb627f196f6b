// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "orchestration/candidates.h"
#include "orchestration/embeddingcalls.h"
#include "orchestration/orchestrator.h"
#include "orchestration/safetyguard.h"
#include "orchestration/stages.h"

namespace assay::orchestration {

/// The path of a call through the stages.
class Orchestrator::Pipeline final {
public:
    Pipeline(Services services, Policy policy);

    QCoro::Task<CompletionResult> complete(CompletionRequest request, CompletionListener &listener,
                                           std::stop_token stop);
    QCoro::Task<EmbeddingResult> embed(EmbeddingRequest request, std::stop_token stop);
    QCoro::Task<Result<std::int64_t>> countTokens(catalog::ModelRef model, providers::ModelRequest request,
                                                  std::stop_token stop);
    void setPolicy(Policy policy);
    [[nodiscard]] const Policy &policy() const { return m_policy; }
    [[nodiscard]] Stages &stages() { return m_stages; }
    [[nodiscard]] ProviderClient &client() { return m_client; }
    void stopAll() { m_quit.request_stop(); }
    [[nodiscard]] int runningCount() const { return m_running; }

private:
    /// Leaves answer or error in the call.
    QCoro::Task<> answer(CallState &call, CompletionListener &listener, std::stop_token stop);
    [[nodiscard]] Result<> admit(CallState &call) const;
    /// Asks one model, within the budgets. False when no other candidate shall be asked.
    QCoro::Task<bool> ask(CallState &call, Candidate &candidate, CompletionListener &listener,
                          std::stop_token stop);
    /// Answers from the cache, or returns the lead to ask the model for what others may wait for, too.
    QCoro::Task<SingleFlight::Lead> fromCache(CallState &call, QByteArray key, CompletionListener &listener,
                                              std::stop_token stop);
    QCoro::Task<Result<std::vector<std::vector<float>>>> vectorsOf(EmbeddingRequest request,
                                                                   std::stop_token stop);
    /// Answers with what a like question got. Fills `place` with what it takes to find this one later.
    QCoro::Task<> fromLikeQuestion(CallState &call, const Candidate &candidate, ResponseCache::Place &place,
                                   CompletionListener &listener, std::stop_token stop);
    /// Answers with what the cache had, as far as the safety policy lets it through today.
    QCoro::Task<> answerWith(CallState &call, providers::Completion known, CompletionListener &listener,
                             std::stop_token stop);
    /// Masks what may not go out, or says which rule forbids the call.
    [[nodiscard]] Result<> guardInput(CallState &call);
    void noteFindings(CallState &call, const Inspected &inspected);
    [[nodiscard]] QByteArray hashKey() const { return m_services.cipher.derivedKey(safetyKeyPurpose); }
    /// One answer of the model within the budgets, and what the safety policy lets through of it.
    QCoro::Task<> askOnce(CallState &call, const Candidate &candidate, CompletionListener &listener,
                          std::stop_token stop);
    /// Asks until the answer fits its contract, or until it was asked often enough.
    QCoro::Task<> askUntilValid(CallState &call, Candidate &candidate, CompletionListener &listener,
                                std::stop_token stop);
    QCoro::Task<Result<BudgetGate::Reservation>> reserve(CallState &call, const Candidate &candidate);
    QCoro::Task<> account(CallState &call);
    void fillRecord(CallState &call) const;

    Services m_services;
    Policy m_policy;
    ProviderClient m_client;
    Stages m_stages;
    Candidates m_candidates;
    EmbeddingCalls m_embeddings;
    std::stop_source m_quit;
    int m_running = 0;
    bool m_isCalibrated = false; ///< what earlier runs learned of tokens is taken up
};

} // namespace assay::orchestration
