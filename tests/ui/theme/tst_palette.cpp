// SPDX-License-Identifier: GPL-3.0-or-later
// How far apart the colours of charts and diffs are, for eyes of every kind.
#include "ui/theme/tokens.h"

#include <QTest>

#include <array>
#include <cmath>
#include <numbers>

using namespace assay::ui;
using namespace Qt::StringLiterals;

namespace {

using Vector = std::array<double, 3>;
using Matrix = std::array<Vector, 3>;

struct Sight {
    const char *name;
    Matrix matrix; ///< on linear RGB
};

/// Machado, Oliveira and Fernandes 2009, at full severity.
const std::array<Sight, 4> sights{{
    {"normal", {{{1, 0, 0}, {0, 1, 0}, {0, 0, 1}}}},
    {"protan",
     {{{0.152286, 1.052583, -0.204868}, {0.114503, 0.786281, 0.099216}, {-0.003882, -0.048116, 1.051998}}}},
    {"deutan",
     {{{0.367322, 0.860646, -0.227968}, {0.280085, 0.672501, 0.047413}, {-0.011820, 0.042940, 0.968881}}}},
    {"tritan",
     {{{1.255528, -0.076749, -0.178779}, {-0.078411, 0.930809, 0.147602}, {0.004733, 0.691367, 0.303900}}}},
}};

Vector times(const Matrix &matrix, const Vector &v)
{
    Vector out{};
    for (std::size_t row = 0; row < 3; ++row)
        out[row] = matrix[row][0] * v[0] + matrix[row][1] * v[1] + matrix[row][2] * v[2];
    return out;
}

/// CIE L*a*b* under D65 of a colour as this sight has it.
Vector labOf(const QColor &color, const Sight &sight)
{
    const auto linear = [](double c) {
        return c <= 0.04045 ? c / 12.92 : std::pow((c + 0.055) / 1.055, 2.4);
    };
    Vector rgb =
        times(sight.matrix, {linear(color.redF()), linear(color.greenF()), linear(color.blueF())});
    for (double &c : rgb)
        c = std::clamp(c, 0.0, 1.0);
    const Vector xyz = times({{{0.4124564, 0.3575761, 0.1804375},
                               {0.2126729, 0.7151522, 0.0721750},
                               {0.0193339, 0.1191920, 0.9503041}}},
                             rgb);
    const auto f = [](double t) {
        return t > 216.0 / 24389.0 ? std::cbrt(t) : (24389.0 / 27.0 * t + 16.0) / 116.0;
    };
    const double x = f(xyz[0] / 0.95047);
    const double y = f(xyz[1]);
    const double z = f(xyz[2] / 1.08883);
    return {116 * y - 16, 500 * (x - y), 200 * (y - z)};
}

/// CIEDE2000 (Sharma, Wu and Dalal 2005).
double difference(const Vector &one, const Vector &other)
{
    constexpr double pi = std::numbers::pi;
    const double meanC = (std::hypot(one[1], one[2]) + std::hypot(other[1], other[2])) / 2;
    const double g = 0.5 * (1 - std::sqrt(std::pow(meanC, 7) / (std::pow(meanC, 7) + std::pow(25.0, 7))));
    const double a1 = one[1] * (1 + g);
    const double a2 = other[1] * (1 + g);
    const double c1 = std::hypot(a1, one[2]);
    const double c2 = std::hypot(a2, other[2]);
    const auto hue = [](double b, double a) {
        const double h = a == 0 && b == 0 ? 0 : std::atan2(b, a);
        return h < 0 ? h + 2 * pi : h;
    };
    const double h1 = hue(one[2], a1);
    const double h2 = hue(other[2], a2);
    double dh = c1 * c2 == 0 ? 0 : h2 - h1;
    dh = dh > pi ? dh - 2 * pi : dh < -pi ? dh + 2 * pi : dh;
    const double dL = other[0] - one[0];
    const double dC = c2 - c1;
    const double dH = 2 * std::sqrt(c1 * c2) * std::sin(dh / 2);
    const double l = (one[0] + other[0]) / 2;
    const double c = (c1 + c2) / 2;
    double h = h1 + h2;
    if (c1 * c2 != 0) {
        if (std::abs(h1 - h2) > pi)
            h += h < 2 * pi ? 2 * pi : -2 * pi;
        h /= 2;
    }
    const auto degrees = [](double d) { return d * pi / 180; };
    const double t = 1 - 0.17 * std::cos(h - degrees(30)) + 0.24 * std::cos(2 * h)
        + 0.32 * std::cos(3 * h + degrees(6)) - 0.20 * std::cos(4 * h - degrees(63));
    const double turn = degrees(30) * std::exp(-std::pow((h * 180 / pi - 275) / 25, 2));
    const double rC = 2 * std::sqrt(std::pow(c, 7) / (std::pow(c, 7) + std::pow(25.0, 7)));
    const double sL = 1 + 0.015 * std::pow(l - 50, 2) / std::sqrt(20 + std::pow(l - 50, 2));
    const double sC = 1 + 0.045 * c;
    const double sH = 1 + 0.015 * c * t;
    return std::sqrt(std::pow(dL / sL, 2) + std::pow(dC / sC, 2) + std::pow(dH / sH, 2)
                     - std::sin(2 * turn) * rC * (dC / sC) * (dH / sH));
}

/// The least difference between any two, over every kind of sight.
double leastDifference(const QList<QColor> &colors)
{
    double least = 1000;
    for (const Sight &sight : sights) {
        for (qsizetype i = 0; i < colors.size(); ++i) {
            for (qsizetype j = 0; j < i; ++j)
                least = std::min(least, difference(labOf(colors[i], sight), labOf(colors[j], sight)));
        }
    }
    return least;
}

} // namespace

class PaletteTest final : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void theFormulaGivesThePublishedDifferences();
    void seriesAreApartForEverySight_data();
    void seriesAreApartForEverySight();
    void sidesOfADiffAreApartForEverySight();
};

void PaletteTest::theFormulaGivesThePublishedDifferences()
{
    // Pairs 1, 7 and 25 of the paper's table.
    QVERIFY(std::abs(difference({50, 2.6772, -79.7751}, {50, 0, -82.7485}) - 2.0425) < 1e-4);
    QVERIFY(std::abs(difference({50, 0, 0}, {50, -1, 2}) - 2.3669) < 1e-4);
    QVERIFY(std::abs(difference({60.2574, -34.0099, 36.2677}, {60.4626, -34.1751, 39.4387}) - 1.2644) < 1e-4);
    QVERIFY2(leastDifference({QColor(0x59A14F), QColor(0xE15759)}) < 10, "red and green of a bad palette");
}

void PaletteTest::seriesAreApartForEverySight_data()
{
    QTest::addColumn<bool>("isDark");
    QTest::addColumn<bool>("isHighContrast");
    QTest::newRow("light") << false << false;
    QTest::newRow("dark") << true << false;
    QTest::newRow("light, high contrast") << false << true;
    QTest::newRow("dark, high contrast") << true << true;
}

void PaletteTest::seriesAreApartForEverySight()
{
    QFETCH(bool, isDark);
    QFETCH(bool, isHighContrast);
    const ThemeTokens tokens = tokensFor(isDark, isHighContrast);
    const double least = leastDifference(tokens.series);
    QVERIFY2(least > 10, qPrintable(QString::number(least)));
    for (const QColor &color : tokens.series)
        QVERIFY2(contrastRatio(color, tokens.ground) >= 3, qPrintable(color.name()));
}

void PaletteTest::sidesOfADiffAreApartForEverySight()
{
    const ThemeTokens light = tokensFor(false, false);
    const double least = leastDifference({light.diffAdded, light.diffRemoved});
    QVERIFY2(least > 10, qPrintable(QString::number(least)));
}

QTEST_APPLESS_MAIN(PaletteTest)
#include "tst_palette.moc"
