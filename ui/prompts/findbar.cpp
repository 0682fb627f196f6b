// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/prompts/findbar.h"

#include "ui/theme/metrics.h"
#include "ui/theme/theme.h"
#include "ui/widgets/controls.h"

#include <QApplication>
#include <QCheckBox>
#include <QVBoxLayout>

using namespace Qt::StringLiterals;

namespace assay::ui {

FindBar::FindBar(Theme &theme, QWidget *parent)
    : QWidget(parent)
    , m_find(searchField(theme, tr("Find in the prompt"), this))
    , m_replace(new QLineEdit(this))
    , m_regex(new QCheckBox(tr("Regular expression"), this))
    , m_case(new QCheckBox(tr("Match case"), this))
    , m_count(new QLabel(this))
{
    m_replace->setPlaceholderText(tr("Replace with"));
    m_replace->setAccessibleName(tr("Replace with"));
    makeMuted(m_count);
    auto *previous = iconButton(theme, u"up"_s, tr("Find previous"), this);
    auto *next = iconButton(theme, u"down"_s, tr("Find next"), this);
    auto *close = iconButton(theme, u"close"_s, tr("Close find"), this);
    auto *replace = new QPushButton(tr("Replace"), this);
    auto *replaceAll = new QPushButton(tr("Replace all"), this);
    auto *first = new QHBoxLayout;
    first->setSpacing(metrics::normal());
    first->addWidget(m_find, 1);
    first->addWidget(m_count);
    for (QWidget *control :
         {static_cast<QWidget *>(m_regex), static_cast<QWidget *>(m_case), static_cast<QWidget *>(previous),
          static_cast<QWidget *>(next), static_cast<QWidget *>(close)})
        first->addWidget(control);
    auto *second = new QHBoxLayout;
    second->setSpacing(metrics::normal());
    second->addWidget(m_replace, 1);
    second->addWidget(replace);
    second->addWidget(replaceAll);
    auto *rows = new QVBoxLayout(this);
    rows->setContentsMargins(metrics::page(), 0, metrics::page(), metrics::normal());
    rows->setSpacing(metrics::tight());
    rows->addLayout(first);
    rows->addLayout(second);

    connect(m_find, &QLineEdit::textChanged, this, &FindBar::refresh);
    for (QCheckBox *box : {m_regex, m_case})
        connect(box, &QCheckBox::toggled, this, &FindBar::refresh);
    connect(m_find, &QLineEdit::returnPressed, this, [this] { Q_EMIT findRequested(false); });
    connect(next, &QToolButton::clicked, this, [this] { Q_EMIT findRequested(false); });
    connect(previous, &QToolButton::clicked, this, [this] { Q_EMIT findRequested(true); });
    connect(m_replace, &QLineEdit::returnPressed, this, &FindBar::replaceRequested);
    connect(replace, &QPushButton::clicked, this, &FindBar::replaceRequested);
    connect(replaceAll, &QPushButton::clicked, this, &FindBar::replaceAllRequested);
    connect(close, &QToolButton::clicked, this, &FindBar::closed);
}

void FindBar::open()
{
    show();
    m_find->setFocus();
    m_find->selectAll();
}

bool FindBar::hasFocusInside() const
{
    return isVisible() && isAncestorOf(QApplication::focusWidget());
}

QString FindBar::text() const
{
    return m_find->text();
}

bool FindBar::isRegex() const
{
    return m_regex->isChecked();
}

QString FindBar::replacement() const
{
    return m_replace->text();
}

QRegularExpression FindBar::pattern() const
{
    // ^ and $ are of a line, although a pattern may reach over many.
    QRegularExpression::PatternOptions options =
        QRegularExpression::UseUnicodePropertiesOption | QRegularExpression::MultilineOption;
    if (!m_case->isChecked())
        options |= QRegularExpression::CaseInsensitiveOption;
    return QRegularExpression(isRegex() ? text() : QRegularExpression::escape(text()), options);
}

void FindBar::refresh()
{
    const QRegularExpression wanted = pattern();
    if (!wanted.isValid())
        m_count->setText(tr("Column %1: %2").arg(wanted.patternErrorOffset() + 1).arg(wanted.errorString()));
    else
        m_count->clear();
    Q_EMIT changed();
}

void FindBar::showCount(int count)
{
    if (pattern().isValid())
        m_count->setText(text().isEmpty() ? QString() : tr("%n place(s)", nullptr, count));
}

} // namespace assay::ui
