// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/prompts/variablehighlighter.h"

#include "prompts/template.h"
#include "ui/theme/theme.h"

namespace assay::ui {

VariableHighlighter::VariableHighlighter(Theme &theme, QTextDocument *document)
    : QSyntaxHighlighter(document)
    , m_theme(theme)
{
    connect(&theme, &Theme::changed, this, &QSyntaxHighlighter::rehighlight);
}

void VariableHighlighter::highlightBlock(const QString &text)
{
    if (!text.contains(u'{'))
        return;
    QTextCharFormat format;
    format.setBackground(m_theme.tokens().variableGround);
    format.setForeground(m_theme.tokens().link);
    for (const prompts::VariableSpan &span : prompts::variableSpans(text))
        setFormat(static_cast<int>(span.start), static_cast<int>(span.length), format);
}

} // namespace assay::ui
