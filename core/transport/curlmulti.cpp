// SPDX-License-Identifier: GPL-3.0-or-later
#include "transport/curlmulti.h"

#include <QAbstractEventDispatcher>
#include <QPointer>

namespace assay::transport {

using namespace std::chrono_literals;

namespace {

constexpr auto deliverySlice = 200us;
constexpr long keptConnections = 512;
constexpr std::size_t keptHandles = 512;
constexpr int timerRounds = 4; // libcurl asks for "now" a few times in a row while it sets a request up

SteadyTime now()
{
    return std::chrono::steady_clock::now();
}

/// Rounded up, so that a timer never fires just before its time.
int millisecondsUntil(SteadyTime due)
{
    const auto left = std::chrono::ceil<std::chrono::milliseconds>(due - now());
    return int(std::clamp<std::chrono::milliseconds>(left, 0ms, 24h).count());
}

} // namespace

CurlMulti::CurlMulti(ConnectionObserver *observer)
    : m_tracker(observer)
{
    static const CURLcode initialised = curl_global_init(CURL_GLOBAL_DEFAULT);
    Q_ASSERT(initialised == CURLE_OK);
    m_multi = curl_multi_init();
    Q_CHECK_PTR(m_multi);
    curl_multi_setopt(m_multi, CURLMOPT_SOCKETFUNCTION, &CurlMulti::onSocket);
    curl_multi_setopt(m_multi, CURLMOPT_SOCKETDATA, this);
    curl_multi_setopt(m_multi, CURLMOPT_TIMERFUNCTION, &CurlMulti::onTimer);
    curl_multi_setopt(m_multi, CURLMOPT_TIMERDATA, this);
    curl_multi_setopt(m_multi, CURLMOPT_PIPELINING, CURLPIPE_MULTIPLEX);
    curl_multi_setopt(m_multi, CURLMOPT_MAXCONNECTS, keptConnections);
    m_timer.setSingleShot(true);
    m_timer.setTimerType(Qt::PreciseTimer);
    m_deadlineTimer.setSingleShot(true);
    connect(&m_timer, &QTimer::timeout, this, [this] { act(CURL_SOCKET_TIMEOUT, 0); });
    // A timer and not a posted event: dispatchers run posted events before the sockets of the same wake-up,
    // and that would add a slice to every arrival time.
    m_drainTimer.setSingleShot(true);
    connect(&m_drainTimer, &QTimer::timeout, this, &CurlMulti::drain);
    connect(&m_deadlineTimer, &QTimer::timeout, this, &CurlMulti::checkDeadlines);
    // One stamp for all sockets of one wake-up: it ends with the turn of the loop, which different
    // dispatchers announce by one signal or the other.
    QAbstractEventDispatcher *const dispatcher = QAbstractEventDispatcher::instance();
    connect(dispatcher, &QAbstractEventDispatcher::awake, this, [this] { m_wokenAt.reset(); });
    connect(dispatcher, &QAbstractEventDispatcher::aboutToBlock, this, [this] { m_wokenAt.reset(); });
}

CurlMulti::~CurlMulti()
{
    m_ready.clear();
    while (!m_active.empty()) {
        Exchange &exchange = *m_active.back();
        release(exchange);
        exchange.discard(cancelledError());
        forget(exchange);
        exchange.resume();
    }
    for (CURL *easy : m_idleHandles)
        curl_easy_cleanup(easy);
    curl_multi_cleanup(m_multi);
}

Result<> CurlMulti::start(Exchange &exchange, QByteArray proxy)
{
    const Result<QByteArray> authorityFile = m_routes.authorityFile(exchange.request().caFile);
    if (!authorityFile)
        return tl::unexpected(authorityFile.error());
    CURL *const easy = takeEasy();
    if (auto done = exchange.configure(easy, *this, std::move(proxy), *authorityFile); !done) {
        curl_easy_cleanup(easy);
        return done;
    }
    if (const CURLMcode added = curl_multi_add_handle(m_multi, easy); added != CURLM_OK) {
        curl_easy_cleanup(easy);
        return fail(ErrorCode::Internal, QString::fromUtf8(curl_multi_strerror(added)));
    }
    exchange.activeIndex = m_active.size();
    m_active.push_back(&exchange);
    watchDeadline(exchange.deadline());
    act(CURL_SOCKET_TIMEOUT, 0); // at once: a turn of the event loop would be latency for nothing
    return {};
}

void CurlMulti::cancel(Exchange &exchange)
{
    release(exchange);
    exchange.discard(cancelledError());
    enqueue(exchange);
}

SteadyTime CurlMulti::arrivalTime() const
{
    return m_inSocket && m_wokenAt ? *m_wokenAt : now();
}

void CurlMulti::enqueue(Exchange &exchange)
{
    if (std::exchange(exchange.queued, true))
        return;
    m_ready.push_back(&exchange);
    if (!m_inSocket)
        postDrain(); // socketReady() looks at the queue itself
}

void CurlMulti::watchDeadline(SteadyTime deadline)
{
    if (deadline == SteadyTime::max() || (m_deadlineTimer.isActive() && m_deadlineSet <= deadline))
        return;
    m_deadlineSet = deadline;
    m_deadlineTimer.start(millisecondsUntil(deadline));
}

void CurlMulti::checkDeadlines()
{
    const SteadyTime present = now();
    SteadyTime next = SteadyTime::max();
    for (Exchange *exchange : m_active) {
        if (exchange->deadline() > present) {
            next = std::min(next, exchange->deadline());
            continue;
        }
        Error error = timeLimitError(exchange->nextLimit(), exchange->request());
        release(*exchange);
        exchange->fail(std::move(error));
        enqueue(*exchange);
    }
    watchDeadline(next);
}

int CurlMulti::onSocket(CURL *, curl_socket_t socket, int what, void *self, void *)
{
    auto &watch = static_cast<CurlMulti *>(self)->ensureWatch(socket);
    watch.read.setEnabled(what == CURL_POLL_IN || what == CURL_POLL_INOUT);
    watch.write.setEnabled(what == CURL_POLL_OUT || what == CURL_POLL_INOUT);
    return 0;
}

int CurlMulti::onTimer(CURLM *, long timeoutMs, void *self)
{
    auto &multi = *static_cast<CurlMulti *>(self);
    multi.m_timerWanted.reset();
    if (timeoutMs >= 0)
        multi.m_timerWanted = now() + std::chrono::milliseconds(timeoutMs);
    if (!multi.m_acting)
        multi.armTimer();
    return 0;
}

/// Notifiers are kept per descriptor number: the system hands the same few out again and again.
CurlMulti::SocketWatch &CurlMulti::ensureWatch(curl_socket_t socket)
{
    std::unique_ptr<SocketWatch> &watch = m_watches[socket];
    if (!watch) {
        watch = std::make_unique<SocketWatch>();
        watch->read.setSocket(socket);
        watch->write.setSocket(socket);
        connect(&watch->read, &QSocketNotifier::activated, this,
                [this, socket] { socketReady(socket, CURL_CSELECT_IN); });
        connect(&watch->write, &QSocketNotifier::activated, this,
                [this, socket] { socketReady(socket, CURL_CSELECT_OUT); });
    }
    return *watch;
}

void CurlMulti::socketReady(curl_socket_t socket, int event)
{
    if (!m_wokenAt)
        m_wokenAt = now();
    m_inSocket = true;
    act(socket, event);
    m_inSocket = false;
    if (m_ready.empty())
        return;
    if (m_active.size() == 1)
        drain(); // nobody else's time stamp can suffer. May destroy this
    else
        postDrain();
}

void CurlMulti::act(curl_socket_t socket, int event)
{
    int running = 0;
    m_acting = true;
    curl_multi_socket_action(m_multi, socket, event, &running);
    for (int round = 0; round < timerRounds && m_timerWanted && *m_timerWanted <= now(); ++round) {
        m_timerWanted.reset();
        curl_multi_socket_action(m_multi, CURL_SOCKET_TIMEOUT, 0, &running);
    }
    collectFinished();
    m_acting = false;
    armTimer();
}

void CurlMulti::collectFinished()
{
    int left = 0;
    while (const CURLMsg *message = curl_multi_info_read(m_multi, &left)) {
        if (message->msg != CURLMSG_DONE)
            continue;
        void *owner = nullptr;
        curl_easy_getinfo(message->easy_handle, CURLINFO_PRIVATE, &owner);
        auto &exchange = *static_cast<Exchange *>(owner);
        exchange.finish(message->data.result);
        release(exchange);
        enqueue(exchange);
    }
}

/// A timer that fires too early does no harm: libcurl then names its next time again. So it is restarted only
/// when it would fire too late.
void CurlMulti::armTimer()
{
    if (!m_timerWanted || (m_timer.isActive() && m_timerSet <= *m_timerWanted))
        return;
    m_timerSet = *m_timerWanted;
    m_timer.start(millisecondsUntil(m_timerSet));
}

void CurlMulti::postDrain()
{
    if (!m_drainTimer.isActive())
        m_drainTimer.start();
}

void CurlMulti::drain()
{
    const QPointer<CurlMulti> self(this);
    const SteadyTime until = now() + deliverySlice;
    while (!m_ready.empty()) {
        Exchange &exchange = *m_ready.front();
        m_ready.pop_front();
        const Exchange::Delivery delivery = exchange.deliver(until);
        if (delivery == Exchange::Delivery::More) {
            m_ready.push_back(&exchange);
        } else {
            exchange.queued = false;
            if (delivery == Exchange::Delivery::Finished) {
                forget(exchange);
                exchange.resume();
                if (!self)
                    return; // the coroutine closed the client
            }
        }
        if (now() >= until)
            break;
    }
    if (!m_ready.empty())
        postDrain();
}

CURL *CurlMulti::takeEasy()
{
    if (m_idleHandles.empty())
        return curl_easy_init();
    CURL *const easy = m_idleHandles.back();
    m_idleHandles.pop_back();
    return easy;
}

/// Takes the handle from libcurl; in mid-transfer this closes the connection.
void CurlMulti::release(Exchange &exchange)
{
    CURL *const easy = exchange.easy();
    if (easy == nullptr)
        return;
    exchange.detach();
    curl_multi_remove_handle(m_multi, easy);
    if (m_idleHandles.size() < keptHandles) {
        curl_easy_reset(easy);
        m_idleHandles.push_back(easy);
    } else {
        curl_easy_cleanup(easy);
    }
}

void CurlMulti::forget(Exchange &exchange)
{
    if (m_tracker.isActive())
        m_tracker.exchangeEnded(exchange.connections, exchange.request(), exchange.proxy(),
                                exchange.connectionOutcome());
    m_active.back()->activeIndex = exchange.activeIndex;
    std::swap(m_active[exchange.activeIndex], m_active.back());
    m_active.pop_back();
}

} // namespace assay::transport
