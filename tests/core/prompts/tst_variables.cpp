// SPDX-License-Identifier: GPL-3.0-or-later
#include <QTest>

#include "prompts/prompt.h"
#include "prompts/template.h"

using namespace assay;
using namespace assay::prompts;
using namespace Qt::StringLiterals;

namespace {

PromptContent contentOf(const QString &text, const QList<Variable> &variables)
{
    PromptContent content;
    content.messages = {{providers::Role::User, text}};
    content.variables = variables;
    return content;
}

Variable variable(const QString &name, VariableType type)
{
    Variable made;
    made.name = name;
    made.type = type;
    return made;
}

Variable choice(const QStringList &choices, const QString &defaultValue = {})
{
    Variable made = variable(u"tone"_s, VariableType::Choice);
    made.choices = choices;
    made.defaultValue = defaultValue;
    return made;
}

/// The rendered text, or "! " and the sentence.
QString rendered(const PromptContent &content, const QMap<QString, QString> &values)
{
    const auto messages = render(content, values);
    return messages ? messages->front().text : QString(u"! "_s + messages.error().message);
}

} // namespace

/// Typed variables: what a value may be, and what it renders to.
class TestVariables : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void valuesAreJudgedByType_data();
    void valuesAreJudgedByType();
    void listsRepeatTheirSection_data();
    void listsRepeatTheirSection();
    void defaultsStandIn();
    void picturesGoWithTheirMessage();
    void picturesAreForTheUser();
    void repeatsCountTowardsTheLength();
    void jsonRoundTrips();
    void brokenDefinitionsAreNamed_data();
    void brokenDefinitionsAreNamed();
};

void TestVariables::valuesAreJudgedByType_data()
{
    QTest::addColumn<int>("type");
    QTest::addColumn<QString>("value");
    QTest::addColumn<QString>("problem"); // a part of the sentence; empty: it fits
    const auto row = [](const char *name, VariableType type, const QString &value, const QString &problem) {
        QTest::newRow(name) << int(type) << value << problem;
    };
    row("number", VariableType::Number, u"-1.5e3"_s, {});
    row("no number", VariableType::Number, u"three"_s, u"not a number"_s);
    row("two numbers", VariableType::Number, u"1,2"_s, u"not a number"_s);
    row("json", VariableType::Json, u"{\"a\": [1]}"_s, {});
    row("json scalar", VariableType::Json, u"true"_s, {});
    row("broken json", VariableType::Json, u"{\n  \"a\": }"_s, u"line 2, column"_s);
    row("picture", VariableType::Image, u"data:image/png;base64,aGVsbG8="_s, {});
    row("address of a picture", VariableType::Image, u"https://example.org/a.png"_s, {});
    row("cut picture", VariableType::Image, u"data:image/png;base64,a!"_s, u"damaged"_s);
    row("unsafe address", VariableType::Image, u"file:///etc/passwd"_s, u"neither a picture"_s);
    row("empty", VariableType::Text, u""_s, u"needs a value"_s);
}

void TestVariables::valuesAreJudgedByType()
{
    QFETCH(int, type);
    QFETCH(QString, value);
    QFETCH(QString, problem);
    const QString said = problemWithValue(variable(u"x"_s, VariableType(type)), value);
    if (problem.isEmpty())
        QCOMPARE(said, QString());
    else
        QVERIFY2(said.contains(problem), qPrintable(said));
    const bool isRefused =
        rendered(contentOf(u"{{x}}"_s, {variable(u"x"_s, VariableType(type))}), {{u"x"_s, value}})
            .startsWith("! "_L1);
    QCOMPARE(isRefused, !problem.isEmpty());
}

void TestVariables::listsRepeatTheirSection_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<int>("type");
    QTest::addColumn<QString>("value");
    QTest::addColumn<QString>("expected");
    const int list = int(VariableType::List);
    const int json = int(VariableType::Json);
    QTest::newRow("lines") << u"{{#x}}- {{.}};{{/x}}"_s << list << u"a\n\n b \n"_s << u"- a;- b;"_s;
    QTest::newRow("json texts") << u"{{#x}}[{{.}}]{{/x}}"_s << list << u"[\"a\\nb\", \"c\"]"_s
                                << u"[a\nb][c]"_s;
    QTest::newRow("plain") << u"{{x}}!"_s << list << u"[\"a\", \"b\"]"_s << u"a\nb!"_s;
    QTest::newRow("array of things") << u"{{#x}}{{.}} {{/x}}"_s << json << u"[1, true, {\"a\":\"b\"}, [2]]"_s
                                     << u"1 true {\"a\":\"b\"} [2] "_s;
    QTest::newRow("json as it is") << u"{{x}}"_s << json << u"[1,  2]"_s << u"[1,  2]"_s;
    QTest::newRow("false hides") << u"{{#x}}yes{{/x}}{{^x}}no{{/x}} {{x}}"_s << json << u"false"_s
                                 << u"no false"_s;
    QTest::newRow("no items") << u"{{#x}}yes{{/x}}{{^x}}none{{/x}}"_s << json << u"[]"_s << u"none"_s;
    QTest::newRow("a value is not rendered again")
        << u"{{#x}}{{.}}{{/x}}"_s << list << u"{{x}}"_s << u"{{x}}"_s;
    QTest::newRow("own value of a text")
        << u"{{#x}}<{{.}}>{{/x}}"_s << int(VariableType::Text) << u"hi"_s << u"<hi>"_s;
}

void TestVariables::listsRepeatTheirSection()
{
    QFETCH(QString, text);
    QFETCH(int, type);
    QFETCH(QString, value);
    QFETCH(QString, expected);
    QCOMPARE(rendered(contentOf(text, {variable(u"x"_s, VariableType(type))}), {{u"x"_s, value}}), expected);
}

void TestVariables::defaultsStandIn()
{
    Variable optional = variable(u"name"_s, VariableType::Text);
    optional.isRequired = false;
    const PromptContent content =
        contentOf(u"{{tone}}/{{name}}"_s, {choice({u"kind"_s, u"short"_s}, u"kind"_s), optional});
    QCOMPARE(rendered(content, {}), u"kind/"_s);
    QCOMPARE(rendered(content, {{u"tone"_s, u"short"_s}, {u"name"_s, u"Ada"_s}}), u"short/Ada"_s);
    QCOMPARE(rendered(content, {{u"tone"_s, u"rude"_s}}),
             u"! The value of the variable “tone” does not fit: “rude” is none of “kind”, “short”."_s);
}

void TestVariables::picturesGoWithTheirMessage()
{
    const PromptContent content = contentOf(u"Look: {{photo}}{{#photo}}there it is{{/photo}}"_s,
                                            {variable(u"photo"_s, VariableType::Image)});
    const auto messages = render(content, {{u"photo"_s, u"data:image/png;base64,aGVsbG8="_s}});
    QVERIFY(messages);
    QCOMPARE(messages->front().text, u"Look: there it is"_s);
    QCOMPARE(messages->front().images.size(), 1U);
    QCOMPARE(messages->front().images.front().mediaType, u"image/png"_s);
    QCOMPARE(messages->front().images.front().bytes, "hello"_ba);
}

void TestVariables::picturesAreForTheUser()
{
    PromptContent content = contentOf(u"{{photo}}"_s, {variable(u"photo"_s, VariableType::Image)});
    content.messages.front().role = providers::Role::System;
    QVERIFY(
        rendered(content, {{u"photo"_s, u"https://example.org/a.png"_s}}).contains(u"only from the user"_s));
}

void TestVariables::repeatsCountTowardsTheLength()
{
    const QString items = u"a\n"_s.repeated(20'000);
    const PromptContent content = contentOf(u"{{#x}}{{big}}{{/x}}"_s, {variable(u"x"_s, VariableType::List)});
    const QString said = rendered(content, {{u"x"_s, items}, {u"big"_s, u"b"_s.repeated(10'000)}});
    QVERIFY2(said.contains(u"grows beyond 16 million"_s), qPrintable(said.left(200)));
}

void TestVariables::jsonRoundTrips()
{
    PromptContent content = contentOf(u"{{tone}}"_s, {choice({u"kind"_s, u"short"_s}, u"kind"_s)});
    content.variables.front().description = u"How it sounds"_s;
    content.variables.front().isRequired = false;
    content.notes = u"Ask legal before a change."_s;
    const auto read = contentFromJson(toJson(content));
    QVERIFY(read);
    QVERIFY(*read == content);
    // A version from before variables had types keeps its hash.
    QVERIFY(!toJson(contentOf(u"x"_s, {})).contains("variables"_L1));
}

void TestVariables::brokenDefinitionsAreNamed_data()
{
    QTest::addColumn<QJsonObject>("json");
    QTest::addColumn<QString>("part");
    QTest::newRow("no name") << QJsonObject{{u"type"_s, u"text"_s}} << u"variables[0].name"_s;
    QTest::newRow("type") << QJsonObject{{u"name"_s, u"x"_s}, {u"type"_s, u"date"_s}} << u"one of text"_s;
    QTest::newRow("required") << QJsonObject{{u"name"_s, u"x"_s}, {u"required"_s, 1}} << u"true or false"_s;
    QTest::newRow("no choices") << QJsonObject{{u"name"_s, u"x"_s}, {u"type"_s, u"choice"_s}}
                                << u"without choices"_s;
    QTest::newRow("default") << QJsonObject{{u"name"_s, u"x"_s},
                                            {u"type"_s, u"number"_s},
                                            {u"default"_s, u"y"_s}}
                             << u"default of the variable “x”"_s;
}

void TestVariables::brokenDefinitionsAreNamed()
{
    QFETCH(QJsonObject, json);
    QFETCH(QString, part);
    QJsonObject content = toJson(contentOf(u"x"_s, {}));
    content.insert("variables"_L1, QJsonArray{json});
    const auto read = contentFromJson(content);
    QVERIFY(!read);
    QVERIFY2(read.error().message.contains(part), qPrintable(read.error().message));
}

QTEST_GUILESS_MAIN(TestVariables)
#include "tst_variables.moc"
