// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/clock.h"
#include "base/money.h"
#include "base/result.h"
#include "orchestration/budgetperiod.h"
#include "orchestration/policy.h"

#include <functional>
#include <memory>
#include <vector>

#include <QCoroTask>
#include <QFuture>
#include <QHash>

namespace assay::orchestration {

struct Ledger; // of one budget, see budgetgate.cpp

/// Whose money a call spends.
struct BudgetSubjects {
    QString prompt; ///< empty for free text: no prompt's budget holds
    QString model; ///< "provider/model"
    QString user;
    QString key; ///< empty without one

    BudgetSubjects() = default; // see transport::HttpRequest
};

/// One budget of one subject, for display.
struct BudgetStatus {
    Budget budget;
    QString subject; ///< whose; empty for the workspace
    Money spent;
    Money reserved; ///< estimates of calls under way
    Period period;
    Money projected; ///< at the period's end, when it goes on as it did
};

/// Lets calls pass as long as the budgets have room: reserves the estimate before a call, counts the cost
/// after it.
///
/// A hard budget refuses when what is spent, reserved and estimated together passes its limit, so that calls
/// at once overshoot it by no more than their estimates were too low. What is spent comes from the log, asked
/// again every `refreshEvery` (another program may spend, too: by that much later it is known here), plus
/// what was settled here since. Engine thread; must outlive its reservations.
class BudgetGate final {
public:
    static constexpr std::chrono::seconds refreshEvery{10};
    /// What every subject of a scope spent since a moment, by name; the workspace's name is empty.
    using Spending = QHash<QString, Money>;
    using SpendingSource = std::function<QFuture<Result<Spending>>(BudgetScope scope, UtcMicros from)>;

    BudgetGate(const Clock &clock, SpendingSource source);
    ~BudgetGate();
    BudgetGate(const BudgetGate &) = delete;
    BudgetGate &operator=(const BudgetGate &) = delete;

    /// Money put aside for a call. Its end without settle() frees it: nothing was spent.
    class Reservation final {
    public:
        Reservation() = default;
        Reservation(Reservation &&other) noexcept = default;
        Reservation &operator=(Reservation &&other) noexcept;
        ~Reservation() { release(); }
        /// Call once the cost is in the log. An unknown cost, which the log does not count, counts as
        /// estimated while its period lasts.
        void settle(std::optional<Money> cost);
        /// The same for a call that the log could not take: money that was paid is not free again.
        void settleUnlogged(std::optional<Money> cost);
        /// What is to be told: soft budgets passed, and hard ones near their limit.
        [[nodiscard]] const QStringList &warnings() const { return m_warnings; }

    private:
        friend class BudgetGate;
        struct Share {
            std::shared_ptr<Ledger> ledger;
            QString subject;
        };
        /// Frees what was put aside, and counts what was spent instead.
        void release(Money inLog = {}, Money notInLog = {});

        std::vector<Share> m_shares;
        Money m_estimate;
        UtcMicros m_at = 0; ///< the log counts a call where it began
        QStringList m_warnings;
    };

    /// From now on. Budgets that stay keep their reservations; two of the same subject and period, one that
    /// warns and one that refuses, stay two.
    void setBudgets(const QList<Budget> &budgets, const QByteArray &timeZone);
    /// BudgetExceeded names the budget and when it begins anew. Waits only for what the log says at the begin
    /// of a period.
    [[nodiscard]] QCoro::Task<Result<Reservation>> reserve(BudgetSubjects subjects, Money estimate);
    /// Every budget with each subject that spent something, as the log had it.
    [[nodiscard]] QCoro::Task<Result<QList<BudgetStatus>>> status();

private:
    QCoro::Task<Result<>> ensureCurrent(std::shared_ptr<Ledger> ledger);
    void refreshSoon(const std::shared_ptr<Ledger> &ledger);
    QCoro::Task<Result<>> refresh(std::shared_ptr<Ledger> ledger);

    const Clock &m_clock;
    SpendingSource m_source;
    QTimeZone m_zone;
    std::vector<std::shared_ptr<Ledger>> m_ledgers; ///< one per budget
};

} // namespace assay::orchestration
