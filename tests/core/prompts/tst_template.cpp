// SPDX-License-Identifier: GPL-3.0-or-later
#include "prompts/template.h"

#include <QElapsedTimer>
#include <QRandomGenerator>
#include <QTest>

using namespace Qt::StringLiterals;
using namespace assay;
using namespace assay::prompts;
using assay::providers::Role;

namespace {

PromptContent contentOf(const QString &text)
{
    PromptContent content;
    content.messages = {{Role::User, text}};
    return content;
}

QString rendered(const QString &text, const QMap<QString, QString> &values)
{
    const auto messages = render(contentOf(text), values);
    return messages ? messages->front().text : u"ERROR: "_s + messages.error().message;
}

} // namespace

class TemplateTest final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void rendersAsWritten_data();
    void rendersAsWritten();
    void neverRendersAValueAgain();
    void namesEveryMissingVariable();
    void anEmptyValueCountsAsGiven();
    void pointsAtTheProblem_data();
    void pointsAtTheProblem();
    void namesTheMessageOfAProblem();
    void refusesWhatGrowsWithoutMeasure();
    void findsVariables_data();
    void findsVariables();
    void highlightsTheWholeTag();
    void whatPassesTheCheckRenders();
    void staysLinear_data();
    void staysLinear();
};

void TemplateTest::rendersAsWritten_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<QString>("expected");
    QTest::newRow("no tags") << u"{\"a\": {\"b\": 1}} & <x>"_s << u"{\"a\": {\"b\": 1}} & <x>"_s;
    QTest::newRow("variable") << u"Hi {{name}}!"_s << u"Hi Zoë & <Co>!"_s;
    QTest::newRow("spaces in the tag") << u"{{ name }}{{\tname\n}}"_s << u"Zoë & <Co>Zoë & <Co>"_s;
    QTest::newRow("three braces") << u"{{{name}}}"_s << u"Zoë & <Co>"_s;
    QTest::newRow("ampersand") << u"{{&name}}"_s << u"Zoë & <Co>"_s;
    QTest::newRow("inside JSON") << u"{\"a\":\"{{name}}\"}"_s << u"{\"a\":\"Zoë & <Co>\"}"_s;
    QTest::newRow("section shown") << u"{{#name}}for {{name}}{{/name}}."_s << u"for Zoë & <Co>."_s;
    QTest::newRow("section hidden by an empty value") << u"{{#none}}never{{/none}}."_s << u"."_s;
    QTest::newRow("inverted") << u"{{^none}}nobody{{/none}}{{^name}}x{{/name}}"_s << u"nobody"_s;
    QTest::newRow("section lines leave no gap") << u"a\n{{#name}}\nb\n{{/name}}\nc\n"_s << u"a\nb\nc\n"_s;
    QTest::newRow("comment") << u"a{{! not {sent} }}b"_s << u"ab"_s;
    QTest::newRow("Unicode name") << u"{{größe}} 🎉 {{变量}}"_s << u"12 🎉 値"_s;
    QTest::newRow("dotted name") << u"{{user.name}}"_s << u"dotted"_s;
    QTest::newRow("line ends are kept") << u"a\r\n{{name}}\r\n\r\n"_s << u"a\r\nZoë & <Co>\r\n\r\n"_s;
}

void TemplateTest::rendersAsWritten()
{
    QFETCH(QString, text);
    QFETCH(QString, expected);
    const QMap<QString, QString> values{{u"name"_s, u"Zoë & <Co>"_s},
                                        {u"none"_s, QString()},
                                        {u"größe"_s, u"12"_s},
                                        {u"变量"_s, u"値"_s},
                                        {u"user.name"_s, u"dotted"_s}};
    QCOMPARE(rendered(text, values), expected);
}

void TemplateTest::neverRendersAValueAgain()
{
    const QString value = u"{{b}} {{#b}} {{{a}}} {{=<% %>=}} }} {{"_s;
    QCOMPARE(rendered(u"[{{a}}] {{b}}"_s, {{u"a"_s, value}, {u"b"_s, u"secret"_s}}),
             u"["_s + value + u"] secret"_s);
}

void TemplateTest::namesEveryMissingVariable()
{
    const auto result = render(contentOf(u"{{a}} {{b}} {{#c}}{{d}}{{/c}}"_s), {{u"b"_s, u"x"_s}});
    QVERIFY(!result);
    QCOMPARE(result.error().code, ErrorCode::InvalidInput);
    QVERIFY2(result.error().message.contains(u"a, c, d"_s), qPrintable(result.error().message));
    QVERIFY2(result.error().message.contains(u"--var a="_s), qPrintable(result.error().message));
}

void TemplateTest::anEmptyValueCountsAsGiven()
{
    QCOMPARE(rendered(u"[{{a}}]"_s, {{u"a"_s, u""_s}}), u"[]"_s);
    QCOMPARE(rendered(u"[{{a}}]"_s, {{u"a"_s, QString()}}), u"[]"_s);
}

void TemplateTest::pointsAtTheProblem_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<int>("line");
    QTest::addColumn<int>("column");
    QTest::addColumn<QString>("says");
    QTest::newRow("unclosed") << u"one\ntwo {{name"_s << 2 << 5 << u"not closed"_s;
    QTest::newRow("unclosed before the next") << u"{{a {{b}}"_s << 1 << 1 << u"before the next"_s;
    QTest::newRow("opened at the very end") << u"x{{"_s << 1 << 2 << u"not closed"_s;
    QTest::newRow("three braces, two closing") << u"{{{a}} b"_s << 1 << 1 << u"}}}"_s;
    QTest::newRow("empty") << u"a {{ }} b"_s << 1 << 3 << u"empty"_s;
    QTest::newRow("empty section name") << u"{{#}}x{{/}}"_s << 1 << 1 << u"empty"_s;
    QTest::newRow("space in a name") << u"{{first name}}"_s << 1 << 1 << u"“first name”"_s;
    QTest::newRow("JSON with doubled braces") << u"{{\"a\": 1}}"_s << 1 << 1 << u"{ {"_s;
    QTest::newRow("name begins with a digit") << u"\n\n  {{1st}}"_s << 3 << 3 << u"begins with a"_s;
    QTest::newRow("after an emoji") << u"🎉é {{}}"_s << 1 << 4 << u"empty"_s;
    QTest::newRow("never closed section") << u"a\n{{#b}}\nc"_s << 2 << 1 << u"{{/b}}"_s;
    QTest::newRow("never opened section") << u"a {{/b}}"_s << 1 << 3 << u"not opened"_s;
    QTest::newRow("crossed sections") << u"{{#a}}\n{{#b}}\n{{/a}}{{/b}}"_s << 3 << 1 << u"of line 2"_s;
    QTest::newRow("delimiters") << u"{{=<% %>=}}"_s << 1 << 1 << u"delimiters"_s;
    QTest::newRow("too deep") << u"{{#a}}"_s.repeated(33) << 1 << 32 * 6 + 1 << u"nested"_s;
}

void TemplateTest::pointsAtTheProblem()
{
    QFETCH(QString, text);
    QFETCH(int, line);
    QFETCH(int, column);
    QFETCH(QString, says);
    const auto problem = checkTemplate(text);
    QVERIFY(problem.has_value());
    QCOMPARE(problem->line, line);
    QCOMPARE(problem->column, column);
    QVERIFY2(problem->message.contains(says), qPrintable(problem->message));
    QVERIFY(problem->start + problem->length <= text.size());
    QVERIFY(!render(contentOf(text), {{u"a"_s, u"x"_s}, {u"b"_s, u"x"_s}}));
}

void TemplateTest::namesTheMessageOfAProblem()
{
    PromptContent content;
    content.messages = {{Role::System, u"fine"_s}, {Role::Assistant, u"a\n {{"_s}};
    const auto result = checkTemplates(content);
    QVERIFY(!result);
    QVERIFY2(result.error().message.startsWith(u"Message 2 (assistant), line 2, column 2:"_s),
             qPrintable(result.error().message));
}

void TemplateTest::refusesWhatGrowsWithoutMeasure()
{
    const auto result = render(contentOf(u"{{a}}"_s.repeated(1'000)), {{u"a"_s, QString(100'000, u'x')}});
    QVERIFY(!result);
    QCOMPARE(result.error().code, ErrorCode::InvalidInput);
}

void TemplateTest::findsVariables_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<QStringList>("names");
    QTest::newRow("none") << u"plain { } }}"_s << QStringList();
    QTest::newRow("order and repeats") << u"{{b}} {{a}} {{b}}"_s << QStringList{u"b"_s, u"a"_s, u"b"_s};
    QTest::newRow("while typing") << u"{{a}} {{ {{b}} {{c"_s << QStringList{u"a"_s, u"b"_s};
    QTest::newRow("broken ones left out")
        << u"{{}} {{x y}} {{>p}} {{=a b=}} {{ok}}"_s << QStringList{u"ok"_s};
    QTest::newRow("sections") << u"{{#s}}{{v}}{{/s}}{{^s}}{{/s}}"_s
                              << QStringList{u"s"_s, u"v"_s, u"s"_s, u"s"_s, u"s"_s};
    QTest::newRow("comments") << u"{{! a }}{{b}}"_s << QStringList{u"b"_s};
}

void TemplateTest::findsVariables()
{
    QFETCH(QString, text);
    QFETCH(QStringList, names);
    QStringList found;
    for (const VariableSpan &span : variableSpans(text))
        found.append(span.name);
    QCOMPARE(found, names);
    names.removeDuplicates();
    QCOMPARE(variableNames(contentOf(text)), names);
}

void TemplateTest::highlightsTheWholeTag()
{
    const QString text = u"a {{ b }} {{{c}}}"_s;
    const auto spans = variableSpans(text);
    QCOMPARE(spans.size(), 2);
    QCOMPARE(text.mid(spans[0].start, spans[0].length), u"{{ b }}"_s);
    QCOMPARE(text.mid(spans[1].start, spans[1].length), u"{{{c}}}"_s);
}

/// The check and the renderer read templates independently; here they have to agree.
void TemplateTest::whatPassesTheCheckRenders()
{
    static const QStringList pieces{u"{{"_s,     u"}}"_s,     u"{{{"_s, u"}}}"_s, u"{"_s,      u"}"_s,
                                    u"#"_s,      u"^"_s,      u"/"_s,   u"!"_s,   u"&"_s,      u">"_s,
                                    u"="_s,      u"a"_s,      u" "_s,   u"\n"_s,  u"{{a}}"_s,  u"{{#a}}"_s,
                                    u"{{^a}}"_s, u"{{/a}}"_s, u"{{!"_s, u"ü🎉"_s,  u"{{{a}}}"_s};
    QRandomGenerator random(20260802);
    int rendering = 0;
    for (int i = 0; i < 50000; ++i) {
        QString text;
        for (int piece = random.bounded(9); piece >= 0; --piece)
            text += pieces[random.bounded(int(pieces.size()))];
        const auto result = render(contentOf(text), {{u"a"_s, u"x"_s}, {u"ü"_s, u"y"_s}});
        if (checkTemplate(text)) {
            QVERIFY2(!result, qPrintable(text));
            continue;
        }
        if (!result) {
            const QString part = partialSpans(text).isEmpty() ? u"without a value"_s : u"not at hand"_s;
            QVERIFY2(result.error().message.contains(part), qPrintable(text));
        }
        if (result && variableSpans(text).isEmpty() && !text.contains(u'!'))
            QCOMPARE(result->front().text, text);
        ++rendering;
    }
    QVERIFY(rendering > 1000);
}

void TemplateTest::staysLinear_data()
{
    QTest::addColumn<QString>("text");
    QTest::newRow("plain") << u"Lorem ipsum dolor sit amet.\n"_s.repeated(40'000);
    QTest::newRow("tags") << u"{{variable}} and "_s.repeated(60'000);
    QTest::newRow("opened only") << u"{{"_s.repeated(500'000);
    QTest::newRow("opened, closed at the end") << u"{{ "_s.repeated(333'000) + u"}}"_s;
    QTest::newRow("comments opened") << u"{{! "_s.repeated(250'000) + u"}}"_s;
    QTest::newRow("three braces") << u"{{{ "_s.repeated(250'000) + u"}}"_s;
    QTest::newRow("spaces in a tag") << u"{{"_s + QString(1'000'000, u' ') + u"}}"_s;
}

/// A quadratic search would take minutes on these.
void TemplateTest::staysLinear()
{
    QFETCH(QString, text);
    QElapsedTimer timer;
    timer.start();
    QVERIFY(variableSpans(text).size() <= 60'000);
    Q_UNUSED(checkTemplate(text).has_value())
    QVERIFY2(timer.elapsed() < 5'000, qPrintable(QString::number(timer.elapsed())));
}

QTEST_GUILESS_MAIN(TemplateTest)
#include "tst_template.moc"
