// SPDX-License-Identifier: GPL-3.0-or-later
// How fast the codecs turn streams into text: chunks in the shape the providers send, one token each, in
// pieces of the size that a TLS record brings. The floor beside them: simdjson reading the JSON of each
// event.
#include "base/json.h"
#include "providers/codec.h"

#include <chrono>
#include <cstdio>
#include <tuple>

#include <simdjson.h>

using namespace assay;
using namespace Qt::StringLiterals;
using catalog::Protocol;

namespace {

constexpr int tokens = 20'000;
constexpr int rounds = 20;

QByteArray openAiStream()
{
    QByteArray stream;
    const QByteArray head =
        R"(data: {"id":"chatcmpl-C1a2B3","object":"chat.completion.chunk","created":1793404800,)"
        R"("model":"gpt-6-sol","service_tier":"default","system_fingerprint":null,"choices":[)";
    for (int i = 0; i < tokens; ++i)
        stream += head
            + R"({"index":0,"delta":{"content":" word"},"logprobs":null,"finish_reason":null}],"usage":null})"
            + "\n\n";
    stream += head + R"({"index":0,"delta":{},"logprobs":null,"finish_reason":"stop"}],"usage":null})"
        + "\n\ndata: [DONE]\n\n";
    return stream;
}

QByteArray anthropicStream()
{
    QByteArray stream =
        "event: message_start\ndata: {\"type\":\"message_start\",\"message\":{\"id\":\"m\"}}\n\n"
        "event: content_block_start\ndata: {\"type\":\"content_block_start\",\"index\":0,"
        "\"content_block\":{\"type\":\"text\",\"text\":\"\"}}\n\n";
    for (int i = 0; i < tokens; ++i)
        stream += "event: content_block_delta\ndata: {\"type\":\"content_block_delta\",\"index\":0,"
                  "\"delta\":{\"type\":\"text_delta\",\"text\":\" word\"}     }\n\n";
    stream += "event: message_delta\ndata: "
              "{\"type\":\"message_delta\",\"delta\":{\"stop_reason\":\"end_turn\"}}\n\n"
              "event: message_stop\ndata: {\"type\":\"message_stop\"}\n\n";
    return stream;
}

QByteArray responsesStream()
{
    QByteArray stream = "event: response.created\ndata: {\"type\":\"response.created\",\"sequence_number\":0,"
                        "\"response\":{\"id\":\"resp_0a1\",\"status\":\"in_progress\",\"output\":[]}}\n\n";
    for (int i = 0; i < tokens; ++i)
        stream += "event: response.output_text.delta\ndata: {\"type\":\"response.output_text.delta\","
                  "\"sequence_number\":4,\"item_id\":\"msg_0e2\",\"output_index\":0,\"content_index\":0,"
                  "\"delta\":\" word\",\"logprobs\":[],\"obfuscation\":\"zz\"}\n\n";
    stream += "event: response.completed\ndata: {\"type\":\"response.completed\",\"sequence_number\":9,"
              "\"response\":{\"id\":\"resp_0a1\",\"status\":\"completed\",\"output\":[],\"usage\":{\"input_"
              "tokens\":9,"
              "\"output_tokens\":9,\"total_tokens\":18}}}\n\n";
    return stream;
}

QByteArray geminiStream()
{
    QByteArray stream;
    for (int i = 0; i < tokens; ++i)
        stream +=
            "data: {\"candidates\": [{\"content\": {\"parts\": [{\"text\": \" word\"}],\"role\": \"model\"},"
            "\"index\": 0}],\"usageMetadata\": {\"promptTokenCount\": 1210,\"totalTokenCount\": 1270},"
            "\"modelVersion\": \"gemini-3.8-flash\",\"responseId\": \"WQuqavG5Kb\"}\r\n\r\n";
    stream += "data: {\"candidates\": [{\"content\": {\"parts\": [{\"text\": \"\"}],\"role\": \"model\"},"
              "\"finishReason\": \"STOP\",\"index\": 0}]}\r\n\r\n";
    return stream;
}

QByteArray ollamaStream()
{
    const QByteArray head = R"({"model":"qwen3:8b","created_at":"2026-11-20T10:00:00.000001Z",)";
    QByteArray stream;
    for (int i = 0; i < tokens; ++i)
        stream += head + R"("message":{"role":"assistant","content":" word"},"done":false})" + "\n";
    stream += head
        + R"("message":{"role":"assistant","content":""},"done":true,"done_reason":"stop","eval_count":5})"
        + "\n";
    return stream;
}

double secondsSince(std::chrono::steady_clock::time_point begin)
{
    return std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
}

/// Tokens a second if every event's JSON were only read, by simdjson with one parser.
double floorPerSecond(const QByteArray &stream)
{
    std::vector<simdjson::padded_string> events;
    for (const QByteArray &line : stream.split('\n')) {
        const qsizetype brace = line.indexOf('{');
        if (brace >= 0)
            events.emplace_back(line.constData() + brace, static_cast<size_t>(line.trimmed().size() - brace));
    }
    simdjson::dom::parser parser;
    const auto begin = std::chrono::steady_clock::now();
    for (int round = 0; round < rounds; ++round) {
        for (const simdjson::padded_string &event : events) {
            if (parser.parse(event).error() != simdjson::SUCCESS) {
                std::puts("an event is no JSON");
                std::exit(1);
            }
        }
    }
    return double(tokens) * rounds / secondsSince(begin);
}

QJsonObject measure(const char *name, Protocol protocol, const QByteArray &stream, qsizetype pieceLength)
{
    const auto begin = std::chrono::steady_clock::now();
    qsizetype deltas = 0;
    for (int round = 0; round < rounds; ++round) {
        const auto decoder =
            providers::codecFor(protocol).decoder([&deltas](const providers::Delta &) { ++deltas; });
        decoder->head(200, {});
        for (qsizetype at = 0; at < stream.size(); at += pieceLength)
            decoder->feed(QByteArrayView(stream).sliced(at, std::min(pieceLength, stream.size() - at)));
        if (decoder->end(std::nullopt).error) {
            std::puts("the stream did not decode");
            std::exit(1);
        }
    }
    const double perSecond = double(deltas) / secondsSince(begin);
    const double floor = floorPerSecond(stream);
    const double bytesPerToken = double(stream.size()) / tokens;
    std::printf("%-16s %6lld %10.2f %8.0f %10.3f %10.2f %8.2f\n", name, static_cast<long long>(pieceLength),
                perSecond / 1e6, perSecond * bytesPerToken / 1e6, 1e6 / perSecond, floor / 1e6,
                perSecond / floor);
    return {{u"codec"_s, QLatin1String(name)},
            {u"piece_bytes"_s, pieceLength},
            {u"tokens_per_second"_s, perSecond},
            {u"simdjson_tokens_per_second"_s, floor}};
}

} // namespace

int main()
{
    const std::initializer_list<std::tuple<const char *, Protocol, QByteArray>> streams{
        {"openai-chat", Protocol::OpenAiChat, openAiStream()},
        {"openai-responses", Protocol::OpenAiResponses, responsesStream()},
        {"anthropic", Protocol::Anthropic, anthropicStream()},
        {"gemini", Protocol::Gemini, geminiStream()},
        {"ollama", Protocol::Ollama, ollamaStream()},
    };
    std::printf("%-16s %6s %10s %8s %10s %10s %8s\n", "codec", "piece", "M tokens/s", "MB/s", "us a token",
                "simdjson M", "ratio");
    QJsonArray figures;
    for (const qsizetype pieceLength : {qsizetype(300), qsizetype(16'384)}) {
        for (const auto &[name, protocol, stream] : streams)
            figures.append(measure(name, protocol, stream, pieceLength));
    }
    std::printf(
        "%s\n",
        toCompactJson(QJsonObject{{u"benchmark"_s, u"codecs"_s}, {u"rounds"_s, figures}}).constData());
    return 0;
}
