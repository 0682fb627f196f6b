// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/error.h"
#include "providers/completion.h"

#include <QFrame>
#include <QHash>
#include <QTimer>

class QComboBox;
class QLabel;
class QLineEdit;
class QPushButton;
class QToolButton;

namespace assay::prompts {
struct TemplateProblem;
}

namespace assay::ui {

class AttachmentRow;
class PlainText;
class EditorSpelling;
class PromptEdit;
class SpellChecker;
class Theme;
class ToolCallsEditor;
struct Completions;

/// One message of a prompt: its role, its text with the variables marked, its pictures, the tools that an
/// assistant calls, the call that a tool's result answers, and what is wrong with its template.
class MessageBlock final : public QFrame {
    Q_OBJECT
public:
    MessageBlock(Theme &theme, const providers::Message &message, QWidget *parent = nullptr);

    [[nodiscard]] providers::Message message() const;
    /// Announces nothing.
    void setRole(providers::Role role);
    void setImages(const std::vector<providers::Image> &images);
    void setToolCalls(const std::vector<providers::ToolCall> &calls);
    [[nodiscard]] bool isFolded() const { return m_isFolded; }
    void setFolded(bool isFolded);
    void setReadOnly(bool isReadOnly);
    void setMovable(bool up, bool down);
    void zoom(int points);
    void setCompletions(const Completions &completions);
    /// Partials that cannot be put in, see prompts::partialProblems().
    void setPartialProblems(const QHash<QString, QString> &problems);
    /// Null: spelling is not checked. Must outlive the block.
    void setSpelling(SpellChecker *checker);
    [[nodiscard]] PromptEdit *editor() const { return m_text; }
    /// The template's problems as shown, one a line; empty when there is none.
    [[nodiscard]] QString problem() const;

Q_SIGNALS:
    void changed();
    void roleChanged(assay::providers::Role before, assay::providers::Role after);
    /// A picture came or went; `before`: those that there were.
    void imagesChanged(const std::vector<assay::providers::Image> &before);
    /// Likewise of what tools the message calls.
    void callsChanged(const std::vector<assay::providers::ToolCall> &before);
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
    /// What is wrong with a text, or odd.
    struct Checked;
    [[nodiscard]] static Checked checked(const QString &text, const QHash<QString, QString> &partialProblems);
    void check();
    void showChecked(const Checked &found);
    void showProblems(const QList<prompts::TemplateProblem> &problems);
    void nameControls();
    void nextCalls();
    void removeHidden();
    /// Replaces all the text, as a step that can be taken back.
    void replaceText(const QString &text);
    QPushButton *offerRow(QWidget *row, QLabel *label, const QString &verb);

    Theme &m_theme;
    QComboBox *m_role;
    QToolButton *m_fold;
    QToolButton *m_up;
    QToolButton *m_down;
    QToolButton *m_remove;
    QLabel *m_gist; ///< the first words, while folded
    PromptEdit *m_text;
    PlainText *m_plain; ///< of m_text
    EditorSpelling *m_spelling;
    SpellChecker *m_checker = nullptr;
    AttachmentRow *m_pictures;
    QToolButton *m_attach;
    ToolCallsEditor *m_calls; ///< of an assistant's
    QToolButton *m_addCall;
    QLineEdit *m_callId; ///< of a tool's result
    QLabel *m_problem;
    QWidget *m_hidden; ///< says that the text has characters one cannot see
    QLabel *m_hiddenCount;
    QWidget *m_long; ///< says that a line is long enough to make typing slow
    QLabel *m_longLine;
    QTimer m_check;
    QHash<QString, QString> m_partialProblems;
    providers::Message m_message; ///< as it was given
    providers::Role m_lastRole;
    std::vector<providers::Image> m_lastImages;
    std::vector<providers::ToolCall> m_lastCalls;
    int m_revision = 0; ///< of the text; the document counts highlighting, too
    bool m_isFolded = false;
};

} // namespace assay::ui
