// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/assay/pagelist.h"

#include "ui/calls/callspage.h"
#include "ui/compare/comparepage.h"
#include "ui/dashboard/dashboardpage.h"
#include "ui/operations/operationspage.h"
#include "ui/prompts/promptspage.h"
#include "ui/providers/providerspage.h"
#include "ui/releases/releasespage.h"
#include "ui/settings/settingspage.h"
#include "ui/settings/settingtexts.h"

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

QList<ui::PagePlace> settingPlaces()
{
    QList<ui::PagePlace> places;
    for (const ui::SettingSection &section : ui::settingSections()) {
        places.append({section.title, tr("Settings"), {{u"section"_s, section.title}}});
        for (const ui::SettingText &setting : section.settings)
            places.append({setting.label,
                           tr("Setting of %1").arg(section.title),
                           {{u"setting"_s, setting.path}}});
    }
    return places;
}

} // namespace

std::vector<ui::PageEntry> pageList()
{
    return {
        {u"prompts"_s, tr("Prompts"), u"prompts"_s, make<ui::PromptsPage>},
        {u"compare"_s, tr("Compare"), u"compare"_s, make<ui::ComparePage>},
        {u"releases"_s, tr("Releases"), u"tag"_s, make<ui::ReleasesPage>},
        {u"dashboard"_s, tr("Dashboard"), u"dashboard"_s, make<ui::DashboardPage>},
        {u"log"_s, tr("Log"), u"history"_s, make<ui::CallsPage>},
        {u"operations"_s, tr("Operations"), u"pulse"_s, make<ui::OperationsPage>},
        {u"providers"_s, tr("Providers"), u"providers"_s, make<ui::ProvidersPage>},
        {u"settings"_s, tr("Settings"), u"settings"_s, make<ui::SettingsPage>, settingPlaces},
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
