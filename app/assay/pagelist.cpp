// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/assay/pagelist.h"

#ifdef ASSAY_HAS_COMPARE
#include "ui/compare/comparepage.h"
#endif
#ifdef ASSAY_HAS_DASHBOARD
#include "ui/dashboard/dashboardpage.h"
#endif
#ifdef ASSAY_HAS_PROMPTS
#include "ui/prompts/promptspage.h"
#endif
#ifdef ASSAY_HAS_PROVIDERS
#include "ui/providers/providerspage.h"
#endif

#include <QCoreApplication>

namespace assay::app {

using namespace Qt::StringLiterals;

namespace {

template <typename T> ui::Page *make(const ui::PageContext &context, QWidget *parent)
{
    return new T(context, parent);
}

QString tr(const char *text)
{
    return QCoreApplication::translate("PageList", text);
}

} // namespace

std::vector<ui::PageEntry> pageList()
{
    return {
#ifdef ASSAY_HAS_PROMPTS
        {u"prompts"_s, tr("Prompts"), u"prompts"_s, make<ui::PromptsPage>},
#endif
#ifdef ASSAY_HAS_COMPARE
        {u"compare"_s, tr("Compare"), u"compare"_s, make<ui::ComparePage>},
#endif
#ifdef ASSAY_HAS_DASHBOARD
        {u"dashboard"_s, tr("Dashboard"), u"dashboard"_s, make<ui::DashboardPage>},
#endif
#ifdef ASSAY_HAS_PROVIDERS
        {u"providers"_s, tr("Providers"), u"providers"_s, make<ui::ProvidersPage>},
#endif
    };
}

QStringList pageIds()
{
    QStringList ids;
    for (const ui::PageEntry &entry : pageList())
        ids.append(entry.id);
    return ids;
}

} // namespace assay::app
