// SPDX-License-Identifier: GPL-3.0-or-later
#include "telemetry/percentiles.h"

#include <algorithm>
#include <limits>
#include <random>
#include <vector>

#include <QTest>

using namespace assay::telemetry;
using Values = std::vector<std::uint32_t>;

class PercentilesTest final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void noneOfNothing()
    {
        const LatencyPercentiles none = percentilesOf({});
        QVERIFY(!none.p50Us && !none.p95Us && !none.p99Us);
    }

    void areTheNearestRanks_data()
    {
        QTest::addColumn<Values>("values");
        constexpr std::uint32_t largest = std::numeric_limits<std::uint32_t>::max();
        constexpr unsigned seed = 20261123;
        qInfo("seed %u", seed);
        std::mt19937 random(seed);
        QTest::newRow("one") << Values{7};
        QTest::newRow("two") << Values{9, 3};
        QTest::newRow("all equal") << Values(1000, 1'200'000);
        QTest::newRow("all zero") << Values(1000, 0);
        QTest::newRow("all largest") << Values(1000, largest);
        Values outlier(5000, 1000);
        outlier[17] = largest;
        outlier[42] = 0;
        QTest::newRow("one extreme on each side") << outlier;
        for (const size_t count : {255U, 256U, 257U, 100U, 10'001U}) {
            Values wide(count);
            std::ranges::generate(wide, [&random] { return static_cast<std::uint32_t>(random()); });
            QTest::addRow("%zu over the whole range", count) << wide;
            Values narrow(count);
            std::ranges::generate(narrow, [&random] { return 50'000 + random() % 300; });
            QTest::addRow("%zu close together", count) << narrow;
            Values skewed(count);
            std::lognormal_distribution<double> latency(14, 1);
            std::ranges::generate(skewed, [&] { return static_cast<std::uint32_t>(latency(random)); });
            QTest::addRow("%zu log-normal", count) << skewed;
        }
    }
    void areTheNearestRanks()
    {
        QFETCH(Values, values);
        const LatencyPercentiles found = percentilesOf(values);
        std::ranges::sort(values);
        const auto rank = [&values](size_t percent) {
            return std::int64_t(values[(percent * values.size() + 99) / 100 - 1]);
        };
        QCOMPARE(found.p50Us.value_or(-1), rank(50));
        QCOMPARE(found.p95Us.value_or(-1), rank(95));
        QCOMPARE(found.p99Us.value_or(-1), rank(99));
    }
};

QTEST_GUILESS_MAIN(PercentilesTest)
#include "tst_percentiles.moc"
