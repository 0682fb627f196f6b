// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "telemetry/requestlog.h"

#include <QSqlQuery>
#include <QVariantList>

namespace assay::telemetry {

// A call as a row of the table `calls`: the one place that knows the order of its columns.

[[nodiscard]] QString insertCallSql();
[[nodiscard]] QVariantList insertCallValues(const CallRecord &record, const QVariant &modelId,
                                            const QVariant &promptId, const QVariant &userId,
                                            const QVariant &keyId);
/// "SELECT ... FROM calls c" with the names joined as m (model), p (prompt), u (user) and k (key); add a
/// WHERE.
[[nodiscard]] QString selectCallsSql();
[[nodiscard]] LogEntry readCall(const QSqlQuery &query);

} // namespace assay::telemetry
