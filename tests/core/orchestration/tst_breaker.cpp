// SPDX-License-Identifier: GPL-3.0-or-later
#include <QTest>

#include "orchestration/breakerlog.h"
#include "orchestration/circuitbreaker.h"
#include "support/awaiting.h"
#include "support/manualclock.h"
#include "support/seeds.h"

#include <random>

#include <QTemporaryDir>

using namespace assay;
using namespace assay::orchestration;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;
using Forced = CircuitBreaker::Forced;

namespace {

const catalog::ModelRef model{u"p"_s, u"m"_s};
const catalog::ModelRef other{u"p"_s, u"other"_s};

Error fault(ErrorCode code)
{
    return {code, {}, {}, false, {}};
}

BreakerSettings small()
{
    BreakerSettings settings;
    settings.minimumCalls = 4;
    settings.probes = 2;
    settings.slowAfter = 5s;
    return settings;
}

void failTimes(CircuitBreaker &breaker, int times)
{
    for (int i = 0; i < times; ++i)
        breaker.allow(model)->failed(fault(ErrorCode::ServerError));
}

BreakerState stateOf(const CircuitBreaker &breaker)
{
    return breaker.states().constFirst().state;
}

/// What the breaker promises, written as plainly as can be: everything is counted anew at each question.
class Model {
public:
    explicit Model(const BreakerSettings &settings)
        : m_settings(settings)
    {
    }

    BreakerState state = BreakerState::Closed;
    int epoch = 0;

    bool allows(SteadyTime now)
    {
        if (state == BreakerState::Open && now >= m_openUntil)
            enter(BreakerState::HalfOpen, now);
        if (state == BreakerState::HalfOpen) {
            if (m_probesOut + m_goodProbes >= m_settings.probes)
                return false;
            ++m_probesOut;
        }
        return state != BreakerState::Open && state != BreakerState::ForcedOpen;
    }
    void ended(int ticketEpoch, std::optional<bool> isFailure, bool isSlow, SteadyTime now)
    {
        if (ticketEpoch != epoch)
            return;
        if (state == BreakerState::HalfOpen) {
            --m_probesOut;
            if (isFailure && (*isFailure || isSlow))
                enter(BreakerState::Open, now);
            else if (isFailure && ++m_goodProbes == m_settings.probes)
                enter(BreakerState::Closed, now);
            return;
        }
        if (!isFailure)
            return;
        m_calls.push_back({now, *isFailure, isSlow});
        int calls = 0;
        int failures = 0;
        int slow = 0;
        for (const Call &call : m_calls) {
            if (call.at <= now - m_settings.window)
                continue;
            ++calls;
            failures += call.isFailure ? 1 : 0;
            slow += call.isSlow ? 1 : 0;
        }
        if (state == BreakerState::Closed && calls >= m_settings.minimumCalls
            && (failures * 100 >= calls * m_settings.failureRatePercent
                || slow * 100 >= calls * m_settings.slowRatePercent))
            enter(BreakerState::Open, now);
    }
    void enter(BreakerState next, SteadyTime now)
    {
        state = next;
        ++epoch;
        m_calls.clear();
        m_probesOut = m_goodProbes = 0;
        m_openUntil = now + m_settings.openFor;
    }

private:
    struct Call {
        SteadyTime at;
        bool isFailure;
        bool isSlow;
    };
    BreakerSettings m_settings;
    std::vector<Call> m_calls;
    SteadyTime m_openUntil{};
    int m_probesOut = 0;
    int m_goodProbes = 0;
};

struct TicketOut {
    CircuitBreaker::Ticket ticket;
    int epoch;
};

} // namespace

class BreakerTest final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void opensOnTheShareOfFailuresProbesAndCloses()
    {
        test::ManualClock clock;
        CircuitBreaker breaker(clock, small());
        breaker.allow(model)->succeeded(1s);
        breaker.allow(model)->succeeded(1s);
        failTimes(breaker, 1);
        QCOMPARE(stateOf(breaker), BreakerState::Closed);
        failTimes(breaker, 1); // two of four
        QCOMPARE(stateOf(breaker), BreakerState::Open);
        const auto refused = breaker.allow(model);
        QVERIFY(!refused);
        QCOMPARE(refused.error().code, ErrorCode::Overloaded);
        QVERIFY(refused.error().message.contains(u"p/m"_s));
        QVERIFY(refused.error().retryAfter == 30s);
        QVERIFY(breaker.isRefusing(model));
        QVERIFY(breaker.allow(other)); // one model's faults are not another's

        clock.advance(30s);
        QVERIFY(!breaker.isRefusing(model));
        {
            auto first = breaker.allow(model);
            auto second = breaker.allow(model);
            QVERIFY(first && second);
            QVERIFY(!breaker.allow(model)); // two probes
        } // both given up: nothing known, their places are free
        QCOMPARE(stateOf(breaker), BreakerState::HalfOpen);
        failTimes(breaker, 1);
        QVERIFY(!breaker.allow(model));
        clock.advance(30s);
        breaker.allow(model)->succeeded(1s);
        QVERIFY(breaker.allow(model));
        breaker.allow(model)->succeeded(1s);
        for (int i = 0; i < 10; ++i)
            QVERIFY(breaker.allow(model));
    }

    void opensOnSlowCalls()
    {
        test::ManualClock clock;
        CircuitBreaker breaker(clock, small());
        for (int i = 0; i < 4; ++i)
            breaker.allow(model)->succeeded(6s);
        QCOMPARE(stateOf(breaker), BreakerState::Open);
        clock.advance(30s);
        breaker.allow(model)->succeeded(6s); // a slow probe is a bad one
        QCOMPARE(stateOf(breaker), BreakerState::Open);
    }

    void countsOnlyTheOtherSidesFaults()
    {
        test::ManualClock clock;
        CircuitBreaker breaker(clock, small());
        for (const ErrorCode code :
             {ErrorCode::InvalidRequest, ErrorCode::Authentication, ErrorCode::RateLimited,
              ErrorCode::Cancelled, ErrorCode::InsufficientQuota}) {
            for (int i = 0; i < 10; ++i)
                breaker.allow(model)->failed(fault(code));
        }
        QCOMPARE(stateOf(breaker), BreakerState::Closed);
        QCOMPARE(breaker.states().constFirst().calls, 20); // bad requests and keys were answered
    }

    void whatComesBackAfterAChangeCountsNoMore()
    {
        test::ManualClock clock;
        CircuitBreaker breaker(clock, small());
        auto late = breaker.allow(model);
        failTimes(breaker, 4);
        clock.advance(30s);
        auto probe = breaker.allow(model);
        QCOMPARE(stateOf(breaker), BreakerState::HalfOpen);
        late->failed(fault(ErrorCode::Timeout)); // of before: no probe
        QCOMPARE(stateOf(breaker), BreakerState::HalfOpen);
        probe->succeeded(1s);
        breaker.allow(model)->succeeded(1s);
        QCOMPARE(stateOf(breaker), BreakerState::Closed);
    }

    void oldFailuresAreForgotten()
    {
        test::ManualClock clock;
        CircuitBreaker breaker(clock, small());
        failTimes(breaker, 3);
        clock.advance(60s);
        failTimes(breaker, 3);
        QCOMPARE(stateOf(breaker), BreakerState::Closed);
        QCOMPARE(breaker.states().constFirst().failures, 3);
    }

    void anAdminsWordHolds()
    {
        test::ManualClock clock;
        CircuitBreaker breaker(clock, small());
        QList<BreakerEvent> events;
        breaker.setEventHandler([&events](const BreakerEvent &event) { events.append(event); });
        breaker.force(model, Forced::Open, u"ada"_s, u"maintenance"_s);
        breaker.force(model, Forced::Open, u"ada"_s, u"again"_s); // no change
        QVERIFY(!breaker.allow(model));
        clock.advance(24h);
        QVERIFY(!breaker.allow(model));
        breaker.force(model, Forced::Closed, u"ada"_s, u"we need it"_s);
        failTimes(breaker, 100);
        QVERIFY(breaker.allow(model));
        breaker.force(model, Forced::None, u"ada"_s, u"done"_s);
        QCOMPARE(breaker.states().constFirst().calls, 0);
        failTimes(breaker, 4);
        QVERIFY(!breaker.allow(model));
        QCOMPARE(events.size(), 4);
        QCOMPARE(events.at(0).to, BreakerState::ForcedOpen);
        QCOMPARE(events.at(0).who, u"ada"_s);
        QCOMPARE(events.at(0).reason, u"maintenance"_s);
        QCOMPARE(events.at(2).from, BreakerState::ForcedClosed);
        QCOMPARE(events.at(3).to, BreakerState::Open);
        QVERIFY(events.at(3).who.isEmpty());
        QCOMPARE(events.at(3).at, clock.utcMicros());
    }

    void behavesAsItsModelWhateverHappens_data() { test::addSeeds(100, 10); }
    void behavesAsItsModelWhateverHappens()
    {
        QFETCH(const unsigned, seed);
        std::mt19937 random(seed);
        BreakerSettings settings;
        settings.minimumCalls = 1 + static_cast<int>(random() % 8);
        settings.probes = 1 + static_cast<int>(random() % 4);
        settings.failureRatePercent = 10 + static_cast<int>(random() % 91);
        settings.slowRatePercent = 10 + static_cast<int>(random() % 91);
        settings.slowAfter = 5s;
        test::ManualClock clock;
        CircuitBreaker breaker(clock, settings);
        Model expected(settings);
        std::vector<TicketOut> out;
        BreakerState told = BreakerState::Closed;
        bool isChainWhole = true;
        breaker.setEventHandler([&](const BreakerEvent &event) {
            isChainWhole = isChainWhole && event.from == told && event.to != event.from;
            told = event.to;
        });
        for (int step = 0; step < 400; ++step) {
            randomStep(random, clock, breaker, expected, out);
            if (QTest::currentTestFailed())
                return;
            QVERIFY(isChainWhole);
            QCOMPARE(told, expected.state);
        }
    }

    void eventsAreKeptNewestFirstAndBounded()
    {
        const QTemporaryDir folder;
        const auto database =
            storage::Database::open(folder.filePath(u"w.assay"_s), storage::OpenMode::Create);
        QVERIFY(database);
        BreakerLog log(**database, 3);
        for (int i = 1; i <= 5; ++i) {
            QVERIFY(test::await(log.append({i,
                                            {u"p"_s, u"org/m"_s},
                                            BreakerState::HalfOpen,
                                            i % 2 == 1 ? BreakerState::ForcedOpen : BreakerState::Closed,
                                            i == 5 ? u"why"_s : QString(),
                                            QString()})));
        }
        const auto events = test::await(log.list(10));
        QVERIFY(events);
        QCOMPARE(events->size(), 3);
        QCOMPARE(events->constFirst().at, 5);
        QCOMPARE(events->constFirst().model, (catalog::ModelRef{u"p"_s, u"org/m"_s}));
        QCOMPARE(events->constFirst().from, BreakerState::HalfOpen);
        QCOMPARE(events->constFirst().to, BreakerState::ForcedOpen);
        QCOMPARE(events->constFirst().reason, u"why"_s);
        QCOMPARE(test::await(log.list(1))->size(), 1);
    }

    /// Each program takes it up and has an event of its own.
    void anAdminsWordIsLoggedOnce()
    {
        const QTemporaryDir folder;
        const auto database =
            storage::Database::open(folder.filePath(u"w.assay"_s), storage::OpenMode::Create);
        QVERIFY(database);
        BreakerLog log(**database);
        const auto append = [&log](BreakerState from, BreakerState to, const QString &reason) {
            return test::await(log.append({1, model, from, to, reason, u"ada"_s})).has_value();
        };
        QVERIFY(append(BreakerState::Closed, BreakerState::ForcedOpen, u"maintenance"_s));
        QVERIFY(append(BreakerState::Open, BreakerState::ForcedOpen, u"maintenance"_s));
        QVERIFY(append(BreakerState::ForcedOpen, BreakerState::Closed, u"done"_s));
        QVERIFY(append(BreakerState::ForcedOpen, BreakerState::Closed, u"the policy says so"_s));
        QVERIFY(append(BreakerState::Closed, BreakerState::ForcedOpen, u"maintenance"_s));
        QCOMPARE(test::await(log.list(10))->size(), 3);
        // What the breakers of two programs find out are two things.
        QVERIFY(append(BreakerState::HalfOpen, BreakerState::Open, u"A probe failed."_s));
        QVERIFY(append(BreakerState::HalfOpen, BreakerState::Open, u"A probe failed."_s));
        QCOMPARE(test::await(log.list(10))->size(), 5);
    }

private:
    static void randomStep(std::mt19937 &random, test::ManualClock &clock, CircuitBreaker &breaker,
                           Model &expected, std::vector<TicketOut> &out)
    {
        const unsigned choice = random() % 100;
        if (choice < 45) {
            const bool willRefuse = breaker.isRefusing(model);
            auto ticket = breaker.allow(model);
            QCOMPARE(ticket.has_value(), expected.allows(clock.steadyNow()));
            QCOMPARE(ticket.has_value(), !willRefuse);
            if (ticket)
                out.push_back({std::move(*ticket), expected.epoch});
        } else if (choice < 85 && !out.empty()) {
            std::swap(out[random() % out.size()], out.back());
            TicketOut last = std::move(out.back());
            out.pop_back();
            endSomehow(random() % 4, last, expected, clock.steadyNow());
        } else if (choice < 98) {
            clock.advance(std::chrono::milliseconds(random() % 12'000));
        } else {
            const bool isOpen = random() % 2 == 0;
            breaker.force(model, isOpen ? Forced::Open : Forced::Closed, u"a"_s, u"r"_s);
            const BreakerState to = isOpen ? BreakerState::ForcedOpen : BreakerState::ForcedClosed;
            if (expected.state != to)
                expected.enter(to, clock.steadyNow());
            if (random() % 2 == 0) {
                breaker.force(model, Forced::None, u"a"_s, u"r"_s);
                expected.enter(BreakerState::Closed, clock.steadyNow());
            }
        }
    }

    static void endSomehow(unsigned how, TicketOut &out, Model &expected, SteadyTime now)
    {
        if (how == 0) {
            out.ticket.failed(fault(ErrorCode::Network));
            expected.ended(out.epoch, true, false, now);
        } else if (how == 1) {
            out.ticket.abandoned();
            expected.ended(out.epoch, std::nullopt, false, now);
        } else {
            out.ticket.succeeded(how == 2 ? 6s : 1s);
            expected.ended(out.epoch, false, how == 2, now);
        }
    }
};

QTEST_GUILESS_MAIN(BreakerTest)
#include "tst_breaker.moc"
