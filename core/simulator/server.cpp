// SPDX-License-Identifier: GPL-3.0-or-later
#include "simulator/server.h"

#include "base/json.h"
#include "simulator/answers.h"
#include "simulator/reply.h"
#include "simulator/schemaanswer.h"

#include <cerrno>

#include <QCoreApplication>
#include <QCryptographicHash>
#include <QUrl>

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

/// What a path asks for, in which protocol.
struct Endpoint {
    enum class Kind { Unknown, Models, Chat, TokenCount, Embeddings };
    Kind kind = Kind::Unknown;
    Dialect dialect = Dialect::OpenAi;
    QString model = {}; ///< that the path names
    bool stream = false; ///< that the path says so
};

/// models/NAME:verb
Endpoint geminiEndpoint(const QString &rest)
{
    const qsizetype colon = rest.lastIndexOf(u':');
    const QString verb = rest.mid(colon + 1);
    Endpoint endpoint{Endpoint::Kind::Unknown, Dialect::Gemini, rest.left(colon)};
    if (colon < 0)
        endpoint.kind = Endpoint::Kind::Unknown;
    else if (verb == u"generateContent"_s || verb == u"streamGenerateContent"_s)
        endpoint.kind = Endpoint::Kind::Chat;
    else if (verb == u"countTokens"_s)
        endpoint.kind = Endpoint::Kind::TokenCount;
    else if (verb == u"embedContent"_s || verb == u"batchEmbedContents"_s)
        endpoint.kind = Endpoint::Kind::Embeddings;
    endpoint.stream = verb == u"streamGenerateContent"_s;
    return endpoint;
}

/// Azure's addresses: the deployment stands in the path, or the path is OpenAI's below /openai/v1.
std::pair<QString, QString> withoutAzure(const QString &path)
{
    const QString deployments = u"/openai/deployments/"_s;
    if (path.startsWith(deployments)) {
        const QString rest = path.mid(deployments.size());
        const qsizetype slash = rest.indexOf(u'/');
        return {QString(u"/v1"_s + rest.mid(slash)), rest.left(slash)};
    }
    if (path.startsWith(u"/openai/v1/"_s))
        return {path.mid(u"/openai"_s.size()), {}};
    if (path.startsWith(u"/openai/"_s))
        return {QString(u"/v1"_s + path.mid(u"/openai"_s.size())), {}};
    return {path, {}};
}

Endpoint endpointOf(const QString &wholePath, bool isPost, bool isAnthropic)
{
    using Kind = Endpoint::Kind;
    const auto [path, deployment] = withoutAzure(wholePath);
    if (const QString models = u"/v1beta/models"_s; path.startsWith(models)) {
        if (!isPost)
            return {path == models ? Kind::Models : Kind::Unknown, Dialect::Gemini};
        return geminiEndpoint(path.mid(models.size() + 1));
    }
    struct Known {
        QString path;
        bool isPost;
        Kind kind;
        Dialect dialect;
    };
    static const QList<Known> knowns{
        {u"/v1/chat/completions"_s, true, Kind::Chat, Dialect::OpenAi},
        {u"/v1/embeddings"_s, true, Kind::Embeddings, Dialect::OpenAi},
        {u"/v1/responses"_s, true, Kind::Chat, Dialect::Responses},
        {u"/v1/responses/input_tokens"_s, true, Kind::TokenCount, Dialect::Responses},
        {u"/v1/messages"_s, true, Kind::Chat, Dialect::Anthropic},
        {u"/v1/messages/count_tokens"_s, true, Kind::TokenCount, Dialect::Anthropic},
        {u"/api/chat"_s, true, Kind::Chat, Dialect::Ollama},
        {u"/api/embed"_s, true, Kind::Embeddings, Dialect::Ollama},
        {u"/api/tags"_s, false, Kind::Models, Dialect::Ollama},
    };
    if (!isPost && path == u"/v1/models"_s)
        return {Kind::Models, isAnthropic ? Dialect::Anthropic : Dialect::OpenAi};
    for (const Known &known : knowns) {
        if (known.path == path && known.isPost == isPost)
            return {known.kind, known.dialect, deployment};
    }
    return {Kind::Unknown, path.startsWith(u"/api/"_s) ? Dialect::Ollama : Dialect::OpenAi};
}

QString tooLong(Dialect dialect, qint64 tokens)
{
    const QString words = dialect == Dialect::Anthropic ? u"prompt is too long: %1 tokens > %2 maximum"_s
        : dialect == Dialect::Gemini
        ? u"The input token count (%1) exceeds the maximum number of tokens allowed (%2)."_s
        : u"Your messages resulted in %1 tokens. This model's maximum context length is %2 tokens."_s;
    return words.arg(tokens).arg(contextWindow);
}

void append(std::vector<Token> &tokens, Token::Kind kind, const QString &text)
{
    for (const QString &each : tokensOf(text))
        tokens.push_back({kind, each});
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
    const QString path =
        QUrl::fromPercentEncoding(evhttp_uri_get_path(evhttp_request_get_evhttp_uri(request)));
    const bool isPost = evhttp_request_get_command(request) == EVHTTP_REQ_POST;
    const Endpoint endpoint = endpointOf(path, isPost, !headerOf(request, "anthropic-version").isEmpty());
    if (!isAuthorized(request))
        return sendError(request, endpoint.dialect, 401, u"Incorrect API key provided."_s);
    switch (endpoint.kind) {
    case Endpoint::Kind::Models:
        return sendNow(request, 200, wireFormat(endpoint.dialect).modelListing());
    case Endpoint::Kind::Embeddings:
        return handleEmbeddings(request, endpoint.dialect, endpoint.model);
    case Endpoint::Kind::Chat:
    case Endpoint::Kind::TokenCount:
        break;
    case Endpoint::Kind::Unknown: // not the model is missing, but what the base URL leads to
        return sendError(request, endpoint.dialect, 404, u"Unknown request URL: %1"_s.arg(path),
                         QJsonValue());
    }
    Result<ChatRequest> parsed = parseChatRequest(endpoint.dialect, bodyOf(request), endpoint.model);
    if (!parsed) {
        requests += endpoint.kind == Endpoint::Kind::Chat;
        return sendError(request, endpoint.dialect, 400, parsed.error().message);
    }
    parsed->stream = parsed->stream || endpoint.stream;
    if (endpoint.kind == Endpoint::Kind::TokenCount)
        return sendNow(request, 200,
                       wireFormat(endpoint.dialect).inputTokens(tokenCount(parsed->inputChars)));
    handleChat(request, std::move(*parsed), arrivedAt);
}

bool Simulator::Server::isAuthorized(evhttp_request *request) const
{
    if (m_options.requiredKey.isEmpty())
        return true;
    const QByteArray key = m_options.requiredKey.toUtf8();
    return headerOf(request, "Authorization") == "Bearer " + key || headerOf(request, "x-api-key") == key
        || headerOf(request, "x-goog-api-key") == key || headerOf(request, "api-key") == key;
}

void Simulator::Server::handleEmbeddings(evhttp_request *request, Dialect dialect, const QString &model)
{
    ++requests;
    const Result<EmbeddingRequest> parsed = parseEmbeddingRequest(dialect, bodyOf(request), model);
    if (!parsed)
        return sendError(request, dialect, 400, parsed.error().message);
    if (const int fault = drawFault(); fault != 0)
        return sendFault(request, dialect, fault);
    std::vector<std::vector<float>> vectors;
    for (const QString &text : parsed->texts)
        vectors.push_back(embeddingOf(text));
    sendNow(request, 200, wireFormat(dialect).embeddings(*parsed, vectors));
}

void Simulator::Server::handleChat(evhttp_request *request, ChatRequest chat, Arrival arrivedAt)
{
    ++requests;
    const Dialect dialect = chat.dialect;
    if (dialect == Dialect::Anthropic && !chat.maxTokens)
        return sendError(request, dialect, 400, u"max_tokens: Field required"_s);
    const SimulatedModel *model = modelNamed(chat.model);
    if (model == nullptr)
        return sendError(request, dialect, 404, u"The model `%1` does not exist."_s.arg(chat.model));
    if (const qint64 tokens = tokenCount(chat.inputChars); tokens > contextWindow)
        return sendError(request, dialect, 400, tooLong(dialect, tokens), u"context_length_exceeded"_s);
    if (const int fault = drawFault(); fault != 0)
        return sendFault(request, dialect, fault);
    Answer answer = makeAnswer(std::move(chat), *model);
    Reply::Pace pace;
    pace.firstToken = m_options.latency.value_or(model->firstToken);
    const double rate = m_options.tokensPerSecond.value_or(model->tokensPerSecond);
    if (rate > 0)
        pace.perToken = std::chrono::nanoseconds(static_cast<qint64>(1e9 / rate));
    const bool isDropped = drawDrop();
    const auto dropAfter = isDropped ? std::optional((answer.outputTokens() + 1) / 2) : std::nullopt;
    Reply::begin(*this, request, std::move(answer), pace, arrivedAt, dropAfter);
}

void Simulator::Server::sendFault(evhttp_request *request, Dialect dialect, int status)
{
    if (status == 429)
        evhttp_add_header(evhttp_request_get_output_headers(request), "Retry-After", "1");
    sendError(request, dialect, status, u"Simulated fault."_s);
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
        answer.tokens.assign(static_cast<std::size_t>(*m_options.answerTokens),
                             {Token::Kind::Text, u" tick"_s});
    } else {
        if (request.wantsReasoning)
            append(answer.tokens, Token::Kind::Reasoning, reasoningFor(request));
        if (const OfferedTool *tool = toolToCall(request)) {
            answer.toolName = tool->name;
            append(answer.tokens, Token::Kind::ToolArguments,
                   QString::fromUtf8(toCompactJson(argumentsFor(*tool, request.user))));
        } else {
            QString text = answerTo(request, qualityOf(model.name));
            answer.stoppedAt = cutAtStop(text, request.stop);
            append(answer.tokens, Token::Kind::Text, text);
        }
    }
    if (request.maxTokens && answer.outputTokens() > *request.maxTokens) {
        answer.tokens.resize(static_cast<std::size_t>(*request.maxTokens));
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
        const WireFormat &wire = wireFormat(answer.request.dialect);
        if (!answer.request.stream)
            return wire.wholeAnswer(answer);
        QByteArray events = wire.streamStart(answer);
        for (qsizetype i = 0; i < answer.outputTokens(); ++i)
            events += wire.streamToken(answer, i);
        return events + wire.streamEnd(answer);
    };
    if (!m_options.answerTokens)
        return render();
    const QByteArray key = answer.request.model.toUtf8() + '/'
        + QByteArray::number(static_cast<int>(answer.request.dialect)) + (answer.request.stream ? 's' : 'w')
        + (answer.request.includeUsage ? 'u' : '-') + QByteArray::number(answer.outputTokens()) + '/'
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
    sendNow(request, status, wireFormat(dialect).errorBody(status, message, std::move(code)));
}

void Simulator::Server::forget(Reply *reply)
{
    m_replies.erase(reply);
}

} // namespace assay::simulator
