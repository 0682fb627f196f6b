// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "providers/completion.h"

#include <QWidget>

class QLabel;
class QPlainTextEdit;
class QPushButton;
class QScrollArea;
class QVBoxLayout;

namespace assay::ui {

class Theme;

/// The turns of a column's conversation above its answer: each can be said otherwise and asked from there, or
/// go on in a column of its own.
class ConversationView final : public QWidget {
    Q_OBJECT
public:
    explicit ConversationView(Theme &theme, QWidget *parent = nullptr);

    /// Hides itself when there is none.
    void setTurns(const std::vector<providers::Message> &turns);
    [[nodiscard]] int turns() const { return static_cast<int>(m_turns.size()); }
    /// Opens a turn for editing, with the focus in it.
    void edit(int turn);

Q_SIGNALS:
    void editAsked(int turn, const QString &text); ///< ask from this turn, with this text
    void branchAsked(int turn);

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    [[nodiscard]] QWidget *buildTurn(int turn);
    [[nodiscard]] QWidget *picturesOf(const providers::Message &turn, int number, QWidget *parent);
    void finish(bool isAsked);

    Theme &m_theme;
    std::vector<providers::Message> m_turns;
    QScrollArea *m_scroll;
    QList<QWidget *> m_rows;
    int m_edited = -1;
    QPlainTextEdit *m_editor = nullptr; ///< of the turn that is open
};

/// Where one answers a column, right below it: a message, and a result for each tool that it called.
class ReplyBox final : public QWidget {
    Q_OBJECT
public:
    explicit ReplyBox(Theme &theme, QWidget *parent = nullptr);
    void open(const std::vector<providers::ToolCall> &calls);
    [[nodiscard]] QPlainTextEdit *message() const { return m_message; }

Q_SIGNALS:
    void sent(const QStringList &toolResults, const QString &message);

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    void send();

    QVBoxLayout *m_results;
    QList<QPlainTextEdit *> m_resultEdits;
    QPlainTextEdit *m_message;
    QPushButton *m_send;
};

} // namespace assay::ui
