// SPDX-License-Identifier: GPL-3.0-or-later
#include "orchestration/cachekey.h"
#include "orchestration/replay.h"
#include "orchestration/responsecache.h"
#include "support/awaiting.h"
#include "support/manualclock.h"

#include <QTemporaryDir>
#include <QTest>

using namespace assay;
using namespace assay::orchestration;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;
using test::await;

namespace {

providers::Completion answer(const QString &text = u"answer"_s)
{
    providers::Completion completion;
    completion.text = text;
    completion.reasoning = u"because"_s;
    completion.finishReason = providers::FinishReason::Stop;
    completion.usage = catalog::Usage{10, 2, 0, 3, 1};
    completion.toolCalls = {{u"id"_s, u"name"_s, {{u"a"_s, 1}}}};
    return completion;
}

struct Bench {
    Bench()
        : database(
            std::move(*storage::Database::open(folder.filePath(u"w.assay"_s), storage::OpenMode::Create)))
        , cipher(keys)
        , cache(clock, *database, cipher)
    {
    }
    void insert(const QByteArray &key, const providers::Completion &completion = answer(),
                const QString &model = u"p/m"_s)
    {
        ResponseCache::Place place;
        place.model = model;
        place.prompt = u"triage"_s;
        QCoro::waitFor(cache.insert(key, std::move(place), completion, Money::fromNanoUsd(1000)));
    }
    /// What was written in the background is on disk.
    void flush()
    {
        QVERIFY(await(database->write<>([](storage::Connection &) { return Result<>(); })));
    }
    /// As the next run sees it: nothing in memory.
    std::optional<CachedAnswer> findOnDisk(const QByteArray &key)
    {
        flush();
        ResponseCache fresh(clock, *database, cipher);
        return await(fresh.find(key));
    }

    QTemporaryDir folder;
    test::ManualClock clock;
    std::unique_ptr<storage::Database> database;
    security::KeyVault keys{WorkspaceId::create()};
    security::ContentCipher cipher;
    ResponseCache cache;
};

} // namespace

class ResponseCacheTest final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { qunsetenv("DBUS_SESSION_BUS_ADDRESS"); }

    void theKeyCoversWhatChangesTheAnswer()
    {
        catalog::Provider provider;
        provider.id = ProviderId::create();
        providers::ModelRequest request;
        request.model = u"m"_s;
        request.messages = {{providers::Role::User, u"hi"_s}};
        const QByteArray key = cacheKeyOf(provider, request);
        auto same = request;
        same.stream = false;
        QCOMPARE(cacheKeyOf(provider, same), key);
        const std::vector<std::function<void(providers::ModelRequest &)>> changes{
            [](auto &r) { r.model = u"n"_s; },
            [](auto &r) { r.messages.front().text = u"hi "_s; },
            [](auto &r) { r.messages.front().role = providers::Role::System; },
            [](auto &r) {
                r.messages.front().images = {{u"image/png"_s, "x"}};
            },
            [](auto &r) {
                r.messages.push_back({providers::Role::Assistant, {}});
            },
            [](auto &r) {
                r.tools = {{u"t"_s, {}, {}}};
            },
            [](auto &r) { r.toolChoice.mode = providers::ToolChoice::Mode::Required; },
            [](auto &r) { r.parameters.temperature = 0; },
            [](auto &r) { r.parameters.seed = 1; },
            [](auto &r) { r.parameters.stop = {u"x"_s}; },
            [](auto &r) { r.parameters.responseFormat = providers::ResponseFormat::JsonObject; },
            [](auto &r) { r.parameters.reasoningEffort = providers::ReasoningEffort::Low; },
        };
        QSet<QByteArray> keys{key};
        for (const auto &change : changes) {
            auto other = request;
            change(other);
            keys.insert(cacheKeyOf(provider, other));
        }
        provider.id = ProviderId::create();
        keys.insert(cacheKeyOf(provider, request));
        QCOMPARE(keys.size(), static_cast<qsizetype>(changes.size()) + 2);
    }

    void theScopeLeavesOutTheQuestionOnly()
    {
        const catalog::Provider provider;
        providers::ModelRequest request;
        request.messages = {{providers::Role::System, u"s"_s}, {providers::Role::User, u"hi"_s}};
        auto other = request;
        other.messages.back().text = u"hello"_s;
        QCOMPARE(cacheScopeOf(provider, other), cacheScopeOf(provider, request));
        other.messages.front().text = u"t"_s;
        QVERIFY(cacheScopeOf(provider, other) != cacheScopeOf(provider, request));
    }

    void chanceIsNotCachedUnlessAsked()
    {
        CompletionRequest request;
        CacheSettings settings;
        QVERIFY(!mayUseCache(request, settings));
        settings.enabled = true;
        QVERIFY(!mayUseCache(request, settings)); // the provider's own temperature is not 0
        request.parameters.temperature = 0;
        QVERIFY(mayUseCache(request, settings));
        request.parameters.temperature = 0.5;
        request.prompt = u"triage"_s;
        QVERIFY(!mayUseCache(request, settings));
        settings.sampledPrompts = {u"triage"_s};
        QVERIFY(mayUseCache(request, settings));
        request.cache = CacheUse::Never;
        QVERIFY(!mayUseCache(request, settings));
        request.cache = CacheUse::Always;
        QVERIFY(mayUseCache(request, {}));
        request.parameters.topLogprobs = 1;
        QVERIFY(!mayUseCache(request, {}));
    }

    void anAnswerComesBackWholeAlsoInTheNextRun()
    {
        Bench bench;
        bench.insert("k");
        for (const auto &found : {await(bench.cache.find("k")), bench.findOnDisk("k")}) {
            QVERIFY(found);
            QCOMPARE(found->completion.text, u"answer"_s);
            QCOMPARE(found->completion.reasoning, u"because"_s);
            QCOMPARE(found->completion.usage, answer().usage);
            QVERIFY(found->completion.toolCalls == answer().toolCalls);
            QCOMPARE(found->completion.finishReason, std::optional(providers::FinishReason::Stop));
            QCOMPARE(found->model, u"p/m"_s);
            QCOMPARE(found->cost, std::optional(Money::fromNanoUsd(1000)));
        }
        QVERIFY(!await(bench.cache.find("other")));
    }

    void onlyAnswersThatEndedWellAreKept()
    {
        Bench bench;
        auto cut = answer();
        cut.finishReason = providers::FinishReason::Length;
        bench.insert("cut", cut);
        auto broken = answer();
        broken.error = Error{ErrorCode::Network, {}, {}, true, {}};
        bench.insert("broken", broken);
        auto filtered = answer();
        filtered.finishReason = providers::FinishReason::ContentFilter;
        bench.insert("filtered", filtered);
        for (const QByteArray &key : {"cut"_ba, "broken"_ba, "filtered"_ba})
            QVERIFY(!await(bench.cache.find(key)));
    }

    void answersGetOld()
    {
        Bench bench;
        CacheSettings settings;
        settings.timeToLive = 60s;
        bench.cache.setSettings(settings);
        bench.insert("k");
        bench.clock.advance(59s);
        QVERIFY(await(bench.cache.find("k")));
        bench.clock.advance(2s);
        QVERIFY(!await(bench.cache.find("k")));
        QVERIFY(!bench.findOnDisk("k"));
    }

    void theSizeIsBoundedAndTheLongestUnusedGoesFirst()
    {
        Bench bench;
        CacheSettings settings;
        settings.maxBytes = 64 * 1024;
        bench.cache.setSettings(settings);
        const auto big = [] {
            QString text;
            for (int i = 0; i < 3000; ++i)
                text += QString::number(i * 7919);
            return answer(text);
        }();
        for (int i = 0; i < 65; ++i) {
            bench.clock.advance(1s);
            bench.insert(QByteArray::number(i), big);
            QVERIFY(await(bench.cache.find("0"))); // used all the time
        }
        bench.flush();
        const auto figures = await(bench.cache.figures());
        QVERIFY(figures);
        QVERIFY2(figures->bytes <= settings.maxBytes, qPrintable(QString::number(figures->bytes)));
        QVERIFY(figures->entries > 1);
        QVERIFY(bench.findOnDisk("64"));
        QVERIFY(bench.findOnDisk("0"));
        QVERIFY(!bench.findOnDisk("1"));
    }

    void nothingReadableLiesOnDisk()
    {
        Bench bench;
        bench.insert("k", answer(u"a sentence that nobody else may read"_s));
        bench.flush();
        const auto sealed = await(bench.database->read<QByteArray>([](storage::Connection &connection) {
            return connection.exec(u"SELECT sealed FROM response_cache"_s).map([](QSqlQuery *query) {
                return query->next() ? query->value(0).toByteArray() : QByteArray();
            });
        }));
        QVERIFY(sealed && !sealed->isEmpty());
        QVERIFY(!sealed->contains("sentence"));
    }

    void aDamagedEntryIsNone()
    {
        Bench bench;
        bench.insert("k");
        QVERIFY(await(bench.database->write<>([](storage::Connection &connection) {
            return connection.exec(u"UPDATE response_cache SET sealed = x'01020304'"_s).map([](QSqlQuery *) {
            });
        })));
        QVERIFY(!bench.findOnDisk("k"));
    }

    void savingsAreCounted()
    {
        Bench bench;
        bench.insert("k");
        for (int i = 0; i < 3; ++i)
            QVERIFY(await(bench.cache.find("k")));
        bench.flush();
        const auto figures = await(bench.cache.figures());
        QVERIFY(figures);
        QCOMPARE(figures->hits, 3);
        QCOMPARE(figures->saved, Money::fromNanoUsd(3000));
    }

    void aHitSavesTheMeanTimeOfItsModel()
    {
        Bench bench;
        bench.insert("k");
        for (int i = 0; i < 3; ++i)
            QVERIFY(await(bench.cache.find("k")));
        bench.flush();
        const auto before = await(bench.cache.figures());
        QVERIFY(before && !before->savedTime);
        QCOMPARE(before->recentCalls, 0);
        QVERIFY(await(bench.database->write<>([](storage::Connection &connection) {
            const auto insert = [&connection](int number, bool isHit, int latencyUs) {
                return connection
                    .exec(u"INSERT INTO calls (id, started_at, source, model_id, prompt_version, status,"
                          " http_status, attempts, latency_us, waited_us, cache_hit)"
                          " VALUES (?, 0, 0, 1, 0, 0, 200, 1, ?, 0, ?)"_s,
                          {QByteArray::number(number), latencyUs, isHit ? 1 : 0})
                    .map([](QSqlQuery *) {});
            };
            return connection.exec(u"INSERT INTO fact_names (id, kind, name) VALUES (1, 'model', 'p/m')"_s)
                .and_then([&](QSqlQuery *) { return insert(1, false, 1000); })
                .and_then([&] { return insert(2, false, 3000); })
                .and_then([&] { return insert(3, true, 0); });
        })));
        const auto after = await(bench.cache.figures());
        QVERIFY(after);
        QCOMPARE(after->recentCalls, 3);
        QCOMPARE(after->recentHits, 1);
        QCOMPARE(after->savedTime, std::optional(std::chrono::microseconds(3 * 2000)));
    }

    void oneIsTakenOutAndPutBack()
    {
        Bench bench;
        bench.insert("a");
        bench.clock.advance(1s);
        bench.insert("b", answer(), u"p/n"_s);
        bench.flush();
        auto entries = await(bench.cache.entries(10));
        QVERIFY(entries);
        QCOMPARE(entries->size(), 2);
        QCOMPARE(entries->first().key, QByteArray("b")); // the last used first
        QCOMPARE(entries->first().model, u"p/n"_s);
        QCOMPARE(entries->first().prompt, u"triage"_s);
        QCOMPARE(entries->first().cost, Money::fromNanoUsd(1000));
        const auto taken = await(bench.cache.takeOut("b"));
        QVERIFY(taken);
        QVERIFY(!await(bench.cache.find("b")));
        QVERIFY(await(bench.cache.find("a")));
        QCOMPARE(await(bench.cache.takeOut("b")).error().code, ErrorCode::NotFound);
        QVERIFY(await(bench.cache.putBack(*taken)));
        const auto back = bench.findOnDisk("b");
        QVERIFY(back);
        QCOMPARE(back->completion.text, u"answer"_s);
        bench.clock.advance(48h);
        QVERIFY(await(bench.cache.entries(10))->isEmpty()); // too old to hold
    }

    void itCanBeClearedByModel()
    {
        Bench bench;
        bench.insert("a", answer(), u"p/m"_s);
        bench.insert("b", answer(), u"p/n"_s);
        QCOMPARE(await(bench.cache.clear(u"p/n"_s)).value_or(-1), 1);
        QVERIFY(await(bench.cache.find("a")));
        QVERIFY(!await(bench.cache.find("b")));
        QCOMPARE(await(bench.cache.clear()).value_or(-1), 1);
    }

    void equalCallsWaitForTheFirst()
    {
        SingleFlight flights;
        auto lead = await(flights.join("k", {}));
        QVERIFY(lead);
        std::stop_source stop;
        auto waits = flights.join("k", {});
        auto leaves = flights.join("k", stop.get_token());
        QVERIFY(!waits.isReady());
        stop.request_stop();
        QVERIFY(!await(std::move(leaves)));
        QVERIFY(!waits.isReady());
        lead = {};
        QVERIFY(!await(std::move(waits))); // none: the answer is there now
        QVERIFY(await(flights.join("k", {}))); // and when it is not, the next one goes ahead
    }

    void aReplayComesInPiecesOrAtOnce()
    {
        SystemClock clock;
        QStringList heard;
        const auto hear = [&heard](const providers::Delta &delta) { heard << delta.text; };
        await(replay(clock, answer(u"one two  three"_s), false, hear, {}));
        QCOMPARE(heard.join(u'|'), u"|one two  three|"_s);
        heard.clear();
        await(replay(clock, answer(u"one two  three"_s), true, hear, {}));
        QCOMPARE(heard.join(u'|'), u"|one |two  |three|"_s);
    }
};

QTEST_GUILESS_MAIN(ResponseCacheTest)
#include "tst_responsecache.moc"
