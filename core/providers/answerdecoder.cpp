// SPDX-License-Identifier: GPL-3.0-or-later
#include "providers/answerdecoder.h"

#include <algorithm>

#include <QCoreApplication>

using namespace Qt::StringLiterals;

namespace assay::providers {
namespace {

constexpr qsizetype maxFailureBytes = 1024 * 1024; ///< an error page beyond it says nothing more

QString tr(const char *text)
{
    return QCoreApplication::translate("ProviderError", text);
}

bool isBlank(char c)
{
    return c == ' ' || c == '\n' || c == '\r' || c == '\t';
}

QString requestIdOf(const transport::HttpHeaders &headers)
{
    for (const QByteArrayView name : {"request-id", "x-request-id", "apim-request-id", "x-generation-id"}) {
        if (const QByteArray id = headers.value(name); !id.isEmpty())
            return QString::fromLatin1(id);
    }
    return {};
}

} // namespace

AnswerDecoder::AnswerDecoder(DeltaHandler onDelta, Framing framing)
    : m_onDelta(std::move(onDelta))
    , m_framing(framing)
    , m_sse([this](const transport::SseEvent &event) { onSseEvent(event); })
    , m_lines([this](QByteArrayView line) { onLine(line); })
{
}

void AnswerDecoder::head(int status, const transport::HttpHeaders &headers)
{
    m_status = status;
    m_headers = headers;
    m_completion.providerRequestId = requestIdOf(headers);
    m_body = status >= 200 && status < 300 ? Body::Undecided : Body::Failure;
}

void AnswerDecoder::feed(QByteArrayView piece)
{
    if (m_body == Body::Undecided) {
        // Some servers keep the connection alive with blank lines before the answer.
        piece = piece.sliced(std::find_if_not(piece.begin(), piece.end(), isBlank) - piece.begin());
        decideBody(piece);
    }
    switch (m_body) {
    case Body::Stream:
        return feedStream(piece);
    case Body::Plain:
        m_plain += piece;
        return;
    case Body::Failure:
        m_plain += piece.first(std::min(piece.size(), maxFailureBytes - m_plain.size()));
        return;
    case Body::Undecided:
        return;
    }
}

/// By the first character that is not blank: servers stream without being asked, answer plainly when asked to
/// stream, and label either wrongly. The content type decides only where the body does not.
void AnswerDecoder::decideBody(QByteArrayView piece)
{
    if (piece.isEmpty())
        return;
    const char first = piece.front();
    if (m_framing == Framing::Lines) { // a stream's first line looks like a plain answer: the label tells
        const bool isLabelledLines = m_headers.value("content-type").toLower().contains("ndjson");
        m_body = first == '{' && isLabelledLines ? Body::Stream : Body::Plain;
        return;
    }
    const bool isLabelledStream = m_headers.value("content-type").toLower().contains("event-stream");
    const bool isPlain = first == '{' || first == '[' || first == '<'
        || (!isLabelledStream && QByteArrayView("deir:").indexOf(first) < 0);
    m_body = isPlain ? Body::Plain : Body::Stream;
}

void AnswerDecoder::feedStream(QByteArrayView piece)
{
    if (piece.isEmpty())
        return;
    m_endsInMidLine = piece.back() != '\n' && piece.back() != '\r';
    if (hasFailed())
        return;
    const Result<> fed = m_framing == Framing::Lines ? m_lines.feed(piece) : m_sse.feed(piece);
    if (!fed)
        setFailed(fed.error());
}

void AnswerDecoder::onLine(QByteArrayView line)
{
    if (!hasFailed())
        takeJson(line, false);
}

void AnswerDecoder::onSseEvent(const transport::SseEvent &event)
{
    const QByteArray data = event.data.trimmed();
    if (hasFailed() || data.isEmpty())
        return;
    if (data == "[DONE]") {
        setTerminated();
        return;
    }
    takeJson(data, event.name == "error");
}

void AnswerDecoder::takeJson(QByteArrayView data, bool isNamedError)
{
    const auto json = m_parser.parse(data);
    if (!json || !json->is_object()) {
        setFailed(malformedResponse(tr("an event of the stream is not a JSON object")));
        return;
    }
    takeEvent(*json);
    if (holdsFault(*json) || isNamedError)
        setFailed(errorFrom(readFault(*json, m_status), m_headers));
}

Completion AnswerDecoder::end(std::optional<Error> broken)
{
    const bool wasCancelled = broken && broken->code == ErrorCode::Cancelled;
    if (m_body == Body::Stream && !broken)
        endStream();
    if (wasCancelled && !m_isTerminated)
        m_completion.error = std::move(broken);
    else if (m_body == Body::Failure && m_status != 0)
        endFailure();
    else if (m_body == Body::Stream)
        judgeEnd(std::move(broken));
    else if (broken)
        m_completion.error = std::move(broken);
    else
        endPlain();
    if (m_completion.finishReason == FinishReason::Error && !hasFailed()) {
        Fault fault;
        fault.code = m_completion.finishReasonRaw; // all that the provider said
        setFailed(errorFrom(fault, m_headers));
    }
    settleToolCalls();
    return std::move(m_completion);
}

void AnswerDecoder::endStream()
{
    if (m_framing == Framing::Events)
        m_sse.finish();
    else if (!hasFailed() && m_parser.parse(m_lines.rest())) // else it was cut in the middle of a line
        m_lines.finish();
}

void AnswerDecoder::endFailure()
{
    Fault fault;
    fault.status = m_status;
    auto json = m_parser.parse(m_plain.trimmed());
    simdjson::dom::element first;
    if (json && json->is_array() && json->at(0).get(first) == simdjson::SUCCESS)
        json = first; // Google wraps the error of a stream in an array
    if (json && json->is_object())
        fault = readFault(*json, m_status);
    setFailed(errorFrom(fault, m_headers));
}

void AnswerDecoder::endPlain()
{
    const auto json = m_parser.parse(m_plain.trimmed());
    if (!json && m_framing == Framing::Lines && m_plain.trimmed().contains('\n')) {
        feedStream(m_plain); // a stream that was not labelled as one
        endStream();
        return judgeEnd(std::nullopt);
    }
    if (!json || !json->is_object()) {
        setFailed(malformedResponse(m_plain.isEmpty() ? tr("the answer is empty")
                                                      : tr("the answer is not a JSON object")));
        return;
    }
    if (holdsFault(*json)) {
        setFailed(errorFrom(readFault(*json, m_status), m_headers));
        return;
    }
    takeAnswer(*json);
    if (!hasFailed() && !m_completion.finishReason)
        m_completion.finishReason = FinishReason::Unknown; // the body is whole all the same
}

/// A stream that ends without a finish reason did not finish. One that broke after it lost at most its usage.
void AnswerDecoder::judgeEnd(std::optional<Error> broken)
{
    if (hasFailed() || m_completion.finishReason)
        return;
    if (broken)
        setFailed(*std::move(broken));
    else if (m_endsInMidLine)
        setFailed(cutOff());
    else
        setFailed(malformedResponse(tr("the stream ended without a finish reason")));
}

void AnswerDecoder::settleToolCalls()
{
    if (!hasFailed())
        m_toolCalls.completeAll();
    ToolCallAssembly::Outcome outcome = m_toolCalls.take();
    m_completion.toolCalls = std::move(outcome.calls);
    // Cut by the output limit, a call may be half; anywhere else it is the provider's fault.
    if (outcome.isBroken && !hasFailed() && m_completion.finishReason != FinishReason::Length)
        setFailed(malformedResponse(tr("the arguments of a tool call are not a JSON object")));
    if (!m_completion.toolCalls.empty() && m_completion.finishReason == FinishReason::Stop)
        m_completion.finishReason = FinishReason::ToolCalls;
}

void AnswerDecoder::setFinishReason(std::string_view word, FinishReason reason)
{
    m_completion.finishReasonRaw = toText(word);
    m_completion.finishReason = reason;
}

void AnswerDecoder::setFailed(Error error)
{
    if (!m_completion.error)
        m_completion.error = std::move(error);
}

void AnswerDecoder::appendText(std::string_view text)
{
    if (text.empty())
        return;
    Delta delta;
    delta.text = toText(text);
    m_completion.text += delta.text;
    if (m_onDelta)
        m_onDelta(delta);
}

void AnswerDecoder::appendReasoning(std::string_view text)
{
    if (text.empty())
        return;
    Delta delta;
    delta.reasoning = toText(text);
    m_completion.reasoning += delta.reasoning;
    if (m_onDelta)
        m_onDelta(delta);
}

void AnswerDecoder::appendRefusal(std::string_view text)
{
    if (text.empty())
        return;
    Delta delta;
    delta.refusal = toText(text);
    m_completion.refusal += delta.refusal;
    if (m_onDelta)
        m_onDelta(delta);
}

void AnswerDecoder::noteToolCall(const ToolCallAssembly::Call &call, std::string_view fragment)
{
    Delta delta;
    delta.toolCall = true;
    delta.toolIndex = static_cast<int>(call.index);
    delta.toolName = call.name;
    delta.toolArguments = toText(fragment);
    if (m_onDelta)
        m_onDelta(delta);
}

/// "auto" is what was asked, which a stream repeats before it knows what was given. Groq's on_demand is the
/// standard service, its performance the one ahead of others; OpenAI's scale is bought ahead, without a list.
void AnswerDecoder::noteServiceTier(std::string_view word)
{
    using catalog::ServiceTier;
    if (word == "default" || word == "standard" || word == "on_demand" || word == "scale")
        m_completion.serviceTier = ServiceTier::Standard;
    else if (word == "flex")
        m_completion.serviceTier = ServiceTier::Flex;
    else if (word == "priority" || word == "fast" || word == "performance")
        m_completion.serviceTier = ServiceTier::Priority;
    else if (word == "batch")
        m_completion.serviceTier = ServiceTier::Batch;
}

} // namespace assay::providers
