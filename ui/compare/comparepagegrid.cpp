// SPDX-License-Identifier: GPL-3.0-or-later
// The page's grid: many rows of values for the same columns.
#include "ui/actions/actionregistry.h"
#include "ui/compare/columnsarea.h"
#include "ui/compare/comparepage.h"
#include "ui/compare/gridview.h"
#include "ui/compare/historypanel.h"
#include "ui/compare/promptsource.h"
#include "ui/variables/variablespanel.h"

#include <algorithm>

#include <QSplitter>
#include <QStackedWidget>
#include <QTableView>

using namespace Qt::StringLiterals;

namespace assay::ui {

bool ComparePage::isGrid() const
{
    return m_stack->currentWidget() == m_body && m_answers->currentWidget() == m_grid;
}

void ComparePage::showGrid()
{
    m_stack->setCurrentWidget(m_body);
    m_answers->setCurrentWidget(m_grid);
    setUpGrid();
    m_estimate->touch();
    m_grid->table()->setFocus();
}

/// Shows what would be asked now. Answers to the same questions stay; those to another text do until the next
/// run.
void ComparePage::setUpGrid()
{
    if (!isGrid() || m_gridRun->isRunning())
        return;
    const RunInput now = input();
    if (m_gridRun->ended() == 0 || now.content == m_gridRun->input().content)
        m_gridRun->setUp(now, columnAsks(), m_grid->rows(), m_grid->repeats());
}

void ComparePage::runGrid()
{
    m_gridRun->setUp(input(), columnAsks(), m_grid->rows(), m_grid->repeats());
    if (m_gridRun->ended() == m_gridRun->wanted())
        m_gridRun->clearAnswers(); // every cell has its answers: they are asked anew, as another run
    m_gridRun->start();
    showRunning();
    say(tr("Asking %n cell(s)\u2026", nullptr, int(m_gridRun->rows().size() * m_gridRun->columns().size())));
}

/// Variables that get no value: in the grid, those that a row leaves out too.
QStringList ComparePage::missingValues() const
{
    QStringList missing = m_variables->missing();
    if (!isGrid())
        return missing;
    missing.removeIf([this](const QString &name) {
        return std::ranges::all_of(m_grid->rows(), [&name](const evaluation::GridRow &row) {
            return !row.variables.value(name).isEmpty();
        });
    });
    return missing;
}

std::optional<RunId> ComparePage::shownRun() const
{
    return isGrid() ? m_gridRun->run() : m_controller->run();
}

void ComparePage::connectGrid()
{
    connect(m_grid, &GridView::closed, this, &ComparePage::showColumns);
    connect(m_grid, &GridView::setupChanged, this, [this] {
        if (m_gridRun->isRunning())
            m_bar->show(MessageBar::Kind::Info, tr("The change holds from the next run on."));
        setUpGrid();
        m_estimate->touch();
    });
    connect(m_grid, &GridView::rowOfValuesRequested, this, [this] {
        m_grid->addRows({{tr("Row %1").arg(m_grid->rows().size() + 1), m_variables->values()}});
    });
    connect(m_grid, &GridView::valuesChosen, m_variables, &VariablesPanel::setValues);
    connect(m_grid, &GridView::failed, this, [this](const Error &error) { m_bar->showError(error); });
    connect(m_grid, &GridView::rowsRemoved, this,
            [this](const QString &what, const std::function<void()> &undo) { m_bar->showUndo(what, undo); });
    connect(m_grid, &GridView::timelineRequested, this, [this](const CallId &call) {
        Q_EMIT navigationRequested(u"log"_s, {{u"call"_s, call.toString()}});
    });
    connect(m_gridRun, &GridRun::failed, this, [this](const Error &error) { m_bar->showError(error); });
    connect(m_gridRun, &GridRun::progressed, this, &ComparePage::showRunning);
    connect(m_gridRun, &GridRun::finished, this, [this] {
        showRunning();
        int failures = 0;
        for (int column = 0; column < m_gridRun->columns().size(); ++column)
            failures += m_gridRun->spreadOfColumn(column).failures;
        say(failures == 0 ? tr("Every cell has answered")
                          : tr("The grid has ended; %n call(s) failed", nullptr, failures));
    });
    connect(m_gridRun, &GridRun::saved, this, [this] {
        m_history->setCurrent(m_gridRun->run());
        m_history->reload();
    });
}

} // namespace assay::ui
