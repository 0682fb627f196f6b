// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QSyntaxHighlighter>

namespace assay::ui {

class Theme;

/// Marks what a message is made of: template tags over everything, Markdown, and JSON in code blocks or on
/// lines that are JSON.
class TemplateHighlighter final : public QSyntaxHighlighter {
    Q_OBJECT
public:
    TemplateHighlighter(Theme &theme, QTextDocument *document);

protected:
    void highlightBlock(const QString &text) override;

private:
    enum BlockState { Prose = 0, Code, Json };

    void highlightMarkdown(const QString &text);
    void highlightJson(const QString &text);
    void highlightTags(const QString &text);
    void mark(qsizetype start, qsizetype length, const QColor &colour, bool isBold = false);

    Theme &m_theme;
};

} // namespace assay::ui
