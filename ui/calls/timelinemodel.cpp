// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/calls/timelinemodel.h"

#include <algorithm>

#include <QJsonValue>
#include <QLocale>

using namespace Qt::StringLiterals;

namespace assay::ui {
namespace {

using telemetry::TraceStage;
using telemetry::TraceStep;

/// Outcomes that are what one hopes for; every other word is trouble, told by icon and word.
bool isTrouble(const TraceStep &step)
{
    static const QStringList good{
        QString(),     u"ok"_s,        u"hit"_s,       u"miss"_s,       u"taken"_s,       u"chosen"_s,
        u"stored"_s,   u"off"_s,       u"first_won"_s, u"second_won"_s, u"passed_over"_s, u"reserved"_s,
        u"repaired"_s, u"formatted"_s, u"followed"_s,  u"dropped"_s,    u"estimated"_s,   u"similar"_s};
    return !good.contains(step.outcome);
}

/// Figures that the line does not say already, as "name value".
QStringList factTexts(const QJsonObject &facts)
{
    QStringList texts;
    for (auto it = facts.begin(); it != facts.end(); ++it) {
        QString name = it.key();
        const QJsonValue value = it.value();
        QString text = value.isDouble() ? QLocale().toString(value.toDouble(), 'g', 6)
            : value.isBool() ? (value.toBool() ? TimelineModel::tr("yes") : TimelineModel::tr("no"))
                             : value.toString();
        if (text.isEmpty())
            continue;
        if (name.endsWith(u"_usd"_s)) {
            name.chop(4);
            text = u"$"_s + QLocale().toString(value.toDouble(), 'f', 6);
        } else if (name.endsWith(u"_ms"_s)) {
            name.chop(3);
            text += u" ms"_s;
        }
        texts.append(QString(name.replace(u'_', u' ') + u' ' + text));
    }
    return texts;
}

} // namespace

QString stageText(TraceStage stage)
{
    switch (stage) {
    case TraceStage::Admitted:
        return TimelineModel::tr("Admitted");
    case TraceStage::Safety:
        return TimelineModel::tr("Content safety");
    case TraceStage::Budget:
        return TimelineModel::tr("Budget");
    case TraceStage::Cache:
        return TimelineModel::tr("Cache");
    case TraceStage::Route:
        return TimelineModel::tr("Candidate");
    case TraceStage::Queue:
        return TimelineModel::tr("Waited for the rate limit");
    case TraceStage::Attempt:
        return TimelineModel::tr("Attempt");
    case TraceStage::FirstToken:
        return TimelineModel::tr("First token");
    case TraceStage::Retry:
        return TimelineModel::tr("Pause before trying again");
    case TraceStage::Hedge:
        return TimelineModel::tr("Second request");
    case TraceStage::Validation:
        return TimelineModel::tr("Validation");
    case TraceStage::Done:
        return TimelineModel::tr("Done");
    }
    return {};
}

QString elapsedText(std::int64_t micros)
{
    constexpr std::int64_t second = 1'000'000;
    constexpr std::int64_t tenMs = 10'000;
    const double value = static_cast<double>(micros);
    if (micros >= second)
        return QLocale().toString(value / second, 'f', 2) + u" s"_s;
    return QLocale().toString(value / 1000, 'f', micros < tenMs ? 2 : 1) + u" ms"_s;
}

QString outcomeText(const TraceStep &step)
{
    QStringList parts;
    if (!step.outcome.isEmpty() && step.outcome != u"ok"_s)
        parts.append(QString(step.outcome).replace(u'_', u' '));
    if (!step.detail.isEmpty())
        parts.append(step.detail);
    parts.append(factTexts(step.facts));
    return parts.join(u" \u00b7 "_s);
}

void TimelineModel::setTrace(telemetry::CallTrace trace)
{
    beginResetModel();
    m_trace = std::move(trace);
    m_endUs = 1;
    for (const TraceStep &step : m_trace)
        m_endUs = std::max(m_endUs, step.atUs + step.durationUs);
    endResetModel();
}

int TimelineModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_trace.size());
}

int TimelineModel::columnCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : ColumnCount;
}

QVariant TimelineModel::data(const QModelIndex &index, int role) const
{
    const TraceStep &of = step(index.row());
    const auto share = [this](std::int64_t micros) {
        return static_cast<double>(micros) / static_cast<double>(m_endUs);
    };
    switch (role) {
    case BarFromRole:
        return share(of.atUs);
    case BarToRole:
        return share(of.atUs + of.durationUs);
    case IsTroubleRole:
        return isTrouble(of);
    case Qt::TextAlignmentRole:
        return index.column() == At ? QVariant(Qt::AlignRight | Qt::AlignVCenter) : QVariant();
    case Qt::ToolTipRole:
        return outcomeText(of);
    case Qt::AccessibleTextRole:
        if (index.column() == Bar)
            return of.durationUs > 0 ? elapsedText(of.durationUs) : tr("a moment");
        [[fallthrough]];
    case Qt::DisplayRole:
        break;
    default:
        return {};
    }
    switch (index.column()) {
    case At:
        return elapsedText(of.atUs);
    case Step:
        return of.model.isEmpty() ? stageText(of.stage)
                                  : QString(stageText(of.stage) + u" \u00b7 "_s + of.model);
    case Bar:
        return of.durationUs > 0 ? elapsedText(of.durationUs) : QString();
    default:
        return outcomeText(of);
    }
}

QVariant TimelineModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal)
        return {};
    if (role == Qt::TextAlignmentRole)
        return QVariant((section == At ? Qt::AlignRight : Qt::AlignLeft) | Qt::AlignVCenter);
    if (role != Qt::DisplayRole)
        return {};
    const QStringList names{tr("After"), tr("Step"), tr("Took"), tr("What happened")};
    return names.value(section);
}

} // namespace assay::ui
