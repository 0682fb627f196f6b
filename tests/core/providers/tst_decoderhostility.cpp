// SPDX-License-Identifier: GPL-3.0-or-later
#include <QTest>

#include "providers/codec.h"
#include "transport/ssedecoder.h"

#include <random>

#include <QDir>
#include <QFile>

using namespace Qt::StringLiterals;
using namespace assay;
using namespace assay::providers;
using catalog::Protocol;

namespace {

constexpr unsigned seed = 7;

Completion decoded(Protocol protocol, int status, const QByteArray &body)
{
    const auto decoder = codecFor(protocol).decoder([](const Delta &) {});
    decoder->head(status, {});
    decoder->feed(body);
    return decoder->end(std::nullopt);
}

QByteArray nested(int depth)
{
    return QByteArray("[").repeated(depth) + QByteArray("]").repeated(depth);
}

} // namespace

/// Whatever comes in, a decoder answers with an error or an answer, and never crashes.
class DecoderHostilityTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void nonsenseIsMalformed_data();
    void nonsenseIsMalformed();
    void oddNumbersDoNoHarm();
    void absurdCountsAreNotBelieved();
    void endlessCallsAndChoicesAreBounded();
    void tooLargeEventEndsTheStream();
    void endWithoutHeadIsAnError();
    void survivesDamagedTranscripts_data();
    void survivesDamagedTranscripts();
};

void DecoderHostilityTest::nonsenseIsMalformed_data()
{
    QTest::addColumn<QByteArray>("body");
    QTest::newRow("empty") << QByteArray();
    QTest::newRow("blanks") << QByteArray(" \r\n\n\t");
    QTest::newRow("text") << QByteArray("hello");
    QTest::newRow("HTML") << QByteArray("<!doctype html><title>Log in</title>");
    QTest::newRow("array") << QByteArray("[1,2]");
    QTest::newRow("empty object") << QByteArray("{}");
    QTest::newRow("half an object") << QByteArray("{\"choices\":[");
    QTest::newRow("choices is text") << QByteArray(R"({"choices":"x","content":"x"})");
    QTest::newRow("deep") << "{\"choices\":" + nested(100'000) + '}';
    QTest::newRow("deep, unclosed") << "{\"choices\":" + QByteArray("[").repeated(1'000'000);
    QTest::newRow("lone surrogate") << QByteArray(
        R"({"choices":[{"message":{"content":"\ud83d"},"finish_reason":"stop"}],"content":[{"text":"\ud83d"}]})");
    QTest::newRow("invalid UTF-8") << QByteArray(
        "{\"choices\":[{\"message\":{\"content\":\"\xff\xfe\"}}],\"content\":[]}");
    QTest::newRow("number beyond double") << QByteArray(R"({"choices":[],"content":[],"created":1e999})");
    QTest::newRow("NUL bytes") << QByteArray(64, '\0');
    QTest::newRow("events of nothing") << QByteArray("data:\n\ndata: \n\n\n");
    QTest::newRow("event of text") << QByteArray("data: hello\n\n");
    QTest::newRow("event of a list") << QByteArray("data: [1]\n\n");
    QTest::newRow("deep event") << "data: " + nested(100'000) + "\n\n";
    QTest::newRow("surrogate in an event")
        << QByteArray("data: {\"choices\":[{\"delta\":{\"content\":\"\\udc00\"}}]}\n\n");
    QTest::newRow("invalid UTF-8 in an event")
        << QByteArray("data: {\"choices\":[{\"delta\":{\"content\":\"\xc3\"}}]}\n\n");
    QTest::newRow("only DONE") << QByteArray("data: [DONE]\n\n");
    QTest::newRow("only comments") << QByteArray(": keep-alive\n\n: keep-alive\n\n");
}

void DecoderHostilityTest::nonsenseIsMalformed()
{
    QFETCH(QByteArray, body);
    for (const Protocol protocol : {Protocol::OpenAiChat, Protocol::OpenAiResponses, Protocol::Anthropic,
                                    Protocol::Gemini, Protocol::Ollama}) {
        for (const int status : {200, 204}) {
            const Completion completion = decoded(protocol, status, body);
            QVERIFY(completion.error);
            QCOMPARE(completion.error->code, ErrorCode::MalformedResponse);
            QVERIFY(completion.error->retryable);
            QVERIFY(!completion.error->detail.isEmpty());
        }
        QCOMPARE(decoded(protocol, 502, body).error->code, ErrorCode::ServerError);
    }
}

void DecoderHostilityTest::oddNumbersDoNoHarm()
{
    for (const QByteArray &number :
         {QByteArray("-1"), QByteArray("1.5"), QByteArray("1e300"), QByteArray("\"7\""),
          QByteArray("9223372036854775807"), QByteArray("18446744073709551615"), QByteArray("-0.0"),
          QByteArray("{}"), QByteArray("[]"), QByteArray("true")}) {
        const QByteArray chunk = "data: {\"choices\":[{\"index\":" + number
            + ",\"delta\":{\"tool_calls\":[{\"index\":" + number + ",\"function\":" + number
            + "}]},\"logprobs\":" + number + "}],\"usage\":{\"prompt_tokens\":" + number
            + ",\"completion_tokens\":" + number + "},\"created\":" + number + "}\n\n";
        QVERIFY(decoded(Protocol::OpenAiChat, 200, chunk).error);
        const QByteArray event = "data: {\"type\":\"content_block_start\",\"index\":" + number
            + ",\"content_block\":{\"type\":\"tool_use\",\"input\":" + number
            + "}}\n\ndata: {\"type\":" + "\"message_delta\",\"usage\":{\"input_tokens\":" + number + "}}\n\n";
        QVERIFY(decoded(Protocol::Anthropic, 200, event).error);
        QVERIFY(decoded(Protocol::OpenAiChat, 500, "{\"error\":{\"code\":" + number + "}}").error);
    }
}

void DecoderHostilityTest::absurdCountsAreNotBelieved()
{
    const Completion completion =
        decoded(Protocol::Anthropic, 200,
                R"({"content":[],"stop_reason":"end_turn","usage":{"input_tokens":9223372036854775807,)"
                R"("cache_read_input_tokens":9223372036854775807,"output_tokens":3}})");
    QVERIFY(!completion.error);
    QCOMPARE(completion.usage, std::optional(catalog::Usage{0, 0, 0, 3, 0}));
}

void DecoderHostilityTest::endlessCallsAndChoicesAreBounded()
{
    QByteArray body;
    for (int i = 0; i < 5000; ++i) {
        const QByteArray index = QByteArray::number(i);
        body += "data: {\"choices\":[{\"index\":" + index
            + ",\"delta\":{}},{\"index\":0,\"delta\":{\"tool_calls\":[{\"index\":" + index
            + ",\"function\":{\"name\":\"f\"}}]}}]}\n\n";
    }
    body += "data: {\"choices\":[{\"index\":0,\"finish_reason\":\"stop\"}]}\n\n";
    const Completion completion = decoded(Protocol::OpenAiChat, 200, body);
    QVERIFY(!completion.error);
    QVERIFY(completion.toolCalls.size() <= 1024);
    QVERIFY(completion.choices.size() <= 129);
}

void DecoderHostilityTest::tooLargeEventEndsTheStream()
{
    const auto decoder = codecFor(Protocol::OpenAiChat).decoder({});
    decoder->head(200, {});
    decoder->feed("data: {\"choices\":[{\"index\":0,\"delta\":{\"content\":\"Hi\"}}]}\n\ndata: \"");
    const QByteArray filler(1024 * 1024, 'x');
    for (qsizetype sent = 0; sent <= transport::SseDecoder::maxEventBytes; sent += filler.size())
        decoder->feed(filler);
    decoder->feed("\"\n\n");
    const Completion completion = decoder->end(std::nullopt);
    QCOMPARE(completion.text, u"Hi"_s);
    QCOMPARE(completion.error->code, ErrorCode::MalformedResponse);
}

void DecoderHostilityTest::endWithoutHeadIsAnError()
{
    const Error unreachable{ErrorCode::Network, u"No route."_s, {}, true, {}};
    for (const Protocol protocol : {Protocol::OpenAiChat, Protocol::OpenAiResponses, Protocol::Anthropic,
                                    Protocol::Gemini, Protocol::Ollama}) {
        QCOMPARE(codecFor(protocol).decoder({})->end(unreachable).error, std::optional(unreachable));
        QCOMPARE(codecFor(protocol).decoder({})->end(std::nullopt).error->code, ErrorCode::MalformedResponse);
    }
}

void DecoderHostilityTest::survivesDamagedTranscripts_data()
{
    QTest::addColumn<QString>("path");
    const QDir folder(QStringLiteral(ASSAY_TEST_DATA "/wire"));
    for (const QString &file : folder.entryList({u"*.sse"_s, u"*.json"_s, u"*.html"_s, u"*.ndjson"_s})) {
        if (file != "expected.json"_L1)
            QTest::newRow(qPrintable(file)) << folder.filePath(file);
    }
}

/// Bytes are flipped, dropped and doubled; run it under the sanitizers (preset asan) to get the most of it.
void DecoderHostilityTest::survivesDamagedTranscripts()
{
    QFETCH(QString, path);
    QFile file(path);
    QVERIFY(file.open(QIODevice::ReadOnly));
    const QByteArray whole = file.readAll();
    std::mt19937 random(seed);
    for (int round = 0; round < 50; ++round) {
        QByteArray body = whole;
        for (int damage = 0; damage <= round % 5 && !body.isEmpty(); ++damage) {
            const auto at = qsizetype(random() % size_t(body.size()));
            switch (random() % 4) {
            case 0:
                body[at] = char(random());
                break;
            case 1:
                body.remove(at, 1 + qsizetype(random() % 8));
                break;
            case 2:
                body.insert(at, body.mid(at, 16));
                break;
            default:
                body.truncate(at);
            }
        }
        for (const Protocol protocol : {Protocol::OpenAiChat, Protocol::OpenAiResponses, Protocol::Anthropic,
                                        Protocol::Gemini, Protocol::Ollama}) {
            const Completion completion = decoded(protocol, 200, body);
            QVERIFY(completion.error || completion.finishReason);
            QVERIFY(decoded(protocol, 500, body).error);
            const auto listing = codecFor(protocol).decodeModelListing(200, {}, body);
            QVERIFY(listing || !listing.error().message.isEmpty());
        }
    }
}

QTEST_GUILESS_MAIN(DecoderHostilityTest)
#include "tst_decoderhostility.moc"
