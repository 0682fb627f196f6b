// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QSyntaxHighlighter>

namespace assay::ui {

class EditorSpelling;
class Theme;

/// Marks what a message is made of: template tags over everything, Markdown, and JSON in code blocks or on
/// lines that are JSON; and misspelt words.
class TemplateHighlighter final : public QSyntaxHighlighter {
    Q_OBJECT
public:
    TemplateHighlighter(Theme &theme, QTextDocument *document);

    /// Asked for the misspelt words of each line of prose; must outlive the last highlighting.
    void setSpelling(EditorSpelling *spelling) { m_spelling = spelling; }

    /// Marks a line, or all of them, although the text is the same. Qt announces that as a change of the
    /// text, with a new revision: isMarking() tells them apart.
    void markAgain(const QTextBlock &line);
    void markAllAgain();
    [[nodiscard]] bool isMarking() const { return m_isMarking; }

protected:
    void highlightBlock(const QString &text) override;

private:
    enum BlockState { Prose = 0, Code, Json };

    void highlightMarkdown(const QString &text);
    void highlightJson(const QString &text);
    void highlightTags(const QString &text);
    void underlineMisspelt(const QString &prose);
    void mark(qsizetype start, qsizetype length, const QColor &colour, bool isBold = false);

    Theme &m_theme;
    EditorSpelling *m_spelling = nullptr;
    bool m_isMarking = false;
};

} // namespace assay::ui
