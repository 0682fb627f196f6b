// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "prompts/prompt.h"

#include <QHash>

namespace assay::prompts {

/// What both sides changed differently.
struct MergeConflict {
    QString place; ///< "messages[1]", "parameters.temperature"
    QString ours; ///< as text; empty: taken away
    QString theirs;
    bool isText = false; ///< merged by lines: both stand there, between markers
};

/// Which side a person wants where both changed something, by MergeConflict::place.
enum class MergeSide { Ours, Theirs };
using MergeChoices = QHash<QString, MergeSide>;

struct Merge {
    /// Where there is a conflict, what was chosen; else ours, and in a text both, between conflict markers.
    PromptContent content;
    QList<MergeConflict> conflicts; ///< those that were chosen too

    Merge() = default;
};

/// Brings together what `ours` and `theirs` made of `base`: texts by lines, all else by members. The names
/// stand at the conflict markers ("version 5"). Any thread.
[[nodiscard]] Merge merge(const PromptContent &base, const PromptContent &ours, const PromptContent &theirs,
                          const QString &oursName, const QString &theirsName, const MergeChoices &choices = {});

/// The version that both come from, nearest first; 0 when there is none.
[[nodiscard]] int commonAncestor(const QList<PromptVersion> &versions, int left, int right);

/// Whether a message still has a conflict that nobody settled.
[[nodiscard]] bool hasConflictMarkers(const PromptContent &content);

} // namespace assay::prompts
