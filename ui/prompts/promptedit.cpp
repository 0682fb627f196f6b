// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/prompts/promptedit.h"

#include "prompts/template.h"
#include "ui/theme/metrics.h"
#include "ui/theme/theme.h"

#include <algorithm>
#include <optional>

#include <QAbstractItemView>
#include <QCompleter>
#include <QFileInfo>
#include <QHelpEvent>
#include <QKeyEvent>
#include <QMenu>
#include <QMimeData>
#include <QMimeDatabase>
#include <QPainter>
#include <QRegularExpression>
#include <QScrollBar>
#include <QStringListModel>
#include <QTextBlock>
#include <QToolTip>
#include <QUrl>

using namespace Qt::StringLiterals;

namespace assay::ui {
namespace {

QStringList picturesIn(const QMimeData *source)
{
    QStringList paths;
    for (const QUrl &url : source->urls()) {
        const QString type =
            QMimeDatabase().mimeTypeForFile(url.toLocalFile(), QMimeDatabase::MatchExtension).name();
        if (url.isLocalFile() && type.startsWith("image/"_L1))
            paths.append(url.toLocalFile());
    }
    return paths;
}

/// The one file that is dragged. Several are prompts to import, and so is a workspace for the window.
QString fileIn(const QMimeData *source)
{
    const QList<QUrl> urls = source->urls();
    const QString path = urls.size() == 1 ? urls.first().toLocalFile() : QString();
    return path.endsWith(".assay"_L1, Qt::CaseInsensitive) ? QString() : path;
}

} // namespace

class PromptEdit::Numbers final : public QWidget {
public:
    explicit Numbers(PromptEdit *edit)
        : QWidget(edit)
        , m_edit(edit)
    {
    }

protected:
    void paintEvent(QPaintEvent *event) override { m_edit->paintNumbers(event); }

private:
    PromptEdit *m_edit;
};

PromptEdit::PromptEdit(Theme &theme, QWidget *parent)
    : QPlainTextEdit(parent)
    , m_theme(theme)
    , m_numbers(new Numbers(this))
    , m_names(new QStringListModel(this))
    , m_completer(new QCompleter(m_names, this))
{
    m_completer->setWidget(this);
    m_completer->setCaseSensitivity(Qt::CaseInsensitive);
    m_completer->setCompletionMode(QCompleter::PopupCompletion);
    m_completer->popup()->setAccessibleName(tr("Names that fit here"));
    connect(m_completer, qOverload<const QString &>(&QCompleter::activated), this,
            &PromptEdit::insertCompletion);
    connect(this, &QPlainTextEdit::blockCountChanged, this, &PromptEdit::placeNumbers);
    connect(this, &QPlainTextEdit::updateRequest, this, [this](const QRect &, int scrolled) {
        if (scrolled != 0)
            m_numbers->scroll(0, scrolled);
        else
            m_numbers->update();
    });
    placeNumbers();
}

int PromptEdit::numbersWidth() const
{
    constexpr int fewestDigits = 2;
    const int digits = std::max(fewestDigits, static_cast<int>(QString::number(blockCount()).size()));
    return QFontMetrics(font()).horizontalAdvance(u'9') * digits + metrics::normal();
}

void PromptEdit::placeNumbers()
{
    const int width = numbersWidth();
    setViewportMargins(width, 0, 0, 0);
    const QRect content = contentsRect();
    m_numbers->setGeometry(content.left(), content.top(), width, content.height());
}

void PromptEdit::paintNumbers(QPaintEvent *event)
{
    QPainter painter(m_numbers);
    painter.setFont(font());
    const ThemeTokens &tokens = m_theme.tokens();
    const int width = m_numbers->width() - metrics::normal();
    const int current = textCursor().blockNumber();
    for (QTextBlock block = firstVisibleBlock(); block.isValid(); block = block.next()) {
        const QRectF place = blockBoundingGeometry(block).translated(contentOffset());
        if (place.top() > event->rect().bottom())
            break;
        if (!block.isVisible())
            continue;
        painter.setPen(block.blockNumber() == current && hasFocus() ? tokens.text : tokens.muted);
        painter.drawText(QRectF(0, place.top(), width, QFontMetricsF(font()).height()),
                         Qt::AlignRight | Qt::AlignVCenter, QString::number(block.blockNumber() + 1));
    }
}

void PromptEdit::resizeEvent(QResizeEvent *event)
{
    QPlainTextEdit::resizeEvent(event);
    placeNumbers();
}

void PromptEdit::changeEvent(QEvent *event)
{
    QPlainTextEdit::changeEvent(event);
    if (event->type() == QEvent::FontChange)
        placeNumbers();
}

void PromptEdit::zoomBy(int points)
{
    zoomIn(points);
    placeNumbers();
}

std::pair<int, int> PromptEdit::shownLines() const
{
    QTextBlock line = firstVisibleBlock();
    const int first = line.blockNumber();
    int last = first;
    for (; line.isValid(); line = line.next()) {
        if (blockBoundingGeometry(line).translated(contentOffset()).top() > viewport()->height())
            break;
        last = line.blockNumber();
    }
    return {first, last};
}

void PromptEdit::markWrong(const QList<WrongPassage> &passages)
{
    const ThemeTokens &tokens = m_theme.tokens();
    QList<QTextEdit::ExtraSelection> marks;
    const int end = document()->characterCount() - 1;
    for (const WrongPassage &passage : passages) {
        QTextEdit::ExtraSelection mark;
        mark.cursor = QTextCursor(document());
        mark.cursor.setPosition(std::min(passage.start, end));
        mark.cursor.setPosition(std::min(passage.start + passage.length, end), QTextCursor::KeepAnchor);
        mark.format.setUnderlineStyle(QTextCharFormat::SingleUnderline); // misspelt words have waves
        mark.format.setUnderlineColor(tokens.error);
        mark.format.setForeground(tokens.error);
        mark.format.setBackground(tokens.barError);
        mark.format.setToolTip(passage.reason);
        marks.append(mark);
    }
    setExtraSelections(marks);
}

bool PromptEdit::viewportEvent(QEvent *event)
{
    if (event->type() != QEvent::ToolTip)
        return QPlainTextEdit::viewportEvent(event);
    const auto *help = static_cast<QHelpEvent *>(event);
    const int at = cursorForPosition(help->pos()).position();
    QString reason;
    for (const QTextEdit::ExtraSelection &mark : extraSelections()) {
        if (mark.cursor.selectionStart() <= at && at <= mark.cursor.selectionEnd())
            reason = mark.format.toolTip();
    }
    QToolTip::showText(help->globalPos(), reason, viewport()); // an empty one hides it
    return true;
}

void PromptEdit::contextMenuEvent(QContextMenuEvent *event)
{
    const bool isByKey = event->reason() == QContextMenuEvent::Keyboard;
    QMenu *menu = createStandardContextMenu(event->pos());
    menu->setAttribute(Qt::WA_DeleteOnClose);
    Q_EMIT menuOpening(*menu, isByKey ? textCursor().position() : cursorForPosition(event->pos()).position());
    menu->popup(isByKey ? viewport()->mapToGlobal(cursorRect().bottomLeft()) : event->globalPos());
}

std::optional<PromptEdit::Begun> PromptEdit::begunTag() const
{
    static const QRegularExpression begun(u"\\{\\{([#^/>]?)\\s*([\\w.@-]*)$"_s,
                                          QRegularExpression::UseUnicodePropertiesOption);
    const QTextCursor cursor = textCursor();
    constexpr int lookBack = 200; // a name is shorter; a line may have a megabyte
    const int column = cursor.positionInBlock();
    const QString before =
        cursor.block().text().mid(std::max(0, column - lookBack), std::min(column, lookBack));
    const auto match = begun.match(before);
    if (!match.hasMatch())
        return std::nullopt;
    const QString sigil = match.captured(1);
    return Begun{sigil.isEmpty() ? QChar() : sigil.front(), match.captured(2)};
}

QStringList PromptEdit::namesFor(const Begun &begun) const
{
    if (begun.sigil == u'>' && begun.prefix.contains(u'@')) {
        const QString prompt = begun.prefix.section(u'@', 0, 0);
        QStringList names;
        for (const QString &reference : m_completions.references.value(prompt))
            names.append(prompt + u'@' + reference);
        return names;
    }
    if (begun.sigil == u'>')
        return m_completions.prompts;
    if (begun.sigil != u'/')
        return m_completions.variables;
    // The sections that are open here, the innermost first.
    QStringList open;
    const QString before = toPlainText().left(textCursor().position());
    for (const prompts::TagSpan &tag : prompts::tagSpans(before)) {
        if (tag.kind == prompts::TagKind::SectionBegin || tag.kind == prompts::TagKind::InvertedBegin)
            open.prepend(tag.name);
        else if (tag.kind == prompts::TagKind::SectionEnd)
            open.removeOne(tag.name);
    }
    return open;
}

void PromptEdit::complete()
{
    const auto begun = begunTag();
    if (!begun || isReadOnly())
        return m_completer->popup()->hide();
    const QString prompt = begun->prefix.section(u'@', 0, 0);
    if (begun->sigil == u'>' && begun->prefix.contains(u'@') && !m_completions.references.contains(prompt))
        Q_EMIT referencesWanted(prompt);
    m_names->setStringList(namesFor(*begun));
    m_completer->setCompletionPrefix(begun->prefix);
    const bool isComplete =
        m_completer->completionCount() == 1 && m_completer->currentCompletion() == begun->prefix;
    if (m_completer->completionCount() == 0 || isComplete)
        return m_completer->popup()->hide();
    m_completer->popup()->setCurrentIndex(m_completer->completionModel()->index(0, 0));
    QRect place = cursorRect().translated(viewport()->geometry().topLeft());
    place.setWidth(m_completer->popup()->sizeHintForColumn(0)
                   + m_completer->popup()->verticalScrollBar()->sizeHint().width() + metrics::wide());
    m_completer->complete(place);
}

void PromptEdit::insertCompletion(const QString &name)
{
    const auto begun = begunTag();
    if (!begun)
        return;
    QTextCursor cursor = textCursor();
    cursor.movePosition(QTextCursor::Left, QTextCursor::KeepAnchor, static_cast<int>(begun->prefix.size()));
    const QString after = cursor.block().text().mid(textCursor().positionInBlock(), 2);
    cursor.insertText(after == "}}"_L1 ? name : QString(name + u"}}"));
    setTextCursor(cursor);
}

void PromptEdit::keyPressEvent(QKeyEvent *event)
{
    const bool isOpen = m_completer->popup()->isVisible();
    if (isOpen
        && (event->key() == Qt::Key_Return || event->key() == Qt::Key_Enter || event->key() == Qt::Key_Tab
            || event->key() == Qt::Key_Escape)) {
        event->ignore(); // the list's
        return;
    }
    if (event->key() == Qt::Key_Space && event->modifiers() == Qt::ControlModifier)
        return complete();
    QPlainTextEdit::keyPressEvent(event);
    const bool isText = !event->text().isEmpty() && event->text().front().isPrint();
    if (isText || (isOpen && event->key() == Qt::Key_Backspace))
        complete();
}

QString PromptEdit::variableAtCursor() const
{
    const QTextCursor cursor = textCursor();
    for (const prompts::VariableSpan &span : prompts::variableSpans(cursor.block().text())) {
        if (span.start <= cursor.positionInBlock() && cursor.positionInBlock() <= span.start + span.length)
            return span.name;
    }
    return {};
}

bool PromptEdit::canInsertFromMimeData(const QMimeData *source) const
{
    return !picturesIn(source).isEmpty() || !fileIn(source).isEmpty() || source->hasImage()
        || QPlainTextEdit::canInsertFromMimeData(source);
}

void PromptEdit::insertFromMimeData(const QMimeData *source)
{
    if (const QStringList pictures = picturesIn(source); !pictures.isEmpty())
        Q_EMIT picturesDropped(pictures);
    else if (const QString file = fileIn(source); !file.isEmpty())
        Q_EMIT fileDropped(file);
    else if (source->hasImage() && !source->hasText()) // text programs offer a picture of it, too
        Q_EMIT picturePasted(source->imageData().value<QImage>());
    else
        QPlainTextEdit::insertFromMimeData(source);
}

} // namespace assay::ui
