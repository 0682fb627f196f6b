// SPDX-License-Identifier: GPL-3.0-or-later
#include "orchestration/policypath.h"
#include "support/awaiting.h"
#include "ui/actions/actionregistry.h"
#include "ui/settings/listeditor.h"
#include "ui/settings/settingspage.h"
#include "ui/settings/settingtexts.h"
#include "ui/theme/theme.h"
#include "ui/widgets/messagebar.h"
#include "workspace/engine.h"

#include <QAccessible>
#include <QAction>
#include <QCoroFuture>
#include <QJsonArray>
#include <QLineEdit>
#include <QPointer>
#include <QPushButton>
#include <QSet>
#include <QTableView>
#include <QTemporaryDir>
#include <QTest>
#include <QTreeView>

using namespace assay;
using namespace assay::ui;
using namespace Qt::StringLiterals;

namespace {

/// A window's worth of services around the page.
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
        settle();
    }
    void settle()
    {
        if (!QTest::qWaitFor([this] { return page.isSettled(); }))
            qFatal("the page does not settle");
    }
    QTreeView *tree() { return page.findChild<QTreeView *>(); }
    MessageBar *bar() { return page.findChild<MessageBar *>(); }
    /// The cell in `column` of the row with this label.
    QModelIndex cell(const QString &label, int column)
    {
        const QAbstractItemModel *model = tree()->model();
        for (int section = 0; section < model->rowCount(); ++section) {
            const QModelIndex heading = model->index(section, 0);
            for (int row = 0; row < model->rowCount(heading); ++row) {
                if (model->index(row, 0, heading).data().toString() == label)
                    return model->index(row, column, heading);
            }
        }
        return {};
    }
    void type(const QString &label, const QString &text)
    {
        tree()->setCurrentIndex(cell(label, 1));
        tree()->edit(cell(label, 1));
        auto *editor = tree()->viewport()->findChild<QLineEdit *>();
        if (editor == nullptr)
            qFatal("the cell cannot be edited");
        editor->selectAll();
        QTest::keyClicks(editor, text);
        const QPointer<QLineEdit> open = editor;
        QTest::keyClick(editor, Qt::Key_Return);
        if (!QTest::qWaitFor([open] { return open.isNull(); })) // the view takes the value behind the key
            qFatal("the cell stays open");
        settle();
    }
    orchestration::Policy policy()
    {
        const auto read = test::await(
            engine.run([](workspace::Workspace &workspace) -> QCoro::Task<Result<orchestration::Policy>> {
                co_return workspace.orchestrator().policy();
            }));
        return read.value_or(orchestration::Policy());
    }

    QTemporaryDir folder;
    Theme theme{ThemeChoice::Light};
    ActionRegistry actions{theme};
    QSettings state{folder.filePath(u"state.ini"_s), QSettings::IniFormat};
    workspace::Engine engine;
    SettingsPage page;
};

/// Of every setting: "group.name", or "name" for those without a group.
QStringList pathsOf(const QJsonObject &policy)
{
    QStringList paths;
    for (auto group = policy.begin(); group != policy.end(); ++group) {
        if (!group->isObject()) {
            paths.append(group.key());
            continue;
        }
        for (const QString &name : group->toObject().keys())
            paths.append(QString(group.key() + u'.' + name));
    }
    return paths;
}

} // namespace

class SettingsPageTest final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { qunsetenv("DBUS_SESSION_BUS_ADDRESS"); }

    void everySettingOfThePolicyIsThereOnce()
    {
        QSet<QString> paths;
        for (const SettingSection &section : settingSections()) {
            for (const SettingText &setting : section.settings) {
                QVERIFY2(!paths.contains(setting.path), qPrintable(setting.path));
                paths.insert(setting.path);
            }
        }
        // What has a value in every member: nothing can be left out because it is empty.
        orchestration::Policy full;
        full.cache.embeddingModel = {u"p"_s, u"m"_s};
        full.cache.sampledPrompts = {u"greeting"_s};
        full.timeZone = "Europe/Berlin";
        full.safety.phoneRegion = u"DE"_s;
        const QStringList ofFull = pathsOf(orchestration::toJson(full));
        for (const QString &path : ofFull)
            QVERIFY2(paths.contains(path), qPrintable(path));
        QCOMPARE(paths.size(), ofFull.size()); // and none that the policy does not know
        // What is empty has its place all the same, or nobody could set it.
        QCOMPARE(pathsOf(orchestration::toJson(orchestration::Policy())), ofFull);
    }

    void theHelpSpeaksToPeople()
    {
        for (const SettingSection &section : settingSections()) {
            for (const SettingText &setting : section.settings)
                QVERIFY2(!setting.help.contains(u'{') && !setting.help.contains(u'['),
                         qPrintable(setting.path)); // lists are edited in rows, not as JSON
        }
    }

    void likeQuestionsAreSwitchedOnStepByStep()
    {
        Bench bench;
        const QString label = u"Answer like questions, too"_s;
        const auto toggle = [&] {
            bench.tree()->setFocus();
            bench.tree()->setCurrentIndex(bench.cell(label, 1));
            QTest::keyClick(bench.tree(), Qt::Key_Space);
            bench.settle();
        };
        toggle();
        QVERIFY(!bench.policy().cache.semantic); // and it says what is missing
        QVERIFY2(bench.bar()->sentence().contains(u"cache.embedding_model"_s),
                 qPrintable(bench.bar()->sentence()));
        bench.type(u"Model that compares questions"_s, u"openai/text-embedding-3-small"_s);
        QCOMPARE(bench.policy().cache.embeddingModel.toString(), u"openai/text-embedding-3-small"_s);
        toggle();
        QVERIFY(bench.policy().cache.semantic);
        QCOMPARE(bench.cell(label, 1).data().toString(), u"On"_s);
    }

    void theUsualRulesComeWithOneClickAndGoWithUndo()
    {
        Bench bench;
        bench.tree()->setCurrentIndex(bench.cell(u"Rules"_s, 1));
        const auto button = [&bench](const QString &text) -> QPushButton * {
            for (QPushButton *each : bench.page.findChildren<QPushButton *>()) {
                if (each->isVisible() && each->text().remove(u'&') == text)
                    return each;
            }
            return nullptr;
        };
        QVERIFY(button(u"Add the usual rules"_s) != nullptr);
        QTest::keyClick(button(u"Add the usual rules"_s), Qt::Key_Space);
        bench.settle();
        QCOMPARE(bench.policy().safety.rules, validation::usualSafetyRules());
        QTest::keyClick(button(u"Add the usual rules"_s), Qt::Key_Space); // not twice
        bench.settle();
        QCOMPARE(bench.policy().safety.rules, validation::usualSafetyRules());
        bench.tree()->setCurrentIndex(bench.cell(u"Most retries"_s, 1));
        QVERIFY(button(u"Add the usual rules"_s) == nullptr);
    }

    void theTimeZoneIsTyped()
    {
        Bench bench;
        bench.type(u"Time zone of budgets"_s, u"Europe/Berlin"_s);
        QCOMPARE(bench.policy().timeZone, QByteArray("Europe/Berlin"));
    }

    void aTypedValueIsInEffectAtOnceAndCanBeUndone()
    {
        Bench bench;
        QCOMPARE(bench.cell(u"Most retries"_s, 1).data().toString(), u"2"_s);
        bench.type(u"Most retries"_s, u"5"_s);
        QCOMPARE(bench.policy().retry.maxRetries, 5);
        QCOMPARE(bench.cell(u"Most retries"_s, 2).data().toString(), u"2"_s);
        for (QPushButton *button : bench.bar()->findChildren<QPushButton *>()) {
            if (button->text().remove(u'&') == u"Undo"_s)
                QTest::mouseClick(button, Qt::LeftButton);
        }
        bench.settle();
        QCOMPARE(bench.policy().retry.maxRetries, 2);
        QCOMPARE(bench.cell(u"Most retries"_s, 1).data().toString(), u"2"_s);
    }

    void aWrongValueIsRefusedWithItsRange()
    {
        Bench bench;
        bench.type(u"Most retries"_s, u"99"_s);
        QCOMPARE(bench.policy().retry.maxRetries, 2);
        QCOMPARE(bench.cell(u"Most retries"_s, 1).data().toString(), u"2"_s);
        QVERIFY2(bench.bar()->sentence().contains(u"20"_s), qPrintable(bench.bar()->sentence()));
        bench.type(u"Most retries"_s, u"many"_s);
        QCOMPARE(bench.policy().retry.maxRetries, 2);
    }

    void aSwitchIsToggledByTheSpaceBar()
    {
        Bench bench;
        const QString label = u"Answer equal calls from the cache"_s;
        bench.tree()->setFocus();
        bench.tree()->setCurrentIndex(bench.cell(label, 1));
        QTest::keyClick(bench.tree(), Qt::Key_Space);
        bench.settle();
        QVERIFY(bench.policy().cache.enabled);
        QCOMPARE(bench.cell(label, 1).data().toString(), u"On"_s);
    }

    void listsAreTypedAsJson()
    {
        Bench bench;
        bench.type(u"Rate limits"_s, u"[{\"provider\":\"openai\",\"requests_per_minute\":500}]"_s);
        QCOMPARE(bench.policy().rateLimits.size(), 1);
        QCOMPARE(bench.policy().rateLimits.first().requestsPerMinute, std::optional(500));
    }

    void entriesOfAListAreEditedInRows()
    {
        Bench bench;
        bench.tree()->setCurrentIndex(bench.cell(u"Rate limits"_s, 1));
        auto *list = bench.page.findChild<ListEditor *>();
        QVERIFY(list->isVisible());
        auto *table = list->findChild<QTableView *>();
        const auto typeCell = [&](int row, int column, const QString &text) {
            const QModelIndex cell = table->model()->index(row, column);
            table->setCurrentIndex(cell);
            if (table->indexWidget(cell) == nullptr)
                table->edit(cell);
            auto *editor = table->viewport()->findChild<QLineEdit *>();
            QVERIFY(editor != nullptr);
            QTest::keyClicks(editor, text);
            const QPointer<QLineEdit> open = editor;
            QTest::keyClick(editor, Qt::Key_Return);
            QVERIFY(QTest::qWaitFor([open] { return open.isNull(); }));
            bench.settle();
        };
        for (QPushButton *button : list->findChildren<QPushButton *>()) {
            if (button->text() == u"Add"_s)
                QTest::mouseClick(button, Qt::LeftButton);
        }
        typeCell(0, 0, u"openai"_s);
        QVERIFY(bench.policy().rateLimits.isEmpty()); // says no number yet
        typeCell(0, 3, u"500"_s);
        QCOMPARE(bench.policy().rateLimits.size(), 1);
        QCOMPARE(bench.policy().rateLimits.first().provider, u"openai"_s);
        QCOMPARE(bench.policy().rateLimits.first().requestsPerMinute, std::optional(500));
        list->removeSelected();
        bench.settle();
        QVERIFY(bench.policy().rateLimits.isEmpty());
    }

    void whatACellSaysIsTheValueItCameFrom()
    {
        const auto route = listFieldsOf(u"routes"_s).at(2);
        const QJsonArray models{QJsonObject{{u"model"_s, u"openai/gpt-x"_s}},
                                QJsonObject{{u"model"_s, u"local/llama-4"_s}, {u"weight"_s, 3}}};
        QCOMPARE(cellText(route, models), u"openai/gpt-x, local/llama-4 \u00d7 3"_s);
        QCOMPARE(cellValue(route, cellText(route, models)), QJsonValue(models));
        QCOMPARE(cellValue(route, u"a/b x 2"_s).toArray().first()["weight"_L1].toInt(), 2);
        const auto number = listFieldsOf(u"rate_limits"_s).at(3);
        QVERIFY(cellValue(number, u" "_s).isUndefined());
        QCOMPARE(cellValue(number, u"500"_s), QJsonValue(500));
        QCOMPARE(cellValue(number, u"many"_s), QJsonValue(u"many"_s)); // refused by the policy
    }

    void aSettingGetsItsDefaultBack()
    {
        Bench bench;
        bench.type(u"Most retries"_s, u"5"_s);
        bench.tree()->setCurrentIndex(bench.cell(u"Most retries"_s, 1));
        bench.actions.action(u"settings.reset"_s)->trigger();
        bench.settle();
        QCOMPARE(bench.policy().retry.maxRetries, 2);
    }

    void searchFindsByWordAndByPath()
    {
        Bench bench;
        auto *search = bench.page.findChild<QLineEdit *>();
        QTest::keyClicks(search, u"half-open"_s);
        QVERIFY(bench.cell(u"Trial calls"_s, 0).isValid());
        QVERIFY(!bench.cell(u"Most retries"_s, 0).isValid());
        search->clear();
        QTest::keyClicks(search, u"retry.max_ret"_s);
        QVERIFY(bench.cell(u"Most retries"_s, 0).isValid());
    }

    void everyControlHasAName()
    {
        Bench bench;
        for (QWidget *widget : bench.page.findChildren<QWidget *>()) {
            if (widget->focusPolicy() == Qt::NoFocus || !widget->isVisible())
                continue;
            QAccessibleInterface *face = QAccessible::queryAccessibleInterface(widget);
            QVERIFY2(face != nullptr && !face->text(QAccessible::Name).isEmpty(),
                     widget->metaObject()->className());
        }
    }
};

QTEST_MAIN(SettingsPageTest)
#include "tst_settingspage.moc"
