// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/prompts/promptedit.h"
#include "ui/prompts/templatehighlighter.h"
#include "ui/theme/theme.h"

#include <QImage>
#include <QPlainTextDocumentLayout>
#include <QTest>
#include <QTextBlock>
#include <QTextLayout>

using namespace assay::ui;
using namespace Qt::StringLiterals;

/// What a prompt's text looks like: colours by meaning, and numbers beside its lines.
class HighlighterTest final : public QObject {
    Q_OBJECT

    Theme m_theme{ThemeChoice::Light};

    /// The format of `part` in a line of a text; of its first letter.
    QTextCharFormat formatOf(const QString &text, const QString &part, int line = 0)
    {
        m_document = std::make_unique<QTextDocument>();
        m_document->setDocumentLayout(new QPlainTextDocumentLayout(m_document.get()));
        m_document->setPlainText(text);
        TemplateHighlighter highlighter(m_theme, m_document.get());
        highlighter.markAllAgain();
        const QTextBlock block = m_document->findBlockByNumber(line);
        const auto at = static_cast<int>(block.text().indexOf(part));
        for (const QTextLayout::FormatRange &range : block.layout()->formats()) {
            if (at >= range.start && at < range.start + range.length)
                return range.format;
        }
        return {};
    }
    const ThemeTokens &tokens() const { return m_theme.tokens(); }
    static bool isBold(const QTextCharFormat &format) { return format.fontWeight() >= QFont::Bold; }
    static QColor ink(const QTextCharFormat &format) { return format.foreground().color(); }

    /// Whether something is painted in the rows of a picture from `top`, `height` high.
    static bool hasInk(const QImage &picture, int top, int height)
    {
        for (int y = std::max(top, 0); y < std::min(top + height, picture.height()); ++y) {
            for (int x = 0; x < picture.width(); ++x) {
                if (picture.pixelColor(x, y) != picture.pixelColor(0, picture.height() - 1))
                    return true;
            }
        }
        return false;
    }

    std::unique_ptr<QTextDocument> m_document;

private Q_SLOTS:
    void cleanup() { m_theme.setChoice(ThemeChoice::Light); }

    void variablesStandOutOfTheProse()
    {
        const QTextCharFormat format = formatOf(u"Hello {{name}}!"_s, u"{{name}}"_s);
        QCOMPARE(ink(format), tokens().link);
        QCOMPARE(format.background().color(), tokens().variableGround);
        QVERIFY(!isBold(format));
        QVERIFY(!formatOf(u"Hello {{name}}!"_s, u"Hello"_s).isValid()
                || !formatOf(u"Hello {{name}}!"_s, u"Hello"_s).hasProperty(QTextFormat::ForegroundBrush));
        QVERIFY(
            !formatOf(u"Hello {{name!"_s, u"{{name"_s).hasProperty(QTextFormat::BackgroundBrush)); // broken
    }

    void sectionsAreBold_data()
    {
        QTest::addColumn<QString>("tag");
        for (const QString &tag : {u"{{#name}}"_s, u"{{^name}}"_s, u"{{/name}}"_s})
            QTest::newRow(qPrintable(tag)) << tag;
    }
    void sectionsAreBold()
    {
        QFETCH(QString, tag);
        const QTextCharFormat format = formatOf(u"a "_s + tag, tag);
        QVERIFY(isBold(format));
        QCOMPARE(ink(format), tokens().link);
        QCOMPARE(format.background().color(), tokens().variableGround);
    }

    void partialsHaveAColourOfTheirOwn()
    {
        const QTextCharFormat format = formatOf(u"a {{> rules@prod}} b"_s, u"{{>"_s);
        QCOMPARE(ink(format), tokens().success);
        QVERIFY(isBold(format));
    }

    void templateCommentsAreQuiet()
    {
        const QTextCharFormat format = formatOf(u"a {{! later }} b"_s, u"{{!"_s);
        QCOMPARE(ink(format), tokens().muted);
        QVERIFY(format.fontItalic());
        QVERIFY(!format.hasProperty(QTextFormat::BackgroundBrush));
    }

    void markdownIsMarked()
    {
        QVERIFY(isBold(formatOf(u"## Task"_s, u"Task"_s)));
        QVERIFY(isBold(formatOf(u"be **very** brief"_s, u"very"_s)));
        QVERIFY(!isBold(formatOf(u"be **very** brief"_s, u"brief"_s)));
        QCOMPARE(ink(formatOf(u"- one"_s, u"-"_s)), tokens().accent);
        QCOMPARE(ink(formatOf(u"12. one"_s, u"12"_s)), tokens().accent);
        QCOMPARE(formatOf(u"run `ls` now"_s, u"ls"_s).background().color(), tokens().codeGround);
        QVERIFY(!isBold(formatOf(u"#hashtag"_s, u"hashtag"_s)));
    }

    void jsonIsMarkedInAFenceAndByItself()
    {
        const QString line = u"{\"key\": \"text\", \"n\": -1.5e3, \"b\": true}"_s;
        for (const auto &[text, at] :
             {std::pair(line, 0), std::pair(QString(u"```json\n"_s + line + u"\n```"), 1)}) {
            QCOMPARE(ink(formatOf(text, u"\"key\""_s, at)), tokens().link);
            QCOMPARE(ink(formatOf(text, u"\"text\""_s, at)), tokens().success);
            QCOMPARE(ink(formatOf(text, u"-1.5"_s, at)), tokens().warning);
            QCOMPARE(ink(formatOf(text, u"true"_s, at)), tokens().warning);
        }
        const QString fenced = u"```\n# no heading\n```\n# heading"_s;
        QCOMPARE(ink(formatOf(fenced, u"```"_s, 0)), tokens().muted);
        QVERIFY(!isBold(formatOf(fenced, u"no"_s, 1)));
        QVERIFY(isBold(formatOf(fenced, u"heading"_s, 3)));
    }

    void aTagInsideOfJsonIsStillATag()
    {
        const QTextCharFormat format = formatOf(u"{\"q\": \"{{question}}\"}"_s, u"{{question"_s);
        QCOMPARE(ink(format), tokens().link);
        QCOMPARE(format.background().color(), tokens().variableGround);
    }

    void aLineOfDataIsLeftPlain()
    {
        const QString text = u"{{name}} "_s.repeated(3'000);
        QVERIFY(!formatOf(text, u"{{name}}"_s).hasProperty(QTextFormat::BackgroundBrush));
    }

    void theColoursFollowTheTheme_data()
    {
        QTest::addColumn<int>("choice");
        QTest::newRow("dark") << int(ThemeChoice::Dark);
        QTest::newRow("contrast") << int(ThemeChoice::HighContrast);
    }
    void theColoursFollowTheTheme()
    {
        QFETCH(int, choice);
        PromptEdit edit(m_theme);
        edit.setPlainText(u"{{name}}"_s);
        auto *highlighter = new TemplateHighlighter(m_theme, edit.document());
        highlighter->markAllAgain();
        const auto shown = [&edit] {
            return edit.document()->firstBlock().layout()->formats().first().format.foreground().color();
        };
        const QColor before = shown();
        m_theme.setChoice(ThemeChoice(choice));
        QTRY_COMPARE(shown(), tokens().link);
        QVERIFY(shown() != before);
    }

    void eachLineHasItsNumberOnce()
    {
        PromptEdit edit(m_theme);
        edit.resize(260, 300);
        edit.setPlainText(u"short\n"_s + u"a line that must be wrapped into several rows of the editor "_s
                          + u"\nend"_s);
        edit.show();
        QVERIFY(QTest::qWaitForWindowExposed(&edit));
        const QRect text = edit.viewport()->geometry();
        constexpr int frame = 4; // and its rounded corners
        const QImage numbers =
            edit.grab(QRect(frame, text.top(), text.left() - frame, text.height() - frame)).toImage();
        QTextCursor cursor(edit.document());
        const auto rowOf = [&](int position) {
            cursor.setPosition(position);
            return edit.cursorRect(cursor);
        };
        const QTextBlock wrapped = edit.document()->findBlockByNumber(1);
        QVERIFY(wrapped.layout()->lineCount() >= 2);
        const QRect second = rowOf(wrapped.position());
        QVERIFY(hasInk(numbers, rowOf(0).top(), rowOf(0).height()));
        QVERIFY(hasInk(numbers, second.top(), second.height()));
        const QRect last = rowOf(edit.document()->lastBlock().position());
        constexpr int slack = 4; // a digit may reach out of its row
        QVERIFY(!hasInk(numbers, second.bottom() + slack, last.top() - second.bottom() - 2 * slack));
        QVERIFY(hasInk(numbers, last.top(), last.height()));
        QVERIFY(!hasInk(numbers, last.bottom() + 2, numbers.height())); // no line, no number
    }

    void theNumbersTakeTheRoomTheyNeed()
    {
        PromptEdit edit(m_theme);
        edit.resize(300, 200);
        edit.show();
        edit.setPlainText(u"x\n"_s.repeated(50));
        const int two = edit.viewport()->geometry().left();
        edit.setPlainText(u"x\n"_s.repeated(2'000));
        const int four = edit.viewport()->geometry().left();
        const int digit = QFontMetrics(edit.font()).horizontalAdvance(u'9');
        QCOMPARE(four - two, 2 * digit);
        edit.zoomBy(4);
        QVERIFY(edit.viewport()->geometry().left() > four);
    }
};

QTEST_MAIN(HighlighterTest)
#include "tst_highlighter.moc"
