// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/clock.h"
#include "base/id.h"
#include "base/result.h"
#include "prompts/variable.h"
#include "providers/completion.h"

#include <QByteArray>
#include <QJsonObject>
#include <QList>
#include <QMap>
#include <QString>
#include <QStringList>

#include <vector>

namespace assay::prompts {

/// What a version holds: the messages with their {{variables}}, what they run with, and what must come back.
struct PromptContent {
    std::vector<providers::Message> messages;
    QMap<QString, QString> testValues; ///< of the variables, for trying it out
    providers::Parameters parameters;
    QString model; ///< "provider/model" it is meant for; may be empty
    std::vector<providers::Tool> tools;
    QJsonObject outputContract; ///< what an answer must be: validation::OutputContract; empty for anything
    QList<Variable> variables = {}; ///< what is said of them, in any order; those left out are required texts
    QString notes = {}; ///< for people, Markdown; never sent

    PromptContent() = default; // see transport::HttpRequest

    friend bool operator==(const PromptContent &, const PromptContent &) = default;
};
[[nodiscard]] QJsonObject toJson(const PromptContent &content);
/// InvalidInput names the member that is wrong.
[[nodiscard]] Result<PromptContent> contentFromJson(const QJsonObject &object);
/// Compact JSON with sorted members: what is stored and hashed.
[[nodiscard]] QByteArray canonicalJson(const PromptContent &content);
/// BLAKE2b-256 over canonicalJson().
[[nodiscard]] QByteArray contentHash(const PromptContent &content);

/// A row of the prompt list.
struct PromptSummary {
    PromptId id;
    QString name; ///< unique in the workspace; see problemWithName()
    QString folder; ///< "support/triage"; empty for the top
    QStringList tags;
    int latestVersion = 0; ///< 0 while only a draft exists
    bool hasDraft = false; ///< edits that no version holds yet
    UtcMicros updatedAt = 0;
};

/// Immutable once committed.
struct PromptVersion {
    PromptId prompt;
    int number = 0; ///< 1, 2, 3... per prompt
    int parent = 0; ///< the version its draft started from; 0 for the first
    int mergedParent = 0; ///< the other version of a merge; 0 for none
    PromptContent content;
    QByteArray contentHash; ///< see contentHash()
    QString message;
    QString author;
    QStringList labels; ///< pointing here now
    QStringList tags; ///< that people gave this version
    UtcMicros createdAt = 0;
};

/// How a label came to point where it points.
struct LabelMove {
    std::int64_t id = 0;
    QString label;
    int from = 0; ///< version; 0: it was new
    int to = 0; ///< 0: it was taken away
    QString who;
    QString reason; ///< may be empty
    std::int64_t undoes = 0; ///< the move that this one took back; 0 for none
    UtcMicros movedAt = 0;
};

struct PromptDraft {
    PromptContent content;
    int baseVersion = 0; ///< 0: started from nothing
    UtcMicros savedAt = 0;
};

} // namespace assay::prompts
