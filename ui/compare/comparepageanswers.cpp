// SPDX-License-Identifier: GPL-3.0-or-later
// What the page does with answers: compares them, lets people vote blind, shares, keeps and continues them.
#include "evaluation/comparisonreport.h"
#include "evaluation/votestore.h"
#include "providers/codec.h"
#include "ui/actions/actionregistry.h"
#include "ui/compare/answerdiff.h"
#include "ui/compare/blindreview.h"
#include "ui/compare/columnheader.h"
#include "ui/compare/columnsarea.h"
#include "ui/compare/comparepage.h"
#include "ui/compare/gridview.h"
#include "ui/compare/historypanel.h"
#include "ui/compare/modelchooser.h"
#include "ui/compare/promptsource.h"
#include "ui/markdown/answerbrowser.h"
#include "ui/markdown/streamingmarkdownview.h"
#include "ui/theme/theme.h"
#include "ui/variables/variablespanel.h"
#include "ui/widgets/messagebar.h"
#include "ui/widgets/whendone.h"
#include "workspace/engine.h"

#include <QCoroFuture>
#include <QFileDialog>
#include <QInputDialog>
#include <QMenu>
#include <QRandomGenerator>
#include <QSaveFile>
#include <QScrollBar>
#include <QSplitter>
#include <QStackedWidget>
#include <QtConcurrentRun>

using namespace Qt::StringLiterals;

namespace assay::ui {
namespace {

using workspace::Workspace;

QString personName()
{
    return qEnvironmentVariable("USER", qEnvironmentVariable("USERNAME", u"me"_s));
}

evaluation::ReportedAnswer reported(const std::optional<ColumnOutcome> &outcome)
{
    evaluation::ReportedAnswer answer;
    if (!outcome)
        return answer;
    answer.text = outcome->completion.text + outcome->completion.refusal;
    answer.error = outcome->completion.error ? outcome->completion.error->message : QString();
    answer.record = outcome->record;
    answer.reasoning = outcome->completion.reasoning;
    answer.toolCalls = outcome->completion.toolCalls;
    answer.formatProblem = outcome->formatProblem;
    return answer;
}

QByteArray gridReportOf(const ReopenedRun &run, bool isJson)
{
    evaluation::ReportedCells cells;
    for (const QList<QList<ColumnOutcome>> &row : run.cells) {
        QList<QList<evaluation::ReportedAnswer>> reportedRow;
        for (const QList<ColumnOutcome> &cell : row) {
            QList<evaluation::ReportedAnswer> answers;
            for (const ColumnOutcome &outcome : cell)
                answers.append(reported(outcome));
            reportedRow.append(answers);
        }
        cells.append(reportedRow);
    }
    return isJson ? evaluation::gridReportJson(run.comparison, cells)
                  : evaluation::gridReportHtml(run.comparison, cells);
}

QCoro::Task<Result<QByteArray>> reportOf(Workspace &workspace, RunId run, bool isJson)
{
    const auto loaded = co_await loadRun(workspace, run);
    if (!loaded)
        co_return tl::unexpected(loaded.error());
    if (loaded->comparison.grid)
        co_return gridReportOf(*loaded, isJson);
    QList<evaluation::ReportedAnswer> answers;
    for (const std::optional<ColumnOutcome> &outcome : loaded->outcomes)
        answers.append(reported(outcome));
    const auto votes = co_await workspace.votes().votes(run);
    if (!votes)
        co_return tl::unexpected(votes.error());
    co_return isJson ? evaluation::reportJson(loaded->comparison, answers, *votes)
                     : evaluation::reportHtml(loaded->comparison, answers, *votes);
}

QString transcriptOf(const std::vector<providers::Message> &messages)
{
    QStringList turns;
    for (const providers::Message &message : messages)
        turns.append(u"%1: %2"_s.arg(providers::roleName(message.role), message.text));
    return turns.join(u"\n\n"_s);
}

QCoro::Task<Result<QList<evaluation::Vote>>>
actOnVotes(Workspace &workspace, std::function<QCoro::Task<Result<>>(Workspace &)> act, RunId run)
{
    if (act) {
        const auto done = co_await act(workspace);
        if (!done)
            co_return tl::unexpected(done.error());
    }
    auto votes = co_await workspace.votes().votes(run);
    co_return votes;
}

Result<> writeFile(const QString &path, const QByteArray &bytes)
{
    QSaveFile file(path);
    if (!file.open(QIODevice::WriteOnly) || file.write(bytes) != bytes.size() || !file.commit())
        return fail(ErrorCode::Storage,
                    ComparePage::tr("\u201C%1\u201D cannot be written: %2.").arg(path, file.errorString()));
    return {};
}

} // namespace

template <typename T, typename Work, typename Done> void ComparePage::ask(Work work, Done done)
{
    ++m_pending;
    m_context.engine.run(std::move(work)) | whenDone(this, [this, done](const Result<T> &answer) {
        --m_pending;
        if (answer)
            done(answer);
        else
            m_bar->showError(answer.error());
    });
}

QList<AnswerDiff::Answer> ComparePage::answerTexts() const
{
    QList<AnswerDiff::Answer> texts;
    int number = 0;
    for (const ColumnView *column : m_columns->columns()) {
        ++number;
        const auto target = column->header()->chooser()->target();
        if (column->hasAnswer())
            texts.append({column->id(),
                          u"%1: %2"_s.arg(QString::number(number), target ? target->toString() : QString()),
                          column->text(), column->completion().toolCalls, column->completion().reasoning});
    }
    return texts;
}

/// Against the column with the focus.
void ComparePage::showAnswerDiff(const ColumnView *against)
{
    const QList<AnswerDiff::Answer> texts = answerTexts();
    if (texts.size() < 2)
        return m_bar->show(MessageBar::Kind::Info,
                           tr("Two answers are needed to compare: run the columns first."));
    const int left = against != nullptr && against->hasAnswer() ? against->id() : texts.first().id;
    const auto other =
        std::ranges::find_if(texts, [left](const AnswerDiff::Answer &answer) { return answer.id != left; });
    m_answerDiff->show(texts, left, other->id);
    m_stack->setCurrentWidget(m_answerDiff);
}

void ComparePage::beginBlindReview()
{
    QList<BlindReview::Answer> answers;
    int position = 0;
    for (const ColumnView *column : m_columns->columns()) {
        const auto target = column->header()->chooser()->target();
        if (m_controller->callOf(column->id()) && column->hasAnswer() && target)
            answers.append({position, *m_controller->callOf(column->id()), m_models->label(*target),
                            column->answer()->markdown()});
        ++position;
    }
    if (answers.size() < 2 || m_controller->isRunning() || !m_controller->run())
        return m_bar->show(MessageBar::Kind::Info,
                           tr("A blind review needs a finished run with at least two answers."));
    m_controller->setOrder(m_columns->order()); // a vote names columns as they are kept
    m_blind->begin(*m_controller->run(), answers, personName(), QRandomGenerator::global()->generate());
    say(tr("The names are hidden until the vote is closed")); // it may have named who answered last
    loadVotes({});
    m_stack->setCurrentWidget(m_blind);
    m_blind->setFocus();
}

void ComparePage::keepVote(const evaluation::Vote &vote)
{
    loadVotes([vote](Workspace &workspace) -> QCoro::Task<Result<>> {
        const auto kept = co_await workspace.votes().cast(vote);
        co_return kept ? Result<>() : tl::unexpected(kept.error());
    });
}

void ComparePage::takeVoteBack(qint64 vote)
{
    loadVotes([vote](Workspace &workspace) -> QCoro::Task<Result<>> {
        auto done = co_await workspace.votes().takeBack(vote);
        co_return done;
    });
}

/// Does something with the votes, unless it is empty, and shows which stand then.
void ComparePage::loadVotes(std::function<QCoro::Task<Result<>>(Workspace &)> act)
{
    using Votes = QList<evaluation::Vote>;
    const auto run = m_controller->run();
    if (!run)
        return;
    ++m_pending;
    m_context.engine.run([act, run = *run](Workspace &workspace) { return actOnVotes(workspace, act, run); })
        | whenDone(this, [this](const Result<Votes> &votes) {
              --m_pending;
              if (votes)
                  return m_blind->setVotes(*votes);
              m_blind->retry();
              m_bar->showError(votes.error());
          });
}

void ComparePage::showTally()
{
    using Tally = QList<evaluation::ModelTally>;
    ask<Tally>(
        [prompt = m_controller->input().prompt](Workspace &workspace) -> QCoro::Task<Result<Tally>> {
            auto tally = co_await workspace.votes().tally(prompt);
            co_return tally;
        },
        [this](const Result<Tally> &tally) { m_blind->showTally(*tally); });
}

void ComparePage::showColumns()
{
    m_stack->setCurrentWidget(m_body);
    m_answers->setCurrentWidget(m_columns);
    m_estimate->touch();
}

void ComparePage::shareRun()
{
    const auto run = shownRun();
    if (!run || m_controller->isRunning() || m_gridRun->isRunning())
        return m_bar->show(MessageBar::Kind::Info, tr("There is no finished run to share yet."));
    auto *dialog = new QFileDialog(this, tr("Share the run"));
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setAcceptMode(QFileDialog::AcceptSave);
    dialog->setNameFilters({tr("One HTML file (*.html)"), tr("JSON (*.json)")});
    dialog->selectFile(u"run.html"_s);
    connect(dialog, &QFileDialog::fileSelected, this,
            [this, run = *run](const QString &path) { writeReport(run, path); });
    dialog->open();
}

void ComparePage::writeReport(RunId run, const QString &path)
{
    const bool isJson = path.endsWith(".json"_L1, Qt::CaseInsensitive);
    ask<QByteArray>([run, isJson](Workspace &workspace) { return reportOf(workspace, run, isJson); },
                    [this, path](const Result<QByteArray> &report) {
                        ++m_pending;
                        QtConcurrent::run(writeFile, path, *report)
                            | whenDone(this, [this, path](const Result<> &written) {
                                  --m_pending;
                                  if (written)
                                      m_bar->show(MessageBar::Kind::Success,
                                                  tr("The run is written to %1.").arg(path));
                                  else
                                      m_bar->showError(written.error());
                              });
                    });
}

void ComparePage::pinRun(bool isPinned)
{
    const auto run = shownRun();
    if (!run)
        return m_bar->show(MessageBar::Kind::Info, tr("There is no run to pin yet."));
    ask<void>(
        [run = *run, isPinned](Workspace &workspace) -> QCoro::Task<Result<>> {
            auto done = co_await workspace.comparisons().setPinned(run, isPinned);
            co_return done;
        },
        [this, isPinned](const Result<> &) {
            m_history->reload();
            m_bar->showUndo(isPinned ? tr("The run is pinned: it stays at the top of the history.")
                                     : tr("The run is no longer pinned."),
                            [this, isPinned] { pinRun(!isPinned); });
        });
}

void ComparePage::askForDataset(const ColumnView *column, bool isExpected)
{
    if (column->text().isEmpty())
        return m_bar->show(MessageBar::Kind::Info, tr("There is no answer to keep yet."));
    QStringList names;
    for (const evaluation::Dataset &dataset : m_source->datasets())
        names.append(dataset.name);
    const ColumnAsk *asked = m_controller->askOf(column->id());
    if (asked != nullptr && asked->content && asked->content->isRendered)
        names = {tr("conversations")}; // cases of a prompt hold its variables
    if (names.isEmpty())
        names.append(m_source->isFreeText() ? tr("answers") : tr("%1 cases").arg(m_source->prompt()));
    auto *dialog = new QInputDialog(this);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setWindowTitle(tr("Keep as a test case"));
    dialog->setLabelText(tr("In the dataset (a new name makes one):"));
    dialog->setComboBoxItems(names);
    dialog->setComboBoxEditable(true);
    connect(dialog, &QInputDialog::textValueSelected, this,
            [this, id = column->id(), answer = isExpected ? column->text() : QString()](const QString &name) {
                addCase(name.trimmed(), id, answer);
            });
    dialog->open();
}

void ComparePage::addCase(const QString &dataset, ColumnId column, const QString &expected)
{
    const RunInput &input = m_controller->input();
    const ColumnAsk *asked = m_controller->askOf(column);
    QMap<QString, QString> values = input.variables;
    QString prompt = input.prompt;
    if (asked != nullptr && asked->content && asked->content->isRendered) {
        // It answered a conversation: the values of the first question alone would not lead to it.
        values = {{u"conversation"_s, transcriptOf(asked->content->content.messages)}};
        prompt.clear();
    } else if (asked != nullptr) {
        values.insert(asked->variables);
    }
    const QString first = values.isEmpty() ? QString() : values.first().simplified().left(40);
    evaluation::DatasetCase added{first.isEmpty() ? tr("case") : first, values, expected};
    ask<int>(
        [dataset, prompt, added](Workspace &workspace) -> QCoro::Task<Result<int>> {
            auto count = co_await workspace.datasets().addCase(dataset, prompt, added);
            co_return count;
        },
        [this, dataset](const Result<int> &count) {
            m_bar->show(MessageBar::Kind::Success,
                        tr("Kept in %1, which has %n case(s) now.", nullptr, *count).arg(dataset));
            m_source->reloadDatasets(); // a new one is offered at once
        });
}

void ComparePage::fillVersionMenu(QMenu *menu, ColumnView *column)
{
    menu->clear();
    connect(menu->addAction(tr("As chosen on the left")), &QAction::triggered, column, [this, column] {
        column->header()->setContent(std::nullopt);
        saveColumns();
    });
    for (const PromptSource::Version &version : m_source->versions()) {
        connect(menu->addAction(version.name), &QAction::triggered, column, [this, column, version] {
            setVersion(column, version);
        });
    }
}

void ComparePage::linkScrolling(const ColumnView *column)
{
    QScrollBar *bar = column->answer()->browser()->verticalScrollBar();
    connect(bar, &QScrollBar::valueChanged, this, [this, bar](int value) {
        if (!m_scrollsTogether || m_isScrolling || bar->maximum() == 0)
            return;
        m_isScrolling = true;
        for (const ColumnView *other : m_columns->columns()) {
            QScrollBar *others = other->answer()->browser()->verticalScrollBar();
            if (others != bar) // by share: answers have different lengths
                others->setValue(static_cast<int>(std::int64_t(value) * others->maximum() / bar->maximum()));
        }
        m_isScrolling = false;
    });
}

void ComparePage::addAnswerActions()
{
    addVoteActions();
    const auto add = [this](const QString &id, const QString &text, const QString &icon,
                            const QKeySequence &key, const QString &whatsThis, std::function<void()> run) {
        m_context.actions.add(
            {id, title(), text, icon, key.isEmpty() ? QList<QKeySequence>() : QList{key}, whatsThis}, this,
            this, std::move(run));
    };
    add(u"compare.diff"_s, tr("&Diff of the answers"), u"diff"_s, QKeySequence(u"Ctrl+Shift+D"_s),
        tr("Compares the answer of the column with the focus with another, word by word or as JSON."),
        [this] { showAnswerDiff(m_columns->current()); });
    add(u"compare.blind"_s, tr("&Blind review"), u"eye"_s, QKeySequence(u"Ctrl+B"_s),
        tr("Shows two answers at a time without names: which is better?"), [this] { beginBlindReview(); });
    add(u"compare.share"_s, tr("S&hare the run\u2026"), u"export"_s, QKeySequence(u"Ctrl+E"_s),
        tr("Writes the run with its answers as one HTML file or as JSON."), [this] { shareRun(); });
    add(u"compare.pin"_s, tr("P&in the run"), u"tag"_s, {},
        tr("Keeps the run at the top of the history; again lets it go."), [this] {
            const auto run = m_controller->run();
            pinRun(!run || !m_history->isPinned(*run));
        });
    m_context.actions.action(u"compare.pin"_s)->setCheckable(true);
    add(u"compare.scrollTogether"_s, tr("Scroll all columns &together"), u"columns"_s,
        QKeySequence(u"Ctrl+Shift+Y"_s), tr("Scrolls every answer with the one you scroll; again ends it."),
        [this] {
            m_scrollsTogether = !m_scrollsTogether;
            m_context.actions.action(u"compare.scrollTogether"_s)->setChecked(m_scrollsTogether);
            m_context.state.setValue(u"compare/scrollTogether"_s, m_scrollsTogether);
            say(m_scrollsTogether ? tr("All columns scroll together") : tr("Each column scrolls by itself"));
        });
    m_context.actions.action(u"compare.scrollTogether"_s)->setCheckable(true);
}

/// In the sheet of shortcuts like every key; typing into the note stays typing.
void ComparePage::addVoteActions()
{
    using evaluation::VoteChoice;
    const auto add = [this](const QString &id, const QString &text, const QString &key, VoteChoice choice) {
        m_context.actions.add({u"compare.vote."_s + id,
                               tr("Blind review"),
                               text,
                               {},
                               {QKeySequence(key)},
                               tr("Votes on the two answers that are shown without their names.")},
                              m_blind, this, [this, choice] { m_blind->vote(choice); });
    };
    add(u"left"_s, tr("Answer &A is better"), u"A"_s, VoteChoice::Left);
    add(u"right"_s, tr("Answer &B is better"), u"B"_s, VoteChoice::Right);
    add(u"equal"_s, tr("The answers are &equal"), u"E"_s, VoteChoice::Equal);
    add(u"bad"_s, tr("Both answers are bad"), u"N"_s, VoteChoice::BothBad);
}

void ComparePage::connectAnswers()
{
    connect(m_answerDiff, &AnswerDiff::closed, this, &ComparePage::showColumns);
    connect(m_blind, &BlindReview::closed, this, &ComparePage::showColumns);
    connect(m_blind, &BlindReview::voteCast, this, &ComparePage::keepVote);
    connect(m_blind, &BlindReview::takeBackRequested, this, &ComparePage::takeVoteBack);
    connect(m_blind, &BlindReview::finished, this, [this] {
        say({});
        showTally();
    });
}

} // namespace assay::ui
