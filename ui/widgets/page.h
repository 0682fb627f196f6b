// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QSettings>
#include <QWidget>

namespace assay::workspace {
class Engine;
}

namespace assay::ui {

class ActionRegistry;
class Theme;

/// What every page gets; all of it outlives the pages.
struct PageContext {
    workspace::Engine &engine;
    Theme &theme;
    ActionRegistry &actions;
    QSettings &state; ///< window state (INI in the state folder), written debounced
};

/// One page of the window. Built cheap and empty; loads when first shown (showEvent or activate()).
class Page : public QWidget {
    Q_OBJECT
public:
    using QWidget::QWidget;
    [[nodiscard]] virtual QString title() const = 0; ///< in the side bar
    [[nodiscard]] virtual QString iconName() const = 0;
    [[nodiscard]] virtual QString pageId() const = 0; ///< for --page: "prompts", "compare"...
    /// The page became the current one: (re)load what may have changed, focus the main control.
    virtual void activate() = 0;
    /// Esc: close the innermost thing, else stop what runs. True when something was done.
    virtual bool escape() { return false; }
    /// Every future the page waits for is done: screenshots and tests wait for it.
    [[nodiscard]] virtual bool isSettled() const { return true; }

Q_SIGNALS:
    /// Ask the window for another page, e.g. ("compare", {"prompt": "triage", "version": 3}).
    void navigationRequested(const QString &pageId, const QVariantMap &arguments);

public:
    /// Called by the window after navigationRequested() named this page.
    virtual void navigate(const QVariantMap &arguments) { Q_UNUSED(arguments) }
};

} // namespace assay::ui
