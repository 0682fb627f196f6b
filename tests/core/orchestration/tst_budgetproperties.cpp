// SPDX-License-Identifier: GPL-3.0-or-later
#include "orchestration/budgetgate.h"
#include "pipelinebench.h"
#include "support/manualclock.h"
#include "support/seeds.h"

#include <map>
#include <random>

#include <QDateTime>
#include <QPromise>
#include <QTest>

using namespace assay;
using namespace assay::test;

namespace {

struct Dice {
    explicit Dice(unsigned seed)
        : random(seed)
    {
    }
    std::int64_t upTo(std::int64_t most)
    {
        return std::uniform_int_distribution<std::int64_t>(0, most)(random);
    }
    bool oneIn(int sides) { return upTo(sides - 1) == 0; }
    template <typename List> const auto &oneOf(const List &list)
    {
        return list[static_cast<std::size_t>(upTo(static_cast<std::int64_t>(std::size(list)) - 1))];
    }

    std::mt19937 random;
};

/// A call that ended, as the log has it.
struct Entry {
    UtcMicros at = 0; ///< when it began
    BudgetSubjects subjects;
    std::optional<std::int64_t> cost; ///< nothing when nobody knows it, or when the log did not take the call
    std::int64_t paid = 0; ///< what counts for it
    UtcMicros endedAt = 0;
};

QString nameIn(BudgetScope scope, const BudgetSubjects &subjects)
{
    switch (scope) {
    case BudgetScope::Prompt:
        return subjects.prompt;
    case BudgetScope::Model:
        return subjects.model;
    case BudgetScope::User:
        return subjects.user;
    case BudgetScope::Key:
        return subjects.key;
    case BudgetScope::Workspace:
        break;
    }
    return {};
}

/// The subject whose money a call spends; nothing when the budget is not about it.
std::optional<QString> subjectIn(const Budget &budget, const BudgetSubjects &subjects)
{
    const QString name = nameIn(budget.scope, subjects);
    if (budget.scope == BudgetScope::Workspace)
        return name;
    if (name.isEmpty() || (!budget.subject.isEmpty() && name != budget.subject))
        return std::nullopt;
    return name;
}

/// The log, as a list.
struct Log {
    [[nodiscard]] BudgetGate::Spending since(BudgetScope scope, UtcMicros from) const
    {
        BudgetGate::Spending spending;
        for (const Entry &entry : entries) {
            const QString name = nameIn(scope, entry.subjects);
            if (entry.at >= from && entry.cost && (scope == BudgetScope::Workspace || !name.isEmpty()))
                spending[name] += Money::fromNanoUsd(*entry.cost);
        }
        return spending;
    }
    std::vector<Entry> entries;
};

/// Which day, week or month a moment is in, where one lives: equal inside a period, larger in a later one.
std::tuple<int, int, int> periodOf(UtcMicros at, BudgetPeriod length, const QTimeZone &zone)
{
    const QDate date = QDateTime::fromMSecsSinceEpoch(at / 1000, zone).date();
    if (length == BudgetPeriod::Day)
        return {date.year(), date.month(), date.day()};
    if (length == BudgetPeriod::Month)
        return {date.year(), date.month(), 0};
    int year = 0; // of the week: the first days of January may be in the last one of December
    const int week = date.weekNumber(&year);
    return {year, week, 0};
}

/// What a budget's subject spent and put aside: the sums over all that happened, nothing remembered.
struct Truth {
    std::int64_t spent = 0;
    std::int64_t reserved = 0;
    /// What ended in this period though it began before: the gate may count it until it asks the log.
    std::int64_t maybe = 0;
};

constexpr std::array scopes{BudgetScope::Workspace, BudgetScope::Prompt, BudgetScope::Model,
                            BudgetScope::User, BudgetScope::Key};
constexpr std::array periods{BudgetPeriod::Day, BudgetPeriod::Week, BudgetPeriod::Month};
/// Where the clocks change: by an hour, by half an hour, at midnight, south of the equator, never.
constexpr std::array zones{"Europe/Berlin",    "Australia/Lord_Howe", "Africa/Cairo",
                           "America/Santiago", "America/New_York",    "Asia/Kathmandu"};
/// Close to where some of those zones change their clocks.
constexpr std::array starts{"2026-03-26T20:00:00Z", "2026-04-03T20:00:00Z", "2026-10-23T20:00:00Z",
                            "2026-10-29T20:00:00Z", "2026-12-30T20:00:00Z"};

/// A gate and its log, and all that was done with them.
struct World {
    World(unsigned seed)
        : dice(seed)
        , zone(dice.oneOf(zones))
        , clock(
              QDateTime::fromString(QString::fromLatin1(dice.oneOf(starts)), Qt::ISODate).toMSecsSinceEpoch()
              * 1000)
        , gate(clock, [this](BudgetScope scope, UtcMicros from) {
            return QtFuture::makeReadyFuture(Result<BudgetGate::Spending>(log.since(scope, from)));
        })
    {
        const auto count = 1 + dice.upTo(4);
        for (int i = 0; i < count; ++i)
            budgets.append(anyBudget());
        gate.setBudgets(budgets, zone);
    }

    Budget anyBudget()
    {
        Budget budget;
        budget.scope = dice.oneOf(scopes);
        budget.period = dice.oneOf(periods);
        if (budget.scope != BudgetScope::Workspace && dice.oneIn(2))
            budget.subject = nameIn(budget.scope, anySubjects());
        budget.limit = Money::fromNanoUsd(1 + dice.upTo(3'000));
        budget.isHard = !dice.oneIn(3);
        return budget;
    }
    BudgetSubjects anySubjects()
    {
        BudgetSubjects subjects;
        subjects.prompt = dice.oneOf(std::array{QString(), u"triage"_s, u"sql"_s});
        subjects.model = dice.oneOf(std::array{u"p/a"_s, u"p/b"_s});
        subjects.user = dice.oneOf(std::array{u"anna"_s, u"bert"_s});
        subjects.key = dice.oneOf(std::array{QString(), u"k1"_s, u"k2"_s});
        return subjects;
    }

    [[nodiscard]] Truth truthOf(const Budget &budget, const QString &subject) const
    {
        const QTimeZone timeZone(zone);
        const auto now = periodOf(clock.utcMicros(), budget.period, timeZone);
        Truth truth;
        for (const Entry &entry : log.entries) {
            if (subjectIn(budget, entry.subjects) != subject)
                continue;
            if (periodOf(entry.at, budget.period, timeZone) >= now)
                truth.spent += entry.paid;
            else if (periodOf(entry.endedAt, budget.period, timeZone) >= now)
                truth.maybe += entry.paid;
        }
        for (const auto &each : running) {
            if (subjectIn(budget, each.begun.subjects) == subject)
                truth.reserved += each.estimate;
        }
        return truth;
    }

    /// The gate's answer to a call is the one that the sums give.
    void reserveSomething()
    {
        Entry begun;
        begun.at = clock.utcMicros();
        begun.subjects = anySubjects();
        const std::int64_t estimate = dice.upTo(200);
        bool mustRefuse = false;
        bool mayRefuse = false;
        bool mustWarn = false;
        for (const Budget &budget : budgets) {
            const auto subject = subjectIn(budget, begun.subjects);
            if (!subject)
                continue;
            const Truth truth = truthOf(budget, *subject);
            const std::int64_t least = truth.spent + truth.reserved + estimate;
            const std::int64_t limit = budget.limit.nanoUsd();
            mustRefuse = mustRefuse || (budget.isHard && least > limit);
            mayRefuse = mayRefuse || (budget.isHard && least + truth.maybe > limit);
            mustWarn = mustWarn || least > limit;
        }
        auto held = await(gate.reserve(begun.subjects, Money::fromNanoUsd(estimate)));
        QVERIFY2(held || held.error().code == ErrorCode::BudgetExceeded, "another error");
        QVERIFY2(!(held && mustRefuse), "let pass what passes a hard budget");
        QVERIFY2(held || mayRefuse, "refused though there was room");
        if (!held)
            return;
        QVERIFY2(!mustWarn || !held->warnings().isEmpty(), "passed a soft budget without a word");
        running.push_back({std::move(*held), begun, estimate});
    }

    void endSomething()
    {
        if (running.empty())
            return;
        std::swap(running[static_cast<std::size_t>(dice.upTo(std::ssize(running) - 1))], running.back());
        Running last = std::move(running.back());
        running.pop_back();
        if (dice.oneIn(5))
            return; // cancelled before it was sent: nothing was spent
        Entry entry = std::move(last.begun);
        entry.endedAt = clock.utcMicros();
        entry.paid = std::max<std::int64_t>(last.estimate + dice.upTo(60) - 40, 0);
        const std::int64_t how = mayLoseTrack ? dice.upTo(9) : 9;
        if (how == 0) { // nobody knows the cost
            entry.paid = last.estimate;
            log.entries.push_back(entry);
            last.held.settle(std::nullopt);
        } else if (how == 1) { // the log could not take it
            log.entries.push_back(entry);
            last.held.settleUnlogged(Money::fromNanoUsd(entry.paid));
        } else {
            entry.cost = entry.paid;
            log.entries.push_back(entry);
            last.held.settle(Money::fromNanoUsd(entry.paid));
        }
    }

    /// Another program spends. It is known once the log is asked again.
    void othersSpend()
    {
        const std::int64_t cost = dice.upTo(100);
        const UtcMicros now = clock.utcMicros();
        log.entries.push_back({now, anySubjects(), cost, cost, now});
        clock.advance(BudgetGate::refreshEvery);
        std::ignore = await(gate.status());
    }

    void changeBudgets()
    {
        for (Budget &budget : budgets) {
            budget.limit = Money::fromNanoUsd(1 + dice.upTo(3'000));
            budget.isHard = dice.oneIn(2);
        }
        gate.setBudgets(budgets, zone);
    }

    void statusIsTheSums()
    {
        const auto all = await(gate.status());
        QVERIFY(all);
        for (const BudgetStatus &status : *all) {
            const Truth truth = truthOf(status.budget, status.subject);
            QCOMPARE(status.reserved.nanoUsd(), truth.reserved);
            QVERIFY2(status.spent.nanoUsd() >= truth.spent
                         && status.spent.nanoUsd() <= truth.spent + truth.maybe,
                     qPrintable(QStringLiteral("%1 instead of %2 to %3")
                                    .arg(status.spent.nanoUsd())
                                    .arg(truth.spent)
                                    .arg(truth.spent + truth.maybe)));
            const UtcMicros now = clock.utcMicros();
            QVERIFY(status.period.start <= now && now < status.period.end);
        }
    }

    Dice dice;
    QByteArray zone;
    ManualClock clock;
    Log log;
    BudgetGate gate;
    QList<Budget> budgets;
    bool mayLoseTrack = true;
    struct Running {
        BudgetGate::Reservation held;
        Entry begun;
        std::int64_t estimate;
    };
    std::vector<Running> running;
};

/// A gate whose log takes its time: each question is answered later, and not in order.
struct SlowWorld {
    SlowWorld(unsigned seed)
        : dice(seed)
        , gate(clock, [this](BudgetScope scope, UtcMicros from) {
            questions.push_back({scope, from, log.since(scope, from), {}});
            questions.back().answer.start();
            return questions.back().answer.future();
        })
    {
        budget.period = BudgetPeriod::Day;
        budget.limit = Money::fromNanoUsd(1'000);
        budget.isHard = true;
        gate.setBudgets({budget}, zone);
    }

    QCoro::Task<> call(std::int64_t estimate)
    {
        Entry begun;
        begun.at = clock.utcMicros();
        ++waiting;
        auto held = co_await gate.reserve({}, Money::fromNanoUsd(estimate));
        --waiting;
        if (held)
            running.push_back({std::move(*held), begun, estimate});
    }
    void endFirst()
    {
        if (running.empty())
            return;
        Running first = std::move(running.front());
        running.erase(running.begin());
        Entry entry = first.begun;
        entry.paid = std::max<std::int64_t>(first.estimate + dice.upTo(20) - 10, 0);
        erred += std::max<std::int64_t>(entry.paid - first.estimate, 0);
        entry.cost = entry.paid;
        log.entries.push_back(entry);
        first.held.settle(Money::fromNanoUsd(entry.paid));
    }
    void answerOne()
    {
        if (questions.empty())
            return;
        std::swap(questions[static_cast<std::size_t>(dice.upTo(std::ssize(questions) - 1))],
                  questions.back());
        Question question = std::move(questions.back());
        questions.pop_back();
        // The log was read when it was asked, or only now.
        question.answer.addResult(dice.oneIn(2) ? question.then : log.since(question.scope, question.from));
        question.answer.finish();
        QCoreApplication::processEvents();
    }
    [[nodiscard]] std::int64_t spentAndReserved() const
    {
        const QTimeZone timeZone(zone);
        const auto today = periodOf(clock.utcMicros(), budget.period, timeZone);
        std::int64_t sum = 0;
        for (const Entry &entry : log.entries)
            sum += periodOf(entry.at, budget.period, timeZone) == today ? entry.paid : 0;
        for (const auto &each : running)
            sum += periodOf(each.begun.at, budget.period, timeZone) == today ? each.estimate : 0;
        return sum;
    }

    struct Question {
        BudgetScope scope;
        UtcMicros from;
        BudgetGate::Spending then;
        QPromise<Result<BudgetGate::Spending>> answer;
    };
    struct Running {
        BudgetGate::Reservation held;
        Entry begun;
        std::int64_t estimate;
    };
    Dice dice;
    QByteArray zone = "Europe/Berlin";
    ManualClock clock;
    Log log;
    std::vector<Question> questions;
    BudgetGate gate;
    Budget budget;
    std::vector<Running> running;
    std::int64_t erred = 0; ///< by how much the estimates of ended calls were too low
    int waiting = 0;
};

/// Asks again and again until the budget refuses.
struct Spender final : CompletionListener {
    void onDelta(const providers::Delta &) override { }
    void onRetry(const Error &, int, std::chrono::milliseconds) override { }
    QCoro::Task<> spendAll(Orchestrator &orchestrator, CompletionRequest request)
    {
        for (;;) {
            const CompletionResult result = co_await orchestrator.complete(request, *this, {});
            if (result.completion.error) {
                refusal = result.completion.error;
                co_return;
            }
            spent.push_back({result.record.cost.value_or(Money()), estimateOf(result.record)});
        }
    }
    static double estimateOf(const telemetry::CallRecord &record)
    {
        for (const telemetry::TraceStep &step : record.trace) {
            if (step.stage == telemetry::TraceStage::Budget)
                return step.facts[u"estimate_usd"_s].toDouble();
        }
        return -1;
    }
    struct Spent {
        Money cost;
        double estimateUsd;
    };
    std::vector<Spent> spent;
    std::optional<Error> refusal;
};

} // namespace

/// What holds for every sequence of calls, whatever the budgets.
class BudgetPropertiesTest final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    /// A period is all the moments of one day, week or month where one lives, and no others.
    void periodsPartTheCalendar_data()
    {
        QTest::addColumn<QByteArray>("id");
        for (const char *id : zones)
            QTest::newRow(id) << QByteArray(id);
    }
    void periodsPartTheCalendar()
    {
        QFETCH(const QByteArray, id);
        const QTimeZone zone(id);
        QVERIFY(zone.isValid());
        constexpr UtcMicros year2026 = 1'767'225'600'000'000;
        constexpr UtcMicros hour = 3'600'000'000;
        for (const BudgetPeriod length : periods) {
            UtcMicros previousEnd = 0;
            for (UtcMicros now = year2026 - 24 * hour; now < year2026 + 366 * 24 * hour; now += hour / 2) {
                if (now < previousEnd)
                    continue;
                const Period period = periodAround(now, length, zone);
                QVERIFY(period.start <= now && now < period.end);
                QVERIFY(previousEnd == 0 || period.start == previousEnd); // no gap, nothing twice
                const auto name = periodOf(now, length, zone);
                QCOMPARE(periodOf(period.start, length, zone), name);
                QCOMPARE(periodOf(period.end - 1000, length, zone), name);
                QVERIFY(periodOf(period.start - 1000, length, zone) < name);
                QVERIFY(periodOf(period.end, length, zone) > name);
                previousEnd = period.end;
            }
        }
    }

    void theGateCountsAsTheSumsDo_data() { addSeeds(40, 4); }
    void theGateCountsAsTheSumsDo()
    {
        QFETCH(const unsigned, seed);
        World world(seed);
        for (int step = 0; step < 400 && !QTest::currentTestFailed(); ++step) {
            const std::int64_t choice = world.dice.upTo(99);
            if (choice < 45)
                world.reserveSomething();
            else if (choice < 80)
                world.endSomething();
            else if (choice < 92)
                world.clock.advance(std::chrono::seconds(world.dice.upTo(9'000)));
            else if (choice < 95)
                world.othersSpend();
            else if (choice < 97)
                world.changeBudgets();
            else
                world.statusIsTheSums();
        }
    }

    void aSlowLogLetsNothingPassAHardBudget_data() { addSeeds(20); }
    void aSlowLogLetsNothingPassAHardBudget()
    {
        QFETCH(const unsigned, seed);
        SlowWorld world(seed);
        for (int step = 0; step < 1000; ++step) {
            const std::int64_t choice = world.dice.upTo(99);
            if (choice < 50 && world.waiting + std::ssize(world.running) < 256)
                std::ignore = world.call(world.dice.upTo(60)); // it runs on by itself
            else if (choice < 75)
                world.endFirst();
            else if (choice < 90)
                world.answerOne();
            else if (choice < 98)
                world.clock.advance(BudgetGate::refreshEvery);
            else
                world.clock.advance(8h);
            QVERIFY(world.spentAndReserved() <= world.budget.limit.nanoUsd() + world.erred);
        }
        while (!world.questions.empty())
            world.answerOne();
        QCOMPARE(world.waiting, 0);
    }

    /// Through everything, against a provider: what was spent passes the limit by no more than one estimate
    /// was too low, and the money can be used up.
    void twoHundredAndFiftySixCallsAtOnce()
    {
        auto policy = quickRetries();
        Budget budget;
        budget.limit = Money::fromNanoUsd(10'000'000);
        budget.isHard = true;
        policy.budgets = {budget};
        Bench bench(atOnce(), policy);
        auto asked = request();
        asked.parameters.maxTokens = 100;
        std::vector<Spender> spenders(256);
        std::vector<QCoro::Task<>> tasks;
        for (Spender &spender : spenders)
            tasks.push_back(spender.spendAll(bench.orchestrator, asked));
        for (auto &task : tasks)
            QCoro::waitFor(std::move(task));

        Money spent;
        quint64 answered = 0;
        double estimateUsd = 0;
        double mostErredUsd = 0;
        for (const Spender &spender : spenders) {
            QVERIFY(spender.refusal);
            QCOMPARE(spender.refusal->code, ErrorCode::BudgetExceeded);
            for (const auto &each : spender.spent) {
                QVERIFY(each.estimateUsd > 0);
                spent += each.cost;
                estimateUsd = each.estimateUsd;
                mostErredUsd = std::max(mostErredUsd, each.cost.toUsd() - each.estimateUsd);
                ++answered;
            }
        }
        QVERIFY(answered > 0);
        QCOMPARE(bench.simulated->requestCount(), answered); // who is refused asks nobody
        QVERIFY2(spent.toUsd() <= budget.limit.toUsd() + mostErredUsd, qPrintable(spent.toDecimal()));
        QVERIFY2(spent.toUsd() + estimateUsd > budget.limit.toUsd(), qPrintable(spent.toDecimal()));
        const auto costs = await(bench.log.costs(telemetry::CostGrouping::Model, 0));
        QVERIFY(costs && costs->size() == 1);
        QCOMPARE(costs->first().cost, spent); // each call once
    }
};

QTEST_GUILESS_MAIN(BudgetPropertiesTest)
#include "tst_budgetproperties.moc"
