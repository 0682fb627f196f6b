// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/compare/blindreview.h"

#include "ui/markdown/streamclock.h"
#include "ui/markdown/streamingmarkdownview.h"
#include "ui/theme/metrics.h"
#include "ui/theme/theme.h"
#include "ui/widgets/controls.h"

#include <algorithm>

#include <QKeyEvent>
#include <QVBoxLayout>

using namespace Qt::StringLiterals;

namespace assay::ui {

using evaluation::VoteChoice;

BlindReview::BlindReview(Theme &theme, StreamClock &clock, QWidget *parent)
    : QWidget(parent)
    , m_progress(sectionHeading({}, this))
    , m_leftTitle(new QLabel(this))
    , m_rightTitle(new QLabel(this))
    , m_left(new StreamingMarkdownView(theme, clock, this))
    , m_right(new StreamingMarkdownView(theme, clock, this))
    , m_note(new QLineEdit(this))
    , m_tags(new QLineEdit(this))
    , m_takeBack(new QPushButton(theme.icon(u"restore"_s), tr("Take the vote back"), this))
    , m_next(new QPushButton(theme.icon(u"right"_s), tr("Next pair"), this))
    , m_said(new QLabel(this))
{
    buildLayout(theme);
    setFocusPolicy(Qt::StrongFocus);
    setAccessibleName(tr("Blind review: A, B, E for equal, N for both bad"));
    connect(m_takeBack, &QPushButton::clicked, this, [this] {
        if (m_kept)
            Q_EMIT takeBackRequested(m_kept->id);
    });
    connect(m_next, &QPushButton::clicked, this, &BlindReview::next);
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
    head->addWidget(close);
    auto *sides = new QHBoxLayout;
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
    rows->addLayout(sides, 1);
    rows->addWidget(m_said);
    rows->addLayout(remarks);
    rows->addLayout(votes);
}

void BlindReview::begin(RunId run, const QList<Answer> &answers, quint32 seed)
{
    std::mt19937 random(seed);
    m_run = run;
    m_pairs.clear();
    for (qsizetype i = 0; i < answers.size(); ++i) {
        for (qsizetype j = i + 1; j < answers.size(); ++j) {
            const bool isTurned = random() % 2 == 0;
            m_pairs.append({answers.at(isTurned ? j : i), answers.at(isTurned ? i : j)});
        }
    }
    std::shuffle(m_pairs.begin(), m_pairs.end(), random);
    m_current = 0;
    showPair();
}

void BlindReview::showPair()
{
    m_kept.reset();
    m_isSaving = false;
    m_note->clear();
    m_tags->clear();
    m_said->clear();
    if (m_current >= m_pairs.size()) {
        m_progress->setText(tr("Every pair has its vote"));
        for (QPushButton *button : std::as_const(m_votes))
            button->hide();
        m_takeBack->hide();
        m_next->hide();
        Q_EMIT finished();
        return;
    }
    m_progress->setText(tr("Blind review: pair %1 of %2").arg(m_current + 1).arg(m_pairs.size()));
    m_leftTitle->setText(tr("Answer A"));
    m_rightTitle->setText(tr("Answer B"));
    m_left->setAnswerName(tr("Answer A"));
    m_right->setAnswerName(tr("Answer B"));
    m_left->setMarkdown(m_pairs.at(m_current).left.markdown);
    m_right->setMarkdown(m_pairs.at(m_current).right.markdown);
    setOpen(true);
    setFocus();
}

void BlindReview::setOpen(bool isOpen)
{
    for (QPushButton *button : std::as_const(m_votes))
        button->setVisible(isOpen);
    m_takeBack->setVisible(!isOpen);
    m_next->setVisible(!isOpen);
    m_note->setEnabled(isOpen);
    m_tags->setEnabled(isOpen);
}

QString BlindReview::title(bool isLeft) const
{
    return (isLeft ? m_leftTitle : m_rightTitle)->text();
}

void BlindReview::vote(VoteChoice choice)
{
    if (m_current >= m_pairs.size() || m_kept || m_isSaving)
        return;
    m_isSaving = true;
    const Pair &pair = m_pairs.at(m_current);
    evaluation::Vote cast;
    cast.comparison = m_run;
    cast.left = pair.left.column;
    cast.right = pair.right.column;
    cast.choice = choice;
    cast.note = m_note->text().trimmed();
    for (const QString &tag : m_tags->text().split(u',', Qt::SkipEmptyParts))
        cast.tags.append(tag.trimmed());
    cast.isBlind = true;
    Q_EMIT voteCast(cast);
}

void BlindReview::showKept(const evaluation::Vote &vote)
{
    if (m_current >= m_pairs.size())
        return;
    m_kept = vote;
    m_isSaving = false;
    const Pair &pair = m_pairs.at(m_current);
    m_leftTitle->setText(tr("A: %1").arg(pair.left.model));
    m_rightTitle->setText(tr("B: %1").arg(pair.right.model));
    const QString better = vote.choice == VoteChoice::Left ? pair.left.model : pair.right.model;
    const QString worse = vote.choice == VoteChoice::Left ? pair.right.model : pair.left.model;
    m_said->setText(vote.choice == VoteChoice::Equal ? tr("You found them equal.")
                        : vote.choice == VoteChoice::BothBad
                        ? tr("You found both bad.")
                        : tr("You chose %1 over %2.").arg(better, worse));
    setOpen(false);
    m_next->setText(m_current + 1 < m_pairs.size() ? tr("Next pair") : tr("Finish"));
    m_next->setFocus();
}

void BlindReview::reopen()
{
    showPair();
}

void BlindReview::next()
{
    if (!m_kept)
        return;
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
    case Qt::Key_A:
        return vote(VoteChoice::Left);
    case Qt::Key_B:
        return vote(VoteChoice::Right);
    case Qt::Key_E:
        return vote(VoteChoice::Equal);
    case Qt::Key_N:
        return vote(VoteChoice::BothBad);
    case Qt::Key_Return:
    case Qt::Key_Enter:
        return next();
    default:
        QWidget::keyPressEvent(event);
    }
}

} // namespace assay::ui
