// SPDX-License-Identifier: GPL-3.0-or-later
#include "orchestration/tokencount.h"
#include "orchestration/tokenestimator.h"
#include "support/awaiting.h"

#include <cmath>
#include <random>

#include <QTemporaryDir>
#include <QTest>

using namespace assay;
using namespace assay::orchestration;
using namespace Qt::StringLiterals;
using test::await;

namespace {

const catalog::ModelRef model{u"p"_s, u"m"_s};

providers::ModelRequest asking(const QString &text)
{
    providers::ModelRequest request;
    request.messages = {{providers::Role::User, text}};
    return request;
}

struct Bench {
    Bench()
        : database(
            std::move(*storage::Database::open(folder.filePath(u"w.assay"_s), storage::OpenMode::Create)))
    {
    }
    /// What was written behind is on disk.
    bool flush()
    {
        return await(database->write<>([](storage::Connection &) { return Result<>(); })).has_value();
    }
    /// As the next run sees it.
    TokenEstimate afterRestart(const providers::ModelRequest &request)
    {
        TokenEstimator fresh(*database);
        const bool isLoaded = flush() && await(fresh.load()).has_value();
        return isLoaded ? fresh.estimate(model, {}, request) : TokenEstimate();
    }

    QTemporaryDir folder;
    std::unique_ptr<storage::Database> database;
};

QByteArray png(quint32 width, quint32 height)
{
    QByteArray bytes("\x89PNG\r\n\x1a\n\0\0\0\rIHDR", 16);
    for (const quint32 side : {width, height}) {
        for (int shift = 24; shift >= 0; shift -= 8)
            bytes.append(static_cast<char>(side >> shift & 0xff));
    }
    return bytes;
}

} // namespace

class TokenEstimatorTest final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    // Counts of OpenAI's public o200k_base vocabulary would do as well: the bounds are what any current
    // byte-pair tokenizer lies in for such a text.
    void textsAreAboutRight_data()
    {
        QTest::addColumn<QString>("text");
        QTest::addColumn<double>("least");
        QTest::addColumn<double>("most");
        QTest::newRow("nothing") << QString() << 0.0 << 0.0;
        QTest::newRow("a word") << u"hello"_s << 1.0 << 1.0;
        QTest::newRow("English") << u"The quick brown fox jumps over the lazy dog."_s << 9.0 << 12.0;
        QTest::newRow("digits") << u"1234567890"_s << 3.0 << 5.0;
        QTest::newRow("Chinese") << u"今天的天气非常好，我们去公园散步吧。"_s << 10.0 << 22.0;
        QTest::newRow("Russian") << u"Сегодня очень хорошая погода"_s << 5.0 << 14.0;
        QTest::newRow("code") << u"for (int i = 0; i < n; ++i) {\n    sum += values[i];\n}"_s << 20.0 << 36.0;
        QTest::newRow("indentation") << QString(64, u' ') << 1.0 << 8.0;
        QTest::newRow("a lone surrogate") << QString(QChar(0xd83d)) << 0.5 << 4.0;
    }
    void textsAreAboutRight()
    {
        QFETCH(const QString, text);
        QFETCH(const double, least);
        QFETCH(const double, most);
        const double tokens = textTokens(text);
        QVERIFY2(tokens >= least && tokens <= most, qPrintable(QString::number(tokens)));
    }

    void moreTextIsNeverFewerTokens()
    {
        std::mt19937 random(11);
        const QString letters = u"ab éя漢7 \n;{…\U0001F600"_s;
        QString text;
        double last = 0;
        for (int i = 0; i < 500; ++i) {
            text += letters.at(std::uniform_int_distribution<int>(0, int(letters.size()) - 1)(random));
            const double tokens = textTokens(QString(text + u"\n\n"_s));
            QVERIFY(tokens >= last - 1.5); // a run that goes on may round to less, never by more than a token
            last = std::max(last, tokens);
        }
    }

    void everyPartOfARequestCounts()
    {
        const double plain = uncalibratedTokens(asking(u"hi"_s), {});
        providers::ModelRequest request = asking(u"hi"_s);
        request.tools.push_back({u"weather"_s, u"Tells the weather of a city"_s, {{u"type"_s, u"object"_s}}});
        const double withTool = uncalibratedTokens(request, {});
        QVERIFY(withTool > plain + 10);
        request.parameters.responseFormat = providers::ResponseFormat::JsonSchema;
        request.parameters.responseSchema = {{u"type"_s, u"object"_s}};
        const double withSchema = uncalibratedTokens(request, {});
        QVERIFY(withSchema > withTool);
        request.messages.push_back({providers::Role::Assistant, {}});
        request.messages.back().toolCalls.push_back({u"1"_s, u"weather"_s, {{u"city"_s, u"Oslo"_s}}});
        const double withCall = uncalibratedTokens(request, {});
        QVERIFY(withCall > withSchema + 10);
        request.messages.front().images.push_back({u"image/png"_s, png(320, 320)});
        QCOMPARE(uncalibratedTokens(request, {}), withCall + 120);
    }

    void imagesCountAsTheirVendorSays_data()
    {
        QTest::addColumn<QString>("vendor");
        QTest::addColumn<int>("width");
        QTest::addColumn<int>("height");
        QTest::addColumn<double>("tokens");
        QTest::newRow("OpenAI") << u"openai"_s << 1024 << 1024 << 1228.8;
        QTest::newRow("OpenAI, large") << u"openai"_s << 3840 << 2160 << 9792.0;
        QTest::newRow("Anthropic") << u"anthropic"_s << 1024 << 1024 << 1369.0;
        QTest::newRow("Anthropic, wide") << u"anthropic"_s << 1920 << 1080 << 2691.0;
        QTest::newRow("Anthropic, at most") << u"anthropic"_s << 9000 << 9000 << 4784.0;
        QTest::newRow("Gemini") << u"gemini"_s << 4032 << 3024 << 1120.0;
    }
    void imagesCountAsTheirVendorSays()
    {
        QFETCH(const QString, vendor);
        QFETCH(const int, width);
        QFETCH(const int, height);
        QFETCH(const double, tokens);
        const providers::Image image{u"image/png"_s, png(quint32(width), quint32(height))};
        QVERIFY(std::abs(imageTokens(vendor, image) - tokens) < 0.01);
        QCOMPARE(imageTokens(u"openai"_s, {u"image/png"_s, {}, u"https://x.test/a.png"_s}), 1024 * 1.2);
    }

    void sizesAreReadFromEachFormat()
    {
        QCOMPARE(pixelSizeOf(png(640, 480)), (PixelSize{640, 480}));
        QCOMPARE(pixelSizeOf(QByteArray("GIF89a\x80\x02\xe0\x01\0\0", 12)), (PixelSize{640, 480}));
        const QByteArray jpeg("\xff\xd8\xff\xe0\0\4\0\0\xff\xff\xc0\0\x11\x08\1\xe0\2\x80\3", 19);
        QCOMPARE(pixelSizeOf(jpeg), (PixelSize{640, 480}));
        const QByteArray lossy("RIFF\0\0\0\0WEBPVP8 \0\0\0\0\0\0\0\x9d\1\x2a\x80\2\xe0\1", 30);
        QCOMPARE(pixelSizeOf(lossy), (PixelSize{640, 480}));
        QByteArray extended("RIFF\0\0\0\0WEBPVP8X\0\0\0\0\0\0\0\0\x7f\2\0\xdf\1\0", 30);
        QCOMPARE(pixelSizeOf(extended), (PixelSize{640, 480}));
        QByteArray lossless("RIFF\0\0\0\0WEBPVP8L\0\0\0\0\x2f\x7f\xc2\x77\0\0\0\0\0\0", 30);
        QCOMPARE(pixelSizeOf(lossless), (PixelSize{640, 480}));
    }

    void brokenPicturesAreOfUnknownSize()
    {
        const std::vector<QByteArray> whole{
            png(640, 480), QByteArray("GIF89a\x80\x02\xe0\x01", 10),
            QByteArray("\xff\xd8\xff\xe0\0\4\0\0\xff\xff\xc0\0\x11\x08\1\xe0\2\x80", 18),
            QByteArray("RIFF\0\0\0\0WEBPVP8X\0\0\0\0\0\0\0\0\x7f\2\0\xdf\1\0", 30)};
        for (const QByteArray &bytes : whole) {
            for (qsizetype length = 0; length < bytes.size() - 1; ++length)
                QVERIFY(!pixelSizeOf(bytes.left(length)));
        }
        QVERIFY(!pixelSizeOf(png(0, 480)));
        QVERIFY(!pixelSizeOf(png(0xffffffff, 480)));
        std::mt19937 random(3);
        for (int i = 0; i < 5000; ++i) {
            QByteArray noise("\xff\xd8\xff", 3);
            for (int n = 0; n < 40; ++n)
                noise.append(static_cast<char>(random()));
            const auto size = pixelSizeOf(noise); // ends, whatever it is given
            QVERIFY(!size || (size->width > 0 && size->height > 0));
        }
    }

    void withoutCallsTheBandIsWide()
    {
        Bench bench;
        const TokenEstimator estimator(*bench.database);
        const TokenEstimate estimate = estimator.estimate(model, {}, asking(u"word "_s.repeated(1000)));
        QVERIFY(!estimate.isCalibrated);
        QVERIFY(estimate.low < estimate.tokens && estimate.tokens < estimate.high);
    }

    void learnsTheModelsOwnTokenizer()
    {
        Bench bench;
        TokenEstimator estimator(*bench.database);
        const auto request = asking(u"word "_s.repeated(1000));
        for (int i = 0; i < 30; ++i) {
            const TokenEstimate estimate = estimator.estimate(model, {}, request);
            estimator.observe(model, estimate, std::llround(estimate.uncalibrated * (i % 2 ? 1.31 : 1.29)));
        }
        const TokenEstimate learned = estimator.estimate(model, {}, request);
        QVERIFY(learned.isCalibrated);
        QCOMPARE(learned.samples, 30);
        QVERIFY(std::abs(double(learned.tokens) / learned.uncalibrated - 1.3) < 0.005);
        QVERIFY(double(learned.high - learned.low) < 0.06 * learned.uncalibrated);
        QVERIFY(!estimator.estimate({u"p"_s, u"other"_s}, {}, request).isCalibrated);
    }

    void nineOfTenLieInTheBand_data()
    {
        QTest::addColumn<int>("learned");
        QTest::newRow("just calibrated") << 5;
        QTest::newRow("some calls") << 20;
        QTest::newRow("many calls") << 300;
    }
    void nineOfTenLieInTheBand()
    {
        QFETCH(const int, learned);
        std::mt19937 random(42);
        std::normal_distribution<double> ratio(1.2, 0.1);
        int inside = 0;
        constexpr int rounds = 4000;
        for (int round = 0; round < rounds; ++round) {
            Calibration calibration;
            for (int i = 0; i < learned; ++i)
                calibration.add(ratio(random));
            const Calibration::Band band = calibration.band();
            const double next = ratio(random);
            inside += next >= band.low && next <= band.high ? 1 : 0;
        }
        QVERIFY2(std::abs(inside / double(rounds) - 0.9) < 0.02, qPrintable(QString::number(inside)));
    }

    void anOutlierMovesItLittle()
    {
        Bench bench;
        TokenEstimator estimator(*bench.database);
        const auto request = asking(u"word "_s.repeated(1000));
        const auto teach = [&](double ratio) {
            const TokenEstimate estimate = estimator.estimate(model, {}, request);
            estimator.observe(model, estimate, std::llround(estimate.uncalibrated * ratio));
        };
        for (int i = 0; i < 50; ++i)
            teach(1);
        const std::int64_t before = estimator.estimate(model, {}, request).tokens;
        teach(1000);
        const TokenEstimate after = estimator.estimate(model, {}, request);
        QVERIFY(after.tokens < before * 1.01);
        estimator.observe(model, after, 0); // a provider that does not count
        estimator.observe(model, after, -5);
        QCOMPARE(estimator.estimate(model, {}, request).samples, 51);
    }

    void aChangedTokenizerIsFollowed()
    {
        Calibration calibration;
        for (int i = 0; i < 5000; ++i)
            calibration.add(calibration.clamped(1));
        for (int i = 0; i < 2000; ++i)
            calibration.add(calibration.clamped(1.5));
        QVERIFY(std::abs(calibration.mean - 1.5) < 0.02);
        QCOMPARE(calibration.samples, Calibration::rememberedSamples);
    }

    void mergingIsAddingOneByOne()
    {
        std::mt19937 random(5);
        std::uniform_real_distribution<double> ratio(0.2, 5);
        for (int round = 0; round < 200; ++round) {
            Calibration whole;
            Calibration left;
            Calibration right;
            const int parts = std::uniform_int_distribution<int>(0, 50)(random);
            for (int i = 0; i < 50; ++i) {
                const double next = ratio(random);
                whole.add(next);
                (i < parts ? left : right).add(next);
            }
            left.merge(right);
            QCOMPARE(left.samples, whole.samples);
            QVERIFY(std::abs(left.mean - whole.mean) < 1e-9);
            QVERIFY(std::abs(left.m2 - whole.m2) < 1e-7);
        }
    }

    void whatWasLearnedOutlivesTheProgram()
    {
        Bench bench;
        const auto request = asking(u"word "_s.repeated(1000));
        TokenEstimate last;
        {
            TokenEstimator estimator(*bench.database);
            QVERIFY(await(estimator.load()));
            for (int i = 0; i < 20; ++i) {
                last = estimator.estimate(model, {}, request);
                estimator.observe(model, last, std::llround(last.uncalibrated * 0.8));
            }
            last = estimator.estimate(model, {}, request);
        } // and the estimator may go while its write is queued
        const TokenEstimate again = bench.afterRestart(request);
        QCOMPARE(again.samples, 20);
        QCOMPARE(again.tokens, last.tokens);
        QCOMPARE(again.high, last.high);
    }

    void twoProgramsAddUp()
    {
        Bench bench;
        const auto request = asking(u"word "_s.repeated(1000));
        TokenEstimator window(*bench.database);
        TokenEstimator terminal(*bench.database);
        for (int i = 0; i < 10; ++i) {
            const TokenEstimate estimate = window.estimate(model, {}, request);
            window.observe(model, estimate, std::llround(estimate.uncalibrated));
            terminal.observe(model, estimate, std::llround(estimate.uncalibrated * 1.2));
        }
        const TokenEstimate both = bench.afterRestart(request);
        QCOMPARE(both.samples, 20);
        QVERIFY(std::abs(double(both.tokens) / both.uncalibrated - 1.1) < 0.02);
    }

    void aReadOnlyWorkspaceIsLearnedFromButNotWritten()
    {
        Bench bench;
        const auto readOnly = storage::Database::open(bench.database->path(), storage::OpenMode::ReadOnly);
        QVERIFY(readOnly);
        TokenEstimator estimator(**readOnly);
        QVERIFY(await(estimator.load()));
        const auto request = asking(u"word "_s.repeated(1000));
        for (int i = 0; i < 10; ++i)
            estimator.observe(model, estimator.estimate(model, {}, request), 1500);
        QVERIFY(estimator.estimate(model, {}, request).isCalibrated);
        QCOMPARE(bench.afterRestart(request).samples, 0);
    }
};

QTEST_GUILESS_MAIN(TokenEstimatorTest)
#include "tst_tokenestimator.moc"
