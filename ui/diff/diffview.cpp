// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/diff/diffview.h"

#include "ui/theme/metrics.h"
#include "ui/theme/theme.h"
#include "ui/widgets/controls.h"
#include "ui/widgets/whendone.h"

#include <algorithm>
#include <utility>

#include <QCheckBox>
#include <QComboBox>
#include <QEvent>
#include <QLabel>
#include <QPlainTextEdit>
#include <QScrollBar>
#include <QtConcurrentRun>
#include <QTextBlock>
#include <QTextLayout>
#include <QToolButton>
#include <QVBoxLayout>

using namespace Qt::StringLiterals;

namespace assay::ui {
namespace {

constexpr int gutterChars = 7;

QString gutter(int line, QChar sign)
{
    return line > 0 ? u"%1 %2 "_s.arg(line, 4).arg(sign) : QString(gutterChars, u' ');
}

/// The spans of a row cut into the lines that fit `width`.
QList<QList<prompts::DiffSpan>> wrapped(const QList<prompts::DiffSpan> &spans, const QFont &font, qreal width)
{
    QString text;
    for (const prompts::DiffSpan &span : spans)
        text += span.text;
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
            prompts::DiffSpan part = span;
            part.text = span.text.mid(taken, count);
            lines[line].append(part);
            taken += count;
            position += count;
        }
    }
    return lines;
}

} // namespace

DiffView::DiffView(Theme &theme, QWidget *parent)
    : QWidget(parent)
    , m_theme(theme)
    , m_leftChoice(new QComboBox(this))
    , m_rightChoice(new QComboBox(this))
    , m_layout(new QComboBox(this))
    , m_ignoresSpace(new QCheckBox(tr("Ignore white space"), this))
    , m_summary(new QLabel(this))
    , m_left(new QPlainTextEdit(this))
    , m_right(new QPlainTextEdit(this))
{
    buildRows();
    for (const QComboBox *box : {m_leftChoice, m_rightChoice}) {
        connect(box, &QComboBox::currentIndexChanged, this, [this] {
            start();
            Q_EMIT chosen(m_leftChoice->currentData().toInt(), m_rightChoice->currentData().toInt());
        });
    }
    connect(m_ignoresSpace, &QCheckBox::toggled, this, &DiffView::start);
    connect(m_layout, &QComboBox::currentIndexChanged, this, [this] {
        m_right->setVisible(!isInline());
        m_left->setVerticalScrollBarPolicy(isInline() ? Qt::ScrollBarAlwaysOn : Qt::ScrollBarAlwaysOff);
        m_rewrap.start(); // the sides get their width first
    });
    QScrollBar *left = m_left->verticalScrollBar();
    QScrollBar *right = m_right->verticalScrollBar();
    connect(left, &QScrollBar::valueChanged, right, &QScrollBar::setValue);
    connect(right, &QScrollBar::valueChanged, left, &QScrollBar::setValue);
    m_rewrap.setSingleShot(true);
    m_rewrap.setInterval(0);
    connect(&m_rewrap, &QTimer::timeout, this, &DiffView::fillSides);
    connect(&theme, &Theme::changed, this, &DiffView::fillSides);
}

void DiffView::buildRows()
{
    m_leftChoice->setAccessibleName(tr("Left side"));
    m_rightChoice->setAccessibleName(tr("Right side"));
    m_layout->addItems({tr("Side by side"), tr("Inline")});
    m_layout->setAccessibleName(tr("Layout of the diff"));
    makeMuted(m_summary);
    for (auto [side, name] : {std::pair(m_left, tr("Older text")), std::pair(m_right, tr("Newer text"))}) {
        side->setReadOnly(true);
        side->setUndoRedoEnabled(false);
        side->setLineWrapMode(QPlainTextEdit::NoWrap); // wrapped here, so that both sides stay level
        side->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
        side->viewport()->installEventFilter(this);
        side->setFont(m_theme.fixedFont());
        side->setFrameShape(QFrame::NoFrame);
        side->setAccessibleName(name);
    }
    // One bar for both, always there: one that comes and goes would change the width and the wrapping.
    m_left->setVerticalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_right->setVerticalScrollBarPolicy(Qt::ScrollBarAlwaysOn);
    auto *previous = iconButton(m_theme, u"up"_s, tr("Previous change"), this);
    auto *next = iconButton(m_theme, u"down"_s, tr("Next change"), this);
    auto *close = iconButton(m_theme, u"close"_s, tr("Close diff"), this);
    connect(previous, &QToolButton::clicked, this, [this] { step(true); });
    connect(next, &QToolButton::clicked, this, [this] { step(false); });
    connect(close, &QToolButton::clicked, this, &DiffView::closed);

    auto *head = new QHBoxLayout;
    head->setContentsMargins(metrics::page(), metrics::normal(), metrics::page(), metrics::normal());
    head->setSpacing(metrics::normal());
    head->addWidget(m_leftChoice);
    head->addWidget(new QLabel(u"\u2192"_s, this));
    head->addWidget(m_rightChoice);
    head->addWidget(m_summary, 1);
    head->addWidget(m_ignoresSpace);
    head->addWidget(m_layout);
    for (QToolButton *button : {previous, next, close})
        head->addWidget(button);
    auto *sides = new QHBoxLayout;
    sides->setSpacing(1);
    sides->addWidget(m_left, 1);
    sides->addWidget(m_right, 1);
    auto *rows = new QVBoxLayout(this);
    rows->setContentsMargins(0, 0, 0, 0);
    rows->setSpacing(0);
    rows->addLayout(head);
    rows->addLayout(sides, 1);
}

void DiffView::setTexts(const QList<Text> &texts)
{
    const QSignalBlocker quietLeft(m_leftChoice);
    const QSignalBlocker quietRight(m_rightChoice);
    m_texts = texts;
    for (QComboBox *box : {m_leftChoice, m_rightChoice}) {
        box->clear();
        for (const Text &text : texts)
            box->addItem(text.name, text.id);
    }
}

void DiffView::compare(int left, int right)
{
    {
        const QSignalBlocker quietLeft(m_leftChoice);
        const QSignalBlocker quietRight(m_rightChoice);
        m_leftChoice->setCurrentIndex(std::max(m_leftChoice->findData(left), 0));
        m_rightChoice->setCurrentIndex(std::max(m_rightChoice->findData(right), 0));
    }
    start();
}

QString DiffView::textOf(const QComboBox *box) const
{
    return m_texts.value(box->currentIndex()).text;
}

void DiffView::start()
{
    ++m_pending;
    const quint64 asked = ++m_asked;
    const auto whiteSpace =
        m_ignoresSpace->isChecked() ? prompts::WhiteSpace::Ignored : prompts::WhiteSpace::Counts;
    QtConcurrent::run(prompts::diffTexts, textOf(m_leftChoice), textOf(m_rightChoice), whiteSpace)
        | whenDone(this, [this, asked](const QList<prompts::DiffRow> &rows) {
              --m_pending;
              if (asked == m_asked)
                  showRows(rows);
          });
}

void DiffView::showRows(const QList<prompts::DiffRow> &rows)
{
    m_rows = rows;
    m_changes.clear();
    m_current = -1;
    for (qsizetype i = 0; i < rows.size(); ++i) {
        if (rows.at(i).isChanged() && (i == 0 || !rows.at(i - 1).isChanged()))
            m_changes.append(static_cast<int>(i));
    }
    for (QPlainTextEdit *side : {m_left, m_right})
        side->clear(); // else the new text would open where the old one was scrolled to
    fillSides();
    m_summary->setText(m_changes.isEmpty() ? tr("No difference")
                                           : tr("%n change(s)", nullptr, static_cast<int>(m_changes.size())));
}

bool DiffView::isInline() const
{
    return m_layout->currentIndex() == 1;
}

/// Both sides anew for their width: a row is as high as the higher of its two texts.
void DiffView::fillSides()
{
    if (isInline())
        return fillInline();
    const int scrolled = m_right->verticalScrollBar()->value();
    const auto widthOf = [](const QPlainTextEdit *side) {
        const QFontMetricsF font(side->font());
        const qreal cell = font.horizontalAdvance(u'0');
        constexpr int fewestChars = 16;
        const qreal free = side->viewport()->width() - 2 * side->document()->documentMargin();
        return std::max(free - (gutterChars + 1) * cell, fewestChars * cell);
    };
    const qreal width = std::min(widthOf(m_left), widthOf(m_right)); // equal lines wrap equally
    QList<Lines> left;
    QList<Lines> right;
    m_firstLines.clear();
    int total = 0;
    for (const prompts::DiffRow &row : std::as_const(m_rows)) {
        left.append(wrapped(row.left, m_left->font(), width));
        right.append(wrapped(row.right, m_right->font(), width));
        const qsizetype height = std::max(left.last().size(), right.last().size());
        left.last().resize(height);
        right.last().resize(height);
        m_firstLines.append(total);
        total += static_cast<int>(height);
    }
    m_left->setLineWrapMode(QPlainTextEdit::NoWrap); // wrapped here, so that both sides stay level
    fill(m_left, left, true);
    fill(m_right, right, false);
    m_right->verticalScrollBar()->setValue(scrolled);
}

/// What went above what came; equal lines once.
void DiffView::fillInline()
{
    const int scrolled = m_left->verticalScrollBar()->value();
    m_left->clear();
    m_left->setLineWrapMode(QPlainTextEdit::WidgetWidth);
    m_firstLines.clear();
    QTextCursor cursor(m_left->document());
    cursor.beginEditBlock();
    for (const prompts::DiffRow &row : std::as_const(m_rows)) {
        m_firstLines.append(m_left->document()->blockCount() - (cursor.atStart() ? 1 : 0));
        if (!row.isChanged()) {
            insertLine(cursor, false, row.rightLine, row.right, false);
            continue;
        }
        if (row.leftLine > 0)
            insertLine(cursor, true, row.leftLine, row.left, true);
        if (row.rightLine > 0)
            insertLine(cursor, false, row.rightLine, row.right, true);
    }
    cursor.endEditBlock();
    m_left->moveCursor(QTextCursor::Start);
    m_left->verticalScrollBar()->setValue(scrolled);
}

void DiffView::insertLine(QTextCursor &cursor, bool isLeft, int number, const QList<prompts::DiffSpan> &spans,
                          bool isChanged) const
{
    const ThemeTokens &tokens = m_theme.tokens();
    QColor ground = isLeft ? tokens.diffRemoved : tokens.diffAdded;
    QTextCharFormat plain;
    plain.setForeground(tokens.text);
    QTextCharFormat muted;
    muted.setForeground(tokens.muted);
    QTextCharFormat changed = plain;
    changed.setBackground(ground);
    QTextBlockFormat block;
    if (isChanged) {
        ground.setAlphaF(0.35F);
        block.setBackground(ground);
    }
    if (cursor.atStart())
        cursor.setBlockFormat(block);
    else
        cursor.insertBlock(block);
    cursor.insertText(gutter(number, !isChanged ? u' ' : isLeft ? u'-' : u'+'), muted);
    for (const prompts::DiffSpan &span : spans)
        cursor.insertText(span.text, span.kind == prompts::DiffKind::Equal ? plain : changed);
}

void DiffView::fill(QPlainTextEdit *side, const QList<Lines> &rows, bool isLeft)
{
    side->clear();
    QTextCursor cursor(side->document());
    cursor.beginEditBlock();
    for (qsizetype i = 0; i < rows.size(); ++i) {
        const prompts::DiffRow &row = m_rows.at(i);
        const int number = isLeft ? row.leftLine : row.rightLine;
        for (qsizetype line = 0; line < rows.at(i).size(); ++line)
            insertLine(cursor, isLeft, line == 0 ? number : 0, rows.at(i).at(line), row.isChanged());
    }
    cursor.endEditBlock();
    side->moveCursor(QTextCursor::Start);
}

bool DiffView::eventFilter(QObject *watched, QEvent *event)
{
    if (event->type() == QEvent::Resize && !m_rows.isEmpty())
        m_rewrap.start(); // not here: the other side is not resized yet
    return QWidget::eventFilter(watched, event);
}

void DiffView::step(bool backward)
{
    if (m_changes.isEmpty())
        return;
    const auto count = static_cast<int>(m_changes.size());
    m_current = backward ? (m_current <= 0 ? count - 1 : m_current - 1) : (m_current + 1) % count;
    for (QPlainTextEdit *side : {m_left, m_right}) {
        side->setTextCursor(
            QTextCursor(side->document()->findBlockByNumber(m_firstLines.value(m_changes.at(m_current)))));
        side->centerCursor();
    }
    m_summary->setText(tr("Change %1 of %2").arg(m_current + 1).arg(count));
}

} // namespace assay::ui
