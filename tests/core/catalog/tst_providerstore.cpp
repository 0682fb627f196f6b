// SPDX-License-Identifier: GPL-3.0-or-later
#include "catalog/providerstore.h"
#include "support/awaiting.h"
#include "support/manualclock.h"

#include <QTemporaryDir>
#include <QTest>

using namespace Qt::StringLiterals;
using namespace assay;
using namespace assay::catalog;
using assay::test::await;

namespace {

Provider named(const QString &name, const QString &url = u"https://api.openai.com/v1"_s)
{
    Provider provider;
    provider.name = name;
    provider.baseUrl = QUrl(url);
    return provider;
}

} // namespace

class ProviderStoreTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init();
    void cleanup();
    void keepsWhatWasAdded();
    void refusesANameThatIsTaken();
    void updatesAndRemoves();
    void unknownNameListsTheKnownOnes();
    void keepsTheLastListing();
    void fillsInTheVendor_data();
    void fillsInTheVendor();
    void refuses_data();
    void refuses();
    void acceptsLocalAndOddButValidAddresses_data();
    void acceptsLocalAndOddButValidAddresses();

private:
    std::unique_ptr<QTemporaryDir> m_folder;
    test::ManualClock m_clock;
    std::unique_ptr<storage::Database> m_database;
    std::unique_ptr<ProviderStore> m_store;
};

void ProviderStoreTest::init()
{
    m_folder = std::make_unique<QTemporaryDir>();
    auto database = storage::Database::open(m_folder->filePath(u"w.assay"_s), storage::OpenMode::Create);
    QVERIFY2(database, database ? "" : qPrintable(database.error().message));
    m_database = *std::move(database);
    m_store = std::make_unique<ProviderStore>(*m_database, m_clock);
}

void ProviderStoreTest::cleanup()
{
    m_store.reset();
    m_database.reset();
    m_folder.reset();
}

void ProviderStoreTest::keepsWhatWasAdded()
{
    Provider provider = named(u"work"_s, u"HTTPS://Api.Anthropic.com/v1//"_s);
    provider.protocol = Protocol::Anthropic;
    provider.needsKey = false;
    provider.connection.connectTimeout = std::chrono::milliseconds(1234);
    provider.connection.totalTimeout = std::chrono::milliseconds(0);
    provider.connection.proxy = u"socks5h://proxy.example:1080"_s;
    provider.connection.caFile = u"/etc/ssl/ours.pem"_s;

    const Result<Provider> added = await(m_store->add(provider));
    QVERIFY2(added, added ? "" : qPrintable(added.error().message));
    QVERIFY(!added->id.isNull());
    QCOMPARE(added->baseUrl, QUrl(u"https://api.anthropic.com/v1"_s));
    QCOMPARE(added->vendor, u"anthropic"_s);
    QCOMPARE(await(m_store->find(u"work"_s)), added);
    QCOMPARE(await(m_store->find(u"WORK"_s)), added);
    QCOMPARE(await(m_store->list()), Result<QList<Provider>>({*added}));
}

void ProviderStoreTest::refusesANameThatIsTaken()
{
    QVERIFY(await(m_store->add(named(u"OpenAI"_s))));
    const auto second = await(m_store->add(named(u"openai"_s)));
    QVERIFY(!second);
    QCOMPARE(second.error().code, ErrorCode::Conflict);
    QVERIFY2(second.error().message.contains(u"\"OpenAI\""), qPrintable(second.error().message));
    QCOMPARE(await(m_store->list())->size(), 1);
}

void ProviderStoreTest::updatesAndRemoves()
{
    Provider first = *await(m_store->add(named(u"first"_s)));
    Provider second = *await(m_store->add(named(u"second"_s)));

    second.name = u"FIRST"_s;
    QCOMPARE(await(m_store->update(second)).error().code, ErrorCode::Conflict);
    first.name = u"First"_s; // only the case changes
    first.connection.idleTimeout = std::chrono::milliseconds(5);
    QVERIFY(await(m_store->update(first)));
    QVERIFY(await(m_store->setKeyHint(first.id, u"9xYz"_s)));
    first.keyHint = u"9xYz"_s;
    QCOMPARE(await(m_store->find(u"first"_s)), Result<Provider>(first));

    QVERIFY(await(m_store->saveListing(first.id, {{u"m"_s, {}, {}, {}}})));
    QVERIFY(await(m_store->remove(first.id)));
    QCOMPARE(await(m_store->find(u"first"_s)).error().code, ErrorCode::NotFound);
    for (const Result<> &late :
         {await(m_store->remove(first.id)), await(m_store->update(first)),
          await(m_store->setKeyHint(first.id, u"abcd"_s)), await(m_store->saveListing(first.id, {}))})
        QCOMPARE(late.error().code, ErrorCode::NotFound);
    QVERIFY(await(m_store->listing(first.id))->isEmpty());
}

void ProviderStoreTest::unknownNameListsTheKnownOnes()
{
    QVERIFY(await(m_store->find(u"nope"_s)).error().message.contains(u"Add one first"));
    QVERIFY(await(m_store->add(named(u"alpha"_s))));
    QVERIFY(await(m_store->add(named(u"beta"_s))));
    const Error error = await(m_store->find(u"nope"_s)).error();
    QCOMPARE(error.code, ErrorCode::NotFound);
    QVERIFY2(error.message.contains(u"alpha, beta"), qPrintable(error.message));
}

void ProviderStoreTest::keepsTheLastListing()
{
    const ProviderId id = await(m_store->add(named(u"p"_s)))->id;
    QVERIFY(await(m_store->listing(id))->isEmpty());
    const ListedModel zeta{u"zeta"_s, u"Zeta"_s, 200'000, QDate(2027, 1, 14)};
    const ListedModel alpha{u"vendor/alpha"_s, u""_s, {}, {}};
    QVERIFY(await(m_store->saveListing(id, {{u"old"_s, {}, {}, {}}})));
    QVERIFY(await(m_store->saveListing(id, {zeta, alpha, zeta})));
    QCOMPARE(await(m_store->listing(id)), Result<QList<ListedModel>>({zeta, alpha}));
}

void ProviderStoreTest::fillsInTheVendor_data()
{
    QTest::addColumn<QString>("url");
    QTest::addColumn<QString>("vendor");
    QTest::newRow("OpenAI") << u"https://api.openai.com/v1"_s << u"openai"_s;
    QTest::newRow("Anthropic") << u"https://api.anthropic.com/v1"_s << u"anthropic"_s;
    QTest::newRow("Mistral") << u"https://api.mistral.ai/v1"_s << u"mistral"_s;
    QTest::newRow("DeepSeek") << u"https://api.deepseek.com"_s << u"deepseek"_s;
    QTest::newRow("Groq") << u"https://api.groq.com/openai/v1"_s << u"groq"_s;
    QTest::newRow("OpenRouter") << u"https://openrouter.ai/api/v1"_s << u"openrouter"_s;
    QTest::newRow("Together") << u"https://api.together.xyz/v1"_s << u"together"_s;
    QTest::newRow("xAI") << u"https://api.x.ai/v1"_s << u"xai"_s;
    QTest::newRow("Ollama") << u"http://127.0.0.1:11434/v1"_s << u""_s;
    QTest::newRow("lookalike") << u"https://api.openai.com.example.org/v1"_s << u""_s;
}

void ProviderStoreTest::fillsInTheVendor()
{
    QFETCH(QString, url);
    QFETCH(QString, vendor);
    Provider provider = named(u"p"_s, url);
    QCOMPARE(validated(provider)->vendor, vendor);
    provider.vendor = u"mine"_s;
    QCOMPARE(validated(provider)->vendor, u"mine"_s);
    provider.vendor.clear();
    provider.isSimulated = true;
    QCOMPARE(validated(provider)->vendor, u"simulated"_s);
}

void ProviderStoreTest::refuses_data()
{
    QTest::addColumn<Provider>("provider");
    QTest::addColumn<QString>("hint");
    QTest::newRow("no name") << named(u" "_s) << u"name"_s;
    QTest::newRow("long name") << named(QString(41, u'n')) << u"40"_s;
    QTest::newRow("slash") << named(u"a/b"_s) << u"character 2"_s;
    QTest::newRow("space") << named(u"my provider"_s) << u"character 3"_s;
    QTest::newRow("newline") << named(u"my\nprovider"_s) << u"character 3"_s;
    QTest::newRow("like an option") << named(u"-p"_s) << u"begin"_s;
    QTest::newRow("no address") << named(u"p"_s, u""_s) << u"address"_s;
    QTest::newRow("no URL") << named(u"p"_s, u"http://[::1"_s) << u"not a URL"_s;
    QTest::newRow("no scheme") << named(u"p"_s, u"api.openai.com/v1"_s) << u"https://"_s;
    QTest::newRow("file") << named(u"p"_s, u"file:///etc/passwd"_s) << u"https://"_s;
    QTest::newRow("no host") << named(u"p"_s, u"https:///v1"_s) << u"host"_s;
    QTest::newRow("password") << named(u"p"_s, u"https://me:hunter2@api.openai.com/v1"_s) << u"password"_s;
    QTest::newRow("query") << named(u"p"_s, u"https://api.openai.com/v1?key=hunter2"_s) << u"'?'"_s;
    QTest::newRow("fragment") << named(u"p"_s, u"https://api.openai.com/v1#hunter2"_s) << u"'#'"_s;
    Provider proxied = named(u"p"_s);
    proxied.connection.proxy = u"http://me:hunter2@proxy:3128"_s;
    QTest::newRow("proxy password") << proxied << u"proxy"_s;
    proxied.connection.proxy = u"proxy:3128"_s;
    QTest::newRow("proxy without scheme") << proxied << u"proxy"_s;
    Provider negative = named(u"p"_s);
    negative.connection.idleTimeout = std::chrono::milliseconds(-1);
    QTest::newRow("negative limit") << negative << u"negative"_s;
}

void ProviderStoreTest::refuses()
{
    QFETCH(Provider, provider);
    QFETCH(QString, hint);
    const Result<Provider> added = await(m_store->add(provider));
    QVERIFY(!added);
    QCOMPARE(added.error().code, ErrorCode::InvalidInput);
    QVERIFY2(added.error().message.contains(hint), qPrintable(added.error().message));
    QVERIFY2(!added.error().message.contains(u"hunter2"), "a secret must not be repeated");
    QVERIFY(await(m_store->list())->isEmpty());
}

void ProviderStoreTest::acceptsLocalAndOddButValidAddresses_data()
{
    QTest::addColumn<QString>("url");
    QTest::addColumn<QString>("kept");
    QTest::newRow("loopback") << u"http://localhost:8080/v1/"_s << u"http://localhost:8080/v1"_s;
    QTest::newRow("IPv6") << u"http://[::1]:8080"_s << u"http://[::1]:8080"_s;
    QTest::newRow("bare") << u"https://llm.example/"_s << u"https://llm.example"_s;
    QTest::newRow("encoded path") << u"https://llm.example/a%2Fb/v1/"_s << u"https://llm.example/a%2Fb/v1"_s;
}

void ProviderStoreTest::acceptsLocalAndOddButValidAddresses()
{
    QFETCH(QString, url);
    QFETCH(QString, kept);
    const Result<Provider> provider = await(m_store->add(named(u"p"_s, url)));
    QVERIFY2(provider, provider ? "" : qPrintable(provider.error().message));
    QCOMPARE(provider->baseUrl.toString(QUrl::FullyEncoded), kept);
    QCOMPARE(await(m_store->find(u"p"_s)), provider);
}

QTEST_GUILESS_MAIN(ProviderStoreTest)
#include "tst_providerstore.moc"
