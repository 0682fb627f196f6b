// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/prompts/besidepane.h"

#include "prompts/promptstore.h"
#include "prompts/template.h"
#include "ui/prompts/draftsaver.h"
#include "ui/prompts/messageeditor.h"
#include "ui/prompts/partialcheck.h"
#include "ui/theme/metrics.h"
#include "ui/theme/theme.h"
#include "ui/widgets/controls.h"
#include "ui/widgets/whendone.h"
#include "workspace/engine.h"

#include <algorithm>

#include <QComboBox>
#include <QCoroFuture>
#include <QFileInfo>
#include <QLabel>
#include <QStringListModel>
#include <QToolButton>
#include <QVBoxLayout>

using namespace Qt::StringLiterals;

namespace assay::ui {

using workspace::Workspace;

BesidePane::BesidePane(const PageContext &context, QWidget *parent)
    : QWidget(parent)
    , m_context(context)
    , m_names(new QComboBox(this))
    , m_nameList(new QStringListModel(this))
    , m_versions(new QComboBox(this))
    , m_status(new QLabel(this))
    , m_editor(new MessageEditor(context.theme, this))
    , m_partials(new PartialCheck(
          context.engine, *m_editor,
          [this] {
              return PartialCheck::Subject{content(), m_prompt.name};
          },
          this))
    , m_saver(new DraftSaver(
          context.engine, prompts::DraftRecovery(QFileInfo(context.state.fileName()).path()),
          [this] {
              return DraftSaver::Snapshot{{content(), m_draft.baseVersion, 0}, {}, {}};
          },
          this))
{
    m_names->setModel(m_nameList);
    m_names->setAccessibleName(tr("Prompt beside"));
    m_names->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
    m_names->setMinimumContentsLength(12);
    m_versions->setAccessibleName(tr("Version beside"));
    makeMuted(m_status);
    auto *diff = iconButton(context.theme, u"diff"_s, tr("Compare the two prompts"), this);
    auto *close = iconButton(context.theme, u"close"_s, tr("Close the prompt beside"), this);
    auto *head = new QHBoxLayout;
    head->setContentsMargins(metrics::page(), metrics::normal(), metrics::normal(), metrics::normal());
    head->setSpacing(metrics::normal());
    head->addWidget(m_names, 1);
    head->addWidget(m_versions);
    head->addWidget(m_status);
    head->addWidget(diff);
    head->addWidget(close);
    auto *rows = new QVBoxLayout(this);
    rows->setContentsMargins(0, 0, 0, 0);
    rows->setSpacing(0);
    rows->addLayout(head);
    rows->addWidget(m_editor, 1);

    connect(m_names, &QComboBox::activated, this, [this] { open(m_names->currentText()); });
    connect(m_versions, &QComboBox::activated, this, &BesidePane::showChosen);
    connect(diff, &QToolButton::clicked, this, &BesidePane::diffRequested);
    connect(close, &QToolButton::clicked, this, &BesidePane::closed);
    connect(m_editor, &MessageEditor::failed, this, &BesidePane::failed);
    connect(m_editor, &MessageEditor::changed, this, [this] {
        if (m_isFilling || m_versions->currentData().toInt() > 0)
            return;
        m_status->setText(tr("Editing\u2026"));
        m_partials->touch();
        m_saver->touch();
    });
    connect(m_saver, &DraftSaver::saved, this, [this] { m_status->setText(tr("Draft saved")); });
    connect(m_saver, &DraftSaver::failed, this, &BesidePane::failed);
}

BesidePane::~BesidePane()
{
    m_saver->flush();
}

void BesidePane::flush()
{
    m_saver->flush();
}

bool BesidePane::isSettled() const
{
    return m_pending == 0 && m_saver->isIdle() && m_partials->isSettled();
}

void BesidePane::setPrompts(const QList<prompts::PromptSummary> &prompts, PromptId edited)
{
    m_prompts = prompts;
    const bool wasEdited = std::exchange(m_edited, edited) == m_prompt.id;
    QStringList names;
    for (const prompts::PromptSummary &prompt : prompts)
        names.append(prompt.name);
    m_nameList->setStringList(names); // one by one, ten thousand take 5 ms
    const auto here = std::ranges::find(prompts, m_prompt.id, &prompts::PromptSummary::id);
    if (m_prompt.id.isNull())
        return;
    if (here == prompts.end()) // it was removed
        return Q_EMIT closed();
    const bool hasNewVersion = here->latestVersion != m_prompt.latestVersion;
    m_prompt = *here;
    m_names->setCurrentText(m_prompt.name);
    m_partials->touch();
    if (hasNewVersion || wasEdited != (edited == m_prompt.id))
        load();
}

void BesidePane::open(const QString &name)
{
    const auto found = std::ranges::find(m_prompts, name, &prompts::PromptSummary::name);
    if (found == m_prompts.end())
        return;
    m_saver->setPrompt({}); // saves the one before
    m_prompt = *found;
    m_names->setCurrentText(name);
    load();
    Q_EMIT opened(name);
}

std::optional<prompts::PromptDraft> BesidePane::handOver(PromptId prompt,
                                                         const std::optional<prompts::PromptDraft> &left)
{
    m_saver->flush();
    const auto unsaved = m_saver->unsaved(prompt);
    const bool wasEdited = std::exchange(m_edited, prompt) == m_prompt.id;
    const bool isEdited = prompt == m_prompt.id;
    if (isEdited)
        m_saver->setPrompt({});
    if (isEdited != wasEdited && !m_prompt.id.isNull())
        load(left);
    return unsaved;
}

void BesidePane::load(const std::optional<prompts::PromptDraft> &newer)
{
    m_saver->flush();
    const quint64 loading = ++m_loading;
    using Loaded = std::pair<prompts::PromptDraft, QList<prompts::PromptVersion>>;
    ++m_pending;
    m_context.engine.run([id = m_prompt.id](Workspace &workspace) -> QCoro::Task<Result<Loaded>> {
        const auto draft = co_await workspace.prompts().draft(id);
        if (!draft)
            co_return tl::unexpected(draft.error());
        const auto versions = co_await workspace.prompts().versions(id);
        if (!versions)
            co_return tl::unexpected(versions.error());
        co_return Loaded(*draft, *versions);
    }) | whenDone(this, [this, loading, newer](const Result<Loaded> &loaded) {
        --m_pending;
        if (loading != m_loading)
            return;
        if (!loaded)
            return Q_EMIT failed(loaded.error());
        show(m_saver->unsaved(m_prompt.id).value_or(newer.value_or(loaded->first)), loaded->second);
    });
}

void BesidePane::show(const prompts::PromptDraft &draft, const QList<prompts::PromptVersion> &versions)
{
    m_isFilling = true;
    m_draft = draft;
    m_all = versions;
    const bool canEdit = m_prompt.id != m_edited;
    m_versions->clear();
    if (canEdit || versions.isEmpty())
        m_versions->addItem(tr("Draft"), 0);
    for (const prompts::PromptVersion &version : versions)
        m_versions->addItem(tr("Version %1").arg(version.number), version.number);
    m_editor->endReading();
    m_editor->setMessages(draft.content.messages);
    m_editor->setReadOnly(!canEdit);
    Completions completions;
    completions.variables = prompts::variableNames(draft.content);
    for (const prompts::PromptSummary &prompt : std::as_const(m_prompts)) {
        if (prompt.id != m_prompt.id && prompt.latestVersion > 0)
            completions.prompts.append(prompt.name);
    }
    m_editor->setCompletions(completions);
    m_isFilling = false;
    m_saver->setPrompt(canEdit ? m_prompt.id : PromptId());
    showChosen();
}

void BesidePane::showChosen()
{
    const int number = m_versions->currentData().toInt();
    const auto chosen = std::ranges::find(m_all, number, &prompts::PromptVersion::number);
    m_isFilling = true;
    if (number > 0 && chosen != m_all.end()) {
        m_saver->flush();
        m_editor->readMessages(chosen->content.messages);
        m_status->setText(tr("Read-only"));
    } else {
        m_editor->endReading();
        m_editor->setReadOnly(m_prompt.id == m_edited);
        m_status->setText({});
    }
    m_isFilling = false;
    m_partials->touch();
}

QString BesidePane::title() const
{
    return tr("%1, %2").arg(m_prompt.name, m_versions->currentText());
}

prompts::PromptContent BesidePane::content() const
{
    const int number = m_versions->currentData().toInt();
    const auto chosen = std::ranges::find(m_all, number, &prompts::PromptVersion::number);
    if (number > 0 && chosen != m_all.end())
        return chosen->content;
    prompts::PromptContent content = m_draft.content;
    content.messages = m_editor->messages();
    return content;
}

} // namespace assay::ui
