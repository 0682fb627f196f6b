// SPDX-License-Identifier: GPL-3.0-or-later
// Prompts in from files, folders and the clipboard (from the command line, a dialog, or dropped on the window),
// and out to files and folders.
#include "ui/prompts/promptspage.h"

#include "prompts/promptstore.h"
#include "ui/prompts/draftsaver.h"
#include "ui/prompts/promptspageask.h"
#include "ui/widgets/promptdrag.h"
#include "workspace/promptimport.h"

#include <QClipboard>
#include <QCoroFuture>
#include <QDropEvent>
#include <QFileDialog>
#include <QFileInfo>
#include <QGuiApplication>
#include <QSaveFile>

using namespace Qt::StringLiterals;

namespace assay::ui {

using workspace::Workspace;

namespace {

using workspace::TakenPrompts;

/// Among several files one wants to know which it is.
Error ofFile(Error error, const QString &path)
{
    const QString name = QFileInfo(path).fileName();
    if (!error.message.contains(name))
        error.message = PromptsPage::tr("\u201C%1\u201D: %2").arg(name, error.message);
    return error;
}

/// All become prompts with drafts or, when one is refused, none does; a name that is taken gets a number.
QCoro::Task<Result<TakenPrompts>> takeFiles(Workspace &workspace, QStringList paths, QString author)
{
    QList<exchange::Imported> all;
    for (const QString &path : paths) {
        const auto read = workspace::readPrompts(path);
        if (!read)
            co_return tl::unexpected(ofFile(read.error(), path));
        all.append(*read);
    }
    co_return co_await workspace::takeInPrompts(workspace, all, prompts::Intake::Drafts, {}, author);
}

QCoro::Task<Result<TakenPrompts>> takePasted(Workspace &workspace, QString text, QString author)
{
    const auto read = workspace::readPastedPrompts(text);
    if (!read)
        co_return tl::unexpected(read.error());
    const QList<exchange::Imported> all{*read};
    co_return co_await workspace::takeInPrompts(workspace, all, prompts::Intake::Drafts, {}, author);
}

QString lossTexts(const QList<exchange::Loss> &losses)
{
    QStringList lines;
    for (const exchange::Loss &loss : losses)
        lines << (loss.prompt.isEmpty() ? QString() : loss.prompt + u": "_s) + loss.what
                + (loss.why.isEmpty() ? QString() : u" \u2013 "_s + loss.why);
    return lines.join(u'\n');
}

} // namespace

void PromptsPage::importFiles(const QStringList &paths)
{
    m_saver->flush();
    ask<TakenPrompts>([paths](Workspace &workspace) { return takeFiles(workspace, paths, author()); },
                      [this](const Result<TakenPrompts> &taken) { showTaken(*taken); });
}

void PromptsPage::importClipboard()
{
    m_saver->flush();
    ask<TakenPrompts>(
        [text = QGuiApplication::clipboard()->text()](Workspace &workspace) { return takePasted(workspace, text, author()); },
        [this](const Result<TakenPrompts> &taken) { showTaken(*taken); });
}

void PromptsPage::showTaken(const TakenPrompts &taken)
{
    const QString shown = taken.prompts.last().name;
    QStringList said{tr("%n prompt(s) imported. %1 is shown; commit it to make it a version.", nullptr,
                        int(taken.prompts.size()))
                         .arg(shown)};
    if (taken.cases > 0)
        said.append(tr("%n case(s) are kept as dataset %1.", nullptr, taken.cases)
                        .arg(taken.datasets.join(", "_L1)));
    if (!taken.losses.isEmpty())
        said.append(
            tr("%n thing(s) could not be carried: see the details.", nullptr, int(taken.losses.size())));
    m_bar->show(taken.losses.isEmpty() ? MessageBar::Kind::Success : MessageBar::Kind::Warning,
                said.join(u' '), {}, lossTexts(taken.losses));
    reload(shown);
}

void PromptsPage::chooseFolderToImport()
{
    auto *dialog = new QFileDialog(this, tr("Import a folder of prompts"));
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setFileMode(QFileDialog::Directory);
    dialog->setOption(QFileDialog::ShowDirsOnly);
    connect(dialog, &QFileDialog::filesSelected, this, &PromptsPage::importFiles);
    dialog->open();
}

void PromptsPage::exportFolder()
{
    auto *dialog = new QFileDialog(this, tr("Export all prompts to a folder"));
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setFileMode(QFileDialog::Directory);
    dialog->setOption(QFileDialog::ShowDirsOnly);
    dialog->setLabelText(QFileDialog::Accept, tr("Export"));
    connect(dialog, &QFileDialog::fileSelected, this, [this](const QString &folder) {
        ask<int>([folder](Workspace &workspace) { return workspace::writeAllPrompts(workspace, folder); },
                 [this, folder](const Result<int> &count) {
                     m_bar->show(MessageBar::Kind::Success,
                                 tr("The latest version of %n prompt(s) is in %1.", nullptr, *count)
                                     .arg(folder));
                 });
    });
    dialog->open();
}

void PromptsPage::chooseFilesToImport()
{
    auto *dialog = new QFileDialog(this, tr("Import prompts"));
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setFileMode(QFileDialog::ExistingFiles);
    dialog->setNameFilters(
        {tr("Prompt files (*.json *.txt *.md *.prompt *.prompty *.yaml *.yml *.jsonl *.jinja2 *.py *.ts *.js)"),
         tr("All files (*)")});
    connect(dialog, &QFileDialog::filesSelected, this, &PromptsPage::importFiles);
    dialog->open();
}

void PromptsPage::exportPrompt()
{
    auto *dialog = new QFileDialog(this, tr("Export %1").arg(m_prompt.name));
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setAcceptMode(QFileDialog::AcceptSave);
    QStringList filters;
    for (const exchange::Format format : exchange::writableFormats())
        filters << u"%1 (*.%2)"_s.arg(exchange::formatTitle(format), exchange::formatSuffix(format));
    dialog->setNameFilters(filters);
    const auto follow = [dialog, filters](const QString &filter) {
        const auto format = exchange::writableFormats().value(filters.indexOf(filter));
        dialog->setDefaultSuffix(exchange::formatSuffix(format));
    };
    follow(filters.first());
    dialog->selectFile(m_prompt.name);
    connect(dialog, &QFileDialog::filterSelected, dialog, follow);
    connect(dialog, &QFileDialog::fileSelected, this, [this, dialog, filters](const QString &path) {
        writeExport(path, exchange::writableFormats().value(filters.indexOf(dialog->selectedNameFilter())));
    });
    dialog->open();
}

void PromptsPage::writeExport(const QString &path, exchange::Format format)
{
    const prompts::PromptFile file{m_prompt.name, m_prompt.folder, m_prompt.tags, editedContent()};
    ask<QList<exchange::Loss>>(
        [file, path, format](Workspace &) -> QCoro::Task<Result<QList<exchange::Loss>>> {
            const auto exported = exchange::exportPrompt(file, format);
            if (!exported)
                co_return tl::unexpected(exported.error());
            QSaveFile target(path);
            if (!target.open(QIODevice::WriteOnly) || target.write(exported->bytes) != exported->bytes.size()
                || !target.commit())
                co_return fail(ErrorCode::Storage,
                               tr("\u201C%1\u201D cannot be written: %2.").arg(path, target.errorString()));
            co_return exported->losses;
        },
        [this, path](const Result<QList<exchange::Loss>> &losses) {
            if (losses->isEmpty())
                m_bar->show(MessageBar::Kind::Success, tr("Exported to %1.").arg(path));
            else
                m_bar->show(MessageBar::Kind::Warning,
                            tr("Exported to %1. %n thing(s) have no place there: see the details.", nullptr,
                               int(losses->size()))
                                .arg(path),
                            {}, lossTexts(*losses));
        });
}

/// A prompt is opened beside the one that is edited. Files are for the window, which takes them on every page.
void PromptsPage::dragEnterEvent(QDragEnterEvent *event)
{
    if (!draggedPrompt(event->mimeData()).isEmpty())
        event->acceptProposedAction();
}

void PromptsPage::dropEvent(QDropEvent *event)
{
    event->acceptProposedAction();
    openBeside(draggedPrompt(event->mimeData()));
}

} // namespace assay::ui
