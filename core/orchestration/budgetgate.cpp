// SPDX-License-Identifier: GPL-3.0-or-later
#include "orchestration/budgetgate.h"

#include <QCoreApplication>
#include <QDateTime>

namespace assay::orchestration {

BudgetGate::BudgetGate(const Clock &clock, std::optional<Money> limit, SpentSince spentSince)
    : m_clock(clock)
    , m_limit(limit)
    , m_spentSince(std::move(spentSince))
{
}

void BudgetGate::startMonth()
{
    const QDate today = QDateTime::fromMSecsSinceEpoch(m_clock.utcMicros() / 1000, Qt::UTC).date();
    const QDate first(today.year(), today.month(), 1);
    m_monthEnd = first.addMonths(1).startOfDay(Qt::UTC).toMSecsSinceEpoch() * 1000;
    m_spent = m_spentSince(first.startOfDay(Qt::UTC).toMSecsSinceEpoch() * 1000);
}

Result<> BudgetGate::reserve(Money estimate)
{
    if (!m_limit)
        return {};
    if (m_clock.utcMicros() >= m_monthEnd)
        startMonth();
    if (m_spent + m_reserved + estimate > *m_limit) {
        return fail(
            ErrorCode::BudgetExceeded,
            QCoreApplication::translate(
                "BudgetGate",
                "The monthly budget of %1 would be exceeded: %2 are spent and this call "
                "may cost %3. Raise the budget, or use a cheaper model.")
                .arg(displayMoney(*m_limit), displayMoney(m_spent + m_reserved), displayMoney(estimate)));
    }
    m_reserved += estimate;
    return {};
}

void BudgetGate::settle(Money estimate, std::optional<Money> cost)
{
    if (!m_limit)
        return;
    m_reserved = m_reserved - estimate;
    m_spent += cost.value_or(
        estimate); // a call of unknown cost counts as estimated: a hard budget errs to the safe side
}

} // namespace assay::orchestration
