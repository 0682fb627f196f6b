// SPDX-License-Identifier: GPL-3.0-or-later
#include "simulator/simulator.h"
#include "support/awaiting.h"
#include "ui/actions/actionregistry.h"
#include "ui/providers/keyfield.h"
#include "ui/providers/providersmodel.h"
#include "ui/providers/providerspage.h"
#include "ui/theme/theme.h"
#include "ui/widgets/messagebar.h"
#include "workspace/engine.h"

#include <QAbstractItemModelTester>
#include <QAccessible>
#include <QComboBox>
#include <QCoroFuture>
#include <QListView>
#include <QPushButton>
#include <QStackedWidget>
#include <QTableView>
#include <QTemporaryDir>
#include <QTest>

using namespace assay;
using namespace assay::ui;
using namespace Qt::StringLiterals;

namespace {

constexpr auto plantedKey = "sk-planted-0123456789-wxyz";

/// A window's worth of services around the page, without a keychain (no session bus): keys live for this run.
struct Bench {
    Bench()
        : engine([this] {
            workspace::WorkspaceOptions options;
            options.path = folder.filePath(u"w.assay"_s);
            options.whenMissing = workspace::WorkspaceOptions::WhenMissing::CreateEmpty;
            return options;
        }())
        , page({engine, theme, actions, state})
    {
        page.resize(1200, 800);
        page.show();
        page.activate();
        if (!QTest::qWaitFor([this] { return page.isSettled(); }))
            qFatal("the page does not settle");
    }

    template <typename T> T *named(const QString &accessibleName)
    {
        for (T *widget : page.findChildren<T *>()) {
            if (widget->accessibleName() == accessibleName && widget->isVisible())
                return widget;
        }
        qFatal("no visible control is called %s", qPrintable(accessibleName));
    }
    QPushButton *button(const QString &text)
    {
        for (QPushButton *candidate : page.findChildren<QPushButton *>()) {
            if (candidate->text().remove(u'&') == text && candidate->isVisible())
                return candidate;
        }
        qFatal("no visible button says %s", qPrintable(text));
    }
    MessageBar *bar()
    {
        for (MessageBar *candidate : page.findChildren<MessageBar *>()) {
            if (candidate->isVisible())
                return candidate;
        }
        return nullptr;
    }
    QListView *list() { return page.findChild<QListView *>(); }

    void addServer(const QString &name, const QByteArray &url, const QString &key)
    {
        page.navigate({{u"add"_s, true}});
        if (!QTest::qWaitFor([this] { return page.isSettled(); }))
            qFatal("the form does not settle");
        named<QComboBox>(u"Kind of provider"_s)->setCurrentIndex(2);
        auto *nameField = named<QLineEdit>(u"Name"_s);
        nameField->clear();
        QTest::keyClicks(nameField, name);
        auto *urlField = named<QLineEdit>(u"Base URL"_s);
        urlField->clear();
        QTest::keyClicks(urlField, QString::fromUtf8(url));
        QTest::keyClicks(named<QLineEdit>(u"API key"_s), key);
        QTest::mouseClick(button(u"Add provider"_s), Qt::LeftButton);
    }

    QTemporaryDir folder;
    Theme theme{ThemeChoice::Light};
    ActionRegistry actions{theme};
    QSettings state{folder.filePath(u"state.ini"_s), QSettings::IniFormat};
    workspace::Engine engine;
    ProvidersPage page;
};

} // namespace

class ProvidersPageTest final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { qunsetenv("DBUS_SESSION_BUS_ADDRESS"); }

    void anEmptyWorkspaceSaysWhatToDo()
    {
        Bench bench;
        QCOMPARE(bench.list()->model()->rowCount(), 0);
        QTest::mouseClick(bench.button(u"Add a provider"_s), Qt::LeftButton);
        QVERIFY(bench.named<QComboBox>(u"Kind of provider"_s));
        QTest::keyClick(&bench.page, Qt::Key_Escape);
        QVERIFY(bench.page.escape()); // the window hands Esc over
        QVERIFY(bench.button(u"Add a provider"_s));
    }

    void aServerIsAddedTestedAndItsModelsListed()
    {
        const auto simulator = simulator::Simulator::start({});
        QVERIFY(simulator);
        Bench bench;
        QAbstractItemModelTester tester(bench.list()->model());
        bench.addServer(u"lab"_s, (*simulator)->baseUrl(), {});
        QTRY_COMPARE(bench.list()->model()->rowCount(), 1);
        QTRY_VERIFY(bench.page.isSettled());
        QTest::mouseClick(bench.button(u"Test connection"_s), Qt::LeftButton);
        auto *models = bench.named<QTableView>(u"Models of this provider"_s);
        QTRY_VERIFY(models->model()->rowCount() >= 3);
        QTRY_VERIFY(bench.bar() != nullptr);
        QCOMPARE(bench.bar()->kind(), MessageBar::Kind::Success);
    }

    void aBadAddressIsRefusedBesideTheForm()
    {
        Bench bench;
        bench.addServer(u"lab"_s, "ftp://example.org", {});
        QTRY_VERIFY(bench.bar() != nullptr);
        QCOMPARE(bench.bar()->kind(), MessageBar::Kind::Error);
        QCOMPARE(bench.list()->model()->rowCount(), 0);
    }

    void withoutAKeychainTheKeyIsOfferedForThisRunAndNeverStored()
    {
        Bench bench;
        bench.addServer(u"paid"_s, "http://127.0.0.1:9/v1", QString::fromLatin1(plantedKey));
        QTRY_VERIFY(bench.bar() != nullptr);
        QVERIFY2(bench.bar()->sentence().contains(u"this run only"_s), qPrintable(bench.bar()->sentence()));
        QVERIFY(!bench.bar()->sentence().contains(QString::fromLatin1(plantedKey)));
        QVERIFY(bench.page.findChild<KeyField *>()->text().isEmpty());
        QTest::mouseClick(bench.button(u"Use for this run only"_s), Qt::LeftButton);
        QTRY_COMPARE(bench.list()->model()->rowCount(), 1);
        QTRY_COMPARE(bench.list()->model()->index(0, 0).data(ProvidersModel::KeyRole).toString(),
                     u"key for this run"_s);

        QTRY_VERIFY(bench.page.isSettled());
        const QDir folder(bench.folder.path());
        for (const QFileInfo &file : folder.entryInfoList(QDir::Files)) {
            QFile content(file.filePath());
            QVERIFY(content.open(QIODevice::ReadOnly));
            QVERIFY2(!content.readAll().contains(plantedKey), qPrintable(file.fileName()));
        }
    }

    void removingAsksFirst()
    {
        Bench bench;
        bench.addServer(u"lab"_s, "http://127.0.0.1:9/v1", {});
        QTRY_COMPARE(bench.list()->model()->rowCount(), 1);
        QTRY_VERIFY(bench.page.isSettled());
        bench.actions.action(u"providers.remove"_s)->trigger();
        QTRY_VERIFY(bench.bar() != nullptr);
        QCOMPARE(bench.list()->model()->rowCount(), 1);
        QTest::mouseClick(bench.button(u"Remove"_s), Qt::LeftButton);
        QTRY_COMPARE(bench.list()->model()->rowCount(), 0);
    }

    void aServerThatIsNotThereIsNamedInTheError()
    {
        Bench bench;
        bench.addServer(u"gone"_s, "http://127.0.0.1:9/v1", {});
        QTRY_COMPARE(bench.list()->model()->rowCount(), 1);
        QTRY_VERIFY(bench.page.isSettled());
        QTest::mouseClick(bench.button(u"Test connection"_s), Qt::LeftButton);
        QTRY_VERIFY(bench.bar() != nullptr && bench.bar()->kind() == MessageBar::Kind::Error);
        QVERIFY2(bench.bar()->sentence().contains(u"127.0.0.1"_s), qPrintable(bench.bar()->sentence()));
    }

    void everyControlHasAName()
    {
        Bench bench;
        bench.addServer(u"lab"_s, "http://127.0.0.1:9/v1", {});
        QTRY_COMPARE(bench.list()->model()->rowCount(), 1);
        for (QWidget *widget : bench.page.findChildren<QWidget *>()) {
            if (!widget->isVisible() || widget->focusPolicy() == Qt::NoFocus
                || widget->focusProxy() != nullptr)
                continue;
            const QAccessibleInterface *access = QAccessible::queryAccessibleInterface(widget);
            QVERIFY(access != nullptr);
            QVERIFY2(!access->text(QAccessible::Name).isEmpty(), widget->metaObject()->className());
        }
    }
};

QTEST_MAIN(ProvidersPageTest)
#include "tst_providerspage.moc"
