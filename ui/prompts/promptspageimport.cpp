// SPDX-License-Identifier: GPL-3.0-or-later
// Taking prompt files in: from the command line, a dialog, or dropped on the window.
#include "ui/prompts/promptspage.h"

#include "exchange/promptfolder.h"
#include "prompts/promptstore.h"
#include "ui/prompts/draftsaver.h"
#include "ui/prompts/promptspageask.h"
#include "ui/widgets/promptdrag.h"

#include <QCoroFuture>
#include <QFile>
#include <QFileDialog>
#include <QFileInfo>
#include <QDropEvent>
#include <QSaveFile>

using namespace Qt::StringLiterals;

namespace assay::ui {

using workspace::Workspace;

namespace {

/// What came of reading files.
struct TakenFiles {
    QString last; ///< the name of the last prompt
    int count = 0;
    QList<exchange::Loss> losses;
};

Result<exchange::Imported> readPath(const QString &path)
{
    if (QFileInfo(path).isDir())
        return exchange::readPromptFolder(path);
    QFile file(path);
    if (!file.open(QIODevice::ReadOnly)) {
        return fail(ErrorCode::InvalidInput,
                    PromptsPage::tr("\u201C%1\u201D cannot be read: %2.").arg(path, file.errorString()));
    }
    return exchange::importPrompts(file.read(prompts::promptFileBytesMax + 4), path);
}

/// Among several files one wants to know which it is.
Error ofFile(Error error, const QString &path)
{
    const QString name = QFileInfo(path).fileName();
    if (!error.message.contains(name))
        error.message = PromptsPage::tr("\u201C%1\u201D: %2").arg(name, error.message);
    return error;
}

/// All files become prompts with drafts or, when one is refused, none does; a name that is taken gets a
/// number.
QCoro::Task<Result<TakenFiles>> takeFiles(Workspace &workspace, QStringList paths)
{
    TakenFiles taken;
    QList<prompts::PromptFile> files;
    for (const QString &path : paths) {
        auto read = readPath(path);
        if (!read)
            co_return tl::unexpected(ofFile(read.error(), path));
        for (prompts::PromptFile &file : read->prompts) {
            const QString wanted = file.name.isEmpty() ? QFileInfo(path).completeBaseName() : file.name;
            if (!prompts::problemWithName(file.name).isEmpty())
                file.name = prompts::suggestedName(wanted);
        }
        files += read->prompts;
        taken.losses += read->losses;
    }
    taken.count = int(files.size());
    const auto names = co_await workspace.prompts().takeIn(files, prompts::Intake::Drafts, {}, {});
    if (!names)
        co_return tl::unexpected(names.error());
    taken.last = names->last().name;
    co_return taken;
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
    ask<TakenFiles>([paths](Workspace &workspace) { return takeFiles(workspace, paths); },
                    [this](const Result<TakenFiles> &taken) {
                        const QString done =
                            tr("%n prompt(s) imported. %1 is shown; commit it to make it a version.", nullptr,
                               taken->count)
                                .arg(taken->last);
                        if (taken->losses.isEmpty())
                            m_bar->show(MessageBar::Kind::Success, done);
                        else
                            m_bar->show(MessageBar::Kind::Warning,
                                        done + u' '
                                            + tr("%n thing(s) could not be carried: see the details.",
                                                 nullptr, int(taken->losses.size())),
                                        {}, lossTexts(taken->losses));
                        reload(taken->last);
                    });
}

void PromptsPage::chooseFilesToImport()
{
    auto *dialog = new QFileDialog(this, tr("Import prompts"));
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setFileMode(QFileDialog::ExistingFiles);
    dialog->setNameFilters(
        {tr("Prompt files (*.json *.txt *.md *.prompt *.prompty *.yaml *.yml *.jsonl *.jinja2)"),
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
