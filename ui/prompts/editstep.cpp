// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/prompts/editstep.h"

#include "ui/prompts/messageblock.h"
#include "ui/prompts/promptedit.h"

#include <utility>

#include <QTextDocument>

namespace assay::ui {

EditStep::EditStep(std::function<void()> redo, std::function<void()> undo, bool isMerging)
    : m_redo(std::move(redo))
    , m_undo(std::move(undo))
    , m_isMerging(isMerging)
{
    m_age.start();
}

void EditStep::redo()
{
    if (!std::exchange(m_isDone, false))
        m_redo();
}

bool EditStep::mergeWith(const QUndoCommand *other)
{
    constexpr int oneStepMs = 1'000;
    const auto *next = static_cast<const EditStep *>(other);
    if (m_age.elapsed() > oneStepMs)
        return false;
    m_redo = next->m_redo;
    m_age.restart();
    return true;
}

TextStep::TextStep(MessageBlock *block, bool &didNothing)
    : m_block(block)
    , m_didNothing(didNothing)
    , m_depth(block->editor()->document()->availableUndoSteps())
{
}

void TextStep::redo()
{
    if (std::exchange(m_isNew, false))
        return;
    m_didNothing = !m_block->editor()->document()->isRedoAvailable();
    if (!m_didNothing) {
        show();
        m_block->editor()->redo();
    }
}

void TextStep::undo()
{
    m_didNothing = m_block->editor()->document()->availableUndoSteps() < m_depth;
    if (!m_didNothing) {
        show();
        m_block->editor()->undo();
    }
}

void TextStep::show()
{
    m_block->setFolded(false);
    m_block->editor()->setFocus();
}

} // namespace assay::ui
