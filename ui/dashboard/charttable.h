// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QDialog>

namespace assay::ui {

/// What a chart shows as figures, for those who cannot see it or want to copy a number. Stands still while
/// the chart moves on.
class ChartTable final : public QDialog {
    Q_OBJECT
public:
    /// `rows` begins with the header.
    ChartTable(const QString &title, const QList<QStringList> &rows, QWidget *parent);
};

} // namespace assay::ui
