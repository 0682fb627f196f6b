// SPDX-License-Identifier: GPL-3.0-or-later
#include "comparefixture.h"

#include <QTest>

using namespace Qt::StringLiterals;

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

void CompareFixture::picture(const QString &name)
{
    const QString folder = qEnvironmentVariable("ASSAY_TEST_PICTURES");
    if (folder.isEmpty())
        return;
    using enum ui::ThemeChoice;
    for (const auto &[look, suffix] :
         {std::pair(Dark, u"dark"_s), std::pair(HighContrast, u"contrast"_s), std::pair(Light, u"light"_s)}) {
        m_theme.setChoice(look);
        QCoreApplication::processEvents(); // laid out
        m_page->grab().save(u"%1/%2-%3.png"_s.arg(folder, name, suffix));
    }
}

} // namespace assay::test
