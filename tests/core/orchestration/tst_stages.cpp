// SPDX-License-Identifier: GPL-3.0-or-later
#include "orchestration/budgetgate.h"
#include "orchestration/callcontent.h"
#include "orchestration/circuitbreaker.h"
#include "orchestration/concurrencylimit.h"
#include "orchestration/responsecache.h"
#include "orchestration/retrypolicy.h"
#include "support/manualclock.h"

#include <QCoroTask>
#include <QTest>

using namespace assay;
using namespace assay::orchestration;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

const catalog::ModelRef target{u"p"_s, u"m"_s};
const Error serverError{ErrorCode::ServerError, u"500"_s, {}, true, {}};

Money usd(const char *decimal)
{
    return *Money::fromDecimal(QString::fromLatin1(decimal));
}

QCoro::Task<> hold(ConcurrencyLimit &limit, std::stop_token stop, QList<int> &entered, int who,
                   std::shared_ptr<bool> until)
{
    ConcurrencyLimit::Entry entry(limit, stop);
    const auto place = co_await entry.admitted();
    entered.append(place ? who : -who);
    while (place && !*until) {
        SystemClock clock;
        co_await clock.sleepFor(1ms, {});
    }
}

} // namespace

class StagesTest final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void retriesOnlyWhatWaitingCanCure()
    {
        const RetryPolicy policy;
        QVERIFY(policy.delayAfter(serverError, 1, 0.5));
        QVERIFY(!policy.delayAfter({ErrorCode::Authentication, {}, {}, false, {}}, 1, 0.5));
        QVERIFY(policy.delayAfter(serverError, 2, 0.5));
        QVERIFY(!policy.delayAfter(serverError, 3, 0.5)); // two retries at most
        const Error malformed{ErrorCode::MalformedResponse, {}, {}, true, {}};
        QVERIFY(policy.delayAfter(malformed, 1, 0.5));
        QVERIFY(!policy.delayAfter(malformed, 2, 0.5)); // once
    }

    void backsOffWithFullJitterUpToTheCap()
    {
        RetryPolicy policy;
        policy.maxRetries = 20;
        QCOMPARE(policy.delayAfter(serverError, 1, 0.0), std::optional(0ms));
        QCOMPARE(policy.delayAfter(serverError, 1, 0.5), std::optional(250ms));
        QCOMPARE(policy.delayAfter(serverError, 3, 0.5), std::optional(1000ms));
        QCOMPARE(policy.delayAfter(serverError, 15, 0.5), std::optional(4000ms)); // half of the cap of 8 s
    }

    void obeysRetryAfterUnlessItIsTooLong()
    {
        const RetryPolicy policy;
        Error error = serverError;
        error.retryAfter = 1532ms;
        QCOMPARE(policy.delayAfter(error, 1, 0.9), std::optional(1532ms));
        error.retryAfter = -5ms;
        QCOMPARE(policy.delayAfter(error, 1, 0.9), std::optional(0ms));
        error.retryAfter = 61s;
        QVERIFY(!policy.delayAfter(error, 1, 0.9));
    }

    void aBreakerOpensProbesAndCloses()
    {
        test::ManualClock clock;
        CircuitBreaker breaker(clock);
        for (int i = 0; i < CircuitBreaker::failuresToOpen; ++i) {
            QVERIFY(breaker.allow(target));
            breaker.failed(target, serverError);
        }
        const auto refused = breaker.allow(target);
        QVERIFY(!refused);
        QVERIFY(refused.error().message.contains(u"p/m"_s));
        QVERIFY(breaker.allow({u"p"_s, u"other"_s})); // one model's faults are not another's

        clock.advance(CircuitBreaker::openFor);
        QVERIFY(breaker.allow(target)); // the probe
        QVERIFY(!breaker.allow(target)); // only one
        breaker.failed(target, serverError);
        QVERIFY(!breaker.allow(target));
        clock.advance(CircuitBreaker::openFor);
        QVERIFY(breaker.allow(target));
        breaker.succeeded(target);
        QVERIFY(breaker.allow(target));
        QVERIFY(breaker.allow(target));
    }

    void aBadRequestDoesNotOpenABreaker()
    {
        test::ManualClock clock;
        CircuitBreaker breaker(clock);
        for (int i = 0; i < 20; ++i) {
            QVERIFY(breaker.allow(target));
            breaker.failed(target, {ErrorCode::InvalidRequest, {}, {}, false, {}});
        }
    }

    void aLimitAdmitsInOrderOfArrivalAndForgetsWhoStopped()
    {
        ConcurrencyLimit limit(1);
        QList<int> entered;
        std::stop_source stop;
        const auto done = std::make_shared<bool>(false);
        auto first = hold(limit, {}, entered, 1, done);
        auto second = hold(limit, stop.get_token(), entered, 2, done);
        auto third = hold(limit, {}, entered, 3, done);
        QCOMPARE(entered, QList<int>({1}));
        QCOMPARE(limit.waiting(), 2);
        stop.request_stop();
        QCOMPARE(entered, QList<int>({1, -2}));
        *done = true;
        QTRY_COMPARE(entered, QList<int>({1, -2, 3}));
        QCoro::waitFor(std::move(first));
        QCoro::waitFor(std::move(third));
        QCOMPARE(limit.waiting(), 0);
        auto fourth = hold(limit, {}, entered, 4, done);
        QCOMPARE(entered.last(), 4); // the place was given back
    }

    void aHardBudgetRefusesWhatWouldPassIt()
    {
        test::ManualClock clock; // 2026-10-31
        int asked = 0;
        BudgetGate gate(clock, usd("10"), [&asked](UtcMicros) {
            ++asked;
            return usd("8");
        });
        QVERIFY(gate.reserve(usd("1.5")));
        const auto refused = gate.reserve(usd("1"));
        QVERIFY(!refused);
        QCOMPARE(refused.error().code, ErrorCode::BudgetExceeded);
        gate.settle(usd("1.5"), usd("0.5")); // was cheaper than reserved
        QVERIFY(gate.reserve(usd("1")));
        gate.settle(usd("1"), std::nullopt); // unknown cost counts as estimated
        QVERIFY(!gate.reserve(usd("0.6")));
        QCOMPARE(asked, 1);
        clock.advance(24h * 31);
        QVERIFY(gate.reserve(usd("2"))); // a new month is asked anew
        QCOMPARE(asked, 2);
    }

    void noBudgetLetsEverythingPass()
    {
        test::ManualClock clock;
        BudgetGate gate(clock, std::nullopt, [](UtcMicros) { return Money(); });
        QVERIFY(gate.reserve(usd("1000000")));
    }

    void theCacheKeyCoversWhatChangesTheAnswer()
    {
        const providers::ModelRequest request{u"m"_s, {{providers::Role::User, u"hi"_s}}, {}, true};
        const QByteArray key = ResponseCache::keyOf(target, request);
        QCOMPARE(ResponseCache::keyOf(target, request), key);
        QVERIFY(ResponseCache::keyOf({u"p"_s, u"n"_s}, request) != key);
        auto other = request;
        other.messages.front().text = u"hi "_s;
        QVERIFY(ResponseCache::keyOf(target, other) != key);
        other = request;
        other.messages.front().role = providers::Role::System;
        QVERIFY(ResponseCache::keyOf(target, other) != key);
        other = request;
        other.parameters.temperature = 0;
        QVERIFY(ResponseCache::keyOf(target, other) != key);
    }

    void theCacheKeepsOnlyAnswersThatEndedWell()
    {
        ResponseCache cache;
        providers::Completion completion;
        completion.text = u"answer"_s;
        completion.finishReason = providers::FinishReason::Length;
        cache.insert("k", completion);
        QVERIFY(cache.find("k") == nullptr);
        completion.finishReason = providers::FinishReason::Stop;
        completion.error = serverError;
        cache.insert("k", completion);
        QVERIFY(cache.find("k") == nullptr);
        completion.error.reset();
        cache.insert("k", completion);
        QVERIFY(cache.find("k") != nullptr);
        QCOMPARE(cache.find("k")->text, u"answer"_s);
    }

    void contentOfACallRoundTrips()
    {
        providers::Parameters parameters;
        parameters.temperature = 0.25;
        parameters.stop = {u"END"_s};
        const std::vector<providers::Message> messages{{providers::Role::System, u"s"_s},
                                                       {providers::Role::Assistant, u"ä\n"_s}};
        const auto request = decodeRequestContent(encodeRequestContent(messages, parameters));
        QVERIFY(request);
        QVERIFY(request->messages == messages);
        QVERIFY(request->parameters == parameters);

        providers::Completion completion;
        completion.text = u"text"_s;
        completion.reasoning = u"because"_s;
        completion.toolCalls.push_back({u"id"_s, u"name"_s, {{u"city"_s, u"Oslo"_s}}});
        const auto response = decodeResponseContent(encodeResponseContent(completion));
        QVERIFY(response);
        QCOMPARE(response->text, completion.text);
        QCOMPARE(response->reasoning, completion.reasoning);
        QVERIFY(response->toolCalls == completion.toolCalls);
        QVERIFY(!decodeResponseContent("{"));
    }
};

QTEST_GUILESS_MAIN(StagesTest)
#include "tst_stages.moc"
