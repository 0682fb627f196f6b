// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/markdown/markdownsplitter.h"
#include "ui/markdown/markdownstyle.h"

#include <memory>

class QTextDocument;

namespace assay::ui {

/// Writes pieces of Markdown at the end of a document. What a piece became can be taken off again while it
/// is still the last.
class MarkdownWriter final {
public:
    MarkdownWriter(QTextDocument &document, const MarkdownStyle &style)
        : m_document(document)
        , m_style(style)
    {
    }

    /// `references` are link definitions of the whole text, appended to what may need them.
    void append(const MarkdownPiece &piece, const QString &references = {});
    /// More text of a code piece that append() wrote last.
    void appendCode(QStringView text);
    /// Ends that code piece.
    void closeCode();
    /// More plain text in the last block.
    void appendPlain(const QString &text);
    /// Removes everything from `position`, an earlier end().
    void truncate(int position);
    [[nodiscard]] int end() const;

private:
    void appendBlocks(const QString &markdown);

    QTextDocument &m_document;
    MarkdownStyle m_style;
};

/// Renders a whole text into a document of its own; any thread.
[[nodiscard]] std::unique_ptr<QTextDocument> renderMarkdown(const QString &markdown,
                                                            const MarkdownStyle &style);

} // namespace assay::ui
