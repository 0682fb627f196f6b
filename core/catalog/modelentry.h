// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/result.h"
#include "catalog/catalogmodel.h"

#include <QJsonObject>

namespace assay::catalog {

/// Reads one model as resources/catalog/README.md describes it. The error is half a sentence ("the price
/// \"input\" must be ..."), for the caller to say whose it is. Refuses members that it does not know,
/// negative numbers, what is no exact decimal and tiers that repeat or fall.
[[nodiscard]] tl::expected<CatalogModel, QString> modelFromJson(const QJsonObject &object);
/// The reverse. What is unknown is left out.
[[nodiscard]] QJsonObject toJson(const CatalogModel &model);

/// The half sentence that says why a model that was put together in the program cannot be kept; empty when it
/// can.
[[nodiscard]] QString problemWith(const CatalogModel &model);

/// What CatalogModel::refuses may name: "temperature", "top_p", "stop"...
[[nodiscard]] QStringList refusableParameters();

} // namespace assay::catalog
