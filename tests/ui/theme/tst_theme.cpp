// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/theme/theme.h"
#include "ui/theme/tokens.h"

#include <QDir>
#include <QSignalSpy>
#include <QTest>

using namespace assay::ui;
using namespace Qt::StringLiterals;

class ThemeTest final : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void textAndGraphicsStandOut_data();
    void textAndGraphicsStandOut();
    void paletteSetsEveryRole();
    void switchingChangesPaletteAndIcons();
    void everyIconHasAPicture();
    void aModelKeepsItsColour();
    void aColourThatRepeatsHasAnotherPattern();
};

void ThemeTest::textAndGraphicsStandOut_data()
{
    QTest::addColumn<bool>("isDark");
    QTest::addColumn<bool>("isHighContrast");
    QTest::newRow("light") << false << false;
    QTest::newRow("dark") << true << false;
    QTest::newRow("light, high contrast") << false << true;
    QTest::newRow("dark, high contrast") << true << true;
}

void ThemeTest::textAndGraphicsStandOut()
{
    QFETCH(bool, isDark);
    QFETCH(bool, isHighContrast);
    const ThemeTokens t = tokensFor(isDark, isHighContrast);
    QStringList tooFaint;
    const auto check = [&](const char *what, const QColor &ink, const QColor &ground, double least) {
        const double ratio = contrastRatio(ink, ground);
        if (ratio < least)
            tooFaint.append(
                u"%1: %2 on %3 is %4:1"_s.arg(QLatin1String(what), ink.name(), ground.name()).arg(ratio));
    };
    constexpr double text = 4.5;
    constexpr double graphic = 3.0;
    for (const QColor &ground : {t.ground, t.surface, t.codeGround}) {
        check("text", t.text, ground, text);
        check("muted", t.muted, ground, text);
        check("link", t.link, ground, text);
        check("error", t.error, ground, text);
        check("warning", t.warning, ground, text);
        check("success", t.success, ground, text);
    }
    for (const QColor &ground :
         {t.barInfo, t.barWarning, t.barError, t.barSuccess, t.diffAdded, t.diffRemoved, t.variableGround})
        check("text on a coloured ground", t.text, ground, text);
    check("variable", t.link, t.variableGround, text);
    check("selected text", t.selectionText, t.selection, text);
    check("primary button", t.accentText, t.accent, text);
    for (const QColor &ground : {t.ground, t.surface}) {
        check("border", t.border, ground, graphic);
        check("accent", t.accent, ground, graphic);
    }
    check("info sign", t.link, t.barInfo, graphic);
    check("warning sign", t.warning, t.barWarning, graphic);
    check("error sign", t.error, t.barError, graphic);
    check("success sign", t.success, t.barSuccess, graphic);
    if (!isHighContrast) // there the selection is the accent, and text on it takes selectionText
        check("muted text in a selected row", t.muted, t.selection, text);
    for (const QColor &series : t.series)
        check("series", series, t.ground, graphic);
    QVERIFY2(tooFaint.isEmpty(), qPrintable(tooFaint.join(u'\n')));
}

void ThemeTest::paletteSetsEveryRole()
{
    const QPalette palette = paletteFor(tokensFor(true, false));
    for (int role = 0; role < QPalette::NColorRoles; ++role) {
        if (role != QPalette::NoRole)
            QVERIFY2(palette.isBrushSet(QPalette::Active, QPalette::ColorRole(role)),
                     qPrintable(u"role %1"_s.arg(role)));
    }
    QVERIFY(palette.color(QPalette::Disabled, QPalette::Text)
            != palette.color(QPalette::Active, QPalette::Text));
}

void ThemeTest::switchingChangesPaletteAndIcons()
{
    Theme theme(ThemeChoice::Light);
    QVERIFY(!theme.isDark());
    const QIcon icon = theme.icon(u"run"_s);
    const QImage before = icon.pixmap(32).toImage();
    QSignalSpy changed(&theme, &Theme::changed);

    theme.setChoice(ThemeChoice::Dark);

    QCOMPARE(changed.size(), 1);
    QVERIFY(theme.isDark());
    QCOMPARE(QApplication::palette().color(QPalette::Base), theme.tokens().ground);
    QVERIFY2(icon.pixmap(32).toImage() != before, "an icon that is in use takes the new colours");
}

void ThemeTest::everyIconHasAPicture()
{
    Theme theme(ThemeChoice::Light);
    const QStringList files = QDir(u":/icons"_s).entryList({u"*.svg"_s});
    QVERIFY(files.size() > 50);
    for (const QString &file : files) {
        const QImage image = Theme::pixmap(file.chopped(4), Qt::red, 20, 2.0).toImage();
        QCOMPARE(image.size(), QSize(40, 40));
        bool hasInk = false;
        for (int y = 0; y < image.height() && !hasInk; ++y) {
            for (int x = 0; x < image.width() && !hasInk; ++x)
                hasInk = qAlpha(image.pixel(x, y)) > 128 && qRed(image.pixel(x, y)) > 128;
        }
        QVERIFY2(hasInk, qPrintable(file));
    }
    const QIcon icon = theme.icon(u"remove"_s);
    QVERIFY(icon.pixmap(20, QIcon::Disabled).toImage() != icon.pixmap(20, QIcon::Normal).toImage());
}

void ThemeTest::aModelKeepsItsColour()
{
    Theme theme(ThemeChoice::Light);
    const QColor first = theme.seriesColor(u"a"_s);
    const QColor second = theme.seriesColor(u"b"_s);
    QVERIFY(first != second);
    QCOMPARE(theme.seriesColor(u"a"_s), first);
    theme.setChoice(ThemeChoice::Dark);
    QCOMPARE(theme.seriesColor(u"b"_s), theme.tokens().series.at(1));
}

void ThemeTest::aColourThatRepeatsHasAnotherPattern()
{
    Theme theme(ThemeChoice::Light);
    QList<std::pair<QRgb, Qt::BrushStyle>> seen;
    const qsizetype colours = theme.tokens().series.size();
    for (int model = 0; model < 3 * colours; ++model) {
        const QBrush brush = theme.seriesBrush(QString::number(model));
        QCOMPARE(brush.color(), theme.seriesColor(QString::number(model)));
        QVERIFY2(!seen.contains({brush.color().rgb(), brush.style()}), qPrintable(QString::number(model)));
        QVERIFY2(model >= colours || brush.style() == Qt::SolidPattern, "the first ones need no pattern");
        QVERIFY2(brush.style() != Qt::BDiagPattern, "it marks what is estimated");
        seen.append({brush.color().rgb(), brush.style()});
    }
}

QTEST_MAIN(ThemeTest)
#include "tst_theme.moc"
