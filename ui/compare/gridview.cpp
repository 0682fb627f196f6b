// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/compare/gridview.h"

#include "evaluation/rowstext.h"
#include "ui/compare/griddelegate.h"
#include "ui/compare/gridmodel.h"
#include "ui/markdown/answerbrowser.h"
#include "ui/markdown/streamingmarkdownview.h"
#include "ui/theme/metrics.h"
#include "ui/theme/theme.h"
#include "ui/widgets/controls.h"
#include "ui/widgets/emptystate.h"

#include <algorithm>
#include <numeric>

#include <QClipboard>
#include <QGuiApplication>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QKeyEvent>
#include <QMenu>
#include <QProgressBar>
#include <QSpinBox>
#include <QSplitter>
#include <QStackedWidget>
#include <QTableView>

using namespace Qt::StringLiterals;

namespace assay::ui {

GridView::GridView(GridRun &run, const ModelListModel &models, StreamClock &clock, Theme &theme,
                   QWidget *parent)
    : QWidget(parent)
    , m_run(run)
    , m_theme(theme)
    , m_model(new GridModel(run, models, this))
    , m_table(new QTableView(this))
    , m_stack(new QStackedWidget(this))
    , m_empty(new EmptyState(theme, this))
    , m_split(new QSplitter(Qt::Vertical, this))
    , m_repeats(new QSpinBox(this))
    , m_rowsMenu(new QMenu(this))
    , m_progress(new QProgressBar(this))
    , m_progressText(new QLabel(this))
    , m_title(new QLabel(this))
    , m_figures(new QLabel(this))
    , m_which(new QLabel(this))
    , m_previous(iconButton(theme, u"left"_s, tr("The answer before"), this))
    , m_next(iconButton(theme, u"right"_s, tr("The next answer"), this))
    , m_timeline(new QPushButton(theme.icon(u"clock"_s), tr("Timeline"), this))
    , m_answer(new StreamingMarkdownView(theme, clock, this))
{
    buildTable(theme);
    m_split->setHandleWidth(1);
    m_split->setChildrenCollapsible(false);
    m_split->addWidget(m_table);
    m_split->addWidget(buildDetail(theme));
    m_split->setStretchFactor(0, 3);
    m_split->setStretchFactor(1, 2);
    m_empty->setContent({u"table"_s, tr("No rows yet"),
                         tr("Each row gives the variables other values, and every column is asked with it. "
                            "One row alone, asked several times, shows how far answers lie apart."),
                         tr("Add the values on the left"), [this] { Q_EMIT rowOfValuesRequested(); },
                         tr("Paste rows from a spreadsheet"), [this] { pasteRows(); }});
    m_stack->addWidget(m_empty);
    m_stack->addWidget(m_split);

    auto *rows = new QVBoxLayout(this);
    rows->setContentsMargins(0, 0, 0, 0);
    rows->setSpacing(0);
    rows->addWidget(buildHead(theme));
    rows->addWidget(separatorLine(Qt::Horizontal, this));
    rows->addWidget(m_stack, 1);

    connect(&run, &GridRun::wasSetUp, this, &GridView::showEmptyOrTable);
    connect(&run, &GridRun::progressed, this, &GridView::showProgress);
    connect(&run, &GridRun::cellChanged, this, [this](GridPlace place) {
        if (m_shown == place)
            showOutcome();
    });
    showEmptyOrTable();
    showProgress();
}

GridView::~GridView()
{
    delete m_answer; // a pane of the clock: it goes before that
}

QWidget *GridView::buildHead(Theme &theme)
{
    auto *head = new QWidget(this);
    auto *rowsButton = new QPushButton(theme.icon(u"add"_s), tr("R&ows"), head);
    rowsButton->setMenu(m_rowsMenu);
    connect(m_rowsMenu, &QMenu::aboutToShow, this, &GridView::fillRowsMenu);
    m_repeats->setRange(1, GridRun::repeatsMax);
    m_repeats->setAccessibleName(tr("How often each cell is asked"));
    m_repeats->setToolTip(tr("How often each cell is asked: several answers show how far they lie apart"));
    m_repeats->setPrefix(tr("Ask "));
    m_repeats->setSuffix(tr(" \u00D7"));
    connect(m_repeats, &QSpinBox::valueChanged, this, &GridView::setupChanged);
    m_progress->setTextVisible(false);
    m_progress->setAccessibleName(tr("Progress of the grid"));
    m_progress->setFixedWidth(fontMetrics().averageCharWidth() * 24);
    m_progress->setFixedHeight(metrics::normal());
    makeMuted(m_progressText);
    auto *close = iconButton(theme, u"close"_s, tr("Back to the columns (Esc)"), head);
    connect(close, &QToolButton::clicked, this, &GridView::closed);

    auto *row = new QHBoxLayout(head);
    row->setContentsMargins(metrics::page(), metrics::normal(), metrics::normal(), metrics::normal());
    row->setSpacing(metrics::normal());
    row->addWidget(sectionHeading(tr("Grid"), head));
    row->addSpacing(metrics::normal());
    row->addWidget(rowsButton);
    row->addWidget(m_repeats);
    row->addStretch();
    row->addWidget(m_progressText);
    row->addWidget(m_progress);
    row->addWidget(close);
    return head;
}

void GridView::buildTable(Theme &theme)
{
    m_table->setModel(m_model);
    m_table->setItemDelegate(new GridDelegate(theme, m_table));
    m_table->setAccessibleName(tr("Grid of answers"));
    m_table->setSelectionMode(QAbstractItemView::ExtendedSelection);
    m_table->setHorizontalScrollMode(QAbstractItemView::ScrollPerPixel);
    m_table->setVerticalScrollMode(QAbstractItemView::ScrollPerPixel);
    m_table->setContextMenuPolicy(Qt::CustomContextMenu);
    m_table->setFrameShape(QFrame::NoFrame);
    m_table->setTabKeyNavigation(false);
    m_table->verticalHeader()->setSectionResizeMode(QHeaderView::Fixed);
    m_table->verticalHeader()->setDefaultSectionSize(GridDelegate::rowHeight(font()));
    m_table->verticalHeader()->setDefaultAlignment(Qt::AlignLeft | Qt::AlignTop);
    m_table->verticalHeader()->setFixedWidth(fontMetrics().averageCharWidth() * 18);
    m_table->verticalHeader()->setContextMenuPolicy(Qt::CustomContextMenu);
    m_table->horizontalHeader()->setDefaultSectionSize(fontMetrics().averageCharWidth() * 40);
    m_table->horizontalHeader()->setDefaultAlignment(Qt::AlignLeft | Qt::AlignVCenter);
    m_table->horizontalHeader()->setStretchLastSection(true);
    m_table->installEventFilter(this);
    connect(m_table->selectionModel(), &QItemSelectionModel::currentChanged, this, &GridView::showCurrent);
    connect(m_table, &QTableView::customContextMenuRequested, this, &GridView::openContextMenu);
    connect(m_table->verticalHeader(), &QWidget::customContextMenuRequested, this, &GridView::openRowMenu);
    connect(m_table, &QTableView::doubleClicked, this, [this] { setEnlarged(true); });
}

QWidget *GridView::buildDetail(Theme &theme)
{
    auto *detail = new QWidget(this);
    m_title->setFont(metrics::strongFont());
    m_title->setTextFormat(Qt::PlainText);
    m_figures->setTextFormat(Qt::PlainText);
    makeMuted(m_figures);
    makeMuted(m_which);
    auto *enlarge = iconButton(theme, u"unfold"_s, tr("All the room for this cell (Return)"), detail);
    connect(enlarge, &QToolButton::clicked, this, [this] { setEnlarged(!m_isEnlarged); });
    connect(m_previous, &QToolButton::clicked, this, [this] { step(-1); });
    connect(m_next, &QToolButton::clicked, this, [this] { step(1); });
    connect(m_timeline, &QPushButton::clicked, this, [this] {
        if (const ColumnOutcome *outcome = currentOutcome(); outcome != nullptr && outcome->record)
            Q_EMIT timelineRequested(outcome->record->id);
    });
    auto *head = new QHBoxLayout;
    head->setSpacing(metrics::normal());
    head->addWidget(m_title);
    head->addWidget(m_figures, 1);
    head->addWidget(m_previous);
    head->addWidget(m_which);
    head->addWidget(m_next);
    head->addWidget(m_timeline);
    head->addWidget(enlarge);
    auto *rows = new QVBoxLayout(detail);
    rows->setContentsMargins(metrics::page(), metrics::normal(), metrics::normal(), metrics::normal());
    rows->setSpacing(metrics::tight());
    rows->addLayout(head);
    rows->addWidget(m_answer, 1);
    m_answer->setAnswerName(tr("Answer of the chosen cell"));
    return detail;
}

int GridView::repeats() const
{
    return m_repeats->value();
}

void GridView::setSetup(QList<evaluation::GridRow> rows, int repeats)
{
    const QSignalBlocker quiet(m_repeats);
    m_rows = std::move(rows);
    m_repeats->setValue(repeats);
}

void GridView::addRows(const QList<evaluation::GridRow> &rows)
{
    if (m_rows.size() + rows.size() > evaluation::gridRowsMax) {
        Error error;
        error.code = ErrorCode::InvalidInput;
        error.message = tr("A grid takes %1 rows at most.").arg(evaluation::gridRowsMax);
        Q_EMIT failed(error);
        return;
    }
    m_rows += rows;
    Q_EMIT setupChanged();
}

void GridView::setDatasets(const QList<evaluation::Dataset> &datasets)
{
    m_datasets = datasets;
}

void GridView::pasteRows()
{
    const auto rows = evaluation::rowsFromText(QGuiApplication::clipboard()->text());
    if (rows)
        addRows(*rows);
    else
        Q_EMIT failed(rows.error());
}

void GridView::removeRows(const QList<int> &rows)
{
    if (rows.isEmpty())
        return;
    const QList<evaluation::GridRow> before = m_rows;
    QList<evaluation::GridRow> kept;
    for (int i = 0; i < m_rows.size(); ++i) {
        if (!rows.contains(i))
            kept.append(m_rows.at(i));
    }
    m_rows = std::move(kept);
    Q_EMIT setupChanged();
    Q_EMIT rowsRemoved(tr("%n row(s) removed.", nullptr, int(rows.size())), [this, before] {
        m_rows = before;
        Q_EMIT setupChanged();
    });
}

void GridView::fillRowsMenu()
{
    m_rowsMenu->clear();
    m_rowsMenu->addAction(m_theme.icon(u"add"_s), tr("The values on the left"), this,
                          &GridView::rowOfValuesRequested);
    m_rowsMenu->addAction(m_theme.icon(u"copy"_s), tr("Paste from a spreadsheet"), this,
                          &GridView::pasteRows);
    for (const evaluation::Dataset &dataset : std::as_const(m_datasets)) {
        m_rowsMenu->addAction(m_theme.icon(u"table"_s),
                              tr("%1, %n case(s)", nullptr, int(dataset.cases.size())).arg(dataset.name), this,
                              [this, dataset] {
                                  QList<evaluation::GridRow> rows;
                                  for (const evaluation::DatasetCase &each : dataset.cases)
                                      rows.append({each.name, each.variables});
                                  addRows(rows);
                              });
    }
    m_rowsMenu->addSeparator();
    QAction *remove = m_rowsMenu->addAction(m_theme.icon(u"remove"_s), tr("Remove all rows"), this, [this] {
        QList<int> all(m_rows.size());
        std::iota(all.begin(), all.end(), 0);
        removeRows(all);
    });
    remove->setEnabled(!m_rows.isEmpty());
}

QList<int> GridView::selectedRows() const
{
    QList<int> rows;
    for (const QItemSelectionRange &range : m_table->selectionModel()->selection()) {
        for (int row = range.top(); row <= range.bottom(); ++row) {
            if (row < m_run.rows().size() && !rows.contains(row))
                rows.append(row);
        }
    }
    return rows;
}

void GridView::openContextMenu(const QPoint &at)
{
    const auto place = m_model->place(m_table->indexAt(at));
    if (!place)
        return;
    auto *menu = new QMenu(this);
    menu->setAttribute(Qt::WA_DeleteOnClose);
    const bool isBusy = m_run.isRunning(*place) || m_run.isWaiting(*place);
    menu->addAction(m_theme.icon(u"rerun"_s), tr("Ask this cell again"), this,
                    [this, place] { m_run.rerun(*place); })
        ->setEnabled(!isBusy && m_run.run());
    menu->addAction(m_theme.icon(u"stop"_s), tr("Stop this cell"), this,
                    [this, place] { m_run.stop(*place); })
        ->setEnabled(isBusy);
    menu->addSeparator();
    menu->addAction(m_theme.icon(u"copy"_s), tr("Copy the answer"), this,
                    [this] {
                        if (const ColumnOutcome *outcome = currentOutcome())
                            QGuiApplication::clipboard()->setText(outcome->completion.text);
                    })
        ->setEnabled(currentOutcome() != nullptr);
    menu->addSeparator();
    menu->addAction(tr("Edit the values of this row on the left"), this,
                    [this, row = place->row] { Q_EMIT valuesChosen(m_run.rows().at(row).variables); });
    menu->addAction(m_theme.icon(u"remove"_s), tr("Remove the chosen rows"), this,
                    [this] { removeRows(selectedRows()); });
    menu->popup(m_table->viewport()->mapToGlobal(at));
}

void GridView::openRowMenu(const QPoint &at)
{
    const int row = m_table->verticalHeader()->logicalIndexAt(at);
    if (row >= 0 && row < m_run.rows().size()) {
        m_table->selectRow(row);
        openContextMenu(QPoint(1, m_table->rowViewportPosition(row) + 1));
    }
}

void GridView::showEmptyOrTable()
{
    const bool hasRows = !m_run.rows().isEmpty();
    m_stack->setCurrentWidget(hasRows ? static_cast<QWidget *>(m_split) : m_empty);
    if (hasRows && !m_run.columns().isEmpty() && !m_table->currentIndex().isValid())
        m_table->setCurrentIndex(m_model->index(0, 0));
    showCurrent();
}

void GridView::showProgress()
{
    const int wanted = m_run.wanted();
    const int ended = m_run.ended();
    m_progress->setVisible(m_run.isRunning());
    m_progress->setRange(0, std::max(wanted, 1));
    m_progress->setValue(ended);
    m_progressText->setText(
        wanted == 0 ? QString() : tr("%1 of %n answer(s)", nullptr, wanted).arg(std::min(ended, wanted)));
}

std::optional<GridPlace> GridView::current() const
{
    return m_model->place(m_table->currentIndex());
}

const ColumnOutcome *GridView::currentOutcome() const
{
    if (!m_shown || m_outcome >= m_run.outcomes(*m_shown).size())
        return nullptr;
    return &m_run.outcomes(*m_shown).at(m_outcome);
}

void GridView::showCurrent()
{
    const auto place = current();
    if (place != m_shown)
        m_outcome = 0;
    m_shown = place;
    m_title->setText(place ? tr("%1 \u2013 %2").arg(m_run.rows().at(place->row).name,
                                                    m_model->columnTitle(place->column))
                           : QString());
    showOutcome();
}

void GridView::showOutcome()
{
    const int count = m_shown ? static_cast<int>(m_run.outcomes(*m_shown).size()) : 0;
    m_outcome = std::clamp(m_outcome, 0, std::max(count - 1, 0));
    const ColumnOutcome *outcome = currentOutcome();
    const bool isArriving = outcome == nullptr && m_shown && !m_run.arriving(*m_shown).isEmpty();
    const QString text = isArriving                ? m_run.arriving(*m_shown)
        : outcome == nullptr                       ? QString()
        : outcome->completion.error                ? outcome->completion.error->message
                                                   : answerMarkdown(outcome->completion, outcome->parameters);
    const QString reasoning = outcome == nullptr ? QString() : outcome->completion.reasoning;
    if (m_answer->markdown() != text || m_answer->reasoning() != reasoning)
        m_answer->setMarkdown(text, reasoning);
    m_figures->setText(!m_shown ? QString()
                           : count > 1
                           ? GridModel::spreadText(m_run.spread(*m_shown))
                           : outcome != nullptr ? GridModel::figuresOf(*outcome) : QString());
    for (QWidget *widget : {static_cast<QWidget *>(m_previous), static_cast<QWidget *>(m_next),
                            static_cast<QWidget *>(m_which)})
        widget->setVisible(count > 1);
    m_which->setText(tr("%1 of %2").arg(m_outcome + 1).arg(count));
    m_previous->setEnabled(m_outcome > 0);
    m_next->setEnabled(m_outcome + 1 < count);
    m_timeline->setEnabled(outcome != nullptr && outcome->record.has_value());
}

void GridView::step(int by)
{
    m_outcome += by;
    showOutcome();
}

bool GridView::isSettled() const
{
    return m_run.isSettled() && m_answer->isSettled();
}

void GridView::setEnlarged(bool isEnlarged)
{
    m_isEnlarged = isEnlarged;
    m_table->setVisible(!isEnlarged);
    if (isEnlarged)
        m_answer->browser()->setFocus();
    else
        m_table->setFocus();
}

bool GridView::eventFilter(QObject *watched, QEvent *event)
{
    if (watched == m_table && event->type() == QEvent::KeyPress) {
        const auto *key = static_cast<QKeyEvent *>(event);
        if (key->modifiers() == Qt::NoModifier || key->modifiers() == Qt::KeypadModifier) {
            switch (key->key()) {
            case Qt::Key_Return:
            case Qt::Key_Enter:
                setEnlarged(true);
                return true;
            case Qt::Key_Delete:
                removeRows(selectedRows());
                return true;
            case Qt::Key_BracketLeft:
                step(-1);
                return true;
            case Qt::Key_BracketRight:
                step(1);
                return true;
            default:
                break;
            }
        }
    }
    return QWidget::eventFilter(watched, event);
}

} // namespace assay::ui
