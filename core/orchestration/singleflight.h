// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <memory>
#include <stop_token>
#include <vector>

#include <QByteArray>
#include <QCoroTask>
#include <QHash>
#include <QPromise>

namespace assay::orchestration {

/// Lets one of several equal calls go ahead while the others wait for what it brings. One thread; must
/// outlive its leads.
class SingleFlight final {
public:
    /// The right to go ahead with a key. Its end wakes those who wait.
    class Lead final {
    public:
        Lead() = default;
        Lead(SingleFlight &flights, QByteArray key)
            : m_flights(&flights)
            , m_key(std::move(key))
        {
        }
        Lead(Lead &&other) noexcept
            : m_flights(std::exchange(other.m_flights, nullptr))
            , m_key(std::move(other.m_key))
        {
        }
        Lead &operator=(Lead &&other) noexcept
        {
            std::swap(m_flights, other.m_flights);
            std::swap(m_key, other.m_key);
            return *this;
        }
        ~Lead()
        {
            if (m_flights != nullptr)
                m_flights->land(m_key);
        }
        [[nodiscard]] explicit operator bool() const { return m_flights != nullptr; }

    private:
        SingleFlight *m_flights = nullptr;
        QByteArray m_key;
    };

    /// The lead, at once, when nobody has it. Else waits until who has it landed, or for `stop`, and returns
    /// none: look whether the answer is there now, and ask again if not.
    [[nodiscard]] QCoro::Task<Lead> join(QByteArray key, std::stop_token stop);

private:
    void land(const QByteArray &key);

    using Waiter = std::shared_ptr<QPromise<void>>;
    QHash<QByteArray, std::vector<Waiter>> m_flights;
};

} // namespace assay::orchestration
