// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/compare/gridmodel.h"

#include "ui/compare/columnmetrics.h"
#include "ui/compare/modelchooser.h"
#include "ui/compare/parameterspopover.h"

#include <QLocale>

using namespace Qt::StringLiterals;

namespace assay::ui {
namespace {

constexpr qsizetype previewChars = 300;
constexpr qsizetype previewSource = 1200; ///< white space is taken out of no more than that

QString preview(const QString &text)
{
    return text.left(previewSource).simplified().left(previewChars);
}

QString rangeText(const evaluation::Range &range)
{
    return range.lowest == range.highest
        ? durationText(range.median)
        : GridModel::tr("%1 (%2 to %3)")
              .arg(durationText(range.median), durationText(range.lowest), durationText(range.highest));
}

} // namespace

GridModel::GridModel(const GridRun &run, const ModelListModel &models, QObject *parent)
    : QAbstractTableModel(parent)
    , m_run(run)
    , m_models(models)
{
    connect(&run, &GridRun::wasSetUp, this, [this] {
        beginResetModel();
        endResetModel();
    });
    connect(&run, &GridRun::cellChanged, this, &GridModel::renew);
}

void GridModel::renew(GridPlace place)
{
    const QModelIndex changed = index(place.row, place.column);
    Q_EMIT dataChanged(changed, changed);
    if (hasSums()) {
        const QModelIndex sum = index(rowCount() - 1, place.column);
        Q_EMIT dataChanged(sum, sum);
    }
}

bool GridModel::hasSums() const
{
    return m_run.rows().size() > 1;
}

std::optional<GridPlace> GridModel::place(const QModelIndex &index) const
{
    if (!index.isValid() || index.row() >= m_run.rows().size())
        return std::nullopt;
    return GridPlace{index.row(), index.column()};
}

int GridModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_run.rows().size()) + (hasSums() ? 1 : 0);
}

int GridModel::columnCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_run.columns().size());
}

GridModel::State GridModel::state(const QModelIndex &index) const
{
    const auto at = place(index);
    if (!at)
        return State::Sum;
    if (m_run.isRunning(*at))
        return State::Running;
    if (m_run.isWaiting(*at))
        return State::Waiting;
    const QList<ColumnOutcome> &outcomes = m_run.outcomes(*at);
    if (outcomes.isEmpty())
        return State::Empty;
    return m_run.spread(*at).answers == 0 ? State::Failed : State::Answered;
}

QString GridModel::text(const QModelIndex &index) const
{
    const auto at = place(index);
    if (!at) {
        const evaluation::Spread spread = m_run.spreadOfColumn(index.column());
        return spread.answers + spread.failures == 0 ? QString() : tr("%n answer(s)", nullptr, spread.answers);
    }
    if (!m_run.arriving(*at).isEmpty())
        return preview(m_run.arriving(*at));
    for (const ColumnOutcome &outcome : m_run.outcomes(*at)) {
        const QString answer = outcome.completion.text + outcome.completion.refusal;
        if (!outcome.completion.error && !answer.isEmpty())
            return preview(answer);
        if (!outcome.completion.error && !outcome.completion.toolCalls.empty())
            return tr("Calls %1").arg(outcome.completion.toolCalls.front().name);
    }
    const QList<ColumnOutcome> &outcomes = m_run.outcomes(*at);
    return outcomes.isEmpty() || !outcomes.last().completion.error ? QString()
                                                                  : outcomes.last().completion.error->message;
}

QString GridModel::figuresOf(const ColumnOutcome &outcome)
{
    if (!outcome.record)
        return {};
    QStringList parts{durationText(outcome.record->latencyUs)};
    if (outcome.record->usage)
        parts << tr("%1 tok").arg(QLocale().toString(static_cast<qlonglong>(outcome.record->usage->output)));
    parts << (outcome.record->usageEstimated ? tr("about %1").arg(displayMoney(outcome.record->cost))
                                             : displayMoney(outcome.record->cost));
    return parts.join(u" \u00B7 "_s);
}

QString GridModel::spreadText(const evaluation::Spread &spread)
{
    QStringList parts;
    if (spread.answers > 1)
        parts << tr("%1 of %2 differ, %3 % agree")
                     .arg(spread.distinct)
                     .arg(spread.answers)
                     .arg(qRound(spread.agreement * 100));
    if (spread.failures > 0)
        parts << tr("%n failed", nullptr, spread.failures);
    if (spread.latencyUs)
        parts << rangeText(*spread.latencyUs);
    if (spread.answers + spread.failures > 0)
        parts << displayMoney(spread.cost);
    return parts.join(u" \u00B7 "_s);
}

QString GridModel::figures(const QModelIndex &index) const
{
    const auto at = place(index);
    if (!at) { // answers of different rows differ anyway
        const evaluation::Spread spread = m_run.spreadOfColumn(index.column());
        QStringList parts;
        if (spread.failures > 0)
            parts << tr("%n failed", nullptr, spread.failures);
        if (spread.latencyUs)
            parts << rangeText(*spread.latencyUs);
        if (spread.answers + spread.failures > 0)
            parts << displayMoney(spread.cost);
        return parts.join(u" \u00B7 "_s);
    }
    switch (state(index)) {
    case State::Running:
        return m_run.repeats() > 1 ? tr("Answering, %1 of %2 done")
                                         .arg(m_run.outcomes(*at).size())
                                         .arg(m_run.repeats())
                                   : tr("Answering\u2026");
    case State::Waiting:
        return tr("Waits for its turn");
    case State::Empty:
        return tr("Not asked yet");
    default:
        break;
    }
    return m_run.outcomes(*at).size() == 1 ? figuresOf(m_run.outcomes(*at).first())
                                           : spreadText(m_run.spread(*at));
}

QVariant GridModel::data(const QModelIndex &index, int role) const
{
    if (!index.isValid())
        return {};
    switch (role) {
    case Qt::DisplayRole:
        return text(index);
    case FiguresRole:
        return figures(index);
    case StateRole:
        return QVariant::fromValue(state(index));
    case Qt::AccessibleTextRole:
        return u"%1. %2"_s.arg(text(index), figures(index));
    default:
        return {};
    }
}

QString GridModel::columnTitle(int column) const
{
    const ColumnAsk &ask = m_run.columns().at(column);
    const QString model = m_models.label(ask.target);
    return ask.content ? tr("%1, %2").arg(model, ask.content->name) : model;
}

QVariant GridModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation == Qt::Horizontal) {
        if (section >= m_run.columns().size())
            return {};
        const QString summary = parametersSummary(m_run.columns().at(section).parameters);
        if (role == Qt::DisplayRole)
            return columnTitle(section);
        if (role == Qt::ToolTipRole)
            return summary.isEmpty() ? columnTitle(section)
                                     : u"%1\n%2"_s.arg(columnTitle(section), summary);
        return {};
    }
    if (section >= m_run.rows().size())
        return role == Qt::DisplayRole ? QVariant(tr("All rows")) : QVariant();
    const evaluation::GridRow &row = m_run.rows().at(section);
    if (role == Qt::DisplayRole)
        return row.name;
    if (role != Qt::ToolTipRole)
        return {};
    QStringList values;
    for (auto it = row.variables.begin(); it != row.variables.end(); ++it)
        values << u"%1: %2"_s.arg(it.key(), preview(it.value()));
    return values.join(u'\n');
}

} // namespace assay::ui
