// SPDX-License-Identifier: GPL-3.0-or-later
#include "orchestration/attempt.h"

#include "orchestration/keymask.h"

namespace assay::orchestration {
namespace {

/// Feeds the decoder and notes when the first visible token arrived.
class DecodingSink final : public transport::HttpSink {
public:
    DecodingSink(const providers::Codec &codec, security::Secret key, DeltaHandler onDelta)
        : m_mask(std::move(key))
        , m_onDelta(std::move(onDelta))
        , m_decoder(codec.decoder([this](providers::Delta delta) {
            if (!m_firstTokenAt)
                m_firstTokenAt = m_pieceArrivedAt;
            m_mask.feed(std::move(delta), m_onDelta);
        }))
    {
    }

    void onHead(int status, const transport::HttpHeaders &headers) override
    {
        m_status = status;
        m_headers = headers;
        m_decoder->head(status, headers);
        m_hasHead = true;
    }
    void onData(QByteArrayView piece, SteadyTime arrivedAt) override
    {
        m_pieceArrivedAt = arrivedAt;
        m_decoder->feed(piece);
    }

    void endInto(AttemptOutcome &outcome, std::optional<Error> broken)
    {
        if (m_hasHead)
            outcome.completion = m_decoder->end(std::move(broken));
        else // the exchange broke before any answer: there is nothing to decode
            outcome.completion.error = std::move(broken);
        m_mask.finish(m_onDelta);
        m_mask.hideIn(outcome.completion);
        outcome.firstTokenAt = m_firstTokenAt;
        outcome.httpStatus = m_status;
        outcome.headers = std::move(m_headers);
    }

private:
    KeyMask m_mask;
    DeltaHandler m_onDelta;
    std::unique_ptr<providers::CompletionDecoder> m_decoder;
    SteadyTime m_pieceArrivedAt{};
    std::optional<SteadyTime> m_firstTokenAt;
    transport::HttpHeaders m_headers;
    int m_status = 0;
    bool m_hasHead = false;
};

} // namespace

QCoro::Task<AttemptOutcome> runAttempt(transport::HttpClient &http, AttemptTarget target,
                                       const providers::ModelRequest &request, DeltaHandler onDelta,
                                       std::stop_token stop)
{
    const providers::Codec &codec = providers::codecFor(target.provider.protocol);
    transport::HttpRequest httpRequest = codec.encode(target.provider, target.baseUrl, target.key, request);
    httpRequest.purpose = transport::Purpose::Completion;
    httpRequest.call = target.call;
    DecodingSink sink(codec, target.key, std::move(onDelta));

    AttemptOutcome outcome;
    const Result<transport::HttpOutcome> exchange =
        co_await http.send(std::move(httpRequest), sink, stop, &outcome.timings);
    sink.endInto(outcome, exchange ? std::nullopt : std::optional(exchange.error()));
    co_return outcome;
}

} // namespace assay::orchestration
