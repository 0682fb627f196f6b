// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/prompts/draftsaver.h"

#include "workspace/engine.h"

#include <QCoroFuture>

namespace assay::ui {
namespace {

constexpr int delayMs = 400;

}

DraftSaver::DraftSaver(workspace::Engine &engine, Source source, QObject *parent)
    : QObject(parent)
    , m_engine(engine)
    , m_source(std::move(source))
{
    m_timer.setSingleShot(true);
    m_timer.setInterval(delayMs);
    connect(&m_timer, &QTimer::timeout, this, &DraftSaver::save);
}

void DraftSaver::setPrompt(PromptId prompt)
{
    flush();
    m_prompt = prompt;
}

void DraftSaver::touch()
{
    if (!m_timer.isActive()) // not restarted by the next key: someone who never pauses is saved too
        m_timer.start();
}

void DraftSaver::flush()
{
    if (m_timer.isActive())
        save();
}

void DraftSaver::forget()
{
    m_timer.stop();
}

void DraftSaver::save()
{
    m_timer.stop();
    if (m_prompt.isNull())
        return;
    ++m_saving;
    m_engine
        .run([prompt = m_prompt,
              draft = m_source()](workspace::Workspace &workspace) -> QCoro::Task<Result<>> {
            co_return co_await workspace.prompts().saveDraft(prompt, draft);
        })
        .then(this, [this, prompt = m_prompt](const Result<> &outcome) {
            --m_saving;
            if (outcome) {
                Q_EMIT saved(prompt);
                return;
            }
            touch(); // the text is still in the editor: try again
            Q_EMIT failed(outcome.error());
        });
}

} // namespace assay::ui
