// SPDX-License-Identifier: GPL-3.0-or-later
#include "release/assignment.h"
#include "release/decision.h"
#include "release/intervals.h"

#include <cmath>
#include <random>

#include <QTest>

using namespace assay;
using namespace assay::release;
using namespace Qt::StringLiterals;

namespace {

/// A side whose calls fail, cost and last as they are told to.
SideFigures sideOf(std::mt19937 &random, int calls, double errorRate, double medianUs = 1e6,
                   double cost = 0.01)
{
    SideFigures side;
    std::bernoulli_distribution fails(errorRate);
    std::lognormal_distribution<> latency(std::log(medianUs), 0.3);
    std::normal_distribution<> spending(cost, cost / 10);
    for (int i = 0; i < calls; ++i) {
        ++side.calls;
        side.costsUsd.push_back(spending(random));
        if (fails(random))
            ++side.errors;
        else
            side.latenciesUs.push_back(latency(random));
    }
    return side;
}

Progress stepIsOver()
{
    Progress progress;
    progress.inStep = std::chrono::hours(1);
    return progress;
}

const Evidence &of(const Assessment &assessment, Guardrail guardrail)
{
    for (const Evidence &each : assessment.evidence) {
        if (each.guardrail == guardrail)
            return each;
    }
    qFatal("no such evidence");
}

} // namespace

class ReleaseDecisionTest final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void boundsAreThoseOfTheBooks()
    {
        // Wilson, 95 % two-sided: 10 of 100 is 0.0552 to 0.1744.
        const Bounds wilson = shareBounds({10, 100}, 0.025);
        QVERIFY(std::abs(wilson.lower - 0.0552) < 1e-4);
        QVERIFY(std::abs(wilson.upper - 0.1744) < 1e-4);
        // Newcombe 1998, table II, method 10: 56/70 - 48/80 is 0.0524 to 0.3339.
        const Bounds newcombe = differenceBounds({56, 70}, {48, 80}, 0.025);
        QVERIFY(std::abs(newcombe.lower - 0.0524) < 1e-4);
        QVERIFY(std::abs(newcombe.upper - 0.3339) < 1e-4);
        // Welch: means 20 and 22, variances 4 and 9, n 10 and 15; t of 22.99 degrees.
        const auto welch = contrastBounds({10, 20, 4}, {15, 22, 9}, 1, 0.025);
        QVERIFY(welch);
        QVERIFY(std::abs(welch->lower - (-2 - 2.0687)) < 1e-3);
    }

    void aQuantileIsBoundOnlyByEnoughValues()
    {
        std::vector<double> sorted;
        for (int i = 1; i <= 1000; ++i)
            sorted.push_back(i);
        const auto bounds = quantileBounds(sorted, 0.95, 0.025);
        QVERIFY(bounds && bounds->lower < 950 && bounds->lower > 930 && bounds->upper > 950
                && bounds->upper < 970);
        QVERIFY(!quantileBounds(std::span(sorted).first(20), 0.95, 0.025));
    }

    /// The promise of the bounds: they hold the truth as often as they say.
    void quantileBoundsCoverTheTruth()
    {
        std::mt19937 random(7);
        std::exponential_distribution<> values(1.0);
        const double truth = -std::log(0.05); // the 0.95-quantile
        int missedBelow = 0;
        int missedAbove = 0;
        constexpr int trials = 2000;
        for (int trial = 0; trial < trials; ++trial) {
            std::vector<double> sample(300);
            std::ranges::generate(sample, [&] { return values(random); });
            std::ranges::sort(sample);
            const auto bounds = quantileBounds(sample, 0.95, 0.05);
            QVERIFY(bounds);
            missedBelow += truth < bounds->lower;
            missedAbove += truth > bounds->upper;
        }
        QVERIFY2(missedBelow < trials * 0.065, qPrintable(QString::number(missedBelow)));
        QVERIFY2(missedAbove < trials * 0.065, qPrintable(QString::number(missedAbove)));
    }

    void itWaitsForItsCalls()
    {
        std::mt19937 random(1);
        const Assessment assessment =
            assess({}, sideOf(random, 5000, 0.01), sideOf(random, 49, 1.0), stepIsOver());
        QVERIFY(!assessment.isLook);
        QCOMPARE(assessment.verdict, Verdict::Hold);
        QVERIFY2(assessment.reason.contains(u"50"_s), qPrintable(assessment.reason));
    }

    void harmIsRolledBackAtTheFirstLook()
    {
        std::mt19937 random(2);
        const Assessment assessment =
            assess({}, sideOf(random, 5000, 0.01), sideOf(random, 50, 0.4), stepIsOver());
        QCOMPARE(assessment.verdict, Verdict::RollBack);
        QCOMPARE(of(assessment, Guardrail::ErrorRate).finding, Finding::Breached);
        QVERIFY2(assessment.reason.contains(u"error rate"_s), qPrintable(assessment.reason));
    }

    void slownessAndCostAreHarmToo()
    {
        std::mt19937 random(3);
        const SideFigures stable = sideOf(random, 4000, 0.01);
        const Assessment slow = assess({}, stable, sideOf(random, 2000, 0.01, 2e6), stepIsOver());
        QCOMPARE(of(slow, Guardrail::LatencyP95).finding, Finding::Breached);
        const Assessment dear = assess({}, stable, sideOf(random, 2000, 0.01, 1e6, 0.02), stepIsOver());
        QCOMPARE(of(dear, Guardrail::CostPerCall).finding, Finding::Breached);
        QCOMPARE(dear.verdict, Verdict::RollBack);
        ReleasePlan off;
        off.guardrails.costIncrease = -1;
        QCOMPARE(of(assess(off, stable, sideOf(random, 2000, 0.01, 1e6, 0.02), stepIsOver()),
                    Guardrail::CostPerCall)
                     .finding,
                 Finding::NotMeasured);
    }

    void aLikeCandidateIsPromotedOnceThereAreEnoughCalls()
    {
        std::mt19937 random(4);
        const SideFigures stable = sideOf(random, 5000, 0.01);
        const Assessment few = assess({}, stable, sideOf(random, 60, 0.01), stepIsOver());
        QCOMPARE(few.verdict, Verdict::Hold);
        QVERIFY(of(few, Guardrail::ErrorRate).callsNeeded.value_or(0) > 60);
        const Assessment many = assess({}, stable, sideOf(random, 3000, 0.01), stepIsOver());
        QCOMPARE(many.verdict, Verdict::Promote);
        Progress early = stepIsOver();
        early.inStep = std::chrono::seconds(5);
        QCOMPARE(assess({}, stable, sideOf(random, 3000, 0.01), early).verdict, Verdict::Hold);
    }

    void aLowerScoreIsBreachedAHigherOnePasses()
    {
        std::mt19937 random(5);
        std::normal_distribution<> good(0.9, 0.05);
        std::normal_distribution<> poor(0.7, 0.05);
        SideFigures stable = sideOf(random, 2000, 0.0);
        SideFigures candidate = sideOf(random, 2000, 0.0);
        for (int i = 0; i < 100; ++i) {
            stable.scores.push_back(good(random));
            candidate.scores.push_back(poor(random));
        }
        QCOMPARE(of(assess({}, stable, candidate, stepIsOver()), Guardrail::EvaluationScore).finding,
                 Finding::Breached);
        std::swap(stable.scores, candidate.scores);
        QCOMPARE(of(assess({}, stable, candidate, stepIsOver()), Guardrail::EvaluationScore).finding,
                 Finding::Passed);
    }

    /// Looking often must not make chance look like harm: equal sides, twenty looks each.
    void equalSidesAreSeldomRolledBack()
    {
        std::mt19937 random(6);
        std::bernoulli_distribution fails(0.05);
        ReleasePlan plan;
        plan.guardrails.errorRateIncrease = 0; // the hardest: no room at all
        plan.guardrails.latencyP95Increase = plan.guardrails.costIncrease = -1;
        int rolledBack = 0;
        constexpr int trials = 400;
        for (int trial = 0; trial < trials; ++trial) {
            SideFigures stable;
            SideFigures candidate;
            Progress progress = stepIsOver();
            bool isHarm = false;
            std::int64_t nextLookAt = 0;
            for (int call = 0; call < 5000 && !isHarm; ++call) {
                ++stable.calls;
                ++candidate.calls;
                stable.errors += fails(random);
                candidate.errors += fails(random);
                if (candidate.calls < nextLookAt)
                    continue;
                const Assessment seen = assess(plan, stable, candidate, progress);
                nextLookAt = seen.nextLookAt;
                if (!seen.isLook)
                    continue;
                isHarm = seen.verdict == Verdict::RollBack;
                ++progress.looks;
                progress.callsAtLastLook = candidate.calls;
            }
            rolledBack += isHarm;
        }
        QVERIFY2(rolledBack <= trials * 0.05, qPrintable(QString::number(rolledBack)));
    }

    void evidenceIsKeptAsItWas()
    {
        std::mt19937 random(8);
        const Assessment assessment =
            assess({}, sideOf(random, 500, 0.02), sideOf(random, 80, 0.05), stepIsOver());
        const QJsonObject json = toJson(assessment);
        const QList<Evidence> read = evidenceFromJson(json["evidence"_L1].toArray());
        QCOMPARE(read.size(), assessment.evidence.size());
        for (qsizetype i = 0; i < read.size(); ++i) {
            QCOMPARE(read.at(i).finding, assessment.evidence.at(i).finding);
            QCOMPARE(read.at(i).worseAtMost, assessment.evidence.at(i).worseAtMost);
            QCOMPARE(read.at(i).callsNeeded, assessment.evidence.at(i).callsNeeded);
        }
    }

    void subjectsStickAndSharesAreTrue()
    {
        const ReleaseId release = ReleaseId::create();
        int at5 = 0;
        int at25 = 0;
        constexpr int subjects = 20'000;
        for (int i = 0; i < subjects; ++i) {
            const QString subject = u"user-%1"_s.arg(i);
            const bool early = getsCandidate(release, subject, 5);
            QCOMPARE(getsCandidate(release, subject, 5), early);
            QVERIFY(!early || getsCandidate(release, subject, 25)); // whoever has it keeps it
            at5 += early;
            at25 += getsCandidate(release, subject, 25);
            QVERIFY(getsCandidate(release, subject, 100));
            QVERIFY(!getsCandidate(release, subject, 0));
        }
        QVERIFY2(std::abs(at5 - subjects * 0.05) < 150, qPrintable(QString::number(at5))); // 4.9 sigma
        QVERIFY2(std::abs(at25 - subjects * 0.25) < 300, qPrintable(QString::number(at25)));
    }

    void plansAreChecked()
    {
        QCOMPARE(planFromJson(toJson(ReleasePlan())).value(), ReleasePlan());
        for (const QList<int> &steps : {QList<int>{}, QList<int>{1, 5}, QList<int>{50, 5, 100},
                                        QList<int>{0, 100}, QList<int>{5, 5, 100}}) {
            ReleasePlan plan;
            plan.steps = steps;
            QVERIFY(!checked(plan));
        }
        ReleasePlan plan;
        plan.guardrails.confidence = 1;
        QVERIFY(!checked(plan));
    }
};

QTEST_GUILESS_MAIN(ReleaseDecisionTest)
#include "tst_releasedecision.moc"
