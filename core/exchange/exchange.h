// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/result.h"
#include "prompts/promptfile.h"

#include <optional>

#include <QList>
#include <QMap>
#include <QStringList>

namespace assay::exchange {

/// The ways in which prompts come and go.
enum class Format {
    Assay, ///< our JSON: prompts::PromptFile
    Text, ///< one user message
    Markdown, ///< YAML front matter and a section a message; whole and back
    OpenAi, ///< body of a Chat Completions or Responses request
    Anthropic, ///< body of a Messages request
    Langfuse, ///< https://langfuse.com/docs/prompts: JSON of a text or chat prompt
    LangSmith, ///< LangChain's serialised ChatPromptTemplate or PromptTemplate
    DotPrompt, ///< https://google.github.io/dotprompt/reference/: front matter, Picoschema, Handlebars
    Prompty, ///< https://prompty.ai/docs/prompty-file-spec, version 1: front matter and Jinja
    Promptfoo, ///< promptfoo's prompts: JSON chat, or the YAML of a configuration with tests
    PromptFlow, ///< a Jinja file of Azure Prompt Flow: "# system:" headings
    OpenAiJsonl, ///< OpenAI Evals samples or Batch requests, a line each
    OpenAiStored ///< `pmpt_...` prompts: the pasted object, or code that calls them
};
/// "assay", "dotprompt", "openai-jsonl": in the command line and in files.
[[nodiscard]] QString formatName(Format format);
[[nodiscard]] std::optional<Format> formatFromName(QStringView name);
/// "Dotprompt (.prompt)": for people.
[[nodiscard]] QString formatTitle(Format format);
/// "prompt", without the dot; of the files that are written.
[[nodiscard]] QString formatSuffix(Format format);
/// All of them, or those that exportPrompt() writes.
[[nodiscard]] QList<Format> readableFormats();
[[nodiscard]] QList<Format> writableFormats();

/// Something that the other side has no place for.
struct Loss {
    QString prompt; ///< its name; may be empty
    QString what; ///< "the helper “history” at line 3"
    QString why; ///< may be empty

    friend bool operator==(const Loss &, const Loss &) = default;
};

/// A case that came with a prompt.
struct ImportedCase {
    QString name;
    QMap<QString, QString> variables;
    QString expected; ///< may be empty
    QString prompt = {}; ///< the name of the one it is for; empty: the first
};

struct Imported {
    Format format = Format::Assay;
    QList<prompts::PromptFile> prompts; ///< names may be missing or taken: the importer decides
    QList<ImportedCase> cases;
    QList<Loss> losses;
};

/// Reads what another tool exported. Without `format` it is told by the file's name and content. InvalidInput
/// names position and reason; a file of which nothing can be carried is refused with its losses as the
/// reason. At most prompts::promptFileBytesMax bytes of UTF-8.
[[nodiscard]] Result<Imported> importPrompts(const QByteArray &bytes, const QString &fileName,
                                             std::optional<Format> format = {});

struct Exported {
    QByteArray bytes;
    QList<Loss> losses;
};
/// InvalidInput for a format that is only read, or a prompt that cannot be said there at all.
[[nodiscard]] Result<Exported> exportPrompt(const prompts::PromptFile &file, Format format);

} // namespace assay::exchange
