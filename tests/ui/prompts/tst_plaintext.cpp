// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/prompts/plaintext.h"

#include <QPlainTextEdit>
#include <QRandomGenerator>
#include <QSyntaxHighlighter>
#include <QTest>
#include <QTextBlock>

using namespace Qt::StringLiterals;

namespace assay::ui {
namespace {

/// Changes formats and states while the text changes, as the editor's does.
class Highlighter final : public QSyntaxHighlighter {
public:
    using QSyntaxHighlighter::QSyntaxHighlighter;

protected:
    void highlightBlock(const QString &text) override
    {
        setFormat(0, static_cast<int>(text.size() / 2), Qt::red);
        setCurrentBlockState((previousBlockState() + static_cast<int>(text.size())) % 3);
    }
};

} // namespace

class PlainTextTest final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    /// Whatever is typed, replaced, undone or set: it is what the document says.
    void followsEveryChange()
    {
        QPlainTextEdit edit;
        const auto *plain = new PlainText(edit.document());
        new Highlighter(edit.document());
        edit.setPlainText(u"one\ntwo {{three}}\n\nfour"_s);
        QCOMPARE(plain->text(), edit.toPlainText());
        const QStringList pieces{u"a"_s, u"\n"_s, u"two words"_s, u"three\nlines\n"_s, QString(QChar(0xa0)),
                                 u"\u2028"_s, u"\U0001F600"_s, QString(), u"long "_s.repeated(6'000)};
        QRandomGenerator random(11);
        for (int round = 0; round < 600; ++round) {
            QTextCursor cursor(edit.document());
            const int length = edit.document()->characterCount();
            cursor.setPosition(random.bounded(length));
            if (random.bounded(3) == 0) {
                cursor.setPosition(std::min(cursor.position() + random.bounded(40), length - 1),
                                   QTextCursor::KeepAnchor);
            }
            switch (random.bounded(8)) {
            case 0:
                edit.undo();
                break;
            case 1:
                edit.redo();
                break;
            case 2: { // two places at once
                cursor.beginEditBlock();
                cursor.insertText(u"first "_s);
                cursor.movePosition(QTextCursor::End);
                cursor.insertText(u"\nlast"_s);
                cursor.endEditBlock();
                break;
            }
            case 3:
                cursor.deletePreviousChar();
                break;
            case 4:
                if (round % 50 == 0)
                    edit.setPlainText(u"set anew\n"_s);
                break;
            default:
                cursor.insertText(pieces.at(random.bounded(static_cast<int>(pieces.size()))));
            }
            if (random.bounded(4) > 0) // also several changes between two questions
                QCOMPARE(plain->text(), edit.toPlainText());
        }
        QCOMPARE(plain->text(), edit.toPlainText());
    }

    /// Between two keys all get the same memory.
    void sharesOneText()
    {
        QPlainTextEdit edit(u"word "_s.repeated(10'000));
        const auto *plain = new PlainText(edit.document());
        const QString first = plain->text();
        QCOMPARE(plain->text().constData(), first.constData());
        edit.moveCursor(QTextCursor::End);
        QTest::keyClicks(&edit, u"typed"_s);
        QCOMPARE(first.size(), 50'000);
        QVERIFY(plain->text().endsWith(u"word typed"_s));
        QCOMPARE(plain->text().constData(), plain->text().constData());
    }
};

} // namespace assay::ui

QTEST_MAIN(assay::ui::PlainTextTest)
#include "tst_plaintext.moc"
