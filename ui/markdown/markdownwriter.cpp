// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/markdown/markdownwriter.h"

#include <QRegularExpression>
#include <QTextBlock>
#include <QTextCursor>
#include <QTextDocument>
#include <QTextDocumentFragment>
#include <QTextList>
#include <QTextTable>

using namespace Qt::StringLiterals;

namespace assay::ui {

namespace {

const QTextDocument::MarkdownFeatures features =
    QTextDocument::MarkdownFeatures(QTextDocument::MarkdownDialectGitHub) | QTextDocument::MarkdownNoHTML;

QTextCursor endOf(QTextDocument &document)
{
    QTextCursor cursor(&document);
    cursor.movePosition(QTextCursor::End);
    return cursor;
}

/// Qt 6.4 numbers every list from 1, so one that goes on after a code block ("2. Then...") is written as
/// text.
QString withListNumbers(const QString &markdown)
{
    static const QRegularExpression item(u"^( {0,1}\\d{1,9})([.)])(?=\\s)"_s,
                                         QRegularExpression::MultilineOption);
    const QRegularExpressionMatch first = item.match(markdown);
    if (first.capturedStart() != 0 || first.captured(1).toInt() == 1)
        return markdown;
    QString text = markdown;
    return text.replace(item, u"\n\\1\\\\2"_s);
}

bool startsWithTable(const QTextDocument &document)
{
    const QList<QTextFrame *> frames = document.rootFrame()->childFrames();
    return !frames.isEmpty() && frames.first()->firstPosition() <= 1;
}

/// The first block of a fragment takes the format of the place where it lands: let that be an empty one.
void putEmptyBlockFirst(QTextDocument &document)
{
    QTextCursor cursor(&document);
    cursor.insertBlock(document.firstBlock().blockFormat(), document.firstBlock().charFormat());
    cursor.movePosition(QTextCursor::Start);
    cursor.setBlockFormat({});
}

} // namespace

void MarkdownWriter::append(const MarkdownPiece &piece, const QString &references)
{
    if (piece.kind == MarkdownPiece::Kind::Blocks) {
        const bool mayRefer = !references.isEmpty() && piece.text.contains(u'[');
        appendBlocks(mayRefer ? QString(piece.text + u"\n\n" + references) : piece.text);
        return;
    }
    QTextCursor cursor = endOf(m_document);
    if (m_document.isEmpty()) {
        cursor.setBlockFormat(codeBlockFormat(CodeLine::First));
        cursor.setBlockCharFormat(codeCharFormat(m_style));
    } else {
        cursor.insertBlock(codeBlockFormat(CodeLine::First), codeCharFormat(m_style));
    }
    appendCode(piece.text);
}

void MarkdownWriter::appendCode(QStringView text)
{
    QTextCursor cursor = endOf(m_document);
    const QTextCharFormat format = codeCharFormat(m_style);
    qsizetype start = 0;
    for (qsizetype end = text.indexOf(u'\n'); end >= 0; end = text.indexOf(u'\n', start)) {
        cursor.insertText(text.sliced(start, end - start).toString(), format);
        cursor.insertBlock(codeBlockFormat(CodeLine::Following), format);
        start = end + 1;
    }
    cursor.insertText(text.sliced(start).toString(), format);
}

void MarkdownWriter::closeCode()
{
    QTextCursor cursor = endOf(m_document);
    const bool isOnlyLine =
        cursor.block().blockFormat().intProperty(codeBlockProperty) == int(CodeLine::First);
    if (cursor.block().length() == 1 && !isOnlyLine)
        cursor.deletePreviousChar(); // the end of the last line opened a block
    QTextBlockFormat format = cursor.blockFormat();
    format.setBottomMargin(format.rightMargin() + 8);
    cursor.setBlockFormat(format);
}

void MarkdownWriter::appendPlain(const QString &text)
{
    endOf(m_document).insertText(text, QTextCharFormat());
}

void MarkdownWriter::truncate(int position)
{
    QTextCursor cursor = endOf(m_document);
    cursor.setPosition(position, QTextCursor::KeepAnchor);
    cursor.removeSelectedText();
    if (position == 0) {
        cursor.setBlockFormat({});
        cursor.setBlockCharFormat({});
    } else if (cursor.block().length() == 1 && !cursor.blockFormat().hasProperty(codeBlockProperty)) {
        makeTiny(m_document, cursor.blockNumber()); // the block after a table takes the format of what went
    }
}

int MarkdownWriter::end() const
{
    return m_document.characterCount() - 1;
}

void MarkdownWriter::appendBlocks(const QString &markdown)
{
    QTextDocument piece;
    piece.setUndoRedoEnabled(false);
    piece.setDefaultFont(m_style.font);
    piece.setMarkdown(withListNumbers(markdown), features);
    if (piece.isEmpty() && !startsWithTable(piece))
        return;
    styleMarkdown(piece, m_style);

    const bool isTable = startsWithTable(piece);
    if (!isTable)
        putEmptyBlockFirst(piece);
    const bool wasEmpty = m_document.isEmpty();
    QTextCursor cursor = endOf(m_document);
    cursor.insertFragment(QTextDocumentFragment(&piece));
    if (wasEmpty && isTable) {
        makeTiny(m_document, 0);
    } else if (wasEmpty) {
        QTextCursor start(&m_document);
        start.deleteChar();
    }
    if (isTable && m_document.lastBlock().length() == 1)
        makeTiny(m_document, m_document.blockCount() - 1);
}

std::unique_ptr<QTextDocument> renderMarkdown(const QString &markdown, const MarkdownStyle &style)
{
    static const QRegularExpression definition(u"^ {0,3}\\[(?!\\^)[^\\]\\n]+\\]:[ \\t]*\\S.*$"_s,
                                               QRegularExpression::MultilineOption);
    QString references;
    for (auto it = definition.globalMatch(markdown); it.hasNext();)
        references += it.next().captured() + u'\n';

    auto document = std::make_unique<QTextDocument>();
    prepareDocument(*document, style);
    MarkdownWriter writer(*document, style);
    MarkdownSplitter splitter;
    std::vector<MarkdownPiece> pieces = splitter.append(markdown);
    for (MarkdownPiece &last : splitter.finish())
        pieces.push_back(std::move(last));
    for (const MarkdownPiece &piece : pieces) {
        writer.append(piece, references);
        if (piece.kind == MarkdownPiece::Kind::Code)
            writer.closeCode();
    }
    return document;
}

} // namespace assay::ui
