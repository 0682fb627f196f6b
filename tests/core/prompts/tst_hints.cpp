// SPDX-License-Identifier: GPL-3.0-or-later
#include <QTest>

#include "prompts/hints.h"

using namespace assay;
using namespace assay::prompts;
using namespace Qt::StringLiterals;

namespace {

const QString rule = u"Answer in the language of the ticket, and never promise a date to the customer."_s;

PromptContent contentOf(const QStringList &texts)
{
    PromptContent content;
    for (const QString &text : texts)
        content.messages.push_back({providers::Role::User, text});
    return content;
}

QList<Hint> hintsOf(Hint::Kind kind, const PromptContent &content)
{
    QList<Hint> hints = hintsFor(content);
    hints.removeIf([kind](const Hint &hint) { return hint.kind != kind; });
    return hints;
}

} // namespace

/// Ways to shorten a prompt.
class TestHints : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void aRepeatedParagraphCanGo();
    void shortRepeatsAreLeftAlone();
    void blankSpaceIsTidied();
    void indentedJsonIsPutOnOneLine();
    void jsonWithVariablesIsLeftAlone();
    void aLongExampleIsNamedOnly();
    void unusedVariablesAreNamed();
    void theLargestSavingComesFirst();
    void aTidyPromptHasNoHints();
    void staysLinear();
};

void TestHints::aRepeatedParagraphCanGo()
{
    const PromptContent content = contentOf({rule, u"Ticket: {{ticket}}\n\n"_s + rule + u"\n\nThe end."_s});
    const QList<Hint> hints = hintsOf(Hint::Kind::RepeatedText, content);
    QCOMPARE(hints.size(), 1);
    QCOMPARE(hints.first().message, 1);
    const PromptContent shorter = withHint(content, hints.first());
    QCOMPARE(shorter.messages[1].text, u"Ticket: {{ticket}}\n\nThe end."_s);
    QCOMPARE(shorter.messages[0].text, rule);
    QVERIFY(hintsOf(Hint::Kind::RepeatedText, shorter).isEmpty());
}

void TestHints::shortRepeatsAreLeftAlone()
{
    QVERIFY(hintsOf(Hint::Kind::RepeatedText, contentOf({u"---\n\nOne\n\n---\n\nTwo\n\n---"_s})).isEmpty());
}

void TestHints::blankSpaceIsTidied()
{
    const PromptContent content = contentOf({u"One  \n\n\n \nTwo\t\nThree"_s});
    const QList<Hint> hints = hintsOf(Hint::Kind::BlankSpace, content);
    QCOMPARE(hints.size(), 1);
    QCOMPARE(withHint(content, hints.first()).messages[0].text, u"One\n\nTwo\nThree"_s);
    QCOMPARE(hints.first().savedCharacters, 6);
}

void TestHints::indentedJsonIsPutOnOneLine()
{
    const QString json =
        u"{\n    \"first\": 1,\n    \"list\": [\n        1,\n        2\n    ],\n    \"text\": \"a  b\"\n}"_s;
    const PromptContent content = contentOf({u"Like so:\n```json\n"_s + json + u"\n```\nDone."_s});
    const QList<Hint> hints = hintsOf(Hint::Kind::IndentedJson, content);
    QCOMPARE(hints.size(), 1);
    QCOMPARE(withHint(content, hints.first()).messages[0].text,
             u"Like so:\n```json\n{\"first\":1,\"list\":[1,2],\"text\":\"a  b\"}\n```\nDone."_s);
}

void TestHints::jsonWithVariablesIsLeftAlone()
{
    const QString json =
        u"```json\n{\n        \"a\": \"{{x}}\",\n        \"b\": [\n      1\n     ]\n      }\n```"_s;
    QVERIFY(hintsOf(Hint::Kind::IndentedJson, contentOf({json})).isEmpty());
}

void TestHints::aLongExampleIsNamedOnly()
{
    PromptContent content = contentOf({u"Sort this."_s});
    content.messages.push_back({providers::Role::Assistant, u"word "_s.repeated(1000)});
    const QList<Hint> hints = hintsOf(Hint::Kind::OversizedExample, content);
    QCOMPARE(hints.size(), 1);
    QVERIFY(withHint(content, hints.first()) == content);
}

void TestHints::unusedVariablesAreNamed()
{
    PromptContent content = contentOf({u"{{used}}"_s});
    content.testValues = {{u"used"_s, u"1"_s}, {u"old"_s, u"2"_s}};
    Variable described;
    described.name = u"older"_s;
    content.variables = {described};
    const QList<Hint> hints = hintsOf(Hint::Kind::UnusedVariable, content);
    QCOMPARE(hints.size(), 2);
    const PromptContent rid = withHint(withHint(content, hints[0]), hints[1]);
    QCOMPARE(rid.testValues.keys(), QStringList{u"used"_s});
    QVERIFY(rid.variables.isEmpty());
    content.messages.push_back({providers::Role::User, u"{{> style}}"_s}); // may use them
    QVERIFY(hintsOf(Hint::Kind::UnusedVariable, content).isEmpty());
}

void TestHints::theLargestSavingComesFirst()
{
    const QList<Hint> hints = hintsFor(contentOf({rule + u"  \n\n"_s + rule}));
    QCOMPARE(hints.size(), 2);
    QVERIFY(hints[0].savedCharacters >= hints[1].savedCharacters);
    QCOMPARE(hints[0].kind, Hint::Kind::RepeatedText);
}

void TestHints::aTidyPromptHasNoHints()
{
    PromptContent content = contentOf({rule, u"{{ticket}}"_s});
    content.testValues = {{u"ticket"_s, u"It is broken."_s}};
    QVERIFY(hintsFor(content).isEmpty());
}

void TestHints::staysLinear()
{
    // Fences that never close, gaps that never end: patterns that could run away.
    const PromptContent content = contentOf(
        {u"```json\n"_s.repeated(50'000), u"\n \t"_s.repeated(200'000), u"a \n\n"_s.repeated(100'000)});
    QVERIFY(hintsFor(content).size() < 10);
}

QTEST_GUILESS_MAIN(TestHints)
#include "tst_hints.moc"
