// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/compare/gridrun.h"

#include "ui/widgets/whendone.h"
#include "workspace/engine.h"

#include <algorithm>

#include <QCoroFuture>
#include <QDateTime>

namespace assay::ui {
namespace {

constexpr size_t callsAtOnce = 16;
constexpr int drainMs = 100;
constexpr int saveMs = 1000;

/// What a row asks with.
QMap<QString, QString> valuesOf(const RunInput &input, const evaluation::GridRow &row)
{
    QMap<QString, QString> values = input.variables;
    values.insert(row.variables);
    return values;
}

bool asksSame(const ColumnAsk &a, const ColumnAsk &b)
{
    return a.target == b.target && a.parameters == b.parameters && a.variables == b.variables
        && a.content.has_value() == b.content.has_value()
        && (!a.content || a.content->content == b.content->content);
}

evaluation::RepeatedAnswer repeatedAnswer(const ColumnOutcome &outcome)
{
    evaluation::RepeatedAnswer answer;
    answer.text = outcome.completion.text + outcome.completion.refusal;
    answer.isFailed = outcome.completion.error.has_value();
    if (outcome.record) {
        answer.latencyUs = outcome.record->latencyUs;
        answer.cost = outcome.record->cost;
        if (outcome.record->usage)
            answer.outputTokens = outcome.record->usage->output;
    }
    return answer;
}

} // namespace

GridRun::GridRun(workspace::Engine &engine, QObject *parent)
    : QObject(parent)
    , m_engine(engine)
{
    m_drain.setInterval(drainMs);
    connect(&m_drain, &QTimer::timeout, this, &GridRun::drain);
    m_save.setSingleShot(true);
    m_save.setInterval(saveMs);
    connect(&m_save, &QTimer::timeout, this, &GridRun::save);
}

GridRun::~GridRun()
{
    blockSignals(true); // who listens may be half gone
    stopAll();
}

void GridRun::setUp(RunInput input, QList<ColumnAsk> columns, QList<evaluation::GridRow> rows, int repeats)
{
    stopAll();
    m_calls.clear(); // what they still say is of another grid
    m_drain.stop();
    m_save.stop();
    Before before{std::exchange(m_input, std::move(input)), std::exchange(m_columns, std::move(columns)),
                  std::exchange(m_rows, std::move(rows)), std::exchange(m_cells, {})};
    m_repeats = std::clamp(repeats, 1, repeatsMax);
    m_cells.assign(static_cast<size_t>(m_rows.size() * m_columns.size()), {});
    carryOver(std::move(before));
    if (ended() == 0)
        m_run.reset();
    Q_EMIT wasSetUp();
    Q_EMIT progressed();
}

void GridRun::carryOver(Before before)
{
    if (before.input.prompt != m_input.prompt || before.input.content != m_input.content)
        return;
    for (int row = 0; row < m_rows.size(); ++row) {
        const QMap<QString, QString> values = valuesOf(m_input, m_rows.at(row));
        const auto sameRow = std::ranges::find_if(before.rows, [&](const evaluation::GridRow &old) {
            return valuesOf(before.input, old) == values;
        });
        if (sameRow == before.rows.end())
            continue;
        for (int column = 0; column < m_columns.size(); ++column) {
            const auto sameColumn = std::ranges::find_if(
                before.columns, [&](const ColumnAsk &old) { return asksSame(old, m_columns.at(column)); });
            if (sameColumn == before.columns.end())
                continue;
            const auto place = std::distance(before.rows.begin(), sameRow) * before.columns.size()
                + std::distance(before.columns.begin(), sameColumn);
            cell({row, column}).outcomes = before.cells.at(static_cast<size_t>(place)).outcomes.mid(0, m_repeats);
        }
    }
}

void GridRun::clearAnswers()
{
    stopAll();
    m_calls.clear();
    m_drain.stop();
    m_save.stop();
    m_run.reset();
    m_cells.assign(m_cells.size(), {});
    Q_EMIT wasSetUp();
    Q_EMIT progressed();
}

void GridRun::adopt(const ReopenedRun &run)
{
    const evaluation::Comparison &comparison = run.comparison;
    QList<ColumnAsk> columns;
    for (const evaluation::ComparisonColumn &column : comparison.columns)
        columns.append(columnAsk(column, int(columns.size())));
    stopAll();
    m_cells.clear(); // nothing is carried over
    m_rows.clear();
    setUp({comparison.prompt, comparison.promptVersion, comparison.content, comparison.variables}, columns,
          comparison.grid->rows, comparison.grid->repeats);
    m_run = comparison.id;
    m_createdAt = comparison.createdAt;
    for (int row = 0; row < run.cells.size(); ++row) {
        for (int column = 0; column < run.cells.at(row).size(); ++column)
            cell({row, column}).outcomes = run.cells.at(row).at(column);
    }
    Q_EMIT wasSetUp();
    Q_EMIT progressed();
}

void GridRun::start()
{
    if (!m_run) {
        m_run = RunId::create();
        m_createdAt = QDateTime::currentMSecsSinceEpoch() * 1000;
    }
    for (Cell &each : m_cells) {
        each.outcomes.removeIf([](const ColumnOutcome &outcome) { return outcome.completion.error.has_value(); });
    }
    // Row by row, so that the first row can be read while the others wait; repeats of a cell come last.
    for (int repeat = 0; repeat < m_repeats; ++repeat) {
        for (int row = 0; row < m_rows.size(); ++row) {
            for (int column = 0; column < m_columns.size(); ++column) {
                const Cell &there = cell({row, column});
                if (there.outcomes.size() + there.waiting + there.running <= repeat)
                    enqueue({row, column});
            }
        }
    }
    callNext();
}

void GridRun::rerun(GridPlace place)
{
    if (!m_run)
        return;
    stop(place);
    std::erase_if(m_calls, [place](const Call &call) { return call.place == place; });
    cell(place) = {};
    for (int repeat = 0; repeat < m_repeats; ++repeat)
        enqueue(place);
    callNext();
}

void GridRun::enqueue(GridPlace place)
{
    ++cell(place).waiting;
    m_waiting.push_back(place);
    Q_EMIT cellChanged(place);
}

void GridRun::callNext()
{
    while (m_calls.size() < callsAtOnce && !m_waiting.empty()) {
        const GridPlace next = m_waiting.front();
        m_waiting.pop_front();
        call(next);
    }
    Q_EMIT progressed();
}

void GridRun::call(GridPlace place)
{
    const auto stream = std::make_shared<ColumnStream>();
    m_calls.push_back({place, stream});
    Cell &there = cell(place);
    --there.waiting;
    ++there.running;
    m_drain.start();
    RunInput input = m_input;
    input.variables = valuesOf(m_input, m_rows.at(place.row));
    ++m_pending;
    m_engine.run([input, asked = m_columns.at(place.column), run = *m_run,
                  stream](workspace::Workspace &workspace) {
        return askColumn(workspace, input, asked, run, stream, orchestration::Priority::Batch);
    }) | whenDone(this, [this, stream](const Result<ColumnOutcome> &result) {
        --m_pending;
        finish(stream, result);
    });
    Q_EMIT cellChanged(place);
}

void GridRun::finish(const std::shared_ptr<ColumnStream> &stream, const Result<ColumnOutcome> &result)
{
    const auto ended = std::ranges::find(m_calls, stream, &Call::stream);
    if (ended == m_calls.end())
        return; // of a grid that is not shown any more, or of a cell that is asked anew
    const GridPlace place = ended->place;
    m_calls.erase(ended);
    Cell &there = cell(place);
    --there.running;
    if (there.running == 0)
        there.arriving.clear();
    if (result) {
        there.outcomes.append(*result);
    } else {
        ColumnOutcome outcome;
        outcome.target = m_columns.at(place.column).target;
        outcome.completion.error = result.error();
        there.outcomes.append(std::move(outcome));
    }
    if (!m_save.isActive())
        m_save.start();
    Q_EMIT cellChanged(place);
    callNext();
    if (isRunning())
        return;
    m_drain.stop();
    m_save.stop();
    save();
    Q_EMIT finished();
}

void GridRun::drain()
{
    for (Call &call : m_calls) {
        const ColumnStream::Arrived arrived = call.stream->drain();
        QString &arriving = cell(call.place).arriving;
        if (arrived.isAnew) {
            arriving.clear();
            call.calls = {};
        }
        if (arrived.text.isEmpty() && arrived.calls.empty())
            continue;
        arriving += arrived.text;
        for (const providers::Delta &fragment : arrived.calls)
            arriving += call.calls.write(fragment);
        Q_EMIT cellChanged(call.place);
    }
}

void GridRun::stop(GridPlace place)
{
    std::erase(m_waiting, place);
    cell(place).waiting = 0;
    for (const Call &call : m_calls) {
        if (call.place == place) {
            m_engine.post([stream = call.stream](const Result<workspace::Workspace *> &) {
                stream->stop.request_stop();
            });
        }
    }
    Q_EMIT cellChanged(place);
    Q_EMIT progressed();
}

void GridRun::stopAll()
{
    for (const GridPlace &place : std::exchange(m_waiting, {})) {
        cell(place).waiting = 0;
        Q_EMIT cellChanged(place);
    }
    for (const Call &call : m_calls) {
        m_engine.post([stream = call.stream](const Result<workspace::Workspace *> &) {
            stream->stop.request_stop();
        });
    }
    Q_EMIT progressed();
}

const GridRun::Cell &GridRun::cell(GridPlace place) const
{
    return m_cells.at(static_cast<size_t>(place.row * m_columns.size() + place.column));
}

GridRun::Cell &GridRun::cell(GridPlace place)
{
    return m_cells.at(static_cast<size_t>(place.row * m_columns.size() + place.column));
}

evaluation::Spread GridRun::spread(GridPlace place) const
{
    std::vector<evaluation::RepeatedAnswer> answers;
    for (const ColumnOutcome &outcome : cell(place).outcomes)
        answers.push_back(repeatedAnswer(outcome));
    return evaluation::spreadOf(answers);
}

evaluation::Spread GridRun::spreadOfColumn(int column) const
{
    std::vector<evaluation::RepeatedAnswer> answers;
    for (int row = 0; row < m_rows.size(); ++row) {
        for (const ColumnOutcome &outcome : cell({row, column}).outcomes)
            answers.push_back(repeatedAnswer(outcome));
    }
    return evaluation::spreadOf(answers);
}

int GridRun::wanted() const
{
    return static_cast<int>(m_cells.size()) * m_repeats;
}

int GridRun::ended() const
{
    int count = 0;
    for (const Cell &cell : m_cells)
        count += static_cast<int>(cell.outcomes.size());
    return count;
}

evaluation::Comparison GridRun::snapshot() const
{
    evaluation::Comparison comparison = keptRun(*m_run, m_createdAt, m_input);
    for (const ColumnAsk &ask : m_columns)
        comparison.columns.append(keptColumn(ask));
    evaluation::ComparisonGrid grid{m_rows, m_repeats, {}};
    for (int row = 0; row < m_rows.size(); ++row) {
        QList<QList<CallId>> calls;
        for (int column = 0; column < m_columns.size(); ++column) {
            QList<CallId> ids;
            for (const ColumnOutcome &outcome : cell({row, column}).outcomes) {
                if (outcome.record)
                    ids.append(outcome.record->id);
            }
            calls.append(ids);
        }
        grid.calls.append(calls);
    }
    comparison.grid = std::move(grid);
    return comparison;
}

void GridRun::save()
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
