// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/widgets/page.h"

#include <functional>
#include <vector>

#include <QStackedWidget>

namespace assay::ui {

/// A place in a page that quick open goes to.
struct PagePlace {
    QString title;
    QString kind; ///< "Setting"
    QVariantMap arguments; ///< for Page::navigate()
};

/// A page before it exists.
struct PageEntry {
    QString id; ///< "prompts"
    QString title;
    QString icon;
    std::function<Page *(const PageContext &, QWidget *parent)> make;
    std::function<QList<PagePlace>()> places = {}; ///< that it always has
};

/// The pages of the window, each made when it is first shown.
class PageStack final : public QStackedWidget {
    Q_OBJECT
public:
    PageStack(std::vector<PageEntry> entries, PageContext context, QWidget *parent = nullptr);

    [[nodiscard]] const std::vector<PageEntry> &entries() const { return m_entries; }
    [[nodiscard]] int indexOf(const QString &id) const; ///< of the entry, -1 when unknown
    [[nodiscard]] int shownIndex() const { return m_shown; } ///< -1 before the first
    [[nodiscard]] Page *shownPage() const;
    /// The page, made now if need be.
    Page *ensurePage(int index);
    void showPage(int index);

Q_SIGNALS:
    void pageShown(int index);
    void navigationRequested(const QString &id, const QVariantMap &arguments);

private:
    /// Widths and order of the columns of a page's tables, as they were left.
    void rememberTables(const Page &page);

    std::vector<PageEntry> m_entries;
    PageContext m_context;
    std::vector<Page *> m_pages; ///< null until made
    int m_shown = -1;
};

} // namespace assay::ui
