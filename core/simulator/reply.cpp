// SPDX-License-Identifier: GPL-3.0-or-later
#include "simulator/reply.h"

#include <event2/buffer.h>
#include <event2/bufferevent.h>
#include <event2/event.h>
#include <event2/http.h>

namespace assay::simulator {
namespace {

using Clock = std::chrono::steady_clock;
using namespace std::chrono_literals;

// At high rates tokens share a chunk: a wake-up for each would measure the timer, not the client.
constexpr auto shortestWait = 200us;

void setHeader(evhttp_request *request, const char *name, const char *value)
{
    evhttp_add_header(evhttp_request_get_output_headers(request), name, value);
}

} // namespace

void Reply::begin(Simulator::Server &server, evhttp_request *request, Answer answer, Pace pace,
                  Clock::time_point arrivedAt, std::optional<qsizetype> dropAfter)
{
    auto *reply = new Reply(server, request, std::move(answer), pace, arrivedAt, dropAfter); // deletes itself
    // A cut frees the connection, which evhttp still uses while it calls us.
    if (dropAfter)
        reply->waitUntil(reply->firstDue());
    else
        reply->advance();
}

Reply::Reply(Simulator::Server &server, evhttp_request *request, Answer answer, Pace pace,
             Clock::time_point arrivedAt, std::optional<qsizetype> dropAfter)
    : m_server(server)
    , m_request(request)
    , m_connection(evhttp_request_get_connection(request))
    , m_answer(std::move(answer))
    , m_pace(pace)
    , m_arrivedAt(arrivedAt)
    , m_dropAfter(dropAfter)
    , m_timer(event_new(server.m_base, -1, 0, onTimer, this))
{
    m_server.m_replies.insert(this);
    evhttp_connection_set_closecb(m_connection, onClosed, this);
    // evhttp stops reading until the answer begins, and so would not see a client leave before the first
    // token. What the client sends meanwhile is read after the answer, as while evhttp writes.
    bufferevent *stream = evhttp_connection_get_bufferevent(m_connection);
    bufferevent_data_cb onWritten = nullptr;
    bufferevent_event_cb onEvent = nullptr;
    void *context = nullptr;
    bufferevent_getcb(stream, nullptr, &onWritten, &onEvent, &context);
    bufferevent_setcb(stream, nullptr, onWritten, onEvent, context);
    bufferevent_enable(stream, EV_READ);
}

Reply::~Reply()
{
    event_free(m_timer);
    m_server.forget(this);
}

void Reply::onTimer(int, short, void *reply)
{
    static_cast<Reply *>(reply)->advance();
}

void Reply::onClosed(evhttp_connection *, void *reply)
{
    auto *self = static_cast<Reply *>(reply);
    ++self->m_server.aborted;
    // A client that leaves makes the request ours; when the server stops, it still goes with its connection.
    if (evhttp_request_get_connection(self->m_request) == nullptr)
        evhttp_request_free(self->m_request);
    delete self;
}

Clock::time_point Reply::dueAt(qsizetype token) const
{
    return m_arrivedAt + m_pace.firstToken + m_pace.perToken * token;
}

Clock::time_point Reply::firstDue() const
{
    return dueAt(m_answer.request.stream ? 0 : std::max<qsizetype>(m_answer.outputTokens() - 1, 0));
}

void Reply::advance()
{
    const bool whole = !m_answer.request.stream;
    const auto due = whole ? firstDue() : dueAt(m_sent);
    if (due > Clock::now())
        waitUntil(due);
    else if (whole)
        sendWhole();
    else
        sendDueTokens();
}

void Reply::waitUntil(Clock::time_point due)
{
    const auto wait = std::max<std::chrono::nanoseconds>(due - Clock::now(), 0ns);
    const auto micros = std::chrono::ceil<std::chrono::microseconds>(wait).count();
    const timeval timeout{micros / 1'000'000, micros % 1'000'000};
    event_add(m_timer, &timeout);
}

void Reply::sendWhole()
{
    if (m_dropAfter)
        return drop();
    setHeader(m_request, "Content-Type", "application/json");
    evbuffer *buffer = evbuffer_new();
    const QByteArray body = m_server.ready(m_answer);
    evbuffer_add(buffer, body.constData(), static_cast<size_t>(body.size()));
    evhttp_connection_set_closecb(m_connection, nullptr, nullptr);
    evhttp_send_reply(m_request, HTTP_OK, "OK", buffer);
    evbuffer_free(buffer);
    delete this;
}

void Reply::startStream()
{
    m_started = true;
    setHeader(m_request, "Content-Type", wireFormat(m_answer.request.dialect).streamType().constData());
    setHeader(m_request, "Cache-Control", "no-cache");
    evhttp_send_reply_start(m_request, HTTP_OK, "OK");
}

void Reply::sendDueTokens()
{
    if (m_started && m_dropAfter && m_sent >= *m_dropAfter)
        return drop();
    QByteArray events;
    if (!m_started) {
        startStream();
        events = wireFormat(m_answer.request.dialect).streamStart(m_answer);
    }
    const bool allAtOnce = m_pace.perToken == 0ns;
    const qsizetype last = m_dropAfter ? *m_dropAfter : m_answer.outputTokens();
    if (allAtOnce && !m_dropAfter) {
        events = m_server.ready(m_answer);
        m_sent = last;
    }
    const auto now = Clock::now() + (allAtOnce ? 0us : shortestWait);
    while (m_sent < last && dueAt(m_sent) <= now)
        events += wireFormat(m_answer.request.dialect).streamToken(m_answer, m_sent++);
    const bool isComplete = !m_dropAfter && m_sent >= last;
    if (isComplete && !allAtOnce)
        events += wireFormat(m_answer.request.dialect).streamEnd(m_answer);
    sendChunk(events);
    if (isComplete)
        return finish();
    // A cut waits a moment, so that what was sent before it has left.
    waitUntil(m_sent >= last ? Clock::now() + 20ms : dueAt(m_sent));
}

void Reply::sendChunk(const QByteArray &bytes)
{
    evbuffer *buffer = evbuffer_new();
    evbuffer_add(buffer, bytes.constData(), static_cast<size_t>(bytes.size()));
    evhttp_send_reply_chunk(m_request, buffer);
    evbuffer_free(buffer);
}

void Reply::drop()
{
    evhttp_connection_set_closecb(m_connection, nullptr, nullptr);
    evhttp_connection_free(m_connection);
    delete this;
}

void Reply::finish()
{
    evhttp_connection_set_closecb(m_connection, nullptr, nullptr);
    evhttp_send_reply_end(m_request);
    delete this;
}

} // namespace assay::simulator
