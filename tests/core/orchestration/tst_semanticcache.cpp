// SPDX-License-Identifier: GPL-3.0-or-later
#include <QTest>

#include "orchestration/cachekey.h"
#include "orchestration/semanticcache.h"
#include "support/awaiting.h"
#include "support/manualclock.h"

#include <cmath>

#include <QTemporaryDir>

using namespace assay;
using namespace assay::orchestration;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;
using test::await;

namespace {

const QByteArray scope = "scope"_ba;
using Vectors = std::vector<std::vector<float>>;

/// A question is an angle in degrees: the cosine of two is that of their difference.
Vectors atAngle(const QString &degrees)
{
    const float angle = degrees.toFloat() * 3.14159265F / 180;
    return {{5 * std::cos(angle), 5 * std::sin(angle)}};
}

CacheSettings settings(double minSimilarity = 0.97)
{
    CacheSettings made;
    made.enabled = true;
    made.semantic = true;
    made.embeddingModel = {u"p"_s, u"embed"_s};
    made.minSimilarity = minSimilarity;
    return made;
}

struct Bench {
    Bench()
        : database(
            std::move(*storage::Database::open(folder.filePath(u"w.assay"_s), storage::OpenMode::Create)))
        , answers(clock, *database, cipher)
        , cache(semantic())
    {
        answers.setSettings(settings());
        cache->setSettings(settings());
    }
    std::unique_ptr<SemanticCache> semantic()
    {
        return std::make_unique<SemanticCache>(
            clock, *database, cipher, answers,
            [this](const EmbeddingRequest &request, const std::stop_token &) {
                return embed(request.texts);
            });
    }
    QCoro::Task<Result<Vectors>> embed(QStringList texts)
    {
        ++asked;
        Result<Vectors> vectors = atAngle(texts.constFirst());
        if (problem)
            vectors = *problem;
        co_return vectors;
    }
    SemanticFound find(const QString &question, const QByteArray &where = scope)
    {
        return await(cache->find(where, question, EmbeddingRequest(), {}));
    }
    /// As after a call: the question was not found, its answer is kept.
    void answer(const QString &question, const QByteArray &key, const QByteArray &where = scope)
    {
        const SemanticFound missed = find(question, where);
        ResponseCache::Place place;
        place.model = u"p/m"_s;
        place.scope = where;
        place.embeddingModel = settings().embeddingModel.toString();
        place.embedding = missed.embedding;
        place.call = call;
        providers::Completion completion;
        completion.text = u"answer to "_s + question;
        completion.finishReason = providers::FinishReason::Stop;
        await(answers.insert(key, place, completion, Money::fromNanoUsd(1000)));
        cache->remember(where, key, missed.embedding);
    }
    void execute(const QString &sql)
    {
        const auto run = [sql](storage::Connection &connection) {
            return connection.exec(sql).map([](QSqlQuery *) {});
        };
        QVERIFY(await(database->write<>(run)));
    }
    /// As the next run sees it: nothing in memory.
    void startAnew()
    {
        execute(u"UPDATE response_cache SET hits = hits"_s); // waits for what is being written
        cache = semantic();
        cache->setSettings(settings());
    }

    QTemporaryDir folder;
    test::ManualClock clock;
    std::unique_ptr<storage::Database> database;
    security::KeyVault keys{WorkspaceId::create()};
    security::ContentCipher cipher{keys};
    ResponseCache answers;
    std::optional<Result<Vectors>> problem;
    int asked = 0;
    CallId call = CallId::create();
    std::unique_ptr<SemanticCache> cache;
};

} // namespace

class SemanticCacheTest final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { qunsetenv("DBUS_SESSION_BUS_ADDRESS"); }

    void itIsOffUnlessSet()
    {
        Bench bench;
        QVERIFY(bench.cache->isOn());
        bench.cache->setSettings({});
        QVERIFY(!bench.cache->isOn());
    }

    void onlyPlainQuestionsAreCompared()
    {
        providers::ModelRequest request;
        QVERIFY(!SemanticCache::questionOf(request));
        request.messages = {{providers::Role::System, u"s"_s}, {providers::Role::User, u"hi"_s}};
        QCOMPARE(SemanticCache::questionOf(request), std::optional(u"hi"_s));
        auto blank = request;
        blank.messages.back().text = u" \n"_s;
        QVERIFY(!SemanticCache::questionOf(blank));
        auto pictured = request;
        pictured.messages.back().images = {{u"image/png"_s, "x"}};
        QVERIFY(!SemanticCache::questionOf(pictured));
        auto result = request;
        result.messages.push_back({providers::Role::Tool, u"42"_s});
        QVERIFY(!SemanticCache::questionOf(result));
    }

    void nearQuestionsGetTheAnswerAndSayWhose_data()
    {
        QTest::addColumn<QString>("question");
        QTest::addColumn<bool>("isNear");
        QTest::newRow("the same") << u"0"_s << true;
        QTest::newRow("just near enough") << u"14"_s << true; // cos 14 degrees = 0.9703
        QTest::newRow("just too far") << u"14.2"_s << false; // 0.9694
        QTest::newRow("the opposite") << u"180"_s << false;
    }
    void nearQuestionsGetTheAnswerAndSayWhose()
    {
        QFETCH(const QString, question);
        QFETCH(const bool, isNear);
        Bench bench;
        bench.answer(u"0"_s, "k"_ba);
        bench.clock.advance(5s);
        for (int run = 0; run < 2; ++run) { // from memory, and as the next run reads it
            const SemanticFound found = bench.find(question);
            QCOMPARE(found.answer.has_value(), isNear);
            QVERIFY(!found.error);
            if (isNear) {
                QCOMPARE(found.answer->completion.text, u"answer to 0"_s);
                QCOMPARE(found.match.key, "k"_ba);
                QCOMPARE(found.match.model, u"p/m"_s);
                QVERIFY(found.match.similarity >= 0.97 && found.match.similarity <= 1);
                QCOMPARE(found.match.threshold, 0.97);
                QCOMPARE(found.match.call, bench.call);
            }
            bench.startAnew();
        }
    }

    void theNearestOneAnswers()
    {
        Bench bench;
        bench.answer(u"0"_s, "far"_ba);
        bench.cache->setSettings(settings(0.9999)); // so that the next one is not answered by the first
        bench.answer(u"8"_s, "near"_ba);
        bench.cache->setSettings(settings());
        QCOMPARE(bench.find(u"7"_s).match.key, "near"_ba);
        bench.startAnew();
        QCOMPARE(bench.find(u"3"_s).match.key, "far"_ba);
    }

    void anotherScopeIsAnotherWorld()
    {
        Bench bench;
        bench.answer(u"0"_s, "k"_ba);
        QVERIFY(!bench.find(u"0"_s, "elsewhere"_ba).answer);
    }

    void anotherEmbeddingModelsVectorsAreNotCompared()
    {
        Bench bench;
        bench.answer(u"0"_s, "k"_ba);
        CacheSettings other = settings();
        other.embeddingModel.model = u"another"_s;
        bench.startAnew();
        bench.cache->setSettings(other);
        QVERIFY(!bench.find(u"0"_s).answer);
    }

    void whatGotOldOrWasClearedIsNotFound()
    {
        Bench bench;
        bench.answer(u"0"_s, "k"_ba);
        QVERIFY(await(bench.answers.clear()));
        QVERIFY(!bench.find(u"0"_s).answer);
        bench.answer(u"0"_s, "k"_ba);
        bench.clock.advance(settings().timeToLive + 1s);
        QVERIFY(!bench.find(u"0"_s).answer);
    }

    void anEmbeddingThatCannotBeHadIsAMissWithAReason_data()
    {
        QTest::addColumn<Vectors>("vectors");
        QTest::newRow("none") << Vectors{};
        QTest::newRow("empty") << Vectors{{}};
        QTest::newRow("no direction") << Vectors{{0, 0}};
        QTest::newRow("not a number") << Vectors{{std::nanf(""), 1}};
        QTest::newRow("too many") << Vectors{{1, 0}, {0, 1}};
    }
    void anEmbeddingThatCannotBeHadIsAMissWithAReason()
    {
        QFETCH(const Vectors, vectors);
        Bench bench;
        bench.answer(u"0"_s, "k"_ba);
        bench.problem = vectors;
        const SemanticFound found = bench.find(u"0"_s);
        QVERIFY(!found.answer);
        QVERIFY(found.embedding.isEmpty());
        QCOMPARE(found.error.value_or(Error{}).code, ErrorCode::MalformedResponse);
        bench.problem = tl::unexpected(Error{ErrorCode::Network, u"Away."_s, {}, true, {}});
        QCOMPARE(bench.find(u"0"_s).error.value_or(Error{}).code, ErrorCode::Network);
    }

    void damagedEmbeddingsAreSkipped()
    {
        Bench bench;
        bench.answer(u"0"_s, "damaged"_ba);
        bench.answer(u"90"_s, "whole"_ba);
        bench.startAnew();
        bench.execute(u"UPDATE response_cache SET sealed_embedding = x'01020304' WHERE key = x'"_s
                      + QString::fromLatin1("damaged"_ba.toHex()) + u"'"_s);
        QVERIFY(!bench.find(u"0"_s).answer);
        QCOMPARE(bench.find(u"90"_s).match.key, "whole"_ba);
    }

    void embeddingsLieSealed()
    {
        Bench bench;
        bench.answer(u"0"_s, "k"_ba);
        bench.startAnew();
        const auto sealed = await(bench.database->read<QByteArray>([](storage::Connection &connection) {
            return connection.exec(u"SELECT sealed_embedding FROM response_cache"_s)
                .map([](QSqlQuery *query) {
                    return query->next() ? query->value(0).toByteArray() : QByteArray();
                });
        }));
        QVERIFY(sealed && !sealed->isEmpty());
        QVERIFY(!sealed->contains(bench.find(u"0"_s).embedding));
    }

    void oneRequestPerQuestionAndManyEntriesAreRead()
    {
        Bench bench;
        bench.cache->setSettings(settings(0.99999999));
        for (int i = 0; i < 450; ++i) // more than two reads
            bench.answer(QString::number(i / 2.5), QByteArray::number(i));
        QCOMPARE(bench.asked, 450);
        bench.startAnew();
        QCOMPARE(bench.find(u"0"_s).match.key, "0"_ba);
        QCOMPARE(bench.find(u"100"_s).match.key, "250"_ba);
        QCOMPARE(bench.asked, 452);
    }
};

QTEST_GUILESS_MAIN(SemanticCacheTest)
#include "tst_semanticcache.moc"
