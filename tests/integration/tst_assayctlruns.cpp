// SPDX-License-Identifier: GPL-3.0-or-later
#include "ctlfixture.h"
#include "faultserver.h"

#include "evaluation/comparisonstore.h"
#include "simulator/simulator.h"
#include "support/awaiting.h"

using namespace assay;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;
using test::await;
using test::CtlFixture;
using test::CtlResult;

/// What `assayctl run` says before, while and after it runs, and where routes send a call.
class AssayCtlRunsTest final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init()
    {
        m_ctl = std::make_unique<CtlFixture>();
        simulator::SimulatorOptions options;
        options.latency = 0ms;
        options.tokensPerSecond = 0;
        m_simulator = std::move(*simulator::Simulator::start(options));
        const QString url = QString::fromUtf8(m_simulator->baseUrl());
        QCOMPARE(ctl({u"providers"_s, u"add"_s, u"lab"_s, u"--vendor"_s, u"simulated"_s, u"--protocol"_s,
                      u"openai-chat"_s, u"--base-url"_s, url})
                     .exitCode,
                 0);
        QCOMPARE(
            ctl({u"providers"_s, u"add"_s, u"free"_s, u"--protocol"_s, u"anthropic"_s, u"--base-url"_s, url})
                .exitCode,
            0);
    }

    void anEstimateSendsNothing()
    {
        const QJsonObject estimate = ctl({u"--json"_s, u"run"_s, u"--text"_s, u"hello"_s, u"--model"_s,
                                          u"lab/sim-swift"_s, u"--max-tokens"_s, u"50"_s, u"--estimate"_s})
                                         .array()
                                         .at(0)
                                         .toObject();
        QCOMPARE(estimate[u"model"].toString(), u"lab/sim-swift"_s);
        QVERIFY(estimate[u"input_tokens"].toInt() > 0);
        QVERIFY(estimate[u"cost_at_most_usd"].toDouble() > estimate[u"input_cost_usd"].toDouble());
        QCOMPARE(m_simulator->requestCount(), quint64(0));
        QVERIFY(ctl({u"--json"_s, u"log"_s}).array().isEmpty());
    }

    void aRunAboveTheMaximumIsRefusedBeforeItIsSent()
    {
        const QStringList run{u"run"_s, u"--text"_s, u"hello"_s, u"--max-tokens"_s, u"50"_s, u"--model"_s};
        const CtlResult dear = ctl(run + QStringList{u"lab/sim-swift"_s, u"--max-cost"_s, u"0.000001"_s});
        QCOMPARE(dear.exitCode, 1);
        QVERIFY2(dear.err.contains("which is above --max-cost 0.000001"), dear.err.constData());
        const CtlResult unknown = ctl(run + QStringList{u"free/sim-swift"_s, u"--max-cost"_s, u"1"_s});
        QCOMPARE(unknown.exitCode, 1);
        QVERIFY2(unknown.err.contains("price of free/sim-swift is unknown"), unknown.err.constData());
        QCOMPARE(m_simulator->requestCount(), quint64(0));
        QCOMPARE(ctl(run + QStringList{u"lab/sim-swift"_s, u"--max-cost"_s, u"1"_s}).exitCode, 0);
    }

    void anEstimateSaysWhatTheModelDoesNotTake()
    {
        const QStringList run{u"run"_s,       u"--text"_s,     u"hello"_s, u"--max-tokens"_s, u"50000"_s,
                              u"--effort"_s,  u"high"_s,       u"--model"_s, u"lab/sim-swift"_s, u"--estimate"_s};
        const CtlResult told = ctl(run);
        QCOMPARE(told.exitCode, 0);
        QVERIFY2(told.err.contains("lab/sim-swift: The call will be refused, as the model does not take "
                                   "reasoning_effort (sim-swift has no reasoning effort to set), max_tokens above 4096"),
                 told.err.constData());
        const CtlResult dropped = ctl(run + QStringList{u"--drop-unsupported"_s});
        QVERIFY2(dropped.err.contains("lab/sim-swift: It will be asked without reasoning_effort"), dropped.err.constData());
        const QJsonArray parts = ctl(QStringList{u"--json"_s} + run).array().at(0)[u"not_taken"].toArray();
        QCOMPARE(parts.size(), 2);
        QCOMPARE(parts.at(0)[u"name"].toString(), u"reasoning_effort"_s);

        const QStringList hot{u"run"_s, u"--text"_s, u"hello"_s, u"--temperature"_s, u"0.2"_s,
                              u"--model"_s, u"lab/sim-swift"_s, u"--estimate"_s};
        QVERIFY(!ctl(hot).err.contains("refused"));
        QCOMPARE(ctl({u"models"_s, u"set"_s, u"simulated/sim-swift"_s, u"--refuses"_s, u"warmth"_s}).exitCode, 2);
        QCOMPARE(ctl({u"models"_s, u"set"_s, u"simulated/sim-swift"_s, u"--refuses"_s, u"temperature,top_p"_s}).exitCode, 0);
        QVERIFY2(ctl(hot).err.contains("temperature (sim-swift refuses it)"), ctl(hot).err.constData());
        QCOMPARE(m_simulator->requestCount(), quint64(0));
    }

    void whatWasDoneDifferentlyIsSaid()
    {
        const CtlResult dropped = ctl({u"run"_s, u"--text"_s, u"hi"_s, u"--model"_s, u"free/sim-swift"_s,
                                       u"--seed"_s, u"4"_s, u"--drop-unsupported"_s});
        QCOMPARE(dropped.exitCode, 0);
        QVERIFY2(dropped.err.contains("free/sim-swift: Left out, as free has no place for it: seed"),
                 dropped.err.constData());

        const QString file = m_ctl->write(
            u"mail.json"_s,
            R"({"messages": [{"role": "user", "content": "Say hi"}], "output": {"format": "email", "max_re_asks": 1}})");
        QCOMPARE(ctl({u"prompts"_s, u"commit"_s, u"mail"_s, file, u"-m"_s, u"x"_s}).exitCode, 0);
        const CtlResult again = ctl({u"run"_s, u"mail"_s, u"--model"_s, u"lab/sim-swift"_s});
        QVERIFY2(again.err.contains("the model is asked again: "), again.err.constData());
        const QString id = ctl({u"--json"_s, u"log"_s}).array().at(0)[u"id"].toString();
        const CtlResult shown = ctl({u"log"_s, u"show"_s, id});
        QVERIFY2(shown.out.contains("\nFOUND\nemail: "), shown.out.constData());
        QVERIFY2(!shown.out.contains("verdict="), shown.out.constData());
    }

    void probabilitiesOfTokensAreShownAndKept()
    {
        const QJsonValue call = ctl({u"--json"_s, u"run"_s, u"--text"_s, u"hi"_s, u"--model"_s,
                                     u"lab/sim-swift"_s, u"--logprobs"_s, u"2"_s})
                                    .array()
                                    .at(0);
        QVERIFY(!call[u"logprobs"].toArray().isEmpty());
        QVERIFY(call[u"logprobs"][0][u"logprob"].toDouble() < 0);
        const QJsonObject kept =
            ctl({u"--json"_s, u"log"_s, u"show"_s, call[u"id"].toString(), u"--content"_s}).object();
        QCOMPARE(kept[u"response"][u"logprobs"], call[u"logprobs"]);
    }

    void pictureAndPriorityGoAlong()
    {
        const QString picture =
            m_ctl->write(u"p.png"_s,
                         QByteArray::fromBase64("iVBORw0KGgoAAAANSUhEUgAAAAE"
                                                "AAAABCAYAAAAfFcSJAAAADUlEQ"
                                                "VR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="));
        const CtlResult seen =
            ctl({u"--json"_s, u"run"_s, u"--text"_s, u"What is it?"_s, u"--model"_s, u"lab/sim-balanced"_s,
                 u"--image"_s, picture, u"--priority"_s, u"batch"_s, u"--max-wait"_s, u"5s"_s});
        QCOMPARE(seen.exitCode, 0);
        const QJsonObject kept =
            ctl({u"--json"_s, u"log"_s, u"show"_s, seen.array().at(0)[u"id"].toString(), u"--content"_s})
                .object();
        const QJsonArray parts = kept[u"request"][u"messages"][0][u"content"].toArray();
        QCOMPARE(parts.size(), 2);
        QVERIFY(parts.at(1)[u"image_url"][u"url"].toString().startsWith(u"data:image/png;base64,"_s));
    }

    void badOptionsAreRefused_data()
    {
        QTest::addColumn<QStringList>("options");
        QTest::addColumn<QByteArray>("words");
        QTest::newRow("priority") << QStringList{u"--priority"_s, u"fast"_s} << QByteArray("batch");
        QTest::newRow("wait") << QStringList{u"--max-wait"_s, u"soon"_s} << QByteArray("500ms");
        QTest::newRow("tool choice") << QStringList{u"--tool-choice"_s, u"x"_s} << QByteArray("no tools");
        QTest::newRow("logprobs") << QStringList{u"--logprobs"_s, u"99"_s} << QByteArray("between 0 and 20");
        QTest::newRow("cost") << QStringList{u"--max-cost"_s, u"cheap"_s} << QByteArray("US dollars");
        QTest::newRow("no picture") << QStringList{u"--image"_s, u"/dev/null"_s} << QByteArray("no PNG");
        QTest::newRow("missing picture")
            << QStringList{u"--image"_s, u"/no/such"_s} << QByteArray("/no/such");
    }
    void badOptionsAreRefused()
    {
        QFETCH(const QStringList, options);
        QFETCH(const QByteArray, words);
        const CtlResult refused =
            ctl(QStringList{u"run"_s, u"--text"_s, u"x"_s, u"--model"_s, u"lab/sim-swift"_s} + options);
        QCOMPARE(refused.exitCode, 2);
        QVERIFY2(refused.err.contains(words), refused.err.constData());
        QCOMPARE(refused.err.count('\n'), 1);
        QCOMPARE(m_simulator->requestCount(), quint64(0));
    }

    void limitsThatAnAnswerToldAreShown()
    {
        const QByteArray body =
            R"({"id":"x","object":"chat.completion","model":"m","choices":[{"index":0,"message":{"role":"assistant","content":"hi"},"finish_reason":"stop"}]})";
        test::FaultServer server({test::Script().request().send(
            "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nx-ratelimit-limit-requests: 60\r\n"
            "x-ratelimit-limit-tokens: 9000\r\nContent-Length: "
            + QByteArray::number(body.size()) + "\r\n\r\n" + body)});
        QCOMPARE(ctl({u"providers"_s, u"add"_s, u"raw"_s, u"--base-url"_s,
                      u"http://"_s + QString::fromUtf8(server.place()) + u"/v1"_s})
                     .exitCode,
                 0);
        QProcess process;
        m_ctl->start(process, {u"run"_s, u"--text"_s, u"hi"_s, u"--model"_s, u"raw/m"_s});
        QTRY_COMPARE_WITH_TIMEOUT(process.state(), QProcess::NotRunning, 60'000);
        QCOMPARE(process.exitCode(), 0);
        const QByteArray out = process.readAllStandardOutput();
        QVERIFY2(out.contains(" ~"), out.constData()); // the answer did not say what was used
        const QJsonArray learned = ctl({u"--json"_s, u"limits"_s}).object()[u"learned"].toArray();
        QCOMPARE(learned.size(), 1);
        QCOMPARE(learned[0][u"provider"].toString(), u"raw"_s);
        QCOMPARE(learned[0][u"requests_per_minute"].toInt(), 60);
        QCOMPARE(learned[0][u"tokens_per_minute"].toInt(), 9000);
        QCOMPARE(learned[0][u"requests_used"].toInt(), 1);
        const CtlResult table = ctl({u"limits"_s});
        QVERIFY2(table.out.contains("learned") && table.out.contains("1 of 60"), table.out.constData());
    }

    void aRouteIsExplained()
    {
        setRoute(0.2);
        const QJsonObject hard =
            ctl({u"--json"_s, u"routes"_s, u"explain"_s, u"--text"_s, u"Why? Prove it step by step."_s})
                .object();
        QVERIFY(hard[u"score"].toDouble() > 0.2);
        QCOMPARE(hard[u"features"].toArray().size(), 11);
        QCOMPARE(hard[u"routes"][0][u"candidates"][0][u"model"].toString(), u"lab/sim-thorough"_s);
        const CtlResult easy =
            ctl({u"routes"_s, u"explain"_s, u"--text"_s, u"hi"_s, u"--route"_s, u"smart"_s});
        QCOMPARE(easy.exitCode, 0);
        QVERIFY2(easy.out.contains("counts as simple"), easy.out.constData());
        QCOMPARE(ctl({u"routes"_s, u"explain"_s, u"--text"_s, u"hi"_s, u"--route"_s, u"nope"_s}).exitCode, 2);
        QCOMPARE(m_simulator->requestCount(), quint64(0));
    }

    void aThresholdIsTunedOnOnesOwnPicks()
    {
        setRoute(0.9);
        QCOMPARE(ctl({u"routes"_s, u"tune"_s, u"smart"_s}).exitCode, 1); // nothing to go by
        // Simple questions were fine with the small model, hard ones were not.
        judge(u"hi"_s, 0);
        judge(u"hello"_s, 0);
        judge(u"Why? Prove it step by step."_s, 1);
        const CtlResult shown = ctl({u"--json"_s, u"routes"_s, u"tune"_s, u"smart"_s});
        QVERIFY2(shown.exitCode == 0, shown.err.constData());
        QCOMPARE(shown.object()[u"samples"].toInt(), 3);
        const double best = shown.object()[u"best"][u"threshold"].toDouble();
        QVERIFY(best > 0 && best < 0.4);
        QVERIFY(!shown.object()[u"applied"].toBool());
        QVERIFY2(shown.err.contains("chance decides"), shown.err.constData());
        QCOMPARE(ctl({u"routes"_s, u"tune"_s, u"smart"_s, u"--apply"_s}).exitCode, 0);
        const QJsonObject policy = ctl({u"--json"_s, u"policy"_s, u"show"_s}).object();
        QCOMPARE(policy[u"routes"][0][u"complexity_threshold"].toDouble(), best);
    }

    void theCallIsPrintedAsAProgram()
    {
        const QString file = m_ctl->write(u"g.txt"_s, "Greet {{name}}");
        QCOMPARE(ctl({u"prompts"_s, u"commit"_s, u"greet"_s, file, u"-m"_s, u"x"_s}).exitCode, 0);
        const QStringList asked{u"prompts"_s, u"export"_s,         u"greet"_s,
                                u"--model"_s, u"free/sim-swift"_s, u"--as"_s,
                                u"curl"_s,    u"--var"_s,          u"name=Ada O'Hara"_s};
        const CtlResult curl = ctl(asked);
        QCOMPARE(curl.exitCode, 0);
        QVERIFY2(curl.out.startsWith(QByteArray("curl '" + m_simulator->baseUrl() + "/messages'")),
                 curl.out.constData());
        QVERIFY(curl.out.contains("Ada O'\\''Hara"));
        QCOMPARE(ctl(asked.mid(0, 7)).exitCode, 2); // a value is missing
    }

private:
    CtlResult ctl(const QStringList &arguments) const { return m_ctl->run(arguments); }

    void setRoute(double threshold) const
    {
        const QString routes = u"[{\"name\":\"smart\",\"policy\":\"complexity\",\"candidates\":[{\"model\":"
                               "\"lab/sim-swift\"},{\"model\":\"lab/sim-thorough\"}],"
                               "\"complexity_threshold\":%1}]"_s.arg(threshold);
        const CtlResult set = ctl({u"policy"_s, u"set"_s, u"routes"_s, routes});
        QVERIFY2(set.exitCode == 0, set.err.constData());
    }

    /// Asks both models and keeps the run with its winner, as the window does.
    void judge(const QString &question, int winner) const
    {
        const QJsonArray calls = ctl({u"--json"_s, u"run"_s, u"--text"_s, question, u"--model"_s,
                                      u"lab/sim-swift"_s, u"--model"_s, u"lab/sim-thorough"_s})
                                     .array();
        QCOMPARE(calls.size(), 2);
        evaluation::Comparison run;
        run.id = RunId::create();
        run.createdAt = 1'790'000'000'000'000;
        run.content.messages = {{providers::Role::User, question}};
        for (const QJsonValue &call : calls) {
            evaluation::ComparisonColumn column;
            column.target = *catalog::parseModelRef(call[u"model"].toString());
            column.call = CallId::fromString(call[u"id"].toString());
            run.columns.append(column);
        }
        run.winner = winner;
        const auto database =
            storage::Database::open(m_ctl->workspace(), storage::OpenMode::ReadWrite).value();
        evaluation::ComparisonStore store(*database);
        QVERIFY(await(store.save(run)));
    }

    std::unique_ptr<CtlFixture> m_ctl;
    std::unique_ptr<simulator::Simulator> m_simulator;
};

QTEST_GUILESS_MAIN(AssayCtlRunsTest)
#include "tst_assayctlruns.moc"
