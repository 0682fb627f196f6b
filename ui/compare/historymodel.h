// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "evaluation/comparisonstore.h"

#include <QAbstractListModel>

namespace assay::ui {

/// The runs of the workspace, newest first.
class HistoryModel final : public QAbstractListModel {
    Q_OBJECT
public:
    enum Role { SubtitleRole = Qt::UserRole, WinnerRole };

    using QAbstractListModel::QAbstractListModel;
    void setRuns(QList<evaluation::ComparisonSummary> runs);
    [[nodiscard]] const evaluation::ComparisonSummary *run(int row) const;
    [[nodiscard]] int rowOf(RunId id) const; ///< -1 when it is not there

    [[nodiscard]] int rowCount(const QModelIndex &parent = {}) const override;
    [[nodiscard]] QVariant data(const QModelIndex &index, int role) const override;

private:
    QList<evaluation::ComparisonSummary> m_runs;
};

} // namespace assay::ui
