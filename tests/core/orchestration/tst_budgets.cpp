// SPDX-License-Identifier: GPL-3.0-or-later
#include "orchestration/budgetgate.h"
#include "support/awaiting.h"
#include "support/manualclock.h"

#include <deque>
#include <random>

#include <QDateTime>
#include <QPromise>
#include <QTest>

using namespace assay;
using namespace assay::orchestration;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;
using test::await;

namespace {

Money usd(const char *decimal)
{
    return *Money::fromDecimal(QString::fromLatin1(decimal));
}

Budget budget(const char *limit, bool isHard = true)
{
    Budget made;
    made.limit = usd(limit);
    made.isHard = isHard;
    return made;
}

/// A log that says what it is told to, and a gate before it.
struct Bench {
    explicit Bench(const QList<Budget> &budgets, const QByteArray &zone = "UTC")
        : gate(clock, [this](BudgetScope scope, UtcMicros from) {
            ++asked;
            askedFrom = from;
            return QtFuture::makeReadyFuture(Result<BudgetGate::Spending>(logged.value(scope)));
        })
    {
        gate.setBudgets(budgets, zone);
    }
    Result<BudgetGate::Reservation> reserve(const char *estimate, const BudgetSubjects &subjects = {})
    {
        return await(gate.reserve(subjects, usd(estimate)));
    }

    test::ManualClock clock; // 2026-10-31, a Saturday
    QHash<BudgetScope, BudgetGate::Spending> logged;
    int asked = 0;
    UtcMicros askedFrom = 0;
    BudgetGate gate;
};

UtcMicros at(const QByteArray &zone, QDate day)
{
    return day.startOfDay(QTimeZone(zone)).toMSecsSinceEpoch() * 1000;
}

} // namespace

class BudgetsTest final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void aHardBudgetRefusesWhatWouldPassIt()
    {
        Bench bench({budget("10")});
        bench.logged[BudgetScope::Workspace] = {{QString(), usd("8")}};
        auto first = bench.reserve("1.5");
        QVERIFY(first);
        const auto refused = bench.reserve("1");
        QVERIFY(!refused);
        QCOMPARE(refused.error().code, ErrorCode::BudgetExceeded);
        QVERIFY2(refused.error().message.contains(u"$10.00"_s), qPrintable(refused.error().message));
        first->settle(usd("0.5")); // was cheaper than put aside
        auto second = bench.reserve("1");
        QVERIFY(second);
        second->settle(std::nullopt); // an unknown cost counts as estimated
        QVERIFY(!bench.reserve("0.6"));
        QCOMPARE(bench.asked, 1);
    }

    void aCallThatSpentNothingGivesItsMoneyBack()
    {
        Bench bench({budget("1")});
        {
            const auto held = bench.reserve("1");
            QVERIFY(held);
            QVERIFY(!bench.reserve("0.1"));
        }
        QVERIFY(bench.reserve("1"));
    }

    void aSoftBudgetWarnsAndLetsPass()
    {
        Bench bench({budget("1", false)});
        const auto far = bench.reserve("0.5");
        QVERIFY(far && far->warnings().isEmpty());
        const auto near = bench.reserve("0.35");
        QVERIFY(near);
        QVERIFY(near->warnings().join(u' ').contains(u"nearly"_s));
        const auto over = bench.reserve("5");
        QVERIFY(over);
        QVERIFY(over->warnings().join(u' ').contains(u"passed"_s));
    }

    void aHardBudgetWarnsBeforeItRefuses()
    {
        Bench bench({budget("1")});
        const auto near = bench.reserve("0.9");
        QVERIFY(near && !near->warnings().isEmpty());
    }

    void withoutASubjectEachOneHasItsOwn()
    {
        Budget each = budget("1");
        each.scope = BudgetScope::User;
        Bench bench({each});
        BudgetSubjects anna;
        anna.user = u"anna"_s;
        BudgetSubjects bert;
        bert.user = u"bert"_s;
        const auto first = bench.reserve("1", anna);
        QVERIFY(first);
        QVERIFY(!bench.reserve("0.1", anna));
        QVERIFY(bench.reserve("1", bert));
    }

    void aBudgetOfAnotherPromptIsNobodysBusiness()
    {
        Budget triage = budget("0.01");
        triage.scope = BudgetScope::Prompt;
        triage.subject = u"triage"_s;
        Bench bench({triage});
        BudgetSubjects other;
        other.prompt = u"sql"_s;
        QVERIFY(bench.reserve("5", other));
        other.prompt = u"triage"_s;
        QVERIFY(!bench.reserve("5", other));
    }

    void everyMatchingBudgetMustHaveRoom()
    {
        Budget day = budget("1");
        day.period = BudgetPeriod::Day;
        Bench bench({budget("100"), day});
        QVERIFY(!bench.reserve("2"));
        const auto passed = bench.reserve("1");
        QVERIFY(passed);
    }

    void aNewPeriodBeginsAnew()
    {
        Bench bench({budget("1")});
        bench.logged[BudgetScope::Workspace] = {{QString(), usd("1")}};
        QVERIFY(!bench.reserve("0.1"));
        bench.logged.clear();
        bench.clock.advance(24h); // the first of November
        QVERIFY(bench.reserve("0.1"));
        QCOMPARE(bench.askedFrom, at("UTC", QDate(2026, 11, 1)));
    }

    void whatOthersSpendIsKnownAfterAWhile()
    {
        Bench bench({budget("1")});
        QVERIFY(bench.reserve("0.5"));
        bench.logged[BudgetScope::Workspace] = {{QString(), usd("0.9")}}; // another program
        bench.clock.advance(BudgetGate::refreshEvery);
        std::ignore = bench.reserve("0.01"); // asks in the background
        QTRY_VERIFY(!bench.reserve("0.5"));
    }

    void whatIsInTheLogIsNotCountedTwice()
    {
        Bench bench({budget("1")});
        auto spent = bench.reserve("0.6");
        QVERIFY(spent);
        bench.logged[BudgetScope::Workspace] = {{QString(), usd("0.6")}};
        spent->settle(usd("0.6"));
        bench.clock.advance(BudgetGate::refreshEvery);
        std::ignore = bench.reserve("0.01");
        QTRY_VERIFY(bench.reserve("0.4"));
        QVERIFY(!bench.reserve("0.5"));
    }

    void callsThatAskTheLogAtOnceCountWhatWasSettledOnce()
    {
        test::ManualClock clock;
        bool isSlow = false;
        std::vector<QPromise<Result<BudgetGate::Spending>>> asked;
        BudgetGate gate(clock, [&](BudgetScope, UtcMicros) {
            asked.emplace_back().start();
            const auto answer = asked.back().future();
            if (!isSlow) {
                asked.back().addResult(BudgetGate::Spending());
                asked.back().finish();
            }
            return answer;
        });
        Budget day = budget("1");
        day.period = BudgetPeriod::Day;
        gate.setBudgets({day}, "UTC");
        auto overMidnight = await(gate.reserve({}, usd("0.5")));
        QVERIFY(overMidnight);

        clock.advance(24h);
        isSlow = true;
        asked.clear();
        auto first = gate.reserve({}, usd("0.1")); // the new day begins, nobody knows what was spent
        overMidnight->settle(usd("0.5"));
        auto second = gate.reserve({}, usd("0.1"));
        auto third = gate.reserve({}, usd("0.1"));
        for (auto &answer : asked) {
            answer.addResult(BudgetGate::Spending());
            answer.finish();
        }
        const auto heldFirst = await(std::move(first));
        const auto heldSecond = await(std::move(second));
        const auto heldThird = await(std::move(third));
        QVERIFY(heldFirst && heldSecond && heldThird);
        QVERIFY(!await(gate.reserve({}, usd("0.8"))));
        QVERIFY(await(gate.reserve({}, usd("0.2"))));
    }

    void anOlderAnswerOfTheLogDoesNotReplaceANewerOne()
    {
        test::ManualClock clock;
        std::vector<QPromise<Result<BudgetGate::Spending>>> asked;
        BudgetGate gate(clock, [&](BudgetScope, UtcMicros) {
            asked.emplace_back().start();
            return asked.back().future();
        });
        gate.setBudgets({budget("1")}, "UTC");
        auto first = gate.reserve({}, usd("0.1"));
        auto second = gate.reserve({}, usd("0.1"));
        QCOMPARE(asked.size(), std::size_t(2));
        const auto tell = [&asked](std::size_t which, const char *spent) {
            asked[which].addResult(BudgetGate::Spending{{QString(), usd(spent)}});
            asked[which].finish();
        };
        tell(1, "0.7");
        const auto heldSecond = await(std::move(second));
        tell(0, "0.2");
        const auto heldFirst = await(std::move(first));
        QVERIFY(heldFirst && heldSecond);
        QVERIFY(!await(gate.reserve({}, usd("0.2"))));
    }

    void whoWaitsOverMidnightIsHeldToTheNewDay()
    {
        test::ManualClock clock;
        std::vector<QPromise<Result<BudgetGate::Spending>>> asked;
        BudgetGate gate(clock, [&](BudgetScope, UtcMicros) {
            asked.emplace_back().start();
            return asked.back().future();
        });
        Budget day = budget("1");
        day.period = BudgetPeriod::Day;
        gate.setBudgets({day}, "UTC");
        auto first = gate.reserve({}, usd("0.5"));
        clock.advance(24h);
        auto second = gate.reserve({}, usd("0.1"));
        QCOMPARE(asked.size(), std::size_t(2));
        asked[0].addResult(BudgetGate::Spending()); // of yesterday
        asked[0].finish();
        QTRY_COMPARE(asked.size(), std::size_t(3));
        for (const std::size_t which : {1, 2}) { // another program was quick
            asked[which].addResult(BudgetGate::Spending{{QString(), usd("0.8")}});
            asked[which].finish();
        }
        QVERIFY(await(std::move(second)));
        QVERIFY(!await(std::move(first)));
    }

    void aProjectionAtTheBeginOfAPeriodStaysANumber()
    {
        Bench bench({budget("1000")});
        const UtcMicros begin = at("UTC", QDate(2026, 11, 1));
        bench.clock.advance(std::chrono::microseconds(begin - bench.clock.utcMicros() + 1));
        bench.logged[BudgetScope::Workspace] = {{QString(), usd("900")}};
        const auto status = await(bench.gate.status());
        QVERIFY(status && status->size() == 1);
        QVERIFY(status->first().projected >= status->first().spent);
    }

    void periodsBeginAtMidnightWhereOneLives_data()
    {
        QTest::addColumn<BudgetPeriod>("length");
        QTest::addColumn<QDate>("first");
        QTest::addColumn<QDate>("next");
        QTest::newRow("day") << BudgetPeriod::Day << QDate(2026, 10, 25) << QDate(2026, 10, 26);
        QTest::newRow("week") << BudgetPeriod::Week << QDate(2026, 10, 19) << QDate(2026, 10, 26);
        QTest::newRow("month") << BudgetPeriod::Month << QDate(2026, 10, 1) << QDate(2026, 11, 1);
    }
    void periodsBeginAtMidnightWhereOneLives()
    {
        QFETCH(const BudgetPeriod, length);
        QFETCH(const QDate, first);
        QFETCH(const QDate, next);
        const QTimeZone berlin("Europe/Berlin"); // the clocks go back on that Sunday: 25 hours
        const UtcMicros noon =
            QDateTime(QDate(2026, 10, 25), QTime(12, 0), berlin).toMSecsSinceEpoch() * 1000;
        const Period period = periodAround(noon, length, berlin);
        QCOMPARE(period.start, at("Europe/Berlin", first));
        QCOMPARE(period.end, at("Europe/Berlin", next));
        if (length == BudgetPeriod::Day)
            QCOMPARE(period.end - period.start, std::chrono::microseconds(25h).count());
    }

    void statusTellsEachSubject()
    {
        Budget each = budget("2");
        each.scope = BudgetScope::Model;
        Bench bench({each, budget("10")});
        bench.logged[BudgetScope::Model] = {{u"p/a"_s, usd("1")}, {u"p/b"_s, usd("0.5")}};
        bench.logged[BudgetScope::Workspace] = {{QString(), usd("1.5")}};
        const auto status = await(bench.gate.status());
        QVERIFY(status);
        QCOMPARE(status->size(), 3);
        QCOMPARE(status->last().spent, usd("1.5"));
        QVERIFY(status->last().projected >= usd("1.5"));
    }

    /// 256 calls under way at once, with estimates that err: the limit is passed by no more than they erred.
    void concurrentCallsDoNotOvershoot_data()
    {
        QTest::addColumn<unsigned>("seed");
        for (unsigned seed = 1; seed <= 20; ++seed)
            QTest::addRow("seed %u", seed) << seed;
    }
    void concurrentCallsDoNotOvershoot()
    {
        QFETCH(const unsigned, seed);
        std::mt19937 random(seed);
        const auto upTo = [&random](std::int64_t most) {
            return std::uniform_int_distribution<std::int64_t>(0, most)(random);
        };
        Bench bench({budget("1")});
        struct Running {
            BudgetGate::Reservation held;
            std::int64_t estimate;
        };
        std::deque<Running> running;
        std::int64_t spent = 0;
        std::int64_t erred = 0; // by how much the estimates of finished calls were too low
        for (int step = 0; step < 3000; ++step) {
            const std::int64_t estimate = upTo(20'000'000);
            if (running.size() < 256) {
                if (auto held = await(bench.gate.reserve({}, Money::fromNanoUsd(estimate))))
                    running.push_back({std::move(*held), estimate});
            }
            if (running.size() == 256 || (!running.empty() && upTo(2) == 0)) {
                const std::int64_t cost = running.front().estimate + upTo(2'000'000) - 1'000'000;
                spent += std::max<std::int64_t>(cost, 0);
                erred += std::max<std::int64_t>(cost - running.front().estimate, 0);
                running.front().held.settle(Money::fromNanoUsd(std::max<std::int64_t>(cost, 0)));
                running.pop_front();
            }
            std::int64_t held = 0;
            for (const Running &each : running)
                held += each.estimate;
            QVERIFY(spent + held <= 1'000'000'000 + erred);
        }
        QVERIFY(spent > 900'000'000); // and the budget could be used
    }
};

QTEST_GUILESS_MAIN(BudgetsTest)
#include "tst_budgets.moc"
