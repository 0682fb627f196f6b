// SPDX-License-Identifier: GPL-3.0-or-later
#include <QTest>

#include "base/json.h"
#include "providers/codec.h"
#include "simulator/simulator.h"
#include "support/awaiting.h"

#include <QFile>

using namespace Qt::StringLiterals;
using namespace assay;
using namespace assay::providers;
using catalog::Protocol;
using test::await;

namespace {

constexpr auto keyText = "AIzaTest-4f9d8a7b6c5e";
const QByteArray baseUrl = "https://llm.example/v1beta";

const Codec &gemini()
{
    return codecFor(Protocol::Gemini);
}

security::Secret key()
{
    return security::Secret::fromUtf8(keyText);
}

catalog::Provider provider()
{
    catalog::Provider provider;
    provider.name = u"google"_s;
    provider.protocol = Protocol::Gemini;
    provider.vendor = u"gemini"_s;
    provider.connection.proxy = u"none"_s;
    return provider;
}

ModelRequest asking(const QString &text, const QString &model = u"gemini-3.8-flash"_s)
{
    ModelRequest request;
    request.model = model;
    request.messages = {{Role::User, text}};
    return request;
}

Tool weatherTool()
{
    return {u"get_weather"_s, u"Current weather"_s,
            *parseJsonObject(R"({"type":"object","properties":{"city":{"type":"string"}}})", u"schema"_s)};
}

transport::HttpRequest encoded(const ModelRequest &request)
{
    return gemini().encode(provider(), baseUrl, key(), request);
}

QJsonObject objectOf(const QByteArray &json)
{
    return parseJsonObject(json, u"body"_s).value_or(QJsonObject());
}

/// The body, compared as JSON text so that a failure shows both.
QString bodyOf(const transport::HttpRequest &request)
{
    return QString::fromUtf8(toCompactJson(objectOf(request.body)));
}

QString compact(const QByteArray &json)
{
    return QString::fromUtf8(toCompactJson(*parseJsonObject(json, u"expectation"_s)));
}

QByteArray wireFile(const QString &name)
{
    QFile file(QStringLiteral(ASSAY_TEST_DATA "/wire/") + name);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

Completion answerTo(int status, const QByteArray &body)
{
    const auto decoder = gemini().decoder([](const Delta &) {});
    decoder->head(status, {});
    decoder->feed(body);
    return decoder->end(std::nullopt);
}

/// Plays what the caller of a model does with its answer.
Message turnOf(const Completion &completion)
{
    Message message{Role::Assistant, completion.text};
    message.toolCalls = completion.toolCalls;
    message.replay = completion.replay;
    return message;
}

Message resultOf(const ToolCall &call, const QString &text)
{
    Message message{Role::Tool, text};
    message.toolCallId = call.id;
    message.toolName = call.name;
    return message;
}

/// Feeds a decoder, as the program does it.
class DecodingSink final : public transport::HttpSink {
public:
    explicit DecodingSink(CompletionDecoder &decoder)
        : m_decoder(decoder)
    {
    }
    void onHead(int status, const transport::HttpHeaders &headers) override
    {
        m_decoder.head(status, headers);
    }
    void onData(QByteArrayView piece, SteadyTime) override { m_decoder.feed(piece); }

private:
    CompletionDecoder &m_decoder;
};

class CollectingSink final : public transport::HttpSink {
public:
    void onHead(int answered, const transport::HttpHeaders &) override { status = answered; }
    void onData(QByteArrayView piece, SteadyTime) override { body += piece; }

    int status = 0;
    QByteArray body;
};

} // namespace

class GeminiCodecTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void sendsOnlyWhatIsSet();
    void sendsEveryParameter();
    void keyNeverStandsInTheUrl();
    void saysThinkingAsTheModelKnowsIt_data();
    void saysThinkingAsTheModelKnowsIt();
    void saysWhatItCannotSend();
    void sendsImagesInline();
    void saysWhichToolsMayBeCalled_data();
    void saysWhichToolsMayBeCalled();
    void callsAndResultsGoBackAsTheyCame();
    void aSignatureOfTextGoesBack();
    void resultFindsItsFunction();
    void readsLogprobs();
    void saysWhyACallFailed();
    void faultInAnArrayIsRead();
    void answerWithoutCandidatesIsMalformed();
    void listsPageByPage();
    void countsTokens();
    void embedsTexts();
    void refusesUnlikeVectors_data();
    void refusesUnlikeVectors();
    void plainCallsReportFaults();
    void speaksWithTheSimulator_data();
    void speaksWithTheSimulator();
    void countsAndEmbedsWithTheSimulator();
};

void GeminiCodecTest::sendsOnlyWhatIsSet()
{
    ModelRequest request = asking(u"Grüß \"Gott\"\n😀"_s);
    const auto stream = encoded(request);
    QCOMPARE(stream.method, QByteArray("POST"));
    QCOMPARE(stream.url, baseUrl + "/models/gemini-3.8-flash:streamGenerateContent?alt=sse");
    QCOMPARE(stream.headers.value("accept"), QByteArray("text/event-stream"));
    const QString expected =
        compact(R"({"contents":[{"role":"user","parts":[{"text":"Grüß \"Gott\"\n😀"}]}]})");
    QCOMPARE(bodyOf(stream), expected);
    request.stream = false;
    request.model = u"tunedModels/my model"_s;
    QCOMPARE(encoded(request).url, baseUrl + "/tunedModels/my%20model:generateContent");
}

void GeminiCodecTest::sendsEveryParameter()
{
    ModelRequest request = asking(u"Hi"_s);
    request.messages.insert(request.messages.begin(), {Role::System, u"Be brief."_s});
    request.tools = {weatherTool()};
    Parameters &parameters = request.parameters;
    parameters.temperature = 0.2;
    parameters.topP = 0.9;
    parameters.maxTokens = 800;
    parameters.stop = {u"\nEND"_s};
    parameters.seed = 7;
    parameters.responseFormat = ResponseFormat::JsonSchema;
    parameters.responseSchema = {{u"type"_s, u"object"_s}};
    parameters.reasoningEffort = ReasoningEffort::Low;
    parameters.topLogprobs = 3;
    parameters.frequencyPenalty = -0.5;
    parameters.presencePenalty = 0.5;
    const QString expected = compact(R"({"systemInstruction":{"parts":[{"text":"Be brief."}]},
        "contents":[{"role":"user","parts":[{"text":"Hi"}]}],
        "tools":[{"functionDeclarations":[{"name":"get_weather","description":"Current weather",
            "parametersJsonSchema":{"type":"object","properties":{"city":{"type":"string"}}}}]}],
        "generationConfig":{"temperature":0.2,"topP":0.9,"maxOutputTokens":800,"stopSequences":["\nEND"],
            "seed":7,"presencePenalty":0.5,"frequencyPenalty":-0.5,"responseLogprobs":true,"logprobs":3,
            "responseMimeType":"application/json","responseJsonSchema":{"type":"object"},
            "thinkingConfig":{"thinkingLevel":"LOW","includeThoughts":true}}})");
    QCOMPARE(bodyOf(encoded(request)), expected);
    QVERIFY(gemini().unsupported(provider(), request).isEmpty());
}

void GeminiCodecTest::keyNeverStandsInTheUrl()
{
    const ModelRequest request = asking(u"Hi"_s);
    const Codec &codec = gemini();
    for (const transport::HttpRequest &http :
         {encoded(request), codec.encodeModelListing(provider(), baseUrl, key(), {}),
          *codec.encodeTokenCount(provider(), baseUrl, key(), request),
          *codec.encodeEmbeddings(provider(), baseUrl, key(), u"m"_s, {u"a"_s})}) {
        QCOMPARE(http.headers.value("x-goog-api-key"), QByteArray(keyText));
        QVERIFY(!http.url.contains(keyText));
        QVERIFY(!http.body.contains(keyText));
    }
    QVERIFY(!codec.encode(provider(), baseUrl, {}, request).headers.contains("x-goog-api-key"));
}

void GeminiCodecTest::saysThinkingAsTheModelKnowsIt_data()
{
    QTest::addColumn<QString>("model");
    QTest::addColumn<ReasoningEffort>("effort");
    QTest::addColumn<QByteArray>("config");
    using enum ReasoningEffort;
    QTest::newRow("budget") << u"gemini-2.5-flash"_s << High
                            << QByteArray(R"({"thinkingBudget":24576,"includeThoughts":true})");
    QTest::newRow("off") << u"gemini-2.5-flash"_s << None << QByteArray(R"({"thinkingBudget":0})");
    QTest::newRow("cannot be off") << u"models/gemini-2.5-pro"_s << None
                                   << QByteArray(R"({"thinkingBudget":128})");
    QTest::newRow("level") << u"gemini-3.8-flash"_s << Medium
                           << QByteArray(R"({"thinkingLevel":"MEDIUM","includeThoughts":true})");
    QTest::newRow("lowest") << u"gemini-3.8-flash"_s << None << QByteArray(R"({"thinkingLevel":"MINIMAL"})");
    QTest::newRow("lowest of pro") << u"gemini-3.1-pro"_s << Minimal
                                   << QByteArray(R"({"thinkingLevel":"LOW","includeThoughts":true})");
    QTest::newRow("does not think") << u"gemini-2.0-flash"_s << High << QByteArray("{}");
}

void GeminiCodecTest::saysThinkingAsTheModelKnowsIt()
{
    QFETCH(QString, model);
    QFETCH(ReasoningEffort, effort);
    QFETCH(QByteArray, config);
    ModelRequest request = asking(u"Hi"_s, model);
    request.parameters.reasoningEffort = effort;
    const QJsonObject sent = objectOf(encoded(request).body);
    QCOMPARE(sent["generationConfig"_L1]["thinkingConfig"_L1].toObject(), objectOf(config));
}

void GeminiCodecTest::saysWhatItCannotSend()
{
    ModelRequest request = asking(u"Hi"_s, u"gemini-2.0-flash"_s);
    request.parameters.seed = 5'000'000'000;
    request.parameters.reasoningEffort = ReasoningEffort::High;
    request.messages[0].images = {{u"image/png"_s, {}, u"https://example.org/a.png"_s}};
    QCOMPARE(gemini().unsupported(provider(), request),
             (QStringList{u"seed"_s, u"reasoning_effort"_s, u"images by URL"_s}));
    const QString expected = compact(R"({"contents":[{"role":"user","parts":[{"text":"Hi"}]}]})");
    QCOMPARE(bodyOf(encoded(request)), expected);
}

void GeminiCodecTest::sendsImagesInline()
{
    ModelRequest request = asking(u"What is it?"_s);
    request.messages[0].images = {{u"image/jpeg"_s, "\xff\xd8"}};
    const QString expected = compact(R"({"contents":[{"role":"user","parts":[
        {"text":"What is it?"},{"inlineData":{"mimeType":"image/jpeg","data":"/9g="}}]}]})");
    QCOMPARE(bodyOf(encoded(request)), expected);
}

void GeminiCodecTest::saysWhichToolsMayBeCalled_data()
{
    QTest::addColumn<ToolChoice::Mode>("mode");
    QTest::addColumn<bool>("strict");
    QTest::addColumn<QByteArray>("config");
    using enum ToolChoice::Mode;
    QTest::newRow("auto") << Auto << false << QByteArray("{}");
    QTest::newRow("auto, strict") << Auto << true << QByteArray(R"({"mode":"VALIDATED"})");
    QTest::newRow("none") << None << false << QByteArray(R"({"mode":"NONE"})");
    QTest::newRow("required") << Required << false << QByteArray(R"({"mode":"ANY"})");
    QTest::newRow("named") << Named << true
                           << QByteArray(R"({"mode":"ANY","allowedFunctionNames":["get_weather"]})");
}

void GeminiCodecTest::saysWhichToolsMayBeCalled()
{
    QFETCH(ToolChoice::Mode, mode);
    QFETCH(bool, strict);
    QFETCH(QByteArray, config);
    ModelRequest request = asking(u"Hi"_s);
    request.tools = {weatherTool()};
    request.tools[0].strict = strict;
    request.toolChoice = {mode, u"get_weather"_s};
    const QJsonObject sent = objectOf(encoded(request).body);
    QCOMPARE(sent["toolConfig"_L1]["functionCallingConfig"_L1].toObject(), objectOf(config));
}

/// The first call has a signature and no id, the second an id and no signature; both results come together.
void GeminiCodecTest::callsAndResultsGoBackAsTheyCame()
{
    const Completion completion = answerTo(200, wireFile(u"gemini-tool-stream.sse"_s));
    QCOMPARE(completion.toolCalls.size(), size_t(2));
    QVERIFY(!completion.toolCalls[0].id.isEmpty());
    ModelRequest request = asking(u"Weather?"_s);
    request.messages.push_back(turnOf(completion));
    request.messages.push_back(resultOf(completion.toolCalls[0], u"{\"temp_c\":4}"_s));
    request.messages.push_back(resultOf(completion.toolCalls[1], u"noon"_s));
    const QString expected = compact(R"({"contents":[
        {"role":"user","parts":[{"text":"Weather?"}]},
        {"role":"model","parts":[
            {"functionCall":{"name":"get_weather","args":{"city":"Oslo","days":2}},
             "thoughtSignature":"EpEgCo4gAb4+9vvW"},
            {"functionCall":{"id":"fc_2","name":"get_time","args":{}}}]},
        {"role":"user","parts":[
            {"functionResponse":{"name":"get_weather","response":{"temp_c":4}}},
            {"functionResponse":{"id":"fc_2","name":"get_time","response":{"output":"noon"}}}]}]})");
    QCOMPARE(bodyOf(encoded(request)), expected);
}

void GeminiCodecTest::aSignatureOfTextGoesBack()
{
    ModelRequest request = asking(u"Hi"_s);
    request.messages.push_back(turnOf(answerTo(200, wireFile(u"gemini-stream.sse"_s))));
    request.messages[1].replay << QJsonObject{{u"type"_s, u"reasoning"_s}}; // of another provider
    const QString expected = compact(R"({"contents":[{"role":"user","parts":[{"text":"Hi"}]},
        {"role":"model","parts":[{"text":"Grüß Gott, 世界"},
            {"text":"","thoughtSignature":"EqkECqYEARFNMg+gQi3aPkE2hRW/Bg=="}]}]})");
    QCOMPARE(bodyOf(encoded(request)), expected);
}

void GeminiCodecTest::resultFindsItsFunction()
{
    ModelRequest request = asking(u"Hi"_s);
    const ToolCall call{u"c1"_s, u"get_time"_s, {}};
    Message turn{Role::Assistant, {}};
    turn.toolCalls = {call};
    Message result = resultOf(call, u"noon"_s);
    result.toolName.clear();
    request.messages.push_back(turn);
    request.messages.push_back(result);
    const QJsonArray contents = objectOf(encoded(request).body)["contents"_L1].toArray();
    QCOMPARE(contents[2]["parts"_L1][0]["functionResponse"_L1]["name"_L1].toString(), u"get_time"_s);
}

void GeminiCodecTest::readsLogprobs()
{
    const Completion completion = answerTo(200, R"({"candidates":[{"content":{"parts":[{"text":"Hi"}]},
        "finishReason":"STOP","logprobsResult":{
            "topCandidates":[{"candidates":[{"token":"Hi","logProbability":-0.1},
                                            {"token":"Ho","logProbability":-2.5}]}],
            "chosenCandidates":[{"token":"Hi","logProbability":-0.1}]}}]})");
    QVERIFY(!completion.error);
    QCOMPARE(completion.logprobs.size(), size_t(1));
    QCOMPARE(completion.logprobs[0].token, u"Hi"_s);
    QCOMPARE(completion.logprobs[0].logprob, -0.1);
    QCOMPARE(completion.logprobs[0].alternatives.size(), size_t(2));
    QCOMPARE(completion.logprobs[0].alternatives[1], std::pair(u"Ho"_s, -2.5));
}

void GeminiCodecTest::saysWhyACallFailed()
{
    const Completion completion = answerTo(200, R"({"candidates":[{"finishReason":"MALFORMED_FUNCTION_CALL",
        "finishMessage":"Malformed function call: print"}]
})");
    QVERIFY(completion.error);
    QCOMPARE(completion.error->code, ErrorCode::ServerError);
    QVERIFY(completion.error->detail.contains(u"Malformed function call: print"));
}

void GeminiCodecTest::faultInAnArrayIsRead()
{
    const QByteArray fault = wireFile(u"gemini-error-400-key.json"_s).trimmed();
    QCOMPARE(answerTo(400, QByteArray("[" + fault + "]")).error->code, ErrorCode::Authentication);
}

void GeminiCodecTest::answerWithoutCandidatesIsMalformed()
{
    QCOMPARE(answerTo(200, R"({"usageMetadata":{"promptTokenCount":9}})").error->code,
             ErrorCode::MalformedResponse);
    QCOMPARE(answerTo(200, wireFile(u"gemini-models.json"_s)).error->code, ErrorCode::MalformedResponse);
}

void GeminiCodecTest::listsPageByPage()
{
    const Codec &codec = gemini();
    QCOMPARE(codec.encodeModelListing(provider(), baseUrl, key(), {}).url, baseUrl + "/models?pageSize=1000");
    const Result<ModelPage> first = codec.decodeModelListing(200, {}, wireFile(u"gemini-models.json"_s));
    QVERIFY(first);
    QCOMPARE(first->models.at(0),
             (catalog::ListedModel{u"gemini-3.8-flash"_s, u"Gemini 3.8 Flash"_s, 1'048'576, {}}));
    QCOMPARE(codec.encodeModelListing(provider(), baseUrl, key(), first->nextQuery).url,
             baseUrl + "/models?pageSize=1000&pageToken=Ch1nZW1");
    const Result<ModelPage> odd =
        codec.decodeModelListing(200, {}, R"({"models":[],"nextPageToken":"a&b="})");
    QVERIFY(odd);
    QCOMPARE(odd->nextQuery, QByteArray("pageToken=a%26b%3D"));
    QVERIFY(codec.decodeModelListing(200, {}, R"({"models":[{"name":"models/x"}]})")->nextQuery.isEmpty());
}

void GeminiCodecTest::countsTokens()
{
    ModelRequest request = asking(u"Hi"_s);
    request.messages.insert(request.messages.begin(), {Role::System, u"Be brief."_s});
    const auto http = gemini().encodeTokenCount(provider(), baseUrl, key(), request);
    QVERIFY(http);
    QCOMPARE(http->url, baseUrl + "/models/gemini-3.8-flash:countTokens");
    const QString expected = compact(R"({"generateContentRequest":{"model":"models/gemini-3.8-flash",
        "systemInstruction":{"parts":[{"text":"Be brief."}]},
        "contents":[{"role":"user","parts":[{"text":"Hi"}]}]}})");
    QCOMPARE(bodyOf(*http), expected);
    const auto count = gemini().decodeTokenCount(200, {}, wireFile(u"gemini-count-tokens.json"_s));
    QVERIFY(count);
    QCOMPARE(*count, 31);
    const auto none = gemini().decodeTokenCount(200, {}, "{}");
    QVERIFY(!none);
    QCOMPARE(none.error().code, ErrorCode::MalformedResponse);
}

void GeminiCodecTest::embedsTexts()
{
    const auto http = gemini().encodeEmbeddings(provider(), baseUrl, key(), u"gemini-embedding-001"_s,
                                                {u"one"_s, u"two"_s});
    QVERIFY(http);
    QCOMPARE(http->url, baseUrl + "/models/gemini-embedding-001:batchEmbedContents");
    const QString expected = compact(R"({"requests":[
        {"model":"models/gemini-embedding-001","content":{"parts":[{"text":"one"}]}},
        {"model":"models/gemini-embedding-001","content":{"parts":[{"text":"two"}]}}]})");
    QCOMPARE(bodyOf(*http), expected);
    const auto answer = gemini().decodeEmbeddings(200, {}, wireFile(u"gemini-batch-embeddings.json"_s), 2);
    QVERIFY(answer);
    QCOMPARE(answer->vectors, (std::vector<std::vector<float>>{{0.5F, 0.25F}, {-1, 2}}));
    QVERIFY(!answer->usage);
    const auto counted = gemini().decodeEmbeddings(
        200, {}, R"({"embeddings":[{"values":[1]}],"usageMetadata":{"promptTokenCount":8}})", 1);
    QVERIFY(counted);
    QCOMPARE(counted->usage->input, 8);
}

void GeminiCodecTest::refusesUnlikeVectors_data()
{
    QTest::addColumn<QByteArray>("body");
    QTest::newRow("too few") << QByteArray(R"({"embeddings":[{"values":[1,2]}]})");
    QTest::newRow("lengths") << QByteArray(R"({"embeddings":[{"values":[1,2]},{"values":[1]}]})");
    QTest::newRow("empty") << QByteArray(R"({"embeddings":[{"values":[]},{"values":[]}]})");
    QTest::newRow("words") << QByteArray(R"({"embeddings":[{"values":[1]},{"values":["1"]}]})");
    QTest::newRow("too large") << QByteArray(R"({"embeddings":[{"values":[1]},{"values":[1e300]}]})");
    QTest::newRow("page") << QByteArray("<html>");
}

void GeminiCodecTest::refusesUnlikeVectors()
{
    QFETCH(QByteArray, body);
    const auto answer = gemini().decodeEmbeddings(200, {}, body, 2);
    QVERIFY(!answer);
    QCOMPARE(answer.error().code, ErrorCode::MalformedResponse);
}

void GeminiCodecTest::plainCallsReportFaults()
{
    const QByteArray body = wireFile(u"gemini-error-429.json"_s);
    const auto count = gemini().decodeTokenCount(429, {}, body);
    const auto page = gemini().decodeModelListing(429, {}, body);
    const auto embeddings = gemini().decodeEmbeddings(429, {}, body, 1);
    QVERIFY(!count && !page && !embeddings);
    for (const Error &error : {count.error(), page.error(), embeddings.error()}) {
        QCOMPARE(error.code, ErrorCode::RateLimited);
        QCOMPARE(error.retryAfter, std::optional(std::chrono::milliseconds(34'400)));
    }
}

void GeminiCodecTest::speaksWithTheSimulator_data()
{
    QTest::addColumn<bool>("stream");
    QTest::newRow("stream") << true;
    QTest::newRow("plain") << false;
}

/// A whole round of tools over a real connection.
void GeminiCodecTest::speaksWithTheSimulator()
{
    QFETCH(bool, stream);
    simulator::SimulatorOptions options;
    options.latency = std::chrono::milliseconds(0);
    options.tokensPerSecond = 0;
    options.requiredKey = QString::fromLatin1(keyText);
    const auto simulated = std::move(*simulator::Simulator::start(options));
    const QByteArray base = "http://127.0.0.1:" + QByteArray::number(simulated->port()) + "/v1beta";
    transport::HttpClient client;
    const auto ask = [&](const ModelRequest &request, const security::Secret &secret) {
        const auto decoder = gemini().decoder([](const Delta &) {});
        DecodingSink sink(*decoder);
        auto outcome =
            await(client.send(gemini().encode(provider(), base, secret, request), sink, std::stop_token()));
        return decoder->end(outcome ? std::nullopt : std::optional(outcome.error()));
    };

    ModelRequest request = asking(u"What is the weather in Oslo?"_s, u"sim-swift"_s);
    request.stream = stream;
    request.tools = {weatherTool()};
    request.toolChoice.mode = ToolChoice::Mode::Required;
    const Completion called = ask(request, key());
    QVERIFY2(!called.error, called.error ? qPrintable(called.error->detail) : "");
    QCOMPARE(called.finishReason, std::optional(FinishReason::ToolCalls));
    QCOMPARE(called.toolCalls.size(), size_t(1));
    QCOMPARE(called.toolCalls[0].name, u"get_weather"_s);
    QVERIFY(!called.toolCalls[0].signature.isEmpty());

    request.messages.push_back(turnOf(called));
    request.messages.push_back(resultOf(called.toolCalls[0], u"{\"temp_c\":4}"_s));
    request.toolChoice.mode = ToolChoice::Mode::None;
    const Completion answered = ask(request, key());
    QVERIFY2(!answered.error, answered.error ? qPrintable(answered.error->detail) : "");
    QCOMPARE(answered.finishReason, std::optional(FinishReason::Stop));
    QVERIFY(!answered.text.isEmpty());
    QVERIFY(answered.usage && answered.usage->input > 0 && answered.usage->output > 0);

    const Completion refused = ask(request, security::Secret::fromUtf8("another"));
    QVERIFY(refused.error);
    QCOMPARE(refused.error->code, ErrorCode::Authentication);
}

void GeminiCodecTest::countsAndEmbedsWithTheSimulator()
{
    const auto simulated = std::move(*simulator::Simulator::start({}));
    const QByteArray base = "http://127.0.0.1:" + QByteArray::number(simulated->port()) + "/v1beta";
    transport::HttpClient client;
    const auto fetch = [&client](const transport::HttpRequest &request) {
        CollectingSink sink;
        if (!await(client.send(request, sink, std::stop_token())))
            sink.status = 0;
        return sink;
    };
    const CollectingSink count = fetch(
        *gemini().encodeTokenCount(provider(), base, key(), asking(u"One two three"_s, u"sim-swift"_s)));
    const auto tokens = gemini().decodeTokenCount(count.status, {}, count.body);
    QVERIFY(tokens);
    QCOMPARE_GT(*tokens, 0);

    const CollectingSink embedded =
        fetch(*gemini().encodeEmbeddings(provider(), base, key(), u"sim-embed"_s, {u"one"_s, u"two"_s}));
    const auto vectors = gemini().decodeEmbeddings(embedded.status, {}, embedded.body, 2);
    QVERIFY2(vectors, vectors ? "" : qPrintable(vectors.error().detail));

    const CollectingSink listed = fetch(gemini().encodeModelListing(provider(), base, key(), {}));
    const auto page = gemini().decodeModelListing(listed.status, {}, listed.body);
    QVERIFY(page);
    QCOMPARE(page->models.size(), simulator::simulatedModels().size());
}

QTEST_GUILESS_MAIN(GeminiCodecTest)
#include "tst_geminicodec.moc"
