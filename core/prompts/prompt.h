// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/clock.h"
#include "base/id.h"
#include "base/result.h"
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
    PromptContent content;
    QByteArray contentHash; ///< see contentHash()
    QString message;
    QString author;
    QStringList labels; ///< pointing here now
    UtcMicros createdAt = 0;
};

struct PromptDraft {
    PromptContent content;
    int baseVersion = 0; ///< 0: started from nothing
    UtcMicros savedAt = 0;
};

} // namespace assay::prompts
