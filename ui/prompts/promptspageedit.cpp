// SPDX-License-Identifier: GPL-3.0-or-later
// What the page does over all messages of a prompt: find, replace, rename, complete.
#include "prompts/template.h"
#include "ui/prompts/findbar.h"
#include "ui/prompts/messageeditor.h"
#include "ui/prompts/promptlist.h"
#include "ui/prompts/promptsmodel.h"
#include "ui/prompts/promptspageask.h"
#include "ui/variables/variablespanel.h"

#include <QInputDialog>
#include <QLineEdit>
#include <QSet>
#include <QtConcurrentRun>

using namespace Qt::StringLiterals;

namespace assay::ui {
namespace {

/// The content with the tags of its texts alone, each once: all that follows from a text hangs on them.
prompts::PromptContent tagsOf(prompts::PromptContent content)
{
    for (providers::Message &message : content.messages) {
        QStringList tags;
        QSet<QString> seen;
        const QList<prompts::TagSpan> spans = prompts::tagSpans(message.text);
        for (const prompts::TagSpan &span : spans) {
            const QString tag = message.text.mid(span.start, span.length);
            if (span.kind != prompts::TagKind::Broken && !seen.contains(tag)) {
                seen.insert(tag);
                tags.append(tag);
            }
        }
        message.text = tags.join(QString());
    }
    return content;
}

} // namespace

/// What follows from the text, once the keys rest. A prompt may have a megabyte: then a worker reads it.
void PromptsPage::deriveFromText()
{
    if (m_isFilling || m_viewed > 0)
        return;
    constexpr qsizetype readAtOnce = 20'000;
    const prompts::PromptContent content = editedContent();
    qsizetype length = 0;
    for (const providers::Message &message : content.messages)
        length += message.text.size();
    if (length <= readAtOnce)
        return takeTags(content);
    ++m_deriving;
    QtConcurrent::run(tagsOf, content)
        | whenDone(this, [this, id = m_prompt.id](const prompts::PromptContent &tags) {
              --m_deriving;
              if (id == m_prompt.id && !m_isFilling && m_viewed == 0)
                  takeTags(tags);
          });
}

void PromptsPage::takeTags(const prompts::PromptContent &tags)
{
    prompts::PromptContent content = tags;
    content.variables = m_variables->definitions(); // may have changed since
    m_variables->setContent(content);
    m_rest = editedRest(); // what the text brought or took is no step of its own
    refreshCompletions(content);
    if (m_find->isVisible())
        m_find->showCount(m_editor->count(m_find->pattern()));
}

void PromptsPage::findNext(bool backward)
{
    if (!m_find->isVisible())
        m_find->open();
    if (!m_find->pattern().isValid() || m_find->text().isEmpty())
        return;
    if (!m_editor->find(m_find->pattern(), backward))
        m_bar->show(MessageBar::Kind::Info, tr("\u201c%1\u201d is not in this prompt.").arg(m_find->text()));
}

void PromptsPage::replaceNext()
{
    m_editor->replaceSelected(m_find->pattern(), m_find->replacement(), m_find->isRegex());
    findNext(false);
    m_find->showCount(m_editor->count(m_find->pattern()));
}

void PromptsPage::replaceAll()
{
    const prompts::PromptContent before = editedContent();
    const int replaced = m_editor->replaceAll(m_find->pattern(), m_find->replacement(), m_find->isRegex());
    if (replaced == 0)
        return findNext(false);
    m_find->showCount(m_editor->count(m_find->pattern()));
    m_bar->showUndo(tr("%n place(s) replaced.", nullptr, replaced), [this, before] { showDraft(before); });
}

void PromptsPage::refreshCompletions(const prompts::PromptContent &content)
{
    Completions completions;
    completions.variables = prompts::variableNames(content);
    for (const prompts::Variable &variable : content.variables)
        completions.variables.append(variable.name);
    completions.variables.removeDuplicates();
    completions.variables.sort(Qt::CaseInsensitive);
    for (int row = 0; row < m_list->model()->rowCount(); ++row) {
        const prompts::PromptSummary *prompt = m_list->model()->prompt(row);
        if (prompt != nullptr && prompt->id != m_prompt.id && prompt->latestVersion > 0)
            completions.prompts.append(prompt->name);
    }
    completions.references = m_editor->completions().references;
    m_editor->setCompletions(completions);
}

void PromptsPage::completeReferences(const QString &prompt)
{
    m_context.engine.run([prompt](workspace::Workspace &workspace) -> QCoro::Task<Result<QStringList>> {
        const auto found = co_await workspace.prompts().find(prompt);
        if (!found)
            co_return tl::unexpected(found.error());
        const auto versions = co_await workspace.prompts().versions(found->id);
        if (!versions)
            co_return tl::unexpected(versions.error());
        QStringList labels;
        QStringList numbers;
        for (const prompts::PromptVersion &version : *versions) {
            labels += version.labels;
            numbers.append(QString::number(version.number));
        }
        labels.sort();
        co_return labels + numbers;
    }) | whenDone(this, [this, prompt](const Result<QStringList> &references) {
        if (!references) // a name that is not finished
            return;
        Completions completions = m_editor->completions();
        completions.references.insert(prompt, *references);
        m_editor->setCompletions(completions);
        m_editor->completeName();
    });
}

void PromptsPage::askToRename()
{
    if (m_prompt.id.isNull() || m_viewed > 0)
        return;
    const QStringList names = prompts::variableNames(editedContent());
    QString name = m_editor->variableAtCursor();
    if (name.isEmpty())
        name = names.value(0);
    if (name.isEmpty())
        return m_bar->show(MessageBar::Kind::Info,
                           tr("This prompt has no variable yet: {{name}} makes one."));
    auto *dialog = new QInputDialog(this);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setWindowTitle(tr("Rename a variable"));
    dialog->setLabelText(tr("Call {{%1}} everywhere in this prompt:").arg(name));
    dialog->setTextValue(name);
    connect(dialog, &QInputDialog::textValueSelected, this,
            [this, name](const QString &to) { renameVariable(name, to.trimmed()); });
    dialog->open();
}

void PromptsPage::renameVariable(const QString &from, const QString &to)
{
    if (from == to)
        return;
    const prompts::PromptContent before = editedContent();
    const auto renamed = prompts::renamedVariable(before, from, to);
    if (!renamed)
        return m_bar->showError(renamed.error());
    showDraft(*renamed);
    m_bar->showUndo(tr("{{%1}} is called {{%2}} now.").arg(from, to), [this, before] { showDraft(before); });
}

} // namespace assay::ui
