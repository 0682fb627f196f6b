// SPDX-License-Identifier: GPL-3.0-or-later
// Detail of the providers room: what OpenAI's structured outputs ask of a schema.
#pragma once

#include <QJsonObject>

namespace assay::providers {

/// Whether every object in `schema` forbids further properties and requires those it has. Only such a schema
/// may be sent as strict; any other is answered with 400 unless strictness is off.
[[nodiscard]] bool isStrictSchema(const QJsonObject &schema);
/// The schema's title as the wire wants names (letters, digits, '_', '-', at most 64), else "answer".
[[nodiscard]] QString schemaName(const QJsonObject &schema);

} // namespace assay::providers
