// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "prompts/prompt.h"

#include <functional>

#include <QObject>
#include <QTimer>

namespace assay::workspace {
class Engine;
}

namespace assay::ui {

class MessageEditor;

/// Has an editor mark the partials that cannot be put in, unknown ones and those in a circle: asks the
/// workspace once the keys rest, and whenever a prompt may have come or gone.
class PartialCheck final : public QObject {
    Q_OBJECT
public:
    struct Subject {
        prompts::PromptContent content; ///< only its messages matter
        QString self; ///< the prompt's own name
    };

    /// `subject` is called when it is time to look. The editor's owner owns this, too.
    PartialCheck(workspace::Engine &engine, MessageEditor &editor, std::function<Subject()> subject,
                 QObject *parent);

    /// The text changed, or what it may include.
    void touch() { m_rest.start(); }
    [[nodiscard]] bool isSettled() const { return !m_rest.isActive() && m_pending == 0; }

private:
    void ask();

    workspace::Engine &m_engine;
    MessageEditor &m_editor;
    std::function<Subject()> m_subject;
    QTimer m_rest;
    quint64 m_asked = 0; ///< an older answer never replaces a newer
    int m_pending = 0;
};

} // namespace assay::ui
