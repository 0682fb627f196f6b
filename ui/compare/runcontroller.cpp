// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/compare/runcontroller.h"

#include "ui/compare/columncall.h"
#include "ui/widgets/whendone.h"
#include "workspace/engine.h"

#include <algorithm>

#include <QCoroFuture>
#include <QDateTime>

namespace assay::ui {

RunController::RunController(workspace::Engine &engine, QObject *parent)
    : QObject(parent)
    , m_engine(engine)
{
}

RunController::~RunController()
{
    stopAll();
}

void RunController::start(RunInput input, const QList<ColumnAsk> &columns)
{
    clear();
    m_run = RunId::create();
    m_createdAt = QDateTime::currentMSecsSinceEpoch() * 1000;
    m_input = std::move(input);
    for (const ColumnAsk &column : columns) {
        m_order.append(column.id);
        m_columns[column.id].ask = column;
    }
    Q_EMIT winnerChanged();
    for (auto &[id, column] : m_columns)
        call(column);
}

void RunController::rerun(const ColumnAsk &ask)
{
    if (!m_run || isRunning(ask.id))
        return;
    Column &column = m_columns[ask.id];
    column.ask = ask;
    if (!m_order.contains(ask.id))
        m_order.append(ask.id);
    call(column);
}

void RunController::call(Column &column)
{
    const auto stream = std::make_shared<ColumnStream>();
    column.stream = stream;
    column.since.start();
    const ColumnId id = column.ask.id;
    Q_EMIT columnStarted(id);
    ++m_pending;
    m_engine.run([input = m_input, asked = column.ask, run = *m_run, stream](
                     workspace::Workspace &workspace) { return askColumn(workspace, input, asked, run, stream); })
        | whenDone(this, [this, id, stream](const Result<ColumnOutcome> &outcome) {
              --m_pending;
              finish(id, stream, outcome);
          });
}

void RunController::finish(ColumnId id, const std::shared_ptr<ColumnStream> &stream,
                           const Result<ColumnOutcome> &result)
{
    const auto found = m_columns.find(id);
    if (found == m_columns.end() || found->second.stream != stream)
        return; // the column was closed, or shows another run by now
    Column &column = found->second;
    column.stream.reset();
    ColumnOutcome outcome;
    if (result) {
        outcome = *result;
        column.call = outcome.record->id;
    } else {
        outcome.target = column.ask.target;
        outcome.parameters = column.ask.parameters;
        outcome.completion.error = result.error();
    }
    Q_EMIT columnFinished(id, outcome);
    if (column.call)
        save();
    if (!isRunning())
        Q_EMIT runFinished();
}

void RunController::stop(ColumnId id)
{
    const auto found = m_columns.find(id);
    if (found == m_columns.end() || !found->second.stream)
        return;
    m_engine.post([stream = found->second.stream](const Result<workspace::Workspace *> &) {
        stream->stop.request_stop();
    });
}

void RunController::stopAll()
{
    for (const auto &[id, column] : m_columns)
        stop(id);
}

void RunController::reopen(RunId id)
{
    const quint64 reopening = ++m_reopening;
    ++m_pending;
    m_engine.run([id](workspace::Workspace &workspace) { return loadRun(workspace, id); })
        | whenDone(this, [this, reopening](const Result<ReopenedRun> &run) {
              --m_pending;
              if (reopening != m_reopening)
                  return;
              if (run)
                  Q_EMIT reopened(*run);
              else
                  Q_EMIT failed(run.error());
          });
}

void RunController::adopt(const ReopenedRun &run, const QList<ColumnId> &columns)
{
    clear();
    const evaluation::Comparison &comparison = run.comparison;
    m_run = comparison.id;
    m_createdAt = comparison.createdAt;
    m_input = {comparison.prompt, comparison.promptVersion, comparison.content, comparison.variables};
    m_order = columns;
    for (qsizetype i = 0; i < columns.size(); ++i) {
        const evaluation::ComparisonColumn &column = comparison.columns[i];
        m_columns[columns[i]] = {columnAsk(column, columns[i]), column.call, nullptr, {}};
    }
    if (comparison.winner && *comparison.winner < columns.size())
        m_winner = columns[*comparison.winner];
    Q_EMIT winnerChanged();
}

void RunController::clear()
{
    stopAll();
    ++m_reopening;
    m_columns.clear();
    m_order.clear();
    m_winner.reset();
    m_run.reset();
    m_input = {};
}

void RunController::toggleWinner(ColumnId column)
{
    const auto found = m_columns.find(column);
    if (found == m_columns.end() || !found->second.call)
        return;
    m_winner = m_winner == column ? std::nullopt : std::optional(column);
    Q_EMIT winnerChanged();
    save();
}

void RunController::setOrder(const QList<ColumnId> &columns)
{
    m_order = columns;
    if (m_run && !isRunning() && std::any_of(m_columns.begin(), m_columns.end(), [](const auto &column) {
            return column.second.call.has_value();
        }))
        save();
}

void RunController::forget(ColumnId column)
{
    stop(column);
    m_columns.erase(column);
    m_order.removeAll(column);
    if (m_winner == column) {
        m_winner.reset();
        Q_EMIT winnerChanged();
    }
}

bool RunController::isRunning() const
{
    return std::any_of(m_columns.begin(), m_columns.end(),
                       [](const auto &column) { return column.second.stream != nullptr; });
}

std::optional<CallId> RunController::callOf(ColumnId column) const
{
    const auto found = m_columns.find(column);
    return found == m_columns.end() || found->second.stream ? std::nullopt : found->second.call;
}

const ColumnAsk *RunController::askOf(ColumnId column) const
{
    const auto found = m_columns.find(column);
    return found == m_columns.end() ? nullptr : &found->second.ask;
}

bool RunController::isRunning(ColumnId column) const
{
    return stream(column) != nullptr;
}

std::shared_ptr<ColumnStream> RunController::stream(ColumnId column) const
{
    const auto found = m_columns.find(column);
    return found == m_columns.end() ? nullptr : found->second.stream;
}

qint64 RunController::elapsedMs(ColumnId column) const
{
    const auto found = m_columns.find(column);
    return found == m_columns.end() || !found->second.stream ? 0 : found->second.since.elapsed();
}

evaluation::Comparison RunController::snapshot() const
{
    evaluation::Comparison comparison = keptRun(*m_run, m_createdAt, m_input);
    for (const ColumnId id : m_order) {
        const auto found = m_columns.find(id);
        if (found == m_columns.end())
            continue;
        if (m_winner == id)
            comparison.winner = int(comparison.columns.size());
        const Column &column = found->second;
        evaluation::ComparisonColumn kept = keptColumn(column.ask);
        kept.call = column.call;
        comparison.columns.append(std::move(kept));
    }
    return comparison;
}

void RunController::save()
{
    ++m_pending;
    keepRun(m_engine, snapshot()) | whenDone(this, [this](const Result<> &done) {
        --m_pending;
        if (done)
            Q_EMIT saved();
        else
            Q_EMIT failed(done.error());
    });
}

} // namespace assay::ui
