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
class Theme;

/// The messages of a prompt, one under the other.
class MessageEditor final : public QScrollArea {
    Q_OBJECT
public:
    explicit MessageEditor(Theme &theme, QWidget *parent = nullptr);

    void setMessages(const std::vector<providers::Message> &messages);
    [[nodiscard]] std::vector<providers::Message> messages() const;
    void setReadOnly(bool isReadOnly);
    void addMessage(providers::Role role);
    /// Moves the block that has the focus, or nothing.
    void moveCurrent(int by);
    /// The last change to the focused text, else the last message that was added, moved, removed or took
    /// another role. With nothing left: undoExhausted(), redoExhausted().
    void undo();
    void redo();
    void zoom(int points);
    void focusFirst();
    /// Selects the next place of `pattern` after the cursor, over all blocks and round; false when there is
    /// none. Lines are looked at one by one.
    bool find(const QRegularExpression &pattern, bool backward);
    [[nodiscard]] int count(const QRegularExpression &pattern) const;
    /// Replaces what is selected, if the pattern fits it whole. With groups, \1 is what the first one found.
    bool replaceSelected(const QRegularExpression &pattern, const QString &with, bool hasGroups);
    /// Each block's changes are one step of undo. Returns how many there were.
    int replaceAll(const QRegularExpression &pattern, const QString &with, bool hasGroups);
    void setCompletions(const Completions &completions);
    /// Lists what fits inside the tag that the cursor stands in.
    void completeName();
    /// The variable whose tag the cursor stands in; empty for none.
    [[nodiscard]] QString variableAtCursor() const;
    /// Puts the cursor on the first use of a variable.
    void showVariable(const QString &name);
    /// Selects a passage of a message, in UTF-16 units; nothing when there is none such.
    void showPassage(int message, qsizetype start, qsizetype length);
    [[nodiscard]] QList<MessageBlock *> blocks() const { return m_blocks; }
    /// The first template problem with its message's number; empty when there is none.
    [[nodiscard]] QString problem() const;

Q_SIGNALS:
    void changed();
    void failed(const assay::Error &error); ///< a picture could not be read
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
    MessageBlock *insertBlock(int position, const providers::Message &message);
    void removeBlock(MessageBlock *block);
    void moveBlock(MessageBlock *block, int by);
    /// What the undoable steps are made of.
    void put(int position, const providers::Message &message);
    providers::Message take(int position);
    void shift(int from, int to);
    void setRole(int position, providers::Role role);
    void step(std::function<void()> redo, std::function<void()> undo);
    void updateMovable();
    [[nodiscard]] int currentBlock() const; ///< -1 when none has the focus

    Theme &m_theme;
    QVBoxLayout *m_rows;
    QWidget *m_adders;
    QList<MessageBlock *> m_blocks;
    QUndoStack m_steps; ///< changes to the list of blocks; a text has its own
    Completions m_completions;
    bool m_isReadOnly = false;
    int m_lastFound = -1; ///< the block in which find() was last lucky
    int m_zoom = 0;
};

} // namespace assay::ui
