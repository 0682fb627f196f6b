// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/shell/mainmenu.h"

#include "ui/actions/actionregistry.h"
#include "ui/widgets/page.h"

#include <QMenu>

namespace assay::ui {

using namespace Qt::StringLiterals;

namespace {

const QString separator = u"-"_s;

} // namespace

MainMenu::MainMenu(QMenuBar &bar, const ActionRegistry &registry, QObject *parent)
    : QObject(parent)
    , m_bar(bar)
    , m_registry(registry)
{
    addMenu(tr("&File"), {u"file.new"_s, u"file.open"_s, separator, u"file.close"_s, u"file.quit"_s});
    addMenu(tr("&Edit"),
            {u"edit.undo"_s, u"edit.redo"_s, separator, u"edit.cut"_s, u"edit.copy"_s, u"edit.paste"_s,
             separator, u"edit.selectAll"_s});

    QStringList view{u"help.palette"_s, u"view.quickOpen"_s, separator};
    for (const QAction *action : registry.actions()) {
        if (action->objectName().startsWith(u"view.page."_s))
            view.append(action->objectName());
    }
    view += {separator,
             u"view.nextPage"_s,
             u"view.previousPage"_s,
             u"view.nextPane"_s,
             u"view.previousPane"_s,
             separator,
             u"view.theme.system"_s,
             u"view.theme.light"_s,
             u"view.theme.dark"_s,
             u"view.theme.contrast"_s,
             separator,
             u"view.fullScreen"_s,
             u"view.resetLayout"_s};
    addMenu(tr("&View"), view);
    m_pageMenu = m_bar.addMenu(QString());
    m_pageMenu->menuAction()->setVisible(false); // until a page shows
    addMenu(tr("&Help"), {u"help.shortcuts"_s, separator, u"help.logs"_s, u"help.about"_s});

    // A page may add actions after it was shown.
    connect(&m_registry, &ActionRegistry::added, this, &MainMenu::fillPageMenu, Qt::QueuedConnection);
}

QMenu *MainMenu::addMenu(const QString &title, const QStringList &ids)
{
    QMenu *menu = m_bar.addMenu(title);
    for (const QString &id : ids) {
        if (id == separator)
            menu->addSeparator();
        else
            menu->addAction(m_registry.action(id));
    }
    return menu;
}

void MainMenu::setPage(const Page *page, const QString &title)
{
    m_page = page;
    m_pageMenu->setTitle(u'&' + title);
    fillPageMenu();
}

void MainMenu::fillPageMenu()
{
    if (!m_page)
        return;
    m_pageMenu->clear();
    const auto belongsToPage = [this](const QAction *action) {
        const QWidget *scope = m_registry.scopeOf(action);
        return scope && (scope == m_page || m_page->isAncestorOf(scope));
    };
    for (QAction *action : m_registry.actions()) {
        if (belongsToPage(action))
            m_pageMenu->addAction(action);
    }
    m_pageMenu->menuAction()->setVisible(!m_pageMenu->isEmpty());
}

} // namespace assay::ui
