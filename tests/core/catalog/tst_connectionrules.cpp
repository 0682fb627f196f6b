// SPDX-License-Identifier: GPL-3.0-or-later
#include "catalog/connectionrules.h"

#include <QTemporaryDir>
#include <QTest>

using namespace assay::catalog;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

Provider at(const QString &url)
{
    Provider provider;
    provider.baseUrl = QUrl(url);
    return provider;
}

} // namespace

class ConnectionRulesTest final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void aTimeLimitIsReadAndWritten_data()
    {
        QTest::addColumn<QString>("typed");
        QTest::addColumn<qint64>("ms"); // -1: refused
        QTest::addColumn<QString>("shown");
        QTest::newRow("seconds") << u"10s"_s << qint64(10'000) << u"10 s"_s;
        QTest::newRow("bare") << u"10"_s << qint64(10'000) << u"10 s"_s;
        QTest::newRow("with a space") << u" 1.5 s "_s << qint64(1'500) << u"1500 ms"_s;
        QTest::newRow("a comma") << u"0,25 s"_s << qint64(250) << u"250 ms"_s;
        QTest::newRow("minutes") << u"2m"_s << qint64(120'000) << u"2 min"_s;
        QTest::newRow("hours") << u"24h"_s << qint64(86'400'000) << u"1440 min"_s;
        QTest::newRow("none") << u"none"_s << qint64(0) << u"none"_s;
        QTest::newRow("zero") << u"0"_s << qint64(0) << u"none"_s;
        QTest::newRow("too long") << u"25h"_s << qint64(-1) << QString();
        QTest::newRow("negative") << u"-1s"_s << qint64(-1) << QString();
        QTest::newRow("words") << u"soon"_s << qint64(-1) << QString();
        QTest::newRow("empty") << QString() << qint64(-1) << QString();
        QTest::newRow("overflow") << u"999999999h"_s << qint64(-1) << QString();
    }
    void aTimeLimitIsReadAndWritten()
    {
        QFETCH(const QString, typed);
        QFETCH(const qint64, ms);
        QFETCH(const QString, shown);
        const auto limit = timeLimitFromText(typed);
        QCOMPARE(limit ? qint64(limit->count()) : qint64(-1), ms);
        if (!limit)
            return;
        QCOMPARE(timeLimitText(*limit), shown);
        QCOMPARE(timeLimitFromText(timeLimitText(*limit)), limit);
    }

    void aKeyStaysWithItsHost_data()
    {
        QTest::addColumn<QString>("before");
        QTest::addColumn<QString>("after");
        QTest::addColumn<bool>("mayFollow");
        const auto row = [](const char *name, const char *before, const char *after, bool mayFollow) {
            QTest::newRow(name) << QString::fromLatin1(before) << QString::fromLatin1(after) << mayFollow;
        };
        row("another path", "https://a.example/v1", "https://a.example/v2", true);
        row("the port said", "https://a.example/v1", "https://a.example:443/v1", true);
        row("another host", "https://a.example/v1", "https://b.example/v1", false);
        row("a host below it", "https://a.example/v1", "https://x.a.example/v1", false);
        row("another port", "https://a.example/v1", "https://a.example:8443/v1", false);
        row("no longer encrypted", "https://a.example/v1", "http://a.example/v1", false);
        row("plain on its own port", "https://a.example:443/v1", "http://a.example:443/v1", false);
        row("now encrypted", "http://a.example/v1", "https://a.example/v1", true);
    }
    void aKeyStaysWithItsHost()
    {
        QFETCH(const QString, before);
        QFETCH(const QString, after);
        QFETCH(const bool, mayFollow);
        QCOMPARE(keyMayFollow(at(before), at(after)), mayFollow);
    }

    void aCertificateFileIsLookedInto()
    {
        const QTemporaryDir folder;
        const auto written = [&folder](const QString &name, const QByteArray &content) {
            QFile file(folder.filePath(name));
            if (!file.open(QIODevice::WriteOnly))
                qFatal("cannot write");
            file.write(content);
            return file.fileName();
        };
        QVERIFY(problemWithCaFile({}).isEmpty());
        QVERIFY(problemWithCaFile(written(u"ca.pem"_s, "-----BEGIN CERTIFICATE-----\nAA==\n")).isEmpty());
        QVERIFY(problemWithCaFile(written(u"notes.txt"_s, "hello")).contains(u"no certificate"_s));
        QVERIFY(problemWithCaFile(folder.filePath(u"gone.pem"_s)).contains(u"cannot be read"_s));
        QVERIFY(problemWithCaFile(folder.path()).contains(u"cannot be read"_s));
    }

    void anAzureAddressIsTakenApartAndPutTogether_data()
    {
        QTest::addColumn<QString>("url");
        QTest::addColumn<QString>("resource");
        QTest::addColumn<QString>("deployment");
        QTest::addColumn<QString>("version");
        QTest::newRow("plain") << u"https://r.openai.azure.com"_s << u"https://r.openai.azure.com"_s << QString()
                               << QString();
        QTest::newRow("v1") << u"https://r.openai.azure.com/openai/v1"_s
                            << u"https://r.openai.azure.com/openai/v1"_s << QString() << QString();
        QTest::newRow("deployment") << u"https://r.openai.azure.com/openai/deployments/gpt?api-version=2024-10-21"_s
                                    << u"https://r.openai.azure.com"_s << u"gpt"_s << u"2024-10-21"_s;
    }
    void anAzureAddressIsTakenApartAndPutTogether()
    {
        QFETCH(const QString, url);
        QFETCH(const QString, resource);
        QFETCH(const QString, deployment);
        QFETCH(const QString, version);
        const AzureAddress address = azureAddressOf(QUrl(url));
        QCOMPARE(address.resource.toString(), resource);
        QCOMPARE(address.deployment, deployment);
        QCOMPARE(address.apiVersion, version);
        QCOMPARE(baseUrlOf(address).toString(), url);
    }
};

QTEST_GUILESS_MAIN(ConnectionRulesTest)
#include "tst_connectionrules.moc"
