// SPDX-License-Identifier: GPL-3.0-or-later
#include "rawserver.h"
#include "recordingsink.h"
#include "support/awaiting.h"
#include "transport/httpclient.h"

#include <QDeadlineTimer>
#include <QTest>
#include <QTimer>

using namespace assay;
using namespace assay::transport;
using namespace assay::transport::test;
using assay::test::await;
using namespace std::chrono_literals;

namespace {

HttpRequest requestTo(const QByteArray &url)
{
    HttpRequest request;
    request.url = url;
    request.body = R"({"q":1})";
    request.headers.add("Content-Type", "application/json");
    request.headers.add("Authorization", "Bearer secret");
    return request;
}

} // namespace

class HttpClientTest final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void sendsMethodHeadersAndBody();
    void sendsGetWithoutBody();
    void deliversHeadBeforeData();
    void skipsInterimAnswers();
    void keepsAndReusesConnections();
    void resendsWhenAKeptConnectionWasClosed();
    void runs256RequestsAtOnce();
    void givesTheTimesOfTheWire();
    void followsNoRedirect();
    void boundsMemoryWhenTheSinkIsSlow();
    void stopClosesTheConnectionAtOnce();
    void stopInsideTheSinkEndsDelivery();
    void stopBeforeSendingConnectsNowhere();
    void destructionEndsRequestsAsCancelled();
    void clientMayBeClosedByTheOneItResumes();
    void refusesLineBreaksInHeaders();
};

void HttpClientTest::sendsMethodHeadersAndBody()
{
    RawServer server([](QTcpSocket &socket, const QByteArray &) {
        socket.write(RawServer::answer("yes", "X-A: 1\r\nX-A: 2\r\n"));
    });
    HttpClient client;
    RecordingSink sink;
    const auto outcome = await(client.send(requestTo(server.url("/v1/chat?x=1")), sink, {}));
    QVERIFY2(outcome, outcome ? "" : qPrintable(outcome.error().message));
    QCOMPARE(outcome->status, 200);
    QCOMPARE(outcome->httpVersion, 11);
    QCOMPARE(outcome->headers.value("x-a"), QByteArray("2"));
    QCOMPARE(sink.body, QByteArray("yes"));
    const QByteArray sent = server.requests().value(0);
    QVERIFY(sent.startsWith("POST /v1/chat?x=1 HTTP/1.1\r\n"));
    QVERIFY(sent.endsWith("\r\n\r\n{\"q\":1}"));
    QVERIFY(sent.contains("Authorization: Bearer secret\r\n"));
    QVERIFY(!sent.contains("Expect:") && sent.contains("Accept-Encoding: identity\r\n"));
    QCOMPARE(client.activeCount(), 0);
}

void HttpClientTest::sendsGetWithoutBody()
{
    RawServer server([](QTcpSocket &socket, const QByteArray &) { socket.write(RawServer::answer("[]")); });
    HttpClient client;
    RecordingSink sink;
    HttpRequest request;
    request.method = "GET";
    request.url = server.url("/v1/models");
    QVERIFY(await(client.send(request, sink, {})));
    QVERIFY(server.requests().value(0).startsWith("GET /v1/models HTTP/1.1\r\n"));
    QVERIFY(!server.requests().value(0).contains("Content-"));
}

void HttpClientTest::deliversHeadBeforeData()
{
    RawServer server([](QTcpSocket &socket, const QByteArray &) {
        socket.write("HTTP/1.1 429 Too Many\r\nRetry-After: 3\r\nTransfer-Encoding: "
                     "chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n");
    });
    HttpClient client;
    RecordingSink sink;
    sink.afterPiece = [&sink] { QCOMPARE(sink.status, 429); };
    const auto outcome = await(client.send(requestTo(server.url()), sink, {}));
    QVERIFY(outcome);
    QCOMPARE(sink.heads, 1);
    QCOMPARE(sink.headers.value("retry-after"), QByteArray("3"));
    QCOMPARE(sink.body, QByteArray("abc"));
}

void HttpClientTest::skipsInterimAnswers()
{
    RawServer server([](QTcpSocket &socket, const QByteArray &) {
        socket.write("HTTP/1.1 103 Early Hints\r\nLink: x\r\n\r\n" + RawServer::answer("late"));
    });
    HttpClient client;
    RecordingSink sink;
    QVERIFY(await(client.send(requestTo(server.url()), sink, {})));
    QCOMPARE(sink.heads, 1);
    QCOMPARE(sink.status, 200);
    QVERIFY(!sink.headers.contains("Link"));
    QCOMPARE(sink.body, QByteArray("late"));
}

void HttpClientTest::keepsAndReusesConnections()
{
    RawServer server([](QTcpSocket &socket, const QByteArray &) { socket.write(RawServer::answer("ok")); });
    HttpClient client;
    for (int i = 0; i < 20; ++i) {
        RecordingSink sink;
        const auto outcome = await(client.send(requestTo(server.url()), sink, {}));
        QVERIFY(outcome);
        QCOMPARE(outcome->timings.connectionReused, i > 0);
    }
    QCOMPARE(server.connections(), 1);
}

void HttpClientTest::resendsWhenAKeptConnectionWasClosed()
{
    int count = 0;
    RawServer server([&count](QTcpSocket &socket, const QByteArray &) {
        if (++count == 2)
            socket.close(); // a keep-alive limit that runs out just as the next request arrives
        else
            socket.write(RawServer::answer("ok"));
    });
    HttpClient client;
    RecordingSink first;
    RecordingSink second;
    QVERIFY(await(client.send(requestTo(server.url()), first, {})));
    QVERIFY(await(client.send(requestTo(server.url()), second, {})));
    QCOMPARE(second.body, QByteArray("ok"));
    QCOMPARE(count, 3);
}

void HttpClientTest::runs256RequestsAtOnce()
{
    constexpr int calls = 256;
    QList<QTcpSocket *> waiting;
    RawServer server([&waiting](QTcpSocket &socket, const QByteArray &) {
        waiting.append(&socket);
        if (waiting.size() < calls)
            return; // nobody is answered until all have asked
        for (QTcpSocket *each : std::as_const(waiting))
            each->write(RawServer::answer("ok"));
    });
    HttpClient client;
    std::vector<RecordingSink> sinks(calls);
    std::vector<QCoro::Task<Result<HttpOutcome>>> tasks;
    for (RecordingSink &sink : sinks)
        tasks.push_back(client.send(requestTo(server.url()), sink, {}));
    QCOMPARE(client.activeCount(), calls);
    for (auto &task : tasks)
        QVERIFY(await(std::move(task)));
    QCOMPARE(server.connections(), calls);
    QCOMPARE(client.activeCount(), 0);
}

void HttpClientTest::givesTheTimesOfTheWire()
{
    RawServer server([](QTcpSocket &socket, const QByteArray &) {
        socket.write("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\na");
        QTimer::singleShot(40ms, Qt::PreciseTimer, &socket, [&socket] { socket.write("b"); });
    });
    HttpClient client;
    RecordingSink sink;
    HttpTimings timings;
    const auto outcome = await(client.send(requestTo(server.url()), sink, {}, &timings));
    QVERIFY(outcome);
    QVERIFY(timings.startedAt <= timings.sentAt);
    QVERIFY(timings.sentAt <= timings.firstByteAt);
    QCOMPARE(timings.lastByteAt, sink.arrivals.back());
    QVERIFY(timings.lastByteAt - timings.firstByteAt >= 35ms);
    QVERIFY(outcome->timings.lastByteAt == timings.lastByteAt);
}

void HttpClientTest::followsNoRedirect()
{
    RawServer elsewhere;
    RawServer server([&elsewhere](QTcpSocket &socket, const QByteArray &) {
        socket.write("HTTP/1.1 307 Moved\r\nContent-Length: 0\r\nLocation: " + elsewhere.url() + "\r\n\r\n");
    });
    HttpClient client;
    RecordingSink sink;
    const auto outcome = await(client.send(requestTo(server.url()), sink, {}));
    QVERIFY(outcome);
    QCOMPARE(outcome->status, 307);
    QCOMPARE(elsewhere.connections(), 0);
}

void HttpClientTest::boundsMemoryWhenTheSinkIsSlow()
{
    constexpr qsizetype bodySize = 48 * 1024 * 1024;
    qsizetype sent = 0;
    RawServer server([&sent](QTcpSocket &socket, const QByteArray &) {
        connect(&socket, &QTcpSocket::bytesWritten, &socket, [&sent](qint64 count) { sent += count; });
        socket.write(RawServer::answer(QByteArray(bodySize, 'x')));
    });
    HttpClient client;
    RecordingSink sink;
    qsizetype mostUnderWay = 0;
    sink.afterPiece = [&] {
        mostUnderWay = std::max(mostUnderWay, sent - sink.body.size());
        const QDeadlineTimer busy(1);
        while (!busy.hasExpired()) { }
    };
    QVERIFY(await(client.send(requestTo(server.url()), sink, {})));
    QCOMPARE(sink.body.size(), bodySize);
    // One megabyte in the client; the rest are the system's socket buffers.
    QVERIFY2(mostUnderWay < 16 * 1024 * 1024, qPrintable(QString::number(mostUnderWay)));
}

void HttpClientTest::stopClosesTheConnectionAtOnce()
{
    RawServer server([](QTcpSocket &socket, const QByteArray &) {
        socket.write("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\npart");
    });
    HttpClient client;
    RecordingSink sink;
    std::stop_source stop;
    auto task = client.send(requestTo(server.url()), sink, stop.get_token());
    QTRY_COMPARE(sink.body, QByteArray("part"));
    stop.request_stop();
    QTRY_COMPARE(server.disconnects(), 1);
    const auto outcome = await(std::move(task));
    QVERIFY(!outcome);
    QCOMPARE(outcome.error().code, ErrorCode::Cancelled);
    QCOMPARE(sink.body, QByteArray("part"));
    QCOMPARE(client.activeCount(), 0);
}

void HttpClientTest::stopInsideTheSinkEndsDelivery()
{
    RawServer server([](QTcpSocket &socket, const QByteArray &) {
        socket.write(RawServer::answer(QByteArray(4 * 1024 * 1024, 'y')));
    });
    HttpClient client;
    RecordingSink sink;
    std::stop_source stop;
    int pieces = 0;
    sink.afterPiece = [&] {
        ++pieces;
        stop.request_stop();
    };
    const auto outcome = await(client.send(requestTo(server.url()), sink, stop.get_token()));
    QVERIFY(!outcome);
    QCOMPARE(outcome.error().code, ErrorCode::Cancelled);
    QCOMPARE(pieces, 1);
    QTRY_COMPARE(server.disconnects(), 1);
}

void HttpClientTest::stopBeforeSendingConnectsNowhere()
{
    RawServer server;
    HttpClient client;
    RecordingSink sink;
    std::stop_source stop;
    stop.request_stop();
    const auto outcome = await(client.send(requestTo(server.url()), sink, stop.get_token()));
    QVERIFY(!outcome);
    QCOMPARE(outcome.error().code, ErrorCode::Cancelled);
    QCOMPARE(server.connections(), 0);
}

void HttpClientTest::destructionEndsRequestsAsCancelled()
{
    RawServer server;
    auto client = std::make_unique<HttpClient>();
    RecordingSink sinks[3];
    std::vector<QCoro::Task<Result<HttpOutcome>>> tasks;
    for (RecordingSink &sink : sinks)
        tasks.push_back(client->send(requestTo(server.url()), sink, {}));
    QTRY_COMPARE(server.requests().size(), 3);
    client.reset();
    for (auto &task : tasks) {
        QVERIFY(task.isReady());
        const auto outcome = await(std::move(task));
        QVERIFY(!outcome);
        QCOMPARE(outcome.error().code, ErrorCode::Cancelled);
    }
    QTRY_COMPARE(server.disconnects(), 3);
}

void HttpClientTest::clientMayBeClosedByTheOneItResumes()
{
    RawServer server([](QTcpSocket &socket, const QByteArray &) { socket.write(RawServer::answer("bye")); });
    auto client = std::make_unique<HttpClient>();
    RecordingSink sink;
    bool closed = false;
    const auto closeAfterwards = [&]() -> QCoro::Task<> {
        const HttpRequest request = requestTo(server.url());
        const auto outcome = co_await client->send(request, sink, {});
        closed = outcome.has_value();
        client.reset();
    };
    await(closeAfterwards());
    QVERIFY(closed);
}

void HttpClientTest::refusesLineBreaksInHeaders()
{
    RawServer server;
    HttpClient client;
    RecordingSink sink;
    HttpRequest request = requestTo(server.url());
    request.headers.add("X-Key", "abc\r\nX-Injected: 1");
    const auto outcome = await(client.send(request, sink, {}));
    QVERIFY(!outcome);
    QCOMPARE(outcome.error().code, ErrorCode::InvalidInput);
    QVERIFY(!outcome.error().message.contains(u"abc"));
    QCOMPARE(server.connections(), 0);
}

QTEST_GUILESS_MAIN(HttpClientTest)
#include "tst_httpclient.moc"
