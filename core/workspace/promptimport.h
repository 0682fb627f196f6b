// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "exchange/exchange.h"
#include "prompts/promptstore.h"

#include <QCoroTask>

namespace assay::workspace {

class Workspace;

/// What became of prompts that were taken in.
struct TakenPrompts {
    QList<prompts::TakenIn> prompts;
    QStringList datasets; ///< made of the cases that came along
    int cases = 0; ///< in all of them
    QList<exchange::Loss> losses;
};

/// Reads a file or a folder, in `format` or what it looks like; every prompt has a valid name afterwards. Blocks
/// on disk. NotFound and InvalidInput name the file.
[[nodiscard]] Result<exchange::Imported> readPrompts(const QString &path,
                                                     std::optional<exchange::Format> format = {});
/// The same for a text that was pasted: an object, code, or any text format.
[[nodiscard]] Result<exchange::Imported> readPastedPrompts(const QString &text);

/// Takes in what was read, all prompts or none; the cases of each become a dataset of its name (a number is added
/// to a name that is taken). On the engine's thread; see PromptStore::takeIn().
[[nodiscard]] QCoro::Task<Result<TakenPrompts>> takeInPrompts(Workspace &workspace,
                                                              QList<exchange::Imported> imported,
                                                              prompts::Intake intake, QString message,
                                                              QString author);

/// Writes the latest version of every prompt that has one as a folder for git; see exchange::writePromptFolder().
/// Ready with how many.
[[nodiscard]] QCoro::Task<Result<int>> writeAllPrompts(Workspace &workspace, QString folder);

} // namespace assay::workspace
