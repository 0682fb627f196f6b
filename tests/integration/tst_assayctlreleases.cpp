// SPDX-License-Identifier: GPL-3.0-or-later
#include "ctlfixture.h"

#include "prompts/promptstore.h"
#include "support/awaiting.h"

using namespace assay;
using namespace Qt::StringLiterals;
using test::CtlFixture;
using test::CtlResult;

/// What a person does with versions, labels and releases in a terminal.
class AssayCtlReleasesTest final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init()
    {
        m_ctl = std::make_unique<CtlFixture>();
        as(u"ada"_s);
        commit("One\nSame\n", u"First"_s);
        commit("One\nSame\nThree\n", u"Second"_s);
    }

    void versionsAreListedWithWhereTheyComeFrom()
    {
        QCOMPARE(ctl({u"prompts"_s, u"tag"_s, u"p"_s, u"2"_s, u"reviewed"_s}).exitCode, 0);
        QCOMPARE(ctl({u"prompts"_s, u"label"_s, u"p"_s, u"1"_s, u"production"_s}).exitCode, 0);
        const QJsonArray versions = ctl({u"prompts"_s, u"versions"_s, u"p"_s, u"--json"_s}).array();
        QCOMPARE(versions.size(), 2);
        QCOMPARE(versions[0][u"version"].toInt(), 2);
        QCOMPARE(versions[0][u"parent"].toInt(), 1);
        QVERIFY(versions[1][u"parent"].isNull());
        QCOMPARE(versions[0][u"author"].toString(), u"ada"_s);
        QCOMPARE(versions[0][u"tags"].toArray(), QJsonArray{u"reviewed"_s});
        QCOMPARE(versions[1][u"labels"].toArray(), QJsonArray{u"production"_s});
        QCOMPARE(versions[0][u"calls"][u"calls"].toInt(), 0);
        QVERIFY(versions[0][u"evaluation"][u"score"].isNull());
        const QString hash = versions[0][u"content_hash"].toString();
        QCOMPARE(hash.size(), 64);
        const QJsonObject shown = ctl({u"prompts"_s, u"show"_s, u"p@2"_s, u"--json"_s}).object();
        QCOMPARE(shown[u"content_hash"].toString(), hash);
        QCOMPARE(shown[u"parent"].toInt(), 1);
        QCOMPARE(shown[u"tags"].toArray(), QJsonArray{u"reviewed"_s});
        QVERIFY(ctl({u"prompts"_s, u"versions"_s, u"p"_s}).out.contains(hash.left(12).toUtf8()));
    }

    void labelsMoveAndAreTakenBack()
    {
        QCOMPARE(ctl({u"prompts"_s, u"label"_s, u"p"_s, u"1"_s, u"staging"_s}).exitCode, 0);
        QCOMPARE(ctl({u"prompts"_s, u"label"_s, u"p"_s, u"2"_s, u"staging"_s, u"--reason"_s, u"Better"_s})
                     .exitCode,
                 0);
        QCOMPARE(labelled(u"staging"_s), 2);
        QCOMPARE(ctl({u"prompts"_s, u"undo-label"_s, u"p"_s, u"staging"_s}).exitCode, 0);
        QCOMPARE(labelled(u"staging"_s), 1);
        const QJsonArray moves = ctl({u"prompts"_s, u"labels"_s, u"p"_s, u"--json"_s}).array();
        QCOMPARE(moves.size(), 3);
        QCOMPARE(moves[1][u"reason"].toString(), u"Better"_s);
        QCOMPARE(moves[0][u"undoes"], moves[1][u"move"]);
        QCOMPARE(ctl({u"prompts"_s, u"unlabel"_s, u"p"_s, u"staging"_s}).exitCode, 0);
        QVERIFY(ctl({u"prompts"_s, u"show"_s, u"p@staging"_s}).exitCode != 0);
        QVERIFY(ctl({u"prompts"_s, u"undo-label"_s, u"p"_s, u"unheard-of"_s}).exitCode != 0);
    }

    void blameNamesTheVersionOfEachLine()
    {
        const QJsonArray lines = ctl({u"prompts"_s, u"blame"_s, u"p"_s, u"--json"_s}).array();
        int third = 0;
        int first = 0;
        for (const QJsonValue &line : lines) {
            if (line[u"text"].toString() == u"Three"_s)
                third = line[u"version"].toInt();
            if (line[u"text"].toString() == u"One"_s)
                first = line[u"version"].toInt();
        }
        QCOMPARE(third, 2);
        QCOMPARE(first, 1);
    }

    void aReleaseStartsGoesOnAndIsTakenBack()
    {
        QCOMPARE(ctl({u"prompts"_s, u"label"_s, u"p"_s, u"1"_s, u"production"_s}).exitCode, 0);
        const CtlResult started = ctl({u"releases"_s, u"start"_s, u"p"_s, u"2"_s, u"--steps"_s,
                                       u"10,100"_s, u"--reason"_s, u"Try it"_s, u"--json"_s});
        QCOMPARE(started.exitCode, 0);
        QCOMPARE(started.object()[u"percent"].toInt(), 10);
        QVERIFY(ctl({u"prompts"_s, u"label"_s, u"p"_s, u"2"_s, u"production"_s}).exitCode != 0); // released
        const QJsonObject status = ctl({u"releases"_s, u"status"_s, u"p"_s, u"--json"_s}).object();
        bool saysNotMeasured = false;
        for (const QJsonValue &each : status[u"assessment"][u"evidence"].toArray())
            saysNotMeasured |= each[u"guardrail"].toString() == u"evaluation_score"_s
                && each[u"finding"].toString() == u"not_measured"_s;
        QVERIFY(saysNotMeasured);
        QCOMPARE(ctl({u"releases"_s, u"pause"_s, u"p"_s}).exitCode, 0);
        QCOMPARE(ctl({u"releases"_s, u"resume"_s, u"p"_s}).exitCode, 0);
        QCOMPARE(ctl({u"releases"_s, u"rollback"_s, u"p"_s, u"--reason"_s, u"Worse"_s}).exitCode, 0);
        QCOMPARE(labelled(u"production"_s), 1);

        QCOMPARE(ctl({u"releases"_s, u"start"_s, u"p"_s, u"2"_s, u"--blue-green"_s}).exitCode, 0);
        QCOMPARE(ctl({u"releases"_s, u"promote"_s, u"p"_s}).exitCode, 0);
        QCOMPARE(labelled(u"production"_s), 2);
        const QJsonArray all = ctl({u"releases"_s, u"status"_s, u"--json"_s}).array();
        QCOMPARE(all.size(), 2);
        QCOMPARE(all[0][u"state"].toString(), u"finished"_s);
        QCOMPARE(all[1][u"state"].toString(), u"rolled_back"_s);
    }

    void rolesDecideWhoMovesAndReleases()
    {
        QCOMPARE(ctl({u"roles"_s, u"grant"_s, u"ada"_s, u"admin"_s}).exitCode, 0);
        QCOMPARE(ctl({u"roles"_s, u"grant"_s, u"bob"_s, u"editor"_s}).exitCode, 0);
        QCOMPARE(ctl({u"prompts"_s, u"label"_s, u"p"_s, u"1"_s, u"production"_s}).exitCode, 0);
        as(u"bob"_s);
        QCOMPARE(ctl({u"prompts"_s, u"label"_s, u"p"_s, u"1"_s, u"staging"_s}).exitCode, 0);
        for (const QStringList &step :
             {QStringList{u"prompts"_s, u"label"_s, u"p"_s, u"2"_s, u"production"_s},
              QStringList{u"prompts"_s, u"unlabel"_s, u"p"_s, u"production"_s},
              QStringList{u"releases"_s, u"start"_s, u"p"_s, u"2"_s},
              QStringList{u"roles"_s, u"grant"_s, u"bob"_s, u"admin"_s},
              QStringList{u"roles"_s, u"protect"_s}}) {
            const CtlResult refused = ctl(step);
            QVERIFY2(refused.exitCode != 0, qPrintable(step.join(u' ')));
            QVERIFY2(refused.err.contains("bob") && refused.err.contains("ada"), refused.err.constData());
        }
        as(u"ada"_s);
        QCOMPARE(ctl({u"releases"_s, u"start"_s, u"p"_s, u"2"_s}).exitCode, 0);
        as(u"bob"_s);
        for (const QString &step : {u"promote"_s, u"rollback"_s, u"pause"_s})
            QVERIFY(ctl({u"releases"_s, step, u"p"_s}).exitCode != 0);
        as(u"ada"_s);
        QCOMPARE(ctl({u"roles"_s, u"grant"_s, u"bob"_s, u"releaser"_s}).exitCode, 0);
        as(u"bob"_s);
        QCOMPARE(ctl({u"releases"_s, u"rollback"_s, u"p"_s}).exitCode, 0);
        const QJsonArray trail = ctl({u"audit"_s, u"--json"_s}).array();
        QCOMPARE(trail[0][u"who"].toString(), u"bob"_s);
        QCOMPARE(trail[0][u"action"].toString(), u"release"_s);
        QCOMPARE(trail[1][u"detail"].toString(), u"releaser"_s);
        QCOMPARE(trail.size(), 7); // three grants, two labels, two steps
        QVERIFY(ctl({u"roles"_s, u"list"_s}).out.contains("Only a releaser moves: production."));
    }

    void twoPeoplesWorkIsMerged()
    {
        branch(u"Zero\nOne\nSame"_s); // version 3, from version 1 as version 2 is
        const CtlResult merged =
            ctl({u"prompts"_s, u"merge"_s, u"p"_s, u"2"_s, u"3"_s, u"-m"_s, u"Both"_s, u"--json"_s});
        QVERIFY2(merged.exitCode == 0, merged.err.constData());
        QCOMPARE(merged.object()[u"version"].toInt(), 4);
        const QJsonObject shown = ctl({u"prompts"_s, u"show"_s, u"p@4"_s, u"--json"_s}).object();
        QCOMPARE(shown[u"parent"].toInt(), 2);
        QCOMPARE(shown[u"merged_parent"].toInt(), 3);
        const QString text = shown[u"content"][u"messages"][0][u"content"].toString();
        QVERIFY2(text.startsWith(u"Zero\nOne\nSame\nThree"_s), qPrintable(text));
    }

    void whatBothChangedIsNotMerged()
    {
        branch(u"One\nSame\nOther"_s);
        const CtlResult merged = ctl({u"prompts"_s, u"merge"_s, u"p"_s, u"2"_s, u"3"_s, u"--json"_s});
        QCOMPARE(merged.exitCode, 1);
        QCOMPARE(merged.object()[u"conflicts"].toArray().size(), 1);
        QCOMPARE(ctl({u"prompts"_s, u"versions"_s, u"p"_s, u"--json"_s}).array().size(), 3);
    }

    void casesOfAFileBecomeADataset()
    {
        const QString file = m_ctl->write(u"greet.yaml"_s,
                                          "prompts: ['Greet {{who}}.']\ntests: [{vars: {who: Ada}}]\n");
        QCOMPARE(ctl({u"prompts"_s, u"import"_s, file, u"--json"_s}).object()[u"cases"].toInt(), 1);
    }

private:
    void as(const QString &user) { m_ctl->setVariable(u"USER"_s, user); }
    CtlResult ctl(const QStringList &arguments) { return m_ctl->run(arguments); }
    void commit(const QByteArray &text, const QString &message)
    {
        const CtlResult done =
            ctl({u"prompts"_s, u"commit"_s, u"p"_s, m_ctl->write(u"p.txt"_s, text), u"-m"_s, message});
        QVERIFY2(done.exitCode == 0, done.err.constData());
    }
    /// As another person's window does: a version made from version 1.
    void branch(const QString &text)
    {
        const auto database = storage::Database::open(m_ctl->workspace(), storage::OpenMode::ReadWrite);
        QVERIFY(database);
        const SystemClock clock;
        prompts::PromptStore store(**database, clock);
        const auto prompt = test::await(store.find(u"p"_s));
        QVERIFY(prompt);
        auto content = test::await(store.version(prompt->id, u"1"_s))->content;
        content.messages.front().text = text;
        QVERIFY(test::await(store.commit(prompt->id, content, 1, u"Elsewhere"_s, u"bob"_s)));
    }
    int labelled(const QString &label)
    {
        return ctl({u"prompts"_s, u"show"_s, u"p@"_s + label, u"--json"_s}).object()[u"version"].toInt();
    }

    std::unique_ptr<CtlFixture> m_ctl;
};

QTEST_GUILESS_MAIN(AssayCtlReleasesTest)
#include "tst_assayctlreleases.moc"
