// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/compare/comparepage.h"

#include "ui/actions/actionregistry.h"
#include "ui/compare/answerdiff.h"
#include "ui/compare/blindreview.h"
#include "ui/compare/columnheader.h"
#include "ui/compare/columnsarea.h"
#include "ui/compare/gridview.h"
#include "ui/compare/historypanel.h"
#include "ui/compare/modelchooser.h"
#include "ui/compare/modelsetsmenu.h"
#include "ui/compare/promptsource.h"
#include "ui/compare/runestimate.h"
#include "ui/markdown/streamingmarkdownview.h"
#include "ui/variables/variablespanel.h"
#include "ui/widgets/emptystate.h"
#include "ui/widgets/messagebar.h"
#include "ui/widgets/whendone.h"
#include "workspace/engine.h"

#include <QAccessible>
#include <QClipboard>
#include <QGuiApplication>
#include <QLabel>
#include <QPushButton>
#include <QSplitter>
#include <QStackedWidget>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace assay::ui {

namespace {

constexpr int usualColumns = 3;

} // namespace

void ComparePage::activate()
{
    loadData();
    m_history->reload();
    m_source->focusFirst();
}

bool ComparePage::escape()
{
    if (m_stack->currentWidget() == m_answerDiff || m_stack->currentWidget() == m_blind) {
        showColumns();
        return true;
    }
    if (isGrid() && m_grid->isEnlarged()) {
        m_grid->setEnlarged(false);
        return true;
    }
    if (!m_controller->isRunning() && !m_gridRun->isRunning()) {
        const bool wasGrid = isGrid();
        showColumns();
        return wasGrid;
    }
    m_controller->stopAll();
    m_gridRun->stopAll();
    say(tr("Stopping\u2026"));
    return true;
}

bool ComparePage::isSettled() const
{
    return m_isStarted && m_pending == 0 && m_controller->isSettled() && m_history->isSettled()
        && !m_source->isLoading() && m_columns->isSettled() && m_estimate->isSettled()
        && m_modelSets->isSettled() && m_grid->isSettled();
}

void ComparePage::navigate(const QVariantMap &arguments)
{
    const QString prompt = arguments.value(u"prompt"_s).toString();
    const QString run = arguments.value(u"run"_s).toString();
    if (prompt.isEmpty() && run.isEmpty())
        return;
    if (m_isStarted && !run.isEmpty()) {
        Q_EMIT m_history->openRequested(RunId::fromString(run));
        return;
    }
    if (!m_isStarted) {
        m_asked = arguments;
        return;
    }
    if (!m_controller->isRunning())
        clearAnswers();
    m_keepsContents = false;
    const bool isDraft = arguments.value(u"draft"_s).toBool();
    m_source->choosePrompt(prompt, isDraft ? PromptSource::draft : arguments.value(u"version"_s).toInt());
}

void ComparePage::loadData()
{
    ++m_pending;
    m_context.engine.run([](workspace::Workspace &workspace) { return loadCompareData(workspace); })
        | whenDone(this, [this](const Result<CompareData> &loaded) {
              --m_pending;
              if (loaded)
                  takeData(*loaded);
              else
                  m_bar->showError(loaded.error(), {tr("Retry"), [this] { activate(); }});
          });
}

void ComparePage::takeData(const CompareData &loaded)
{
    m_hasData = true;
    m_prompts = loaded.prompts;
    m_models->setModels(loaded.models);
    m_source->setPrompts(loaded.prompts);
    if (m_stack->currentWidget() == m_empty || !loaded.hasProvider)
        m_stack->setCurrentIndex(loaded.hasProvider ? 1 : 0);
    m_estimate->touch(); // keys and budgets may have changed elsewhere
    startOnce();
}

void ComparePage::startOnce()
{
    if (!m_hasData || !m_hasHistory || m_isStarted)
        return;
    m_isStarted = true;
    if (m_asked.isEmpty() && m_history->newest()) {
        m_controller->reopen(*m_history->newest());
        return;
    }
    chooseDefaults();
    navigate(std::exchange(m_asked, {}));
}

void ComparePage::chooseDefaults()
{
    if (!restoreColumns()) {
        QList<ModelChoice> models = m_models->models();
        // A fresh sample runs at once: its simulated models need no key.
        std::stable_partition(models.begin(), models.end(), [](const ModelChoice &choice) {
            return choice.isSimulated && choice.isListed;
        });
        const bool isSample = !models.isEmpty() && models.first().isSimulated;
        const qsizetype count = isSample ? usualColumns : 1;
        for (qsizetype i = 0; i < std::min(count, models.size()); ++i)
            m_columns->add()->header()->chooser()->setTarget(models[i].ref);
    }
    if (m_columns->columns().isEmpty())
        m_columns->add();

    const QString last = m_context.state.value(u"compare/prompt"_s).toString();
    if (m_source->hasPrompt(last)) {
        m_keepsContents = true; // the columns were kept beside this prompt
        m_source->choosePrompt(last, m_context.state.value(u"compare/version"_s).toInt());
        return;
    }
    const auto triage =
        std::find_if(m_prompts.begin(), m_prompts.end(),
                     [](const prompts::PromptSummary &prompt) { return prompt.name.contains(u"triage"_s); });
    if (triage != m_prompts.end())
        m_source->choosePrompt(triage->name);
    else if (!m_prompts.isEmpty())
        m_source->choosePrompt(m_prompts.first().name);
    else
        m_source->chooseFreeText();
}

bool ComparePage::restoreColumns()
{
    const QVariantList columns = m_context.state.value(u"compare/columns"_s).toList();
    for (const QVariant &value : columns) {
        const QVariantMap saved = value.toMap();
        ColumnView *column = m_columns->add();
        if (column == nullptr)
            break;
        column->header()->chooser()->setTarget(catalog::parseModelRef(saved.value(u"model"_s).toString()));
        if (saved.contains(u"parameters"_s))
            column->header()->setOwnParameters(providers::parametersFromJson(
                QJsonObject::fromVariantMap(saved.value(u"parameters"_s).toMap())));
        QMap<QString, QString> values;
        const QVariantMap kept = saved.value(u"variables"_s).toMap();
        for (auto it = kept.begin(); it != kept.end(); ++it)
            values.insert(it.key(), it->toString());
        column->header()->setVariables(values);
        if (const QVariantMap own = saved.value(u"content"_s).toMap(); !own.isEmpty()) {
            const auto content =
                prompts::contentFromJson(QJsonObject::fromVariantMap(own.value(u"prompt"_s).toMap()));
            if (content)
                column->header()->setContent(ColumnContent{own.value(u"name"_s).toString(),
                                                           own.value(u"version"_s).toInt(), *content,
                                                           own.value(u"rendered"_s).toBool()});
        }
    }
    return !m_columns->columns().isEmpty();
}

void ComparePage::saveColumns()
{
    QVariantList columns;
    for (const ColumnView *column : m_columns->columns()) {
        QVariantMap saved;
        if (const auto target = column->header()->chooser()->target())
            saved.insert(u"model"_s, target->toString());
        if (const auto &own = column->header()->ownParameters())
            saved.insert(u"parameters"_s, providers::toJson(*own).toVariantMap());
        if (const auto &own = column->header()->content())
            saved.insert(u"content"_s,
                         QVariantMap{{u"name"_s, own->name},
                                     {u"version"_s, own->version},
                                     {u"rendered"_s, own->isRendered},
                                     {u"prompt"_s, prompts::toJson(own->content).toVariantMap()}});
        QVariantMap values;
        for (auto it = column->header()->variables().begin(); it != column->header()->variables().end(); ++it)
            values.insert(it.key(), it.value());
        if (!values.isEmpty())
            saved.insert(u"variables"_s, values);
        columns.append(saved);
    }
    m_context.state.setValue(u"compare/columns"_s, columns);
    m_estimate->touch();
    setUpGrid();
}

/// Says before the call what a column's model does not take.
void ComparePage::showNotTaken()
{
    for (const ColumnView *column : m_columns->columns())
        column->header()->setNotTaken(m_estimate->notTaken(column->id()), m_estimate->leavesOut());
}

void ComparePage::saveSource()
{
    m_estimate->touch();
    m_context.state.setValue(u"compare/prompt"_s, m_source->prompt());
    m_context.state.setValue(u"compare/version"_s, m_source->version());
}

void ComparePage::takeSource(bool isNewPrompt)
{
    const prompts::PromptContent content = m_source->content();
    m_variables->setContent(content);
    const auto datasets = m_source->isFreeText() ? QList<evaluation::Dataset>() : m_source->datasets();
    m_variables->setDatasets(datasets);
    m_grid->setDatasets(datasets);
    if (isNewPrompt)
        m_variables->setValues(content.testValues);
    m_source->setValues(m_variables->values());
    const bool areOfPromptBefore = isNewPrompt && !std::exchange(m_keepsContents, false);
    const providers::Parameters &parameters = content.parameters;
    for (const ColumnView *column : m_columns->columns()) {
        column->header()->setPromptParameters(parameters);
        if (areOfPromptBefore) {
            column->header()->setContent(std::nullopt);
            column->header()->setVariables({});
        }
        if (column->header()->ownParameters() == column->header()->inherited())
            column->header()->setOwnParameters(std::nullopt);
    }
    saveSource();
    if (areOfPromptBefore && !content.model.isEmpty())
        offerModel(content.model);
    setUpGrid();
}

void ComparePage::clearAnswers()
{
    m_controller->clear();
    for (ColumnView *column : m_columns->columns())
        column->showNothing();
    m_history->setCurrent(std::nullopt);
    say({});
}

void ComparePage::addColumn()
{
    ColumnView *column = m_columns->add();
    if (column == nullptr) {
        m_bar->show(MessageBar::Kind::Info, tr("%1 columns are the most that fit.").arg(ColumnsArea::limit));
        return;
    }
    column->header()->chooser()->setFocus();
    m_columns->ensureWidgetVisible(column);
    saveColumns();
}

ColumnView *ComparePage::duplicate(ColumnView *column)
{
    ColumnView *copy = m_columns->add(int(m_columns->columns().indexOf(column)) + 1);
    if (copy == nullptr) {
        m_bar->show(MessageBar::Kind::Info, tr("%1 columns are the most that fit.").arg(ColumnsArea::limit));
        return nullptr;
    }
    copy->header()->chooser()->setTarget(column->header()->chooser()->target());
    copy->header()->setOwnParameters(column->header()->ownParameters());
    copy->header()->setContent(column->header()->content());
    copy->header()->setVariables(column->header()->variables());
    saveColumns();
    m_columns->ensureWidgetVisible(copy);
    return copy;
}

void ComparePage::removeColumn(ColumnView *column)
{
    m_controller->forget(column->id());
    m_columns->remove(column);
    showRunning();
    saveColumns();
}

void ComparePage::toggleWinner(ColumnView *column)
{
    if (column == nullptr)
        return;
    if (isReviewing())
        return; // the status would name a model
    const auto &figures = column->metrics();
    if (!figures || figures->status != telemetry::CallStatus::Ok || column->isRunning()) {
        m_bar->show(MessageBar::Kind::Info, tr("Only a column with a whole answer can win."));
        return;
    }
    m_controller->toggleWinner(column->id());
    const auto target = column->header()->chooser()->target();
    say(m_controller->winner() ? tr("%1 is the winner").arg(target ? m_models->label(*target) : QString())
                               : tr("No winner"));
}

void ComparePage::showTimeline(const ColumnView *column)
{
    const auto call = column != nullptr ? m_controller->callOf(column->id()) : std::nullopt;
    if (call)
        Q_EMIT navigationRequested(QStringLiteral("log"), {{QStringLiteral("call"), call->toString()}});
    else
        m_bar->show(MessageBar::Kind::Info,
                    tr("Run the column first: its timeline shows what happened to the call."));
}

void ComparePage::copyAnswer(const ColumnView *column, bool isMarkdown)
{
    // What the model calls is part of its answer, also where it said nothing else.
    const bool callsTools = column != nullptr && !column->completion().toolCalls.empty();
    if (column == nullptr || (column->text().isEmpty() && !callsTools)) {
        m_bar->show(MessageBar::Kind::Info, tr("There is no answer to copy yet."));
        return;
    }
    QGuiApplication::clipboard()->setText(!isMarkdown      ? column->answer()->document()->toPlainText()
                                              : callsTools ? column->answer()->markdown()
                                                           : column->text());
    say(tr("Copied"));
}

void ComparePage::goWayOut(ColumnView *column, ColumnView::WayOut wayOut)
{
    switch (wayOut) {
    case ColumnView::WayOut::Rerun:
        rerun(column);
        return;
    case ColumnView::WayOut::AddKey:
        Q_EMIT navigationRequested(u"providers"_s,
                                   {{u"provider"_s, column->header()->chooser()->target()->provider}});
        return;
    case ColumnView::WayOut::ChooseModel:
        column->header()->chooser()->setFocus();
        column->header()->chooser()->showPopup();
        return;
    case ColumnView::WayOut::ChangeParameters:
        column->header()->openParameters();
        return;
    case ColumnView::WayOut::None:
        return;
    }
}

bool ComparePage::isReviewing() const
{
    return m_stack->currentWidget() == m_blind;
}

void ComparePage::say(const QString &status)
{
    m_status->setText(status);
    m_status->setAccessibleName(status);
    QAccessibleEvent named(m_status, QAccessible::NameChanged);
    QAccessible::updateAccessibility(&named);
}

} // namespace assay::ui
