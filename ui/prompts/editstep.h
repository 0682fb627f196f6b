// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <functional>

#include <QElapsedTimer>
#include <QUndoCommand>

namespace assay::ui {

class MessageBlock;

/// What was done to a prompt beside its text, as a step that can be taken back. Detail of MessageEditor.
class EditStep final : public QUndoCommand {
public:
    /// A `merging` one takes up those that follow within a second.
    EditStep(std::function<void()> redo, std::function<void()> undo, bool isMerging = false);
    void redo() override;
    void undo() override { m_undo(); }
    /// What it does was done before it was pushed.
    void setDone() { m_isDone = true; }
    [[nodiscard]] int id() const override { return m_isMerging ? 1 : -1; }
    bool mergeWith(const QUndoCommand *other) override;

private:
    std::function<void()> m_redo;
    std::function<void()> m_undo;
    QElapsedTimer m_age;
    bool m_isMerging;
    bool m_isDone = false;
};

/// What the document of a text holds as its last step. A text that was set anew has forgotten it: then
/// `didNothing`, which must outlive the step.
class TextStep final : public QUndoCommand {
public:
    TextStep(MessageBlock *block, bool &didNothing);
    void redo() override;
    void undo() override;

private:
    void show();

    MessageBlock *m_block;
    bool &m_didNothing;
    int m_depth; ///< of the document's own steps
    bool m_isNew = true;
};

} // namespace assay::ui
