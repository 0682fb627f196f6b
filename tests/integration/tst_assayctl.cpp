// SPDX-License-Identifier: GPL-3.0-or-later
#include "ctlfixture.h"

#include "simulator/simulator.h"

#include <QSqlDatabase>
#include <QSqlQuery>

using namespace assay;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;
using test::CtlFixture;
using test::CtlResult;

/// The terminal program, command by command, against a simulator in this process.
class AssayCtlTest final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init()
    {
        m_ctl = std::make_unique<CtlFixture>();
        simulator::SimulatorOptions options;
        options.latency = 0ms;
        options.tokensPerSecond = 0;
        m_simulator = std::move(*simulator::Simulator::start(options));
        QCOMPARE(m_ctl
                     ->run({u"providers"_s, u"add"_s, u"lab"_s, u"--base-url"_s,
                            QString::fromUtf8(m_simulator->baseUrl())})
                     .exitCode,
                 0);
        m_ctl->write(u"greet.txt"_s, "Say hello to {{name}}.");
        QCOMPARE(m_ctl
                     ->run({u"prompts"_s, u"commit"_s, u"greet"_s, m_ctl->path(u"greet.txt"_s), u"-m"_s,
                            u"First"_s})
                     .exitCode,
                 0);
    }

    void aProviderIsReachedOtherwiseFromNowOn()
    {
        const auto set = [this](const QStringList &options) {
            return m_ctl->run(QStringList{u"providers"_s, u"set"_s, u"lab"_s} + options);
        };
        const auto changed = set({u"--connect-timeout"_s, u"2s"_s, u"--total-timeout"_s, u"none"_s,
                                  u"--proxy"_s, u"none"_s});
        QCOMPARE(changed.exitCode, 0);
        QVERIFY2(changed.out.contains("connect-timeout: 10 s \u2192 2 s"), changed.out.constData());
        const QJsonObject listed =
            m_ctl->run({u"--json"_s, u"providers"_s, u"list"_s}).array().at(0).toObject();
        QCOMPARE(listed[u"connection"][u"connect_timeout_ms"].toInt(), 2'000);
        QCOMPARE(listed[u"connection"][u"total_timeout_ms"].toInt(), 0);
        QCOMPARE(listed[u"connection"][u"proxy"].toString(), u"none"_s);
        for (const QStringList &bad :
             {QStringList{}, QStringList{u"--idle-timeout"_s, u"soon"_s}, QStringList{u"--proxy"_s, u"nonsense"_s},
              QStringList{u"--ca-file"_s, u"/does/not/exist"_s}, QStringList{u"--base-url"_s, u"ftp://x"_s},
              QStringList{u"--api-version"_s, u"1"_s}, QStringList{u"--key"_s, u"maybe"_s, u"--proxy"_s, u"none"_s}}) {
            const auto refused = set(bad);
            QCOMPARE(refused.exitCode, 2);
            QVERIFY(!refused.err.isEmpty());
        }
        QCOMPARE(m_ctl->run({u"--json"_s, u"providers"_s, u"list"_s}).array().at(0).toObject(), listed);
    }

    void aKeyDoesNotFollowToAnotherHostUnasked()
    {
        const CtlFixture ctl(true);
        QCOMPARE(ctl.run({u"providers"_s, u"add"_s, u"lab"_s, u"--base-url"_s, u"https://llm.example/v1"_s})
                     .exitCode,
                 0);
        if (ctl.run({u"keys"_s, u"set"_s, u"lab"_s}, "sk-test-0123456789\n").exitCode != 0)
            QSKIP("there is no keychain here");
        const auto move = [&ctl](const QStringList &options) {
            return ctl.run(QStringList{u"providers"_s, u"set"_s, u"lab"_s, u"--base-url"_s,
                                          u"https://other.example/v1"_s}
                              + options);
        };
        const auto refused = move({});
        QCOMPARE(refused.exitCode, 2);
        QVERIFY2(refused.err.contains("--key send"), refused.err.constData());
        const auto forgotten = move({u"--key"_s, u"forget"_s});
        QCOMPARE(forgotten.exitCode, 0);
        QVERIFY(forgotten.out.contains("Its key is forgotten"));
        QVERIFY(ctl.run({u"--json"_s, u"keys"_s, u"list"_s}).array().isEmpty());
    }

    void providersAreListedTestedAndRemoved()
    {
        const QJsonObject listed =
            m_ctl->run({u"--json"_s, u"providers"_s, u"list"_s}).array().at(0).toObject();
        QCOMPARE(listed[u"name"].toString(), u"lab"_s);
        QCOMPARE(listed[u"protocol"].toString(), u"openai-chat"_s);
        QCOMPARE(listed[u"health"][u"state"].toString(), u"unknown"_s);
        QVERIFY(m_ctl->run({u"providers"_s, u"list"_s}).out.contains("HEALTH"));
        QVERIFY(m_ctl->run({u"providers"_s, u"test"_s, u"lab"_s}).out.contains("3 models"));
        QCOMPARE(m_ctl->run({u"providers"_s, u"remove"_s, u"lab"_s}).exitCode, 0);
        QVERIFY(m_ctl->run({u"--json"_s, u"providers"_s, u"list"_s}).array().isEmpty());
    }

    void vendorsFillInProtocolAndAddress_data()
    {
        QTest::addColumn<QStringList>("options");
        QTest::addColumn<QString>("protocol");
        QTest::addColumn<QString>("url");
        QTest::addColumn<QString>("vendor");
        QTest::newRow("Groq") << QStringList{u"groq"_s} << u"openai-chat"_s
                              << u"https://api.groq.com/openai/v1"_s << u"groq"_s;
        QTest::newRow("Gemini") << QStringList{u"gemini"_s} << u"gemini"_s
                                << u"https://generativelanguage.googleapis.com/v1beta"_s << u"gemini"_s;
        QTest::newRow("another address of it")
            << QStringList{u"vllm"_s, u"--base-url"_s, u"http://gpu.example:8000/v1"_s} << u"openai-chat"_s
            << u"http://gpu.example:8000/v1"_s << u"vllm"_s;
        QTest::newRow("another protocol of it")
            << QStringList{u"openai"_s, u"--protocol"_s, u"openai-responses"_s} << u"openai-responses"_s
            << u"https://api.openai.com/v1"_s << u"openai"_s;
        QTest::newRow("Azure as its portal shows it")
            << QStringList{u"azure"_s, u"--base-url"_s,
                           u"https://r.openai.azure.com/openai?api-version=2024-10-21"_s}
            << u"azure"_s << u"https://r.openai.azure.com/openai?api-version=2024-10-21"_s << u"azure"_s;
        QTest::newRow("simulator") << QStringList{u"simulated"_s} << u"openai-chat"_s << QString()
                                   << u"simulated"_s;
    }
    void vendorsFillInProtocolAndAddress()
    {
        QFETCH(const QStringList, options);
        QFETCH(const QString, protocol);
        QFETCH(const QString, url);
        QFETCH(const QString, vendor);
        const QStringList add{u"--json"_s, u"providers"_s, u"add"_s, u"new"_s, u"--vendor"_s};
        const CtlResult added = m_ctl->run(add + options);
        QVERIFY2(added.exitCode == 0, added.err.constData());
        const QJsonObject listed =
            m_ctl->run({u"--json"_s, u"providers"_s, u"list"_s}).array().at(1).toObject();
        QCOMPARE(listed[u"name"].toString(), u"new"_s);
        QCOMPARE(listed[u"protocol"].toString(), protocol);
        QCOMPARE(listed[u"base_url"].toString(), url);
        QCOMPARE(listed[u"vendor"].toString(), vendor);
    }

    void vendorsAreListedWithoutAWorkspace()
    {
        const CtlFixture other;
        const QJsonArray vendors = other.run({u"--json"_s, u"providers"_s, u"vendors"_s}).array();
        QVERIFY(vendors.size() >= 14);
        QCOMPARE(vendors.at(0)[u"id"].toString(), u"openai"_s);
        QVERIFY(vendors.at(0)[u"keys_url"].toString().startsWith(u"https://"_s));
        QVERIFY(other.run({u"providers"_s, u"vendors"_s}).out.contains("https://api.groq.com/openai/v1"));
        QVERIFY(QDir(other.home()).isEmpty());
    }

    void modelsComeWithPricesAndTheirDateOrAsUnknown()
    {
        const CtlResult text = m_ctl->run({u"models"_s, u"list"_s});
        QCOMPARE(text.exitCode, 0);
        QVERIFY(text.out.contains("as of 20"));
        QVERIFY(text.out.contains("unknown")); // a server on loopback is nobody's price list
        const QJsonArray models = m_ctl->run({u"--json"_s, u"models"_s, u"list"_s}).array();
        QCOMPARE(models.size(), 3);
        QVERIFY(models.at(0)[u"prices_as_of"].toString().startsWith(u"20"_s));
        QVERIFY(models.at(0)[u"input_usd_per_mtok"].isNull());
    }

    void promptsAreCommittedShownDiffedLabelledAndExported()
    {
        m_ctl->write(u"second.txt"_s, "Say good morning to {{name}}.");
        QCOMPARE(m_ctl
                     ->run({u"prompts"_s, u"commit"_s, u"greet"_s, m_ctl->path(u"second.txt"_s), u"-m"_s,
                            u"Morning"_s})
                     .exitCode,
                 0);
        QCOMPARE(m_ctl->run({u"prompts"_s, u"label"_s, u"greet"_s, u"1"_s, u"production"_s}).exitCode, 0);
        QCOMPARE(m_ctl->run({u"--json"_s, u"prompts"_s, u"show"_s, u"greet"_s}).object()[u"version"].toInt(),
                 2);
        QCOMPARE(m_ctl->run({u"--json"_s, u"prompts"_s, u"show"_s, u"greet@production"_s})
                     .object()[u"version"]
                     .toInt(),
                 1);
        const QByteArray diff = m_ctl->run({u"prompts"_s, u"diff"_s, u"greet"_s, u"1"_s, u"2"_s}).out;
        QVERIFY2(diff.contains("- Say hello") && diff.contains("+ Say good morning"), diff.constData());
        const QByteArray exported = m_ctl->run({u"prompts"_s, u"export"_s, u"greet@1"_s}).out;
        const QString file =
            m_ctl->write(u"copy.json"_s, QByteArray(exported).replace("\"greet\"", "\"greet-copy\""));
        QCOMPARE(m_ctl->run({u"prompts"_s, u"import"_s, file}).exitCode, 0);
        QCOMPARE(m_ctl->run({u"--json"_s, u"prompts"_s, u"list"_s}).array().size(), 2);
    }

    void aPromptIsRenderedWithoutAModel()
    {
        const CtlResult text =
            m_ctl->run({u"prompts"_s, u"render"_s, u"greet@1"_s, u"--var"_s, u"name=Ann"_s});
        QCOMPARE(text.exitCode, 0);
        QCOMPARE(text.out, QByteArray("== user ==\nSay hello to Ann.\n"));
        const QJsonObject json =
            m_ctl->run({u"--json"_s, u"prompts"_s, u"render"_s, u"greet@1"_s, u"--var"_s, u"name=Ann"_s})
                .object();
        QCOMPARE(json[u"messages"].toArray().at(0)[u"text"].toString(), u"Say hello to Ann."_s);
        const CtlResult found = m_ctl->run({u"--json"_s, u"prompts"_s, u"search"_s, u"{{NAME}}"_s});
        QCOMPARE(found.exitCode, 0);
        QVERIFY(!found.array().isEmpty());
        QCOMPARE(found.array().at(0)[u"found"].toString(), u"{{name}}"_s);
        QCOMPARE(found.array().at(0)[u"message"].toInt(), 1);
        const CtlResult nothing = m_ctl->run({u"prompts"_s, u"search"_s, u"no"_s, u"such words"_s});
        QCOMPARE(nothing.exitCode, 0);
        QVERIFY(nothing.out.contains("No prompt has this"));
        QCOMPARE(m_ctl->run({u"prompts"_s, u"search"_s, u"x"_s, u"--limit"_s, u"0"_s}).exitCode, 2);

        const CtlResult missing = m_ctl->run({u"prompts"_s, u"render"_s, u"greet"_s});
        QCOMPARE(missing.exitCode, 2);
        QVERIFY(missing.err.contains("name"));
    }

    void aRunHasTheStableJsonShape()
    {
        const CtlResult result =
            m_ctl->run({u"--json"_s, u"run"_s, u"greet"_s, u"--var"_s, u"name=Ada"_s, u"--model"_s,
                        u"lab/sim-swift"_s, u"--model"_s, u"lab/sim-thorough"_s});
        QCOMPARE(result.exitCode, 0);
        QCOMPARE(result.array().size(), 2);
        const QJsonObject call = result.array().at(0).toObject();
        for (const char *member : {"model", "text", "tool_calls", "finish_reason", "usage", "cost_usd",
                                   "latency_ms", "first_token_ms", "error"})
            QVERIFY2(call.contains(QLatin1String(member)), member);
        QCOMPARE(call[u"model"].toString(), u"lab/sim-swift"_s);
        QVERIFY(!call[u"text"].toString().isEmpty());
        QVERIFY(call[u"error"].isNull());
        QVERIFY(call[u"cost_usd"].isNull()); // unknown, never 0
        for (const char *counter : {"input", "cached_input", "cache_write", "output", "reasoning"})
            QVERIFY(call[u"usage"].toObject().contains(QLatin1String(counter)));

        const CtlResult log = m_ctl->run({u"--json"_s, u"log"_s});
        QCOMPARE(log.array().size(), 2);
        QCOMPARE(log.array().at(0)[u"prompt"].toString(), u"greet"_s);
        QCOMPARE(m_ctl->run({u"--json"_s, u"log"_s, u"--model"_s, u"sim-swift"_s}).array().size(), 1);
        QCOMPARE(
            m_ctl->run({u"--json"_s, u"costs"_s, u"--by"_s, u"prompt"_s}).array().at(0)[u"calls"].toInt(), 2);
    }

    void streamingPrintsTheSameTextAsItComes()
    {
        const QStringList run{u"run"_s,      u"greet"_s,   u"--var"_s,
                              u"name=Ada"_s, u"--model"_s, u"lab/sim-thorough"_s};
        const QString whole = m_ctl->run(QStringList{u"--json"_s} + run).array().at(0)[u"text"].toString();
        const QByteArray streamed = m_ctl->run(run + QStringList{u"--stream"_s}).out;
        QVERIFY(streamed.startsWith(whole.toUtf8()));
    }

    void simulateServesUntilItIsInterrupted()
    {
        QProcess process;
        m_ctl->start(process, {u"simulate"_s, u"--latency"_s, u"0"_s});
        QVERIFY(process.waitForReadyRead());
        const QString url = QString::fromUtf8(process.readLine()).trimmed();
        QVERIFY2(url.startsWith(u"http://127.0.0.1:"_s), qPrintable(url));
        QCOMPARE(m_ctl
                     ->run({u"providers"_s, u"add"_s, u"other"_s, u"--protocol"_s, u"anthropic"_s,
                            u"--base-url"_s, url})
                     .exitCode,
                 0);
        QCOMPARE(m_ctl->run({u"run"_s, u"--text"_s, u"hi"_s, u"--model"_s, u"other/sim-swift"_s}).exitCode,
                 0);
        process.terminate();
        QVERIFY(process.waitForFinished());
        QCOMPARE(process.exitCode(), 0);
    }

    void anInterruptedRunIsRecordedAsCancelled()
    {
        simulator::SimulatorOptions slow;
        slow.latency = 0ms;
        slow.tokensPerSecond = 10;
        slow.answerTokens = 10'000;
        const auto simulator = simulator::Simulator::start(slow);
        QVERIFY(simulator);
        QCOMPARE(m_ctl
                     ->run({u"providers"_s, u"add"_s, u"slow"_s, u"--base-url"_s,
                            QString::fromUtf8((*simulator)->baseUrl())})
                     .exitCode,
                 0);
        QProcess process;
        m_ctl->start(process,
                     {u"run"_s, u"--text"_s, u"hi"_s, u"--stream"_s, u"--model"_s, u"slow/sim-swift"_s});
        QVERIFY(process.waitForReadyRead()); // the first token is there
        process.terminate();
        QVERIFY(process.waitForFinished());
        QCOMPARE(process.exitCode(), 130);
        QCOMPARE(m_ctl->run({u"--json"_s, u"log"_s, u"--status"_s, u"cancelled"_s}).array().size(), 1);
        QTRY_COMPARE((*simulator)->abortedCount(), quint64(1));
    }

    void ctrlCEndsTheQuestionForAKey()
    {
        const CtlResult result =
            m_ctl->runOnTerminal({u"keys"_s, u"set"_s, u"lab"_s}, "Key for lab: ", "sk-half-typed\x03");
        QVERIFY2(result.exitCode == 130, result.out.constData());
        QVERIFY(!result.out.contains("sk-half")); // no echo
        QVERIFY(m_ctl->run({u"--json"_s, u"keys"_s, u"list"_s}).array().isEmpty());
    }

    void anAnswerCannotSteerTheScreenButIsExactInAPipe_data()
    {
        QTest::addColumn<QStringList>("stream");
        QTest::newRow("whole") << QStringList{};
        QTest::newRow("streamed") << QStringList{u"--stream"_s};
    }
    void anAnswerCannotSteerTheScreenButIsExactInAPipe()
    {
        QFETCH(const QStringList, stream);
        // The simulated model repeats what it was asked, as real ones can be made to.
        const QStringList arguments =
            QStringList{u"run"_s, u"--text"_s, u"\x1b]0;owned\x07 and \x1b[31mred"_s, u"--model"_s,
                        u"lab/sim-swift"_s}
            + stream;
        const CtlResult piped = m_ctl->run(arguments);
        QCOMPARE(piped.exitCode, 0);
        QVERIFY2(piped.out.contains("\x1b]0;owned\x07"), piped.out.constData());
        const CtlResult screen = m_ctl->runOnTerminal(arguments);
        QCOMPARE(screen.exitCode, 0);
        QVERIFY2(screen.out.contains("]0;owned"), screen.out.constData());
        QVERIFY(!screen.out.contains('\x1b') && !screen.out.contains('\x07'));
    }

    void outputThatCannotBeWrittenIsAFailure()
    {
        QProcess process;
        process.setStandardOutputFile(u"/dev/full"_s);
        m_ctl->start(process, {u"prompts"_s, u"list"_s});
        QVERIFY(process.waitForFinished());
        QCOMPARE(process.exitCode(), 3);
        QVERIFY(process.readAllStandardError().contains("could not be written"));
    }

    void doctorFindsAHealthyWorkspaceHealthy()
    {
        const CtlResult result = m_ctl->run({u"doctor"_s});
        QVERIFY2(result.exitCode == 0, result.out.constData());
        QVERIFY(result.out.contains("warning")); // there is no keychain here, and it says what to do
        QVERIFY(result.out.contains("dbus-run-session"));
    }

    void doctorFindsADamagedWorkspace()
    {
        {
            QSqlDatabase database = QSqlDatabase::addDatabase(u"QSQLITE"_s, u"damage"_s);
            database.setDatabaseName(m_ctl->workspace());
            QVERIFY(database.open());
            QSqlQuery query(database);
            // The comparisons' index, so that opening the workspace does not stumble over it first.
            QVERIFY(query.exec(u"PRAGMA wal_checkpoint(TRUNCATE)"_s));
            QVERIFY(query.exec(u"SELECT (rootpage - 1) * page_size FROM sqlite_schema, pragma_page_size "
                               "WHERE name = 'comparisons_created'"_s)
                    && query.next());
            QFile file(m_ctl->workspace());
            QVERIFY(file.open(QIODevice::ReadWrite) && file.seek(query.value(0).toLongLong()));
            QCOMPARE(file.write(QByteArray(64, '\x5a')), 64);
        }
        QSqlDatabase::removeDatabase(u"damage"_s);
        const CtlResult result = m_ctl->run({u"--json"_s, u"doctor"_s});
        QCOMPARE(result.exitCode, 1);
        const QJsonObject store = result.array().at(0).toObject();
        QCOMPARE(store[u"verdict"].toString(), u"failed"_s);
        QVERIFY(store[u"message"].toString().contains(u"backup"_s));
    }

    void optionsMayStandAnywhereAndTheirValuesAreNotOptions()
    {
        QCOMPARE(m_ctl->run({u"--limit"_s, u"3"_s, u"--json"_s, u"log"_s}).out.trimmed(), "[\n]");
        const CtlResult asked =
            m_ctl->run({u"run"_s, u"--text"_s, u"--help"_s, u"--model"_s, u"lab/sim-swift"_s});
        QCOMPARE(asked.exitCode, 0);
        QVERIFY2(asked.out.startsWith("== lab/sim-swift =="), asked.out.constData());
    }

    void helpAndVersionOpenNothing()
    {
        const CtlFixture other;
        const CtlResult help = other.run({u"prompts"_s, u"commit"_s, u"--help"_s});
        QCOMPARE(help.exitCode, 0);
        QVERIFY(help.out.contains("prompts commit NAME FILE -m TEXT"));
        QVERIFY(other.run({u"--version"_s}).out.startsWith("assayctl "));
        QVERIFY(QDir(other.home()).isEmpty());
    }

    void aProviderIsLoggedUnderTheNameItWasGiven()
    {
        QCOMPARE(m_ctl->run({u"run"_s, u"--text"_s, u"hi"_s, u"--model"_s, u"LAB/sim-swift"_s}).exitCode, 0);
        QCOMPARE(m_ctl->run({u"--json"_s, u"log"_s}).array().at(0)[u"model"].toString(), u"lab/sim-swift"_s);
    }

    void badInputGivesOneSentenceAndChangesNothing_data()
    {
        QTest::addColumn<QStringList>("arguments");
        QTest::addColumn<int>("exitCode");
        QTest::addColumn<QByteArray>("words");
        const QString model = u"--model"_s;
        QTest::newRow("no command") << QStringList{} << 2 << QByteArray("Say what to do");
        QTest::newRow("unknown command")
            << QStringList{u"frobnicate"_s} << 2 << QByteArray("no command frobnicate");
        QTest::newRow("unknown option") << QStringList{u"log"_s, u"--frob"_s} << 2 << QByteArray("frob");
        QTest::newRow("unknown prompt")
            << QStringList{u"run"_s, u"nope"_s, model, u"lab/sim-swift"_s} << 2 << QByteArray("nope");
        QTest::newRow("unknown version")
            << QStringList{u"run"_s, u"greet@9"_s, model, u"lab/sim-swift"_s, u"--var"_s, u"name=x"_s} << 2
            << QByteArray("9");
        QTest::newRow("unknown provider")
            << QStringList{u"run"_s, u"greet"_s, model, u"nobody/x"_s, u"--var"_s, u"name=x"_s} << 2
            << QByteArray("nobody");
        QTest::newRow("no model") << QStringList{u"run"_s, u"greet"_s, u"--var"_s, u"name=x"_s} << 2
                                  << QByteArray("--model");
        QTest::newRow("missing variable")
            << QStringList{u"run"_s, u"greet"_s, model, u"lab/sim-swift"_s} << 2 << QByteArray("name");
        QTest::newRow("bad number") << QStringList{u"run"_s,           u"--text"_s,        u"x"_s,  model,
                                                   u"lab/sim-swift"_s, u"--temperature"_s, u"hot"_s}
                                    << 2 << QByteArray("temperature");
        QTest::newRow("out of range") << QStringList{u"run"_s,           u"--text"_s,        u"x"_s, model,
                                                     u"lab/sim-swift"_s, u"--temperature"_s, u"9"_s}
                                      << 2 << QByteArray("temperature");
        QTest::newRow("bad URL") << QStringList{u"providers"_s, u"add"_s, u"x"_s, u"--base-url"_s,
                                                u"ftp://x"_s}
                                 << 2 << QByteArray("ftp");
        QTest::newRow("unknown protocol")
            << QStringList{u"providers"_s, u"add"_s,        u"x"_s,       u"--protocol"_s,
                           u"telex"_s,     u"--base-url"_s, u"http://x"_s}
            << 2 << QByteArray("telex");
        QTest::newRow("unknown vendor")
            << QStringList{u"providers"_s, u"add"_s, u"x"_s, u"--vendor"_s, u"acme"_s} << 2
            << QByteArray("assayctl providers vendors");
        QTest::newRow("vendor without an address")
            << QStringList{u"providers"_s, u"add"_s, u"x"_s, u"--vendor"_s, u"azure"_s} << 2
            << QByteArray("--base-url");
        QTest::newRow("vendor in a protocol of unknown address")
            << QStringList{u"providers"_s, u"add"_s,        u"x"_s,        u"--vendor"_s,
                           u"mistral"_s,   u"--protocol"_s, u"anthropic"_s}
            << 2 << QByteArray("--base-url");
        QTest::newRow("name taken") << QStringList{u"providers"_s, u"add"_s, u"lab"_s, u"--base-url"_s,
                                                   u"http://127.0.0.1:9/v1"_s}
                                    << 2 << QByteArray("lab");
        QTest::newRow("empty key variable") << QStringList{u"providers"_s,
                                                           u"add"_s,
                                                           u"x"_s,
                                                           u"--base-url"_s,
                                                           u"http://127.0.0.1:9/v1"_s,
                                                           u"--key-env"_s,
                                                           u"ASSAY_NOT_SET"_s}
                                            << 2 << QByteArray("ASSAY_NOT_SET");
        QTest::newRow("prompt and text")
            << QStringList{u"run"_s, u"greet"_s, u"--text"_s, u"hi"_s, model, u"lab/sim-swift"_s} << 2
            << QByteArray("not both");
        QTest::newRow("rate is no number")
            << QStringList{u"simulate"_s, u"--error-rate"_s, u"nan"_s} << 2 << QByteArray("error-rate");
        QTest::newRow("bad span") << QStringList{u"log"_s, u"--since"_s, u"yesterday"_s} << 2
                                  << QByteArray("yesterday");
        QTest::newRow("bad label") << QStringList{u"prompts"_s, u"label"_s, u"greet"_s, u"1"_s, u"latest"_s}
                                   << 2 << QByteArray("latest");
        QTest::newRow("missing file")
            << QStringList{u"prompts"_s, u"import"_s, u"/no/such/file"_s} << 2 << QByteArray("/no/such/file");
        QTest::newRow("no message") << QStringList{u"prompts"_s, u"commit"_s, u"greet"_s, u"/dev/null"_s} << 2
                                    << QByteArray("-m");
        QTest::newRow("empty required key")
            << QStringList{u"simulate"_s, u"--require-key-env"_s, u"ASSAY_NOT_SET"_s} << 2
            << QByteArray("ASSAY_NOT_SET");
        QTest::newRow("not on loopback") << QStringList{u"simulate"_s, u"--listen"_s, u"0.0.0.0:0"_s} << 2
                                         << QByteArray("this computer only");
    }
    void badInputGivesOneSentenceAndChangesNothing()
    {
        QFETCH(const QStringList, arguments);
        QFETCH(const int, exitCode);
        QFETCH(const QByteArray, words);
        const CtlResult before = m_ctl->run({u"--json"_s, u"prompts"_s, u"list"_s});
        const CtlResult result = m_ctl->run(arguments);
        QVERIFY2(result.exitCode == exitCode, result.err.constData());
        QVERIFY2(result.err.contains(words), result.err.constData());
        QCOMPARE(result.err.count('\n'), 1);
        QVERIFY(result.out.isEmpty());
        QCOMPARE(m_ctl->run({u"--json"_s, u"prompts"_s, u"list"_s}).out, before.out);
        QCOMPARE(m_ctl->run({u"--json"_s, u"providers"_s, u"list"_s}).array().size(), 1);
        QVERIFY(m_ctl->run({u"--json"_s, u"log"_s}).array().isEmpty());
    }

    void refusedInputHasNotMadeAWorkspace_data()
    {
        QTest::addColumn<QStringList>("arguments");
        QTest::newRow("provider's name")
            << QStringList{u"providers"_s, u"add"_s, u"a b"_s, u"--base-url"_s, u"http://127.0.0.1:9/v1"_s};
        QTest::newRow("missing file")
            << QStringList{u"prompts"_s, u"commit"_s, u"greet"_s, u"/no/such/file"_s, u"-m"_s, u"First"_s};
        QTest::newRow("nothing to import") << QStringList{u"prompts"_s, u"import"_s, u"/no/such/file"_s};
    }
    void refusedInputHasNotMadeAWorkspace()
    {
        QFETCH(const QStringList, arguments);
        const CtlFixture other;
        QCOMPARE(other.run(arguments).exitCode, 2);
        QVERIFY(QDir(other.home()).isEmpty());
    }

    void aBrokenTemplateIsRefusedWithLineAndColumn()
    {
        const QString file = m_ctl->write(u"broken.txt"_s, "Hello\nDear {{name");
        const CtlResult result = m_ctl->run({u"prompts"_s, u"commit"_s, u"broken"_s, file, u"-m"_s, u"x"_s});
        QCOMPARE(result.exitCode, 2);
        QVERIFY2(result.err.contains("line 2, column 6"), result.err.constData());
        QCOMPARE(m_ctl->run({u"--json"_s, u"prompts"_s, u"list"_s}).array().size(), 1);
    }

    void whatTheProviderRefusesIsSaidWithExitThree()
    {
        simulator::SimulatorOptions options;
        options.requiredKey = u"sk-the-right-key"_s;
        const auto strict = simulator::Simulator::start(options);
        QVERIFY(strict);
        struct Case {
            QString name;
            QString url;
            QByteArray words;
        };
        for (const Case &c :
             {Case{u"strict"_s, QString::fromUtf8((*strict)->baseUrl()), "key"},
              Case{u"gone"_s, u"http://127.0.0.1:9/v1"_s, "refused"},
              Case{u"unknown-host"_s, u"http://nonexistent.invalid/v1"_s, "nonexistent.invalid"}}) {
            QCOMPARE(m_ctl->run({u"providers"_s, u"add"_s, c.name, u"--base-url"_s, c.url}).exitCode, 0);
            const CtlResult result =
                m_ctl->run({u"run"_s, u"--text"_s, u"x"_s, u"--model"_s, c.name + u"/sim-swift"_s});
            QVERIFY2(result.exitCode == 3, result.err.constData());
            QVERIFY2(result.err.contains(c.words), result.err.constData());
        }
        QCOMPARE(m_ctl->run({u"run"_s, u"--text"_s, u"x"_s, u"--model"_s, u"lab/no-such-model"_s}).exitCode,
                 3);
    }

    void aFileThatCannotBeOpenedIsRefused()
    {
        CtlFixture other;
        QVERIFY(other.run({u"log"_s}).err.contains("no workspace"));
        other.write(u"w.assay"_s,
                    "This is a letter, not a workspace, and it is long enough to have a header of one "
                    "hundred bytes......");
        const CtlResult notOne = other.run({u"log"_s});
        QVERIFY(notOne.exitCode != 0);
        QVERIFY2(notOne.err.contains("not an Assay workspace"), notOne.err.constData());
    }

    void aNewerWorkspaceIsRefused()
    {
        {
            QSqlDatabase database = QSqlDatabase::addDatabase(u"QSQLITE"_s, u"newer"_s);
            database.setDatabaseName(m_ctl->workspace());
            QVERIFY(database.open());
            QSqlQuery query(database);
            QVERIFY(query.exec(u"PRAGMA user_version = 999"_s));
        }
        QSqlDatabase::removeDatabase(u"newer"_s);
        const CtlResult result = m_ctl->run({u"log"_s});
        QCOMPARE(result.exitCode, 3);
        QVERIFY2(result.err.contains("newer Assay"), result.err.constData());
    }

    void aWorkspaceLockedByAnotherProgramIsSaid()
    {
        CtlResult result;
        {
            QSqlDatabase database = QSqlDatabase::addDatabase(u"QSQLITE"_s, u"locker"_s);
            database.setDatabaseName(m_ctl->workspace());
            QVERIFY(database.open());
            QSqlQuery query(database);
            QVERIFY(query.exec(u"BEGIN EXCLUSIVE"_s));
            result = m_ctl->run({u"log"_s});
        }
        QSqlDatabase::removeDatabase(u"locker"_s);
        QCOMPARE(result.exitCode, 3);
        QVERIFY2(result.err.contains("locked by another program"), result.err.constData());
    }

private:
    std::unique_ptr<CtlFixture> m_ctl;
    std::unique_ptr<simulator::Simulator> m_simulator;
};

QTEST_GUILESS_MAIN(AssayCtlTest)
#include "tst_assayctl.moc"
