// SPDX-License-Identifier: GPL-3.0-or-later
// What the page does with labels and tags of versions, and with two people's work on one prompt.
#include "prompts/merge.h"
#include "prompts/promptstore.h"
#include "telemetry/requestlog.h"
#include "ui/prompts/blameview.h"
#include "ui/prompts/commitrow.h"
#include "ui/diff/diffview.h"
#include "ui/prompts/labelbar.h"
#include "ui/prompts/labelmoves.h"
#include "ui/prompts/mergechoice.h"
#include "ui/prompts/promptspageask.h"
#include "ui/prompts/versionspanel.h"

#include <algorithm>

#include <QStackedWidget>

using namespace Qt::StringLiterals;

namespace assay::ui {

using workspace::Workspace;

void PromptsPage::reloadFigures()
{
    struct Known {
        VersionEvidence evidence;
        security::Access access;
    };
    ask<Known>(
        [name = m_prompt.name](Workspace &workspace) -> QCoro::Task<Result<Known>> {
            const auto figures = co_await workspace.log().versionFigures(name);
            if (!figures)
                co_return tl::unexpected(figures.error());
            const auto scores = co_await workspace.votes().versionScores(name);
            if (!scores)
                co_return tl::unexpected(scores.error());
            const auto access = co_await workspace.access().access();
            if (!access)
                co_return tl::unexpected(access.error());
            Known known;
            known.evidence.figures = *figures;
            known.evidence.scores = *scores;
            known.access = *access;
            co_return known;
        },
        [this, id = m_prompt.id](const Result<Known> &known) {
            if (id != m_prompt.id)
                return;
            m_evidence = known->evidence;
            m_access = known->access;
            m_versions->setEvidence(m_evidence);
            m_versions->setAccess(m_access, author());
            m_commit->setRefusal(m_access.refusalToCommit(author()));
        });
}

/// A label that points elsewhere is moved only after a look at what that changes.
void PromptsPage::setLabel(int number, const QString &label)
{
    const auto &versions = m_versions->versions();
    const auto now = std::ranges::find_if(
        versions, [&label](const prompts::PromptVersion &version) { return version.labels.contains(label); });
    if (now == versions.end() || now->number == number)
        return moveLabel(number, label, {});
    m_bar->hide();
    openDiff(now->number, number);
    m_labelBar->setMove(label, now->number, number, m_evidence, m_access.refusalToMove(author(), label));
    m_labelBar->show();
    m_labelBar->setFocus();
}

void PromptsPage::moveLabel(int number, const QString &label, const QString &reason)
{
    ask<void>(
        [id = m_prompt.id, number, label, reason](Workspace &workspace) -> QCoro::Task<Result<>> {
            co_return co_await workspace.prompts().setLabel(id, number, label, author(), reason);
        },
        [this, number, label](const Result<> &) {
            backToDraft();
            m_bar->showUndo(tr("%1 points at version %2 now.").arg(label).arg(number),
                            [this, label] { undoLastMove(label); });
            reloadVersions();
        });
}

void PromptsPage::removeLabel(const QString &label)
{
    ask<void>(
        [id = m_prompt.id, label](Workspace &workspace) -> QCoro::Task<Result<>> {
            co_return co_await workspace.prompts().removeLabel(id, label, author());
        },
        [this, label](const Result<> &) {
            m_bar->showUndo(tr("The label %1 is taken away.").arg(label),
                            [this, label] { undoLastMove(label); });
            reloadVersions();
        });
}

void PromptsPage::undoLastMove(const QString &label)
{
    ask<void>(
        [id = m_prompt.id, label](Workspace &workspace) -> QCoro::Task<Result<>> {
            const auto moves = co_await workspace.prompts().labelMoves(id);
            if (!moves)
                co_return tl::unexpected(moves.error());
            const auto last = std::ranges::find(*moves, label, &prompts::LabelMove::label);
            if (last == moves->end())
                co_return Result<>();
            co_return co_await workspace.prompts().undoLabelMove(id, last->id, author());
        },
        [this, label](const Result<> &) {
            m_bar->show(MessageBar::Kind::Success, tr("The move of %1 is taken back.").arg(label));
            reloadVersions();
            if (m_stack->currentWidget() == m_moves)
                showMoves();
        });
}

void PromptsPage::showMoves()
{
    using Moves = QList<prompts::LabelMove>;
    ask<Moves>(
        [id = m_prompt.id](Workspace &workspace) -> QCoro::Task<Result<Moves>> {
            co_return co_await workspace.prompts().labelMoves(id);
        },
        [this](const Result<Moves> &moves) {
            m_moves->setMoves(*moves);
            m_stack->setCurrentWidget(m_moves);
        });
}

void PromptsPage::undoMove(qint64 move)
{
    ask<void>(
        [id = m_prompt.id, move](Workspace &workspace) -> QCoro::Task<Result<>> {
            co_return co_await workspace.prompts().undoLabelMove(id, move, author());
        },
        [this](const Result<> &) {
            reloadVersions();
            showMoves();
        });
}

void PromptsPage::setVersionTags(int number, const QStringList &tags)
{
    ask<void>(
        [id = m_prompt.id, number, tags](Workspace &workspace) -> QCoro::Task<Result<>> {
            co_return co_await workspace.prompts().setVersionTags(id, number, tags);
        },
        [this, number](const Result<> &) {
            m_bar->show(MessageBar::Kind::Success, tr("The tags of version %1 are set.").arg(number));
            reloadVersions();
        });
}

void PromptsPage::showBlame(int number)
{
    const auto &versions = m_versions->versions();
    const auto found = std::ranges::find(versions, number, &prompts::PromptVersion::number);
    if (found == versions.end())
        m_blame->setContent(editedContent(), 0, m_baseVersion, m_mergedVersion, versions);
    else
        m_blame->setContent(found->content, number, found->parent, found->mergedParent, versions);
    m_stack->setCurrentWidget(m_blame);
}

/// Brings a version into the draft: from the version that both come from.
void PromptsPage::mergeVersion(int number)
{
    const auto &versions = m_versions->versions();
    const auto theirs = std::ranges::find(versions, number, &prompts::PromptVersion::number);
    if (theirs == versions.end())
        return;
    if (m_viewed > 0)
        backToDraft();
    const int ancestor = prompts::commonAncestor(versions, m_baseVersion, number);
    if (ancestor == number)
        return m_bar->show(MessageBar::Kind::Info,
                           tr("The draft comes from version %1 already.").arg(number));
    const auto base = std::ranges::find(versions, ancestor, &prompts::PromptVersion::number);
    const prompts::PromptContent from = base == versions.end() ? prompts::PromptContent() : base->content;
    const prompts::PromptContent before = editedContent();
    const int baseBefore = m_baseVersion;
    const prompts::Merge merged =
        prompts::merge(from, before, theirs->content, tr("draft"), tr("version %1").arg(number));
    // Based on what was merged only when that came after: else the draft keeps its base and gets a second.
    const bool isAhead = ancestor == m_baseVersion;
    m_baseVersion = isAhead ? number : m_baseVersion;
    m_mergedVersion = isAhead ? 0 : number;
    showDraft(merged.content);
    showMergeChoice({from, before, theirs->content, merged.content, tr("version %1").arg(number)},
                    merged.conflicts);
    const QString said = merged.conflicts.isEmpty()
        ? tr("Version %1 is merged into the draft.").arg(number)
        : tr("Version %1 is merged into the draft. Both changed %n part(s): choose above the text, or edit.",
             nullptr, int(merged.conflicts.size()))
              .arg(number);
    m_bar->showUndo(said, [this, before, baseBefore] {
        m_baseVersion = baseBefore;
        m_mergedVersion = 0;
        m_mergeChoice->hide();
        showDraft(before);
    });
}

void PromptsPage::showMergeChoice(const MergeSides &sides, const QList<prompts::MergeConflict> &conflicts)
{
    m_mergeSides = sides;
    m_mergeChoice->setConflicts(conflicts, sides.other);
    m_mergeChoice->setVisible(!conflicts.isEmpty());
}

/// Merges again with what was chosen; what was typed meanwhile is kept, as if another person had.
void PromptsPage::applyMergeChoice()
{
    MergeSides &sides = m_mergeSides;
    const QString draft = tr("draft");
    const prompts::PromptContent chosen =
        prompts::merge(sides.base, sides.ours, sides.theirs, draft, sides.other, m_mergeChoice->choices())
            .content;
    const prompts::PromptContent edited = editedContent();
    showDraft(edited == sides.shown
                  ? chosen
                  : prompts::merge(sides.shown, edited, chosen, draft, sides.other).content);
    sides.shown = chosen;
}

/// Somebody committed since this draft began: true when the person is asked first.
bool PromptsPage::asksToMerge(const QString &message)
{
    const auto &versions = m_versions->versions();
    if (versions.isEmpty() || m_baseVersion == 0 || versions.first().number <= m_baseVersion
        || m_commitsAnyway)
        return false;
    const prompts::PromptVersion &newer = versions.first();
    m_bar->show(MessageBar::Kind::Warning,
                tr("%1 committed version %2 since this draft began from version %3.")
                    .arg(newer.author)
                    .arg(newer.number)
                    .arg(m_baseVersion),
                {tr("Merge it in"), [this, number = newer.number] { mergeVersion(number); }});
    m_bar->setSecondAction({tr("Commit anyway"), [this, message] {
                                m_commitsAnyway = true;
                                commit(message);
                                m_commitsAnyway = false;
                            }});
    return true;
}

} // namespace assay::ui
