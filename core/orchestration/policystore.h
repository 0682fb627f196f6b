// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "orchestration/policy.h"
#include "storage/database.h"

#include <QFuture>

namespace assay::orchestration {

/// The policy of a workspace, kept as JSON in its settings. Thread-safe through Database.
class PolicyStore final {
public:
    explicit PolicyStore(storage::Database &database)
        : m_database(database)
    {
    }
    /// The defaults when nothing was ever saved.
    [[nodiscard]] QFuture<Result<Policy>> load();
    /// InvalidInput, with nothing written, when checked() finds a problem.
    [[nodiscard]] QFuture<Result<>> save(const Policy &policy);

private:
    storage::Database &m_database;
};

} // namespace assay::orchestration
