// SPDX-License-Identifier: GPL-3.0-or-later
// The running of ComparePage: what stands in its way, what it asks, and how it ends.
#include "prompts/template.h"
#include "ui/actions/actionregistry.h"
#include "ui/compare/columnheader.h"
#include "ui/compare/columnsarea.h"
#include "ui/compare/comparepage.h"
#include "ui/compare/gridview.h"
#include "ui/compare/historypanel.h"
#include "ui/compare/modelchooser.h"
#include "ui/compare/promptsource.h"
#include "ui/variables/variablespanel.h"

#include <QDateTime>
#include <QLocale>
#include <QPushButton>
#include <QStackedWidget>
#include <QToolButton>

using namespace Qt::StringLiterals;

namespace assay::ui {

RunInput ComparePage::input() const
{
    RunInput input;
    input.prompt = m_source->prompt();
    input.promptVersion = m_source->version();
    input.content = m_source->content();
    input.variables = m_variables->values();
    return input;
}

QList<ComparePage::Blocker> ComparePage::blockers()
{
    QList<Blocker> found;
    const auto block = [&found](const QString &sentence, std::function<void()> show = {},
                                MessageBar::Action wayOut = {}) {
        found.append({sentence, std::move(show), std::move(wayOut)});
    };
    if (m_controller->isRunning() || m_gridRun->isRunning())
        block(tr("The columns are still answering."), {}, {tr("Stop"), [this] {
                                                               m_controller->stopAll();
                                                               m_gridRun->stopAll();
                                                           }});
    if (isReviewing())
        block(tr("The blind review is open."), {}, {tr("End it"), [this] { showColumns(); }});
    if (isGrid() && m_grid->rows().isEmpty())
        block(tr("The grid has no row: add the values on the left, the cases of a dataset, or paste some."));
    if (m_columns->columns().isEmpty())
        block(tr("There is no column to run: add one and choose its model."), {},
              {tr("Add a column"), [this] { addColumn(); }});
    for (int i = 0; i < m_columns->columns().size(); ++i)
        addColumnBlockers(found, m_columns->columns()[i], i + 1);
    if (m_source->isLoading())
        block(tr("The prompt is still being read. Try again in a moment."));
    const prompts::PromptContent content = m_source->content();
    if (content.messages.empty() && !m_source->isLoading())
        block(tr("There is nothing to ask: choose a prompt or write a message."),
              [this] { m_source->focusFirst(); });
    if (const Result<> checked = prompts::checkTemplates(content); !checked)
        block(checked.error().message);
    if (const QString problem = m_variables->problem(); !problem.isEmpty())
        block(problem);
    return found;
}

void ComparePage::addObstacles(QList<Blocker> &found, const catalog::ModelRef &model, int number)
{
    using Kind = workspace::Obstacle::Kind;
    for (const workspace::Obstacle &obstacle : m_estimate->obstacles(model)) {
        MessageBar::Action wayOut;
        if (obstacle.kind == Kind::NoKey || obstacle.kind == Kind::NoProvider)
            wayOut = {obstacle.kind == Kind::NoKey ? tr("Add a key") : tr("Show the providers"),
                      [this, provider = model.provider] {
                          Q_EMIT navigationRequested(u"providers"_s, {{u"provider"_s, provider}});
                      }};
        else
            wayOut = {tr("Show the operations"),
                      [this] { Q_EMIT navigationRequested(u"operations"_s, {}); }};
        found.append({tr("Column %1: %2").arg(number).arg(obstacle.sentence), {}, wayOut});
    }
}

/// Says beside Run how much stands in the way, before anybody presses it.
void ComparePage::showReadiness()
{
    QStringList sentences;
    if (!m_controller->isRunning()) {
        for (const Blocker &blocker : blockers())
            sentences << blocker.sentence;
        if (const QStringList missing = m_variables->missing(); !missing.isEmpty())
            sentences << tr("These variables have no value yet: %1.").arg(missing.join(u", "_s));
    }
    m_why->setVisible(!sentences.isEmpty());
    m_why->setText(QLocale().toString(sentences.size()));
    m_why->setToolTip(sentences.join(u'\n'));
    m_why->setAccessibleName(
        tr("%n thing(s) stand in the way of a run", nullptr, static_cast<int>(sentences.size())));
    const QString run = tr("Ask every column (Ctrl+Return)");
    m_run->setToolTip(sentences.isEmpty() ? run : run + u"\n"_s + sentences.join(u'\n'));
}

/// What keeps one column from being asked.
void ComparePage::addColumnBlockers(QList<Blocker> &found, const ColumnView *column, int number)
{
    ModelChooser *chooser = column->header()->chooser();
    if (!chooser->target())
        found.append({tr("Column %1 has no model: choose one at its top.").arg(number),
                      [chooser] { chooser->setFocus(); },
                      {}});
    else
        addObstacles(found, *chooser->target(), number);
    const auto &own = column->header()->content();
    if (!own || own->isRendered)
        return;
    if (const Result<> checked = prompts::checkTemplates(own->content); !checked)
        found.append({tr("Column %1, %2: %3").arg(number).arg(own->name, checked.error().message), {}, {}});
    QMap<QString, QString> values = m_variables->values();
    values.insert(column->header()->variables());
    values = prompts::completeValues(own->content, values);
    QStringList missing;
    for (const QString &name : prompts::variableNames(own->content)) {
        // The page's own are asked for once, beside its values.
        if (!values.contains(name) && !m_variables->values().contains(name))
            missing.append(name);
    }
    if (!missing.isEmpty())
        found.append({tr("Column %1, %2, uses variables that have no value: %3.")
                          .arg(number)
                          .arg(own->name, missing.join(u", "_s)),
                      {},
                      {}});
}

/// Shows everything that stands in the way, and goes to the first of it.
bool ComparePage::explainWhyNot(Consent consent)
{
    QList<Blocker> found = blockers();
    const QStringList missing = missingValues();
    if (!missing.isEmpty() && !consent.emptyValues) {
        consent.emptyValues = true;
        found.append({tr("These variables have no value yet: %1.").arg(missing.join(u", "_s)),
                      [this, missing] { m_variables->focusVariable(missing.first()); },
                      {tr("Run with them empty"), [this, consent] { run(consent); }}});
    }
    const QString why = m_estimate->whyToAsk();
    if (found.isEmpty() && !why.isEmpty() && !consent.cost) {
        consent.cost = true;
        found.append({why, {}, {tr("Run it"), [this, consent] { run(consent); }}});
    }
    return explain(found);
}

bool ComparePage::explain(const QList<Blocker> &found)
{
    if (found.isEmpty())
        return false;
    QStringList sentences;
    for (const Blocker &blocker : found)
        sentences << blocker.sentence;
    // A way out leads on only when it is the only thing in the way.
    m_bar->show(MessageBar::Kind::Warning, sentences.join(u'\n'),
                found.size() == 1 ? found.first().wayOut : MessageBar::Action());
    if (found.first().show)
        found.first().show();
    return true;
}

void ComparePage::run(Consent consent)
{
    if (explainWhyNot(consent))
        return;
    m_bar->hide();
    if (isGrid())
        return runGrid();
    saveColumns();
    m_controller->start(input(), columnAsks());
    showRunning();
    say(tr("Asking every column\u2026"));
}

/// Of the columns that have a model.
QList<ColumnAsk> ComparePage::columnAsks() const
{
    QList<ColumnAsk> asks;
    for (const ColumnView *column : m_columns->columns()) {
        const ColumnHeader *header = column->header();
        if (const auto target = header->chooser()->target())
            asks.append({column->id(), *target, header->parameters(), header->content(), header->variables()});
    }
    return asks;
}

RunEstimate::Subject ComparePage::estimated() const
{
    RunEstimate::Subject subject{m_source->prompt(), m_source->content(), m_variables->values(), {}, {}, 1};
    if (isGrid()) {
        subject.repeats = m_grid->repeats();
        for (const evaluation::GridRow &row : m_grid->rows())
            subject.rows.append(row.variables);
    }
    for (const ColumnView *column : m_columns->columns()) {
        if (const auto target = column->header()->chooser()->target())
            subject.columns.append({column->id(), *target, column->header()->parameters(), column->header()->content(),
                                    column->header()->variables()});
    }
    return subject;
}

void ComparePage::rerun(ColumnView *column, Consent consent)
{
    if (column == nullptr)
        return;
    if (m_controller->isRunning(column->id())) {
        m_bar->show(MessageBar::Kind::Info, tr("This column is still answering."),
                    {tr("Stop it"), [this, id = column->id()] { m_controller->stop(id); }});
        return;
    }
    if (!m_controller->hasRun()) {
        run({});
        return;
    }
    if (isReviewing())
        return;
    QList<Blocker> found;
    addColumnBlockers(found, column, static_cast<int>(m_columns->columns().indexOf(column)) + 1);
    if (explain(found))
        return;
    if (consent.cost)
        return askAgain(column);
    const RunInput &input = m_controller->input();
    m_estimate->check({input.prompt,
                       input.content,
                       input.variables,
                       {{column->id(), *column->header()->chooser()->target(), column->header()->parameters(),
                         column->header()->content(), column->header()->variables()}}},
                      [this, id = column->id(), consent](const QString &why) {
                          ColumnView *asked = m_columns->column(id);
                          if (asked == nullptr || m_controller->isRunning(id) || !m_controller->hasRun())
                              return;
                          if (why.isEmpty())
                              return askAgain(asked);
                          Consent agreed = consent;
                          agreed.cost = true;
                          m_bar->show(MessageBar::Kind::Warning, why, {tr("Run it"), [this, id, agreed] {
                                                                           rerun(m_columns->column(id), agreed);
                                                                       }});
                      });
}

/// Nothing stands in its way.
void ComparePage::askAgain(ColumnView *column)
{
    const auto target = column->header()->chooser()->target();
    if (!target)
        return;
    m_controller->setOrder(m_columns->order());
    m_controller->rerun({column->id(), *target, column->header()->parameters(), column->header()->content(),
                         column->header()->variables()});
    showRunning();
    say(tr("Asking %1\u2026").arg(m_models->label(*target)));
}

void ComparePage::finishColumn(ColumnView *column, const ColumnOutcome &outcome)
{
    column->showOutcome(outcome);
    m_columns->markBest();
    const QString model = m_models->label(outcome.target);
    if (outcome.record && outcome.record->status == telemetry::CallStatus::Cancelled)
        say(tr("%1 was stopped").arg(model));
    else if (outcome.completion.error)
        say(tr("%1 failed: %2").arg(model, outcome.completion.error->message));
    else
        say(tr("%1 has answered").arg(model));
}

void ComparePage::showRunning()
{
    const bool isRunning = m_controller->isRunning() || m_gridRun->isRunning();
    m_stop->setVisible(isRunning);
    m_context.actions.setEnabled(u"compare.stop"_s, isRunning, tr("Nothing runs"));
    showReadiness();
}

void ComparePage::showReopened(const ReopenedRun &run)
{
    m_columns->clear();
    QList<ColumnId> ids;
    for (const evaluation::ComparisonColumn &asked : run.comparison.columns) {
        ColumnView *column = m_columns->add();
        if (column == nullptr)
            break;
        column->header()->chooser()->setTarget(asked.target);
        if (asked.content)
            column->header()->setContent(
                ColumnContent{asked.contentName, asked.contentVersion, *asked.content, asked.isRendered});
        column->header()->setVariables(asked.variables);
        if (!asked.content || asked.content->parameters != asked.parameters)
            column->header()->setOwnParameters(asked.parameters);
        ids.append(column->id());
    }
    for (qsizetype i = 0; i < ids.size(); ++i) {
        if (run.outcomes[i])
            m_columns->columns()[i]->showOutcome(*run.outcomes[i]);
    }
    if (run.comparison.grid) {
        m_controller->clear(); // it keeps runs without a grid
        m_gridRun->adopt(run);
        m_grid->setSetup(run.comparison.grid->rows, run.comparison.grid->repeats);
        m_answers->setCurrentWidget(m_grid);
    } else {
        m_controller->adopt(run, ids);
        showColumns();
    }
    m_columns->markBest();
    m_variables->setValues(run.comparison.variables);
    m_source->showInput(run.comparison.grid ? m_gridRun->input() : m_controller->input());
    m_history->setCurrent(run.comparison.id);
    const QDateTime when = QDateTime::fromMSecsSinceEpoch(run.comparison.createdAt / 1000);
    say(tr("Run of %1").arg(QLocale().toString(when, QLocale::ShortFormat)));
    saveColumns();
    showRunning();
}

} // namespace assay::ui
