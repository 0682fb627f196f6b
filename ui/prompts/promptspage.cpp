// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/prompts/promptspageask.h"

#include "catalog/providerstore.h"
#include "prompts/merge.h"
#include "prompts/promptstore.h"
#include "ui/actions/actionregistry.h"
#include "ui/diff/diffview.h"
#include "ui/prompts/besidepane.h"
#include "ui/prompts/blameview.h"
#include "ui/prompts/commitrow.h"
#include "ui/prompts/contentpanels.h"
#include "ui/prompts/draftsaver.h"
#include "ui/prompts/estimatepanel.h"
#include "ui/prompts/findbar.h"
#include "ui/prompts/labelbar.h"
#include "ui/prompts/labelmoves.h"
#include "ui/prompts/mergechoice.h"
#include "ui/prompts/messageeditor.h"
#include "ui/prompts/partialcheck.h"
#include "ui/prompts/previewpanel.h"
#include "ui/prompts/promptdetails.h"
#include "ui/prompts/promptlist.h"
#include "ui/prompts/promptsmodel.h"
#include "ui/prompts/settingspanel.h"
#include "ui/prompts/spellactions.h"
#include "ui/prompts/spellchecker.h"
#include "ui/prompts/versionspanel.h"
#include "ui/theme/theme.h"
#include "ui/variables/variablespanel.h"
#include "ui/widgets/controls.h"
#include "ui/widgets/emptystate.h"
#include "ui/widgets/messagebar.h"
#include "ui/widgets/whendone.h"
#include "workspace/engine.h"

#include <algorithm>
#include <utility>

#include <QCoroFuture>
#include <QEvent>
#include <QFileInfo>
#include <QMenu>
#include <QSplitter>
#include <QStackedWidget>

using namespace Qt::StringLiterals;

namespace assay::ui {

using workspace::Workspace;

namespace {

/// "triage", then "triage-2", "triage-3"...
QString freeName(const PromptsModel &model, const QString &wanted)
{
    QString name = wanted;
    for (int n = 2; model.rowOf(name) >= 0; ++n)
        name = u"%1-%2"_s.arg(wanted).arg(n);
    return name;
}

/// Beside the window's state: seldom on the disk that is full.
prompts::DraftRecovery recoveryOf(const PageContext &context)
{
    return prompts::DraftRecovery(QFileInfo(context.state.fileName()).path());
}

} // namespace

PromptsPage::PromptsPage(const PageContext &context, QWidget *parent)
    : Page(parent)
    , m_context(context)
    , m_spelling(new SpellChecker(SpellChecker::usualPlaces(), this))
    , m_bar(new MessageBar(context.theme, this))
    , m_split(new QSplitter(this))
    , m_list(new PromptList(context.theme, this))
    , m_stack(new QStackedWidget(this))
    , m_details(new PromptDetails(context.theme, this))
    , m_editor(new MessageEditor(context.theme, this))
    , m_partials(new PartialCheck(
          context.engine, *m_editor,
          [this] {
              return PartialCheck::Subject{editedContent(), m_prompt.name};
          },
          this))
    , m_preview(new PreviewPanel(
          context,
          [this] {
              return PreviewPanel::Subject{m_prompt.name, shownContent(), m_variables->values()};
          },
          this))
    , m_beside(new BesidePane(context, this))
    , m_find(new FindBar(context.theme, this))
    , m_commit(new CommitRow(context.theme, this))
    , m_diffSide(new QWidget(this))
    , m_labelBar(new LabelBar(context.theme, m_diffSide))
    , m_diff(new DiffView(context.theme, m_diffSide))
    , m_mergeChoice(new MergeChoice(context.theme, this))
    , m_moves(new LabelMoves(context.theme, this))
    , m_blame(new BlameView(context.theme, this))
    , m_empty(new EmptyState(context.theme, this))
    , m_variables(new VariablesPanel(context.theme, this))
    , m_panels(new ContentPanels(context, this))
    , m_estimate(new EstimatePanel(
          context,
          [this] {
              return EstimatePanel::Subject{m_prompt.name, editedContent(), m_variables->values()};
          },
          this))
    , m_versions(new VersionsPanel(context.theme, this))
    , m_saver(new DraftSaver(
          context.engine, recoveryOf(context),
          [this] {
              const int step = m_editor->stepsDone();
              DraftSaver::Snapshot snapshot{{editedContent(), m_baseVersion, 0}, {}, {m_stepsBegun, step}};
              if (const auto known = m_places.constFind(step); known != m_places.cend())
                  snapshot.returnsTo = {known->step, std::max(known->step, m_place.last)};
              return snapshot;
          },
          this))
{
    constexpr int deriveDelayMs = 60;
    m_derive.setSingleShot(true);
    m_derive.setInterval(deriveDelayMs);
    connect(&m_derive, &QTimer::timeout, this, &PromptsPage::deriveFromText);
    m_editorSide = buildEditor();
    m_side = buildSide();
    buildDiff();
    buildLayout();
    connectParts();
    addActions();
}

PromptsPage::~PromptsPage()
{
    m_beside->flush();
    m_saver->flush();
}

bool PromptsPage::event(QEvent *event)
{
    if (event->type() == QEvent::WindowDeactivate) { // to another program: it reads what stands here
        m_beside->flush();
        m_saver->flush();
    }
    return Page::event(event);
}

void PromptsPage::hideEvent(QHideEvent *event)
{
    m_beside->flush();
    m_saver->flush();
    Page::hideEvent(event);
}

void PromptsPage::activate()
{
    m_spellActions->start();
    reload();
    reloadModels();
    m_list->focusList();
}

bool PromptsPage::escape()
{
    if (m_find->hasFocusInside()) {
        m_find->hide();
        m_editor->focusFirst();
        return true;
    }
    if ((m_stack->currentWidget() != m_editorSide && m_stack->currentWidget() != m_empty) || m_viewed > 0) {
        backToDraft();
        return true;
    }
    return false;
}

bool PromptsPage::isSettled() const
{
    return m_isLoaded && m_pending == 0 && m_deriving == 0 && !m_derive.isActive() && m_saver->isIdle()
        && m_diff->isSettled() && m_blame->isSettled() && m_estimate->isSettled() && m_preview->isSettled()
        && m_beside->isSettled() && m_partials->isSettled() && m_list->isSettled() && !m_isIndexing;
}

void PromptsPage::navigate(const QVariantMap &arguments)
{
    if (const QStringList files = arguments.value(u"files"_s).toStringList(); !files.isEmpty())
        importFiles(files);
    else if (arguments.value(u"import"_s).toBool())
        QMetaObject::invokeMethod(this, &PromptsPage::chooseFilesToImport, Qt::QueuedConnection);
    else {
        m_passageWanted = {arguments.value(u"message"_s).toInt(), arguments.value(u"start"_s).toInt(),
                           arguments.value(u"length"_s).toInt()};
        m_diffWanted = {arguments.value(u"left"_s).toInt(), arguments.value(u"right"_s).toInt()};
        reload(arguments.value(u"prompt"_s).toString());
    }
}

void PromptsPage::reload(const QString &select)
{
    const QString wanted = !select.isEmpty() || !m_prompt.id.isNull()
        ? select
        : m_context.state.value(u"prompts/selected"_s).toString();
    ask<QList<prompts::PromptSummary>>(
        [](Workspace &workspace) -> QCoro::Task<Result<QList<prompts::PromptSummary>>> {
            co_return co_await workspace.prompts().list();
        },
        [this, wanted](const Result<QList<prompts::PromptSummary>> &prompts) {
            m_isLoaded = true;
            Completions completions = m_editor->completions();
            completions.references.clear(); // labels may have moved
            m_editor->setCompletions(completions);
            m_list->setPrompts(*prompts, wanted);
            m_beside->setPrompts(*prompts,
                                 m_list->selected() != nullptr ? m_list->selected()->id : PromptId());
            const QString beside = m_context.state.value(u"prompts/besidePrompt"_s).toString();
            if (!beside.isEmpty() && m_beside->promptName().isEmpty())
                openBeside(beside);
            takeFigures();
            m_partials->touch(); // one that was missing may be there now
            if (m_list->selected() != nullptr && m_list->selected()->id == m_prompt.id) // it is open already
                showFound(std::exchange(m_passageWanted, {}), Qt::OtherFocusReason);
            if (m_prompt.id.isNull() && m_list->selected() == nullptr)
                m_stack->setCurrentWidget(m_empty);
        });
}

/// A terminal may have committed or renamed the prompt that is open here.
void PromptsPage::takeFigures()
{
    const prompts::PromptSummary *listed = m_list->selected();
    if (listed == nullptr || listed->id != m_prompt.id)
        return;
    const bool hasNewVersion = listed->latestVersion != m_prompt.latestVersion;
    m_prompt = *listed;
    if (!hasNewVersion)
        return;
    m_commit->setNextVersion(m_prompt.latestVersion + 1);
    reloadVersions();
}

void PromptsPage::openSelected()
{
    m_saver->flush();
    const prompts::PromptSummary *selected = m_list->selected();
    if (selected == nullptr) {
        m_prompt = {};
        m_saver->setPrompt({});
        m_stack->setCurrentWidget(m_empty);
        return;
    }
    m_context.state.setValue(u"prompts/selected"_s, selected->name);
    const quint64 opening = ++m_opening;
    // A save still under way may be read too early: what it saves is newer than the answer.
    auto unsaved = m_saver->unsaved(selected->id);
    if (auto beside = m_beside->handOver(selected->id, m_saver->unsaved(m_beside->prompt())))
        unsaved = std::move(beside);
    if (!m_prompt.id.isNull() && m_prompt.id != selected->id)
        m_previous = m_prompt.name;
    ask<Opened>(
        [id = selected->id, name = selected->name,
         recovery = recoveryOf(m_context)](Workspace &workspace) -> QCoro::Task<Result<Opened>> {
            const auto draft = co_await workspace.prompts().draft(id);
            if (!draft)
                co_return tl::unexpected(draft.error());
            const auto versions = co_await workspace.prompts().versions(id);
            if (!versions)
                co_return tl::unexpected(versions.error());
            const auto datasets = co_await workspace.datasets().forPrompt(name);
            const auto place = co_await workspace.prompts().editPlace(id);
            const UtcMicros committed = versions->isEmpty() ? 0 : versions->first().createdAt;
            const auto kept = recovery.kept(id, std::max(draft->savedAt, committed));
            co_return Opened{kept.value_or(*draft), *versions,
                             datasets.value_or(QList<evaluation::Dataset>()),
                             place.value_or(prompts::EditPlace()), kept.has_value()};
        },
        [this, opening, unsaved, summary = *selected](const Result<Opened> &answer) {
            if (opening != m_opening)
                return;
            Opened opened = *answer;
            // Until here the editor holds the prompt before: what is typed or committed meanwhile is its.
            m_saver->setPrompt(summary.id);
            opened.draft = m_saver->unsaved(summary.id).value_or(unsaved.value_or(opened.draft));
            m_prompt = summary;
            showOpened(opened);
        });
}

void PromptsPage::showOpened(const Opened &opened)
{
    m_isFilling = true;
    m_draft = opened.draft.content;
    m_baseVersion = opened.draft.baseVersion;
    m_viewed = 0;
    m_details->setPrompt(m_prompt);
    m_editor->setReadOnly(false);
    m_editor->setMessages(m_draft.messages);
    m_variables->setDatasets(opened.datasets);
    m_variables->setContent(m_draft);
    m_variables->setValues(m_draft.testValues);
    refreshCompletions(m_draft);
    m_panels->setReadOnly(false);
    m_panels->setContent(m_draft);
    m_versions->setVersions(opened.versions);
    m_versions->clearSelection();
    m_commit->clear();
    m_mergeChoice->hide();
    m_commit->setEnabled(true);
    m_commit->setNextVersion(m_prompt.latestVersion + 1);
    m_details->setStatus(m_prompt.hasDraft                ? tr("Draft from version %1").arg(m_baseVersion)
                             : m_prompt.latestVersion > 0 ? tr("Version %1").arg(m_prompt.latestVersion)
                                                          : tr("New draft"));
    m_stack->setCurrentWidget(m_editorSide);
    m_isFilling = false;
    m_mergedVersion = 0;
    startSteps(opened.place);
    m_partials->touch();
    m_estimate->touch();
    m_preview->touch();
    reloadFigures();
    if (opened.isRecovered && !m_savesFail) {
        m_saver->touch();
        m_bar->show(MessageBar::Kind::Info,
                    tr("What could not be saved into the workspace last time is back."));
    }
    if (std::exchange(m_renamesWhenOpened, false))
        m_details->startRename();
    showFoundOfSelected(Qt::NoFocusReason);
    showFound(std::exchange(m_passageWanted, {}), Qt::OtherFocusReason);
    if (const auto wanted = std::exchange(m_diffWanted, {}); wanted.second > 0)
        openDiff(wanted.first, wanted.second);
}

void PromptsPage::reloadModels()
{
    ask<QStringList>(
        [](Workspace &workspace) -> QCoro::Task<Result<QStringList>> {
            QStringList models;
            const auto providers = co_await workspace.providers().list();
            if (!providers)
                co_return tl::unexpected(providers.error());
            for (const catalog::Provider &provider : *providers) {
                const auto listing = co_await workspace.providers().listing(provider.id);
                if (!listing)
                    co_return tl::unexpected(listing.error());
                for (const catalog::ListedModel &model : *listing)
                    models.append(catalog::ModelRef{provider.name, model.id}.toString());
            }
            models.sort();
            co_return models;
        },
        [this](const Result<QStringList> &models) { m_panels->settings()->setModels(*models); });
}

prompts::PromptContent PromptsPage::editedContent() const
{
    if (m_viewed > 0)
        return m_draft;
    prompts::PromptContent content = editedRest();
    content.messages = m_editor->messages();
    return content;
}

prompts::PromptContent PromptsPage::shownContent() const
{
    const auto &versions = m_versions->versions();
    const auto viewed = std::ranges::find(versions, m_viewed, &prompts::PromptVersion::number);
    return m_viewed > 0 && viewed != versions.end() ? viewed->content : editedContent();
}

/// A draft that equals the latest version is none: the store keeps nothing of it.
bool PromptsPage::isEdited() const
{
    const auto &versions = m_versions->versions();
    return versions.isEmpty() || versions.first().content != editedContent();
}

void PromptsPage::contentChanged()
{
    if (m_isFilling || m_viewed > 0)
        return;
    m_details->setStatus(tr("Editing\u2026"));
    m_saver->touch();
    m_derive.start();
    m_partials->touch();
    m_estimate->touch();
    m_preview->touch();
}

void PromptsPage::draftSaved(PromptId prompt, const prompts::EditPlace &place,
                             const std::pair<int, int> &moment)
{
    if (prompt == m_prompt.id && moment.first == m_stepsBegun) {
        m_place = place;
        m_places.insert(moment.second, place);
    }
    if (std::exchange(m_savesFail, false))
        m_bar->show(MessageBar::Kind::Success, tr("Drafts are saved again."));
    if (prompt != m_prompt.id) {
        m_list->setHasDraft(prompt, true);
        return;
    }
    m_prompt.hasDraft = isEdited();
    m_list->setHasDraft(prompt, m_prompt.hasDraft);
    m_details->setStatus(m_prompt.hasDraft ? tr("Draft saved")
                                           : tr("Same as version %1").arg(m_prompt.latestVersion));
}

void PromptsPage::create()
{
    prompts::PromptContent content;
    content.messages = {{providers::Role::System, {}}, {providers::Role::User, {}}};
    createPrompt(freeName(*m_list->model(), u"new-prompt"_s), m_prompt.folder, content);
}

void PromptsPage::duplicate()
{
    if (!m_prompt.id.isNull())
        createPrompt(freeName(*m_list->model(), m_prompt.name + u"-copy"_s), m_prompt.folder,
                     editedContent());
}

void PromptsPage::createPrompt(const QString &name, const QString &folder,
                               const prompts::PromptContent &content)
{
    m_saver->flush();
    ask<prompts::PromptSummary>(
        [name, folder, content](Workspace &workspace) -> QCoro::Task<Result<prompts::PromptSummary>> {
            co_return co_await workspace.prompts().create(name, folder, content);
        },
        [this](const Result<prompts::PromptSummary> &created) {
            m_renamesWhenOpened = true;
            reload(created->name);
        });
}

void PromptsPage::remove()
{
    if (m_prompt.id.isNull())
        return;
    m_saver->flush();
    const prompts::PromptSummary gone = m_prompt;
    ask<void>(
        [id = gone.id](Workspace &workspace) -> QCoro::Task<Result<>> {
            co_return co_await workspace.prompts().remove(id);
        },
        [this, gone](const Result<> &) {
            m_bar->showUndo(tr("%1 is deleted.").arg(gone.name), [this, gone] {
                ask<void>(
                    [id = gone.id](Workspace &workspace) -> QCoro::Task<Result<>> {
                        co_return co_await workspace.prompts().restore(id);
                    },
                    [this, gone](const Result<> &) { reload(gone.name); });
            });
            m_saver->setPrompt({});
            m_prompt = {};
            reload();
        });
}

void PromptsPage::rename(PromptId prompt, const QString &from, const QString &to)
{
    ++m_pending;
    m_context.engine.run([prompt, to](Workspace &workspace) -> QCoro::Task<Result<>> {
        co_return co_await workspace.prompts().rename(prompt, to);
    }) | whenDone(this, [this, prompt, from, to](const Result<> &renamed) {
        --m_pending;
        const bool isOpen = prompt == m_prompt.id;
        if (renamed && isOpen) {
            m_prompt.name = to;
            m_context.state.setValue(u"prompts/selected"_s, to);
        }
        if (isOpen)
            m_details->setPrompt(m_prompt); // the name as it still is, if it was refused
        if (!renamed)
            return m_bar->showError(renamed.error());
        m_bar->showUndo(tr("\u201c%1\u201d is called \u201c%2\u201d now.").arg(from, to),
                        [this, prompt, from, to] { rename(prompt, to, from); });
        reload();
    });
}

void PromptsPage::setFolder(const QString &folder)
{
    m_prompt.folder = folder;
    ask<void>(
        [id = m_prompt.id, folder](Workspace &workspace) -> QCoro::Task<Result<>> {
            co_return co_await workspace.prompts().setFolder(id, folder);
        },
        [this](const Result<> &) { reload(); });
}

void PromptsPage::setTags(const QStringList &tags)
{
    m_prompt.tags = tags;
    ask<void>(
        [id = m_prompt.id, tags](Workspace &workspace) -> QCoro::Task<Result<>> {
            co_return co_await workspace.prompts().setTags(id, tags);
        },
        [this](const Result<> &) { reload(); });
}

void PromptsPage::commit(const QString &message)
{
    if (const QString problem = m_panels->problem(); !problem.isEmpty())
        return m_commit->setProblem(problem);
    if (prompts::hasConflictMarkers(editedContent()))
        return m_commit->setProblem(tr("A message still holds both sides of a conflict: choose one."));
    if (asksToMerge(message))
        return;
    m_saver->forget(); // what is committed now is no draft any more
    ++m_pending;
    m_context.engine.run([id = m_prompt.id, content = editedContent(), base = m_baseVersion,
                          merged = m_mergedVersion,
                          message](Workspace &workspace) -> QCoro::Task<Result<prompts::PromptVersion>> {
        co_return co_await workspace.prompts().commit(id, content, base, message, author(),
                                                      prompts::OtherDraft::Clear, merged);
    }) | whenDone(this, [this, id = m_prompt.id](const Result<prompts::PromptVersion> &committed) {
        --m_pending;
        if (id != m_prompt.id) { // another one is open by now
            if (!committed)
                m_bar->showError(committed.error());
            return reload();
        }
        if (!committed) {
            m_commit->setProblem(committed.error().message);
            m_saver->touch(); // still only a draft
            return;
        }
        m_prompt.latestVersion = committed->number;
        m_prompt.hasDraft = false;
        m_baseVersion = committed->number;
        m_mergedVersion = 0;
        m_stepBase = {m_baseVersion, 0};
        takePlace();
        m_commit->clear();
        m_commit->setNextVersion(committed->number + 1);
        m_mergeChoice->hide();
        m_details->setStatus(tr("Version %1 committed").arg(committed->number));
        reload();
        reloadVersions();
    });
}

void PromptsPage::run()
{
    if (m_prompt.id.isNull())
        return;
    m_saver->flush();
    if (!m_saver->unsaved(m_prompt.id))
        return goToCompare();
    // Compare reads what is stored. When it cannot be, the page says so, and nothing older runs instead.
    auto *once = new QObject(this);
    connect(m_saver, &DraftSaver::failed, once, &QObject::deleteLater);
    connect(m_saver, &DraftSaver::saved, once, [this, once, asked = m_prompt.id](PromptId saved) {
        if (saved != asked)
            return;
        once->deleteLater();
        if (m_prompt.id == asked)
            goToCompare();
    });
}

void PromptsPage::goToCompare()
{
    const bool isDraft = m_viewed == 0 && isEdited();
    Q_EMIT navigationRequested(u"compare"_s,
                               {{u"prompt"_s, m_prompt.name},
                                {u"version"_s,
                                 m_viewed > 0  ? m_viewed
                                     : isDraft ? 0
                                               : m_prompt.latestVersion},
                                {u"draft"_s, isDraft}});
}

void PromptsPage::showMenu(const QPoint &globalPosition)
{
    auto *menu = new QMenu(this);
    menu->setAttribute(Qt::WA_DeleteOnClose);
    for (const QString &id : {u"prompts.run"_s, u"prompts.rename"_s, u"prompts.duplicate"_s,
                              u"prompts.diff"_s, u"prompts.export"_s, u"prompts.remove"_s})
        menu->addAction(m_context.actions.action(id));
    if (m_list->selected() != nullptr) {
        menu->addAction(m_context.theme.icon(u"columns"_s), tr("&Open beside"), this,
                        [this, name = m_list->selected()->name] { openBeside(name); });
    }
    menu->popup(globalPosition);
}

} // namespace assay::ui
