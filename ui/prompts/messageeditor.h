// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/error.h"
#include "providers/completion.h"
#include "ui/prompts/promptedit.h"

#include <functional>
#include <vector>

#include <QRegularExpression>
#include <QScrollArea>
#include <QUndoStack>

class QHBoxLayout;
class QVBoxLayout;

namespace assay::ui {

class MessageBlock;
class SpellChecker;
class Theme;

/// The messages of a prompt, one under the other.
class MessageEditor final : public QScrollArea {
    Q_OBJECT
public:
    explicit MessageEditor(Theme &theme, QWidget *parent = nullptr);

    /// Other messages from now on; forgets what could be taken back.
    void setMessages(const std::vector<providers::Message> &messages);
    /// The same as a step that can be taken back. `redo` and `undo` are called with it, whenever.
    void replaceMessages(const std::vector<providers::Message> &messages, std::function<void()> redo,
                         std::function<void()> undo);
    /// A step beside the text, such as another setting, that is done already. One soon after another is one.
    void addStep(std::function<void()> redo, std::function<void()> undo);
    /// Shows others to be read only, until endReading() brings back what is edited with all its steps.
    void readMessages(const std::vector<providers::Message> &messages);
    void endReading();
    /// How many steps lie behind, 0 after setMessages(); of how many.
    [[nodiscard]] int stepsDone() const { return m_steps.index(); }
    [[nodiscard]] int steps() const { return m_steps.count(); }
    [[nodiscard]] std::vector<providers::Message> messages() const;
    void setReadOnly(bool isReadOnly);
    void addMessage(providers::Role role);
    /// Moves the block that has the focus, or nothing.
    void moveCurrent(int by);
    /// The last step, whichever text or message it was in. With nothing left: undoExhausted(),
    /// redoExhausted().
    void undo();
    void redo();
    void zoom(int points); ///< 0: the usual size again
    [[nodiscard]] int zoomed() const { return m_zoom; } ///< points above the usual size
    void focusFirst();
    /// Selects the next place of `pattern` after the cursor, over all blocks and round; false when there is
    /// none. A match may reach over lines.
    bool find(const QRegularExpression &pattern, bool backward);
    [[nodiscard]] int count(const QRegularExpression &pattern) const;
    /// Replaces what is selected, if the pattern fits it whole. With groups, \1 is what the first one found.
    bool replaceSelected(const QRegularExpression &pattern, const QString &with, bool hasGroups);
    /// Each block's changes are one step of undo. Returns how many there were.
    int replaceAll(const QRegularExpression &pattern, const QString &with, bool hasGroups);
    void setCompletions(const Completions &completions);
    [[nodiscard]] const Completions &completions() const { return m_completions; }
    /// Has each message mark those of its partials; see prompts::partialProblems().
    void setPartialProblems(const QHash<QString, QString> &problems);
    /// Null: spelling is not checked. Must outlive the editor.
    void setSpelling(SpellChecker *checker);
    /// Lists what fits inside the tag that the cursor stands in.
    void completeName();
    /// The variable whose tag the cursor stands in; empty for none.
    [[nodiscard]] QString variableAtCursor() const;
    /// Puts the cursor on the first use of a variable.
    void showVariable(const QString &name);
    /// Selects a passage of a message, in UTF-16 units; nothing when there is none such.
    void showPassage(int message, qsizetype start, qsizetype length);
    [[nodiscard]] QList<MessageBlock *> blocks() const { return m_blocks; }

Q_SIGNALS:
    void changed();
    void failed(const assay::Error &error); ///< a picture could not be read
    void zoomChanged();
    void referencesWanted(const QString &prompt); ///< see PromptEdit
    void undoExhausted();
    void redoExhausted();
    /// A block went; `restore` of the same editor brings it back.
    void removed(int position, const assay::providers::Message &message);

public:
    void restore(int position, const providers::Message &message);

protected:
    void wheelEvent(QWheelEvent *event) override;
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    MessageBlock *makeBlock(const providers::Message &message);
    void removeBlock(MessageBlock *block);
    void moveBlock(MessageBlock *block, int by);
    /// What the undoable steps are made of. Blocks that went are kept, with the steps of their text.
    void put(int position, MessageBlock *block);
    void take(MessageBlock *block);
    void shift(int from, int to);
    void setRole(MessageBlock *block, providers::Role role);
    void showBlocks(const QList<MessageBlock *> &blocks);
    void step(std::function<void()> redo, std::function<void()> undo);
    void updateMovable();
    [[nodiscard]] int currentBlock() const; ///< -1 when none has the focus

    Theme &m_theme;
    QVBoxLayout *m_rows;
    QWidget *m_adders;
    QList<MessageBlock *> m_blocks;
    QList<MessageBlock *> m_edited; ///< while others are read
    bool m_isReading = false;
    QUndoStack m_steps; ///< of all that is edited; those of a text are done by its own document
    Completions m_completions;
    QHash<QString, QString> m_partialProblems;
    SpellChecker *m_checker = nullptr;
    bool m_isReadOnly = false;
    bool m_didNothing = false; ///< the last step of a text
    int m_lastFound = -1; ///< the block in which find() was last lucky
    int m_zoom = 0;
};

} // namespace assay::ui
