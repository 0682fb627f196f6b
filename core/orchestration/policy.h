// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/money.h"
#include "base/result.h"
#include "catalog/provider.h"
#include "validation/safety.h"

#include <chrono>
#include <optional>

#include <QByteArray>
#include <QJsonObject>
#include <QList>
#include <QString>
#include <QStringList>

namespace assay::orchestration {

/// What may be sent a minute to whatever matches; an empty name matches all. Several limits may match one
/// call: each must allow it.
struct RateLimit {
    QString provider;
    QString model; ///< without the provider
    QString key; ///< name of the caller's access key (gateway)
    std::optional<int> requestsPerMinute;
    std::optional<std::int64_t> tokensPerMinute; ///< input and output together

    friend bool operator==(const RateLimit &, const RateLimit &) = default;
};

struct QueueSettings {
    int maxInFlight = 512; ///< calls at providers at once
    std::chrono::milliseconds maxWait{120'000}; ///< in the queue, then the call ends as RateLimited

    friend bool operator==(const QueueSettings &, const QueueSettings &) = default;
};

struct RetrySettings {
    int maxRetries = 2;
    std::chrono::milliseconds baseDelay{500};
    std::chrono::milliseconds maxDelay{8'000};
    std::chrono::milliseconds maxRetryAfter{60'000}; ///< a longer Retry-After ends the attempts instead
    int budgetPercent = 20; ///< retries are never more than this share of a provider's calls

    friend bool operator==(const RetrySettings &, const RetrySettings &) = default;
};

/// A second, equal request when the first is slower than most: the earlier answer counts, both may cost.
struct HedgeSettings {
    bool enabled = false;
    int afterPercentile = 95; ///< of the model's recent times to the first token
    std::chrono::milliseconds minDelay{1'000};

    friend bool operator==(const HedgeSettings &, const HedgeSettings &) = default;
};

struct BreakerSettings {
    int failureRatePercent = 50;
    int slowRatePercent = 80;
    std::chrono::milliseconds slowAfter{60'000}; ///< to the first token
    std::chrono::milliseconds window{60'000};
    int minimumCalls = 10; ///< in the window, before rates mean anything
    std::chrono::milliseconds openFor{30'000};
    int probes = 3; ///< at once while half-open; as many successes close it

    friend bool operator==(const BreakerSettings &, const BreakerSettings &) = default;
};

enum class ForcedState { Open, Closed };
/// "open", "closed".
[[nodiscard]] QString forcedStateName(ForcedState state);
[[nodiscard]] std::optional<ForcedState> forcedStateFromName(QStringView name);

/// An admin's word on a model's circuit: open stops the model, closed lets every call pass, until it is taken
/// back.
struct ForcedCircuit {
    catalog::ModelRef model; ///< never a route: its candidates have circuits
    ForcedState state = ForcedState::Open;
    QString who;
    QString reason; ///< a sentence, for the log and for those who are refused

    friend bool operator==(const ForcedCircuit &, const ForcedCircuit &) = default;
};

enum class RoutingPolicy { Fixed, Cheapest, Fastest, LowestError, Weighted, Complexity };
/// "fixed", "cheapest", "fastest", "lowest-error", "weighted", "complexity".
[[nodiscard]] QString routingPolicyName(RoutingPolicy policy);
[[nodiscard]] std::optional<RoutingPolicy> routingPolicyFromName(QStringView name);

/// A name that stands for several models: "route/NAME" goes where a model goes. Candidates that lack what a
/// request needs are passed over; the others are tried in the order of the policy, so each chain is its own
/// fallback.
struct Route {
    struct Candidate {
        catalog::ModelRef model;
        int weight = 1; ///< for Weighted

        friend bool operator==(const Candidate &, const Candidate &) = default;
    };
    QString name; ///< as a provider's name
    RoutingPolicy policy = RoutingPolicy::Fixed;
    QList<Candidate> candidates; ///< Fixed: in this order. Complexity: the first is for simple requests
    double complexityThreshold = 0.5; ///< 0..1; requests at or above go to the second candidate and on

    friend bool operator==(const Route &, const Route &) = default;
};
/// The provider name that no provider may have.
inline constexpr QLatin1String routeProvider("route");

struct CacheSettings {
    bool enabled = false;
    std::chrono::seconds timeToLive{24 * 3600};
    std::int64_t maxBytes = 256LL * 1024 * 1024;
    bool replayAsStream = false; ///< in pieces, as it came; else at once
    QStringList sampledPrompts; ///< prompts whose answers are kept although their temperature is above 0
    bool semantic = false;
    catalog::ModelRef embeddingModel; ///< for the semantic cache
    double minSimilarity = 0.97; ///< cosine, 0..1

    friend bool operator==(const CacheSettings &, const CacheSettings &) = default;
};

struct HealthSettings {
    bool enabled = false; ///< off: nothing is sent that nobody asked for
    std::chrono::seconds interval{60};
    int jitterPercent = 20;

    friend bool operator==(const HealthSettings &, const HealthSettings &) = default;
};

enum class BudgetScope { Workspace, Prompt, Model, User, Key };
enum class BudgetPeriod { Day, Week, Month };
/// "workspace", "prompt"...; "day", "week", "month".
[[nodiscard]] QString budgetScopeName(BudgetScope scope);
[[nodiscard]] std::optional<BudgetScope> budgetScopeFromName(QStringView name);
[[nodiscard]] QString budgetPeriodName(BudgetPeriod period);
[[nodiscard]] std::optional<BudgetPeriod> budgetPeriodFromName(QStringView name);

struct Budget {
    BudgetScope scope = BudgetScope::Workspace;
    QString subject; ///< prompt, "provider/model", user or key name; empty for the workspace, and for each
                     ///< one apart
    BudgetPeriod period = BudgetPeriod::Month;
    Money limit;
    bool isHard = false; ///< hard refuses, soft warns
    int warnAtPercent = 80;

    friend bool operator==(const Budget &, const Budget &) = default;
};

/// Everything a person sets about how calls are made. A value, kept as JSON in the table `settings`.
struct Policy {
    QList<RateLimit> rateLimits;
    QueueSettings queue;
    RetrySettings retry;
    HedgeSettings hedge;
    BreakerSettings breaker;
    QList<ForcedCircuit> forcedCircuits; ///< one a model
    QList<Route> routes;
    CacheSettings cache;
    HealthSettings health;
    QList<Budget> budgets;
    QByteArray
        timeZone; ///< IANA id; where budgets' days, weeks (from Monday) and months begin. Empty: the system's
    validation::SafetyPolicy safety;
    bool dropUnsupported =
        false; ///< leave out, with a note, what a provider cannot do, instead of refusing the call

    friend bool operator==(const Policy &, const Policy &) = default;
};

/// InvalidInput names the first setting that is out of range and its range.
[[nodiscard]] Result<> checked(const Policy &policy);
[[nodiscard]] QJsonObject toJson(const Policy &policy);
/// Unknown members are left alone, missing ones keep their default; wrong types are InvalidInput with the
/// member's path.
[[nodiscard]] Result<Policy> policyFromJson(const QJsonObject &object);

} // namespace assay::orchestration
