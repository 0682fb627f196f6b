// SPDX-License-Identifier: GPL-3.0-or-later
#include <QTest>

#include "faultbench.h"

#include <QDBusConnection>
#include <QDBusMessage>
#include <QDBusObjectPath>
#include <QDBusVariant>
#include <QDBusVirtualObject>

using namespace assay;
using namespace assay::test;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;
using orchestration::CompletionResult;
using enum assay::ErrorCode;

namespace {

/// A Secret Service whose keyring is open as far as it tells, and which answers no question about a key: its
/// prompt is on the screen, and the person is away.
class PromptingKeychain final : public QDBusVirtualObject {
public:
    [[nodiscard]] QString introspect(const QString &) const override { return {}; }
    bool handleMessage(const QDBusMessage &message, const QDBusConnection &connection) override
    {
        if (message.member() == u"ReadAlias"_s)
            return connection.send(message.createReply(
                QVariant::fromValue(QDBusObjectPath(u"/org/freedesktop/secrets/collection/login"_s))));
        if (message.member() == u"Get"_s && message.arguments().value(1) == u"Locked"_s)
            return connection.send(message.createReply(QVariant::fromValue(QDBusVariant(false))));
        ++unanswered;
        return true;
    }
    int unanswered = 0;
};

} // namespace

/// Fault 67: the keychain asks its person in mid-run. Runs on a bus of its own where no keychain is installed
/// (with-keychain.sh). That it is locked, missing or gone: tst_keyvault, tst_secrets and theKeychainIsGone.
class FaultMatrixKeychainTest final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase()
    {
        QVERIFY2(qEnvironmentVariable("ASSAY_TEST_KEYCHAIN") == u"not-installed"_s,
                 "run this through with-keychain.sh");
        QDBusConnection bus = QDBusConnection::connectToBus(QDBusConnection::SessionBus, u"keychain"_s);
        QVERIFY(
            bus.registerVirtualObject(u"/org/freedesktop/secrets"_s, &m_keychain, QDBusConnection::SubPath));
        QVERIFY(bus.registerService(u"org.freedesktop.secrets"_s));
    }
    void cleanupTestCase() { QDBusConnection::disconnectFromBus(u"keychain"_s); }

    void whoStopsDoesNotWaitForThePrompt()
    {
        const FaultServer server({Script().request().send(answer(200, plainHello()))});
        FaultBench bench;
        addWithKeyInTheKeychain(bench, server);
        const int before = m_keychain.unanswered;
        auto call = bench.orchestrator.complete(request(), bench.listener, bench.stop.get_token());
        QTRY_VERIFY(m_keychain.unanswered > before);
        QTimer::singleShot(0, this, [&bench] { bench.stop.request_stop(); });
        const auto result = await(std::move(call));
        QVERIFY(result.completion.error);
        QCOMPARE(result.completion.error->code, Cancelled);
        QCOMPARE(result.record.attempts, 0);
        QCOMPARE(bench.audit(result), QString());
        QCOMPARE(server.requests().size(), 0);
    }

    void aPromptThatNobodyAnswersIsAnErrorAndHoldsUpNoOther()
    {
        const FaultServer server({Script().request().send(answer(200, plainHello()))});
        FaultBench bench;
        addWithKeyInTheKeychain(bench, server);
        bench.add(u"known"_s, "http://" + server.place() + "/v1");
        bench.keys.setPatience(300ms);
        Listening other;
        auto waiting = bench.orchestrator.complete(request(), other, {});
        const auto known = bench.complete(FaultBench::request(u"m"_s, u"known"_s));
        QCOMPARE(known.completion.text, u"Hello"_s);
        const auto result = await(std::move(waiting));
        QVERIFY(result.completion.error);
        QCOMPARE(result.completion.error->code, Keychain);
        QVERIFY2(result.completion.error->message.contains(u"prompt"_s),
                 qPrintable(result.completion.error->message));
        QCOMPARE(result.record.attempts, 0);
        QCOMPARE(bench.audit(result), QString());
        QCOMPARE(server.requests().size(), 1);
    }

private:
    static orchestration::CompletionRequest request()
    {
        return FaultBench::request(u"m"_s, u"asking"_s);
    }
    static void addWithKeyInTheKeychain(FaultBench &bench, const FaultServer &server)
    {
        catalog::Provider provider;
        provider.id = ProviderId::create();
        provider.name = u"asking"_s;
        provider.keyHint = u"zz.t"_s;
        provider.baseUrl = QUrl(QString::fromLatin1("http://" + server.place() + "/v1"));
        provider.connection = Scenario::patient();
        if (!await(bench.providers.add(provider)))
            qFatal("the provider is refused");
    }

    PromptingKeychain m_keychain;
};

QTEST_GUILESS_MAIN(FaultMatrixKeychainTest)
#include "tst_faultmatrixkeychain.moc"
