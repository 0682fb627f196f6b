// SPDX-License-Identifier: GPL-3.0-or-later
// Walks the window with its real pages on the sample workspace.
#include "app/assay/options.h"
#include "app/assay/pagelist.h"
#include "support/awaiting.h"
#include "support/dragdrop.h"
#include "tests/ui/shell/windowwalk.h"
#include "ui/compare/columnsarea.h"
#include "ui/compare/columnview.h"
#include "ui/compare/promptsource.h"
#include "ui/markdown/streamingmarkdownview.h"
#include "ui/prompts/promptlist.h"
#include "ui/shell/mainwindow.h"
#include "ui/theme/theme.h"
#include "ui/variables/variablespanel.h"
#include "workspace/engine.h"

#include <QAbstractButton>
#include <QButtonGroup>
#include <QFile>
#include <QLabel>
#include <QListView>
#include <QListWidget>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QStatusBar>
#include <QTableView>
#include <QTemporaryDir>
#include <QTest>

using namespace assay;
using namespace assay::ui;
using namespace Qt::StringLiterals;

namespace {

/// Labels and buttons whose text does not fit, in any page that shows.
QStringList cutTexts(const QWidget &root)
{
    QStringList cut;
    for (const QPushButton *button : root.findChildren<QPushButton *>()) {
        if (button->isVisible() && button->width() < button->minimumSizeHint().width())
            cut.append(u"button \"%1\""_s.arg(button->text()));
    }
    for (const QLabel *label : root.findChildren<QLabel *>()) {
        const bool isPlain = label->isVisible() && !label->wordWrap() && label->pixmap().isNull();
        if (isPlain && label->sizePolicy().horizontalPolicy() != QSizePolicy::Ignored
            && label->width() < label->minimumSizeHint().width())
            cut.append(u"label \"%1\""_s.arg(label->text()));
    }
    return cut;
}

} // namespace

class WholeWindowTest final : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void initTestCase();
    void cleanupTestCase();
    void everyControlHasAName_data() { addPages(); }
    void everyControlHasAName();
    void everySubViewHasNames_data();
    void everySubViewHasNames();
    void tabGoesRoundInReadingOrder_data() { addPages(); }
    void tabGoesRoundInReadingOrder();
    void theLayoutComesBack();
    void filesDroppedAnywhereAreImported();
    void aPromptIsDroppedOnCompare();
    void noTextIsCut_data() { addPages(); }
    void noTextIsCut();
    void shortcutsDoNotCollide();
    void badOptionsAreRefused_data();
    void badOptionsAreRefused();

private:
    void makeWindow();
    void addPages();
    void show(const QString &page);

    QTemporaryDir m_folder;
    std::unique_ptr<Theme> m_theme;
    std::unique_ptr<QSettings> m_state;
    std::unique_ptr<QSettings> m_config;
    std::unique_ptr<workspace::Engine> m_engine;
    std::unique_ptr<MainWindow> m_window;
};

void WholeWindowTest::initTestCase()
{
    qputenv("XDG_STATE_HOME", m_folder.path().toUtf8());
    qputenv("XDG_DATA_HOME", m_folder.path().toUtf8());
    m_theme = std::make_unique<Theme>(ThemeChoice::Light);
    m_state = std::make_unique<QSettings>(m_folder.filePath(u"window.ini"_s), QSettings::IniFormat);
    m_config = std::make_unique<QSettings>(m_folder.filePath(u"assay.ini"_s), QSettings::IniFormat);
    workspace::WorkspaceOptions options;
    options.path = m_folder.filePath(u"sample.assay"_s);
    options.whenMissing = workspace::WorkspaceOptions::WhenMissing::CreateSample;
    m_engine = std::make_unique<workspace::Engine>(options);
    makeWindow();
}

void WholeWindowTest::makeWindow()
{
    m_window.reset();
    m_window = std::make_unique<MainWindow>(WindowSession{*m_engine, *m_theme, *m_state, *m_config,
                                                          m_folder.filePath(u"sample.assay"_s), false, {},
                                                          app::pageList()});
    m_window->resize(1280, 820);
    m_window->show();
    m_window->activateWindow();
    QTRY_VERIFY(m_window->pages().shownPage());
}

void WholeWindowTest::cleanupTestCase()
{
    m_window.reset();
    m_engine.reset();
}

void WholeWindowTest::addPages()
{
    QTest::addColumn<QString>("page");
    for (const QString &id : app::pageIds())
        QTest::newRow(qPrintable(id)) << id;
}

void WholeWindowTest::show(const QString &page)
{
    m_window->goTo(page);
    QTRY_VERIFY_WITH_TIMEOUT(m_window->pages().shownPage()->isSettled(), 30000);
}

void WholeWindowTest::everyControlHasAName()
{
    QFETCH(QString, page);
    show(page);
    QStringList nameless = test::namelessControls(*m_window);
    // Each place that quick open knows there, and each view in the page's own list.
    for (const PageEntry &entry : m_window->pages().entries()) {
        for (const PagePlace &place : entry.id == page && entry.places ? entry.places() : QList<PagePlace>()) {
            m_window->goTo(page, place.arguments);
            nameless += test::namelessControls(*m_window->pages().shownPage());
        }
    }
    for (QListWidget *list : m_window->pages().shownPage()->findChildren<QListWidget *>()) {
        for (int row = 0; row < list->count(); ++row) {
            list->setCurrentRow(row);
            QTRY_VERIFY_WITH_TIMEOUT(m_window->pages().shownPage()->isSettled(), 30000);
            nameless += test::namelessControls(*m_window->pages().shownPage());
        }
    }
    nameless.removeDuplicates();
    QVERIFY2(nameless.isEmpty(), qPrintable(nameless.join(u'\n')));
}

void WholeWindowTest::everySubViewHasNames_data()
{
    QTest::addColumn<QString>("page");
    QTest::addColumn<QString>("action");
    for (const char *action :
         {"prompts.blame", "prompts.diff", "prompts.find", "prompts.moves", "prompts.commit",
          "prompts.renameVariable", "compare.history", "compare.diff", "compare.blind", "compare.parameters",
          "providers.add", "providers.editModel", "releases.new", "dashboard.showAsTable"})
        QTest::newRow(action) << QString::fromLatin1(action).section(u'.', 0, 0) << QString::fromLatin1(action);
}

void WholeWindowTest::everySubViewHasNames()
{
    QFETCH(QString, page);
    QFETCH(QString, action);
    show(page);
    QAction *open = m_window->actions().action(action);
    QVERIFY2(open, qPrintable(action));
    // Disabled where the sample has nothing to open it on; its parts are built all the same, and looked at.
    open->trigger();
    QTRY_VERIFY_WITH_TIMEOUT(m_window->pages().shownPage()->isSettled(), 30000);
    QStringList nameless = test::namelessControls(*m_window);
    for (QWidget *window : QApplication::topLevelWidgets()) {
        if (window != m_window.get() && window->isVisible()) {
            nameless += test::namelessControls(*window);
            window->close();
        }
    }
    for (int i = 0; i < 3 && m_window->pages().shownPage()->escape(); ++i) { }
    QVERIFY2(nameless.isEmpty(), qPrintable(nameless.join(u'\n')));
}

void WholeWindowTest::tabGoesRoundInReadingOrder()
{
    QFETCH(QString, page);
    show(page);
    m_window->activateWindow();
    QTRY_VERIFY(m_window->isActiveWindow());
    QWidget *shown = m_window->pages().shownPage();
    QList<QWidget *> stops;
    for (QWidget *widget : shown->findChildren<QWidget *>()) {
        const auto *button = qobject_cast<QAbstractButton *>(widget);
        // Of buttons that exclude one another, Tab comes to the one that is on, and arrows to the others.
        const bool isAlternative = button && !button->isChecked()
            && (button->autoExclusive() || (button->group() && button->group()->exclusive()));
        if (test::takesTab(widget) && widget->isVisible() && widget->isEnabled() && !isAlternative)
            stops.append(widget);
    }
    QVERIFY(!stops.isEmpty());
    // A Tab is text in a message, and F6 leads out of it: here the order is looked at.
    for (QPlainTextEdit *text : shown->findChildren<QPlainTextEdit *>())
        text->setTabChangesFocus(true);
    QWidget *first = stops.first();
    first->setFocus();
    QList<QWidget *> walked;
    // By the key: what the focus chain promises, a control may keep for itself.
    for (qsizetype i = 0; i <= 4 * stops.size() + 40; ++i) {
        QWidget *focus = QApplication::focusWidget();
        QVERIFY(focus);
        if (walked.contains(focus))
            break;
        walked.append(focus);
        QTest::keyClick(focus, Qt::Key_Tab);
    }
    QCOMPARE(QApplication::focusWidget(), first);
    QStringList missed;
    for (QWidget *stop : std::as_const(stops)) {
        if (!walked.contains(stop))
            missed.append(u"never reached: "_s + test::described(stop));
    }
    QVERIFY2(missed.isEmpty(), qPrintable(missed.join(u'\n')));
}

void WholeWindowTest::theLayoutComesBack()
{
    const auto layout = [this] {
        QList<int> sizes;
        for (const QString &page : {u"log"_s}) {
            show(page);
            const auto *table = m_window->pages().shownPage()->findChild<QTableView *>();
            sizes.append(table->columnWidth(0));
        }
        show(u"compare"_s);
        auto *columns = m_window->findChild<ColumnsArea *>();
        sizes.append(columns->columns().first()->answer()->zoom());
        sizes.append(m_window->pages().shownPage()->findChild<VariablesPanel *>()->isVisibleTo(m_window.get()) ? 1 : 0);
        return sizes;
    };
    layout(); // makes the pages
    for (const QString &page : {u"log"_s}) {
        show(page);
        m_window->pages().shownPage()->findChild<QTableView *>()->setColumnWidth(0, 222);
    }
    show(u"compare"_s);
    m_window->findChild<ColumnsArea *>()->setZoom(2);
    m_window->actions().action(u"compare.side"_s)->trigger();
    const QList<int> left = layout();
    makeWindow();
    QCOMPARE(layout(), left);
    QCOMPARE(left.mid(0, 2), QList<int>({222, 2}));
    m_window->resetLayout();
    makeWindow();
    QVERIFY(layout().first() != 222);
}

void WholeWindowTest::filesDroppedAnywhereAreImported()
{
    show(u"dashboard"_s);
    const QString path = m_folder.filePath(u"dropped-here.md"_s);
    QFile file(path);
    QVERIFY(file.open(QIODevice::WriteOnly) && file.write("Say {{what}}.") > 0);
    file.close();
    test::DragDrop drag;
    drag.data().setUrls({QUrl::fromLocalFile(path)});
    QVERIFY(drag.drop(*m_window->statusBar()));
    QCOMPARE(m_window->pages().shownPage()->pageId(), u"prompts"_s);
    auto *list = m_window->findChild<PromptList *>();
    QTRY_VERIFY_WITH_TIMEOUT(list->selected() && list->selected()->name == u"dropped-here"_s, 30000);
    show(u"prompts"_s);
}

void WholeWindowTest::aPromptIsDroppedOnCompare()
{
    show(u"prompts"_s);
    auto *list = m_window->findChild<PromptList *>();
    QVERIFY(list->view()->dragEnabled());
    const QAbstractItemModel *rows = list->view()->model();
    const QString name = u"support-ticket-triage"_s;
    const QModelIndex row = rows->match(rows->index(0, 0), Qt::DisplayRole, name).value(0);
    const std::unique_ptr<QMimeData> dragged(rows->mimeData({row}));
    QCOMPARE(dragged->text(), u"{{> %1}}"_s.arg(name));
    test::DragDrop drag;
    for (const QString &format : dragged->formats())
        drag.data().setData(format, dragged->data(format));
    QVERIFY2(!drag.drop(*m_window->statusBar()), "here is nothing to do with a prompt");
    QWidget *button = nullptr;
    for (QAbstractButton *candidate : m_window->findChildren<QAbstractButton *>()) {
        if (candidate->accessibleName() == u"Compare"_s && candidate->isVisible())
            button = candidate;
    }
    QVERIFY(button);
    QVERIFY(drag.drop(*button));
    QCOMPARE(m_window->pages().shownPage()->pageId(), u"compare"_s);
    show(u"compare"_s);
    auto *source = m_window->pages().shownPage()->findChild<PromptSource *>();
    QTRY_COMPARE_WITH_TIMEOUT(source->prompt(), name, 30000);
}

void WholeWindowTest::noTextIsCut()
{
    QFETCH(QString, page);
    show(page);
    const QStringList cut = cutTexts(*m_window);
    QVERIFY2(cut.isEmpty(), qPrintable(cut.join(u'\n')));
}

void WholeWindowTest::shortcutsDoNotCollide()
{
    for (const QString &id : app::pageIds())
        show(id);
    QStringList collisions;
    for (const auto &[first, second] : m_window->actions().conflicts())
        collisions.append(first->objectName() + u" and "_s + second->objectName());
    QVERIFY2(collisions.isEmpty(), qPrintable(collisions.join(u'\n')));
}

void WholeWindowTest::badOptionsAreRefused_data()
{
    QTest::addColumn<QStringList>("arguments");
    QTest::newRow("unknown option") << QStringList{u"--colour"_s};
    QTest::newRow("missing value") << QStringList{u"--workspace"_s};
    QTest::newRow("unknown page") << QStringList{u"--page"_s, u"nowhere"_s};
    QTest::newRow("unknown theme") << QStringList{u"--theme"_s, u"pink"_s};
    QTest::newRow("demo and workspace") << QStringList{u"--demo"_s, u"--workspace"_s, u"x.assay"_s};
    QTest::newRow("no such file") << QStringList{u"/no/such/file.md"_s};
}

void WholeWindowTest::badOptionsAreRefused()
{
    QFETCH(QStringList, arguments);
    const auto options = app::parseOptions(QStringList{u"assay"_s} + arguments);
    QVERIFY(!options);
    const QString sentence = options.error().message;
    QVERIFY2(sentence.endsWith(u'.') && !sentence.contains(u'\n'), qPrintable(sentence));
}

QTEST_MAIN(WholeWindowTest)
#include "tst_wholewindow.moc"
