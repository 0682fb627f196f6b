// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "evaluation/datasetstore.h"
#include "exchange/exchange.h"
#include "prompts/hints.h"
#include "prompts/prompt.h"
#include "telemetry/requestlog.h"
#include "ui/widgets/page.h"

#include <QTimer>

class QSplitter;
class QStackedWidget;

namespace assay::ui {

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
class MessageBar;
class MessageEditor;
class PromptDetails;
class PromptList;
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
    /// {"prompt": NAME} shows it, with "left" and "right" the diff of two versions; {"files": PATHS} imports
    /// them; {"import": true} asks for some.
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
        int lastEdit = 0;
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
    void reloadVersions();
    void reloadModels();
    void takeFigures();
    void contentChanged();
    void deriveFromText();
    void draftSaved(PromptId prompt);
    [[nodiscard]] prompts::PromptContent editedContent() const;
    [[nodiscard]] bool isEdited() const;

    [[nodiscard]] static QString author();

    void importFiles(const QStringList &paths);
    void chooseFilesToImport();
    /// Asks where to and as what; the draft as it is shown.
    void exportPrompt();
    void writeExport(const QString &path, exchange::Format format);
    void create();
    void duplicate();
    void createPrompt(const QString &name, const QString &folder, const prompts::PromptContent &content);
    void remove();
    void rename(const QString &name);
    void setFolder(const QString &folder);
    void setTags(const QStringList &tags);
    void commit(const QString &message);
    void run();
    void viewVersion(int number);
    void backToDraft();
    void restoreVersion(int number);
    void openDiff(int left, int right);
    void setLabel(int number, const QString &label);
    void moveLabel(int number, const QString &label, const QString &reason);
    void undoLastMove(const QString &label);
    void showMoves();
    void undoMove(qint64 move);
    void setVersionTags(int number, const QStringList &tags);
    void showBlame(int number); ///< 0: of the draft
    void mergeVersion(int number);
    [[nodiscard]] bool asksToMerge(const QString &message);
    void reloadFigures();
    /// Makes the prompt shorter as the hint says; can be undone.
    void followHint(const prompts::Hint &hint);
    /// The draft, in all parts of the page.
    void showDraft(const prompts::PromptContent &content);
    void findNext(bool backward);
    void replaceNext();
    void replaceAll();
    /// Asks for another name of the variable under the cursor, or of the first.
    void askToRename();
    void renameVariable(const QString &from, const QString &to);
    void refreshCompletions(const prompts::PromptContent &content);
    /// Takes back (or does again) what was saved before the editor's own memory of it began.
    void stepThroughEdits(int by);
    void showMenu(const QPoint &globalPosition);
    /// Runs `work` on the engine, shows an error in the bar, else calls `done`.
    template <typename T, typename Work, typename Done> void ask(Work work, Done done);

    PageContext m_context;
    MessageBar *m_bar;
    QSplitter *m_split;
    PromptList *m_list;
    QStackedWidget *m_stack; ///< editor, diff, empty state
    QWidget *m_editorSide;
    PromptDetails *m_details;
    MessageEditor *m_editor;
    FindBar *m_find;
    CommitRow *m_commit;
    QWidget *m_diffSide; ///< the diff, with a label's move above it
    LabelBar *m_labelBar;
    DiffView *m_diff;
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
    QHash<int, telemetry::VersionFigures> m_figures; ///< of the prompt's versions
    int m_baseVersion = 0;
    int m_edit = 0; ///< the saved step that the editor's own undo ends at
    int m_lastEdit = 0; ///< the newest step that can be done again from there
    int m_mergedVersion = 0; ///< that was merged into the draft; 0: none
    bool m_commitsAnyway = false; ///< the person was asked whether to merge
    std::pair<int, int> m_diffWanted; ///< versions that navigate() asked for; 0: none
    int m_viewed = 0; ///< the version shown read-only; 0: the draft
    quint64 m_opening = 0; ///< an older answer never replaces a newer
    int m_pending = 0;
    bool m_isLoaded = false;
    bool m_renamesWhenOpened = false; ///< a new prompt: its name comes first
    bool m_savesFail = false; ///< said so in the bar
    bool m_isFilling = false; ///< the editor is being set by the program
};

} // namespace assay::ui
