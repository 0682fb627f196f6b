// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/result.h"
#include "evaluation/datasetstore.h"
#include "prompts/prompt.h"

#include <chrono>
#include <optional>

#include <QList>
#include <QMap>

namespace assay::workspace {

/// A version as the sample has it; its age lets the timeline look like one.
struct SampleVersion {
    std::chrono::hours age{0};
    QString message;
    prompts::PromptContent content;
};

struct SampleDraft {
    std::chrono::hours age{0};
    int baseVersion = 0;
    prompts::PromptContent content;
};

struct SamplePrompt {
    QString name;
    QString folder;
    QStringList tags;
    QList<SampleVersion> versions; ///< oldest first
    QMap<QString, int> labels; ///< label -> version
    std::optional<SampleDraft> draft;
    evaluation::Dataset dataset;
};

/// The prompts of resources/sample. Detail of the room.
[[nodiscard]] Result<QList<SamplePrompt>> samplePrompts();

} // namespace assay::workspace
