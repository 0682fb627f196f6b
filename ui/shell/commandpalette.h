// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/shell/finderpopup.h"
#include "ui/shell/palettemodel.h"

#include <QSettings>

namespace assay::ui {

class ActionRegistry;

/// Finds any action by a few letters and runs it.
class CommandPalette final : public FinderPopup {
    Q_OBJECT
public:
    CommandPalette(const ActionRegistry &registry, Theme &theme, QSettings &state, QWidget *window);

protected:
    void findMatches(const QString &pattern) override;
    bool take(const QModelIndex &index) override;

private:
    QSettings &m_state;
    PaletteModel m_model;
};

} // namespace assay::ui
