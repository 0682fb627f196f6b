// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "evaluation/datasetstore.h"
#include "exchange/exchange.h"
#include "prompts/editplace.h"
#include "prompts/hints.h"
#include "prompts/merge.h"
#include "prompts/prompt.h"
#include "security/access.h"
#include "ui/prompts/versionsmodel.h"
#include "ui/widgets/page.h"

#include <QTimer>

class QSplitter;
class QStackedWidget;

namespace assay::workspace {
struct TakenPrompts;
}

namespace assay::ui {

class BesidePane;
class BlameView;
class CommitRow;
class ContentPanels;
class DiffView;
class DraftSaver;
class EmptyState;
class EstimatePanel;
class FindBar;
class LabelBar;
class LabelMoves;
class MergeChoice;
class MessageBar;
class MessageEditor;
class PartialCheck;
class PreviewPanel;
class PromptDetails;
class PromptList;
class SpellActions;
class SpellChecker;
class VariablesPanel;
class VersionsPanel;

/// Where prompts are written: list, editor with its autosaved draft, variables, versions and their
/// differences.
class PromptsPage final : public Page {
    Q_OBJECT
public:
    explicit PromptsPage(const PageContext &context, QWidget *parent = nullptr);
    ~PromptsPage() override;

    [[nodiscard]] QString title() const override { return tr("Prompts"); }
    [[nodiscard]] QString iconName() const override { return QStringLiteral("prompts"); }
    [[nodiscard]] QString pageId() const override { return QStringLiteral("prompts"); }
    void activate() override;
    bool escape() override;
    [[nodiscard]] bool isSettled() const override;
    /// {"prompt": NAME} shows it, with "left" and "right" the diff of two versions, with "message", "start"
    /// and "length" a passage of its text; {"files": PATHS} imports them; {"import": true} asks for some.
    void navigate(const QVariantMap &arguments) override;

protected:
    bool event(QEvent *event) override;
    void hideEvent(QHideEvent *event) override;
    void dragEnterEvent(QDragEnterEvent *event) override;
    void dropEvent(QDropEvent *event) override;

private:
    /// What the editor needs of a prompt.
    struct Opened {
        prompts::PromptDraft draft;
        QList<prompts::PromptVersion> versions;
        QList<evaluation::Dataset> datasets;
        prompts::EditPlace place;
        bool isRecovered = false; ///< the draft was kept outside of the workspace
    };

    void buildLayout();
    QWidget *buildEditor();
    QWidget *buildSide();
    void buildDiff();
    void connectVersions();
    void connectParts();
    void addActions();
    void addEditActions();

    void reload(const QString &select = {});
    void openSelected();
    void showOpened(const Opened &opened);
    /// A passage of a message, in UTF-16 units.
    struct Passage {
        int message = 0;
        qsizetype start = 0;
        qsizetype length = 0; ///< 0: none
    };
    void searchTexts(const QString &search);
    void indexTexts();
    /// The passage takes the focus, unless for no reason.
    void showFound(const Passage &passage, Qt::FocusReason why);
    /// Where the prompt that is shown has what the list is searched for.
    void showFoundOfSelected(Qt::FocusReason why);
    void reloadVersions();
    void reloadModels();
    void takeFigures();
    void contentChanged();
    void deriveFromText();
    void takeTags(const prompts::PromptContent &tags);
    void draftSaved(PromptId prompt, const prompts::EditPlace &place, const std::pair<int, int> &moment);
    [[nodiscard]] prompts::PromptContent editedContent() const;
    [[nodiscard]] prompts::PromptContent shownContent() const; ///< the version that is viewed, else as edited
    [[nodiscard]] bool isEdited() const;

    [[nodiscard]] static QString author();

    void importFiles(const QStringList &paths);
    void chooseFilesToImport();
    void chooseFolderToImport();
    void importClipboard();
    void showTaken(const workspace::TakenPrompts &taken);
    /// Asks where to and as what; the draft as it is shown.
    void exportPrompt();
    void writeExport(const QString &path, exchange::Format format);
    void exportFolder(); ///< all prompts, for git
    void create();
    void duplicate();
    void createPrompt(const QString &name, const QString &folder, const prompts::PromptContent &content);
    void remove();
    /// With a way back.
    void rename(PromptId prompt, const QString &from, const QString &to);
    void setFolder(const QString &folder);
    void setTags(const QStringList &tags);
    void commit(const QString &message);
    void run();
    void goToCompare();
    void viewVersion(int number);
    void backToDraft();
    void restoreVersion(int number);
    void openDiff(int left, int right);
    void setLabel(int number, const QString &label);
    void removeLabel(const QString &label);
    void moveLabel(int number, const QString &label, const QString &reason);
    void undoLastMove(const QString &label);
    void showMoves();
    void undoMove(qint64 move);
    void setVersionTags(int number, const QStringList &tags);
    void showBlame(int number); ///< 0: of the draft
    void mergeVersion(int number);
    /// The three that a merge began from, and what it made of them.
    struct MergeSides {
        prompts::PromptContent base;
        prompts::PromptContent ours;
        prompts::PromptContent theirs;
        prompts::PromptContent shown;
        QString other; ///< the name of theirs
    };
    void showMergeChoice(const MergeSides &sides, const QList<prompts::MergeConflict> &conflicts);
    void applyMergeChoice();
    [[nodiscard]] bool asksToMerge(const QString &message);
    void reloadFigures();
    /// Makes the prompt shorter as the hint says; can be undone.
    void followHint(const prompts::Hint &hint);
    /// The draft, in all parts of the page: a step that can be taken back.
    void showDraft(const prompts::PromptContent &content);
    /// What the draft has beside its messages.
    [[nodiscard]] prompts::PromptContent editedRest() const;
    void showRest(const prompts::PromptContent &content);
    /// A setting, a tool, a value changed: a step.
    void restChanged();
    /// A commit may have saved what no draft was.
    void takePlace();
    /// The steps begin here, at a saved place.
    void startSteps(const prompts::EditPlace &place);
    void findNext(bool backward);
    void replaceNext();
    void replaceAll();
    /// Shows a prompt beside the one that is edited; where it is the same, the one that was edited before
    /// takes its place.
    void openBeside(const QString &name);
    void closeBeside();
    void toggleBeside();
    void togglePreview();
    /// Of the panes beside the editor the one asked for takes the place of the other, where there is no room
    /// for both.
    void makeRoomFor(const QWidget *asked);
    void diffBeside();
    void connectBeside();
    /// Asks for another name of the variable under the cursor, or of the first.
    void askToRename();
    void renameVariable(const QString &from, const QString &to);
    void refreshCompletions(const prompts::PromptContent &content);
    /// Lists the labels and versions of another prompt, for {{> prompt@}}.
    void completeReferences(const QString &prompt);
    /// Takes back (or does again) what was saved before the editor's own memory of it began.
    void stepThroughEdits(int by);
    void showMenu(const QPoint &globalPosition);
    /// Runs `work` on the engine, shows an error in the bar, else calls `done`.
    template <typename T, typename Work, typename Done> void ask(Work work, Done done);

    PageContext m_context;
    SpellChecker *m_spelling;
    SpellActions *m_spellActions = nullptr;
    MessageBar *m_bar;
    QSplitter *m_split;
    PromptList *m_list;
    QStackedWidget *m_stack; ///< editor, diff, empty state
    QWidget *m_editorSide;
    PromptDetails *m_details;
    MessageEditor *m_editor;
    PartialCheck *m_partials;
    PreviewPanel *m_preview;
    BesidePane *m_beside;
    FindBar *m_find;
    CommitRow *m_commit;
    QWidget *m_diffSide; ///< the diff, with a label's move above it
    LabelBar *m_labelBar;
    DiffView *m_diff;
    MergeChoice *m_mergeChoice;
    LabelMoves *m_moves;
    BlameView *m_blame;
    EmptyState *m_empty;
    QWidget *m_side;
    VariablesPanel *m_variables;
    ContentPanels *m_panels;
    EstimatePanel *m_estimate;
    VersionsPanel *m_versions;
    DraftSaver *m_saver;
    QTimer m_derive; ///< runs while one types

    prompts::PromptSummary m_prompt; ///< being edited; null id when none
    prompts::PromptContent m_draft; ///< as last loaded or edited
    VersionEvidence m_evidence; ///< of the prompt's versions
    security::Access m_access;
    MergeSides m_mergeSides;
    QString m_previous; ///< the name of the prompt that was edited before this one
    int m_baseVersion = 0;
    prompts::EditPlace m_place; ///< what was saved last
    QHash<int, prompts::EditPlace> m_places; ///< where the editor's steps were saved; 0: where they begin
    int m_stepsBegun = 0; ///< how often, to know an answer that is older
    prompts::PromptContent m_rest; ///< without messages, as the last step left it
    std::pair<int, int> m_stepBase; ///< base and merged version, likewise
    int m_mergedVersion = 0; ///< that was merged into the draft; 0: none
    bool m_commitsAnyway = false; ///< the person was asked whether to merge
    std::pair<int, int> m_diffWanted; ///< versions that navigate() asked for; 0: none
    Passage m_passageWanted; ///< that navigate() asked for
    bool m_isIndexing = false; ///< texts, for the next search
    int m_viewed = 0; ///< the version shown read-only; 0: the draft
    quint64 m_opening = 0; ///< an older answer never replaces a newer
    int m_pending = 0;
    int m_deriving = 0;
    bool m_isLoaded = false;
    bool m_renamesWhenOpened = false; ///< a new prompt: its name comes first
    bool m_savesFail = false; ///< said so in the bar
    bool m_isFilling = false; ///< the editor is being set by the program
};

} // namespace assay::ui
