// SPDX-License-Identifier: GPL-3.0-or-later
// Detail of the providers room.
#pragma once

#include "providers/codec.h"
#include "providers/fault.h"
#include "providers/jsonparser.h"
#include "providers/toolcalls.h"
#include "transport/ndjsondecoder.h"
#include "transport/ssedecoder.h"

namespace assay::providers {

/// What the decoders of all protocols share: telling a stream from a plain answer and both from an error, and
/// the rules for the end of an answer. A protocol adds how to read one event and one plain answer.
class AnswerDecoder : public CompletionDecoder {
public:
    /// How a stream of this protocol parts its events.
    enum class Framing { Events, Lines };
    explicit AnswerDecoder(DeltaHandler onDelta, Framing framing = Framing::Events);

    void head(int status, const transport::HttpHeaders &headers) final;
    void feed(QByteArrayView piece) final;
    [[nodiscard]] Completion end(std::optional<Error> broken) final;

protected:
    /// One event of a stream.
    virtual void takeEvent(const JsonElement &event) = 0;
    /// A whole answer that came without streaming.
    virtual void takeAnswer(const JsonElement &answer) = 0;
    /// The provider's word for why it ended, and what that means; `word` is kept as it is.
    void setFinishReason(std::string_view word, FinishReason reason);
    /// The provider said that nothing follows.
    void setTerminated() { m_isTerminated = true; }
    void setFailed(Error error);
    [[nodiscard]] bool hasFailed() const { return m_completion.error.has_value(); }
    [[nodiscard]] const transport::HttpHeaders &headers() const { return m_headers; }

    void appendText(std::string_view text);
    void appendReasoning(std::string_view text);
    void appendRefusal(std::string_view text);
    /// `fragment` of its arguments is new.
    void noteToolCall(const ToolCallAssembly::Call &call, std::string_view fragment);
    /// The provider's word for the terms of the call, in any protocol; the last that says something counts.
    void noteServiceTier(std::string_view word);

    Completion m_completion;
    ToolCallAssembly m_toolCalls;

private:
    enum class Body { Undecided, Stream, Plain, Failure };

    void decideBody(QByteArrayView piece);
    void feedStream(QByteArrayView piece);
    void onSseEvent(const transport::SseEvent &event);
    void onLine(QByteArrayView line);
    void takeJson(QByteArrayView json, bool isNamedError);
    void endStream();
    void endFailure();
    void endPlain();
    void judgeEnd(std::optional<Error> broken);
    void settleToolCalls();

    DeltaHandler m_onDelta;
    JsonParser m_parser;
    Framing m_framing;
    transport::SseDecoder m_sse;
    transport::NdjsonDecoder m_lines;
    transport::HttpHeaders m_headers;
    int m_status = 0;
    Body m_body = Body::Undecided;
    QByteArray m_plain; ///< the body when it is no stream
    bool m_endsInMidLine = false;
    bool m_isTerminated = false;
};

} // namespace assay::providers
