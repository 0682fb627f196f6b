// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "evaluation/votestore.h"
#include "exchange/codesnippet.h"
#include "prompts/savedsets.h"
#include "ui/compare/answerdiff.h"
#include "ui/compare/columnview.h"
#include "ui/compare/promptsource.h"
#include "ui/compare/runestimate.h"
#include "ui/widgets/messagebar.h"
#include "ui/widgets/page.h"

#include <functional>
#include <optional>

#include <QCoroTask>

class QLabel;
class QMenu;
class QPushButton;
class QSplitter;
class QStackedWidget;
class QToolButton;

namespace assay::ui {

class BlindReview;
class ColumnsArea;
class EmptyState;
class GridRun;
class GridView;
class HistoryPanel;
class ModelListModel;
class ModelSetsMenu;
class RunController;
class StreamClock;
class VariablesPanel;

/// One prompt, several models side by side, as they answer.
class ComparePage final : public Page {
    Q_OBJECT
public:
    explicit ComparePage(const PageContext &context, QWidget *parent = nullptr);
    ~ComparePage() override;

    [[nodiscard]] QString title() const override { return tr("Compare"); }
    [[nodiscard]] QString iconName() const override { return QStringLiteral("compare"); }
    [[nodiscard]] QString pageId() const override { return QStringLiteral("compare"); }
    void activate() override;
    bool escape() override;
    [[nodiscard]] bool isSettled() const override;
    void navigate(const QVariantMap &arguments) override;

    [[nodiscard]] ColumnsArea *columns() const { return m_columns; }
    [[nodiscard]] RunController *controller() const { return m_controller; }
    [[nodiscard]] PromptSource *source() const { return m_source; }
    [[nodiscard]] VariablesPanel *variables() const { return m_variables; }
    [[nodiscard]] HistoryPanel *history() const { return m_history; }
    [[nodiscard]] RunEstimate *estimate() const { return m_estimate; }
    [[nodiscard]] MessageBar *bar() const { return m_bar; }
    [[nodiscard]] BlindReview *blindReview() const { return m_blind; }
    [[nodiscard]] QToolButton *whyNot() const { return m_why; }
    [[nodiscard]] AnswerDiff *answerDiff() const { return m_answerDiff; }
    [[nodiscard]] GridView *grid() const { return m_grid; }
    [[nodiscard]] GridRun *gridRun() const { return m_gridRun; }

private:
    /// What a person agreed to for this run.
    struct Consent {
        bool emptyValues = false;
        bool cost = false;
    };
    /// Something that stands in the way of a run.
    struct Blocker {
        QString sentence;
        std::function<void()> show; ///< where it can be mended; may be empty
        MessageBar::Action wayOut;
    };

    // Building.
    void buildLayout();
    QWidget *buildHeader();
    QWidget *buildSide();
    void connectParts();
    void connectColumn(ColumnView *column);
    void fillColumnMenu(ColumnView *column);
    void addActions();
    void addColumnActions();
    void addWinnerActions();

    // What is shown at first.
    void loadData();
    void takeData(const CompareData &data);
    void startOnce();
    void chooseDefaults();
    bool restoreColumns();
    void saveColumns();
    void saveSource();

    // Running.
    void run(Consent consent);
    [[nodiscard]] QList<Blocker> blockers();
    [[nodiscard]] bool explainWhyNot(Consent consent);
    [[nodiscard]] RunEstimate::Subject estimated() const;
    [[nodiscard]] RunInput input() const;
    [[nodiscard]] QList<ColumnAsk> columnAsks() const;
    void rerun(ColumnView *column) { rerun(column, Consent()); }
    void rerun(ColumnView *column, Consent consent);
    void askAgain(ColumnView *column);
    void addObstacles(QList<Blocker> &found, const catalog::ModelRef &model, int number);
    void addColumnBlockers(QList<Blocker> &found, const ColumnView *column, int number);
    [[nodiscard]] bool explain(const QList<Blocker> &found);
    void finishColumn(ColumnView *column, const ColumnOutcome &outcome);
    void showReopened(const ReopenedRun &run);
    void showRunning();
    void clearAnswers();

    // The grid of rows and columns.
    void connectGrid();
    [[nodiscard]] bool isGrid() const;
    void showGrid();
    void setUpGrid();
    void runGrid();
    [[nodiscard]] QStringList missingValues() const;
    [[nodiscard]] std::optional<RunId> shownRun() const;

    // Columns.
    void addColumn();
    ColumnView *duplicate(ColumnView *column);
    void removeColumn(ColumnView *column);
    void toggleWinner(ColumnView *column);
    void showTimeline(const ColumnView *column);
    void copyAnswer(const ColumnView *column, bool isMarkdown);
    void goWayOut(ColumnView *column, ColumnView::WayOut wayOut);
    void takeSource(bool isNewPrompt);
    void fillVersionMenu(QMenu *menu, ColumnView *column);
    [[nodiscard]] QToolButton *buildColumnsMenu(QWidget *parent);
    void fillVaryingMenu(QMenu *menu);
    void setVersion(ColumnView *column, const PromptSource::Version &version);
    void fillValuesMenu(QMenu *menu, ColumnView *column);
    void askForValue(ColumnView *column, const QString &name);
    void takeModelSet(const prompts::ModelSet &set);
    void offerModel(const QString &model);
    void fillCodeMenu(QMenu *menu, const ColumnView *column);
    void copyCode(const ColumnView *column, exchange::SnippetLanguage language);
    void showReadiness();
    void showNotTaken();
    void linkScrolling(const ColumnView *column);

    // Answers.
    void addAnswerActions();
    void connectAnswers();
    [[nodiscard]] QList<AnswerDiff::Answer> answerTexts() const;
    void showAnswerDiff(const ColumnView *against);
    void beginBlindReview();
    void addVoteActions();
    void keepVote(const evaluation::Vote &vote);
    void loadVotes(std::function<QCoro::Task<Result<>>(workspace::Workspace &)> act);
    [[nodiscard]] bool isReviewing() const;
    void takeVoteBack(qint64 vote);
    void showTally();
    void showColumns();
    void shareRun();
    void writeReport(RunId run, const QString &path);
    void pinRun(bool isPinned);
    void askForDataset(const ColumnView *column, bool isExpected);
    void addCase(const QString &dataset, ColumnId column, const QString &expected);
    void connectConversation(ColumnView *column);
    void continueColumn(const ColumnView *column);
    void editTurns(ColumnView *column);
    ColumnView *addBranch(const ColumnView *column, const ColumnContent &content);
    void reply(ColumnView *column, const QStringList &toolResults, const QString &text);
    template <typename T, typename Work, typename Done> void ask(Work work, Done done);

    void say(const QString &status);

    PageContext m_context;
    StreamClock *m_clock;
    ModelListModel *m_models;
    RunController *m_controller;
    MessageBar *m_bar;
    QStackedWidget *m_stack;
    EmptyState *m_empty;
    QSplitter *m_body;
    QWidget *m_side = nullptr;
    PromptSource *m_source;
    VariablesPanel *m_variables;
    QStackedWidget *m_answers; ///< the columns, or the grid
    ColumnsArea *m_columns;
    HistoryPanel *m_history;
    AnswerDiff *m_answerDiff;
    BlindReview *m_blind;
    GridRun *m_gridRun;
    GridView *m_grid;
    QLabel *m_status;
    RunEstimate *m_estimate;
    QToolButton *m_why; ///< how much stands in the way of a run; shows what
    QPushButton *m_run;
    ModelSetsMenu *m_modelSets = nullptr;
    QPushButton *m_stop;

    bool m_hasData = false;
    bool m_hasHistory = false;
    bool m_isStarted = false;
    bool m_keepsContents = false; ///< the prompt that loads is the one the columns' own contents are of
    bool m_scrollsTogether = false;
    bool m_isScrolling = false; ///< because of us
    int m_pending = 0;
    QVariantMap m_asked; ///< navigation before the page had its data
    QList<prompts::PromptSummary> m_prompts;
};

} // namespace assay::ui
