// SPDX-License-Identifier: GPL-3.0-or-later
#include "support/awaiting.h"
#include "support/dragdrop.h"
#include "tests/ui/shell/windowwalk.h"
#include "ui/shell/commandpalette.h"
#include "ui/shell/mainwindow.h"
#include "ui/shell/palettemodel.h"
#include "ui/shell/quickopen.h"
#include "ui/shell/shortcutsheet.h"
#include "ui/shell/startpanel.h"
#include "ui/theme/theme.h"
#include "ui/widgets/messagebar.h"
#include "workspace/engine.h"

#include <QAbstractButton>
#include <QBoxLayout>
#include <QCoroFuture>
#include <QLabel>
#include <QLineEdit>
#include <QListView>
#include <QMenuBar>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QSignalSpy>
#include <QSplitter>
#include <QUrl>
#include <QTemporaryDir>
#include <QTest>

using namespace assay;
using namespace assay::ui;
using namespace Qt::StringLiterals;

namespace {

/// Two fields in a splitter, one action, and a record of what the window did to it.
class FakePage final : public Page {
public:
    FakePage(const PageContext &context, const QString &id, QWidget *parent)
        : Page(parent)
        , m_id(id)
    {
        auto *row = new QHBoxLayout(this);
        auto *splitter = new QSplitter;
        splitter->addWidget(left = new QLineEdit);
        splitter->addWidget(right = new QPlainTextEdit);
        left->setAccessibleName(u"Left"_s);
        right->setAccessibleName(u"Right"_s);
        row->addWidget(splitter);
        context.actions.add(
            {id + u".run"_s, title(), u"&Run "_s + id, {}, {QKeySequence(u"Ctrl+Return"_s)}, u"Runs."_s},
            this, this, [this] { ++runs; });
    }
    QString title() const override { return m_id.toUpper(); }
    QString iconName() const override { return u"run"_s; }
    QString pageId() const override { return m_id; }
    void activate() override
    {
        ++activations;
        left->setFocus();
    }
    bool escape() override
    {
        ++escapes;
        return true;
    }
    void navigate(const QVariantMap &arguments) override { lastArguments = arguments; }

    QLineEdit *left;
    QPlainTextEdit *right;
    int activations = 0;
    int runs = 0;
    int escapes = 0;
    QVariantMap lastArguments;

private:
    QString m_id;
};

struct Bench {
    explicit Bench(const QString &workspace = u"w.assay"_s)
        : path(folder.filePath(workspace))
        , state(folder.filePath(u"window.ini"_s), QSettings::IniFormat)
        , config(folder.filePath(u"assay.ini"_s), QSettings::IniFormat)
    {
        StartPanel::skip(state); // a test of its own looks at the first steps
    }

    MainWindow &open(const QString &firstPage = {})
    {
        workspace::WorkspaceOptions options;
        options.path = path;
        if (whenMissing)
            options.whenMissing = *whenMissing;
        engine = std::make_unique<workspace::Engine>(options);
        const auto entry = [](const QString &id) {
            return PageEntry{id, id.toUpper(), u"run"_s,
                             [id](const PageContext &context, QWidget *parent) -> Page * {
                                 return new FakePage(context, id, parent);
                             },
                             [id] {
                                 return id == u"two"_s ? QList<PagePlace>{{u"Corner"_s, u"Place"_s,
                                                                           {{u"at"_s, u"corner"_s}}}}
                                                       : QList<PagePlace>();
                             }};
        };
        window = std::make_unique<MainWindow>(WindowSession{
            *engine, theme, state, config, path, false, firstPage, {entry(u"one"_s), entry(u"two"_s)}});
        window->show();
        window->activateWindow();
        if (!QTest::qWaitFor([this] { return window->pages().shownPage() && window->isActiveWindow(); }))
            qFatal("the window does not show its page");
        return *window;
    }
    FakePage &page() const { return *static_cast<FakePage *>(window->pages().shownPage()); }
    void press(Qt::Key key, Qt::KeyboardModifiers modifiers = Qt::NoModifier) const
    {
        QWidget *focus = QApplication::focusWidget();
        QTest::keyClick(focus ? focus : window.get(), key, modifiers);
    }

    QTemporaryDir folder;
    QString path;
    std::optional<workspace::WorkspaceOptions::WhenMissing> whenMissing =
        workspace::WorkspaceOptions::WhenMissing::CreateEmpty;
    Theme theme{ThemeChoice::Light};
    QSettings state;
    QSettings config;
    std::unique_ptr<workspace::Engine> engine;
    std::unique_ptr<MainWindow> window;
};

} // namespace

class MainWindowTest final : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void initTestCase();
    void pagesAreMadeWhenFirstShown();
    void keysShowPages();
    void railWorksByKeyboard();
    void paneKeyCyclesAndComesBack();
    void escapeReachesThePage();
    void paletteFindsAndRuns();
    void quickOpenGoesToPagesAndWhatTheWorkspaceHas();
    void quickOpenKnowsRunsReleasesDatasetsAndPlacesOfPages();
    void resetLayoutKeepsWhatSomebodySet();
    void filesAreDroppedOnTheWindow();
    void theFirstStepsAreTakenTickedAndForgotten();
    void paletteShowsDisabledActionsWithReason();
    void sheetListsEveryShortcutAndOpensByQuestionMark();
    void noShortcutConflicts();
    void menuFollowsThePage();
    void themeIsRemembered();
    void stateComesBack();
    void everyControlHasAName();
    void unusableWorkspaceIsSaid();
    void secondStartIsTaken();

private:
    QTemporaryDir m_home;
};

void MainWindowTest::initTestCase()
{
    qputenv("XDG_STATE_HOME", m_home.path().toUtf8());
    qputenv("XDG_DATA_HOME", m_home.path().toUtf8());
}

void MainWindowTest::pagesAreMadeWhenFirstShown()
{
    Bench bench;
    MainWindow &window = bench.open();
    QCOMPARE(window.pages().count(), 1);
    QCOMPARE(bench.page().activations, 1);
    QVERIFY(window.windowTitle().startsWith(u"w[*]"_s));
    window.goTo(u"two"_s, {{u"prompt"_s, u"triage"_s}});
    QCOMPARE(window.pages().count(), 2);
    QCOMPARE(bench.page().lastArguments.value(u"prompt"_s).toString(), u"triage"_s);
    window.goTo(u"nowhere"_s);
    QCOMPARE(bench.page().pageId(), u"two"_s);
}

void MainWindowTest::keysShowPages()
{
    Bench bench;
    bench.open();
    bench.press(Qt::Key_2, Qt::AltModifier);
    QCOMPARE(bench.page().pageId(), u"two"_s);
    bench.press(Qt::Key_Tab, Qt::ControlModifier);
    QCOMPARE(bench.page().pageId(), u"one"_s);
    bench.press(Qt::Key_Tab, Qt::ControlModifier | Qt::ShiftModifier);
    QCOMPARE(bench.page().pageId(), u"two"_s);
    bench.press(Qt::Key_Return, Qt::ControlModifier);
    QCOMPARE(bench.page().runs, 1);
}

void MainWindowTest::railWorksByKeyboard()
{
    Bench bench;
    bench.open();
    bench.press(Qt::Key_F6, Qt::ShiftModifier); // back from the page's first pane to the rail
    auto *button = qobject_cast<QAbstractButton *>(QApplication::focusWidget());
    QVERIFY(button);
    QCOMPARE(button->accessibleName(), u"ONE"_s);
    bench.press(Qt::Key_Down);
    bench.press(Qt::Key_Space);
    QCOMPARE(bench.page().pageId(), u"two"_s);
}

void MainWindowTest::paneKeyCyclesAndComesBack()
{
    Bench bench;
    bench.open();
    QVERIFY(bench.page().left->hasFocus());
    bench.press(Qt::Key_F6);
    QVERIFY(bench.page().right->hasFocus());
    bench.press(Qt::Key_F6);
    QVERIFY(qobject_cast<QAbstractButton *>(QApplication::focusWidget()));
    bench.press(Qt::Key_F6);
    QVERIFY(bench.page().left->hasFocus());
}

void MainWindowTest::escapeReachesThePage()
{
    Bench bench;
    bench.open();
    bench.page().right->setFocus();
    bench.press(Qt::Key_Escape);
    QCOMPARE(bench.page().escapes, 1);
}

void MainWindowTest::paletteFindsAndRuns()
{
    Bench bench;
    MainWindow &window = bench.open();
    bench.press(Qt::Key_K, Qt::ControlModifier);
    auto *palette = window.findChild<CommandPalette *>();
    QVERIFY(palette && palette->isVisible());
    auto *field = palette->findChild<QLineEdit *>();
    QTest::keyClicks(field, u"runone"_s);
    const auto *list = palette->findChild<QListView *>();
    QCOMPARE(list->currentIndex().data().toString(), u"Run one"_s);
    QCOMPARE(list->currentIndex().data(PaletteModel::ShortcutRole).toString(), u"Ctrl+Return"_s);
    QTest::keyClick(field, Qt::Key_Return);
    QTRY_COMPARE(bench.page().runs, 1);
    QVERIFY(!palette->isVisible());

    window.openPalette();
    QCOMPARE(list->model()->index(0, 0).data().toString(), u"Run one"_s); // recent first
    QTest::keyClicks(field, u"run two"_s);
    QVERIFY2(list->model()->rowCount() == 0, "actions of hidden pages stay out");
}

void MainWindowTest::quickOpenGoesToPagesAndWhatTheWorkspaceHas()
{
    Bench bench;
    bench.whenMissing = workspace::WorkspaceOptions::WhenMissing::CreateSample;
    MainWindow &window = bench.open();
    bench.press(Qt::Key_P, Qt::ControlModifier);
    auto *finder = window.findChild<QuickOpen *>();
    QVERIFY(finder && finder->isVisible());
    auto *field = finder->findChild<QLineEdit *>();
    const auto *list = finder->findChild<QListView *>();
    QTest::keyClicks(field, u"triage"_s); // a prompt of the sample
    QTRY_VERIFY_WITH_TIMEOUT(list->currentIndex().data().toString().contains(u"triage"_s), 20'000);
    QSignalSpy chosen(finder, &QuickOpen::chosen);
    QTest::keyClick(field, Qt::Key_Return);
    QTRY_COMPARE(chosen.count(), 1);
    QCOMPARE(chosen.first().first().toString(), u"prompts"_s);
    QCOMPARE(chosen.first().last().toMap().value(u"prompt"_s).toString(), u"support-ticket-triage"_s);

    window.openQuickOpen();
    field->clear();
    QTest::keyClicks(field, u"two"_s);
    QTRY_COMPARE(list->currentIndex().data().toString(), u"TWO"_s);
    QTest::keyClick(field, Qt::Key_Return);
    QTRY_COMPARE(bench.page().pageId(), u"two"_s);
}

void MainWindowTest::quickOpenKnowsRunsReleasesDatasetsAndPlacesOfPages()
{
    Bench bench;
    bench.whenMissing = workspace::WorkspaceOptions::WhenMissing::CreateSample;
    MainWindow &window = bench.open();
    evaluation::Comparison run;
    run.id = RunId::create();
    run.prompt = u"zebra"_s;
    run.promptVersion = 3;
    const auto saved = test::await(bench.engine->run([run](workspace::Workspace &workspace) -> QCoro::Task<Result<>> {
        const auto done = co_await workspace.comparisons().save(run);
        co_return done;
    }));
    QVERIFY(saved.has_value());
    window.openQuickOpen();
    auto *finder = window.findChild<QuickOpen *>();
    auto *field = finder->findChild<QLineEdit *>();
    const auto *list = finder->findChild<QListView *>();
    QSignalSpy chosen(finder, &QuickOpen::chosen);
    const auto firstOf = [&](const QString &words) {
        field->clear();
        QTest::keyClicks(field, words);
        return list->model()->index(0, 0).data(Qt::AccessibleTextRole).toString();
    };
    QTRY_VERIFY_WITH_TIMEOUT(firstOf(u"dataset"_s).contains(u"Dataset"_s), 20'000);
    QVERIFY2(firstOf(u"zebra"_s).contains(u"Run of"_s), qPrintable(firstOf(u"zebra"_s)));
    QTest::keyClick(field, Qt::Key_Return);
    QTRY_COMPARE(chosen.count(), 1);
    QCOMPARE(chosen.first().first().toString(), u"compare"_s);
    QCOMPARE(chosen.first().last().toMap().value(u"run"_s).toString(), run.id.toString());

    window.openQuickOpen();
    QCOMPARE(firstOf(u"Corner"_s), u"Corner, Place"_s);
    QTest::keyClick(field, Qt::Key_Return);
    QTRY_COMPARE(bench.page().lastArguments.value(u"at"_s).toString(), u"corner"_s);
    QCOMPARE(bench.page().pageId(), u"two"_s);
}

void MainWindowTest::resetLayoutKeepsWhatSomebodySet()
{
    Bench bench;
    MainWindow &window = bench.open();
    const QStringList layout{u"prompts/splitter"_s, u"prompts/side"_s, u"compare/history"_s, u"window/page"_s,
                             u"prompts/section/notes"_s};
    const QStringList set{u"compare/askAbove"_s, u"compare/columns"_s, u"start/ended"_s, u"palette/recent"_s,
                          u"prompts/estimateModels"_s};
    for (const QString &key : layout + set)
        bench.state.setValue(key, u"x"_s);
    window.resetLayout();
    for (const QString &key : layout)
        QVERIFY2(!bench.state.contains(key), qPrintable(key));
    for (const QString &key : set)
        QVERIFY2(bench.state.value(key) == u"x"_s, qPrintable(key));
}

void MainWindowTest::filesAreDroppedOnTheWindow()
{
    Bench bench;
    MainWindow &window = bench.open();
    test::DragDrop text;
    text.data().setText(u"only words"_s);
    QVERIFY(!text.drop(window));

    test::DragDrop files;
    files.data().setUrls({QUrl::fromLocalFile(u"/a/one.md"_s), QUrl::fromLocalFile(u"/a/two.txt"_s)});
    QVERIFY(files.drop(window));
    QSignalSpy asked(&window, &MainWindow::workspaceRequested);
    test::DragDrop workspace;
    workspace.data().setUrls({QUrl::fromLocalFile(u"/a/other.assay"_s)});
    QVERIFY(workspace.drop(window));
    QTRY_COMPARE(asked.count(), 1);
    QCOMPARE(asked.first().first().toString(), u"/a/other.assay"_s);
    QCOMPARE(asked.first().last().toBool(), false);
}

void MainWindowTest::theFirstStepsAreTakenTickedAndForgotten()
{
    Bench bench;
    bench.state.clear();
    MainWindow &window = bench.open();
    auto *start = window.findChild<StartPanel *>();
    QVERIFY(start != nullptr && start->isVisible());
    QSignalSpy taken(start, &StartPanel::stepTaken);
    const QList<QPushButton *> buttons = start->findChildren<QPushButton *>();
    QCOMPARE(buttons.size(), 4); // Skip, and one a step
    QTest::mouseClick(buttons.at(1), Qt::LeftButton);
    QCOMPARE(taken.count(), 1);
    QVERIFY(start->isVisible());
    MainWindow &again = bench.open();
    start = again.findChild<StartPanel *>();
    QVERIFY(start != nullptr);
    const auto ticked = [start] {
        int count = 0;
        for (const QLabel *label : start->findChildren<QLabel *>())
            count += label->accessibleName() == u"Done"_s ? 1 : 0;
        return count;
    };
    QCOMPARE(ticked(), 1);
    QTest::mouseClick(start->findChildren<QPushButton *>().first(), Qt::LeftButton); // Skip
    QTRY_VERIFY(again.findChild<StartPanel *>() == nullptr);
    QVERIFY(bench.open().findChild<StartPanel *>() == nullptr);
}

void MainWindowTest::paletteShowsDisabledActionsWithReason()
{
    Bench bench;
    MainWindow &window = bench.open();
    window.actions().setEnabled(u"one.run"_s, false, u"Choose a model first"_s);
    window.openPalette();
    auto *palette = window.findChild<CommandPalette *>();
    auto *field = palette->findChild<QLineEdit *>();
    QTest::keyClicks(field, u"run one"_s);
    const auto *list = palette->findChild<QListView *>();
    QCOMPARE(list->currentIndex().data(PaletteModel::ReasonRole).toString(), u"Choose a model first"_s);
    QTest::keyClick(field, Qt::Key_Return);
    QVERIFY2(palette->isVisible(), "it stays open and shows why");
    QCOMPARE(bench.page().runs, 0);
}

void MainWindowTest::sheetListsEveryShortcutAndOpensByQuestionMark()
{
    Bench bench;
    MainWindow &window = bench.open();
    bench.page().left->setFocus();
    QTest::keyClicks(bench.page().left, u"?"_s);
    QCOMPARE(bench.page().left->text(), u"?"_s);
    QVERIFY2(!window.findChild<ShortcutSheet *>(), "in a text field it is a question mark");

    bench.press(Qt::Key_F6, Qt::ShiftModifier); // to the rail, where nothing is typed
    QVERIFY(qobject_cast<QAbstractButton *>(QApplication::focusWidget()));
    QTest::keyClick(QApplication::focusWidget(), Qt::Key_Question);
    auto *sheet = window.findChild<ShortcutSheet *>();
    QVERIFY(sheet && sheet->isVisible());
    QStringList shown;
    for (const QLabel *label : sheet->findChildren<QLabel *>())
        shown.append(label->text());
    for (const QAction *action : window.actions().actions()) {
        if (!action->shortcuts().isEmpty())
            QVERIFY2(shown.contains(ActionRegistry::plainText(action)), qPrintable(action->objectName()));
    }
}

void MainWindowTest::noShortcutConflicts()
{
    Bench bench;
    MainWindow &window = bench.open();
    window.goTo(u"two"_s);
    for (const auto &[first, second] : window.actions().conflicts())
        QFAIL(qPrintable(first->objectName() + u" and "_s + second->objectName()));
}

void MainWindowTest::menuFollowsThePage()
{
    Bench bench;
    MainWindow &window = bench.open();
    const auto visibleTitles = [&window] {
        QStringList titles;
        for (const QAction *action : window.menuBar()->actions()) {
            if (action->isVisible())
                titles.append(ActionRegistry::plainText(action));
        }
        return titles;
    };
    QCOMPARE(visibleTitles(), QStringList({u"File"_s, u"Edit"_s, u"View"_s, u"ONE"_s, u"Help"_s}));
    window.goTo(u"two"_s);
    QCOMPARE(visibleTitles(), QStringList({u"File"_s, u"Edit"_s, u"View"_s, u"TWO"_s, u"Help"_s}));
}

void MainWindowTest::themeIsRemembered()
{
    Bench bench;
    MainWindow &window = bench.open();
    window.actions().action(u"view.theme.dark"_s)->trigger();
    QVERIFY(bench.theme.isDark());
    QCOMPARE(bench.config.value(u"appearance/theme"_s).toInt(), int(ThemeChoice::Dark));
    window.actions().action(u"view.theme.light"_s)->trigger();
    QVERIFY(!bench.theme.isDark());
}

void MainWindowTest::stateComesBack()
{
    Bench bench;
    MainWindow &window = bench.open();
    window.resize(700, 555);
    window.goTo(u"two"_s);
    window.close();
    const QSize size = window.size();
    bench.window.reset();
    bench.engine.reset();

    MainWindow &again = bench.open();
    QCOMPARE(bench.page().pageId(), u"two"_s);
    QCOMPARE(again.size(), size);
}

void MainWindowTest::everyControlHasAName()
{
    Bench bench;
    MainWindow &window = bench.open();
    window.bar().showError({ErrorCode::Internal, u"It failed."_s, u"why"_s, false, {}}, {u"Again"_s, [] {}});
    QStringList nameless = test::namelessControls(window);
    window.openPalette();
    window.openShortcutSheet();
    window.openQuickOpen();
    nameless += test::namelessControls(*window.findChild<QuickOpen *>());
    nameless += test::namelessControls(*window.findChild<CommandPalette *>());
    nameless += test::namelessControls(*window.findChild<ShortcutSheet *>());
    QVERIFY2(nameless.isEmpty(), qPrintable(nameless.join(u'\n')));
}

void MainWindowTest::unusableWorkspaceIsSaid()
{
    Bench bench;
    bench.whenMissing.reset(); // a file that is not there is refused
    MainWindow &window = bench.open();
    QTRY_VERIFY(window.bar().isVisible());
    QCOMPARE(window.bar().kind(), MessageBar::Kind::Error);
    QVERIFY(!window.bar().sentence().isEmpty());
    QString asked;
    QObject::connect(&window, &MainWindow::workspaceRequested, &window,
                     [&](const QString &path) { asked = path; });
    for (QAbstractButton *button : window.bar().findChildren<QAbstractButton *>()) {
        if (button->text() == u"Try again"_s)
            QTest::keyClick(button, Qt::Key_Space);
    }
    QCOMPARE(asked, bench.path);
}

void MainWindowTest::secondStartIsTaken()
{
    Bench bench;
    MainWindow &window = bench.open();
    window.takeRequest(R"({"page": "two", "files": []})");
    QCOMPARE(bench.page().pageId(), u"two"_s);
    window.takeRequest("no json"); // changes nothing
    QCOMPARE(bench.page().pageId(), u"two"_s);
}

QTEST_MAIN(MainWindowTest)
#include "tst_mainwindow.moc"
