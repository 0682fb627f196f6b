// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "evaluation/spread.h"
#include "ui/compare/answertext.h"
#include "ui/compare/columncall.h"

#include <deque>
#include <vector>

#include <QObject>
#include <QTimer>

namespace assay::workspace {
class Engine;
}

namespace assay::ui {

/// A row of values asked of every column, or a place in between: one cell of the grid.
struct GridPlace {
    int row = 0;
    int column = 0;
    friend bool operator==(const GridPlace &, const GridPlace &) = default;
};

/// Asks every column for every row of values, as often as wanted: starts, stops and keeps it. No widget: lives
/// on the UI thread, works on the engine's. At most sixteen calls are under way; the engine's limits hold too.
class GridRun final : public QObject {
    Q_OBJECT
public:
    static constexpr int repeatsMax = 20;

    explicit GridRun(workspace::Engine &engine, QObject *parent = nullptr);
    ~GridRun() override; ///< stops what runs; the engine still records it

    /// Rows, columns and repeats to be asked. Stops what runs. Answers stay where the same was asked with the
    /// same values; without any, the next start is another run.
    void setUp(RunInput input, QList<ColumnAsk> columns, QList<evaluation::GridRow> rows, int repeats);
    /// A run of the history, with its answers.
    void adopt(const ReopenedRun &run);
    /// Asks all cells that have no answer yet, and those that failed or were stopped.
    void start();
    /// Forgets every answer: the next start is another run.
    void clearAnswers();
    /// Asks one cell anew: its answers go.
    void rerun(GridPlace place);
    /// Of one cell, or of all.
    void stop(GridPlace place);
    void stopAll();

    [[nodiscard]] std::optional<RunId> run() const { return m_run; }
    [[nodiscard]] const RunInput &input() const { return m_input; }
    [[nodiscard]] const QList<ColumnAsk> &columns() const { return m_columns; }
    [[nodiscard]] const QList<evaluation::GridRow> &rows() const { return m_rows; }
    [[nodiscard]] int repeats() const { return m_repeats; }
    [[nodiscard]] const QList<ColumnOutcome> &outcomes(GridPlace place) const { return cell(place).outcomes; }
    /// What has arrived of the call that runs in a cell; empty when none does.
    [[nodiscard]] const QString &arriving(GridPlace place) const { return cell(place).arriving; }
    [[nodiscard]] bool isRunning(GridPlace place) const { return cell(place).running > 0; }
    [[nodiscard]] bool isWaiting(GridPlace place) const { return cell(place).waiting > 0; }
    [[nodiscard]] bool isRunning() const { return !m_waiting.empty() || !m_calls.empty(); }
    [[nodiscard]] evaluation::Spread spread(GridPlace place) const;
    [[nodiscard]] evaluation::Spread spreadOfColumn(int column) const;
    [[nodiscard]] int wanted() const; ///< calls in all
    [[nodiscard]] int ended() const; ///< calls that have an outcome
    [[nodiscard]] bool isSettled() const { return m_pending == 0; }

Q_SIGNALS:
    void wasSetUp();
    void cellChanged(assay::ui::GridPlace place);
    void progressed();
    void finished(); ///< nothing runs or waits any more
    void saved();
    void failed(const assay::Error &error);

private:
    struct Cell {
        QList<ColumnOutcome> outcomes;
        QString arriving;
        int waiting = 0;
        int running = 0;
    };
    struct Call {
        GridPlace place;
        std::shared_ptr<ColumnStream> stream;
        CallWriter calls = {};
    };

    /// The answers of a grid as it was set up before.
    struct Before {
        RunInput input;
        QList<ColumnAsk> columns;
        QList<evaluation::GridRow> rows;
        std::vector<Cell> cells;
    };
    void carryOver(Before before);
    [[nodiscard]] const Cell &cell(GridPlace place) const;
    [[nodiscard]] Cell &cell(GridPlace place);
    void enqueue(GridPlace place);
    void callNext();
    void call(GridPlace place);
    void finish(const std::shared_ptr<ColumnStream> &stream, const Result<ColumnOutcome> &result);
    void drain();
    void save();
    [[nodiscard]] evaluation::Comparison snapshot() const;

    workspace::Engine &m_engine;
    std::optional<RunId> m_run;
    UtcMicros m_createdAt = 0;
    RunInput m_input;
    QList<ColumnAsk> m_columns;
    QList<evaluation::GridRow> m_rows;
    int m_repeats = 1;
    std::vector<Cell> m_cells; ///< row by row
    std::deque<GridPlace> m_waiting;
    std::vector<Call> m_calls; ///< under way
    QTimer m_drain; ///< while calls are under way
    QTimer m_save; ///< a write a second at most
    int m_pending = 0;
};

} // namespace assay::ui
