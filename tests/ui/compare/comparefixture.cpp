// SPDX-License-Identifier: GPL-3.0-or-later
#include "comparefixture.h"

namespace assay::test {

CompareFixture::CompareFixture()
{
    workspace::WorkspaceOptions options;
    options.path = path();
    options.whenMissing = workspace::WorkspaceOptions::WhenMissing::CreateSample;
    m_engine = std::make_unique<workspace::Engine>(options);
    makePage();
}

void CompareFixture::makePage()
{
    m_pageActions = std::make_unique<ui::ActionRegistry>(m_theme);
    m_page = std::make_unique<ui::ComparePage>(ui::PageContext{*m_engine, m_theme, *m_pageActions, m_state});
    m_page->resize(1440, 900);
    m_page->show();
    m_page->activateWindow();
    m_page->activate();
}

void CompareFixture::reopenPage()
{
    m_page.reset();
    makePage();
}

} // namespace assay::test
