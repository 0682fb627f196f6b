// SPDX-License-Identifier: GPL-3.0-or-later
#include <QTest>

#include "encoding.h"

using namespace Qt::StringLiterals;
using namespace assay;
using namespace assay::providers;
using namespace assay::providers::test;
using catalog::Protocol;

namespace {

const Codec &anthropic()
{
    return codecFor(Protocol::Anthropic);
}

catalog::Provider provider()
{
    return providerOf(Protocol::Anthropic, u"anthropic"_s);
}

QJsonObject sent(const ModelRequest &request)
{
    return bodyOf(encoded(provider(), request));
}

QStringList leftOut(const ModelRequest &request)
{
    return anthropic().unsupported(provider(), request);
}

ModelRequest thinking(const QString &model, ReasoningEffort effort, std::optional<int> maxTokens = {})
{
    ModelRequest request = asking(u"Hi"_s);
    request.model = model;
    request.parameters.reasoningEffort = effort;
    request.parameters.maxTokens = maxTokens;
    return request;
}

Completion answerOf(QByteArray content)
{
    content = "{'content':[" + content + "],'stop_reason':'tool_use'}";
    return decoded(Protocol::Anthropic, content.replace('\'', '"'));
}

QString replayOf(const Completion &completion)
{
    return compact({{u"content"_s, completion.replay}});
}

} // namespace

class AnthropicEncodeTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void sendsToolsCallsAndResults();
    void saysWhichToolsMayBeCalled_data();
    void saysWhichToolsMayBeCalled();
    void sendsImages();
    void sendsASchema();
    void thinksAsTheModelKnowsHow_data();
    void thinksAsTheModelKnowsHow();
    void thinkingRulesOutOthers();
    void cannotThinkWithoutTheThoughtsBefore();
    void newerModelsTakeNoSampling();
    void saysWhatItCannotSend();
    void thoughtsGoBackUnchanged();
    void thoughtsBetweenCallsKeepTheirPlace();
    void aSignatureAloneIsEnough();
    void thoughtsOfOthersStayOut();
    void strangeCallIdsAreMadeFit();
    void countsTokens();
    void hasNoEmbeddings();
};

void AnthropicEncodeTest::sendsToolsCallsAndResults()
{
    ModelRequest request = asking({});
    request.messages = toolConversation();
    request.messages[1].text = u"Let me look."_s;
    request.tools = {weatherTool(), timeTool()};
    request.tools[0].strict = true;
    QCOMPARE(
        compact(sent(request)),
        compact(QByteArray(
            "{'model':'m','max_tokens':4096,'messages':[{'role':'user','content':'Oslo?'},"
            "{'role':'assistant','content':[{'type':'text','text':'Let me look.'},"
            "{'type':'tool_use','id':'call_a1','name':'get_weather','input':{'city':'Oslo'}},"
            "{'type':'tool_use','id':'call_b2','name':'get_time','input':{}}]},"
            "{'role':'user','content':[{'type':'tool_result','tool_use_id':'call_a1','content':'4 C'},"
            "{'type':'tool_result','tool_use_id':'call_b2','content':'noon'}]}],"
            "'tools':[{'name':'get_weather','description':'Current weather','strict':true,'input_schema':"
            "{'type':'object','properties':{'city':{'type':'string'}},'required':['city'],"
            "'additionalProperties':false}},{'name':'get_time','input_schema':{'type':'object'}}]}")));
}

void AnthropicEncodeTest::saysWhichToolsMayBeCalled_data()
{
    QTest::addColumn<ToolChoice::Mode>("mode");
    QTest::addColumn<QByteArray>("choice");
    QTest::newRow("any") << ToolChoice::Mode::Auto << QByteArray("{}");
    QTest::newRow("none") << ToolChoice::Mode::None << QByteArray("{'type':'none'}");
    QTest::newRow("one of them") << ToolChoice::Mode::Required << QByteArray("{'type':'any'}");
    QTest::newRow("this one") << ToolChoice::Mode::Named << QByteArray("{'type':'tool','name':'get_time'}");
}

void AnthropicEncodeTest::saysWhichToolsMayBeCalled()
{
    QFETCH(ToolChoice::Mode, mode);
    QFETCH(QByteArray, choice);
    ModelRequest request = asking(u"?"_s);
    request.tools = {timeTool()};
    request.toolChoice = {mode, u"get_time"_s};
    QCOMPARE(compact(sent(request)["tool_choice"_L1].toObject()), compact(choice));
}

void AnthropicEncodeTest::sendsImages()
{
    ModelRequest request = asking(u"What is this?"_s);
    request.messages[0].images = {{u"image/jpeg"_s, "abc"}, {{}, {}, u"https://pics.example/1.png"_s}};
    QCOMPARE(compact(sent(request)),
             compact(QByteArray(
                 "{'model':'m','max_tokens':4096,'messages':[{'role':'user','content':["
                 "{'type':'text','text':'What is this?'},"
                 "{'type':'image','source':{'type':'base64','media_type':'image/jpeg','data':'YWJj'}},"
                 "{'type':'image','source':{'type':'url','url':'https://pics.example/1.png'}}]}]}")));
    request.messages[0].text.clear(); // a text block must not be empty
    QCOMPARE(sent(request)["messages"_L1][0]["content"_L1].toArray().size(), 2);
}

void AnthropicEncodeTest::sendsASchema()
{
    ModelRequest request = thinking(u"claude-sonnet-5-5"_s, ReasoningEffort::Minimal);
    request.parameters.responseFormat = ResponseFormat::JsonSchema;
    request.parameters.responseSchema = citySchema();
    const QJsonObject config = sent(request)["output_config"_L1].toObject();
    QCOMPARE(config["effort"_L1].toString(), u"low"_s);
    QCOMPARE(config["format"_L1]["type"_L1].toString(), u"json_schema"_s);
    QCOMPARE(config["format"_L1]["schema"_L1].toObject(), citySchema());
    QCOMPARE(leftOut(request), QStringList());
}

void AnthropicEncodeTest::thinksAsTheModelKnowsHow_data()
{
    QTest::addColumn<QString>("model");
    QTest::addColumn<ReasoningEffort>("effort");
    QTest::addColumn<int>("maxTokens"); // 0: not said
    QTest::addColumn<QByteArray>("members");
    QTest::addColumn<bool>("refused");
    using E = ReasoningEffort;
    const auto budget = [](int tokens, int most) {
        return QByteArray("{'max_tokens':" + QByteArray::number(most)
                          + ",'thinking':{'type':'enabled','budget_tokens':" + QByteArray::number(tokens)
                          + "}}");
    };
    const QByteArray adaptive = "'thinking':{'type':'adaptive','display':'summarized'}";
    QTest::newRow("3.7") << u"claude-3-7-sonnet-20250219"_s << E::Low << 0 << budget(3200, 16000) << false;
    QTest::newRow("4") << u"claude-opus-4-20250514"_s << E::High << 10'000 << budget(8000, 10000) << false;
    QTest::newRow("4.5") << u"claude-haiku-4-5"_s << E::Minimal << 2000 << budget(1024, 2000) << false;
    QTest::newRow("no room") << u"claude-haiku-4-5"_s << E::High << 1024 << QByteArray("{'max_tokens':1024}")
                             << true;
    QTest::newRow("4.6") << u"claude-opus-4-6"_s << E::High << 0
                         << "{'max_tokens':16000,'output_config':{'effort':'high'}," + adaptive + '}'
                         << false;
    QTest::newRow("5.5, through a gateway")
        << u"anthropic/claude-sonnet-5.5"_s << E::Medium << 900
        << "{'max_tokens':900,'output_config':{'effort':'medium'}," + adaptive + '}' << false;
    QTest::newRow("not at all") << u"claude-sonnet-5-5"_s << E::None << 0
                                << QByteArray("{'max_tokens':4096,'thinking':{'type':'disabled'}}") << false;
    QTest::newRow("3.5 cannot") << u"claude-3-5-haiku-20241022"_s << E::Low << 0
                                << QByteArray("{'max_tokens':4096}") << true;
    QTest::newRow("3.5 need not") << u"claude-3-5-haiku-20241022"_s << E::None << 0
                                  << QByteArray("{'max_tokens':4096}") << false;
    QTest::newRow("somebody else's") << u"deepseek-v4-pro"_s << E::Medium << 0 << budget(8000, 16000)
                                     << false;
}

void AnthropicEncodeTest::thinksAsTheModelKnowsHow()
{
    QFETCH(QString, model);
    QFETCH(ReasoningEffort, effort);
    QFETCH(int, maxTokens);
    QFETCH(QByteArray, members);
    QFETCH(bool, refused);
    const ModelRequest request =
        thinking(model, effort, maxTokens == 0 ? std::nullopt : std::optional(maxTokens));
    QJsonObject body = sent(request);
    body.remove(u"model"_s);
    body.remove(u"messages"_s);
    QCOMPARE(compact(body), compact(members));
    QCOMPARE(leftOut(request), refused ? QStringList(u"reasoning_effort"_s) : QStringList());
}

void AnthropicEncodeTest::thinkingRulesOutOthers()
{
    ModelRequest request = thinking(u"claude-haiku-4-5"_s, ReasoningEffort::Low);
    request.parameters.temperature = 0.5;
    request.parameters.topP = 0.5;
    QCOMPARE(leftOut(request), QStringList({u"temperature"_s, u"top_p"_s}));
    QVERIFY(!sent(request).contains(u"temperature"_s) && !sent(request).contains(u"top_p"_s));
    request.parameters.temperature = 1; // what it does anyway
    request.parameters.topP.reset();
    QCOMPARE(leftOut(request), QStringList());

    // A call that must be made wins over thinking.
    request.tools = {timeTool()};
    request.toolChoice.mode = ToolChoice::Mode::Required;
    QCOMPARE(leftOut(request), QStringList(u"reasoning_effort"_s));
    QVERIFY(!sent(request).contains(u"thinking"_s) && sent(request).contains(u"tool_choice"_s));
}

void AnthropicEncodeTest::cannotThinkWithoutTheThoughtsBefore()
{
    ModelRequest request = thinking(u"claude-haiku-4-5"_s, ReasoningEffort::Low);
    request.messages = toolConversation(); // whose calls another model made
    QCOMPARE(leftOut(request), QStringList(u"reasoning_effort"_s));
    request.messages[1].reasoning = u"Look it up."_s;
    request.messages[1].reasoningSignature = u"sig"_s;
    QCOMPARE(leftOut(request), QStringList());
    request.messages[1].reasoningSignature.clear();
    request.messages.push_back({Role::User, u"Go on."_s}); // a new turn
    QCOMPARE(leftOut(request), QStringList());
}

void AnthropicEncodeTest::newerModelsTakeNoSampling()
{
    ModelRequest request = asking(u"Hi"_s);
    request.parameters.temperature = 0.3;
    request.parameters.topP = 0.9;
    request.model = u"claude-sonnet-5-5"_s;
    QCOMPARE(leftOut(request), QStringList({u"temperature"_s, u"top_p"_s}));
    QVERIFY(!sent(request).contains(u"temperature"_s) && !sent(request).contains(u"top_p"_s));
    request.model = u"claude-sonnet-4-5"_s; // one of the two
    QCOMPARE(leftOut(request), QStringList(u"top_p beside temperature"_s));
    QVERIFY(sent(request).contains(u"temperature"_s) && !sent(request).contains(u"top_p"_s));
    request.model = u"claude-3-7-sonnet-latest"_s;
    QCOMPARE(leftOut(request), QStringList());
    request.parameters.temperature = 1.5;
    QCOMPARE(leftOut(request), QStringList(u"temperature above 1"_s));
    QVERIFY(!sent(request).contains(u"temperature"_s));
}

void AnthropicEncodeTest::saysWhatItCannotSend()
{
    ModelRequest request = asking(u"Hi"_s);
    Parameters &parameters = request.parameters;
    parameters.seed = 7;
    parameters.responseFormat = ResponseFormat::JsonObject;
    parameters.topLogprobs = 2;
    parameters.frequencyPenalty = 1;
    parameters.presencePenalty = 1;
    QCOMPARE(leftOut(request),
             QStringList({u"seed"_s, u"response_format"_s, u"logprobs"_s, u"frequency_penalty"_s,
                          u"presence_penalty"_s}));
    QCOMPARE(
        compact(sent(request)),
        compact(QByteArray("{'model':'m','max_tokens':4096,'messages':[{'role':'user','content':'Hi'}]}")));
}

void AnthropicEncodeTest::thoughtsGoBackUnchanged()
{
    const Completion completion = answerOf(
        "{'type':'thinking','thinking':'Hm.','signature':'s1'},{'type':'redacted_thinking','data':'x'},"
        "{'type':'thinking','thinking':'Yes.','signature':'s2'},{'type':'text','text':'Let me look.'},"
        "{'type':'tool_use','id':'t1','name':'get_time','input':{}}");
    QVERIFY(!completion.error);
    QCOMPARE(completion.reasoning, u"Hm.Yes."_s);
    ModelRequest request = thinking(u"claude-sonnet-5-5"_s, ReasoningEffort::Low);
    request.messages.push_back(turnOf(completion));
    request.messages.push_back(resultOf(completion.toolCalls[0], u"noon"_s));
    QCOMPARE(leftOut(request), QStringList());
    QCOMPARE(
        compact(sent(request)["messages"_L1][1].toObject()),
        compact(QByteArray(
            "{'role':'assistant','content':[{'type':'thinking','thinking':'Hm.','signature':'s1'},"
            "{'type':'redacted_thinking','data':'x'},{'type':'thinking','thinking':'Yes.','signature':'s2'},"
            "{'type':'text','text':'Let me "
            "look.'},{'type':'tool_use','id':'t1','name':'get_time','input':{}}]}")));
}

void AnthropicEncodeTest::thoughtsBetweenCallsKeepTheirPlace()
{
    const QByteArray content = "{'type':'thinking','thinking':'One.','signature':'s1'},"
                               "{'type':'tool_use','id':'t1','name':'get_time','input':{}},"
                               "{'type':'thinking','thinking':'Two.','signature':'s2'},"
                               "{'type':'tool_use','id':'t2','name':'get_weather','input':{'city':'Oslo'}}";
    const Completion completion = answerOf(content);
    const QString whole = compact(QByteArray("{'content':[" + content + "]}"));
    QCOMPARE(replayOf(completion), whole);
    ModelRequest request = asking(u"?"_s);
    request.messages.push_back(turnOf(completion));
    const auto again = [&request] {
        const QJsonObject message = sent(request)["messages"_L1][1].toObject();
        return compact({{u"content"_s, message["content"_L1]}});
    };
    QCOMPARE(again(), whole);
    // A person took one call out: the rest must not bring it back.
    request.messages[1].toolCalls.pop_back();
    QVERIFY2(!again().contains(u"get_weather"_s) && again().contains(u"get_time"_s), qPrintable(again()));
}

void AnthropicEncodeTest::aSignatureAloneIsEnough()
{
    ModelRequest request = asking(u"?"_s);
    request.messages.push_back({Role::Assistant, u"Hi"_s});
    request.messages[1].reasoning = u"Hm."_s;
    request.messages[1].reasoningSignature = u"s1"_s;
    QCOMPARE(compact(sent(request)["messages"_L1][1].toObject()),
             compact(QByteArray(
                 "{'role':'assistant','content':[{'type':'thinking','thinking':'Hm.','signature':'s1'},"
                 "{'type':'text','text':'Hi'}]}")));
}

void AnthropicEncodeTest::thoughtsOfOthersStayOut()
{
    ModelRequest request = asking(u"?"_s);
    request.messages.push_back({Role::Assistant, u"Hi"_s});
    request.messages[1].reasoning = u"Hm."_s;
    request.messages[1].replay = {objectOf("{'type':'reasoning.text','text':'Hm.'}")};
    QCOMPARE(sent(request)["messages"_L1][1]["content"_L1], QJsonValue(u"Hi"_s));
}

void AnthropicEncodeTest::strangeCallIdsAreMadeFit()
{
    ModelRequest request = asking({});
    request.messages = toolConversation();
    request.messages[1].toolCalls[0].id = u"fc:1/ä"_s;
    request.messages[2].toolCallId = u"fc:1/ä"_s;
    const QJsonValue messages = sent(request)["messages"_L1];
    QCOMPARE(messages[1]["content"_L1][0]["id"_L1].toString(), u"fc_1__"_s);
    QCOMPARE(messages[2]["content"_L1][0]["tool_use_id"_L1].toString(), u"fc_1__"_s);
}

void AnthropicEncodeTest::countsTokens()
{
    ModelRequest request = thinking(u"claude-haiku-4-5"_s, ReasoningEffort::Medium);
    request.messages.insert(request.messages.begin(), {Role::System, u"Be brief."_s});
    request.parameters.stop = {u"END"_s};
    request.parameters.temperature = 1;
    request.stream = true;
    request.tools = {timeTool()};
    const auto http = anthropic().encodeTokenCount(provider(), "https://llm.example/v1",
                                                   security::Secret::fromUtf8("sk"), request);
    QVERIFY(http);
    QCOMPARE(http->url, QByteArray("https://llm.example/v1/messages/count_tokens"));
    QCOMPARE(http->headers.value("x-api-key"), QByteArray("sk"));
    QCOMPARE(
        compact(bodyOf(*http)),
        compact(QByteArray(
            "{'model':'claude-haiku-4-5','system':'Be brief.','messages':[{'role':'user','content':'Hi'}],"
            "'thinking':{'type':'enabled','budget_tokens':8000},"
            "'tools':[{'name':'get_time','input_schema':{'type':'object'}}]}")));
    QCOMPARE(anthropic().decodeTokenCount(200, {}, "{\"input_tokens\":2095}").value(), 2095);
    QCOMPARE(anthropic().decodeTokenCount(401, {}, "{}").error().code, ErrorCode::Authentication);
    QCOMPARE(anthropic().decodeTokenCount(200, {}, "[]").error().code, ErrorCode::MalformedResponse);
}

void AnthropicEncodeTest::hasNoEmbeddings()
{
    QVERIFY(!anthropic().encodeEmbeddings(provider(), "https://llm.example/v1", {}, u"m"_s, {u"a"_s}));
}

QTEST_GUILESS_MAIN(AnthropicEncodeTest)
#include "tst_anthropicencode.moc"
