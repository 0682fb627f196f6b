// SPDX-License-Identifier: GPL-3.0-or-later
#include "exchange/promptfolder.h"

#include "exchange/exchangetr.h"
#include "exchange/promptflow.h"
#include "prompts/promptstore.h"

#include <algorithm>

#include <QDir>
#include <QDirIterator>
#include <QJsonArray>
#include <QJsonDocument>
#include <QSaveFile>

using namespace Qt::StringLiterals;

namespace assay::exchange {
namespace {

const QString listName = u"assay-prompts.json"_s;
constexpr int filesMax = 100'000;

QString placeOf(const prompts::PromptFile &file)
{
    return (file.folder.isEmpty() ? QString() : file.folder + u'/') + file.name + u".md"_s;
}

Result<> writeIfChanged(const QDir &folder, const QString &place, const QByteArray &bytes)
{
    const QString path = folder.filePath(place);
    QFile existing(path);
    if (existing.open(QIODevice::ReadOnly) && existing.readAll() == bytes)
        return {};
    existing.close();
    QSaveFile file(path);
    if (!folder.mkpath(QFileInfo(place).path()) || !file.open(QIODevice::WriteOnly)
        || file.write(bytes) != bytes.size() || !file.commit())
        return fail(ErrorCode::Storage,
                    Tr::tr("\u201C%1\u201D cannot be written: %2.").arg(path, file.errorString()));
    return {};
}

QStringList writtenBefore(const QDir &folder)
{
    QFile list(folder.filePath(listName));
    QStringList places;
    if (!list.open(QIODevice::ReadOnly))
        return places;
    const QJsonArray files = QJsonDocument::fromJson(list.readAll())["files"_L1].toArray();
    for (const QJsonValue &file : files)
        places << file.toString();
    return places;
}

/// Only what the list names and what lies inside the folder, whatever somebody wrote into the list.
void removeGone(const QDir &folder, const QStringList &before, const QStringList &now)
{
    const QString root = folder.canonicalPath() + u'/';
    for (const QString &place : before) {
        const QFileInfo file(folder.filePath(place));
        if (!now.contains(place) && place.endsWith(".md"_L1) && file.canonicalFilePath().startsWith(root))
            QFile::remove(file.filePath());
    }
}

QStringList filesBelow(const QDir &folder)
{
    static const QStringList kinds{u"*.md"_s,     u"*.json"_s, u"*.prompt"_s, u"*.prompty"_s,
                                   u"*.jinja2"_s, u"*.yaml"_s, u"*.yml"_s,    u"*.txt"_s,
                                   u"*.jsonl"_s};
    QDirIterator files(folder.path(), kinds, QDir::Files | QDir::NoSymLinks, QDirIterator::Subdirectories);
    QStringList paths;
    while (files.hasNext() && paths.size() < filesMax) {
        const QString file = files.next();
        const QString place = folder.relativeFilePath(file);
        if (!place.startsWith(u'.') && !place.contains("/."_L1) && place != listName
            && QFileInfo(place).fileName().compare("README.md"_L1, Qt::CaseInsensitive) != 0)
            paths << file;
    }
    paths.sort();
    // A flow is one thing with all that lies beside its graph: samples, requirements, tools.
    QStringList flows;
    for (const QString &path : std::as_const(paths)) {
        if (isPromptFlowGraph(path))
            flows << QFileInfo(path).path() + u'/';
    }
    paths.removeIf([&flows](const QString &path) {
        return !isPromptFlowGraph(path)
            && std::ranges::any_of(flows, [&path](const QString &flow) { return path.startsWith(flow); });
    });
    return paths;
}

} // namespace

Result<> writePromptFolder(const QString &path, const QList<prompts::PromptFile> &files)
{
    const QDir folder(path);
    if (!folder.mkpath(u"."_s))
        return fail(ErrorCode::Storage, Tr::tr("The folder \u201C%1\u201D cannot be made.").arg(path));
    QStringList places;
    for (const prompts::PromptFile &file : files) {
        const auto exported = exportPrompt(file, Format::Markdown);
        if (!exported)
            return tl::unexpected(exported.error());
        places << placeOf(file);
        if (const auto written = writeIfChanged(folder, places.last(), exported->bytes); !written)
            return written;
    }
    places.sort();
    removeGone(folder, writtenBefore(folder), places);
    const QJsonObject list{{u"files"_s, QJsonArray::fromStringList(places)}};
    return writeIfChanged(folder, listName, QJsonDocument(list).toJson());
}

namespace {

Result<Imported> readOne(const QString &path)
{
    if (isPromptFlowGraph(path))
        return readPromptFlowGraph(path);
    QFile file(path);
    if (!file.open(QIODevice::ReadOnly))
        return fail(ErrorCode::InvalidInput,
                    Tr::tr("\u201C%1\u201D cannot be read: %2.").arg(path, file.errorString()));
    return importPrompts(file.read(prompts::promptFileBytesMax + 1), path);
}

} // namespace

Result<Imported> readPromptFolder(const QString &path)
{
    if (!QFileInfo(path).isDir())
        return fail(ErrorCode::NotFound, Tr::tr("\u201C%1\u201D is no folder.").arg(path));
    Imported all;
    const QDir folder(QDir(path).absolutePath());
    const QStringList files = filesBelow(folder);
    for (const QString &name : files) {
        auto read = readOne(name);
        const QString place = folder.relativeFilePath(name);
        if (!read)
            return fail(read.error().code, u"%1: %2"_s.arg(place, read.error().message));
        const QString below = QFileInfo(place).path();
        for (prompts::PromptFile &prompt : read->prompts) {
            if (prompt.name.isEmpty())
                prompt.name = prompts::suggestedName(QFileInfo(place).completeBaseName());
            if (prompt.folder.isEmpty() && below != "."_L1)
                prompt.folder = below;
        }
        for (ImportedCase &one : read->cases)
            one.prompt = read->prompts.first().name;
        all.prompts += read->prompts;
        all.cases += read->cases;
        all.losses += read->losses;
    }
    if (all.prompts.isEmpty())
        return fail(ErrorCode::InvalidInput, Tr::tr("The folder \u201C%1\u201D holds no prompt.").arg(path));
    return all;
}

} // namespace assay::exchange
