// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/prompts/diffview.h"

#include "ui/theme/metrics.h"
#include "ui/theme/theme.h"
#include "ui/widgets/controls.h"

#include <QComboBox>
#include <QJsonDocument>
#include <QLabel>
#include <QPlainTextEdit>
#include <QScrollBar>
#include <QtConcurrentRun>
#include <QTextBlock>
#include <QToolButton>
#include <QVBoxLayout>

using namespace Qt::StringLiterals;

namespace assay::ui {
namespace {

QString gutter(int line, QChar sign)
{
    return line > 0 ? u"%1 %2 "_s.arg(line, 4).arg(sign) : QString(7, u' ');
}

} // namespace

QString textOf(const prompts::PromptContent &content)
{
    QString text;
    for (const providers::Message &message : content.messages)
        text += u"# "_s + providers::roleName(message.role) + u'\n' + message.text + u"\n\n"_s;
    const QJsonObject parameters = providers::toJson(content.parameters);
    if (!content.model.isEmpty() || !parameters.isEmpty())
        text += u"# settings\n"_s;
    if (!content.model.isEmpty())
        text += u"model: "_s + content.model + u'\n';
    for (auto it = parameters.begin(); it != parameters.end(); ++it)
        text += it.key() + u": "_s + it.value().toVariant().toString() + u'\n';
    return text;
}

DiffView::DiffView(Theme &theme, QWidget *parent)
    : QWidget(parent)
    , m_theme(theme)
    , m_leftChoice(new QComboBox(this))
    , m_rightChoice(new QComboBox(this))
    , m_summary(new QLabel(this))
    , m_left(new QPlainTextEdit(this))
    , m_right(new QPlainTextEdit(this))
{
    buildRows();
    connect(m_leftChoice, &QComboBox::currentIndexChanged, this, &DiffView::start);
    connect(m_rightChoice, &QComboBox::currentIndexChanged, this, &DiffView::start);
    for (const auto orientation :
         {&QPlainTextEdit::verticalScrollBar, &QPlainTextEdit::horizontalScrollBar}) {
        QScrollBar *left = (m_left->*orientation)();
        QScrollBar *right = (m_right->*orientation)();
        connect(left, &QScrollBar::valueChanged, right, &QScrollBar::setValue);
        connect(right, &QScrollBar::valueChanged, left, &QScrollBar::setValue);
    }
    connect(&theme, &Theme::changed, this, [this] { showRows(m_rows); });
}

void DiffView::buildRows()
{
    m_leftChoice->setAccessibleName(tr("Left side"));
    m_rightChoice->setAccessibleName(tr("Right side"));
    makeMuted(m_summary);
    for (auto [side, name] : {std::pair(m_left, tr("Older text")), std::pair(m_right, tr("Newer text"))}) {
        side->setReadOnly(true);
        side->setUndoRedoEnabled(false);
        side->setLineWrapMode(QPlainTextEdit::NoWrap);
        side->setFont(m_theme.fixedFont());
        side->setFrameShape(QFrame::NoFrame);
        side->setAccessibleName(name);
    }
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

void DiffView::setVersions(const QList<prompts::PromptVersion> &versions, const prompts::PromptContent &draft)
{
    const QSignalBlocker quietLeft(m_leftChoice);
    const QSignalBlocker quietRight(m_rightChoice);
    m_texts = {textOf(draft)};
    for (QComboBox *box : {m_leftChoice, m_rightChoice}) {
        box->clear();
        box->addItem(tr("Draft"), 0);
    }
    for (const prompts::PromptVersion &version : versions) {
        m_texts.append(textOf(version.content));
        for (QComboBox *box : {m_leftChoice, m_rightChoice})
            box->addItem(tr("Version %1").arg(version.number), version.number);
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

QString DiffView::chosen(const QComboBox *box) const
{
    return m_texts.value(box->currentIndex());
}

void DiffView::start()
{
    ++m_pending;
    const quint64 asked = ++m_asked;
    QtConcurrent::run(prompts::diffTexts, chosen(m_leftChoice), chosen(m_rightChoice))
        .then(this, [this, asked](const QList<prompts::DiffRow> &rows) {
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
    fill(m_left, rows, true);
    fill(m_right, rows, false);
    m_summary->setText(m_changes.isEmpty() ? tr("No difference")
                                           : tr("%n change(s)", nullptr, static_cast<int>(m_changes.size())));
}

void DiffView::fill(QPlainTextEdit *side, const QList<prompts::DiffRow> &rows, bool isLeft)
{
    const ThemeTokens &tokens = m_theme.tokens();
    QColor lineGround = isLeft ? tokens.diffRemoved : tokens.diffAdded;
    QTextCharFormat plain;
    plain.setForeground(tokens.text);
    QTextCharFormat muted;
    muted.setForeground(tokens.muted);
    QTextCharFormat changed = plain;
    changed.setBackground(lineGround);
    lineGround.setAlphaF(0.35F);

    side->clear();
    QTextCursor cursor(side->document());
    cursor.beginEditBlock();
    for (qsizetype i = 0; i < rows.size(); ++i) {
        const prompts::DiffRow &row = rows.at(i);
        QTextBlockFormat block;
        if (row.isChanged())
            block.setBackground(lineGround);
        if (i > 0)
            cursor.insertBlock(block);
        else
            cursor.setBlockFormat(block);
        const int line = isLeft ? row.leftLine : row.rightLine;
        cursor.insertText(gutter(line, !row.isChanged() ? u' ' : isLeft ? u'-' : u'+'), muted);
        for (const prompts::DiffSpan &span : isLeft ? row.left : row.right)
            cursor.insertText(span.text, span.kind == prompts::DiffKind::Equal ? plain : changed);
    }
    cursor.endEditBlock();
    side->moveCursor(QTextCursor::Start);
}

void DiffView::step(bool backward)
{
    if (m_changes.isEmpty())
        return;
    const auto count = static_cast<int>(m_changes.size());
    m_current = backward ? (m_current <= 0 ? count - 1 : m_current - 1) : (m_current + 1) % count;
    for (QPlainTextEdit *side : {m_left, m_right}) {
        side->setTextCursor(QTextCursor(side->document()->findBlockByNumber(m_changes.at(m_current))));
        side->centerCursor();
    }
    m_summary->setText(tr("Change %1 of %2").arg(m_current + 1).arg(count));
}

} // namespace assay::ui
