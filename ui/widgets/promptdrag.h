// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QMimeData>
#include <QString>

namespace assay::ui {

/// A prompt by its name as something to drag: onto Compare it is opened there, in a text it is included.
inline constexpr auto promptMimeType = QLatin1String("application/x-assay-prompt");

[[nodiscard]] inline QMimeData *promptMimeData(const QString &name)
{
    auto *data = new QMimeData;
    data->setData(promptMimeType, name.toUtf8());
    data->setText(QStringLiteral("{{> %1}}").arg(name));
    return data;
}

/// Empty when it is none.
[[nodiscard]] inline QString draggedPrompt(const QMimeData *data)
{
    return QString::fromUtf8(data->data(promptMimeType));
}

} // namespace assay::ui
