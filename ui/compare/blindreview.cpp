// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/compare/blindreview.h"

#include "ui/markdown/streamclock.h"
#include "ui/markdown/streamingmarkdownview.h"
#include "ui/theme/metrics.h"
#include "ui/theme/theme.h"
#include "ui/widgets/controls.h"

#include <algorithm>
#include <utility>

#include <QKeyEvent>
#include <QStackedWidget>
#include <QTreeWidget>
#include <QVBoxLayout>

using namespace Qt::StringLiterals;

namespace assay::ui {

using evaluation::VoteChoice;

BlindReview::BlindReview(Theme &theme, StreamClock &clock, QWidget *parent)
    : QWidget(parent)
    , m_pages(new QStackedWidget(this))
    , m_list(new QTreeWidget(this))
    , m_progress(sectionHeading({}, this))
    , m_leftTitle(new QLabel(this))
    , m_rightTitle(new QLabel(this))
    , m_left(new StreamingMarkdownView(theme, clock, this))
    , m_right(new StreamingMarkdownView(theme, clock, this))
    , m_note(new QLineEdit(this))
    , m_tags(new QLineEdit(this))
    , m_takeBack(new QPushButton(theme.icon(u"restore"_s), tr("Take the vote back"), this))
    , m_next(new QPushButton(theme.icon(u"right"_s), tr("Next pair"), this))
    , m_reveal(new QPushButton(theme.icon(u"eye"_s), tr("Show the names"), this))
    , m_said(new QLabel(this))
{
    buildLayout(theme);
    setFocusPolicy(Qt::StrongFocus);
    setAccessibleName(tr("Blind review: A, B, E for equal, N for both bad"));
    connect(m_takeBack, &QPushButton::clicked, this, [this] {
        if (m_isRevealed)
            takeBackSelected();
        else if (const evaluation::Vote *vote = mine())
            Q_EMIT takeBackRequested(vote->id);
    });
    connect(m_next, &QPushButton::clicked, this, &BlindReview::next);
    connect(m_reveal, &QPushButton::clicked, this, &BlindReview::reveal);
    connect(m_list, &QTreeWidget::itemSelectionChanged, this, &BlindReview::showState);
}

BlindReview::~BlindReview()
{
    // The answers are panes of the clock: they go before it.
    delete m_left;
    delete m_right;
}

void BlindReview::buildLayout(Theme &theme)
{
    auto *close = iconButton(theme, u"close"_s, tr("End the blind review"), this);
    connect(close, &QToolButton::clicked, this, &BlindReview::closed);
    auto *head = new QHBoxLayout;
    head->addWidget(m_progress, 1);
    m_reveal->setToolTip(tr("Closes the vote: every name shows, and the pairs that are left are not voted on"));
    head->addWidget(m_reveal);
    head->addWidget(close);
    auto *pair = new QWidget(this);
    auto *sides = new QHBoxLayout(pair);
    sides->setContentsMargins(0, 0, 0, 0);
    sides->setSpacing(metrics::wide());
    for (const auto &[title, answer] : {std::pair(m_leftTitle, m_left), std::pair(m_rightTitle, m_right)}) {
        title->setFont(metrics::titleFont());
        title->setTextFormat(Qt::PlainText);
        auto *side = new QVBoxLayout;
        side->setSpacing(metrics::tight());
        side->addWidget(title);
        side->addWidget(answer, 1);
        sides->addLayout(side, 1);
    }
    m_list->setHeaderLabels({tr("Left"), tr("Right"), tr("Vote"), tr("Note"), tr("Tags"), tr("By")});
    m_list->setRootIsDecorated(false);
    m_list->setAlternatingRowColors(true);
    m_list->setAccessibleName(tr("Votes on this run"));
    m_pages->addWidget(pair);
    m_pages->addWidget(m_list);
    m_note->setPlaceholderText(tr("What tipped the scales (optional)"));
    m_note->setAccessibleName(tr("Note on the vote"));
    m_tags->setPlaceholderText(tr("Tags, with commas between (optional)"));
    m_tags->setAccessibleName(tr("Tags of the vote"));
    auto *remarks = new QHBoxLayout;
    remarks->setSpacing(metrics::normal());
    remarks->addWidget(m_note, 2);
    remarks->addWidget(m_tags, 1);
    auto *votes = new QHBoxLayout;
    votes->setSpacing(metrics::normal());
    votes->addStretch();
    const QList<std::pair<QString, VoteChoice>> choices{{tr("A is better (A)"), VoteChoice::Left},
                                                        {tr("Equal (E)"), VoteChoice::Equal},
                                                        {tr("Both bad (N)"), VoteChoice::BothBad},
                                                        {tr("B is better (B)"), VoteChoice::Right}};
    for (const auto &[text, choice] : choices) {
        auto *button = new QPushButton(text, this);
        connect(button, &QPushButton::clicked, this, [this, choice = choice] { vote(choice); });
        votes->addWidget(button);
        m_votes.append(button);
    }
    votes->addWidget(m_takeBack);
    votes->addWidget(m_next);
    votes->addStretch();
    makePrimary(m_next);
    m_said->setTextFormat(Qt::PlainText);
    m_said->setWordWrap(true);
    m_said->setAlignment(Qt::AlignCenter);
    auto *rows = new QVBoxLayout(this);
    rows->setContentsMargins(metrics::page(), metrics::wide(), metrics::page(), metrics::wide());
    rows->setSpacing(metrics::normal());
    rows->addLayout(head);
    rows->addWidget(m_pages, 1);
    rows->addWidget(m_said);
    rows->addLayout(remarks);
    rows->addLayout(votes);
}

void BlindReview::begin(RunId run, const QList<Answer> &answers, const QString &who, quint32 seed)
{
    std::mt19937 random(seed);
    m_run = run;
    m_who = who;
    m_all.clear();
    m_isRevealed = false;
    m_pairs.clear();
    for (qsizetype i = 0; i < answers.size(); ++i) {
        for (qsizetype j = i + 1; j < answers.size(); ++j) {
            const bool isTurned = random() % 2 == 0;
            m_pairs.append({answers.at(isTurned ? j : i), answers.at(isTurned ? i : j)});
        }
    }
    std::shuffle(m_pairs.begin(), m_pairs.end(), random);
    m_current = 0;
    m_pages->setCurrentIndex(0);
    showPair();
}

void BlindReview::showPair()
{
    m_isSaving = false;
    m_hasVoted = false;
    const Pair &pair = m_pairs.at(m_current);
    m_progress->setText(
        m_seen.contains(m_run)
            ? tr("Pair %1 of %2. You have seen the names of this run: your votes count as not blind.")
                  .arg(m_current + 1)
                  .arg(m_pairs.size())
            : tr("Blind review: pair %1 of %2").arg(m_current + 1).arg(m_pairs.size()));
    m_leftTitle->setText(tr("Answer A"));
    m_rightTitle->setText(tr("Answer B"));
    m_left->setAnswerName(tr("Answer A"));
    m_right->setAnswerName(tr("Answer B"));
    m_left->setMarkdown(pair.left.markdown);
    m_right->setMarkdown(pair.right.markdown);
    const evaluation::Vote *before = mine();
    m_note->setText(before != nullptr ? before->note : QString());
    m_tags->setText(before != nullptr ? before->tags.join(u", "_s) : QString());
    showState();
    setFocus();
}

const evaluation::Vote *BlindReview::mine() const
{
    if (m_current >= m_pairs.size())
        return nullptr;
    evaluation::Vote pair;
    pair.comparison = m_run;
    pair.leftCall = m_pairs.at(m_current).left.call;
    pair.rightCall = m_pairs.at(m_current).right.call;
    const auto found = std::ranges::find_if(m_all, [this, &pair](const evaluation::Vote &each) {
        return each.who == m_who && evaluation::isSamePair(each, pair);
    });
    return found == m_all.end() ? nullptr : &*found;
}

QString BlindReview::verdict(const evaluation::Vote &vote, const QString &left, const QString &right) const
{
    switch (vote.choice) {
    case VoteChoice::Equal:
        return tr("equal");
    case VoteChoice::BothBad:
        return tr("both bad");
    case VoteChoice::Left:
        return tr("%1 is better").arg(left);
    case VoteChoice::Right:
        break;
    }
    return tr("%1 is better").arg(right);
}

/// Which controls there are, and what is said of the vote that stands.
void BlindReview::showState()
{
    const evaluation::Vote *vote = m_isRevealed ? nullptr : mine();
    for (QPushButton *button : std::as_const(m_votes))
        button->setVisible(!m_isRevealed && !m_hasVoted);
    m_note->setVisible(!m_isRevealed);
    m_tags->setVisible(!m_isRevealed);
    m_note->setEnabled(!m_hasVoted);
    m_tags->setEnabled(!m_hasVoted);
    m_reveal->setVisible(!m_isRevealed);
    m_next->setVisible(vote != nullptr);
    m_next->setText(m_current + 1 < m_pairs.size() ? tr("Next pair") : tr("Close the vote"));
    if (m_isRevealed) {
        const QTreeWidgetItem *item = m_list->currentItem();
        m_takeBack->setVisible(item != nullptr && item->text(5) == m_who);
        return;
    }
    m_takeBack->setVisible(vote != nullptr);
    if (vote == nullptr)
        return m_said->clear();
    // The vote may have been cast with the two the other way round.
    const bool isTurned = vote->leftCall == m_pairs.at(m_current).right.call;
    const QString said = verdict(*vote, isTurned ? tr("B") : tr("A"), isTurned ? tr("A") : tr("B"));
    m_said->setText(m_hasVoted ? tr("Kept: %1.").arg(said)
                               : tr("Your vote so far: %1. Another takes its place.").arg(said));
}

void BlindReview::setVotes(const QList<evaluation::Vote> &votes)
{
    m_all = votes;
    const bool wasCast = std::exchange(m_isSaving, false);
    if (m_isRevealed) {
        fillList();
        Q_EMIT finished(); // the ranking has moved
        return;
    }
    if (!wasCast)
        return showPair();
    m_hasVoted = true;
    showState();
    m_next->setFocus();
}

void BlindReview::retry()
{
    m_isSaving = false;
}

void BlindReview::reveal()
{
    m_isRevealed = true;
    m_seen.insert(m_run);
    m_progress->setText(m_all.isEmpty() ? tr("No vote on this run") : tr("The votes on this run"));
    m_said->clear();
    fillList();
    m_pages->setCurrentIndex(1);
    m_list->setFocus();
    Q_EMIT finished();
}

void BlindReview::fillList()
{
    m_list->clear();
    for (const evaluation::Vote &vote : std::as_const(m_all)) {
        auto *item = new QTreeWidgetItem(
            m_list, {vote.leftModel, vote.rightModel, verdict(vote, vote.leftModel, vote.rightModel), vote.note,
                     vote.tags.join(u", "_s), vote.who});
        item->setData(0, Qt::UserRole, static_cast<qlonglong>(vote.id));
    }
    for (int column = 0; column < m_list->columnCount(); ++column)
        m_list->resizeColumnToContents(column);
    m_list->setCurrentItem(m_list->topLevelItem(0));
    showState();
}

void BlindReview::takeBackSelected()
{
    if (const QTreeWidgetItem *item = m_list->currentItem(); item != nullptr && item->text(5) == m_who)
        Q_EMIT takeBackRequested(item->data(0, Qt::UserRole).toLongLong());
}

void BlindReview::vote(VoteChoice choice)
{
    if (m_isRevealed || m_current >= m_pairs.size() || m_hasVoted || m_isSaving)
        return;
    m_isSaving = true;
    const Pair &pair = m_pairs.at(m_current);
    evaluation::Vote cast;
    cast.comparison = m_run;
    cast.left = pair.left.column;
    cast.right = pair.right.column;
    cast.choice = choice;
    cast.who = m_who;
    cast.note = m_note->text().trimmed();
    for (const QString &tag : m_tags->text().split(u',', Qt::SkipEmptyParts))
        cast.tags.append(tag.trimmed());
    cast.isBlind = !m_seen.contains(m_run);
    Q_EMIT voteCast(cast);
}

void BlindReview::next()
{
    if (m_isRevealed || mine() == nullptr)
        return;
    if (m_current + 1 >= m_pairs.size())
        return reveal();
    ++m_current;
    showPair();
}

void BlindReview::showTally(const QList<evaluation::ModelTally> &tally)
{
    QStringList lines;
    for (const evaluation::ModelTally &each : tally)
        lines.append(tr("%1: %2 won, %3 lost, %4 even (%5 %)")
                         .arg(each.model)
                         .arg(each.wins)
                         .arg(each.losses)
                         .arg(each.ties)
                         .arg(each.share() * 100, 0, 'f', 0));
    m_said->setText(lines.join(u'\n'));
}

void BlindReview::keyPressEvent(QKeyEvent *event)
{
    switch (event->key()) {
    case Qt::Key_Return:
    case Qt::Key_Enter:
        return next();
    case Qt::Key_Delete:
        if (m_isRevealed)
            return takeBackSelected();
        [[fallthrough]];
    default:
        QWidget::keyPressEvent(event);
    }
}

} // namespace assay::ui
