// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "exchange/exchange.h"

namespace assay::exchange {

/// Prompts as a folder for git: FOLDER/NAME.md each, in Markdown that keeps everything, and a list of what was
/// written ("assay-prompts.json"), so that the file of a prompt that is gone goes with the next write. Files
/// that Assay did not write are left alone. Files that did not change are not touched. Blocks on disk.
///
/// Storage names the file that could not be written; each is whole, old or new.
[[nodiscard]] Result<> writePromptFolder(const QString &path, const QList<prompts::PromptFile> &files);

/// Every prompt below a folder, in any readable format; folder and name are told by the place of a file that
/// does not say. Hidden files, links, and files of other kinds are passed over.
///
/// InvalidInput names the first file that is refused, with position and reason: all of the folder or nothing.
[[nodiscard]] Result<Imported> readPromptFolder(const QString &path);

} // namespace assay::exchange
