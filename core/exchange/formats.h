// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "exchange/exchange.h"
#include "exchange/templatelanguages.h"

#include <QJsonObject>

namespace assay::exchange {

// One reader and writer a format; see importPrompts() and exportPrompt(). Detail of the room. `bytes` are
// UTF-8 without a byte order mark.
[[nodiscard]] Result<Imported> readMarkdown(const QByteArray &bytes);
[[nodiscard]] Exported writeMarkdown(const prompts::PromptFile &file);
[[nodiscard]] Exported writeText(const prompts::PromptFile &file);
[[nodiscard]] Result<Imported> readOpenAi(const QByteArray &bytes);
[[nodiscard]] Exported writeOpenAi(const prompts::PromptFile &file);
[[nodiscard]] Result<Imported> readAnthropic(const QByteArray &bytes);
[[nodiscard]] Exported writeAnthropic(const prompts::PromptFile &file);
[[nodiscard]] Result<Imported> readLangfuse(const QByteArray &bytes);
[[nodiscard]] Exported writeLangfuse(const prompts::PromptFile &file);
[[nodiscard]] Result<Imported> readLangSmith(const QByteArray &bytes);
[[nodiscard]] Exported writeLangSmith(const prompts::PromptFile &file);
[[nodiscard]] Result<Imported> readDotPrompt(const QByteArray &bytes);
[[nodiscard]] Exported writeDotPrompt(const prompts::PromptFile &file);
[[nodiscard]] Result<Imported> readPrompty(const QByteArray &bytes);
[[nodiscard]] Exported writePrompty(const prompts::PromptFile &file);
[[nodiscard]] Result<Imported> readPromptfoo(const QByteArray &bytes, const QString &fileName);
[[nodiscard]] Exported writePromptfoo(const prompts::PromptFile &file);
[[nodiscard]] Result<Imported> readPromptFlow(const QByteArray &bytes);
[[nodiscard]] Result<Imported> readOpenAiJsonl(const QByteArray &bytes);
[[nodiscard]] Result<Imported> readOpenAiStored(const QByteArray &bytes);

// What they share.

/// A text that begins with "---": YAML up to the next "---", and the rest.
struct FrontMatter {
    QJsonObject members;
    QString body;
    int bodyLine = 1; ///< 1-based
};
/// Nothing without a first "---" line.
[[nodiscard]] Result<std::optional<FrontMatter>> frontMatterOf(const QByteArray &bytes, const QString &what);
[[nodiscard]] QByteArray withFrontMatter(const QJsonObject &members, const QString &body);

/// A body of "system:" / "# user:" headings as messages; the text before the first heading has role `first`.
[[nodiscard]] std::vector<providers::Message> messagesFromHeadings(const QString &body,
                                                                   providers::Role first);

/// InvalidInput with line and column when `text` is no template of `language`: a block or tag is not closed,
/// or blocks lie too deep. `what` is the thing read ("template"); `firstLine` is that of the text.
[[nodiscard]] Result<> checkTemplateText(const QString &text, Language language, const QString &what,
                                         int firstLine = 1);
/// Takes over what `language` says of text and variables of every message, with its losses.
void convertMessages(prompts::PromptFile &file, Language language, QList<Loss> &losses);
/// The messages' texts in `language`.
[[nodiscard]] std::vector<QString> messageTexts(const prompts::PromptFile &file, Language language,
                                                QList<Loss> &losses);

/// OpenAI's names of parameters (temperature, max_tokens or max_completion_tokens, stop...): what is known is
/// taken into the content, what is not is a loss. `ignored` are members that are read elsewhere.
void takeParameters(const QJsonObject &members, const QStringList &ignored, prompts::PromptFile &file,
                    QList<Loss> &losses);
/// Tools as OpenAI ("function", bare or wrapped) and Anthropic ("input_schema") write them. A provider's own
/// tools are losses; InvalidInput names the member that is wrong.
[[nodiscard]] Result<> takeTools(const QJsonArray &tools, prompts::PromptFile &file, QList<Loss> &losses);
/// OpenAI's response_format of Chat Completions, or text.format of Responses.
void takeResponseFormat(const QJsonObject &format, providers::Parameters &parameters);
/// Takes out Jinja's loops over whole messages ("{% for item in chat_history %}# user:..."), each a loss.
[[nodiscard]] QString withoutMessageLoops(const QString &body, QList<Loss> &losses);
/// A model as "provider/model"; a bare name is put under `vendor`.
[[nodiscard]] QString modelName(const QString &name, const QString &vendor);
/// The model without its provider.
[[nodiscard]] QString bareModel(const QString &model);

/// A default or test value, which are always texts here; arrays and objects as JSON.
[[nodiscard]] QString textOf(const QJsonValue &value);

/// What of the content a format without a place for them loses: of "tools", "output", "notes", "variables",
/// "images", "test values", "tags", "folder", those named in `without` that the prompt has.
void loseParts(const prompts::PromptFile &file, const QStringList &without, QList<Loss> &losses);

} // namespace assay::exchange
