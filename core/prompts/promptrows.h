// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "prompts/prompt.h"
#include "prompts/promptstore.h"
#include "storage/database.h"

#include <QVariant>

namespace assay::prompts {

// What the statements of PromptStore share. Detail of the room; every function runs on a thread of the
// Database.

/// A null QString would be stored as NULL.
[[nodiscard]] QVariant sqlText(const QString &text);
[[nodiscard]] QVariant sqlMicros(UtcMicros time);

[[nodiscard]] Result<PromptContent> contentFromBytes(const QByteArray &json);

/// The state of a prompt that a change starts from.
struct PromptRow {
    QString name;
    int latestVersion = 0;
    bool isRemoved = false;
};
/// NotFound when there is no such prompt, removed ones included.
[[nodiscard]] Result<PromptRow> promptRow(storage::Connection &connection, PromptId id);
/// Likewise, but a removed prompt is NotFound too.
[[nodiscard]] Result<PromptRow> livePromptRow(storage::Connection &connection, PromptId id);

/// The prompt of that name that is not removed; NotFound suggests the nearest name.
[[nodiscard]] Result<PromptId> promptIdOf(storage::Connection &connection, const QString &name);
/// The sentence of a name that no prompt has.
[[nodiscard]] tl::unexpected<Error> unknownPrompt(storage::Connection &connection, const QString &name);

[[nodiscard]] bool hasControlCharacter(const QString &text);
/// Simplified, each once; InvalidInput for one that cannot be a tag, or too many.
[[nodiscard]] Result<QStringList> normalizedTags(const QStringList &tags);

/// Conflict when another prompt than `self` has the name.
[[nodiscard]] Result<> checkNameIsFree(storage::Connection &connection, const QString &name, PromptId self);

/// Sets prompts.updated_at.
[[nodiscard]] Result<> touch(storage::Connection &connection, PromptId id, UtcMicros now);

[[nodiscard]] Result<> insertDraft(storage::Connection &connection, PromptId id, const PromptDraft &draft);

/// "a/b" without empty parts; InvalidInput for one that cannot be a folder.
[[nodiscard]] Result<QString> normalizedFolder(const QString &folder);
/// A prompt that is new, with its draft; Conflict when the name is taken.
[[nodiscard]] Result<> insertPrompt(storage::Connection &connection, const PromptSummary &prompt,
                                    const PromptDraft &draft);
[[nodiscard]] Result<> replaceTags(storage::Connection &connection, PromptId id, const QStringList &tags);
/// InvalidInput for what no version may hold; see PromptStore::commit().
[[nodiscard]] Result<> checkCommit(const PromptContent &content, const QString &message);
/// Gives the version its number; the rest of it is set. See PromptStore::commit().
[[nodiscard]] Result<PromptVersion> commitVersion(storage::Connection &connection, PromptVersion version,
                                                  OtherDraft otherDraft);

/// A label and the version that it points at.
struct Label {
    QString name;
    int version = 0;
};
[[nodiscard]] Result<QList<Label>> selectLabels(storage::Connection &connection, PromptId id);
/// The sentences that name the versions and labels a reference may say.
[[nodiscard]] QString whatThereIs(int latestVersion, const QList<Label> &labels);

} // namespace assay::prompts
