// SPDX-License-Identifier: GPL-3.0-or-later
// How the page is put together; what it does stands in promptspage.cpp.
#include "ui/prompts/promptspage.h"

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
#include "ui/prompts/previewpanel.h"
#include "ui/prompts/promptdetails.h"
#include "ui/prompts/promptlist.h"
#include "ui/prompts/spellactions.h"
#include "ui/prompts/spellchecker.h"
#include "ui/prompts/versionspanel.h"
#include "ui/theme/metrics.h"
#include "ui/theme/theme.h"
#include "ui/variables/variablespanel.h"
#include "ui/widgets/controls.h"
#include "ui/widgets/emptystate.h"
#include "ui/widgets/messagebar.h"
#include "ui/widgets/section.h"

#include <QAction>
#include <QLabel>
#include <QScrollArea>
#include <QSplitter>
#include <QStackedWidget>
#include <QVBoxLayout>

using namespace Qt::StringLiterals;

namespace assay::ui {

void PromptsPage::buildLayout()
{
    m_empty->setContent({u"prompts"_s,
                         tr("Nothing selected"),
                         tr("Choose a prompt on the left, or write a new one."),
                         tr("New prompt"),
                         [this] { create(); },
                         {},
                         {}});
    m_stack->addWidget(m_empty);
    m_stack->addWidget(m_editorSide);
    m_stack->addWidget(m_diffSide);
    m_stack->addWidget(m_moves);
    m_stack->addWidget(m_blame);

    m_split->addWidget(m_list);
    m_split->addWidget(m_stack);
    m_split->addWidget(m_side);
    m_split->setStretchFactor(1, 1);
    m_split->setChildrenCollapsible(false);
    const int character = fontMetrics().averageCharWidth();
    m_split->setSizes({character * 38, 900, character * 48});
    if (const QByteArray saved = m_context.state.value(u"prompts/splitter"_s).toByteArray(); !saved.isEmpty())
        m_split->restoreState(saved);
    m_side->setVisible(m_context.state.value(u"prompts/side"_s, true).toBool());
    m_list->setOrder(m_context.state.value(u"prompts/order"_s, 0).toInt());

    setAcceptDrops(true);
    auto *rows = new QVBoxLayout(this);
    rows->setContentsMargins(0, 0, 0, 0);
    rows->setSpacing(0);
    rows->addWidget(m_bar);
    rows->addWidget(m_split, 1);
}

QWidget *PromptsPage::buildEditor()
{
    auto *side = new QWidget(this);
    m_find->hide();
    m_mergeChoice->hide();
    auto *rows = new QVBoxLayout(side);
    rows->setContentsMargins(0, 0, 0, 0);
    rows->setSpacing(0);
    rows->addWidget(m_details);
    rows->addWidget(m_find);
    rows->addWidget(m_mergeChoice);
    auto *beside = new QSplitter(side);
    beside->addWidget(m_editor);
    beside->addWidget(m_preview);
    beside->addWidget(m_beside);
    m_beside->hide();
    beside->setChildrenCollapsible(false);
    beside->setStretchFactor(0, 3);
    beside->setStretchFactor(1, 2);
    beside->setStretchFactor(2, 3);
    beside->setSizes({600, 400, 600}); // shares: any of them may be hidden
    m_preview->setVisible(m_context.state.value(u"prompts/preview"_s, false).toBool());
    if (const QByteArray saved = m_context.state.value(u"prompts/beside"_s).toByteArray(); !saved.isEmpty())
        beside->restoreState(saved);
    connect(beside, &QSplitter::splitterMoved, this,
            [this, beside] { m_context.state.setValue(u"prompts/beside"_s, beside->saveState()); });
    rows->addWidget(beside, 1);
    rows->addWidget(separatorLine(Qt::Horizontal, side));
    rows->addWidget(m_commit);
    return side;
}

void PromptsPage::buildDiff()
{
    auto *rows = new QVBoxLayout(m_diffSide);
    rows->setContentsMargins(0, 0, 0, 0);
    rows->setSpacing(0);
    rows->addWidget(m_labelBar);
    rows->addWidget(m_diff, 1);
    m_labelBar->hide();
}

QWidget *PromptsPage::buildSide()
{
    auto *side = new QWidget(this);
    auto *split = new QSplitter(Qt::Vertical, side);
    auto *versions = new QWidget(split);
    auto *versionRows = new QVBoxLayout(versions);
    versionRows->setContentsMargins(0, metrics::wide(), 0, 0);
    versionRows->setSpacing(metrics::normal());
    versionRows->addWidget(sectionHeading(tr("Versions"), versions));
    versionRows->addWidget(m_versions, 1);
    auto *inputs = new QWidget;
    auto *inputRows = new QVBoxLayout(inputs);
    inputRows->setContentsMargins(0, 0, metrics::normal(), metrics::wide());
    inputRows->setSpacing(metrics::wide());
    m_variables->setDefinable(true);
    inputRows->addWidget(m_variables);
    inputRows->addWidget(m_panels);
    Section *estimate = m_panels->addSection(u"estimate"_s, tr("Tokens and cost"), m_estimate, true);
    connect(m_estimate, &EstimatePanel::summaryChanged, estimate, [this, estimate] {
        estimate->setSummary(m_estimate->summary());
        m_details->setEstimate(m_estimate->tokensAndCost(), m_estimate->summary());
    });
    inputRows->addStretch();
    auto *scrolled = new QScrollArea(split);
    scrolled->setFrameShape(QFrame::NoFrame);
    scrolled->setAccessibleName(tr("Variables, cost and settings"));
    scrolled->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    scrolled->setWidgetResizable(true);
    scrolled->setWidget(inputs);
    split->addWidget(scrolled);
    split->addWidget(versions);
    split->setChildrenCollapsible(false);
    split->setStretchFactor(0, 3);
    split->setStretchFactor(1, 2);
    auto *rows = new QVBoxLayout(side);
    rows->setContentsMargins(metrics::wide(), metrics::wide(), metrics::wide(), metrics::wide());
    rows->addWidget(split);
    return side;
}

void PromptsPage::connectParts()
{
    connect(m_list, &PromptList::selectionChanged, this, &PromptsPage::openSelected);
    connect(m_list, &PromptList::createRequested, this, &PromptsPage::create);
    connect(m_list, &PromptList::textsWanted, this, &PromptsPage::searchTexts);
    connect(m_list, &PromptList::taken, this, [this] { showFoundOfSelected(Qt::OtherFocusReason); });
    connect(m_list, &PromptList::menuRequested, this, &PromptsPage::showMenu);
    connect(m_list, &PromptList::orderChanged, this,
            [this] { m_context.state.setValue(u"prompts/order"_s, m_list->order()); });
    connect(m_split, &QSplitter::splitterMoved, this,
            [this] { m_context.state.setValue(u"prompts/splitter"_s, m_split->saveState()); });

    connect(m_editor, &MessageEditor::changed, this, &PromptsPage::contentChanged);
    if (const int zoomed = m_context.state.value(u"prompts/zoom"_s, 0).toInt(); zoomed != 0)
        m_editor->zoom(zoomed);
    for (MessageEditor *editor : {m_editor, m_beside->editor()})
        editor->setSpelling(m_spelling);
    connect(m_spelling, &SpellChecker::added, this, [this](const QString &word) {
        m_bar->showUndo(tr("\u201c%1\u201d is in your dictionary.").arg(word),
                        [this, word] { m_spelling->removeFromDictionary(word); });
    });
    connect(m_spelling, &SpellChecker::failed, this, [this](const Error &error) { m_bar->showError(error); });
    connect(m_editor, &MessageEditor::referencesWanted, this, &PromptsPage::completeReferences);
    connect(m_editor, &MessageEditor::zoomChanged, this,
            [this] { m_context.state.setValue(u"prompts/zoom"_s, m_editor->zoomed()); });
    connect(m_editor, &MessageEditor::undoExhausted, this, [this] { stepThroughEdits(-1); });
    connect(m_editor, &MessageEditor::redoExhausted, this, [this] { stepThroughEdits(1); });
    connect(m_editor, &MessageEditor::removed, this, [this](int position, const providers::Message &message) {
        m_bar->showUndo(tr("The message is removed."),
                        [this, position, message] { m_editor->restore(position, message); });
    });
    for (auto changed : {&VariablesPanel::changed, &VariablesPanel::definitionsChanged})
        connect(m_variables, changed, this, &PromptsPage::restChanged);
    connect(m_panels, &ContentPanels::changed, this, &PromptsPage::restChanged);
    connect(m_variables, &VariablesPanel::changed, this, [this] {
        if (m_isFilling)
            return;
        m_saver->touch();
        m_estimate->touch();
        m_preview->touch();
    });
    connect(m_variables, &VariablesPanel::definitionsChanged, this, &PromptsPage::contentChanged);
    connect(m_variables, &VariablesPanel::failed, this,
            [this](const Error &error) { m_bar->showError(error); });
    connect(m_estimate, &EstimatePanel::hintFollowed, this, &PromptsPage::followHint);
    connect(m_estimate, &EstimatePanel::hintShown, this, [this](const prompts::Hint &hint) {
        m_editor->showPassage(hint.message, hint.start, hint.length);
    });
    connect(m_panels, &ContentPanels::changed, this, &PromptsPage::contentChanged);
    connect(m_preview, &PreviewPanel::closed, this,
            [this] { m_context.actions.action(u"prompts.preview"_s)->trigger(); });
    connect(m_editor, &MessageEditor::failed, this, [this](const Error &error) { m_bar->showError(error); });
    connect(m_find, &FindBar::findRequested, this, &PromptsPage::findNext);
    connect(m_find, &FindBar::replaceRequested, this, &PromptsPage::replaceNext);
    connect(m_find, &FindBar::replaceAllRequested, this, &PromptsPage::replaceAll);
    connect(m_find, &FindBar::changed, this,
            [this] { m_find->showCount(m_editor->count(m_find->pattern())); });
    connect(m_find, &FindBar::closed, this, [this] {
        m_find->hide();
        m_editor->focusFirst();
    });

    connect(m_details, &PromptDetails::renamed, this,
            [this](const QString &name) { rename(m_prompt.id, m_prompt.name, name); });
    connect(m_list, &PromptList::renameRequested, this, &PromptsPage::rename);
    connect(m_details, &PromptDetails::folderChanged, this, &PromptsPage::setFolder);
    connect(m_details, &PromptDetails::tagsChanged, this, &PromptsPage::setTags);
    connect(m_details, &PromptDetails::runRequested, this, &PromptsPage::run);
    connect(m_commit, &CommitRow::commitRequested, this, &PromptsPage::commit);
    connectVersions();
    connectBeside();
    connect(m_diff, &DiffView::closed, this, &PromptsPage::backToDraft);

    connect(m_saver, &DraftSaver::saved, this, &PromptsPage::draftSaved);
    connect(m_saver, &DraftSaver::failed, this, [this](const Error &error) {
        m_savesFail = true;
        m_bar->showError(error);
    });
}

void PromptsPage::connectVersions()
{
    connect(m_versions, &VersionsPanel::viewRequested, this, &PromptsPage::viewVersion);
    connect(m_versions, &VersionsPanel::diffRequested, this, [this](int number) { openDiff(number, 0); });
    connect(m_versions, &VersionsPanel::restoreRequested, this, &PromptsPage::restoreVersion);
    connect(m_versions, &VersionsPanel::labelRequested, this, &PromptsPage::setLabel);
    connect(m_versions, &VersionsPanel::labelRemovalRequested, this, &PromptsPage::removeLabel);
    connect(m_mergeChoice, &MergeChoice::chosen, this, &PromptsPage::applyMergeChoice);
    connect(m_mergeChoice, &MergeChoice::closed, m_mergeChoice, &QWidget::hide);
    connect(m_versions, &VersionsPanel::tagsRequested, this, &PromptsPage::setVersionTags);
    connect(m_versions, &VersionsPanel::blameRequested, this, &PromptsPage::showBlame);
    connect(m_versions, &VersionsPanel::mergeRequested, this, &PromptsPage::mergeVersion);
    connect(m_versions, &VersionsPanel::movesRequested, this, &PromptsPage::showMoves);
    connect(m_versions, &VersionsPanel::releaseRequested, this, [this](int number) {
        Q_EMIT navigationRequested(u"releases"_s, {{u"prompt"_s, m_prompt.name}, {u"version"_s, number}});
    });
    connect(m_labelBar, &LabelBar::confirmed, this,
            [this] { moveLabel(m_labelBar->version(), m_labelBar->label(), m_labelBar->reason()); });
    connect(m_labelBar, &LabelBar::cancelled, this, &PromptsPage::backToDraft);
    connect(m_moves, &LabelMoves::undoRequested, this, &PromptsPage::undoMove);
    connect(m_moves, &LabelMoves::closed, this, &PromptsPage::backToDraft);
    connect(m_blame, &BlameView::closed, this, &PromptsPage::backToDraft);
}

void PromptsPage::addActions()
{
    const QString section = tr("Prompts");
    const auto add = [&](const QString &id, const QString &text, const QString &icon,
                         const QList<QKeySequence> &keys, const QString &whatsThis,
                         std::function<void()> run) {
        m_context.actions.add({id, section, text, icon, keys, whatsThis}, this, this, std::move(run));
    };
    add(u"prompts.new"_s, tr("&New prompt"), u"add"_s, {QKeySequence(u"Ctrl+N"_s)},
        tr("Starts a prompt of its own draft."), [this] { create(); });
    add(u"prompts.import"_s, tr("&Import\u2026"), u"import"_s, {QKeySequence(u"Ctrl+Shift+I"_s)},
        tr("Takes prompt files in; they can also be dropped on the page."),
        [this] { chooseFilesToImport(); });
    add(u"prompts.importFolder"_s, tr("Import a &folder\u2026"), u"folder"_s, {},
        tr("Takes every prompt file below a folder in, all or none."), [this] { chooseFolderToImport(); });
    add(u"prompts.importClipboard"_s, tr("Import from the clip&board"), u"import"_s,
        {QKeySequence(u"Ctrl+Alt+V"_s)},
        tr("Takes a pasted pmpt_ prompt, code that calls one, or the text of any file that can be imported."),
        [this] { importClipboard(); });
    add(u"prompts.export"_s, tr("&Export\u2026"), u"export"_s, {QKeySequence(u"Ctrl+E"_s)},
        tr("Writes the prompt as a file of Assay or another tool, and says what has no place there."),
        [this] { exportPrompt(); });
    add(u"prompts.exportFolder"_s, tr("Export all to a f&older\u2026"), u"folder"_s, {},
        tr("Writes the latest version of every prompt as Markdown, for git; it can be imported again."),
        [this] { exportFolder(); });
    add(u"prompts.rename"_s, tr("Re&name"), u"edit"_s, {QKeySequence(u"F2"_s)},
        tr("Renames the prompt, in the list or above its text."), [this] {
            if (m_list->hasListFocus())
                m_list->startRename();
            else
                m_details->startRename();
        });
    add(u"prompts.duplicate"_s, tr("&Duplicate"), u"copy"_s, {QKeySequence(u"Ctrl+D"_s)},
        tr("Starts a new prompt with the same text."), [this] { duplicate(); });
    add(u"prompts.remove"_s, tr("De&lete prompt"), u"remove"_s, {QKeySequence(u"Ctrl+Del"_s)},
        tr("Puts the prompt away; it can be undone."), [this] { remove(); });
    add(u"prompts.search"_s, tr("&Search prompts"), u"search"_s, {QKeySequence(u"Ctrl+Shift+F"_s)},
        tr("Finds prompts by name, folder, tag or text; #tag looks at tags only."),
        [this] { m_list->focusSearch(); });
    add(u"prompts.commit"_s, tr("&Commit\u2026"), u"commit"_s, {QKeySequence(u"Ctrl+S"_s)},
        tr("Makes the draft an immutable version."), [this] { m_commit->focusMessage(); });
    add(u"prompts.run"_s, tr("&Run in Compare"), u"run"_s,
        {QKeySequence(u"Ctrl+Return"_s), QKeySequence(u"Ctrl+Enter"_s)},
        tr("Takes what is shown to the Compare page."), [this] { run(); });
    add(u"prompts.diff"_s, tr("D&iff with the latest version"), u"diff"_s, {QKeySequence(u"Ctrl+Shift+D"_s)},
        tr("Shows what the draft changes."), [this] { openDiff(m_prompt.latestVersion, 0); });
    add(u"prompts.blame"_s, tr("&Who wrote each line"), u"user"_s, {QKeySequence(u"Ctrl+Shift+B"_s)},
        tr("Shows the version and the author of each line of what is shown."), [this] {
            if (!m_prompt.id.isNull())
                showBlame(m_viewed);
        });
    add(u"prompts.moves"_s, tr("&Moves of the labels"), u"history"_s, {},
        tr("Lists who moved which label, when and why; the last move can be taken back."), [this] {
            if (!m_prompt.id.isNull())
                showMoves();
        });
    add(u"prompts.release"_s, tr("R&elease\u2026"), u"tag"_s, {QKeySequence(u"Ctrl+Shift+R"_s)},
        tr("Gives the latest version to a growing share of a label's calls."), [this] {
            if (!m_prompt.id.isNull())
                Q_EMIT navigationRequested(
                    u"releases"_s, {{u"prompt"_s, m_prompt.name}, {u"version"_s, m_prompt.latestVersion}});
        });
    add(u"prompts.nextChange"_s, tr("Next change"), u"down"_s, {QKeySequence(u"F7"_s)},
        tr("Goes to the next change of the diff."), [this] { m_diff->step(false); });
    add(u"prompts.previousChange"_s, tr("Previous change"), u"up"_s, {QKeySequence(u"Shift+F7"_s)},
        tr("Goes to the change before."), [this] { m_diff->step(true); });
    addEditActions();
}

void PromptsPage::addEditActions()
{
    const QString section = tr("Prompts");
    const auto add = [&](const QString &id, const QString &text, const QString &icon,
                         const QList<QKeySequence> &keys, const QString &whatsThis,
                         std::function<void()> run) {
        m_context.actions.add({id, section, text, icon, keys, whatsThis}, this, this, std::move(run));
    };
    add(u"prompts.find"_s, tr("&Find in the prompt"), u"search"_s, {QKeySequence(u"Ctrl+F"_s)},
        tr("Finds and replaces text in all messages, with regular expressions if wanted."), [this] {
            m_find->open();
            m_find->showCount(m_editor->count(m_find->pattern()));
        });
    add(u"prompts.preview"_s, tr("Live &preview"), u"eye"_s, {QKeySequence(u"Ctrl+Shift+L"_s)},
        tr("Shows beside the editor what a model would get, while one types."), [this] { togglePreview(); });
    add(u"prompts.beside"_s, tr("Two prompts side &by side"), u"columns"_s, {QKeySequence(u"Ctrl+Shift+O"_s)},
        tr("Opens the prompt that was edited before beside this one, or closes it."),
        [this] { toggleBeside(); });
    add(u"prompts.besideDiff"_s, tr("Compare the two prompts"), u"diff"_s, {},
        tr("Shows what differs between the two prompts side by side."), [this] {
            if (m_beside->isVisibleTo(m_editorSide))
                diffBeside();
        });
    add(u"prompts.renameVariable"_s, tr("Rename the &variable\u2026"), u"braces"_s,
        {QKeySequence(u"Shift+F2"_s)},
        tr("Calls the variable under the cursor otherwise, everywhere in the prompt."),
        [this] { askToRename(); });
    add(u"prompts.completeName"_s, tr("Complete the name"), {}, {},
        tr("Ctrl+Space inside of a tag lists the variables or prompts that fit."),
        [this] { m_editor->completeName(); });
    add(u"prompts.findNext"_s, tr("Find next"), {}, {QKeySequence(u"F3"_s)}, tr("Goes to the next place."),
        [this] { findNext(false); });
    add(u"prompts.findPrevious"_s, tr("Find previous"), {}, {QKeySequence(u"Shift+F3"_s)},
        tr("Goes to the place before."), [this] { findNext(true); });
    add(u"prompts.undo"_s, tr("Undo in the prompt"), {}, {QKeySequence(u"Ctrl+Z"_s)},
        tr("Takes back the last change to the text or the messages."), [this] {
            if (m_editor->isVisible())
                m_editor->undo();
        });
    add(u"prompts.redo"_s, tr("Redo in the prompt"), {},
        {QKeySequence(u"Ctrl+Shift+Z"_s), QKeySequence(u"Ctrl+Y"_s)}, tr("Does again what was undone."),
        [this] {
            if (m_editor->isVisible())
                m_editor->redo();
        });
    add(u"prompts.moveUp"_s, tr("Move message up"), u"up"_s, {QKeySequence(u"Alt+Up"_s)},
        tr("Moves the focused message up."), [this] { m_editor->moveCurrent(-1); });
    add(u"prompts.moveDown"_s, tr("Move message down"), u"down"_s, {QKeySequence(u"Alt+Down"_s)},
        tr("Moves the focused message down."), [this] { m_editor->moveCurrent(1); });
    add(u"prompts.addUser"_s, tr("Add user message"), u"user"_s, {QKeySequence(u"Ctrl+Shift+U"_s)},
        tr("Adds a user message at the end."), [this] { m_editor->addMessage(providers::Role::User); });
    add(u"prompts.zoomIn"_s, tr("Larger text"), {}, {QKeySequence(u"Ctrl++"_s), QKeySequence(u"Ctrl+="_s)},
        tr("Enlarges the editor's text."), [this] { m_editor->zoom(1); });
    add(u"prompts.zoomOut"_s, tr("Smaller text"), {}, {QKeySequence(u"Ctrl+-"_s)},
        tr("Reduces the editor's text."), [this] { m_editor->zoom(-1); });
    add(u"prompts.zoomReset"_s, tr("Usual text size"), {}, {QKeySequence(u"Ctrl+0"_s)},
        tr("The usual size again."), [this] { m_editor->zoom(0); });
    m_spellActions = new SpellActions(m_context, *m_spelling, this);
    add(u"prompts.side"_s, tr("Side &panel"), u"panel"_s, {QKeySequence(u"F9"_s)},
        tr("Shows or hides variables and versions."), [this] {
            m_side->setVisible(!m_side->isVisible());
            m_context.state.setValue(u"prompts/side"_s, m_side->isVisible());
        });
    add(u"prompts.refresh"_s, tr("Re&fresh"), u"refresh"_s, {QKeySequence(u"F5"_s)},
        tr("Reads the prompts again."), [this] {
            reload();
            if (!m_prompt.id.isNull())
                reloadVersions(); // and what is known of them, and who may move their labels
        });
}

} // namespace assay::ui
