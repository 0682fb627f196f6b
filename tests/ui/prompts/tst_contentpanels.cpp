// SPDX-License-Identifier: GPL-3.0-or-later
#include "simulator/simulator.h"
#include "support/awaiting.h"
#include "ui/actions/actionregistry.h"
#include "ui/parameters/savedsetsbutton.h"
#include "ui/prompts/answerpanel.h"
#include "ui/prompts/contentpanels.h"
#include "ui/prompts/estimatepanel.h"
#include "ui/prompts/toolspanel.h"
#include "ui/theme/theme.h"
#include "ui/widgets/section.h"
#include "workspace/engine.h"

#include <QAbstractButton>
#include <QApplication>
#include <QClipboard>
#include <QComboBox>
#include <QCoroFuture>
#include <QLineEdit>
#include <QMenu>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>
#include <QTreeWidget>

using namespace Qt::StringLiterals;
using namespace assay;
using namespace assay::ui;

namespace {

prompts::PromptContent sample()
{
    prompts::PromptContent content;
    content.messages = {{providers::Role::User, u"Sum up {{text}}"_s}};
    content.model = u"simulated/sim-balanced"_s;
    content.parameters.temperature = 0.5;
    content.parameters.seed = 7;
    content.parameters.stop = {u"END"_s};
    content.parameters.responseFormat = providers::ResponseFormat::JsonSchema;
    content.parameters.responseSchema = {{u"type"_s, u"object"_s}};
    content.outputContract = {{u"format"_s, u"json_schema"_s},
                              {u"schema"_s, QJsonObject{{u"type"_s, u"object"_s}}},
                              {u"repair"_s, true}}; // a default written out stays written out
    content.tools = {{u"look_up"_s, u"Finds"_s, QJsonObject{{u"type"_s, u"object"_s}}, true}};
    content.notes = u"Careful."_s;
    return content;
}

struct Bench {
    Bench()
        : engine([this] {
            workspace::WorkspaceOptions options;
            options.path = folder.filePath(u"w.assay"_s);
            options.whenMissing = workspace::WorkspaceOptions::WhenMissing::CreateSample;
            return options;
        }())
        , panels({engine, theme, actions, state})
    {
        panels.resize(420, 1400);
        panels.setContent(sample());
        for (Section *section : panels.findChildren<Section *>())
            section->setOpen(true);
        panels.show();
    }

    template <typename T> T *named(const QString &accessibleName)
    {
        for (T *widget : panels.findChildren<T *>()) {
            if (widget->accessibleName() == accessibleName)
                return widget;
        }
        qFatal("no control is called %s", qPrintable(accessibleName));
    }
    prompts::PromptContent content()
    {
        prompts::PromptContent made = sample();
        made.parameters = {};
        panels.putInto(made);
        return made;
    }
    static void type(QLineEdit *field, const QString &text)
    {
        field->selectAll();
        QTest::keyClicks(field, text);
    }

    QTemporaryDir folder;
    Theme theme{ThemeChoice::Light};
    ActionRegistry actions{theme};
    QSettings state{folder.filePath(u"state.ini"_s), QSettings::IniFormat};
    workspace::Engine engine;
    ContentPanels panels;
};

} // namespace

/// Everything of a prompt beside its text: what is set, what is wrong with it, and that nothing is lost.
class TestContentPanels : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void nothingIsLostOnTheWay();
    void aWrongNumberIsNamedAndNotTaken();
    void anAnswerIsHeldToAPattern();
    void aBrokenSchemaIsLocated();
    void toolsAreAddedNamedAndRemoved();
    void toolsArePastedInBothForms();
    void aClosedSectionSaysWhatIsInside();
    void parametersAreSavedAndTakenByName();
    void theEstimateNamesTokensAndHints();
    void theProviderCountsWhenAsked();
};

void TestContentPanels::nothingIsLostOnTheWay()
{
    Bench bench;
    QVERIFY(bench.content() == sample());
    QCOMPARE(bench.panels.problem(), QString());
}

void TestContentPanels::aWrongNumberIsNamedAndNotTaken()
{
    Bench bench;
    QSignalSpy changed(&bench.panels, &ContentPanels::changed);
    Bench::type(bench.named<QLineEdit>(u"Temperature"_s), u"hot"_s);
    QVERIFY(bench.panels.problem().contains(u"Temperature is a number"_s));
    QCOMPARE(bench.content().parameters.temperature, 0.5);
    Bench::type(bench.named<QLineEdit>(u"Temperature"_s), u"1.5"_s);
    QCOMPARE(bench.panels.problem(), QString());
    QCOMPARE(bench.content().parameters.temperature, 1.5);
    QCOMPARE(bench.content().parameters.responseFormat, providers::ResponseFormat::JsonSchema);
    QVERIFY(changed.count() > 0);
}

void TestContentPanels::anAnswerIsHeldToAPattern()
{
    Bench bench;
    bench.named<QComboBox>(u"What the answer must be"_s)
        ->setCurrentIndex(static_cast<int>(validation::Format::Regex));
    Bench::type(bench.named<QLineEdit>(u"Pattern"_s), u"[A-Z"_s);
    QVERIFY(!bench.panels.problem().isEmpty());
    Bench::type(bench.named<QLineEdit>(u"Pattern"_s), u"[A-Z]+"_s);
    QCOMPARE(bench.panels.problem(), QString());
    const auto contract = validation::contractFromJson(bench.content().outputContract);
    QVERIFY(contract);
    QCOMPARE(contract->pattern, u"[A-Z]+"_s);
    QVERIFY(contract->schema.isEmpty());
}

void TestContentPanels::aBrokenSchemaIsLocated()
{
    Bench bench;
    bench.named<QPlainTextEdit>(u"JSON schema of the answer"_s)->setPlainText(u"{\n  \"type\": }"_s);
    QVERIFY2(bench.panels.problem().contains(u"line 2, column"_s), qPrintable(bench.panels.problem()));
    QVERIFY(bench.content().outputContract == sample().outputContract);
}

void TestContentPanels::toolsAreAddedNamedAndRemoved()
{
    Bench bench;
    QTest::mouseClick(bench.named<QAbstractButton>(u"Add a tool"_s), Qt::LeftButton);
    auto *name = bench.named<QLineEdit>(u"Name of the tool"_s);
    Bench::type(name, u"look_up"_s);
    QVERIFY(bench.panels.problem().contains(u"Another tool is called"_s));
    Bench::type(name, u"get weather"_s);
    QVERIFY(bench.panels.problem().contains(u"letters, digits"_s));
    Bench::type(name, u"get_weather"_s);
    QCOMPARE(bench.panels.problem(), QString());
    QCOMPARE(bench.content().tools.size(), 2U);
    QCOMPARE(bench.content().tools[1].name, u"get_weather"_s);
    QTest::mouseClick(bench.named<QAbstractButton>(u"Remove the tool"_s), Qt::LeftButton);
    QVERIFY(bench.content().tools == sample().tools);
}

void TestContentPanels::toolsArePastedInBothForms()
{
    Bench bench;
    const QString json =
        u"[{\"type\":\"function\",\"function\":{\"name\":\"a\",\"parameters\":{\"type\":\"object\"}}},"
        "{\"name\":\"look_up\",\"description\":\"d\",\"input_schema\":{\"type\":\"object\"}}]"_s;
    QApplication::clipboard()->setText(json);
    const QString paste = u"Paste tools as OpenAI or Anthropic write them"_s;
    QTest::mouseClick(bench.named<QAbstractButton>(paste), Qt::LeftButton);
    QCOMPARE(bench.content().tools.size(), 3U);
    QCOMPARE(bench.content().tools[1].name, u"a"_s);
    QCOMPARE(bench.content().tools[2].name, u"look_up_2"_s);
    QCOMPARE(bench.content().tools[2].parameters, QJsonObject({{u"type"_s, u"object"_s}}));
    QApplication::clipboard()->setText(u"[{\"name\": 3}]"_s);
    QTest::mouseClick(bench.named<QAbstractButton>(paste), Qt::LeftButton);
    QVERIFY(!bench.panels.problem().isEmpty());
    QCOMPARE(bench.content().tools.size(), 3U);
}

void TestContentPanels::aClosedSectionSaysWhatIsInside()
{
    Bench bench;
    for (Section *section : bench.panels.findChildren<Section *>()) {
        auto *head = section->findChild<QAbstractButton *>(QString(), Qt::FindDirectChildrenOnly);
        head->setFocus();
        QTest::keyClick(head, Qt::Key_Space);
        QVERIFY(!section->isOpen());
        QVERIFY2(head->accessibleDescription().size() > 10, qPrintable(head->accessibleName()));
    }
    Bench again;
    QVERIFY(again.state.value(u"prompts/section/tools"_s).toBool()); // opened by the bench, and remembered
}

void TestContentPanels::parametersAreSavedAndTakenByName()
{
    Bench bench;
    auto *button = bench.panels.findChild<SavedSetsButton *>();
    QSignalSpy done(button, &SavedSetsButton::done);
    auto *name = bench.named<QLineEdit>(u"Name of the set to save"_s);
    name->setText(u"precise"_s);
    QTest::keyClick(name, Qt::Key_Return);
    QTRY_COMPARE(done.count(), 1);
    Bench::type(bench.named<QLineEdit>(u"Temperature"_s), u"2"_s);
    QMetaObject::invokeMethod(button->menu(), "aboutToShow");
    const auto saved = [button] {
        for (QAction *action : button->menu()->actions()) {
            if (action->text().startsWith(u"precise"_s))
                return action;
        }
        return static_cast<QAction *>(nullptr);
    };
    QTRY_VERIFY(saved() != nullptr);
    saved()->trigger();
    QCOMPARE(bench.content().parameters.temperature, 0.5);
    QCOMPARE(bench.content().parameters.seed, 7);
}

void TestContentPanels::theEstimateNamesTokensAndHints()
{
    Bench bench;
    prompts::PromptContent content = sample();
    content.messages.front().text += u"   \n\n\n\nplease."_s;
    EstimatePanel panel({bench.engine, bench.theme, bench.actions, bench.state}, [content] {
        return EstimatePanel::Subject{u"self"_s, content, {}};
    });
    panel.show();
    QSignalSpy followed(&panel, &EstimatePanel::hintFollowed);
    panel.touch();
    QTRY_VERIFY_WITH_TIMEOUT(panel.summary().contains(u"tokens"_s), 20'000);
    QVERIFY2(panel.summary().contains(u"of the context"_s), qPrintable(panel.summary()));
    auto *tree = panel.findChild<QTreeWidget *>();
    QCOMPARE(tree->topLevelItemCount(), 1);
    QVERIFY(tree->topLevelItem(0)->child(0)->toolTip(1).contains(u"Nine of ten"_s));
    auto *other = panel.findChild<QLineEdit *>();
    QTest::keyClicks(other, u"nobody/x"_s);
    QTest::keyClick(other, Qt::Key_Return);
    QTRY_COMPARE(tree->topLevelItemCount(), 2);
    const QList<QPushButton *> buttons = panel.findChildren<QPushButton *>();
    auto *shorten = buttons.value(1); // after the one that counts
    QCOMPARE(shorten->text(), u"Shorten"_s);
    QTest::mouseClick(shorten, Qt::LeftButton);
    QCOMPARE(followed.count(), 1);
    content = withHint(content, followed.first().first().value<prompts::Hint>());
    QCOMPARE(content.messages.front().text, u"Sum up {{text}}\n\nplease."_s);
}

void TestContentPanels::theProviderCountsWhenAsked()
{
    Bench bench;
    const auto simulator = simulator::Simulator::start({});
    QVERIFY(simulator);
    auto add = [url = (*simulator)->baseUrl()](workspace::Workspace &workspace) -> QCoro::Task<Result<>> {
        catalog::Provider provider;
        provider.id = ProviderId::create();
        provider.name = u"counts"_s;
        provider.protocol = catalog::Protocol::Anthropic;
        provider.baseUrl = QUrl(QString::fromUtf8(url));
        provider.needsKey = false;
        const auto added = co_await workspace.providers().add(provider);
        co_return added.map([](const catalog::Provider &) {});
    };
    QVERIFY(test::await(bench.engine.run(std::move(add))));
    prompts::PromptContent content = sample();
    content.model = u"counts/sim-balanced"_s;
    EstimatePanel panel({bench.engine, bench.theme, bench.actions, bench.state}, [&content] {
        return EstimatePanel::Subject{u"self"_s, content, {}};
    });
    panel.show();
    panel.touch();
    auto *other = panel.findChild<QLineEdit *>();
    QTest::keyClicks(other, u"simulated/sim-balanced"_s); // speaks a protocol that has no counter
    QTest::keyClick(other, Qt::Key_Return);
    auto *tree = panel.findChild<QTreeWidget *>();
    QTRY_VERIFY_WITH_TIMEOUT(panel.isSettled() && tree->topLevelItemCount() == 2, 20'000);
    auto *button = panel.findChild<QPushButton *>();
    QCOMPARE(button->text(), u"Count exactly"_s);
    const quint64 before = (*simulator)->requestCount();
    QCOMPARE(before, 0U); // nothing leaves unasked
    QTest::mouseClick(button, Qt::LeftButton);
    QTRY_VERIFY_WITH_TIMEOUT(panel.isSettled(), 20'000);
    const QTreeWidgetItem *counted = tree->topLevelItem(0)->child(0);
    QCOMPARE(counted->text(0), u"Counted by the provider"_s);
    QVERIFY2(counted->text(1).toInt() > 0, qPrintable(counted->text(1)));
    QVERIFY2(tree->topLevelItem(1)->child(0)->text(0).contains(u"does not count tokens"_s),
             qPrintable(tree->topLevelItem(1)->child(0)->text(0)));
    content.messages.front().text += u" now"_s; // what is counted is of the text that it was
    panel.touch();
    QTRY_VERIFY_WITH_TIMEOUT(panel.isSettled(), 20'000);
    QVERIFY(tree->topLevelItem(0)->child(0)->text(0) != u"Counted by the provider"_s);
}

QTEST_MAIN(TestContentPanels)
#include "tst_contentpanels.moc"
