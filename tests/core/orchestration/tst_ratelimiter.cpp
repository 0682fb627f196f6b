// SPDX-License-Identifier: GPL-3.0-or-later
#include <QTest>

#include "orchestration/ratelimiter.h"
#include "orchestration/ratelimitheaders.h"
#include "support/awaiting.h"
#include "support/manualclock.h"
#include "support/seeds.h"

#include <map>
#include <random>

using namespace assay;
using namespace assay::orchestration;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

// As call.h numbers them.
constexpr Priority interactive{0};
constexpr Priority normal{1};
constexpr Priority batch{2};

const catalog::ModelRef modelA{u"p"_s, u"a"_s};
const catalog::ModelRef modelB{u"p"_s, u"b"_s};

RateAsk ask(const catalog::ModelRef &model, std::int64_t tokens = 1, Priority priority = interactive,
            const QString &key = {})
{
    RateAsk ask;
    ask.model = model;
    ask.estimatedTokens = tokens;
    ask.priority = priority;
    ask.key = key;
    return ask;
}

RateLimit requestsAMinute(int requests, const QString &model = {})
{
    return {u"p"_s, model, {}, requests, {}};
}

RateLimit tokensAMinute(std::int64_t tokens, const QString &model = {})
{
    return {u"p"_s, model, {}, {}, tokens};
}

/// A request that went out.
struct Sent {
    int who;
    SteadyTime at;
    RateAsk ask;
    std::int64_t tokens; ///< settled
};

/// A limiter under test, with everything that was let through.
class Bench {
public:
    test::ManualClock clock;
    RateLimiter limiter{clock};
    std::vector<Sent> sent;
    std::vector<std::pair<int, Error>> failed;
    std::vector<RateLimiter::Permit> held; ///< with holdPermits
    bool holdPermits = false;

    ~Bench()
    {
        m_stop.request_stop(); // nobody may wait when the limiter goes
        held.clear();
        turn();
    }
    void start(int who, RateAsk what, std::optional<std::int64_t> actual = {},
               std::optional<std::stop_token> stop = {})
    {
        call(who, std::move(what), actual, stop.value_or(m_stop.get_token()));
    }
    /// Runs what is due in the event loop.
    static void turn()
    {
        for (int i = 0; i < 3; ++i)
            QCoreApplication::processEvents();
    }
    void advance(std::chrono::nanoseconds by)
    {
        turn();
        clock.advance(by);
        turn();
    }
    [[nodiscard]] QList<int> order() const
    {
        QList<int> who;
        for (const Sent &one : sent)
            who.append(one.who);
        return who;
    }

private:
    std::stop_source m_stop;

    QCoro::Task<> call(int who, RateAsk what, std::optional<std::int64_t> actual, std::stop_token stop)
    {
        auto permit = co_await limiter.admit(what, std::move(stop));
        if (!permit) {
            failed.emplace_back(who, permit.error());
            co_return;
        }
        if (actual)
            permit->settle(*actual);
        sent.push_back({who, clock.steadyNow(), what, actual.value_or(what.estimatedTokens)});
        if (holdPermits)
            held.push_back(std::move(*permit));
    }
};

bool matches(const RateLimit &limit, const RateAsk &ask)
{
    return (limit.provider.isEmpty() || limit.provider == ask.model.provider)
        && (limit.model.isEmpty() || limit.model == ask.model.model)
        && (limit.key.isEmpty() || limit.key == ask.key);
}

/// The most requests and tokens in any 60 s: the fullest window ends with a request.
std::pair<std::int64_t, std::int64_t> fullestWindow(const std::vector<Sent> &sent, const RateLimit &limit)
{
    std::vector<const Sent *> mine;
    for (const Sent &one : sent) {
        if (matches(limit, one.ask))
            mine.push_back(&one);
    }
    std::pair<std::int64_t, std::int64_t> most;
    std::int64_t tokens = 0;
    std::size_t first = 0;
    for (std::size_t last = 0; last < mine.size(); ++last) {
        tokens += mine[last]->tokens;
        for (; mine[first]->at <= mine[last]->at - 60s; ++first)
            tokens -= mine[first]->tokens;
        most.first = std::max(most.first, static_cast<std::int64_t>(last - first + 1));
        most.second = std::max(most.second, tokens);
    }
    return most;
}

transport::HttpHeaders headers(const std::vector<std::pair<QByteArray, QByteArray>> &fields)
{
    transport::HttpHeaders all;
    for (const auto &[name, value] : fields)
        all.add(name, value);
    return all;
}

} // namespace

class RateLimiterTest final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void withoutLimitsNobodyWaits()
    {
        Bench bench;
        for (int i = 0; i < 100; ++i)
            bench.start(i, ask(modelA, 1'000'000));
        QCOMPARE(bench.sent.size(), 100U);
        QCOMPARE(bench.clock.sleepers(), 0);
    }

    void admitsSoManyAtOnceInOrderOfArrivalAndForgetsWhoStopped()
    {
        Bench bench;
        bench.limiter.setLimits({}, {1, 10min});
        bench.holdPermits = true;
        std::stop_source stop;
        bench.start(1, ask(modelA));
        bench.start(2, ask(modelA), {}, stop.get_token());
        bench.start(3, ask(modelB));
        Bench::turn();
        QCOMPARE(bench.order(), QList<int>({1}));
        QCOMPARE(bench.limiter.snapshot().waiting[0], 2);
        stop.request_stop();
        Bench::turn();
        QCOMPARE(bench.failed.size(), 1U);
        QCOMPARE(bench.failed.front().second.code, ErrorCode::Cancelled);
        bench.held.clear();
        Bench::turn();
        QCOMPARE(bench.order(), QList<int>({1, 3}));
        QCOMPARE(bench.limiter.snapshot().inFlight, 1);
        bench.start(4, ask(modelA), {}, stop.get_token()); // stopped before it began
        QCOMPARE(bench.failed.size(), 2U);
        bench.held.clear();
        QCOMPARE(bench.limiter.snapshot().inFlight, 0);
    }

    void theWindowSlides()
    {
        Bench bench;
        bench.limiter.setLimits({requestsAMinute(2)}, {512, 10min});
        bench.start(1, ask(modelA));
        bench.advance(59s);
        for (int i = 2; i <= 4; ++i)
            bench.start(i, ask(modelA));
        QCOMPARE(bench.order(), QList<int>({1, 2}));
        bench.advance(1s); // a minute after the first, but only a second after the second
        QCOMPARE(bench.order(), QList<int>({1, 2, 3}));
        bench.advance(58s);
        QCOMPARE(bench.sent.size(), 3U);
        bench.advance(1s);
        QCOMPARE(bench.sent.size(), 4U);
        QCOMPARE(bench.clock.sleepers(), 0);
    }

    void whatWasNotUsedIsFreeAgainAndWhatWasUsedBeyondCounts()
    {
        Bench bench;
        bench.limiter.setLimits({tokensAMinute(100)}, {512, 10min});
        bench.start(1, ask(modelA, 90), 10);
        bench.start(2, ask(modelA, 90), 110);
        QCOMPARE(bench.sent.size(), 2U);
        QCOMPARE(bench.limiter.snapshot().limits.constFirst().tokensUsed, 120);
        bench.start(3, ask(modelA, 1));
        bench.advance(59s);
        QCOMPARE(bench.sent.size(), 2U);
        bench.advance(1s);
        QCOMPARE(bench.sent.size(), 3U);
        {
            auto permit = test::await(bench.limiter.admit(ask(modelA, 99), {}));
            QVERIFY(permit);
            permit->giveBack(); // nothing was sent
        }
        bench.start(4, ask(modelA, 99));
        QCOMPARE(bench.sent.size(), 4U);
    }

    void aNewLimitCountsWhatWasSentBefore()
    {
        Bench bench;
        for (int i = 0; i < 5; ++i)
            bench.start(i, ask(modelA, 10));
        bench.limiter.setLimits({requestsAMinute(5)}, {512, 1min});
        QCOMPARE(bench.limiter.snapshot().limits.constFirst().requestsUsed, 5);
        QCOMPARE(bench.limiter.snapshot().limits.constFirst().tokensUsed, 50);
        bench.start(5, ask(modelA));
        Bench::turn();
        QCOMPARE(bench.sent.size(), 5U);
        bench.limiter.setLimits({requestsAMinute(6)}, {512, 1min}); // holds for those that wait, too
        Bench::turn();
        QCOMPARE(bench.sent.size(), 6U);
    }

    void aLimitHoldsBackOnlyThoseWhoNeedIt()
    {
        Bench bench;
        bench.limiter.setLimits({requestsAMinute(1, u"a"_s), requestsAMinute(10)}, {512, 10min});
        bench.start(1, ask(modelA));
        bench.start(2, ask(modelA));
        bench.start(3, ask(modelB));
        Bench::turn();
        QCOMPARE(bench.order(), QList<int>({1, 3}));
        bench.advance(60s);
        QCOMPARE(bench.order(), QList<int>({1, 3, 2}));
    }

    void smallCallsDoNotOvertakeALargeOneForEver()
    {
        Bench bench;
        bench.limiter.setLimits({tokensAMinute(100)}, {512, 1h});
        bench.start(0, ask(modelA, 60));
        bench.start(1, ask(modelA, 90)); // has to wait a minute
        for (int i = 2; i < 50; ++i) {
            bench.start(i, ask(modelB, 20)); // would fit at once
            bench.advance(1s);
        }
        QCOMPARE(bench.order(), QList<int>({0}));
        bench.advance(12s);
        QCOMPARE(bench.order(), QList<int>({0, 1}));
    }

    void theFirstWhoWaitsKeepsItsRoomElsewhere()
    {
        // 1 waits for the limit on its key; others eat from the provider's limit, but not its place in it.
        Bench bench;
        bench.limiter.setLimits({{{}, {}, u"k"_s, 1, {}}, requestsAMinute(4)}, {512, 1h});
        bench.start(0, ask(modelA, 1, interactive, u"k"_s));
        bench.advance(30s);
        bench.start(1, ask(modelA, 1, interactive, u"k"_s));
        for (int i = 2; i < 10; ++i)
            bench.start(i, ask(modelA));
        Bench::turn();
        QCOMPARE(bench.order(), QList<int>({0, 2, 3}));
        bench.advance(30s);
        QVERIFY(bench.order().contains(1));
    }

    void aPersonGoesBeforeABatchButABatchDoesNotStarve()
    {
        Bench bench;
        bench.limiter.setLimits({requestsAMinute(1)}, {512, 24h});
        bench.start(0, ask(modelA));
        bench.start(1, ask(modelA, 1, batch));
        bench.start(2, ask(modelA, 1, normal));
        bench.start(3, ask(modelA));
        bench.advance(29s);
        bench.start(4, ask(modelA));
        bench.advance(31s); // 2 was lifted twice by now, 1 as well: arrival decides
        QCOMPARE(bench.sent.size(), 2U);
        // A flood of people, more than the limit can ever take:
        for (int i = 0; i < 30; ++i) {
            bench.start(100 + i, ask(modelA));
            bench.start(200 + i, ask(modelA));
            bench.advance(60s);
        }
        const QList<int> order = bench.order();
        QVERIFY(order.contains(1) && order.contains(2));
        QVERIFY(order.indexOf(1) < 6);
    }

    void strictBetweenPrioritiesWhileAllAreFresh()
    {
        Bench bench;
        bench.limiter.setLimits({}, {1, 10min});
        bench.holdPermits = true;
        bench.start(0, ask(modelA));
        bench.start(1, ask(modelA, 1, batch));
        bench.start(2, ask(modelB, 1, normal));
        bench.start(3, ask(modelA, 1, normal));
        bench.start(4, ask(modelB));
        for (int i = 0; i < 4; ++i) {
            bench.held.clear();
            Bench::turn();
        }
        QCOMPARE(bench.order(), QList<int>({0, 4, 2, 3, 1}));
    }

    void keysTakeTurns()
    {
        Bench bench;
        bench.limiter.setLimits({}, {1, 10min});
        bench.holdPermits = true;
        bench.start(0, ask(modelA));
        for (int i = 1; i <= 4; ++i)
            bench.start(i, ask(modelA, 1, interactive, u"greedy"_s));
        bench.start(11, ask(modelA, 1, interactive, u"modest"_s));
        bench.start(12, ask(modelB, 1, interactive, u"modest"_s));
        for (int i = 0; i < 6; ++i) {
            bench.held.clear();
            Bench::turn();
        }
        QCOMPARE(bench.order(), QList<int>({0, 1, 11, 2, 12, 3, 4}));
    }

    void neverAboveALimitInAnyWindowAndNobodyStarves_data() { test::addSeeds(12); }
    void neverAboveALimitInAnyWindowAndNobodyStarves()
    {
        QFETCH(const unsigned, seed);
        std::mt19937 random(seed);
        const QList<RateLimit> limits{
            {u"p"_s, {}, {}, 20 + static_cast<int>(random() % 30), 20'000},
            {u"p"_s, u"a"_s, {}, 5 + static_cast<int>(random() % 20), {}},
            {u"p"_s, u"b"_s, {}, {}, 2'000 + static_cast<std::int64_t>(random() % 5'000)},
            {{}, {}, u"k1"_s, 4 + static_cast<int>(random() % 10), 8'000},
            {u"q"_s, {}, {}, 7, {}},
        };
        Bench bench;
        bench.limiter.setLimits(limits, {8, 1000h});
        constexpr int calls = 600;
        for (int i = 0; i < calls; ++i) {
            const QString provider = random() % 4 == 0 ? u"q"_s : u"p"_s;
            const QString model = QStringList{u"a"_s, u"b"_s, u"c"_s}.at(random() % 3);
            const auto estimate = static_cast<std::int64_t>(random() % 2'000);
            bench.start(i,
                        ask({provider, model}, estimate, Priority{static_cast<int>(random() % 3)},
                            random() % 2 == 0 ? u"k1"_s : u"k2"_s),
                        random() % 2 == 0
                            ? std::optional(static_cast<std::int64_t>(random() % (estimate + 1)))
                            : std::nullopt);
            if (random() % 2 == 0)
                bench.advance(std::chrono::milliseconds(random() % 500));
        }
        for (int second = 0; second < 4 * 3600 && bench.sent.size() < calls; ++second)
            bench.advance(1s);
        QCOMPARE(bench.sent.size(), static_cast<std::size_t>(calls));
        QVERIFY(bench.failed.empty());
        for (const RateLimit &limit : limits) {
            const auto [requests, tokens] = fullestWindow(bench.sent, limit);
            QVERIFY(requests <= limit.requestsPerMinute.value_or(calls));
            QVERIFY(tokens <= limit.tokensPerMinute.value_or(1'000'000'000));
            // Not by being idle either: at least one limit of each kind of call was used up.
            if (limit.provider == u"q")
                QCOMPARE(requests, 7);
        }
    }

    void tenThousandWaitCheaplyAndInOrder()
    {
        Bench bench;
        bench.limiter.setLimits({requestsAMinute(500)}, {512, 24h});
        for (int i = 0; i < 10'000; ++i)
            bench.start(i, ask(modelA));
        Bench::turn();
        QCOMPARE(bench.sent.size(), 500U);
        QCOMPARE(bench.limiter.snapshot().waiting[0], 9'500);
        QCOMPARE(bench.clock.sleepers(), 1); // one timer for all
        for (int minute = 0; minute < 19; ++minute)
            bench.advance(60s);
        QCOMPARE(bench.sent.size(), 10'000U);
        const QList<int> order = bench.order();
        QVERIFY(std::is_sorted(order.begin(), order.end()));
        QCOMPARE(bench.clock.sleepers(), 0);
    }

    void tenThousandEndWhenTheLimitFallsToZero()
    {
        // Those that are stopped are Cancelled, the others RateLimited when their patience ends; nobody is left.
        Bench bench;
        bench.limiter.setLimits({requestsAMinute(10)}, {512, 10min});
        std::stop_source stop;
        for (int i = 0; i < 10'010; ++i)
            bench.start(i, ask(modelA), {}, i % 2 == 0 ? std::optional(stop.get_token()) : std::nullopt);
        Bench::turn();
        QCOMPARE(bench.sent.size(), 10U);
        bench.limiter.setLimits({requestsAMinute(0)}, {512, 10min});
        bench.advance(5min);
        stop.request_stop();
        Bench::turn();
        const auto count = [&bench](ErrorCode code) {
            return std::count_if(bench.failed.begin(), bench.failed.end(),
                                 [code](const auto &one) { return one.second.code == code; });
        };
        QCOMPARE(bench.sent.size(), 10U);
        const auto cancelled = count(ErrorCode::Cancelled);
        const auto limitedAtOnce = count(ErrorCode::RateLimited);
        QVERIFY(cancelled + limitedAtOnce >= 5'000);
        bench.advance(5min);
        QCOMPARE(bench.sent.size(), 10U);
        QCOMPARE(count(ErrorCode::Cancelled) + count(ErrorCode::RateLimited), 10'000);
        QCOMPARE(bench.failed.size(), 10'000U);
        QCOMPARE(bench.limiter.snapshot().waiting[0], 0);
        QCOMPARE(bench.clock.sleepers(), 0);
    }

    void aBatchIsServedUnderSustainedOverload_data()
    {
        QTest::addColumn<unsigned>("seed");
        for (unsigned seed = 1; seed <= 8; ++seed)
            QTest::addRow("seed %u", seed) << seed;
    }
    void aBatchIsServedUnderSustainedOverload()
    {
        // People ask for at least twice what the limit lets through and give up after a minute, for an hour.
        // A batch call has aged to their level in a minute, when all who were before it have gone; another
        // minute may pass until the window has room, and some seconds for the batch calls before it.
        QFETCH(const unsigned, seed);
        std::mt19937 random(seed);
        Bench bench;
        constexpr int most = 60;
        const auto changeLimit = [&] {
            bench.limiter.setLimits({requestsAMinute(30 + static_cast<int>(random() % (most - 29)))},
                                    {512, 1000h});
        };
        changeLimit();
        std::map<int, std::pair<SteadyTime, bool>> batches; // when it asked; whether it was stopped
        std::map<int, std::stop_source> stops;
        for (int second = 0; second < 3600; ++second) {
            for (int i = 0; i < 2; ++i) {
                RateAsk person = ask(modelA);
                person.maxWait = 60s;
                std::stop_source stop;
                bench.start(-1, person, {}, stop.get_token());
                if (random() % 4 == 0)
                    stop.request_stop();
            }
            if (second % 10 == 0 && second < 3400) {
                batches[second] = {bench.clock.steadyNow(), false};
                bench.start(second, ask(modelA, 1, batch), {}, stops[second].get_token());
            }
            if (!stops.empty() && random() % 50 == 0) {
                const int who = std::next(stops.begin(), random() % stops.size())->first;
                batches[who].second = true;
                stops[who].request_stop();
            }
            if (random() % 120 == 0)
                changeLimit();
            if (random() % 300 == 0)
                bench.limiter.learn(modelA, headers({{"x-ratelimit-limit-requests", "40"}}));
            bench.advance(1s);
        }
        QVERIFY(fullestWindow(bench.sent, requestsAMinute(most)).first <= most);
        std::map<int, SteadyTime> served;
        for (const Sent &one : bench.sent)
            served.emplace(one.who, one.at);
        for (const auto &[who, asked] : batches) {
            if (asked.second)
                continue;
            QVERIFY2(served.contains(who), qPrintable(QString::number(who)));
            const auto waited = std::chrono::duration_cast<std::chrono::seconds>(served[who] - asked.first);
            QVERIFY2(waited <= 150s, qPrintable(u"%1 waited %2 s"_s.arg(who).arg(waited.count())));
        }
    }

    void whoWaitsTooLongIsToldSo()
    {
        Bench bench;
        bench.limiter.setLimits({requestsAMinute(1)}, {512, 10s});
        bench.start(1, ask(modelA));
        bench.start(2, ask(modelA));
        RateAsk patient = ask(modelA);
        patient.maxWait = 70s;
        bench.start(3, patient);
        RateAsk impatient = ask(modelA);
        impatient.maxWait = 0s;
        bench.start(4, impatient);
        Bench::turn();
        QCOMPARE(bench.failed.size(), 1U);
        QCOMPARE(bench.failed.front().first, 4);
        bench.advance(9s);
        QCOMPARE(bench.failed.size(), 1U);
        bench.advance(1s);
        QCOMPARE(bench.failed.size(), 2U);
        QCOMPARE(bench.failed.back().first, 2);
        QCOMPARE(bench.failed.back().second.code, ErrorCode::RateLimited);
        QVERIFY(bench.failed.back().second.message.contains(u"10 s"_s));
        bench.advance(50s);
        QCOMPARE(bench.order(), QList<int>({1, 3}));
    }

    void whatCanNeverPassIsRefusedAtOnce()
    {
        Bench bench;
        bench.limiter.setLimits({tokensAMinute(1'000), requestsAMinute(0, u"b"_s)}, {512, 1h});
        bench.start(1, ask(modelA, 1'001));
        bench.start(2, ask(modelB));
        QCOMPARE(bench.failed.size(), 2U);
        QCOMPARE(bench.failed.front().second.code, ErrorCode::RateLimited);
        QVERIFY(!bench.failed.front().second.retryable);
        bench.start(3, ask(modelA, 1'000));
        bench.start(4, ask(modelA, 900));
        Bench::turn();
        QCOMPARE(bench.sent.size(), 1U);
        bench.limiter.setLimits({tokensAMinute(500)}, {512, 1h}); // it can no more
        Bench::turn();
        QCOMPARE(bench.failed.size(), 3U);
    }

    void learnsWhatAnswersSayButOnlyToTighten()
    {
        Bench bench;
        bench.limiter.setLimits({requestsAMinute(5)}, {512, 1h});
        bench.start(0, ask(modelA));
        bench.limiter.learn(modelA,
                            headers({{"x-ratelimit-limit-requests", "100"},
                                     {"x-ratelimit-remaining-requests", "99"},
                                     {"x-ratelimit-reset-requests", "600ms"}}));
        for (int i = 1; i < 10; ++i)
            bench.start(i, ask(modelA));
        Bench::turn();
        QCOMPARE(bench.sent.size(), 5U); // as set
        bench.advance(60s);
        QCOMPARE(bench.sent.size(), 10U);
        bench.advance(60s);
        bench.limiter.learn(modelA, headers({{"anthropic-ratelimit-requests-limit", "2"}}));
        for (int i = 0; i < 5; ++i)
            bench.start(i, ask(modelA));
        Bench::turn();
        QCOMPARE(bench.sent.size(), 12U);
        const auto learned = bench.limiter.snapshot().limits.constLast();
        QVERIFY(learned.isLearned);
        QCOMPARE(learned.limit.requestsPerMinute, std::optional(2));
        QCOMPARE(learned.requestsUsed, 2);
        bench.start(20, ask(modelB)); // said of another model
        Bench::turn();
        QCOMPARE(bench.sent.back().who, 20);
        bench.advance(RateLimiter::learnedFor);
        bench.advance(60s);
        QCOMPARE(bench.sent.size(), 16U);
    }

    void whatIsLeftAtTheProviderHoldsUntilItsReset()
    {
        Bench bench;
        bench.limiter.learn(modelA,
                            headers({{"x-ratelimit-limit-tokens", "1000"},
                                     {"x-ratelimit-remaining-tokens", "100"},
                                     {"x-ratelimit-reset-tokens", "10s"}}));
        bench.start(1, ask(modelA, 90)); // somebody else used the account
        bench.start(2, ask(modelA, 90));
        bench.advance(9s);
        QCOMPARE(bench.sent.size(), 1U);
        bench.advance(1s);
        QCOMPARE(bench.sent.size(), 2U);
        bench.start(3, ask(modelA, 1'001)); // above the account's limit
        QCOMPARE(bench.failed.size(), 1U);
    }

    void whatALongAnswerSaidAtItsStartIsNotNews()
    {
        Bench bench;
        const SteadyTime start = bench.clock.steadyNow();
        const auto nothingLeft = headers({{"x-ratelimit-limit-requests", "9"},
                                          {"x-ratelimit-remaining-requests", "0"},
                                          {"x-ratelimit-reset-requests", "10s"},
                                          {"retry-after", "10"}});
        bench.advance(9s);
        bench.limiter.learn(modelA, nothingLeft, start);
        bench.start(1, ask(modelA));
        Bench::turn();
        QCOMPARE(bench.sent.size(), 0U);
        bench.advance(1s); // ten seconds after it was said
        QCOMPARE(bench.sent.size(), 1U);
        bench.limiter.learn(modelA, headers({{"x-ratelimit-limit-requests", "5"}}));
        bench.limiter.learn(modelA, nothingLeft, start + 5s); // older than the last word
        QCOMPARE(bench.limiter.snapshot().limits.constLast().limit.requestsPerMinute, std::optional(5));
    }

    void retryAfterPausesTheModel()
    {
        Bench bench;
        bench.limiter.setLimits({}, {512, 60s});
        bench.limiter.learn(modelA, headers({{"retry-after", "20"}}));
        bench.start(1, ask(modelA));
        bench.start(2, ask(modelB));
        Bench::turn();
        QCOMPARE(bench.order(), QList<int>({2}));
        QVERIFY(bench.limiter.snapshot().limits.constLast().pausedFor == 20s);
        bench.advance(20s);
        QCOMPARE(bench.order(), QList<int>({2, 1}));
        bench.limiter.learn(modelA, headers({{"retry-after", "90"}}));
        bench.start(3, ask(modelA)); // why wait for what will not come in time?
        QCOMPARE(bench.failed.size(), 1U);
        QVERIFY(bench.failed.front().second.retryAfter == 90s);
    }

    void tellsWhoWaitsItsPosition()
    {
        Bench bench;
        bench.limiter.setLimits({requestsAMinute(1)}, {512, 1h});
        bench.start(0, ask(modelA));
        QList<int> positions;
        bench.start(1, ask(modelA));
        RateAsk curious = ask(modelA, 1, normal);
        curious.onPosition = [&positions](int position) { positions.append(position); };
        bench.start(2, curious);
        Bench::turn();
        QCOMPARE(positions, QList<int>({2}));
        bench.start(3, ask(modelA));
        Bench::turn();
        QCOMPARE(positions, QList<int>({2})); // not more than four times a second
        bench.advance(250ms);
        QCOMPARE(positions, QList<int>({2, 3}));
        for (int i = 0; i < 3; ++i)
            bench.advance(60s);
        QCOMPARE(bench.sent.size(), 4U);
        QVERIFY(std::is_sorted(positions.begin() + 1, positions.end(), std::greater<>()));
    }

    void readsEveryFormOfHeaders()
    {
        const auto openAi = rateLimitsIn(headers({{"X-RateLimit-Limit-Requests", "10000"},
                                                  {"x-ratelimit-remaining-requests", "9999"},
                                                  {"x-ratelimit-reset-requests", "8.64s"},
                                                  {"x-ratelimit-limit-tokens", "2000000"},
                                                  {"x-ratelimit-limit-project-tokens", "5000"},
                                                  {"retry-after-ms", "1500"}}));
        QCOMPARE(openAi.requests.perMinute, std::optional<std::int64_t>(10'000));
        QCOMPARE(openAi.requests.left, std::optional<std::int64_t>(9'999));
        QVERIFY(openAi.requests.resetsIn == 8640ms);
        QCOMPARE(openAi.tokens.perMinute, std::optional<std::int64_t>(5'000)); // the tighter
        QVERIFY(openAi.retryAfter == 1500ms);
        const auto anthropic =
            rateLimitsIn(headers({{"date", "Mon, 23 Nov 2026 12:40:29 GMT"},
                                  {"anthropic-ratelimit-requests-limit", "50"},
                                  {"anthropic-ratelimit-requests-remaining", "0"},
                                  {"anthropic-ratelimit-requests-reset", "2026-11-23T12:40:59Z"},
                                  {"anthropic-ratelimit-input-tokens-limit", "30000"},
                                  {"anthropic-ratelimit-output-tokens-limit", "8000"}}));
        QCOMPARE(anthropic.requests.left, std::optional<std::int64_t>(0));
        QVERIFY(anthropic.requests.resetsIn == 30s);
        QCOMPARE(anthropic.tokens.perMinute, std::optional<std::int64_t>(38'000));
        const auto mistral = rateLimitsIn(headers({{"x-ratelimit-limit-req-minute", "60"}}));
        QCOMPARE(mistral.requests.perMinute, std::optional<std::int64_t>(60));
        const auto nonsense = rateLimitsIn(headers({{"x-ratelimit-limit-requests", "many"},
                                                    {"x-ratelimit-limit-tokens", "-5"},
                                                    {"x-ratelimit-limit-req-minute", "0"},
                                                    {"x-ratelimit-reset-requests", "soon"}}));
        QVERIFY(!nonsense.requests.perMinute && !nonsense.tokens.perMinute && !nonsense.requests.resetsIn);
    }

    void readsGoDurations_data()
    {
        QTest::addColumn<QByteArray>("text");
        QTest::addColumn<int>("ms");
        QTest::newRow("none") << QByteArray("0s") << 0;
        QTest::newRow("ms") << QByteArray("12ms") << 12;
        QTest::newRow("minutes") << QByteArray("6m0s") << 360'000;
        QTest::newRow("all") << QByteArray("1h2m3.5s") << 3'723'500;
        QTest::newRow("micro") << QByteArray("1500\xc2\xb5s") << 2;
        QTest::newRow("plain seconds") << QByteArray("2.5") << 2'500;
        QTest::newRow("empty") << QByteArray() << -1;
        QTest::newRow("unit only") << QByteArray("s") << -1;
        QTest::newRow("half") << QByteArray("5m3") << -1;
        QTest::newRow("time") << QByteArray("2026-11-23T12:40:59Z") << -1;
        QTest::newRow("an epoch") << QByteArray("1793404800000") << -1;
    }
    void readsGoDurations()
    {
        QFETCH(const QByteArray, text);
        QFETCH(const int, ms);
        const auto duration = goDuration(text);
        QCOMPARE(duration ? static_cast<int>(duration->count()) : -1, ms);
    }
};

QTEST_GUILESS_MAIN(RateLimiterTest)
#include "tst_ratelimiter.moc"
