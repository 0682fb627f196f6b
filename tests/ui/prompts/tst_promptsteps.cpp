// SPDX-License-Identifier: GPL-3.0-or-later
#include "promptsbench.h"

#include "ui/prompts/attachmentrow.h"
#include "ui/prompts/settingspanel.h"
#include "ui/variables/variablespanel.h"

#include <QComboBox>
#include <QImage>
#include <QWheelEvent>

using namespace assay;
using namespace assay::ui;
using namespace assay::test;

/// Undo: through everything that one does with a prompt, in the order in which it was done, and further back
/// than this session.
class PromptStepsTest final : public QObject, protected PromptsBench {
    Q_OBJECT

    void undo() { press(Qt::Key_Z, Qt::ControlModifier); }
    void redo() { press(Qt::Key_Z, Qt::ControlModifier | Qt::ShiftModifier); }
    void press(Qt::Key key, Qt::KeyboardModifiers modifiers)
    {
        text(0)->setFocus();
        QTest::keyClick(text(0), key, modifiers);
        QCoreApplication::processEvents(); // the key is taken in a turn of its own
        settle();
    }
    void typeAndSave(const QString &words)
    {
        type(0, words);
        settle();
        QVERIFY(storedDraft(selectedName()).content.messages.front().text.endsWith(words));
    }
    void view(int version)
    {
        Q_EMIT part<VersionsPanel>()->viewRequested(version);
        settle();
        QVERIFY(text(0)->isReadOnly());
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

    void lookingAtAVersionForgetsNothing()
    {
        const QString first = text(0)->toPlainText();
        typeAndSave(u" One."_s);
        text(0)->moveCursor(QTextCursor::Start); // else the next words join the step before
        type(0, {});
        QTest::keyClick(text(0), Qt::Key_Return);
        QTest::keyClicks(text(0), u"Two."_s);
        settle();
        view(1);
        view(2);
        QVERIFY(page().escape());
        settle();
        QVERIFY(text(0)->toPlainText().endsWith(u"One.\nTwo."_s));
        QVERIFY(!text(0)->isReadOnly());
        undo();
        QVERIFY2(text(0)->toPlainText().startsWith(first + u" One."_s), qPrintable(text(0)->toPlainText()));
        for (int i = 0; i < 5 && text(0)->toPlainText() != first; ++i)
            undo();
        QCOMPARE(text(0)->toPlainText(), first);
        for (int i = 0; i < 5 && !text(0)->toPlainText().endsWith(u"Two."_s); ++i)
            redo();
        QVERIFY(text(0)->toPlainText().endsWith(u"One.\nTwo."_s));
    }

    void aRestoredVersionIsOneStepAndTheTextBeforeItStays()
    {
        const QString first = text(0)->toPlainText();
        typeAndSave(u" Mine."_s);
        Q_EMIT part<VersionsPanel>()->restoreRequested(1);
        settle();
        const QString restored = text(0)->toPlainText();
        QVERIFY(!restored.endsWith(u"Mine."_s));
        undo();
        QCOMPARE(text(0)->toPlainText(), QString(first + u" Mine."_s));
        undo();
        QCOMPARE(text(0)->toPlainText(), first);
        redo();
        redo();
        QCOMPARE(text(0)->toPlainText(), restored);
    }

    void aSettingIsAStepOfItsOwn()
    {
        auto *settings = part<SettingsPanel>();
        const QString first = text(0)->toPlainText();
        const providers::Parameters before = settings->parameters();
        type(0, u" Text."_s);
        providers::Parameters changed = before;
        changed.maxTokens = before.maxTokens.value_or(100) + 11;
        settings->setSettings(settings->model(), changed);
        Q_EMIT settings->changed();
        settle();
        QCOMPARE(storedDraft(selectedName()).content.parameters.maxTokens, changed.maxTokens);
        undo();
        QCOMPARE(settings->parameters().maxTokens, before.maxTokens);
        QVERIFY(text(0)->toPlainText().endsWith(u"Text."_s));
        undo();
        QCOMPARE(text(0)->toPlainText(), first);
        redo();
        redo();
        QCOMPARE(settings->parameters().maxTokens, changed.maxTokens);
        QCOMPARE(storedDraft(selectedName()).content.parameters.maxTokens, changed.maxTokens);
    }

    void aPictureIsAStep()
    {
        const QString path = m_fixture->folder.filePath(u"dot.png"_s);
        QImage dot(4, 4, QImage::Format_RGB32);
        dot.fill(Qt::red);
        QVERIFY(dot.save(path));
        auto *row = part<MessageEditor>()->blocks().at(1)->findChild<AttachmentRow *>();
        row->addFiles({path});
        QTRY_COMPARE(row->images().size(), size_t(1));
        undo();
        QVERIFY(row->images().empty());
        redo();
        QCOMPARE(row->images().size(), size_t(1));
    }

    void theSizeOfTheTextIsRemembered()
    {
        const int usual = text(0)->font().pointSize();
        text(0)->setFocus();
        QTest::keyClick(text(0), Qt::Key_Plus, Qt::ControlModifier);
        QCOMPARE(text(0)->font().pointSize(), usual + 1);
        text(0)->setPlainText(QString(200, u'\n')); // scrolls within its block
        for (QWidget *receiver : {text(0)->viewport(), part<MessageEditor>()->viewport()}) {
            QWheelEvent wheel(QPointF(5, 5), receiver->mapToGlobal(QPointF(5, 5)), {}, {0, 120}, Qt::NoButton,
                              Qt::ControlModifier, Qt::NoScrollPhase, false);
            QCoreApplication::sendEvent(receiver, &wheel);
            // The block leaves it to the editor around it.
            QCOMPARE(wheel.isAccepted(), receiver != text(0)->viewport());
        }
        QCOMPARE(text(0)->font().pointSize(), usual + 2);
        m_fixture->makePage();
        settle();
        QCOMPARE(text(0)->font().pointSize(), usual + 2);
        QTest::keyClick(text(0), Qt::Key_0, Qt::ControlModifier);
        QCOMPARE(text(0)->font().pointSize(), usual);
    }

    /// What was taken back in this session is no new text for the next one.
    void undoAndRedoGoOnAfterARestart()
    {
        const QString first = text(0)->toPlainText();
        typeAndSave(u" One."_s);
        m_fixture->makePage(); // as after a restart: the editor remembers nothing
        settle();
        typeAndSave(u" Two."_s);
        undo(); // of the editor's own
        QTRY_VERIFY(storedDraft(selectedName()).content.messages.front().text.endsWith(u" One."_s));
        settle();
        m_fixture->makePage();
        settle();
        redo();
        QTRY_VERIFY2(text(0)->toPlainText().endsWith(u"One. Two."_s), qPrintable(text(0)->toPlainText()));
        settle();
        undo();
        QTRY_VERIFY(text(0)->toPlainText().endsWith(u" One."_s));
        settle();
        undo();
        QTRY_COMPARE(text(0)->toPlainText(), first);
        settle();
        m_fixture->makePage();
        settle();
        QCOMPARE(text(0)->toPlainText(), first);
        redo();
        QTRY_VERIFY(text(0)->toPlainText().endsWith(u" One."_s));
        settle();
        redo();
        QTRY_VERIFY(text(0)->toPlainText().endsWith(u"One. Two."_s));
    }
};

QTEST_MAIN(PromptStepsTest)
#include "tst_promptsteps.moc"
