// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/prompts/editorspelling.h"

#include "ui/prompts/promptedit.h"
#include "ui/prompts/spellchecker.h"
#include "ui/prompts/templatehighlighter.h"
#include "ui/widgets/whendone.h"

#include <algorithm>
#include <tuple>
#include <utility>

#include <QMenu>

using namespace Qt::StringLiterals;

namespace assay::ui {
namespace {

constexpr int lookDelayMs = 30;
constexpr int pauseMs = 1'000;

} // namespace

class EditorSpelling::Mark final : public QTextBlockUserData {
public:
    int generation = 0; ///< of the checker
    bool isUnknown = false; ///< a word's answer is still to come
    QList<WordSpan> wrong;

    static Mark *of(const QTextBlock &line) { return static_cast<Mark *>(line.userData()); }
};

EditorSpelling::EditorSpelling(PromptEdit &edit, TemplateHighlighter &highlighter, QObject *parent)
    : QObject(parent)
    , m_edit(edit)
    , m_highlighter(highlighter)
{
    for (QTimer *timer : {&m_look, &m_pause})
        timer->setSingleShot(true);
    m_look.setInterval(lookDelayMs);
    m_pause.setInterval(pauseMs);
    connect(&m_look, &QTimer::timeout, this, &EditorSpelling::look);
    connect(&m_pause, &QTimer::timeout, this, &EditorSpelling::finishWord);
    connect(&edit, &QPlainTextEdit::updateRequest, this, [this] {
        if (!m_look.isActive())
            m_look.start();
    });
    connect(&edit, &QPlainTextEdit::cursorPositionChanged, this, [this] {
        if (m_writing >= 0 && m_edit.textCursor().position() != m_writing)
            finishWord();
    });
    highlighter.setSpelling(this);
}

template <typename Wanted> void EditorSpelling::eachShown(Wanted isWanted)
{
    QTextBlock line = m_edit.document()->findBlockByNumber(m_first);
    for (; line.isValid() && line.blockNumber() <= m_last; line = line.next()) {
        if (isWanted(line, Mark::of(line)))
            m_highlighter.markAgain(line);
    }
}

void EditorSpelling::setChecker(SpellChecker *checker)
{
    if (m_checker == checker)
        return;
    if (m_checker)
        m_checker->disconnect(this);
    m_checker = checker;
    if (m_checker) {
        connect(m_checker, &SpellChecker::changed, this, [this] { lookAgain(); });
        connect(m_checker, &SpellChecker::answered, this, [this] {
            eachShown(
                [](const QTextBlock &, const Mark *mark) { return mark != nullptr && mark->isUnknown; });
        });
    }
    lookAgain();
}

bool EditorSpelling::isShown(int line) const
{
    return line >= m_first && line <= m_last;
}

/// Looks at the lines that came into sight, or were not looked at since something changed.
void EditorSpelling::look()
{
    const auto [first, last] = std::pair(m_first, m_last);
    std::tie(m_first, m_last) = m_edit.shownLines();
    eachShown([&](const QTextBlock &line, const Mark *mark) {
        const bool wasShown = line.blockNumber() >= first && line.blockNumber() <= last;
        return isStale(mark) || (mark != nullptr && mark->isUnknown && !wasShown);
    });
}

bool EditorSpelling::isStale(const Mark *mark) const
{
    return mark == nullptr ? !m_checker.isNull() : !m_checker || mark->generation != m_checker->generation();
}

void EditorSpelling::lookAgain()
{
    eachShown([this](const QTextBlock &, const Mark *mark) { return isStale(mark); });
}

QList<WordSpan> EditorSpelling::wrongIn(QTextBlock line, const QString &prose)
{
    if (!m_checker || !isShown(line.blockNumber())) {
        line.setUserData(nullptr);
        return {};
    }
    auto *mark = new Mark;
    mark->generation = m_checker->generation();
    const int cursor = m_edit.textCursor().position();
    for (const WordSpan &word : wordsToSpell(prose)) {
        const int end = line.position() + static_cast<int>(word.start + word.length);
        if (end == cursor && m_edit.hasFocus() && !m_highlighter.isMarking()) { // a key was pressed
            m_writing = end;
            m_pause.start();
        }
        const auto isRight = m_checker->isRight(prose.mid(word.start, word.length));
        mark->isUnknown |= !isRight.has_value();
        if (!isRight.value_or(true) && end != m_writing)
            mark->wrong.append(word);
    }
    line.setUserData(mark); // the line owns it
    return mark->wrong;
}

void EditorSpelling::finishWord()
{
    m_pause.stop();
    if (const int written = std::exchange(m_writing, -1); written >= 0)
        m_highlighter.markAgain(m_edit.document()->findBlock(written));
}

void EditorSpelling::fillMenu(QMenu &menu, int position)
{
    const QTextBlock line = m_edit.document()->findBlock(position);
    const Mark *mark = Mark::of(line);
    if (!m_checker || mark == nullptr || mark->generation != m_checker->generation())
        return;
    const qsizetype column = position - line.position();
    const auto found = std::ranges::find_if(mark->wrong, [column](const WordSpan &word) {
        return word.start <= column && column <= word.start + word.length;
    });
    if (found == mark->wrong.end())
        return;
    QTextCursor word(line);
    word.setPosition(line.position() + static_cast<int>(found->start));
    word.setPosition(word.position() + static_cast<int>(found->length), QTextCursor::KeepAnchor);
    const QString text = word.selectedText();

    QAction *others = menu.actions().value(0);
    auto *looking = new QAction(tr("Looking for suggestions\u2026"), &menu);
    looking->setEnabled(false);
    auto *add = new QAction(tr("&Add \u201c%1\u201d to the dictionary").arg(text), &menu);
    connect(add, &QAction::triggered, m_checker,
            [checker = m_checker, text] { checker->addToDictionary(text); });
    auto *ignore = new QAction(tr("&Ignore \u201c%1\u201d until Assay is closed").arg(text), &menu);
    connect(ignore, &QAction::triggered, m_checker, [checker = m_checker, text] { checker->ignore(text); });
    menu.insertActions(others, {looking, add, ignore});
    menu.insertSeparator(add);
    menu.insertSeparator(others);
    m_checker->suggestions(text)
        | whenDone(looking, [this, &menu, word, looking](const QStringList &suggestions) {
              if (suggestions.isEmpty())
                  return looking->setText(tr("No suggestions"));
              for (const QString &suggestion : suggestions) {
                  auto *take = new QAction(QString(suggestion).replace(u'&', "&&"_L1), &menu);
                  QFont bold = menu.font();
                  bold.setBold(true);
                  take->setFont(bold);
                  connect(take, &QAction::triggered, this,
                          [word, suggestion, was = word.selectedText()]() mutable {
                              if (word.selectedText() == was) // else the text went on meanwhile
                                  word.insertText(suggestion);
                          });
                  menu.insertAction(looking, take);
              }
              looking->deleteLater();
              menu.removeAction(looking);
              menu.setActiveAction(menu.actions().first());
          });
}

} // namespace assay::ui
