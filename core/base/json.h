// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/result.h"

#include <QByteArray>
#include <QJsonArray>
#include <QJsonObject>

namespace assay {

/// Parses a JSON object; on failure the sentence names line and column (1-based) and `what` it was ("price
/// file").
[[nodiscard]] Result<QJsonObject> parseJsonObject(const QByteArray &utf8, const QString &what);
[[nodiscard]] QByteArray toCompactJson(const QJsonObject &object);
[[nodiscard]] QByteArray toCompactJson(const QJsonArray &array);

} // namespace assay
