// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/result.h"

#include <QList>
#include <QStringList>

class QWidget;

namespace assay::ui {

/// RFC 4180: CRLF, quotes where needed. A cell that a spreadsheet would take for a formula gets a leading
/// apostrophe.
[[nodiscard]] QByteArray toCsv(const QList<QStringList> &rows);

/// Writes through a temporary file, so that nothing is half-written.
[[nodiscard]] Result<> saveFile(const QString &path, const QByteArray &bytes);

/// A widget's picture at twice its size.
[[nodiscard]] QByteArray toPng(QWidget &widget);

} // namespace assay::ui
