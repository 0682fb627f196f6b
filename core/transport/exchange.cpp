// SPDX-License-Identifier: GPL-3.0-or-later
#include "transport/exchange.h"

#include "transport/curlmulti.h"
#include "transport/transporttr.h"

#include <QFile>

namespace assay::transport {

using namespace Qt::StringLiterals;

namespace {

// Below libcurl's own limit, whose error does not say what it was.
constexpr qsizetype maxHeadBytes = 256 * 1024;
constexpr qsizetype maxUndeliveredBytes = 1024 * 1024;
constexpr qsizetype maxPieceBytes = 64 * 1024; // so that a slice of delivery can end in time
constexpr qsizetype keptBufferBytes = 64 * 1024;

SteadyTime after(SteadyTime start, std::chrono::milliseconds limit)
{
    return limit.count() > 0 && start != SteadyTime{} ? start + limit : SteadyTime::max();
}

bool hasLineBreak(const QByteArray &text)
{
    return text.contains('\r') || text.contains('\n') || text.contains('\0');
}

} // namespace

Exchange::Exchange(HttpRequest request, HttpSink &sink, SteadyTime startedAt)
    : m_request(std::move(request))
    , m_sink(sink)
{
    m_timings.startedAt = startedAt;
}

Exchange::~Exchange()
{
    curl_slist_free_all(m_headerList);
}

Result<> Exchange::configure(CURL *easy, CurlMulti &multi, QByteArray proxy, const QByteArray &authorityFile)
{
    m_easy = easy;
    m_multi = &multi;
    m_proxy = std::move(proxy);
    if (auto done = setHeaders(); !done)
        return done;
    setMethodAndBody();
    setTls(authorityFile);
    watchConnections();
    curl_easy_setopt(easy, CURLOPT_URL, m_request.url.constData());
    curl_easy_setopt(easy, CURLOPT_PROTOCOLS_STR, "http,https");
    curl_easy_setopt(easy, CURLOPT_FOLLOWLOCATION, 0L);
    curl_easy_setopt(easy, CURLOPT_NOSIGNAL, 1L);
    curl_easy_setopt(easy, CURLOPT_QUICK_EXIT, 1L); // else a stop waits for the resolver thread
    curl_easy_setopt(easy, CURLOPT_TCP_NODELAY, 1L);
    // Compression would hold deltas back, so none is asked for. Naming it makes libcurl undo what comes
    // nevertheless.
    curl_easy_setopt(easy, CURLOPT_ACCEPT_ENCODING, "identity");
    curl_easy_setopt(easy, CURLOPT_PIPEWAIT, 0L);
    // An empty proxy keeps libcurl from reading the environment, which was asked through Qt already.
    curl_easy_setopt(easy, CURLOPT_PROXY, m_proxy.constData());
    curl_easy_setopt(easy, CURLOPT_NOPROXY, "");
    curl_easy_setopt(easy, CURLOPT_SUPPRESS_CONNECT_HEADERS, 1L);
    // For libcurl 0 means its own default of five minutes; a day is as good as none.
    constexpr std::chrono::milliseconds day = std::chrono::hours(24);
    const auto connect =
        m_request.timeouts.connect.count() > 0 ? std::min(m_request.timeouts.connect, day) : day;
    curl_easy_setopt(easy, CURLOPT_CONNECTTIMEOUT_MS, long(connect.count()));
    curl_easy_setopt(easy, CURLOPT_ERRORBUFFER, m_errorText.data());
    curl_easy_setopt(easy, CURLOPT_PRIVATE, this);
    curl_easy_setopt(easy, CURLOPT_PREREQFUNCTION, &Exchange::onRequestReady);
    curl_easy_setopt(easy, CURLOPT_PREREQDATA, this);
    curl_easy_setopt(easy, CURLOPT_HEADERFUNCTION, &Exchange::onHeader);
    curl_easy_setopt(easy, CURLOPT_HEADERDATA, this);
    curl_easy_setopt(easy, CURLOPT_WRITEFUNCTION, &Exchange::onBody);
    curl_easy_setopt(easy, CURLOPT_WRITEDATA, this);
    return {};
}

Result<> Exchange::setHeaders()
{
    const auto append = [this](const QByteArray &line) {
        if (curl_slist *longer = curl_slist_append(m_headerList, line.constData()))
            m_headerList = longer;
    };
    for (const auto &[name, value] : m_request.headers.all()) {
        if (name.isEmpty() || hasLineBreak(name) || name.contains(':') || hasLineBreak(value))
            return assay::fail(ErrorCode::InvalidInput,
                               TransportTr::tr("A request header holds a line break or has no proper name. "
                                               "Check the key and the provider's extra headers."));
        const QByteArray separator = value.isEmpty() ? ";" : ": "; // libcurl's form of an empty header
        append(name + separator + value);
    }
    append("Expect:"); // waiting for 100 Continue costs a round trip, or a second where it never comes
    if (!m_request.headers.contains("Content-Type"))
        append("Content-Type:"); // libcurl would say it is a form
    curl_easy_setopt(m_easy, CURLOPT_HTTPHEADER, m_headerList);
    return {};
}

void Exchange::setMethodAndBody()
{
    const QByteArray &method = m_request.method;
    if (!m_request.body.isEmpty() || method == "POST") {
        curl_easy_setopt(m_easy, CURLOPT_POSTFIELDSIZE_LARGE, curl_off_t(m_request.body.size()));
        curl_easy_setopt(m_easy, CURLOPT_POSTFIELDS, m_request.body.constData()); // not copied
    } else if (method == "HEAD") {
        curl_easy_setopt(m_easy, CURLOPT_NOBODY, 1L);
    } else {
        curl_easy_setopt(m_easy, CURLOPT_HTTPGET, 1L);
    }
    if (method != "POST" && method != "HEAD" && (method != "GET" || !m_request.body.isEmpty()))
        curl_easy_setopt(m_easy, CURLOPT_CUSTOMREQUEST, method.constData());
}

void Exchange::setTls(const QByteArray &authorityFile)
{
    const bool secure = m_request.url.startsWith("https:") || m_request.url.startsWith("HTTPS:");
    curl_easy_setopt(m_easy, CURLOPT_HTTP_VERSION, secure ? CURL_HTTP_VERSION_2TLS : CURL_HTTP_VERSION_1_1);
    curl_easy_setopt(m_easy, CURLOPT_SSLVERSION, CURL_SSLVERSION_TLSv1_2);
    if (!authorityFile.isEmpty())
        curl_easy_setopt(m_easy, CURLOPT_CAINFO, authorityFile.constData());
    // libcurl keeps the parsed authorities for the next connection only when they come from a file alone.
    static const bool hasSystemFile =
        QFile::exists(QFile::decodeName(curl_version_info(CURLVERSION_NOW)->cainfo));
    if (hasSystemFile || !authorityFile.isEmpty())
        curl_easy_setopt(m_easy, CURLOPT_CAPATH, nullptr);
}

void Exchange::watchConnections()
{
    ConnectionTracker &tracker = m_multi->tracker();
    if (!tracker.isActive())
        return;
    curl_easy_setopt(m_easy, CURLOPT_OPENSOCKETFUNCTION, &Exchange::onOpenSocket);
    curl_easy_setopt(m_easy, CURLOPT_OPENSOCKETDATA, this);
    // A connection outlives the exchange that opened it, and remembers whom to tell.
    curl_easy_setopt(m_easy, CURLOPT_CLOSESOCKETFUNCTION, &ConnectionTracker::close);
    curl_easy_setopt(m_easy, CURLOPT_CLOSESOCKETDATA, &tracker);
}

curl_socket_t Exchange::onOpenSocket(void *self, curlsocktype, curl_sockaddr *address)
{
    auto &exchange = *static_cast<Exchange *>(self);
    return exchange.m_multi->tracker().open(exchange.connections, exchange.m_request, exchange.m_proxy,
                                            *address);
}

int Exchange::onRequestReady(void *self, char *peerAddress, char *localAddress, int peerPort, int localPort)
{
    auto &exchange = *static_cast<Exchange *>(self);
    if (ConnectionTracker &tracker = exchange.m_multi->tracker(); tracker.isActive())
        tracker.requestSent(exchange.connections, localAddress, localPort, peerAddress, peerPort);
    exchange.m_timings.sentAt = std::chrono::steady_clock::now();
    exchange.m_multi->watchDeadline(exchange.deadline());
    return CURL_PREREQFUNC_OK;
}

std::size_t Exchange::onHeader(char *bytes, std::size_t size, std::size_t count, void *self)
{
    const std::size_t length = size * count;
    return static_cast<Exchange *>(self)->takeHeaderLine({bytes, qsizetype(length)}) ? length : 0;
}

std::size_t Exchange::onBody(char *bytes, std::size_t size, std::size_t count, void *self)
{
    return static_cast<Exchange *>(self)->takeBody({bytes, qsizetype(size * count)});
}

void Exchange::noteActivity()
{
    m_timings.lastByteAt = std::max(m_multi->arrivalTime(), m_timings.sentAt);
    m_activeAt = m_timings.lastByteAt;
    if (m_timings.firstByteAt == SteadyTime{}) {
        m_timings.firstByteAt = m_timings.lastByteAt;
        m_multi->watchDeadline(deadline()); // from here on the idle limit, which may be the shorter one
    }
}

bool Exchange::takeHeaderLine(QByteArrayView line)
{
    noteActivity();
    m_headBytes += line.size();
    if (m_headBytes > maxHeadBytes) {
        m_tooLarge = true;
        return false;
    }
    line = line.trimmed();
    if (line.startsWith("HTTP/") && !m_headComplete) { // again after each interim answer such as 100 or 103
        m_headers = {};
        const qsizetype space = line.indexOf(' ');
        m_status = space < 0
            ? 0
            : line.sliced(space + 1).first(std::min<qsizetype>(3, line.size() - space - 1)).toInt();
    } else if (line.isEmpty()) {
        if (m_status >= 200 && !m_headComplete) {
            m_headComplete = true;
            m_multi->enqueue(*this);
        }
    } else if (const qsizetype colon = line.indexOf(':'); colon > 0 && !m_headComplete) {
        m_headers.add(line.first(colon).toByteArray(), line.sliced(colon + 1).trimmed().toByteArray());
    }
    return true;
}

std::size_t Exchange::takeBody(QByteArrayView bytes)
{
    if (m_buffer.size() - m_delivered >= maxUndeliveredBytes) {
        m_paused = true;
        return CURL_WRITEFUNC_PAUSE;
    }
    noteActivity();
    m_bodyBytes += bytes.size();
    if (m_request.maxBodyBytes > 0 && m_bodyBytes > m_request.maxBodyBytes) {
        m_tooLarge = true;
        return CURL_WRITEFUNC_ERROR;
    }
    m_buffer.append(bytes);
    const qsizetype start = m_pieces.size() < 2 ? 0 : m_pieces[m_pieces.size() - 2].end;
    if (m_pieces.size() > m_nextPiece && m_pieces.back().arrivedAt == m_timings.lastByteAt
        && m_buffer.size() - start <= maxPieceBytes)
        m_pieces.back().end = m_buffer.size();
    else
        m_pieces.push_back({m_buffer.size(), m_timings.lastByteAt});
    m_multi->enqueue(*this);
    return std::size_t(bytes.size());
}

Exchange::Delivery Exchange::deliver(SteadyTime until)
{
    if (m_headComplete && !m_headDelivered && !m_discarded) {
        m_headDelivered = true;
        m_sink.onHead(m_status, m_headers);
    }
    const bool drained = deliverPieces(until);
    dropDelivered();
    if (!drained)
        return Delivery::More;
    if (m_paused && m_easy != nullptr) {
        m_paused = false;
        m_activeAt = std::chrono::steady_clock::now(); // the silence was ours
        curl_easy_pause(m_easy, CURLPAUSE_CONT); // may call takeBody()
        m_multi->watchDeadline(deadline());
        if (!m_pieces.empty())
            return Delivery::More;
    }
    return m_done ? Delivery::Finished : Delivery::Drained;
}

/// Makes room. A long backlog is moved rarely, so that the copying stays in proportion to what was delivered.
void Exchange::dropDelivered()
{
    if (m_nextPiece == m_pieces.size()) {
        m_pieces.clear();
        if (m_buffer.capacity() > keptBufferBytes)
            m_buffer = {};
        else
            m_buffer.resize(0);
    } else if (m_delivered < maxUndeliveredBytes) {
        return;
    } else {
        m_pieces.erase(m_pieces.begin(), m_pieces.begin() + std::ptrdiff_t(m_nextPiece));
        for (Piece &piece : m_pieces)
            piece.end -= m_delivered;
        m_buffer.remove(0, m_delivered);
    }
    m_nextPiece = 0;
    m_delivered = 0;
}

bool Exchange::deliverPieces(SteadyTime until)
{
    while (m_nextPiece < m_pieces.size()) {
        const Piece piece = m_pieces[m_nextPiece++];
        const QByteArrayView bytes(m_buffer.constData() + m_delivered, piece.end - m_delivered);
        m_delivered = piece.end;
        m_sink.onData(bytes, piece.arrivedAt); // may stop us: m_pieces is empty then
        if (m_nextPiece < m_pieces.size() && std::chrono::steady_clock::now() >= until)
            return false;
    }
    return true;
}

void Exchange::finish(CURLcode code)
{
    if (m_tooLarge)
        code = CURLE_WRITE_ERROR; // libcurl forgets a refusal that came while a pause ended
    if (code == CURLE_OK && !m_headComplete)
        code = CURLE_GOT_NOTHING; // libcurl takes a head that breaks off for a whole one
    CurlFailure failure;
    failure.code = code;
    failure.text = QByteArray(m_errorText.data());
    failure.proxy = m_proxy;
    failure.sent = m_timings.sentAt != SteadyTime{};
    failure.headComplete = m_headComplete;
    long connects = 0;
    curl_easy_getinfo(m_easy, CURLINFO_NUM_CONNECTS, &connects);
    curl_easy_getinfo(m_easy, CURLINFO_HTTP_VERSION, &m_httpVersion);
    m_timings.connectionReused = connects == 0 && failure.sent;
    if (code != CURLE_OK) {
        curl_easy_getinfo(m_easy, CURLINFO_HTTP_CONNECTCODE, &failure.connectCode);
        curl_easy_getinfo(m_easy, CURLINFO_SSL_VERIFYRESULT, &failure.verifyResult);
        curl_easy_getinfo(m_easy, CURLINFO_OS_ERRNO, &failure.osError);
        if (m_tooLarge)
            m_error = m_headComplete ? bodyTooLargeError(m_request) : headTooLargeError(m_request);
        else
            m_error = curlError(failure, m_request);
        m_connectionOutcome = transport::connectionOutcome(failure);
    }
    m_done = true;
}

void Exchange::fail(Error error)
{
    if (!m_done)
        m_connectionOutcome =
            error.code == ErrorCode::Timeout ? ConnectionOutcome::TimedOut : ConnectionOutcome::Cancelled;
    m_error = std::move(error);
    m_done = true;
}

void Exchange::discard(Error error)
{
    fail(std::move(error));
    m_discarded = true;
    m_pieces.clear(); // not m_buffer: the sink may be reading it right now
    m_nextPiece = 0;
}

void Exchange::resume()
{
    const std::coroutine_handle<> waiter = std::exchange(m_waiter, {});
    if (waiter)
        waiter.resume(); // destroys this exchange
}

std::pair<SteadyTime, TimeLimit> Exchange::nextDeadline() const
{
    if (m_done)
        return {SteadyTime::max(), TimeLimit::Total};
    const HttpTimeouts &limits = m_request.timeouts;
    const SteadyTime total = after(m_timings.startedAt, limits.total);
    const bool receiving = m_timings.firstByteAt != SteadyTime{};
    SteadyTime step = receiving ? after(m_activeAt, limits.idle) : after(m_timings.sentAt, limits.firstByte);
    if (m_paused)
        step = SteadyTime::max();
    if (total <= step)
        return {total, TimeLimit::Total};
    return {step, receiving ? TimeLimit::Idle : TimeLimit::FirstByte};
}

SteadyTime Exchange::deadline() const
{
    return nextDeadline().first;
}

TimeLimit Exchange::nextLimit() const
{
    return nextDeadline().second;
}

Result<HttpOutcome> Exchange::takeResult()
{
    if (m_error)
        return tl::unexpected(std::move(*m_error));
    HttpOutcome outcome;
    outcome.status = m_status;
    outcome.httpVersion = m_httpVersion == CURL_HTTP_VERSION_2_0 ? 20
        : m_httpVersion == CURL_HTTP_VERSION_1_0                 ? 10
                                                                 : 11;
    outcome.headers = std::move(m_headers);
    outcome.timings = m_timings;
    return outcome;
}

} // namespace assay::transport
