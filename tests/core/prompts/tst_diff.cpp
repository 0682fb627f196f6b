// SPDX-License-Identifier: GPL-3.0-or-later
#include "prompts/diff.h"

#include <QElapsedTimer>
#include <QRandomGenerator>
#include <QTest>

using namespace Qt::StringLiterals;
using namespace assay::prompts;

namespace {

QString textOf(const QList<DiffSpan> &spans)
{
    QString text;
    for (const DiffSpan &span : spans)
        text += span.text;
    return text;
}

/// One side as it was, put together from the rows.
QString rebuilt(const QList<DiffRow> &rows, int DiffRow::*line, QList<DiffSpan> DiffRow::*spans)
{
    QStringList lines;
    for (const DiffRow &row : rows) {
        if (row.*line == 0)
            continue;
        if (row.*line != lines.size() + 1)
            return u"line numbers out of order"_s;
        lines.append(textOf(row.*spans));
    }
    return lines.join(u'\n');
}

/// "left|right" per changed row, with [removed] and {added} marked.
QStringList marked(const QList<DiffRow> &rows)
{
    const auto side = [](const QList<DiffSpan> &spans) {
        QString text;
        for (const DiffSpan &span : spans) {
            if (span.kind == DiffKind::Removed)
                text += u'[' + span.text + u']';
            else if (span.kind == DiffKind::Added)
                text += u'{' + span.text + u'}';
            else
                text += span.text;
        }
        return text;
    };
    QStringList lines;
    for (const DiffRow &row : rows) {
        if (row.isChanged())
            lines.append(side(row.left) + u'|' + side(row.right));
    }
    return lines;
}

QString randomText(QRandomGenerator &random, int lineCount)
{
    static const QStringList words{u"the"_s,  u"model"_s, u"answers"_s, u"in"_s,
                                   u"JSON"_s, u"{{x}}"_s, u"ü🎉"_s};
    QStringList lines;
    for (int i = 0; i < lineCount; ++i) {
        QStringList line;
        for (int word = random.bounded(6); word > 0; --word)
            line.append(words[random.bounded(int(words.size()))]);
        lines.append(line.join(u' '));
    }
    return lines.join(u'\n');
}

} // namespace

class DiffTest final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void showsWhatChanged_data();
    void showsWhatChanged();
    void bothSidesCanBeRebuilt();
    void equalTextsHaveNoChange();
    void largeTextsStayQuick_data();
    void largeTextsStayQuick();
};

void DiffTest::showsWhatChanged_data()
{
    QTest::addColumn<QString>("left");
    QTest::addColumn<QString>("right");
    QTest::addColumn<QStringList>("changes");
    QTest::newRow("a word") << u"a\nYou are a helpful bot.\nb"_s << u"a\nYou are a careful bot.\nb"_s
                            << QStringList{u"You are a [helpful] bot.|You are a {careful} bot."_s};
    QTest::newRow("two words in a row")
        << u"Reply in plain text only"_s << u"Reply in valid JSON only"_s
        << QStringList{u"Reply in [plain text] only|Reply in {valid JSON} only"_s};
    QTest::newRow("punctuation") << u"Answer now."_s << u"Answer now!"_s
                                 << QStringList{u"Answer now[.]|Answer now{!}"_s};
    QTest::newRow("line added") << u"a\nc"_s << u"a\nb\nc"_s << QStringList{u"|{b}"_s};
    QTest::newRow("line removed") << u"a\nb\nc"_s << u"a\nc"_s << QStringList{u"[b]|"_s};
    QTest::newRow("from nothing") << u""_s << u"a\nb"_s << QStringList{u"|{a}"_s, u"|{b}"_s};
    QTest::newRow("replaced, nothing in common") << u"alpha beta gamma"_s << u"one two three"_s
                                                 << QStringList{u"[alpha beta gamma]|{one two three}"_s};
    QTest::newRow("an edited line among new ones")
        << u"Classify the ticket."_s << u"Be brief.\nClassify the support ticket.\nUse English."_s
        << QStringList{u"|{Be brief.}"_s, u"Classify the ticket.|Classify the {support }ticket."_s,
                       u"|{Use English.}"_s};
    QTest::newRow("spaces at the end") << u"a"_s << u"a "_s << QStringList{u"a|a{ }"_s};
    QTest::newRow("last line end") << u"a"_s << u"a\n"_s << QStringList{u"|"_s};
}

void DiffTest::showsWhatChanged()
{
    QFETCH(QString, left);
    QFETCH(QString, right);
    QFETCH(QStringList, changes);
    QCOMPARE(marked(diffTexts(left, right)), changes);
}

void DiffTest::bothSidesCanBeRebuilt()
{
    QRandomGenerator random(20260801);
    for (int i = 0; i < 400; ++i) {
        const QString left = randomText(random, random.bounded(25));
        const QString right = i % 2 == 0
            ? randomText(random, random.bounded(25))
            : QString(left).replace(u"model"_s, u"system"_s).replace(u"in\n"_s, u"\n\n"_s);
        const auto rows = diffTexts(left, right);
        QCOMPARE(rebuilt(rows, &DiffRow::leftLine, &DiffRow::left), left);
        QCOMPARE(rebuilt(rows, &DiffRow::rightLine, &DiffRow::right), right);
        for (const DiffRow &row : rows) {
            QVERIFY(row.leftLine > 0 || row.rightLine > 0);
            QCOMPARE(row.isChanged(),
                     row.leftLine == 0 || row.rightLine == 0 || textOf(row.left) != textOf(row.right));
        }
    }
}

void DiffTest::equalTextsHaveNoChange()
{
    for (const QString &text : {u""_s, u"a"_s, u"\n\n"_s, u"a\r\nb\n"_s}) {
        const auto rows = diffTexts(text, text);
        QCOMPARE(marked(rows), QStringList());
        QCOMPARE(rebuilt(rows, &DiffRow::leftLine, &DiffRow::left), text);
    }
}

void DiffTest::largeTextsStayQuick_data()
{
    QTest::addColumn<QString>("left");
    QTest::addColumn<QString>("right");
    QRandomGenerator random(7);
    const QString prose = randomText(random, 6'000);
    QTest::newRow("few edits") << prose
                               << QString(prose).replace(1'000, 5, u"edits"_s).replace(90'000, 5, u"edits"_s);
    QTest::newRow("unrelated prose") << prose << randomText(random, 6'000);
    QTest::newRow("all lines edited") << prose << QString(prose).replace(u"answers"_s, u"replies"_s);
    QTest::newRow("one long line") << QString(prose).replace(u'\n', u' ')
                                   << randomText(random, 6'000).replace(u'\n', u' ');
    QTest::newRow("lines of one letter")
        << u"a\nb\nc\n"_s.repeated(16'000) << u"c\nb\na\nb\n"_s.repeated(12'000);
    QTest::newRow("empty lines") << QString(100'000, u'\n') << QString(60'000, u'\n');
    QStringList numbers;
    for (int i = 0; i < 15'000; ++i)
        numbers.append(QString::number(i));
    const QString ascending = numbers.join(u'\n');
    std::reverse(numbers.begin(), numbers.end());
    QTest::newRow("reversed") << ascending << numbers.join(u'\n');
}

/// The worst of these took minutes without the limits on matching.
void DiffTest::largeTextsStayQuick()
{
    QFETCH(QString, left);
    QFETCH(QString, right);
    QElapsedTimer timer;
    timer.start();
    const auto rows = diffTexts(left, right);
    const auto elapsed = timer.elapsed();
    QCOMPARE(rebuilt(rows, &DiffRow::leftLine, &DiffRow::left), left);
    QCOMPARE(rebuilt(rows, &DiffRow::rightLine, &DiffRow::right), right);
    QVERIFY2(elapsed < 3'000, qPrintable(QString::number(elapsed)));
    qInfo("%lld ms, %lld rows", elapsed, static_cast<long long>(rows.size()));
}

QTEST_GUILESS_MAIN(DiffTest)
#include "tst_diff.moc"
