// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/result.h"

#include <QByteArray>
#include <QJsonObject>
#include <QJsonValue>

namespace assay::exchange {

/// The first document of a YAML text as JSON: plain scalars by the YAML 1.2 core schema, "<<" merges, aliases
/// expanded. Nothing at all is null.
///
/// InvalidInput with line and column (1-based) for what does not parse, a key that is no text or comes twice,
/// tags of other programs, nesting beyond 200 levels, or more than a million values once aliases are
/// expanded. `what` is the thing read ("front matter"); `firstLine` is added to the lines named.
[[nodiscard]] Result<QJsonValue> jsonFromYaml(const QByteArray &utf8, const QString &what, int firstLine = 0);

/// YAML that jsonFromYaml() reads back as the same, members in their order, texts quoted where they must be.
[[nodiscard]] QByteArray yamlFromJson(const QJsonObject &object);

} // namespace assay::exchange
