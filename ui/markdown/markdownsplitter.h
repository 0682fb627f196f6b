// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <optional>
#include <vector>

#include <QString>

namespace assay::ui {

/// A part of a Markdown text that can be rendered by itself.
struct MarkdownPiece {
    enum class Kind { Blocks, Code };
    Kind kind = Kind::Blocks;
    QString text; ///< Markdown, or the lines between the fences

    friend bool operator==(const MarkdownPiece &, const MarkdownPiece &) = default;
};

/// Cuts Markdown that is still arriving into pieces that later text cannot change (except reference links).
///
/// Looks at each line once. A list stays whole, with the fences indented into it, because its numbers count
/// through; a quote or a table never shares a piece with what stands above it, which QTextDocument gets
/// wrong.
class MarkdownSplitter final {
public:
    /// The pieces that this delta completed.
    [[nodiscard]] std::vector<MarkdownPiece> append(QStringView delta);
    /// The piece that still grows, without a last line that may turn out to be a fence.
    [[nodiscard]] MarkdownPiece open() const;
    [[nodiscard]] MarkdownPiece::Kind openKind() const { return m_kind; }
    /// What is left at the end of the text. The splitter starts anew.
    [[nodiscard]] std::vector<MarkdownPiece> finish();

private:
    struct Fence {
        QChar mark;
        qsizetype length = 0;
        qsizetype indent = 0;
    };
    enum class Block { None, Paragraph, List, Quote, Table };

    [[nodiscard]] static std::optional<Fence> fenceAt(QStringView line);
    [[nodiscard]] static bool closes(QStringView line, const Fence &fence);
    void takeLine(QStringView line, std::vector<MarkdownPiece> &finished);
    void takeCodeLine(QStringView line, std::vector<MarkdownPiece> &finished);
    void takeListLine(QStringView line, std::vector<MarkdownPiece> &finished);
    void takeBlockLine(QStringView line, std::vector<MarkdownPiece> &finished);
    void openFence(const Fence &fence, std::vector<MarkdownPiece> &finished);
    void cut(std::vector<MarkdownPiece> &finished);

    MarkdownPiece::Kind m_kind = MarkdownPiece::Kind::Blocks;
    Block m_block = Block::None;
    QString m_text; ///< whole lines of the open piece
    QString m_line; ///< the line that has no end yet
    std::optional<Fence> m_fence; ///< of the code piece, or inside a list item
    bool m_afterBlank = false; ///< within a list
};

} // namespace assay::ui
