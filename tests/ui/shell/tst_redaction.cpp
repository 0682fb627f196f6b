// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/shell/logging.h"
#include "ui/shell/redaction.h"
#include "ui/shell/statefolder.h"

#include <QDir>
#include <QFile>
#include <QTemporaryDir>
#include <QTest>

#include <spdlog/spdlog.h>

using namespace assay::ui;
using namespace Qt::StringLiterals;

class RedactionTest final : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void secretsAreTakenOut_data();
    void secretsAreTakenOut();
    void ordinaryLinesStay_data();
    void ordinaryLinesStay();
    void logFileHoldsNoKeyAndIsPrivate();
};

void RedactionTest::secretsAreTakenOut_data()
{
    QTest::addColumn<QString>("line");
    QTest::addColumn<QString>("secret");
    const QString key = u"sk-proj-AbCd1234efGH5678"_s;
    QTest::newRow("bare key") << u"key is "_s + key << key;
    QTest::newRow("authorization header") << u"Authorization: Bearer abcDEF123456"_s << u"abcDEF123456"_s;
    QTest::newRow("basic") << u"authorization: Basic dXNlcjpwYXNz"_s << u"dXNlcjpwYXNz"_s;
    QTest::newRow("x-api-key") << u"x-api-key: short"_s << u"short"_s;
    QTest::newRow("api-key in JSON") << u"{\"api-key\": \"0123abcd\"}"_s << u"0123abcd"_s;
    QTest::newRow("bearer alone") << u"sent Bearer abcdefgh12345678"_s << u"abcdefgh12345678"_s;
    QTest::newRow("user info") << u"http://user:pa55@host/x"_s << u"pa55"_s;
    QTest::newRow("query key") << u"https://h/v1?alt=sse&key=AIzaSyA1234567890"_s << u"SyA1234567890"_s;
    QTest::newRow("google key") << u"AIzaSyA12345678901234567"_s << u"SyA12345678901234567"_s;
    QTest::newRow("private key")
        << u"-----BEGIN RSA PRIVATE KEY-----\nMIIEow\n-----END RSA PRIVATE KEY-----"_s << u"MIIEow"_s;
}

void RedactionTest::secretsAreTakenOut()
{
    QFETCH(QString, line);
    QFETCH(QString, secret);
    const QString safe = QString::fromStdString(redacted(line.toStdString()));
    QVERIFY2(!safe.contains(secret), qPrintable(safe));
    QVERIFY(safe.contains(u"[redacted]"_s));
}

void RedactionTest::ordinaryLinesStay_data()
{
    QTest::addColumn<QString>("line");
    QTest::newRow("sentence") << u"task-based skill: the monkey key is missing"_s;
    QTest::newRow("url") << u"GET https://api.openai.com/v1/models?limit=20 200"_s;
    QTest::newRow("ascii art and umlauts") << u"größer als erwartet -- weiter"_s;
}

void RedactionTest::ordinaryLinesStay()
{
    QFETCH(QString, line);
    QCOMPARE(QString::fromStdString(redacted(line.toStdString())), line);
}

void RedactionTest::logFileHoldsNoKeyAndIsPrivate()
{
    QTemporaryDir folder;
    qputenv("XDG_STATE_HOME", folder.path().toUtf8());
    startLogging();
    spdlog::warn("the provider said: invalid x-api-key: planted-key-0123");
    qWarning("Authorization: Bearer planted-key-4567");
    spdlog::shutdown();
    qInstallMessageHandler(nullptr);

    QFile log(logFolder() + u"/assay.log"_s);
    QVERIFY(log.open(QIODevice::ReadOnly));
    const QByteArray text = log.readAll();
    QVERIFY2(text.contains("the provider said"), text.constData());
    QVERIFY2(!text.contains("planted-key"), text.constData());
    const auto others = QFile::ReadGroup | QFile::WriteGroup | QFile::ReadOther | QFile::WriteOther;
    QVERIFY(!(log.permissions() & others));
}

QTEST_GUILESS_MAIN(RedactionTest)
#include "tst_redaction.moc"
