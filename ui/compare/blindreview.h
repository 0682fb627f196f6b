// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "evaluation/votestore.h"

#include <optional>
#include <random>

#include <QSet>
#include <QWidget>

class QLabel;
class QLineEdit;
class QPushButton;
class QStackedWidget;
class QTreeWidget;

namespace assay::ui {

class StreamClock;
class StreamingMarkdownView;
class Theme;

/// Two answers of a run at a time, without their names and in a drawn order: which is better? Every pair keeps
/// its names until the last has its vote, or one closes the vote before; then all votes of the run stand in a
/// list, where each can be taken back.
class BlindReview final : public QWidget {
    Q_OBJECT
public:
    BlindReview(Theme &theme, StreamClock &clock, QWidget *parent = nullptr);
    ~BlindReview() override;

    struct Answer {
        int column = 0; ///< of the run
        CallId call; ///< what is voted on
        QString model; ///< what is revealed
        QString markdown;
    };
    /// Every pair of these, in an order drawn from `seed`. `who` votes.
    void begin(RunId run, const QList<Answer> &answers, const QString &who, quint32 seed);
    /// The votes that stand, after one was cast or taken back.
    void setVotes(const QList<evaluation::Vote> &votes);
    /// What was asked for could not be kept: one can try again.
    void retry();
    /// Names everything, and lists the votes.
    void reveal();
    void showTally(const QList<evaluation::ModelTally> &tally);

    void vote(evaluation::VoteChoice choice); ///< Left is A, Right is B
    void next();
    [[nodiscard]] bool hasVoted() const { return m_hasVoted; } ///< on the pair that is shown, just now
    [[nodiscard]] bool isRevealed() const { return m_isRevealed; }
    [[nodiscard]] QTreeWidget *list() const { return m_list; } ///< the votes, once the names show
    [[nodiscard]] QLineEdit *note() const { return m_note; }
    [[nodiscard]] QLineEdit *tags() const { return m_tags; }

Q_SIGNALS:
    void voteCast(const assay::evaluation::Vote &vote);
    void takeBackRequested(qint64 vote);
    void finished(); ///< the names show
    void closed();

protected:
    void keyPressEvent(QKeyEvent *event) override;

private:
    struct Pair {
        Answer left;
        Answer right;
    };

    void buildLayout(Theme &theme);
    void showPair();
    void showState();
    void fillList();
    void takeBackSelected();
    [[nodiscard]] const evaluation::Vote *mine() const; ///< on the pair that is shown
    [[nodiscard]] QString verdict(const evaluation::Vote &vote, const QString &left, const QString &right) const;

    RunId m_run;
    QList<Pair> m_pairs;
    int m_current = 0;
    bool m_isSaving = false;
    bool m_hasVoted = false;
    bool m_isRevealed = false;
    QString m_who;
    QList<evaluation::Vote> m_all; ///< that stand, of the run
    QSet<RunId> m_seen; ///< runs whose names this person has been shown here
    QStackedWidget *m_pages;
    QTreeWidget *m_list;
    QLabel *m_progress;
    QLabel *m_leftTitle;
    QLabel *m_rightTitle;
    StreamingMarkdownView *m_left;
    StreamingMarkdownView *m_right;
    QLineEdit *m_note;
    QLineEdit *m_tags;
    QList<QPushButton *> m_votes;
    QPushButton *m_takeBack;
    QPushButton *m_next;
    QPushButton *m_reveal;
    QLabel *m_said;
};

} // namespace assay::ui
