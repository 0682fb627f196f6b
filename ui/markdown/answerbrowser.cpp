// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/markdown/answerbrowser.h"

#include "ui/markdown/markdownstyle.h"
#include "ui/theme/metrics.h"
#include "ui/theme/theme.h"

#include <QAbstractTextDocumentLayout>
#include <QContextMenuEvent>
#include <QMenu>
#include <QMimeData>
#include <QPainter>
#include <QPointer>
#include <QScrollBar>
#include <QTextBlock>
#include <QTextDocumentFragment>
#include <QWheelEvent>

#include <memory>

namespace assay::ui {

namespace {

constexpr qreal codePadding = 8;

} // namespace

AnswerBrowser::AnswerBrowser(Theme &theme, QWidget *parent)
    : QTextBrowser(parent)
    , m_theme(theme)
{
    setUndoRedoEnabled(false);
    setOpenLinks(false);
    setOpenExternalLinks(false);
    setFrameShape(QFrame::NoFrame);
    setTextInteractionFlags(Qt::TextBrowserInteraction | Qt::TextSelectableByKeyboard);
    setHorizontalScrollBarPolicy(Qt::ScrollBarAsNeeded);
    setTabChangesFocus(true);
}

void AnswerBrowser::showDocument(QTextDocument *next)
{
    const QPointer<QTextDocument> before(document()); // the first one belongs to QTextEdit, which deletes it
    next->setParent(this); // before it is shown: resources are asked of the parent
    setDocument(next);
    delete before;
}

bool AnswerBrowser::isAtEnd() const
{
    constexpr int slack = 4;
    return verticalScrollBar()->value() >= verticalScrollBar()->maximum() - slack;
}

void AnswerBrowser::goToEnd()
{
    verticalScrollBar()->setValue(verticalScrollBar()->maximum());
}

QVariant AnswerBrowser::loadResource(int, const QUrl &)
{
    // An invalid variant would make QTextDocument look for the file itself.
    QImage nothing(1, 1, QImage::Format_ARGB32_Premultiplied);
    nothing.fill(Qt::transparent);
    return nothing;
}

void AnswerBrowser::paintEvent(QPaintEvent *event)
{
    {
        QPainter painter(viewport());
        painter.setClipRegion(event->region());
        paintGrounds(painter);
    }
    QTextBrowser::paintEvent(event);
}

void AnswerBrowser::paintGrounds(QPainter &painter) const
{
    const QPointF offset(-horizontalScrollBar()->value(), -verticalScrollBar()->value());
    const QAbstractTextDocumentLayout *layout = document()->documentLayout();
    const int top = layout->hitTest(QPointF(0, verticalScrollBar()->value()), Qt::FuzzyHit);
    painter.setPen(Qt::NoPen);
    painter.setRenderHint(QPainter::Antialiasing);
    for (QTextBlock block = document()->findBlock(std::max(top, 0)); block.isValid(); block = block.next()) {
        const QRectF rect = layout->blockBoundingRect(block).translated(offset);
        if (rect.top() - codePadding > viewport()->height())
            break;
        if (block.blockFormat().hasProperty(codeBlockProperty))
            paintCode(painter, block, rect);
        else if (block.blockFormat().hasProperty(QTextFormat::BlockQuoteLevel))
            paintQuoteBars(painter, block, rect);
    }
}

void AnswerBrowser::paintCode(QPainter &painter, const QTextBlock &block, const QRectF &rect) const
{
    const bool isFirst = block.blockFormat().intProperty(codeBlockProperty) == int(CodeLine::First);
    const QTextBlock next = block.next();
    const bool isLast =
        !next.isValid() || next.blockFormat().intProperty(codeBlockProperty) != int(CodeLine::Following);
    const qreal margin = document()->documentMargin();
    const qreal left = margin + block.blockFormat().indent() * document()->indentWidth();
    QRectF ground(left, rect.top(), viewport()->width() - left - margin, rect.height());
    // A line on its own would show hairlines between lines: each reaches half a pixel into the next.
    QRectF clip = ground.adjusted(0, isFirst ? -codePadding : -0.5, 0, isLast ? codePadding : 0.5);
    const qreal radius = metrics::radius();
    ground = clip.adjusted(0, isFirst ? 0 : -radius, 0, isLast ? 0 : radius);
    painter.save();
    painter.setClipRect(clip, Qt::IntersectClip);
    painter.setBrush(m_theme.tokens().codeGround);
    painter.drawRoundedRect(ground, radius, radius);
    painter.restore();
}

void AnswerBrowser::paintQuoteBars(QPainter &painter, const QTextBlock &block, const QRectF &rect) const
{
    const int level = block.blockFormat().intProperty(QTextFormat::BlockQuoteLevel);
    const bool goesOn = block.next().isValid()
        && block.next().blockFormat().intProperty(QTextFormat::BlockQuoteLevel) >= level;
    const qreal bottom = rect.bottom() + (goesOn ? block.blockFormat().bottomMargin() : 0);
    painter.setBrush(m_theme.tokens().border);
    for (int i = 0; i < level; ++i) {
        const qreal left = document()->documentMargin() + i * 14;
        painter.drawRoundedRect(QRectF(left, rect.top(), 3, bottom - rect.top()), 1.5, 1.5);
    }
}

void AnswerBrowser::wheelEvent(QWheelEvent *event)
{
    if (event->modifiers() & Qt::ControlModifier) {
        Q_EMIT zoomRequested(event->angleDelta().y() > 0 ? 1 : -1);
        event->accept();
        return;
    }
    QTextBrowser::wheelEvent(event);
}

void AnswerBrowser::keyPressEvent(QKeyEvent *event)
{
    if (event->matches(QKeySequence::ZoomIn)
        || (event->modifiers() & Qt::ControlModifier && event->key() == Qt::Key_Equal)) {
        Q_EMIT zoomRequested(1);
    } else if (event->matches(QKeySequence::ZoomOut)) {
        Q_EMIT zoomRequested(-1);
    } else if (event->modifiers() == Qt::ControlModifier && event->key() == Qt::Key_0) {
        Q_EMIT zoomRequested(0);
    } else {
        QTextBrowser::keyPressEvent(event);
    }
}

void AnswerBrowser::contextMenuEvent(QContextMenuEvent *event)
{
    const std::unique_ptr<QMenu> menu(createStandardContextMenu(event->pos()));
    menu->addSeparator();
    QAction *copy = menu->addAction(m_theme.icon(QStringLiteral("copy")), tr("Copy answer as &Markdown"));
    connect(copy, &QAction::triggered, this, &AnswerBrowser::copyMarkdownRequested);
    menu->exec(event->globalPos());
}

QMimeData *AnswerBrowser::createMimeDataFromSelection() const
{
    auto plain = std::make_unique<QMimeData>(); // what a model wrote is no HTML to paste elsewhere
    plain->setText(textCursor().selection().toPlainText());
    return plain.release();
}

} // namespace assay::ui
