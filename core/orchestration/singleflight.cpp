// SPDX-License-Identifier: GPL-3.0-or-later
#include "orchestration/singleflight.h"

#include <QCoroFuture>

namespace assay::orchestration {

QCoro::Task<SingleFlight::Lead> SingleFlight::join(QByteArray key, std::stop_token stop)
{
    const auto flight = m_flights.find(key);
    if (flight == m_flights.end()) {
        m_flights.insert(key, {});
        co_return Lead(*this, key);
    }
    const auto waiter = std::make_shared<QPromise<void>>();
    waiter->start();
    flight->push_back(waiter);
    const std::stop_callback onStop(std::move(stop), [waiter] { waiter->finish(); });
    co_await waiter->future();
    co_return Lead();
}

void SingleFlight::land(const QByteArray &key)
{
    const std::vector<Waiter> waiters = m_flights.take(key);
    for (const Waiter &waiter : waiters)
        waiter->finish();
}

} // namespace assay::orchestration
