// SPDX-License-Identifier: GPL-3.0-or-later
// Walks the window with its real pages on the sample workspace.
#include "app/assay/options.h"
#include "app/assay/pagelist.h"
#include "support/awaiting.h"
#include "tests/ui/shell/windowwalk.h"
#include "ui/shell/mainwindow.h"
#include "ui/theme/theme.h"
#include "workspace/engine.h"

#include <QLabel>
#include <QPushButton>
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
    void noTextIsCut_data() { addPages(); }
    void noTextIsCut();
    void shortcutsDoNotCollide();
    void badOptionsAreRefused_data();
    void badOptionsAreRefused();

private:
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
    m_window = std::make_unique<MainWindow>(
        WindowSession{*m_engine, *m_theme, *m_state, *m_config, options.path, false, {}, app::pageList()});
    m_window->resize(1280, 820);
    m_window->show();
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
    const QStringList nameless = test::namelessControls(*m_window);
    QVERIFY2(nameless.isEmpty(), qPrintable(nameless.join(u'\n')));
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
