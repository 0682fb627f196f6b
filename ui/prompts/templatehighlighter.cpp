// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/prompts/templatehighlighter.h"

#include "prompts/template.h"
#include "ui/prompts/editorspelling.h"
#include "ui/theme/theme.h"

#include <QRegularExpression>
#include <QScopedValueRollback>

using namespace Qt::StringLiterals;

namespace assay::ui {
namespace {

/// A line longer than this is data: marking it up would make typing slow.
constexpr qsizetype longestLine = 20'000;

bool looksLikeJson(const QString &text)
{
    const QString trimmed = text.trimmed();
    return trimmed.startsWith(u'"') || trimmed.startsWith("{\""_L1) || trimmed.startsWith("[{"_L1)
        || trimmed == "{"_L1 || trimmed == "}"_L1 || trimmed == "},"_L1 || trimmed == "]"_L1;
}

} // namespace

TemplateHighlighter::TemplateHighlighter(Theme &theme, QTextDocument *document)
    : QSyntaxHighlighter(document)
    , m_theme(theme)
{
    connect(&theme, &Theme::changed, this, &TemplateHighlighter::markAllAgain);
}

void TemplateHighlighter::markAgain(const QTextBlock &line)
{
    const QScopedValueRollback marking(m_isMarking, true);
    rehighlightBlock(line);
}

void TemplateHighlighter::markAllAgain()
{
    const QScopedValueRollback marking(m_isMarking, true);
    rehighlight();
}

void TemplateHighlighter::highlightBlock(const QString &text)
{
    const int before = std::max(previousBlockState(), 0);
    const bool isFence = text.trimmed().startsWith("```"_L1);
    if (isFence)
        setCurrentBlockState(before != Prose ? Prose : text.contains("json"_L1) ? Json : Code);
    else
        setCurrentBlockState(before);
    if (text.size() > longestLine)
        return underlineMisspelt({});
    const bool isJson = before == Json || (before == Prose && looksLikeJson(text));
    const bool isProse = before == Prose && !isFence && !isJson;
    if (isFence)
        mark(0, text.size(), m_theme.tokens().muted);
    else if (isJson)
        highlightJson(text);
    else if (isProse)
        highlightMarkdown(text);
    if (text.contains("{{"_L1))
        highlightTags(text);
    underlineMisspelt(isProse ? text : QString());
}

void TemplateHighlighter::underlineMisspelt(const QString &prose)
{
    if (m_spelling == nullptr)
        return;
    for (const WordSpan &word : m_spelling->wrongIn(currentBlock(), prose)) {
        for (auto at = static_cast<int>(word.start); at < word.start + word.length; ++at) {
            QTextCharFormat marked = format(at); // a heading stays bold
            marked.setUnderlineStyle(QTextCharFormat::SpellCheckUnderline);
            marked.setUnderlineColor(m_theme.tokens().error);
            setFormat(at, 1, marked);
        }
    }
}

void TemplateHighlighter::mark(qsizetype start, qsizetype length, const QColor &colour, bool isBold)
{
    QTextCharFormat format;
    format.setForeground(colour);
    if (isBold)
        format.setFontWeight(QFont::Bold);
    setFormat(static_cast<int>(start), static_cast<int>(length), format);
}

void TemplateHighlighter::highlightMarkdown(const QString &text)
{
    const ThemeTokens &tokens = m_theme.tokens();
    static const QRegularExpression heading(u"^#{1,6}\\s"_s);
    static const QRegularExpression item(u"^\\s*([-*+]|\\d+[.)])\\s"_s);
    static const QRegularExpression strong(u"\\*\\*[^*]+\\*\\*|__[^_]+__"_s);
    static const QRegularExpression code(u"`[^`]+`"_s);
    if (heading.match(text).hasMatch())
        return mark(0, text.size(), tokens.text, true);
    if (const auto found = item.match(text); found.hasMatch())
        mark(found.capturedStart(1), found.capturedLength(1), tokens.accent, true);
    for (auto found = strong.globalMatch(text); found.hasNext();) {
        const auto match = found.next();
        mark(match.capturedStart(), match.capturedLength(), tokens.text, true);
    }
    for (auto found = code.globalMatch(text); found.hasNext();) {
        const auto match = found.next();
        QTextCharFormat format;
        format.setBackground(tokens.codeGround);
        setFormat(static_cast<int>(match.capturedStart()), static_cast<int>(match.capturedLength()), format);
    }
}

void TemplateHighlighter::highlightJson(const QString &text)
{
    const ThemeTokens &tokens = m_theme.tokens();
    static const QRegularExpression part(
        u"(\"(?:[^\"\\\\]|\\\\.)*\")(\\s*:)?|\\b(true|false|null)\\b|(-?\\b\\d+(?:\\.\\d+)?(?:[eE][+-]?\\d+)?\\b)"_s);
    for (auto found = part.globalMatch(text); found.hasNext();) {
        const auto match = found.next();
        const bool isKey = match.capturedLength(2) > 0;
        const QColor colour = match.capturedLength(1) == 0 ? tokens.warning
            : isKey                                        ? tokens.link
                                                           : tokens.success;
        const int group = match.capturedLength(1) > 0 ? 1 : 0;
        mark(match.capturedStart(group), match.capturedLength(group), colour);
    }
}

void TemplateHighlighter::highlightTags(const QString &text)
{
    using prompts::TagKind;
    const ThemeTokens &tokens = m_theme.tokens();
    for (const prompts::TagSpan &tag : prompts::tagSpans(text)) {
        QTextCharFormat format;
        format.setBackground(tokens.variableGround);
        format.setForeground(tokens.link);
        switch (tag.kind) {
        case TagKind::Variable:
            break;
        case TagKind::SectionBegin:
        case TagKind::InvertedBegin:
        case TagKind::SectionEnd:
            format.setFontWeight(QFont::Bold);
            break;
        case TagKind::Partial:
            format.setForeground(tokens.success);
            format.setFontWeight(QFont::Bold);
            break;
        case TagKind::Comment:
            format = {};
            format.setForeground(tokens.muted);
            format.setFontItalic(true);
            break;
        case TagKind::Broken:
            continue;
        }
        setFormat(static_cast<int>(tag.start), static_cast<int>(tag.length), format);
    }
}

} // namespace assay::ui
