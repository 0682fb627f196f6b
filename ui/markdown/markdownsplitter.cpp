// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/markdown/markdownsplitter.h"

#include <algorithm>
#include <utility>

namespace assay::ui {

namespace {

qsizetype indentOf(QStringView line)
{
    qsizetype indent = 0;
    for (const QChar c : line) {
        if (c == u'\t')
            indent += 4;
        else if (c == u' ')
            ++indent;
        else
            break;
    }
    return indent;
}

bool isRuler(QStringView trimmed)
{
    if (trimmed.isEmpty() || (trimmed[0] != u'-' && trimmed[0] != u'*' && trimmed[0] != u'_'))
        return false;
    const qsizetype marks = trimmed.count(trimmed[0]);
    return marks >= 3 && marks + trimmed.count(u' ') == trimmed.size();
}

bool isHeading(QStringView trimmed)
{
    qsizetype level = 0;
    while (level < trimmed.size() && trimmed[level] == u'#')
        ++level;
    return level >= 1 && level <= 6 && (level == trimmed.size() || trimmed[level] == u' ');
}

/// Length of "12. " or "- " with its space; 0 when the line starts no list item.
qsizetype itemMarker(QStringView trimmed)
{
    qsizetype end = 0;
    while (end < trimmed.size() && trimmed[end] >= u'0' && trimmed[end] <= u'9' && end < 9)
        ++end;
    if (end > 0) {
        if (end == trimmed.size() || (trimmed[end] != u'.' && trimmed[end] != u')'))
            return 0;
    } else if (trimmed.isEmpty() || (trimmed[0] != u'-' && trimmed[0] != u'*' && trimmed[0] != u'+')) {
        return 0;
    }
    ++end;
    if (end == trimmed.size() || trimmed[end] == u' ' || trimmed[end] == u'\t')
        return isRuler(trimmed) ? 0 : end + 1;
    return 0;
}

/// A number other than 1 starts no list inside a paragraph ("born in\n1984. That...").
bool interruptsParagraph(QStringView trimmed)
{
    return itemMarker(trimmed) > 0
        && (!trimmed[0].isDigit() || trimmed.startsWith(u"1.") || trimmed.startsWith(u"1)"));
}

/// Only marks so far: the next letters decide whether this is a fence.
bool mayBecomeFence(QStringView line)
{
    const QStringView trimmed = line.trimmed();
    if (trimmed.isEmpty() || (trimmed[0] != u'`' && trimmed[0] != u'~'))
        return false;
    return trimmed.count(trimmed[0]) >= std::min<qsizetype>(trimmed.size(), 3);
}

/// A line of code without the spaces that its fence stood behind.
QStringView unindented(QStringView line, qsizetype indent)
{
    qsizetype start = 0;
    while (start < indent && start < line.size() && line[start] == u' ')
        ++start;
    return line.sliced(start);
}

} // namespace

std::vector<MarkdownPiece> MarkdownSplitter::append(QStringView delta)
{
    std::vector<MarkdownPiece> finished;
    qsizetype start = 0;
    for (qsizetype end = delta.indexOf(u'\n'); end >= 0; end = delta.indexOf(u'\n', start)) {
        m_line += delta.sliced(start, end - start);
        if (m_line.endsWith(u'\r'))
            m_line.chop(1);
        takeLine(std::exchange(m_line, {}), finished);
        start = end + 1;
    }
    m_line += delta.sliced(start);
    return finished;
}

MarkdownPiece MarkdownSplitter::open() const
{
    if (mayBecomeFence(m_line))
        return {m_kind, m_text};
    return {m_kind,
            m_text + (m_kind == MarkdownPiece::Kind::Code ? unindented(m_line, m_fence->indent) : m_line)};
}

std::vector<MarkdownPiece> MarkdownSplitter::finish()
{
    std::vector<MarkdownPiece> finished;
    if (!m_line.isEmpty())
        takeLine(std::exchange(m_line, {}), finished);
    cut(finished);
    *this = {};
    return finished;
}

std::optional<MarkdownSplitter::Fence> MarkdownSplitter::fenceAt(QStringView line)
{
    const QStringView trimmed = line.trimmed();
    if (trimmed.size() < 3 || (trimmed[0] != u'`' && trimmed[0] != u'~'))
        return std::nullopt;
    qsizetype length = 0;
    while (length < trimmed.size() && trimmed[length] == trimmed[0])
        ++length;
    const bool isInlineCode = trimmed[0] == u'`' && trimmed.sliced(length).contains(u'`');
    if (length < 3 || isInlineCode)
        return std::nullopt;
    return Fence{trimmed[0], length, indentOf(line)};
}

bool MarkdownSplitter::closes(QStringView line, const Fence &fence)
{
    const QStringView trimmed = line.trimmed();
    return trimmed.size() >= fence.length && trimmed.count(fence.mark) == trimmed.size();
}

void MarkdownSplitter::takeLine(QStringView line, std::vector<MarkdownPiece> &finished)
{
    if (m_kind == MarkdownPiece::Kind::Code)
        takeCodeLine(line, finished);
    else if (m_block == Block::List)
        takeListLine(line, finished);
    else
        takeBlockLine(line, finished);
}

void MarkdownSplitter::takeCodeLine(QStringView line, std::vector<MarkdownPiece> &finished)
{
    if (closes(line, *m_fence)) {
        finished.push_back({MarkdownPiece::Kind::Code, std::exchange(m_text, {})});
        m_kind = MarkdownPiece::Kind::Blocks;
        m_fence.reset();
        return;
    }
    m_text += unindented(line, m_fence->indent);
    m_text += u'\n';
}

void MarkdownSplitter::takeListLine(QStringView line, std::vector<MarkdownPiece> &finished)
{
    const QStringView trimmed = line.trimmed();
    if (m_fence) {
        if (closes(line, *m_fence))
            m_fence.reset();
    } else if (!trimmed.isEmpty() && indentOf(line) < 2 && itemMarker(trimmed) == 0) {
        // A plain line right below an item goes on with it; anything else ends the list.
        const bool endsList = m_afterBlank || isHeading(trimmed) || isRuler(trimmed) || fenceAt(line)
            || trimmed.startsWith(u'>') || trimmed.startsWith(u'|');
        if (endsList) {
            cut(finished);
            takeBlockLine(line, finished);
            return;
        }
    } else if (const auto fence = fenceAt(line)) {
        m_fence = fence;
    }
    m_afterBlank = trimmed.isEmpty() && !m_fence;
    m_text += line;
    m_text += u'\n';
}

void MarkdownSplitter::takeBlockLine(QStringView line, std::vector<MarkdownPiece> &finished)
{
    const QStringView trimmed = line.trimmed();
    if (const auto fence = fenceAt(line); fence && fence->indent < 4) {
        openFence(*fence, finished);
        return;
    }
    if (trimmed.isEmpty()) {
        cut(finished);
        return;
    }
    const bool isIndentedCode = indentOf(line) >= 4;
    Block block = m_block == Block::None ? Block::Paragraph : m_block;
    if (!isIndentedCode) {
        if (isHeading(trimmed)) {
            cut(finished);
            finished.push_back({MarkdownPiece::Kind::Blocks, line + u'\n'});
            return;
        }
        if (m_block == Block::None ? itemMarker(trimmed) > 0 : interruptsParagraph(trimmed))
            block = Block::List;
        else if (trimmed.startsWith(u'>'))
            block = Block::Quote;
        else if (trimmed.startsWith(u'|'))
            block = Block::Table;
    }
    if (block != m_block)
        cut(finished);
    m_block = block;
    m_text += line;
    m_text += u'\n';
}

void MarkdownSplitter::openFence(const Fence &fence, std::vector<MarkdownPiece> &finished)
{
    cut(finished);
    m_kind = MarkdownPiece::Kind::Code;
    m_fence = fence;
}

void MarkdownSplitter::cut(std::vector<MarkdownPiece> &finished)
{
    if (m_kind == MarkdownPiece::Kind::Code || !m_text.trimmed().isEmpty())
        finished.push_back({m_kind, m_text});
    m_text.clear();
    m_kind = MarkdownPiece::Kind::Blocks;
    m_block = Block::None;
    m_fence.reset();
    m_afterBlank = false;
}

} // namespace assay::ui
