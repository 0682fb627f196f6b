// SPDX-License-Identifier: GPL-3.0-or-later
#include "exchange/exchange.h"

#include "exchange/exchangetr.h"
#include "exchange/formats.h"
#include "prompts/promptstore.h"
#include "prompts/template.h"

#include <algorithm>
#include <array>

#include <QFileInfo>
#include <QJsonArray>
#include <QJsonDocument>
#include <QSet>

using namespace Qt::StringLiterals;

namespace assay::exchange {
namespace {

struct Known {
    Format format;
    QLatin1String name;
    QLatin1String title;
    QLatin1String suffix;
    bool isWritable;
};

constexpr std::array knownFormats{
    Known{Format::Assay, "assay"_L1, "Assay JSON"_L1, "json"_L1, true},
    Known{Format::Markdown, "markdown"_L1, "Markdown with front matter"_L1, "md"_L1, true},
    Known{Format::Text, "text"_L1, "Plain text"_L1, "txt"_L1, true},
    Known{Format::OpenAi, "openai"_L1, "OpenAI request"_L1, "json"_L1, true},
    Known{Format::Anthropic, "anthropic"_L1, "Anthropic request"_L1, "json"_L1, true},
    Known{Format::Langfuse, "langfuse"_L1, "Langfuse prompt"_L1, "json"_L1, true},
    Known{Format::LangSmith, "langsmith"_L1, "LangSmith / LangChain prompt"_L1, "json"_L1, true},
    Known{Format::DotPrompt, "dotprompt"_L1, "Dotprompt"_L1, "prompt"_L1, true},
    Known{Format::Prompty, "prompty"_L1, "Prompty"_L1, "prompty"_L1, true},
    Known{Format::Promptfoo, "promptfoo"_L1, "promptfoo"_L1, "yaml"_L1, true},
    Known{Format::PromptFlow, "promptflow"_L1, "Azure Prompt Flow"_L1, "jinja2"_L1, false},
    Known{Format::OpenAiJsonl, "openai-jsonl"_L1, "OpenAI Evals or Batch lines"_L1, "jsonl"_L1, false},
    Known{Format::OpenAiStored, "openai-stored"_L1, "OpenAI stored prompt (pmpt_)"_L1, "json"_L1, false}};

const Known &known(Format format)
{
    return *std::ranges::find(knownFormats, format, &Known::format);
}

/// Lists of several prompts, else a conversation.
Format formatOfArray(const QJsonArray &array)
{
    const QJsonObject first = array.first().toObject();
    if (first.contains("manifest"_L1) || first.contains("repo_handle"_L1) || first.contains("lc"_L1))
        return Format::LangSmith;
    const bool isNamed = first.contains("name"_L1) && !first.contains("role"_L1);
    return isNamed && (first.contains("prompt"_L1) || first.contains("versions"_L1)) ? Format::Langfuse
                                                                                   : Format::Promptfoo;
}

Format formatOfObject(const QJsonObject &object)
{
    const auto has = [&object](QLatin1String member) { return object.contains(member); };
    if (object["id"_L1].toString().startsWith("pmpt_"_L1) || has("prompt_id"_L1))
        return Format::OpenAiStored;
    if (has("lc"_L1) || has("kwargs"_L1) || object["manifest"_L1].isObject())
        return Format::LangSmith;
    if (object["commits"_L1].isArray() || object["repos"_L1].isArray())
        return Format::LangSmith;
    if (object["data"_L1].isArray())
        return formatOfArray(object["data"_L1].toArray());
    if (has("prompts"_L1))
        return Format::Promptfoo;
    if (has("prompt"_L1) && (object["prompt"_L1].isString() || object["prompt"_L1].isArray()))
        return Format::Langfuse;
    if (has("input"_L1) || has("instructions"_L1))
        return Format::OpenAi;
    const bool hasModelAlone = has("model"_L1) && !object["model"_L1].toString().contains(u'/');
    const QJsonObject tool = object["tools"_L1].toArray().first().toObject();
    if (has("messages"_L1) && (has("system"_L1) || tool.contains("input_schema"_L1)))
        return Format::Anthropic;
    const bool isOurs = has("name"_L1) || has("test_values"_L1) || has("parameters"_L1) || has("output"_L1);
    return has("messages"_L1) && hasModelAlone && !isOurs ? Format::OpenAi : Format::Assay;
}

/// By what a file is called, then by what it holds.
Format detected(const QByteArray &bytes, const QString &fileName)
{
    const QString suffix = QFileInfo(fileName).suffix().toLower();
    const QByteArray start = bytes.left(1'000).trimmed();
    if (suffix == "prompt"_L1)
        return Format::DotPrompt;
    if (suffix == "prompty"_L1)
        return Format::Prompty;
    if (suffix == "jsonl"_L1)
        return Format::OpenAiJsonl;
    if (suffix == "jinja2"_L1 || suffix == "jinja"_L1 || suffix == "j2"_L1)
        return Format::PromptFlow;
    if (suffix == "yaml"_L1 || suffix == "yml"_L1)
        return Format::Promptfoo;
    if (suffix == "md"_L1 || start.startsWith("---\n") || start.startsWith("---\r\n"))
        return Format::Markdown;
    if (start.startsWith('{') && !start.startsWith("{{")) {
        const QJsonObject object = QJsonDocument::fromJson(bytes).object();
        if (!object.isEmpty())
            return formatOfObject(object);
        const QByteArray line = start.left(start.indexOf('\n'));
        return QJsonDocument::fromJson(line).isObject() ? Format::OpenAiJsonl : Format::Assay;
    }
    if (start.startsWith('[')) {
        const QJsonDocument document = QJsonDocument::fromJson(bytes);
        if (document.isArray())
            return formatOfArray(document.array());
    }
    if (suffix != "txt"_L1 && bytes.contains("pmpt_"))
        return Format::OpenAiStored;
    return Format::Text;
}

Result<Imported> readOurs(const QByteArray &bytes, const QString &fileName, Format format)
{
    // The reader tells text from JSON by the name.
    const QString name = format == Format::Assay ? fileName + u".json"_s : fileName;
    return prompts::parsePromptFile(bytes, name).map([format](const prompts::PromptFile &file) {
        return Imported{format, {file}, {}, {}};
    });
}

Result<Imported> read(const QByteArray &bytes, const QString &fileName, Format format)
{
    switch (format) {
    case Format::Assay:
    case Format::Text:
        return readOurs(bytes, fileName, format);
    case Format::Markdown:
        return readMarkdown(bytes);
    case Format::OpenAi:
        return readOpenAi(bytes);
    case Format::Anthropic:
        return readAnthropic(bytes);
    case Format::Langfuse:
        return readLangfuse(bytes);
    case Format::LangSmith:
        return readLangSmith(bytes);
    case Format::DotPrompt:
        return readDotPrompt(bytes);
    case Format::Prompty:
        return readPrompty(bytes);
    case Format::Promptfoo:
        return readPromptfoo(bytes, fileName);
    case Format::PromptFlow:
        return readPromptFlow(bytes);
    case Format::OpenAiJsonl:
        return readOpenAiJsonl(bytes);
    case Format::OpenAiStored:
        break;
    }
    return readOpenAiStored(bytes);
}

/// A prompt without messages, or whose text is no template, would be refused at its commit.
Result<> checkAll(const Imported &imported)
{
    for (const prompts::PromptFile &file : imported.prompts) {
        if (file.content.messages.empty())
            return fail(ErrorCode::InvalidInput,
                        Tr::tr("The prompt \u201C%1\u201D has no message.").arg(file.name));
        if (const auto checked = prompts::checkTemplates(file.content); !checked)
            return checked;
    }
    if (!imported.prompts.isEmpty())
        return {};
    constexpr qsizetype reasonsMax = 5; // more than that no one reads, and a hostile file has a million
    QStringList reasons;
    for (const Loss &loss : imported.losses.first(std::min(imported.losses.size(), reasonsMax)))
        reasons << (loss.why.isEmpty() ? loss.what : loss.what + u": "_s + loss.why);
    return fail(ErrorCode::InvalidInput,
                reasons.isEmpty()
                    ? Tr::tr("The file holds no prompt.")
                    : Tr::tr("Nothing in the file can be carried. %1").arg(reasons.join(u"; "_s)));
}

/// Several prompts of one file need names of their own, or each would be a version of the one before.
void nameApart(QList<prompts::PromptFile> &files, const QString &fileName)
{
    if (files.size() < 2)
        return;
    QSet<QString> taken;
    for (const prompts::PromptFile &file : std::as_const(files))
        taken.insert(file.name);
    QSet<QString> used;
    int number = 1;
    for (prompts::PromptFile &file : files) {
        if (file.version > 0 && !file.name.isEmpty()) // of one prompt
            continue;
        const QString base =
            file.name.isEmpty() ? prompts::suggestedName(QFileInfo(fileName).completeBaseName()) : file.name;
        if (!file.name.isEmpty() && !used.contains(file.name)) {
            used.insert(file.name);
            continue;
        }
        QString name = base;
        while (taken.contains(name) || used.contains(name))
            name = u"%1-%2"_s.arg(base).arg(++number);
        used.insert(name);
        file.name = name;
    }
}

} // namespace

QString formatName(Format format)
{
    return known(format).name;
}

std::optional<Format> formatFromName(QStringView name)
{
    for (const Known &one : knownFormats) {
        if (one.name == name)
            return one.format;
    }
    return std::nullopt;
}

QString formatTitle(Format format)
{
    return known(format).title;
}

QString formatSuffix(Format format)
{
    return known(format).suffix;
}

QList<Format> readableFormats()
{
    QList<Format> formats;
    for (const Known &one : knownFormats)
        formats << one.format;
    return formats;
}

QList<Format> writableFormats()
{
    QList<Format> formats;
    for (const Known &one : knownFormats) {
        if (one.isWritable)
            formats << one.format;
    }
    return formats;
}

Result<Imported> importPrompts(const QByteArray &given, const QString &fileName, std::optional<Format> format)
{
    if (const auto checked = prompts::checkPromptText(given, Tr::tr("prompt file")); !checked)
        return tl::unexpected(checked.error());
    const QByteArray bytes = given.startsWith("\xEF\xBB\xBF") ? given.mid(3) : given;
    if (bytes.trimmed().isEmpty())
        return fail(ErrorCode::InvalidInput, Tr::tr("The file is empty."));
    const Format asked = format ? *format : detected(bytes, fileName);
    auto imported = read(bytes, fileName, asked);
    if (!imported)
        return imported;
    imported->format = asked;
    nameApart(imported->prompts, fileName);
    if (!imported->cases.isEmpty() && !imported->prompts.isEmpty()
        && imported->prompts.first().content.testValues.isEmpty())
        imported->prompts.first().content.testValues = imported->cases.first().variables;
    if (const auto checked = checkAll(*imported); !checked)
        return tl::unexpected(checked.error());
    return imported;
}

Result<Exported> exportPrompt(const prompts::PromptFile &file, Format format)
{
    switch (format) {
    case Format::Assay:
        return Exported{prompts::toPromptFile(file), {}};
    case Format::Text:
        return writeText(file);
    case Format::Markdown:
        return writeMarkdown(file);
    case Format::OpenAi:
        return writeOpenAi(file);
    case Format::Anthropic:
        return writeAnthropic(file);
    case Format::Langfuse:
        return writeLangfuse(file);
    case Format::LangSmith:
        return writeLangSmith(file);
    case Format::DotPrompt:
        return writeDotPrompt(file);
    case Format::Prompty:
        return writePrompty(file);
    case Format::Promptfoo:
        return writePromptfoo(file);
    case Format::PromptFlow:
    case Format::OpenAiJsonl:
    case Format::OpenAiStored:
        break;
    }
    return fail(ErrorCode::InvalidInput, Tr::tr("%1 is read, not written.").arg(formatTitle(format)));
}

} // namespace assay::exchange
