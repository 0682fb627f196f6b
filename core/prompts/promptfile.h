// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/result.h"
#include "prompts/prompt.h"

namespace assay::prompts {

/// A prompt as a file of its own, for export, import and version control.
///
/// JSON: {"name", "folder", "tags", "messages": [{"role", "content"}], "parameters", "model", "test_values",
/// "variables", "tools", "output", "notes"}, of which only "messages" is required. Any other text is one user
/// message.
struct PromptFile {
    QString name; ///< empty: the file does not say
    QString folder;
    QStringList tags;
    PromptContent content;
    /// Files of one name that have it are one prompt's versions, in this order; 0: the only one.
    int version = 0;
    QString message = {}; ///< of that version; empty: the importer's

    friend bool operator==(const PromptFile &, const PromptFile &) = default;
};

/// A larger file is refused.
inline constexpr qint64 promptFileBytesMax = 10'000'000;

/// InvalidInput for more than that, or, with line and column, for what is no UTF-8 text.
/// `what` is the thing read ("prompt file").
[[nodiscard]] Result<> checkPromptText(const QByteArray &bytes, const QString &what);

/// Reads JSON when `fileName` ends in .json or the text begins as an object. InvalidInput names line and
/// column or the member that is wrong, a member it does not know, or what is no UTF-8.
[[nodiscard]] Result<PromptFile> parsePromptFile(const QByteArray &bytes, const QString &fileName);
/// parsePromptFile() of a file on disk. Blocks.
[[nodiscard]] Result<PromptFile> readPromptFile(const QString &path);
/// Indented JSON that parsePromptFile() reads back.
[[nodiscard]] QByteArray toPromptFile(const PromptFile &file);

} // namespace assay::prompts
