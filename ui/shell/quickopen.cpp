// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/shell/quickopen.h"

#include "ui/widgets/whendone.h"

#include <QCoroFuture>
#include <QDateTime>
#include <QLocale>

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

constexpr int runsMax = 500; ///< of comparisons, the newest

QuickOpenEntry entryOf(const evaluation::ComparisonSummary &run)
{
    const QString when = QLocale().toString(QDateTime::fromMSecsSinceEpoch(run.createdAt / 1000),
                                            QLocale::ShortFormat);
    return {QuickOpen::tr("%1, %2").arg(run.title, when),
            QuickOpen::tr("Run of %1").arg(run.models.join(u", "_s)),
            u"compare"_s,
            u"compare"_s,
            {{u"run"_s, run.id.toString()}}};
}

QuickOpenEntry entryOf(const release::Release &release)
{
    return {QuickOpen::tr("%1, version %2 for %3")
                .arg(release.promptName)
                .arg(release.candidate)
                .arg(release.label),
            QuickOpen::tr("Release"),
            u"tag"_s,
            u"releases"_s,
            {{u"release"_s, release.id.toString()}}};
}

/// Its cases are used where its prompt is run.
QuickOpenEntry entryOf(const evaluation::Dataset &dataset)
{
    QVariantMap arguments;
    if (!dataset.prompt.isEmpty())
        arguments.insert(u"prompt"_s, dataset.prompt);
    return {dataset.name,
            dataset.prompt.isEmpty() ? QuickOpen::tr("Dataset")
                                     : QuickOpen::tr("Dataset of %1").arg(dataset.prompt),
            u"compare"_s, u"compare"_s, arguments};
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
    // What one has less of comes after: a prompt is what one mostly goes to. A list that cannot be read is
    // missing here; its own page says why.
    const auto runs = co_await workspace.comparisons().list(runsMax);
    if (runs) {
        for (const evaluation::ComparisonSummary &run : *runs)
            entries.append(entryOf(run));
    }
    const auto releases = co_await workspace.releases().list();
    if (releases) {
        for (const release::Release &release : *releases)
            entries.append(entryOf(release));
    }
    const auto datasets = co_await workspace.datasets().list();
    if (datasets) {
        for (const evaluation::Dataset &dataset : *datasets)
            entries.append(entryOf(dataset));
    }
    co_return entries;
}

} // namespace

QuickOpen::QuickOpen(workspace::Engine &engine, Theme &theme, QWidget *window)
    : FinderPopup(
        theme,
        {tr("Quick open"), tr("Go to a prompt or its text, a run, release, dataset, provider, setting or page"), tr("Places"), tr("Nothing of that name.")},
        window)
    , m_engine(engine)
    , m_model(theme)
{
    setModel(m_model);
    constexpr int askDelayMs = 100; // a fast typist's next letter
    m_asks.setSingleShot(true);
    m_asks.setInterval(askDelayMs);
    connect(&m_asks, &QTimer::timeout, this, [this] { searchTexts(this->pattern()); });
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
    constexpr qsizetype fewestLetters = 3;
    if (pattern.trimmed().size() >= fewestLetters)
        m_asks.start();
    else
        m_asks.stop();
}

void QuickOpen::searchTexts(const QString &pattern)
{
    constexpr int hitsMax = 20;
    m_engine.run([pattern](Workspace &workspace) -> QCoro::Task<Result<prompts::TextHits>> {
        co_return co_await prompts::searchPromptTexts(workspace.database(), pattern, hitsMax);
    }) | whenDone(this, [this, pattern](const Result<prompts::TextHits> &hits) {
        if (hits && pattern == this->pattern())
            showFound(*hits);
    });
}

void QuickOpen::showFound(const prompts::TextHits &hits)
{
    Entries entries;
    for (const prompts::TextHit &hit : hits.hits) {
        entries.append({hit.name,
                        hit.before + hit.found + hit.after,
                        u"search"_s,
                        u"prompts"_s,
                        {{u"prompt"_s, hit.name},
                         {u"message"_s, hit.message},
                         {u"start"_s, hit.start},
                         {u"length"_s, hit.length}}});
    }
    m_model.setFound(std::move(entries));
    showMatches();
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
