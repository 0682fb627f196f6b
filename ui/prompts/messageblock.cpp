// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/prompts/messageblock.h"

#include "prompts/partials.h"
#include "prompts/template.h"
#include "ui/markdown/hiddencharacters.h"
#include "ui/prompts/attachmentrow.h"
#include "ui/prompts/editorspelling.h"
#include "ui/prompts/plaintext.h"
#include "ui/prompts/promptedit.h"
#include "ui/prompts/templatehighlighter.h"
#include "ui/prompts/textfile.h"
#include "ui/prompts/toolcallseditor.h"
#include "ui/theme/metrics.h"
#include "ui/theme/theme.h"
#include "ui/widgets/controls.h"
#include "ui/widgets/whendone.h"
#include "validation/validator.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <utility>

#include <QComboBox>
#include <QJsonDocument>
#include <QLabel>
#include <QLineEdit>
#include <QPainter>
#include <QPushButton>
#include <QScrollBar>
#include <QtConcurrentRun>
#include <QTextBlock>
#include <QToolButton>
#include <QVBoxLayout>
#include <QWheelEvent>

using namespace Qt::StringLiterals;

namespace assay::ui {
namespace {

constexpr std::array roles{providers::Role::System, providers::Role::User, providers::Role::Assistant,
                           providers::Role::Tool};
constexpr int fewestLines = 3;
constexpr int mostLines = 28; ///< longer texts scroll within their block
constexpr int checkDelayMs = 300;
constexpr qsizetype longLine = 20'000; ///< characters: above, each key takes milliseconds more
constexpr qsizetype problemsMost = 100; ///< marked in one text
constexpr qsizetype checkedAtOnce = 20'000; ///< characters; longer texts are a worker's

} // namespace

MessageBlock::MessageBlock(Theme &theme, const providers::Message &message, QWidget *parent)
    : QFrame(parent)
    , m_theme(theme)
    , m_role(new QComboBox(this))
    , m_fold(iconButton(theme, u"fold"_s, tr("Fold"), this))
    , m_up(iconButton(theme, u"up"_s, tr("Move up"), this))
    , m_down(iconButton(theme, u"down"_s, tr("Move down"), this))
    , m_remove(iconButton(theme, u"remove"_s, tr("Remove message"), this))
    , m_gist(new QLabel(this))
    , m_text(new PromptEdit(theme, this))
    , m_plain(new PlainText(m_text->document()))
    , m_pictures(new AttachmentRow(theme, this))
    , m_attach(iconButton(theme, u"image"_s, tr("Attach pictures"), this))
    , m_calls(new ToolCallsEditor(theme, this))
    , m_addCall(iconButton(theme, u"braces"_s, tr("Add a tool call"), this))
    , m_callId(new QLineEdit(message.toolCallId, this))
    , m_problem(new QLabel(this))
    , m_hidden(new QWidget(this))
    , m_hiddenCount(new QLabel(m_hidden))
    , m_long(new QWidget(this))
    , m_longLine(new QLabel(m_long))
    , m_message(message)
    , m_lastRole(message.role)
    , m_lastImages(message.images)
    , m_lastCalls(message.toolCalls)
{
    for (const QString &name : {tr("System"), tr("User"), tr("Assistant"), tr("Tool result")})
        m_role->addItem(name);
    setRole(message.role);
    m_text->setPlainText(message.text);
    m_pictures->setImages(message.images);
    m_calls->setCalls(message.toolCalls);
    buildRows();
    nameControls();
    auto *highlighter = new TemplateHighlighter(theme, m_text->document());
    highlighter->markAllAgain(); // now: not once more when it is shown
    m_spelling = new EditorSpelling(*m_text, *highlighter, m_text);
    connect(m_text, &PromptEdit::menuOpening, m_spelling, &EditorSpelling::fillMenu);

    m_check.setSingleShot(true);
    m_check.setInterval(checkDelayMs);
    connect(&m_check, &QTimer::timeout, this, &MessageBlock::check);
    connect(m_text, &QPlainTextEdit::textChanged, this, [this, highlighter] {
        if (highlighter->isMarking())
            return;
        ++m_revision;
        m_check.start();
        Q_EMIT changed();
    });
    connect(m_text->document()->documentLayout(), &QAbstractTextDocumentLayout::documentSizeChanged, this,
            &MessageBlock::fitHeight);
    connect(m_role, &QComboBox::currentIndexChanged, this, [this] {
        nameControls();
        Q_EMIT roleChanged(std::exchange(m_lastRole, this->message().role), this->message().role);
    });
    connect(m_pictures, &AttachmentRow::changed, this, [this] {
        Q_EMIT imagesChanged(std::exchange(m_lastImages, m_pictures->images()));
        Q_EMIT changed();
    });
    connect(m_pictures, &AttachmentRow::failed, this, &MessageBlock::failed);
    connect(m_calls, &ToolCallsEditor::changed, this, [this] {
        nameControls();
        Q_EMIT changed();
    });
    connect(m_calls, &ToolCallsEditor::stepped, this, &MessageBlock::nextCalls);
    connect(m_addCall, &QToolButton::clicked, m_calls, &ToolCallsEditor::add);
    connect(m_attach, &QToolButton::clicked, m_pictures, &AttachmentRow::choose);
    connect(m_text, &PromptEdit::fileDropped, this, [this](const QString &path) {
        QtConcurrent::run(readTextFile, path)
            | whenDone(this, [this, place = m_text->textCursor()](const Result<QString> &text) mutable {
                  if (text)
                      place.insertText(*text);
                  else
                      Q_EMIT failed(text.error());
              });
    });
    connect(m_text, &PromptEdit::picturesDropped, m_pictures, &AttachmentRow::addFiles);
    connect(m_text, &PromptEdit::picturePasted, m_pictures, &AttachmentRow::addPicture);
    connect(m_fold, &QToolButton::clicked, this, [this] { setFolded(!m_isFolded); });
    connect(m_up, &QToolButton::clicked, this, [this] { Q_EMIT moveRequested(-1); });
    connect(m_down, &QToolButton::clicked, this, [this] { Q_EMIT moveRequested(1); });
    connect(m_remove, &QToolButton::clicked, this, &MessageBlock::removeRequested);
    setSizePolicy(QSizePolicy::Preferred, QSizePolicy::Fixed);
    check();
    fitHeight();
}

void MessageBlock::buildRows()
{
    m_text->setFont(m_theme.fixedFont());
    m_text->setFrameShape(QFrame::NoFrame);
    m_text->setTabChangesFocus(false);
    m_text->setVerticalScrollBarPolicy(Qt::ScrollBarAsNeeded);
    m_text->viewport()->installEventFilter(this);
    m_text->setPlaceholderText(tr("Write the message here. {{name}} makes a variable."));
    m_callId->setPlaceholderText(tr("Id of the tool call that this answers"));
    m_callId->setAccessibleName(tr("Id of the tool call"));
    connect(m_callId, &QLineEdit::textEdited, this, &MessageBlock::changed);
    m_gist->setTextFormat(Qt::PlainText);
    makeMuted(m_gist);
    m_gist->hide();
    m_problem->setTextFormat(Qt::PlainText);
    m_problem->setWordWrap(true);
    m_problem->hide();

    QPushButton *removeHidden = offerRow(m_hidden, m_hiddenCount, tr("Remove"));
    removeHidden->setAccessibleName(tr("Remove hidden characters"));
    connect(removeHidden, &QPushButton::clicked, this, &MessageBlock::removeHidden);
    m_hiddenCount->setToolTip(
        tr("Such as zero-width or direction characters: a model reads them, you do not see them."));
    QPushButton *format = offerRow(m_long, m_longLine, tr("Format JSON"));
    connect(format, &QPushButton::clicked, this, [this] {
        validation::OutputContract pretty;
        pretty.formatters = {validation::Formatter::JsonPretty};
        replaceText(validation::formatted(pretty, m_text->toPlainText()));
    });

    auto *head = new QHBoxLayout;
    head->setSpacing(metrics::tight());
    head->addWidget(m_fold);
    head->addWidget(m_role);
    head->addWidget(m_gist, 1);
    head->addStretch();
    for (QToolButton *button : {m_addCall, m_attach, m_up, m_down, m_remove})
        head->addWidget(button);

    auto *rows = new QVBoxLayout(this);
    rows->setContentsMargins(metrics::normal(), metrics::tight(), metrics::normal(), metrics::normal());
    rows->setSpacing(metrics::tight());
    rows->addLayout(head);
    rows->addWidget(m_text);
    rows->addWidget(m_pictures);
    rows->addWidget(m_calls);
    rows->addWidget(m_callId);
    rows->addWidget(m_problem);
    rows->addWidget(m_hidden);
    rows->addWidget(m_long);
}

QPushButton *MessageBlock::offerRow(QWidget *row, QLabel *label, const QString &verb)
{
    auto *button = new QPushButton(verb, row);
    makeLink(button);
    button->setAccessibleName(verb);
    auto *cells = new QHBoxLayout(row);
    cells->setContentsMargins(0, 0, 0, 0);
    cells->setSpacing(metrics::normal());
    cells->addWidget(label);
    cells->addWidget(button);
    cells->addStretch();
    row->hide();
    return button;
}

void MessageBlock::nameControls()
{
    const QString role = m_role->currentText();
    m_role->setAccessibleName(tr("Role of the message"));
    m_text->setAccessibleName(tr("%1 message").arg(role));
    m_text->setAccessibleDescription(m_problem->text());
    const auto current = roles.at(static_cast<size_t>(m_role->currentIndex()));
    m_callId->setVisible(current == providers::Role::Tool);
    m_calls->setVisible(current == providers::Role::Assistant && !m_isFolded && !m_calls->calls().empty());
    m_addCall->setVisible(current == providers::Role::Assistant && !m_text->isReadOnly());
}

providers::Message MessageBlock::message() const
{
    providers::Message message = m_message;
    message.role = roles.at(static_cast<size_t>(m_role->currentIndex()));
    message.text = m_plain->text();
    message.images = m_pictures->images();
    message.toolCalls =
        message.role == providers::Role::Assistant ? m_calls->calls() : std::vector<providers::ToolCall>();
    message.toolCallId = message.role == providers::Role::Tool ? m_callId->text().trimmed() : QString();
    return message;
}

void MessageBlock::setCompletions(const Completions &completions)
{
    m_text->setCompletions(completions);
}

void MessageBlock::setPartialProblems(const QHash<QString, QString> &problems)
{
    if (std::exchange(m_partialProblems, problems) != problems)
        check();
}

void MessageBlock::setSpelling(SpellChecker *checker)
{
    m_checker = checker;
    m_spelling->setChecker(m_text->isReadOnly() ? nullptr : checker);
}

/// What was done to the calls is a step that can be taken back.
void MessageBlock::nextCalls()
{
    if (m_lastCalls != m_calls->calls())
        Q_EMIT callsChanged(std::exchange(m_lastCalls, m_calls->calls()));
}

void MessageBlock::setToolCalls(const std::vector<providers::ToolCall> &calls)
{
    m_lastCalls = calls;
    m_calls->setCalls(calls);
    nameControls();
    Q_EMIT changed();
}

void MessageBlock::setRole(providers::Role role)
{
    const QSignalBlocker quiet(m_role);
    m_role->setCurrentIndex(static_cast<int>(std::ranges::find(roles, role) - roles.begin()));
    m_lastRole = role;
    nameControls();
}

void MessageBlock::setImages(const std::vector<providers::Image> &images)
{
    m_lastImages = images;
    m_pictures->setImages(images);
    Q_EMIT changed();
}

void MessageBlock::setFolded(bool isFolded)
{
    m_isFolded = isFolded;
    m_text->setVisible(!isFolded);
    m_gist->setVisible(isFolded);
    nameControls();
    check();
    if (isFolded) {
        constexpr int gistChars = 90;
        m_gist->setText(m_text->document()->firstBlock().text().left(gistChars));
    }
    m_fold->setIcon(m_theme.icon(isFolded ? u"unfold"_s : u"fold"_s));
    m_fold->setAccessibleName(isFolded ? tr("Unfold") : tr("Fold"));
    m_fold->setToolTip(m_fold->accessibleName());
}

void MessageBlock::setReadOnly(bool isReadOnly)
{
    m_text->setReadOnly(isReadOnly);
    setSpelling(m_checker);
    m_role->setEnabled(!isReadOnly);
    m_callId->setReadOnly(isReadOnly);
    m_pictures->setReadOnly(isReadOnly);
    m_calls->setReadOnly(isReadOnly);
    nameControls();
    for (QToolButton *button : {m_attach, m_up, m_down, m_remove})
        button->setVisible(!isReadOnly);
    for (const QWidget *row : {m_hidden, m_long})
        row->findChild<QPushButton *>()->setVisible(!isReadOnly);
}

void MessageBlock::setMovable(bool up, bool down)
{
    m_up->setEnabled(up);
    m_down->setEnabled(down);
}

void MessageBlock::zoom(int points)
{
    m_text->zoomBy(points);
    m_calls->zoomBy(points);
    fitHeight();
}

QString MessageBlock::problem() const
{
    return m_problem->text();
}

void MessageBlock::fitHeight()
{
    // QPlainTextDocumentLayout counts its height in lines.
    const int lines =
        std::clamp(static_cast<int>(std::ceil(m_text->document()->size().height())), fewestLines, mostLines);
    const int margins = 2 * static_cast<int>(m_text->document()->documentMargin()) + 2 * m_text->frameWidth();
    const int line = QFontMetrics(m_text->font()).lineSpacing();
    m_text->setFixedHeight(lines * line + margins
                           + line / 2); // half a line spare: a tight fit would show a scroll bar
}

struct MessageBlock::Checked {
    QList<prompts::TemplateProblem> problems;
    int hidden = 0; ///< characters
    qsizetype longJsonLine = 0; ///< characters of a line of JSON that makes typing slow; 0: there is none
};

MessageBlock::Checked MessageBlock::checked(const QString &text,
                                            const QHash<QString, QString> &partialProblems)
{
    Checked found{prompts::placesOf(partialProblems, text, problemsMost),
                  showHidden(text, HiddenCharacters::Remove).hiddenCount};
    if (auto problem = prompts::checkTemplate(text))
        found.problems.prepend(*std::move(problem));
    qsizetype longest = 0;
    for (const QStringView line : QStringView(text).tokenize(u'\n'))
        longest = std::max(longest, line.size());
    if (longest > longLine && !QJsonDocument::fromJson(text.toUtf8()).isNull())
        found.longJsonLine = longest;
    return found;
}

void MessageBlock::check()
{
    const QString text = m_plain->text();
    if (text.size() <= checkedAtOnce)
        return showChecked(checked(text, m_partialProblems));
    QtConcurrent::run(checked, text, m_partialProblems)
        | whenDone(this, [this, revision = m_revision](const Checked &found) {
              if (revision == m_revision) // else a later check says it
                  showChecked(found);
          });
}

void MessageBlock::showChecked(const Checked &found)
{
    showProblems(found.problems);
    m_hiddenCount->setText(tr("%n hidden character(s)", nullptr, found.hidden));
    m_hidden->setVisible(found.hidden > 0 && !m_isFolded);
    m_longLine->setText(tr("A line of %L1 characters makes typing slow.").arg(found.longJsonLine));
    m_long->setVisible(found.longJsonLine > 0 && !m_isFolded);
    const ThemeTokens &tokens = m_theme.tokens();
    for (const auto &[label, colour] :
         {std::pair(m_problem, tokens.error), std::pair(m_hiddenCount, tokens.warning),
          std::pair(m_longLine, tokens.warning)}) {
        QPalette palette = label->palette();
        palette.setColor(QPalette::WindowText, colour);
        label->setPalette(palette);
    }
    m_text->setAccessibleDescription(m_problem->text());
    update();
}

void MessageBlock::showProblems(const QList<prompts::TemplateProblem> &problems)
{
    constexpr qsizetype linesMost = 3;
    QStringList lines;
    QList<WrongPassage> passages;
    for (const prompts::TemplateProblem &problem : problems) {
        if (lines.size() < linesMost) {
            lines.append(
                tr("Line %1, column %2: %3")
                    .arg(QString::number(problem.line), QString::number(problem.column), problem.message));
        }
        passages.append({static_cast<int>(problem.start), static_cast<int>(problem.length), problem.message});
    }
    if (const auto more = static_cast<int>(problems.size() - lines.size()); more > 0)
        lines.append(tr("and %n more", nullptr, more));
    m_problem->setText(lines.join(u'\n'));
    m_problem->setVisible(!lines.isEmpty() && !m_isFolded);
    m_text->markWrong(passages);
}

void MessageBlock::removeHidden()
{
    replaceText(showHidden(m_text->toPlainText(), HiddenCharacters::Remove).text);
}

void MessageBlock::replaceText(const QString &text)
{
    QTextCursor all(m_text->document()); // not setPlainText: this can be undone
    all.select(QTextCursor::Document);
    all.insertText(text);
    check();
    m_text->setFocus();
}

void MessageBlock::paintEvent(QPaintEvent *)
{
    const ThemeTokens &tokens = m_theme.tokens();
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setBrush(tokens.ground);
    const bool isWrong = !m_problem->text().isEmpty();
    const bool hasFocus = m_text->hasFocus();
    painter.setPen(QPen(isWrong        ? tokens.error
                            : hasFocus ? tokens.accent
                                       : tokens.separator,
                        isWrong || hasFocus ? 1.5 : 1));
    painter.drawRoundedRect(QRectF(rect()).adjusted(1, 1, -1, -1), metrics::radius(), metrics::radius());
}

void MessageBlock::changeEvent(QEvent *event)
{
    if (event->type() == QEvent::PaletteChange && m_problem != nullptr)
        check(); // its colour is the theme's
    QFrame::changeEvent(event);
}

bool MessageBlock::eventFilter(QObject *watched, QEvent *event)
{
    // A block that shows all its text leaves the wheel to the page around it; Ctrl and the wheel zoom.
    if (watched == m_text->viewport() && event->type() == QEvent::Wheel
        && (m_text->verticalScrollBar()->maximum() == 0
            || static_cast<QWheelEvent *>(event)->modifiers().testFlag(Qt::ControlModifier))) {
        event->ignore();
        return true;
    }
    if (watched == m_text->viewport()
        && event->type() == QEvent::Resize) // another width wraps into other lines
        QMetaObject::invokeMethod(this, &MessageBlock::fitHeight, Qt::QueuedConnection);
    return QFrame::eventFilter(watched, event);
}

} // namespace assay::ui
