// SPDX-License-Identifier: GPL-3.0-or-later
#include "promptsbench.h"

#include "ui/diff/diffview.h"
#include "ui/prompts/besidepane.h"
#include "ui/prompts/previewpanel.h"
#include "ui/prompts/promptsmodel.h"
#include "ui/widgets/messagebar.h"
#include "ui/widgets/promptdrag.h"

#include <QComboBox>
#include <QDir>
#include <QDropEvent>
#include <QListView>
#include <QMimeData>
#include <QSqlDatabase>
#include <QSqlError>
#include <QSqlQuery>
#include <QToolButton>

using namespace assay;
using namespace assay::ui;
using namespace assay::test;

/// Two prompts at once, and drafts that the workspace cannot take.
class BesideTest final : public QObject, protected PromptsBench {
    Q_OBJECT

    BesidePane *pane() { return part<BesidePane>(); }
    QPlainTextEdit *besideText() { return pane()->editor()->blocks().first()->editor(); }
    void toggle()
    {
        QTest::keyClick(&page(), Qt::Key_O, Qt::ControlModifier | Qt::ShiftModifier);
        settle();
    }
    /// Runs SQL in the workspace's file, as something else than this program.
    void sql(const QString &statement)
    {
        {
            QSqlDatabase database = QSqlDatabase::addDatabase(u"QSQLITE"_s, u"besides"_s);
            database.setDatabaseName(m_fixture->folder.filePath(u"sample.assay"_s));
            QVERIFY(database.open());
            QSqlQuery query(database);
            QVERIFY2(query.exec(statement), qPrintable(query.lastError().text()));
        }
        QSqlDatabase::removeDatabase(u"besides"_s);
    }

private Q_SLOTS:
    void initTestCase() { QLocale::setDefault(QLocale(u"en_US"_s)); }
    void init()
    {
        m_fixture = std::make_unique<Fixture>();
        settle();
        select(u"sql-from-question"_s);
        select(u"support-ticket-triage"_s);
    }
    void cleanup() { m_fixture.reset(); }

    void bothAreEditedAndSaved()
    {
        toggle();
        QVERIFY(pane()->isVisible());
        QCOMPARE(pane()->promptName(), u"sql-from-question"_s); // the one before
        besideText()->setFocus();
        besideText()->moveCursor(QTextCursor::End);
        QTest::keyClicks(besideText(), u" Right."_s);
        type(0, u" Left."_s);
        settle();
        picture(u"beside"_s);
        QVERIFY(storedDraft(u"sql-from-question"_s).content.messages.front().text.endsWith(u" Right."_s));
        QVERIFY(storedDraft(u"support-ticket-triage"_s).content.messages.front().text.endsWith(u" Left."_s));
        besideText()->setFocus();
        QTest::keyClick(besideText(), Qt::Key_Z, Qt::ControlModifier);
        QTRY_VERIFY(!besideText()->toPlainText().endsWith(u" Right."_s));
        QVERIFY(text(0)->toPlainText().endsWith(u" Left."_s)); // each has its own steps
    }

    void theyAreComparedClosedAndRemembered()
    {
        toggle();
        QTest::mouseClick(named<QToolButton>(u"Compare the two prompts"_s), Qt::LeftButton);
        settle();
        auto *diff = part<DiffView>();
        QVERIFY(diff->isVisible());
        QTRY_VERIFY(diff->changeCount() > 0);
        QVERIFY(page().escape());
        m_fixture->makePage();
        settle();
        QTRY_VERIFY(pane()->isVisible());
        QCOMPARE(pane()->promptName(), u"sql-from-question"_s);
        settle();
        QTest::mouseClick(named<QToolButton>(u"Close the prompt beside"_s), Qt::LeftButton);
        QVERIFY(!pane()->isVisible());
        m_fixture->makePage();
        settle();
        QVERIFY(!pane()->isVisible());
    }

    void inANarrowWindowTheOneAskedForTakesThePlaceOfThePreview()
    {
        const auto preview = [this] { m_fixture->actions->action(u"prompts.preview"_s)->trigger(); };
        const auto *shown = part<PreviewPanel>();
        page().resize(1280, 800);
        preview();
        QVERIFY(shown->isVisible());
        toggle();
        QVERIFY(pane()->isVisible() && !shown->isVisible());
        preview();
        QVERIFY(!pane()->isVisible() && shown->isVisible());
        page().resize(2200, 900);
        toggle();
        QVERIFY(pane()->isVisible() && shown->isVisible());
    }

    /// Two editors of one draft would overwrite each other.
    void thePromptThatIsEditedCanOnlyBeReadBeside()
    {
        toggle();
        besideText()->setFocus();
        besideText()->moveCursor(QTextCursor::End);
        QTest::keyClicks(besideText(), u" Kept."_s);
        part<PromptList>()->select(u"sql-from-question"_s); // at once
        settle();
        QVERIFY(text(0)->toPlainText().endsWith(u" Kept."_s));
        QTRY_VERIFY(besideText()->isReadOnly());
        auto *versions = named<QComboBox>(u"Version beside"_s);
        QVERIFY(versions->findText(u"Draft"_s) < 0);
        QVERIFY(!besideText()->toPlainText().endsWith(u" Kept."_s)); // the version
        type(0, u" And on."_s);
        part<PromptList>()->select(u"support-ticket-triage"_s); // at once
        settle();
        QTRY_VERIFY(!besideText()->isReadOnly());
        QVERIFY2(besideText()->toPlainText().endsWith(u" Kept. And on."_s),
                 qPrintable(besideText()->toPlainText().right(40)));
    }

    void aPromptIsDroppedOnTheEditor()
    {
        QMimeData data;
        data.setData(promptMimeType, "release-notes-summary");
        QDragEnterEvent enter(QPoint(600, 300), Qt::CopyAction, &data, Qt::LeftButton, Qt::NoModifier);
        QCoreApplication::sendEvent(&page(), &enter); // a drop goes to who took the drag
        QVERIFY(enter.isAccepted());
        QDropEvent drop(QPointF(600, 300), Qt::CopyAction, &data, Qt::LeftButton, Qt::NoModifier);
        QCoreApplication::sendEvent(&page(), &drop);
        settle();
        QVERIFY(pane()->isVisible());
        QCOMPARE(pane()->promptName(), u"release-notes-summary"_s);
        QVERIFY(part<PromptList>()->view()->dragEnabled());
    }

    /// As on a full disk.
    void aDraftThatTheWorkspaceCannotTakeIsKeptOutsideAndComesBack()
    {
        sql(u"CREATE TRIGGER full BEFORE INSERT ON prompt_drafts BEGIN SELECT RAISE(ABORT, 'full'); END"_s);
        type(0, u" Kept outside."_s);
        const QStringList filter{u"draft-*.json"_s};
        const QDir folder(m_fixture->folder.path());
        QTRY_COMPARE(folder.entryInfoList(filter).size(), 1);
        const QFile::Permissions others = QFile::ReadGroup | QFile::WriteGroup | QFile::ReadOther;
        QVERIFY(!(folder.entryInfoList(filter).first().permissions() & others));
        // The program ends, the disk is free again, and another one starts.
        m_fixture->page.reset();
        m_fixture->engine.reset();
        sql(u"DROP TRIGGER full"_s);
        workspace::WorkspaceOptions options;
        options.path = m_fixture->folder.filePath(u"sample.assay"_s);
        m_fixture->engine = std::make_unique<workspace::Engine>(options);
        m_fixture->makePage();
        settle();
        QVERIFY2(text(0)->toPlainText().endsWith(u" Kept outside."_s), qPrintable(text(0)->toPlainText()));
        QVERIFY(part<MessageBar>()->sentence().contains(u"is back"_s));
        QTRY_VERIFY(storedDraft(selectedName()).content.messages.front().text.endsWith(u" Kept outside."_s));
        QTRY_VERIFY(folder.entryInfoList(filter).isEmpty());
    }
};

QTEST_MAIN(BesideTest)
#include "tst_beside.moc"
