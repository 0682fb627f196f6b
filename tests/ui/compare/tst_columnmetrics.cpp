// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/compare/columnmetrics.h"

#include <QTest>

using namespace Qt::StringLiterals;
using namespace assay;
using namespace assay::ui;

class ColumnMetricsTest final : public QObject {
    Q_OBJECT

private:
    static telemetry::CallRecord answered(std::int64_t firstTokenUs, std::int64_t latencyUs,
                                          std::int64_t output)
    {
        telemetry::CallRecord record;
        record.firstTokenUs = firstTokenUs;
        record.latencyUs = latencyUs;
        record.usage = catalog::Usage{412, 128, 0, output, 0};
        record.cost = Money::fromNanoUsd(latencyUs);
        record.finishReason = providers::FinishReason::Stop;
        return record;
    }

private Q_SLOTS:
    void initTestCase() { QLocale::setDefault(QLocale(u"en_US"_s)); }

    void saysWhatACallTook()
    {
        const ColumnMetrics metrics = metricsOf(answered(340'000, 1'840'000, 151));
        QCOMPARE(metricText(metrics, Metric::FirstToken), u"340 ms"_s);
        QCOMPARE(metricText(metrics, Metric::Latency), u"1.84 s"_s);
        QCOMPARE(metricText(metrics, Metric::Speed), u"100 tok/s"_s);
        QCOMPARE(metricText(metrics, Metric::TokensIn), u"412 (128 cached)"_s);
        QCOMPARE(metricText(metrics, Metric::TokensOut), u"151"_s);
        QCOMPARE(metricText(metrics, Metric::Cost), u"$0.001840"_s);
        QCOMPARE(metricText(metrics, Metric::Finish), u"Complete"_s);
    }

    void unknownIsNeverZero()
    {
        telemetry::CallRecord record = answered(1000, 2000, 5);
        record.usage.reset();
        record.cost.reset();
        record.firstTokenUs.reset();
        const ColumnMetrics metrics = metricsOf(record);
        for (const Metric metric : {Metric::Speed, Metric::TokensIn, Metric::TokensOut, Metric::Cost})
            QCOMPARE(metricText(metrics, metric), u"unknown"_s);
        QCOMPARE(metricText(metrics, Metric::FirstToken), u"none"_s);
    }

    void durationsReadWell_data()
    {
        QTest::addColumn<qint64>("micros");
        QTest::addColumn<QString>("text");
        QTest::newRow("zero") << qint64(0) << u"0 ms"_s;
        QTest::newRow("rounds below a second") << qint64(999'400) << u"999 ms"_s;
        QTest::newRow("never 1,000 ms") << qint64(999'600) << u"1.00 s"_s;
        QTest::newRow("two decimals") << qint64(9'990'000) << u"9.99 s"_s;
        QTest::newRow("one decimal") << qint64(12'340'000) << u"12.3 s"_s;
    }

    void durationsReadWell()
    {
        QFETCH(qint64, micros);
        QFETCH(QString, text);
        QCOMPARE(durationText(micros), text);
    }

    void marksTheBestOnlyAmongWholeAnswers()
    {
        telemetry::CallRecord quick = answered(100'000, 200'000, 3);
        quick.status = telemetry::CallStatus::Failed;
        const QList<std::optional<ColumnMetrics>> columns{metricsOf(answered(300'000, 900'000, 50)),
                                                          std::nullopt, metricsOf(quick),
                                                          metricsOf(answered(200'000, 950'000, 50))};
        QCOMPARE(bestColumn(columns, Metric::FirstToken), 3);
        QCOMPARE(bestColumn(columns, Metric::Latency), 0);
        QCOMPARE(bestColumn(columns, Metric::Speed), 0);
        QCOMPARE(bestColumn(columns, Metric::Cost), 0);
        QCOMPARE(bestColumn(columns, Metric::TokensIn), -1);
        QCOMPARE(bestColumn({columns[0]}, Metric::Latency), -1);
        QCOMPARE(bestColumn({columns[0], columns[0]}, Metric::Latency), -1);
    }
};

QTEST_MAIN(ColumnMetricsTest)
#include "tst_columnmetrics.moc"
