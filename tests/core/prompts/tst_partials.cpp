// SPDX-License-Identifier: GPL-3.0-or-later
#include <QTest>

#include "prompts/partials.h"
#include "prompts/template.h"

using namespace assay;
using namespace assay::prompts;
using namespace Qt::StringLiterals;

namespace {

PromptContent contentOf(const QString &text)
{
    PromptContent content;
    content.messages = {{providers::Role::User, text}};
    return content;
}

/// Prompts by "name" or "name@reference".
class Library final {
public:
    void add(const QString &key, const PromptContent &content) { m_contents.insert(key, content); }
    void add(const QString &key, const QString &text) { add(key, contentOf(text)); }
    [[nodiscard]] PartialLookup lookup()
    {
        return [this](const QString &name, const QString &reference) -> Result<PromptContent> {
            ++lookups;
            const QString key = reference.isEmpty() ? name : QString(name + u'@' + reference);
            const auto found = m_contents.constFind(key);
            if (found == m_contents.cend())
                return fail(ErrorCode::NotFound, u"There is no prompt “"_s + key + u"”."_s);
            return *found;
        };
    }
    int lookups = 0;

private:
    QHash<QString, PromptContent> m_contents;
};

QString expanded(Library &library, const QString &text, const QString &self = {})
{
    const auto content = expandPartials(contentOf(text), self, library.lookup());
    return content ? content->messages.front().text : QString(u"! "_s + content.error().message);
}

} // namespace

/// Prompts that include other prompts.
class TestPartials : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void textStandsWhereThePartialStood();
    void whatIsMissingIsLocated();
    void circlesAreNamed();
    void everyProblemIsToldWithItsPlaces();
    void depthAndNumberAreBounded();
    void variablesComeAlong();
    void messagesAreJoined();
    void badNamesAreTemplateProblems_data();
    void badNamesAreTemplateProblems();
    void unexpandedIsNotRendered();
};

void TestPartials::textStandsWhereThePartialStood()
{
    Library library;
    library.add(u"style"_s, u"Be {{> adverb@production}} brief."_s);
    library.add(u"adverb@production"_s, u"very"_s);
    QCOMPARE(expanded(library, u"A {{> style}} B {{>style}}"_s), u"A Be very brief. B Be very brief."_s);
    QCOMPARE(expanded(library, u"No partial {{x}}"_s), u"No partial {{x}}"_s);
}

void TestPartials::whatIsMissingIsLocated()
{
    Library library;
    library.add(u"style"_s, u"\n\n   {{> gone}}"_s);
    QCOMPARE(expanded(library, u"One\nZwölf 🙂 {{> style}}"_s),
             u"! Message 1 (user), line 2, column 9: There is no prompt “gone”."_s);
}

void TestPartials::circlesAreNamed()
{
    Library library;
    library.add(u"a"_s, u"{{> b}}"_s);
    library.add(u"b"_s, u"{{> A}}"_s);
    QVERIFY(expanded(library, u"{{> b}}"_s, u"a"_s).contains(u"“A” includes itself (a → b → A)"_s));
    QVERIFY(expanded(library, u"{{> a}}"_s).contains(u"a → b → A"_s));
    QVERIFY(expanded(library, u"{{> me@production}}"_s, u"me"_s).contains(u"includes itself"_s));
}

void TestPartials::depthAndNumberAreBounded()
{
    Library deep;
    for (int i = 0; i < 40; ++i)
        deep.add(u"p%1"_s.arg(i), u"{{> p%1}}"_s.arg(i + 1));
    QVERIFY(expanded(deep, u"{{> p0}}"_s).contains(u"more than 16 deep"_s));

    Library wide;
    for (int i = 0; i < 10; ++i)
        wide.add(u"p%1"_s.arg(i), u"{{> p%1}}"_s.arg(i + 1).repeated(10));
    wide.add(u"p10"_s, QString(u""_s));
    QVERIFY(expanded(wide, u"{{> p0}}"_s).contains(u"more than 10000 times"_s));
    QVERIFY(wide.lookups <= 10'001);
}

void TestPartials::variablesComeAlong()
{
    Library library;
    PromptContent style = contentOf(u"{{tone}} {{name}}"_s);
    style.variables = {{u"tone"_s, VariableType::Text, u"theirs"_s},
                       {u"name"_s, VariableType::Text, u"theirs"_s}};
    style.testValues = {{u"tone"_s, u"calm"_s}};
    library.add(u"style"_s, style);
    PromptContent content = contentOf(u"{{> style}}"_s);
    content.variables = {{u"tone"_s, VariableType::Text, u"ours"_s}};
    const auto whole = expandPartials(content, {}, library.lookup());
    QVERIFY(whole);
    QCOMPARE(variableOf(whole->variables, u"tone"_s)->description, u"ours"_s);
    QCOMPARE(variableOf(whole->variables, u"name"_s)->description, u"theirs"_s);
    QCOMPARE(whole->testValues.value(u"tone"_s), u"calm"_s);
    QCOMPARE(variableNames(*whole), QStringList({u"tone"_s, u"name"_s}));
}

void TestPartials::messagesAreJoined()
{
    Library library;
    PromptContent both = contentOf(u"first"_s);
    both.messages.push_back({providers::Role::Assistant, u"second"_s});
    both.messages.front().images.push_back({u"image/png"_s, "x"});
    library.add(u"both"_s, both);
    const auto whole = expandPartials(contentOf(u"<{{> both}}>"_s), {}, library.lookup());
    QVERIFY(whole);
    QCOMPARE(whole->messages.front().text, u"<first\n\nsecond>"_s);
    QCOMPARE(whole->messages.front().images.size(), 1U);
}

void TestPartials::badNamesAreTemplateProblems_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<bool>("isGood");
    QTest::newRow("plain") << u"{{> style}}"_s << true;
    QTest::newRow("label") << u"{{>style@production}}"_s << true;
    QTest::newRow("number") << u"{{> style@3 }}"_s << true;
    QTest::newRow("empty") << u"{{> }}"_s << false;
    QTest::newRow("empty reference") << u"{{> style@}}"_s << false;
    QTest::newRow("upper label") << u"{{> style@Prod}}"_s << false;
    QTest::newRow("path") << u"{{> ../style}}"_s << false;
    QTest::newRow("both") << u"{{> style@3@production}}"_s << false;
}

void TestPartials::badNamesAreTemplateProblems()
{
    QFETCH(QString, text);
    QFETCH(bool, isGood);
    QCOMPARE(!checkTemplate(text).has_value(), isGood);
    QCOMPARE(partialSpans(text).size(), isGood ? 1 : 0);
}

void TestPartials::everyProblemIsToldWithItsPlaces()
{
    Library library;
    library.add(u"style"_s, u"Be brief."_s);
    library.add(u"ring"_s, u"{{> me}}"_s);
    library.add(u"broken"_s, u"{{> gone}}"_s);
    const QString text =
        u"{{> style}} {{> gone}}\n\U0001F600{{> ring}}{{> gone}}\n{{> broken}}{{> style@9}}"_s;
    const auto problems = partialProblems(contentOf(text), u"me"_s, library.lookup());
    QStringList tags = problems.keys();
    tags.sort();
    QCOMPARE(tags, (QStringList{u"broken"_s, u"gone"_s, u"ring"_s, u"style@9"_s}));
    QVERIFY2(problems.value(u"ring"_s).contains(u"me → ring → me"_s), qPrintable(problems.value(u"ring"_s)));
    QCOMPARE(problems.value(u"gone"_s), u"There is no prompt “gone”."_s);
    QCOMPARE(problems.value(u"broken"_s), u"“broken” cannot be put in: There is no prompt “gone”."_s);

    const auto places = placesOf(problems, text, 100);
    QCOMPARE(places.size(), 5);
    QCOMPARE(std::pair(places.at(0).line, places.at(0).column), std::pair(1, 13));
    QCOMPARE(std::pair(places.at(1).line, places.at(1).column), std::pair(2, 2)); // after one emoji
    QCOMPARE(text.mid(places.at(2).start, places.at(2).length), u"{{> gone}}"_s);
    QCOMPARE(placesOf(problems, text, 2).size(), 2);
    QVERIFY(partialProblems(contentOf(u"{{> style}}"_s), u"me"_s, library.lookup()).isEmpty());
}

void TestPartials::unexpandedIsNotRendered()
{
    const auto messages = render(contentOf(u"{{> style}}"_s), {});
    QVERIFY(!messages);
    QVERIFY(messages.error().message.contains(u"“style”"_s));
}

QTEST_GUILESS_MAIN(TestPartials)
#include "tst_partials.moc"
