// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QList>
#include <QString>

namespace assay::ui {

/// A setting of how calls are made, in words.
struct SettingText {
    QString path; ///< in the policy's JSON, "retry.max_retries"
    QString label; ///< with its unit
    QString help; ///< what it does, one sentence
};

/// Settings that belong together.
struct SettingSection {
    QString title;
    QList<SettingText> settings;
};

/// Every setting of the policy, in the order in which a call meets them.
[[nodiscard]] QList<SettingSection> settingSections();

} // namespace assay::ui
