// SPDX-License-Identifier: GPL-3.0-or-later
#include <QTest>

#include "core/transport/certificates.h"
#include "core/transport/http2server.h"
#include "faultbench.h"

using namespace assay;
using namespace assay::test;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;
using enum assay::ErrorCode;

namespace {

/// A port nobody listens on: it was free a moment ago.
QByteArray closedPlace()
{
    QTcpServer server;
    const quint16 port = server.listen(QHostAddress::LocalHost) ? server.serverPort() : 9;
    return "127.0.0.1:" + QByteArray::number(port);
}

QByteArray hello()
{
    return streamHead() + delta("Hello") + finish() + done();
}

/// Fails after so many attempts, of which the server saw `requests` requests.
Scenario failing(ErrorCode code, int attempts, Script script = {}, int requests = 0)
{
    Scenario scenario{.scripts = {std::move(script)}};
    scenario.fails(code, requests);
    scenario.attempts = attempts;
    return scenario;
}

} // namespace

/// Faults 1 to 13: on the way to the provider. More of 13 in tst_http2faults.
class FaultMatrixConnectingTest final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void noServer_data();
    void noServer();
    void badServers_data();
    void badServers();
    void certificates_data();
    void certificates();
    void proxies_data();
    void proxies();
    void aDeadFamilyOfAddressesHidesNoLiveOne();
    void aConnectionLostInMidCallKeepsWhatWasHeard();
    void aKeptConnectionThatClosesIsNoFault();
    void aKeptConnectionThatBreaksInTheAnswerIsNotResent();
    void theKeyFollowsNoRedirect_data();
    void theKeyFollowsNoRedirect();
    void http2_data();
    void http2();

private:
    QTemporaryDir m_folder;
    std::unique_ptr<transport::test::Certificates> m_certificates;
};

void FaultMatrixConnectingTest::initTestCase()
{
    qunsetenv("DBUS_SESSION_BUS_ADDRESS");
    m_certificates = std::make_unique<transport::test::Certificates>(m_folder.path());
    QVERIFY(m_certificates->createAuthority());
    QVERIFY(m_certificates->createSigned(u"good"_s, u"IP:127.0.0.1"_s));
    QVERIFY(m_certificates->createSigned(u"otherhost"_s, u"DNS:llm.example"_s));
    QVERIFY(m_certificates->createSigned(u"expired"_s, u"IP:127.0.0.1"_s, -1));
    QVERIFY(m_certificates->createSelfSigned(u"selfsigned"_s, u"IP:127.0.0.1"_s));
}

void FaultMatrixConnectingTest::noServer_data()
{
    QTest::addColumn<QByteArray>("url");
    QTest::newRow("1 name does not resolve") << QByteArray("https://nonexistent.invalid/v1");
    QTest::newRow("2 refused") << "http://" + closedPlace() + "/v1";
}

void FaultMatrixConnectingTest::noServer()
{
    QFETCH(QByteArray, url);
    const FaultServer untouched({Script()});
    const QString problem = run(failing(Network, 3), untouched, url);
    QVERIFY2(problem.isEmpty(), qPrintable(problem));
    QCOMPARE(untouched.connections(), 0);
}

void FaultMatrixConnectingTest::badServers_data()
{
    QTest::addColumn<Scenario>("scenario");
    QTest::addColumn<QByteArray>("scheme");
    Scenario blackHole = failing(Timeout, 3);
    blackHole.limits.connectTimeout = 150ms;
    QTest::newRow("3 no answer to connect (black hole)") << blackHole << QByteArray("https");
    Scenario silent = failing(Timeout, 3, Script().request(), 3);
    silent.limits.firstByteTimeout = 200ms;
    QTest::newRow("4 accepted, then silence") << silent << QByteArray("http");
    QTest::newRow("5 reset right after accept")
        << failing(Network, 3, Script().reset()) << QByteArray("http");
    QTest::newRow("5 reset after the request")
        << failing(Network, 3, Script().request().reset(), 3) << QByteArray("http");
    // The alert "protocol version". That old versions are not spoken: tst_httptls (refusesOldTls).
    QTest::newRow("7 TLS version too old")
        << failing(Network, 1, Script().send(QByteArray::fromHex("15030100020246"))) << QByteArray("https");
}

void FaultMatrixConnectingTest::badServers()
{
    QFETCH(Scenario, scenario);
    QFETCH(QByteArray, scheme);
    const FaultServer server(scenario.scripts);
    const QString problem = run(scenario, server, scheme + "://" + server.place() + "/v1");
    QVERIFY2(problem.isEmpty(), qPrintable(problem));
}

void FaultMatrixConnectingTest::certificates_data()
{
    QTest::addColumn<QString>("certificate");
    QTest::addColumn<bool>("isKnownAuthority");
    QTest::newRow("6 expired") << u"expired"_s << true;
    QTest::newRow("6 self-signed") << u"selfsigned"_s << true;
    QTest::newRow("6 wrong host") << u"otherhost"_s << true;
    QTest::newRow("6 unknown CA") << u"good"_s << false;
}

void FaultMatrixConnectingTest::certificates()
{
    QFETCH(QString, certificate);
    QFETCH(bool, isKnownAuthority);
    Scenario scenario = failing(Network, 1, Script().request().send(hello()).close());
    if (isKnownAuthority)
        scenario.limits.caFile = m_certificates->authorityFile();
    const QSslConfiguration tls = m_certificates->serverConfiguration(certificate);
    const FaultServer server(scenario.scripts, &tls);
    const QString problem = run(scenario, server, "https://" + server.place() + "/v1");
    QVERIFY2(problem.isEmpty(), qPrintable(problem));
}

void FaultMatrixConnectingTest::proxies_data()
{
    QTest::addColumn<QByteArray>("answered");
    QTest::addColumn<int>("attempts");
    const QByteArray page =
        "Content-Type: text/html\r\nContent-Length: 13\r\nConnection: close\r\n\r\n<html></html>";
    QTest::newRow("8 refuses, with HTML") << QByteArray("HTTP/1.1 403 Forbidden\r\n" + page) << 1;
    QTest::newRow("8 asks for credentials")
        << QByteArray("HTTP/1.1 407 Asks\r\nProxy-Authenticate: Basic realm=\"x\"\r\n" + page) << 1;
    QTest::newRow("8 has trouble") << QByteArray("HTTP/1.1 503 Busy\r\n" + page) << 3;
}

void FaultMatrixConnectingTest::proxies()
{
    QFETCH(QByteArray, answered);
    QFETCH(int, attempts);
    Scenario scenario = failing(Network, attempts, Script().request().send(answered).close(), attempts);
    const FaultServer proxy(scenario.scripts);
    scenario.limits.proxy = QString::fromLatin1("http://" + proxy.place());
    const QString problem = run(scenario, proxy, "https://llm.example/v1");
    QVERIFY2(problem.isEmpty(), qPrintable(problem));
    for (const QByteArray &request : proxy.requests())
        QVERIFY(request.startsWith("CONNECT ") && !request.contains(faultKey));
}

void FaultMatrixConnectingTest::aDeadFamilyOfAddressesHidesNoLiveOne()
{
    // 9: localhost is ::1 and 127.0.0.1; nobody listens on the first. More: tst_httpframing.
    Scenario scenario{.scripts = {Script().request().send(hello()).close()}, .text = u"Hello"_s};
    const FaultServer server(scenario.scripts);
    const QString problem =
        run(scenario, server, "http://localhost:" + QByteArray::number(server.port()) + "/v1");
    QVERIFY2(problem.isEmpty(), qPrintable(problem));
}

void FaultMatrixConnectingTest::aConnectionLostInMidCallKeepsWhatWasHeard()
{
    // 10: what a change of network or the sleep of the machine looks like from here. A peer that just
    // vanishes is 52, silence longer than the idle limit.
    const auto lost = std::make_shared<Gate>();
    const FaultServer server({Script().request().send(streamHead() + delta("Hel")).await(lost).reset()});
    FaultBench bench;
    bench.add(u"faulty"_s, "http://" + server.place() + "/v1");
    bench.listener.onFirstDelta = [this, lost] {
        QTimer::singleShot(0, this, [lost] { lost->open(); }); // not from inside the client
    };
    const auto result = bench.complete(FaultBench::request());
    QVERIFY(result.completion.error);
    QCOMPARE(result.completion.error->code, Network);
    QCOMPARE(result.completion.text, u"Hel"_s);
    QCOMPARE(server.requests().size(), 1);
    QCOMPARE(bench.audit(result), QString());
}

void FaultMatrixConnectingTest::aKeptConnectionThatClosesIsNoFault()
{
    // 11: the server closed it at the same moment; no byte was answered, so it is sent again unasked.
    const QByteArray kept = answer(200, plainHello());
    const FaultServer server(
        {Script().request().send(kept).request().close(), Script().request().send(kept)});
    FaultBench bench;
    bench.add(u"faulty"_s, "http://" + server.place() + "/v1");
    QVERIFY(!bench.complete(FaultBench::request()).completion.error);
    const auto result = bench.complete(FaultBench::request());
    QVERIFY(!result.completion.error);
    QCOMPARE(result.record.attempts, 1);
    QCOMPARE(server.requests().size(), 3);
    QCOMPARE(server.connections(), 2);
    QCOMPARE(bench.audit(result), QString());
}

void FaultMatrixConnectingTest::aKeptConnectionThatBreaksInTheAnswerIsNotResent()
{
    // 11: once something was heard, the request may have been paid for.
    const QByteArray begun =
        "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nContent-Length: 9999\r\n\r\n";
    const FaultServer server(
        {Script().request().send(answer(200, plainHello())).request().send(begun + delta("Hel")).close(),
         Script().request().send(hello()).close()});
    FaultBench bench;
    bench.add(u"faulty"_s, "http://" + server.place() + "/v1");
    QVERIFY(!bench.complete(FaultBench::request()).completion.error);
    const auto result = bench.complete(FaultBench::request());
    QVERIFY(result.completion.error);
    QCOMPARE(result.completion.error->code, Network);
    QCOMPARE(result.completion.text, u"Hel"_s);
    QCOMPARE(result.record.attempts, 1);
    QCOMPARE(server.requests().size(), 2);
    QCOMPARE(bench.audit(result), QString());
}

void FaultMatrixConnectingTest::theKeyFollowsNoRedirect_data()
{
    QTest::addColumn<QByteArray>("status");
    QTest::addColumn<bool>("isSecure");
    QTest::addColumn<bool>("isLoop");
    QTest::newRow("12 to another host") << QByteArray("302") << false << false;
    QTest::newRow("12 to another host, for good") << QByteArray("308") << false << false;
    QTest::newRow("12 loop") << QByteArray("307") << false << true;
    QTest::newRow("12 https to http") << QByteArray("301") << true << false;
}

void FaultMatrixConnectingTest::theKeyFollowsNoRedirect()
{
    QFETCH(QByteArray, status);
    QFETCH(bool, isSecure);
    QFETCH(bool, isLoop);
    const FaultServer other({Script().request().send(hello()).close()});
    const QByteArray location =
        isLoop ? QByteArray("/v1/chat/completions") : "http://" + other.place() + "/v1";
    Scenario scenario = failing(InvalidRequest, 1,
                                Script().request().send("HTTP/1.1 " + status + " Moved\r\nLocation: "
                                                        + location + "\r\nContent-Length: 0\r\n\r\n"),
                                1);
    scenario.limits.caFile = m_certificates->authorityFile();
    const QSslConfiguration tls = m_certificates->serverConfiguration(u"good"_s);
    const FaultServer server(scenario.scripts, isSecure ? &tls : nullptr);
    const QString problem =
        run(scenario, server, (isSecure ? "https://" : "http://") + server.place() + "/v1");
    QVERIFY2(problem.isEmpty(), qPrintable(problem));
    QCOMPARE(other.connections(), 0);
}

void FaultMatrixConnectingTest::http2_data()
{
    using namespace transport::test;
    QTest::addColumn<Scenario>("scenario");
    QTest::addColumn<Http2Server::Script>("script");
    QTest::addColumn<std::shared_ptr<Gate>>("heard"); // opens with the first delta
    // HPACK: the status, and a literal field with the static table's name 31, content-type.
    const auto streamHead2 = [](quint32 stream) {
        return frame(Headers, EndHeaders, stream, status200 + "\x0f\x10\x11text/event-stream");
    };
    const auto data = [](quint32 stream, const QByteArray &bytes, uchar flags = None) {
        return frame(Data, flags, stream, bytes);
    };
    const QByteArray rest = delta("lo") + finish() + done();
    const auto row = [](const char *name, const Scenario &scenario, Http2Server::Script script,
                        std::shared_ptr<Gate> gate = {}) {
        QTest::newRow(name) << scenario << std::move(script) << std::move(gate);
    };
    row("13 GOAWAY, and the stream may end", Scenario().says(u"Hello"_s),
        [=](QTcpSocket &socket, int, quint32 stream) {
            socket.write(streamHead2(stream) + data(stream, delta("Hel")) + goAway(stream, NoError)
                         + data(stream, rest, EndStream));
        });
    row("13 GOAWAY before the first delta", failing(Network, 3, {}, 3),
        [=](QTcpSocket &socket, int, quint32 stream) {
            socket.write(streamHead2(stream) + goAway(stream, EnhanceYourCalm));
            socket.disconnectFromHost();
        });
    row("13 GOAWAY instead of an answer", failing(Network, 3, {}, 3),
        [=](QTcpSocket &socket, int, quint32) { socket.write(goAway(0, NoError)); });
    Scenario cut;
    cut.says(u"Hel"_s).fails(Network, 1);
    auto heard = std::make_shared<Gate>();
    row(
        "13 GOAWAY cuts the stream", cut,
        [=](QTcpSocket &socket, int, quint32 stream) {
            socket.write(streamHead2(stream) + data(stream, delta("Hel")));
            heard->whenOpen([&socket, stream] {
                socket.write(goAway(stream, EnhanceYourCalm));
                socket.disconnectFromHost();
            });
        },
        heard);
    heard = std::make_shared<Gate>();
    row(
        "13 stream reset in mid-stream", cut,
        [=](QTcpSocket &socket, int, quint32 stream) {
            socket.write(streamHead2(stream) + data(stream, delta("Hel")));
            heard->whenOpen([&socket, stream] {
                socket.write(frame(ResetStream, None, stream, number32(InternalError)));
            });
        },
        heard);
    Scenario refused;
    refused.says(u"Hello"_s);
    refused.requests = 2;
    refused.attempts = 1; // the server vouches that it did nothing: RFC 9113, section 8.7
    row("13 stream refused, then well", refused, [=](QTcpSocket &socket, int connection, quint32 stream) {
        if (connection == 1)
            socket.write(frame(ResetStream, None, stream, number32(RefusedStream)));
        else
            socket.write(streamHead2(stream) + data(stream, delta("Hel") + rest, EndStream));
    });
}

void FaultMatrixConnectingTest::http2()
{
    QFETCH(Scenario, scenario);
    QFETCH(transport::test::Http2Server::Script, script);
    QFETCH(std::shared_ptr<Gate>, heard);
    scenario.limits.caFile = m_certificates->authorityFile();
    const transport::test::Http2Server server(m_certificates->serverConfiguration(u"good"_s), script);
    FaultBench bench;
    bench.add(u"faulty"_s, server.url(), scenario);
    if (heard != nullptr) {
        bench.listener.onFirstDelta = [this, heard] {
            QTimer::singleShot(0, this, [heard] { heard->open(); }); // not from inside the client
        };
    }
    const QString problem = problemWith(scenario, bench, bench.complete(FaultBench::request()));
    QVERIFY2(problem.isEmpty(), qPrintable(problem));
    QCOMPARE(server.requests(), scenario.requests);
}

QTEST_GUILESS_MAIN(FaultMatrixConnectingTest)
#include "tst_faultmatrixconnecting.moc"
