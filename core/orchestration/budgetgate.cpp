// SPDX-License-Identifier: GPL-3.0-or-later
#include "orchestration/budgetgate.h"

#include "orchestration/orchestrationtr.h"

#include <algorithm>
#include <limits>

#include <QCoroFuture>
#include <QDateTime>
#include <QLocale>

namespace assay::orchestration {

/// What one budget's subjects spent and put aside in the running period. Shared with the reservations and
/// with questions to the log that are under way.
struct Ledger {
    struct Account {
        Money logged; ///< as the log had it
        Money settled; ///< in this period
        Money settledInLog; ///< the part of it that was settled before the log was asked
        Money unlogged; ///< spent in this period, and the log will never say so
        Money reserved;
        [[nodiscard]] Money spent() const { return logged + settled - settledInLog + unlogged; }
    };
    Budget budget;
    Period period;
    QHash<QString, Account> accounts;
    SteadyTime askedAt{};
    bool isCurrent = false; ///< the log was asked in this period
    bool isAsking = false;
    std::uint64_t asked = 0; ///< how often the log was asked
    std::uint64_t answered = 0; ///< the last question whose answer holds
};

namespace {

using Tr = OrchestrationTr;

/// The subject of `budget` that a call belongs to; nothing when it is none of its business.
std::optional<QString> subjectOf(const Budget &budget, const BudgetSubjects &subjects)
{
    if (budget.scope == BudgetScope::Workspace)
        return QString();
    const QString name = budget.scope == BudgetScope::Prompt ? subjects.prompt
        : budget.scope == BudgetScope::Model                 ? subjects.model
        : budget.scope == BudgetScope::User                  ? subjects.user
                                                             : subjects.key;
    const bool isMeant = !name.isEmpty() && (budget.subject.isEmpty() || budget.subject == name);
    return isMeant ? std::optional(name) : std::nullopt;
}

QString scopeText(const Budget &budget, const QString &subject)
{
    switch (budget.scope) {
    case BudgetScope::Prompt:
        return Tr::tr("the prompt %1").arg(subject);
    case BudgetScope::Model:
        return Tr::tr("the model %1").arg(subject);
    case BudgetScope::User:
        return Tr::tr("the user %1").arg(subject);
    case BudgetScope::Key:
        return Tr::tr("the key %1").arg(subject);
    case BudgetScope::Workspace:
        break;
    }
    return Tr::tr("this workspace");
}

QString periodText(BudgetPeriod period)
{
    return period == BudgetPeriod::Day ? Tr::tr("daily")
        : period == BudgetPeriod::Week ? Tr::tr("weekly")
                                       : Tr::tr("monthly");
}

Error exceeded(const Ledger &ledger, const QString &subject, const QTimeZone &zone)
{
    const Ledger::Account account = ledger.accounts.value(subject);
    const QDateTime anew = QDateTime::fromMSecsSinceEpoch(ledger.period.end / 1000, zone);
    Error error;
    error.code = ErrorCode::BudgetExceeded;
    error.message =
        Tr::tr("The %1 budget of %2 is used up: %3 of %4 are spent or put aside for calls under way. It "
               "begins anew on "
               "%5; raise it in the settings to go on before.")
            .arg(periodText(ledger.budget.period), scopeText(ledger.budget, subject),
                 displayMoney(account.spent() + account.reserved), displayMoney(ledger.budget.limit),
                 QLocale().toString(anew.date(), QLocale::ShortFormat));
    return error;
}

/// What to tell of a budget after a reservation; empty while it is far from its limit.
QString warningOf(const Ledger &ledger, const QString &subject)
{
    const Ledger::Account account = ledger.accounts.value(subject);
    const Money used = account.spent() + account.reserved;
    const Money limit = ledger.budget.limit;
    const QString whose = scopeText(ledger.budget, subject);
    if (used > limit) {
        return Tr::tr("The %1 budget of %2 is passed: %3 of %4.")
            .arg(periodText(ledger.budget.period), whose, displayMoney(used), displayMoney(limit));
    }
    constexpr std::int64_t percent = 100;
    const bool isNear =
        used.nanoUsd() / percent * percent >= limit.nanoUsd() / percent * ledger.budget.warnAtPercent;
    if (!isNear || ledger.budget.warnAtPercent <= 0)
        return {};
    return Tr::tr("The %1 budget of %2 is nearly used up: %3 of %4.")
        .arg(periodText(ledger.budget.period), whose, displayMoney(used), displayMoney(limit));
}

Money projected(const Ledger &ledger, Money spent, UtcMicros now)
{
    const double gone = static_cast<double>(std::max<UtcMicros>(now - ledger.period.start, 1));
    const double whole = static_cast<double>(ledger.period.end - ledger.period.start);
    const double projection = static_cast<double>(spent.nanoUsd()) * whole / gone;
    constexpr std::int64_t most = std::numeric_limits<std::int64_t>::max(); // soon after midnight, of a lot
    const bool isCountable = projection < static_cast<double>(most);
    return Money::fromNanoUsd(isCountable ? static_cast<std::int64_t>(projection) : most);
}

} // namespace

BudgetGate::Reservation &BudgetGate::Reservation::operator=(Reservation &&other) noexcept
{
    release();
    m_shares = std::move(other.m_shares);
    m_estimate = other.m_estimate;
    m_at = other.m_at;
    m_warnings = std::move(other.m_warnings);
    return *this;
}

void BudgetGate::Reservation::settle(std::optional<Money> cost)
{
    if (cost)
        release(*cost);
    else
        settleUnlogged(cost);
}

void BudgetGate::Reservation::settleUnlogged(std::optional<Money> cost)
{
    release({}, cost.value_or(m_estimate));
}

void BudgetGate::Reservation::release(Money inLog, Money notInLog)
{
    for (const Share &share : std::exchange(m_shares, {})) {
        Ledger::Account &account = share.ledger->accounts[share.subject];
        account.reserved = account.reserved - m_estimate;
        account.settled += inLog;
        if (m_at >= share.ledger->period.start)
            account.unlogged += notInLog;
    }
}

BudgetGate::BudgetGate(const Clock &clock, SpendingSource source)
    : m_clock(clock)
    , m_source(std::move(source))
    , m_zone(QTimeZone::systemTimeZone())
{
}

BudgetGate::~BudgetGate() = default;

void BudgetGate::setBudgets(const QList<Budget> &budgets, const QByteArray &timeZone)
{
    const QTimeZone zone = zoneNamed(timeZone);
    const bool isSameZone = zone == m_zone;
    m_zone = zone;
    std::vector<std::shared_ptr<Ledger>> ledgers;
    for (const Budget &budget : budgets) {
        const auto known = std::find_if(m_ledgers.begin(), m_ledgers.end(), [&](const auto &ledger) {
            return isSameZone && ledger != nullptr && ledger->budget.scope == budget.scope
                && ledger->budget.period == budget.period && ledger->budget.subject == budget.subject;
        });
        auto ledger = known != m_ledgers.end() ? std::exchange(*known, nullptr) : std::make_shared<Ledger>();
        ledger->budget = budget;
        ledgers.push_back(std::move(ledger));
    }
    m_ledgers = std::move(ledgers);
}

QCoro::Task<Result<BudgetGate::Reservation>> BudgetGate::reserve(BudgetSubjects subjects, Money estimate)
{
    std::vector<Reservation::Share> shares;
    for (const auto &ledger : m_ledgers) {
        if (auto subject = subjectOf(ledger->budget, subjects))
            shares.push_back({ledger, std::move(*subject)});
    }
    const auto isStale = [](const Reservation::Share &share) { return !share.ledger->isCurrent; };
    do { // a new period may begin while the log is asked
        for (const Reservation::Share &share : shares) {
            if (const Result<> current = co_await ensureCurrent(share.ledger); !current)
                co_return tl::unexpected(current.error());
        }
    } while (std::any_of(shares.begin(), shares.end(), isStale));
    // From here to the end without a pause, so that no other call reserves in between.
    for (const Reservation::Share &share : shares) {
        const Ledger::Account account = share.ledger->accounts.value(share.subject);
        if (share.ledger->budget.isHard
            && account.spent() + account.reserved + estimate > share.ledger->budget.limit)
            co_return tl::unexpected(exceeded(*share.ledger, share.subject, m_zone));
    }
    Reservation reservation;
    reservation.m_estimate = estimate;
    reservation.m_at = m_clock.utcMicros();
    for (const Reservation::Share &share : shares) {
        share.ledger->accounts[share.subject].reserved += estimate;
        if (const QString warning = warningOf(*share.ledger, share.subject); !warning.isEmpty())
            reservation.m_warnings.append(warning);
    }
    reservation.m_shares = std::move(shares);
    co_return reservation;
}

QCoro::Task<Result<>> BudgetGate::ensureCurrent(std::shared_ptr<Ledger> ledger)
{
    const UtcMicros now = m_clock.utcMicros();
    if (now < ledger->period.start || now >= ledger->period.end) {
        ledger->period = periodAround(now, ledger->budget.period, m_zone);
        ledger->isCurrent = false;
        for (Ledger::Account &account : ledger->accounts)
            account.logged = account.settled = account.settledInLog = account.unlogged = Money();
    }
    if (!ledger->isCurrent)
        co_return co_await refresh(ledger);
    if (m_clock.steadyNow() - ledger->askedAt >= refreshEvery)
        refreshSoon(ledger);
    co_return Result<>();
}

void BudgetGate::refreshSoon(const std::shared_ptr<Ledger> &ledger)
{
    if (!ledger->isAsking)
        std::ignore = refresh(ledger); // runs on by itself; until it is there, the last answer holds
}

QCoro::Task<Result<>> BudgetGate::refresh(std::shared_ptr<Ledger> ledger)
{
    const UtcMicros from = ledger->period.start;
    const std::uint64_t question = ++ledger->asked;
    ledger->isAsking = true;
    ledger->askedAt = m_clock.steadyNow();
    // What is settled while the log is read may be in its answer or not: it counts, for once maybe twice.
    QHash<QString, Money> settledBefore;
    for (auto it = ledger->accounts.cbegin(); it != ledger->accounts.cend(); ++it)
        settledBefore.insert(it.key(), it->settled);
    const Result<Spending> spending = co_await m_source(ledger->budget.scope, from);
    ledger->isAsking = false;
    if (!spending)
        co_return tl::unexpected(spending.error());
    if (from != ledger->period.start || question < ledger->answered)
        co_return Result<>(); // a new period began meanwhile, or a later question was answered before
    ledger->answered = question;
    for (auto it = ledger->accounts.begin(); it != ledger->accounts.end(); ++it) {
        it->logged = Money();
        it->settledInLog = settledBefore.value(it.key());
    }
    for (auto it = spending->cbegin(); it != spending->cend(); ++it)
        ledger->accounts[it.key()].logged = it.value();
    ledger->isCurrent = true;
    co_return Result<>();
}

QCoro::Task<Result<QList<BudgetStatus>>> BudgetGate::status()
{
    const auto ledgers = m_ledgers;
    QList<BudgetStatus> all;
    for (const auto &ledger : ledgers) {
        if (const Result<> current = co_await ensureCurrent(ledger); !current)
            co_return tl::unexpected(current.error());
        if (ledger->budget.scope == BudgetScope::Workspace || !ledger->budget.subject.isEmpty())
            std::ignore = ledger->accounts[ledger->budget.subject]; // shown although nothing was spent yet
        for (auto it = ledger->accounts.cbegin(); it != ledger->accounts.cend(); ++it) {
            if (!ledger->budget.subject.isEmpty() && it.key() != ledger->budget.subject)
                continue;
            all.append({ledger->budget, it.key(), it->spent(), it->reserved, ledger->period,
                        projected(*ledger, it->spent(), m_clock.utcMicros())});
        }
    }
    co_return all;
}

} // namespace assay::orchestration
