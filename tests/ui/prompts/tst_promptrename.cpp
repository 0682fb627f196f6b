// SPDX-License-Identifier: GPL-3.0-or-later
#include "promptsbench.h"

#include "ui/prompts/promptedit.h"
#include "ui/widgets/messagebar.h"

#include <QListView>
#include <QPushButton>

using namespace assay;
using namespace assay::ui;
using namespace assay::test;

/// Renaming where the name stands in the list.
class PromptRenameTest final : public QObject, protected PromptsBench {
    Q_OBJECT

    QListView *list() { return part<PromptList>()->view(); }
    QLineEdit *field() { return list()->findChild<QLineEdit *>(); }
    QStringList names()
    {
        QStringList names;
        for (int row = 0; row < list()->model()->rowCount(); ++row)
            names.append(list()->model()->index(row, 0).data().toString());
        return names;
    }
    QLineEdit *title() { return named<QLineEdit>(u"Name of the prompt"_s); }
    void pressF2()
    {
        part<PromptList>()->focusList();
        QTRY_VERIFY(list()->hasFocus());
        QTest::keyClick(list(), Qt::Key_F2);
        QTRY_VERIFY(field() != nullptr);
    }
    void answer(const QString &name)
    {
        field()->selectAll();
        QTest::keyClicks(field(), name);
        QTest::keyClick(field(), Qt::Key_Return);
        QTRY_VERIFY(field() == nullptr);
        settle();
    }
    void clickUndo()
    {
        for (QPushButton *button : part<MessageBar>()->findChildren<QPushButton *>()) {
            if (button->isVisible() && button->text().remove(u'&') == u"Undo"_s)
                return QTest::mouseClick(button, Qt::LeftButton);
        }
        QFAIL("there is no Undo");
    }

private Q_SLOTS:
    void initTestCase() { QLocale::setDefault(QLocale(u"en_US"_s)); }
    void init()
    {
        m_fixture = std::make_unique<Fixture>();
        settle();
        select(u"sql-from-question"_s);
    }
    void cleanup() { m_fixture.reset(); }

    void f2EditsTheNameInTheListAndUndoBringsTheOldOneBack()
    {
        pressF2();
        QCOMPARE(field()->text(), u"sql-from-question"_s);
        QCOMPARE(field()->accessibleName(), u"New name of the prompt"_s);
        QVERIFY(list()->viewport()->rect().contains(field()->geometry()));
        picture(u"rename"_s);
        answer(u"ask-the-database"_s);
        QTRY_VERIFY(names().contains(u"ask-the-database"_s));
        QVERIFY(!names().contains(u"sql-from-question"_s));
        QCOMPARE(selectedName(), u"ask-the-database"_s);
        QCOMPARE(title()->text(), u"ask-the-database"_s);
        QVERIFY(part<MessageBar>()->sentence().contains(u"ask-the-database"_s));
        clickUndo();
        QTRY_VERIFY(names().contains(u"sql-from-question"_s));
        settle();
        QVERIFY(!names().contains(u"ask-the-database"_s));
        QCOMPARE(title()->text(), u"sql-from-question"_s);
    }

    void escapeAndAnEmptyNameLeaveItAlone()
    {
        const QStringList before = names();
        pressF2();
        QTest::keyClicks(field(), u"other"_s);
        QTest::keyClick(field(), Qt::Key_Escape);
        QTRY_VERIFY(field() == nullptr);
        pressF2();
        answer(u"  "_s);
        QCOMPARE(names(), before);
    }

    void aTakenNameIsRefused()
    {
        pressF2();
        answer(u"support-ticket-triage"_s);
        QTRY_COMPARE(part<MessageBar>()->kind(), MessageBar::Kind::Error);
        QVERIFY(part<MessageBar>()->isVisible());
        QVERIFY(names().contains(u"sql-from-question"_s));
        QCOMPARE(title()->text(), u"sql-from-question"_s);
    }

    void aDoubleClickEditsTheNameToo()
    {
        const QPoint at = list()->visualRect(list()->currentIndex()).center();
        QTest::mouseClick(list()->viewport(), Qt::LeftButton, {}, at);
        QTest::mouseDClick(list()->viewport(), Qt::LeftButton, {}, at);
        QTRY_VERIFY(field() != nullptr);
        answer(u"sql-writer"_s);
        QTRY_VERIFY(names().contains(u"sql-writer"_s));
    }

    void elsewhereF2GoesToTheTitle()
    {
        text(0)->setFocus();
        QTest::keyClick(text(0), Qt::Key_F2);
        QTRY_VERIFY(title()->hasFocus());
        QVERIFY(field() == nullptr);
    }
};

QTEST_MAIN(PromptRenameTest)
#include "tst_promptrename.moc"
