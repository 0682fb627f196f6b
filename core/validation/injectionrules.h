// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <vector>

#include <QRegularExpression>
#include <QString>

namespace assay::validation {

/// A sign of an injection. Patterns see normalised text (lower case, single spaces) and have bounded gaps
/// only. Without a pattern the sign is one of the text's form. Detail of the room.
struct InjectionRule {
    QLatin1String id;
    double weight = 0;
    QString pattern;
    const char *description; ///< to be translated
    QRegularExpression regex = QRegularExpression(pattern); ///< compiled once
};
[[nodiscard]] const std::vector<InjectionRule> &injectionRuleTable();

} // namespace assay::validation
