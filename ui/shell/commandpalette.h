// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/shell/palettemodel.h"

#include <QDialog>
#include <QPointer>
#include <QSettings>

class QLabel;
class QLineEdit;
class QListView;

namespace assay::ui {

class Theme;

/// Finds any action by a few letters and runs it. Opens over the window's top; Esc or a click outside closes
/// it.
class CommandPalette final : public QDialog {
    Q_OBJECT
public:
    CommandPalette(const ActionRegistry &registry, Theme &theme, QSettings &state, QWidget *window);
    void openPalette();

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;
    void paintEvent(QPaintEvent *event) override;

private:
    void refresh();
    void runCurrent();
    void place();

    Theme &m_theme;
    QSettings &m_state;
    PaletteModel m_model;
    QLineEdit *m_field;
    QListView *m_list;
    QLabel *m_nothing;
};

} // namespace assay::ui
