// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/markdown/streamingmarkdownview.h"

#include "ui/markdown/answerbrowser.h"
#include "ui/theme/metrics.h"
#include "ui/theme/theme.h"
#include "ui/widgets/messagebar.h"
#include "ui/widgets/whendone.h"

#include <QClipboard>
#include <QDesktopServices>
#include <QGuiApplication>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QScrollBar>
#include <QtConcurrentRun>
#include <QTextCursor>
#include <QThread>
#include <QToolButton>
#include <QUrl>
#include <QVBoxLayout>

#include <algorithm>
#include <utility>

using namespace Qt::StringLiterals;

namespace assay::ui {

namespace {

constexpr qsizetype tailLimit = 4096; ///< a longer piece is appended plain until it ends
constexpr qsizetype workerLimit = 4096; ///< below, rendering is quicker than asking a worker

StreamingMarkdownView::Rendered renderApart(const QString &text, HiddenCharacters hidden,
                                            const MarkdownStyle &style, QThread *home)
{
    const ShownText shown = showHidden(text, hidden);
    auto rendered = std::make_shared<StreamingMarkdownView::Rendering>();
    rendered->hiddenCount = shown.hiddenCount;
    rendered->document.reset(renderMarkdown(shown.text, style).release());
    rendered->document->moveToThread(home);
    return rendered;
}

} // namespace

StreamingMarkdownView::StreamingMarkdownView(Theme &theme, StreamClock &clock, QWidget *parent)
    : QWidget(parent)
    , m_theme(theme)
    , m_clock(clock)
    , m_reasoningToggle(new QToolButton(this))
    , m_reasoningText(new QPlainTextEdit(this))
    , m_hiddenBar(new MessageBar(theme, this))
    , m_browser(new AnswerBrowser(theme, this))
    , m_linkBar(new MessageBar(theme, this))
    , m_newText(new QPushButton(theme.icon(u"down"_s), tr("New text below"), m_browser))
{
    m_reasoningToggle->setCheckable(true);
    m_reasoningToggle->setAutoRaise(true);
    m_reasoningToggle->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
    m_reasoningText->setReadOnly(true);
    m_reasoningText->setFrameShape(QFrame::NoFrame);
    m_reasoningText->setUndoRedoEnabled(false);
    m_reasoningText->setMaximumHeight(fontMetrics().lineSpacing() * 8);
    m_reasoningText->setAccessibleName(tr("Reasoning"));
    m_newText->setAccessibleDescription(tr("Goes to the end of the answer and follows it."));
    m_newText->hide();
    m_reasoningToggle->hide(); // until there is a reasoning to show
    m_reasoningText->hide();

    auto *rows = new QVBoxLayout(this);
    rows->setContentsMargins(0, 0, 0, 0);
    rows->setSpacing(0);
    for (QWidget *row : {static_cast<QWidget *>(m_reasoningToggle), static_cast<QWidget *>(m_reasoningText),
                         static_cast<QWidget *>(m_hiddenBar)})
        rows->addWidget(row);
    rows->addWidget(m_browser, 1);
    rows->addWidget(m_linkBar);
    setFocusProxy(m_browser);
    setAnswerName(tr("Answer"));

    connect(&theme, &Theme::changed, this, &StreamingMarkdownView::restyle);
    connect(m_reasoningToggle, &QToolButton::toggled, this, &StreamingMarkdownView::showReasoning);
    connect(m_newText, &QPushButton::clicked, m_browser, &AnswerBrowser::goToEnd);
    connect(m_browser->verticalScrollBar(), &QScrollBar::valueChanged, this, [this] {
        if (m_browser->isAtEnd())
            m_newText->hide();
    });
    connect(m_browser, &QTextBrowser::anchorClicked, this, &StreamingMarkdownView::confirmLink);
    connect(m_browser, &AnswerBrowser::copyMarkdownRequested, this, &StreamingMarkdownView::copyMarkdown);
    connect(m_browser, &AnswerBrowser::zoomRequested, this,
            [this](int steps) { setZoom(steps == 0 ? 0 : m_zoom + steps); });
    connect(m_browser, &QTextEdit::selectionChanged, this, [this] {
        if (m_ready && !m_browser->textCursor().hasSelection())
            take(std::exchange(m_ready, nullptr));
    });
    reset();
}

StreamingMarkdownView::~StreamingMarkdownView()
{
    m_clock.remove(this);
}

void StreamingMarkdownView::reset()
{
    ++m_generation;
    m_isRendering = false;
    m_ready.reset();
    auto *document = new QTextDocument(m_browser);
    prepareDocument(*document, style());
    m_browser->showDocument(document);
    m_writer = std::make_unique<MarkdownWriter>(*document, style());
    m_splitter = {};
    m_tail = Tail::None;
    m_tailStart = 0;
    m_written = 0;
    m_hiddenCount = 0;
    m_newText->hide();
}

void StreamingMarkdownView::begin()
{
    m_source.clear();
    m_pending.clear();
    m_reasoning.clear();
    m_reasoningShown = 0;
    m_hidden = HiddenCharacters::Box;
    m_hiddenBar->hide();
    m_linkBar->hide();
    reset();
    showReasoning();
    m_isStreaming = true;
    m_clock.add(this);
}

void StreamingMarkdownView::append(const QString &delta)
{
    m_source += delta;
    m_pending += delta;
}

void StreamingMarkdownView::appendReasoning(const QString &delta)
{
    m_reasoning += delta;
}

void StreamingMarkdownView::finish()
{
    m_clock.remove(this);
    if (m_isStreaming && isVisible() && !isTailSelected())
        flush();
    m_isStreaming = false;
    m_pending.clear();
    showReasoning();
    render();
}

void StreamingMarkdownView::setMarkdown(const QString &text, const QString &reasoning)
{
    begin();
    m_source = text;
    m_reasoning = reasoning;
    finish();
}

const QTextDocument *StreamingMarkdownView::document() const
{
    return m_browser->document();
}

bool StreamingMarkdownView::hasNewTextBelow() const
{
    return m_newText->isVisibleTo(this);
}

void StreamingMarkdownView::onFrame()
{
    Q_EMIT frame();
    if (!m_isStreaming || !isVisible())
        return; // a hidden pane only collects
    showReasoning();
    if (m_pending.isEmpty())
        return;
    if (isTailSelected()) {
        placeNewTextButton(); // what somebody selects is never replaced
        return;
    }
    flush();
}

void StreamingMarkdownView::flush()
{
    QString delta = std::exchange(m_pending, {});
    if (!delta.isEmpty() && delta.back().isHighSurrogate()) {
        m_pending = delta.back(); // the other half is on its way
        delta.chop(1);
    }
    const bool follows = m_browser->isAtEnd();
    const ShownText shown = showHidden(delta, m_hidden);
    m_hiddenCount += shown.hiddenCount;

    QTextCursor edit(m_browser->document());
    edit.beginEditBlock();
    for (const MarkdownPiece &piece : m_splitter.append(shown.text))
        write(piece);
    writeTail();
    edit.endEditBlock();

    if (shown.hiddenCount > 0)
        countHidden();
    if (follows)
        m_browser->goToEnd();
    else
        placeNewTextButton();
}

void StreamingMarkdownView::write(const MarkdownPiece &piece)
{
    const bool isCode = piece.kind == MarkdownPiece::Kind::Code;
    if (isCode && m_tail == Tail::Code) {
        m_writer->appendCode(QStringView(piece.text).sliced(std::min(m_written, piece.text.size())));
    } else {
        if (m_tail != Tail::None)
            m_writer->truncate(m_tailStart);
        m_writer->append(piece);
    }
    if (isCode)
        m_writer->closeCode();
    m_tail = Tail::None;
    m_tailStart = m_writer->end();
    m_written = 0;
}

void StreamingMarkdownView::writeTail()
{
    const MarkdownPiece open = m_splitter.open();
    if (open.kind == MarkdownPiece::Kind::Code) {
        if (m_tail == Tail::Code) {
            m_writer->appendCode(QStringView(open.text).sliced(std::min(m_written, open.text.size())));
        } else {
            if (m_tail != Tail::None)
                m_writer->truncate(m_tailStart);
            m_writer->append(open);
        }
        m_tail = Tail::Code;
        m_written = std::max(m_written, open.text.size());
        return;
    }
    if (m_tail != Tail::None && open.text.size() > tailLimit) {
        m_writer->appendPlain(open.text.sliced(std::min(m_written, open.text.size())));
        m_written = open.text.size();
        return;
    }
    if (m_tail != Tail::None)
        m_writer->truncate(m_tailStart);
    m_tail = open.text.trimmed().isEmpty() ? Tail::None : Tail::Rendered;
    if (m_tail == Tail::Rendered)
        m_writer->append(open);
    m_written = open.text.size();
}

void StreamingMarkdownView::showReasoning()
{
    m_reasoningToggle->setVisible(!m_reasoning.isEmpty());
    m_reasoningText->setVisible(!m_reasoning.isEmpty() && m_reasoningToggle->isChecked());
    if (m_reasoning.isEmpty()) {
        m_reasoningText->clear();
        return;
    }
    const bool isOpen = m_reasoningToggle->isChecked();
    m_reasoningToggle->setIcon(m_theme.icon(isOpen ? u"fold"_s : u"unfold"_s));
    const QString label = tr("Reasoning (characters: %1)").arg(QLocale().toString(m_reasoning.size()));
    if (m_reasoningToggle->text() != label)
        m_reasoningToggle->setText(label);
    if (!isOpen || m_reasoningShown == m_reasoning.size())
        return;
    const ShownText shown = showHidden(m_reasoning.sliced(m_reasoningShown), HiddenCharacters::Box);
    QTextCursor cursor(m_reasoningText->document());
    cursor.movePosition(QTextCursor::End);
    QTextCharFormat muted;
    muted.setForeground(m_theme.tokens().muted);
    cursor.insertText(shown.text, muted);
    m_reasoningShown = m_reasoning.size();
    m_reasoningText->verticalScrollBar()->setValue(m_reasoningText->verticalScrollBar()->maximum());
}

void StreamingMarkdownView::render()
{
    const quint64 generation = ++m_generation;
    if (m_source.size() <= workerLimit) {
        take(renderApart(m_source, m_hidden, style(), thread()));
        return;
    }
    m_isRendering = true;
    QtConcurrent::run(m_clock.renderers(), renderApart, m_source, m_hidden, style(), thread())
        | whenDone(this, [this, generation](const Rendered &rendered) {
              m_clock.runApart(this, [this, generation, rendered] {
                  if (generation == m_generation)
                      take(rendered);
              });
          });
}

void StreamingMarkdownView::take(Rendered rendered)
{
    m_isRendering = false;
    if (m_browser->textCursor().hasSelection()) {
        m_ready = std::move(rendered);
        return;
    }
    const bool follows = m_browser->isAtEnd();
    const int scrolled = m_browser->verticalScrollBar()->value();
    m_writer.reset();
    m_browser->showDocument(rendered->document.release()); // owns it from here on
    m_hiddenCount = rendered->hiddenCount;
    countHidden();
    if (follows && scrolled > 0)
        m_browser->goToEnd();
    else
        m_browser->verticalScrollBar()->setValue(scrolled);
}

void StreamingMarkdownView::restyle()
{
    m_reasoningShown = 0;
    m_reasoningText->clear();
    showReasoning();
    if (m_isStreaming) {
        reset();
        m_pending = m_source;
    } else {
        render();
    }
}

void StreamingMarkdownView::confirmLink(const QUrl &url)
{
    const QString address = QString::fromUtf8(url.toEncoded());
    const bool opens = url.scheme() == u"http" || url.scheme() == u"https" || url.scheme() == u"mailto";
    const MessageBar::Action copy{tr("Copy address"),
                                  [address] { QGuiApplication::clipboard()->setText(address); }};
    if (!opens) {
        m_linkBar->show(MessageBar::Kind::Warning,
                        tr("Assay does not open this kind of address: %1").arg(address), copy);
        return;
    }
    m_linkBar->show(MessageBar::Kind::Warning, tr("The answer links to %1").arg(address),
                    {tr("Open"), [url] { QDesktopServices::openUrl(url); }});
    m_linkBar->setSecondAction(copy);
}

void StreamingMarkdownView::countHidden()
{
    if (m_hiddenCount == 0 || m_hidden == HiddenCharacters::Remove) {
        m_hiddenBar->hide();
        return;
    }
    m_hiddenBar->show(MessageBar::Kind::Warning,
                      tr("Hidden characters, shown as boxes: %1").arg(QLocale().toString(m_hiddenCount)),
                      {tr("Remove"), [this] {
                           m_hidden = HiddenCharacters::Remove;
                           restyle();
                       }});
}

void StreamingMarkdownView::placeNewTextButton()
{
    m_newText->adjustSize();
    const QRect area = m_browser->viewport()->geometry();
    m_newText->move(area.center().x() - m_newText->width() / 2,
                    area.bottom() - m_newText->height() - metrics::normal());
    m_newText->setVisible(!m_browser->isAtEnd());
}

bool StreamingMarkdownView::isTailSelected() const
{
    const QTextCursor cursor = m_browser->textCursor();
    return cursor.hasSelection() && cursor.selectionEnd() >= m_tailStart;
}

void StreamingMarkdownView::copyMarkdown() const
{
    QGuiApplication::clipboard()->setText(m_source);
}

void StreamingMarkdownView::setZoom(int step)
{
    step = std::clamp(step, -4, 8);
    if (step == m_zoom)
        return;
    m_zoom = step;
    restyle();
    Q_EMIT zoomChanged(step);
}

void StreamingMarkdownView::setAnswerName(const QString &name)
{
    m_browser->setAccessibleName(name);
}

MarkdownStyle StreamingMarkdownView::style() const
{
    const ThemeTokens &tokens = m_theme.tokens();
    QFont base = font();
    base.setPointSizeF(base.pointSizeF() * (1 + m_zoom * 0.1));
    return {base,        m_theme.fixedFont(), tokens.text,       tokens.muted,
            tokens.link, tokens.warning,      tokens.codeGround, tokens.separator};
}

void StreamingMarkdownView::resizeEvent(QResizeEvent *event)
{
    QWidget::resizeEvent(event);
    if (m_newText->isVisible())
        placeNewTextButton();
}

void StreamingMarkdownView::showEvent(QShowEvent *event)
{
    QWidget::showEvent(event);
    if (m_isStreaming && !m_pending.isEmpty())
        flush();
}

} // namespace assay::ui
