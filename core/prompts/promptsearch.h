// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/id.h"
#include "base/result.h"
#include "storage/database.h"

#include <QFuture>
#include <QList>
#include <QString>

namespace assay::prompts {

/// Where a prompt's text has what was searched.
struct TextHit {
    PromptId id;
    QString name;
    QString folder;
    int version = 0; ///< whose text it is; 0: the draft's
    int message = 0; ///< 0-based
    qsizetype start = 0; ///< of the first word there, in UTF-16 units of the message's text
    qsizetype length = 0;
    int line = 0; ///< 1-based
    int column = 0; ///< 1-based, in UTF-16 units
    QString before; ///< some words of the line around it, on one line
    QString found; ///< as it stands there
    QString after;
};

struct TextHits {
    QList<TextHit> hits; ///< one a prompt, the prompt that changed last first
    bool hasMore = false; ///< there are more than were asked for
    int unindexed = 0; ///< prompts that were read whole: worth indexPromptTexts()
};

/// The words of a search: separated by white space, those in double quotes together.
[[nodiscard]] QStringList searchWords(const QString &search);

/// The prompts whose messages have every word of `search`, anywhere within a word and in any case: the draft
/// where there is one, else the newest version. Empty for no word. Thread-safe; writes nothing.
///
/// Words of three characters and more are looked up in an index of every three characters, then checked.
[[nodiscard]] QFuture<Result<TextHits>> searchPromptTexts(storage::Database &database, const QString &search,
                                                          int hitsMax);

/// Takes up to `promptsMax` prompts that changed since the last time into the index. Returns how many are
/// left. Separate from saving them: to index a draft of a megabyte takes a third of a second.
[[nodiscard]] QFuture<Result<int>> indexPromptTexts(storage::Database &database, int promptsMax = 200);

} // namespace assay::prompts
