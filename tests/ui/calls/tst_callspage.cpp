// SPDX-License-Identifier: GPL-3.0-or-later
#include "support/awaiting.h"
#include "ui/actions/actionregistry.h"
#include "ui/calls/calldetails.h"
#include "ui/calls/callsmodel.h"
#include "ui/calls/callspage.h"
#include "ui/calls/costmodel.h"
#include "ui/calls/timelinemodel.h"
#include "ui/theme/theme.h"
#include "ui/widgets/emptystate.h"
#include "validation/safety.h"
#include "workspace/engine.h"

#include <QAbstractItemModelTester>
#include <QAccessible>
#include <QClipboard>
#include <QComboBox>
#include <QCoroFuture>
#include <QDir>
#include <QGuiApplication>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QLabel>
#include <QLineEdit>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QScrollBar>
#include <QSignalSpy>
#include <QTabWidget>
#include <QTableView>
#include <QTemporaryDir>
#include <QTest>

using namespace assay;
using namespace assay::ui;
using namespace Qt::StringLiterals;

namespace {

telemetry::CallRecord call(const QString &model, telemetry::CallStatus status = telemetry::CallStatus::Ok)
{
    telemetry::CallRecord record;
    record.id = CallId::create();
    record.provider = u"p"_s;
    record.model = model;
    record.user = u"u"_s;
    record.status = status;
    if (status == telemetry::CallStatus::Failed)
        record.error = Error{ErrorCode::RateLimited, u"The provider asks to wait."_s, {}, true, {}};
    record.latencyUs = 120'000;
    record.firstTokenUs = 30'000;
    record.usage = catalog::Usage{1234, 0, 0, 20, 0};
    record.cost = Money::fromNanoUsd(250'000'000);
    record.request = R"({"messages":[{"role":"user","content":"Say hello"}],"parameters":{}})";
    record.response = R"({"text":"Hello!"})";
    record.trace = {
        {.stage = telemetry::TraceStage::Admitted, .outcome = u"ok"_s},
        {.stage = telemetry::TraceStage::Attempt,
         .atUs = 1000,
         .durationUs = 120'000,
         .model = QString(u"p/"_s + model),
         .outcome = status == telemetry::CallStatus::Failed ? u"rate_limited"_s : u"ok"_s,
         .facts = {{u"http_status"_s, 200}}},
        {.stage = telemetry::TraceStage::Done, .atUs = 121'000, .outcome = u"ok"_s},
    };
    return record;
}

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
    }
    void settle()
    {
        if (!QTest::qWaitFor([this] { return page.isSettled(); }))
            qFatal("the page does not settle");
    }
    void show()
    {
        page.show();
        page.activate();
        settle();
    }
    CallId log(telemetry::CallRecord record)
    {
        const CallId id = record.id;
        const auto logged = test::await(
            engine.run([record](workspace::Workspace &workspace) -> QCoro::Task<Result<std::int64_t>> {
                telemetry::CallRecord stored = record;
                stored.startedAt = workspace.clock().utcMicros();
                co_return co_await workspace.log().append(std::move(stored));
            }));
        if (!logged)
            qFatal("%s", qPrintable(logged.error().message));
        return id;
    }
    template <typename T> T *named(const QString &accessibleName)
    {
        for (T *widget : page.findChildren<T *>()) {
            if (widget->accessibleName() == accessibleName)
                return widget;
        }
        qFatal("no control is called %s", qPrintable(accessibleName));
    }
    void picture(const QString &name)
    {
        const QString target = qEnvironmentVariable("ASSAY_PICTURES");
        if (!target.isEmpty())
            page.grab().save(QDir(target).filePath(name + u".png"_s));
    }
    QTableView *calls() { return named<QTableView>(u"Calls"_s); }
    QTableView *timeline() { return named<QTableView>(u"Timeline"_s); }

    QTemporaryDir folder;
    Theme theme{ThemeChoice::Light};
    ActionRegistry actions{theme};
    QSettings state{folder.filePath(u"state.ini"_s), QSettings::IniFormat};
    workspace::Engine engine;
    CallsPage page;
};

QString cell(const QTableView *table, int row, int column)
{
    return table->model()->index(row, column).data().toString();
}

} // namespace

class CallsPageTest final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { qunsetenv("DBUS_SESSION_BUS_ADDRESS"); }

    void anEmptyLogSaysWhatToDo()
    {
        Bench bench;
        bench.show();
        QVERIFY(bench.page.findChild<EmptyState *>()->isVisible());
        QSignalSpy asked(&bench.page, &Page::navigationRequested);
        QTest::keyClick(bench.page.findChild<EmptyState *>()->findChild<QPushButton *>(), Qt::Key_Space);
        QCOMPARE(asked.size(), 1);
        QCOMPARE(asked.first().first().toString(), u"compare"_s);
    }

    void aCallOpensToItsTimeline()
    {
        Bench bench;
        bench.log(call(u"slow"_s));
        bench.log(call(u"swift"_s));
        bench.show();
        QAbstractItemModelTester tester(bench.calls()->model());
        QCOMPARE(cell(bench.calls(), 0, CallsModel::Model), u"p/swift"_s); // the newest first
        QCOMPARE(cell(bench.calls(), 0, CallsModel::Input), u"1,234"_s);
        QTest::keyClick(bench.calls(), Qt::Key_Down);
        bench.settle();
        QTableView *timeline = bench.timeline();
        QCOMPARE(timeline->model()->rowCount(), 3);
        QCOMPARE(cell(timeline, 1, TimelineModel::Step), u"Attempt \u00b7 p/slow"_s);
        QCOMPARE(cell(timeline, 1, TimelineModel::Bar), u"120.0 ms"_s);
        QVERIFY(cell(timeline, 1, TimelineModel::Outcome).contains(u"200"_s));
        QVERIFY(bench.named<QPlainTextEdit>(u"What was sent"_s)->toPlainText().contains(u"Say hello"_s));
        QCOMPARE(bench.named<QPlainTextEdit>(u"What came back"_s)->toPlainText(), u"Hello!"_s);
    }

    void findingsAndProblemsStandUnderTheirStep()
    {
        Bench bench;
        telemetry::CallRecord record = call(u"swift"_s);
        validation::Finding card;
        card.ruleId = u"no-cards"_s;
        card.recogniser = u"card"_s;
        card.action = validation::Action::Mask;
        card.block = 1;
        card.offset = 12;
        card.length = 16;
        card.excerpt = u"4111\u202611"_s;
        const QJsonObject problem{{u"rule"_s, u"schema"_s},
                                  {u"where"_s, u"/total"_s},
                                  {u"message"_s, u"It must be a number."_s}};
        record.trace.insert(record.trace.begin() + 1,
                            {.stage = telemetry::TraceStage::Safety,
                             .outcome = u"mask"_s,
                             .facts = {{u"findings"_s, validation::toJson(QList{card})}}});
        record.trace.insert(
            record.trace.end() - 1,
            {.stage = telemetry::TraceStage::Validation,
             .outcome = u"failed"_s,
             .facts = {{u"verdict"_s,
                        QJsonObject{{u"ok"_s, false}, {u"problems"_s, QJsonArray{problem, problem}}}}}});
        bench.log(record);
        bench.show();
        QTableView *timeline = bench.timeline();
        QAbstractItemModelTester tester(timeline->model());
        QCOMPARE(timeline->model()->rowCount(), 5 + 1 + 2);
        QVERIFY(cell(timeline, 2, TimelineModel::Step).contains(u"no-cards"_s));
        QCOMPARE(cell(timeline, 2, TimelineModel::Outcome),
                 u"masked \u00b7 message 2, characters 13 to 28 \u00b7 card: 4111\u202611"_s);
        QCOMPARE(cell(timeline, 2, TimelineModel::At), QString());
        QCOMPARE(cell(timeline, 5, TimelineModel::Outcome), u"/total \u00b7 It must be a number."_s);
        QVERIFY(timeline->model()->index(5, 0).data(TimelineModel::IsTroubleRole).toBool());
        timeline->selectRow(2);
        QVERIFY(bench.named<QLabel>(u"The selected step"_s)->text().contains(u"no-cards"_s));
        bench.picture(u"log-findings"_s);
    }

    void anEstimatedCostIsMarkedInTheList()
    {
        telemetry::CallRecord record = call(u"swift"_s);
        record.usage = catalog::Usage{1000, 400, 0, 100, 60};
        record.cost = Money::fromNanoUsd(10'000'000);
        CallsModel model;
        for (const bool isEstimated : {false, true}) {
            record.usageEstimated = isEstimated;
            model.setEntries({telemetry::LogEntry{.record = record}});
            const QString cost = model.index(0, CallsModel::Cost).data().toString();
            QCOMPARE(cost.startsWith(u"\u2248 "_s), isEstimated);
            QVERIFY(cost.endsWith(displayMoney(record.cost)));
        }
        record.cost.reset();
        model.setEntries({telemetry::LogEntry{.record = record}});
        QVERIFY(!model.index(0, CallsModel::Cost).data().toString().contains(u'\u2248'));
    }

    void theCostIsSplitByKindOfToken()
    {
        Bench bench;
        telemetry::CallRecord record = call(u"swift"_s);
        record.usage = catalog::Usage{1000, 400, 0, 100, 60};
        record.cost = Money::fromNanoUsd(10'000'000);
        record.usageEstimated = true;
        record.trace.back().facts = {{u"cost_usd"_s, 0.01},
                                     {u"input_usd"_s, 0.006},
                                     {u"cached_input_usd"_s, 0.001},
                                     {u"output_usd"_s, 0.001},
                                     {u"reasoning_usd"_s, 0.002}};
        bench.log(record);
        bench.show();
        auto *costs = bench.named<QTableView>(u"Cost of each kind of token"_s);
        bench.page.findChild<QTabWidget *>()->setCurrentIndex(1);
        QVERIFY(costs->isVisible());
        QCOMPARE(costs->model()->rowCount(), 5);
        QCOMPARE(cell(costs, 0, CostModel::Tokens), u"\u2248 600"_s);
        QCOMPARE(cell(costs, 0, CostModel::Price), displayMoney(Money::fromDecimal(u"10")));
        QCOMPARE(cell(costs, 0, CostModel::Cost), u"\u2248 "_s + displayMoney(Money::fromDecimal(u"0.006")));
        QCOMPARE(cell(costs, 4, CostModel::Cost), u"\u2248 "_s + displayMoney(Money::fromDecimal(u"0.01")));
        QVERIFY(!cell(bench.timeline(), 2, TimelineModel::Outcome).contains(u"input"_s)); // not twice
        bench.picture(u"log-costs"_s);
    }

    void filtersNarrowAndCanBeCleared()
    {
        Bench bench;
        bench.log(call(u"slow"_s));
        bench.log(call(u"swift"_s, telemetry::CallStatus::Failed));
        bench.show();
        QTest::keyClicks(bench.page.findChild<QLineEdit *>(), u"SLO"_s);
        bench.settle();
        QCOMPARE(bench.calls()->model()->rowCount(), 1);
        QCOMPARE(cell(bench.calls(), 0, CallsModel::Model), u"p/slow"_s);
        auto *status = bench.named<QComboBox>(u"Result"_s);
        status->setCurrentIndex(2);
        Q_EMIT status->activated(2);
        bench.settle();
        auto *empty = bench.page.findChild<EmptyState *>();
        QVERIFY(empty->isVisible()); // no slow call failed
        QTest::keyClick(empty->findChild<QPushButton *>(), Qt::Key_Space);
        bench.settle();
        QCOMPARE(bench.calls()->model()->rowCount(), 2);
        QCOMPARE(cell(bench.calls(), 0, CallsModel::Status), u"Failed: rate limited"_s);
    }

    void anotherPageCanOpenACall()
    {
        Bench bench;
        const CallId old = bench.log(call(u"slow"_s));
        for (int i = 0; i < 3; ++i)
            bench.log(call(u"swift"_s));
        bench.show();
        bench.page.navigate({{u"call"_s, old.toString()}});
        bench.settle();
        QCOMPARE(bench.calls()->currentIndex().row(), 3);
        QVERIFY(cell(bench.timeline(), 1, TimelineModel::Step).contains(u"slow"_s));
    }

    void olderCallsComeWhenOneScrollsThere()
    {
        Bench bench;
        for (int i = 0; i < 230; ++i)
            bench.log(call(u"swift"_s));
        bench.show();
        QCOMPARE(bench.calls()->model()->rowCount(), 200);
        bench.calls()->verticalScrollBar()->setValue(bench.calls()->verticalScrollBar()->maximum());
        QTRY_COMPARE(bench.calls()->model()->rowCount(), 230);
    }

    void aCallIsCopiedWhole()
    {
        Bench bench;
        bench.log(call(u"swift"_s));
        bench.show();
        bench.page.findChild<CallDetails *>()->copyAsJson();
        const QJsonObject copied =
            QJsonDocument::fromJson(QGuiApplication::clipboard()->text().toUtf8()).object();
        QCOMPARE(copied[u"model"].toString(), u"p/swift"_s);
        QCOMPARE(copied[u"trace"].toArray().size(), 3);
        QCOMPARE(copied[u"response"][u"text"].toString(), u"Hello!"_s);
    }

    void everyControlHasAName()
    {
        Bench bench;
        bench.log(call(u"swift"_s));
        bench.show();
        for (QWidget *widget : bench.page.findChildren<QWidget *>()) {
            if (widget->focusPolicy() == Qt::NoFocus || !widget->isVisible())
                continue;
            QAccessibleInterface *face = QAccessible::queryAccessibleInterface(widget);
            QVERIFY2(face != nullptr && !face->text(QAccessible::Name).isEmpty(),
                     widget->metaObject()->className());
        }
    }
};

QTEST_MAIN(CallsPageTest)
#include "tst_callspage.moc"
