// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QSyntaxHighlighter>

namespace assay::ui {

class Theme;

/// Marks {{variables}} and section tags. A tag that runs over a line break is not marked: tags are short.
class VariableHighlighter final : public QSyntaxHighlighter {
    Q_OBJECT
public:
    VariableHighlighter(Theme &theme, QTextDocument *document);

protected:
    void highlightBlock(const QString &text) override;

private:
    Theme &m_theme;
};

} // namespace assay::ui
