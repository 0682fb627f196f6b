// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QMenuBar>
#include <QObject>

namespace assay::ui {

class ActionRegistry;
class Page;

/// The menu bar, read from the registry: File, Edit, View, one menu for the page that shows, Help.
class MainMenu final : public QObject {
    Q_OBJECT
public:
    MainMenu(QMenuBar &bar, const ActionRegistry &registry, QObject *parent);
    /// Fills the page's menu with its actions; pages share one menu, named after the one that shows.
    void setPage(const Page *page, const QString &title);

private:
    QMenu *addMenu(const QString &title, const QStringList &ids);
    void fillPageMenu();

    QMenuBar &m_bar;
    const ActionRegistry &m_registry;
    QMenu *m_pageMenu;
    const Page *m_page = nullptr;
};

} // namespace assay::ui
