// SPDX-License-Identifier: GPL-3.0-or-later
#include <QElapsedTimer>
#include <QJsonDocument>
#include <QRegularExpression>
#include <QTest>

#include "validation/validator.h"

using namespace Qt::StringLiterals;
using namespace assay::validation;

namespace {

OutputContract jsonContract()
{
    OutputContract contract;
    contract.format = Format::Json;
    return contract;
}

} // namespace

/// What a model writes instead of JSON, and what can be made of it without inventing anything.
class JsonRepairTest final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init() { QTest::failOnWarning(QRegularExpression(QStringLiteral(".*"))); }

    void repairs_data()
    {
        QTest::addColumn<QString>("text");
        QTest::addColumn<QString>("json");
        const auto row = [](const char *name, const QString &text, const QString &json) {
            QTest::newRow(name) << text << json;
        };
        row("fence", u"Here you are:\n```json\n{\"a\": 1}\n```\nAnything else?"_s, u"{\"a\": 1}"_s);
        row("fence without a language", u"```\n[1, 2]\n```"_s, u"[1, 2]"_s);
        row("fence with tildes", u"~~~\n[1]\n~~~"_s, u"[1]"_s);
        row("fence with a bare value", u"```json\n42\n```"_s, u"42"_s);
        row("fence cut off", u"```json\n{\"a\": [1, 2"_s, u"{\"a\": [1]}"_s);
        row("backticks within a text", u"```json\n{\"a\": \"use ```x``` here\"}\n```"_s,
            u"{\"a\": \"use ```x``` here\"}"_s);
        row("prose around", u"Sure! {\"a\": \"b\"} Hope it helps."_s, u"{\"a\": \"b\"}"_s);
        row("a footnote before", u"As said in [1]: {\"answer\": true}"_s, u"{\"answer\": true}"_s);
        row("a set in prose before", u"The set {x} is: {\"answer\": true}"_s, u"{\"answer\": true}"_s);
        row("cut in a list", u"{\"a\": [1, 2, "_s, u"{\"a\": [1, 2]}"_s);
        row("cut in a text", u"{\"a\": \"hel"_s, u"{\"a\": \"hel\"}"_s);
        row("cut in an escape", u"{\"a\": \"hel\\u00e"_s, u"{\"a\": \"hel\"}"_s);
        row("cut in a key", u"{\"a\": 1, \"b"_s, u"{\"a\": 1}"_s);
        row("cut behind a key", u"{\"a\": 1, \"b\""_s, u"{\"a\": 1}"_s);
        row("cut behind a colon", u"{\"a\": 1, \"b\":"_s, u"{\"a\": 1}"_s);
        row("cut in a number", u"{\"a\": 1, \"price\": 12"_s, u"{\"a\": 1}"_s);
        row("cut in a word", u"{\"a\": 1, \"b\": tr"_s, u"{\"a\": 1}"_s);
        row("cut deep", u"{\"a\": {\"b\": [{\"c\": \"d\"}, {\"e\""_s,
            u"{\"a\": {\"b\": [{\"c\": \"d\"}, {}]}}"_s);
        row("trailing commas", u"{\"a\": [1, 2,], }"_s, u"{\"a\": [1, 2] }"_s);
        row("missing commas", u"{\"a\": 1\n \"b\": [1 2]}"_s, u"{\"a\": 1,\n \"b\": [1, 2]}"_s);
        row("missing bracket", u"{\"a\": [1, 2}"_s, u"{\"a\": [1, 2]}"_s);
        row("single quotes", u"{'a': 'it\\'s \"so\"'}"_s, u"{\"a\": \"it's \\\"so\\\"\"}"_s);
        row("apostrophe in single quotes", u"{'a': 'it's so'}"_s, u"{\"a\": \"it's so\"}"_s);
        row("quotes in a text", u"{\"a\": \"he said \"no\" twice\"}"_s,
            u"{\"a\": \"he said \\\"no\\\" twice\"}"_s);
        row("typographic quotes", u"{“a”: “b”}"_s, u"{\"a\": \"b\"}"_s);
        row("bare keys", u"{a: 1, b_c: 2, $d: 3}"_s, u"{\"a\": 1, \"b_c\": 2, \"$d\": 3}"_s);
        row("python", u"{'a': True, 'b': False, 'c': None}"_s, u"{\"a\": true, \"b\": false, \"c\": null}"_s);
        row("comments", u"{\"a\": 1, // one\n \"b\": /* two */ 2}"_s, u"{\"a\": 1, \n \"b\":  2}"_s);
        row("line break in a text", u"{\"a\": \"x\ny\"}"_s, u"{\"a\": \"x\\ny\"}"_s);
        row("wrong escape", u"{\"a\": \"C:\\path\"}"_s, u"{\"a\": \"C:\\\\path\"}"_s);
        row("signs of numbers", u"[+1, .5]"_s, u"[1, 0.5]"_s);
        row("digits are kept", u"x [0.10, 12345678901234567890, 1E4]"_s,
            u"[0.10, 12345678901234567890, 1E4]"_s);
        row("emoji", u"ok: {\"a\": \"😀\"}"_s, u"{\"a\": \"😀\"}"_s);
    }

    void repairs()
    {
        QFETCH(QString, text);
        QFETCH(QString, json);
        QCOMPARE(repaired(jsonContract(), text).value_or(u"(none)"_s), json);
    }

    void doesNotInvent_data()
    {
        QTest::addColumn<QString>("text");
        QTest::newRow("prose") << u"I cannot do that."_s;
        QTest::newRow("empty") << QString();
        QTest::newRow("already JSON") << u"{\"a\": 1}"_s;
        QTest::newRow("a bare word as value") << u"{\"a\": hello}"_s;
        QTest::newRow("NaN") << u"{\"a\": NaN}"_s;
        QTest::newRow("a member without value within") << u"{\"a\": , \"b\": 1}"_s;
        QTest::newRow("too deep") << QString(5000, u'[');
    }

    void doesNotInvent()
    {
        QFETCH(QString, text);
        const auto result = repaired(jsonContract(), text);
        QVERIFY2(!result, qPrintable(result.value_or(QString())));
    }

    void everyCutOfAnAnswerIsRepaired()
    {
        const QString answer =
            u"{\"name\": \"Zoë \\\"Z\\\" 😀\", \"tags\": [\"a\", \"b\\u00e4\", {}], \"n\": -1.5e3, "
            u"\"ok\": true, \"none\": null, \"inner\": {\"x\": [[], [1, 2]]}}"_s;
        for (qsizetype length = 1; length < answer.size(); ++length) {
            const auto result = repaired(jsonContract(), answer.left(length));
            QVERIFY2(result, qPrintable(answer.left(length)));
            QVERIFY2(QJsonDocument::fromJson(result->toUtf8()).isObject(), qPrintable(*result));
            // What is there was there: nothing but closing brackets and quotes is added.
            QString kept = *result;
            while (!kept.isEmpty() && u"]}\""_s.contains(kept.back()))
                kept.chop(1);
            QVERIFY2(answer.startsWith(kept), qPrintable(*result));
        }
    }

    void hugeTextsTakeLinearTime_data()
    {
        QTest::addColumn<QString>("text");
        QTest::newRow("brackets") << QString(1'000'000, u'[');
        QTest::newRow("braces and brackets") << u"{["_s.repeated(500'000);
        QTest::newRow("quotes") << u"{\"a\": "_s + QString(1'000'000, u'"');
        QTest::newRow("backslashes") << u"{\"a\": \""_s + QString(1'000'000, u'\\');
        QTest::newRow("missing commas") << QString(u"["_s + u"1 "_s.repeated(500'000));
        QTest::newRow("comments") << QString(u"["_s + u"/**/"_s.repeated(250'000));
        QTest::newRow("open comments") << QString(u"["_s + u"/*"_s.repeated(500'000));
        QTest::newRow("small objects") << u"{} "_s.repeated(330'000);
        QTest::newRow("broken objects") << u"{x} "_s.repeated(250'000);
        QTest::newRow("spaces") << QString(u"{\"a\""_s + QString(1'000'000, u' ') + u"x");
        QTest::newRow("fences") << u"```\n"_s.repeated(250'000);
    }

    void hugeTextsTakeLinearTime()
    {
        QFETCH(QString, text);
        QElapsedTimer timer;
        timer.start();
        (void)repaired(jsonContract(), text);
        QVERIFY2(timer.elapsed() < 2000, qPrintable(QString::number(timer.elapsed())));
    }
};

QTEST_GUILESS_MAIN(JsonRepairTest)
#include "tst_jsonrepair.moc"
