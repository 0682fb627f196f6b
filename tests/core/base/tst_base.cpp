// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/error.h"
#include "base/id.h"
#include "base/json.h"
#include "support/awaiting.h"
#include "support/manualclock.h"

#include <QSet>
#include <QTest>

using namespace assay;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

class BaseTest final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void idsAreVersionSevenUniqueAndSortByTime()
    {
        const CallId first = CallId::create();
        const auto begin = QDateTime::currentMSecsSinceEpoch();
        QTRY_VERIFY(QDateTime::currentMSecsSinceEpoch() > begin);
        const CallId second = CallId::create();
        QVERIFY(first < second);
        QCOMPARE(first.toString().at(14), u'7');
        QVERIFY(u"89ab"_s.contains(first.toString().at(19)));
        QSet<QString> seen;
        for (int i = 0; i < 10'000; ++i)
            seen.insert(CallId::create().toString());
        QCOMPARE(seen.size(), 10'000);
    }

    void idsRoundTripThroughTextAndBytes()
    {
        const CallId id = CallId::create();
        QCOMPARE(CallId::fromString(id.toString()), id);
        QCOMPARE(CallId::fromBytes(id.toBytes()), id);
        QVERIFY(CallId::fromString(u"no id"_s).isNull());
    }

    void everyErrorCodeHasAStableName()
    {
        QSet<QString> names;
        for (int code = 0; code <= static_cast<int>(ErrorCode::Internal); ++code) {
            const QString name = errorCodeName(ErrorCode(code));
            QCOMPARE(errorCodeFromName(name), ErrorCode(code));
            names.insert(name);
        }
        QCOMPARE(names.size(), static_cast<int>(ErrorCode::Internal) + 1);
    }

    void brokenJsonIsRefusedWithLineAndColumn()
    {
        const auto broken = parseJsonObject("{\n  \"a\": 1,\n  oops\n}", u"price file"_s);
        QVERIFY(!broken);
        QCOMPARE(broken.error().code, ErrorCode::InvalidInput);
        QVERIFY2(broken.error().message.contains(u"price file"_s), qPrintable(broken.error().message));
        QVERIFY2(broken.error().message.contains(u"line 3"_s), qPrintable(broken.error().message));
        QVERIFY(!parseJsonObject("[1]", u"x"_s));
        QCOMPARE(parseJsonObject("{\"a\":1}", u"x"_s)->value(u"a"_s).toInt(), 1);
    }

    void aManualClockWakesWhoIsDueOrStopped()
    {
        test::ManualClock clock;
        std::stop_source stop;
        auto due = clock.sleepFor(10s, {});
        auto stopped = clock.sleepFor(1h, stop.get_token());
        QCOMPARE(clock.sleepers(), 2);
        clock.advance(9s);
        QCOMPARE(clock.sleepers(), 2);
        clock.advance(1s);
        QTRY_COMPARE(clock.sleepers(), 1);
        stop.request_stop();
        QTRY_COMPARE(clock.sleepers(), 0);
    }

    void theSystemClockSleepsAndStops()
    {
        SystemClock clock;
        const SteadyTime begin = clock.steadyNow();
        QCoro::waitFor(clock.sleepFor(20ms, {}));
        QVERIFY(clock.steadyNow() - begin >= 20ms);

        std::stop_source stop;
        auto sleeping = clock.sleepFor(1h, stop.get_token());
        stop.request_stop();
        QCoro::waitFor(std::move(sleeping));
        QVERIFY(clock.steadyNow() - begin < 1h);
    }
};

QTEST_GUILESS_MAIN(BaseTest)
#include "tst_base.moc"
