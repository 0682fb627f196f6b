// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/prompts/draftsaver.h"

#include "ui/widgets/whendone.h"
#include "workspace/engine.h"

#include <utility>

#include <QCoroFuture>

namespace assay::ui {
namespace {

constexpr int delayMs =
    300; ///< with the time that a save takes: well below the half second that a kill may cost
constexpr int retryMs = 2'000;

} // namespace

DraftSaver::DraftSaver(workspace::Engine &engine, prompts::DraftRecovery recovery, Source source,
                       QObject *parent)
    : QObject(parent)
    , m_engine(engine)
    , m_recovery(std::move(recovery))
    , m_source(std::move(source))
{
    m_timer.setSingleShot(true);
    m_timer.setInterval(delayMs);
    connect(&m_timer, &QTimer::timeout, this, &DraftSaver::save);
    m_retry.setSingleShot(true);
    m_retry.setInterval(retryMs);
    connect(&m_retry, &QTimer::timeout, this, &DraftSaver::sendKept);
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

std::optional<prompts::PromptDraft> DraftSaver::unsaved(PromptId prompt) const
{
    const auto found = m_unsaved.find(prompt);
    return found == m_unsaved.end() ? std::nullopt : std::optional(*found);
}

void DraftSaver::forget()
{
    m_timer.stop();
    m_kept.remove(m_prompt);
    m_unsaved.remove(m_prompt);
    m_latest.remove(m_prompt); // a save under way that fails is not worth keeping either
}

void DraftSaver::save()
{
    m_timer.stop();
    if (!m_prompt.isNull())
        send(m_prompt, m_source());
}

void DraftSaver::send(PromptId prompt, const Snapshot &snapshot)
{
    ++m_saving;
    const quint64 number = ++m_sends;
    m_latest.insert(prompt, number);
    m_unsaved.insert(prompt, snapshot.draft);
    m_kept.remove(prompt);
    using Place = prompts::EditPlace;
    // All on the engine's thread, so that it is done too when the window goes meanwhile.
    auto store = [prompt, snapshot,
                  recovery = m_recovery](workspace::Workspace &workspace) -> QCoro::Task<Result<Place>> {
        auto place = co_await workspace.prompts().saveDraft(prompt, snapshot.draft, snapshot.returnsTo);
        if (place) {
            recovery.forget(prompt);
            co_return place;
        }
        prompts::PromptDraft kept = snapshot.draft;
        kept.savedAt = workspace.clock().utcMicros();
        if (const auto isKept = recovery.keep(prompt, kept); !isKept)
            place.error().detail += u'\n' + isKept.error().detail;
        co_return place;
    };
    m_engine.run(std::move(store))
        | whenDone(this, [this, prompt, snapshot, number](const Result<Place> &outcome) {
              sent(prompt, snapshot, number, outcome);
          });
}

void DraftSaver::sent(PromptId prompt, const Snapshot &snapshot, quint64 number,
                      const Result<prompts::EditPlace> &outcome)
{
    --m_saving;
    if (outcome) {
        m_isFailing = false;
        if (m_latest.value(prompt) == number)
            m_unsaved.remove(prompt);
        Q_EMIT saved(prompt, *outcome, snapshot.moment);
        return;
    }
    if (m_latest.value(prompt) == number) {
        m_kept.insert(prompt, snapshot);
        m_retry.start();
    }
    if (!std::exchange(m_isFailing, true))
        Q_EMIT failed(outcome.error());
}

void DraftSaver::sendKept()
{
    const auto kept = std::exchange(m_kept, {});
    for (auto it = kept.begin(); it != kept.end(); ++it)
        send(it.key(), it.value());
}

} // namespace assay::ui
