// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/error.h"
#include "prompts/prompt.h"

#include <functional>

#include <QObject>
#include <QTimer>

namespace assay::workspace {
class Engine;
}

namespace assay::ui {

/// Saves a prompt's draft while one types: within 400 ms of the first unsaved key, so that a kill loses no
/// more. Its owner calls flush() before the editor goes.
class DraftSaver final : public QObject {
    Q_OBJECT
public:
    using Source = std::function<prompts::PromptDraft()>;

    DraftSaver(workspace::Engine &engine, Source source, QObject *parent = nullptr);

    /// Another prompt is edited from now on; saves the one before.
    void setPrompt(PromptId prompt);
    /// The text changed.
    void touch();
    /// Saves now what is not yet saved.
    void flush();
    /// Forgets an unsaved change: it went into a version, or was dropped.
    void forget();
    [[nodiscard]] bool isIdle() const { return !m_timer.isActive() && m_saving == 0; }

Q_SIGNALS:
    void saved(assay::PromptId prompt);
    void failed(const assay::Error &error);

private:
    void save();

    workspace::Engine &m_engine;
    Source m_source;
    PromptId m_prompt;
    QTimer m_timer;
    int m_saving = 0;
};

} // namespace assay::ui
