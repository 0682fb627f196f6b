// SPDX-License-Identifier: GPL-3.0-or-later
#include "promptsbench.h"

#include "ui/prompts/previewpanel.h"
#include "ui/variables/variablespanel.h"

#include <QClipboard>
#include <QGuiApplication>
#include <QTextBlock>
#include <QToolButton>

using namespace assay;
using namespace assay::ui;
using namespace assay::test;

class PreviewTest final : public QObject, protected PromptsBench {
    Q_OBJECT

    PreviewPanel *panel() { return part<PreviewPanel>(); }
    void write(int block, const QString &content)
    {
        text(block)->setPlainText(content);
        settle();
    }

private Q_SLOTS:
    void initTestCase() { QLocale::setDefault(QLocale(u"en_US"_s)); }
    void init()
    {
        m_fixture = std::make_unique<Fixture>();
        settle();
        select(u"support-ticket-triage"_s);
    }
    void cleanup() { m_fixture.reset(); }

    void itFollowsTheTextAndTheValues()
    {
        QVERIFY(!panel()->isVisible());
        QTest::keyClick(&page(), Qt::Key_L, Qt::ControlModifier | Qt::ShiftModifier);
        QVERIFY(panel()->isVisible());
        write(1, u"About {{ticket}} of {{nobody}}"_s);
        part<VariablesPanel>()->setValues({{u"ticket"_s, u"a broken lamp"_s}});
        type(1, u" now"_s);
        QTRY_VERIFY2(panel()->text().contains(u"About a broken lamp of {{nobody}} now"_s),
                     qPrintable(panel()->text()));
        QVERIFY(panel()->problem().contains(u"nobody"_s));
        picture(u"preview"_s);
        auto *shown = panel()->findChild<QPlainTextEdit *>();
        const QTextCursor lamp = shown->document()->find(u"broken"_s);
        QVERIFY(lamp.charFormat().background().style() != Qt::NoBrush); // a value is marked
        QCOMPARE(shown->document()->find(u"{{nobody}}"_s).charFormat().underlineStyle(),
                 QTextCharFormat::WaveUnderline);
        named<QToolButton>(u"Copy the rendered prompt"_s)->click();
        QCOMPARE(QGuiApplication::clipboard()->text(), panel()->text());
        m_fixture->makePage();
        settle();
        QVERIFY(panel()->isVisible()); // remembered
        QTest::mouseClick(named<QToolButton>(u"Close the preview"_s), Qt::LeftButton);
        QVERIFY(!panel()->isVisible());
    }

    void anErrorNamesItsPlaceAndKeepsTheLastPreview()
    {
        QTest::keyClick(&page(), Qt::Key_L, Qt::ControlModifier | Qt::ShiftModifier);
        write(1, u"It was fine."_s);
        QTRY_VERIFY(panel()->text().contains(u"It was fine."_s));
        write(1, u"It was\n{{#open}} fine."_s);
        QTRY_VERIFY2(panel()->problem().contains(u"line 2, column 1"_s), qPrintable(panel()->problem()));
        QVERIFY(panel()->text().contains(u"It was fine."_s));
        write(1, u"{{> no-such-prompt}}"_s);
        QTRY_VERIFY(panel()->problem().contains(u"no-such-prompt"_s));
    }

    void includedPromptsStandInTheirPlace()
    {
        QTest::keyClick(&page(), Qt::Key_L, Qt::ControlModifier | Qt::ShiftModifier);
        write(1, u"Before {{> sql-from-question}} after"_s);
        QTRY_VERIFY(panel()->text().contains(u"Before "_s) && panel()->text().contains(u"SQL"_s)
                    && panel()->text().contains(u" after"_s));
    }
};

QTEST_MAIN(PreviewTest)
#include "tst_preview.moc"
