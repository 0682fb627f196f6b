// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/result.h"
#include "prompts/draftrecovery.h"
#include "prompts/editplace.h"

#include <functional>
#include <optional>
#include <utility>

#include <QHash>
#include <QObject>
#include <QTimer>

namespace assay::workspace {
class Engine;
}

namespace assay::ui {

/// Saves a prompt's draft while one types: within 300 ms of the first unsaved key, so that a kill loses no
/// more. What cannot be saved is kept, in memory and as DraftRecovery does, and tried again, also when
/// another prompt is edited by then. Its owner calls flush() before the editor goes.
class DraftSaver final : public QObject {
    Q_OBJECT
public:
    /// What is to be saved.
    struct Snapshot {
        prompts::PromptDraft draft;
        std::optional<prompts::EditPlace> returnsTo = {}; ///< see PromptStore::saveDraft()
        std::pair<int, int> moment = {}; ///< the owner's, given back with saved()
    };
    using Source = std::function<Snapshot()>;

    DraftSaver(workspace::Engine &engine, prompts::DraftRecovery recovery, Source source,
               QObject *parent = nullptr);

    /// Another prompt is edited from now on (a null id: none); saves the one before.
    void setPrompt(PromptId prompt);
    /// The text changed.
    void touch();
    /// Saves now what is not yet saved.
    void flush();
    /// Forgets an unsaved change: it went into a version, or was dropped.
    void forget();
    /// What was sent for a prompt and is not yet known to be stored: newer than what a reader may find.
    [[nodiscard]] std::optional<prompts::PromptDraft> unsaved(PromptId prompt) const;
    [[nodiscard]] bool isIdle() const { return !m_timer.isActive() && m_saving == 0 && m_kept.isEmpty(); }

Q_SIGNALS:
    /// It is stored: the prompt is at this place of its steps.
    void saved(assay::PromptId prompt, const assay::prompts::EditPlace &place,
               const std::pair<int, int> &moment);
    /// Once until a save succeeds again, however often it is tried.
    void failed(const assay::Error &error);

private:
    void save();
    void send(PromptId prompt, const Snapshot &snapshot);
    void sent(PromptId prompt, const Snapshot &snapshot, quint64 number,
              const Result<prompts::EditPlace> &outcome);
    void sendKept();

    workspace::Engine &m_engine;
    prompts::DraftRecovery m_recovery;
    Source m_source;
    PromptId m_prompt;
    QTimer m_timer;
    QTimer m_retry;
    QHash<PromptId, Snapshot> m_kept; ///< what could not be saved, and nothing newer was sent
    QHash<PromptId, prompts::PromptDraft> m_unsaved;
    QHash<PromptId, quint64> m_latest; ///< the number of the last save sent
    quint64 m_sends = 0;
    int m_saving = 0;
    bool m_isFailing = false;
};

} // namespace assay::ui
