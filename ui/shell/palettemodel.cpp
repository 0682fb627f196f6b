// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/shell/palettemodel.h"

#include "ui/actions/actionregistry.h"
#include "ui/shell/fuzzymatch.h"
#include "ui/widgets/page.h"

#include <algorithm>

namespace assay::ui {

PaletteModel::PaletteModel(const ActionRegistry &registry, QObject *parent)
    : QAbstractListModel(parent)
    , m_registry(registry)
{
}

bool PaletteModel::isReachable(const QAction *action) const
{
    const QWidget *widget = m_registry.scopeOf(action);
    while (widget && !qobject_cast<const Page *>(widget))
        widget = widget->parentWidget();
    return !widget || widget->isVisible();
}

void PaletteModel::update(const QString &pattern, const QStringList &recent)
{
    constexpr int recentBonus = 3;
    beginResetModel();
    m_rows.clear();
    for (QAction *action : m_registry.actions()) {
        if (!action->isVisible() || !isReachable(action))
            continue;
        Row row{action, ActionRegistry::plainText(action), m_registry.spec(action)->section, 0, {}};
        const qsizetype age = recent.indexOf(action->objectName());
        if (const auto match = fuzzyMatch(pattern, row.text)) {
            row.score = match->score * 2; // the name counts more than the section
            row.positions = match->positions;
        } else if (const auto wider = fuzzyMatch(pattern, QString(row.section + u' ' + row.text))) {
            row.score = wider->score;
        } else {
            continue;
        }
        if (age >= 0)
            row.score += pattern.isEmpty() ? 1000 - int(age) : recentBonus;
        m_rows.append(row);
    }
    std::ranges::stable_sort(m_rows, std::ranges::greater(), &Row::score);
    endResetModel();
}

int PaletteModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : int(m_rows.size());
}

QVariant PaletteModel::data(const QModelIndex &index, int role) const
{
    if (!index.isValid())
        return {};
    const Row &row = m_rows.at(index.row());
    switch (role) {
    case Qt::DisplayRole:
        return row.text;
    case Qt::DecorationRole:
        return row.action->icon();
    case Qt::AccessibleTextRole: {
        const QString keys = row.action->shortcut().toString(QKeySequence::NativeText);
        return QStringList({row.text, keys, data(index, ReasonRole).toString()}).join(u", ");
    }
    case Qt::AccessibleDescriptionRole:
        return row.action->whatsThis();
    case ShortcutRole:
        return row.action->shortcut().toString(QKeySequence::NativeText);
    case SectionRole:
        return row.section;
    case EnabledRole:
        return row.action->isEnabled();
    case ReasonRole: {
        if (row.action->isEnabled())
            return QString();
        const QString reason = ActionRegistry::disabledReason(row.action);
        return reason.isEmpty() ? tr("Not available now") : reason;
    }
    case PositionsRole:
        return QVariant::fromValue(row.positions);
    default:
        return {};
    }
}

} // namespace assay::ui
