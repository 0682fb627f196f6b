// SPDX-License-Identifier: GPL-3.0-or-later
#include "security/secret.h"

#include <QTest>

using namespace Qt::StringLiterals;
using assay::security::Secret;

class SecretTest final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void keepsTheBytesWithoutWhiteSpaceAround()
    {
        const Secret secret = Secret::fromUtf8("  sk-test-12345678\r\n");
        QCOMPARE(secret.reveal(), QByteArrayView("sk-test-12345678"));
        const Secret copy = secret;
        QCOMPARE(copy.reveal(), secret.reveal());
        QVERIFY(Secret::fromUtf8(" \n").isEmpty());
        QVERIFY(Secret().isEmpty());
    }

    void tellsOnlyTheLastFourOfALongKey()
    {
        QCOMPARE(Secret::fromUtf8("sk-test-12345678").lastFour(), u"5678"_s);
        QCOMPARE(Secret::fromUtf8("short12").lastFour(), QString());
    }

    void knowsWhatCanStandInAHeader()
    {
        QVERIFY(Secret::fromUtf8("sk-test_1.2/3+=").isHeaderSafe());
        QVERIFY(!Secret::fromUtf8("two words").isHeaderSafe());
        QVERIFY(!Secret::fromUtf8("line\r\nX-Evil: 1").isHeaderSafe());
        QVERIFY(!Secret::fromUtf8("k\xc3\xa4se").isHeaderSafe());
        QVERIFY(!Secret().isHeaderSafe());
    }
};

QTEST_GUILESS_MAIN(SecretTest)
#include "tst_secret.moc"
