// SPDX-License-Identifier: GPL-3.0-or-later
#include "support/awaiting.h"
#include "ui/actions/actionregistry.h"
#include "ui/dashboard/axisrange.h"
#include "ui/dashboard/chartexport.h"
#include "ui/dashboard/charttable.h"
#include "ui/dashboard/costchart.h"
#include "ui/dashboard/dashboardpage.h"
#include "ui/dashboard/dashboardview.h"
#include "ui/dashboard/latencychart.h"
#include "ui/dashboard/statcard.h"
#include "ui/theme/theme.h"
#include "ui/widgets/emptystate.h"
#include "workspace/engine.h"

#include <QAreaSeries>
#include <QClipboard>
#include <QComboBox>
#include <QCoroFuture>
#include <QLineSeries>
#include <QPushButton>
#include <QSignalSpy>
#include <QTableView>
#include <QTemporaryDir>
#include <QTest>
#include <QToolButton>
#include <QValueAxis>

using namespace assay;
using namespace assay::ui;
using namespace Qt::StringLiterals;
using telemetry::FactsBucket;
using telemetry::FactsPanel;

namespace {

constexpr UtcMicros start = 1'793'404'800'000'000; // 2026-10-31T00:00:00Z
constexpr std::int64_t minuteUs = 60'000'000;

FactsBucket bucket(int index, std::int64_t calls, std::int64_t p50Us, const char *usd)
{
    FactsBucket made;
    made.start = start + index * minuteUs;
    made.totals.calls = calls;
    made.totals.cost = *Money::fromDecimal(QString::fromLatin1(usd));
    if (calls > 0)
        made.latency = {p50Us, p50Us * 2, p50Us * 3};
    return made;
}

/// Five minutes with a gap in the middle, two models, one of them with calls of unknown price.
FactsPanel samplePanel()
{
    FactsPanel panel;
    panel.buckets = {bucket(0, 10, 100'000, "0.1"), bucket(1, 10, 120'000, "0.2"), bucket(2, 0, 0, "0"),
                     bucket(3, 10, 90'000, "0.3"), bucket(4, 10, 110'000, "0.4")};
    panel.totals.calls = 40;
    panel.totals.failed = 3;
    panel.totals.cancelled = 10;
    panel.totals.cost = *Money::fromDecimal(u"1");
    panel.totals.costUnknown = 2;
    panel.latency = {100'000, 210'400, 320'000};
    panel.firstToken = {41'000, 80'000, 95'000};
    telemetry::ModelFacts dear{u"p/dear"_s, {}, {100'000, 200'000, 300'000}, {}, {}};
    dear.totals.calls = 38;
    dear.totals.cost = panel.totals.cost;
    for (const FactsBucket &each : panel.buckets)
        dear.costPerBucket.append(each.totals.cost);
    telemetry::ModelFacts unpriced{u"p/unpriced"_s, {}, {9'000, 9'000, 9'000}, QList<Money>(5), {}};
    unpriced.totals.calls = 2;
    unpriced.totals.costUnknown = 2;
    panel.models = {dear, unpriced};
    return panel;
}

TimeRange minutes()
{
    return {u"test"_s, u"Five minutes"_s, 5 * minuteUs, minuteUs, u"HH:mm"_s};
}

telemetry::CallRecord call(UtcMicros startedAt)
{
    telemetry::CallRecord record;
    record.id = CallId::create();
    record.startedAt = startedAt;
    record.provider = u"p"_s;
    record.model = u"swift"_s;
    record.user = u"u"_s;
    record.latencyUs = 120'000;
    record.firstTokenUs = 30'000;
    record.usage = catalog::Usage{100, 0, 0, 20, 0};
    record.cost = Money::fromNanoUsd(250'000'000);
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
    void show()
    {
        page.show();
        page.activate();
        if (!QTest::qWaitFor([this] { return page.isSettled(); }))
            qFatal("the page does not settle");
    }
    void log(std::chrono::seconds ago)
    {
        const auto logged = test::await(
            engine.run([ago](workspace::Workspace &workspace) -> QCoro::Task<Result<std::int64_t>> {
                const auto us = std::chrono::duration_cast<std::chrono::microseconds>(ago).count();
                telemetry::CallRecord record = call(workspace.clock().utcMicros() - us);
                co_return co_await workspace.log().append(std::move(record));
            }));
        if (!logged)
            qFatal("%s", qPrintable(logged.error().message));
    }
    DashboardView *view() { return page.findChild<DashboardView *>(); }
    EmptyState *empty() { return page.findChild<EmptyState *>(); }
    QPushButton *emptyButton(const QString &text)
    {
        for (QPushButton *button : empty()->findChildren<QPushButton *>()) {
            if (button->text().remove(u'&') == text)
                return button;
        }
        return nullptr;
    }

    QTemporaryDir folder;
    Theme theme{ThemeChoice::Light};
    ActionRegistry actions{theme};
    QSettings state{folder.filePath(u"state.ini"_s), QSettings::IniFormat};
    workspace::Engine engine;
    DashboardPage page;
};

QList<QLineSeries *> linesOf(QChart *chart, const QString &name)
{
    QList<QLineSeries *> lines;
    for (QAbstractSeries *series : chart->series()) {
        if (auto *line = qobject_cast<QLineSeries *>(series);
            line && line->name() == name && line->count() > 0)
            lines.append(line);
    }
    return lines;
}

} // namespace

class DashboardTest final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { qunsetenv("DBUS_SESSION_BUS_ADDRESS"); }

    void cardsTellTheFigures()
    {
        Theme theme(ThemeChoice::Light);
        DashboardView view(theme);
        view.setPanel(samplePanel(), minutes());
        QCOMPARE(view.card(u"Calls"_s)->figure(), u"40"_s);
        QCOMPARE(view.card(u"Error rate"_s)->figure(), u"10.0 %"_s); // of the 30 that were not cancelled
        QCOMPARE(view.card(u"Spend"_s)->figure(), u"$1.00"_s);
        QVERIFY(view.card(u"Spend"_s)->note().contains(u'2')); // calls of unknown cost are named
        QCOMPARE(view.card(u"Latency p95"_s)->figure(), u"210 ms"_s);
        QCOMPARE(view.card(u"First token p50"_s)->figure(), u"41 ms"_s);
    }

    void aSpendOfUnknownPricesIsUnknown()
    {
        Theme theme(ThemeChoice::Light);
        DashboardView view(theme);
        FactsPanel panel = samplePanel();
        panel.totals.costUnknown = panel.totals.calls;
        panel.totals.cost = Money();
        view.setPanel(panel, minutes());
        QCOMPARE(view.card(u"Spend"_s)->figure(), u"unknown"_s);
    }

    void whatIsEstimatedIsMarked()
    {
        Theme theme(ThemeChoice::Light);
        DashboardView view(theme);
        FactsPanel panel = samplePanel();
        view.setPanel(panel, minutes());
        QVERIFY(!view.card(u"Spend"_s)->note().contains(u'\u2248'));
        const auto hatched = [&view] {
            for (QAbstractSeries *series : view.costChart()->chart()->series()) {
                const auto *area = qobject_cast<QAreaSeries *>(series);
                if (area != nullptr && area->isVisible() && area->brush().style() == Qt::BDiagPattern)
                    return area;
            }
            return static_cast<const QAreaSeries *>(nullptr);
        };
        QVERIFY(hatched() == nullptr);

        const Money part = *Money::fromDecimal(u"0.15");
        panel.totals.costEstimated = part;
        panel.buckets[1].totals.costEstimated = part;
        panel.models[0].totals.costEstimated = part;
        panel.models[0].estimatedPerBucket = {Money(), part, Money(), Money(), Money()};
        view.setPanel(panel, minutes());
        QVERIFY2(view.card(u"Spend"_s)->note().contains(u"\u2248 "_s + displayMoney(part)),
                 qPrintable(view.card(u"Spend"_s)->note()));
        const auto *area = hatched();
        QVERIFY(area != nullptr);
        QCOMPARE(area->upperSeries()->at(2).y(), 0.2);
        QVERIFY(qAbs(area->lowerSeries()->at(2).y() - 0.05) < 1e-9);
        QVERIFY(view.modelTable().at(1).last().startsWith(u'\u2248'));
        DashboardView fresh(theme); // a description is renewed once a second at most
        fresh.setPanel(panel, minutes());
        QVERIFY(fresh.costChart()->accessibleDescription().contains(u"Estimated"_s));
    }

    void aGapIsAGap()
    {
        Theme theme(ThemeChoice::Light);
        LatencyChart chart(theme);
        chart.setPanel(samplePanel(), minutes());
        const QList<QLineSeries *> p95 = linesOf(chart.chart(), u"p95"_s);
        QCOMPARE(p95.size(), 2); // before the empty minute and after it
        QCOMPARE(p95.first()->at(1), QPointF(static_cast<qreal>((start + minuteUs) / 1000), 240));
        QCOMPARE(p95.last()->at(0), QPointF(static_cast<qreal>((start + 3 * minuteUs) / 1000), 180));
        QCOMPARE(linesOf(chart.chart(), u"p50"_s).first()->pen().style(), Qt::SolidLine);
        QCOMPARE(p95.first()->pen().style(), Qt::DashLine);
        QCOMPARE(linesOf(chart.chart(), u"p99"_s).first()->pen().style(), Qt::DotLine);
    }

    void aTickReusesSeriesAndAxes()
    {
        Theme theme(ThemeChoice::Light);
        DashboardView view(theme);
        view.setPanel(samplePanel(), minutes());
        const auto latencySeries = view.latencyChart()->chart()->series();
        const auto costSeries = view.costChart()->chart()->series();
        auto *axis = qobject_cast<QValueAxis *>(view.latencyChart()->chart()->axes(Qt::Vertical).first());
        const double before = axis->max();
        FactsPanel slightlyLess = samplePanel();
        for (FactsBucket &each : slightlyLess.buckets) {
            if (each.latency.p99Us)
                *each.latency.p99Us -= 40'000;
        }
        view.setPanel(slightlyLess, minutes());
        QCOMPARE(view.latencyChart()->chart()->series(), latencySeries);
        QCOMPARE(view.costChart()->chart()->series(), costSeries);
        QCOMPARE(axis->max(), before);
        QCOMPARE(axis->min(), 0.0);
    }

    void costsStackByModel()
    {
        Theme theme(ThemeChoice::Light);
        CostChart chart(theme);
        chart.setPanel(samplePanel(), minutes());
        QList<QAreaSeries *> shown;
        for (QAbstractSeries *series : chart.chart()->series()) {
            if (auto *area = qobject_cast<QAreaSeries *>(series); area && area->isVisible())
                shown.append(area);
        }
        QCOMPARE(shown.size(), 1); // a model without a known cost has no place in a stack of costs
        QCOMPARE(shown.first()->name(), u"p/dear"_s);
        QCOMPARE(shown.first()->brush().color().rgb(), theme.seriesColor(u"p/dear"_s).rgb());
        QCOMPARE(shown.first()->upperSeries()->points().last().y(), 0.4);
    }

    void exportedDataAreForMachines()
    {
        QLocale::setDefault(QLocale(QLocale::German));
        const auto restore = qScopeGuard([] { QLocale::setDefault(QLocale::c()); });
        Theme theme(ThemeChoice::Light);
        DashboardView view(theme);
        view.setPanel(samplePanel(), minutes());
        const QList<QByteArray> latency = toCsv(view.latencyChart()->table()).split('\n');
        QCOMPARE(latency.at(0), "time,calls,p50_ms,p95_ms,p99_ms\r");
        QCOMPARE(latency.at(1), "2026-10-31T00:00:00Z,10,100.000,200.000,300.000\r");
        QCOMPARE(latency.at(3), "2026-10-31T00:02:00Z,0,,,\r");
        const QList<QByteArray> cost = toCsv(view.costChart()->table()).split('\n');
        QCOMPARE(cost.at(0), "time,calls,cost_usd,of_it_estimated_usd,calls_of_unknown_cost,p/dear,p/unpriced\r");
        QCOMPARE(cost.at(2), "2026-10-31T00:01:00Z,10,0.2,0,0,0.2,0\r");
        QCOMPARE(cost.size(), 7); // header, five minutes, the end
    }

    void axesEndRoundAndTheirLabelsAreExact()
    {
        constexpr int ticks = 5;
        QCOMPARE(roundAxisMaximum(4400, ticks), 6000.0);
        QCOMPARE(roundAxisMaximum(0, ticks), 4.0);
        QCOMPARE(axisDecimals(roundAxisMaximum(4400, ticks), ticks), 0);
        QCOMPARE(roundAxisMaximum(9, ticks), 10.0);
        QCOMPARE(axisDecimals(10, ticks), 1); // 2.5, 5.0, 7.5: not 3, 5, 8
        QCOMPARE(axisDecimals(0.1, ticks), 3);
    }

    void theLegendShowsTheColoursOfTheModels()
    {
        Theme theme(ThemeChoice::Light);
        CostChart chart(theme);
        chart.resize(600, 400);
        chart.show();
        chart.setPanel(samplePanel(), minutes());
        // The areas are translucent: the very colour of the model is the legend's only.
        const auto shows = [&] {
            const QImage picture = chart.grab().toImage();
            const QRgb wanted = theme.seriesColor(u"p/dear"_s).rgb();
            for (int y = 0; y < picture.height() / 4; ++y) {
                for (int x = 0; x < picture.width(); ++x) {
                    if ((picture.pixel(x, y) | 0xff000000U) == wanted)
                        return true;
                }
            }
            return false;
        };
        QTRY_VERIFY(shows());
        theme.setChoice(ThemeChoice::Dark);
        QTRY_VERIFY(shows());
    }

    void csvQuotesAndDisarms()
    {
        QCOMPARE(toCsv({{u"a,b"_s, u"say \"hi\""_s, u"=1+1"_s, u"-5"_s}}),
                 "\"a,b\",\"say \"\"hi\"\"\",'=1+1,-5\r\n");
    }

    void aPictureHasTwiceTheSize()
    {
        Theme theme(ThemeChoice::Light);
        LatencyChart chart(theme);
        chart.resize(500, 300);
        chart.setPanel(samplePanel(), minutes());
        const QImage picture = QImage::fromData(toPng(chart), "PNG");
        QCOMPARE(picture.size(), QSize(1000, 600));
    }

    void chartsAreNamedAndDescribed()
    {
        Theme theme(ThemeChoice::Light);
        DashboardView view(theme);
        view.setPanel(samplePanel(), minutes());
        QCOMPARE(view.latencyChart()->accessibleName(), u"Latency over time"_s);
        QVERIFY(view.latencyChart()->accessibleDescription().contains(u"p95"_s));
        QVERIFY(view.costChart()->accessibleDescription().contains(u"$1.00"_s));
        QVERIFY(!view.findChild<QTableView *>()->accessibleName().isEmpty());
        for (QToolButton *button : view.findChildren<QToolButton *>())
            QVERIFY2(!button->accessibleName().isEmpty(), qPrintable(button->objectName()));
    }

    void theTableSortsByItsNumbers()
    {
        Theme theme(ThemeChoice::Light);
        DashboardView view(theme);
        view.setPanel(samplePanel(), minutes());
        QCOMPARE(view.modelTable().at(1).first(), u"p/dear"_s); // most expensive first
        view.findChild<QTableView *>()->sortByColumn(1, Qt::AscendingOrder); // 2 before 38
        QCOMPARE(view.modelTable().at(1).first(), u"p/unpriced"_s);
        QCOMPARE(view.modelTable().at(1).last(), u"unknown"_s);
    }

    void anEmptyWorkspaceLeadsToCompare()
    {
        Bench bench;
        QVERIFY(!bench.page.isSettled());
        bench.show();
        QVERIFY(bench.empty()->isVisible());
        QSignalSpy asked(&bench.page, &Page::navigationRequested);
        QPushButton *button = bench.emptyButton(u"Run a prompt"_s);
        QVERIFY(button != nullptr);
        QTest::mouseClick(button, Qt::LeftButton);
        QCOMPARE(asked.size(), 1);
        QCOMPARE(asked.first().first().toString(), u"compare"_s);
    }

    void olderCallsAreOneClickAway()
    {
        Bench bench;
        bench.log(std::chrono::hours(24 * 40));
        bench.show();
        QPushButton *button = bench.emptyButton(u"Show the last 90 days"_s);
        QVERIFY(button != nullptr);
        QTest::mouseClick(button, Qt::LeftButton);
        QTRY_VERIFY(bench.view()->isVisible());
        QCOMPARE(bench.view()->card(u"Calls"_s)->figure(), u"1"_s);
    }

    void figuresMoveWhileCallsRun()
    {
        Bench bench;
        bench.log(std::chrono::seconds(60));
        bench.show();
        QVERIFY(bench.view()->isVisible());
        QCOMPARE(bench.view()->card(u"Spend"_s)->figure(), u"$0.2500"_s);
        bench.log(std::chrono::seconds(1));
        QTRY_COMPARE(bench.view()->card(u"Calls"_s)->figure(), u"2"_s); // by itself
        QCOMPARE(bench.view()->card(u"Spend"_s)->figure(), u"$0.5000"_s);
    }

    void theModelTableIsCopiedAsTsv()
    {
        Bench bench;
        bench.log(std::chrono::seconds(60));
        bench.show();
        bench.actions.action(u"dashboard.copyTable"_s)->trigger();
        const QStringList lines = QApplication::clipboard()->text().split(u'\n');
        QCOMPARE(lines.size(), 2);
        QVERIFY(lines.first().startsWith(u"Model\tCalls\t"_s));
        QVERIFY(lines.last().startsWith(u"p/swift\t1\t"_s));
    }

    void aChartIsShownAsATable()
    {
        Bench bench;
        bench.log(std::chrono::seconds(60));
        bench.show();
        bench.actions.action(u"dashboard.showAsTable"_s)->trigger();
        auto *dialog = bench.page.findChild<ChartTable *>();
        QVERIFY(dialog != nullptr);
        auto *table = dialog->findChild<QTableView *>();
        QCOMPARE(table->accessibleName(), u"Latency over time"_s);
        QCOMPARE(table->model()->rowCount(), 180); // a quarter of an hour in steps of 5 s
        QCOMPARE(table->model()->headerData(3, Qt::Horizontal).toString(), u"p95_ms"_s);
        dialog->close();
    }

    void chosenRangeIsRemembered()
    {
        Bench bench;
        bench.show();
        auto *range = bench.page.findChildren<QComboBox *>().first();
        for (QComboBox *each : bench.page.findChildren<QComboBox *>()) {
            if (each->accessibleName() == u"Range of time"_s)
                range = each;
        }
        range->setCurrentIndex(range->findData(u"7d"_s));
        QCOMPARE(bench.state.value(u"dashboard/range"_s).toString(), u"7d"_s);
        QTRY_VERIFY(bench.page.isSettled());
    }
};

QTEST_MAIN(DashboardTest)
#include "tst_dashboard.moc"
