// SPDX-License-Identifier: GPL-3.0-or-later
#include "certificates.h"
#include "http2server.h"
#include "recordingsink.h"
#include "support/awaiting.h"
#include "transport/httpclient.h"

#include <QTemporaryDir>
#include <QTest>

using namespace assay;
using namespace assay::transport;
using namespace assay::transport::test;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

class Http2FaultsTest final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase()
    {
        m_certificates = std::make_unique<Certificates>(m_folder.path());
        QVERIFY(m_certificates->createAuthority());
        QVERIFY(m_certificates->createSigned(u"good"_s, u"IP:127.0.0.1"_s));
    }
    void init() { m_client = std::make_unique<HttpClient>(); }
    void cleanup() { m_client.reset(); }

    void aStreamMayEndAfterGoAway();
    void aStreamThatGoAwayCutsIsANetworkError();
    void aRefusedStreamIsSentAgain();
    void goodByeBeforeTheRequestIsSafeToRetry();
    void aResetStreamKeepsItsPartAndItsNeighbours();
    void silenceOnAStreamEndsIt();
    void framesThatAreNoneEndTheAnswer();

private:
    [[nodiscard]] QSslConfiguration tls() const { return m_certificates->serverConfiguration(u"good"_s); }
    [[nodiscard]] HttpRequest requestTo(const QByteArray &url) const
    {
        HttpRequest request;
        request.url = url;
        request.body = "{}";
        request.caFile = m_certificates->authorityFile();
        request.proxy = "none";
        request.timeouts.firstByte = 5s; // a hang must not look like patience
        return request;
    }
    Result<HttpOutcome> run(const HttpRequest &request)
    {
        m_sink = {};
        return assay::test::await(m_client->send(request, m_sink, {}));
    }
    static QString words(const Result<HttpOutcome> &outcome)
    {
        return outcome ? QString() : outcome.error().message + outcome.error().detail;
    }

    QTemporaryDir m_folder;
    std::unique_ptr<Certificates> m_certificates;
    std::unique_ptr<HttpClient> m_client;
    RecordingSink m_sink;
};

void Http2FaultsTest::aStreamMayEndAfterGoAway()
{
    Http2Server server(tls(), [](QTcpSocket &socket, int, quint32 stream) {
        socket.write(head(stream) + frame(Data, None, stream, "first ") + goAway(stream, NoError)
                     + frame(Data, EndStream, stream, "and last"));
    });
    for (int i = 1; i <= 2; ++i) {
        const auto outcome = run(requestTo(server.url()));
        QVERIFY2(outcome, qPrintable(words(outcome)));
        QCOMPARE(outcome->httpVersion, 20);
        QCOMPARE(m_sink.body, QByteArray("first and last"));
        QCOMPARE(server.connections(), i); // the one that said good-bye is not used again
    }
}

void Http2FaultsTest::aStreamThatGoAwayCutsIsANetworkError()
{
    Http2Server server(tls(), [](QTcpSocket &socket, int, quint32 stream) {
        socket.write(head(stream) + frame(Data, None, stream, "part") + goAway(stream, EnhanceYourCalm));
        socket.disconnectFromHost();
    });
    const auto outcome = run(requestTo(server.url()));
    QVERIFY(!outcome);
    QCOMPARE(outcome.error().code, ErrorCode::Network);
    QVERIFY(outcome.error().retryable);
    QCOMPARE(m_sink.body, QByteArray("part"));
    QCOMPARE(server.requests(), 1); // a part was answered: it is the caller's to decide
}

/// RFC 9113, section 8.7: the server vouches that it did nothing, so that nothing is charged twice.
void Http2FaultsTest::aRefusedStreamIsSentAgain()
{
    Http2Server server(tls(), [](QTcpSocket &socket, int connection, quint32 stream) {
        if (connection > 1)
            socket.write(head(stream) + frame(Data, EndStream, stream, "taken"));
        else
            socket.write(frame(ResetStream, None, stream, number32(RefusedStream)));
    });
    const auto outcome = run(requestTo(server.url()));
    QVERIFY2(outcome, qPrintable(words(outcome)));
    QCOMPARE(m_sink.body, QByteArray("taken"));
    QCOMPARE(server.requests(), 2);
}

void Http2FaultsTest::goodByeBeforeTheRequestIsSafeToRetry()
{
    Http2Server server(tls(), [](QTcpSocket &socket, int, quint32) { socket.write(goAway(0, NoError)); });
    const auto outcome = run(requestTo(server.url()));
    QVERIFY(!outcome);
    QCOMPARE(outcome.error().code, ErrorCode::Network);
    QVERIFY(outcome.error().retryable);
    QCOMPARE(m_sink.heads, 0);
    QCOMPARE(server.requests(), 1);
}

void Http2FaultsTest::aResetStreamKeepsItsPartAndItsNeighbours()
{
    QTcpSocket *wire = nullptr;
    QList<quint32> streams;
    Http2Server server(tls(), [&](QTcpSocket &socket, int, quint32 stream) {
        wire = &socket;
        streams.append(stream);
        socket.write(head(stream) + frame(Data, None, stream, "part"));
    });
    RecordingSink whole;
    auto neighbour = m_client->send(requestTo(server.url()), whole, {});
    QTRY_COMPARE(whole.body, QByteArray("part"));
    RecordingSink cut;
    auto broken = m_client->send(requestTo(server.url()), cut, {});
    QTRY_COMPARE(cut.body, QByteArray("part"));
    QCOMPARE(streams.size(), 2);
    wire->write(frame(ResetStream, None, streams.at(1), number32(InternalError))
                + frame(Data, EndStream, streams.at(0), " and the rest"));
    const auto outcome = assay::test::await(std::move(broken));
    QVERIFY(!outcome);
    QCOMPARE(outcome.error().code, ErrorCode::Network);
    QVERIFY(outcome.error().retryable);
    QCOMPARE(cut.body, QByteArray("part"));
    const auto other = assay::test::await(std::move(neighbour));
    QVERIFY2(other, qPrintable(words(other)));
    QCOMPARE(whole.body, QByteArray("part and the rest"));
    QCOMPARE(server.connections(), 1);
}

void Http2FaultsTest::silenceOnAStreamEndsIt()
{
    Http2Server server(tls(), [](QTcpSocket &socket, int, quint32 stream) {
        socket.write(head(stream) + frame(Data, None, stream, "part"));
    });
    HttpRequest request = requestTo(server.url());
    request.timeouts.idle = 150ms;
    const auto outcome = run(request);
    QVERIFY(!outcome);
    QCOMPARE(outcome.error().code, ErrorCode::Timeout);
    QCOMPARE(m_sink.body, QByteArray("part"));
}

/// libcurl 7.88 does not notice and waits: the idle limit ends it.
void Http2FaultsTest::framesThatAreNoneEndTheAnswer()
{
    Http2Server server(tls(), [](QTcpSocket &socket, int, quint32 stream) {
        socket.write(head(stream) + QByteArray(4000, '\xff'));
    });
    HttpRequest request = requestTo(server.url());
    request.timeouts.firstByte = 300ms;
    request.timeouts.idle = 300ms;
    const auto outcome = run(request);
    QVERIFY(!outcome);
    QVERIFY(outcome.error().code != ErrorCode::Internal);
    QVERIFY(outcome.error().retryable);
    QCOMPARE(server.requests(), 1);
}

QTEST_GUILESS_MAIN(Http2FaultsTest)
#include "tst_http2faults.moc"
