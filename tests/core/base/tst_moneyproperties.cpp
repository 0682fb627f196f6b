// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/money.h"

#include <algorithm>
#include <limits>
#include <random>
#include <vector>

#include <QRegularExpression>
#include <QTest>

using namespace Qt::StringLiterals;
using assay::Money;

namespace {

/// Amounts of every magnitude, the ends of the range among them.
class Amounts final {
public:
    explicit Amounts(unsigned seed)
        : m_random(seed)
    {
    }
    qint64 any() { return static_cast<qint64>(m_random()) >> below(63); }
    /// So small that a million of them add up without overflow.
    Money addend() { return Money::fromNanoUsd(any() / 10'000'000); }
    int below(int end) { return std::uniform_int_distribution<int>(0, end - 1)(m_random); }
    std::mt19937_64 &random() { return m_random; }

private:
    std::mt19937_64 m_random;
};

} // namespace

class MoneyPropertiesTest final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void textKeepsEveryAmountExactly()
    {
        Amounts amounts(1);
        for (int i = 0; i < 100'000; ++i) {
            const Money amount =
                Money::fromNanoUsd(std::max(amounts.any(), std::numeric_limits<qint64>::min() + 1));
            const QString text = amount.toDecimal();
            QCOMPARE(Money::fromDecimal(text), std::optional(amount));
            QVERIFY(!text.contains(u'e') && !text.endsWith(u'.'));
            QVERIFY(!text.contains(u'.') || !text.endsWith(u'0'));
        }
    }

    void aSumDoesNotDependOnItsOrder()
    {
        Amounts amounts(2);
        for (int round = 0; round < 200; ++round) {
            std::vector<Money> all(1000);
            std::generate(all.begin(), all.end(), [&amounts] { return amounts.addend(); });
            Money forth;
            for (const Money each : all)
                forth += each;
            std::shuffle(all.begin(), all.end(), amounts.random());
            Money shuffled;
            for (const Money each : all)
                shuffled = each + shuffled;
            QCOMPARE(shuffled, forth);
            for (const Money each : all)
                forth = forth - each;
            QCOMPARE(forth, Money());
        }
    }

    // What floating point does not do: a tenth of a cent, ten million times.
    void smallAmountsAddUpWithoutDrift()
    {
        const Money tenth = *Money::fromDecimal(u"0.001");
        Money sum;
        for (int i = 0; i < 10'000'000; ++i)
            sum += tenth;
        QCOMPARE(sum.toDecimal(), u"10000"_s);
    }

    void theOrderIsTheNumbers()
    {
        Amounts amounts(3);
        for (int i = 0; i < 10'000; ++i) {
            const qint64 a = amounts.any();
            const qint64 b = amounts.any();
            QCOMPARE(Money::fromNanoUsd(a) < Money::fromNanoUsd(b), a < b);
            QCOMPARE(Money::fromNanoUsd(a) == Money::fromNanoUsd(b), a == b);
        }
    }

    void textThatIsNoAmountNeverBecomesOne()
    {
        Amounts amounts(4);
        const QString letters = u"0123456789.-+e, $\u0661"_s;
        static const QRegularExpression decimal(u"^-?[0-9]+(\\.[0-9]+)?$"_s);
        for (int i = 0; i < 100'000; ++i) {
            QString text;
            for (int n = amounts.below(24); n > 0; --n)
                text += letters.at(amounts.below(int(letters.size())));
            const auto amount = Money::fromDecimal(text);
            QVERIFY2(!amount || decimal.match(text).hasMatch(), qPrintable(text));
        }
    }

    void whatIsTooLargeIsRefusedNotWrapped()
    {
        Amounts amounts(5);
        for (int i = 0; i < 10'000; ++i) {
            const QString whole =
                QString::number(9'223'372'037ULL + amounts.random()() % 1'000'000'000'000ULL);
            QVERIFY2(!Money::fromDecimal(whole), qPrintable(whole));
            QVERIFY2(!Money::fromDecimal(QString(u'-' + whole)), qPrintable(whole));
        }
    }
};

QTEST_GUILESS_MAIN(MoneyPropertiesTest)
#include "tst_moneyproperties.moc"
