// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/markdown/markdownstyle.h"

#include <QCoreApplication>
#include <QRegularExpression>
#include <QTextBlock>
#include <QTextCursor>
#include <QTextDocument>
#include <QTextTable>
#include <QUrl>

#include <algorithm>
#include <array>
#include <vector>

using namespace Qt::StringLiterals;

namespace assay::ui {

namespace {

constexpr int indentWidth = 20;
constexpr int quoteIndent = 14;
constexpr int codePadding = 10;

struct Run {
    int start = 0;
    int length = 0;
    QTextCharFormat format;
    QString text;
};

/// The runs of one format, copied: changing the text would end an iteration over the document itself.
std::vector<Run> runsOf(const QTextBlock &block)
{
    std::vector<Run> runs;
    for (auto it = block.begin(); !it.atEnd(); ++it) {
        const QTextFragment fragment = it.fragment();
        runs.push_back({fragment.position(), fragment.length(), fragment.charFormat(), fragment.text()});
    }
    return runs;
}

QTextCursor select(QTextDocument &document, int start, int length)
{
    QTextCursor cursor(&document);
    cursor.setPosition(start);
    cursor.setPosition(start + length, QTextCursor::KeepAnchor);
    return cursor;
}

/// A remote picture would tell its server that and where it is read; a local one opens files.
void replaceImage(QTextDocument &document, const Run &run)
{
    const QTextImageFormat image = run.format.toImageFormat();
    const QUrl url(image.name());
    const QString alt = image.property(QTextFormat::ImageAltText).toString();
    const QString host =
        url.host().isEmpty() ? QCoreApplication::translate("Markdown", "not shown") : url.host();
    QTextCharFormat format;
    if (!url.host().isEmpty()) {
        format.setAnchor(true);
        format.setAnchorHref(image.name());
    }
    QTextCursor cursor = select(document, run.start, run.length);
    cursor.insertText(QCoreApplication::translate("Markdown", "Image: %1 (%2)").arg(alt, host), format);
}

void replaceImages(QTextDocument &document)
{
    for (QTextBlock block = document.begin(); block.isValid(); block = block.next()) {
        std::vector<Run> runs = runsOf(block);
        std::reverse(runs.begin(), runs.end()); // so that positions before stay true
        for (const Run &run : runs) {
            if (run.format.isImageFormat())
                replaceImage(document, run);
        }
    }
}

/// The host a link's text claims to lead to; empty when the text is no address.
QString hostInText(const QString &text)
{
    static const QRegularExpression address(
        u"^\\s*(?:[a-z][a-z0-9+.-]*://)?(?:[^/@\\s]*@)?((?:[\\w-]+\\.)+[a-z]{2,})(?:[:/?#]\\S*)?\\s*$"_s,
        QRegularExpression::CaseInsensitiveOption | QRegularExpression::UseUnicodePropertiesOption);
    return address.match(text).captured(1);
}

void styleLink(QTextDocument &document, const Run &run, const MarkdownStyle &style)
{
    QTextCharFormat format;
    format.setForeground(style.link);
    format.setFontUnderline(true);
    select(document, run.start, run.length).mergeCharFormat(format);

    const QString claimed = hostInText(run.text);
    const QString host = QUrl(run.format.anchorHref()).host();
    if (claimed.isEmpty() || host.isEmpty() || claimed.compare(host, Qt::CaseInsensitive) == 0)
        return;
    QTextCharFormat note;
    note.setForeground(style.warning);
    QTextCursor cursor(&document);
    cursor.setPosition(run.start + run.length);
    cursor.insertText(QCoreApplication::translate("Markdown", " [leads to %1]").arg(host), note);
}

void styleInlineCode(QTextDocument &document, const Run &run, const MarkdownStyle &style, bool isInBlock)
{
    QTextCharFormat format = codeCharFormat(style);
    if (!isInBlock)
        format.setBackground(style.codeGround);
    select(document, run.start, run.length).mergeCharFormat(format);
}

void boxHidden(QTextDocument &document, const QTextBlock &block, const MarkdownStyle &style)
{
    static const QRegularExpression box(u"\u27E8U\\+[0-9A-F]{4,6}\u27E9"_s);
    const QString text = block.text();
    if (!text.contains(u'\u27E8'))
        return;
    for (auto it = box.globalMatch(text); it.hasNext();) {
        const QRegularExpressionMatch match = it.next();
        QTextCharFormat format;
        format.setForeground(style.warning);
        format.setBackground(style.codeGround);
        select(document, block.position() + int(match.capturedStart()), int(match.capturedLength()))
            .mergeCharFormat(format);
    }
}

void styleHeading(QTextDocument &document, const QTextBlock &block, const MarkdownStyle &style)
{
    static constexpr std::array<qreal, 6> scale{1.35, 1.2, 1.1, 1.0, 1.0, 1.0};
    const int level = std::clamp(block.blockFormat().headingLevel(), 1, 6);
    for (const Run &run : runsOf(block)) {
        QTextCharFormat format = run.format;
        format.clearProperty(QTextFormat::FontSizeAdjustment);
        format.setFontPointSize(style.font.pointSizeF() * scale.at(size_t(level - 1)));
        format.setFontWeight(QFont::DemiBold);
        select(document, run.start, run.length).setCharFormat(format);
    }
}

void styleBlockFormat(QTextDocument &document, const QTextBlock &block)
{
    QTextBlockFormat format = block.blockFormat();
    const int quoteLevel = format.intProperty(QTextFormat::BlockQuoteLevel);
    if (format.hasProperty(QTextFormat::BlockCodeLanguage)
        || format.hasProperty(QTextFormat::BlockCodeFence)) {
        const bool follows = block.previous().blockFormat().hasProperty(codeBlockProperty);
        const bool isLast = !block.next().blockFormat().hasProperty(QTextFormat::BlockCodeLanguage);
        const QTextBlockFormat code = codeBlockFormat(follows ? CodeLine::Following : CodeLine::First);
        format.merge(code);
        if (isLast)
            format.setBottomMargin(codePadding + 8);
    } else {
        const bool isHeading = format.headingLevel() > 0;
        const bool isItem = block.textList() != nullptr;
        format.setTopMargin(isHeading ? 14 : 0); // at the top of a document Qt leaves it out
        format.setBottomMargin(isHeading ? 6 : isItem && block.next().isValid() ? 4 : 8);
        format.setLineHeight(120, QTextBlockFormat::ProportionalHeight);
        if (quoteLevel > 0)
            format.setLeftMargin(quoteLevel * quoteIndent);
    }
    QTextCursor(block).setBlockFormat(format);
    Q_UNUSED(document)
}

void styleBlock(QTextDocument &document, const QTextBlock &block, const MarkdownStyle &style)
{
    styleBlockFormat(document, block);
    const bool isCode = block.blockFormat().hasProperty(codeBlockProperty);
    if (block.blockFormat().headingLevel() > 0)
        styleHeading(document, block, style);
    if (block.blockFormat().hasProperty(QTextFormat::BlockQuoteLevel)) {
        QTextCharFormat muted;
        muted.setForeground(style.muted);
        select(document, block.position(), block.length() - 1).mergeCharFormat(muted);
    }
    std::vector<Run> runs = runsOf(block);
    std::reverse(runs.begin(), runs.end());
    for (const Run &run : runs) {
        if (isCode || run.format.fontFixedPitch())
            styleInlineCode(document, run, style, isCode);
        if (run.format.isAnchor() && !run.format.anchorHref().isEmpty())
            styleLink(document, run, style);
    }
    boxHidden(document, block, style);
}

/// Qt 6.4 may put an empty block into the first cell.
void dropEmptyBlock(const QTextTableCell &cell)
{
    QTextCursor cursor = cell.firstCursorPosition();
    if (cursor.block().length() == 1 && cell.firstPosition() != cell.lastPosition())
        cursor.deleteChar();
}

void styleTable(QTextTable &table, const MarkdownStyle &style)
{
    QTextTableFormat format = table.format();
    format.setBorderCollapse(true);
    format.setCellPadding(5);
    format.setCellSpacing(0);
    format.setBorder(1);
    format.setBorderStyle(QTextFrameFormat::BorderStyle_Solid);
    format.setBorderBrush(style.separator);
    format.setTopMargin(2);
    format.setBottomMargin(10);
    format.clearProperty(QTextFormat::FrameWidth);
    table.setFormat(format);
    for (int column = 0; column < table.columns(); ++column) {
        QTextTableCell cell = table.cellAt(0, column);
        dropEmptyBlock(cell);
        QTextTableCellFormat cellFormat = cell.format().toTableCellFormat();
        cellFormat.setBackground(style.codeGround);
        cell.setFormat(cellFormat);
        QTextCharFormat bold;
        bold.setFontWeight(QFont::DemiBold);
        QTextCursor text = cell.firstCursorPosition();
        text.setPosition(cell.lastPosition(), QTextCursor::KeepAnchor);
        text.mergeCharFormat(bold);
    }
    for (int row = 0; row < table.rows(); ++row) {
        for (int column = 0; column < table.columns(); ++column) {
            QTextCursor cursor = table.cellAt(row, column).lastCursorPosition();
            QTextBlockFormat block = cursor.blockFormat();
            block.setBottomMargin(0);
            cursor.setBlockFormat(block);
        }
    }
}

} // namespace

void prepareDocument(QTextDocument &document, const MarkdownStyle &style)
{
    document.setUndoRedoEnabled(false);
    document.setDefaultFont(style.font);
    document.setIndentWidth(indentWidth);
    document.setDocumentMargin(14);
}

QTextBlockFormat codeBlockFormat(CodeLine line)
{
    QTextBlockFormat format;
    format.setProperty(codeBlockProperty, int(line));
    format.setLeftMargin(codePadding);
    format.setRightMargin(codePadding);
    format.setTopMargin(line == CodeLine::First ? codePadding : 0);
    format.setBottomMargin(0);
    format.setNonBreakableLines(false); // a column is narrow: better wrapped than cut
    return format;
}

QTextCharFormat codeCharFormat(const MarkdownStyle &style)
{
    QTextCharFormat format;
    format.setFontFamilies({style.fixedFont.family()});
    format.setFontFixedPitch(true);
    format.setFontPointSize(style.font.pointSizeF() * 0.93); // fixed fonts look larger beside others
    return format;
}

void makeTiny(QTextDocument &document, int blockNumber)
{
    QTextBlockFormat format;
    format.setLineHeight(1, QTextBlockFormat::FixedHeight);
    QTextCursor cursor(document.findBlockByNumber(blockNumber));
    cursor.setBlockFormat(format);
    QTextCharFormat small;
    small.setFontPointSize(1);
    cursor.setBlockCharFormat(small);
}

void styleMarkdown(QTextDocument &document, const MarkdownStyle &style)
{
    replaceImages(document);
    for (QTextBlock block = document.begin(); block.isValid(); block = block.next())
        styleBlock(document, block, style);
    const QList<QTextFrame *> frames = document.rootFrame()->childFrames();
    for (QTextFrame *frame : frames) {
        if (auto *table = qobject_cast<QTextTable *>(frame))
            styleTable(*table, style);
    }
}

} // namespace assay::ui
