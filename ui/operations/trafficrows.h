// SPDX-License-Identifier: GPL-3.0-or-later
// Rows of the tables in TrafficView.
#pragma once

#include "orchestration/stages.h"
#include "ui/operations/rowsmodel.h"

namespace assay::ui::operations {

[[nodiscard]] QList<TableColumn> limitColumns();
[[nodiscard]] QList<TableRow> limitRows(const QList<orchestration::RateLimitUse> &limits);
[[nodiscard]] QList<TableColumn> circuitColumns();
/// A row's id is "provider/model".
[[nodiscard]] QList<TableRow> circuitRows(const QList<orchestration::BreakerStatus> &circuits);
[[nodiscard]] QList<TableColumn> eventColumns();
[[nodiscard]] QList<TableRow> eventRows(const QList<orchestration::BreakerEvent> &events);
[[nodiscard]] QList<TableColumn> healthColumns();
/// A row's id is the provider's name.
[[nodiscard]] QList<TableRow> healthRows(const QList<orchestration::ProviderHealth> &health);

} // namespace assay::ui::operations
