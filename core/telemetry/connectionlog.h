// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/clock.h"
#include "storage/database.h"
#include "transport/connectionobserver.h"

#include <memory>

#include <QFuture>
#include <QList>
#include <QTimer>

namespace assay::telemetry {

/// Which connections to show. Empty members do not filter.
struct ConnectionFilter {
    QString host; ///< as in the request's URL, in any case
    std::optional<transport::Purpose> purpose;
    UtcMicros since = 0; ///< opened then or later
    std::optional<CallId> call; ///< whose first request was this call's
    int limit = 200;
};

/// A row of the log of connections.
struct ConnectionEntry {
    /// Lost: the program that held it ended without a word, so what is known is what it had written.
    enum class State { Open, Closed, Lost };

    std::int64_t id = 0;
    UtcMicros openedAt = 0;
    std::optional<UtcMicros> closedAt;
    State state = State::Open;
    QString program; ///< file name of the program that made it
    transport::ConnectionReport report; ///< its id is 0
};

/// Every connection that this program makes, in the workspace; bounded to the newest rows.
///
/// Callbacks only note what happened. Rows are written by the database's writer: at once when a connection
/// opens or closes, and at most once a second for the figures of connections in use. A row that cannot be
/// written (full disk) is tried again with the next. Callbacks and destructor on one thread with an event
/// loop; list() on any.
class ConnectionLog final : public transport::ConnectionObserver {
public:
    static constexpr std::int64_t defaultRows = 50'000;

    ConnectionLog(storage::Database &database, const Clock &clock, std::int64_t keptRows = defaultRows);
    ~ConnectionLog() override; ///< queues what is not written yet

    void onOpened(const transport::ConnectionReport &report) override;
    void onUsed(const transport::ConnectionReport &report) override;
    void onClosed(const transport::ConnectionReport &report) override;

    /// Newest first, with everything noted before the call.
    [[nodiscard]] QFuture<Result<QList<ConnectionEntry>>> list(ConnectionFilter filter);

private:
    struct State; ///< shared with the jobs in the database's queue, which outlive this

    enum class When { Now, Soon };
    void note(const transport::ConnectionReport &report, When when);
    void flushSoon();
    [[nodiscard]] QFuture<Result<>> flush();

    storage::Database &m_database;
    const Clock &m_clock;
    std::shared_ptr<State> m_state;
    std::unique_ptr<QTimer> m_usedTimer; ///< made by the first use, so that it lives on the client's thread
};

} // namespace assay::telemetry
