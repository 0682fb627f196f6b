// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "evaluation/votestore.h"

#include <optional>
#include <random>

#include <QWidget>

class QLabel;
class QLineEdit;
class QPushButton;

namespace assay::ui {

class StreamClock;
class StreamingMarkdownView;
class Theme;

/// Two answers of a run at a time, without their names and in a drawn order: which is better? The names show
/// in the moment when the vote is closed, and it can be taken back.
class BlindReview final : public QWidget {
    Q_OBJECT
public:
    BlindReview(Theme &theme, StreamClock &clock, QWidget *parent = nullptr);
    ~BlindReview() override;

    struct Answer {
        int column = 0; ///< of the run
        QString model; ///< what is revealed
        QString markdown;
    };
    /// Every pair of these, in an order drawn from `seed`.
    void begin(RunId run, const QList<Answer> &answers, quint32 seed);
    /// The vote that voteCast() asked for is kept: reveals the names.
    void showKept(const evaluation::Vote &vote);
    /// It was taken back: the same pair is open again.
    void reopen();
    void showTally(const QList<evaluation::ModelTally> &tally);

    void vote(evaluation::VoteChoice choice); ///< Left is A, Right is B
    void next();
    [[nodiscard]] bool isRevealed() const { return m_kept.has_value(); }
    /// What stands above the answers: "Answer A", or the model once it is revealed.
    [[nodiscard]] QString title(bool isLeft) const;

Q_SIGNALS:
    void voteCast(const assay::evaluation::Vote &vote);
    void takeBackRequested(qint64 vote);
    void finished(); ///< no pair is left
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
    void setOpen(bool isOpen);

    RunId m_run;
    QList<Pair> m_pairs;
    int m_current = 0;
    bool m_isSaving = false;
    std::optional<evaluation::Vote> m_kept;
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
    QLabel *m_said;
};

} // namespace assay::ui
