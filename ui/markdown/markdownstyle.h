// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QColor>
#include <QFont>
#include <QTextFormat>

class QTextDocument;

namespace assay::ui {

/// Colours and fonts that are baked into a rendered document. A value: a worker may hold a copy.
struct MarkdownStyle {
    QFont font;
    QFont fixedFont;
    QColor text;
    QColor muted;
    QColor link;
    QColor warning;
    QColor codeGround;
    QColor separator;

    friend bool operator==(const MarkdownStyle &, const MarkdownStyle &) = default;
};

/// Marks blocks for the view, which paints the ground of code and the bar of quotes.
inline constexpr int codeBlockProperty = QTextFormat::UserProperty + 1; ///< a CodeLine
enum class CodeLine { First = 1, Following = 2 };

/// Font, indents and margins of a document that holds rendered Markdown.
void prepareDocument(QTextDocument &document, const MarkdownStyle &style);
[[nodiscard]] QTextBlockFormat codeBlockFormat(CodeLine line);
[[nodiscard]] QTextCharFormat codeCharFormat(const MarkdownStyle &style);
/// The empty block that QTextDocument demands beside a table: a pixel high.
void makeTiny(QTextDocument &document, int blockNumber);

/// Makes what QTextDocument::setMarkdown() made safe and pleasant: images become links, links that lie about
/// their address say so, code and tables get their look.
void styleMarkdown(QTextDocument &document, const MarkdownStyle &style);

} // namespace assay::ui
