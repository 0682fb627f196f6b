// SPDX-License-Identifier: GPL-3.0-or-later
#include "rawserver.h"
#include "recordingsink.h"
#include "support/awaiting.h"
#include "transport/httpclient.h"

#include <QElapsedTimer>
#include <QTest>
#include <QTimer>

using namespace assay;
using namespace assay::transport;
using namespace assay::transport::test;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

HttpRequest requestTo(const QByteArray &url)
{
    HttpRequest request;
    request.url = url;
    request.body = "{}";
    request.headers.add("Authorization", "Bearer sk-secret");
    return request;
}

/// A port nobody listens on: it was free a moment ago.
quint16 closedPort()
{
    QTcpServer server;
    return server.listen(QHostAddress::LocalHost) ? server.serverPort() : 9;
}

} // namespace

class HttpFaultsTest final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init() { m_client = std::make_unique<HttpClient>(); }
    void cleanup() { m_client.reset(); }

    void namesTheHostThatRefuses();
    void namesTheHostThatDoesNotResolve();
    void stopDoesNotWaitForTheResolver();
    void refusesBadAddresses_data();
    void refusesBadAddresses();
    void endsWithATypedError_data();
    void endsWithATypedError();
    void keepsPartialDataAfterAReset();
    void connectLimitEndsABlackHole();
    void firstByteLimitEndsSilence();
    void idleLimitEndsAStalledBody();
    void trickleIsNotIdle();
    void totalLimitEndsATrickle();
    void zeroMeansNoLimit();
    void refusesABodyBeyondTheLimit();
    void refusesAHeaderOfAMegabyte();
    void neverShowsSecrets();

private:
    Result<HttpOutcome> run(HttpRequest request)
    {
        m_sink = {};
        m_timings = {};
        return assay::test::await(m_client->send(std::move(request), m_sink, {}, &m_timings));
    }

    std::unique_ptr<HttpClient> m_client;
    RecordingSink m_sink;
    HttpTimings m_timings;
};

void HttpFaultsTest::namesTheHostThatRefuses()
{
    const QByteArray place = "127.0.0.1:" + QByteArray::number(closedPort());
    const auto outcome = run(requestTo("http://" + place + "/v1"));
    QVERIFY(!outcome);
    QCOMPARE(outcome.error().code, ErrorCode::Network);
    QVERIFY(outcome.error().retryable);
    QVERIFY2(outcome.error().message.contains(u"refused"_s)
                 && outcome.error().message.contains(QString::fromLatin1(place)),
             qPrintable(outcome.error().message));
}

void HttpFaultsTest::namesTheHostThatDoesNotResolve()
{
    const auto outcome = run(requestTo("http://nonexistent.invalid/v1"));
    QVERIFY(!outcome);
    QCOMPARE(outcome.error().code, ErrorCode::Network);
    QVERIFY2(outcome.error().message.contains(u"nonexistent.invalid"_s), qPrintable(outcome.error().message));
}

void HttpFaultsTest::stopDoesNotWaitForTheResolver()
{
    std::stop_source stop;
    HttpRequest request = requestTo("http://nonexistent.invalid/v1");
    request.proxy = "none";
    RecordingSink sink;
    auto task = m_client->send(request, sink, stop.get_token());
    QElapsedTimer timer;
    timer.start();
    stop.request_stop();
    const auto outcome = assay::test::await(std::move(task));
    QVERIFY(!outcome);
    QCOMPARE(outcome.error().code, ErrorCode::Cancelled);
    QVERIFY(timer.elapsed() < 1000);
}

void HttpFaultsTest::refusesBadAddresses_data()
{
    QTest::addColumn<QByteArray>("url");
    QTest::newRow("empty") << QByteArray();
    QTest::newRow("no scheme") << QByteArray("://x");
    QTest::newRow("file") << QByteArray("file:///etc/passwd");
    QTest::newRow("ftp") << QByteArray("ftp://127.0.0.1/");
    QTest::newRow("bad port") << QByteArray("http://127.0.0.1:99999/");
    QTest::newRow("space in host") << QByteArray("http://a b/");
}

void HttpFaultsTest::refusesBadAddresses()
{
    QFETCH(QByteArray, url);
    HttpRequest request = requestTo(url);
    request.proxy = "none";
    const auto outcome = run(request);
    QVERIFY(!outcome);
    QCOMPARE(outcome.error().code, ErrorCode::InvalidInput);
    QVERIFY(!outcome.error().retryable);
}

void HttpFaultsTest::endsWithATypedError_data()
{
    QTest::addColumn<QByteArray>("answer");
    QTest::addColumn<ErrorCode>("code");
    QTest::addColumn<bool>("retryable");
    QTest::newRow("closed without an answer") << QByteArray() << ErrorCode::Network << true;
    QTest::newRow("closed in the head")
        << QByteArray("HTTP/1.1 200 OK\r\nContent-") << ErrorCode::Network << true;
    QTest::newRow("shorter than announced")
        << QByteArray("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nabc") << ErrorCode::Network << true;
    QTest::newRow("chunk cut") << QByteArray("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nab")
                               << ErrorCode::Network << true;
    QTest::newRow("last chunk missing")
        << QByteArray("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nab\r\n")
        << ErrorCode::Network << true;
    QTest::newRow("chunk size no number")
        << QByteArray("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\nab\r\n0\r\n\r\n")
        << ErrorCode::Network << true;
    QTest::newRow("not HTTP") << QByteArray("220 mail.example ESMTP\r\n") << ErrorCode::MalformedResponse
                              << false;
}

void HttpFaultsTest::endsWithATypedError()
{
    QFETCH(QByteArray, answer);
    QFETCH(ErrorCode, code);
    QFETCH(bool, retryable);
    RawServer server([&answer](QTcpSocket &socket, const QByteArray &) {
        socket.write(answer);
        socket.disconnectFromHost();
    });
    const auto outcome = run(requestTo(server.url()));
    QVERIFY(!outcome);
    QVERIFY2(outcome.error().code == code, qPrintable(outcome.error().message + outcome.error().detail));
    QCOMPARE(outcome.error().retryable, retryable);
    QVERIFY(outcome.error().message.contains(u"127.0.0.1:"_s + QString::number(server.port())));
}

void HttpFaultsTest::keepsPartialDataAfterAReset()
{
    RawServer server([](QTcpSocket &socket, const QByteArray &) {
        socket.write("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n4\r\npart\r\n");
    });
    RecordingSink sink;
    HttpTimings timings;
    auto task = m_client->send(requestTo(server.url()), sink, {}, &timings);
    QTRY_COMPARE(sink.body, QByteArray("part"));
    RawServer::reset(*server.sockets().first());
    const auto outcome = assay::test::await(std::move(task));
    QVERIFY(!outcome);
    QCOMPARE(outcome.error().code, ErrorCode::Network);
    QCOMPARE(sink.body, QByteArray("part"));
    QCOMPARE(sink.status, 200);
    QVERIFY(timings.lastByteAt == sink.arrivals.back());
}

void HttpFaultsTest::connectLimitEndsABlackHole()
{
    // A TLS port that accepts and says nothing: connecting includes the handshake.
    RawServer server;
    HttpRequest request = requestTo("https://127.0.0.1:" + QByteArray::number(server.port()));
    request.timeouts.connect = 150ms;
    const auto outcome = run(request);
    QVERIFY(!outcome);
    QCOMPARE(outcome.error().code, ErrorCode::Timeout);
    QVERIFY2(outcome.error().message.contains(u"0.15 s"_s), qPrintable(outcome.error().message));
}

void HttpFaultsTest::firstByteLimitEndsSilence()
{
    RawServer server;
    HttpRequest request = requestTo(server.url());
    request.timeouts.firstByte = 100ms;
    const auto outcome = run(request);
    QVERIFY(!outcome);
    QCOMPARE(outcome.error().code, ErrorCode::Timeout);
    QVERIFY(outcome.error().retryable);
    QVERIFY2(outcome.error().message.contains(u"no answer within 0.1 s"_s),
             qPrintable(outcome.error().message));
    QTRY_COMPARE(server.disconnects(), 1);
}

void HttpFaultsTest::idleLimitEndsAStalledBody()
{
    RawServer server([](QTcpSocket &socket, const QByteArray &) {
        socket.write("HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nabc");
    });
    HttpRequest request = requestTo(server.url());
    request.timeouts.idle = 100ms;
    const auto outcome = run(request);
    QVERIFY(!outcome);
    QCOMPARE(outcome.error().code, ErrorCode::Timeout);
    QVERIFY2(outcome.error().message.contains(u"silent for 0.1 s"_s), qPrintable(outcome.error().message));
    QCOMPARE(m_sink.body, QByteArray("abc"));
}

/// One byte each 40 ms, for as long as the client listens.
static void trickle(QTcpSocket &socket)
{
    auto *const timer = new QTimer(&socket);
    QObject::connect(timer, &QTimer::timeout, &socket, [&socket] { socket.write("."); });
    timer->start(40ms);
}

void HttpFaultsTest::trickleIsNotIdle()
{
    RawServer server([](QTcpSocket &socket, const QByteArray &) {
        socket.write("HTTP/1.1 200 OK\r\nContent-Length: 30\r\n\r\n");
        trickle(socket);
    });
    HttpRequest request = requestTo(server.url());
    request.timeouts.idle = 1s; // in all it takes 1.2 s
    QVERIFY(run(request));
    QCOMPARE(m_sink.body, QByteArray(30, '.'));
}

void HttpFaultsTest::totalLimitEndsATrickle()
{
    RawServer server([](QTcpSocket &socket, const QByteArray &) {
        socket.write("HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n");
        trickle(socket);
    });
    HttpRequest request = requestTo(server.url());
    request.timeouts.total = 300ms;
    const auto outcome = run(request);
    QVERIFY(!outcome);
    QCOMPARE(outcome.error().code, ErrorCode::Timeout);
    QVERIFY2(outcome.error().message.contains(u"not complete within 0.3 s"_s),
             qPrintable(outcome.error().message));
    QVERIFY(!m_sink.body.isEmpty());
}

void HttpFaultsTest::zeroMeansNoLimit()
{
    RawServer server([](QTcpSocket &socket, const QByteArray &) {
        QTimer::singleShot(60ms, &socket, [&socket] { socket.write(RawServer::answer("ok")); });
    });
    HttpRequest request = requestTo(server.url());
    request.timeouts = {0ms, 0ms, 0ms, 0ms};
    QVERIFY(run(request));
}

void HttpFaultsTest::refusesABodyBeyondTheLimit()
{
    RawServer server([](QTcpSocket &socket, const QByteArray &) {
        socket.write(RawServer::answer(QByteArray(300'000, 'a')));
    });
    HttpRequest request = requestTo(server.url());
    request.maxBodyBytes = 100'000;
    const auto outcome = run(request);
    QVERIFY(!outcome);
    QCOMPARE(outcome.error().code, ErrorCode::MalformedResponse);
    QVERIFY(m_sink.body.size() <= 100'000);
}

void HttpFaultsTest::refusesAHeaderOfAMegabyte()
{
    for (const bool oneLine : {true, false}) {
        RawServer server([oneLine](QTcpSocket &socket, const QByteArray &) {
            QByteArray head = "HTTP/1.1 200 OK\r\n";
            for (int i = 0; i < 1200; ++i)
                head += oneLine && i > 0 ? QByteArray(1000, 'a')
                                         : (i > 0 ? "\r\nX-Long: " : "X-Long: ") + QByteArray(1000, 'a');
            socket.write(head + "\r\nContent-Length: 0\r\n\r\n");
        });
        const auto outcome = run(requestTo(server.url()));
        QVERIFY(!outcome);
        QVERIFY2(outcome.error().code == ErrorCode::MalformedResponse, qPrintable(outcome.error().detail));
    }
}

void HttpFaultsTest::neverShowsSecrets()
{
    RawServer server([](QTcpSocket &socket, const QByteArray &) { socket.disconnectFromHost(); });
    const QByteArray place = "127.0.0.1:" + QByteArray::number(server.port());
    const QByteArrayList urls{"http://user:sk-secret@" + place + "/sk-secret?key=sk-secret",
                              "http://sk-secret:x@nonexistent.invalid/?key=sk-secret",
                              "gopher://sk-secret/?key=sk-secret",
                              "https://user:sk-secret@" + place + "/?key=sk-secret"};
    for (const QByteArray &url : urls) {
        HttpRequest request = requestTo(url);
        request.timeouts.connect = 200ms;
        const auto outcome = run(request);
        QVERIFY(!outcome);
        const QString shown = outcome.error().message + outcome.error().detail;
        QVERIFY2(!shown.contains(u"sk-secret"_s), qPrintable(shown));
    }
}

QTEST_GUILESS_MAIN(HttpFaultsTest)
#include "tst_httpfaults.moc"
