// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/calls/callsmodel.h"

#include "ui/calls/timelinemodel.h"

#include <QDateTime>
#include <QLocale>

using namespace Qt::StringLiterals;

namespace assay::ui {
namespace {

const QChar dash(0x2013);

QString startedText(UtcMicros micros)
{
    const QDateTime started = QDateTime::fromMSecsSinceEpoch(micros / 1000);
    const bool isToday = started.date() == QDate::currentDate();
    return isToday ? QLocale().toString(started.time(), u"HH:mm:ss"_s)
                   : QLocale().toString(started.date(), QLocale::ShortFormat) + u' '
            + QLocale().toString(started.time(), u"HH:mm"_s);
}

QString promptText(const telemetry::CallRecord &record)
{
    if (record.prompt.isEmpty())
        return dash;
    return record.promptVersion > 0 ? u"%1 @%2"_s.arg(record.prompt).arg(record.promptVersion)
                                    : record.prompt;
}

QString tokensText(const telemetry::CallRecord &record, std::int64_t catalog::Usage::*counter)
{
    if (!record.usage)
        return dash;
    const QString count = QLocale().toString(qlonglong(*record.usage.*counter));
    return record.usageEstimated ? u"\u2248 "_s + count : count;
}

} // namespace

QString callStatusText(const telemetry::CallRecord &record)
{
    switch (record.status) {
    case telemetry::CallStatus::Cancelled:
        return CallsModel::tr("Cancelled");
    case telemetry::CallStatus::Failed:
        return record.error
            ? CallsModel::tr("Failed: %1").arg(QString(errorCodeName(record.error->code)).replace(u'_', u' '))
            : CallsModel::tr("Failed");
    case telemetry::CallStatus::Ok:
        break;
    }
    return record.cacheHit ? CallsModel::tr("Done, from the cache") : CallsModel::tr("Done");
}

void CallsModel::setEntries(QList<telemetry::LogEntry> entries)
{
    beginResetModel();
    m_entries = std::move(entries);
    endResetModel();
}

void CallsModel::append(const QList<telemetry::LogEntry> &entries)
{
    if (entries.isEmpty())
        return;
    const int first = rowCount();
    beginInsertRows({}, first, first + static_cast<int>(entries.size()) - 1);
    m_entries += entries;
    endInsertRows();
}

const telemetry::LogEntry *CallsModel::entry(int row) const
{
    return row >= 0 && row < m_entries.size() ? &m_entries.at(row) : nullptr;
}

int CallsModel::rowOf(const CallId &id) const
{
    for (int row = 0; row < m_entries.size(); ++row) {
        if (m_entries.at(row).record.id == id)
            return row;
    }
    return -1;
}

int CallsModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_entries.size());
}

int CallsModel::columnCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : ColumnCount;
}

QVariant CallsModel::data(const QModelIndex &index, int role) const
{
    const telemetry::CallRecord &record = m_entries.at(index.row()).record;
    if (role == Qt::TextAlignmentRole && index.column() >= Latency)
        return QVariant(Qt::AlignRight | Qt::AlignVCenter);
    if (role == Qt::ToolTipRole && index.column() == Status && record.error)
        return record.error->message;
    if (role == Qt::ToolTipRole && index.column() == Started)
        return QLocale().toString(QDateTime::fromMSecsSinceEpoch(record.startedAt / 1000),
                                  QLocale::LongFormat);
    if (role != Qt::DisplayRole)
        return {};
    switch (index.column()) {
    case Started:
        return startedText(record.startedAt);
    case Model:
        return QString(record.provider + u'/' + record.model);
    case Prompt:
        return promptText(record);
    case Status:
        return callStatusText(record);
    case Latency:
        return record.latencyUs > 0 ? elapsedText(record.latencyUs) : QString(dash);
    case FirstToken:
        return record.firstTokenUs ? elapsedText(*record.firstTokenUs) : QString(dash);
    case Input:
        return tokensText(record, &catalog::Usage::input);
    case Output:
        return tokensText(record, &catalog::Usage::output);
    default:
        return record.usageEstimated && record.cost ? QString(u"\u2248 "_s + displayMoney(record.cost))
                                                     : displayMoney(record.cost);
    }
}

QVariant CallsModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal)
        return {};
    if (role == Qt::TextAlignmentRole)
        return QVariant((section >= Latency ? Qt::AlignRight : Qt::AlignLeft) | Qt::AlignVCenter);
    if (role != Qt::DisplayRole)
        return {};
    const QStringList names{tr("Started"),     tr("Model"),     tr("Prompt"),     tr("Result"), tr("Latency"),
                            tr("First token"), tr("Tokens in"), tr("Tokens out"), tr("Cost")};
    return names.value(section);
}

} // namespace assay::ui
