// SPDX-License-Identifier: GPL-3.0-or-later
#include <QTest>

#include "faultbench.h"

using namespace assay;
using namespace assay::test;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;
using catalog::Protocol;
using enum assay::ErrorCode;

namespace {

Scenario streamed(const QByteArray &events)
{
    return whenStreamed(events);
}

/// An Anthropic stream up to the first words.
QByteArray anthropicStart()
{
    return sseEvent("{'type':'message_start','message':{'id':'a1','model':'m','usage':{'input_tokens':3,"
                    "'output_tokens':1}}}")
        + sseEvent("{'type':'content_block_start','index':0,'content_block':{'type':'text','text':''}}")
        + sseEvent("{'type':'content_block_delta','index':0,'delta':{'type':'text_delta','text':'Hel'}}");
}

QByteArray toolDelta(int index, const QByteArray &members)
{
    return sseEvent("{'choices':[{'index':0,'delta':{'tool_calls':[{'index':" + QByteArray::number(index)
                    + "," + members + "}]}}]}");
}

QByteArray chunked(const QByteArray &body)
{
    return QByteArray::number(body.size(), 16) + "\r\n" + body + "\r\n";
}

} // namespace

/// Faults 38 to 57: streams. What each byte sequence means is in tst_ssedecoder and tst_decoderhostility.
class FaultMatrixStreamsTest final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { qunsetenv("DBUS_SESSION_BUS_ADDRESS"); }

    void cuts_data();
    void cuts() { check(); }
    void errorsInside_data();
    void errorsInside() { check(); }
    void oddButRight_data();
    void oddButRight() { check(); }
    void silence_data();
    void silence() { check(); }
    void aCutAtAnyByteIsOneCallWithWhatWasHeard();
    void chunksOfOneByteGiveTheSame();
    void interleavedToolCallsAreKeptApart();
    void usageIsTheLastWord_data();
    void usageIsTheLastWord();
    void fasterThanTheReaderLosesNothing();

private:
    static void check()
    {
        QFETCH(Scenario, scenario);
        const QString problem = run(scenario);
        QVERIFY2(problem.isEmpty(), qPrintable(problem));
    }
};

void FaultMatrixStreamsTest::cuts_data()
{
    QTest::addColumn<Scenario>("scenario");
    const QByteArray begun = delta("Hel");
    // Nothing was heard: it may be tried again.
    QTest::newRow("38 cut before the first delta")
        << streamed(": hello\n\ndata: {\"choices\":[{\"del").fails(Network, 3);
    QTest::newRow("38 cut before the first delta, then well") << Scenario{
        .scripts = {Script().request().send(streamHead() + "data: {\"choices\"").reset(),
                    Script().request().send(streamHead() + delta("Hello") + finish() + done()).close()},
        .text = u"Hello"_s,
        .requests = 2};
    // From here on something was heard: one request, and what was heard is kept.
    QTest::newRow("38 cut in mid-line") << streamed(begun + "data: {\"choi").says(u"Hel"_s).fails(Network, 1);
    const QByteArray accented = delta("\xc3\xa9");
    QTest::newRow("38 cut in mid-UTF-8")
        << streamed(begun + accented.first(accented.indexOf('\xc3') + 1)).says(u"Hel"_s).fails(Network, 1);
    QTest::newRow("38 cut in mid-escape")
        << streamed(begun + json("data: {'choices':[{'delta':{'content':'\\u00"))
               .says(u"Hel"_s)
               .fails(Network, 1);
    QTest::newRow("38 cut after the last delta")
        << streamed(begun + delta("lo")).says(u"Hello"_s).fails(MalformedResponse, 1);
    QTest::newRow("38 reset after the last delta")
        << Scenario{.scripts = {Script()
                                    .request()
                                    .send("HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n"
                                          "Transfer-Encoding: chunked\r\n\r\n"
                                          + chunked(begun))
                                    .close()}}
               .says(u"Hel"_s)
               .fails(Network, 1);
    QTest::newRow("39 end mark missing, closed cleanly")
        << streamed(begun + delta("lo") + finish()).says(u"Hello"_s);
    QTest::newRow("39 end mark missing, Anthropic")
        << streamed(anthropicStart()).over(Protocol::Anthropic).says(u"Hel"_s).fails(MalformedResponse, 1);
}

void FaultMatrixStreamsTest::errorsInside_data()
{
    QTest::addColumn<Scenario>("scenario");
    const QByteArray fault = json("{'error':{'message':'Overloaded Q7-zz.tst','type':'overloaded_error'}}");
    QTest::newRow("41 error event first")
        << streamed("event: error\ndata: " + fault + "\n\n").fails(Overloaded, 3);
    QTest::newRow("41 error event in mid-stream")
        << streamed(delta("Hel") + "event: error\ndata: " + fault + "\n\n")
               .says(u"Hel"_s)
               .fails(Overloaded, 1);
    QTest::newRow("41 error event in mid-stream, Anthropic")
        << streamed(anthropicStart()
                    + sseEvent("{'type':'error','error':{'type':'overloaded_error','message':'Overloaded'}}"))
               .over(Protocol::Anthropic)
               .says(u"Hel"_s)
               .fails(Overloaded, 1);
    QTest::newRow("42 error object as a data line")
        << streamed(delta("Hel") + "data: " + fault + "\n\n" + delta("lo") + finish())
               .says(u"Hel"_s)
               .fails(Overloaded, 1);
    QTest::newRow("42 error object as a data line, first")
        << streamed(sseEvent("{'error':{'message':'no credit','code':'insufficient_quota'}}"))
               .fails(InsufficientQuota, 1);
    QTest::newRow("50 finish reason none")
        << streamed(delta("Hello") + done()).says(u"Hello"_s).fails(MalformedResponse, 1);
    QTest::newRow("50 finish reason that is a failure")
        << streamed(delta("Hel") + finish("error") + done()).says(u"Hel"_s).fails(ServerError, 1);
    QTest::newRow("57 HTML where a stream was asked for")
        << whenAnswered(streamHead() + "<html>no</html>").fails(MalformedResponse, 2);
}

void FaultMatrixStreamsTest::oddButRight_data()
{
    QTest::addColumn<Scenario>("scenario");
    const QByteArray end = finish() + done();
    QTest::newRow("40 data after the end mark")
        << streamed(delta("Hello") + end + ": bye\n\n").says(u"Hello"_s);
    QTest::newRow("43 CR, LF and CRLF mixed")
        << streamed(delta("Hel").replace("\n\n", "\r\r") + delta("lo").replace("\n\n", "\r\n\r\n") + end)
               .says(u"Hello"_s);
    QTest::newRow("45 several data lines in one event")
        << streamed(json("data: {'choices':[{'index':0,\ndata: 'delta':{'content':'Hello'}}]}\n\n") + end)
               .says(u"Hello"_s);
    QTest::newRow("46 event names unknown")
        << streamed("event: surprise\n" + delta("Hello") + "event: ping\ndata: {}\n\n" + end)
               .says(u"Hello"_s);
    QTest::newRow("46 event types unknown, Anthropic")
        << streamed(anthropicStart() + sseEvent("{'type':'surprise','index':9}")
                    + sseEvent("{'type':'content_block_stop','index':0}")
                    + sseEvent("{'type':'message_delta','delta':{'stop_reason':'end_turn'},'usage':{"
                               "'output_tokens':2}}")
                    + sseEvent("{'type':'message_stop'}"))
               .over(Protocol::Anthropic)
               .says(u"Hel"_s);
    QTest::newRow("47 one line of 10 MB")
        << streamed(delta(QByteArray(10 * 1024 * 1024, 'a')) + end).says(QString(10 * 1024 * 1024, u'a'));
    QTest::newRow("49 deltas for choice 1 before choice 0")
        << streamed(sseEvent("{'choices':[{'index':1,'delta':{'content':'B'}}]}") + delta("A") + end)
               .says(u"A"_s);
    QTest::newRow("50 finish reason twice") << streamed(delta("Hello") + finish() + end).says(u"Hello"_s);
    QTest::newRow("50 finish reason unknown")
        << streamed(delta("Hello") + finish("bored") + done()).says(u"Hello"_s);
    QTest::newRow("54 first chunk with empty choices and filter results")
        << streamed(sseEvent("{'choices':[],'prompt_filter_results':[{'prompt_index':0}]}") + delta("Hello")
                    + end)
               .over(Protocol::Azure)
               .says(u"Hello"_s);
    QTest::newRow("55 content filter stops in the middle")
        << streamed(delta("Hel") + finish("content_filter") + done()).says(u"Hel"_s);
    QTest::newRow("56 reasoning only, no text")
        << streamed(sseEvent("{'choices':[{'index':0,'delta':{'reasoning_content':'Hm.'}}]}") + end);
    QTest::newRow("57 a plain body where a stream was asked for")
        << whenAnswered(answer(200, plainHello())).says(u"Hello"_s);
    QTest::newRow("57 a stream where none was asked for")
        << streamed(delta("Hello") + end).plainly().says(u"Hello"_s);
}

void FaultMatrixStreamsTest::silence_data()
{
    QTest::addColumn<Scenario>("scenario");
    Scenario pings{.scripts = {Script().request().send(streamHead()).trickle(":\n\n")}};
    pings.limits.totalTimeout = 300ms;
    QTest::newRow("44 comments and pings only") << pings.fails(Timeout, 3);
    Scenario mute{.scripts = {Script().request().send(streamHead() + ": hello\n\n")}};
    mute.limits.idleTimeout = 150ms;
    QTest::newRow("52 silence before the first delta") << mute.fails(Timeout, 3);
    Scenario stalled{.scripts = {Script().request().send(streamHead() + delta("Hel"))}};
    stalled.limits.idleTimeout = 300ms;
    QTest::newRow("52 silence longer than the idle limit") << stalled.says(u"Hel"_s).fails(Timeout, 1);
}

void FaultMatrixStreamsTest::aCutAtAnyByteIsOneCallWithWhatWasHeard()
{
    // 38: wherever the cut falls, there is one outcome, no second request once something was heard, and the
    // answer's text is what was heard.
    const QByteArray stream = delta("H\xc3\xa9") + delta("l\\u006co") + finish() + done();
    const qsizetype firstHeard = delta("H\xc3\xa9").size();
    FaultBench bench;
    for (qsizetype cut = 0; cut <= stream.size(); cut += 7) {
        FaultServer server({Script().request().send(streamHead() + stream.first(cut)).close()});
        const QString name = u"p%1"_s.arg(cut);
        bench.add(name, "http://" + server.place() + "/v1");
        bench.listener.text.clear();
        const auto result = bench.complete(FaultBench::request(u"m"_s, name));
        const QByteArray at = "cut at " + QByteArray::number(cut);
        QVERIFY2(result.completion.text == bench.listener.text, at.constData());
        QVERIFY2(u"Héllo"_s.startsWith(result.completion.text), at.constData());
        if (cut >= firstHeard)
            QVERIFY2(server.requests().size() == 1 && !result.completion.text.isEmpty(), at.constData());
        else
            QVERIFY2(server.requests().size() == result.record.attempts, at.constData());
        QCOMPARE(bench.audit(result), QString());
    }
}

void FaultMatrixStreamsTest::chunksOfOneByteGiveTheSame()
{
    // 43, 48: a chunk of one byte each, and each chunk in bytes of its own.
    const QByteArray stream =
        delta("H\xc3\xa9").replace("\n", "\r\n") + delta("l\\u006co") + finish() + usage() + done();
    QByteArray body;
    for (const char c : stream)
        body += chunked(QByteArray(1, c));
    FaultServer server({Script()
                            .request()
                            .send("HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n"
                                  "Transfer-Encoding: chunked\r\n\r\n")
                            .sendByBytes(body + "0\r\n\r\n")});
    FaultBench bench;
    bench.add(u"faulty"_s, "http://" + server.place() + "/v1");
    const auto result = bench.complete(FaultBench::request());
    QVERIFY(!result.completion.error);
    QCOMPARE(result.completion.text, u"Héllo"_s);
    QCOMPARE(bench.listener.deltas, 2);
    QCOMPARE(result.record.usage->output, 2);
    QCOMPARE(bench.audit(result), QString());
}

void FaultMatrixStreamsTest::interleavedToolCallsAreKeptApart()
{
    // 49: two calls, the second one first, their arguments in turns.
    const QByteArray stream = toolDelta(1, "'id':'t1','function':{'name':'g','arguments':'{\\'b\\''}")
        + toolDelta(0, "'id':'t0','function':{'name':'f','arguments':'{\\'a\\''}")
        + toolDelta(1, "'function':{'arguments':':2}'}") + toolDelta(0, "'function':{'arguments':':1}'}")
        + finish("tool_calls") + done();
    FaultServer server({Script().request().send(streamHead() + stream).close()});
    FaultBench bench;
    bench.add(u"faulty"_s, "http://" + server.place() + "/v1");
    const auto result = bench.complete(FaultBench::request());
    QVERIFY2(!result.completion.error,
             qPrintable(result.completion.error ? result.completion.error->detail : QString()));
    QCOMPARE(result.completion.toolCalls.size(), 2U);
    for (const providers::ToolCall &call : result.completion.toolCalls) {
        const bool isFirst = call.id == u"t0"_s;
        QCOMPARE(call.name, isFirst ? u"f"_s : u"g"_s);
        QCOMPARE(call.arguments, isFirst ? QJsonObject({{u"a"_s, 1}}) : QJsonObject({{u"b"_s, 2}}));
    }
    QCOMPARE(bench.audit(result), QString());
}

void FaultMatrixStreamsTest::usageIsTheLastWord_data()
{
    QTest::addColumn<QByteArray>("stream");
    QTest::addColumn<qint64>("output");
    QTest::newRow("36 51 before the end") << usage(3, 2) + finish() + done() << qint64(2);
    QTest::newRow("36 51 after the end") << finish() + usage(3, 2) + done() << qint64(2);
    QTest::newRow("51 after the end mark") << finish() + done() + usage(3, 2) << qint64(2);
    QTest::newRow("51 twice") << usage(3, 1) + finish() + usage(3, 2) + done() << qint64(2);
    QTest::newRow("51 lost with the connection") << finish() + "data: {\"choi" << qint64(-1);
}

void FaultMatrixStreamsTest::usageIsTheLastWord()
{
    QFETCH(QByteArray, stream);
    QFETCH(qint64, output);
    FaultServer server({Script().request().send(streamHead() + delta("Hello") + stream).close()});
    FaultBench bench;
    bench.add(u"faulty"_s, "http://" + server.place() + "/v1");
    const auto result = bench.complete(FaultBench::request());
    QVERIFY(!result.completion.error);
    QCOMPARE(result.completion.text, u"Hello"_s);
    QVERIFY(result.record.usage);
    QCOMPARE(result.record.usageEstimated, output < 0);
    if (output >= 0)
        QCOMPARE(result.record.usage->output, output);
    QCOMPARE(bench.audit(result), QString());
}

void FaultMatrixStreamsTest::fasterThanTheReaderLosesNothing()
{
    // 53: that memory stays bounded is in tst_httpclient (boundsMemoryWhenTheSinkIsSlow); here that the
    // answer is whole and the loop alive meanwhile.
    constexpr int pieces = 40'000;
    const QByteArray one = delta("abcdefgh");
    FaultServer server({Script()
                            .request()
                            .send(streamHead())
                            .flood(one, qint64(pieces) * one.size())
                            .send(finish() + done())
                            .close()});
    FaultBench bench;
    bench.add(u"faulty"_s, "http://" + server.place() + "/v1");
    const auto result = bench.complete(FaultBench::request());
    QVERIFY(!result.completion.error);
    QCOMPARE(bench.listener.deltas, pieces);
    QCOMPARE(result.completion.text.size(), qsizetype(pieces) * 8);
    QCOMPARE(bench.listener.text, result.completion.text);
    QCOMPARE(bench.audit(result), QString());
}

QTEST_GUILESS_MAIN(FaultMatrixStreamsTest)
#include "tst_faultmatrixstreams.moc"
