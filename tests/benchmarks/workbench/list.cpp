// SPDX-License-Identifier: GPL-3.0-or-later
#include "figures.h"

#include "prompts/promptsearch.h"
#include "support/awaiting.h"
#include "ui/actions/actionregistry.h"
#include "ui/prompts/promptlist.h"
#include "ui/prompts/promptsmodel.h"
#include "ui/prompts/promptspage.h"
#include "ui/theme/theme.h"
#include "workspace/engine.h"

#include <QComboBox>
#include <QCoroFuture>
#include <QElapsedTimer>
#include <QFileInfo>
#include <QLineEdit>
#include <QListView>
#include <QStringListModel>
#include <QTemporaryDir>
#include <QTest>

using namespace Qt::StringLiterals;

namespace assay::benchmark {
namespace {

constexpr int promptCount = 10'000;
constexpr int versionCount = 50;
constexpr int rounds = 21;

/// One statement a table: through PromptStore half a million versions would take many minutes, and what is
/// measured reads the same rows.
Result<> fill(storage::Connection &connection)
{
    const QString numbers =
        u"WITH RECURSIVE n(i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i + 1 < %1) "_s.arg(
            promptCount);
    const QStringList statements{
        u"INSERT INTO prompts (id, name, folder, latest_version, created_at, updated_at) "_s + numbers
            + u"SELECT randomblob(16), 'prompt-' || (i * 7919 % %1), 'team-' || (i % 40) || '/part-' || (i % 7),"
              " %2, 1, 1000000 + (i * 104729) % 999983 FROM n"_s.arg(promptCount)
                  .arg(versionCount),
        u"INSERT INTO prompt_tags (prompt_id, tag) SELECT id, 'kind-' || (rowid % 31) FROM prompts"_s,
        u"INSERT INTO prompt_tags (prompt_id, tag) SELECT id, 'owner-' || (rowid % 7) FROM prompts"_s,
        u"WITH RECURSIVE v(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM v WHERE n < %1) "
        "INSERT INTO prompt_versions (prompt_id, number, parent, content, content_hash, message, author, "
        "created_at) SELECT id, n, n - 1, CAST('{\"messages\":[{\"role\":\"user\",\"content\":\"Classify {{ticket}} "
        "for {{product}}, as of change ' || n || CASE WHEN n = %1 THEN ' paragraph ' || prompts.rowid || ' of ' "
        "|| hex(randomblob(900)) ELSE '' END || '\"}]}' AS BLOB), randomblob(32), 'Change ' || n, 'me', "
        "1000000 + n FROM prompts, v"_s.arg(versionCount),
        u"INSERT INTO prompt_labels (prompt_id, label, number) SELECT id, 'production', %1 FROM prompts"_s.arg(
            versionCount - 1)};
    for (const QString &statement : statements) {
        if (const auto done = connection.exec(statement); !done)
            return tl::unexpected(done.error());
    }
    return {};
}

/// A page over the workspace, shown.
struct Shown {
    Shown(workspace::Engine &engine, const QString &folder)
        : state(folder + u"/window.ini"_s, QSettings::IniFormat)
        , actions(theme)
        , page(ui::PageContext{engine, theme, actions, state})
        , list(page.findChild<ui::PromptList *>())
    {
        page.resize(1440, 900);
    }
    void waitForList()
    {
        while (list->model()->rowCount() < promptCount)
            QCoreApplication::processEvents(QEventLoop::WaitForMoreEvents);
        list->view()->viewport()->repaint();
    }
    void settle()
    {
        if (!QTest::qWaitFor([this] { return page.isSettled(); }, 60'000))
            qFatal("the page does not settle");
    }

    QSettings state;
    ui::Theme theme{ui::ThemeChoice::Light};
    ui::ActionRegistry actions;
    ui::PromptsPage page;
    ui::PromptList *list;
};

/// From showing the page (it and the window exist) until the rows are painted.
Percentiles opening(workspace::Engine &engine, const QString &folder)
{
    std::vector<double> times;
    for (int round = 0; round < rounds; ++round) {
        Shown shown(engine, folder);
        shown.page.show();
        QElapsedTimer timer;
        timer.start();
        shown.page.activate();
        shown.waitForList();
        times.push_back(static_cast<double>(timer.nsecsElapsed()) / 1e6);
        shown.settle();
    }
    times.erase(times.begin()); // fills the caches of the disk
    return percentilesOf(times);
}

/// Each letter of a search, and the way back.
Percentiles searching(ui::PromptList &list)
{
    auto *field = list.findChild<QLineEdit *>();
    std::vector<double> times;
    const QStringList searches{u"prompt-77"_s, u"team-3 part-5"_s, u"#kind-1"_s, u"nothing of that name"_s};
    for (const QString &search : searches) {
        for (qsizetype length = 1; length <= search.size() + 1; ++length) {
            QElapsedTimer timer;
            timer.start();
            field->setText(length <= search.size() ? search.left(length) : QString());
            list.view()->viewport()->repaint();
            times.push_back(static_cast<double>(timer.nsecsElapsed()) / 1e6);
        }
    }
    return percentilesOf(times);
}

/// Words in every text, in one, and in none; most of them seen first once the index is there.
Percentiles searchingTexts(workspace::Engine &engine)
{
    const auto find = [&engine](const QString &search) {
        return test::await(engine.run([search](workspace::Workspace &workspace) -> QCoro::Task<Result<int>> {
            const auto hits = co_await prompts::searchPromptTexts(workspace.database(), search, 200);
            co_return hits.map([](const prompts::TextHits &found) { return found.unindexed; });
        }));
    };
    while (test::await(engine.run([](workspace::Workspace &workspace) -> QCoro::Task<Result<int>> {
               co_return co_await prompts::indexPromptTexts(workspace.database(), 1'000);
           })).value_or(0)
           > 0) { }
    std::vector<double> times;
    for (int round = 0; round < rounds; ++round) {
        for (const QString &search : {u"classify {{ticket}}"_s, u"paragraph 4711 of"_s, u"of change 50"_s,
                                      u"no such words"_s, u"qz"_s}) {
            QElapsedTimer timer;
            timer.start();
            (void)find(search);
            times.push_back(static_cast<double>(timer.nsecsElapsed()) / 1e6);
        }
    }
    return percentilesOf(times);
}

Percentiles sorting(ui::PromptList &list)
{
    auto *order = list.findChild<QComboBox *>();
    return timed(rounds, [&] {
        order->setCurrentIndex(1 - order->currentIndex());
        list.view()->viewport()->repaint();
    });
}

/// The least that a list of that size costs: a plain view of plain texts.
Percentiles bareList()
{
    QStringList names;
    for (int i = 0; i < promptCount; ++i)
        names.append(u"prompt-%1"_s.arg(i));
    return timed(rounds, [&] {
        QListView view;
        QStringListModel model(names);
        view.setUniformItemSizes(true);
        view.setModel(&model);
        view.resize(300, 800);
        view.show();
        view.viewport()->repaint();
    });
}

} // namespace

Figure listFigure()
{
    QTemporaryDir folder;
    workspace::WorkspaceOptions options;
    options.path = folder.filePath(u"w.assay"_s);
    options.whenMissing = workspace::WorkspaceOptions::WhenMissing::CreateEmpty;
    workspace::Engine engine(options);
    const auto filled = test::await(engine.run([](workspace::Workspace &workspace) -> QCoro::Task<Result<>> {
        const auto done = co_await workspace.database().write(fill);
        co_return done;
    }));
    if (!filled)
        qFatal("%s", qPrintable(filled.error().message));
    const Percentiles read = timed(rounds, [&engine] {
        (void)test::await(engine.run([](workspace::Workspace &workspace) -> QCoro::Task<Result<>> {
            const auto prompts = co_await workspace.prompts().list();
            co_return prompts.map([](const QList<prompts::PromptSummary> &) {});
        }));
    });
    const Percentiles opened = opening(engine, folder.path());
    Shown shown(engine, folder.path());
    shown.page.show();
    shown.page.activate();
    shown.waitForList();
    shown.settle();
    const Percentiles searched = searching(*shown.list);
    const Percentiles sorted = sorting(*shown.list);
    const Percentiles texts = searchingTexts(engine);
    const Percentiles bare = bareList();
    const double megabytes = static_cast<double>(QFileInfo(options.path).size()) / 1e6;
    return {u"%1 prompts with %2 versions each, a store of %3 MB (at most 50 ms)"_s.arg(promptCount)
                .arg(versionCount)
                .arg(megabytes, 0, 'f', 0),
            {{u"the list opens, in the page"_s, benchmark::shown(opened)},
             {u"of it, the store's reading"_s, benchmark::shown(read)},
             {u"a letter of a search"_s, benchmark::shown(searched)},
             {u"a search of all texts, once indexed"_s, benchmark::shown(texts)},
             {u"another order"_s, benchmark::shown(sorted)},
             {u"a bare QListView of as many texts"_s, benchmark::shown(bare)}},
            {{u"open"_s, toJson(opened)},
             {u"read"_s, toJson(read)},
             {u"search"_s, toJson(searched)},
             {u"texts"_s, toJson(texts)},
             {u"sort"_s, toJson(sorted)},
             {u"bare"_s, toJson(bare)}}};
}

} // namespace assay::benchmark
