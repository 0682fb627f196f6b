// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/diff/diffside.h"

#include "ui/theme/theme.h"

#include <algorithm>
#include <utility>

#include <QEvent>
#include <QPainter>
#include <QPaintEvent>
#include <QTextBlock>
#include <QTextLayout>

using namespace Qt::StringLiterals;

namespace assay::ui {
namespace {

constexpr int gutterChars = 7;

QString gutter(const DiffSide::Line &line)
{
    if (line.number == 0)
        return QString(gutterChars, u' ');
    const QChar sign = line.change == DiffSide::Change::None ? u' '
        : line.change == DiffSide::Change::Removed           ? u'-'
                                                             : u'+';
    return QString::number(line.number).rightJustified(4) + u' ' + sign + u' ';
}

bool isPlainAscii(const QString &text)
{
    return std::ranges::all_of(text, [](QChar c) { return c >= u' ' && c <= u'~'; });
}

/// Where each line ends that is wrapped at words, or anywhere within a word that is longer.
QList<qsizetype> endsOfCells(const QString &text, qsizetype columns)
{
    QList<qsizetype> ends;
    qsizetype begin = 0;
    while (text.size() - begin > columns) {
        // A space that ends a line may stand outside.
        const qsizetype space = text.lastIndexOf(u' ', begin + columns);
        begin = space >= begin ? space + 1 : begin + columns;
        ends.append(begin);
    }
    if (begin < text.size() || ends.isEmpty())
        ends.append(text.size());
    return ends;
}

QList<qsizetype> endsOfLayout(const QString &text, const QFont &font, qreal width)
{
    QTextOption option;
    option.setWrapMode(QTextOption::WrapAtWordBoundaryOrAnywhere);
    QTextLayout layout(text, font);
    layout.setTextOption(option);
    layout.beginLayout();
    QList<qsizetype> ends;
    for (QTextLine line = layout.createLine(); line.isValid(); line = layout.createLine()) {
        line.setLineWidth(width);
        ends.append(line.textStart() + line.textLength());
    }
    layout.endLayout();
    return ends;
}

/// The spans cut where their lines end.
QList<QList<prompts::DiffSpan>> spansOfLines(const QList<prompts::DiffSpan> &spans, const QList<qsizetype> &ends)
{
    QList<QList<prompts::DiffSpan>> lines(std::max<qsizetype>(ends.size(), 1));
    qsizetype line = 0;
    qsizetype position = 0;
    for (const prompts::DiffSpan &span : spans) {
        for (qsizetype taken = 0; taken < span.text.size();) {
            while (line + 1 < ends.size() && position >= ends.at(line))
                ++line;
            const qsizetype count = line + 1 < ends.size()
                ? std::min(span.text.size() - taken, ends.at(line) - position)
                : span.text.size() - taken;
            lines[line].append({span.kind, span.text.mid(taken, count)});
            taken += count;
            position += count;
        }
    }
    return lines;
}

} // namespace

DiffSide::DiffSide(Theme &theme, QWidget *parent)
    : QPlainTextEdit(parent)
    , m_theme(theme)
{
    setReadOnly(true);
    setUndoRedoEnabled(false);
    setLineWrapMode(QPlainTextEdit::NoWrap); // wrapped before, so that two sides stay level
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    setFrameShape(QFrame::NoFrame);
    setFont(theme.fixedFont());
    measure();
}

void DiffSide::measure()
{
    const QFontMetricsF metrics(font());
    m_cell = metrics.horizontalAdvance(u'0');
    for (const QChar other : {u'i', u'W', u' ', u'.'}) {
        if (metrics.horizontalAdvance(other) != m_cell)
            m_cell = 0;
    }
}

void DiffSide::changeEvent(QEvent *event)
{
    QPlainTextEdit::changeEvent(event);
    if (event->type() == QEvent::FontChange)
        measure();
}

void DiffSide::setLines(QList<Line> lines)
{
    QString text;
    qsizetype chars = 0;
    for (const Line &line : std::as_const(lines)) {
        chars += gutterChars + 1;
        for (const prompts::DiffSpan &span : line.spans)
            chars += span.text.size();
    }
    text.reserve(chars);
    for (const Line &line : std::as_const(lines)) {
        if (!text.isEmpty())
            text += u'\n';
        text += gutter(line);
        for (const prompts::DiffSpan &span : line.spans)
            text += span.text;
    }
    m_lines = std::move(lines);
    setPlainText(text);
}

qreal DiffSide::textWidth() const
{
    constexpr int fewestChars = 16;
    const qreal cell = QFontMetricsF(font()).horizontalAdvance(u'0');
    const qreal free = viewport()->width() - 2 * document()->documentMargin();
    return std::max(free - (gutterChars + 1) * cell, fewestChars * cell);
}

QList<QList<prompts::DiffSpan>> DiffSide::wrapped(const QList<prompts::DiffSpan> &spans, qreal width) const
{
    QString text = spans.value(0).text;
    for (qsizetype i = 1; i < spans.size(); ++i)
        text += spans.at(i).text;
    // Most lines: known without a layout, which takes 10 us each.
    if (m_cell > 0 && isPlainAscii(text)) {
        const auto columns = static_cast<qsizetype>(width / m_cell);
        return text.size() <= columns ? QList<QList<prompts::DiffSpan>>{spans} : spansOfLines(spans, endsOfCells(text, columns));
    }
    return spansOfLines(spans, endsOfLayout(text, font(), width));
}

QList<QTextLayout::FormatRange> DiffSide::marks(const Line &line) const
{
    const ThemeTokens &tokens = m_theme.tokens();
    QTextCharFormat muted;
    muted.setForeground(tokens.muted);
    QTextCharFormat changed;
    changed.setBackground(line.change == Change::Removed ? tokens.diffRemoved : tokens.diffAdded);
    QList<QTextLayout::FormatRange> ranges{{0, gutterChars, muted}};
    int start = gutterChars;
    for (const prompts::DiffSpan &span : line.spans) {
        const auto length = static_cast<int>(span.text.size());
        if (span.kind != prompts::DiffKind::Equal)
            ranges.append({start, length, changed});
        start += length;
    }
    return ranges;
}

/// As QPlainTextEdit does for a text to be read, with the marks.
void DiffSide::paintEvent(QPaintEvent *event)
{
    QPainter painter(viewport());
    const ThemeTokens &tokens = m_theme.tokens();
    const QAbstractTextDocumentLayout::PaintContext context = getPaintContext();
    QPointF offset = contentOffset();
    for (QTextBlock block = firstVisibleBlock(); block.isValid(); block = block.next()) {
        const QRectF place = blockBoundingRect(block).translated(offset);
        if (place.top() > event->rect().bottom())
            break;
        offset.ry() += place.height();
        if (place.bottom() < event->rect().top())
            continue;
        const Line line = m_lines.value(block.blockNumber());
        if (line.change != Change::None) {
            QColor ground = line.change == Change::Removed ? tokens.diffRemoved : tokens.diffAdded;
            ground.setAlphaF(0.35F);
            painter.fillRect(QRectF(0, place.top(), viewport()->width(), place.height()), ground);
        }
        QList<QTextLayout::FormatRange> ranges = marks(line);
        for (const auto &selection : context.selections) {
            const int start = selection.cursor.selectionStart() - block.position();
            const int end = selection.cursor.selectionEnd() - block.position();
            if (start < block.length() && end > 0 && end > start)
                ranges.append({start, end - start, selection.format});
        }
        painter.setPen(tokens.text);
        block.layout()->draw(&painter, place.topLeft(), ranges, event->rect());
    }
}

} // namespace assay::ui
