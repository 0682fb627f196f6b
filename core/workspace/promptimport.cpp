// SPDX-License-Identifier: GPL-3.0-or-later
#include "workspace/promptimport.h"

#include "exchange/promptflow.h"
#include "exchange/promptfolder.h"
#include "workspace/workspace.h"

#include <QCoreApplication>
#include <QCoroFuture>
#include <QDir>
#include <QFileInfo>

using namespace Qt::StringLiterals;

namespace assay::workspace {
namespace {

struct Tr {
    Q_DECLARE_TR_FUNCTIONS(PromptImport)
};

exchange::Imported named(exchange::Imported imported, const QString &source)
{
    for (prompts::PromptFile &file : imported.prompts) {
        const QString given = file.name;
        if (!prompts::problemWithName(file.name).isEmpty())
            file.name = prompts::suggestedName(given.isEmpty() ? source : given);
        for (exchange::ImportedCase &one : imported.cases) {
            if (!given.isEmpty() && one.prompt == given)
                one.prompt = file.name;
        }
    }
    return imported;
}

/// A dataset of its own for the cases that came with a prompt: its name.
QCoro::Task<Result<QString>> keepCases(Workspace &workspace, QString prompt,
                                       QList<evaluation::DatasetCase> cases)
{
    evaluation::Dataset dataset;
    dataset.prompt = prompt;
    dataset.cases = std::move(cases);
    constexpr int tries = 1000;
    for (int number = 1; number < tries; ++number) {
        dataset.name = number == 1 ? prompt : u"%1-%2"_s.arg(prompt).arg(number);
        const auto added = co_await workspace.datasets().add(dataset);
        if (added)
            co_return dataset.name;
        if (added.error().code != ErrorCode::Conflict)
            co_return tl::unexpected(added.error());
    }
    co_return fail(ErrorCode::Conflict,
                   Tr::tr("There are too many datasets named \u201C%1\u201D.").arg(prompt));
}

/// The cases that are for the prompt at `index`.
QList<evaluation::DatasetCase> casesOf(const exchange::Imported &imported, qsizetype index)
{
    QList<evaluation::DatasetCase> cases;
    const QString name = imported.prompts.at(index).name;
    for (const exchange::ImportedCase &one : imported.cases) {
        if (one.prompt.isEmpty() ? index == 0 : one.prompt == name)
            cases.append({one.name, one.variables, one.expected});
    }
    return cases;
}

} // namespace

Result<exchange::Imported> readPrompts(const QString &path, std::optional<exchange::Format> format)
{
    const QFileInfo info(path);
    if (info.isDir())
        return exchange::readPromptFolder(path).map(
            [&](const exchange::Imported &read) { return named(read, info.completeBaseName()); });
    if (exchange::isPromptFlowGraph(path) && (!format || *format == exchange::Format::PromptFlow)) {
        return exchange::readPromptFlowGraph(path).map([&](const exchange::Imported &read) {
            return named(read, info.absoluteDir().dirName());
        });
    }
    QFile file(path);
    if (!file.open(QIODevice::ReadOnly))
        return fail(
            file.exists() ? ErrorCode::InvalidInput : ErrorCode::NotFound,
            Tr::tr("The prompt file \u201C%1\u201D cannot be read: %2.").arg(path, file.errorString()));
    return exchange::importPrompts(file.read(prompts::promptFileBytesMax + 4), path, format)
        .map([&](const exchange::Imported &read) { return named(read, info.completeBaseName()); });
}

Result<exchange::Imported> readPastedPrompts(const QString &text)
{
    if (text.trimmed().isEmpty())
        return fail(ErrorCode::InvalidInput, Tr::tr("The clipboard holds no text."));
    const QString source = u"pasted"_s;
    // A pasted configuration has no name that says so.
    const QString start = text.trimmed();
    const bool isYaml = start.startsWith("prompts:"_L1)
        || (start.startsWith("description:"_L1) && start.contains("\nprompts:"_L1));
    return exchange::importPrompts(text.toUtf8(), isYaml ? u"pasted.yaml"_s : source).map([&](const exchange::Imported &read) {
        return named(read, source);
    });
}

QCoro::Task<Result<TakenPrompts>> takeInPrompts(Workspace &workspace, QList<exchange::Imported> imported,
                                                prompts::Intake intake, QString message, QString author)
{
    QList<prompts::PromptFile> files;
    TakenPrompts taken;
    for (const exchange::Imported &each : imported) {
        files += each.prompts;
        taken.losses += each.losses;
    }
    const auto names = co_await workspace.prompts().takeIn(files, intake, message, author);
    if (!names)
        co_return tl::unexpected(names.error());
    taken.prompts = *names;
    qsizetype at = 0;
    for (const exchange::Imported &each : imported) {
        for (qsizetype i = 0; i < each.prompts.size(); ++i, ++at) {
            const auto cases = casesOf(each, i);
            if (cases.isEmpty())
                continue;
            const auto kept = co_await keepCases(workspace, names->at(at).name, cases);
            if (!kept)
                co_return tl::unexpected(kept.error());
            taken.datasets.append(*kept);
            taken.cases += int(cases.size());
        }
    }
    co_return taken;
}

QCoro::Task<Result<int>> writeAllPrompts(Workspace &workspace, QString folder)
{
    const auto all = co_await workspace.prompts().list();
    if (!all)
        co_return tl::unexpected(all.error());
    QList<prompts::PromptFile> files;
    for (const prompts::PromptSummary &prompt : *all) {
        if (prompt.latestVersion == 0)
            continue;
        const auto version = co_await workspace.prompts().version(prompt.id, QString());
        if (!version)
            co_return tl::unexpected(version.error());
        files.append({prompt.name, prompt.folder, prompt.tags, version->content});
    }
    co_return exchange::writePromptFolder(folder, files).map([&] { return int(files.size()); });
}

} // namespace assay::workspace
