// SPDX-License-Identifier: GPL-3.0-or-later
// How fast the codecs turn streams into text: chunks in the shape the providers send, one token each, in
// pieces of the size that a TLS record brings.
#include "providers/codec.h"

#include <chrono>
#include <cstdio>
#include <tuple>

using namespace assay;
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

void measure(const char *name, Protocol protocol, const QByteArray &stream, qsizetype pieceLength)
{
    const auto started = std::chrono::steady_clock::now();
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
    const std::chrono::duration<double> took = std::chrono::steady_clock::now() - started;
    const double megabytes = double(stream.size()) * rounds / 1e6;
    std::printf("%-16s %6lld-byte pieces: %5.2f million tokens/s, %6.0f MB/s, %.3f us a token\n", name,
                static_cast<long long>(pieceLength), double(deltas) / took.count() / 1e6,
                megabytes / took.count(), took.count() * 1e6 / double(deltas));
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
    for (const qsizetype pieceLength : {qsizetype(300), qsizetype(16'384)}) {
        for (const auto &[name, protocol, stream] : streams)
            measure(name, protocol, stream, pieceLength);
    }
    return 0;
}
