// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/operations/cacheview.h"

#include "orchestration/stages.h"
#include "ui/actions/actionregistry.h"
#include "ui/operations/datatable.h"
#include "ui/operations/operationstexts.h"
#include "ui/theme/metrics.h"
#include "ui/widgets/controls.h"

#include <memory>

#include <QDateTime>
#include <QLocale>
#include <QTabBar>
#include <QTabWidget>
#include <QTableView>
#include <QVBoxLayout>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace assay::ui {
namespace {

using orchestration::KeptAnswer;
using orchestration::CacheFigures;
using orchestration::LikeQuestion;
using orchestration::TakenOutEntry;

constexpr auto refreshEvery = 5s;
constexpr int shownMax = 1000;

QString percentText(double share)
{
    return CacheView::tr("%1 %").arg(QLocale().toString(share * 100, 'f', 1));
}

QString promptText(const QString &prompt)
{
    return prompt.isEmpty() ? CacheView::tr("free text") : prompt;
}

TableCell leftCell(UtcMicros expiresAt)
{
    using std::chrono::microseconds;
    const microseconds left(expiresAt - QDateTime::currentMSecsSinceEpoch() * 1000);
    const auto hours = std::chrono::duration_cast<std::chrono::hours>(left);
    TableCell cell = operations::momentCell(expiresAt);
    cell.toolTip = CacheView::tr("Until %1").arg(cell.toolTip);
    cell.text = hours >= 48h ? CacheView::tr("%Ln day(s)", nullptr, static_cast<int>(hours / 24h))
        : hours >= 1h        ? CacheView::tr("%Ln hour(s)", nullptr, static_cast<int>(hours.count()))
                             : operations::durationText(std::max(
                             0ms, std::chrono::duration_cast<std::chrono::milliseconds>(left)));
    return cell;
}

TableRow rowOf(const KeptAnswer &entry)
{
    const QString prompt = promptText(entry.prompt);
    TableCell saved{displayMoney(entry.cost), entry.cost.value_or(Money()).toUsd() * double(entry.hits)};
    if (entry.cost)
        saved.text = displayMoney(Money::fromNanoUsd(entry.cost->nanoUsd() * entry.hits));
    return {QString::fromLatin1(entry.key.toHex()),
            {{entry.model, {}, entry.model},
             {prompt, {}, prompt, entry.prompt.isEmpty() ? CellTone::Muted : CellTone::Usual},
             operations::momentCell(entry.createdAt),
             leftCell(entry.expiresAt),
             operations::numberCell(entry.hits),
             saved,
             operations::bytesCell(entry.bytes)}};
}

} // namespace

CacheView::CacheView(const PageContext &context, QWidget *parent)
    : OperationsView(context, refreshEvery, parent)
    , m_search(searchField(context.theme, tr("Search models and prompts"), this))
    , m_held(new QLabel(this))
    , m_saved(new QLabel(this))
    , m_tabs(new QTabWidget(this))
    , m_answers(new DataTable(context.theme, tr("Kept answers"),
                              {{tr("Model"), 0},
                               {tr("Prompt"), 30},
                               {tr("Kept since"), 20},
                               {tr("Holds for"), 14},
                               {tr("Used"), 9, true},
                               {tr("Saved"), 14, true},
                               {tr("Size"), 12, true}},
                              this))
    , m_matches(new DataTable(context.theme, tr("Like questions"),
                              {{tr("When"), 20},
                               {tr("Similarity"), 14, true},
                               {tr("At least"), 12, true},
                               {tr("Answer by"), 0},
                               {tr("Prompt"), 30},
                               {tr("Earlier call"), 14}},
                              this))
    , m_remove(new QPushButton(tr("&Remove the answer"), this))
    , m_open(new QPushButton(tr("&Open the call in the log"), this))
    , m_clear(new QPushButton(tr("&Clear the cache\u2026"), this))
    , m_buttons(new QWidget(this))
    , m_question(new QWidget(this))
    , m_confirm(new QPushButton(tr("Forget all answers"), this))
{
    build();
    addActions();
    m_answers->sortBy(2, Qt::DescendingOrder);
    m_matches->sortBy(0, Qt::DescendingOrder);
    for (DataTable *table : {m_answers, m_matches}) {
        connect(m_search, &QLineEdit::textChanged, table, &DataTable::setFilter);
        connect(table, &DataTable::filterCleared, m_search, &QLineEdit::clear);
    }
    for (DataTable *table : {m_answers, m_matches})
        connect(table, &DataTable::currentChanged, this, &CacheView::updateActions);
    connect(m_matches, &DataTable::opened, this, &CacheView::openCall);
    connect(m_open, &QPushButton::clicked, this, &CacheView::openCall);
    connect(m_tabs, &QTabWidget::currentChanged, this, &CacheView::updateActions);
    connect(m_remove, &QPushButton::clicked, this, &CacheView::removeChosen);
    connect(m_clear, &QPushButton::clicked, this, &CacheView::askToClear);
    connect(m_confirm, &QPushButton::clicked, this, &CacheView::clear);
    updateActions();
}

void CacheView::build()
{
    for (QLabel *label : {m_held, m_saved})
        label->setTextFormat(Qt::PlainText);
    m_held->setAccessibleName(tr("What the cache holds"));
    m_saved->setAccessibleName(tr("What the cache saved"));
    makeMuted(m_held);
    m_search->setMaximumWidth(fontMetrics().averageCharWidth() * 50);
    auto *figures = new QVBoxLayout;
    figures->setSpacing(0);
    figures->addWidget(m_saved, 0, Qt::AlignRight);
    figures->addWidget(m_held, 0, Qt::AlignRight);
    auto *head = new QHBoxLayout;
    head->setContentsMargins(metrics::wide(), metrics::normal(), metrics::wide(), metrics::normal());
    head->setSpacing(metrics::wide());
    head->addWidget(m_search, 1);
    head->addStretch();
    head->addLayout(figures);

    m_tabs->setDocumentMode(true);
    m_tabs->setAccessibleName(tr("Parts of the cache"));
    m_tabs->tabBar()->setAccessibleName(tr("Parts of the cache"));
    m_tabs->addTab(m_answers, tr("Answers"));
    m_tabs->addTab(m_matches, tr("Like questions"));

    makeDanger(m_confirm);
    auto *keep = new QPushButton(tr("&Keep them"), m_question);
    connect(keep, &QPushButton::clicked, this, &CacheView::escape);
    auto *question = new QHBoxLayout(m_question);
    question->setContentsMargins(0, 0, 0, 0);
    question->setSpacing(metrics::normal());
    question->addWidget(new QLabel(tr("Forget every kept answer? This cannot be undone."), m_question));
    question->addStretch();
    question->addWidget(keep);
    question->addWidget(m_confirm);
    auto *buttons = new QHBoxLayout(m_buttons);
    buttons->setContentsMargins(0, 0, 0, 0);
    buttons->setSpacing(metrics::normal());
    buttons->addWidget(m_remove);
    buttons->addWidget(m_open);
    buttons->addStretch();
    buttons->addWidget(m_clear);
    auto *foot = new QVBoxLayout;
    foot->setContentsMargins(metrics::wide(), metrics::normal(), metrics::wide(), metrics::normal());
    foot->addWidget(m_buttons);
    foot->addWidget(m_question);
    m_question->hide();

    auto *rows = new QVBoxLayout(this);
    rows->setContentsMargins(0, 0, 0, 0);
    rows->setSpacing(0);
    rows->addLayout(head);
    rows->addWidget(m_tabs, 1);
    rows->addWidget(separatorLine(Qt::Horizontal, this));
    rows->addLayout(foot);
}

void CacheView::addActions()
{
    context().actions.add({u"operations.cache.remove"_s,
                           tr("Operations"),
                           tr("&Remove the kept answer"),
                           u"remove"_s,
                           {QKeySequence(Qt::Key_Delete)},
                           tr("Takes the chosen answer out of the cache; can be undone.")},
                          m_answers, this, [this] { removeChosen(); });
}

QCoro::Task<Result<CacheView::Now>> CacheView::look(workspace::Workspace &workspace)
{
    orchestration::Stages &stages = workspace.orchestrator().stages();
    Now now;
    now.settings = workspace.orchestrator().policy().cache;
    const auto figures = co_await stages.cache.figures();
    if (!figures)
        co_return tl::unexpected(figures.error());
    now.figures = *figures;
    auto entries = co_await stages.cache.entries(shownMax);
    if (!entries)
        co_return tl::unexpected(entries.error());
    now.entries = std::move(*entries);
    auto matches = co_await orchestration::likeQuestions(workspace.database(), shownMax);
    if (!matches)
        co_return tl::unexpected(matches.error());
    now.matches = std::move(*matches);
    co_return now;
}

void CacheView::refresh()
{
    read<Now>([](workspace::Workspace &workspace) { return look(workspace); },
              [this](const Now &now) { showNow(now); });
}

void CacheView::showNow(const Now &now)
{
    QList<TableRow> rows;
    m_keys.clear();
    for (const KeptAnswer &entry : now.entries) {
        rows.append(rowOf(entry));
        m_keys.insert(rows.last().id, entry.key);
    }
    m_answers->setRows(std::move(rows));
    m_answers->selectSome();
    showMatches(now.matches);
    showFigures(now);
    showEmptiness(now.settings);
    updateActions();
}

void CacheView::showMatches(const QList<LikeQuestion> &matches)
{
    QList<TableRow> rows;
    for (const LikeQuestion &match : matches) {
        const QString prompt = promptText(match.prompt);
        const TableCell earlier = match.matched
            ? TableCell{match.matched->toString().left(8), {}, match.matched->toString()}
            : TableCell{tr("unknown"), {}, {}, CellTone::Muted};
        rows.append({match.call.toString(),
                     {operations::momentCell(match.at),
                      {percentText(match.similarity), match.similarity},
                      {match.threshold > 0 ? percentText(match.threshold) : u"\u2013"_s, match.threshold},
                      {match.model, {}, match.model},
                      {prompt, {}, prompt, match.prompt.isEmpty() ? CellTone::Muted : CellTone::Usual},
                      earlier}});
    }
    m_matches->setRows(std::move(rows));
}

void CacheView::showFigures(const Now &now)
{
    const CacheFigures &figures = now.figures;
    QStringList held{tr("%Ln answer(s)", nullptr, static_cast<int>(figures.entries)),
                     tr("%1 of %2").arg(operations::bytesCell(figures.bytes).text,
                                        operations::bytesCell(now.settings.maxBytes).text)};
    if (figures.recentCalls > 0)
        held.append(tr("%1 of the last %Ln call(s) answered from here", nullptr,
                       static_cast<int>(figures.recentCalls))
                        .arg(percentText(static_cast<double>(figures.recentHits)
                                         / static_cast<double>(figures.recentCalls))));
    m_held->setText(held.join(u" \u00b7 "_s));
    const QString used = tr("Used %Ln time(s)", nullptr, static_cast<int>(figures.hits));
    const auto saved = figures.savedTime
        ? std::chrono::duration_cast<std::chrono::milliseconds>(*figures.savedTime)
        : 0ms;
    m_saved->setText(figures.hits == 0 ? tr("Nothing saved yet")
                         : saved > 0ms ? tr("%1: %2 and about %3 saved")
                                             .arg(used, displayMoney(figures.saved),
                                                  operations::durationText(saved))
                                       : tr("%1: %2 saved").arg(used, displayMoney(figures.saved)));
    m_saved->setToolTip(tr("Money: what the answers cost when they came. Time: what their models take now."));
}

void CacheView::showEmptiness(const orchestration::CacheSettings &settings)
{
    const auto openSettings = [this] { Q_EMIT navigationRequested(u"settings"_s, {}); };
    const auto run = [this] { Q_EMIT navigationRequested(u"compare"_s, {}); };
    if (settings.enabled)
        m_answers->setEmptyContent({u"history"_s,
                                    tr("No answer is kept yet"),
                                    tr("Answers at temperature 0, and of prompts named in the settings, are "
                                       "kept and given again to equal calls."),
                                    tr("Run a prompt"), run, tr("Open the settings"), openSettings});
    else
        m_answers->setEmptyContent({u"history"_s,
                                    tr("The cache is off"),
                                    tr("Equal calls are asked anew, and paid anew, each time."),
                                    tr("Open the settings"),
                                    openSettings,
                                    {},
                                    {}});
    m_matches->setEmptyContent(
        {u"search"_s,
         settings.semantic ? tr("No like question was answered yet") : tr("Like questions are asked anew"),
         settings.semantic ? tr("When a question means nearly the same as an earlier one, it is noted here "
                                "how alike they are.")
                           : tr("With an embedding model the cache can answer them, too. It is off unless "
                                "switched on."),
         tr("Open the settings"),
         openSettings,
         {},
         {}});
}

void CacheView::updateActions()
{
    const bool isOnAnswers = m_tabs->currentIndex() == 0;
    const bool hasChosen = isOnAnswers && m_keys.contains(m_answers->currentId());
    m_remove->setEnabled(hasChosen);
    m_remove->setVisible(isOnAnswers);
    m_open->setVisible(!isOnAnswers);
    m_open->setEnabled(!m_matches->currentId().isEmpty());
    m_clear->setEnabled(m_answers->hasRows());
    context().actions.setEnabled(u"operations.cache.remove"_s, hasChosen, tr("No kept answer is chosen"));
}

void CacheView::removeChosen()
{
    const QByteArray key = m_keys.value(m_answers->currentId());
    if (key.isEmpty())
        return;
    auto taken = std::make_shared<TakenOutEntry>(); // filled there, put back from here
    change(
        [key, taken](workspace::Workspace &workspace) -> QCoro::Task<Result<>> {
            orchestration::Stages &stages = workspace.orchestrator().stages();
            auto out = co_await stages.cache.takeOut(key);
            if (!out)
                co_return tl::unexpected(out.error());
            stages.semantic.forget();
            *taken = std::move(*out);
            co_return Result<>();
        },
        tr("The answer is removed from the cache."),
        [this, taken] {
            change(
                [taken](workspace::Workspace &workspace) -> QCoro::Task<Result<>> {
                    orchestration::Stages &stages = workspace.orchestrator().stages();
                    auto back = co_await stages.cache.putBack(*taken);
                    stages.semantic.forget(); // read again with it
                    co_return back;
                },
                tr("The answer is back in the cache."));
        });
}

void CacheView::openCall()
{
    if (const QString call = m_matches->currentId(); !call.isEmpty())
        Q_EMIT navigationRequested(u"log"_s, {{u"call"_s, call}});
}

void CacheView::askToClear()
{
    m_buttons->hide();
    m_question->show();
    m_confirm->setFocus();
}

bool CacheView::escape()
{
    if (!m_question->isVisibleTo(this))
        return false;
    m_question->hide();
    m_buttons->show();
    m_clear->setFocus();
    return true;
}

void CacheView::clear()
{
    escape();
    change(
        [](workspace::Workspace &workspace) -> QCoro::Task<Result<>> {
            orchestration::Stages &stages = workspace.orchestrator().stages();
            const auto cleared = co_await stages.cache.clear();
            stages.semantic.forget();
            co_return cleared.map([](int) {});
        },
        tr("The cache is empty."));
}

void CacheView::copy() const
{
    (m_tabs->currentIndex() == 0 ? m_answers : m_matches)->copySelection();
}

void CacheView::focusMain()
{
    (m_tabs->currentIndex() == 0 ? m_answers : m_matches)->setFocus();
}

} // namespace assay::ui
