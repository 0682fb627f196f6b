// SPDX-License-Identifier: GPL-3.0-or-later
#include "promptsbench.h"

#include "ui/prompts/promptedit.h"
#include "ui/prompts/spellchecker.h"
#include "ui/prompts/spellwords.h"
#include "ui/widgets/messagebar.h"

#include <QContextMenuEvent>
#include <QFile>
#include <QMenu>
#include <QPushButton>
#include <QSignalSpy>
#include <QTextBlock>
#include <QTextLayout>

using namespace assay;
using namespace assay::ui;
using namespace assay::test;

namespace {

/// The words of a line that have a spell checker's line below them.
QStringList underlined(const QTextBlock &line)
{
    QStringList words;
    int end = -1;
    for (const QTextLayout::FormatRange &range : line.layout()->formats()) {
        if (range.format.underlineStyle() != QTextCharFormat::SpellCheckUnderline)
            continue;
        const QString text = line.text().mid(range.start, range.length);
        if (range.start == end)
            words.last() += text;
        else
            words.append(text);
        end = range.start + range.length;
    }
    return words;
}

} // namespace

/// Spelling in the prompt editor, with two tiny dictionaries of the test's own.
class SpellingTest final : public QObject, protected PromptsBench {
    Q_OBJECT

    std::unique_ptr<QTemporaryDir> m_home;

    PromptEdit *edit(int block) { return part<MessageEditor>()->blocks().at(block)->editor(); }
    QString personalFile() const
    {
        return m_home->filePath(u"config/"_s + QCoreApplication::applicationName() + u"/dictionary.txt");
    }
    QStringList wrongIn(int block) { return underlined(edit(block)->document()->firstBlock()); }
    QAction *action(const QString &id) { return m_fixture->actions->action(id); }

    /// A text anew, with the cursor at its end.
    void write(int block, const QString &content)
    {
        edit(block)->setPlainText(content);
        edit(block)->setFocus();
        edit(block)->moveCursor(QTextCursor::End);
    }
    /// The menu over a place of the text.
    QMenu *menuAt(int block, int position)
    {
        QTextCursor cursor = edit(block)->textCursor();
        cursor.setPosition(position);
        edit(block)->setTextCursor(cursor);
        const QPoint at = edit(block)->cursorRect().center();
        QContextMenuEvent event(QContextMenuEvent::Keyboard, at, edit(block)->mapToGlobal(at));
        QApplication::sendEvent(edit(block), &event);
        return qobject_cast<QMenu *>(QApplication::activePopupWidget());
    }
    static QAction *entry(QMenu *menu, const QString &text)
    {
        for (QAction *each : menu->actions()) {
            if (each->text().remove(u'&').startsWith(text))
                return each;
        }
        return nullptr;
    }
    static void take(QMenu *menu, const QString &text)
    {
        QVERIFY2(menu != nullptr, qPrintable(text));
        QTRY_VERIFY2(entry(menu, text) != nullptr, qPrintable(text));
        menu->setActiveAction(entry(menu, text));
        QTest::keyClick(menu, Qt::Key_Return);
    }
    void begin()
    {
        m_fixture = std::make_unique<Fixture>();
        settle();
        select(u"support-ticket-triage"_s);
    }

private Q_SLOTS:
    void initTestCase()
    {
        if (!SpellDictionary::isSupported())
            QSKIP("built without Hunspell");
        QLocale::setDefault(QLocale(u"en_US"_s));
    }
    void init()
    {
        m_home = std::make_unique<QTemporaryDir>();
        qputenv("DICPATH", ASSAY_TEST_DATA "/spelling");
        qputenv("XDG_DATA_DIRS", m_home->filePath(u"none"_s).toUtf8()); // none of the machine's dictionaries
        qputenv("XDG_DATA_HOME", m_home->filePath(u"data"_s).toUtf8());
        qputenv("XDG_CONFIG_HOME", m_home->filePath(u"config"_s).toUtf8());
    }
    void cleanup()
    {
        m_fixture.reset();
        m_home.reset();
    }

    void onlyProseIsSpelt_data()
    {
        QTest::addColumn<QString>("line");
        QTest::addColumn<QString>("words");
        const auto row = [](const char *name, const char *line, const char *words) {
            QTest::newRow(name) << QString::fromUtf8(line) << QString::fromUtf8(words);
        };
        row("words", "Answer the user's question, well-known: yes!",
            "Answer|the|user's|question|well|known|yes");
        row("curly apostrophe", "the user’s word", "the|user’s|word");
        row("quotes", "‘the’ (word) \"is\"", "the|word|is");
        row("variables", "Use {{ tone }} and {{#if}}so{{/if}}", "Use|and");
        row("glued to a variable", "the {{noun}}s pre{{x}} end", "the|end");
        row("open tag", "the {{ nme of", "the");
        row("comment", "a {{! remrk here }} word", "word");
        row("partial", "{{> shared-rulez@prod}} word", "word");
        row("code", "run `gti stauts` now", "run|now");
        row("lone backtick", "the ` word", "the|word");
        row("named fence", "in a ```slq block", "in|block");
        row("tags", "<answer>the word</answer> if xx < yy", "if|xx|yy");
        row("braces", "the {nmae} word", "the|word");
        row("url", "see https://exmple.com/pth?q=qux or www.exmple.org now", "see|or|now");
        row("mail", "write jhon@exmple.com now", "write|now");
        row("path", "in /usr/lbi or ./rnu and C:\\tmpp", "in|or|and");
        row("either or", "yes/no", "yes|no");
        row("file", "open notess.txt now", "open|now");
        row("option", "with --jsno and $HMOE", "with|and");
        row("digits", "gpt4 h2o 3rd word", "word");
        row("underscores", "max_tokns word", "word");
        row("capitals", "JSNO API Word", "Word");
        row("camel case", "fooBar FooBaar McWord word", "word");
        row("single letter", "a b word", "word");
        row("umlaut", "schön ist", "schön|ist");
        row("emoji", "😀 word😀", "");
        row("empty", "", "");
    }
    void onlyProseIsSpelt()
    {
        QFETCH(QString, line);
        QFETCH(QString, words);
        QStringList found;
        for (const WordSpan &word : wordsToSpell(line))
            found.append(line.mid(word.start, word.length));
        QCOMPARE(found.join(u'|'), words);
    }

    void aLineOfOpenersIsQuick()
    {
        for (const char16_t opener : {u'`', u'<', u'{'}) {
            const QString line = QString(u"%1a "_s.arg(QChar(opener))).repeated(200'000);
            QElapsedTimer timer;
            timer.start();
            (void)wordsToSpell(line);
            QCOMPARE_LT(timer.elapsed(), 2'000); // a second look at each would take minutes
        }
    }

    void aMisspeltWordIsUnderlinedAndPutRight()
    {
        begin();
        write(1, {});
        QTest::keyClicks(edit(1), u"Please anwser"_s);
        QTRY_COMPARE(part<SpellChecker>()->state(), SpellChecker::State::Ready);
        QCOMPARE(wrongIn(1), QStringList()); // it is being written
        QTest::keyClicks(edit(1), u" this {{qestion}} "_s);
        QTRY_COMPARE(wrongIn(1), QStringList{u"anwser"_s});
        picture(u"spelling"_s);

        QMenu *menu = menuAt(1, 9);
        QVERIFY(menu != nullptr);
        take(menu, u"answer"_s);
        QTRY_COMPARE(edit(1)->toPlainText(), u"Please answer this {{qestion}} "_s);
        QTRY_COMPARE(wrongIn(1), QStringList());
        edit(1)->setFocus();
        QTest::keyClick(edit(1), Qt::Key_Z, Qt::ControlModifier);
        QTRY_COMPARE(edit(1)->toPlainText(), u"Please anwser this {{qestion}} "_s);
        QTRY_COMPARE(wrongIn(1), QStringList{u"anwser"_s});
    }

    void theLastWordIsJudgedWhenTheCursorLeaves()
    {
        begin();
        write(1, {});
        QTest::keyClicks(edit(1), u"wrod"_s);
        QTRY_COMPARE(part<SpellChecker>()->state(), SpellChecker::State::Ready);
        QTest::keyClick(edit(1), Qt::Key_Home);
        QTRY_COMPARE(wrongIn(1), QStringList{u"wrod"_s});
    }

    void aWordIsAddedToTheDictionaryForGoodAndIgnoredForNow()
    {
        begin();
        write(1, u"the zorblax and the quuxly"_s);
        QTRY_COMPARE(wrongIn(1), (QStringList{u"zorblax"_s, u"and"_s, u"quuxly"_s}));
        QMenu *menu = menuAt(1, 6);
        if (const QString folder = qEnvironmentVariable("ASSAY_TEST_PICTURES"); !folder.isEmpty()) {
            QTRY_VERIFY(entry(menu, u"Looking"_s) == nullptr);
            menu->grab().save(folder + u"/spellmenu.png"_s);
        }
        take(menu, u"Add “zorblax”"_s);
        QTRY_COMPARE(wrongIn(1), (QStringList{u"and"_s, u"quuxly"_s}));
        take(menuAt(1, 13), u"Ignore “and”"_s);
        QTRY_COMPARE(wrongIn(1), QStringList{u"quuxly"_s});
        const auto kept = [this] {
            QFile file(personalFile());
            return file.open(QIODevice::ReadOnly) ? QString::fromUtf8(file.readAll()) : QString();
        };
        QTRY_COMPARE(kept(), u"zorblax\n"_s);

        m_fixture.reset();
        begin(); // another start
        write(1, u"the zorblax and the quuxly"_s);
        QTRY_COMPARE(wrongIn(1), (QStringList{u"and"_s, u"quuxly"_s}));
        take(menuAt(1, 22), u"Add “quuxly”"_s);
        QTRY_COMPARE(kept(), u"quuxly\nzorblax\n"_s);
        auto *bar = part<MessageBar>();
        QTRY_VERIFY(bar->sentence().contains(u"quuxly"_s));
        for (QPushButton *button : bar->findChildren<QPushButton *>()) {
            if (button->isVisible() && button->text().remove(u'&') == u"Undo"_s)
                QTest::mouseClick(button, Qt::LeftButton);
        }
        QTRY_COMPARE(kept(), u"zorblax\n"_s);
        QTRY_COMPARE(wrongIn(1), (QStringList{u"and"_s, u"quuxly"_s}));
    }

    void theLanguageIsChosenAndRemembered()
    {
        begin();
        write(1, u"the schön Antwort"_s);
        QTRY_COMPARE(wrongIn(1), (QStringList{u"schön"_s, u"Antwort"_s}));
        const QList<QAction *> languages = action(u"prompts.spellingLanguage"_s)->menu()->actions();
        QCOMPARE(languages.size(), 2);
        QCOMPARE(languages.first()->text(), u"Deutsch (Deutschland)"_s);
        QVERIFY(languages.last()->isChecked());
        languages.first()->trigger();
        QTRY_COMPARE(wrongIn(1), QStringList{u"the"_s});
        m_fixture->makePage();
        settle();
        QTRY_COMPARE(part<SpellChecker>()->language(), u"de_DE"_s);
    }

    void itIsSwitchedOffAndRemembered()
    {
        begin();
        write(1, u"wrod"_s);
        QTRY_COMPARE(wrongIn(1), QStringList{u"wrod"_s});
        QAction *check = action(u"prompts.spelling"_s);
        QVERIFY(check->isChecked());
        check->trigger();
        QTRY_COMPARE(wrongIn(1), QStringList());
        m_fixture->makePage();
        settle();
        QTRY_COMPARE(part<SpellChecker>()->state(), SpellChecker::State::Off);
        QVERIFY(!action(u"prompts.spelling"_s)->isChecked());
        action(u"prompts.spelling"_s)->trigger();
        write(1, u"wrod"_s);
        QTRY_COMPARE(wrongIn(1), QStringList{u"wrod"_s});
    }

    void codeAndJsonAreLeftAlone()
    {
        begin();
        write(1, u"wrod\n```\nfooo baar\n```\n{\"nmae\": \"vlaue\"}\nwrod"_s);
        QTRY_COMPARE(wrongIn(1), QStringList{u"wrod"_s});
        QTRY_COMPARE(underlined(edit(1)->document()->lastBlock()), QStringList{u"wrod"_s});
        for (int line = 1; line <= 4; ++line)
            QCOMPARE(underlined(edit(1)->document()->findBlockByNumber(line)), QStringList());
    }

    void withoutADictionaryTheStateSaysSo()
    {
        qputenv("DICPATH", "/nonexistent");
        begin();
        QTRY_COMPARE(part<SpellChecker>()->state(), SpellChecker::State::NoDictionary);
        write(1, u"wrod wrod"_s);
        QAction *check = action(u"prompts.spelling"_s);
        QVERIFY(!check->isEnabled());
        QVERIFY(!check->isChecked());
        QVERIFY(ActionRegistry::disabledReason(check).contains(u"dictionary"_s));
        QMenu *menu = menuAt(1, 2);
        QVERIFY(entry(menu, u"Add"_s) == nullptr);
        menu->close();
    }

    void aDictionaryOfUnknownEncodingIsRefused()
    {
        QTemporaryDir odd;
        for (const auto &[name, text] :
             {std::pair("en_US.aff", "SET KLINGON-7\n"), std::pair("en_US.dic", "1\nword\n")}) {
            QFile file(odd.filePath(QString::fromLatin1(name)));
            QVERIFY(file.open(QIODevice::WriteOnly));
            file.write(text);
        }
        SpellChecker checker({{odd.path()}, odd.filePath(u"own.txt"_s)});
        QSignalSpy failed(&checker, &SpellChecker::failed);
        checker.start(true, {});
        QTRY_COMPARE(checker.state(), SpellChecker::State::Failed);
        QVERIFY2(checker.reason().contains(u"KLINGON-7"_s), qPrintable(checker.reason()));
        QCOMPARE(failed.size(), 1);
    }

    void onlyWhatShowsOfALongPromptIsSpelt()
    {
        begin();
        write(1, u"the wrod is wrong\n"_s.repeated(50'000));
        QTRY_COMPARE(underlined(edit(1)->document()->findBlockByNumber(edit(1)->shownLines().first)),
                     QStringList{u"wrod"_s});
        int spelt = 0;
        for (QTextBlock line = edit(1)->document()->firstBlock(); line.isValid(); line = line.next())
            spelt += line.userData() != nullptr ? 1 : 0;
        QCOMPARE_LT(spelt, 200);
        edit(1)->moveCursor(QTextCursor::Start);
        QTRY_COMPARE(wrongIn(1), QStringList{u"wrod"_s});
    }
};

QTEST_MAIN(SpellingTest)
#include "tst_spelling.moc"
