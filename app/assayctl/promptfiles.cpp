// SPDX-License-Identifier: GPL-3.0-or-later
// Prompts from and to files of other tools.
#include "promptfiles.h"

#include "promptsnippet.h"
#include "workspace/promptimport.h"

#include <QCoroFuture>
#include <QFileInfo>
#include <QJsonArray>

using namespace Qt::StringLiterals;

namespace assay::ctl {
namespace {

QString formatNames(const QList<exchange::Format> &formats)
{
    QStringList names;
    for (const exchange::Format format : formats)
        names << exchange::formatName(format);
    return names.join(u", "_s);
}

Result<std::optional<exchange::Format>> formatOf(const Invocation &in, const QList<exchange::Format> &known)
{
    if (!in.has(u"as"_s))
        return std::nullopt;
    const auto format = exchange::formatFromName(in.option(u"as"_s));
    if (!format || !known.contains(*format))
        return fail(ErrorCode::InvalidInput,
                    u"--as is one of %1, not \"%2\"."_s.arg(formatNames(known), in.option(u"as"_s)));
    return format;
}

/// What was lost goes to the error stream: the output is the prompt.
void tellLosses(const Invocation &in, const QList<exchange::Loss> &losses)
{
    for (const exchange::Loss &loss : losses) {
        const QString prompt = loss.prompt.isEmpty() ? QString() : loss.prompt + u": "_s;
        const QString why = loss.why.isEmpty() ? QString() : u" ("_s + loss.why + u")"_s;
        in.terminal.note(u"Not carried: "_s + prompt + loss.what + why);
    }
}

QJsonArray lossesJson(const QList<exchange::Loss> &losses)
{
    QJsonArray rows;
    for (const exchange::Loss &loss : losses)
        rows.append(QJsonObject{{u"prompt"_s, loss.prompt}, {u"what"_s, loss.what}, {u"why"_s, loss.why}});
    return rows;
}

QCoro::Task<int> takeIn(Invocation in, exchange::Imported imported, QString message)
{
    const QList<exchange::Imported> all{std::move(imported)};
    const auto taken = co_await workspace::takeInPrompts(*in.workspace, all, prompts::Intake::Versions,
                                                         message, userName());
    if (!taken)
        co_return in.terminal.error(taken.error());
    QJsonArray rows;
    for (const prompts::TakenIn &one : taken->prompts) {
        rows.append(QJsonObject{{u"name"_s, one.name}, {u"version"_s, one.version}});
        if (!in.terminal.isJson())
            in.terminal.line(one.version > 0 ? u"Committed %1 version %2."_s.arg(one.name).arg(one.version)
                                             : u"%1 has not changed."_s.arg(one.name));
    }
    if (in.terminal.isJson())
        in.terminal.document(QJsonObject{{u"prompts"_s, rows},
                                         {u"cases"_s, taken->cases},
                                         {u"losses"_s, lossesJson(taken->losses)}});
    else
        tellLosses(in, taken->losses);
    co_return Ok;
}

QCoro::Task<Result<prompts::PromptFile>> fileOf(workspace::Workspace &workspace, QString reference)
{
    const auto prompt = co_await workspace.prompts().find(reference.section(u'@', 0, 0));
    if (!prompt)
        co_return tl::unexpected(prompt.error());
    const auto version = co_await workspace.prompts().version(prompt->id, reference.section(u'@', 1));
    if (!version)
        co_return tl::unexpected(version.error());
    co_return prompts::PromptFile{prompt->name, prompt->folder, prompt->tags, version->content};
}

/// The latest version of every prompt that has one.
QCoro::Task<int> exportFolder(Invocation in)
{
    const auto written = co_await workspace::writeAllPrompts(*in.workspace, in.option(u"to"_s));
    if (!written)
        co_return in.terminal.error(written.error());
    if (in.terminal.isJson())
        in.terminal.document(QJsonObject{{u"written"_s, *written}});
    else
        in.terminal.line(u"Wrote %1 prompts to %2."_s.arg(*written).arg(in.option(u"to"_s)));
    co_return Ok;
}

} // namespace

Result<Work> importPrompts(const Invocation &in)
{
    const QString path = in.words.first();
    const auto format = formatOf(in, exchange::readableFormats());
    if (!format)
        return tl::unexpected(format.error());
    auto imported = workspace::readPrompts(path, *format);
    if (!imported)
        return tl::unexpected(imported.error());
    const QString message = u"Imported from %1"_s.arg(QFileInfo(path).fileName());
    return [imported = std::move(*imported), message](const Invocation &invocation) {
        return takeIn(invocation, imported, message);
    };
}

QCoro::Task<int> exportPrompts(Invocation in)
{
    if (const auto language = exchange::snippetLanguageFromName(in.option(u"as"_s)))
        co_return co_await exportSnippet(in, *language);
    const auto format = formatOf(in, exchange::writableFormats());
    if (!format)
        co_return in.terminal.error(format.error());
    if (in.has(u"to"_s) != in.words.isEmpty())
        co_return in.terminal.error({ErrorCode::InvalidInput,
                                     u"Name a prompt to print, or give --to FOLDER to write all."_s,
                                     {},
                                     false,
                                     {}});
    if (in.has(u"to"_s))
        co_return co_await exportFolder(in);
    const auto file = co_await fileOf(*in.workspace, in.words.first());
    if (!file)
        co_return in.terminal.error(file.error());
    const auto exported = exchange::exportPrompt(*file, format->value_or(exchange::Format::Assay));
    if (!exported)
        co_return in.terminal.error(exported.error());
    tellLosses(in, exported->losses);
    in.terminal.write(QString::fromUtf8(exported->bytes));
    co_return Ok;
}

} // namespace assay::ctl
