// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/shell/quickopen.h"

#include "ui/widgets/whendone.h"

#include <QCoroFuture>

namespace assay::ui {

using namespace Qt::StringLiterals;
using workspace::Workspace;

namespace {

using Entries = QList<QuickOpenEntry>;

QuickOpenEntry entryOf(const prompts::PromptSummary &prompt)
{
    QStringList detail{prompt.folder};
    for (const QString &tag : prompt.tags)
        detail.append(u'#' + tag);
    detail.removeAll(QString());
    return {prompt.name, detail.join(u' '), u"prompts"_s, u"prompts"_s, {{u"prompt"_s, prompt.name}}};
}

QCoro::Task<Result<Entries>> workspaceEntries(Workspace &workspace)
{
    const auto prompts = co_await workspace.prompts().list();
    if (!prompts)
        co_return tl::unexpected(prompts.error());
    const auto providers = co_await workspace.providers().list();
    if (!providers)
        co_return tl::unexpected(providers.error());
    Entries entries;
    for (const prompts::PromptSummary &prompt : *prompts)
        entries.append(entryOf(prompt));
    for (const catalog::Provider &provider : *providers)
        entries.append({provider.name,
                        QuickOpen::tr("Provider"),
                        u"providers"_s,
                        u"providers"_s,
                        {{u"provider"_s, provider.name}}});
    co_return entries;
}

} // namespace

QuickOpen::QuickOpen(workspace::Engine &engine, Theme &theme, QWidget *window)
    : FinderPopup(
        theme,
        {tr("Quick open"), tr("Go to a prompt, provider or page"), tr("Places"), tr("Nothing of that name.")},
        window)
    , m_engine(engine)
    , m_model(theme)
{
    setModel(m_model);
}

void QuickOpen::setPages(const QList<QuickOpenEntry> &pages)
{
    m_pages = pages;
    m_model.setEntries(pages);
}

void QuickOpen::open()
{
    openFinder();
    load();
}

void QuickOpen::load()
{
    m_engine.run([](Workspace &workspace) { return workspaceEntries(workspace); })
        | whenDone(this, [this](const Result<Entries> &entries) {
              if (!entries)
                  return; // the pages can be gone to all the same, and say what is wrong
              m_model.setEntries(*entries + m_pages);
              findMatches(pattern());
              showMatches();
          });
}

void QuickOpen::findMatches(const QString &pattern)
{
    m_model.update(pattern);
}

bool QuickOpen::take(const QModelIndex &index)
{
    const QuickOpenEntry &entry = m_model.entryAt(index.row());
    // After the popup is gone, so that the page gets the focus.
    QMetaObject::invokeMethod(
        this, [this, page = entry.pageId, arguments = entry.arguments] { Q_EMIT chosen(page, arguments); },
        Qt::QueuedConnection);
    return true;
}

} // namespace assay::ui
