// SPDX-License-Identifier: GPL-3.0-or-later
// The building of ComparePage: its layout, its actions and who hears whom.
#include "ui/actions/actionregistry.h"
#include "ui/compare/answerdiff.h"
#include "ui/compare/blindreview.h"
#include "ui/compare/columnheader.h"
#include "ui/compare/columnsarea.h"
#include "ui/compare/comparepage.h"
#include "ui/compare/gridview.h"
#include "ui/compare/historypanel.h"
#include "ui/compare/modelchooser.h"
#include "ui/compare/promptsource.h"
#include "ui/markdown/streamclock.h"
#include "ui/theme/metrics.h"
#include "ui/theme/theme.h"
#include "ui/variables/variablespanel.h"
#include "ui/widgets/controls.h"
#include "ui/widgets/elidedlabel.h"
#include "ui/widgets/emptystate.h"
#include "ui/widgets/messagebar.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QListView>
#include <QMenu>
#include <QPushButton>
#include <QScrollArea>
#include <QSplitter>
#include <QStackedWidget>

using namespace Qt::StringLiterals;

namespace assay::ui {

ComparePage::ComparePage(const PageContext &context, QWidget *parent)
    : Page(parent)
    , m_context(context)
    , m_clock(new StreamClock(this))
    , m_models(new ModelListModel(this))
    , m_controller(new RunController(context.engine, this))
    , m_bar(new MessageBar(context.theme, this))
    , m_stack(new QStackedWidget(this))
    , m_empty(new EmptyState(context.theme, this))
    , m_body(new QSplitter(this))
    , m_source(new PromptSource(context.engine, context.theme, this))
    , m_variables(new VariablesPanel(context.theme, this))
    , m_answers(new QStackedWidget(this))
    , m_columns(new ColumnsArea(*m_models, *m_clock, context.theme, this))
    , m_history(new HistoryPanel(context.engine, context.theme, this))
    , m_answerDiff(new AnswerDiff(context.theme, this))
    , m_blind(new BlindReview(context.theme, *m_clock, this))
    , m_gridRun(new GridRun(context.engine, this))
    , m_grid(new GridView(*m_gridRun, *m_models, *m_clock, context.theme, this))
    , m_status(new ElidedLabel(this))
    , m_estimate(new RunEstimate(
          context, [this] { return estimated(); }, this))
    , m_why(iconButton(context.theme, u"warning"_s, tr("What stands in the way"), this))
    , m_run(new QPushButton(context.theme.icon(u"run"_s), tr("&Run"), this))
    , m_stop(new QPushButton(context.theme.icon(u"stop"_s), tr("&Stop"), this))
{
    addActions();
    buildLayout();
    connectParts();
    connectAnswers();
    connectGrid();
    m_scrollsTogether = context.state.value(u"compare/scrollTogether"_s, false).toBool();
    context.actions.action(u"compare.scrollTogether"_s)->setChecked(m_scrollsTogether);
    showRunning();
}

ComparePage::~ComparePage()
{
    // The columns are panes of the clock: they go before it.
    m_columns->clear();
    delete m_columns;
    delete m_blind;
    delete m_grid;
    m_gridRun->disconnect(this);
}

void ComparePage::buildLayout()
{
    m_empty->setContent({u"providers"_s,
                         tr("Nobody to ask yet"),
                         tr("Add a provider: an account at an LLM service, or a server on this computer."),
                         tr("Add a provider"),
                         [this] {
                             Q_EMIT navigationRequested(u"providers"_s, {{u"add"_s, true}});
                         },
                         {},
                         {}});
    m_side = buildSide();
    m_body->setHandleWidth(1);
    m_body->setChildrenCollapsible(false);
    m_body->addWidget(m_side);
    m_answers->addWidget(m_columns);
    m_answers->addWidget(m_grid);
    m_body->addWidget(m_answers);
    m_body->addWidget(m_history);
    m_body->setStretchFactor(1, 1);
    const int letter = fontMetrics().averageCharWidth();
    m_body->setSizes({letter * 44, letter * 150, letter * 36});
    if (const QByteArray saved = m_context.state.value(u"compare/splitter"_s).toByteArray(); !saved.isEmpty())
        m_body->restoreState(saved);
    m_history->setVisible(m_context.state.value(u"compare/history"_s, false).toBool());
    m_side->setVisible(m_context.state.value(u"compare/side"_s, true).toBool());
    m_columns->setZoom(m_context.state.value(u"compare/zoom"_s, 0).toInt());
    connect(m_columns, &ColumnsArea::zoomChanged, this,
            [this](int step) { m_context.state.setValue(u"compare/zoom"_s, step); });
    connect(m_body, &QSplitter::splitterMoved, this,
            [this] { m_context.state.setValue(u"compare/splitter"_s, m_body->saveState()); });
    m_stack->addWidget(m_empty);
    m_stack->addWidget(m_body);
    m_stack->addWidget(m_answerDiff);
    m_stack->addWidget(m_blind);
    m_stack->setCurrentIndex(1);

    auto *rows = new QVBoxLayout(this);
    rows->setContentsMargins(0, 0, 0, 0);
    rows->setSpacing(0);
    rows->addWidget(buildHeader());
    rows->addWidget(separatorLine(Qt::Horizontal, this));
    rows->addWidget(m_bar);
    rows->addWidget(m_stack, 1);
}

QWidget *ComparePage::buildHeader()
{
    auto *header = new QWidget(this);
    auto *heading = new QLabel(title(), header);
    heading->setFont(metrics::titleFont());
    makeMuted(m_status);
    makePrimary(m_run);
    m_run->setToolTip(tr("Ask every column (Ctrl+Return)"));
    m_why->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
    m_why->hide();
    connect(m_why, &QToolButton::clicked, this, [this] { static_cast<void>(explainWhyNot({})); });
    m_stop->setToolTip(tr("Stop every column (Esc)"));
    auto *add = new QPushButton(m_context.theme.icon(u"add"_s), tr("Add co&lumn"), header);
    add->setToolTip(tr("One more model beside the others (Ctrl+Shift+N)"));
    connect(add, &QPushButton::clicked, this, &ComparePage::addColumn);
    connect(m_run, &QPushButton::clicked, this, [this] { run({}); });
    connect(m_stop, &QPushButton::clicked, this, &ComparePage::escape);

    auto *row = new QHBoxLayout(header);
    row->setContentsMargins(metrics::page(), metrics::normal(), metrics::page(), metrics::normal());
    row->setSpacing(metrics::normal());
    row->addWidget(heading);
    row->addSpacing(metrics::normal());
    row->addWidget(m_status, 1);
    row->addWidget(m_estimate);
    row->addWidget(actionButton(m_context.actions.action(u"compare.grid"_s), header));
    row->addWidget(actionButton(m_context.actions.action(u"compare.history"_s), header));
    row->addWidget(add);
    row->addWidget(buildColumnsMenu(header));
    row->addWidget(m_why);
    row->addWidget(m_stop);
    row->addWidget(m_run);
    return header;
}

QWidget *ComparePage::buildSide()
{
    auto *variables = new QWidget(this);
    auto *variableRows = new QVBoxLayout(variables);
    variableRows->setContentsMargins(metrics::wide(), metrics::wide(), metrics::wide(), metrics::wide());
    variableRows->addWidget(m_variables);
    auto *scroll = new QScrollArea(this);
    scroll->setWidget(variables);
    scroll->setWidgetResizable(true);
    scroll->setFrameShape(QFrame::NoFrame);
    scroll->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    scroll->viewport()->setAutoFillBackground(false);
    variables->setAutoFillBackground(false);
    scroll->setAccessibleName(tr("Variables"));

    auto *source = new QWidget(this);
    auto *sourceRows = new QVBoxLayout(source);
    sourceRows->setContentsMargins(metrics::wide(), metrics::wide(), metrics::wide(), metrics::wide());
    sourceRows->addWidget(m_source);

    auto *side = new QSplitter(Qt::Vertical, this);
    side->setHandleWidth(1);
    side->setChildrenCollapsible(false);
    side->addWidget(source);
    side->addWidget(scroll);
    side->setSizes({450, 450});
    side->setMinimumWidth(fontMetrics().averageCharWidth() * 36);
    side->restoreState(m_context.state.value(u"compare/asked/splitter"_s).toByteArray());
    connect(side, &QSplitter::splitterMoved, this,
            [this, side] { m_context.state.setValue(u"compare/asked/splitter"_s, side->saveState()); });
    return side;
}

void ComparePage::connectParts()
{
    connect(m_source, &PromptSource::changed, this, &ComparePage::takeSource);
    connect(m_variables, &VariablesPanel::failed, this,
            [this](const Error &error) { m_bar->showError(error); });
    connect(m_source, &PromptSource::failed, this, [this](const Error &error) { m_bar->showError(error); });
    connect(m_source, &PromptSource::openRequested, this, [this](const QString &prompt, int version) {
        Q_EMIT navigationRequested(u"prompts"_s, {{u"prompt"_s, prompt}, {u"version"_s, version}});
    });
    connect(m_source, &PromptSource::datasetsChanged, this,
            [this] { m_variables->setDatasets(m_source->datasets()); });
    connect(m_estimate, &RunEstimate::estimated, this, [this] {
        showReadiness();
        showNotTaken();
    });
    connect(m_variables, &VariablesPanel::changed, m_estimate, &RunEstimate::touch);
    connect(m_variables, &VariablesPanel::changed, this, [this] { m_source->setValues(m_variables->values()); });
    connect(m_columns, &ColumnsArea::added, this, &ComparePage::connectColumn);
    connect(m_columns, &ColumnsArea::orderChanged, this, [this] {
        m_controller->setOrder(m_columns->order());
        saveColumns();
    });
    connect(m_controller, &RunController::columnStarted, this, [this](ColumnId id) {
        if (ColumnView *column = m_columns->column(id))
            column->showStream(m_controller->stream(id));
    });
    connect(m_controller, &RunController::columnFinished, this,
            [this](ColumnId id, const ColumnOutcome &outcome) {
                if (ColumnView *column = m_columns->column(id))
                    finishColumn(column, outcome);
            });
    connect(m_controller, &RunController::runFinished, this, &ComparePage::showRunning);
    connect(m_controller, &RunController::reopened, this, &ComparePage::showReopened);
    connect(m_controller, &RunController::failed, this,
            [this](const Error &error) { m_bar->showError(error); });
    connect(m_controller, &RunController::saved, this, [this] {
        m_history->setCurrent(m_controller->run());
        m_history->reload();
    });
    connect(m_controller, &RunController::winnerChanged, this, [this] {
        for (const ColumnView *column : m_columns->columns())
            column->header()->setWinner(m_controller->winner() == column->id());
    });
    connect(m_history, &HistoryPanel::loaded, this, [this] {
        const auto run = m_controller->run();
        m_context.actions.action(u"compare.pin"_s)->setChecked(run && m_history->isPinned(*run));
        m_hasHistory = true;
        startOnce();
    });
    connect(m_history, &HistoryPanel::failed, this, [this](const Error &error) {
        m_hasHistory = true; // the page works without
        m_bar->showError(error);
        startOnce();
    });
    connect(m_history, &HistoryPanel::openRequested, this, [this](RunId run) {
        if (m_controller->isRunning() || m_gridRun->isRunning())
            m_bar->show(MessageBar::Kind::Warning, tr("The columns are still answering."),
                        {tr("Stop and open"), [this, run] { m_controller->reopen(run); }});
        else
            m_controller->reopen(run);
    });
    connect(m_history, &HistoryPanel::removed, this,
            [this](RunId run, const QString &what, const std::function<void()> &undo) {
                if (m_controller->run() == run)
                    clearAnswers();
                if (m_gridRun->run() == run)
                    m_gridRun->clearAnswers();
                m_bar->showUndo(tr("The run \u201C%1\u201D is removed. The log keeps its calls.").arg(what),
                                undo);
            });
}

void ComparePage::connectColumn(ColumnView *column)
{
    ColumnHeader *header = column->header();
    header->setPromptParameters(m_source->content().parameters);
    header->offerSets(m_context);
    connect(header, &ColumnHeader::changed, this, &ComparePage::saveColumns);
    connect(header, &ColumnHeader::winnerToggled, this, [this, column] { toggleWinner(column); });
    connect(header, &ColumnHeader::applyParametersToAll, this,
            [this](const providers::Parameters &parameters) {
                for (const ColumnView *other : m_columns->columns())
                    other->header()->setOwnParameters(parameters);
                saveColumns();
            });
    connect(header->chooser(), &ModelChooser::refused, this,
            [this](const QString &sentence) { m_bar->show(MessageBar::Kind::Warning, sentence); });
    connect(column, &ColumnView::wayOutRequested, this,
            [this, column](ColumnView::WayOut wayOut) { goWayOut(column, wayOut); });
    fillColumnMenu(column);
    linkScrolling(column);
    connectConversation(column);
}

void ComparePage::fillColumnMenu(ColumnView *column)
{
    QMenu *menu = column->header()->menu();
    const auto add = [this, menu, column](const QString &icon, const QString &text, auto act) {
        return menu->addAction(m_context.theme.icon(icon), text, column, act);
    };
    QAction *again = add(u"rerun"_s, tr("Run this column"), [this, column] { rerun(column); });
    QAction *stop =
        add(u"stop"_s, tr("Stop this column"), [this, column] { m_controller->stop(column->id()); });
    menu->addSeparator();
    add(u"copy"_s, tr("Copy answer"), [this, column] { copyAnswer(column, false); });
    add(u"copy"_s, tr("Copy answer as Markdown"), [this, column] { copyAnswer(column, true); });
    QAction *timeline = add(u"clock"_s, tr("Show the timeline"), [this, column] { showTimeline(column); });
    add(u"diff"_s, tr("Compare with this answer"), [this, column] { showAnswerDiff(column); });
    add(u"table"_s, tr("Keep as a case, this answer expected\u2026"),
        [this, column] { askForDataset(column, true); });
    add(u"table"_s, tr("Keep as a case without an answer\u2026"),
        [this, column] { askForDataset(column, false); });
    add(u"prompts"_s, tr("Continue the conversation\u2026"), [this, column] { continueColumn(column); });
    add(u"edit"_s, tr("Edit what it was asked\u2026"), [this, column] { editTurns(column); });
    auto *versions = menu->addMenu(tr("Version of the prompt"));
    auto *values = menu->addMenu(tr("Values of its own"));
    connect(values, &QMenu::aboutToShow, column, [this, values, column] { fillValuesMenu(values, column); });
    fillCodeMenu(menu->addMenu(tr("Copy as code")), column);
    connect(versions, &QMenu::aboutToShow, column,
            [this, versions, column] { fillVersionMenu(versions, column); });
    menu->addSeparator();
    add(u"columns"_s, tr("Duplicate"), [this, column] { duplicate(column); });
    QAction *left = add(u"left"_s, tr("Move left"), [this, column] { m_columns->move(column, -1); });
    QAction *right = add(u"right"_s, tr("Move right"), [this, column] { m_columns->move(column, 1); });
    menu->addSeparator();
    add(u"remove"_s, tr("Remove column"), [this, column] { removeColumn(column); });
    connect(menu, &QMenu::aboutToShow, column, [this, column, again, stop, timeline, left, right] {
        const bool isRunning = m_controller->isRunning(column->id());
        again->setEnabled(!isRunning);
        stop->setEnabled(isRunning);
        timeline->setEnabled(m_controller->callOf(column->id()).has_value());
        left->setEnabled(m_columns->columns().first() != column);
        right->setEnabled(m_columns->columns().last() != column);
    });
}

void ComparePage::addActions()
{
    const QString section = title();
    ActionRegistry &actions = m_context.actions;
    actions.add({u"compare.run"_s,
                 section,
                 tr("&Run all columns"),
                 u"run"_s,
                 {QKeySequence(u"Ctrl+Return"_s), QKeySequence(u"Ctrl+Enter"_s)},
                 tr("Asks every column's model at once.")},
                this, this, [this] { run({}); });
    actions.add({u"compare.stop"_s,
                 section,
                 tr("&Stop all columns"),
                 u"stop"_s,
                 {},
                 tr("Ends what runs at once; what has arrived is kept. Esc does the same.")},
                this, this, [this] { escape(); });
    actions.add({u"compare.history"_s,
                 section,
                 tr("&History of runs"),
                 u"history"_s,
                 {QKeySequence(u"Ctrl+Shift+H"_s)},
                 tr("Shows or hides the runs so far.")},
                this, this, [this] {
                    const bool isShown = !m_history->isVisible();
                    m_history->setVisible(isShown);
                    m_context.state.setValue(u"compare/history"_s, isShown);
                    if (isShown)
                        m_history->list()->setFocus();
                });
    actions.add({u"compare.side"_s,
                 section,
                 tr("Prompt and &variables"),
                 u"panel"_s,
                 {QKeySequence(u"F9"_s)},
                 tr("Shows or hides what is asked, for more room for the answers.")},
                this, this, [this] {
                    m_side->setVisible(!m_side->isVisible());
                    m_context.state.setValue(u"compare/side"_s, m_side->isVisible());
                });
    addColumnActions();
    addWinnerActions();
    addAnswerActions();
    actions.add({u"compare.grid"_s,
                 section,
                 tr("&Grid of values and columns"),
                 u"table"_s,
                 {QKeySequence(u"Ctrl+G"_s)},
                 tr("Asks every column with many rows of values, as often as one wants; again shows the columns.")},
                this, this, [this] {
                    if (isGrid())
                        showColumns();
                    else
                        showGrid();
                });
}

void ComparePage::addColumnActions()
{
    const QString section = title();
    ActionRegistry &actions = m_context.actions;
    actions.add({u"compare.addColumn"_s,
                 section,
                 tr("&Add column"),
                 u"add"_s,
                 {QKeySequence(u"Ctrl+Shift+N"_s)},
                 tr("One more model beside the others, up to sixteen.")},
                this, this, [this] { addColumn(); });
    actions.add({u"compare.rerunColumn"_s,
                 section,
                 tr("Run &this column"),
                 u"rerun"_s,
                 {QKeySequence(u"Ctrl+Shift+Return"_s)},
                 tr("Asks the column that has the focus again, with the input of the run shown.")},
                this, this, [this] { rerun(m_columns->current()); });
    actions.add({u"compare.stopColumn"_s,
                 section,
                 tr("Stop this c&olumn"),
                 u"stop"_s,
                 {QKeySequence(u"Ctrl+Shift+X"_s)},
                 tr("Ends the column that has the focus.")},
                this, this, [this] {
                    if (const ColumnView *column = m_columns->current())
                        m_controller->stop(column->id());
                });
    actions.add({u"compare.copyAnswer"_s,
                 section,
                 tr("&Copy answer as Markdown"),
                 u"copy"_s,
                 {QKeySequence(u"Ctrl+Shift+C"_s)},
                 tr("Copies what the column with the focus answered.")},
                this, this, [this] { copyAnswer(m_columns->current(), true); });
    actions.add({u"compare.parameters"_s,
                 section,
                 tr("&Parameters of this column"),
                 u"settings"_s,
                 {QKeySequence(u"Ctrl+Shift+M"_s)},
                 tr("Temperature, limits, stops, seed and response format.")},
                this, this, [this] {
                    if (const ColumnView *column = m_columns->current())
                        column->header()->openParameters();
                });
    actions.add({u"compare.equalColumns"_s,
                 section,
                 tr("&Equal widths"),
                 u"columns"_s,
                 {QKeySequence(u"Ctrl+Shift+E"_s)},
                 tr("Gives every column the same width.")},
                this, this, [this] { m_columns->equalize(); });
    actions.add({u"compare.removeColumn"_s,
                 section,
                 tr("Re&move this column"),
                 u"remove"_s,
                 {QKeySequence(u"Ctrl+Shift+Del"_s)},
                 tr("Closes the column that has the focus.")},
                this, this, [this] {
                    if (ColumnView *column = m_columns->current())
                        removeColumn(column);
                });
}

void ComparePage::addWinnerActions()
{
    ActionRegistry &actions = m_context.actions;
    actions.add({u"compare.pickWinner"_s,
                 title(),
                 tr("Pick this column as the &winner"),
                 u"trophy"_s,
                 {QKeySequence(u"W"_s)},
                 tr("Keeps with the run which answer was best; again takes it back.")},
                this, this, [this] { toggleWinner(m_columns->current()); });
    actions.add({u"compare.timeline"_s,
                 title(),
                 tr("Show the &timeline"),
                 u"clock"_s,
                 {QKeySequence(u"Ctrl+T"_s)},
                 tr("Opens what happened to this column's call: waits, attempts, cache, validation, cost.")},
                this, this, [this] { showTimeline(m_columns->current()); });
    for (int number = 1; number <= 9; ++number) {
        actions.add({u"compare.pickWinner%1"_s.arg(number),
                     title(),
                     tr("Pick column %1 as the winner").arg(number),
                     u"trophy"_s,
                     {QKeySequence(QString::number(number))},
                     tr("Keeps with the run that this answer was best.")},
                    this, this, [this, number] {
                        if (ColumnView *column = m_columns->columns().value(number - 1))
                            toggleWinner(column);
                    });
    }
}

} // namespace assay::ui
