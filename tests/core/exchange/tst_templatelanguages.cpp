// SPDX-License-Identifier: GPL-3.0-or-later
#include <QTest>

#include "exchange/templatelanguages.h"
#include "prompts/template.h"

using namespace Qt::StringLiterals;
using namespace assay;
using namespace assay::exchange;
using prompts::VariableType;

Q_DECLARE_METATYPE(assay::exchange::Language)

class TemplateLanguagesTest final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void becomesMustache_data()
    {
        QTest::addColumn<Language>("language");
        QTest::addColumn<QString>("text");
        QTest::addColumn<QString>("mustache");
        QTest::addColumn<QString>("loss"); // a part of the first; empty: none
        const auto row = [](const char *name, Language language, const QString &text, const QString &mustache,
                            const QString &loss = {}) {
            QTest::newRow(name) << language << text << mustache << loss;
        };
        const Language jinja = Language::Jinja;
        row("jinja variable", jinja, u"Hello {{ name }}!"_s, u"Hello {{name}}!"_s);
        row("jinja if", jinja, u"{% if a %}A{% else %}B{% endif %}"_s, u"{{#a}}A{{/a}}{{^a}}B{{/a}}"_s);
        row("jinja if not", jinja, u"{%- if not a -%} B {%- endif %}"_s, u"{{^a}}B{{/a}}"_s);
        row("jinja elif", jinja, u"{% if a %}A{% elif b %}B{% else %}C{% endif %}"_s,
            u"{{#a}}A{{/a}}{{^a}}{{#b}}B{{/b}}{{^b}}C{{/b}}{{/a}}"_s);
        row("jinja for", jinja, u"{% for doc in docs %}- {{ doc }}\n{% endfor %}"_s,
            u"{{#docs}}- {{.}}\n{{/docs}}"_s);
        row("jinja member of an item", jinja, u"{% for d in docs %}{{ d.title }}{% endfor %}"_s,
            u"{{#docs}}{{/docs}}"_s, u"d.title"_s);
        row("jinja default", jinja, u"{{ tone | default('calm') }}"_s, u"{{tone}}"_s);
        row("jinja filter", jinja, u"{{ tone|upper }}"_s, u"{{tone}}"_s,
            u"line 1: the filter \u201Cupper\u201D"_s);
        row("jinja comparison", jinja, u"x\n{% if a == 'b' %}A{% else %}B{% endif %}"_s, u"x\nA"_s,
            u"line 2: the condition"_s);
        row("jinja raw", jinja, u"{% raw %}{{x}}{% endraw %}"_s, u"{ {x}}"_s);
        row("jinja set", jinja, u"{% set a = 1 %}b"_s, u"b"_s, u"set a = 1"_s);
        const Language bars = Language::Handlebars;
        row("handlebars if", bars, u"{{#if a}}A{{else}}B{{/if}}"_s, u"{{#a}}A{{/a}}{{^a}}B{{/a}}"_s);
        row("handlebars unless", bars, u"{{#unless a}}A{{/unless}}"_s, u"{{^a}}A{{/a}}"_s);
        row("handlebars each", bars, u"{{#each items}}* {{this}}\n{{/each}}"_s,
            u"{{#items}}* {{.}}\n{{/items}}"_s);
        row("handlebars partial", bars, u"{{> style}}{{!-- not }} sent --}}"_s, u"{{> style}}"_s);
        row("handlebars helper", bars, u"a\n{{history}} {{json data}}"_s, u"a\n{{history}} "_s,
            u"line 2: the helper \u201Cjson data\u201D"_s);
        row("handlebars trims", bars, u"a \n {{~b~}} \n c"_s, u"a{{b}}c"_s);
        row("f-string", Language::FString, u"{{\"a\": {value:.2f}}} {b}"_s, u"{\"a\": {{value}}} {{b}}"_s,
            u"the format"_s);
        row("braces", Language::Braces, u"{{ a }} {{#b}}"_s, u"{{a}} { {#b}}"_s, u"#b"_s);
        row("unclosed", jinja, u"{% if a %}A {{ b"_s, u"{{#a}}A { { b{{/a}}"_s, u"not closed"_s);
    }

    void becomesMustache()
    {
        QFETCH(Language, language);
        QFETCH(QString, text);
        QFETCH(QString, loss);
        const Converted converted = toMustache(text, language);
        QTEST(converted.text, "mustache");
        QVERIFY2(!prompts::checkTemplate(converted.text), qPrintable(converted.text));
        QCOMPARE(converted.losses.isEmpty(), loss.isEmpty());
        if (!loss.isEmpty())
            QVERIFY2(converted.losses.first().contains(loss), qPrintable(converted.losses.first()));
    }

    void saysOfVariablesWhatTheTextDoes()
    {
        const Converted converted = toMustache(
            u"{% for d in docs %}{{ d }}{% endfor %}{% if hint %}{{ hint }}{% endif %}{{ t|default(\"x\") }}"_s,
            Language::Jinja);
        QCOMPARE(converted.variables.size(), 3);
        QCOMPARE(converted.variables[0].type, VariableType::List);
        QVERIFY(!converted.variables[1].isRequired);
        QCOMPARE(converted.variables[2].defaultValue, u"x"_s);
    }

    void comesBack_data()
    {
        QTest::addColumn<Language>("language");
        QTest::addColumn<QString>("mustache");
        for (const auto &[name, language] :
             {std::pair("jinja", Language::Jinja), std::pair("handlebars", Language::Handlebars)}) {
            QTest::addRow("%s if", name) << language << u"{{#a}}A {{x}}{{/a}}{{^a}}B{{/a}}"_s;
            QTest::addRow("%s list", name) << language << u"{{#list}}- {{.}}\n{{/list}}"_s;
            QTest::addRow("%s partial", name) << language << u"{{> style}} and {{x}}"_s;
        }
        QTest::newRow("jinja signs") << Language::Jinja << u"100 {% is not a tag {{x}}"_s;
        QTest::newRow("f-string") << Language::FString << u"{\"a\": {{x}}}"_s;
    }

    void comesBack()
    {
        QFETCH(Language, language);
        QFETCH(QString, mustache);
        const QList<prompts::Variable> variables{{.name = u"list"_s, .type = VariableType::List}};
        const Converted out = fromMustache(mustache, language, variables);
        QVERIFY2(out.losses.isEmpty(), qPrintable(out.losses.join(u'\n')));
        QVERIFY(out.text != mustache || language == Language::Handlebars);
        const Converted back = toMustache(out.text, language);
        QCOMPARE(back.text, mustache);
    }

    void hostileTextsStayCheap()
    {
        for (const QString &piece :
             {u"{% if a %}"_s, u"{{#if a}}"_s, u"{{"_s, u"{%"_s, u"{a"_s, u"{{#each b}}{{this.x}}"_s}) {
            const QString text = piece.repeated(200'000);
            for (const Language language :
                 {Language::Jinja, Language::Handlebars, Language::FString, Language::Braces}) {
                const auto problem = prompts::checkTemplate(toMustache(text, language).text);
                QVERIFY2(!problem, problem ? qPrintable(piece + u": "_s + problem->message) : "");
            }
        }
    }
};

QTEST_GUILESS_MAIN(TemplateLanguagesTest)
#include "tst_templatelanguages.moc"
