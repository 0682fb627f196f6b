// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/operations/trafficrows.h"

#include "ui/operations/operationstexts.h"

#include <QCoreApplication>
#include <QLocale>

using namespace Qt::StringLiterals;

namespace assay::ui::operations {
namespace {

using orchestration::BreakerState;
using orchestration::HealthState;

QString tr(const char *text)
{
    return QCoreApplication::translate("Operations", text);
}

/// "12 of 60", with a bar.
TableCell useCell(std::int64_t used, std::optional<std::int64_t> limit)
{
    const QLocale locale;
    if (!limit)
        return {tr("%1, no limit").arg(locale.toString(qlonglong(used))), -1.0, {}, CellTone::Muted};
    const double share = *limit > 0 ? static_cast<double>(used) / static_cast<double>(*limit) : 1.0;
    TableCell cell{tr("%1 of %2").arg(locale.toString(qlonglong(used)), locale.toString(qlonglong(*limit))),
                   share};
    cell.share = share;
    cell.tone = share >= 1 ? CellTone::Bad : share >= 0.8 ? CellTone::Warning : CellTone::Usual;
    cell.toolTip = tr("Used in the last 60 seconds.");
    return cell;
}

TableCell countedCell(int count, CellTone toneWhenAny)
{
    TableCell cell = numberCell(count);
    if (count > 0)
        cell.tone = toneWhenAny;
    return cell;
}

TableCell textCell(const QString &text)
{
    return {text, {}, text};
}

} // namespace

QList<TableColumn> limitColumns()
{
    return {{tr("Holds for"), 0},
            {tr("Requests a minute"), 28},
            {tr("Tokens a minute"), 30},
            {tr("Where from"), 26},
            {tr("Pause"), 22}};
}

QList<TableRow> limitRows(const QList<orchestration::RateLimitUse> &limits)
{
    QList<TableRow> rows;
    for (const orchestration::RateLimitUse &use : limits) {
        const std::optional<std::int64_t> requests = use.limit.requestsPerMinute;
        const TableCell pause = use.pausedFor
            ? TableCell{tr("Paused for %1").arg(durationText(*use.pausedFor)), qint64(use.pausedFor->count()),
                        tr("The provider asked to be left alone for so long."), CellTone::Warning}
            : TableCell{tr("None"), qint64(0), {}, CellTone::Muted};
        const QString subject = limitSubject(use.limit);
        rows.append({QString((use.isLearned ? u"learned "_s : u"set %1 "_s.arg(rows.size())) + subject),
                     {textCell(subject),
                      useCell(use.requestsUsed, requests),
                      useCell(use.tokensUsed, use.limit.tokensPerMinute),
                      {use.isLearned ? tr("Learned from answers") : tr("Set here"), {}},
                      pause}});
    }
    return rows;
}

QList<TableColumn> circuitColumns()
{
    return {{tr("Model"), 42},      {tr("State"), 24},      {tr("Calls"), 10, true}, {tr("Failed"), 10, true},
            {tr("Slow"), 10, true}, {tr("Next probe"), 16}, {tr("Why"), 0},          {tr("Who"), 14}};
}

QList<TableRow> circuitRows(const QList<orchestration::BreakerStatus> &circuits)
{
    QList<TableRow> rows;
    for (const orchestration::BreakerStatus &circuit : circuits) {
        TableCell probe;
        if (circuit.opensProbesIn) {
            probe.text = circuit.opensProbesIn->count() > 0
                ? tr("in %1").arg(durationText(*circuit.opensProbesIn))
                : tr("the next call");
            probe.sortKey = qint64(circuit.opensProbesIn->count());
        }
        const QString model = circuit.model.toString();
        rows.append(
            {model,
             {textCell(model), breakerStateCell(circuit.state), numberCell(circuit.calls),
              countedCell(circuit.failures, CellTone::Bad), countedCell(circuit.slow, CellTone::Warning),
              probe, textCell(circuit.reason), textCell(circuit.who)}});
    }
    return rows;
}

QList<TableColumn> eventColumns()
{
    return {{tr("When"), 18}, {tr("Model"), 42}, {tr("From"), 24},
            {tr("To"), 24},   {tr("Why"), 0},    {tr("Who"), 14}};
}

QList<TableRow> eventRows(const QList<orchestration::BreakerEvent> &events)
{
    QList<TableRow> rows;
    for (const orchestration::BreakerEvent &event : events) {
        const QString model = event.model.toString();
        rows.append({u"%1 %2 %3"_s.arg(QString::number(event.at), model, QString::number(int(event.to))),
                     {momentCell(event.at),
                      textCell(model),
                      {breakerStateText(event.from), {}},
                      breakerStateCell(event.to),
                      textCell(event.reason),
                      event.who.isEmpty() ? TableCell{tr("The breaker"), {}, {}, CellTone::Muted}
                                          : textCell(event.who)}});
    }
    return rows;
}

QList<TableColumn> healthColumns()
{
    return {{tr("Provider"), 28},
            {tr("State"), 16},
            {tr("Since"), 18},
            {tr("Last heard"), 18},
            {tr("First byte after"), 20, true},
            {tr("Why"), 0}};
}

QList<TableRow> healthRows(const QList<orchestration::ProviderHealth> &health)
{
    QList<TableRow> rows;
    for (const orchestration::ProviderHealth &provider : health) {
        const TableCell state = provider.state == HealthState::Up ? TableCell{tr("Up"), 0, {}, CellTone::Good}
            : provider.state == HealthState::Down
            ? TableCell{tr("Down"), 2, {}, CellTone::Bad}
            : TableCell{tr("Unknown"), 1, tr("Nothing was heard of it for a while."), CellTone::Muted};
        const TableCell latency = provider.latency
            ? TableCell{tr("%1 ms").arg(QLocale().toString(double(provider.latency->count()) / 1000, 'f', 1)),
                        qint64(provider.latency->count())}
            : TableCell{QString(QChar(0x2013)), qint64(-1), {}, CellTone::Muted};
        const TableCell since = provider.since == 0
            ? TableCell{QString(QChar(0x2013)), qint64(0), {}, CellTone::Muted}
            : momentCell(provider.since);
        rows.append({provider.provider,
                     {textCell(provider.provider), state, since, momentCell(provider.checkedAt), latency,
                      textCell(provider.error)}});
    }
    return rows;
}

} // namespace assay::ui::operations
