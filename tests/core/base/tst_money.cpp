// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/money.h"

#include <limits>

#include <QTest>

using namespace Qt::StringLiterals;
using assay::Money;

class MoneyTest final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void readsExactDecimals_data()
    {
        QTest::addColumn<QString>("text");
        QTest::addColumn<qint64>("nanoUsd");
        QTest::newRow("whole") << u"2"_s << qint64(2'000'000'000);
        QTest::newRow("fraction") << u"0.125"_s << qint64(125'000'000);
        QTest::newRow("one nano-dollar") << u"0.000000001"_s << qint64(1);
        QTest::newRow("zeros beyond a nano-dollar") << u"1.5000000000000"_s << qint64(1'500'000'000);
        QTest::newRow("negative") << u"-0.02"_s << qint64(-20'000'000);
        QTest::newRow("the largest") << u"9223372036.854775807"_s << std::numeric_limits<qint64>::max();
    }
    void readsExactDecimals()
    {
        QFETCH(const QString, text);
        QFETCH(const qint64, nanoUsd);
        const auto money = Money::fromDecimal(text);
        QVERIFY(money);
        QCOMPARE(money->nanoUsd(), nanoUsd);
    }

    void refusesWhatIsNoExactDecimal_data()
    {
        QTest::addColumn<QString>("text");
        for (const char *text : {"", ".", "1.", ".5", "1e3", "+1", "1,5", " 1", "0.0000000001",
                                 "9223372036.854775808", "99999999999999999999", "--1", "1.2.3", "\u0661"})
            QTest::newRow(text) << QString::fromUtf8(text);
    }
    void refusesWhatIsNoExactDecimal()
    {
        QFETCH(const QString, text);
        QVERIFY(!Money::fromDecimal(text));
    }

    void decimalTextRoundTrips()
    {
        for (const qint64 nano :
             {qint64(0), qint64(1), qint64(-1), qint64(1'234'500'000), std::numeric_limits<qint64>::max()}) {
            const Money money = Money::fromNanoUsd(nano);
            QCOMPARE(Money::fromDecimal(money.toDecimal()), std::optional(money));
        }
        QCOMPARE(Money::fromNanoUsd(std::numeric_limits<qint64>::min()).toDecimal(),
                 u"-9223372036.854775808"_s);
    }

    void staysAtTheLimitInsteadOfTurningIntoACredit()
    {
        const Money most = Money::fromNanoUsd(std::numeric_limits<qint64>::max());
        const Money least = Money::fromNanoUsd(std::numeric_limits<qint64>::min());
        const Money nano = Money::fromNanoUsd(1);
        QCOMPARE(most + nano, most);
        QCOMPARE(most + most, most);
        QCOMPARE(least + least, least);
        QCOMPARE(least - nano, least);
        QCOMPARE(most - least, most);
        QCOMPARE(Money() - least, most);
        QCOMPARE(least - most, least);
        QCOMPARE(most - nano + nano, most);
        QCOMPARE(least + most, Money() - nano);
        QVERIFY(assay::displayMoney(least).contains(u"9,223,372,036.85"_s));
    }

    void showsAsManyDecimalsAsTheAmountNeeds()
    {
        QLocale::setDefault(QLocale::c());
        const auto shown = [](const char *decimal) {
            return assay::displayMoney(Money::fromDecimal(QString::fromLatin1(decimal)));
        };
        QCOMPARE(shown("12.345"), u"$12.35"_s);
        QCOMPARE(shown("0.0512"), u"$0.0512"_s);
        QCOMPARE(shown("0.000125"), u"$0.000125"_s);
        QCOMPARE(shown("0"), u"$0.00"_s);
        QCOMPARE(assay::displayMoney(std::nullopt), u"unknown"_s);
    }
};

QTEST_GUILESS_MAIN(MoneyTest)
#include "tst_money.moc"
