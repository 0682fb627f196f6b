// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/prompts/versionsmodel.h"

#include <QCoreApplication>
#include <QDateTime>
#include <QLocale>

using namespace Qt::StringLiterals;

namespace assay::ui {
namespace {

QDateTime local(UtcMicros time)
{
    return QDateTime::fromMSecsSinceEpoch(time / 1000);
}

QString trn(const char *text, std::int64_t n)
{
    return QCoreApplication::translate("RelativeTime", text, nullptr, static_cast<int>(n));
}

} // namespace

QString relativeTime(UtcMicros time, UtcMicros now)
{
    const std::int64_t minutes = (now - time) / 60'000'000;
    if (minutes < 1)
        return QCoreApplication::translate("RelativeTime", "just now");
    if (minutes < 60)
        return trn("%n min ago", minutes);
    if (minutes < 24 * 60)
        return trn("%n hour(s) ago", minutes / 60);
    if (minutes < 14 * 24 * 60)
        return trn("%n day(s) ago", minutes / (24 * 60));
    return QLocale().toString(local(time).date(), QLocale::ShortFormat);
}

QString absoluteTime(UtcMicros time)
{
    return QLocale().toString(local(time), QLocale::LongFormat);
}

void VersionsModel::setVersions(QList<prompts::PromptVersion> versions)
{
    beginResetModel();
    m_versions = std::move(versions);
    endResetModel();
}

void VersionsModel::setFigures(Figures figures)
{
    m_figures = std::move(figures);
    if (!m_versions.isEmpty())
        Q_EMIT dataChanged(index(0), index(rowCount() - 1));
}

QString VersionsModel::figuresText(int version) const
{
    const auto found = m_figures.constFind(version);
    if (found == m_figures.cend() || found->calls == 0)
        return {};
    QStringList parts{tr("%Ln call(s)", nullptr, static_cast<int>(found->calls))};
    if (found->costKnown > 0)
        parts.append(
            tr("$%1 each").arg(found->cost.toUsd() / static_cast<double>(found->costKnown), 0, 'g', 2));
    if (found->latency.p50Us)
        parts.append(tr("%1 s").arg(static_cast<double>(*found->latency.p50Us) / 1e6, 0, 'f', 1));
    if (found->failed > 0)
        parts.append(tr("%1 % failed").arg(100.0 * double(found->failed) / double(found->calls), 0, 'f', 1));
    return parts.join(", "_L1);
}

const prompts::PromptVersion *VersionsModel::version(int row) const
{
    return row >= 0 && row < m_versions.size() ? &m_versions.at(row) : nullptr;
}

int VersionsModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_versions.size());
}

QVariant VersionsModel::data(const QModelIndex &index, int role) const
{
    const prompts::PromptVersion *shown = version(index.row());
    if (shown == nullptr)
        return {};
    if (role == Qt::DisplayRole || role == Qt::AccessibleTextRole)
        return u"%1 %2"_s
            .arg(tr("Version %1: %2").arg(shown->number).arg(shown->message), figuresText(shown->number))
            .trimmed();
    if (role == Qt::ToolTipRole)
        return u"%1\n%2, %3\n%4"_s
            .arg(shown->message, shown->author, absoluteTime(shown->createdAt), figuresText(shown->number))
            .trimmed();
    return {};
}

} // namespace assay::ui
