// SPDX-License-Identifier: GPL-3.0-or-later
#include <QTest>

#include "base/json.h"
#include "providers/codec.h"

using namespace Qt::StringLiterals;
using namespace assay;
using namespace assay::providers;
using catalog::Protocol;

namespace {

constexpr auto keyText = "sk-test-4f9d8a7b6c5e";

security::Secret key()
{
    return security::Secret::fromUtf8(keyText);
}

catalog::Provider provider(Protocol protocol, const QString &vendor)
{
    catalog::Provider provider;
    provider.name = u"p"_s;
    provider.protocol = protocol;
    provider.vendor = vendor;
    provider.baseUrl = QUrl(u"https://llm.example/v1"_s);
    return provider;
}

ModelRequest request()
{
    ModelRequest request;
    request.model = u"vendor/model"_s;
    request.messages = {{Role::System, u"Be brief."_s},
                        {Role::User, u"Grüß \"Gott\"\n😀"_s},
                        {Role::Assistant, u"Hi"_s},
                        {Role::User, u"More"_s}};
    return request;
}

Parameters everyParameter()
{
    Parameters parameters;
    parameters.temperature = 0.2;
    parameters.topP = 0.9;
    parameters.maxTokens = 800;
    parameters.stop = {u"\nEND"_s};
    parameters.seed = 7;
    parameters.responseFormat = ResponseFormat::JsonObject;
    return parameters;
}

transport::HttpRequest encoded(Protocol protocol, const QString &vendor, const ModelRequest &request)
{
    return codecFor(protocol).encode(provider(protocol, vendor), "https://llm.example/v1", key(), request);
}

/// The body, compared as JSON text so that a failure shows both.
QString bodyOf(const transport::HttpRequest &request)
{
    const Result<QJsonObject> body = parseJsonObject(request.body, u"body"_s);
    return body ? QString::fromUtf8(toCompactJson(*body)) : QString();
}

QString compact(const QByteArray &json)
{
    return QString::fromUtf8(toCompactJson(*parseJsonObject(json, u"expectation"_s)));
}

Completion answerTo(int status, const transport::HttpHeaders &headers, const QByteArray &body,
                    std::optional<Error> broken = {})
{
    const auto decoder = codecFor(Protocol::OpenAiChat).decoder([](const Delta &) {});
    decoder->head(status, headers);
    decoder->feed(body);
    return decoder->end(std::move(broken));
}

transport::HttpHeaders headers(std::initializer_list<std::pair<QByteArray, QByteArray>> fields)
{
    transport::HttpHeaders headers;
    for (const auto &[name, value] : fields)
        headers.add(name, value);
    return headers;
}

const QByteArray rateLimited =
    R"({"error":{"message":"Slow down","type":"requests","code":"rate_limit_exceeded"}})";
const QByteArray hello = "data: {\"choices\":[{\"index\":0,\"delta\":{\"content\":\"Hello\"}}]}\n\n";
const QByteArray stop = "data: {\"choices\":[{\"index\":0,\"delta\":{},\"finish_reason\":\"stop\"}]}\n\n";

} // namespace

class CodecsTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void openAiSendsOnlyWhatIsSet();
    void openAiSendsEveryParameter();
    void otherVendorsKnowOlderNames();
    void anthropicTakesTheSystemPromptOut();
    void anthropicSaysWhatItCannotSend();
    void aMessageMayStayAlone();
    void keyStandsInItsHeaderOnly_data();
    void keyStandsInItsHeaderOnly();
    void noKeyNoHeader();
    void carriesTheConnectionSettings();
    void listsModelsPageByPage();
    void waitsAsLongAsTheServerAsks_data();
    void waitsAsLongAsTheServerAsks();
    void serverDecidesAboutRetrying();
    void quotesTheProviderWithoutItsSecrets();
    void brokenConnectionKeepsTheText();
    void aWholeAnswerOutlivesALateBreak();
    void cancellingIsNotAFailureOfTheProvider();
    void statusOutweighsABrokenErrorBody();
    void bothKindsOfBodyAreUnderstood_data();
    void bothKindsOfBodyAreUnderstood();
    void incompleteCallsAreDroppedAfterAFailure();
    void cutOffCallIsDroppedAtTheLengthLimit();
    void brokenArgumentsAreMalformed();
    void callsWithoutIndexAreKeptApart();
    void generationFaultsAreErrors();
    void reasoningMissingFromTheCountIsAdded();
};

void CodecsTest::openAiSendsOnlyWhatIsSet()
{
    const auto http = encoded(Protocol::OpenAiChat, u"openai"_s, request());
    QCOMPARE(http.method, QByteArray("POST"));
    QCOMPARE(http.url, QByteArray("https://llm.example/v1/chat/completions"));
    QCOMPARE(http.headers.value("content-type"), QByteArray("application/json"));
    QCOMPARE(http.headers.value("accept"), QByteArray("text/event-stream"));
    QCOMPARE(bodyOf(http), compact(R"({"model":"vendor/model","messages":[
        {"role":"system","content":"Be brief."},{"role":"user","content":"Grüß \"Gott\"\n😀"},
        {"role":"assistant","content":"Hi"},{"role":"user","content":"More"}],
        "stream":true,"stream_options":{"include_usage":true,"include_obfuscation":false}})"));
}

void CodecsTest::openAiSendsEveryParameter()
{
    ModelRequest full = request();
    full.messages.resize(1);
    full.parameters = everyParameter();
    full.stream = false;
    const auto http = encoded(Protocol::OpenAiChat, u"openai"_s, full);
    QCOMPARE(http.headers.value("accept"), QByteArray("application/json"));
    QCOMPARE(bodyOf(http),
             compact(R"({"model":"vendor/model","messages":[{"role":"system","content":"Be brief."}],
        "temperature":0.2,"top_p":0.9,"max_completion_tokens":800,"stop":["\nEND"],"seed":7,
        "response_format":{"type":"json_object"}})"));
    QVERIFY(codecFor(Protocol::OpenAiChat).unsupported(provider(Protocol::OpenAiChat, u"openai"_s), full).isEmpty());
}

void CodecsTest::otherVendorsKnowOlderNames()
{
    ModelRequest full = request();
    full.messages.resize(1);
    full.parameters = everyParameter();
    QCOMPARE(bodyOf(encoded(Protocol::OpenAiChat, u""_s, full)),
             compact(R"({"model":"vendor/model","messages":[{"role":"system","content":"Be brief."}],
        "temperature":0.2,"top_p":0.9,"max_tokens":800,"stop":["\nEND"],"seed":7,
        "response_format":{"type":"json_object"},"stream":true,"stream_options":{"include_usage":true}})"));
    const QString mistral = bodyOf(encoded(Protocol::OpenAiChat, u"mistral"_s, full));
    QVERIFY2(mistral.contains(u"\"random_seed\":7") && !mistral.contains(u"\"seed\""), qPrintable(mistral));
}

void CodecsTest::anthropicTakesTheSystemPromptOut()
{
    ModelRequest full = request();
    full.messages.push_back({Role::System, u"In French."_s});
    const auto http = encoded(Protocol::Anthropic, u"anthropic"_s, full);
    QCOMPARE(http.url, QByteArray("https://llm.example/v1/messages"));
    QCOMPARE(http.headers.value("anthropic-version"), QByteArray("2023-06-01"));
    QCOMPARE(bodyOf(http),
             compact(R"({"model":"vendor/model","max_tokens":4096,"system":"Be brief.\n\nIn French.",
        "messages":[{"role":"user","content":"Grüß \"Gott\"\n😀"},{"role":"assistant","content":"Hi"},
        {"role":"user","content":"More"}],"stream":true})"));
}

void CodecsTest::anthropicSaysWhatItCannotSend()
{
    ModelRequest full = request();
    full.messages = {{Role::User, u"Hello"_s}};
    full.parameters = everyParameter();
    full.stream = false;
    QCOMPARE(
        bodyOf(encoded(Protocol::Anthropic, u"anthropic"_s, full)),
        compact(R"({"model":"vendor/model","max_tokens":800,"messages":[{"role":"user","content":"Hello"}],
        "temperature":0.2,"top_p":0.9,"stop_sequences":["\nEND"]})"));
    const Codec &codec = codecFor(Protocol::Anthropic);
    QCOMPARE(codec.unsupported(provider(Protocol::Anthropic, {}), full), QStringList({u"seed"_s, u"response_format"_s}));
    QVERIFY(codec.unsupported(provider(Protocol::Anthropic, {}), ModelRequest()).isEmpty());
}

void CodecsTest::aMessageMayStayAlone()
{
    ModelRequest lonely = request();
    lonely.messages.clear();
    QVERIFY(bodyOf(encoded(Protocol::OpenAiChat, {}, lonely)).contains(u"\"messages\":[]"));
    QVERIFY(bodyOf(encoded(Protocol::Anthropic, {}, lonely)).contains(u"\"messages\":[]"));
}

void CodecsTest::keyStandsInItsHeaderOnly_data()
{
    QTest::addColumn<Protocol>("protocol");
    QTest::addColumn<QByteArray>("header");
    QTest::addColumn<QByteArray>("value");
    QTest::newRow("OpenAI") << Protocol::OpenAiChat << QByteArray("authorization")
                            << QByteArray("Bearer ") + keyText;
    QTest::newRow("Anthropic") << Protocol::Anthropic << QByteArray("x-api-key") << QByteArray(keyText);
}

void CodecsTest::keyStandsInItsHeaderOnly()
{
    QFETCH(Protocol, protocol);
    QFETCH(QByteArray, header);
    QFETCH(QByteArray, value);
    const Codec &codec = codecFor(protocol);
    const catalog::Provider p = provider(protocol, {});
    for (const transport::HttpRequest &http :
         {codec.encode(p, "https://llm.example/v1", key(), request()),
          codec.encodeModelListing(p, "https://llm.example/v1", key(), {})}) {
        QCOMPARE(http.headers.value(header), value);
        QVERIFY(!http.url.contains(keyText) && !http.body.contains(keyText));
        for (const auto &[name, text] : http.headers.all())
            QVERIFY2(name == header || !text.contains(keyText), name.constData());
    }
}

void CodecsTest::noKeyNoHeader()
{
    for (const Protocol protocol : {Protocol::OpenAiChat, Protocol::Anthropic}) {
        for (const char *unusable : {"", "two\r\nx-evil: 1"}) {
            const auto http = codecFor(protocol).encode(provider(protocol, {}), "http://127.0.0.1:8080/v1",
                                                        security::Secret::fromUtf8(unusable), request());
            QVERIFY(!http.headers.contains("authorization") && !http.headers.contains("x-api-key"));
        }
    }
}

void CodecsTest::carriesTheConnectionSettings()
{
    using std::chrono::milliseconds;
    catalog::Provider p = provider(Protocol::OpenAiChat, {});
    p.connection = {milliseconds(1), milliseconds(2), milliseconds(3),
                    milliseconds(4), u"none"_s,       u"/ca.pem"_s};
    ModelRequest ask = request();
    auto http = codecFor(p.protocol).encode(p, "https://llm.example/v1", key(), ask);
    QCOMPARE(http.timeouts.connect, milliseconds(1));
    QCOMPARE(http.timeouts.firstByte, milliseconds(2));
    QCOMPARE(http.timeouts.idle, milliseconds(3));
    QCOMPARE(http.timeouts.total, milliseconds(4));
    QCOMPARE(http.proxy, QByteArray("none"));
    QCOMPARE(http.caFile, u"/ca.pem"_s);
    ask.stream = false; // then the first byte comes with the last
    http = codecFor(p.protocol).encode(p, "https://llm.example/v1", key(), ask);
    QCOMPARE(http.timeouts.firstByte, milliseconds(4));
}

void CodecsTest::listsModelsPageByPage()
{
    const auto listing = [](Protocol protocol, const QByteArray &query) {
        return codecFor(protocol).encodeModelListing(provider(protocol, {}), "https://llm.example/v1", key(),
                                                     query);
    };
    QCOMPARE(listing(Protocol::OpenAiChat, {}).method, QByteArray("GET"));
    QCOMPARE(listing(Protocol::OpenAiChat, {}).url, QByteArray("https://llm.example/v1/models"));
    QCOMPARE(listing(Protocol::Anthropic, "after_id=a%20b").url,
             QByteArray("https://llm.example/v1/models?limit=1000&after_id=a%20b"));

    const Codec &codec = codecFor(Protocol::Anthropic);
    const auto page = codec.decodeModelListing(
        200, {}, R"({"data":[{"id":"a b"},{"no":"id"}],"has_more":true,"last_id":"a b"})");
    QCOMPARE(page->models.size(), 1);
    QCOMPARE(page->nextQuery, QByteArray("after_id=a%20b"));
    QCOMPARE(codec.decodeModelListing(401, {}, "<html>").error().code, ErrorCode::Authentication);
    QCOMPARE(codec.decodeModelListing(200, {}, "<html>").error().code, ErrorCode::MalformedResponse);
    QCOMPARE(codec.decodeModelListing(200, {}, R"({"data":{}})").error().code, ErrorCode::MalformedResponse);
}

void CodecsTest::waitsAsLongAsTheServerAsks_data()
{
    QTest::addColumn<QByteArray>("ms");
    QTest::addColumn<QByteArray>("after");
    QTest::addColumn<QByteArray>("date");
    QTest::addColumn<qint64>("expected"); // -1: nothing usable
    const QByteArray noon = "Mon, 23 Nov 2026 12:00:00 GMT";
    QTest::newRow("none") << QByteArray() << QByteArray() << QByteArray() << -1LL;
    QTest::newRow("milliseconds first") << QByteArray("1532") << QByteArray("2") << QByteArray() << 1532LL;
    QTest::newRow("decimal milliseconds") << QByteArray("12.3") << QByteArray() << QByteArray() << 13LL;
    QTest::newRow("seconds") << QByteArray() << QByteArray(" 20 ") << QByteArray() << 20'000LL;
    QTest::newRow("decimal seconds") << QByteArray() << QByteArray("0.25") << QByteArray() << 250LL;
    QTest::newRow("nonsense before seconds") << QByteArray("-5") << QByteArray("3") << QByteArray() << 3000LL;
    QTest::newRow("negative") << QByteArray() << QByteArray("-1") << QByteArray() << -1LL;
    QTest::newRow("infinite") << QByteArray("inf") << QByteArray("1e300") << QByteArray() << -1LL;
    QTest::newRow("not a number") << QByteArray("nan") << QByteArray("soon") << QByteArray() << -1LL;
    QTest::newRow("HTTP date") << QByteArray() << QByteArray("Mon, 23 Nov 2026 12:00:30 GMT") << noon
                               << 30'000LL;
    QTest::newRow("date in the past")
        << QByteArray() << QByteArray("Mon, 23 Nov 2026 11:59:00 GMT") << noon << -1LL;
}

void CodecsTest::waitsAsLongAsTheServerAsks()
{
    QFETCH(QByteArray, ms);
    QFETCH(QByteArray, after);
    QFETCH(QByteArray, date);
    QFETCH(qint64, expected);
    transport::HttpHeaders fields;
    for (const auto &[name, value] :
         {std::pair("Retry-After-Ms", ms), std::pair("Retry-After", after), std::pair("Date", date)}) {
        if (!value.isEmpty())
            fields.add(name, value);
    }
    const Completion completion = answerTo(429, fields, rateLimited);
    QCOMPARE(completion.error->code, ErrorCode::RateLimited);
    QCOMPARE(completion.error->retryAfter ? qint64(completion.error->retryAfter->count()) : -1LL, expected);
}

void CodecsTest::serverDecidesAboutRetrying()
{
    QVERIFY(!answerTo(429, headers({{"x-should-retry", "false"}, {"retry-after", "2"}}), rateLimited)
                 .error->retryable);
    QVERIFY(!answerTo(429, headers({{"x-should-retry", "false"}, {"retry-after", "2"}}), rateLimited)
                 .error->retryAfter);
    QVERIFY(answerTo(400, headers({{"x-should-retry", "true"}}), "{}").error->retryable);
    QVERIFY(!answerTo(400, headers({{"retry-after", "1"}}), "{}").error->retryable);
    QVERIFY(
        !answerTo(429, headers({{"x-should-retry", "true"}}), R"({"error":{"type":"insufficient_quota"}})")
             .error->retryable);
}

void CodecsTest::quotesTheProviderWithoutItsSecrets()
{
    const Completion completion = answerTo(
        400, {}, R"({"error":{"message":"Bad  header Bearer sk-test-4f9d8a7b6c5e\nfor gpt-5-2025-08-07"}})");
    QVERIFY2(completion.error->message.contains(u"gpt-5-2025-08-07"), qPrintable(completion.error->message));
    for (const QString &text : {completion.error->message, completion.error->detail})
        QVERIFY2(!text.contains(u"4f9d8a7b6c5e"), qPrintable(text));
    const QByteArray longWords = "{\"error\":{\"message\":\"" + QByteArray("word ").repeated(1000) + "\"}}";
    QVERIFY(answerTo(400, {}, longWords).error->message.size() < 500);
}

void CodecsTest::brokenConnectionKeepsTheText()
{
    const Error reset{ErrorCode::Network, u"The connection broke."_s, {}, true, {}};
    const Completion completion =
        answerTo(200, headers({{"content-type", "text/event-stream"}}), hello, reset);
    QCOMPARE(completion.text, u"Hello"_s);
    QCOMPARE(completion.error, std::optional(reset));
    QCOMPARE(answerTo(200, {}, hello).error->code, ErrorCode::MalformedResponse);
    QCOMPARE(answerTo(200, {}, {}, reset).error, std::optional(reset));
}

void CodecsTest::aWholeAnswerOutlivesALateBreak()
{
    const Error late{ErrorCode::Timeout, u"Silence."_s, {}, true, {}};
    const Completion completion = answerTo(200, {}, hello + stop, late);
    QVERIFY(!completion.error);
    QCOMPARE(completion.finishReason, std::optional(FinishReason::Stop));
}

void CodecsTest::cancellingIsNotAFailureOfTheProvider()
{
    const Error cancelled{ErrorCode::Cancelled, u"Stopped."_s, {}, false, {}};
    QCOMPARE(answerTo(200, {}, hello, cancelled).error, std::optional(cancelled));
    QCOMPARE(answerTo(200, {}, hello, cancelled).text, u"Hello"_s);
    QCOMPARE(answerTo(503, {}, "{\"err", cancelled).error, std::optional(cancelled));
    QVERIFY(!answerTo(200, {}, hello + stop + "data: [DONE]\n\n", cancelled).error);
}

void CodecsTest::statusOutweighsABrokenErrorBody()
{
    const Error reset{ErrorCode::Network, u"The connection broke."_s, {}, true, {}};
    QCOMPARE(answerTo(401, {}, "{\"error\":{\"mess", reset).error->code, ErrorCode::Authentication);
    QCOMPARE(answerTo(301, {}, {}).error->code, ErrorCode::InvalidRequest);
    QCOMPARE(answerTo(402, headers({{"Retry-After", "1"}}),
                      R"({"error":{"code":402,"metadata":{"limit_source":"openrouter_in_flight_budget"}}})")
                 .error->code,
             ErrorCode::RateLimited);
}

void CodecsTest::bothKindsOfBodyAreUnderstood_data()
{
    QTest::addColumn<QByteArray>("type");
    QTest::addColumn<QByteArray>("body");
    const QByteArray plain =
        R"({"choices":[{"index":0,"message":{"content":"Hello"},"finish_reason":"stop"}]})";
    for (const QByteArray &type : {QByteArray("text/event-stream; charset=utf-8"),
                                   QByteArray("application/json"), QByteArray("text/plain"), QByteArray()}) {
        const auto row = [&type](const char *kind) -> QTestData & {
            const QByteArray name = QByteArray(kind) + " as \"" + type + '"';
            return QTest::newRow(name.constData());
        };
        row("plain") << type << plain;
        row("plain after blanks") << type << "\r\n\n " + plain;
        row("stream") << type << hello + stop + "data: [DONE]\n\n";
        row("stream after comments") << type << ": wait\n\n\n" + hello + stop;
        row("stream without last blank line") << type << hello + stop.chopped(2);
        row("stream with CRLF") << type << QByteArray(hello + stop).replace("\n", "\r\n");
    }
}

void CodecsTest::bothKindsOfBodyAreUnderstood()
{
    QFETCH(QByteArray, type);
    QFETCH(QByteArray, body);
    const Completion completion =
        answerTo(200, headers({{"content-type", type}, {"x-request-id", "req_1"}}), body);
    QVERIFY2(!completion.error, completion.error ? qPrintable(completion.error->detail) : "");
    QCOMPARE(completion.text, u"Hello"_s);
    QCOMPARE(completion.finishReason, std::optional(FinishReason::Stop));
    QCOMPARE(completion.finishReasonRaw, u"stop"_s);
    QCOMPARE(completion.providerRequestId, u"req_1"_s);
    QVERIFY(!completion.usage);
}

void CodecsTest::incompleteCallsAreDroppedAfterAFailure()
{
    const QByteArray body =
        "event: message_start\ndata: {\"type\":\"message_start\",\"message\":{}}\n\n"
        "data: "
        "{\"type\":\"content_block_start\",\"index\":0,\"content_block\":{\"type\":\"tool_use\",\"id\":\"a\","
        "\"name\":\"whole\",\"input\":{}}}\n\ndata: {\"type\":\"content_block_stop\",\"index\":0}\n\n"
        "data: "
        "{\"type\":\"content_block_start\",\"index\":1,\"content_block\":{\"type\":\"tool_use\",\"id\":\"b\","
        "\"name\":\"half\",\"input\":{}}}\n\ndata: "
        "{\"type\":\"error\",\"error\":{\"type\":\"overloaded_error\"}}\n\n";
    const auto decoder = codecFor(Protocol::Anthropic).decoder({});
    decoder->head(200, {});
    decoder->feed(body);
    const Completion completion = decoder->end(std::nullopt);
    QCOMPARE(completion.error->code, ErrorCode::Overloaded);
    QCOMPARE(completion.toolCalls, std::vector<ToolCall>({{u"a"_s, u"whole"_s, {}}}));
}

void CodecsTest::cutOffCallIsDroppedAtTheLengthLimit()
{
    const Completion completion = answerTo(
        200, {},
        R"({"choices":[{"message":{"tool_calls":[{"id":"a","function":{"name":"f","arguments":"{\"x\":"}}]},)"
        R"("finish_reason":"length"}]})");
    QVERIFY(!completion.error);
    QVERIFY(completion.toolCalls.empty());
    QCOMPARE(completion.finishReason, std::optional(FinishReason::Length));
}

void CodecsTest::brokenArgumentsAreMalformed()
{
    for (const QByteArray &arguments :
         {QByteArray("\"{\\\"x\\\":\""), QByteArray("\"[1]\""), QByteArray("\"nope\"")}) {
        const Completion completion = answerTo(
            200, {},
            R"({"choices":[{"message":{"content":"t","tool_calls":[{"id":"a","function":{"name":"f","arguments":)"
                + arguments + R"(}}]},"finish_reason":"tool_calls"}]})");
        QVERIFY(completion.error);
        QCOMPARE(completion.error->code, ErrorCode::MalformedResponse);
        QCOMPARE(completion.text, u"t"_s);
    }
}

void CodecsTest::callsWithoutIndexAreKeptApart()
{
    const Completion completion = answerTo(
        200, {},
        R"({"choices":[{"message":{"tool_calls":[{"id":"a","function":{"name":"f","arguments":{"x":1}}},)"
        R"({"id":"b","function":{"name":"g","arguments":"{\"y\":2}"}}]},"finish_reason":"stop"}]})");
    QVERIFY(!completion.error);
    QCOMPARE(completion.toolCalls,
             std::vector<ToolCall>({{u"a"_s, u"f"_s, {{u"x"_s, 1}}}, {u"b"_s, u"g"_s, {{u"y"_s, 2}}}}));
    QCOMPARE(completion.finishReason, std::optional(FinishReason::ToolCalls)); // though the server said stop
    QCOMPARE(completion.finishReasonRaw, u"stop"_s);
}

void CodecsTest::generationFaultsAreErrors()
{
    const auto endingIn = [](const QByteArray &word) {
        return answerTo(
            200, {}, hello + "data: {\"choices\":[{\"delta\":{},\"finish_reason\":\"" + word + "\"}]}\n\n");
    };
    QCOMPARE(endingIn("insufficient_system_resource").error->code, ErrorCode::Overloaded);
    QCOMPARE(endingIn("abort").error->code, ErrorCode::ServerError);
    QVERIFY(endingIn("abort").error->retryable);
    QVERIFY(!endingIn("something_new").error);
    QCOMPARE(endingIn("something_new").finishReason, std::optional(FinishReason::Unknown));
    QCOMPARE(endingIn("something_new").finishReasonRaw, u"something_new"_s);
}

void CodecsTest::reasoningMissingFromTheCountIsAdded()
{
    const auto usage = [](const QByteArray &total) {
        return *answerTo(
                    200, {},
                    hello + stop
                        + "data: {\"choices\":[],\"usage\":{\"prompt_tokens\":10,\"completion_tokens\":5,"
                          "\"completion_tokens_details\":{\"reasoning_tokens\":7},\"total_tokens\":"
                        + total + "}}\n\n")
                    .usage;
    };
    QCOMPARE(usage("22"), (catalog::Usage{10, 0, 0, 12, 7}));
    QCOMPARE(usage("15"), (catalog::Usage{10, 0, 0, 5, 7}));
}

QTEST_GUILESS_MAIN(CodecsTest)
#include "tst_codecs.moc"
