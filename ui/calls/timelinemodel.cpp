// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/calls/timelinemodel.h"

#include "orchestration/safetytexts.h"
#include "validation/safety.h"

#include <algorithm>

#include <QJsonArray>
#include <QJsonValue>
#include <QLocale>

using namespace Qt::StringLiterals;

namespace assay::ui {
namespace {

using telemetry::TraceStage;
using telemetry::TraceStep;
using validation::Finding;

/// Outcomes that are what one hopes for; every other word is trouble, told by icon and word.
bool isTrouble(const TraceStep &step)
{
    static const QStringList good{
        QString(),     u"ok"_s,        u"hit"_s,       u"miss"_s,       u"taken"_s,       u"chosen"_s,
        u"stored"_s,   u"off"_s,       u"first_won"_s, u"second_won"_s, u"passed_over"_s, u"reserved"_s,
        u"repaired"_s, u"formatted"_s, u"followed"_s,  u"dropped"_s,    u"estimated"_s,   u"similar"_s};
    return !good.contains(step.outcome);
}

/// Figures that the line does not say already, as "name value". The costs of each kind of token have a table
/// of their own.
QStringList factTexts(const TraceStep &step)
{
    QStringList texts;
    const QJsonObject &facts = step.facts;
    for (auto it = facts.begin(); it != facts.end(); ++it) {
        QString name = it.key();
        if (step.stage == TraceStage::Done && name != "cost_usd"_L1)
            continue;
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

/// "message 2, characters 13 to 28".
QString placeText(const Finding &finding)
{
    if (finding.length <= 0)
        return {};
    const QString characters = finding.length == 1
        ? TimelineModel::tr("character %L1").arg(finding.offset + 1)
        : TimelineModel::tr("characters %L1 to %L2")
              .arg(finding.offset + 1)
              .arg(finding.offset + finding.length);
    if (!finding.where.isEmpty())
        return TimelineModel::tr("%1, %2", "a part of the call, characters in it")
            .arg(orchestration::placeOf(finding.where), characters);
    return finding.direction == validation::Direction::Input
        ? TimelineModel::tr("message %L1, %2").arg(finding.block + 1).arg(characters)
        : TimelineModel::tr("answer, %1").arg(characters);
}

QString actionText(validation::Action action)
{
    using validation::Action;
    switch (action) {
    case Action::Allow:
        return TimelineModel::tr("allowed");
    case Action::Flag:
        return TimelineModel::tr("flagged");
    case Action::Mask:
        return TimelineModel::tr("masked");
    case Action::Hash:
        return TimelineModel::tr("hashed");
    case Action::Review:
        return TimelineModel::tr("sent to review");
    case Action::Block:
        break;
    }
    return TimelineModel::tr("blocked");
}

QString findingText(const Finding &finding)
{
    QStringList parts{actionText(finding.action), placeText(finding)};
    parts.append(finding.excerpt.isEmpty()
                     ? finding.recogniser
                     : TimelineModel::tr("%1: %2", "what was found: its beginning and end")
                           .arg(finding.recogniser, finding.excerpt));
    if (finding.score < 1)
        parts.append(TimelineModel::tr("score %1").arg(QLocale().toString(finding.score, 'f', 2)));
    parts.removeAll(QString());
    return parts.join(u" \u00b7 "_s);
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
    parts.append(factTexts(step));
    return parts.join(u" \u00b7 "_s);
}

void TimelineModel::setTrace(telemetry::CallTrace trace)
{
    beginResetModel();
    m_trace = std::move(trace);
    m_endUs = 1;
    m_rows.clear();
    for (size_t i = 0; i < m_trace.size(); ++i) {
        m_endUs = std::max(m_endUs, m_trace[i].atUs + m_trace[i].durationUs);
        m_rows.append(Row{i});
        m_rows.append(detailsOf(m_trace[i], i));
    }
    endResetModel();
}

QList<TimelineModel::Row> TimelineModel::detailsOf(const TraceStep &step, size_t number)
{
    QList<Row> rows;
    const QList<Finding> findings = validation::findingsFromJson(step.facts["findings"_L1].toArray());
    for (const Finding &finding : findings)
        rows.append({number, tr("Rule %1").arg(finding.ruleId), findingText(finding),
                     finding.action == validation::Action::Block});
    const QJsonArray problems = step.facts["verdict"_L1]["problems"_L1].toArray();
    for (const QJsonValue &problem : problems) {
        QStringList parts{problem["where"_L1].toString(), problem["message"_L1].toString()};
        parts.removeAll(QString());
        rows.append({number, tr("Rule %1").arg(problem["rule"_L1].toString()), parts.join(u" \u00b7 "_s),
                     step.outcome == "failed"_L1});
    }
    return rows;
}

QString TimelineModel::rowText(int row) const
{
    const Row &of = m_rows.at(row);
    return of.what.isEmpty() ? outcomeText(step(row)) : QString(of.what + u": "_s + of.outcome);
}

int TimelineModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_rows.size());
}

int TimelineModel::columnCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : ColumnCount;
}

QVariant TimelineModel::data(const QModelIndex &index, int role) const
{
    const Row &row = m_rows.at(index.row());
    const TraceStep &of = step(index.row());
    const bool isDetail = !row.what.isEmpty();
    const auto share = [this](std::int64_t micros) {
        return static_cast<double>(micros) / static_cast<double>(m_endUs);
    };
    switch (role) {
    case BarFromRole:
        return share(of.atUs);
    case BarToRole:
        return share(of.atUs + of.durationUs);
    case IsTroubleRole:
        return isDetail ? row.isTrouble : isTrouble(of);
    case Qt::TextAlignmentRole:
        return index.column() == At ? QVariant(Qt::AlignRight | Qt::AlignVCenter) : QVariant();
    case Qt::ToolTipRole:
        return rowText(index.row());
    case HasBarRole:
        return !isDetail;
    case Qt::AccessibleTextRole:
        if (index.column() == Bar && !isDetail)
            return of.durationUs > 0 ? elapsedText(of.durationUs) : tr("a moment");
        [[fallthrough]];
    case Qt::DisplayRole:
        break;
    default:
        return {};
    }
    if (isDetail)
        return index.column() == Step  ? QVariant(QString(u"    \u2514 "_s + row.what))
            : index.column() == Outcome ? QVariant(row.outcome)
                                        : QVariant(QString());
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
