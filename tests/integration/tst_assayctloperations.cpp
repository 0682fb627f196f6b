// SPDX-License-Identifier: GPL-3.0-or-later
#include "ctlfixture.h"

#include <QRegularExpression>

#include "simulator/simulator.h"

using namespace assay;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;
using test::CtlFixture;
using test::CtlResult;

/// What a person who runs the engine does in a terminal, against a simulator in this process.
class AssayCtlOperationsTest final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init()
    {
        m_ctl = std::make_unique<CtlFixture>();
        m_ctl->setVariable(u"USER"_s, u"ada"_s);
        simulator::SimulatorOptions options;
        options.latency = 0ms;
        options.tokensPerSecond = 0;
        m_simulator = std::move(*simulator::Simulator::start(options));
        const QString url = QString::fromUtf8(m_simulator->baseUrl());
        QCOMPARE(ctl({u"providers"_s, u"add"_s, u"simulated"_s, u"--vendor"_s, u"simulated"_s}).exitCode, 0);
        QCOMPARE(ctl({u"providers"_s, u"add"_s, u"counting"_s, u"--protocol"_s, u"anthropic"_s,
                      u"--base-url"_s, url})
                     .exitCode,
                 0);
    }

    void healthTellsWhoIsDownAndWhatIsDoneInstead()
    {
        QCOMPARE(hello().exitCode, 0);
        const CtlResult up = ctl({u"providers"_s, u"health"_s, u"--json"_s});
        QCOMPARE(up.exitCode, 0);
        const auto stateOf = [](const QJsonArray &all, const QString &provider) {
            for (const QJsonValue &each : all) {
                if (each[u"provider"].toString() == provider)
                    return each;
            }
            return QJsonValue();
        };
        QCOMPARE(stateOf(up.array(), u"simulated"_s)[u"state"].toString(), u"up"_s);
        QVERIFY(stateOf(up.array(), u"simulated"_s)[u"instead"].toArray().isEmpty());

        QCOMPARE(ctl({u"policy"_s, u"set"_s, u"routes"_s,
                      uR"([{"name": "safe", "candidates":
                          [{"model": "broken/m"}, {"model": "simulated/sim-swift"}]}])"_s})
                     .exitCode,
                 0);
        // Nothing listens there.
        QCOMPARE(ctl({u"providers"_s, u"add"_s, u"broken"_s, u"--protocol"_s, u"openai-chat"_s, u"--base-url"_s,
                      u"http://127.0.0.1:9"_s})
                     .exitCode,
                 0);
        QCOMPARE(ctl({u"policy"_s, u"set"_s, u"retry.base_delay_ms"_s, u"1"_s}).exitCode, 0);
        QCOMPARE(ctl({u"policy"_s, u"set"_s, u"retry.max_retries"_s, u"4"_s}).exitCode, 0);
        QCOMPARE(ctl({u"run"_s, u"--text"_s, u"Hello"_s, u"--model"_s, u"broken/m"_s}).exitCode, 3);
        const CtlResult down = ctl({u"providers"_s, u"health"_s, u"--json"_s});
        QVERIFY2(down.exitCode == 1, down.out.constData()); // as a check that failed
        const QJsonValue broken = stateOf(down.array(), u"broken"_s);
        QCOMPARE(broken[u"state"].toString(), u"down"_s);
        QVERIFY(!broken[u"error"].toString().isEmpty());
        QCOMPARE(broken[u"instead"].toArray(),
                 (QJsonArray{QJsonObject{{u"route"_s, u"safe"_s}, {u"model"_s, u"simulated/sim-swift"_s}}}));
        const CtlResult text = ctl({u"providers"_s, u"health"_s});
        QVERIFY2(text.out.contains("broken is down")
                     && text.out.contains("route safe takes simulated/sim-swift"),
                 text.out.constData());
    }

    void aCircuitIsForcedAndGivenBack()
    {
        QCOMPARE(hello().exitCode, 0);
        const CtlResult opened = ctl({u"breaker"_s, u"open"_s, u"Simulated/sim-swift"_s, u"--reason"_s,
                                      u"It makes things up."_s, u"--json"_s});
        QCOMPARE(opened.exitCode, 0);
        QCOMPARE(opened.object(),
                 (QJsonObject{{u"model"_s, u"simulated/sim-swift"_s},
                              {u"state"_s, u"open"_s},
                              {u"who"_s, u"ada"_s},
                              {u"reason"_s, u"It makes things up."_s}}));
        const CtlResult refused = hello(); // another program of the same workspace
        QCOMPARE(refused.exitCode, 3);
        QVERIFY2(refused.err.contains("(It makes things up)"), refused.err.constData());

        QCOMPARE(
            ctl({u"breaker"_s, u"close"_s, u"simulated/sim-swift"_s, u"--reason"_s, u"needed"_s}).exitCode,
            0);
        QCOMPARE(hello().exitCode, 0);
        const QJsonArray forced = ctl({u"breaker"_s, u"status"_s, u"--json"_s}).array();
        QCOMPARE(forced.size(), 1);
        QCOMPARE(forced[0][u"state"].toString(), u"forced_closed"_s);
        QCOMPARE(forced[0][u"last_event"][u"from"].toString(), u"forced_open"_s);

        const CtlResult reset = ctl({u"breaker"_s, u"reset"_s, u"simulated/sim-swift"_s});
        QVERIFY(reset.out.contains("decides on simulated/sim-swift again"));
        QCOMPARE(ctl({u"breaker"_s, u"reset"_s, u"simulated/sim-swift"_s}).exitCode, 1);
        const QJsonArray events = ctl({u"--json"_s, u"breaker"_s, u"events"_s}).array();
        QCOMPARE(events.size(), 3);
        QCOMPARE(events[0][u"to"].toString(), u"closed"_s);
        QCOMPARE(events[0][u"who"].toString(), u"ada"_s);
        QCOMPARE(ctl({u"--json"_s, u"breaker"_s}).array(), events);
    }

    void reviewsAreShownAndDecided()
    {
        QVERIFY(ctl({u"reviews"_s, u"list"_s}).out.contains("Nothing waits"));
        QCOMPARE(
            ctl({u"policy"_s, u"set"_s, u"safety.rules"_s,
                 u"[{\"id\":\"mail\",\"kind\":\"email\",\"direction\":\"input\",\"action\":\"review\"}]"_s})
                .exitCode,
            0);
        QCOMPARE(ctl({u"policy"_s, u"set"_s, u"safety.enabled"_s, u"true"_s}).exitCode, 0);
        QCOMPARE(ctl({u"run"_s, u"--text"_s, u"Write to ada@example.org"_s, u"--model"_s,
                      u"simulated/sim-swift"_s})
                     .exitCode,
                 0);
        const QJsonArray open = ctl({u"reviews"_s, u"list"_s, u"--json"_s}).array();
        QCOMPARE(open.size(), 1);
        QCOMPARE(open[0][u"findings"][0][u"rule"].toString(), u"mail"_s);
        const QString id = QString::number(open[0][u"id"].toInteger());
        // Without a keychain the key that sealed it is gone with its program, and the review says so.
        const CtlResult shown = ctl({u"reviews"_s, u"show"_s, id});
        QCOMPARE(shown.exitCode, 0);
        QVERIFY(shown.out.contains("mail (email): ad"));
        QVERIFY2(shown.err.contains("sealed with another key"), shown.err.constData());
        const CtlResult approved =
            ctl({u"reviews"_s, u"approve"_s, id, u"--note"_s, u"a test account"_s, u"--json"_s});
        QCOMPARE(approved.object()[u"decided_by"].toString(), u"ada"_s);
        QCOMPARE(approved.object()[u"note"].toString(), u"a test account"_s);
        const CtlResult again = ctl({u"reviews"_s, u"reject"_s, id});
        QCOMPARE(again.exitCode, 2);
        QVERIFY(again.err.contains("approved already by ada"));
        QVERIFY(ctl({u"reviews"_s, u"list"_s, u"--json"_s}).array().isEmpty());
        QCOMPARE(ctl({u"reviews"_s, u"list"_s, u"--state"_s, u"approved"_s, u"--json"_s}).array().size(), 1);
    }

    void textsAreEmbeddedAndCompared()
    {
        const QStringList embed{u"embed"_s, u"--model"_s, u"simulated/sim-swift"_s};
        const QJsonObject vectors =
            m_ctl->run(embed + QStringList{u"--json"_s}, "a cat\n\na dog\r\n").object();
        QCOMPARE(vectors[u"texts"].toInt(), 2);
        const QJsonObject call =
            ctl({u"log"_s, u"show"_s, vectors[u"call"].toString(), u"--json"_s}).object();
        QCOMPARE(call[u"source"].toString(), u"embedding"_s);
        QCOMPARE(call[u"cost_usd"].toDouble(), vectors[u"cost_usd"].toDouble());
        QCOMPARE(vectors[u"vectors"].toArray().size(), 2);
        QCOMPARE(vectors[u"vectors"][0].toArray().size(), vectors[u"dimensions"].toInt());
        QVERIFY(vectors[u"input_tokens"].toInt() > 0);
        QVERIFY(vectors[u"cost_usd"].toDouble() > 0);
        const QJsonObject compared =
            ctl(embed
                + QStringList{u"a cat"_s, u"a cat"_s, u"the stock market"_s, u"--similarity"_s, u"--json"_s})
                .object();
        const QJsonArray pairs = compared[u"similarity"].toArray();
        QCOMPARE(pairs.size(), 3);
        QVERIFY(qAbs(pairs[0][u"cosine"].toDouble() - 1) < 1e-6);
        QVERIFY(pairs[1][u"cosine"].toDouble() < 0.9);
        const CtlResult text = ctl(embed + QStringList{u"a cat"_s});
        QVERIFY2(text.out.startsWith("1 vector of "), text.out.constData());
    }

    void tokensAreCountedByTheProviderOrEstimated()
    {
        const QString file = m_ctl->write(u"text.txt"_s, "Hello there, how are you today?");
        const QJsonArray counts = ctl({u"tokens"_s, u"--text"_s, file, u"--model"_s, u"counting/sim-swift"_s,
                                       u"--model"_s, u"simulated/sim-swift"_s, u"--json"_s})
                                      .array();
        QCOMPARE(counts.size(), 2);
        QCOMPARE(counts[0][u"counted_by"].toString(), u"provider"_s);
        QVERIFY(counts[0][u"input_tokens"].toInt() > 0);
        QVERIFY(counts[0][u"input_cost_usd"].isNull()); // nobody knows its price
        QCOMPARE(counts[1][u"counted_by"].toString(), u"estimate"_s);
        QVERIFY(counts[1][u"low"].toInt() <= counts[1][u"input_tokens"].toInt());
        QVERIFY(counts[1][u"input_tokens"].toInt() <= counts[1][u"high"].toInt());
        QVERIFY(counts[1][u"input_cost_usd"].toDouble() > 0);

        m_ctl->write(u"greet.txt"_s, "Say hello to {{name}}.");
        QCOMPARE(
            ctl({u"prompts"_s, u"commit"_s, u"greet"_s, m_ctl->path(u"greet.txt"_s), u"-m"_s, u"First"_s})
                .exitCode,
            0);
        const CtlResult named = ctl(
            {u"tokens"_s, u"greet@1"_s, u"--var"_s, u"name=Ada"_s, u"--model"_s, u"simulated/sim-swift"_s});
        QCOMPARE(named.exitCode, 0);
        QVERIFY2(named.err.contains("does not count tokens"), named.err.constData());
    }

    void aCallIsShownByTheBeginningOfItsId()
    {
        QCOMPARE(hello().exitCode, 0);
        const QString id = ctl({u"log"_s, u"--json"_s}).array()[0][u"id"].toString();
        QVERIFY(ctl({u"log"_s}).out.contains(id.left(18).toUtf8()));
        const QJsonObject call = ctl({u"log"_s, u"show"_s, id.left(18), u"--json"_s}).object();
        QCOMPARE(call[u"id"].toString(), id);
        QCOMPARE(call[u"user"].toString(), u"ada"_s);
        QVERIFY(call[u"trace"].toArray().size() >= 4);
        const QJsonObject split = call[u"cost_split"].toObject();
        QVERIFY(qAbs(split[u"input_usd"].toDouble() + split[u"output_usd"].toDouble()
                     - call[u"cost_usd"].toDouble())
                < 1e-12);
        QVERIFY(!call.contains(u"request"));
        const CtlResult text = ctl({u"log"_s, u"show"_s, id, u"--content"_s});
        QVERIFY2(text.out.contains("first_token"), text.out.constData());
        QVERIFY(text.out.contains("Say hello."));
        QVERIFY(!QString::fromUtf8(text.out).contains(
            QRegularExpression(u"[$]\\d[.\\d]*e-0"_s))); // small costs in full
        QCOMPARE(ctl({u"log"_s, u"show"_s, u"ff"_s}).exitCode, 2);
    }

    void limitsSayWhatIsUsed()
    {
        QVERIFY(ctl({u"limits"_s}).out.contains("No limits are set"));
        QCOMPARE(ctl({u"policy"_s, u"set"_s, u"rate_limits"_s,
                      u"[{\"provider\":\"simulated\",\"requests_per_minute\":50},"
                      "{\"model\":\"sim-thorough\",\"tokens_per_minute\":9000}]"_s})
                     .exitCode,
                 0);
        QCOMPARE(hello().exitCode, 0);
        const QJsonArray limits = ctl({u"limits"_s, u"--json"_s}).object()[u"limits"].toArray();
        QCOMPARE(limits.size(), 2);
        QCOMPARE(limits[0][u"requests_used"].toInt(), 1);
        QVERIFY(limits[0][u"tokens_used"].toInt() > 0);
        QVERIFY(limits[0][u"tokens_per_minute"].isNull());
        QCOMPARE(limits[1][u"requests_used"].toInt(), 0);
    }

    void oneAnswerIsOne()
    {
        QCOMPARE(ctl({u"policy"_s, u"set"_s, u"cache.enabled"_s, u"true"_s}).exitCode, 0);
        QCOMPARE(ctl({u"run"_s, u"--text"_s, u"Say hello."_s, u"--temperature"_s, u"0"_s, u"--model"_s,
                      u"simulated/sim-swift"_s})
                     .exitCode,
                 0);
        const CtlResult stats = ctl({u"cache"_s, u"stats"_s});
        QVERIFY2(stats.out.startsWith("1 answer, "), stats.out.constData());
        QVERIFY(stats.out.contains("used 0 times"));
        const QJsonArray kept = ctl({u"cache"_s, u"list"_s, u"--json"_s}).array();
        QCOMPARE(kept.size(), 1);
        const QString id = kept[0][u"id"].toString();
        QVERIFY(ctl({u"cache"_s, u"list"_s}).out.contains(id.toUtf8()));
        QCOMPARE(ctl({u"cache"_s, u"remove"_s, u"abcdef012345"_s}).exitCode, 2);
        QCOMPARE(ctl({u"cache"_s, u"remove"_s, QString()}).exitCode, 2); // no id is none of all
        QCOMPARE(ctl({u"cache"_s, u"remove"_s, id.left(10)}).out, "The answer " + id.toUtf8() + " is forgotten.\n");
        QVERIFY(ctl({u"cache"_s, u"list"_s, u"--json"_s}).array().isEmpty());
        QCOMPARE(ctl({u"run"_s, u"--text"_s, u"Say hello."_s, u"--temperature"_s, u"0"_s, u"--model"_s,
                      u"simulated/sim-swift"_s}) // asked again, and kept
                     .exitCode,
                 0);
        QCOMPARE(ctl({u"cache"_s, u"clear"_s}).out, "1 answer is forgotten.\n");
        QCOMPARE(ctl({u"cache"_s, u"clear"_s}).out, "0 answers are forgotten.\n");
    }

    void badUsageExitsWithTwoAndTheWayOut_data()
    {
        QTest::addColumn<QStringList>("arguments");
        QTest::addColumn<QByteArray>("words");
        const QString model = u"simulated/sim-swift"_s;
        const auto row = [](const char *name, const QStringList &arguments, const QByteArray &words) {
            QTest::newRow(name) << arguments << words;
        };
        row("no such verb", {u"breaker"_s, u"opne"_s, model}, "status, events, open, close, reset");
        row("no reason", {u"breaker"_s, u"open"_s, model}, "--reason TEXT");
        row("no model", {u"breaker"_s, u"open"_s, u"sim"_s, u"--reason"_s, u"x"_s}, "PROVIDER/MODEL");
        row("no provider", {u"breaker"_s, u"open"_s, u"x/y"_s, u"--reason"_s, u"x"_s}, "no provider");
        row("a route", {u"breaker"_s, u"open"_s, u"route/y"_s, u"--reason"_s, u"x"_s}, "is a route");
        row("review state", {u"reviews"_s, u"list"_s, u"--state"_s, u"new"_s}, "open, approved or rejected");
        row("review number", {u"reviews"_s, u"show"_s, u"one"_s}, "has a number");
        row("no review", {u"reviews"_s, u"approve"_s, u"7"_s}, "no review with the number 7");
        row("embed without a model", {u"embed"_s, u"x"_s}, "--model PROVIDER/MODEL");
        row("embed nothing", {u"embed"_s, u"--model"_s, model}, "no text");
        row("compare one", {u"embed"_s, u"--model"_s, model, u"x"_s, u"--similarity"_s}, "two or more");
        row("no embeddings", {u"embed"_s, u"--model"_s, u"counting/m"_s, u"x"_s}, "no embeddings");
        row("tokens of nothing", {u"tokens"_s, u"--model"_s, model}, "--text FILE");
        row("tokens of two", {u"tokens"_s, u"greet"_s, u"--text"_s, u"-"_s, u"--model"_s, model},
            "one of the two");
        row("tokens of no file", {u"tokens"_s, u"--text"_s, u"/nope"_s, u"--model"_s, model},
            "/nope cannot be read");
        row("no id", {u"log"_s, u"show"_s, u"yesterday"_s}, "is no id");
    }
    void badUsageExitsWithTwoAndTheWayOut()
    {
        QFETCH(const QStringList, arguments);
        QFETCH(const QByteArray, words);
        const CtlResult result = ctl(arguments);
        QCOMPARE(result.exitCode, 2);
        QVERIFY(result.out.isEmpty());
        QVERIFY2(result.err.contains(words), result.err.constData());
    }

private:
    [[nodiscard]] CtlResult ctl(const QStringList &arguments) const { return m_ctl->run(arguments); }
    [[nodiscard]] CtlResult hello() const
    {
        return ctl({u"run"_s, u"--text"_s, u"Say hello."_s, u"--model"_s, u"simulated/sim-swift"_s});
    }

    std::unique_ptr<CtlFixture> m_ctl;
    std::unique_ptr<simulator::Simulator> m_simulator;
};

QTEST_GUILESS_MAIN(AssayCtlOperationsTest)
#include "tst_assayctloperations.moc"
