// SPDX-License-Identifier: GPL-3.0-or-later
#include <QTest>

#include "orchestration/policy.h"
#include "orchestration/policystore.h"
#include "support/awaiting.h"

#include <QJsonArray>
#include <QTemporaryDir>

using namespace Qt::StringLiterals;
using namespace assay;
using namespace assay::orchestration;
using namespace std::chrono_literals;
using assay::test::await;

namespace {

Policy everythingSet()
{
    Policy policy;
    policy.rateLimits = {{u"openai"_s, u"gpt"_s, {}, 60, std::nullopt}, {{}, {}, u"team"_s, {}, 90'000}};
    policy.queue = {64, 5s};
    policy.retry = {4, 100ms, 2s, 30s, 10};
    policy.hedge = {true, 90, 500ms};
    policy.breaker = {40, 70, 9s, 30s, 5, 10s, 2};
    policy.forcedCircuits = {{{u"a"_s, u"x/y"_s}, ForcedState::Closed, u"ada"_s, u"we need it"_s},
                             {{u"b"_s, u"z"_s}, ForcedState::Open, {}, {}}};
    policy.routes = {
        {u"good"_s, RoutingPolicy::Complexity, {{{u"a"_s, u"x/y"_s}, 3}, {{u"b"_s, u"z"_s}, 1}}, 0.25}};
    policy.cache = {true, 60s, 5 << 20, true, {u"story"_s}, true, {u"a"_s, u"embed"_s}, 0.9};
    policy.health = {true, 15s, 10};
    policy.budgets = {
        {BudgetScope::User, u"eva"_s, BudgetPeriod::Week, *Money::fromDecimal(u"12.345"), true, 50}};
    policy.timeZone = "Europe/Berlin";
    policy.dropUnsupported = true;
    return policy;
}

} // namespace

class PolicyTest final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void survivesJson()
    {
        const Policy policy = everythingSet();
        QVERIFY(checked(policy));
        QCOMPARE(policyFromJson(toJson(policy)), Result<Policy>(policy));
        QCOMPARE(policyFromJson({}), Result<Policy>(Policy()));
        QVERIFY(checked(Policy()));
    }

    void everySettingThatCanBeSetIsThereToBeSet()
    {
        const QJsonObject all = toJson(everythingSet());
        const QJsonObject fresh = toJson(Policy());
        for (auto group = all.begin(); group != all.end(); ++group) {
            const QStringList members = group->toObject().keys();
            for (const QString &member : members)
                QVERIFY2(fresh[group.key()].toObject().contains(member),
                         qPrintable(QString(group.key() + u'.' + member)));
        }
        Policy without = everythingSet();
        without.cache.semantic = false;
        without.cache.embeddingModel = {};
        QCOMPARE(policyFromJson(toJson(without)), Result<Policy>(without)); // and taken back
    }

    void wrongTypesAreRefusedWithTheirPlace_data()
    {
        QTest::addColumn<QJsonObject>("json");
        QTest::addColumn<QString>("place");
        QTest::newRow("text for number")
            << QJsonObject{{u"retry"_s, QJsonObject{{u"max_retries"_s, u"2"_s}}}} << u"retry.max_retries"_s;
        QTest::newRow("fraction") << QJsonObject{{u"queue"_s, QJsonObject{{u"max_wait_ms"_s, 1.5}}}}
                                  << u"queue.max_wait_ms"_s;
        QTest::newRow("too large for int")
            << QJsonObject{{u"queue"_s, QJsonObject{{u"max_in_flight"_s, 1e12}}}} << u"queue.max_in_flight"_s;
        QTest::newRow("unknown word")
            << QJsonObject{{u"routes"_s, QJsonArray{QJsonObject{{u"policy"_s, u"magic"_s}}}}}
            << u"routes[0].policy"_s;
        QTest::newRow("unknown state")
            << QJsonObject{{u"forced_circuits"_s, QJsonArray{QJsonObject{{u"state"_s, u"half_open"_s}}}}}
            << u"forced_circuits[0].state"_s;
        QTest::newRow("money as number")
            << QJsonObject{{u"budgets"_s, QJsonArray{QJsonObject{{u"limit_usd"_s, 0.1}}}}}
            << u"budgets[0].limit_usd"_s;
        QTest::newRow("model without provider")
            << QJsonObject{{u"cache"_s, QJsonObject{{u"embedding_model"_s, u"ada"_s}}}}
            << u"cache.embedding_model"_s;
        QTest::newRow("list of numbers") << QJsonObject{{u"budgets"_s, QJsonArray{1}}} << u"budgets"_s;
    }
    void wrongTypesAreRefusedWithTheirPlace()
    {
        QFETCH(const QJsonObject, json);
        QFETCH(const QString, place);
        const Result<Policy> policy = policyFromJson(json);
        QVERIFY(!policy);
        QCOMPARE(policy.error().code, ErrorCode::InvalidInput);
        QVERIFY2(policy.error().message.contains(u"“%1”"_s.arg(place)), qPrintable(policy.error().message));
    }

    void valuesOutOfRangeAreRefused_data()
    {
        QTest::addColumn<Policy>("policy");
        QTest::addColumn<QString>("words");
        const auto row = [](const char *name, const QString &words, auto change) {
            Policy policy = everythingSet();
            change(policy);
            QTest::newRow(name) << policy << words;
        };
        row("no retries below 0", u"“retry.max_retries” must be between 0"_s,
            [](Policy &p) { p.retry.maxRetries = -1; });
        row("NaN", u"“cache.min_similarity”"_s, [](Policy &p) { p.cache.minSimilarity = qQNaN(); });
        row("long hedge", u"“hedge.min_delay_ms”"_s, [](Policy &p) { p.hedge.minDelay = 1h; });
        row("empty limit", u"requests or tokens"_s,
            [](Policy &p) { p.rateLimits[0].requestsPerMinute.reset(); });
        row("free budget", u"above 0"_s, [](Policy &p) { p.budgets[0].limit = Money(); });
        row("time zone", u"Mars/Base is no time zone"_s, [](Policy &p) { p.timeZone = "Mars/Base"; });
        row("two routes", u"two routes named"_s, [](Policy &p) { p.routes += p.routes.first(); });
        row("route to a route", u"another route"_s, [](Policy &p) {
            p.routes[0].candidates[0].model = {u"route"_s, u"good"_s};
        });
        row("name of a route", u"1 to 40"_s, [](Policy &p) { p.routes[0].name = u"a b"_s; });
        row("route forced", u"is a route"_s, [](Policy &p) {
            p.forcedCircuits[0].model = {u"route"_s, u"good"_s};
        });
        row("forced twice", u"a/x/y is forced twice"_s,
            [](Policy &p) { p.forcedCircuits += p.forcedCircuits.first(); });
        row("nothing forced", u"forced_circuits[1].model"_s,
            [](Policy &p) { p.forcedCircuits[1].model = {}; });
        row("empty route", u"needs a model"_s, [](Policy &p) { p.routes[0].candidates.clear(); });
        row("semantic without a model", u"embedding_model"_s, [](Policy &p) { p.cache.embeddingModel = {}; });
    }
    void valuesOutOfRangeAreRefused()
    {
        QFETCH(const Policy, policy);
        QFETCH(const QString, words);
        const Result<> sound = checked(policy);
        QVERIFY(!sound);
        QVERIFY2(sound.error().message.contains(words), qPrintable(sound.error().message));
    }

    void isKeptInTheWorkspace()
    {
        const QTemporaryDir folder;
        auto database = storage::Database::open(folder.filePath(u"w.assay"_s), storage::OpenMode::Create);
        QVERIFY(database);
        PolicyStore store(**database);
        QCOMPARE(await(store.load()), Result<Policy>(Policy()));
        QVERIFY(await(store.save(everythingSet())));
        QCOMPARE(await(store.load()), Result<Policy>(everythingSet()));

        Policy broken = everythingSet();
        broken.retry.maxRetries = 1'000;
        QVERIFY(!await(store.save(broken)));
        QCOMPARE(await(store.load()), Result<Policy>(everythingSet()));
    }
};

QTEST_GUILESS_MAIN(PolicyTest)
#include "tst_policy.moc"
