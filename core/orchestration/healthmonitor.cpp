// SPDX-License-Identifier: GPL-3.0-or-later
#include "orchestration/healthmonitor.h"

#include "orchestration/orchestrationtr.h"

#include <algorithm>

#include <QCoroFuture>
#include <QRandomGenerator>

using namespace Qt::StringLiterals;

namespace assay::orchestration {
namespace {

using storage::Connection;
using Tr = OrchestrationTr;
using std::chrono::microseconds;

// Between two writes of an unchanged state: each is a commit to disk.
constexpr UtcMicros storeEvery = microseconds(std::chrono::seconds(60)).count();

/// What a failure says of the provider itself; nothing when it arose here or may have.
std::optional<HealthState> toldBy(ErrorCode code)
{
    switch (code) {
    case ErrorCode::Network:
    case ErrorCode::Timeout:
    case ErrorCode::Overloaded:
    case ErrorCode::ServerError:
    case ErrorCode::MalformedResponse:
        return HealthState::Down;
    case ErrorCode::Authentication:
    case ErrorCode::Permission:
    case ErrorCode::InvalidRequest:
    case ErrorCode::ContextLengthExceeded:
    case ErrorCode::ContentFiltered:
    case ErrorCode::InsufficientQuota:
        return HealthState::Up;
    default:
        return std::nullopt;
    }
}

/// Turns the source off after a while, unless told not to.
QCoro::Task<> stopAfter(Clock &clock, std::chrono::nanoseconds wait, std::stop_source source,
                        std::stop_token never)
{
    co_await clock.sleepFor(wait, never);
    if (!never.stop_requested())
        source.request_stop();
}

Result<> writeHealth(Connection &connection, const ProviderHealth &health)
{
    return connection
        .exec(u"INSERT OR REPLACE INTO provider_health"
              " (provider_id, checked_at, is_up, latency_us, error, since) VALUES (?, ?, ?, ?, ?, ?)"_s,
              {health.id.toBytes(), static_cast<qlonglong>(health.checkedAt),
               health.state == HealthState::Up ? 1 : 0,
               health.latency ? QVariant(static_cast<qlonglong>(health.latency->count())) : QVariant(),
               health.error.isNull() ? u""_s : health.error, static_cast<qlonglong>(health.since)})
        .map([](QSqlQuery *) {});
}

Result<QList<ProviderHealth>> readHealth(Connection &connection)
{
    return connection
        .exec(u"SELECT h.provider_id, p.name, h.checked_at, h.is_up, h.latency_us, h.error, h.since"
              " FROM provider_health h JOIN providers p ON p.id = h.provider_id"_s)
        .map([](QSqlQuery *query) {
            QList<ProviderHealth> rows;
            while (query->next()) {
                ProviderHealth row;
                row.id = ProviderId::fromBytes(query->value(0).toByteArray());
                row.provider = query->value(1).toString();
                row.checkedAt = query->value(2).toLongLong();
                row.state = query->value(3).toBool() ? HealthState::Up : HealthState::Down;
                if (!query->value(4).isNull())
                    row.latency = microseconds(query->value(4).toLongLong());
                row.error = query->value(5).toString();
                row.since = query->value(6).toLongLong();
                rows.append(row);
            }
            return rows;
        });
}

} // namespace

QString healthStateName(HealthState state)
{
    switch (state) {
    case HealthState::Up:
        return u"up"_s;
    case HealthState::Down:
        return u"down"_s;
    case HealthState::Unknown:
        break;
    }
    return u"unknown"_s;
}

HealthMonitor::HealthMonitor(Clock &clock, storage::Database &database, Probe probe, Random random)
    : m_clock(clock)
    , m_database(database)
    , m_probe(std::move(probe))
    , m_random(random ? std::move(random) : [] { return QRandomGenerator::global()->generateDouble(); })
{
}

HealthMonitor::~HealthMonitor()
{
    Q_ASSERT(std::ranges::all_of(m_watches, [](const QCoro::Task<> &watch) { return watch.isReady(); }));
}

QCoro::Task<Result<>> HealthMonitor::load()
{
    const Result<QList<ProviderHealth>> rows = co_await m_database.read<QList<ProviderHealth>>(readHealth);
    if (!rows)
        co_return tl::unexpected(rows.error());
    for (const ProviderHealth &row : *rows) {
        if (!m_watched.contains(row.id)) // what a call told meanwhile is newer
            m_watched.insert(row.id, {row, 0, row.checkedAt});
    }
    co_return Result<>();
}

void HealthMonitor::start(const HealthSettings &settings, const QList<catalog::Provider> &providers)
{
    m_stop.request_stop();
    m_stop = std::stop_source();
    m_interval = settings.interval;
    std::erase_if(m_watches, [](const QCoro::Task<> &watch) { return watch.isReady(); });
    QSet<ProviderId> known;
    for (const catalog::Provider &provider : providers) {
        known.insert(provider.id);
        std::ignore = watchedOf(provider); // shown although nothing was heard yet
        if (settings.enabled)
            m_watches.push_back(watch(provider, settings, m_stop.get_token()));
    }
    m_watched.removeIf([&known](const auto &entry) { return !known.contains(entry.key()); });
}

QCoro::Task<> HealthMonitor::stop()
{
    m_stop.request_stop();
    // One that is waited for may take long, and start() may be called meanwhile.
    std::vector<QCoro::Task<>> ending = std::exchange(m_watches, {});
    for (QCoro::Task<> &watch : ending)
        co_await watch;
}

QCoro::Task<> HealthMonitor::watch(catalog::Provider provider, HealthSettings settings, std::stop_token stop)
{
    const std::chrono::duration<double> interval = settings.interval;
    const double jitter = settings.jitterPercent / 100.0;
    const auto part = [&interval](double share) {
        return std::chrono::duration_cast<std::chrono::nanoseconds>(interval * share);
    };
    // The first ones are spread, too: not all providers are to be asked in the moment the program starts.
    co_await m_clock.sleepFor(part(jitter * m_random()), stop);
    while (!stop.stop_requested()) {
        co_await check(provider, stop);
        co_await m_clock.sleepFor(part(1 + jitter * (2 * m_random() - 1)), stop);
    }
}

QCoro::Task<> HealthMonitor::check(const catalog::Provider &provider, std::stop_token stop)
{
    if (m_probed.contains(provider.id))
        co_return; // one from before the last start() is still ending
    m_probed.insert(provider.id);
    const Result<microseconds> answered = co_await probeInTime(provider, stop);
    m_probed.remove(provider.id);
    if (stop.stop_requested())
        co_return;
    Watched &watched = watchedOf(provider);
    if (answered) {
        becameUp(watched, *answered);
        co_return;
    }
    const std::optional<HealthState> told = toldBy(answered.error().code);
    if (told == HealthState::Down)
        becameDown(watched, answered.error().message);
    else if (told == HealthState::Up)
        becameUp(watched, std::nullopt);
}

QCoro::Task<Result<microseconds>> HealthMonitor::probeInTime(const catalog::Provider &provider,
                                                             std::stop_token stop)
{
    std::stop_source limit;
    std::stop_source ended;
    const std::stop_callback onStop(stop, [&limit] { limit.request_stop(); });
    QCoro::Task<> timer = stopAfter(m_clock, probeTimeout, limit, ended.get_token());
    QCoro::Task<Result<microseconds>> probing = m_probe(provider, limit.get_token());
    Result<microseconds> answered = co_await std::move(probing);
    const bool isLate = !answered && limit.stop_requested() && !stop.stop_requested();
    ended.request_stop();
    co_await timer;
    if (isLate)
        co_return fail(ErrorCode::Timeout,
                       Tr::tr("%1 did not answer a check within %2 seconds. Look at its status page, or at "
                              "the network.")
                           .arg(provider.name)
                           .arg(probeTimeout.count()));
    co_return answered;
}

HealthMonitor::Watched &HealthMonitor::watchedOf(const catalog::Provider &provider)
{
    Watched &watched = m_watched[provider.id];
    watched.health.id = provider.id;
    watched.health.provider = provider.name;
    return watched;
}

void HealthMonitor::noteSuccess(const catalog::Provider &provider, microseconds latency)
{
    becameUp(watchedOf(provider), latency);
}

void HealthMonitor::noteFailure(const catalog::Provider &provider, const Error &error)
{
    const std::optional<HealthState> told = toldBy(error.code);
    if (!told)
        return;
    Watched &watched = watchedOf(provider);
    if (*told == HealthState::Up)
        becameUp(watched, std::nullopt);
    else if (++watched.failedCalls >= callFailuresToDown)
        becameDown(watched, error.message);
}

void HealthMonitor::becameUp(Watched &watched, std::optional<microseconds> latency)
{
    watched.failedCalls = 0;
    if (latency)
        watched.health.latency = latency;
    watched.health.error.clear();
    enter(watched, HealthState::Up);
}

void HealthMonitor::becameDown(Watched &watched, const QString &error)
{
    watched.health.error = error;
    enter(watched, HealthState::Down);
}

void HealthMonitor::enter(Watched &watched, HealthState state)
{
    const bool isChange = aged(watched.health).state != state;
    const UtcMicros now = m_clock.utcMicros();
    watched.health.state = state;
    watched.health.checkedAt = now;
    if (isChange)
        watched.health.since = now;
    store(watched, isChange);
    if (isChange && m_onChange) {
        const ProviderHealth told = watched.health; // the handler may change what is watched
        m_onChange(told);
    }
}

void HealthMonitor::store(Watched &watched, bool isChange)
{
    const ProviderHealth health = watched.health;
    if (!isChange && health.checkedAt - watched.storedAt < storeEvery)
        return;
    watched.storedAt = health.checkedAt;
    // What cannot be kept is found out again; a provider that was removed meanwhile needs no row.
    std::ignore =
        m_database.write<>([health](Connection &connection) { return writeHealth(connection, health); });
}

ProviderHealth HealthMonitor::aged(const ProviderHealth &health) const
{
    const auto holds = std::max<microseconds>(staleAfter, 3 * m_interval);
    if (health.checkedAt + holds.count() > m_clock.utcMicros())
        return health;
    ProviderHealth old = health;
    old.state = HealthState::Unknown;
    old.since = 0;
    return old;
}

bool HealthMonitor::isDown(ProviderId provider) const
{
    const auto found = m_watched.constFind(provider);
    return found != m_watched.constEnd() && aged(found->health).state == HealthState::Down;
}

QList<ProviderHealth> HealthMonitor::snapshot() const
{
    QList<ProviderHealth> all;
    for (const Watched &watched : m_watched)
        all.append(aged(watched.health));
    std::ranges::sort(all, {}, &ProviderHealth::provider);
    return all;
}

} // namespace assay::orchestration
