// SPDX-License-Identifier: GPL-3.0-or-later
#include "certificates.h"
#include "rawserver.h"
#include "recordingobserver.h"
#include "recordingsink.h"
#include "support/awaiting.h"
#include "transport/httpclient.h"

#include <QSet>
#include <QTemporaryDir>
#include <QTest>

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
    request.proxy = "none";
    return request;
}

quint16 closedPort()
{
    QTcpServer server;
    return server.listen(QHostAddress::LocalHost) ? server.serverPort() : 9;
}

QString place(quint16 port)
{
    return u"127.0.0.1:"_s + QString::number(port);
}

} // namespace

/// Whatever becomes of a request, the observer hears of each connection once when it opens and once when it
/// ends.
class ConnectionTrackerTest final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init()
    {
        m_observer = {};
        m_client = std::make_unique<HttpClient>();
        m_client->setConnectionObserver(&m_observer);
    }
    void cleanup() { m_client.reset(); }

    void saysWhyAndForWhomAConnectionIsMade();
    void addsReusesToTheirConnection();
    void countsEveryByte();
    void tellsManyApart();
    void tellsOfAFailure_data();
    void tellsOfAFailure();
    void tellsOfANameThatIsNotFound();
    void tellsOfTheAddressThatLost();
    void tellsOfACertificateThatIsRefused();
    void tellsOfAProxy();
    void tellsOfAStop();
    void tellsOfNothingWhenNothingWasTried();
    void aServerThatClosesAKeptConnectionEndsItsRow();
    void survivesDescriptorsThatComeBack();

private:
    Result<HttpOutcome> run(HttpRequest request, std::stop_token stop = {})
    {
        m_sink = {};
        return assay::test::await(m_client->send(std::move(request), m_sink, std::move(stop)));
    }
    /// The one connection there was, after everything is closed.
    ConnectionReport onlyOne()
    {
        m_client.reset();
        if (m_observer.opened.size() != 1 || m_observer.closed.size() != 1
            || m_observer.opened.first().id != m_observer.closed.first().id) {
            QTest::qFail("not one connection", __FILE__, __LINE__);
            return {};
        }
        return m_observer.closed.first();
    }

    std::unique_ptr<HttpClient> m_client;
    RecordingObserver m_observer;
    RecordingSink m_sink;
};

static void answerOk(QTcpSocket &socket, const QByteArray &)
{
    socket.write(RawServer::answer("ok"));
}

void ConnectionTrackerTest::saysWhyAndForWhomAConnectionIsMade()
{
    RawServer server(answerOk);
    HttpRequest request = requestTo(server.url("/v1/secret?key=sk-secret"));
    request.purpose = Purpose::Completion;
    request.call = CallId::create();
    const CallId call = *request.call;
    QVERIFY(run(request));
    QCOMPARE(m_observer.opened.size(), 1);
    QVERIFY(m_observer.closed.isEmpty()); // kept for the next
    const ConnectionReport opened = m_observer.opened.first();
    QCOMPARE(opened.outcome, ConnectionOutcome::Open);
    QCOMPARE(opened.host, u"127.0.0.1"_s);
    QCOMPARE(opened.port, int(server.port()));
    QCOMPARE(opened.address, place(server.port()));
    QVERIFY(opened.proxy.isEmpty());
    QCOMPARE(opened.purpose, Purpose::Completion);
    QVERIFY(opened.call == call);
    const ConnectionReport closed = onlyOne();
    QCOMPARE(closed.outcome, ConnectionOutcome::Closed);
    QCOMPARE(closed.requests, 1);
}

void ConnectionTrackerTest::addsReusesToTheirConnection()
{
    RawServer server(answerOk);
    HttpRequest request = requestTo(server.url());
    request.purpose = Purpose::ModelListing;
    for (int i = 1; i <= 3; ++i) {
        QVERIFY(run(request));
        QCOMPARE(m_observer.used.size(), i);
        QCOMPARE(m_observer.used.last().requests, i);
        request.purpose = Purpose::Completion;
    }
    QCOMPARE(server.connections(), 1);
    const ConnectionReport closed = onlyOne();
    QCOMPARE(closed.requests, 3);
    QCOMPARE(closed.purpose, Purpose::ModelListing);
}

void ConnectionTrackerTest::countsEveryByte()
{
    const QByteArray answer = RawServer::answer(QByteArray(3'000'000, 'x'));
    const auto script = [&answer](QTcpSocket &socket, const QByteArray &) { socket.write(answer); };
    RawServer server(script);
    HttpRequest request = requestTo(server.url());
    request.body = QByteArray(500'000, 'y');
    QVERIFY(run(request));
    QVERIFY(run(request));
    const ConnectionReport closed = onlyOne();
    QCOMPARE(closed.bytesSent, std::int64_t(server.requests().first().size()) * 2);
    QCOMPARE(closed.bytesReceived, std::int64_t(answer.size()) * 2);
}

void ConnectionTrackerTest::tellsManyApart()
{
    constexpr int calls = 20;
    QList<QTcpSocket *> waiting;
    RawServer server([&waiting](QTcpSocket &socket, const QByteArray &) {
        waiting.append(&socket);
        if (waiting.size() == calls) { // nobody is answered until all have asked
            for (QTcpSocket *each : std::as_const(waiting))
                answerOk(*each, {});
        }
    });
    std::vector<RecordingSink> sinks(calls);
    std::vector<QCoro::Task<Result<HttpOutcome>>> tasks;
    QSet<QString> wanted;
    for (RecordingSink &sink : sinks) {
        HttpRequest request = requestTo(server.url());
        request.call = CallId::create();
        wanted.insert(request.call->toString());
        tasks.push_back(m_client->send(request, sink, {}));
    }
    for (auto &task : tasks)
        QVERIFY(assay::test::await(std::move(task)));
    QCOMPARE(server.connections(), calls);
    m_client.reset();
    QCOMPARE(m_observer.closed.size(), calls);
    for (const ConnectionReport &closed : std::as_const(m_observer.closed)) {
        QCOMPARE(closed.requests, 1);
        QVERIFY(wanted.remove(closed.call->toString()));
    }
}

void ConnectionTrackerTest::tellsOfAFailure_data()
{
    QTest::addColumn<QByteArray>("answer");
    QTest::addColumn<ConnectionOutcome>("outcome");
    QTest::newRow("no answer") << QByteArray() << ConnectionOutcome::Broken;
    QTest::newRow("cut") << QByteArray("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nabc")
                         << ConnectionOutcome::Broken;
    QTest::newRow("no HTTP") << QByteArray("220 mail.example ESMTP\r\n") << ConnectionOutcome::Broken;
    QTest::newRow("silence") << QByteArray("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nabcd")
                             << ConnectionOutcome::TimedOut;
    QTest::newRow("too large") << QByteArray("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nabcdefghij")
                               << ConnectionOutcome::Cancelled;
    QTest::newRow("refused") << QByteArray("-") << ConnectionOutcome::Refused;
}

void ConnectionTrackerTest::tellsOfAFailure()
{
    QFETCH(QByteArray, answer);
    QFETCH(ConnectionOutcome, outcome);
    RawServer server([&](QTcpSocket &socket, const QByteArray &) {
        socket.write(answer);
        if (outcome == ConnectionOutcome::Broken)
            socket.disconnectFromHost();
    });
    const bool isRefused = outcome == ConnectionOutcome::Refused;
    const quint16 port = isRefused ? closedPort() : server.port();
    HttpRequest request = requestTo("http://" + place(port).toLatin1());
    request.timeouts.idle = 150ms;
    request.maxBodyBytes = 5;
    QVERIFY(!run(request));
    QCOMPARE(m_observer.closed.size(), 1); // before anyone closes the client
    const ConnectionReport closed = onlyOne();
    QCOMPARE(connectionOutcomeName(closed.outcome), connectionOutcomeName(outcome));
    QCOMPARE(closed.address, place(port));
    QCOMPARE(closed.requests, isRefused ? 0 : 1);
    QCOMPARE(closed.bytesReceived, isRefused ? 0 : std::int64_t(answer.size()));
}

void ConnectionTrackerTest::tellsOfANameThatIsNotFound()
{
    QVERIFY(!run(requestTo("https://nonexistent.invalid/v1")));
    const ConnectionReport closed = onlyOne();
    QCOMPARE(closed.outcome, ConnectionOutcome::NameNotFound);
    QCOMPARE(closed.host, u"nonexistent.invalid"_s);
    QCOMPARE(closed.port, 443);
    QVERIFY(closed.address.isEmpty());
    QCOMPARE(closed.requests, 0);
}

void ConnectionTrackerTest::tellsOfTheAddressThatLost()
{
    if (!QTcpServer().listen(QHostAddress::LocalHostIPv6))
        QSKIP("this machine has no IPv6");
    RawServer server(answerOk, QHostAddress::LocalHostIPv6); // libcurl tries 127.0.0.1 for localhost first
    QVERIFY(run(requestTo("http://localhost:" + QByteArray::number(server.port()))));
    m_client.reset();
    QCOMPARE(m_observer.opened.size(), 2);
    QCOMPARE(m_observer.closed.size(), 2);
    for (const ConnectionReport &closed : std::as_const(m_observer.closed)) {
        const bool won = closed.address == u"[::1]:"_s + QString::number(server.port());
        QCOMPARE(closed.host, u"localhost"_s);
        QCOMPARE(closed.requests, won ? 1 : 0);
        QCOMPARE(closed.outcome, won ? ConnectionOutcome::Closed : ConnectionOutcome::Unused);
        QVERIFY(won || closed.address == place(server.port()));
    }
}

void ConnectionTrackerTest::tellsOfACertificateThatIsRefused()
{
    QTemporaryDir folder;
    const Certificates certificates(folder.path());
    QVERIFY(certificates.createSelfSigned(u"self"_s, u"IP:127.0.0.1"_s));
    RawServer server(certificates.serverConfiguration(u"self"_s), answerOk);
    QVERIFY(!run(requestTo("https://" + place(server.port()).toLatin1())));
    const ConnectionReport closed = onlyOne();
    QCOMPARE(closed.outcome, ConnectionOutcome::TlsFailed);
    QCOMPARE(closed.requests, 0);
    QVERIFY(closed.bytesSent > 0 && closed.bytesReceived > 0);
}

void ConnectionTrackerTest::tellsOfAProxy()
{
    RawServer proxy([](QTcpSocket &socket, const QByteArray &) {
        socket.write("HTTP/1.1 407 Authentication\r\nContent-Length: 0\r\n\r\n");
    });
    HttpRequest request = requestTo("https://api.example/v1");
    request.proxy = "http://user:sk-secret@" + place(proxy.port()).toLatin1();
    QVERIFY(!run(request));
    const ConnectionReport closed = onlyOne();
    QCOMPARE(closed.outcome, ConnectionOutcome::ProxyFailed);
    QCOMPARE(closed.host, u"api.example"_s);
    QCOMPARE(closed.port, 443);
    QCOMPARE(closed.proxy, place(proxy.port()));
    QCOMPARE(closed.address, place(proxy.port()));
}

void ConnectionTrackerTest::tellsOfAStop()
{
    RawServer server([](QTcpSocket &socket, const QByteArray &) {
        socket.write("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nabc");
    });
    std::stop_source stop;
    RecordingSink sink;
    sink.afterPiece = [&stop] { stop.request_stop(); };
    QVERIFY(!assay::test::await(m_client->send(requestTo(server.url()), sink, stop.get_token())));
    QCOMPARE(m_observer.closed.size(), 1);
    QCOMPARE(onlyOne().outcome, ConnectionOutcome::Cancelled);
}

void ConnectionTrackerTest::tellsOfNothingWhenNothingWasTried()
{
    QVERIFY(!run(requestTo("http://")));
    QVERIFY(!run(requestTo("ftp://127.0.0.1/")));
    std::stop_source stop;
    stop.request_stop();
    QVERIFY(!run(requestTo("http://127.0.0.1:9"), stop.get_token()));
    m_client.reset();
    QVERIFY(m_observer.opened.isEmpty());
    QVERIFY(m_observer.closed.isEmpty());
}

void ConnectionTrackerTest::aServerThatClosesAKeptConnectionEndsItsRow()
{
    RawServer server(answerOk);
    QVERIFY(run(requestTo(server.url())));
    server.sockets().first()->disconnectFromHost();
    QTRY_COMPARE(server.disconnects(), 1);
    QVERIFY(run(requestTo(server.url())));
    QCOMPARE(server.connections(), 2);
    QCOMPARE(m_observer.closed.size(), 1);
    QCOMPARE(m_observer.closed.first().outcome, ConnectionOutcome::Closed);
    QCOMPARE(m_observer.closed.first().id, m_observer.opened.first().id);
    QCOMPARE(m_observer.used.last().id, m_observer.opened.last().id);
}

void ConnectionTrackerTest::survivesDescriptorsThatComeBack()
{
    if (!QTcpServer().listen(QHostAddress::LocalHostIPv6))
        QSKIP("this machine has no IPv6");
    RawServer server(
        [](QTcpSocket &socket, const QByteArray &) {
            socket.write(RawServer::answer("ok", "Connection: close\r\n"));
            socket.disconnectFromHost();
        },
        QHostAddress::LocalHostIPv6); // so that each request loses an address first
    for (int i = 0; i < 20; ++i)
        QVERIFY(run(requestTo("http://localhost:" + QByteArray::number(server.port()))));
    m_client.reset();
    QSet<quint64> ids;
    int requests = 0;
    for (const ConnectionReport &closed : std::as_const(m_observer.closed)) {
        ids.insert(closed.id);
        requests += closed.requests;
    }
    QCOMPARE(ids.size(), m_observer.opened.size());
    QCOMPARE(m_observer.closed.size(), m_observer.opened.size());
    QCOMPARE(requests, 20);
}

QTEST_GUILESS_MAIN(ConnectionTrackerTest)
#include "tst_connectiontracker.moc"
