// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/compare/historymodel.h"

#include <QDateTime>
#include <QLocale>

using namespace Qt::StringLiterals;

namespace assay::ui {

namespace {

QString whenText(UtcMicros micros, QLocale::FormatType format)
{
    const QDateTime when = QDateTime::fromMSecsSinceEpoch(micros / 1000);
    if (format == QLocale::ShortFormat && when.date() == QDate::currentDate())
        return HistoryModel::tr("Today %1").arg(QLocale().toString(when.time(), QLocale::ShortFormat));
    return QLocale().toString(when, format);
}

QString winnerText(const evaluation::ComparisonSummary &run)
{
    if (!run.winner || *run.winner >= run.models.size())
        return {};
    return run.models[*run.winner].section(u'/', 1);
}

} // namespace

void HistoryModel::setRuns(QList<evaluation::ComparisonSummary> runs)
{
    beginResetModel();
    m_runs = std::move(runs);
    endResetModel();
}

const evaluation::ComparisonSummary *HistoryModel::run(int row) const
{
    return row >= 0 && row < m_runs.size() ? &m_runs[row] : nullptr;
}

int HistoryModel::rowOf(RunId id) const
{
    for (int row = 0; row < m_runs.size(); ++row) {
        if (m_runs[row].id == id)
            return row;
    }
    return -1;
}

int HistoryModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : int(m_runs.size());
}

QVariant HistoryModel::data(const QModelIndex &index, int role) const
{
    const evaluation::ComparisonSummary *found = run(index.row());
    if (found == nullptr)
        return {};
    switch (role) {
    case Qt::DisplayRole:
        return found->isPinned ? QString(u"\u2605 "_s + found->title) : found->title;
    case SubtitleRole:
        return tr("%1 \u00B7 columns: %2", "when, how many")
            .arg(whenText(found->createdAt, QLocale::ShortFormat), QLocale().toString(found->models.size()));
    case WinnerRole:
        return winnerText(*found);
    case Qt::ToolTipRole:
        return u"%1\n%2"_s.arg(whenText(found->createdAt, QLocale::LongFormat), found->models.join(u'\n'));
    case Qt::AccessibleTextRole: {
        const QString winner = winnerText(*found);
        const QString text = found->title + u", "_s + data(index, SubtitleRole).toString();
        return winner.isEmpty() ? text : tr("%1, winner %2").arg(text, winner);
    }
    default:
        return {};
    }
}

} // namespace assay::ui
