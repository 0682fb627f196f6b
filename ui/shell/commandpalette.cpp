// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/shell/commandpalette.h"

#include <algorithm>

#include <QAction>
#include <QPointer>

namespace assay::ui {

using namespace Qt::StringLiterals;

namespace {

const QString recentKey = u"palette/recent"_s;
constexpr qsizetype recentMax = 12;

} // namespace

CommandPalette::CommandPalette(const ActionRegistry &registry, Theme &theme, QSettings &state,
                               QWidget *window)
    : FinderPopup(
        theme, {tr("Command palette"), tr("Find an action"), tr("Actions"), tr("No action matches.")}, window)
    , m_state(state)
    , m_model(registry)
{
    setModel(m_model);
}

void CommandPalette::findMatches(const QString &pattern)
{
    m_model.update(pattern, m_state.value(recentKey).toStringList());
}

bool CommandPalette::take(const QModelIndex &index)
{
    if (!index.data(PaletteModel::EnabledRole).toBool())
        return false; // it stays open and shows the reason
    const QPointer<QAction> action = m_model.actionAt(index.row());
    QStringList recent = m_state.value(recentKey).toStringList();
    recent.removeAll(action->objectName());
    recent.prepend(action->objectName());
    m_state.setValue(recentKey, recent.first(std::min(recent.size(), recentMax)));
    // After the popup is gone, so that the action sees the window's own focus.
    QMetaObject::invokeMethod(
        parentWidget(),
        [action] {
            if (action)
                action->trigger();
        },
        Qt::QueuedConnection);
    return true;
}

} // namespace assay::ui
