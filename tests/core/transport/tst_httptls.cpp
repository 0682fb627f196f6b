// SPDX-License-Identifier: GPL-3.0-or-later
#include "certificates.h"
#include "rawserver.h"
#include "recordingsink.h"
#include "support/awaiting.h"
#include "transport/httpclient.h"

#include <QProcess>
#include <QTemporaryDir>
#include <QTest>

using namespace assay;
using namespace assay::transport;
using namespace assay::transport::test;
using namespace Qt::StringLiterals;
using assay::test::await;
using namespace std::chrono_literals;

class HttpTlsTest final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void trustsTheExtraAuthority();
    void opensManyConnectionsAtOnce();
    void saysWhatIsWrongWithACertificate_data();
    void saysWhatIsWrongWithACertificate();
    void saysWhenTheServerSpeaksNoTls();
    void saysThatTheHandshakeBroke_data();
    void saysThatTheHandshakeBroke();
    void refusesOldTls();
    void namesABadCaFile_data();
    void namesABadCaFile();
    void speaksHttp2WhereOffered();
    void aStoppedStreamLeavesTheConnectionAlone();
    void aLostHttp2ConnectionIsANetworkError();

private:
    HttpRequest requestTo(const QByteArray &url) const
    {
        HttpRequest request;
        request.url = url;
        request.method = "GET";
        request.caFile = m_certificates->authorityFile();
        return request;
    }
    [[nodiscard]] bool startHttp2Server();

    QTemporaryDir m_folder;
    std::unique_ptr<Certificates> m_certificates;
    std::unique_ptr<QProcess> m_http2Server;
    QByteArray m_http2Url;
};

void HttpTlsTest::initTestCase()
{
    QVERIFY(m_folder.isValid());
    m_certificates = std::make_unique<Certificates>(m_folder.path());
    QVERIFY(m_certificates->createAuthority());
    QVERIFY(m_certificates->createSigned(u"good"_s, u"IP:127.0.0.1"_s));
    QVERIFY(m_certificates->createSigned(u"expired"_s, u"IP:127.0.0.1"_s, -1));
    QVERIFY(m_certificates->createSigned(u"otherhost"_s, u"DNS:example.org"_s));
    QVERIFY(m_certificates->createSelfSigned(u"selfsigned"_s, u"IP:127.0.0.1"_s));
}

static QByteArray secureUrl(const RawServer &server)
{
    return "https://127.0.0.1:" + QByteArray::number(server.port()) + "/v1";
}

void HttpTlsTest::trustsTheExtraAuthority()
{
    RawServer server(m_certificates->serverConfiguration(u"good"_s),
                     [](QTcpSocket &socket, const QByteArray &) { socket.write(RawServer::answer("safe")); });
    HttpClient client;
    RecordingSink sink;
    auto outcome = await(client.send(requestTo(secureUrl(server)), sink, {}));
    QVERIFY2(outcome, outcome ? "" : qPrintable(outcome.error().message + outcome.error().detail));
    QCOMPARE(sink.body, QByteArray("safe"));
    QVERIFY(!outcome->timings.connectionReused);
    outcome = await(client.send(requestTo(secureUrl(server)), sink, {}));
    QVERIFY(outcome && outcome->timings.connectionReused);
}

void HttpTlsTest::opensManyConnectionsAtOnce()
{
    constexpr int calls = 16;
    QList<QTcpSocket *> waiting;
    RawServer server(m_certificates->serverConfiguration(u"good"_s),
                     [&waiting](QTcpSocket &socket, const QByteArray &) {
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
        tasks.push_back(client.send(requestTo(secureUrl(server)), sink, {}));
    for (auto &task : tasks)
        QVERIFY(await(std::move(task)));
    QCOMPARE(server.connections(), calls);
}

void HttpTlsTest::saysWhatIsWrongWithACertificate_data()
{
    QTest::addColumn<QString>("certificate");
    QTest::addColumn<bool>("withAuthority");
    QTest::addColumn<QString>("words");
    QTest::newRow("expired") << u"expired"_s << true << u"has expired"_s;
    QTest::newRow("self-signed") << u"selfsigned"_s << true << u"self-signed"_s;
    QTest::newRow("wrong host") << u"otherhost"_s << true << u"another host name"_s;
    QTest::newRow("unknown authority") << u"good"_s << false << u"unknown authority"_s;
}

void HttpTlsTest::saysWhatIsWrongWithACertificate()
{
    QFETCH(QString, certificate);
    QFETCH(bool, withAuthority);
    QFETCH(QString, words);
    RawServer server(m_certificates->serverConfiguration(certificate), {});
    HttpClient client;
    RecordingSink sink;
    HttpRequest request = requestTo(secureUrl(server));
    if (!withAuthority)
        request.caFile.clear();
    const auto outcome = await(client.send(request, sink, {}));
    QVERIFY(!outcome);
    QCOMPARE(outcome.error().code, ErrorCode::Network);
    QVERIFY(!outcome.error().retryable);
    QVERIFY2(outcome.error().message.contains(words) && outcome.error().message.contains(u"127.0.0.1:"_s),
             qPrintable(outcome.error().message + outcome.error().detail));
    QVERIFY(server.requests().isEmpty());
}

void HttpTlsTest::saysWhenTheServerSpeaksNoTls()
{
    RawServer server;
    server.setOnConnection([](QTcpSocket &socket) { socket.write("HTTP/1.1 400 Bad Request\r\n\r\n"); });
    HttpClient client;
    RecordingSink sink;
    const auto outcome = await(client.send(requestTo(secureUrl(server)), sink, {}));
    QVERIFY(!outcome);
    QCOMPARE(outcome.error().code, ErrorCode::Network);
    QVERIFY2(outcome.error().message.contains(u"TLS"_s), qPrintable(outcome.error().message));
}

void HttpTlsTest::saysThatTheHandshakeBroke_data()
{
    QTest::addColumn<QByteArray>("answer");
    QTest::addColumn<bool>("isReset");
    QTest::newRow("closed") << QByteArray() << false;
    QTest::newRow("reset") << QByteArray() << true;
    QTest::newRow("alert") << QByteArray::fromHex("15030300020228") << false; // fatal, handshake failure
    QTest::newRow("half a hello") << QByteArray::fromHex("160303007a02000076030300") << false;
    QTest::newRow("garbage") << QByteArray(300, '\xff') << false;
}

void HttpTlsTest::saysThatTheHandshakeBroke()
{
    QFETCH(QByteArray, answer);
    QFETCH(bool, isReset);
    RawServer server;
    server.setOnConnection([&](QTcpSocket &socket) {
        connect(&socket, &QTcpSocket::readyRead, &socket, [&socket, &answer, isReset] {
            socket.write(answer);
            if (isReset)
                RawServer::reset(socket);
            else
                socket.disconnectFromHost();
        });
    });
    HttpClient client;
    RecordingSink sink;
    const auto outcome = await(client.send(requestTo(secureUrl(server)), sink, {}));
    QVERIFY(!outcome);
    QCOMPARE(outcome.error().code, ErrorCode::Network);
    QVERIFY2(outcome.error().message.contains(u"TLS"_s) && outcome.error().message.contains(u"127.0.0.1:"_s),
             qPrintable(outcome.error().message + outcome.error().detail));
    QCOMPARE(server.connections(), 1);
}

void HttpTlsTest::refusesOldTls()
{
    // Qt does not offer TLS 1.1 any more; the openssl program does when its security level is lowered.
    QTcpServer free;
    QVERIFY(free.listen(QHostAddress::LocalHost));
    const QString port = QString::number(free.serverPort());
    free.close();
    QProcess server;
    server.setWorkingDirectory(m_folder.path());
    server.start(u"openssl"_s,
                 {u"s_server"_s, u"-accept"_s, u"127.0.0.1:"_s + port, u"-key"_s, u"good.key"_s, u"-cert"_s,
                  u"good.pem"_s, u"-tls1_1"_s, u"-cipher"_s, u"ALL:@SECLEVEL=0"_s});
    QByteArray printed;
    QTRY_VERIFY((printed += server.readAllStandardOutput()).contains("ACCEPT"));
    HttpClient client;
    RecordingSink sink;
    const auto outcome =
        await(client.send(requestTo("https://127.0.0.1:" + port.toLatin1() + '/'), sink, {}));
    server.kill();
    server.waitForFinished();
    QVERIFY(!outcome);
    QCOMPARE(outcome.error().code, ErrorCode::Network);
    QVERIFY2(outcome.error().message.contains(u"TLS 1.2"_s), qPrintable(outcome.error().message));
}

void HttpTlsTest::namesABadCaFile_data()
{
    QTest::addColumn<QString>("file");
    QTest::newRow("missing") << m_certificates->path(u"missing.pem"_s);
    QTest::newRow("a key") << m_certificates->path(u"good.key"_s);
    QTest::newRow("a folder") << m_folder.path();
}

void HttpTlsTest::namesABadCaFile()
{
    QFETCH(QString, file);
    RawServer server;
    HttpClient client;
    RecordingSink sink;
    HttpRequest request = requestTo(secureUrl(server));
    request.caFile = file;
    const auto outcome = await(client.send(request, sink, {}));
    QVERIFY(!outcome);
    QCOMPARE(outcome.error().code, ErrorCode::InvalidInput);
    QVERIFY2(outcome.error().message.contains(file), qPrintable(outcome.error().message));
    QCOMPARE(server.connections(), 0);
}

bool HttpTlsTest::startHttp2Server()
{
    if (m_http2Server)
        return true;
    QFile large(m_certificates->path(u"large"_s));
    if (!large.open(QIODevice::WriteOnly) || !large.resize(64LL * 1024 * 1024))
        return false;
    QTcpServer free;
    if (!free.listen(QHostAddress::LocalHost))
        return false;
    const QString port = QString::number(free.serverPort());
    free.close();
    m_http2Url = "https://127.0.0.1:" + port.toLatin1();
    m_http2Server = std::make_unique<QProcess>();
    m_http2Server->setWorkingDirectory(m_folder.path());
    m_http2Server->start(
        u"nghttpd"_s,
        {u"-v"_s, u"-a"_s, u"127.0.0.1"_s, u"-d"_s, m_folder.path(), port, u"good.key"_s, u"good.pem"_s});
    QByteArray printed;
    return QTest::qWaitFor(
        [&] { return (printed += m_http2Server->readAllStandardOutput()).contains("listen"); });
}

void HttpTlsTest::speaksHttp2WhereOffered()
{
    QVERIFY2(startHttp2Server(), "nghttpd is missing: install nghttp2-server");
    HttpClient client;
    RecordingSink first;
    const auto outcome = await(client.send(requestTo(m_http2Url + "/ca.pem"), first, {}));
    QVERIFY2(outcome, outcome ? "" : qPrintable(outcome.error().message + outcome.error().detail));
    QCOMPARE(outcome->status, 200);
    QCOMPARE(outcome->httpVersion, 20);
    QFile file(m_certificates->authorityFile());
    QVERIFY(file.open(QIODevice::ReadOnly));
    QCOMPARE(first.body, file.readAll());

    std::vector<RecordingSink> sinks(50);
    std::vector<QCoro::Task<Result<HttpOutcome>>> tasks;
    for (RecordingSink &sink : sinks)
        tasks.push_back(client.send(requestTo(m_http2Url + "/ca.pem"), sink, {}));
    for (auto &task : tasks) {
        const auto each = await(std::move(task));
        QVERIFY(each);
        QVERIFY2(each->timings.connectionReused, "fifty streams fit on the one connection");
    }
}

void HttpTlsTest::aStoppedStreamLeavesTheConnectionAlone()
{
    QVERIFY2(startHttp2Server(), "nghttpd is missing: install nghttp2-server");
    HttpClient client;
    RecordingSink stopped;
    std::stop_source stop;
    stopped.afterPiece = [&stop] { stop.request_stop(); };
    const auto outcome = await(client.send(requestTo(m_http2Url + "/large"), stopped, stop.get_token()));
    QVERIFY(!outcome);
    QCOMPARE(outcome.error().code, ErrorCode::Cancelled);
    RecordingSink next;
    const auto second = await(client.send(requestTo(m_http2Url + "/ca.pem"), next, {}));
    QVERIFY(second);
    QVERIFY(second->timings.connectionReused);
}

void HttpTlsTest::aLostHttp2ConnectionIsANetworkError()
{
    QVERIFY2(startHttp2Server(), "nghttpd is missing: install nghttp2-server");
    HttpClient client;
    RecordingSink sink;
    sink.afterPiece = [this] { m_http2Server->kill(); };
    const auto outcome = await(client.send(requestTo(m_http2Url + "/large"), sink, {}));
    m_http2Server->waitForFinished();
    m_http2Server.reset();
    QVERIFY(!outcome);
    QCOMPARE(outcome.error().code, ErrorCode::Network);
    QVERIFY(outcome.error().retryable);
    QVERIFY(!sink.body.isEmpty());
}

QTEST_GUILESS_MAIN(HttpTlsTest)
#include "tst_httptls.moc"
