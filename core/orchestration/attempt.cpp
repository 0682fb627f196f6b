// SPDX-License-Identifier: GPL-3.0-or-later
#include "orchestration/attempt.h"

namespace assay::orchestration {
namespace {

/// Feeds the decoder and notes when the first visible token arrived.
class DecodingSink final : public transport::HttpSink {
public:
    DecodingSink(const providers::Codec &codec, CompletionListener &listener)
        : m_listener(listener)
        , m_decoder(codec.decoder([this](const providers::Delta &delta) {
            if (!m_firstTokenAt)
                m_firstTokenAt = m_pieceArrivedAt;
            m_listener.onDelta(delta);
        }))
    {
    }

    void onHead(int status, const transport::HttpHeaders &headers) override
    {
        m_status = status;
        m_decoder->head(status, headers);
        m_hasHead = true;
    }
    void onData(QByteArrayView piece, SteadyTime arrivedAt) override
    {
        m_pieceArrivedAt = arrivedAt;
        m_decoder->feed(piece);
    }

    [[nodiscard]] providers::Completion end(std::optional<Error> broken)
    {
        if (m_hasHead)
            return m_decoder->end(std::move(broken));
        providers::Completion nothing; // the exchange broke before any answer: there is nothing to decode
        nothing.error = std::move(broken);
        return nothing;
    }
    [[nodiscard]] std::optional<SteadyTime> firstTokenAt() const { return m_firstTokenAt; }
    [[nodiscard]] int status() const { return m_status; }

private:
    CompletionListener &m_listener;
    std::unique_ptr<providers::CompletionDecoder> m_decoder;
    SteadyTime m_pieceArrivedAt{};
    std::optional<SteadyTime> m_firstTokenAt;
    int m_status = 0;
    bool m_hasHead = false;
};

} // namespace

QCoro::Task<AttemptOutcome> runAttempt(transport::HttpClient &http, catalog::Provider provider,
                                       QByteArray baseUrl, security::Secret key,
                                       const providers::ModelRequest &request, CompletionListener &listener,
                                       std::stop_token stop)
{
    const providers::Codec &codec = providers::codecFor(provider.protocol);
    transport::HttpRequest httpRequest = codec.encode(provider, baseUrl, key, request);
    DecodingSink sink(codec, listener);

    AttemptOutcome outcome;
    const Result<transport::HttpOutcome> exchange =
        co_await http.send(std::move(httpRequest), sink, stop, &outcome.timings);
    outcome.completion = sink.end(exchange ? std::nullopt : std::optional(exchange.error()));
    outcome.firstTokenAt = sink.firstTokenAt();
    outcome.httpStatus = sink.status();
    co_return outcome;
}

} // namespace assay::orchestration
