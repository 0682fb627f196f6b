// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/error.h"
#include "providers/completion.h"

#include <QFrame>
#include <QTimer>

class QComboBox;
class QLabel;
class QToolButton;

namespace assay::ui {

class AttachmentRow;
class PromptEdit;
class Theme;
struct Completions;

/// One message of a prompt: its role, its text with the variables marked, its pictures, and what is wrong
/// with its template. What else a message has (tool calls and results) stays as it is.
class MessageBlock final : public QFrame {
    Q_OBJECT
public:
    MessageBlock(Theme &theme, const providers::Message &message, QWidget *parent = nullptr);

    [[nodiscard]] providers::Message message() const;
    /// Announces nothing.
    void setRole(providers::Role role);
    [[nodiscard]] bool isFolded() const { return m_isFolded; }
    void setFolded(bool isFolded);
    void setReadOnly(bool isReadOnly);
    void setMovable(bool up, bool down);
    void zoom(int points);
    void setCompletions(const Completions &completions);
    [[nodiscard]] PromptEdit *editor() const { return m_text; }
    /// The template's problem as shown; empty when there is none.
    [[nodiscard]] QString problem() const;

Q_SIGNALS:
    void changed();
    void roleChanged(assay::providers::Role before, assay::providers::Role after);
    void removeRequested();
    void failed(const assay::Error &error);
    void moveRequested(int by);

protected:
    void paintEvent(QPaintEvent *event) override;
    void changeEvent(QEvent *event) override;
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    void buildRows();
    void fitHeight();
    void check();
    void nameControls();
    void showCalls();
    void removeHidden();

    Theme &m_theme;
    QComboBox *m_role;
    QToolButton *m_fold;
    QToolButton *m_up;
    QToolButton *m_down;
    QToolButton *m_remove;
    QLabel *m_gist; ///< the first words, while folded
    PromptEdit *m_text;
    AttachmentRow *m_pictures;
    QToolButton *m_attach;
    QLabel *m_calls; ///< what the message has that cannot be edited here
    QLabel *m_problem;
    QWidget *m_hidden; ///< says that the text has characters one cannot see
    QLabel *m_hiddenCount;
    QTimer m_check;
    providers::Message m_message; ///< as it was given
    providers::Role m_lastRole;
    int m_revision = 0; ///< of the text that was announced last
    bool m_isFolded = false;
};

} // namespace assay::ui
