// SPDX-License-Identifier: GPL-3.0-or-later
#include <QTest>

#include "catalog/providerstore.h"
#include "encoding.h"

using namespace Qt::StringLiterals;
using namespace assay;
using namespace assay::providers;
using namespace assay::providers::test;
using catalog::Protocol;

namespace {

catalog::Provider chat(const QString &vendor)
{
    return providerOf(Protocol::OpenAiChat, vendor);
}

QJsonObject chatBody(const QString &vendor, const ModelRequest &request)
{
    return bodyOf(encoded(chat(vendor), request));
}

QStringList leftOut(const QString &vendor, const ModelRequest &request)
{
    return codecFor(Protocol::OpenAiChat).unsupported(chat(vendor), request);
}

ModelRequest withImages()
{
    ModelRequest request = asking(u"What is this?"_s);
    request.messages[0].images = {{u"image/jpeg"_s, "abc"}, {{}, {}, u"https://pics.example/1.png"_s}};
    return request;
}

ModelRequest withEverything()
{
    ModelRequest request = withImages();
    request.tools = {weatherTool()};
    request.toolChoice = {ToolChoice::Mode::Named, u"get_weather"_s};
    Parameters &parameters = request.parameters;
    parameters.temperature = 2;
    parameters.topP = 0.9;
    parameters.maxTokens = 800;
    parameters.stop = {u"END"_s};
    parameters.seed = 7;
    parameters.responseFormat = ResponseFormat::JsonSchema;
    parameters.responseSchema = citySchema();
    parameters.reasoningEffort = ReasoningEffort::Minimal;
    parameters.topLogprobs = 3;
    parameters.frequencyPenalty = 0.5;
    parameters.presencePenalty = -0.5;
    return request;
}

} // namespace

class OpenAiEncodeTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void sendsEverything();
    void sendsToolsCallsAndResults();
    void saysWhichToolsMayBeCalled_data();
    void saysWhichToolsMayBeCalled();
    void onlyAStrictSchemaIsSentAsStrict_data();
    void onlyAStrictSchemaIsSentAsStrict();
    void flavoursDiffer_data();
    void flavoursDiffer();
    void saysWhatAFlavourCannotDo_data();
    void saysWhatAFlavourCannotDo();
    void whatIsLeftOutIsNotSent();
    void saysTheEffortAsEachServerKnowsIt_data();
    void saysTheEffortAsEachServerKnowsIt();
    void reasoningGoesBackWhereItMust();
    void gathersReasoningDetailsOfAStream();
    void readsLogprobsWithTheirRivals();
    void vLlmCountsTokens();
    void azureIsFoundByAnyOfItsAddresses_data();
    void azureIsFoundByAnyOfItsAddresses();
    void azureTakesTheKeyInItsOwnHeader();
    void azureTellsWhenAModelEnds();
};

void OpenAiEncodeTest::sendsEverything()
{
    QCOMPARE(
        compact(chatBody(u"openai"_s, withEverything())),
        compact(QByteArray(
            "{'model':'m','messages':[{'role':'user','content':[{'type':'text','text':'What is this?'},"
            "{'type':'image_url','image_url':{'url':'data:image/jpeg;base64,YWJj'}},"
            "{'type':'image_url','image_url':{'url':'https://pics.example/1.png'}}]}],"
            "'tools':[{'type':'function','function':{'name':'get_weather','description':'Current weather',"
            "'parameters':{'type':'object','properties':{'city':{'type':'string'}},'required':['city'],"
            "'additionalProperties':false}}}],"
            "'tool_choice':{'type':'function','function':{'name':'get_weather'}},"
            "'temperature':2,'top_p':0.9,'max_completion_tokens':800,'stop':['END'],'seed':7,"
            "'frequency_penalty':0.5,'presence_penalty':-0.5,'logprobs':true,'top_logprobs':3,"
            "'response_format':{'type':'json_schema','json_schema':{'name':'answer','strict':true,"
            "'schema':{'type':'object','properties':{'city':{'type':'string'}},'required':['city'],"
            "'additionalProperties':false}}},'reasoning_effort':'minimal'}")));
    QCOMPARE(leftOut(u"openai"_s, withEverything()), QStringList());
}

void OpenAiEncodeTest::sendsToolsCallsAndResults()
{
    ModelRequest request = asking({});
    request.messages = toolConversation();
    request.tools = {timeTool()};
    request.tools[0].strict = true;
    QCOMPARE(compact(chatBody(u"openai"_s, request)),
             compact(QByteArray(
                 "{'model':'m','messages':[{'role':'user','content':'Oslo?'},"
                 "{'role':'assistant','content':null,'tool_calls':["
                 "{'id':'call_a1','type':'function','function':{'name':'get_weather',"
                 "'arguments':'{\\'city\\':\\'Oslo\\'}'}},"
                 "{'id':'call_b2','type':'function','function':{'name':'get_time','arguments':'{}'}}]},"
                 "{'role':'tool','tool_call_id':'call_a1','content':'4 C'},"
                 "{'role':'tool','tool_call_id':'call_b2','content':'noon'}],"
                 "'tools':[{'type':'function','function':{'name':'get_time',"
                 "'parameters':{'type':'object','properties':{}},'strict':true}}]}")));
}

void OpenAiEncodeTest::saysWhichToolsMayBeCalled_data()
{
    using Mode = ToolChoice::Mode;
    QTest::addColumn<QString>("vendor");
    QTest::addColumn<ToolChoice::Mode>("mode");
    QTest::addColumn<QJsonValue>("choice");
    QTest::addColumn<QStringList>("offered");
    const QStringList both{u"get_weather"_s, u"get_time"_s};
    const QStringList one{u"get_time"_s};
    const QJsonValue named = objectOf("{'type':'function','function':{'name':'get_time'}}");
    const QJsonValue unsaid(QJsonValue::Undefined);
    QTest::newRow("any") << u"openai"_s << Mode::Auto << unsaid << both;
    QTest::newRow("none") << u"openai"_s << Mode::None << QJsonValue(u"none"_s) << both;
    QTest::newRow("one of them") << u"openai"_s << Mode::Required << QJsonValue(u"required"_s) << both;
    QTest::newRow("this one") << u"openai"_s << Mode::Named << named << both;
    QTest::newRow("this one, by offering no other")
        << u"lm-studio"_s << Mode::Named << QJsonValue(u"required"_s) << one;
    QTest::newRow("none, by offering none") << u"ollama"_s << Mode::None << unsaid << QStringList();
    QTest::newRow("cannot be forced") << u"ollama"_s << Mode::Required << unsaid << both;
}

void OpenAiEncodeTest::saysWhichToolsMayBeCalled()
{
    QFETCH(QString, vendor);
    QFETCH(ToolChoice::Mode, mode);
    QFETCH(QJsonValue, choice);
    QFETCH(QStringList, offered);
    ModelRequest request = asking(u"?"_s);
    request.tools = {weatherTool(), timeTool()};
    request.toolChoice = {mode, mode == ToolChoice::Mode::Named ? u"get_time"_s : QString()};
    const QJsonObject body = chatBody(vendor, request);
    QCOMPARE(body["tool_choice"_L1], choice);
    QStringList names;
    for (const QJsonValue &tool : body["tools"_L1].toArray())
        names << tool["function"_L1]["name"_L1].toString();
    QCOMPARE(names, offered);
}

void OpenAiEncodeTest::onlyAStrictSchemaIsSentAsStrict_data()
{
    QTest::addColumn<QByteArray>("schema");
    QTest::addColumn<bool>("strict");
    QTest::addColumn<QString>("name");
    QTest::newRow("closed") << QByteArray("{'title':'City of a day','type':'object','properties':{},"
                                          "'additionalProperties':false}")
                            << true << u"City_of_a_day"_s;
    QTest::newRow("open") << QByteArray("{'type':'object','properties':{}}") << false << u"answer"_s;
    QTest::newRow("optional property")
        << QByteArray("{'type':'object','properties':{'a':{}},'additionalProperties':false}") << false
        << u"answer"_s;
    QTest::newRow("open inside") << QByteArray(
        "{'type':'object','properties':{'a':{'type':'array','items':{'type':'object'}}},"
        "'required':['a'],'additionalProperties':false}")
                                 << false << u"answer"_s;
    QTest::newRow("open branch") << QByteArray(
        "{'type':'object','properties':{'a':{'anyOf':[{'type':'string'},{'type':'object'}]}},"
        "'required':['a'],'additionalProperties':false}")
                                 << false << u"answer"_s;
    QTest::newRow("no object") << QByteArray("{'type':'array','items':{'type':'string'}}") << false
                               << u"answer"_s;
}

void OpenAiEncodeTest::onlyAStrictSchemaIsSentAsStrict()
{
    QFETCH(QByteArray, schema);
    QFETCH(bool, strict);
    QFETCH(QString, name);
    ModelRequest request = asking(u"?"_s);
    request.parameters.responseFormat = ResponseFormat::JsonSchema;
    request.parameters.responseSchema = objectOf(schema);
    const QJsonValue sent = chatBody(u"openai"_s, request)["response_format"_L1]["json_schema"_L1];
    QCOMPARE(sent["strict"_L1].toBool(), strict);
    QCOMPARE(sent["name"_L1].toString(), name);
    QCOMPARE(sent["schema"_L1].toObject(), request.parameters.responseSchema);
}

void OpenAiEncodeTest::flavoursDiffer_data()
{
    QTest::addColumn<QString>("vendor");
    QTest::addColumn<QByteArray>("sampling");
    const QByteArray common = "'temperature':0.2,'stop':['END'],'logprobs':true,'frequency_penalty':0.5,"
                              "'stream':true,'stream_options':{'include_usage':true},";
    const QByteArray withoutLogprobs = "'temperature':0.2,'stop':['END'],'frequency_penalty':0.5,"
                                       "'stream':true,'stream_options':{'include_usage':true},";
    QTest::newRow("OpenAI") << u"openai"_s
                            << QByteArray("'temperature':0.2,'stop':['END'],'logprobs':true,"
                                          "'frequency_penalty':0.5,'stream':true,'stream_options':"
                                          "{'include_usage':true,'include_obfuscation':false},"
                                          "'max_completion_tokens':9,'seed':7");
    QTest::newRow("Mistral") << u"mistral"_s << withoutLogprobs + "'max_tokens':9,'random_seed':7";
    QTest::newRow("DeepSeek") << u"deepseek"_s << withoutLogprobs + "'max_tokens':9";
    QTest::newRow("Groq") << u"groq"_s
                          << QByteArray("'temperature':0.2,'stop':['END'],'stream':true,'stream_options':"
                                        "{'include_usage':true},'max_completion_tokens':9,'seed':7");
    QTest::newRow("OpenRouter") << u"openrouter"_s << common + "'max_tokens':9,'seed':7";
    QTest::newRow("Together") << u"together"_s << withoutLogprobs + "'max_tokens':9,'seed':7";
    QTest::newRow("xAI") << u"xai"_s << common + "'max_completion_tokens':9,'seed':7";
    QTest::newRow("vLLM") << u"vllm"_s << common + "'max_tokens':9,'seed':7";
    QTest::newRow("llama.cpp") << u"llama.cpp"_s << common + "'max_tokens':9,'seed':7";
    QTest::newRow("LM Studio") << u"lm-studio"_s << withoutLogprobs + "'max_tokens':9,'seed':7";
    QTest::newRow("Ollama") << u"ollama"_s << withoutLogprobs + "'max_tokens':9,'seed':7";
    QTest::newRow("simulator") << u"simulated"_s << common + "'max_tokens':9,'seed':7";
    QTest::newRow("unknown") << u"somebody"_s << common + "'max_tokens':9,'seed':7";
}

void OpenAiEncodeTest::flavoursDiffer()
{
    QFETCH(QString, vendor);
    QFETCH(QByteArray, sampling);
    ModelRequest request = asking(u"Hi"_s);
    request.stream = true;
    request.parameters.temperature = 0.2;
    request.parameters.maxTokens = 9;
    request.parameters.stop = {u"END"_s};
    request.parameters.seed = 7;
    request.parameters.topLogprobs = 0;
    request.parameters.frequencyPenalty = 0.5;
    QCOMPARE(
        compact(chatBody(vendor, request)),
        compact(QByteArray("{'model':'m','messages':[{'role':'user','content':'Hi'}]," + sampling + "}")));
}

void OpenAiEncodeTest::saysWhatAFlavourCannotDo_data()
{
    QTest::addColumn<QString>("vendor");
    QTest::addColumn<QStringList>("names");
    QTest::newRow("OpenAI") << u"openai"_s << QStringList();
    QTest::newRow("Mistral") << u"mistral"_s << QStringList{u"temperature above 1.5"_s, u"logprobs"_s};
    QTest::newRow("DeepSeek") << u"deepseek"_s
                              << QStringList{u"seed"_s, u"response_format"_s, u"logprobs"_s, u"images"_s};
    QTest::newRow("Groq") << u"groq"_s
                          << QStringList{u"logprobs"_s, u"frequency_penalty"_s, u"presence_penalty"_s};
    QTest::newRow("OpenRouter") << u"openrouter"_s << QStringList();
    QTest::newRow("Together") << u"together"_s << QStringList{u"logprobs"_s};
    QTest::newRow("vLLM") << u"vllm"_s << QStringList();
    QTest::newRow("llama.cpp") << u"llama.cpp"_s << QStringList{u"reasoning_effort"_s};
    QTest::newRow("LM Studio") << u"lm-studio"_s
                               << QStringList{u"logprobs"_s, u"reasoning_effort"_s, u"images by URL"_s};
    QTest::newRow("Ollama") << u"ollama"_s
                            << QStringList{u"logprobs"_s, u"tool_choice"_s, u"images by URL"_s};
    QTest::newRow("simulator") << u"simulated"_s << QStringList();
}

void OpenAiEncodeTest::saysWhatAFlavourCannotDo()
{
    QFETCH(QString, vendor);
    QFETCH(QStringList, names);
    QCOMPARE(leftOut(vendor, withEverything()), names);
    QCOMPARE(leftOut(vendor, asking(u"Hi"_s)), QStringList());
}

void OpenAiEncodeTest::whatIsLeftOutIsNotSent()
{
    const QJsonObject body = chatBody(u"deepseek"_s, withEverything());
    for (const QString &name : {u"seed"_s, u"random_seed"_s, u"response_format"_s, u"logprobs"_s})
        QVERIFY2(!body.contains(name), qPrintable(name));
    QCOMPARE(body["messages"_L1][0]["content"_L1], QJsonValue(u"What is this?"_s));
    QVERIFY(!chatBody(u"mistral"_s, withEverything()).contains(u"temperature"_s));
    QCOMPARE(chatBody(u"ollama"_s, withEverything())["messages"_L1][0]["content"_L1].toArray().size(), 2);

    ModelRequest json = asking(u"?"_s);
    json.parameters.responseFormat = ResponseFormat::JsonObject;
    QCOMPARE(leftOut(u"lm-studio"_s, json), QStringList(u"response_format"_s));
    QVERIFY(!chatBody(u"lm-studio"_s, json).contains(u"response_format"_s));
}

void OpenAiEncodeTest::saysTheEffortAsEachServerKnowsIt_data()
{
    QTest::addColumn<QString>("vendor");
    QTest::addColumn<QString>("effort");
    QTest::addColumn<QByteArray>("members");
    QTest::newRow("OpenAI") << u"openai"_s << u"high"_s << QByteArray("{'reasoning_effort':'high'}");
    QTest::newRow("OpenRouter") << u"openrouter"_s << u"none"_s
                                << QByteArray("{'reasoning':{'effort':'none'}}");
    QTest::newRow("DeepSeek") << u"deepseek"_s << u"low"_s
                              << QByteArray("{'thinking':{'type':'enabled'},'reasoning_effort':'low'}");
    QTest::newRow("DeepSeek, not at all")
        << u"deepseek"_s << u"none"_s << QByteArray("{'thinking':{'type':'disabled'}}");
    QTest::newRow("Groq") << u"groq"_s << u"minimal"_s
                          << QByteArray("{'reasoning_effort':'low','reasoning_format':'parsed'}");
    QTest::newRow("Groq, not at all") << u"groq"_s << u"none"_s << QByteArray("{'reasoning_effort':'none'}");
    QTest::newRow("Together, not at all") << u"together"_s << u"none"_s << QByteArray("{}");
    QTest::newRow("LM Studio") << u"lm-studio"_s << u"high"_s << QByteArray("{}");
}

void OpenAiEncodeTest::saysTheEffortAsEachServerKnowsIt()
{
    QFETCH(QString, vendor);
    QFETCH(QString, effort);
    QFETCH(QByteArray, members);
    ModelRequest request = asking(u"Hi"_s);
    request.parameters.reasoningEffort = reasoningEffortFromName(effort);
    QJsonObject body = chatBody(vendor, request);
    body.remove(u"model"_s);
    body.remove(u"messages"_s);
    QCOMPARE(compact(body), compact(members));
    QCOMPARE(leftOut(vendor, request).contains(u"reasoning_effort"_s), members == "{}");
}

void OpenAiEncodeTest::reasoningGoesBackWhereItMust()
{
    ModelRequest request = asking({});
    request.messages = toolConversation();
    request.messages[1].reasoning = u"Ask the station."_s;
    request.messages[1].replay = {objectOf("{'type':'reasoning.encrypted','data':'x','index':0}"),
                                  objectOf("{'type':'thinking','thinking':'of another vendor'}")};
    const auto assistant = [&request](const QString &vendor) {
        return chatBody(vendor, request)["messages"_L1][1].toObject();
    };
    QCOMPARE(assistant(u"deepseek"_s)["reasoning_content"_L1].toString(), u"Ask the station."_s);
    QCOMPARE(assistant(u"openrouter"_s)["reasoning_details"_L1].toArray(),
             QJsonArray{request.messages[1].replay.first()});
    for (const QString &member : {u"reasoning_content"_s, u"reasoning_details"_s, u"reasoning"_s})
        QVERIFY2(!assistant(u"openai"_s).contains(member), qPrintable(member));

    // Without a thought DeepSeek wants an empty one; without calls, none.
    request.messages[1].reasoning.clear();
    QVERIFY(assistant(u"deepseek"_s)["reasoning_content"_L1].isString());
    request.messages = {{Role::User, u"Hi"_s}, {Role::Assistant, u"Hello"_s}, {Role::User, u"More"_s}};
    request.messages[1].reasoning = u"A greeting."_s;
    QVERIFY(!assistant(u"deepseek"_s).contains(u"reasoning_content"_s));
}

void OpenAiEncodeTest::gathersReasoningDetailsOfAStream()
{
    const auto decoder = codecFor(Protocol::OpenAiChat).decoder([](const Delta &) {});
    decoder->head(200, {});
    const auto send = [&decoder](QByteArray delta, const QByteArray &reason) {
        delta.replace('\'', '"');
        decoder->feed(QByteArray("data: {\"choices\":[{\"index\":0,\"delta\":" + delta
                                 + ",\"finish_reason\":" + reason + "}]}\n\n"));
    };
    send("{'reasoning_details':[{'type':'reasoning.text','text':'Sm','index':0,'format':'a'}]}", "null");
    send("{'reasoning_details':[{'type':'reasoning.text','text':'all.','index':0}]}", "null");
    send("{'reasoning_details':[{'type':'reasoning.text','signature':'sig','index':0}]}", "null");
    send("{'reasoning_details':[{'type':'reasoning.encrypted','data':'zz','index':1}],'content':'Hi'}",
         "\"stop\"");
    const Completion completion = decoder->end(std::nullopt);
    QVERIFY(!completion.error);
    QCOMPARE(
        compact({{u"r"_s, completion.replay}}),
        compact(QByteArray("{'r':[{'type':'reasoning.text','text':'Small.','index':0,'format':'a',"
                           "'signature':'sig'},{'type':'reasoning.encrypted','data':'zz','index':1}]}")));
}

void OpenAiEncodeTest::readsLogprobsWithTheirRivals()
{
    QByteArray body = "{'choices':[{'index':0,'message':{'content':'Hi'},'finish_reason':'stop','logprobs':"
                      "{'content':[{'token':'Hi','logprob':-0.1,'top_logprobs':[{'token':'Yo','logprob':-3},"
                      "{'token':'Hi','logprob':-0.1},{'token':'?'}]}]}}]}";
    const Completion completion = decoded(Protocol::OpenAiChat, body.replace('\'', '"'));
    QCOMPARE(completion.logprobs.size(), size_t(1));
    using Rivals = std::vector<std::pair<QString, double>>;
    QCOMPARE(completion.logprobs[0].alternatives, (Rivals{{u"Hi"_s, -0.1}, {u"Yo"_s, -3}}));
}

void OpenAiEncodeTest::vLlmCountsTokens()
{
    const Codec &codec = codecFor(Protocol::OpenAiChat);
    ModelRequest request = asking(u"Hi"_s);
    request.parameters.temperature = 1;
    const security::Secret key = security::Secret::fromUtf8("k");
    const auto http = codec.encodeTokenCount(chat(u"vllm"_s), "http://gpu.example:8000/v1", key, request);
    QVERIFY(http);
    QCOMPARE(http->url, QByteArray("http://gpu.example:8000/tokenize"));
    QCOMPARE(compact(bodyOf(*http)),
             compact(QByteArray("{'model':'m','messages':[{'role':'user','content':'Hi'}]}")));
    QCOMPARE(codec.decodeTokenCount(200, {}, "{\"count\":12,\"max_model_len\":4096,\"tokens\":[1]}").value(),
             12);
    QCOMPARE(codec.decodeTokenCount(404, {}, "{}").error().code, ErrorCode::NotFound);
    QCOMPARE(codec.decodeTokenCount(200, {}, "{}").error().code, ErrorCode::MalformedResponse);
    QVERIFY(!codec.encodeTokenCount(chat(u"openai"_s), "https://llm.example/v1", key, request));
}

void OpenAiEncodeTest::azureIsFoundByAnyOfItsAddresses_data()
{
    QTest::addColumn<QByteArray>("base");
    QTest::addColumn<QByteArray>("chat");
    QTest::addColumn<QByteArray>("models");
    const QByteArray host = "https://r.openai.azure.com";
    const QByteArray classic = host + "/openai/deployments/my%20gpt/chat/completions?api-version=2024-10-21";
    const QByteArray models = host + "/openai/models?api-version=2024-10-21";
    QTest::newRow("resource") << host << classic << models;
    QTest::newRow("service") << host + "/openai" << classic << models;
    QTest::newRow("v1") << host + "/openai/v1" << host + "/openai/v1/chat/completions"
                        << host + "/openai/v1/models";
    QTest::newRow("v1, preview") << host + "/openai/v1?api-version=preview"
                                 << host + "/openai/v1/chat/completions?api-version=preview"
                                 << host + "/openai/v1/models?api-version=preview";
    QTest::newRow("deployment") << host + "/openai/deployments/other"
                                << host + "/openai/deployments/other/chat/completions?api-version=2024-10-21"
                                << models;
    QTest::newRow("as the portal shows it")
        << host + "/openai/deployments/other/chat/completions?api-version=2025-04-01-preview"
        << host + "/openai/deployments/other/chat/completions?api-version=2025-04-01-preview"
        << host + "/openai/models?api-version=2025-04-01-preview";
}

void OpenAiEncodeTest::azureIsFoundByAnyOfItsAddresses()
{
    QFETCH(QByteArray, base);
    QFETCH(QByteArray, chat);
    QFETCH(QByteArray, models);
    const Codec &codec = codecFor(Protocol::Azure);
    const catalog::Provider azure = providerOf(Protocol::Azure, u"azure"_s);
    ModelRequest request = asking(u"Hi"_s);
    request.model = u"my gpt"_s;
    QCOMPARE(codec.encode(azure, base, {}, request).url, chat);
    QCOMPARE(codec.encodeModelListing(azure, base, {}, {}).url, models);

    catalog::Provider stored = azure;
    stored.baseUrl = QUrl(QString::fromLatin1(base));
    const auto checked = catalog::validated(stored);
    QVERIFY2(checked, checked ? "" : qPrintable(checked.error().message));
    QCOMPARE(checked->baseUrl.toEncoded(), base);
}

void OpenAiEncodeTest::azureTakesTheKeyInItsOwnHeader()
{
    ModelRequest request = asking(u"Hi"_s);
    request.parameters.maxTokens = 9;
    request.stream = true;
    const auto http = encoded(providerOf(Protocol::Azure, {}), request);
    QCOMPARE(http.headers.value("api-key"), QByteArray("sk-test-1234"));
    QVERIFY(!http.headers.contains("authorization"));
    QCOMPARE(compact(bodyOf(http)),
             compact(QByteArray("{'model':'m','messages':[{'role':'user','content':'Hi'}],"
                                "'max_completion_tokens':9,'stream':true,"
                                "'stream_options':{'include_usage':true}}")));
    const auto embeddings =
        codecFor(Protocol::Azure)
            .encodeEmbeddings(providerOf(Protocol::Azure, {}), "https://r.example", {}, u"embed"_s, {u"a"_s});
    QVERIFY(embeddings);
    QCOMPARE(embeddings->url,
             QByteArray("https://r.example/openai/deployments/embed/embeddings?api-version=2024-10-21"));
}

void OpenAiEncodeTest::azureTellsWhenAModelEnds()
{
    const auto page = codecFor(Protocol::Azure)
                          .decodeModelListing(200, {},
                                              "{\"data\":[{\"id\":\"gpt-4o\",\"deprecation\":"
                                              "{\"inference\":1793404800}}]}");
    QVERIFY(page);
    QCOMPARE(page->models.at(0).shutdownDate, std::optional(QDate(2026, 10, 31)));
}

QTEST_GUILESS_MAIN(OpenAiEncodeTest)
#include "tst_openaiencode.moc"
