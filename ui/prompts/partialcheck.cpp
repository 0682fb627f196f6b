// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/prompts/partialcheck.h"

#include "ui/prompts/messageeditor.h"
#include "ui/widgets/whendone.h"
#include "workspace/engine.h"
#include "workspace/partialcheck.h"

#include <utility>

namespace assay::ui {

PartialCheck::PartialCheck(workspace::Engine &engine, MessageEditor &editor, std::function<Subject()> subject,
                           QObject *parent)
    : QObject(parent)
    , m_engine(engine)
    , m_editor(editor)
    , m_subject(std::move(subject))
{
    constexpr int restMs = 200;
    m_rest.setSingleShot(true);
    m_rest.setInterval(restMs);
    connect(&m_rest, &QTimer::timeout, this, &PartialCheck::ask);
}

void PartialCheck::ask()
{
    ++m_pending;
    m_engine.run([subject = m_subject()](workspace::Workspace &workspace) {
        return workspace::partialProblems(workspace, subject.content, subject.self);
    }) | whenDone(this, [this, asked = ++m_asked](const Result<QHash<QString, QString>> &problems) {
        --m_pending;
        if (asked == m_asked && problems) // a store that cannot be read says so elsewhere
            m_editor.setPartialProblems(*problems);
    });
}

} // namespace assay::ui
