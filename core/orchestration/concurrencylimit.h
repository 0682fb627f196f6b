// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <coroutine>
#include <list>
#include <optional>
#include <stop_token>
#include <utility>

namespace assay::orchestration {

/// At most so many at once; the others wait in order of arrival. One thread.
///
///     ConcurrencyLimit::Entry entry(limit, stop);
///     const auto place = co_await entry.admitted(); // nothing when the stop came first
///
/// The end of the Place lets the next one in.
class ConcurrencyLimit final {
public:
    class Place final {
    public:
        explicit Place(ConcurrencyLimit &limit) : m_limit(&limit) { }
        Place(Place &&other) noexcept : m_limit(std::exchange(other.m_limit, nullptr)) { }
        Place &operator=(Place &&) = delete;
        ~Place()
        {
            if (m_limit != nullptr)
                m_limit->leave();
        }

    private:
        ConcurrencyLimit *m_limit;
    };

    /// One who wants in. Stays where it is: the queue points at it.
    class Entry final {
    public:
        Entry(ConcurrencyLimit &limit, std::stop_token stop) : m_limit(limit), m_stop(std::move(stop)) { }
        Entry(const Entry &) = delete;
        Entry &operator=(const Entry &) = delete;

        struct Awaiter {
            Entry *entry;
            [[nodiscard]] bool await_ready() const { return entry->isReady(); }
            void await_suspend(std::coroutine_handle<> waiter) { entry->wait(waiter); }
            [[nodiscard]] std::optional<Place> await_resume() { return entry->take(); }
        };
        [[nodiscard]] Awaiter admitted() { return {this}; }

    private:
        friend class ConcurrencyLimit;
        struct Stopped {
            Entry *entry;
            void operator()() const { entry->giveUp(); }
        };
        [[nodiscard]] bool isReady() const { return m_stop.stop_requested() || m_limit.m_inside < m_limit.m_most; }
        void wait(std::coroutine_handle<> waiter);
        [[nodiscard]] std::optional<Place> take();
        void giveUp();

        ConcurrencyLimit &m_limit;
        std::stop_token m_stop;
        std::coroutine_handle<> m_waiter;
        std::list<Entry *>::iterator m_position;
        bool m_placeHandedOver = false; ///< leave() counted this one in already
        std::optional<std::stop_callback<Stopped>> m_onStop;
    };

    explicit ConcurrencyLimit(int most) : m_most(most) { }
    [[nodiscard]] int waiting() const { return static_cast<int>(m_queue.size()); }

private:
    void leave();

    int m_most;
    int m_inside = 0;
    std::list<Entry *> m_queue;
};

} // namespace assay::orchestration
