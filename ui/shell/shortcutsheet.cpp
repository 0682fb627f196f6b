// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/shell/shortcutsheet.h"

#include "ui/actions/actionregistry.h"
#include "ui/theme/metrics.h"
#include "ui/widgets/controls.h"

#include <QBoxLayout>
#include <QGridLayout>
#include <QScrollArea>

namespace assay::ui {

namespace {

QString keysOf(const QAction *action)
{
    QStringList keys;
    for (const QKeySequence &sequence : action->shortcuts())
        keys.append(sequence.toString(QKeySequence::NativeText));
    return keys.join(QStringLiteral(", "));
}

/// One section: its heading and a row per action.
QWidget *sectionBlock(const QString &title, const QList<QAction *> &actions)
{
    auto *block = new QWidget;
    block->setSizePolicy(QSizePolicy::Preferred, QSizePolicy::Maximum);
    auto *grid = new QGridLayout(block);
    grid->setContentsMargins(0, 0, 0, metrics::page());
    grid->setHorizontalSpacing(metrics::section());
    grid->setVerticalSpacing(metrics::tight() + 1);
    grid->setColumnStretch(0, 1);
    grid->addWidget(sectionHeading(title), 0, 0, 1, 2);
    for (int i = 0; i < actions.size(); ++i) {
        auto *name = new QLabel(ActionRegistry::plainText(actions.at(i)));
        name->setToolTip(actions.at(i)->whatsThis());
        auto *keys = new QLabel(keysOf(actions.at(i)));
        makeMuted(keys);
        keys->setAccessibleName(name->text());
        grid->addWidget(name, i + 1, 0);
        grid->addWidget(keys, i + 1, 1, Qt::AlignRight);
    }
    return block;
}

} // namespace

ShortcutSheet::ShortcutSheet(const ActionRegistry &registry, Theme &theme, QWidget *window)
    : QDialog(window)
    , m_registry(registry)
    , m_filter(searchField(theme, tr("Filter shortcuts"), this))
    , m_area(new QScrollArea(this))
{
    setWindowTitle(tr("Keyboard Shortcuts"));
    m_area->setWidgetResizable(true);
    m_area->setFrameShape(QFrame::NoFrame);
    m_area->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_area->setAccessibleName(tr("Shortcuts"));
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(metrics::page(), metrics::page(), metrics::page(), metrics::page());
    column->setSpacing(metrics::wide());
    column->addWidget(m_filter);
    column->addWidget(m_area, 1);
    resize(fontMetrics().averageCharWidth() * 140, fontMetrics().height() * 44);
    connect(m_filter, &QLineEdit::textChanged, this, &ShortcutSheet::rebuild);
}

void ShortcutSheet::openSheet()
{
    m_filter->clear();
    rebuild();
    show();
    raise();
    m_filter->setFocus();
}

void ShortcutSheet::rebuild()
{
    QStringList sections; // in order of adding
    QHash<QString, QList<QAction *>> bySection;
    for (QAction *action : m_registry.actions()) {
        const QString section = m_registry.spec(action)->section;
        const QString all = ActionRegistry::plainText(action) + u' ' + keysOf(action) + u' ' + section;
        if (action->shortcuts().isEmpty() || !all.contains(m_filter->text(), Qt::CaseInsensitive))
            continue;
        if (!sections.contains(section))
            sections.append(section);
        bySection[section].append(action);
    }

    auto *content = new QWidget;
    auto *columns = new QHBoxLayout(content);
    columns->setContentsMargins(0, 0, metrics::wide(), 0);
    columns->setSpacing(metrics::section() * 2);
    QVBoxLayout *sides[2] = {new QVBoxLayout, new QVBoxLayout};
    qsizetype heights[2] = {0, 0};
    for (QVBoxLayout *side : sides)
        side->setSpacing(0); // else they take over that of the columns
    for (const QString &section : sections) {
        const int side = heights[0] <= heights[1] ? 0 : 1;
        sides[side]->addWidget(sectionBlock(section, bySection.value(section)));
        heights[side] += bySection.value(section).size() + 2;
    }
    if (sections.isEmpty())
        sides[0]->addWidget(new QLabel(tr("No shortcut matches.")));
    for (QVBoxLayout *side : sides) {
        side->addStretch();
        columns->addLayout(side, 1);
    }
    m_area->setWidget(content);
    m_area->setMinimumWidth(content->minimumSizeHint().width() + metrics::section());
}

} // namespace assay::ui
