// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/prompts/spellwords.h"

#include <QObject>
#include <QPointer>
#include <QTextBlock>
#include <QTimer>

class QMenu;

namespace assay::ui {

class PromptEdit;
class SpellChecker;
class TemplateHighlighter;

/// The misspelt words of one editor. Only the lines that show are looked at, so that a key costs the same in
/// a prompt of a megabyte; the word that is being written waits until it is done.
class EditorSpelling final : public QObject {
    Q_OBJECT
public:
    /// All outlive it, or go together with it.
    EditorSpelling(PromptEdit &edit, TemplateHighlighter &highlighter, QObject *parent);

    /// Null: nothing is checked, such as in a version that is only read.
    void setChecker(SpellChecker *checker);
    /// For the highlighter, about the line in its hands. `prose`: the line, empty where it is none.
    [[nodiscard]] QList<WordSpan> wrongIn(QTextBlock line, const QString &prose);
    /// Puts suggestions, "Add to dictionary" and "Ignore" before the other entries when a misspelt word is
    /// at `position` of the text.
    void fillMenu(QMenu &menu, int position);

private:
    class Mark; ///< what is known of a line, kept with it

    void look();
    void lookAgain();
    [[nodiscard]] bool isStale(const Mark *mark) const;
    /// Marks the lines that show and are wanted.
    template <typename Wanted> void eachShown(Wanted isWanted);
    [[nodiscard]] bool isShown(int line) const;
    void finishWord();

    PromptEdit &m_edit;
    TemplateHighlighter &m_highlighter;
    QPointer<SpellChecker> m_checker;
    QTimer m_look;
    QTimer m_pause; ///< after which a word is taken for done
    int m_first = 0; ///< lines that show
    int m_last = -1;
    int m_writing = -1; ///< the end of the word that is being written; -1: none is
};

} // namespace assay::ui
