// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/shell/pagestack.h"

#include <algorithm>

#include <QHeaderView>
#include <QTableView>
#include <QTreeView>

namespace assay::ui {

using namespace Qt::StringLiterals;

PageStack::PageStack(std::vector<PageEntry> entries, PageContext context, QWidget *parent)
    : QStackedWidget(parent)
    , m_entries(std::move(entries))
    , m_context(context)
    , m_pages(m_entries.size(), nullptr)
{
}

int PageStack::indexOf(const QString &id) const
{
    const auto found = std::ranges::find(m_entries, id, &PageEntry::id);
    return found == m_entries.end() ? -1 : int(found - m_entries.begin());
}

Page *PageStack::shownPage() const
{
    return m_shown < 0 ? nullptr : m_pages.at(size_t(m_shown));
}

Page *PageStack::ensurePage(int index)
{
    Page *&page = m_pages.at(size_t(index));
    if (!page) {
        const PageEntry &entry = m_entries.at(size_t(index));
        page = entry.make(m_context, this);
        page->setObjectName(entry.id);
        page->setAccessibleName(entry.title);
        connect(page, &Page::navigationRequested, this, &PageStack::navigationRequested);
        addWidget(page);
        rememberTables(*page);
    }
    return page;
}

void PageStack::rememberTables(const Page &page)
{
    const auto remember = [&](const QAbstractItemView *view, QHeaderView *header) {
        if (view->accessibleName().isEmpty() || header->count() == 0)
            return;
        // With the number of columns: those of an older version do not fit.
        const QString key = u"%1/%2/%3/header"_s.arg(page.pageId(), view->accessibleName().replace(u'/', u' '))
                                .arg(header->count());
        header->restoreState(m_context.state.value(key).toByteArray());
        const auto save = [this, header, key] { m_context.state.setValue(key, header->saveState()); };
        connect(header, &QHeaderView::sectionResized, this, save);
        connect(header, &QHeaderView::sectionMoved, this, save);
        connect(header, &QHeaderView::sortIndicatorChanged, this, save);
    };
    for (const QTableView *view : page.findChildren<QTableView *>())
        remember(view, view->horizontalHeader());
    for (const QTreeView *view : page.findChildren<QTreeView *>())
        remember(view, view->header());
}

void PageStack::showPage(int index)
{
    if (index < 0 || index >= int(m_entries.size()) || index == m_shown)
        return;
    Page *page = ensurePage(index);
    m_shown = index;
    setCurrentWidget(page);
    page->activate();
    Q_EMIT pageShown(index);
}

} // namespace assay::ui
