// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/markdown/answerbrowser.h"
#include "ui/markdown/streamingmarkdownview.h"
#include "ui/theme/theme.h"
#include "ui/widgets/messagebar.h"

#include <QClipboard>
#include <QRandomGenerator>
#include <QScrollBar>
#include <QTemporaryDir>
#include <QTest>
#include <QTextBlock>
#include <QTextTable>

using namespace Qt::StringLiterals;
using namespace assay::ui;

namespace {

const QString answer = uR"(# Result

The ticket is about a **billing** problem, see `invoice.pdf` and [the guide](https://example.com/guide).

1. First step
2. Second step
   - with a detail
   - and another

   ```sql
   SELECT 1;

   SELECT 2;
   ```
3. Third step
> A quote right after a list

Text before a table:
| Field | Value |
|-------|------:|
| id    | 42    |
| city  | Köln  |

```json
{"queue": "billing",

 "urgent": true}
```
2. A list that goes on

Born in
1984. Not a list.

~~~
tilde ``` fence
~~~

Setext heading
---
Last [line][ref] 👩‍💻 with no end

[ref]: https://example.com/reference)"_s;

/// Text, block looks and formats, so that two documents that look the same compare equal.
QString fingerprint(const QTextDocument &document)
{
    return document.toHtml();
}

} // namespace

class StreamingMarkdownTest final : public QObject {
    Q_OBJECT

private:
    Theme m_theme{ThemeChoice::Light};
    StreamClock m_clock;

    std::unique_ptr<StreamingMarkdownView> shownView()
    {
        auto view = std::make_unique<StreamingMarkdownView>(m_theme, m_clock);
        view->resize(420, 700);
        view->show();
        return view;
    }

private Q_SLOTS:
    void cutsTheSameHoweverTextArrives_data()
    {
        QTest::addColumn<int>("seed");
        for (int seed = 1; seed <= 40; ++seed)
            QTest::addRow("seed %d", seed) << seed;
    }

    void cutsTheSameHoweverTextArrives()
    {
        QFETCH(int, seed);
        MarkdownSplitter whole;
        std::vector<MarkdownPiece> expected = whole.append(answer);
        for (MarkdownPiece &piece : whole.finish())
            expected.push_back(piece);

        QRandomGenerator random{quint32(seed)};
        MarkdownSplitter splitter;
        std::vector<MarkdownPiece> pieces;
        for (qsizetype at = 0; at < answer.size();) {
            const qsizetype length = std::min<qsizetype>(1 + random.bounded(seed), answer.size() - at);
            for (MarkdownPiece &piece : splitter.append(QStringView(answer).sliced(at, length)))
                pieces.push_back(piece);
            (void)splitter.open();
            at += length;
        }
        for (MarkdownPiece &piece : splitter.finish())
            pieces.push_back(piece);
        QVERIFY(pieces == expected);
        QVERIFY(pieces.size() > 8);
    }

    void anyStreamEndsInTheSameDocument_data()
    {
        QTest::addColumn<int>("seed");
        for (const int seed : {1, 2, 3, 5, 8, 13, 21, 34})
            QTest::addRow("seed %d", seed) << seed;
    }

    void anyStreamEndsInTheSameDocument()
    {
        QFETCH(int, seed);
        const auto whole = shownView();
        whole->setMarkdown(answer);
        const auto streamed = shownView();
        QRandomGenerator random{quint32(seed) + 1000};
        streamed->begin();
        qsizetype at = 0;
        connect(streamed.get(), &StreamingMarkdownView::frame, this, [&] {
            const qsizetype length = std::min<qsizetype>(1 + random.bounded(10 * seed), answer.size() - at);
            streamed->append(answer.sliced(at, length));
            at += length;
            if (at == answer.size())
                streamed->finish();
        });
        QTRY_VERIFY(streamed->isSettled());
        QCOMPARE(streamed->markdown(), answer);
        QCOMPARE(fingerprint(*streamed->document()), fingerprint(*whole->document()));
    }

    void showsTheSameTextBeforeTheEndAsAfter()
    {
        const auto view = shownView();
        view->begin();
        qsizetype at = 0;
        connect(view.get(), &StreamingMarkdownView::frame, this, [&] {
            const qsizetype length = std::min<qsizetype>(37, answer.size() - at);
            view->append(answer.sliced(at, length));
            at += length;
        });
        QTRY_VERIFY(view->document()->toPlainText().contains(u"with no end"_s));
        QString live = view->document()->toPlainText();
        view->finish();
        QString after = view->document()->toPlainText();
        live.replace(u"[line][ref]"_s, u"line"_s); // references are known only at the end
        QCOMPARE(live.simplified(), after.simplified());
    }

    void keepsNumbersQuotesAndTables()
    {
        const auto view = shownView();
        view->setMarkdown(answer);
        const QString text = view->document()->toPlainText();
        QVERIFY(text.contains(u"2. A list that goes on"_s));
        QVERIFY(text.contains(u"1984. Not a list."_s));
        QVERIFY(!text.contains(u"[ref]"_s));
        bool hasQuote = false;
        for (QTextBlock block = view->document()->begin(); block.isValid(); block = block.next()) {
            if (block.text().startsWith(u"A quote"_s))
                hasQuote = block.blockFormat().hasProperty(QTextFormat::BlockQuoteLevel) && !block.textList();
        }
        QVERIFY(hasQuote);
        int tables = 0;
        for (QTextFrame *frame : view->document()->rootFrame()->childFrames()) {
            if (auto *table = qobject_cast<QTextTable *>(frame)) {
                ++tables;
                QCOMPARE(table->cellAt(0, 0).firstCursorPosition().block().text(), u"Field"_s);
            }
        }
        QCOMPARE(tables, 1);
    }

    void isInert()
    {
        QTemporaryDir folder;
        const QString local = folder.filePath(u"secret.png"_s);
        QImage image(8, 8, QImage::Format_RGB32);
        image.fill(Qt::red);
        QVERIFY(image.save(local));
        const auto view = shownView();
        view->setMarkdown(
            u"![pixel](http://127.0.0.1:9/track.png) ![local](file://%1)\n\n"
            "<img src='file://%1'><script>alert(1)</script>\n\n[bank.example](https://evil.example/x)"_s.arg(
                local));
        const QString html = view->document()->toHtml();
        QVERIFY2(!html.contains(u"<img"_s), qPrintable(html));
        const QString text = view->document()->toPlainText();
        QVERIFY(text.contains(u"Image: pixel (127.0.0.1)"_s));
        QVERIFY(text.contains(u"Image: local (not shown)"_s));
        QVERIFY(text.contains(u"<script>"_s));
        QVERIFY(text.contains(u"[leads to evil.example]"_s));
        const QPixmap shown = view->grab();
        QVERIFY(shown.toImage().pixelColor(20, 20) != QColor(Qt::red));
    }

    void asksBeforeItOpensAnAddress()
    {
        const auto view = shownView();
        view->setMarkdown(u"[a](https://xn--mnchen-3ya.example/?q=1)"_s);
        Q_EMIT view->browser()->anchorClicked(QUrl(u"https://m\u00FCnchen.example/?q=1"_s));
        bool isShown = false;
        for (const MessageBar *bar : view->findChildren<MessageBar *>())
            isShown |= bar->isVisible() && bar->sentence().contains(u"https://xn--mnchen-3ya.example/?q=1"_s);
        QVERIFY(isShown);
    }

    void showsWhatHides()
    {
        const auto view = shownView();
        view->setMarkdown(
            u"pay\u200Bpal and \u202Egnp.exe, \U000E0041 but \U0001F469\u200D\U0001F4BB is fine"_s);
        const QString text = view->document()->toPlainText();
        QVERIFY(text.contains(u"pay\u27E8U+200B\u27E9pal"_s));
        QVERIFY(text.contains(u"\u27E8U+202E\u27E9"_s));
        QVERIFY(text.contains(u"\u27E8U+E0041\u27E9"_s));
        QVERIFY(text.contains(u"\U0001F469\u200D\U0001F4BB"_s));
        bool isCounted = false;
        for (const MessageBar *bar : view->findChildren<MessageBar *>())
            isCounted |= bar->isVisible() && bar->sentence().contains(u'3');
        QVERIFY(isCounted);
    }

    void followsOnlyFromTheEnd()
    {
        const auto view = shownView();
        view->begin();
        const QString paragraph =
            u"A line of text that is long enough to fill the view. "_s.repeated(4) + u"\n\n"_s;
        int sent = 0;
        connect(view.get(), &StreamingMarkdownView::frame, this, [&] {
            view->append(paragraph);
            ++sent;
        });
        QScrollBar *bar = view->browser()->verticalScrollBar();
        QTRY_VERIFY(bar->maximum() > 300);
        QVERIFY(view->browser()->isAtEnd());
        bar->setValue(10);
        const int sentBefore = sent;
        QTRY_VERIFY(sent > sentBefore + 3);
        QCOMPARE(bar->value(), 10);
        QVERIFY(view->hasNewTextBelow());
        view->browser()->goToEnd();
        QVERIFY(!view->hasNewTextBelow());
    }

    void keepsWhatIsSelected()
    {
        const auto view = shownView();
        view->begin();
        view->append(u"Some text that is being selected"_s);
        QTRY_COMPARE(view->document()->toPlainText(), u"Some text that is being selected"_s);
        view->browser()->selectAll();
        int frames = 0;
        connect(view.get(), &StreamingMarkdownView::frame, this, [&] {
            view->append(u" more"_s);
            ++frames;
        });
        QTRY_VERIFY(frames > 3);
        QCOMPARE(view->browser()->textCursor().selectedText(), u"Some text that is being selected"_s);
        view->finish();
        QCOMPARE(view->browser()->textCursor().selectedText(), u"Some text that is being selected"_s);
        QTextCursor cursor = view->browser()->textCursor();
        cursor.clearSelection();
        view->browser()->setTextCursor(cursor);
        QTRY_VERIFY(view->document()->toPlainText().endsWith(u" more"_s));
    }

    void hiddenPanesOnlyCollect()
    {
        StreamingMarkdownView view(m_theme, m_clock);
        view.begin();
        int frames = 0;
        connect(&view, &StreamingMarkdownView::frame, this, [&] {
            view.append(u"x "_s);
            ++frames;
        });
        QTRY_VERIFY(frames > 2);
        QVERIFY(view.document()->isEmpty());
        view.show();
        QTRY_VERIFY(!view.document()->isEmpty());
    }

    void copiesTheSourceAsItWas()
    {
        const auto view = shownView();
        view->setMarkdown(answer);
        view->copyMarkdown();
        QCOMPARE(QGuiApplication::clipboard()->text(), answer);
    }

    void zoomsAndFollowsTheTheme()
    {
        const auto view = shownView();
        view->setMarkdown(answer);
        QTRY_VERIFY(view->isSettled());
        const qreal before = view->document()->defaultFont().pointSizeF();
        QTest::keyClick(view->browser(), Qt::Key_Plus, Qt::ControlModifier);
        QCOMPARE(view->zoom(), 1);
        QVERIFY(view->document()->defaultFont().pointSizeF() > before);
        QTest::keyClick(view->browser(), Qt::Key_0, Qt::ControlModifier);
        QCOMPARE(view->document()->defaultFont().pointSizeF(), before);
        const QString light = view->document()->toHtml();
        m_theme.setChoice(ThemeChoice::Dark);
        QVERIFY(view->document()->toHtml() != light);
        m_theme.setChoice(ThemeChoice::Light);
        QCOMPARE(view->document()->toHtml(), light);
        if (const QString folder = qEnvironmentVariable("ASSAY_TEST_PICTURES"); !folder.isEmpty()) {
            view->browser()->verticalScrollBar()->setValue(0);
            view->resize(420, 1100);
            view->grab().save(folder + u"/markdown-light.png"_s);
            m_theme.setChoice(ThemeChoice::Dark);
            view->grab().save(folder + u"/markdown-dark.png"_s);
            m_theme.setChoice(ThemeChoice::Light);
        }
    }
};

QTEST_MAIN(StreamingMarkdownTest)
#include "tst_streamingmarkdown.moc"
