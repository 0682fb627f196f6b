// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/result.h"
#include "prompts/prompt.h"

#include <optional>

namespace assay::prompts {

/// Where drafts go that the workspace could not take, as on a full disk: a file each, readable by its owner
/// alone, in a folder that is not the workspace's. Blocking; not for a UI thread.
class DraftRecovery final {
public:
    explicit DraftRecovery(QString folder)
        : m_folder(std::move(folder))
    {
    }

    /// Replaces what was kept of the prompt; what was there stays when that fails. Storage.
    [[nodiscard]] Result<> keep(PromptId prompt, const PromptDraft &draft) const;
    /// What was kept and is newer than `than`; nothing when there is none, or it cannot be read.
    [[nodiscard]] std::optional<PromptDraft> kept(PromptId prompt, UtcMicros than) const;
    /// The workspace has it now, or it is not wanted any more.
    void forget(PromptId prompt) const;

private:
    [[nodiscard]] QString pathOf(PromptId prompt) const;

    QString m_folder;
};

} // namespace assay::prompts
