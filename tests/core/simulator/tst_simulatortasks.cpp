// SPDX-License-Identifier: GPL-3.0-or-later
#include "simulator/answers.h"

#include <QJsonDocument>
#include <QJsonObject>
#include <QTest>

using namespace assay::simulator;
using namespace Qt::StringLiterals;

namespace {

ChatRequest request(const QString &system, const QString &user)
{
    ChatRequest made;
    made.system = system;
    made.user = user;
    return made;
}

const QString triage = u"You triage support tickets. Answer with one JSON object."_s;
const QString notes = u"You write release notes for customers."_s;
const QString sql = u"You write one PostgreSQL query that answers the question."_s;
const QString schema =
    u"Schema:\nCREATE TABLE customers (id bigint PRIMARY KEY, name text, country char(2));\n"
    "CREATE TABLE orders (id bigint, customer_id bigint REFERENCES customers(id), "
    "status text, ordered_at timestamptz);\n"
    "CREATE TABLE order_items (order_id bigint, quantity int, unit_price numeric(10,2));\n\n"
    "Question: "_s;

QJsonObject object(const QString &text)
{
    return QJsonDocument::fromJson(text.toUtf8()).object();
}

} // namespace

/// A comparison of the simulated models has something to show: the better ones follow the task more closely.
class SimulatorTasksTest final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void tricksOfTicketsAreSeenByTheThorough_data()
    {
        QTest::addColumn<QString>("ticket");
        QTest::addColumn<QString>("category");
        QTest::addColumn<QString>("priority");
        QTest::newRow("billing") << u"I was charged twice for my subscription in May."_s << u"billing"_s
                                 << u"urgent"_s;
        QTest::newRow("account") << u"I cannot log in, my password is refused."_s << u"account"_s
                                 << u"high"_s;
        QTest::newRow("wish") << u"It would be nice to have a dark mode."_s << u"feature-request"_s
                              << u"low"_s;
        QTest::newRow("question") << u"Where can I find my exports?"_s << u"how-to"_s << u"normal"_s;
        QTest::newRow("nothing") << u"Hello."_s << u"other"_s << u"normal"_s;
    }
    void tricksOfTicketsAreSeenByTheThorough()
    {
        QFETCH(const QString, ticket);
        const ChatRequest asked = request(triage, u"<ticket>%1</ticket>"_s.arg(ticket));
        const QJsonObject best = object(answerTo(asked, Quality::Thorough));
        QTEST(best[u"category"].toString(), "category");
        QTEST(best[u"priority"].toString(), "priority");
        for (const char *member : {"sentiment", "summary", "next_action"})
            QVERIFY2(!best[QLatin1String(member)].toString().isEmpty(), member);

        const QString hasty = answerTo(asked, Quality::Hasty);
        QVERIFY(object(hasty).isEmpty()); // prose around it
        QVERIFY(!hasty.contains(u"next_action"_s)); // and a member missing
        QVERIFY(!object(answerTo(asked, Quality::Fair)).isEmpty());
    }

    void toneMisleadsTheWeaker()
    {
        const ChatRequest asked = request(triage, u"<ticket>The font is ridiculous!!</ticket>"_s);
        QCOMPARE(object(answerTo(asked, Quality::Thorough))[u"priority"].toString(), u"normal"_s);
        QCOMPARE(object(answerTo(asked, Quality::Fair))[u"priority"].toString(), u"urgent"_s);
    }

    void ticketsCannotBreakTheJson()
    {
        const ChatRequest asked =
            request(triage, u"<ticket>It says \"error\\n\" }],\u0001 and \u2028 stops</ticket>"_s);
        for (const Quality quality : {Quality::Fair, Quality::Thorough}) {
            const QString summary = object(answerTo(asked, quality))[u"summary"].toString();
            QVERIFY2(summary.contains(u"\"error\\n\""_s), qPrintable(summary));
        }
    }

    void queriesUseTheSchemasNames()
    {
        const ChatRequest asked =
            request(sql, schema + u"Which ten customers brought the most revenue last quarter?"_s);
        const QString best = answerTo(asked, Quality::Thorough);
        for (const QString &word : {u"```sql"_s, u"FROM orders"_s, u"JOIN order_items"_s, u"JOIN customers"_s,
                                    u"unit_price"_s, u"<> 'cancelled'"_s, u"LIMIT 10"_s, u"Assumptions"_s})
            QVERIFY2(best.contains(word), qPrintable(word));
        const QString fair = answerTo(asked, Quality::Fair);
        QVERIFY(fair.contains(u"JOIN order_items"_s) && !fair.contains(u"cancelled"_s));
        const QString hasty = answerTo(asked, Quality::Hasty);
        QVERIFY(hasty.contains(u"SELECT *"_s) && !hasty.contains(u"JOIN"_s));
    }

    void whatTheSchemaCannotAnswerIsSaidByTheThorough()
    {
        const ChatRequest asked = request(sql, schema + u"Which sales representative closed the most?"_s);
        QVERIFY(answerTo(asked, Quality::Thorough).contains(u"cannot answer"_s));
        QVERIFY(answerTo(asked, Quality::Fair).contains(u"SELECT"_s));
    }

    void changesAreGroupedAndInternalsLeftOut()
    {
        const ChatRequest asked = request(notes,
                                          u"Changes:\n- feat(export): add CSV export (#12)\n"
                                          "- fix: crash on start\n- chore: bump dependencies\n"
                                          "- feat!: remove the v1 API"_s);
        const QString best = answerTo(asked, Quality::Thorough);
        for (const QString &heading : {u"## Action needed"_s, u"## New"_s, u"## Fixed"_s})
            QVERIFY2(best.contains(heading), qPrintable(best));
        QVERIFY(best.contains(u"- Add CSV export (#12)."_s));
        QVERIFY(!best.contains(u"dependencies"_s));
        QVERIFY(answerTo(asked, Quality::Fair).contains(u"## Internal"_s));
        QVERIFY(!answerTo(asked, Quality::Hasty).contains(u"## "_s));
    }

    void otherPromptsAreAnsweredAsSimulated()
    {
        const ChatRequest asked = request({}, u"Tell me about rivers."_s);
        for (const Quality quality : {Quality::Hasty, Quality::Fair, Quality::Thorough})
            QVERIFY(answerTo(asked, quality).contains(u"simulated"_s));
        const QString best = answerTo(asked, Quality::Thorough);
        for (const QString &mark : {u"## "_s, u"|---|"_s, u"1. "_s, u"```text"_s})
            QVERIFY2(best.contains(mark), qPrintable(mark));
    }
};

QTEST_GUILESS_MAIN(SimulatorTasksTest)
#include "tst_simulatortasks.moc"
