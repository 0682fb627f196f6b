// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "simulator/chatrequest.h"

#include <QJsonObject>
#include <QJsonValue>

namespace assay::simulator {

/// A value that follows a JSON Schema: what `hint` has under the same names where its type fits, else
/// something made up from `text`. Knows type, enum, const, properties, items, minItems, minimum and anyOf.
[[nodiscard]] QJsonValue valueFor(const QJsonObject &schema, const QJsonValue &hint, const QString &text);

/// The tool a model would call for this request, or null: a tool that must be called, or one that the user's
/// words speak of.
[[nodiscard]] const OfferedTool *toolToCall(const ChatRequest &request);
/// Its arguments, from the user's words.
[[nodiscard]] QJsonObject argumentsFor(const OfferedTool &tool, const QString &user);

/// Vectors whose cosine grows with the words that two texts share: hashed words and their trigrams, of
/// length 1.
[[nodiscard]] std::vector<float> embeddingOf(const QString &text);

} // namespace assay::simulator
