// SPDX-License-Identifier: GPL-3.0-or-later
#include "evaluation/comparisonreport.h"
#include "evaluation/datasetstore.h"
#include "evaluation/votestore.h"
#include "support/awaiting.h"
#include "support/manualclock.h"
#include "telemetry/requestlog.h"

#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QTemporaryDir>
#include <QTest>

using namespace assay;
using namespace assay::evaluation;
using namespace Qt::StringLiterals;
using test::await;

/// What people say of a run: votes, pins, what they share and keep of it.
class VotesTest final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init()
    {
        m_votes.reset();
        m_database.reset();
        m_folder = std::make_unique<QTemporaryDir>();
        m_database = std::move(
            storage::Database::open(m_folder->filePath(u"w.assay"_s), storage::OpenMode::Create).value());
        m_votes = std::make_unique<VoteStore>(*m_database, m_clock);
        m_comparisons = std::make_unique<ComparisonStore>(*m_database);
        m_run = Comparison();
        m_run.id = RunId::create();
        m_run.createdAt = 1'790'000'000'000'000;
        m_run.prompt = u"triage"_s;
        m_run.promptVersion = 3;
        m_run.content.messages = {{providers::Role::User, u"Is <b> & \"c\" safe?"_s}};
        for (const QString &model : {u"swift"_s, u"deep"_s, u"old"_s})
            m_run.columns.append({{u"p"_s, model}, {}, std::nullopt});
        QVERIFY(await(m_comparisons->save(m_run)));
    }

    void aVoteReplacesAndComesBack()
    {
        const Vote first = cast(0, 1, VoteChoice::Left);
        const Vote second = cast(1, 0, VoteChoice::Left); // the same pair, shown the other way round
        QCOMPARE(await(m_votes->votes(m_run.id))->size(), 1);
        QCOMPARE(await(m_votes->votes(m_run.id))->first().id, second.id);
        QVERIFY(await(m_votes->takeBack(second.id)));
        QCOMPARE(await(m_votes->votes(m_run.id))->first().id, first.id); // what was there is there again
        QVERIFY(!await(m_votes->takeBack(second.id)));
        QVERIFY(await(m_votes->takeBack(first.id)));
        QVERIFY(await(m_votes->votes(m_run.id))->isEmpty());
    }

    void versionsAreScoredByVotesAgainstEachOther()
    {
        const auto mirror = std::move(*telemetry::FactsMirror::open(*m_database));
        {
            telemetry::RequestLog log(*m_database, *mirror);
            for (int column = 0; column < 3; ++column) {
                telemetry::CallRecord call;
                call.id = CallId::create();
                call.prompt = u"triage"_s;
                call.provider = u"p"_s;
                call.model = u"swift"_s;
                call.promptVersion = column == 2 ? 3 : column + 3; // versions 3, 4 and 3 again
                QVERIFY(await(log.append(call)));
                m_run.columns[column].call = call.id;
            }
        }
        QVERIFY(await(m_comparisons->save(m_run)));
        QVERIFY(await(m_votes->versionScores(u"triage"_s))->isEmpty()); // nobody voted
        QVERIFY(await(m_comparisons->setWinner(m_run.id, 1)));
        auto scores = *await(m_votes->versionScores(u"triage"_s));
        QCOMPARE(scores.value(4).wins, 2); // picked before both others
        QCOMPARE(scores.value(3).losses, 2);
        cast(0, 2, VoteChoice::Left); // two models of one version: nothing of versions
        cast(0, 1, VoteChoice::Equal);
        cast(1, 2, VoteChoice::Left);
        scores = *await(m_votes->versionScores(u"triage"_s));
        QCOMPARE(scores.value(4).votes(), 2); // votes go before what was picked
        QCOMPARE(scores.value(4).share(), 0.75);
        QCOMPARE(scores.value(3).scores(), (std::vector<double>{0.5, 0.0}));
        QVERIFY(await(m_votes->versionScores(u"other"_s))->isEmpty());
        m_votes.reset();
        m_comparisons.reset();
        m_database.reset(); // before the mirror that its queue feeds
    }

    void votesMakeARanking()
    {
        cast(0, 1, VoteChoice::Left);
        cast(0, 2, VoteChoice::Left);
        cast(1, 2, VoteChoice::Equal);
        const auto tally = await(m_votes->tally(u"triage"_s));
        QCOMPARE(tally->size(), 3);
        QCOMPARE(tally->first().model, u"p/swift"_s);
        QCOMPARE(tally->first().wins, 2);
        QCOMPARE(tally->first().share(), 1.0);
        QCOMPARE(tally->at(1).losses, 1);
        QCOMPARE(tally->at(1).ties, 1);
        QVERIFY(await(m_votes->tally(u"other"_s))->isEmpty());
        QCOMPARE(await(m_votes->tally({}))->size(), 3);
    }

    void aVoteStaysWithTheAnswersItWasOn()
    {
        for (auto &column : m_run.columns)
            column.call = CallId::create();
        QVERIFY(await(m_comparisons->save(m_run)));
        const Vote vote = cast(0, 2, VoteChoice::Left);
        QCOMPARE(vote.leftCall, m_run.columns.at(0).call);
        QCOMPARE(vote.rightModel, u"p/old"_s);
        m_run.columns.swapItemsAt(0, 1); // moved, and the loser was asked again of another model
        m_run.columns[2].target.model = u"newer"_s;
        m_run.columns[2].call = CallId::create();
        QVERIFY(await(m_comparisons->save(m_run)));
        const auto tally = await(m_votes->tally({}));
        QCOMPARE(tally->size(), 2);
        QCOMPARE(tally->first().model, u"p/swift"_s);
        QCOMPARE(tally->last().model, u"p/old"_s);
        // The same two columns, but other answers: both votes stand.
        cast(1, 2, VoteChoice::Right);
        QCOMPARE(await(m_votes->votes(m_run.id))->size(), 2);
        m_run.columns.removeLast();
        QVERIFY(await(m_comparisons->save(m_run)));
        QCOMPARE(await(m_votes->votes(m_run.id))->size(), 2);
        Vote nowhere;
        nowhere.comparison = m_run.id;
        nowhere.right = 7;
        QVERIFY(!await(m_votes->cast(nowhere)));
    }

    void aRemovedRunComesBackWithVotesAndPin()
    {
        const Vote first = cast(0, 1, VoteChoice::Left);
        const Vote second = cast(0, 1, VoteChoice::Right);
        QVERIFY(await(m_comparisons->setPinned(m_run.id, true)));
        const auto removed = await(m_comparisons->remove(m_run.id));
        QVERIFY(removed);
        QVERIFY(await(m_comparisons->list(10))->isEmpty());
        QVERIFY(await(m_votes->tally({}))->isEmpty());
        QVERIFY(!await(m_comparisons->remove(m_run.id)));
        QVERIFY(await(m_comparisons->restore(*removed)));
        QVERIFY(await(m_comparisons->list(10))->first().isPinned);
        QCOMPARE(await(m_votes->votes(m_run.id))->first().id, second.id);
        QVERIFY(await(m_votes->takeBack(second.id))); // and what it replaced is still below it
        QCOMPARE(await(m_votes->votes(m_run.id))->first().id, first.id);
    }

    void notesAndTagsAreKept()
    {
        Vote vote;
        vote.comparison = m_run.id;
        vote.left = 0;
        vote.right = 2;
        vote.choice = VoteChoice::BothBad;
        vote.note = u"Neither names the order"_s;
        vote.tags = {u"format"_s, u"tone"_s};
        vote.isBlind = true;
        QVERIFY(await(m_votes->cast(vote)));
        const Vote kept = await(m_votes->votes(m_run.id))->first();
        QCOMPARE(kept.choice, VoteChoice::BothBad);
        QCOMPARE(kept.note, vote.note);
        QCOMPARE(kept.tags, vote.tags);
        QVERIFY(kept.isBlind);
        QVERIFY(kept.votedAt > 0);
    }

    void pinnedRunsStayAtTheTop()
    {
        Comparison newer = m_run;
        newer.id = RunId::create();
        newer.createdAt += 1'000'000;
        QVERIFY(await(m_comparisons->save(newer)));
        QCOMPARE(await(m_comparisons->list(10))->first().id, newer.id);
        QVERIFY(await(m_comparisons->setPinned(m_run.id, true)));
        QVERIFY(await(m_comparisons->save(m_run))); // a winner picked later leaves the pin
        QCOMPARE(await(m_comparisons->list(10))->first().id, m_run.id);
        QVERIFY(await(m_comparisons->list(10))->first().isPinned);
        QVERIFY(!await(m_comparisons->setPinned(RunId::create(), true)));
    }

    void aColumnKeepsWhatItWasAsked()
    {
        prompts::PromptContent other = m_run.content;
        other.messages.push_back({providers::Role::Assistant, u"Yes"_s});
        m_run.columns[1].content = other;
        m_run.columns[1].contentName = u"version 2"_s;
        m_run.columns[1].contentVersion = 2;
        m_run.columns[1].isRendered = true;
        m_run.columns[2].variables = {{u"tone"_s, u"dry"_s}};
        QVERIFY(await(m_comparisons->save(m_run)));
        const auto loaded = await(m_comparisons->load(m_run.id));
        QVERIFY(!loaded->columns.at(0).content);
        QCOMPARE(loaded->columns.at(1).content.value(), other);
        QCOMPARE(loaded->columns.at(1).contentName, u"version 2"_s);
        QCOMPARE(loaded->columns.at(1).contentVersion, 2);
        QVERIFY(loaded->columns.at(1).isRendered);
        QVERIFY(loaded->columns.at(1).variables.isEmpty());
        QCOMPARE(loaded->columns.at(2).variables, m_run.columns.at(2).variables);
    }

    void anAnswerBecomesACase()
    {
        DatasetStore datasets(*m_database, m_clock);
        QCOMPARE(await(datasets.addCase(u"golden"_s, u"triage"_s, {u"first"_s, {{u"t"_s, u"a"_s}}, u"A"_s}))
                     .value(),
                 1);
        QCOMPARE(
            await(datasets.addCase(u"golden"_s, u"triage"_s, {u"second"_s, {{u"t"_s, u"b"_s}}, {}})).value(),
            2);
        const auto kept = await(datasets.forPrompt(u"triage"_s));
        QCOMPARE(kept->size(), 1);
        QCOMPARE(kept->first().cases.size(), 2);
        QCOMPARE(kept->first().cases.last().name, u"second"_s);
        QVERIFY(!await(datasets.addCase({}, u"triage"_s, {})));
    }

    void aReportHoldsAllAndRunsNothing()
    {
        m_run.winner = 1;
        const QList<ReportedAnswer> answers{{u"<script>alert(1)</script>"_s, {}, std::nullopt},
                                            {u"Fine"_s, {}, std::nullopt},
                                            {{}, u"No key"_s, std::nullopt}};
        const QString html = QString::fromUtf8(reportHtml(m_run, answers));
        QVERIFY(!html.contains(u"<script"_s));
        QVERIFY(html.contains(u"&lt;script&gt;"_s));
        QVERIFY(html.contains(u"Is &lt;b&gt; &amp; &quot;c&quot; safe?"_s));
        QVERIFY(html.contains(u"No key"_s));
        const QJsonObject json = QJsonDocument::fromJson(reportJson(m_run, answers)).object();
        QCOMPARE(json[u"columns"].toArray().size(), 3);
        QCOMPARE(json[u"winner"].toInt(), 1);
        QCOMPARE(json[u"columns"][2][u"error"].toString(), u"No key"_s);
        QCOMPARE(json[u"version"].toInt(), 3);
    }

    void aReportTellsHowItCameAbout()
    {
        const QString hostile = u"</pre><img src=x onerror=alert(1)>%1\"'&"_s;
        for (ComparisonColumn &column : m_run.columns)
            column.call = CallId::create();
        m_run.columns[1].content = m_run.content;
        m_run.columns[1].content->messages.front().text = u"Asked otherwise: "_s + hostile;
        m_run.columns[1].content->messages.front().images = {{u"image/png"_s, "PNG"}, {u"image/svg+xml"_s, "<svg onload=x>"},
                                                             {{}, {}, u"https://example.org/a.png"_s}};
        m_run.columns[1].contentName = u"version 2"_s;
        m_run.columns[1].contentVersion = 2;
        m_run.columns[1].parameters.temperature = 0.25;
        m_run.columns[2].variables = {{u"tone"_s, hostile}};
        m_run.content.tools = {{hostile, u"Looks."_s, {}}};
        m_run.prompt = hostile;
        QList<ReportedAnswer> answers(3);
        answers[0].reasoning = u"First I think "_s + hostile;
        answers[0].text = hostile;
        answers[1].toolCalls = {{u"c1"_s, hostile, {{u"city"_s, hostile}}}};
        answers[2].formatProblem = u"This is no JSON."_s;
        QVERIFY(await(m_comparisons->save(m_run)));
        Vote vote = cast(1, 0, VoteChoice::Left);
        vote.note = hostile;
        vote.tags = {u"tone"_s};
        vote.isBlind = true;

        const QString html = QString::fromUtf8(reportHtml(m_run, answers, {vote}));
        const QString shown = hostile.toHtmlEscaped();
        if (const QString folder = qEnvironmentVariable("ASSAY_TEST_PICTURES"); !folder.isEmpty()) {
            QFile file(folder + u"/report.html"_s);
            QVERIFY(file.open(QIODevice::WriteOnly) && file.write(html.toUtf8()) > 0);
        }
        QVERIFY(!html.contains(hostile));
        QVERIFY(!html.contains(u"<svg"_s));
        QCOMPARE(html.count(u"<img "_s), 1); // what a browser only draws; the others are named
        QVERIFY(html.contains(u"src=\"data:image/png;base64,UE5H\""_s));
        QVERIFY(html.contains(u"Picture at https://example.org/a.png"_s));
        QVERIFY(html.contains(u"First I think "_s + shown));
        QVERIFY(html.contains(u"<pre class=\"call\">"_s + shown));
        QVERIFY(html.contains(u"What it was asked: version 2"_s));
        QVERIFY(html.contains(u"Asked otherwise: "_s + shown));
        QVERIFY(html.contains(u"temperature 0.25"_s));
        QVERIFY(html.contains(u"This is no JSON."_s));
        QVERIFY(html.contains(u"<td><bdi>2. p/deep, version 2</bdi></td>"_s));
        QVERIFY(html.contains(u"ada"_s) && html.contains(u"blind"_s));
        QVERIFY(html.contains(u"default-src 'none'"_s));

        const QJsonObject json = QJsonDocument::fromJson(reportJson(m_run, answers, {vote})).object();
        QCOMPARE(json[u"columns"][0][u"reasoning"].toString(), answers[0].reasoning);
        QCOMPARE(json[u"columns"][1][u"tool_calls"][0][u"arguments"][u"city"].toString(), hostile);
        QCOMPARE(json[u"columns"][1][u"version"].toInt(), 2);
        QCOMPARE(json[u"columns"][1][u"parameters"][u"temperature"].toDouble(), 0.25);
        QCOMPARE(prompts::contentFromJson(json[u"columns"][1][u"content"].toObject()).value(), *m_run.columns[1].content);
        QCOMPARE(json[u"columns"][2][u"variables"][u"tone"].toString(), hostile);
        QCOMPARE(json[u"columns"][2][u"format_problem"].toString(), u"This is no JSON."_s);
        QCOMPARE(json[u"votes"][0][u"choice"].toString(), u"left"_s);
        QCOMPARE(json[u"votes"][0][u"left_model"].toString(), u"p/deep"_s);
        QCOMPARE(json[u"votes"][0][u"note"].toString(), hostile);
    }

private:
    Vote cast(int left, int right, VoteChoice choice)
    {
        Vote vote;
        vote.comparison = m_run.id;
        vote.left = left;
        vote.right = right;
        vote.choice = choice;
        vote.who = u"ada"_s;
        return await(m_votes->cast(vote)).value();
    }

    std::unique_ptr<QTemporaryDir> m_folder;
    test::ManualClock m_clock;
    std::unique_ptr<storage::Database> m_database;
    std::unique_ptr<VoteStore> m_votes;
    std::unique_ptr<ComparisonStore> m_comparisons;
    Comparison m_run;
};

QTEST_GUILESS_MAIN(VotesTest)
#include "tst_votes.moc"
