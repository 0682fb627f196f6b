// SPDX-License-Identifier: GPL-3.0-or-later
#include "prompts/blame.h"
#include "prompts/contenttext.h"
#include "prompts/diff.h"
#include "prompts/merge.h"

#include <QRandomGenerator>
#include <QTest>

using namespace Qt::StringLiterals;
using namespace assay;
using namespace assay::prompts;

namespace {

PromptContent contentOf(const QString &system, const QString &user = u"{{question}}"_s)
{
    PromptContent content;
    content.messages = {{providers::Role::System, system}, {providers::Role::User, user}};
    return content;
}

PromptVersion versionOf(int number, int parent, const QString &system, int mergedParent = 0)
{
    PromptVersion version;
    version.number = number;
    version.parent = parent;
    version.mergedParent = mergedParent;
    version.content = contentOf(system);
    return version;
}

Merge merged(const PromptContent &base, const PromptContent &ours, const PromptContent &theirs)
{
    return merge(base, ours, theirs, u"draft"_s, u"version 5"_s);
}

int versionOfLine(const QList<BlameLine> &lines, const QString &text)
{
    for (const BlameLine &line : lines) {
        if (line.text == text)
            return line.version;
    }
    return -1;
}

} // namespace

/// What becomes of two people's work on one prompt, and who wrote what.
class MergeTest final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void linesOfBothAreTaken()
    {
        const Merge merge = merged(contentOf(u"one\ntwo\nthree"_s), contentOf(u"ONE\ntwo\nthree"_s),
                                   contentOf(u"one\ntwo\nthree\nfour"_s));
        QVERIFY(merge.conflicts.isEmpty());
        QCOMPARE(merge.content.messages.front().text, u"ONE\ntwo\nthree\nfour"_s);
        QVERIFY(!hasConflictMarkers(merge.content));
    }

    void theSameChangeTwiceIsOne()
    {
        const auto changed = contentOf(u"one\n2\nthree"_s);
        const Merge merge = merged(contentOf(u"one\ntwo\nthree"_s), changed, changed);
        QVERIFY(merge.conflicts.isEmpty());
        QCOMPARE(merge.content, changed);
    }

    void whatWasChosenStands()
    {
        PromptContent base = contentOf(u"one\ntwo"_s);
        PromptContent ours = contentOf(u"one\nours"_s);
        PromptContent theirs = contentOf(u"one\ntheirs"_s);
        ours.parameters.temperature = 0.9;
        theirs.parameters.temperature = 0.1;
        const auto choose = [&](const MergeChoices &choices) {
            return merge(base, ours, theirs, u"draft"_s, u"version 5"_s, choices);
        };
        const Merge open = choose({});
        QCOMPARE(open.conflicts.size(), 2);
        QCOMPARE(open.content.parameters.temperature, std::optional(0.9));
        MergeChoices choices;
        for (const MergeConflict &conflict : open.conflicts)
            choices.insert(conflict.place, MergeSide::Theirs);
        const Merge settled = choose(choices);
        QCOMPARE(settled.conflicts.size(), 2); // still to be chosen otherwise
        QCOMPARE(settled.content, theirs);
        choices.insert(u"messages[0]"_s, MergeSide::Ours);
        QCOMPARE(choose(choices).content.messages, ours.messages);
    }

    void aConflictShowsBoth()
    {
        const Merge merge = merged(contentOf(u"one\ntwo\nthree"_s), contentOf(u"one\nours\nthree"_s),
                                   contentOf(u"one\ntheirs\nthree"_s));
        QCOMPARE(merge.conflicts.size(), 1);
        QCOMPARE(merge.conflicts.first().place, u"messages[0]"_s);
        QCOMPARE(merge.content.messages.front().text,
                 u"one\n<<<<<<< draft\nours\n=======\ntheirs\n>>>>>>> version 5\nthree"_s);
        QVERIFY(hasConflictMarkers(merge.content));
    }

    void settingsToolsAndSchemaAreMergedByMember()
    {
        PromptContent base = contentOf(u"text"_s);
        base.parameters.temperature = 0.5;
        base.outputContract = QJsonObject{{u"format"_s, u"json"_s}};
        base.tools = {{u"search"_s, u"Finds"_s, {}, false}};
        PromptContent ours = base;
        ours.parameters.maxTokens = 100;
        ours.tools.push_back({u"fetch"_s, u"Gets"_s, {}, false});
        PromptContent theirs = base;
        theirs.parameters.temperature = 0.9;
        theirs.outputContract.insert(u"max_length"_s, 10);
        theirs.tools.front().description = u"Finds pages"_s;
        theirs.model = u"p/m"_s;
        const Merge merge = merged(base, ours, theirs);
        QVERIFY(merge.conflicts.isEmpty());
        QCOMPARE(merge.content.parameters.temperature, std::optional(0.9));
        QCOMPARE(merge.content.parameters.maxTokens, std::optional(100));
        QCOMPARE(merge.content.outputContract[u"max_length"_s].toInt(), 10);
        QCOMPARE(merge.content.tools.size(), size_t(2));
        QCOMPARE(merge.content.tools.front().description, u"Finds pages"_s);
        QCOMPARE(merge.content.model, u"p/m"_s);
    }

    void aSettingThatBothChangedStaysOurs()
    {
        PromptContent base = contentOf(u"text"_s);
        PromptContent ours = base;
        ours.parameters.temperature = 0.1;
        PromptContent theirs = base;
        theirs.parameters.temperature = 0.9;
        const Merge merge = merged(base, ours, theirs);
        QCOMPARE(merge.conflicts.size(), 1);
        QCOMPARE(merge.conflicts.first().place, u"parameters.temperature"_s);
        QCOMPARE(merge.conflicts.first().ours, u"0.1"_s);
        QCOMPARE(merge.content.parameters.temperature, std::optional(0.1));
    }

    void whatOneTookAwayIsGone()
    {
        PromptContent base = contentOf(u"text"_s);
        base.tools = {{u"search"_s, u"Finds"_s, {}, false}};
        base.parameters.seed = 7;
        PromptContent ours = base;
        ours.tools.clear();
        PromptContent theirs = base;
        theirs.parameters.seed.reset();
        const Merge merge = merged(base, ours, theirs);
        QVERIFY(merge.conflicts.isEmpty());
        QVERIFY(merge.content.tools.empty());
        QVERIFY(!merge.content.parameters.seed);
    }

    void anAddedMessageIsTakenWhenTheOtherLeftTheMessagesAlone()
    {
        const PromptContent base = contentOf(u"text"_s);
        PromptContent ours = base;
        ours.messages.push_back({providers::Role::Assistant, u"{"_s});
        PromptContent theirs = base;
        theirs.parameters.topP = 0.5;
        const Merge merge = merged(base, ours, theirs);
        QVERIFY(merge.conflicts.isEmpty());
        QCOMPARE(merge.content.messages.size(), size_t(3));
        QCOMPARE(merge.content.parameters.topP, std::optional(0.5));
    }

    /// A merge with an unchanged side is the other side, whatever was changed.
    void anUnchangedSideChangesNothing()
    {
        QRandomGenerator random(11);
        for (int round = 0; round < 200; ++round) {
            const auto text = [&random] {
                QStringList lines;
                for (int i = random.bounded(12); i >= 0; --i)
                    lines.append(QString::number(random.bounded(6)));
                return lines.join(u'\n');
            };
            const auto base = contentOf(text(), text());
            const auto other = contentOf(text(), text());
            QCOMPARE(merged(base, other, base).content, other);
            QCOMPARE(merged(base, base, other).content, other);
            QCOMPARE(merged(base, other, other).content, other);
        }
    }

    void theNearestCommonVersionIsTheBase()
    {
        const QList<PromptVersion> versions{versionOf(1, 0, u"a"_s),    versionOf(2, 1, u"b"_s),
                                            versionOf(3, 2, u"c"_s),    versionOf(4, 2, u"d"_s),
                                            versionOf(5, 3, u"e"_s, 4), versionOf(6, 4, u"f"_s)};
        QCOMPARE(commonAncestor(versions, 3, 4), 2);
        QCOMPARE(commonAncestor(versions, 5, 6), 4); // through the merge
        QCOMPARE(commonAncestor(versions, 3, 3), 3);
        QCOMPARE(commonAncestor(versions, 3, 9), 0);
    }

    void blameFindsTheFirstVersionOfALine()
    {
        const QList<PromptVersion> versions{versionOf(1, 0, u"one\ntwo"_s), versionOf(2, 1, u"one\nTWO"_s),
                                            versionOf(3, 2, u"zero\none\nTWO"_s),
                                            versionOf(4, 2, u"one\nTWO\nlast"_s)};
        const auto linear = blame(versions.at(2).content, 3, 2, 0, versions);
        QCOMPARE(versionOfLine(linear, u"zero"_s), 3);
        QCOMPARE(versionOfLine(linear, u"one"_s), 1);
        QCOMPARE(versionOfLine(linear, u"TWO"_s), 2);
        const auto merge = blame(contentOf(u"zero\none\nTWO\nlast\nnew"_s), 0, 3, 4, versions);
        QCOMPARE(versionOfLine(merge, u"zero"_s), 3);
        QCOMPARE(versionOfLine(merge, u"last"_s), 4);
        QCOMPARE(versionOfLine(merge, u"one"_s), 1);
        QCOMPARE(versionOfLine(merge, u"new"_s), 0);
    }

    void theTextOfAContentHasAllOfIt()
    {
        PromptContent content = contentOf(u"Be short."_s);
        content.messages.back().images = {{u"image/png"_s, "abc", {}}};
        content.model = u"p/m"_s;
        content.parameters.temperature = 0.25;
        content.tools = {{u"search"_s, u"Finds"_s, {}, false}};
        content.outputContract = QJsonObject{{u"format"_s, u"json"_s}};
        content.variables = {{u"question"_s, VariableType::Text, u"What one asks"_s}};
        content.notes = u"For support"_s;
        const QString text = contentText(content);
        for (const QString &part :
             {u"# system\nBe short."_s, u"image/png, 3 bytes"_s, u"model: p/m"_s, u"temperature: 0.25"_s,
              u"# tool search"_s, u"\"format\": \"json\""_s, u"What one asks"_s, u"For support"_s})
            QVERIFY2(text.contains(part), qPrintable(part));
    }

    void whiteSpaceIsIgnoredWhereAsked()
    {
        const QString left = u"a  b\nindented\nother (x)"_s;
        const QString right = u"a b\n    indented\nother ( y)"_s;
        const auto changes = [&](WhiteSpace whiteSpace) {
            const auto rows = diffTexts(left, right, whiteSpace);
            return std::ranges::count_if(rows, &DiffRow::isChanged);
        };
        QCOMPARE(changes(WhiteSpace::Counts), 3);
        QCOMPARE(changes(WhiteSpace::Ignored), 1);
        const auto rows = diffTexts(left, right, WhiteSpace::Ignored);
        QCOMPARE(rows.at(1).right.first().text, u"    indented"_s); // each side shows its own
    }
};

QTEST_GUILESS_MAIN(MergeTest)
#include "tst_merge.moc"
