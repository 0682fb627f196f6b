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
        return tr("Version %1: %2").arg(shown->number).arg(shown->message);
    if (role == Qt::ToolTipRole)
        return u"%1\n%2, %3"_s.arg(shown->message, shown->author, absoluteTime(shown->createdAt));
    return {};
}

} // namespace assay::ui
