// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/compare/gridrun.h"
#include "ui/widgets/page.h"

#include <QWidget>

class QLabel;
class QMenu;
class QProgressBar;
class QPushButton;
class QSpinBox;
class QSplitter;
class QStackedWidget;
class QTableView;
class QToolButton;

namespace assay::ui {

class EmptyState;
class GridModel;
class ModelListModel;
class StreamClock;
class StreamingMarkdownView;

/// Rows of values down, the page's columns across: what every column says to each of them, as often as one
/// wants, with one cell opened below.
class GridView final : public QWidget {
    Q_OBJECT
public:
    GridView(GridRun &run, const ModelListModel &models, StreamClock &clock, Theme &theme,
             QWidget *parent = nullptr);
    ~GridView() override;

    /// What is to be asked at the next run.
    [[nodiscard]] const QList<evaluation::GridRow> &rows() const { return m_rows; }
    [[nodiscard]] int repeats() const;
    void setSetup(QList<evaluation::GridRow> rows, int repeats);
    void addRows(const QList<evaluation::GridRow> &rows);
    void setDatasets(const QList<evaluation::Dataset> &datasets);
    /// Rows from the clipboard, as a spreadsheet copies them.
    void pasteRows();
    void removeRows(const QList<int> &rows);
    /// The cell that is chosen; none while nothing is, or the sums are.
    [[nodiscard]] std::optional<GridPlace> current() const;
    /// The chosen one of its answers.
    [[nodiscard]] const ColumnOutcome *currentOutcome() const;
    [[nodiscard]] QTableView *table() const { return m_table; }
    [[nodiscard]] StreamingMarkdownView *answer() const { return m_answer; }
    [[nodiscard]] bool isSettled() const;
    /// Gives the opened cell all the room, or gives it back.
    void setEnlarged(bool isEnlarged);
    [[nodiscard]] bool isEnlarged() const { return m_isEnlarged; }

Q_SIGNALS:
    void setupChanged(); ///< rows or repeats
    void rowOfValuesRequested(); ///< the values on the left shall be a row
    void valuesChosen(const QMap<QString, QString> &values); ///< of a row, to be edited on the left
    void timelineRequested(const assay::CallId &call);
    void rowsRemoved(const QString &what, const std::function<void()> &undo);
    void failed(const assay::Error &error);
    void closed();

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    QWidget *buildHead(Theme &theme);
    QWidget *buildDetail(Theme &theme);
    void buildTable(Theme &theme);
    void fillRowsMenu();
    void openContextMenu(const QPoint &at);
    void openRowMenu(const QPoint &at);
    void showEmptyOrTable();
    void showProgress();
    void showCurrent();
    void showOutcome();
    void step(int by);
    [[nodiscard]] QList<int> selectedRows() const;

    GridRun &m_run;
    Theme &m_theme;
    GridModel *m_model;
    QTableView *m_table;
    QStackedWidget *m_stack;
    EmptyState *m_empty;
    QSplitter *m_split;
    QSpinBox *m_repeats;
    QMenu *m_rowsMenu;
    QProgressBar *m_progress;
    QLabel *m_progressText;
    QLabel *m_title;
    QLabel *m_figures;
    QLabel *m_which;
    QToolButton *m_previous;
    QToolButton *m_next;
    QPushButton *m_timeline;
    StreamingMarkdownView *m_answer;
    QList<evaluation::GridRow> m_rows;
    QList<evaluation::Dataset> m_datasets;
    std::optional<GridPlace> m_shown;
    int m_outcome = 0; ///< which of the cell's answers is shown
    bool m_isEnlarged = false;
};

} // namespace assay::ui
