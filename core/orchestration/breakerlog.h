// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "orchestration/circuitbreaker.h"
#include "storage/database.h"

#include <QFuture>
#include <QList>

namespace assay::orchestration {

/// The circuits' changes of state in the workspace, bounded to the newest rows. Thread-safe through Database.
class BreakerLog final {
public:
    static constexpr std::int64_t defaultRows = 10'000;

    explicit BreakerLog(storage::Database &database, std::int64_t keptRows = defaultRows)
        : m_database(database)
        , m_keptRows(keptRows)
    {
    }
    /// An admin's word that is the model's last event already is not written again.
    [[nodiscard]] QFuture<Result<>> append(BreakerEvent event);
    /// Newest first, at most `limit`.
    [[nodiscard]] QFuture<Result<QList<BreakerEvent>>> list(int limit);

private:
    storage::Database &m_database;
    std::int64_t m_keptRows;
};

} // namespace assay::orchestration
