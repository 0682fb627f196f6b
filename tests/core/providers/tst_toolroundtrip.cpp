// SPDX-License-Identifier: GPL-3.0-or-later
#include <QTest>

#include "encoding.h"
#include "simulator/simulator.h"
#include "support/awaiting.h"

using namespace Qt::StringLiterals;
using namespace assay;
using namespace assay::providers;
using namespace assay::providers::test;
using assay::test::await;
using catalog::Protocol;

namespace {

constexpr auto keyText = "sk-test-4f9d8a7b6c5e";

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

/// Question, call, result, answer: over the wire, through every vendor's flavour, with a key that is checked.
class ToolRoundTripTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void callsComeBackWithTheirResults_data();
    void callsComeBackWithTheirResults();
    void answersFitTheSchema_data();
    void answersFitTheSchema();
    void embedsCountsAndLists();
    void aWrongKeyIsRefused_data();
    void aWrongKeyIsRefused();

private:
    [[nodiscard]] QByteArray base(const QString &path) const;
    [[nodiscard]] Completion ask(const catalog::Provider &provider, const QString &path,
                                 const ModelRequest &request, const char *key = keyText);
    [[nodiscard]] CollectingSink fetch(const transport::HttpRequest &request);

    std::unique_ptr<simulator::Simulator> m_simulator;
    transport::HttpClient m_client;
};

void ToolRoundTripTest::initTestCase()
{
    simulator::SimulatorOptions options;
    options.latency = std::chrono::milliseconds(0);
    options.tokensPerSecond = 0;
    options.requiredKey = QString::fromLatin1(keyText);
    auto started = simulator::Simulator::start(options);
    QVERIFY(started);
    m_simulator = std::move(*started);
}

QByteArray ToolRoundTripTest::base(const QString &path) const
{
    return "http://127.0.0.1:" + QByteArray::number(m_simulator->port()) + path.toLatin1();
}

Completion ToolRoundTripTest::ask(const catalog::Provider &provider, const QString &path,
                                  const ModelRequest &request, const char *key)
{
    const Codec &codec = codecFor(provider.protocol);
    const auto decoder = codec.decoder([](const Delta &) {});
    DecodingSink sink(*decoder);
    const auto http = codec.encode(provider, base(path), security::Secret::fromUtf8(key), request);
    const auto outcome = await(m_client.send(http, sink, std::stop_token()));
    return decoder->end(outcome ? std::nullopt : std::optional(outcome.error()));
}

CollectingSink ToolRoundTripTest::fetch(const transport::HttpRequest &request)
{
    CollectingSink sink;
    if (!await(m_client.send(request, sink, std::stop_token())))
        sink.status = 0;
    return sink;
}

void ToolRoundTripTest::callsComeBackWithTheirResults_data()
{
    QTest::addColumn<Protocol>("protocol");
    QTest::addColumn<QString>("vendor");
    QTest::addColumn<QString>("path");
    QTest::addColumn<bool>("stream");
    for (const bool stream : {false, true}) {
        const auto row = [stream](const QString &name) {
            return QString(name + (stream ? u", stream"_s : u", whole"_s)).toUtf8();
        };
        for (const catalog::Vendor &vendor : catalog::vendors())
            QTest::newRow(row(vendor.name).constData())
                << Protocol::OpenAiChat << QString(vendor.id) << u"/v1"_s << stream;
        QTest::newRow(row(u"Azure, deployment"_s).constData())
            << Protocol::Azure << u"azure"_s << u"/openai"_s << stream;
        QTest::newRow(row(u"Azure, v1"_s).constData())
            << Protocol::Azure << u"azure"_s << u"/openai/v1"_s << stream;
        QTest::newRow(row(u"Anthropic Messages"_s).constData())
            << Protocol::Anthropic << u"anthropic"_s << u"/v1"_s << stream;
    }
}

void ToolRoundTripTest::callsComeBackWithTheirResults()
{
    QFETCH(Protocol, protocol);
    QFETCH(QString, vendor);
    QFETCH(QString, path);
    QFETCH(bool, stream);
    const catalog::Provider provider = providerOf(protocol, vendor);
    ModelRequest request = asking(u"What is the weather in Oslo?"_s);
    request.model = u"sim-swift"_s;
    request.stream = stream;
    request.tools = {weatherTool()};
    const bool listens =
        catalog::chatFlavourOf(provider).toolChoices != catalog::ChatFlavour::ToolChoices::Auto;
    request.toolChoice.mode = listens ? ToolChoice::Mode::Required : ToolChoice::Mode::Auto;
    const Completion called = ask(provider, path, request);
    QVERIFY2(!called.error, called.error ? qPrintable(called.error->detail) : "");
    if (listens) {
        QCOMPARE(called.finishReason, std::optional(FinishReason::ToolCalls));
        QCOMPARE(called.toolCalls.size(), size_t(1));
    }
    Message turn = turnOf(called);
    if (turn.toolCalls.empty()) // left to itself, the simulator may just answer
        turn.toolCalls = {{u"call_1"_s, u"get_weather"_s, objectOf("{'city':'Oslo'}")}};
    QCOMPARE(turn.toolCalls[0].name, u"get_weather"_s);

    request.messages.push_back(turn);
    request.messages.push_back(resultOf(turn.toolCalls[0], u"{\"temp_c\":4}"_s));
    request.toolChoice.mode = ToolChoice::Mode::None;
    const Completion answered = ask(provider, path, request);
    QVERIFY2(!answered.error, answered.error ? qPrintable(answered.error->detail) : "");
    QCOMPARE(answered.finishReason, std::optional(FinishReason::Stop));
    QVERIFY2(answered.text.contains(u"temp_c"_s), qPrintable(answered.text));
    QVERIFY(answered.usage && answered.usage->input > 0 && answered.usage->output > 0);
}

void ToolRoundTripTest::answersFitTheSchema_data()
{
    QTest::addColumn<Protocol>("protocol");
    QTest::addColumn<QString>("path");
    QTest::newRow("OpenAI") << Protocol::OpenAiChat << u"/v1"_s;
    QTest::newRow("Azure") << Protocol::Azure << u"/openai"_s;
    QTest::newRow("Anthropic") << Protocol::Anthropic << u"/v1"_s;
}

void ToolRoundTripTest::answersFitTheSchema()
{
    QFETCH(Protocol, protocol);
    QFETCH(QString, path);
    ModelRequest request = asking(u"Which city?"_s);
    request.model = u"sim-swift"_s;
    request.parameters.responseFormat = ResponseFormat::JsonSchema;
    request.parameters.responseSchema = citySchema();
    const Completion completion = ask(providerOf(protocol, {}), path, request);
    QVERIFY2(!completion.error, completion.error ? qPrintable(completion.error->detail) : "");
    const auto answer = parseJsonObject(completion.text.toUtf8(), u"answer"_s);
    QVERIFY2(answer, qPrintable(completion.text));
    QVERIFY(answer->value("city"_L1).isString());
}

void ToolRoundTripTest::embedsCountsAndLists()
{
    const security::Secret key = security::Secret::fromUtf8(keyText);
    for (const auto &[protocol, path] :
         {std::pair(Protocol::OpenAiChat, u"/v1"_s), std::pair(Protocol::Azure, u"/openai"_s)}) {
        const Codec &codec = codecFor(protocol);
        for (const QString &vendor : {u"openai"_s, u"mistral"_s}) { // packed, and as numbers
            const catalog::Provider provider = providerOf(protocol, vendor);
            const CollectingSink got = fetch(
                *codec.encodeEmbeddings(provider, base(path), key, u"sim-embed"_s, {u"one"_s, u"two"_s}));
            const auto vectors = codec.decodeEmbeddings(got.status, {}, got.body, 2);
            QVERIFY2(vectors, vectors ? "" : qPrintable(vectors.error().detail));
            QVERIFY(vectors->usage && vectors->usage->input > 0);
        }
    }
    for (const Protocol protocol : {Protocol::OpenAiChat, Protocol::Azure, Protocol::Anthropic}) {
        const Codec &codec = codecFor(protocol);
        const QString path = protocol == Protocol::Azure ? u"/openai/v1"_s : u"/v1"_s;
        const CollectingSink got =
            fetch(codec.encodeModelListing(providerOf(protocol, {}), base(path), key, {}));
        const auto page = codec.decodeModelListing(got.status, {}, got.body);
        QVERIFY2(page, page ? "" : qPrintable(page.error().detail));
        QCOMPARE(page->models.size(), simulator::simulatedModels().size());
    }
    const Codec &anthropic = codecFor(Protocol::Anthropic);
    ModelRequest request = asking(u"One two three"_s);
    request.model = u"sim-swift"_s;
    const CollectingSink got =
        fetch(*anthropic.encodeTokenCount(providerOf(Protocol::Anthropic, {}), base(u"/v1"_s), key, request));
    const auto tokens = anthropic.decodeTokenCount(got.status, {}, got.body);
    QVERIFY2(tokens, tokens ? "" : qPrintable(tokens.error().detail));
    QCOMPARE_GT(*tokens, 0);
}

void ToolRoundTripTest::aWrongKeyIsRefused_data()
{
    answersFitTheSchema_data();
}

void ToolRoundTripTest::aWrongKeyIsRefused()
{
    QFETCH(Protocol, protocol);
    QFETCH(QString, path);
    ModelRequest request = asking(u"Hi"_s);
    request.model = u"sim-swift"_s;
    const Completion completion = ask(providerOf(protocol, {}), path, request, "another");
    QVERIFY(completion.error);
    QCOMPARE(completion.error->code, ErrorCode::Authentication);
}

QTEST_GUILESS_MAIN(ToolRoundTripTest)
#include "tst_toolroundtrip.moc"
