// SPDX-License-Identifier: GPL-3.0-or-later
#include "evaluation/thresholdsamples.h"

#include <QTest>

using namespace assay;
using namespace assay::evaluation;
using namespace Qt::StringLiterals;

/// What a judged side-by-side run says of a route by complexity.
class ThresholdSamplesTest final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init()
    {
        m_run = Comparison();
        m_run.content.messages = {{providers::Role::User, u"Why {{x}}? Prove it."_s}};
        m_run.variables = {{u"x"_s, u"so"_s}};
        for (const QString &model : {u"swift"_s, u"deep"_s, u"other"_s})
            m_run.columns.append({{u"p"_s, model}, {}, std::nullopt});
        m_costs = {Money::fromNanoUsd(1), Money::fromNanoUsd(20), std::nullopt};
    }

    void judgesByThePick()
    {
        m_run.winner = 1;
        const auto picked = sample({});
        QVERIFY(picked);
        QVERIFY(!picked->simpleModelGood && picked->complexModelGood);
        QCOMPARE(picked->complexCost, Money::fromNanoUsd(20));
        QVERIFY(picked->score > 0.1); // two words that ask for reasons
        m_run.winner = 2; // says nothing of these two
        QCOMPARE(sample({}).error(), NoSample::Unjudged);
    }

    void aVoteGoesBeforeThePick_data()
    {
        QTest::addColumn<int>("choice");
        QTest::addColumn<bool>("isSwapped");
        QTest::addColumn<bool>("isSimpleGood");
        QTest::addColumn<bool>("isComplexGood");
        QTest::newRow("left") << int(VoteChoice::Left) << false << true << false;
        QTest::newRow("left, shown the other way") << int(VoteChoice::Left) << true << false << true;
        QTest::newRow("right") << int(VoteChoice::Right) << false << false << true;
        QTest::newRow("equal") << int(VoteChoice::Equal) << false << true << true;
        QTest::newRow("both bad") << int(VoteChoice::BothBad) << true << false << false;
    }
    void aVoteGoesBeforeThePick()
    {
        QFETCH(const int, choice);
        QFETCH(const bool, isSwapped);
        QFETCH(const bool, isSimpleGood);
        QFETCH(const bool, isComplexGood);
        m_run.winner = 0;
        Vote vote;
        vote.left = isSwapped ? 1 : 0;
        vote.right = isSwapped ? 0 : 1;
        vote.choice = static_cast<VoteChoice>(choice);
        const auto judged = sample({vote});
        QVERIFY(judged);
        QCOMPARE(judged->simpleModelGood, isSimpleGood);
        QCOMPARE(judged->complexModelGood, isComplexGood);
    }

    void saysWhyARunSaysNothing()
    {
        QCOMPARE(sample({}).error(), NoSample::Unjudged);
        m_run.winner = 0;
        m_costs[1] = std::nullopt;
        QCOMPARE(sample({}).error(), NoSample::CostUnknown);
        m_run.columns[1].content = prompts::PromptContent();
        QCOMPARE(sample({}).error(), NoSample::AskedDifferently);
        m_run.columns[1].target.model = u"elsewhere"_s;
        QCOMPARE(sample({}).error(), NoSample::OtherModels);
    }

private:
    [[nodiscard]] tl::expected<orchestration::ThresholdSample, NoSample>
    sample(const QList<Vote> &votes) const
    {
        return thresholdSample(m_run, votes, {u"p"_s, u"swift"_s}, {{u"p"_s, u"deep"_s}}, m_costs);
    }

    Comparison m_run;
    QList<std::optional<Money>> m_costs;
};

QTEST_GUILESS_MAIN(ThresholdSamplesTest)
#include "tst_thresholdsamples.moc"
