// SPDX-License-Identifier: GPL-3.0-or-later
#include "rawserver.h"
#include "recordingsink.h"
#include "support/awaiting.h"
#include "transport/httpclient.h"

#include <QTest>
#include <QTimer>

using namespace assay;
using namespace assay::transport;
using namespace assay::transport::test;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

const QByteArray okHead = "HTTP/1.1 200 OK\r\n";
const QByteArray chunkedHead = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n";
/// What gzip makes of {"answer": "whole"}.
const QByteArray zipped =
    QByteArray::fromHex("1f8b0800000000000203ab564acc2b2e4f2d52b252502acfc8cf4955aa050061526e0613000000");

HttpRequest requestTo(const QByteArray &url)
{
    HttpRequest request;
    request.url = url;
    request.body = "{}";
    request.headers.add("Authorization", "Bearer sk-secret");
    return request;
}

QByteArray encoded(const QByteArray &encoding, const QByteArray &body)
{
    return RawServer::answer(body, "Content-Encoding: " + encoding + "\r\n");
}

/// A host name that has both a dead and a live address: 127.0.0.1 is tried first.
QByteArray bothFamilies(quint16 port)
{
    return "http://localhost:" + QByteArray::number(port);
}

/// Takes connections into a queue that is full, so that the system answers no further one: a black hole.
class BlackHole final {
public:
    explicit BlackHole(quint16 port)
    {
        m_server.setListenBacklogSize(0);
        m_isOpen = m_server.listen(QHostAddress::LocalHost, port);
        if (m_isOpen)
            m_server.pauseAccepting();
        for (QTcpSocket &socket : m_fillers)
            socket.connectToHost(QHostAddress::LocalHost, port);
        m_isOpen = m_isOpen && m_fillers.front().waitForConnected();
    }
    [[nodiscard]] bool isOpen() const { return m_isOpen; }

private:
    QTcpServer m_server;
    std::array<QTcpSocket, 4> m_fillers;
    bool m_isOpen = false;
};

} // namespace

/// Answers whose framing lies, and connections that die at the worst moment.
class HttpFramingTest final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init() { m_client = std::make_unique<HttpClient>(); }
    void cleanup() { m_client.reset(); }

    void refusesFramingThatLies_data();
    void refusesFramingThatLies();
    void readsOddButRightAnswers_data();
    void readsOddButRightAnswers();
    void garbageAfterTheAnswerSpoilsNoOther_data();
    void garbageAfterTheAnswerSpoilsNoOther();
    void interimAnswersWithoutEndAreRefused();
    void aHeadThatNeverEndsIsNotAnAnswer();
    void aBombIsStoppedAtTheLimit();
    void theKeyFollowsNoRedirect_data();
    void theKeyFollowsNoRedirect();
    void anAnswerBeforeTheWholeRequestCounts();
    void resendsOnceWhenNothingWasAnswered();
    void resendsNeverWhenAnAnswerHadBegun();
    void aDeadAddressDoesNotHideALiveOne();
    void aBlackHoleDoesNotHideALiveAddress();

private:
    Result<HttpOutcome> run(HttpRequest request)
    {
        m_sink = {};
        return assay::test::await(m_client->send(std::move(request), m_sink, {}));
    }

    std::unique_ptr<HttpClient> m_client;
    RecordingSink m_sink;
};

void HttpFramingTest::refusesFramingThatLies_data()
{
    QTest::addColumn<QByteArray>("answer");
    QTest::newRow("chunk longer than announced") << chunkedHead + "3\r\nabcdef\r\n0\r\n\r\n";
    QTest::newRow("chunk size beyond any number") << chunkedHead + "fffffffffffffffff\r\nab\r\n0\r\n\r\n";
    QTest::newRow("chunk shorter than announced") << chunkedHead + "9\r\nabc\r\n0\r\n\r\n";
    QTest::newRow("chunk size of a gigabyte, then the end") << chunkedHead + "40000000\r\nabc";
    QTest::newRow("negative length") << okHead + "Content-Length: -5\r\n\r\nabcde";
    QTest::newRow("length no number") << okHead + "Content-Length: many\r\n\r\nabcde";
    QTest::newRow("gzip that is none") << encoded("gzip", "this is no gzip at all");
    QTest::newRow("gzip damaged in the middle")
        << encoded("gzip", zipped.first(14) + QByteArray(8, '\xff') + zipped.sliced(22));
    QTest::newRow("gzip with a wrong sum") << encoded("gzip", zipped.chopped(8) + QByteArray(8, '\1'));
    QTest::newRow("deflate that is none") << encoded("deflate", QByteArray(40, '\xff'));
    QTest::newRow("an encoding nobody knows") << encoded("rot13", "abc");
    QTest::newRow("head without a status") << QByteArray("HTTP/1.1\r\n\r\n");
    QTest::newRow("nothing but line ends") << QByteArray("\r\n\r\n\r\n\r\n");
}

void HttpFramingTest::refusesFramingThatLies()
{
    QFETCH(QByteArray, answer);
    RawServer server([&answer](QTcpSocket &socket, const QByteArray &) {
        socket.write(answer);
        socket.disconnectFromHost();
    });
    const auto outcome = run(requestTo(server.url()));
    QVERIFY2(!outcome, m_sink.body.constData());
    QVERIFY(outcome.error().code == ErrorCode::MalformedResponse
            || outcome.error().code == ErrorCode::Network);
    QVERIFY2(outcome.error().message.contains(u"127.0.0.1:"_s), qPrintable(outcome.error().message));
    QCOMPARE(server.connections(), 1); // no second try behind the caller's back
}

void HttpFramingTest::readsOddButRightAnswers_data()
{
    QTest::addColumn<QByteArray>("answer");
    QTest::addColumn<int>("status");
    QTest::addColumn<QByteArray>("body");
    QTest::newRow("gzip nobody asked for")
        << encoded("gzip", zipped) << 200 << QByteArray("{\"answer\": \"whole\"}");
    QTest::newRow("deflate nobody asked for")
        << encoded("deflate", qCompress("{\"a\": 1}").sliced(4)) << 200 << QByteArray("{\"a\": 1}");
    QTest::newRow("chunked wins over a length")
        << okHead + "Content-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n"
        << 200 << QByteArray("abc");
    QTest::newRow("chunk extensions and trailers") << chunkedHead + "3;x=y\r\nabc\r\n0\r\nX-Sum: 1\r\n\r\n"
                                                   << 200 << QByteArray("abc");
    QTest::newRow("bare line feeds") << QByteArray("HTTP/1.1 200 OK\nContent-Length: 3\n\nabc") << 200
                                     << QByteArray("abc");
    QTest::newRow("no length, ended by closing") << okHead + "\r\nabc" << 200 << QByteArray("abc");
    QTest::newRow("HTTP/1.0") << QByteArray("HTTP/1.0 200 OK\r\n\r\nabc") << 200 << QByteArray("abc");
    QTest::newRow("several interim answers")
        << QByteArray("HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nLink: x\r\n\r\n"
                      "HTTP/1.1 102 Processing\r\n\r\n")
            + RawServer::answer("abc")
        << 200 << QByteArray("abc");
    QTest::newRow("nothing to say") << QByteArray("HTTP/1.1 204 No Content\r\n\r\n") << 204 << QByteArray();
    QTest::newRow("no reason phrase")
        << QByteArray("HTTP/1.1 529\r\nContent-Length: 3\r\n\r\nabc") << 529 << QByteArray("abc");
}

void HttpFramingTest::readsOddButRightAnswers()
{
    QFETCH(QByteArray, answer);
    QFETCH(int, status);
    QFETCH(QByteArray, body);
    RawServer server([&answer](QTcpSocket &socket, const QByteArray &) {
        socket.write(answer);
        socket.disconnectFromHost();
    });
    const auto outcome = run(requestTo(server.url()));
    QVERIFY2(outcome, outcome ? "" : qPrintable(outcome.error().message + outcome.error().detail));
    QCOMPARE(outcome->status, status);
    QCOMPARE(m_sink.status, status);
    QCOMPARE(m_sink.body, body);
    QCOMPARE(m_sink.heads, 1);
}

void HttpFramingTest::garbageAfterTheAnswerSpoilsNoOther_data()
{
    QTest::addColumn<QByteArray>("answer");
    const QByteArray smuggled = "HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nevil";
    QTest::newRow("after a length") << okHead + "Content-Length: 3\r\n\r\nabc" + smuggled;
    QTest::newRow("after the last chunk") << chunkedHead + "3\r\nabc\r\n0\r\n\r\n" + smuggled;
}

void HttpFramingTest::garbageAfterTheAnswerSpoilsNoOther()
{
    QFETCH(QByteArray, answer);
    RawServer server([&answer](QTcpSocket &socket, const QByteArray &) { socket.write(answer); });
    for (int i = 0; i < 3; ++i) {
        const auto outcome = run(requestTo(server.url()));
        QVERIFY2(outcome, outcome ? "" : qPrintable(outcome.error().message + outcome.error().detail));
        QCOMPARE(m_sink.body, QByteArray("abc"));
    }
    QCOMPARE(server.requests().size(), 3); // each was asked, none answered from the garbage
}

void HttpFramingTest::interimAnswersWithoutEndAreRefused()
{
    RawServer server([](QTcpSocket &socket, const QByteArray &) {
        socket.write(QByteArray("HTTP/1.1 100 Continue\r\nX-Wait: a little longer\r\n\r\n").repeated(10'000));
    });
    const auto outcome = run(requestTo(server.url()));
    QVERIFY(!outcome);
    QCOMPARE(outcome.error().code, ErrorCode::MalformedResponse);
    QCOMPARE(m_sink.heads, 0);
}

/// A slow loris: always a byte more, never a whole line.
void HttpFramingTest::aHeadThatNeverEndsIsNotAnAnswer()
{
    RawServer server([](QTcpSocket &socket, const QByteArray &) {
        socket.write("HTTP/1.1 200 ");
        auto *const timer = new QTimer(&socket);
        connect(timer, &QTimer::timeout, &socket, [&socket] { socket.write("O"); });
        timer->start(20ms);
    });
    HttpRequest request = requestTo(server.url());
    request.timeouts.firstByte = 250ms;
    request.timeouts.total = 5s;
    const auto outcome = run(request);
    QVERIFY(!outcome);
    QCOMPARE(outcome.error().code, ErrorCode::Timeout);
    QVERIFY2(outcome.error().message.contains(u"0.25 s"_s), qPrintable(outcome.error().message));
    QTRY_COMPARE(server.disconnects(), 1);
}

void HttpFramingTest::aBombIsStoppedAtTheLimit()
{
    const QByteArray bomb = qCompress(QByteArray(50'000'000, '0'), 9).sliced(4);
    QVERIFY(bomb.size() < 100'000);
    RawServer server(
        [&bomb](QTcpSocket &socket, const QByteArray &) { socket.write(encoded("deflate", bomb)); });
    HttpRequest request = requestTo(server.url());
    request.maxBodyBytes = 1'000'000;
    const auto outcome = run(request);
    QVERIFY(!outcome);
    QCOMPARE(outcome.error().code, ErrorCode::MalformedResponse);
    QVERIFY2(outcome.error().message.contains(u"1000000"_s), qPrintable(outcome.error().message));
    QVERIFY(m_sink.body.size() <= 1'000'000);
}

void HttpFramingTest::theKeyFollowsNoRedirect_data()
{
    QTest::addColumn<int>("status");
    for (const int status : {300, 301, 302, 303, 307, 308})
        QTest::addRow("%d", status) << status;
}

void HttpFramingTest::theKeyFollowsNoRedirect()
{
    QFETCH(int, status);
    RawServer elsewhere;
    RawServer server([&](QTcpSocket &socket, const QByteArray &) {
        socket.write("HTTP/1.1 " + QByteArray::number(status) + " Moved\r\nContent-Length: 0\r\nLocation: "
                     + elsewhere.url("/v1") + "\r\nRefresh: 0; url=" + elsewhere.url("/v1")
                     + "\r\nAlt-Svc: h2=\"127.0.0.1:" + QByteArray::number(elsewhere.port()) + "\"\r\n\r\n");
    });
    for (int i = 0; i < 2; ++i) { // nothing is remembered for the next request either
        const auto outcome = run(requestTo(server.url()));
        QVERIFY(outcome);
        QCOMPARE(outcome->status, status);
    }
    QCOMPARE(elsewhere.connections(), 0);
    QCOMPARE(server.requests().size(), 2);
}

void HttpFramingTest::anAnswerBeforeTheWholeRequestCounts()
{
    RawServer server;
    server.setOnConnection([](QTcpSocket &socket) {
        socket.write("HTTP/1.1 413 Too Large\r\nConnection: close\r\nContent-Length: 3\r\n\r\nbig");
    });
    HttpRequest request = requestTo(server.url());
    request.body = QByteArray(20'000'000, 'x');
    const auto outcome = run(request);
    QVERIFY2(outcome, outcome ? "" : qPrintable(outcome.error().message + outcome.error().detail));
    QCOMPARE(outcome->status, 413);
    QCOMPARE(m_sink.body, QByteArray("big"));
}

void HttpFramingTest::resendsOnceWhenNothingWasAnswered()
{
    int asked = 0;
    RawServer server([&asked](QTcpSocket &socket, const QByteArray &) {
        ++asked;
        if (asked == 1)
            socket.write(RawServer::answer("first"));
        else
            RawServer::reset(socket); // the kept connection and the fresh one
    });
    QVERIFY(run(requestTo(server.url())));
    const auto outcome = run(requestTo(server.url()));
    QVERIFY(!outcome);
    QCOMPARE(outcome.error().code, ErrorCode::Network);
    QVERIFY(outcome.error().retryable);
    QCOMPARE(asked, 3); // the first, its successor, and that once more
}

void HttpFramingTest::resendsNeverWhenAnAnswerHadBegun()
{
    int asked = 0;
    RawServer server([&asked](QTcpSocket &socket, const QByteArray &) {
        ++asked;
        if (asked == 1) {
            socket.write(RawServer::answer("first"));
            return;
        }
        socket.write("HTTP/1.1 200 OK\r\n");
        socket.disconnectFromHost();
    });
    QVERIFY(run(requestTo(server.url())));
    const auto outcome = run(requestTo(server.url()));
    QVERIFY(!outcome);
    QCOMPARE(asked, 2);
}

void HttpFramingTest::aDeadAddressDoesNotHideALiveOne()
{
    if (!QTcpServer().listen(QHostAddress::LocalHostIPv6))
        QSKIP("this machine has no IPv6");
    RawServer server([](QTcpSocket &socket, const QByteArray &) { socket.write(RawServer::answer("alive")); },
                     QHostAddress::LocalHostIPv6);
    const auto outcome = run(requestTo(bothFamilies(server.port())));
    QVERIFY2(outcome, outcome ? "" : qPrintable(outcome.error().message));
    QCOMPARE(m_sink.body, QByteArray("alive"));
}

void HttpFramingTest::aBlackHoleDoesNotHideALiveAddress()
{
    if (!QTcpServer().listen(QHostAddress::LocalHostIPv6))
        QSKIP("this machine has no IPv6");
    RawServer server([](QTcpSocket &socket, const QByteArray &) { socket.write(RawServer::answer("alive")); },
                     QHostAddress::LocalHostIPv6);
    const BlackHole hole(server.port());
    QVERIFY(hole.isOpen());
    HttpRequest probe = requestTo("http://127.0.0.1:" + QByteArray::number(server.port()));
    probe.timeouts.connect = 150ms;
    const auto swallowed = run(probe);
    QVERIFY(!swallowed);
    QCOMPARE(swallowed.error().code, ErrorCode::Timeout);

    HttpRequest request = requestTo(bothFamilies(server.port()));
    request.timeouts.connect = 5s;
    const auto outcome = run(request);
    QVERIFY2(outcome, outcome ? "" : qPrintable(outcome.error().message));
    QCOMPARE(m_sink.body, QByteArray("alive"));
    // Happy eyeballs: the other family starts after 200 ms, long before the limit.
    QVERIFY(outcome->timings.sentAt - outcome->timings.startedAt < 2s);
}

QTEST_GUILESS_MAIN(HttpFramingTest)
#include "tst_httpframing.moc"
