// SPDX-License-Identifier: GPL-3.0-or-later
#include "ctlfixture.h"

#include "simulator/simulator.h"

#include <QDirIterator>

using namespace assay;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;
using test::CtlFixture;
using test::CtlResult;

/// Plants a key in the real keyring and looks for it everywhere else. Runs through with-keychain.sh.
class SecretsTest final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void aStoredKeyIsUsedAndNeverSeen()
    {
        const QByteArray key = "sk-planted-4f9c2b7e61d8a350-tail";
        simulator::SimulatorOptions options;
        options.latency = 0ms;
        options.tokensPerSecond = 50;
        options.requiredKey = QString::fromLatin1(key);
        const auto simulator = simulator::Simulator::start(options);
        QVERIFY(simulator);
        const QString url = QString::fromUtf8((*simulator)->baseUrl());

        CtlFixture ctl(true);
        QByteArray seen;
        const auto run = [&](const QStringList &arguments, const QByteArray &input = {}) {
            const CtlResult result = ctl.run(arguments, input);
            seen += result.out + result.err;
            return result;
        };
        // Both ways in: standard input, and an environment variable.
        QCOMPARE(run({u"providers"_s, u"add"_s, u"first"_s, u"--base-url"_s, url}).exitCode, 0);
        QCOMPARE(run({u"keys"_s, u"set"_s, u"first"_s}, key + '\n').exitCode, 0);
        ctl.setVariable(u"PLANTED"_s, QString::fromLatin1(key));
        QCOMPARE(
            run({u"providers"_s, u"add"_s, u"second"_s, u"--base-url"_s, url, u"--key-env"_s, u"PLANTED"_s})
                .exitCode,
            0);
        ctl.setVariable(u"PLANTED"_s, {});

        // It works, also in the next process; nothing but its last four characters is told.
        QCOMPARE(run({u"run"_s, u"--text"_s, u"hi"_s, u"--model"_s, u"first/sim-swift"_s}).exitCode, 0);
        QCOMPARE(
            run({u"--json"_s, u"run"_s, u"--text"_s, u"hi"_s, u"--model"_s, u"second/sim-swift"_s}).exitCode,
            0);
        QVERIFY(run({u"keys"_s, u"list"_s}).out.contains("tail"));

        // Errors of every kind: wrong key, nobody there.
        QCOMPARE(
            run({u"providers"_s, u"add"_s, u"gone"_s, u"--base-url"_s, u"http://127.0.0.1:9/v1"_s}).exitCode,
            0);
        QCOMPARE(run({u"keys"_s, u"set"_s, u"gone"_s}, key + '\n').exitCode, 0);
        QCOMPARE(run({u"run"_s, u"--text"_s, u"hi"_s, u"--model"_s, u"gone/m"_s}).exitCode, 3);
        QCOMPARE(
            run({u"keys"_s, u"set"_s, u"first"_s}, "sk-wrong-0123456789-" + key.left(20) + "\n").exitCode, 0);
        QCOMPARE(run({u"run"_s, u"--text"_s, u"hi"_s, u"--model"_s, u"first/sim-swift"_s}).exitCode, 3);
        run({u"--json"_s, u"log"_s});
        run({u"doctor"_s});

        lookIntoARunningProcess(ctl, key);
        QVERIFY2(!seen.contains(key.left(20)), "the key was printed");
        lookIntoFiles(ctl, key.left(20));

        QCOMPARE(run({u"keys"_s, u"remove"_s, u"second"_s}).exitCode, 0);
        QCOMPARE(run({u"run"_s, u"--text"_s, u"hi"_s, u"--model"_s, u"second/sim-swift"_s}).exitCode, 3);
    }

    void whatWaitsForReviewIsReadByAnotherProgram()
    {
        const CtlFixture ctl(true);
        QCOMPARE(ctl.run({u"providers"_s, u"add"_s, u"simulated"_s, u"--vendor"_s, u"simulated"_s}).exitCode,
                 0);
        QCOMPARE(
            ctl.run(
                   {u"policy"_s, u"set"_s, u"safety.rules"_s,
                    u"[{\"id\":\"mail\",\"kind\":\"email\",\"direction\":\"input\",\"action\":\"review\"}]"_s})
                .exitCode,
            0);
        QCOMPARE(ctl.run({u"policy"_s, u"set"_s, u"safety.enabled"_s, u"true"_s}).exitCode, 0);
        QCOMPARE(ctl.run({u"run"_s, u"--text"_s, u"Write to ada@example.org"_s, u"--model"_s,
                          u"simulated/sim-swift"_s})
                     .exitCode,
                 0);
        const CtlResult shown = ctl.run({u"reviews"_s, u"show"_s, u"1"_s});
        QVERIFY2(shown.out.contains("Write to ada@example.org"),
                 QByteArray(shown.out + shown.err).constData());
        const QJsonArray listed = ctl.run({u"reviews"_s, u"list"_s, u"--json"_s}).array();
        QCOMPARE(listed[0][u"excerpt"].toString(), u"Write to ada@example.org"_s);
    }

    void oneValueHashesAlikeInEveryRunOfAWorkspace()
    {
        const auto hashIn = [](const CtlFixture &ctl) {
            const CtlResult run = ctl.run({u"run"_s, u"--text"_s, u"Write to ada@example.org"_s, u"--model"_s,
                                           u"simulated/sim-swift"_s});
            const QString id = ctl.run({u"log"_s, u"--json"_s}).array()[0][u"id"].toString();
            const QString shown = QString::fromUtf8(ctl.run({u"log"_s, u"show"_s, id, u"--content"_s}).out);
            static const QRegularExpression hashed(u"Write to (\\[email:[0-9a-f]{16}\\])"_s);
            return run.exitCode == 0 ? hashed.match(shown).captured(1) : QString();
        };
        const auto prepare = [](const CtlFixture &ctl) {
            return ctl.run({u"providers"_s, u"add"_s, u"simulated"_s, u"--vendor"_s, u"simulated"_s}).exitCode
                + ctl.run({u"policy"_s, u"set"_s, u"safety.rules"_s,
                           u"[{\"id\":\"mail\",\"kind\":\"email\",\"action\":\"hash\"}]"_s})
                      .exitCode
                + ctl.run({u"policy"_s, u"set"_s, u"safety.enabled"_s, u"true"_s}).exitCode;
        };
        const CtlFixture ctl(true);
        QCOMPARE(prepare(ctl), 0);
        const QString hash = hashIn(ctl);
        QVERIFY(!hash.isEmpty());
        QCOMPARE(hashIn(ctl), hash);
        const CtlFixture elsewhere(true);
        QCOMPARE(prepare(elsewhere), 0);
        const QString other = hashIn(elsewhere);
        QVERIFY(!other.isEmpty() && other != hash);
    }

    void aLikeQuestionOfAnEarlierRunIsAnsweredFromTheCache()
    {
        const CtlFixture ctl(true);
        QCOMPARE(ctl.run({u"providers"_s, u"add"_s, u"simulated"_s, u"--vendor"_s, u"simulated"_s}).exitCode,
                 0);
        const QString model = u"simulated/sim-swift"_s;
        const std::pair<QString, QString> settings[]{{u"cache.enabled"_s, u"true"_s},
                                                     {u"cache.embedding_model"_s, model},
                                                     {u"cache.semantic"_s, u"true"_s}};
        for (const auto &[path, value] : settings)
            QCOMPARE(ctl.run({u"policy"_s, u"set"_s, path, value}).exitCode, 0);
        const auto ask = [&](const QString &text) {
            return ctl
                .run({u"--json"_s, u"run"_s, u"--text"_s, text, u"--model"_s, model, u"--temperature"_s,
                      u"0"_s})
                .array()[0]
                .toObject();
        };
        const QString answer = ask(u"What is a cat?"_s)[u"text"_s].toString();
        const QJsonObject second = ask(u"what is A cat"_s);
        QVERIFY(!answer.isEmpty());
        QCOMPARE(second[u"text"_s].toString(), answer);
        QJsonObject facts;
        for (const QJsonValue &step : second[u"trace"_s].toArray()) {
            if (step[u"outcome"].toString() == u"similar"_s)
                facts = step[u"facts"].toObject();
        }
        const QString matched = facts[u"matched_call"_s].toString();
        const CtlResult shown = ctl.run({u"log"_s, u"show"_s, matched, u"--content"_s});
        QVERIFY2(shown.out.contains("What is a cat?"), shown.out.constData());
    }

    void aCertificateThatNobodyVouchesForIsRefused()
    {
        CtlFixture ctl(true);
        const QString certificate = ctl.path(u"cert.pem"_s);
        const QString privateKey = ctl.path(u"key.pem"_s);
        QCOMPARE(QProcess::execute(u"openssl"_s,
                                   {u"req"_s, u"-x509"_s, u"-newkey"_s, u"rsa:2048"_s, u"-nodes"_s,
                                    u"-days"_s, u"1"_s, u"-subj"_s, u"/CN=localhost"_s, u"-keyout"_s,
                                    privateKey, u"-out"_s, certificate}),
                 0);
        QProcess server;
        server.start(u"openssl"_s,
                     {u"s_server"_s, u"-accept"_s, u"127.0.0.1:0"_s, u"-cert"_s, certificate, u"-key"_s,
                      privateKey, u"-www"_s});
        QByteArray said;
        while (!said.contains("ACCEPT") && server.waitForReadyRead())
            said += server.readAllStandardOutput();
        const QByteArray port = said.mid(said.lastIndexOf(':') + 1).trimmed();
        QVERIFY2(port.toInt() > 0, said.constData());

        const QString url = u"https://127.0.0.1:%1/v1"_s.arg(QString::fromLatin1(port));
        QCOMPARE(ctl.run({u"providers"_s, u"add"_s, u"secure"_s, u"--base-url"_s, url}).exitCode, 0);
        QCOMPARE(ctl.run({u"keys"_s, u"set"_s, u"secure"_s}, "sk-for-nobody-0123456789\n").exitCode, 0);
        const CtlResult result = ctl.run({u"run"_s, u"--text"_s, u"hi"_s, u"--model"_s, u"secure/m"_s});
        server.kill();
        server.waitForFinished();
        QCOMPARE(result.exitCode, 3);
        QVERIFY2(result.err.contains("certificate"), result.err.constData());
        QVERIFY(!result.err.contains("sk-for-nobody"));
    }

private:
    /// While a call with the key is under way, the process list shows no trace of it.
    static void lookIntoARunningProcess(const CtlFixture &ctl, const QByteArray &key)
    {
        QProcess process;
        ctl.start(process,
                  {u"run"_s, u"--text"_s, u"Write at length, please."_s, u"--stream"_s, u"--model"_s,
                   u"second/sim-thorough"_s});
        QVERIFY(process.waitForReadyRead());
        for (const char *place : {"cmdline", "environ"}) {
            QFile file(u"/proc/%1/%2"_s.arg(process.processId()).arg(QLatin1String(place)));
            QVERIFY(file.open(QIODevice::ReadOnly));
            QVERIFY2(!file.readAll().contains(key), place);
        }
        process.kill();
        process.waitForFinished();
    }

    static void lookIntoFiles(const CtlFixture &ctl, const QByteArray &needle)
    {
        int files = 0;
        QDirIterator walk(ctl.home(), QDir::Files | QDir::Hidden, QDirIterator::Subdirectories);
        while (walk.hasNext()) {
            QFile file(walk.next());
            QVERIFY(file.open(QIODevice::ReadOnly));
            QVERIFY2(!file.readAll().contains(needle), qPrintable(file.fileName()));
            ++files;
        }
        QVERIFY(files >= 5); // workspace and mirror were really there to look into
    }
};

QTEST_GUILESS_MAIN(SecretsTest)
#include "tst_secrets.moc"
