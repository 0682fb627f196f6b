// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/diff/diffview.h"

#include "ui/diff/diffside.h"
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
#include <QScrollBar>
#include <QtConcurrentRun>
#include <QTextBlock>
#include <QToolButton>
#include <QVBoxLayout>

using namespace Qt::StringLiterals;

namespace assay::ui {
namespace {

/// The lines of one text, of which the first has the number.
void append(QList<DiffSide::Line> &lines, const QList<QList<prompts::DiffSpan>> &wrapped, int number,
            DiffSide::Change change)
{
    for (const QList<prompts::DiffSpan> &spans : wrapped)
        lines.append({std::exchange(number, 0), change, spans});
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
    , m_left(new DiffSide(theme, this))
    , m_right(new DiffSide(theme, this))
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
        side->viewport()->installEventFilter(this);
        side->setAccessibleName(name);
    }
    // One bar for both, always there: one that comes and goes would change the width and the wrapping.
    m_left->setVerticalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_right->setVerticalScrollBarPolicy(Qt::ScrollBarAlwaysOn);
    auto *previous = iconButton(m_theme, u"up"_s, tr("Previous change"), this);
    auto *next = iconButton(m_theme, u"down"_s, tr("Next change"), this);
    m_close = iconButton(m_theme, u"close"_s, tr("Close diff"), this);
    connect(previous, &QToolButton::clicked, this, [this] { step(true); });
    connect(next, &QToolButton::clicked, this, [this] { step(false); });
    connect(m_close, &QToolButton::clicked, this, &DiffView::closed);

    auto *head = new QHBoxLayout;
    head->setContentsMargins(metrics::page(), metrics::normal(), metrics::page(), metrics::normal());
    head->setSpacing(metrics::normal());
    head->addWidget(m_leftChoice);
    head->addWidget(new QLabel(u"\u2192"_s, this));
    head->addWidget(m_rightChoice);
    head->addWidget(m_summary, 1);
    head->addWidget(m_ignoresSpace);
    head->addWidget(m_layout);
    for (QToolButton *button : {previous, next, m_close})
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
    for (DiffSide *side : {m_left, m_right})
        side->setLines({}); // else the new text would open where the old one was scrolled to
    fillSides();
    m_summary->setText(m_changes.isEmpty() ? tr("No difference")
                                           : tr("%n change(s)", nullptr, static_cast<int>(m_changes.size())));
}

void DiffView::hideClose()
{
    m_close->hide();
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
    const qreal width = std::min(m_left->textWidth(), m_right->textWidth()); // equal lines wrap equally
    QList<DiffSide::Line> left;
    QList<DiffSide::Line> right;
    m_firstLines.clear();
    for (const prompts::DiffRow &row : std::as_const(m_rows)) {
        m_firstLines.append(static_cast<int>(left.size()));
        append(left, m_left->wrapped(row.left, width), row.leftLine,
               row.isChanged() ? DiffSide::Change::Removed : DiffSide::Change::None);
        append(right, m_right->wrapped(row.right, width), row.rightLine,
               row.isChanged() ? DiffSide::Change::Added : DiffSide::Change::None);
        const qsizetype height = std::max(left.size(), right.size());
        for (QList<DiffSide::Line> *side : {&left, &right}) {
            const DiffSide::Change change = side->last().change;
            while (side->size() < height)
                side->append({0, change});
        }
    }
    m_left->setLines(left);
    m_right->setLines(right);
    m_right->verticalScrollBar()->setValue(scrolled);
}

/// What went above what came; equal lines once.
void DiffView::fillInline()
{
    const int scrolled = m_left->verticalScrollBar()->value();
    const qreal width = m_left->textWidth();
    QList<DiffSide::Line> lines;
    m_firstLines.clear();
    for (const prompts::DiffRow &row : std::as_const(m_rows)) {
        m_firstLines.append(static_cast<int>(lines.size()));
        if (!row.isChanged()) {
            append(lines, m_left->wrapped(row.right, width), row.rightLine, DiffSide::Change::None);
            continue;
        }
        if (row.leftLine > 0)
            append(lines, m_left->wrapped(row.left, width), row.leftLine, DiffSide::Change::Removed);
        if (row.rightLine > 0)
            append(lines, m_left->wrapped(row.right, width), row.rightLine, DiffSide::Change::Added);
    }
    m_left->setLines(lines);
    m_left->verticalScrollBar()->setValue(scrolled);
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
    for (DiffSide *side : {m_left, m_right}) {
        side->setTextCursor(
            QTextCursor(side->document()->findBlockByNumber(m_firstLines.value(m_changes.at(m_current)))));
        side->centerCursor();
    }
    m_summary->setText(tr("Change %1 of %2").arg(m_current + 1).arg(count));
}

} // namespace assay::ui
