// SPDX-License-Identifier: GPL-3.0-or-later
#include "orchestration/complexity.h"

#include <cmath>
#include <functional>
#include <random>

#include <QTest>

using namespace assay;
using namespace assay::orchestration;
using namespace Qt::StringLiterals;

namespace {

providers::ModelRequest asking(const QString &text)
{
    providers::ModelRequest request;
    request.messages = {{providers::Role::User, text}};
    return request;
}

double valueOf(const providers::ModelRequest &request, ComplexityFeature feature)
{
    return explainComplexity(request).shares.at(static_cast<std::size_t>(feature)).value;
}

Money cents(int amount)
{
    return Money::fromNanoUsd(amount * 10'000'000LL);
}

/// Both models' results on requests: the simple one costs 1 cent, the complex one 10.
ThresholdSample sample(double score, bool simpleGood, bool complexGood = true)
{
    return {score, simpleGood, complexGood, cents(1), cents(10)};
}

/// What sending each sample to its side of a threshold comes to, counted one by one.
ThresholdPoint counted(const std::vector<ThresholdSample> &samples, double threshold)
{
    ThresholdPoint point{threshold, 0, {}};
    for (const ThresholdSample &each : samples) {
        const bool isComplex = each.score >= threshold;
        point.quality += (isComplex ? each.complexModelGood : each.simpleModelGood) ? 1 : 0;
        point.cost += isComplex ? each.complexCost : each.simpleCost;
    }
    point.quality /= static_cast<double>(samples.size());
    return point;
}

} // namespace

class ComplexityTest final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void aShortQuestionIsSimple()
    {
        QVERIFY(complexityOf(asking(u"What is the capital of Norway?"_s)) < 0.1);
        QCOMPARE(complexityOf(providers::ModelRequest()), 0.0);
    }

    void aLongTaskWithToolsAndCodeIsComplex()
    {
        providers::ModelRequest request =
            asking(u"Explain why this is slow, compare two designs step by step and prove the bound.\n"_s
                   + u"- keep the interface\n- no locks\n- measure it\n"_s
                   + u"```\nfor (int i = 0; i < n; ++i) {\n    work(i);\n}\n```\n"_s.repeated(60));
        for (int i = 0; i < 5; ++i)
            request.tools.push_back({QString::number(i), {}, {}});
        QVERIFY(complexityOf(request) > 0.6);
    }

    void eachFeatureRaisesTheScore_data()
    {
        using Change = std::function<void(providers::ModelRequest &)>;
        QTest::addColumn<Change>("change");
        QTest::addColumn<ComplexityFeature>("feature");
        const auto say = [](const QString &text) {
            return Change([text](providers::ModelRequest &r) { r.messages.back().text = text; });
        };
        using enum ComplexityFeature;
        QTest::newRow("length") << say(u"word "_s.repeated(1000)) << Length;
        QTest::newRow("turns") << Change([](auto &r) {
            r.messages.insert(r.messages.begin(), 4, {providers::Role::Assistant, u"yes"_s});
        }) << Turns;
        QTest::newRow("tools") << Change([](auto &r) { r.tools.resize(3); }) << Tools;
        QTest::newRow("schema") << Change([](auto &r) {
            r.parameters.responseFormat = providers::ResponseFormat::JsonSchema;
            r.parameters.responseSchema = {
                {u"properties"_s, QJsonObject{{u"a"_s, QJsonObject()}, {u"b"_s, QJsonObject()}}}};
        }) << Schema;
        QTest::newRow("code") << say(u"what is it\n```\nx = 1\ny = 2\n```"_s) << Code;
        QTest::newRow("reasoning") << say(u"Prove it step by step"_s) << Reasoning;
        QTest::newRow("reasoning in German") << say(u"Begründe das und vergleiche"_s) << Reasoning;
        QTest::newRow("effort") << Change([](auto &r) {
            r.parameters.reasoningEffort = providers::ReasoningEffort::High;
        }) << Effort;
        QTest::newRow("questions") << say(u"Who? When? Where?"_s) << Questions;
        QTest::newRow("instructions") << say(u"Do\n1. this\n2) that\n- those"_s) << Instructions;
        QTest::newRow("languages") << say(u"translate this: Где находится библиотека"_s) << Languages;
        QTest::newRow("images") << Change([](auto &r) { r.messages.back().images.resize(2); }) << Images;
    }
    void eachFeatureRaisesTheScore()
    {
        QFETCH(const std::function<void(providers::ModelRequest &)>, change);
        QFETCH(const ComplexityFeature, feature);
        providers::ModelRequest request = asking(u"tell me"_s);
        QCOMPARE(valueOf(request, feature), 0.0);
        change(request);
        QVERIFY(valueOf(request, feature) > 0);
        QVERIFY(complexityOf(request) > complexityOf(asking(u"tell me"_s)));
    }

    void whatOnlyLooksLikeAFeatureIsNone()
    {
        using enum ComplexityFeature;
        QCOMPARE(valueOf(asking(u"a replanted airplane"_s), Reasoning), 0.0); // "plan" inside words
        QCOMPARE(valueOf(asking(u"Really???"_s), Questions), 0.0); // one question
        QCOMPARE(valueOf(asking(u"-5 degrees\n3.14 is pi"_s), Instructions), 0.0);
        QCOMPARE(valueOf(asking(u"日本語の文章をカタカナで"_s), Languages),
                 0.0); // one language, three scripts
    }

    void theSharesAddUpToTheScore()
    {
        std::mt19937 random(7);
        const auto upTo = [&random](int most) { return std::uniform_int_distribution<int>(0, most)(random); };
        const QStringList pieces{u"why? "_s, u"\n- item\n"_s,       u"x = 1;\n"_s, u"слово "_s,
                                 u"word "_s, u"```\ncode\n```\n"_s, u"漢字"_s,     u"\U0001F600"_s};
        for (int round = 0; round < 300; ++round) {
            QString text;
            for (int i = upTo(200); i > 0; --i)
                text += pieces.at(upTo(int(pieces.size()) - 1));
            providers::ModelRequest request = asking(text);
            request.tools.resize(static_cast<std::size_t>(upTo(10)));
            const Complexity complexity = explainComplexity(request);
            double sum = 0;
            for (const ComplexityShare &share : complexity.shares) {
                QVERIFY(share.value >= 0 && share.value <= 1 && share.share >= 0);
                sum += share.share;
            }
            QVERIFY(complexity.score >= 0 && complexity.score < 1);
            QVERIFY(std::abs(sum - complexity.score) < 1e-9);
            QCOMPARE(complexityOf(request), complexity.score);
        }
    }

    void everyFeatureHasItsName()
    {
        QStringList names;
        for (const ComplexityShare &share : explainComplexity(asking({})).shares)
            names.append(complexityFeatureName(share.feature));
        QCOMPARE(names.size(), 11);
        QCOMPARE(names.removeDuplicates(), 0);
        QCOMPARE(names.first(), u"length"_s);
    }

    void theThresholdPartsWhatTheSimpleModelCan()
    {
        const std::vector samples{sample(0.1, true), sample(0.3, true), sample(0.6, false),
                                  sample(0.8, false)};
        const auto tuning = tuneThreshold(samples, 1);
        QVERIFY(tuning);
        QVERIFY(tuning->isReached);
        QCOMPARE(tuning->best.threshold, 0.45);
        QCOMPARE(tuning->best.quality, 1.0);
        QCOMPARE(tuning->best.cost, cents(22));
        QCOMPARE(tuning->points.size(), 5);
        const auto cheaper = tuneThreshold(samples, 0.75);
        QCOMPARE(cheaper->best.cost, cents(13));
    }

    void aQualityThatNothingReachesIsSaid()
    {
        const std::vector samples{sample(0.2, false, true), sample(0.7, false, false)};
        const auto tuning = tuneThreshold(samples, 0.9);
        QVERIFY(tuning && !tuning->isReached);
        QCOMPARE(tuning->best.quality, 0.5);
        QCOMPARE(tuning->best.threshold, 0.0);
    }

    void badInputIsRefused()
    {
        QCOMPARE(tuneThreshold({}, 0.5).error().code, ErrorCode::InvalidInput);
        const std::vector wrong{sample(1.5, true)};
        QVERIFY(!tuneThreshold(wrong, 0.5));
        const std::vector notANumber{sample(std::nan(""), true)};
        QVERIFY(!tuneThreshold(notANumber, 0.5));
        const std::vector good{sample(0.5, true)};
        QVERIFY(!tuneThreshold(good, 1.1));
    }

    /// Every point says what really comes out, and no threshold at all is better than the one proposed.
    void noThresholdIsBetter_data()
    {
        QTest::addColumn<unsigned>("seed");
        for (unsigned seed = 1; seed <= 20; ++seed)
            QTest::addRow("seed %u", seed) << seed;
    }
    void noThresholdIsBetter()
    {
        QFETCH(const unsigned, seed);
        std::mt19937 random(seed);
        const auto upTo = [&random](int most) { return std::uniform_int_distribution<int>(0, most)(random); };
        std::vector<ThresholdSample> samples;
        for (int i = 1 + upTo(40); i > 0; --i)
            samples.push_back({upTo(10) / 10.0, upTo(1) == 1, upTo(3) > 0, cents(upTo(5)), cents(upTo(20))});
        const double minQuality = upTo(100) / 100.0;
        const auto tuning = tuneThreshold(samples, minQuality);
        QVERIFY(tuning);
        double last = -1;
        for (const ThresholdPoint &point : tuning->points) {
            QVERIFY(point.threshold > last && point.threshold <= 1);
            last = point.threshold;
            const ThresholdPoint really = counted(samples, point.threshold);
            QVERIFY(std::abs(point.quality - really.quality) < 1e-9);
            QCOMPARE(point.cost, really.cost);
        }
        for (int step = 0; step <= 200; ++step) {
            const ThresholdPoint other = counted(samples, step / 200.0);
            if (tuning->isReached)
                QVERIFY(other.quality < minQuality || other.cost >= tuning->best.cost);
            else
                QVERIFY(other.quality <= tuning->best.quality + 1e-9);
        }
    }
};

QTEST_GUILESS_MAIN(ComplexityTest)
#include "tst_complexity.moc"
