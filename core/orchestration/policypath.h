// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/result.h"

#include <QJsonObject>
#include <QString>

namespace assay::orchestration {

/// One setting of a policy's JSON by its path, "retry.max_retries"; undefined when there is none.
[[nodiscard]] QJsonValue settingAt(const QJsonObject &policy, const QString &path);

/// `policy` with one setting replaced; InvalidInput names the settings there are when it has no such one.
/// Whether the value is a good one is policyFromJson()'s and checked()'s to say.
[[nodiscard]] Result<QJsonObject> withSetting(const QJsonObject &policy, const QString &path,
                                              const QJsonValue &value);

/// A value as a person types it: JSON where it is some, else a text.
[[nodiscard]] QJsonValue settingFromText(const QString &text);
/// The reverse: lists and objects as compact JSON, texts without quotes.
[[nodiscard]] QString settingText(const QJsonValue &value);

} // namespace assay::orchestration
