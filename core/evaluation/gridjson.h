// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "evaluation/comparisonstore.h"

#include <optional>

#include <QJsonObject>

namespace assay::evaluation {

[[nodiscard]] QJsonObject valuesToJson(const QMap<QString, QString> &values);
[[nodiscard]] QMap<QString, QString> valuesFromJson(const QJsonObject &json);

/// As a run keeps it: rows, repeats and the ids of the calls.
[[nodiscard]] QJsonObject gridToJson(const ComparisonGrid &grid);
/// Empty when `json` is none: an id that cannot be read, or more calls than rows.
[[nodiscard]] std::optional<ComparisonGrid> gridFromJson(const QJsonObject &json);

} // namespace assay::evaluation
