// SPDX-License-Identifier: GPL-3.0-or-later
// Taking prompt files in: from the command line, a dialog, or dropped on the page.
#include "ui/prompts/promptspage.h"

#include "prompts/promptfile.h"
#include "prompts/promptstore.h"
#include "ui/prompts/draftsaver.h"
#include "ui/prompts/promptspageask.h"

#include <QDragEnterEvent>
#include <QFileDialog>
#include <QFileInfo>
#include <QMimeData>

using namespace Qt::StringLiterals;

namespace assay::ui {

using workspace::Workspace;

namespace {

/// Makes one file a prompt with a draft; a name that is taken gets a number.
QCoro::Task<Result<QString>> importFile(Workspace &workspace, QString path)
{
    const auto file = prompts::readPromptFile(path);
    if (!file)
        co_return tl::unexpected(file.error());
    const QString wanted =
        file->name.isEmpty() ? prompts::suggestedName(QFileInfo(path).completeBaseName()) : file->name;
    constexpr int tries = 1000;
    for (int n = 1; n < tries; ++n) {
        const QString name = n == 1 ? wanted : u"%1-%2"_s.arg(wanted).arg(n);
        const auto created = co_await workspace.prompts().create(name, file->folder, file->content);
        if (!created && created.error().code == ErrorCode::Conflict)
            continue;
        if (!created)
            co_return tl::unexpected(created.error());
        if (!file->tags.isEmpty())
            std::ignore = co_await workspace.prompts().setTags(created->id, file->tags);
        co_return name;
    }
    co_return fail(ErrorCode::Conflict, PromptsPage::tr("There are too many prompts named %1.").arg(wanted));
}

} // namespace

void PromptsPage::importFiles(const QStringList &paths)
{
    m_saver->flush();
    ask<QString>(
        [paths](Workspace &workspace) -> QCoro::Task<Result<QString>> {
            QString last;
            for (const QString &path : paths) {
                const auto imported = co_await importFile(workspace, path);
                if (!imported)
                    co_return tl::unexpected(imported.error());
                last = *imported;
            }
            co_return last;
        },
        [this](const Result<QString> &last) {
            m_bar->show(MessageBar::Kind::Success,
                        tr("Imported. %1 is shown; commit it to make it a version.").arg(*last));
            reload(*last);
        });
}

void PromptsPage::chooseFilesToImport()
{
    auto *dialog = new QFileDialog(this, tr("Import prompts"));
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setFileMode(QFileDialog::ExistingFiles);
    dialog->setNameFilters({tr("Prompt files (*.json *.txt *.md)"), tr("All files (*)")});
    connect(dialog, &QFileDialog::filesSelected, this, &PromptsPage::importFiles);
    dialog->open();
}

void PromptsPage::dragEnterEvent(QDragEnterEvent *event)
{
    if (event->mimeData()->hasUrls())
        event->acceptProposedAction();
}

void PromptsPage::dropEvent(QDropEvent *event)
{
    QStringList paths;
    for (const QUrl &url : event->mimeData()->urls()) {
        if (url.isLocalFile())
            paths.append(url.toLocalFile());
    }
    if (paths.isEmpty())
        return;
    event->acceptProposedAction();
    importFiles(paths);
}

} // namespace assay::ui
