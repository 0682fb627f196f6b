// SPDX-License-Identifier: GPL-3.0-or-later
#include "orchestration/policy.h"

#include "base/names.h"
#include "orchestration/policyjson.h"

#include <array>

#include <QRegularExpression>
#include <QSet>
#include <QTimeZone>

using namespace Qt::StringLiterals;

namespace assay::orchestration {
namespace {

using namespace std::chrono_literals;

constexpr std::array forcedNames{
    std::pair{ForcedState::Open, "open"_L1},
    std::pair{ForcedState::Closed, "closed"_L1},
};
constexpr std::array routingNames{
    std::pair{RoutingPolicy::Fixed, "fixed"_L1},
    std::pair{RoutingPolicy::Cheapest, "cheapest"_L1},
    std::pair{RoutingPolicy::Fastest, "fastest"_L1},
    std::pair{RoutingPolicy::LowestError, "lowest-error"_L1},
    std::pair{RoutingPolicy::Weighted, "weighted"_L1},
    std::pair{RoutingPolicy::Complexity, "complexity"_L1},
};
constexpr std::array scopeNames{
    std::pair{BudgetScope::Workspace, "workspace"_L1},
    std::pair{BudgetScope::Prompt, "prompt"_L1},
    std::pair{BudgetScope::Model, "model"_L1},
    std::pair{BudgetScope::User, "user"_L1},
    std::pair{BudgetScope::Key, "key"_L1},
};
constexpr std::array periodNames{
    std::pair{BudgetPeriod::Day, "day"_L1},
    std::pair{BudgetPeriod::Week, "week"_L1},
    std::pair{BudgetPeriod::Month, "month"_L1},
};

} // namespace

// One list of members for each struct: writing, reading and checking go over the same. `Visitor` is one of
// policyjson.h; a range is what checked() allows.
// Not in the unnamed namespace: the visitors find them by their arguments.

constexpr std::int64_t manyPerMinute = 1'000'000'000;

template <typename Visitor, Like<RateLimit> T> static void visit(Visitor &v, T &limit)
{
    v.text("provider"_L1, limit.provider);
    v.text("model"_L1, limit.model);
    v.text("key"_L1, limit.key);
    v.optionalNumber("requests_per_minute"_L1, limit.requestsPerMinute, 0, manyPerMinute);
    v.optionalNumber("tokens_per_minute"_L1, limit.tokensPerMinute, 0, manyPerMinute);
    v.require(limit.requestsPerMinute || limit.tokensPerMinute,
              tr("A rate limit needs requests or tokens a minute."));
}

template <typename Visitor, Like<QueueSettings> T> static void visit(Visitor &v, T &queue)
{
    v.number("max_in_flight"_L1, queue.maxInFlight, 1, 100'000);
    v.duration("max_wait_ms"_L1, queue.maxWait, 0ms, 24h);
}

template <typename Visitor, Like<RetrySettings> T> static void visit(Visitor &v, T &retry)
{
    v.number("max_retries"_L1, retry.maxRetries, 0, 20);
    v.duration("base_delay_ms"_L1, retry.baseDelay, 0ms, 60s);
    v.duration("max_delay_ms"_L1, retry.maxDelay, 0ms, 10min);
    v.duration("max_retry_after_ms"_L1, retry.maxRetryAfter, 0ms, 1h);
    v.number("budget_percent"_L1, retry.budgetPercent, 0, 100);
}

template <typename Visitor, Like<HedgeSettings> T> static void visit(Visitor &v, T &hedge)
{
    v.flag("enabled"_L1, hedge.enabled);
    v.number("after_percentile"_L1, hedge.afterPercentile, 50, 99);
    v.duration("min_delay_ms"_L1, hedge.minDelay, 10ms, 10min);
}

template <typename Visitor, Like<BreakerSettings> T> static void visit(Visitor &v, T &breaker)
{
    v.number("failure_rate_percent"_L1, breaker.failureRatePercent, 1, 100);
    v.number("slow_rate_percent"_L1, breaker.slowRatePercent, 1, 100);
    v.duration("slow_after_ms"_L1, breaker.slowAfter, 10ms, 1h);
    v.duration("window_ms"_L1, breaker.window, 1s, 1h);
    v.number("minimum_calls"_L1, breaker.minimumCalls, 1, 10'000);
    v.duration("open_for_ms"_L1, breaker.openFor, 100ms, 1h);
    v.number("probes"_L1, breaker.probes, 1, 100);
}

template <typename Visitor, Like<ForcedCircuit> T> static void visit(Visitor &v, T &forced)
{
    v.model("model"_L1, forced.model, Needed::Yes);
    v.word("state"_L1, forced.state, forcedStateName, forcedStateFromName);
    v.text("who"_L1, forced.who);
    v.text("reason"_L1, forced.reason);
}

template <typename Visitor, Like<Route::Candidate> T> static void visit(Visitor &v, T &candidate)
{
    v.model("model"_L1, candidate.model, Needed::Yes);
    v.number("weight"_L1, candidate.weight, 0, 1'000'000);
}

template <typename Visitor, Like<Route> T> static void visit(Visitor &v, T &route)
{
    static const QRegularExpression sound(u"^[A-Za-z0-9._-]{1,40}$"_s);
    v.text("name"_L1, route.name);
    v.require(sound.match(route.name).hasMatch(),
              tr("The name of a route has 1 to 40 letters, digits, '-', '_' or '.'."));
    v.word("policy"_L1, route.policy, routingPolicyName, routingPolicyFromName);
    v.list("candidates"_L1, route.candidates);
    v.require(!route.candidates.isEmpty(), tr("The route %1 needs a model.").arg(route.name));
    v.real("complexity_threshold"_L1, route.complexityThreshold, 0, 1);
}

template <typename Visitor, Like<CacheSettings> T> static void visit(Visitor &v, T &cache)
{
    v.flag("enabled"_L1, cache.enabled);
    v.duration("time_to_live_s"_L1, cache.timeToLive, 1s, 24h * 366);
    v.number("max_bytes"_L1, cache.maxBytes, 1024 * 1024, 1LL << 40);
    v.flag("replay_as_stream"_L1, cache.replayAsStream);
    v.texts("sampled_prompts"_L1, cache.sampledPrompts);
    v.flag("semantic"_L1, cache.semantic);
    v.model("embedding_model"_L1, cache.embeddingModel, Needed::No);
    v.require(!cache.semantic || !cache.embeddingModel.model.isEmpty(),
              tr("To answer like questions from the cache, first set the model for their embeddings "
                 "(cache.embedding_model), such as openai/text-embedding-3-small."));
    v.real("min_similarity"_L1, cache.minSimilarity, 0.5, 1);
}

template <typename Visitor, Like<HealthSettings> T> static void visit(Visitor &v, T &health)
{
    v.flag("enabled"_L1, health.enabled);
    v.duration("interval_s"_L1, health.interval, 5s, 24h);
    v.number("jitter_percent"_L1, health.jitterPercent, 0, 50);
}

template <typename Visitor, Like<Budget> T> static void visit(Visitor &v, T &budget)
{
    v.word("scope"_L1, budget.scope, budgetScopeName, budgetScopeFromName);
    v.text("subject"_L1, budget.subject);
    v.word("period"_L1, budget.period, budgetPeriodName, budgetPeriodFromName);
    v.money("limit_usd"_L1, budget.limit);
    v.require(budget.limit > Money(), tr("A budget needs a limit above 0."));
    v.flag("hard"_L1, budget.isHard);
    v.number("warn_at_percent"_L1, budget.warnAtPercent, 1, 100);
}

template <typename Visitor, Like<Policy> T> static void visit(Visitor &v, T &policy)
{
    v.list("rate_limits"_L1, policy.rateLimits);
    v.object("queue"_L1, policy.queue);
    v.object("retry"_L1, policy.retry);
    v.object("hedge"_L1, policy.hedge);
    v.object("breaker"_L1, policy.breaker);
    v.list("forced_circuits"_L1, policy.forcedCircuits);
    v.list("routes"_L1, policy.routes);
    v.object("cache"_L1, policy.cache);
    v.object("health"_L1, policy.health);
    v.list("budgets"_L1, policy.budgets);
    v.bytes("time_zone"_L1, policy.timeZone);
    v.flag("drop_unsupported"_L1, policy.dropUnsupported);
}

namespace {

Result<> checkedRoutes(const QList<Route> &routes)
{
    QSet<QString> names;
    for (const Route &route : routes) {
        if (names.contains(route.name.toLower()))
            return fail(ErrorCode::InvalidInput, tr("There are two routes named %1.").arg(route.name));
        names.insert(route.name.toLower());
        for (const Route::Candidate &candidate : route.candidates) {
            if (candidate.model.provider == routeProvider) {
                return fail(ErrorCode::InvalidInput,
                            tr("The route %1 cannot lead to another route (%2).")
                                .arg(route.name, candidate.model.toString()));
            }
        }
    }
    return {};
}

Result<> checkedForces(const QList<ForcedCircuit> &circuits)
{
    QSet<QString> models;
    for (const ForcedCircuit &forced : circuits) {
        const QString model = forced.model.toString();
        if (forced.model.provider == routeProvider) {
            return fail(
                ErrorCode::InvalidInput,
                tr("%1 is a route and has no circuit. Force the models that it leads to.").arg(model));
        }
        if (models.contains(model))
            return fail(ErrorCode::InvalidInput, tr("The circuit of %1 is forced twice.").arg(model));
        models.insert(model);
    }
    return {};
}

} // namespace

QString forcedStateName(ForcedState state)
{
    return nameIn(forcedNames, state);
}

std::optional<ForcedState> forcedStateFromName(QStringView name)
{
    return valueIn(forcedNames, name);
}

QString routingPolicyName(RoutingPolicy policy)
{
    return nameIn(routingNames, policy);
}

std::optional<RoutingPolicy> routingPolicyFromName(QStringView name)
{
    return valueIn(routingNames, name);
}

QString budgetScopeName(BudgetScope scope)
{
    return nameIn(scopeNames, scope);
}

std::optional<BudgetScope> budgetScopeFromName(QStringView name)
{
    return valueIn(scopeNames, name);
}

QString budgetPeriodName(BudgetPeriod period)
{
    return nameIn(periodNames, period);
}

std::optional<BudgetPeriod> budgetPeriodFromName(QStringView name)
{
    return valueIn(periodNames, name);
}

Result<> checked(const Policy &policy)
{
    PolicyChecker checker;
    visit(checker, policy);
    if (!checker.problem().isEmpty())
        return fail(ErrorCode::InvalidInput, checker.problem());
    if (!policy.timeZone.isEmpty() && !QTimeZone(policy.timeZone).isValid()) {
        return fail(ErrorCode::InvalidInput,
                    tr("%1 is no time zone. Use a name such as Europe/Berlin.")
                        .arg(QString::fromLatin1(policy.timeZone)));
    }
    if (const Result<> safe = validation::checked(policy.safety); !safe)
        return safe;
    if (const Result<> sound = checkedForces(policy.forcedCircuits); !sound)
        return sound;
    return checkedRoutes(policy.routes);
}

QJsonObject toJson(const Policy &policy)
{
    PolicyWriter writer;
    visit(writer, policy);
    QJsonObject object = writer.json();
    object.insert("safety"_L1,
                  validation::toJson(policy.safety)); // the room of validation reads and writes its own
    return object;
}

Result<Policy> policyFromJson(const QJsonObject &object)
{
    Policy policy;
    PolicyReader reader(object);
    visit(reader, policy);
    if (!reader.problem().isEmpty())
        return fail(ErrorCode::InvalidInput, reader.problem());
    auto safety = validation::safetyPolicyFromJson(object.value("safety"_L1).toObject());
    if (!safety)
        return tl::unexpected(safety.error());
    policy.safety = std::move(*safety);
    return policy;
}

} // namespace assay::orchestration
