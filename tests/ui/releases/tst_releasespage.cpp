// SPDX-License-Identifier: GPL-3.0-or-later
#include "support/awaiting.h"
#include "ui/actions/actionregistry.h"
#include "ui/releases/releasespage.h"
#include "ui/theme/theme.h"
#include "ui/widgets/messagebar.h"
#include "workspace/engine.h"

#include <QAccessible>
#include <QAction>
#include <QComboBox>
#include <QCoroFuture>
#include <QLabel>
#include <QLineEdit>
#include <QListWidget>
#include <QPushButton>
#include <QSignalSpy>
#include <QTableWidget>
#include <QTemporaryDir>
#include <QTest>

using namespace assay;
using namespace assay::ui;
using namespace Qt::StringLiterals;

namespace {

/// A window's worth of services around the page, with a prompt of two versions, the first in production.
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
        const auto made =
            test::await(engine.run([](workspace::Workspace &workspace) -> QCoro::Task<Result<>> {
                prompts::PromptContent content;
                content.messages = {{providers::Role::User, u"One"_s}};
                const auto prompt = co_await workspace.prompts().create(u"triage"_s, {}, content);
                for (const QString &text : {u"One"_s, u"Two"_s}) {
                    content.messages.front().text = text;
                    std::ignore =
                        co_await workspace.prompts().commit(prompt->id, content, 0, u"Change"_s, u"ada"_s);
                }
                auto done = co_await workspace.prompts().setLabel(prompt->id, 1, u"production"_s, u"ada"_s);
                co_return done;
            }));
        if (!made)
            qFatal("%s", qPrintable(made.error().message));
        page.resize(1200, 800);
        page.show();
        settle();
    }
    void settle()
    {
        if (!QTest::qWaitFor([this] { return page.isSettled(); }))
            qFatal("the page does not settle");
    }
    QPushButton *button(const QString &text)
    {
        for (QPushButton *button : page.findChildren<QPushButton *>()) {
            if (button->text() == text && button->isVisible())
                return button;
        }
        return nullptr;
    }
    void click(const QString &text)
    {
        QPushButton *found = button(text);
        if (found == nullptr || !found->isEnabled())
            qFatal("no such button: %s", qPrintable(text));
        QTest::mouseClick(found, Qt::LeftButton);
        settle();
    }
    int labelled()
    {
        const auto read =
            test::await(engine.run([](workspace::Workspace &workspace) -> QCoro::Task<Result<int>> {
                const auto prompt = co_await workspace.prompts().find(u"triage"_s);
                const auto version = co_await workspace.prompts().version(prompt->id, u"production"_s);
                co_return version->number;
            }));
        return read.value_or(0);
    }
    QListWidget *list()
    {
        for (QListWidget *list : page.findChildren<QListWidget *>()) {
            if (list->accessibleName() == u"Releases"_s)
                return list;
        }
        qFatal("no list");
    }
    QString rowText() { return list()->item(0)->text(); }

    QTemporaryDir folder;
    Theme theme{ThemeChoice::Light};
    ActionRegistry actions{theme};
    QSettings state{folder.filePath(u"state.ini"_s), QSettings::IniFormat};
    workspace::Engine engine;
    ReleasesPage page;
};

} // namespace

class ReleasesPageTest final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { qunsetenv("DBUS_SESSION_BUS_ADDRESS"); }

    void aStepShowsTheFiguresOfItsMoment()
    {
        Bench bench;
        const auto started = test::await(
            bench.engine.run([](workspace::Workspace &workspace) -> QCoro::Task<Result<>> {
                const auto prompt = co_await workspace.prompts().find(u"triage"_s);
                release::ReleasePlan plan;
                plan.isAutomatic = false;
                const release::By ada(u"ada"_s, u"Try"_s);
                const auto begun =
                    co_await workspace.releases().start(prompt->id, u"production"_s, 2, plan, ada);
                if (!begun)
                    co_return tl::unexpected(begun.error());
                release::SideFigures side;
                side.calls = 100;
                side.errors = 7;
                const QJsonObject evidence = release::toJson(release::assess(plan, side, side, {}));
                const release::By looked(QString(), u"Held"_s, evidence);
                co_return co_await workspace.releases().recordLook(*begun, looked);
            }));
        QVERIFY(started);
        QTest::keyClick(&bench.page, Qt::Key_F5);
        bench.settle();
        QTRY_COMPARE(bench.list()->count(), 1);
        auto *detail = bench.page.findChild<ReleaseDetail *>();
        auto *table = detail->findChild<QTableWidget *>();
        auto *events = detail->findChild<QListWidget *>();
        QTRY_COMPARE(events->count(), 2);
        QCOMPARE(table->rowCount(), 5);
        QCOMPARE(table->item(0, 1)->text(), u"\u2013"_s); // no call yet
        QCOMPARE(table->item(4, 5)->text(), u"Not measured"_s);
        events->setCurrentRow(0);
        QCOMPARE(table->item(0, 1)->text(), u"7.00 %"_s);
        bench.settle();
        QTest::keyClick(&bench.page, Qt::Key_F5); // the choice stays
        bench.settle();
        QCOMPARE(table->item(0, 1)->text(), u"7.00 %"_s);
        events->setCurrentRow(1); // a person's step
        QCOMPARE(table->rowCount(), 0);
        bench.click(u"Show them as they are now"_s);
        QCOMPARE(table->item(0, 1)->text(), u"\u2013"_s);
    }

    void whoMayNotReleaseSeesWhy()
    {
        Bench bench;
        const auto granted =
            test::await(bench.engine.run([](workspace::Workspace &workspace) -> QCoro::Task<Result<>> {
                co_return co_await workspace.access().grant(u"chief"_s, security::Role::Admin, u"chief"_s);
            }));
        QVERIFY(granted);
        bench.click(u"New release"_s);
        bench.settle();
        auto *form = bench.page.findChild<ReleaseForm *>();
        QTRY_VERIFY2(form->problem().contains(u"chief"_s), qPrintable(form->problem()));
        QVERIFY(!bench.button(u"Start the release"_s)->isEnabled());
        bool saysNotMeasured = false;
        for (const QLabel *label : form->findChildren<QLabel *>())
            saysNotMeasured |= label->text().contains(u"not measured"_s);
        QVERIFY(saysNotMeasured);
    }

    void aReleaseIsStartedPromotedAndFinished()
    {
        Bench bench;
        bench.click(u"New release"_s);
        auto *form = bench.page.findChild<ReleaseForm *>();
        QVERIFY(form->isVisible());
        QCOMPARE(form->problem(), QString()); // version 2, production and the usual steps stand there
        for (QLineEdit *field : form->findChildren<QLineEdit *>()) {
            if (field->accessibleName().startsWith(u"Steps"_s)) {
                field->clear();
                QTest::keyClicks(field, u"10, 100"_s);
            }
        }
        bench.click(u"Start the release"_s);
        QTRY_COMPARE(bench.list()->count(), 1);
        bench.settle();
        QVERIFY2(bench.rowText().contains(u"10 %"_s), qPrintable(bench.rowText()));
        QCOMPARE(bench.labelled(), 1);
        QCOMPARE(bench.page.findChild<QTableWidget *>()->rowCount(), 5);
        auto *reason = bench.page.findChild<ReleaseDetail *>()->findChild<QLineEdit *>();
        QTest::keyClicks(reason, u"Answers are better"_s);
        bench.click(u"Promote to 100 %"_s);
        QTRY_VERIFY(bench.rowText().contains(u"100 %"_s));
        bench.settle();
        QTRY_VERIFY(bench.button(u"Finish"_s) != nullptr);
        bench.click(u"Finish"_s);
        QTRY_VERIFY(bench.rowText().contains(u"Released"_s));
        QCOMPARE(bench.labelled(), 2);
        bool hasReason = false;
        for (const QListWidget *list : bench.page.findChildren<QListWidget *>()) {
            for (int row = 0; row < list->count(); ++row)
                hasReason = hasReason || list->item(row)->text().contains(u"Answers are better"_s);
        }
        QVERIFY(hasReason);
    }

    void aReleaseIsRolledBack()
    {
        Bench bench;
        bench.click(u"New release"_s);
        auto *form = bench.page.findChild<ReleaseForm *>();
        for (QComboBox *box : form->findChildren<QComboBox *>()) {
            if (box->accessibleName() == u"How"_s)
                box->setCurrentIndex(1);
        }
        bench.click(u"Start the release"_s);
        QTRY_VERIFY(bench.button(u"Roll back"_s) != nullptr);
        bench.click(u"Roll back"_s);
        QTRY_VERIFY(bench.rowText().contains(u"Rolled back"_s));
        QCOMPARE(bench.labelled(), 1);
        bench.settle();
        QTRY_VERIFY(bench.button(u"Roll back"_s) == nullptr); // nothing left to do
    }

    void theFormSaysWhatIsMissing()
    {
        Bench bench;
        bench.page.navigate({{u"prompt"_s, u"triage"_s}, {u"version"_s, 1}});
        bench.settle();
        auto *form = bench.page.findChild<ReleaseForm *>();
        QVERIFY2(form->problem().contains(u"already"_s), qPrintable(form->problem()));
        QVERIFY(!bench.button(u"Start the release"_s)->isEnabled());
        QVERIFY(bench.page.escape());
        QVERIFY(!bench.page.escape());
    }

    void theDiffOfBothSidesIsAStepAway()
    {
        Bench bench;
        bench.click(u"New release"_s);
        bench.click(u"Start the release"_s);
        QTRY_VERIFY(bench.button(u"Show the diff"_s) != nullptr);
        QSignalSpy asked(&bench.page, &Page::navigationRequested);
        bench.click(u"Show the diff"_s);
        QCOMPARE(asked.size(), 1);
        const QVariantMap arguments = asked.first().at(1).toMap();
        QCOMPARE(arguments[u"left"_s].toInt(), 1);
        QCOMPARE(arguments[u"right"_s].toInt(), 2);
    }

    void everyControlHasAName()
    {
        Bench bench;
        bench.click(u"New release"_s);
        const auto check = [&bench] {
            for (QWidget *widget : bench.page.findChildren<QWidget *>()) {
                if (widget->focusPolicy() == Qt::NoFocus || !widget->isVisible())
                    continue;
                QAccessibleInterface *face = QAccessible::queryAccessibleInterface(widget);
                QVERIFY2(face != nullptr && !face->text(QAccessible::Name).isEmpty(),
                         widget->metaObject()->className());
            }
        };
        check();
        bench.click(u"Start the release"_s);
        QTRY_VERIFY(bench.button(u"Show the diff"_s) != nullptr);
        check();
    }
};

QTEST_MAIN(ReleasesPageTest)
#include "tst_releasespage.moc"
