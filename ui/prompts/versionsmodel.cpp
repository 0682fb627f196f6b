// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/prompts/versionsmodel.h"

#include "release/intervals.h"

#include <cmath>

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

QString lineageText(const prompts::PromptVersion &version)
{
    const QString parents = version.mergedParent > 0
        ? VersionsModel::tr("Merges versions %1 and %2").arg(version.parent).arg(version.mergedParent)
        : version.parent > 0 ? VersionsModel::tr("Made from version %1").arg(version.parent)
                             : VersionsModel::tr("The first");
    return VersionsModel::tr("%1\nContent hash %2")
        .arg(parents, QString::fromLatin1(version.contentHash.toHex()));
}

} // namespace

QString evaluationText(const evaluation::VersionScores &scores)
{
    if (scores.votes() == 0)
        return VersionsModel::tr("Not evaluated: nobody voted on it beside another version.");
    constexpr double confidence = 0.95;
    // A tie is half a win; the interval is of whole ones.
    const auto bounds = release::shareBounds(
        {std::llround(scores.share() * scores.votes()), scores.votes()}, 1 - confidence);
    return VersionsModel::tr("Won %1 % of %n vote(s) (%2 to %3 % with 95 % confidence).", nullptr,
                             scores.votes())
        .arg(std::lround(scores.share() * 100))
        .arg(std::lround(bounds.lower * 100))
        .arg(std::lround(bounds.upper * 100));
}

QString relativeTime(UtcMicros time, UtcMicros now)
{
    const std::int64_t minutes = (now - time) / 60'000'000;
    if (minutes < 1)
        return QCoreApplication::translate("RelativeTime", "just now");
    if (minutes < 60)
        return trn("%n min ago", minutes);
    if (minutes < 24 * 60)
        return trn(QT_TRANSLATE_N_NOOP("RelativeTime", "%n hour(s) ago"), minutes / 60);
    if (minutes < 14 * 24 * 60)
        return trn(QT_TRANSLATE_N_NOOP("RelativeTime", "%n day(s) ago"), minutes / (24 * 60));
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

void VersionsModel::setEvidence(VersionEvidence evidence)
{
    m_evidence = std::move(evidence);
    if (!m_versions.isEmpty())
        Q_EMIT dataChanged(index(0), index(rowCount() - 1));
}

QString VersionsModel::figuresText(int version) const
{
    QStringList parts;
    const auto found = m_evidence.figures.constFind(version);
    if (found != m_evidence.figures.cend() && found->calls > 0) {
        parts.append(tr("%Ln call(s)", nullptr, static_cast<int>(found->calls)));
        if (found->costKnown > 0)
            parts.append(
                tr("$%1 each").arg(found->cost.toUsd() / static_cast<double>(found->costKnown), 0, 'g', 2));
        if (found->latency.p50Us)
            parts.append(tr("%1 s").arg(static_cast<double>(*found->latency.p50Us) / 1e6, 0, 'f', 1));
        if (found->failed > 0)
            parts.append(
                tr("%1 % failed").arg(100.0 * double(found->failed) / double(found->calls), 0, 'f', 1));
    }
    if (const evaluation::VersionScores scores = m_evidence.scores.value(version); scores.votes() > 0)
        parts.append(tr("won %1 % of %n vote(s)", nullptr, scores.votes()).arg(std::lround(scores.share() * 100)));
    return parts.join(", "_L1);
}

QString VersionsModel::originText(const prompts::PromptVersion &version)
{
    if (version.mergedParent > 0)
        return tr("v%1 + v%2", "a merge of two versions").arg(version.parent).arg(version.mergedParent);
    if (version.parent > 0 && version.parent != version.number - 1)
        return tr("from v%1").arg(version.parent);
    return {};
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
            .trimmed()
            .append(u'\n')
            .append(lineageText(*shown));
    return {};
}

} // namespace assay::ui
