// SPDX-License-Identifier: GPL-3.0-or-later
#include "security/keyvault.h"
#include "support/awaiting.h"

#include <QTest>

using namespace assay;
using namespace assay::security;
using namespace Qt::StringLiterals;
using test::await;

/// Runs against the real Secret Service of the session that with-keychain.sh made, in the state it names.
class KeyVaultTest final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase()
    {
        m_state = qEnvironmentVariable("ASSAY_TEST_KEYCHAIN");
        QVERIFY2(!m_state.isEmpty(), "run this through with-keychain.sh");
    }

    void tellsTheStateAndTheWayOut()
    {
        const QMap<QString, KeychainState> expected{{u"ready"_s, KeychainState::Ready},
                                                    {u"locked"_s, KeychainState::Locked},
                                                    {u"none-yet"_s, KeychainState::NoKeyring},
                                                    {u"not-installed"_s, KeychainState::NotInstalled},
                                                    {u"no-bus"_s, KeychainState::NoBus}};
        KeyVault vault(WorkspaceId::create());
        const KeychainState state = await(vault.probe());
        QCOMPARE(state, expected.value(m_state));
        QCOMPARE(keychainAdvice(state).isEmpty(), state == KeychainState::Ready);
    }

    void storesReadsAndRemovesWhereThereIsAKeychain()
    {
        const WorkspaceId workspace = WorkspaceId::create();
        const ProviderId provider = ProviderId::create();
        KeyVault vault(workspace);
        const Result<> stored = await(vault.store(provider, Secret::fromUtf8("sk-kept-0123456789")));
        if (m_state != u"ready"_s) {
            QVERIFY(!stored);
            QCOMPARE(stored.error().code, ErrorCode::Keychain);
            QVERIFY(!stored.error().message.contains(u"sk-kept"_s));
            return;
        }
        QVERIFY2(stored, qPrintable(stored ? QString() : stored.error().message));

        KeyVault later(workspace); // another run of the program
        const Result<Secret> read = await(later.read(provider));
        QVERIFY(read);
        QCOMPARE(read->reveal(), QByteArrayView("sk-kept-0123456789"));
        KeyVault elsewhere(WorkspaceId::create());
        QCOMPARE(await(elsewhere.read(provider)).error().code,
                 ErrorCode::NotFound); // another workspace's key it is not

        QVERIFY(await(later.remove(provider)));
        KeyVault last(workspace);
        QCOMPARE(await(last.read(provider)).error().code, ErrorCode::NotFound);
    }

    void aKeyForThisRunNeedsNoKeychainAndLeavesNoTrace()
    {
        const WorkspaceId workspace = WorkspaceId::create();
        const ProviderId provider = ProviderId::create();
        KeyVault vault(workspace);
        vault.useForThisRun(provider, Secret::fromUtf8("sk-run-0123456789"));
        QVERIFY(vault.isForThisRunOnly(provider));
        QCOMPARE(await(vault.read(provider))->reveal(), QByteArrayView("sk-run-0123456789"));
        KeyVault later(workspace);
        QVERIFY(!await(later.read(provider)));
        QVERIFY(await(vault.remove(provider)));
        QVERIFY(!vault.isForThisRunOnly(provider));
    }

private:
    QString m_state;
};

QTEST_GUILESS_MAIN(KeyVaultTest)
#include "tst_keyvault.moc"
