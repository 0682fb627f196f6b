// SPDX-License-Identifier: GPL-3.0-or-later
#include "certificates.h"
#include "rawserver.h"
#include "recordingsink.h"
#include "support/awaiting.h"
#include "transport/httpclient.h"

#include <QTemporaryDir>
#include <QTest>

using namespace assay;
using namespace assay::transport;
using namespace assay::transport::test;
using namespace Qt::StringLiterals;
using assay::test::await;

namespace {

HttpRequest requestTo(const QByteArray &url, const QByteArray &proxy)
{
    HttpRequest request;
    request.url = url;
    request.proxy = proxy;
    request.body = "{}";
    request.headers.add("Authorization", "Bearer sk-secret");
    return request;
}

/// Answers CONNECT and passes bytes both ways.
void tunnel(QTcpSocket &client, const QByteArray &request)
{
    const quint16 port = request.mid(request.indexOf(':') + 1).split(' ').value(0).toUShort();
    auto *const target = new QTcpSocket(&client);
    QObject::disconnect(&client, &QTcpSocket::readyRead, nullptr, nullptr);
    QObject::connect(&client, &QTcpSocket::readyRead, target,
                     [&client, target] { target->write(client.readAll()); });
    QObject::connect(target, &QTcpSocket::readyRead, &client,
                     [&client, target] { client.write(target->readAll()); });
    QObject::connect(target, &QTcpSocket::disconnected, &client, &QTcpSocket::disconnectFromHost);
    QObject::connect(target, &QTcpSocket::connected, &client, [&client] {
        client.write("HTTP/1.1 200 Connection established\r\nX-Proxy: 1\r\n\r\n");
    });
    target->connectToHost(QHostAddress::LocalHost, port);
}

} // namespace

class HttpProxyTest final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void asksAProxyForPlainHttp();
    void tunnelsTls();
    void neverSendsTheKeyToTheProxyOfATunnel();
    void usesTheSystemProxy();
    void goesDirectToLoopbackDespiteASystemProxy();
    void noneGoesDirect();
    void saysWhatTheProxyRefused_data();
    void saysWhatTheProxyRefused();
    void saysThatAProxyDoesNotWork_data();
    void saysThatAProxyDoesNotWork();
    void aSilentProxyEndsAtTheConnectLimit();
    void namesAProxyThatIsNotThere();
};

void HttpProxyTest::asksAProxyForPlainHttp()
{
    RawServer proxy([](QTcpSocket &socket, const QByteArray &) { socket.write(RawServer::answer("via")); });
    HttpClient client;
    RecordingSink sink;
    QVERIFY(await(client.send(requestTo("http://provider.invalid/v1", proxy.url()), sink, {})));
    QCOMPARE(sink.body, QByteArray("via"));
    QVERIFY(proxy.requests().value(0).startsWith("POST http://provider.invalid/v1 HTTP/1.1\r\n"));
}

void HttpProxyTest::tunnelsTls()
{
    QTemporaryDir folder;
    const Certificates certificates(folder.path());
    QVERIFY(certificates.createAuthority());
    QVERIFY(certificates.createSigned(u"good"_s, u"IP:127.0.0.1"_s));
    RawServer target(certificates.serverConfiguration(u"good"_s), [](QTcpSocket &socket, const QByteArray &) {
        socket.write(RawServer::answer("sealed"));
    });
    RawServer proxy(tunnel);
    HttpClient client;
    RecordingSink sink;
    HttpRequest request =
        requestTo("https://127.0.0.1:" + QByteArray::number(target.port()) + "/v1", proxy.url());
    request.caFile = certificates.authorityFile();
    const auto outcome = await(client.send(request, sink, {}));
    QVERIFY2(outcome, outcome ? "" : qPrintable(outcome.error().message + outcome.error().detail));
    QCOMPARE(sink.body, QByteArray("sealed"));
    QVERIFY(!sink.headers.contains("X-Proxy"));
    QCOMPARE(sink.heads, 1);
}

void HttpProxyTest::neverSendsTheKeyToTheProxyOfATunnel()
{
    RawServer proxy([](QTcpSocket &socket, const QByteArray &) {
        socket.write("HTTP/1.1 502 Bad Gateway\r\nContent-Length: 0\r\n\r\n");
    });
    HttpClient client;
    RecordingSink sink;
    QVERIFY(!await(client.send(requestTo("https://provider.invalid/v1", proxy.url()), sink, {})));
    QVERIFY(proxy.requests().value(0).startsWith("CONNECT provider.invalid:443 "));
    QVERIFY2(!proxy.requests().value(0).contains("secret"), proxy.requests().value(0).constData());
}

void HttpProxyTest::usesTheSystemProxy()
{
    RawServer proxy([](QTcpSocket &socket, const QByteArray &) { socket.write(RawServer::answer("via")); });
    qputenv("http_proxy", proxy.url());
    HttpClient client;
    RecordingSink sink;
    const auto outcome = await(client.send(requestTo("http://provider.invalid/v1", {}), sink, {}));
    qunsetenv("http_proxy");
    QVERIFY2(outcome, outcome ? "" : qPrintable(outcome.error().message));
    QCOMPARE(proxy.requests().size(), 1);
}

void HttpProxyTest::goesDirectToLoopbackDespiteASystemProxy()
{
    RawServer proxy;
    RawServer server(
        [](QTcpSocket &socket, const QByteArray &) { socket.write(RawServer::answer("direct")); });
    qputenv("http_proxy", proxy.url());
    HttpClient client;
    RecordingSink sink;
    const auto outcome = await(client.send(requestTo(server.url(), {}), sink, {}));
    qunsetenv("http_proxy");
    QVERIFY(outcome);
    QCOMPARE(proxy.connections(), 0);
}

void HttpProxyTest::noneGoesDirect()
{
    RawServer proxy;
    qputenv("http_proxy", proxy.url());
    HttpClient client;
    RecordingSink sink;
    const auto outcome = await(client.send(requestTo("http://provider.invalid/v1", "none"), sink, {}));
    qunsetenv("http_proxy");
    QVERIFY(!outcome);
    QCOMPARE(proxy.connections(), 0);
}

void HttpProxyTest::saysWhatTheProxyRefused_data()
{
    QTest::addColumn<QByteArray>("answer");
    QTest::addColumn<QString>("words");
    QTest::newRow("credentials") << QByteArray(
        "HTTP/1.1 407 Proxy Authentication Required\r\nProxy-Authenticate: Basic "
        "realm=\"x\"\r\nContent-Length: 0\r\n\r\n")
                                 << u"user name and password"_s;
    QTest::newRow("forbidden with a page") << QByteArray(
        "HTTP/1.1 403 Forbidden\r\nContent-Type: text/html\r\nContent-Length: 9\r\n\r\n<p>no</p>")
                                           << u"HTTP 403"_s;
}

void HttpProxyTest::saysWhatTheProxyRefused()
{
    QFETCH(QByteArray, answer);
    QFETCH(QString, words);
    RawServer proxy([&answer](QTcpSocket &socket, const QByteArray &) { socket.write(answer); });
    HttpClient client;
    RecordingSink sink;
    const QByteArray proxyUrl = "http://me:sk-secret@127.0.0.1:" + QByteArray::number(proxy.port());
    const auto outcome = await(client.send(requestTo("https://provider.invalid/v1", proxyUrl), sink, {}));
    QVERIFY(!outcome);
    QCOMPARE(outcome.error().code, ErrorCode::Network);
    const QString shown = outcome.error().message + outcome.error().detail;
    QVERIFY2(shown.contains(words) && shown.contains(QString::number(proxy.port())), qPrintable(shown));
    QVERIFY2(!shown.contains(u"sk-secret"_s), qPrintable(shown));
    QCOMPARE(sink.heads, 0);
}

void HttpProxyTest::saysThatAProxyDoesNotWork_data()
{
    QTest::addColumn<QByteArray>("scheme");
    QTest::addColumn<QByteArray>("answer");
    QTest::newRow("closes without a word") << QByteArray("http") << QByteArray();
    QTest::newRow("is no proxy") << QByteArray("http") << QByteArray("220 mail.example ESMTP\r\n\r\n");
    QTest::newRow("breaks off in its answer") << QByteArray("http") << QByteArray("HTTP/1.1 200 Conn");
    QTest::newRow("breaks off in the handshake")
        << QByteArray("http") << QByteArray("HTTP/1.1 200 OK\r\n\r\n");
    QTest::newRow("takes no way of signing in") << QByteArray("socks5h") << QByteArray::fromHex("05ff");
    QTest::newRow("is no SOCKS proxy")
        << QByteArray("socks5h") << QByteArray("HTTP/1.1 400 Bad Request\r\n\r\n");
}

void HttpProxyTest::saysThatAProxyDoesNotWork()
{
    QFETCH(QByteArray, scheme);
    QFETCH(QByteArray, answer);
    RawServer proxy;
    proxy.setOnConnection([&answer](QTcpSocket &socket) {
        QObject::connect(&socket, &QTcpSocket::readyRead, &socket, [&socket, &answer] {
            socket.write(answer);
            socket.disconnectFromHost();
        });
    });
    HttpClient client;
    RecordingSink sink;
    const QByteArray proxyUrl = scheme + "://me:sk-secret@127.0.0.1:" + QByteArray::number(proxy.port());
    const auto outcome = await(client.send(requestTo("https://provider.invalid/v1", proxyUrl), sink, {}));
    QVERIFY(!outcome);
    QCOMPARE(outcome.error().code, ErrorCode::Network);
    const QString shown = outcome.error().message + outcome.error().detail;
    QVERIFY2(shown.contains(u"proxy"_s, Qt::CaseInsensitive) && shown.contains(QString::number(proxy.port())),
             qPrintable(shown));
    QVERIFY2(!shown.contains(u"sk-secret"_s), qPrintable(shown));
    QCOMPARE(sink.heads, 0);
}

void HttpProxyTest::aSilentProxyEndsAtTheConnectLimit()
{
    RawServer proxy;
    HttpClient client;
    RecordingSink sink;
    HttpRequest request =
        requestTo("https://provider.invalid/v1", "http://127.0.0.1:" + QByteArray::number(proxy.port()));
    request.timeouts.connect = std::chrono::milliseconds(150);
    const auto outcome = await(client.send(request, sink, {}));
    QVERIFY(!outcome);
    QCOMPARE(outcome.error().code, ErrorCode::Timeout);
    QVERIFY2(outcome.error().message.contains(u"0.15 s"_s), qPrintable(outcome.error().message));
}

void HttpProxyTest::namesAProxyThatIsNotThere()
{
    HttpClient client;
    RecordingSink sink;
    const auto outcome =
        await(client.send(requestTo("https://provider.invalid/v1", "http://proxy.invalid:3128"), sink, {}));
    QVERIFY(!outcome);
    QCOMPARE(outcome.error().code, ErrorCode::Network);
    QVERIFY2(outcome.error().message.contains(u"proxy.invalid"_s), qPrintable(outcome.error().message));
}

QTEST_GUILESS_MAIN(HttpProxyTest)
#include "tst_httpproxy.moc"
