// SPDX-License-Identifier: GPL-3.0-or-later
#include <QTest>

#include "security/contentcipher.h"
#include "support/awaiting.h"

using namespace assay;
using namespace assay::security;
using namespace Qt::StringLiterals;
using test::await;

namespace {

/// A cipher as one run of the program has it.
struct Run {
    explicit Run(WorkspaceId workspace)
        : keys(workspace)
    {
        await(cipher.ready());
    }
    KeyVault keys;
    ContentCipher cipher{keys};
};

} // namespace

/// Runs once in each state of the keychain (see with-keychain.sh).
class ContentCipherTest final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase()
    {
        m_hasKeychain = qEnvironmentVariable("ASSAY_TEST_KEYCHAIN") == u"ready"_s;
        if (qEnvironmentVariableIsEmpty("ASSAY_TEST_KEYCHAIN"))
            qunsetenv("DBUS_SESSION_BUS_ADDRESS"); // never the keychain of who runs the test
    }

    void whatIsSealedComesBack_data()
    {
        QTest::addColumn<QByteArray>("content");
        QTest::newRow("nothing") << QByteArray();
        QTest::newRow("a word") << "word"_ba;
        QTest::newRow("zeros") << QByteArray(10, '\0');
        QTest::newRow("large") << QByteArray(3'000'000, 'x');
    }
    void whatIsSealedComesBack()
    {
        QFETCH(const QByteArray, content);
        const Run run(WorkspaceId::create());
        const QByteArray sealed = run.cipher.seal(content, "here");
        const Result<QByteArray> opened = run.cipher.open(sealed, "here");
        QVERIFY(opened);
        QCOMPARE(*opened, content);
        QVERIFY(run.cipher.seal(content, "here") != sealed); // a nonce of its own each time
    }

    void nothingReadableIsLeft()
    {
        const Run run(WorkspaceId::create());
        QVERIFY(!run.cipher.seal("a sentence nobody may read", {}).contains("sentence"));
    }

    void contentIsTiedToItsPlace()
    {
        const Run run(WorkspaceId::create());
        const QByteArray sealed = run.cipher.seal("word", "here");
        const Result<QByteArray> elsewhere = run.cipher.open(sealed, "there");
        QVERIFY(!elsewhere);
        QCOMPARE(elsewhere.error().code, ErrorCode::Storage);
        QVERIFY(!elsewhere.error().message.isEmpty());
    }

    void everyFlippedBitAndEveryCutIsSeen()
    {
        const Run run(WorkspaceId::create());
        const QByteArray sealed = run.cipher.seal("a few words to seal", "here");
        for (qsizetype i = 0; i < sealed.size(); ++i) {
            for (int bit = 0; bit < 8; ++bit) {
                QByteArray damaged = sealed;
                damaged[i] = static_cast<char>(damaged.at(i) ^ (1 << bit));
                QVERIFY(!run.cipher.open(damaged, "here"));
            }
            QVERIFY(!run.cipher.open(sealed.first(i), "here"));
        }
        QVERIFY(!run.cipher.open(QByteArray(sealed + 'x'), "here"));
        QVERIFY(!run.cipher.open({}, "here"));
    }

    void aBombIsRefused()
    {
        const Run run(WorkspaceId::create());
        const QByteArray bomb(ContentCipher::maxContentBytes + 1, '\0');
        QVERIFY(!run.cipher.open(run.cipher.seal(bomb, {}), {}));
    }

    void withoutAKeyNothingOpens()
    {
        const WorkspaceId workspace = WorkspaceId::create();
        const Run run(workspace);
        KeyVault keys(workspace);
        const ContentCipher early(keys); // ready() was not awaited
        QVERIFY(!early.open(run.cipher.seal("word", {}), {}));
    }

    void theKeyIsTheWorkspacesAndLastsWhereThereIsAKeychain()
    {
        const WorkspaceId workspace = WorkspaceId::create();
        const Run first(workspace);
        QCOMPARE(first.cipher.isLasting(), m_hasKeychain);
        const QByteArray sealed = first.cipher.seal("word", {});
        const Run later(workspace);
        QCOMPARE(later.cipher.open(sealed, {}).has_value(), m_hasKeychain);
        const Run elsewhere(WorkspaceId::create());
        QVERIFY(!elsewhere.cipher.open(sealed, {}));
    }

    void aDerivedKeyIsTheWorkspacesAndOfOnePurpose()
    {
        const WorkspaceId workspace = WorkspaceId::create();
        const Run first(workspace);
        const QByteArray key = first.cipher.derivedKey("purpose1");
        QCOMPARE(key.size(), m_hasKeychain ? 32 : 0); // one that does not last would be none
        const Run later(workspace);
        QCOMPARE(later.cipher.derivedKey("purpose1"), key);
        KeyVault keys(workspace);
        QVERIFY(ContentCipher(keys).derivedKey("purpose1").isEmpty()); // ready() was not awaited
        if (!m_hasKeychain)
            return;
        QVERIFY(first.cipher.derivedKey("purpose2") != key);
        QVERIFY(Run(WorkspaceId::create()).cipher.derivedKey("purpose1") != key);
    }

    void thoseWhoWaitAtOnceGetOneKey()
    {
        KeyVault keys(WorkspaceId::create());
        ContentCipher cipher(keys);
        QCoro::Task<> first = cipher.ready();
        QCoro::Task<> second = cipher.ready();
        await(std::move(second));
        const QByteArray sealed = cipher.seal("word", {});
        await(std::move(first));
        QVERIFY(cipher.open(sealed, {}));
    }

private:
    bool m_hasKeychain = false;
};

QTEST_GUILESS_MAIN(ContentCipherTest)
#include "tst_contentcipher.moc"
