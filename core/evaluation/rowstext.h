// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/result.h"
#include "evaluation/comparisonstore.h"

namespace assay::evaluation {

/// The most rows that one grid takes.
inline constexpr int gridRowsMax = 1000;

/// Rows from a table as text: the cells of a spreadsheet (tabs between them) or CSV (RFC 4180). The first line
/// names the variables; a column "name" names the rows, else they are numbered. Empty lines are passed over.
/// InvalidInput with the line where the text is no such table.
[[nodiscard]] Result<QList<GridRow>> rowsFromText(const QString &text);

} // namespace assay::evaluation
