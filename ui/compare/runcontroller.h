// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/id.h"
#include "ui/compare/columncall.h"

#include <map>
#include <memory>
#include <optional>

#include <QElapsedTimer>
#include <QObject>

namespace assay::workspace {
class Engine;
}

namespace assay::ui {

/// Starts, stops and keeps a side-by-side run. No widget: lives on the UI thread, works on the engine's.
class RunController final : public QObject {
    Q_OBJECT
public:
    explicit RunController(workspace::Engine &engine, QObject *parent = nullptr);
    ~RunController() override; ///< stops what runs; the engine still records it

    /// A new run with these columns. Call only when nothing runs.
    void start(RunInput input, const QList<ColumnAsk> &columns);
    /// Asks one column again, with the input of the run that is shown.
    void rerun(const ColumnAsk &column);
    void stop(ColumnId column);
    void stopAll();
    /// Shows a run of the history; reopened() or failed() follows.
    void reopen(RunId id);
    /// The columns that now show a reopened run, in its order.
    void adopt(const ReopenedRun &run, const QList<ColumnId> &columns);
    /// Nothing is shown any more.
    void clear();

    void toggleWinner(ColumnId column);
    void setOrder(const QList<ColumnId> &columns);
    /// The column was closed: what it did stays in the log, but not in the run.
    void forget(ColumnId column);

    [[nodiscard]] bool hasRun() const { return m_run.has_value(); }
    [[nodiscard]] std::optional<RunId> run() const { return m_run; }
    [[nodiscard]] bool isRunning() const;
    /// The finished call of a column; none while it runs or never ran.
    [[nodiscard]] std::optional<CallId> callOf(ColumnId column) const;
    /// What the column was asked last, in this run; null when it was not.
    [[nodiscard]] const ColumnAsk *askOf(ColumnId column) const;
    [[nodiscard]] bool isRunning(ColumnId column) const;
    [[nodiscard]] std::shared_ptr<ColumnStream> stream(ColumnId column) const;
    [[nodiscard]] qint64 elapsedMs(ColumnId column) const;
    [[nodiscard]] std::optional<ColumnId> winner() const { return m_winner; }
    [[nodiscard]] const RunInput &input() const { return m_input; }
    /// Every future is done: calls, saving, reopening.
    [[nodiscard]] bool isSettled() const { return m_pending == 0; }

Q_SIGNALS:
    void columnStarted(int column);
    void columnFinished(int column, const assay::ui::ColumnOutcome &outcome);
    void runFinished(); ///< the last running column ended
    void winnerChanged();
    void saved();
    void reopened(const assay::ui::ReopenedRun &run);
    void failed(const assay::Error &error);

private:
    struct Column {
        ColumnAsk ask;
        std::optional<CallId> call;
        std::shared_ptr<ColumnStream> stream; ///< while it runs
        QElapsedTimer since;
    };

    void call(Column &column);
    void finish(ColumnId id, const std::shared_ptr<ColumnStream> &stream,
                const Result<ColumnOutcome> &outcome);
    void save();
    [[nodiscard]] evaluation::Comparison snapshot() const;

    workspace::Engine &m_engine;
    std::optional<RunId> m_run;
    UtcMicros m_createdAt = 0;
    RunInput m_input;
    std::map<ColumnId, Column> m_columns;
    QList<ColumnId> m_order;
    std::optional<ColumnId> m_winner;
    quint64 m_reopening = 0; ///< an older answer never replaces a newer
    int m_pending = 0;
};

} // namespace assay::ui
