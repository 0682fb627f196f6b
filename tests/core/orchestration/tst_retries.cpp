// SPDX-License-Identifier: GPL-3.0-or-later
#include <QTest>

#include "orchestration/retrybudget.h"
#include "orchestration/retrypolicy.h"
#include "support/manualclock.h"

#include <random>

using namespace assay;
using namespace assay::orchestration;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

const Error serverError{ErrorCode::ServerError, u"500"_s, {}, true, {}};

} // namespace

class RetriesTest final : public QObject {
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

    void noRetriesAtAllWhenSetSo()
    {
        RetrySettings settings;
        settings.maxRetries = 0;
        QVERIFY(!RetryPolicy(settings).delayAfter(serverError, 1, 0.5));
    }

    void backsOffWithFullJitterUpToTheCap()
    {
        RetrySettings settings;
        settings.maxRetries = 20;
        const RetryPolicy policy(settings);
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

    void aLoneCallMayRetryButNotForEver()
    {
        test::ManualClock clock;
        RetryBudget budget(clock, 20);
        budget.noteCall(u"p"_s);
        for (int i = 0; i < RetryBudget::floor; ++i)
            QVERIFY(budget.tryRetry(u"p"_s));
        QVERIFY(!budget.tryRetry(u"p"_s));
        QVERIFY(budget.tryRetry(u"other"_s)); // one provider's trouble is not another's
        clock.advance(RetryBudget::window);
        QVERIFY(budget.tryRetry(u"p"_s));
    }

    void zeroPercentMeansNoRetries()
    {
        test::ManualClock clock;
        RetryBudget budget(clock, 0);
        for (int i = 0; i < 1000; ++i)
            budget.noteCall(u"p"_s);
        QVERIFY(!budget.tryRetry(u"p"_s));
    }

    void retriesNeverPassTheirShareInAnyWindow_data()
    {
        QTest::addColumn<int>("percent");
        QTest::newRow("default") << 20;
        QTest::newRow("few") << 5;
        QTest::newRow("as many as calls") << 100;
    }
    void retriesNeverPassTheirShareInAnyWindow()
    {
        QFETCH(const int, percent);
        std::mt19937 random(7);
        for (int run = 0; run < 20; ++run) {
            test::ManualClock clock;
            RetryBudget budget(clock, percent);
            std::vector<SteadyTime> calls;
            std::vector<SteadyTime> retries;
            const auto recent = [&clock](const std::vector<SteadyTime> &times) {
                return std::count_if(times.begin(), times.end(), [&clock](SteadyTime at) {
                    return at > clock.steadyNow() - RetryBudget::window;
                });
            };
            for (int step = 0; step < 2000; ++step) {
                clock.advance(std::chrono::milliseconds(random() % (run % 2 == 0 ? 20 : 2000)));
                if (random() % 3 == 0) {
                    budget.noteCall(u"p"_s);
                    calls.push_back(clock.steadyNow());
                } else {
                    const auto mayHave =
                        std::max<std::int64_t>(RetryBudget::floor, recent(calls) * percent / 100);
                    const bool isAllowed = budget.tryRetry(u"p"_s);
                    QCOMPARE(isAllowed, recent(retries) < mayHave); // nor is any of the share denied
                    if (isAllowed)
                        retries.push_back(clock.steadyNow());
                }
            }
        }
    }
};

QTEST_GUILESS_MAIN(RetriesTest)
#include "tst_retries.moc"
