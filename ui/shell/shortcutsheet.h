// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QDialog>

class QLineEdit;
class QScrollArea;

namespace assay::ui {

class ActionRegistry;
class Theme;

/// Every shortcut, by section, with a filter. Read from the registry each time it opens.
class ShortcutSheet final : public QDialog {
    Q_OBJECT
public:
    ShortcutSheet(const ActionRegistry &registry, Theme &theme, QWidget *window);
    void openSheet();

private:
    void rebuild();

    const ActionRegistry &m_registry;
    QLineEdit *m_filter;
    QScrollArea *m_area;
};

} // namespace assay::ui
