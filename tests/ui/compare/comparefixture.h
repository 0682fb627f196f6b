// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/actions/actionregistry.h"
#include "ui/compare/columnsarea.h"
#include "ui/compare/columnview.h"
#include "ui/compare/comparepage.h"
#include "ui/theme/theme.h"
#include "workspace/engine.h"

#include <memory>

#include <QSettings>
#include <QTemporaryDir>

namespace assay::test {

/// A compare page over a real engine with a fresh sample workspace and its simulator.
class CompareFixture final {
public:
    CompareFixture();

    [[nodiscard]] ui::ComparePage &page() { return *m_page; }
    [[nodiscard]] workspace::Engine &engine() { return *m_engine; }
    [[nodiscard]] ui::Theme &theme() { return m_theme; }
    [[nodiscard]] ui::ActionRegistry &actions() { return *m_pageActions; }
    /// Throws the page away and makes another one over the same workspace.
    void reopenPage();
    /// As when its window is closed; until makePage() there is none.
    void closePage() { m_page.reset(); }
    void makePage();
    /// Saves the page as NAME-dark.png, NAME-light.png and NAME-contrast.png in the folder that the
    /// environment's ASSAY_TEST_PICTURES names; without one it does nothing.
    void picture(const QString &name);
    [[nodiscard]] QString path() const { return m_folder.filePath(QStringLiteral("sample.assay")); }

private:
    QTemporaryDir m_folder;
    ui::Theme m_theme{ui::ThemeChoice::Light};
    QSettings m_state{m_folder.filePath(QStringLiteral("state.ini")), QSettings::IniFormat};
    std::unique_ptr<workspace::Engine> m_engine;
    std::unique_ptr<ui::ActionRegistry> m_pageActions;
    std::unique_ptr<ui::ComparePage> m_page;
};

} // namespace assay::test
