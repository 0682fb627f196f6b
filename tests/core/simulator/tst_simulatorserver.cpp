// SPDX-License-Identifier: GPL-3.0-or-later
#include "simulatorclient.h"

#include <QElapsedTimer>
#include <QTcpServer>
#include <QTcpSocket>

using namespace assay;
using namespace assay::test;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;
using simulator::Simulator;
using simulator::SimulatorOptions;

namespace {

const QString openAi = u"/chat/completions"_s;
const QString anthropic = u"/messages"_s;

QByteArray rawPost(const QJsonObject &body, const QString &path = openAi)
{
    const QByteArray json = QJsonDocument(body).toJson(QJsonDocument::Compact);
    return "POST /v1" + path.toUtf8() + " HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: "
        + QByteArray::number(json.size()) + "\r\n\r\n" + json;
}

/// All that the server sends before it closes the connection; "still open" when it does not.
QByteArray untilClosed(quint16 port, const QByteArray &request)
{
    QTcpSocket socket;
    socket.connectToHost(QHostAddress::LocalHost, port);
    socket.write(request);
    if (!QTest::qWaitFor([&] { return socket.state() == QAbstractSocket::UnconnectedState; }, 10'000))
        return "still open";
    return socket.readAll();
}

QJsonObject streamed(const QString &text)
{
    return with(chat(text), u"stream"_s, true);
}

/// The statuses of many calls, one after another.
QList<int> statusesOf(const SimulatorOptions &options, int calls)
{
    const auto simulator = Simulator::start(options);
    SimulatorClient client(**simulator);
    QList<int> statuses;
    for (int i = 0; i < calls; ++i)
        statuses.append(client.post(openAi, chat(u"hi"_s)).status);
    return statuses;
}

} // namespace

/// How the simulator behaves as a server: where it listens, when it answers, how it fails.
class SimulatorServerTest final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void listensOnThisComputerOnly()
    {
        for (const QString &host :
             {u"0.0.0.0"_s, u"::"_s, u"192.168.1.1"_s, u"example.com"_s, u"127.0.0.1.example.com"_s, u""_s}) {
            SimulatorOptions options;
            options.host = host;
            const auto refused = Simulator::start(options);
            QVERIFY2(!refused, qPrintable(host));
            QCOMPARE(refused.error().code, ErrorCode::InvalidInput);
        }
        for (const QString &host : {u"127.0.0.1"_s, u"127.8.9.10"_s, u"localhost"_s}) {
            SimulatorOptions options = atOnce();
            options.host = host;
            const auto started = Simulator::start(options);
            QVERIFY2(started, qPrintable(host));
            QCOMPARE(SimulatorClient(**started).get(u"/models"_s).status, 200);
        }
    }

    void speaksIpV6()
    {
        if (QTcpServer probe; !probe.listen(QHostAddress::LocalHostIPv6))
            QSKIP("This computer has no IPv6 loopback.");
        SimulatorOptions options = atOnce();
        options.host = u"::1"_s;
        const auto started = Simulator::start(options);
        QVERIFY(started);
        QVERIFY((*started)->baseUrl().startsWith("http://[::1]:"));
        QCOMPARE(SimulatorClient(**started).get(u"/models"_s).status, 200);
    }

    void aTakenPortIsSaid()
    {
        const auto first = Simulator::start({});
        QVERIFY(first);
        SimulatorOptions options;
        options.port = (*first)->port();
        const auto second = Simulator::start(options);
        QVERIFY(!second);
        QVERIFY2(second.error().message.contains(u"another program uses that port"_s),
                 qPrintable(second.error().message));
        QVERIFY(second.error().message.contains(QString::number(options.port)));
    }

    void keepsAConnectionForTheNextRequest()
    {
        const auto simulator = Simulator::start(atOnce());
        QTcpSocket socket;
        socket.connectToHost(QHostAddress::LocalHost, (*simulator)->port());
        for (quint64 i = 1; i <= 3; ++i) {
            socket.write(rawPost(i % 2 == 0 ? streamed(u"hi"_s) : chat(u"hi"_s)));
            QByteArray answer;
            const auto isThere = [&] {
                answer += socket.readAll();
                return i % 2 == 0 ? answer.endsWith("\r\n0\r\n\r\n") : answer.endsWith("}}");
            };
            QTRY_VERIFY(isThere());
            QVERIFY(answer.startsWith("HTTP/1.1 200 OK"));
            QCOMPARE((*simulator)->requestCount(), i);
        }
        QCOMPARE(socket.state(), QAbstractSocket::ConnectedState);
        QCOMPARE((*simulator)->abortedCount(), quint64(0));
    }

    void answersWhatWasSentWhileAnAnswerWaited()
    {
        SimulatorOptions options = atOnce();
        options.latency = 30ms;
        const auto simulator = Simulator::start(options);
        QTcpSocket socket;
        socket.connectToHost(QHostAddress::LocalHost, (*simulator)->port());
        socket.write(rawPost(streamed(u"one"_s)) + rawPost(streamed(u"two"_s))
                     + rawPost(streamed(u"three"_s)));
        QByteArray received;
        const auto areThere = [&] { return (received += socket.readAll()).count("[DONE]") == 3; };
        QTRY_VERIFY(areThere());
        QVERIFY(received.indexOf("one") < received.indexOf("two"));
        QCOMPARE((*simulator)->abortedCount(), quint64(0));
    }

    void serves256ConnectionsAtOnce()
    {
        SimulatorOptions options;
        options.latency = 300ms; // so that all are under way together
        options.tokensPerSecond = 0;
        const auto simulator = Simulator::start(options);
        std::vector<std::unique_ptr<QTcpSocket>> sockets;
        for (int i = 0; i < 256; ++i) {
            sockets.push_back(std::make_unique<QTcpSocket>());
            sockets.back()->connectToHost(QHostAddress::LocalHost, (*simulator)->port());
            sockets.back()->write(rawPost(streamed(u"call %1"_s.arg(i))));
        }
        for (std::size_t i = 0; i < sockets.size(); ++i) {
            QByteArray answer;
            const auto isThere = [&] {
                answer += sockets.at(i)->readAll();
                return answer.contains("[DONE]");
            };
            QTRY_VERIFY_WITH_TIMEOUT(isThere(), 20'000);
            QVERIFY(answer.contains("HTTP/1.1 200 OK"));
        }
        QCOMPARE((*simulator)->requestCount(), quint64(256));
    }

    // The bounds are wide above: only the benchmark, alone on its machine, may be strict.
    void takesTheTimeItIsTold()
    {
        SimulatorOptions options;
        options.latency = 200ms;
        options.tokensPerSecond = 100;
        options.answerTokens = 31;
        const auto simulator = Simulator::start(options);
        SimulatorClient client(**simulator);
        QElapsedTimer timer;
        timer.start();
        QCOMPARE(client.post(openAi, streamed(u"hi"_s)).status, 200);
        QVERIFY2(timer.elapsed() >= 499 && timer.elapsed() < 5000,
                 qPrintable(QString::number(timer.elapsed())));
        timer.restart();
        QCOMPARE(client.post(anthropic, chat(u"hi"_s)).status, 200);
        QVERIFY2(timer.elapsed() >= 499 && timer.elapsed() < 5000,
                 qPrintable(QString::number(timer.elapsed())));
    }

    void tokensComeOneByOne()
    {
        SimulatorOptions options;
        options.latency = 0ms;
        options.tokensPerSecond = 20;
        options.answerTokens = 1000;
        const auto simulator = Simulator::start(options);
        QTcpSocket socket;
        socket.connectToHost(QHostAddress::LocalHost, (*simulator)->port());
        socket.write(rawPost(streamed(u"hi"_s)));
        QByteArray received;
        for (int tokens : {1, 2, 3}) {
            const auto hasTokens = [&] { return (received += socket.readAll()).count(" tick") >= tokens; };
            QTRY_VERIFY(hasTokens());
        }
        QVERIFY(received.count(" tick") < 500); // 25 s of answer are still to come
        QVERIFY(!received.contains("[DONE]"));
    }

    void answersOfAGivenLengthHaveIt()
    {
        for (const int tokens : {0, 1, 500}) {
            SimulatorOptions options = atOnce();
            options.answerTokens = tokens;
            const auto simulator = Simulator::start(options);
            SimulatorClient client(**simulator);
            for (int i = 0; i < 2; ++i) { // made, then kept
                const QJsonObject answer = client.post(openAi, chat(u"hi"_s)).object();
                QCOMPARE(answer[u"usage"][u"completion_tokens"].toInt(), tokens);
                const QByteArray stream = client.post(openAi, streamed(u"hi"_s)).body;
                QCOMPARE(stream.count(" tick"), tokens);
                QVERIFY(stream.endsWith("data: [DONE]\n\n"));
                QVERIFY(client.post(anthropic, streamed(u"hi"_s)).body.contains("message_stop"));
            }
        }
    }

    void countsClientsThatLeave()
    {
        SimulatorOptions options;
        options.latency = 0ms;
        options.tokensPerSecond = 20;
        options.answerTokens = 100'000;
        const auto talking = Simulator::start(options);
        options.latency = 1h;
        const auto silent = Simulator::start(options);
        for (const auto *simulator : {&talking, &silent}) {
            QTcpSocket socket;
            socket.connectToHost(QHostAddress::LocalHost, (**simulator)->port());
            socket.write(rawPost(streamed(u"hi"_s)));
            QTRY_COMPARE((**simulator)->requestCount(), quint64(1));
            if (simulator == &talking)
                QTRY_VERIFY(socket.bytesAvailable() > 0);
            socket.abort();
            QTRY_COMPARE((**simulator)->abortedCount(), quint64(1));
        }
    }

    void stopsWithAnswersUnderWay()
    {
        SimulatorOptions options;
        options.latency = 1h;
        auto simulator = std::move(*Simulator::start(options));
        QTcpSocket waiting;
        waiting.connectToHost(QHostAddress::LocalHost, simulator->port());
        waiting.write(rawPost(streamed(u"hi"_s)));
        QTcpSocket idle;
        idle.connectToHost(QHostAddress::LocalHost, simulator->port());
        QTRY_COMPARE(simulator->requestCount(), quint64(1));
        QTRY_COMPARE(idle.state(), QAbstractSocket::ConnectedState);
        simulator.reset();
        QTRY_COMPARE(waiting.state(), QAbstractSocket::UnconnectedState);
        QTRY_COMPARE(idle.state(), QAbstractSocket::UnconnectedState);
    }

    void faultsAreTheProvidersOwn_data()
    {
        QTest::addColumn<QString>("path");
        QTest::addColumn<int>("status");
        QTest::addColumn<QString>("type");
        QTest::newRow("OpenAI 500") << openAi << 500 << u"server_error"_s;
        QTest::newRow("OpenAI 429") << openAi << 429 << u"requests"_s;
        QTest::newRow("OpenAI 503") << openAi << 503 << u"service_unavailable_error"_s;
        QTest::newRow("Anthropic 500") << anthropic << 500 << u"api_error"_s;
        QTest::newRow("Anthropic 429") << anthropic << 429 << u"rate_limit_error"_s;
        QTest::newRow("Anthropic 503") << anthropic << 503 << u"overloaded_error"_s;
    }
    void faultsAreTheProvidersOwn()
    {
        QFETCH(const QString, path);
        QFETCH(const int, status);
        QFETCH(const QString, type);
        SimulatorOptions options = atOnce();
        (status == 500       ? options.errorRate
             : status == 429 ? options.rateLimitRate
                             : options.overloadRate) = 1;
        const auto simulator = Simulator::start(options);
        const HttpAnswer answer = SimulatorClient(**simulator).post(path, streamed(u"hi"_s));
        QCOMPARE(answer.status, status);
        QCOMPARE(answer.object()[u"error"][u"type"].toString(), type);
        QCOMPARE(answer.retryAfter, status == 429 ? "1"_ba : QByteArray());
    }

    void faultsFollowTheirRatesAndTheSeed()
    {
        SimulatorOptions options = atOnce();
        options.errorRate = 0.2;
        options.rateLimitRate = 0.2;
        options.overloadRate = 0.2;
        const QList<int> statuses = statusesOf(options, 200);
        QCOMPARE(statusesOf(options, 200), statuses);
        for (const int status : {500, 429, 503})
            QVERIFY(statuses.count(status) > 15 && statuses.count(status) < 75);
        options.seed = 2;
        QVERIFY(statusesOf(options, 200) != statuses);
    }

    void aDroppedAnswerIsCut_data()
    {
        QTest::addColumn<int>("tokens");
        QTest::addColumn<double>("rate");
        for (const int tokens : {0, 1, 40}) {
            for (const double rate : {0.0, 1000.0})
                QTest::addRow("%d tokens, %g a second", tokens, rate) << tokens << rate;
        }
    }
    void aDroppedAnswerIsCut()
    {
        QFETCH(const int, tokens);
        QFETCH(const double, rate);
        SimulatorOptions options = atOnce();
        options.tokensPerSecond = rate;
        options.answerTokens = tokens;
        options.dropRate = 1;
        const auto simulator = Simulator::start(options);
        for (const QString &path : {openAi, anthropic}) {
            // Over a bare socket: QNetworkAccessManager takes some cut answers for complete ones.
            const QByteArray stream = untilClosed((*simulator)->port(), rawPost(streamed(u"hi"_s), path));
            QVERIFY(stream.startsWith("HTTP/1.1 200 OK"));
            QCOMPARE(stream.count(" tick"), (tokens + 1) / 2);
            QVERIFY(!stream.contains("[DONE]") && !stream.contains("message_stop"));
            QVERIFY(!stream.endsWith("\r\n0\r\n\r\n")); // the end mark of the chunks
            QCOMPARE(untilClosed((*simulator)->port(), rawPost(chat(u"hi"_s), path)), QByteArray());
        }
        QCOMPARE((*simulator)->abortedCount(), quint64(0)); // nobody left
    }
};

QTEST_GUILESS_MAIN(SimulatorServerTest)
#include "tst_simulatorserver.moc"
