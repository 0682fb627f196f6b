// SPDX-License-Identifier: GPL-3.0-or-later
#include "simulator/server.h"

#include "simulator/answers.h"
#include "simulator/reply.h"

#include <cerrno>

#include <QCoreApplication>
#include <QCryptographicHash>

#include <arpa/inet.h>
#include <event2/buffer.h>
#include <event2/event.h>
#include <event2/http.h>
#include <event2/listener.h>
#include <netinet/tcp.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include <event2/bufferevent.h>

using namespace Qt::StringLiterals;

namespace assay::simulator {
namespace {

constexpr int backlog = 1024;
constexpr ev_ssize_t largestBody = 64LL * 1024 * 1024;
constexpr qint64 contextWindow = 128'000; // tokens
constexpr qsizetype cachedPrefixChars = 4096;
constexpr int idleSeconds = 600;
constexpr qsizetype mostReady = 64; // a long answer is megabytes

QString tr(const char *text)
{
    return QCoreApplication::translate("Simulator", text);
}

QByteArray bodyOf(evhttp_request *request)
{
    evbuffer *buffer = evhttp_request_get_input_buffer(request);
    QByteArray body(static_cast<qsizetype>(evbuffer_get_length(buffer)), Qt::Uninitialized);
    evbuffer_copyout(buffer, body.data(), static_cast<size_t>(body.size()));
    return body;
}

QByteArray headerOf(evhttp_request *request, const char *name)
{
    return {evhttp_find_header(evhttp_request_get_input_headers(request), name)};
}

void sendNow(evhttp_request *request, int status, const QByteArray &body)
{
    evhttp_add_header(evhttp_request_get_output_headers(request), "Content-Type", "application/json");
    evbuffer *buffer = evbuffer_new();
    evbuffer_add(buffer, body.constData(), static_cast<size_t>(body.size()));
    evhttp_send_reply(request, status, nullptr, buffer);
    evbuffer_free(buffer);
}

const SimulatedModel *modelNamed(const QString &name)
{
    for (const SimulatedModel &model : simulatedModels()) {
        if (model.name == name)
            return &model;
    }
    return nullptr;
}

Quality qualityOf(const QString &model)
{
    return model == u"sim-thorough"_s ? Quality::Thorough
        : model == u"sim-balanced"_s  ? Quality::Fair
                                      : Quality::Hasty;
}

/// Cuts at the first stop sequence, which is not part of the answer, and returns it.
QString cutAtStop(QString &text, const QStringList &stops)
{
    QString found;
    for (const QString &stop : stops) {
        if (const qsizetype at = text.indexOf(stop); !stop.isEmpty() && at >= 0) {
            text.truncate(at);
            found = stop;
        }
    }
    return found;
}

} // namespace

Simulator::Server::~Server()
{
    if (m_thread.joinable()) {
        const quint64 one = 1;
        std::ignore = ::write(m_stopFd, &one, sizeof one);
        m_thread.join();
    }
    if (m_stopEvent != nullptr)
        event_free(m_stopEvent);
    if (m_http != nullptr)
        evhttp_free(m_http); // closes the connections, and each closed one deletes its reply
    if (m_base != nullptr)
        event_base_free(m_base);
    if (m_stopFd >= 0)
        ::close(m_stopFd);
}

Result<> Simulator::Server::start()
{
    const QHostAddress host = m_options.host == u"localhost"_s ? QHostAddress(QHostAddress::LocalHost)
                                                               : QHostAddress(m_options.host);
    if (!host.isLoopback()) {
        return fail(ErrorCode::InvalidInput,
                    tr("The simulator listens on this computer only: use 127.0.0.1 or ::1 instead of %1.")
                        .arg(m_options.host));
    }
    // The precise timer: an answer due in 50 ms is not to leave after 54.
    event_config *config = event_config_new();
    event_config_set_flag(config, EVENT_BASE_FLAG_PRECISE_TIMER);
    m_base = event_base_new_with_config(config);
    event_config_free(config);
    m_http = evhttp_new(m_base);
    evhttp_set_allowed_methods(m_http, EVHTTP_REQ_GET | EVHTTP_REQ_POST);
    evhttp_set_max_body_size(m_http, largestBody);
    evhttp_set_timeout(m_http, idleSeconds);
    evhttp_set_gencb(m_http, onRequest, this);
    if (const Result<> listening = listen(host); !listening)
        return listening;

    m_stopFd = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
    const auto stop = [](int, short, void *base) { event_base_loopbreak(static_cast<event_base *>(base)); };
    m_stopEvent = event_new(m_base, m_stopFd, EV_READ, stop, m_base);
    event_add(m_stopEvent, nullptr);
    m_thread = std::thread([this] { event_base_dispatch(m_base); });
    return {};
}

Result<> Simulator::Server::listen(const QHostAddress &host)
{
    sockaddr_storage address{};
    int length = 0;
    if (host.protocol() == QHostAddress::IPv6Protocol) {
        auto *v6 = reinterpret_cast<sockaddr_in6 *>(&address);
        v6->sin6_family = AF_INET6;
        v6->sin6_addr = in6addr_loopback;
        v6->sin6_port = htons(m_options.port);
        length = sizeof *v6;
    } else {
        auto *v4 = reinterpret_cast<sockaddr_in *>(&address);
        v4->sin_family = AF_INET;
        v4->sin_addr.s_addr = htonl(host.toIPv4Address());
        v4->sin_port = htons(m_options.port);
        length = sizeof *v4;
    }
    evconnlistener *listener = evconnlistener_new_bind(
        m_base, nullptr, nullptr, LEV_OPT_CLOSE_ON_FREE | LEV_OPT_CLOSE_ON_EXEC | LEV_OPT_REUSEABLE, backlog,
        reinterpret_cast<sockaddr *>(&address), length);
    if (listener == nullptr || evhttp_bind_listener(m_http, listener) == nullptr)
        return tl::unexpected(cannotListen(errno));
    socklen_t size = sizeof address;
    getsockname(evconnlistener_get_fd(listener), reinterpret_cast<sockaddr *>(&address), &size);
    m_port = ntohs(reinterpret_cast<sockaddr_in *>(&address)->sin_port); // at the same offset for IPv6
    return {};
}

Error Simulator::Server::cannotListen(int reason) const
{
    QString why = qt_error_string(reason);
    if (reason == EADDRINUSE)
        why = tr("another program uses that port");
    else if (reason == EACCES)
        why = tr("this user may not use that port");
    Error error;
    error.code = ErrorCode::Conflict;
    error.message = tr("The simulator cannot listen on %1:%2: %3. Choose another port, or 0 for any.")
                        .arg(m_options.host)
                        .arg(m_options.port)
                        .arg(why);
    return error;
}

void Simulator::Server::onRequest(evhttp_request *request, void *server)
{
    static_cast<Server *>(server)->handle(request);
}

void Simulator::Server::handle(evhttp_request *request)
{
    const auto arrivedAt = std::chrono::steady_clock::now();
    const int one = 1;
    setsockopt(bufferevent_getfd(evhttp_connection_get_bufferevent(evhttp_request_get_connection(request))),
               IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
    const QByteArray path = evhttp_uri_get_path(evhttp_request_get_evhttp_uri(request));
    const bool isAnthropic =
        path == "/v1/messages" || (path == "/v1/models" && !headerOf(request, "anthropic-version").isEmpty());
    const Dialect dialect = isAnthropic ? Dialect::Anthropic : Dialect::OpenAi;
    if (!m_options.requiredKey.isEmpty()) {
        const QByteArray key = m_options.requiredKey.toUtf8();
        if (headerOf(request, "x-api-key") != key && headerOf(request, "Authorization") != "Bearer " + key)
            return sendError(request, dialect, 401, u"Incorrect API key provided."_s);
    }
    const bool isPost = evhttp_request_get_command(request) == EVHTTP_REQ_POST;
    if (!isPost && path == "/v1/models")
        return sendNow(request, 200, modelListing(dialect));
    if (isPost && path == "/v1/chat/completions")
        return handleChat(request, Dialect::OpenAi, arrivedAt);
    if (isPost && path == "/v1/messages")
        return handleChat(request, Dialect::Anthropic, arrivedAt);
    // Not the model is missing, but what the base URL leads to.
    sendError(request, dialect, 404, u"Unknown request URL: %1"_s.arg(QString::fromUtf8(path)), QJsonValue());
}

void Simulator::Server::handleChat(evhttp_request *request, Dialect dialect, Arrival arrivedAt)
{
    ++requests;
    Result<ChatRequest> parsed = parseChatRequest(dialect, bodyOf(request));
    if (!parsed)
        return sendError(request, dialect, 400, parsed.error().message);
    const SimulatedModel *model = modelNamed(parsed->model);
    if (model == nullptr)
        return sendError(request, dialect, 404, u"The model `%1` does not exist."_s.arg(parsed->model));
    if (tokenCount(parsed->inputChars) > contextWindow) {
        return sendError(
            request, dialect, 400,
            dialect == Dialect::Anthropic
                ? u"prompt is too long: %1 tokens > %2 maximum"_s.arg(tokenCount(parsed->inputChars))
                      .arg(contextWindow)
                : u"This model's maximum context length is %1 tokens. However, your messages resulted in %2 tokens."_s
                      .arg(contextWindow)
                      .arg(tokenCount(parsed->inputChars)),
            u"context_length_exceeded"_s);
    }
    if (const int fault = drawFault(); fault != 0) {
        if (fault == 429)
            evhttp_add_header(evhttp_request_get_output_headers(request), "Retry-After", "1");
        return sendError(request, dialect, fault, u"Simulated fault."_s);
    }
    Answer answer = makeAnswer(std::move(*parsed), *model);
    Reply::Pace pace;
    pace.firstToken = m_options.latency.value_or(model->firstToken);
    const double rate = m_options.tokensPerSecond.value_or(model->tokensPerSecond);
    if (rate > 0)
        pace.perToken = std::chrono::nanoseconds(static_cast<qint64>(1e9 / rate));
    const bool isDropped = drawDrop();
    const auto dropAfter = isDropped ? std::optional((answer.tokens.size() + 1) / 2) : std::nullopt;
    Reply::begin(*this, request, std::move(answer), pace, arrivedAt, dropAfter);
}

int Simulator::Server::drawFault()
{
    // One draw decides, so that the rates do not hide one another.
    const double drawn = std::uniform_real_distribution<>(0, 1)(m_random);
    double edge = m_options.errorRate;
    if (drawn < edge)
        return 500;
    edge += m_options.rateLimitRate;
    if (drawn < edge)
        return 429;
    edge += m_options.overloadRate;
    return drawn < edge ? 503 : 0;
}

bool Simulator::Server::drawDrop()
{
    return std::uniform_real_distribution<>(0, 1)(m_random) < m_options.dropRate;
}

Answer Simulator::Server::makeAnswer(ChatRequest request, const SimulatedModel &model)
{
    Answer answer;
    answer.id =
        (request.dialect == Dialect::Anthropic ? u"msg_sim%1"_s : u"chatcmpl-sim%1"_s).arg(++m_answers);
    answer.inputTokens = tokenCount(request.inputChars);
    answer.cachedTokens = cachedTokens(request);
    if (m_options.answerTokens) {
        answer.tokens = QStringList(*m_options.answerTokens, u" tick"_s);
    } else {
        QString text = answerTo(request, qualityOf(model.name));
        answer.stoppedAt = cutAtStop(text, request.stop);
        answer.tokens = tokensOf(text);
    }
    if (request.maxTokens && answer.tokens.size() > *request.maxTokens) {
        answer.tokens.resize(*request.maxTokens);
        answer.cutByLength = true;
    }
    request.system.clear();
    request.user.clear();
    request.prefix.clear();
    answer.request = std::move(request);
    return answer;
}

qint64 Simulator::Server::cachedTokens(const ChatRequest &request)
{
    if (request.prefix.size() < cachedPrefixChars)
        return 0;
    const QByteArray key = QCryptographicHash::hash(
        QByteArray(request.model.toUtf8() + '\0' + request.prefix), QCryptographicHash::Blake2b_256);
    if (m_seenPrefixes.contains(key))
        return tokenCount(cachedPrefixChars);
    m_seenPrefixes.insert(key);
    return 0;
}

QByteArray Simulator::Server::ready(const Answer &answer)
{
    const auto render = [&answer]() -> QByteArray {
        if (!answer.request.stream)
            return wholeAnswer(answer);
        QByteArray events = streamStart(answer);
        for (qsizetype i = 0; i < answer.tokens.size(); ++i)
            events += streamToken(answer, i);
        return events + streamEnd(answer);
    };
    if (!m_options.answerTokens)
        return render();
    const QByteArray key = answer.request.model.toUtf8() + '/'
        + QByteArray::number(static_cast<int>(answer.request.dialect)) + (answer.request.stream ? 's' : 'w')
        + (answer.request.includeUsage ? 'u' : '-') + QByteArray::number(answer.tokens.size()) + '/'
        + QByteArray::number(answer.inputTokens) + '/' + QByteArray::number(answer.cachedTokens);
    if (m_ready.size() >= mostReady && !m_ready.contains(key))
        m_ready.clear();
    QByteArray &kept = m_ready[key];
    if (kept.isEmpty())
        kept = render();
    return kept;
}

void Simulator::Server::sendError(evhttp_request *request, Dialect dialect, int status,
                                  const QString &message, std::optional<QJsonValue> code)
{
    sendNow(request, status, errorBody(dialect, status, message, std::move(code)));
}

void Simulator::Server::forget(Reply *reply)
{
    m_replies.erase(reply);
}

} // namespace assay::simulator
