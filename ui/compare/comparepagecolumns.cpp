// SPDX-License-Identifier: GPL-3.0-or-later
// The columns of ComparePage: what they may vary by, and the sets of models they can be.
#include "exchange/codesnippet.h"
#include "prompts/template.h"
#include "ui/actions/actionregistry.h"
#include "ui/compare/columnheader.h"
#include "ui/compare/columnsarea.h"
#include "ui/compare/comparepage.h"
#include "ui/compare/conversation.h"
#include "ui/compare/modelchooser.h"
#include "ui/compare/modelsetsmenu.h"
#include "ui/compare/promptsource.h"
#include "ui/theme/theme.h"
#include "ui/variables/variablespanel.h"
#include "ui/widgets/controls.h"
#include "ui/widgets/messagebar.h"
#include "ui/widgets/whendone.h"
#include "workspace/engine.h"

#include <QClipboard>
#include <QCoroFuture>
#include <QGuiApplication>
#include <QInputDialog>
#include <QMenu>
#include <QToolButton>

using namespace Qt::StringLiterals;

namespace assay::ui {
namespace {

QCoro::Task<Result<QString>> codeOf(workspace::Workspace &workspace, exchange::SnippetLanguage language,
                                    RunInput input, ColumnAsk ask)
{
    const auto provider = co_await workspace.providers().find(ask.target.provider);
    if (!provider)
        co_return tl::unexpected(provider.error());
    auto sent = sentContent(input, ask);
    if (!sent)
        co_return tl::unexpected(sent.error());
    providers::ModelRequest request;
    request.model = ask.target.model;
    request.messages = std::move(sent->content.messages);
    request.parameters = ask.parameters;
    request.tools = std::move(sent->content.tools);
    co_return exchange::codeSnippet(language, *provider, workspace.baseUrl(*provider), request);
}

} // namespace

QToolButton *ComparePage::buildColumnsMenu(QWidget *parent)
{
    auto *button = iconButton(m_context.theme, u"columns"_s, tr("Columns"), parent);
    auto *menu = new QMenu(button);
    button->setMenu(menu);
    button->setPopupMode(QToolButton::InstantPopup);
    QMenu *varying = menu->addMenu(tr("Add a column that varies"));
    connect(varying, &QMenu::aboutToShow, this, [this, varying] { fillVaryingMenu(varying); });
    m_modelSets = new ModelSetsMenu(
        m_context,
        [this] {
            QList<catalog::ModelRef> models;
            for (const ColumnView *column : m_columns->columns()) {
                if (const auto target = column->header()->chooser()->target())
                    models.append(*target);
            }
            return models;
        },
        menu);
    menu->addMenu(m_modelSets);
    connect(m_modelSets, &ModelSetsMenu::chosen, this, &ComparePage::takeModelSet);
    connect(m_modelSets, &ModelSetsMenu::done, this,
            [this](const QString &sentence) { m_bar->show(MessageBar::Kind::Success, sentence); });
    connect(m_modelSets, &ModelSetsMenu::failed, this, [this](const Error &error) { m_bar->showError(error); });
    menu->addSeparator();
    for (const QString &id : {u"compare.scrollTogether"_s, u"compare.equalColumns"_s, u"compare.pin"_s})
        menu->addAction(m_context.actions.action(id));
    return button;
}

/// A copy of the current column in which one thing is to differ.
void ComparePage::fillVaryingMenu(QMenu *menu)
{
    menu->clear();
    ColumnView *from = m_columns->current();
    const auto copy = [this, from]() -> ColumnView * {
        if (from == nullptr) {
            addColumn();
            return m_columns->columns().isEmpty() ? nullptr : m_columns->columns().last();
        }
        return duplicate(from);
    };
    menu->addAction(tr("In its model"), this, [copy] {
        if (ColumnView *column = copy())
            column->header()->chooser()->setFocus();
    });
    menu->addAction(tr("In its parameters"), this, [copy] {
        if (ColumnView *column = copy())
            column->header()->openParameters();
    });
    QMenu *versions = menu->addMenu(tr("In its version"));
    for (const PromptSource::Version &version : m_source->versions())
        versions->addAction(version.name, this, [this, copy, version] {
            if (ColumnView *column = copy())
                setVersion(column, version);
        });
    versions->setEnabled(!versions->isEmpty());
    QMenu *values = menu->addMenu(tr("In the value of"));
    for (const QString &name : prompts::variableNames(m_source->content()))
        values->addAction(name, this, [this, copy, name] {
            if (ColumnView *column = copy())
                askForValue(column, name);
        });
    values->setEnabled(!values->isEmpty());
}

void ComparePage::setVersion(ColumnView *column, const PromptSource::Version &version)
{
    column->header()->setContent(ColumnContent{version.name, version.number, version.content, false});
    saveColumns();
}

void ComparePage::fillValuesMenu(QMenu *menu, ColumnView *column)
{
    menu->clear();
    const QMap<QString, QString> &own = column->header()->variables();
    const auto &content = column->header()->content();
    for (const QString &name : prompts::variableNames(content ? content->content : m_source->content())) {
        QAction *action = menu->addAction(name, column, [this, column, name] { askForValue(column, name); });
        action->setCheckable(true);
        action->setChecked(own.contains(name));
    }
    if (menu->isEmpty())
        menu->addAction(tr("It has no variables"))->setEnabled(false);
    if (!own.isEmpty()) {
        menu->addSeparator();
        menu->addAction(tr("Take all from the left"), column, [this, column] {
            column->header()->setVariables({});
            saveColumns();
        });
    }
}

/// A value that only this column has; the page's own value takes it back.
void ComparePage::askForValue(ColumnView *column, const QString &name)
{
    auto *dialog = new QInputDialog(this);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setWindowTitle(tr("Value in this column"));
    dialog->setLabelText(tr("%1, in this column alone:").arg(name));
    dialog->setOption(QInputDialog::UsePlainTextEditForTextInput);
    dialog->setTextValue(column->header()->variables().value(name, m_variables->values().value(name)));
    connect(dialog, &QInputDialog::textValueSelected, column, [this, column, name](const QString &value) {
        QMap<QString, QString> own = column->header()->variables();
        if (value == m_variables->values().value(name))
            own.remove(name);
        else
            own.insert(name, value);
        column->header()->setVariables(own);
        saveColumns();
    });
    dialog->open();
}

/// One column for each model of the set, as many as there are; parameters of columns that stay are kept.
void ComparePage::takeModelSet(const prompts::ModelSet &set)
{
    if (m_controller->isRunning())
        return m_bar->show(MessageBar::Kind::Info, tr("The columns are still answering."));
    while (m_columns->columns().size() > set.models.size())
        removeColumn(m_columns->columns().last());
    for (qsizetype i = 0; i < set.models.size(); ++i) {
        ColumnView *column =
            i < m_columns->columns().size() ? m_columns->columns().at(i) : m_columns->add();
        if (column == nullptr)
            break; // more than fit
        column->header()->chooser()->setTarget(set.models.at(i));
    }
    saveColumns();
    say(tr("The columns ask the models of \u201C%1\u201D").arg(set.name));
}

/// The model that a prompt is meant for is asked when nothing else is, else offered.
void ComparePage::offerModel(const QString &model)
{
    const auto meant = catalog::parseModelRef(model);
    if (!meant)
        return;
    ColumnView *free = nullptr;
    for (ColumnView *column : m_columns->columns()) {
        const auto target = column->header()->chooser()->target();
        if (target == meant)
            return;
        if (!target && free == nullptr)
            free = column;
    }
    if (free != nullptr) {
        free->header()->chooser()->setTarget(meant);
        return saveColumns();
    }
    m_bar->show(MessageBar::Kind::Info, tr("This prompt is meant for %1, which no column asks.").arg(model),
                {tr("Add a column with it"), [this, meant] {
                     if (ColumnView *column = m_columns->add()) {
                         column->header()->chooser()->setTarget(meant);
                         saveColumns();
                     }
                 }});
}

void ComparePage::fillCodeMenu(QMenu *menu, const ColumnView *column)
{
    using exchange::SnippetLanguage;
    for (const SnippetLanguage language : {SnippetLanguage::Curl, SnippetLanguage::Python,
                                           SnippetLanguage::TypeScript, SnippetLanguage::Qt})
        menu->addAction(exchange::snippetLanguageTitle(language), column,
                        [this, column, language] { copyCode(column, language); });
}

/// The call that the column made; before its first, the one it would make.
void ComparePage::copyCode(const ColumnView *column, exchange::SnippetLanguage language)
{
    const ColumnHeader *header = column->header();
    const ColumnAsk *asked = m_controller->askOf(column->id());
    const auto target = header->chooser()->target();
    if (asked == nullptr && !target)
        return m_bar->show(MessageBar::Kind::Info, tr("Choose a model first."));
    const RunInput input = asked != nullptr ? m_controller->input() : this->input();
    const ColumnAsk ask = asked != nullptr
        ? *asked
        : ColumnAsk{column->id(), *target, header->parameters(), header->content(), header->variables()};
    ++m_pending;
    m_context.engine.run([language, input, ask](workspace::Workspace &workspace) {
        return codeOf(workspace, language, input, ask);
    }) | whenDone(this, [this, language](const Result<QString> &code) {
        --m_pending;
        if (!code)
            return m_bar->showError(code.error());
        QGuiApplication::clipboard()->setText(*code);
        say(tr("Copied as %1").arg(exchange::snippetLanguageTitle(language)));
    });
}

} // namespace assay::ui
