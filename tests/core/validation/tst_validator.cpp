// SPDX-License-Identifier: GPL-3.0-or-later
#include <QElapsedTimer>
#include <QJsonArray>
#include <QJsonDocument>
#include <QRegularExpression>
#include <QTest>

#include "validation/validator.h"

using namespace Qt::StringLiterals;
using namespace assay;
using namespace assay::validation;

namespace {

OutputContract contractOf(Format format)
{
    OutputContract contract;
    contract.format = format;
    return contract;
}

OutputContract schemaContract(const QString &schema)
{
    OutputContract contract = contractOf(Format::JsonSchema);
    const QJsonDocument document = QJsonDocument::fromJson(schema.toUtf8());
    if (!document.isObject())
        qFatal("the test's schema is broken: %s", qPrintable(schema));
    contract.schema = document.object();
    return contract;
}

QString firstRule(const Verdict &verdict)
{
    return verdict.ok ? u"ok"_s : verdict.problems.front().rule;
}

const QString german =
    u"Der Kunde hat gestern angerufen und möchte wissen, wann seine Bestellung endlich geliefert wird."_s;
const QString english =
    u"The customer called yesterday and would like to know when the order will finally be delivered."_s;

} // namespace

class ValidatorTest final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init() { QTest::failOnWarning(QRegularExpression(QStringLiteral(".*"))); }

    void holdsFormats_data()
    {
        QTest::addColumn<Format>("format");
        QTest::addColumn<QString>("text");
        QTest::addColumn<bool>("isFine");
        const auto row = [](Format format, const QString &text, bool isFine) {
            QTest::addRow("%d %s", int(format), qPrintable(text)) << format << text << isFine;
        };
        row(Format::Any, u""_s, true);
        for (const QString &json : {u"{\"a\": [1]}"_s, u" 12 "_s, u"\"text\""_s, u"null"_s, u"[]"_s})
            row(Format::Json, json, true);
        for (const QString &json : {u""_s, u"{\"a\": 1,}"_s, u"1, 2"_s, u"1],[2"_s, u"tru"_s, u"{} {}"_s,
                                    u"{'a': 1}"_s, u"\"a\nb\""_s, u"\"\\x\""_s, u"1."_s, u"01"_s, u"+1"_s})
            row(Format::Json, json, false);

        for (const QString &mail : {u"a@b.co"_s, u"Jo.Do+tag@mail.example.org"_s, u" o'neil@example.com\n"_s})
            row(Format::Email, mail, true);
        for (const QString &mail : {u"a@b"_s, u"a@@b.co"_s, u".a@b.co"_s, u"a..b@c.de"_s, u"a b@c.de"_s,
                                    u"a@-b.co"_s, u"a@b.co, c@d.co"_s, u"@b.co"_s, u"a@b_c.de"_s})
            row(Format::Email, mail, false);
        row(Format::Email, QString(65, u'a') + u"@b.co", false);

        for (const QString &number : {u"+49 30 901820"_s, u"+1 650-253-0000"_s, u"+442083661177"_s})
            row(Format::Phone, number, true);
        for (const QString &number : {u"030 901820"_s, u"+49 1"_s, u"+1 111 111 1111"_s, u"call me"_s})
            row(Format::Phone, number, false);

        for (const QString &url :
             {u"https://example.org"_s, u"http://a.b/c?d=e#f"_s, u"ftp://x.y/z"_s, u"https://[::1]:8080/"_s})
            row(Format::Url, url, true);
        for (const QString &url : {u"example.org"_s, u"https://"_s, u"javascript:alert(1)"_s,
                                   u"https://a b.c"_s, u"file:///etc/passwd"_s, u"see https://example.org"_s})
            row(Format::Url, url, false);

        for (const QString &date : {u"2024-02-29"_s, u"2026-12-31T23:59:59Z"_s, u"2026-12-31T23:59"_s,
                                    u"2026-12-31T23:59:59.123+02:00"_s})
            row(Format::Date, date, true);
        for (const QString &date : {u"2023-02-29"_s, u"2026-13-01"_s, u"31.12.2026"_s, u"2026-12-31x"_s,
                                    u"2026-12-31T25:00"_s, u"yesterday"_s, u"20261231"_s})
            row(Format::Date, date, false);
    }

    void holdsFormats()
    {
        QFETCH(Format, format);
        QFETCH(QString, text);
        QFETCH(bool, isFine);
        const Verdict verdict = validate(contractOf(format), text);
        QCOMPARE(verdict.ok, isFine);
        QCOMPARE(verdict.problems.empty(), isFine);
    }

    void phoneTakesTheRegionsOwnForm()
    {
        OutputContract contract = contractOf(Format::Phone);
        contract.region = u"de"_s;
        QVERIFY(validate(contract, u"030 901820"_s).ok);
        QVERIFY(validate(contract, u"+49 30 901820"_s).ok);
        QVERIFY(!validate(contract, u"12"_s).ok);
    }

    void dateTakesAnOwnForm()
    {
        OutputContract contract = contractOf(Format::Date);
        contract.dateFormat = u"dd.MM.yyyy"_s;
        QVERIFY(validate(contract, u"31.12.2026"_s).ok);
        QVERIFY(!validate(contract, u"31.02.2026"_s).ok);
        QVERIFY(!validate(contract, u"2026-12-31"_s).ok);
    }

    void regexWantsTheWholeAnswer()
    {
        OutputContract contract = contractOf(Format::Regex);
        contract.pattern = u"yes|no"_s;
        QVERIFY(validate(contract, u"yes\n"_s).ok);
        QCOMPARE(firstRule(validate(contract, u"yes, sure"_s)), u"regex"_s);
    }

    void aCatastrophicPatternEndsSoon()
    {
        OutputContract contract = contractOf(Format::Regex);
        contract.pattern = u"(a+)+$"_s;
        QElapsedTimer timer;
        timer.start();
        const Verdict verdict = validate(contract, QString(100'000, u'a') + u'b');
        QVERIFY(!verdict.ok);
        QVERIFY2(timer.elapsed() < 2000, qPrintable(QString::number(timer.elapsed())));
        const Verdict inSchema = validate(schemaContract(u"{\"items\":{\"pattern\":\"^(a+)+$\"}}"_s),
                                          u"[\"%1b\"]"_s.arg(QString(100'000, u'a')));
        QVERIFY(!inSchema.ok);
        QVERIFY2(timer.elapsed() < 4000, qPrintable(QString::number(timer.elapsed())));
    }

    void languageIsRecognised_data()
    {
        QTest::addColumn<QString>("language");
        QTest::addColumn<QString>("text");
        QTest::addColumn<bool>("isFine");
        QTest::newRow("German") << u"de"_s << german << true;
        QTest::newRow("German of Austria") << u"de-AT"_s << german << true;
        QTest::newRow("English for German") << u"de"_s << english << false;
        QTest::newRow("English") << u"en"_s << english << true;
        QTest::newRow("too short to tell") << u"de"_s << u"OK"_s << true;
        QTest::newRow("Hebrew by its code of today")
            << u"he"_s << u"הלקוח התקשר אתמול ורוצה לדעת מתי ההזמנה תגיע סוף סוף"_s << true;
        QTest::newRow("Chinese") << u"zh"_s << u"客户昨天打来电话,想知道他的订单什么时候能送到。"_s << true;
        QTest::newRow("Japanese for Chinese")
            << u"zh"_s << u"お客様から昨日お電話があり、注文がいつ届くのか知りたいとのことです。"_s << false;
    }

    void languageIsRecognised()
    {
        QFETCH(QString, language);
        QFETCH(QString, text);
        QFETCH(bool, isFine);
        OutputContract contract = contractOf(Format::Language);
        contract.language = language;
        QVERIFY(checked(contract));
        QCOMPARE(validate(contract, text).ok, isFine);
    }

    void lengthCountsCharactersAsPeopleDo()
    {
        OutputContract contract;
        contract.minLength = 2;
        contract.maxLength = 3;
        QCOMPARE(firstRule(validate(contract, u" 😀 "_s)), u"min_length"_s);
        QVERIFY(validate(contract, u"😀😀😀"_s).ok);
        QCOMPARE(firstRule(validate(contract, u"😀😀😀😀"_s)), u"max_length"_s);
    }

    void unwantedWordsAreFoundWhole()
    {
        OutputContract contract;
        contract.mustNotContain = {u"as an AI"_s, u"C++"_s, u"über"_s};
        const Verdict verdict = validate(contract, u"Well,\nAs an ai I like C++."_s);
        QCOMPARE(verdict.problems.size(), size_t(2));
        QCOMPARE(verdict.problems[0].where, u"line 2, column 1"_s);
        QVERIFY(validate(contract, u"As an aide I came überall."_s).ok);
        QVERIFY(!validate(contract, u"ÜBER"_s).ok);
    }

    void schemaTellsWhereAndWhat_data()
    {
        QTest::addColumn<QString>("schema");
        QTest::addColumn<QString>("json");
        QTest::addColumn<QString>("where"); // "ok" when it is valid
        const auto row = [](const char *name, const QString &schema, const QString &json,
                            const QString &where) { QTest::newRow(name) << schema << json << where; };
        const QString order =
            u"{\"type\":\"object\",\"required\":[\"id\"],\"additionalProperties\":false,\"properties\":"
            u"{\"id\":{\"type\":\"integer\"},\"lines\":{\"type\":\"array\",\"items\":{\"$ref\":\"#/$defs/"
            u"l\"}}},"
            u"\"$defs\":{\"l\":{\"type\":\"object\",\"properties\":{\"n/a\":{\"type\":\"string\"}}}}}"_s;
        row("fits", order, u"{\"id\":1,\"lines\":[{\"n/a\":\"x\"}]}"_s, u"ok"_s);
        row("missing", order, u"{\"lines\":[]}"_s, u""_s);
        row("unwanted", order, u"{\"id\":1,\"x\":1}"_s, u""_s);
        row("deep, by reference", order, u"{\"id\":1,\"lines\":[{},{\"n/a\":5}]}"_s, u"/lines/1/n~1a"_s);
        row("no integer", order, u"{\"id\":1.5}"_s, u"/id"_s);
        row("an integer beyond 32 bits", order, u"{\"id\":1732375200000}"_s, u"ok"_s);
        row("an integer written 1.0", order, u"{\"id\":1.0}"_s, u"ok"_s);
        row("integer or null", u"{\"type\":[\"integer\",\"null\"]}"_s, u"null"_s, u"ok"_s);
        row("integer or null, half", u"{\"type\":[\"integer\",\"null\"]}"_s, u"0.5"_s, u""_s);
        row("enum beyond 32 bits", u"{\"enum\":[1732375200000]}"_s, u"1732375200000"_s, u"ok"_s);
        row("enum beyond 32 bits, other", u"{\"enum\":[1732375200000]}"_s, u"1732375200001"_s, u""_s);
        row("const", u"{\"const\":{\"a\":1}}"_s, u"{\"a\":2}"_s, u""_s);
        row("multiple of cents", u"{\"multipleOf\":0.01}"_s, u"19.99"_s, u"ok"_s);
        row("no multiple of cents", u"{\"multipleOf\":0.01}"_s, u"19.995"_s, u""_s);
        row("big multiple", u"{\"multipleOf\":7}"_s, u"7000000000"_s, u"ok"_s);
        row("unique", u"{\"uniqueItems\":true}"_s, u"[1,\"1\",{\"a\":1},{\"a\":2}]"_s, u"ok"_s);
        row("not unique", u"{\"uniqueItems\":true}"_s, u"[{\"a\":1,\"b\":2},{\"b\":2,\"a\":1}]"_s, u""_s);
        row("pattern is searched", u"{\"pattern\":\"b+\"}"_s, u"\"abc\""_s, u"ok"_s);
        row("pattern of a number", u"{\"pattern\":\"b+\"}"_s, u"5"_s, u"ok"_s);
        row("pattern not met", u"{\"properties\":{\"a\":{\"pattern\":\"^b+$\"}}}"_s, u"{\"a\":\"abc\"}"_s,
            u"/a"_s);
        row("format of a number", u"{\"format\":\"date\"}"_s, u"5"_s, u"ok"_s);
        row("format date", u"{\"format\":\"date\"}"_s, u"\"2023-02-29\""_s, u""_s);
        row("format date-time", u"{\"format\":\"date-time\"}"_s, u"\"2023-02-28T10:00:00Z\""_s, u"ok"_s);
        row("format date-time without zone", u"{\"format\":\"date-time\"}"_s, u"\"2023-02-28T10:00:00\""_s,
            u""_s);
        row("format ipv4", u"{\"format\":\"ipv4\"}"_s, u"\"256.1.1.1\""_s, u""_s);
        row("format ipv6", u"{\"format\":\"ipv6\"}"_s, u"\"2001:db8::1\""_s, u"ok"_s);
        row("format uuid", u"{\"format\":\"uuid\"}"_s, u"\"123e4567-e89b-12d3-a456-426614174000\""_s,
            u"ok"_s);
        row("format email", u"{\"format\":\"email\"}"_s, u"\"a@b\""_s, u""_s);
        row("unknown format", u"{\"format\":\"colour\"}"_s, u"\"x\""_s, u"ok"_s);
        row("prefixItems", u"{\"prefixItems\":[{\"type\":\"string\"}],\"items\":{\"type\":\"number\"}}"_s,
            u"[\"a\",1,\"b\"]"_s, u"/2"_s);
        row("prefixItems fit", u"{\"prefixItems\":[{\"type\":\"string\"}],\"items\":false}"_s, u"[\"a\"]"_s,
            u"ok"_s);
        row("prefixItems closed", u"{\"prefixItems\":[{\"type\":\"string\"}],\"items\":false}"_s,
            u"[\"a\",1]"_s, u""_s);
        row("dependentRequired", u"{\"dependentRequired\":{\"a\":[\"b\"]}}"_s, u"{\"a\":1}"_s, u""_s);
        row("dependentSchemas", u"{\"dependentSchemas\":{\"a\":{\"required\":[\"b\"]}}}"_s, u"{\"a\":1}"_s,
            u""_s);
        row("beside a reference",
            u"{\"$ref\":\"#/$defs/s\",\"maxLength\":1,\"$defs\":{\"s\":{\"type\":\"string\"}}}"_s,
            u"\"ab\""_s, u""_s);
        row("if then", u"{\"if\":{\"required\":[\"a\"]},\"then\":{\"required\":[\"b\"]}}"_s, u"{\"a\":1}"_s,
            u""_s);
        row("anyOf", u"{\"anyOf\":[{\"type\":\"string\"},{\"type\":\"null\"}]}"_s, u"null"_s, u"ok"_s);
        row("false", u"{\"properties\":{\"a\":false}}"_s, u"{\"a\":1}"_s, u""_s);
        row("contains", u"{\"contains\":{\"const\":2}}"_s, u"[1,3]"_s, u""_s);
        row("a property that is called pattern", u"{\"properties\":{\"pattern\":{\"type\":\"string\"}}}"_s,
            u"{\"pattern\":1}"_s, u"/pattern"_s);
        row("recursive", u"{\"properties\":{\"next\":{\"$ref\":\"#\"},\"v\":{\"type\":\"integer\"}}}"_s,
            u"{\"next\":{\"next\":{\"v\":\"x\"}}}"_s, u"/next/next/v"_s);
        row("draft 4",
            u"{\"$schema\":\"http://json-schema.org/draft-04/schema#\",\"maximum\":5,\"exclusiveMaximum\":true}"_s,
            u"5"_s, u""_s);
    }

    void schemaTellsWhereAndWhat()
    {
        QFETCH(QString, schema);
        QFETCH(QString, json);
        QFETCH(QString, where);
        const OutputContract contract = schemaContract(schema);
        const auto fine = checked(contract);
        QVERIFY2(fine, fine ? "" : qPrintable(fine.error().message));
        const Verdict verdict = validate(contract, json);
        if (where == u"ok"_s) {
            QVERIFY2(verdict.ok, verdict.ok ? "" : qPrintable(verdict.problems.front().message));
            return;
        }
        QVERIFY(!verdict.ok);
        QCOMPARE(verdict.problems.front().rule, u"schema"_s);
        QCOMPARE(verdict.problems.front().where, where);
    }

    void deepAnswersDoNotExhaustTheStack()
    {
        const OutputContract contract = schemaContract(u"{\"items\":{\"$ref\":\"#\"}}"_s);
        QVERIFY(validate(contract, u"["_s.repeated(500) + u"]"_s.repeated(500)).ok);
        QVERIFY(!validate(contract, u"["_s.repeated(200'000)).ok);
    }

    void bigAnswersTakeLinearTime()
    {
        QString list = u"["_s;
        for (int i = 0; i < 100'000; ++i)
            list += QString::number(i) + u',';
        list += u"-1]"_s;
        QElapsedTimer timer;
        timer.start();
        QVERIFY(
            validate(schemaContract(u"{\"uniqueItems\":true,\"items\":{\"type\":\"integer\"}}"_s), list).ok);
        QVERIFY2(timer.elapsed() < 3000, qPrintable(QString::number(timer.elapsed())));
        const QString text = u'"' + QString(500'000, u'a') + u'"';
        QVERIFY(validate(schemaContract(u"{\"pattern\":\"^a*$\"}"_s), text).ok);
    }

    void jsonErrorsHaveAPlace()
    {
        const Verdict verdict = validate(contractOf(Format::Json), u"{\n  \"ä\": x}"_s);
        QCOMPARE(firstRule(verdict), u"json"_s);
        QVERIFY2(verdict.problems.front().where.startsWith(u"line 2"_s),
                 qPrintable(verdict.problems.front().where));
    }

    void repairsTakeTheOnlyValue()
    {
        QCOMPARE(repaired(contractOf(Format::Email), u"It is jo@example.org."_s), u"jo@example.org"_s);
        QVERIFY(!repaired(contractOf(Format::Email), u"a@example.org or b@example.org"_s));
        QCOMPARE(repaired(contractOf(Format::Url), u"See <https://example.org/a?b=c>."_s),
                 u"https://example.org/a?b=c"_s);
        QCOMPARE(repaired(contractOf(Format::Date), u"Due on 2026-12-31."_s), u"2026-12-31"_s);
        QVERIFY(!repaired(contractOf(Format::Date), u"From 2026-12-30 to 2026-12-31"_s));
        QCOMPARE(repaired(contractOf(Format::Phone), u"Call +49 30 901820 now"_s), u"+49 30 901820"_s);
        QVERIFY(!repaired(contractOf(Format::Any), u" x "_s));
        QVERIFY(!repaired(contractOf(Format::Email), u"jo@example.org"_s));
    }

    void formattersRunInOrder()
    {
        OutputContract contract;
        contract.formatters = {Formatter::Trim, Formatter::JsonPretty};
        QCOMPARE(formatted(contract, u" {\"b\":[1.10,{}],\"a\":\"x, {y}\"} "_s),
                 u"{\n  \"b\": [\n    1.10,\n    {}\n  ],\n  \"a\": \"x, {y}\"\n}"_s);
        QCOMPARE(formatted(contract, u" no JSON "_s), u"no JSON"_s);
    }

    void markdownBecomesPlain_data()
    {
        QTest::addColumn<QString>("markdown");
        QTest::addColumn<QString>("plain");
        const auto row = [](const char *name, const QString &markdown, const QString &plain) {
            QTest::newRow(name) << markdown << plain;
        };
        row("heading", u"## Title ##\ntext"_s, u"Title\ntext"_s);
        row("emphasis", u"a **bold** and *thin* and __b__ and _t_ ~~no~~"_s,
            u"a bold and thin and b and t no"_s);
        row("both", u"***x***"_s, u"x"_s);
        row("arithmetic stays", u"2 * 3 * 4 = 24"_s, u"2 * 3 * 4 = 24"_s);
        row("snake case stays", u"call my_func_name now"_s, u"call my_func_name now"_s);
        row("link", u"see [docs](https://x.org/a \"t\")"_s, u"see docs (https://x.org/a)"_s);
        row("image", u"![a cat](cat.png)"_s, u"a cat"_s);
        row("code span", u"use `a * b_c*` here"_s, u"use a * b_c* here"_s);
        row("fence", u"```c++\nint *a = *b;\n```\nend"_s, u"int *a = *b;\nend"_s);
        row("list", u"* one\n* two\n1. three"_s, u"- one\n- two\n1. three"_s);
        row("quote", u"> said\n> > twice"_s, u"said\ntwice"_s);
        row("ruler", u"a\n\n---\n\nb"_s, u"a\n\n\nb"_s);
        row("escape", u"1\\. \\*no\\*"_s, u"1. *no*"_s);
        row("hash without space stays", u"#tag"_s, u"#tag"_s);
    }

    void markdownBecomesPlain()
    {
        QFETCH(QString, markdown);
        QFETCH(QString, plain);
        OutputContract contract;
        contract.formatters = {Formatter::MarkdownToPlain};
        QCOMPARE(formatted(contract, markdown), plain);
    }

    void hugeMarkdownTakesLinearTime_data()
    {
        QTest::addColumn<QString>("unit");
        for (const QString &unit : {u"*"_s, u"_a"_s, u"**a"_s, u"["_s, u"![a"_s, u"[a]("_s, u"`"_s, u"~~a"_s,
                                    u"\\"_s, u"> "_s, u"<http://"_s, u"|-"_s})
            QTest::addRow("%s", qPrintable(unit)) << unit;
    }

    void hugeMarkdownTakesLinearTime()
    {
        QFETCH(QString, unit);
        OutputContract contract;
        contract.formatters = {Formatter::MarkdownToPlain};
        QElapsedTimer timer;
        timer.start();
        (void)formatted(contract, unit.repeated(300'000 / unit.size()));
        QVERIFY2(timer.elapsed() < 3000, qPrintable(QString::number(timer.elapsed())));
    }

    void theModelIsToldWhatIsWrong()
    {
        const OutputContract contract = schemaContract(u"{\"required\":[\"id\"]}"_s);
        const QString message = reAskMessage(contract, validate(contract, u"{}"_s));
        QVERIFY2(message.contains(u"'id'"_s) && message.contains(u"{\"required\":[\"id\"]}"_s),
                 qPrintable(message));
    }
};

QTEST_GUILESS_MAIN(ValidatorTest)
#include "tst_validator.moc"
