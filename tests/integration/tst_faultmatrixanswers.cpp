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

Scenario status(int code, const QByteArray &body, const QByteArray &headers = {})
{
    return whenAnswered(answer(code, json(body), headers));
}

Scenario openAiError(int code, const QByteArray &type, const QByteArray &word = "null")
{
    return status(code, "{'error':{'message':'No.','type':'" + type + "','param':null,'code':" + word + "}}");
}

/// An error as a provider really words it.
Scenario fromFile(int code, const QString &name)
{
    QFile file(QStringLiteral(ASSAY_TEST_DATA "/wire/") + name);
    if (!file.open(QIODevice::ReadOnly))
        qFatal("%s is missing", qPrintable(name));
    return whenAnswered(answer(code, file.readAll()));
}

/// A whole answer that came without streaming.
Scenario plain(const QByteArray &body)
{
    return status(200, body).plainly();
}

Scenario message(const QByteArray &members)
{
    return plain("{'id':'c1','model':'m','choices':[{'index':0,'message':{" + members
                 + "},'finish_reason':'stop'}]}");
}

QByteArray html(int code)
{
    return "HTTP/1.1 " + QByteArray::number(code)
        + " X\r\nContent-Type: text/html\r\nConnection: close\r\n\r\n<html><body>Q7-zz.tst?</body></html>";
}

} // namespace

/// Faults 14 to 37: answers that are not streams.
class FaultMatrixAnswersTest final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { qunsetenv("DBUS_SESSION_BUS_ADDRESS"); }

    void errorsByShapeAndStatus_data();
    void errorsByShapeAndStatus() { check(); }
    void rateLimits_data();
    void rateLimits() { check(); }
    void waitsAsLongAsAsked_data();
    void waitsAsLongAsAsked();
    void whatIsNoAnswer_data();
    void whatIsNoAnswer() { check(); }
    void framing_data();
    void framing() { check(); }
    void oddAnswers_data();
    void oddAnswers() { check(); }
    void aMissingModelLetsTheNextOneAnswer();
    void aGigabyteIsNotReadToItsEnd();
    void usageIsTrueOrUnknown_data();
    void usageIsTrueOrUnknown();
    void theModelThatAnsweredIsNamed();

private:
    static void check()
    {
        QFETCH(Scenario, scenario);
        const QString problem = run(scenario);
        QVERIFY2(problem.isEmpty(), qPrintable(problem));
    }
};

void FaultMatrixAnswersTest::errorsByShapeAndStatus_data()
{
    QTest::addColumn<Scenario>("scenario");
    QTest::newRow("14 400 OpenAI") << openAiError(400, "invalid_request_error").fails(InvalidRequest, 1);
    QTest::newRow("14 400 OpenAI, too long")
        << openAiError(400, "invalid_request_error", "'context_length_exceeded'")
               .fails(ContextLengthExceeded, 1);
    QTest::newRow("14 400 Anthropic")
        << status(400, "{'type':'error','error':{'type':'invalid_request_error','message':'max_tokens: no'}}")
               .over(Protocol::Anthropic)
               .fails(InvalidRequest, 1);
    QTest::newRow("14 400 Gemini, a wrong key")
        << status(400,
                  "{'error':{'code':400,'message':'API key not valid','status':'INVALID_ARGUMENT','details':"
                  "[{'@type':'type.googleapis.com/google.rpc.ErrorInfo','reason':'API_KEY_INVALID'}]}}")
               .over(Protocol::Gemini)
               .fails(Authentication, 1);
    QTest::newRow("14 400 Gemini in an array")
        << status(400, "[{'error':{'code':400,'message':'no','status':'INVALID_ARGUMENT'}}]")
               .over(Protocol::Gemini)
               .fails(InvalidRequest, 1);
    QTest::newRow("14 400 Azure, filtered")
        << status(400,
                  "{'error':{'code':'content_filter','message':'filtered','innererror':{'code':"
                  "'ResponsibleAIPolicyViolation'}}}")
               .over(Protocol::Azure)
               .fails(ContentFiltered, 1);
    QTest::newRow("14 400 Ollama")
        << status(400, "{'error':'invalid model name'}").over(Protocol::Ollama).fails(InvalidRequest, 1);
    QTest::newRow("14 400 OpenAI Responses")
        << openAiError(400, "invalid_request_error").over(Protocol::OpenAiResponses).fails(InvalidRequest, 1);
    QTest::newRow("14 422 Mistral") << status(422,
                                              "{'object':'error','message':'no','type':"
                                              "'invalid_request_error','code':null}")
                                           .fails(InvalidRequest, 1);
    QTest::newRow("14 402 DeepSeek") << fromFile(402, u"deepseek-error-402.json"_s).fails(InsufficientQuota, 1);
    QTest::newRow("14 400 Groq, a tool call failed") << fromFile(400, u"groq-error-400-tool-use.json"_s).fails(InvalidRequest, 1);
    QTest::newRow("14 498 Groq, no capacity") << fromFile(498, u"groq-error-498.json"_s).fails(Overloaded, 3);
    QTest::newRow("14 402 OpenRouter") << fromFile(402, u"openrouter-error-402.json"_s).fails(InsufficientQuota, 1);
    QTest::newRow("14 403 OpenRouter, moderated") << fromFile(403, u"openrouter-error-403-moderation.json"_s).fails(ContentFiltered, 1);
    QTest::newRow("14 422 Together, too long") << fromFile(422, u"together-error-422.json"_s).fails(ContextLengthExceeded, 1);
    QTest::newRow("14 400 vLLM, too long") << fromFile(400, u"vllm-error-400-context.json"_s).fails(ContextLengthExceeded, 1);
    QTest::newRow("14 400 llama.cpp, too long") << fromFile(400, u"llamacpp-error-400-context.json"_s).fails(ContextLengthExceeded, 1);
    QTest::newRow("14 503 llama.cpp, loading") << fromFile(503, u"llamacpp-error-503-loading.json"_s).fails(Overloaded, 3);
    QTest::newRow("14 400 LM Studio, a plain string")
        << status(400, "{'error':'Failed to load model'}").fails(InvalidRequest, 1);
    QTest::newRow("14 400 that is no JSON") << whenAnswered(answer(400, "no")).fails(InvalidRequest, 1);
    QTest::newRow("15 401 that shows the key")
        << status(401,
                  "{'error':{'message':'Incorrect API key provided: Q7-zz.tst','type':"
                  "'invalid_request_error','code':'invalid_api_key'}}")
               .fails(Authentication, 1);
    QTest::newRow("15 403") << openAiError(403, "permission_error").fails(Permission, 1);
    QTest::newRow("16 404 model")
        << openAiError(404, "invalid_request_error", "'model_not_found'").fails(NotFound, 1);
    QTest::newRow("17 408") << openAiError(408, "timeout").fails(Timeout, 3);
    QTest::newRow("17 409") << openAiError(409, "conflict_error").fails(ServerError, 3);
    QTest::newRow("18 413") << openAiError(413, "request_too_large").fails(InvalidRequest, 1);
    QTest::newRow("20 429 out of money")
        << openAiError(429, "insufficient_quota", "'insufficient_quota'").fails(InsufficientQuota, 1);
    QTest::newRow("20 402") << openAiError(402, "billing_error").fails(InsufficientQuota, 1);
    QTest::newRow("20 429 daily allowance gone")
        << status(429,
                  "{'error':{'code':429,'message':'quota','status':'RESOURCE_EXHAUSTED','details':[{'@type':"
                  "'type.googleapis.com/google.rpc.QuotaFailure','violations':[{'quotaId':"
                  "'GenerateRequestsPerDayPerProject'}]}]}}")
               .over(Protocol::Gemini)
               .fails(InsufficientQuota, 1);
    QTest::newRow("21 500") << openAiError(500, "server_error").fails(ServerError, 3);
    QTest::newRow("21 502 HTML from a proxy") << whenAnswered(html(502)).fails(ServerError, 3);
    QTest::newRow("21 503 loading")
        << status(503, "{'error':{'message':'Loading model','type':'unavailable_error','code':503}}")
               .fails(Overloaded, 3);
    QTest::newRow("21 504") << whenAnswered(html(504)).fails(Timeout, 3);
    QTest::newRow("21 500, then well") << Scenario{
        .scripts = {Script().request().send(answer(500, "{}")).close(),
                    Script().request().send(streamHead() + delta("Hello") + finish() + done()).close()},
        .text = u"Hello"_s,
        .requests = 2};
    QTest::newRow("22 529 overloaded")
        << status(529, "{'type':'error','error':{'type':'overloaded_error','message':'Overloaded'}}")
               .over(Protocol::Anthropic)
               .fails(Overloaded, 3);
}

void FaultMatrixAnswersTest::rateLimits_data()
{
    QTest::addColumn<Scenario>("scenario");
    const QByteArray limited = "{'error':{'message':'Slow down','type':'rate_limit_error'}}";
    QTest::newRow("19 429 without Retry-After") << status(429, limited).fails(RateLimited, 3);
    QTest::newRow("19 429 absurdly large")
        << status(429, limited, "Retry-After: 86400\r\n").fails(RateLimited, 1);
    QTest::newRow("19 429 negative") << status(429, limited, "Retry-After: -5\r\n").fails(RateLimited, 3);
    QTest::newRow("19 429 not a time")
        << status(429, limited, "Retry-After: tomorrow\r\n").fails(RateLimited, 3);
}

void FaultMatrixAnswersTest::waitsAsLongAsAsked_data()
{
    QTest::addColumn<QByteArray>("headers");
    QTest::addColumn<std::chrono::milliseconds>("wait");
    QTest::newRow("19 in seconds") << QByteArray("Retry-After: 1\r\n") << std::chrono::milliseconds(1000);
    QTest::newRow("19 as a date") << QByteArray("Date: Mon, 02 Nov 2026 10:00:00 GMT\r\n"
                                                "Retry-After: Mon, 02 Nov 2026 10:00:01 GMT\r\n")
                                  << std::chrono::milliseconds(1000);
    QTest::newRow("19 as retry-after-ms")
        << QByteArray("retry-after-ms: 40\r\nRetry-After: 1\r\n") << std::chrono::milliseconds(40);
}

void FaultMatrixAnswersTest::waitsAsLongAsAsked()
{
    QFETCH(QByteArray, headers);
    QFETCH(std::chrono::milliseconds, wait);
    FaultServer server({Script().request().send(answer(429, "{}", headers)).close(),
                        Script().request().send(streamHead() + delta("Hello") + finish() + done()).close()});
    FaultBench bench;
    bench.add(u"faulty"_s, "http://" + server.place() + "/v1");
    const auto began = std::chrono::steady_clock::now();
    const auto result = bench.complete(FaultBench::request());
    QVERIFY(std::chrono::steady_clock::now() - began >= wait);
    QCOMPARE(bench.listener.waits, QList{wait});
    QCOMPARE(result.completion.text, u"Hello"_s);
    QCOMPARE(server.requests().size(), 2);
    QCOMPARE(bench.audit(result), QString());
}

void FaultMatrixAnswersTest::whatIsNoAnswer_data()
{
    QTest::addColumn<Scenario>("scenario");
    // Malformed answers are tried once more: it may have been a proxy's hiccup.
    QTest::newRow("23 200 with an error body") << openAiError(200, "server_error").fails(ServerError, 3);
    QTest::newRow("23 200 with an error body that says 429")
        << status(200, "{'error':{'message':'slow','code':429}}").fails(RateLimited, 3);
    QTest::newRow("23 200 with an error body that no waiting cures")
        << openAiError(200, "insufficient_quota").plainly().fails(InsufficientQuota, 1);
    QTest::newRow("24 200 with HTML, asked to stream") << whenAnswered(html(200)).fails(MalformedResponse, 2);
    QTest::newRow("24 200 with HTML, asked plainly")
        << whenAnswered(html(200)).plainly().fails(MalformedResponse, 2);
    QTest::newRow("25 204") << whenAnswered("HTTP/1.1 204 No Content\r\n\r\n").fails(MalformedResponse, 2);
    QTest::newRow("25 empty body") << whenAnswered(answer(200, "")).fails(MalformedResponse, 2);
    QTest::newRow("25 empty body, plainly")
        << whenAnswered(answer(200, "")).plainly().fails(MalformedResponse, 2);
    QTest::newRow("26 truncated JSON")
        << whenAnswered(answer(200, plainHello().chopped(9))).plainly().fails(MalformedResponse, 2);
    QTest::newRow("27 NaN")
        << plain("{'choices':[{'message':{'content':'x'}}],'usage':{'n':NaN}}").fails(MalformedResponse, 2);
    QTest::newRow("27 invalid UTF-8") << message("'content':'a\xff'").fails(MalformedResponse, 2);
    QTest::newRow("27 a lone surrogate") << message("'content':'a\\ud800'").fails(MalformedResponse, 2);
    QTest::newRow("34 choices empty") << plain("{'id':'c','choices':[]}").fails(MalformedResponse, 2);
    QTest::newRow("34 choices missing") << plain("{'id':'c','model':'m'}").fails(MalformedResponse, 2);
    // The call itself was heard, so it is not asked for again.
    QTest::newRow("35 tool call with invalid arguments")
        << message("'content':null,'tool_calls':[{'id':'t','type':'function','function':{'name':'f',"
                   "'arguments':'{\\'a\\':'}}]")
               .fails(MalformedResponse, 1);
}

/// The forms of wrong framing are in tst_httpframing; here what the pipeline makes of each kind.
void FaultMatrixAnswersTest::framing_data()
{
    QTest::addColumn<Scenario>("scenario");
    const QByteArray head = "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n";
    const auto framed = [head](const QByteArray &rest) { return whenAnswered(head + rest).plainly(); };
    const QByteArray zipped = QByteArray::fromBase64( // plainHello()
        "H4sIAAAAAAACAz1NSwoCMQy9y1t34WfXE3gHkWFoM06wTcqkglB6d7PR3fu/Ac6ISGcEVM1UnFTHaVdOZIj3AZZMH8ST"
        "J8hsfRLiQFLpJN3jNypFMQM2FrZ9OWg1FTesa8N8BLx/pXZobX3p+iLx7av/uFCos8pfvcz5BQ5qLiGWAAAA");
    const QByteArray gzip = "Content-Encoding: gzip\r\nContent-Length: " + QByteArray::number(zipped.size()) + "\r\n\r\n";
    QTest::newRow("28 gzip") << framed(gzip + zipped).says(u"Hello"_s);
    QByteArray flipped = zipped;
    flipped[flipped.size() / 2] = static_cast<char>(~flipped[flipped.size() / 2]);
    QTest::newRow("28 gzip damaged in the middle") << framed(gzip + flipped).fails(MalformedResponse, 1);
    QByteArray wrongSum = zipped;
    wrongSum[wrongSum.size() - 6] = static_cast<char>(~wrongSum[wrongSum.size() - 6]);
    QTest::newRow("28 gzip with a wrong checksum") << framed(gzip + wrongSum).fails(MalformedResponse, 1);
    QTest::newRow("28 gzip announced, none sent")
        << framed("Content-Encoding: gzip\r\nConnection: close\r\n\r\n" + plainHello())
               .fails(MalformedResponse, 1);
    QTest::newRow("28 deflate damaged")
        << framed("Content-Encoding: deflate\r\nConnection: close\r\n\r\n" + QByteArray(40, '\xff'))
               .fails(MalformedResponse, 1);
    QTest::newRow("28 br announced") << framed("Content-Encoding: br\r\nConnection: close\r\n\r\n"
                                               + QByteArray(40, '\xff'))
                                            .fails(MalformedResponse, 1);
    QTest::newRow("29 Content-Length too long")
        << framed("Content-Length: 9999\r\n\r\n" + plainHello()).fails(Network, 3);
    QTest::newRow("29 Content-Length too short")
        << framed("Content-Length: 20\r\n\r\n" + plainHello()).fails(MalformedResponse, 2);
    QTest::newRow("30 chunked with broken framing")
        << framed("Transfer-Encoding: chunked\r\n\r\nzz\r\n" + plainHello()).fails(Network, 3);
    QTest::newRow("30 the last chunk missing")
        << framed("Transfer-Encoding: chunked\r\n\r\n" + QByteArray::number(plainHello().size(), 16) + "\r\n"
                  + plainHello() + "\r\n")
               .fails(Network, 3);
    QTest::newRow("32 headers of 1 MB")
        << whenAnswered(head + QByteArray("X-Long: " + QByteArray(1000, 'a') + "\r\n").repeated(1000)
                        + "\r\n{}")
               .fails(MalformedResponse, 1);

    Scenario trickle{
        .scripts = {Script().request().send(head + "Content-Length: 100000\r\n\r\n").trickle(" ")}};
    trickle.limits.totalTimeout = 300ms;
    QTest::newRow("33 trickling") << trickle.plainly().fails(Timeout, 3);
}

void FaultMatrixAnswersTest::oddAnswers_data()
{
    QTest::addColumn<Scenario>("scenario");
    QTest::newRow("27 duplicate keys") << message("'content':'Hello','content':'Hello'").says(u"Hello"_s);
    QTest::newRow("27 huge numbers")
        << plain("{'created':1e400,'choices':[{'message':{'content':'Hello'},'finish_reason':'stop'}]}")
               .fails(MalformedResponse, 2);
    QTest::newRow("27 huge integers")
        << plain("{'created':99999999999999999999,'choices':[{'message':{'content':'Hello'},"
                 "'finish_reason':'stop'}]}")
               .fails(MalformedResponse, 2);
    QTest::newRow("27 a byte-order mark")
        << whenAnswered(answer(200, "\xef\xbb\xbf" + plainHello())).plainly().says(u"Hello"_s);
    QTest::newRow("34 several choices")
        << plain("{'choices':[{'index':1,'message':{'content':'B'},'finish_reason':'stop'},{'index':0,"
                 "'message':{'content':'A'},'finish_reason':'stop'}]}")
               .says(u"A"_s);
    QTest::newRow("35 content null") << message("'content':null");
    QTest::newRow("35 refusal instead") << message("'content':null,'refusal':'I will not.'");
    QTest::newRow("35 tool call with empty arguments")
        << message("'content':null,'tool_calls':[{'id':'t','type':'function','function':{'name':'f',"
                   "'arguments':''}}]");
}

void FaultMatrixAnswersTest::aMissingModelLetsTheNextOneAnswer()
{
    // 16: the fallback may act, and the log names who answered.
    FaultServer without({Script().request().send(answer(404, json("{'error':{'message':'no'}}"))).close()});
    FaultServer with({Script().request().send(answer(200, plainHello())).close()});
    auto policy = FaultBench::quickRetries();
    orchestration::Route route;
    route.name = u"any"_s;
    route.candidates = {{{u"faulty"_s, u"m"_s}}, {{u"spare"_s, u"m2"_s}}};
    policy.routes = {route};
    FaultBench bench(policy);
    bench.add(u"faulty"_s, "http://" + without.place() + "/v1");
    bench.add(u"spare"_s, "http://" + with.place() + "/v1");
    const auto result = bench.complete(FaultBench::request(u"any"_s, u"route"_s));
    QVERIFY(!result.completion.error);
    QCOMPARE(result.completion.text, u"Hello"_s);
    QCOMPARE(without.requests().size(), 1);
    QCOMPARE(with.requests().size(), 1);
    QCOMPARE(bench.logged(result).model, u"m2"_s);
    QCOMPARE(bench.audit(result), QString());
}

void FaultMatrixAnswersTest::aGigabyteIsNotReadToItsEnd()
{
    // 31: once at the limit the connection is closed, and it is not tried again.
    constexpr qint64 gigabyte = 1024LL * 1024 * 1024;
    FaultServer server({Script()
                            .request()
                            .send("HTTP/1.1 200 OK\r\nContent-Length: 1073741824\r\n\r\n{")
                            .flood(QByteArray(128 * 1024, ' '), gigabyte)});
    FaultBench bench;
    bench.add(u"faulty"_s, "http://" + server.place() + "/v1");
    auto request = FaultBench::request();
    request.stream = false;
    const auto result = bench.complete(request);
    QVERIFY(result.completion.error);
    QCOMPARE(result.completion.error->code, MalformedResponse);
    QCOMPARE(server.requests().size(), 1);
    QVERIFY2(server.flooded() < gigabyte / 8, qPrintable(QString::number(server.flooded())));
    QCOMPARE(bench.audit(result), QString());
}

void FaultMatrixAnswersTest::usageIsTrueOrUnknown_data()
{
    QTest::addColumn<QByteArray>("usage");
    QTest::addColumn<qint64>("input"); // -1: the provider said nothing that can be believed
    QTest::addColumn<qint64>("output");
    QTest::newRow("36 missing") << QByteArray() << qint64(-1) << qint64(-1);
    QTest::newRow("36 null") << QByteArray(",'usage':null") << qint64(-1) << qint64(-1);
    QTest::newRow("36 zero") << QByteArray(",'usage':{'prompt_tokens':0,'completion_tokens':0}") << qint64(0)
                             << qint64(0);
    QTest::newRow("36 inconsistent with its total")
        << QByteArray(",'usage':{'prompt_tokens':3,'completion_tokens':2,'total_tokens':99}") << qint64(3)
        << qint64(2);
    QTest::newRow("36 negative") << QByteArray(",'usage':{'prompt_tokens':-3,'completion_tokens':-2}")
                                 << qint64(-1) << qint64(-1);
}

void FaultMatrixAnswersTest::usageIsTrueOrUnknown()
{
    QFETCH(QByteArray, usage);
    QFETCH(qint64, input);
    QFETCH(qint64, output);
    FaultServer server({Script()
                            .request()
                            .send(answer(200,
                                         json("{'model':'m','choices':[{'message':{'content':'Hello'},"
                                              "'finish_reason':'stop'}]"
                                              + usage + "}")))
                            .close()});
    FaultBench bench;
    bench.add(u"faulty"_s, "http://" + server.place() + "/v1");
    auto request = FaultBench::request();
    request.stream = false;
    const auto result = bench.complete(request);
    QVERIFY(!result.completion.error);
    QVERIFY(result.record.usage);
    QCOMPARE(result.record.usageEstimated, input < 0); // an estimate is never shown as the provider's word
    if (input >= 0) {
        QCOMPARE(result.record.usage->input, input);
        QCOMPARE(result.record.usage->output, output);
    }
    QVERIFY(!result.record.cost); // nobody knows the price of this model
    QCOMPARE(bench.audit(result), QString());
}

void FaultMatrixAnswersTest::theModelThatAnsweredIsNamed()
{
    // 37: the one that was asked for stays in the row, the one that answered in its content.
    FaultServer server({Script().request().send(answer(200, plainHello())).close()});
    FaultBench bench;
    bench.add(u"faulty"_s, "http://" + server.place() + "/v1");
    const auto result = bench.complete(FaultBench::request(u"asked-for"_s));
    QVERIFY(!result.completion.error);
    QCOMPARE(result.completion.modelAnswered, u"m"_s);
    const auto row = bench.logged(result);
    QCOMPARE(row.model, u"asked-for"_s);
    QVERIFY(row.response.contains("\"model\":\"m\""));
}

QTEST_GUILESS_MAIN(FaultMatrixAnswersTest)
#include "tst_faultmatrixanswers.moc"
