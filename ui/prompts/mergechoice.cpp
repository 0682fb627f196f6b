// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/prompts/mergechoice.h"

#include "ui/theme/metrics.h"
#include "ui/theme/theme.h"
#include "ui/widgets/controls.h"

#include <QButtonGroup>
#include <QGridLayout>
#include <QLabel>
#include <QPushButton>
#include <QRadioButton>
#include <QVBoxLayout>

using namespace Qt::StringLiterals;

namespace assay::ui {
namespace {

constexpr qsizetype shownMax = 40;

QString shown(const QString &value)
{
    const QString text = value.simplified();
    return text.isEmpty()       ? MergeChoice::tr("nothing")
        : text.size() > shownMax ? text.left(shownMax - 1) + u'\u2026'
                                 : text;
}

/// "messages[1]" counts from 0, people from 1.
QString placeText(const QString &place)
{
    if (place.startsWith("messages["_L1)) {
        const int number = place.section(u'[', 1).section(u']', 0, 0).toInt() + 1;
        const QString member = place.section(u']', 1).mid(1);
        return member.isEmpty() ? MergeChoice::tr("Message %1").arg(number)
                                : MergeChoice::tr("Message %1, %2").arg(number).arg(member);
    }
    return place;
}

} // namespace

MergeChoice::MergeChoice(Theme &theme, QWidget *parent)
    : QWidget(parent)
    , m_title(sectionHeading(tr("Both changed"), this))
    , m_area(new QWidget(this))
    , m_rows(new QGridLayout(m_area))
{
    auto *done = iconButton(theme, u"close"_s, tr("Close the choices"), this);
    connect(done, &QToolButton::clicked, this, &MergeChoice::closed);
    m_rows->setContentsMargins(0, 0, 0, 0);
    m_rows->setHorizontalSpacing(metrics::wide());
    m_rows->setVerticalSpacing(metrics::tight());
    m_rows->setColumnStretch(3, 1);
    auto *head = new QHBoxLayout;
    head->addWidget(m_title);
    head->addStretch();
    head->addWidget(done);
    auto *rows = new QVBoxLayout(this);
    rows->setContentsMargins(metrics::page(), metrics::normal(), metrics::page(), metrics::normal());
    rows->setSpacing(metrics::tight());
    rows->addLayout(head);
    rows->addWidget(m_area);
}

void MergeChoice::setConflicts(const QList<prompts::MergeConflict> &conflicts, const QString &other)
{
    m_choices.clear();
    qDeleteAll(m_area->findChildren<QWidget *>(Qt::FindDirectChildrenOnly));
    qDeleteAll(m_area->findChildren<QButtonGroup *>(Qt::FindDirectChildrenOnly));
    for (int row = 0; row < conflicts.size(); ++row)
        addRow(row, conflicts.at(row), other);
}

void MergeChoice::addRow(int row, const prompts::MergeConflict &conflict, const QString &other)
{
    const QString place = placeText(conflict.place);
    auto *name = new QLabel(place, m_area);
    name->setTextFormat(Qt::PlainText);
    m_rows->addWidget(name, row, 0);
    auto *group = new QButtonGroup(m_area);
    const auto add = [&](int column, const QString &side, const QString &value, prompts::MergeSide which) {
        auto *button = new QRadioButton(
            conflict.isText ? side : tr("%1: %2").arg(side, shown(value)).replace(u'&', u"&&"_s), m_area);
        button->setAccessibleName(tr("%1, from %2").arg(place, side));
        button->setToolTip(value.left(1'000).toHtmlEscaped());
        group->addButton(button);
        m_rows->addWidget(button, row, column);
        connect(button, &QRadioButton::clicked, this, [this, at = conflict.place, which] {
            m_choices.insert(at, which);
            Q_EMIT chosen();
        });
        return button;
    };
    auto *ours = add(1, tr("draft"), conflict.ours, prompts::MergeSide::Ours);
    add(2, other, conflict.theirs, prompts::MergeSide::Theirs);
    if (!conflict.isText)
        ours->setChecked(true); // as it was merged; a text holds both until one is chosen
}

} // namespace assay::ui
