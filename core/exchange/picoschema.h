// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "prompts/variable.h"

#include <QJsonObject>
#include <QJsonValue>
#include <QList>

namespace assay::exchange {

/// Picoschema (https://google.github.io/dotprompt/reference/picoschema/) as JSON Schema: "name?: string, what
/// it is", "tags(array): string", "kind(enum): [a, b]". A schema that is JSON Schema already stays as it is.
[[nodiscard]] QJsonObject schemaFromPico(const QJsonValue &pico);

/// The properties of an object's schema as variables: enums are choices, arrays of texts lists, objects JSON.
[[nodiscard]] QList<prompts::Variable> variablesFromSchema(const QJsonObject &schema);
/// The reverse: what `variables` may hold, as JSON Schema.
[[nodiscard]] QJsonObject schemaOf(const QList<prompts::Variable> &variables);

} // namespace assay::exchange
