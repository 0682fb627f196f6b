// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/shell/pagestack.h"

#include <algorithm>

namespace assay::ui {

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
    }
    return page;
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
