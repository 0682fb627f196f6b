// SPDX-License-Identifier: GPL-3.0-or-later
#include <QRegularExpression>
#include <QSqlDatabase>
#include <QTemporaryDir>
#include <QTest>

#include "support/awaiting.h"
#include "support/manualclock.h"
#include "validation/reviewqueue.h"

using namespace Qt::StringLiterals;
using namespace assay;
using namespace assay::validation;
using assay::test::await;

namespace {

/// Turns every byte around, so that what is stored can be told from what was given.
Sealing turning()
{
    const auto turned = [](QByteArrayView bytes) {
        QByteArray result = bytes.toByteArray();
        for (char &byte : result)
            byte = char(~byte);
        return result;
    };
    return {turned, [turned](QByteArrayView sealed) -> Result<QByteArray> { return turned(sealed); }};
}

QList<Finding> findingsOf(const QString &text)
{
    SafetyPolicy policy;
    policy.enabled = true;
    policy.rules = {{u"mail"_s, SafetyKind::Email, AppliesTo::Both, Action::Review, {}}};
    return inspect(policy, Direction::Output, {&text, 1}).findings;
}

} // namespace

class ReviewQueueTest final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init()
    {
        QTest::failOnWarning(QRegularExpression(u".*"_s));
        m_folder = std::make_unique<QTemporaryDir>();
        m_database =
            storage::Database::open(m_folder->filePath(u"w.assay"_s), storage::OpenMode::Create).value();
        m_clock = std::make_unique<test::ManualClock>();
        m_queue = std::make_unique<ReviewQueue>(*m_database, *m_clock, turning());
    }

    void cleanup()
    {
        m_queue.reset();
        m_database.reset();
    }

    void keepsWhatWasFoundAndSealsTheExcerpt()
    {
        const CallId call = CallId::create();
        const auto findings = findingsOf(u"write to somebody@example.org"_s);
        const auto id =
            await(m_queue->add(call, Direction::Output, findings, u"write to somebody@example.org"_s));
        QVERIFY(id);
        const auto items = await(m_queue->list(ReviewState::Open)).value();
        QCOMPARE(items.size(), 1);
        QCOMPARE(items.front().id, *id);
        QCOMPARE(items.front().call, call);
        QCOMPARE(items.front().direction, Direction::Output);
        QCOMPARE(items.front().findings, findings);
        QCOMPARE(items.front().excerpt, u"write to somebody@example.org"_s);
        QCOMPARE(items.front().at, m_clock->utcMicros());
        QVERIFY(items.front().excerptProblem.isEmpty() && !items.front().decidedAt);

        const auto stored =
            await(m_database->read<QByteArray>([](storage::Connection &connection) -> Result<QByteArray> {
                const auto rows = connection.exec(u"SELECT sealed_excerpt || verdicts FROM safety_reviews"_s);
                return rows && (*rows)->next() ? (*rows)->value(0).toByteArray() : QByteArray();
            }));
        QVERIFY(!stored->isEmpty() && !stored->contains("somebody"));
    }

    void aDecisionIsMadeOnce()
    {
        const auto id = await(m_queue->add(CallId::create(), Direction::Input, {}, u"x"_s)).value();
        QCOMPARE(await(m_queue->openCount()).value(), 1);
        QCOMPARE(await(m_queue->decide(id, ReviewDecision::Approve, u" "_s, {})).error().code,
                 ErrorCode::InvalidInput);
        QVERIFY(await(m_queue->decide(id, ReviewDecision::Approve, u"Ada"_s, u"a test account"_s)));
        const auto again = await(m_queue->decide(id, ReviewDecision::Reject, u"Bob"_s, {}));
        QCOMPARE(again.error().code, ErrorCode::Conflict);
        QVERIFY2(again.error().message.contains(u"Ada"_s), qPrintable(again.error().message));
        QCOMPARE(await(m_queue->decide(id + 1, ReviewDecision::Reject, u"Bob"_s, {})).error().code,
                 ErrorCode::NotFound);

        QCOMPARE(await(m_queue->openCount()).value(), 0);
        QVERIFY(await(m_queue->list(ReviewState::Rejected)).value().isEmpty());
        const auto approved = await(m_queue->list(ReviewState::Approved)).value();
        QCOMPARE(approved.size(), 1);
        QCOMPARE(approved.front().decidedBy, u"Ada"_s);
        QCOMPARE(approved.front().note, u"a test account"_s);
        QCOMPARE(approved.front().decidedAt, m_clock->utcMicros());
        QCOMPARE(approved.front().state, ReviewState::Approved);
    }

    void oneIsFoundWhateverItsState()
    {
        const auto id = await(m_queue->add(CallId::create(), Direction::Input, {}, u"x"_s)).value();
        QCOMPARE(await(m_queue->find(id)).value().excerpt, u"x"_s);
        QVERIFY(await(m_queue->decide(id, ReviewDecision::Reject, u"Ada"_s, {})));
        QCOMPARE(await(m_queue->find(id)).value().state, ReviewState::Rejected);
        QCOMPARE(await(m_queue->find(id + 1)).error().code, ErrorCode::NotFound);
        for (const ReviewState state : {ReviewState::Open, ReviewState::Approved, ReviewState::Rejected})
            QCOMPARE(reviewStateFromName(reviewStateName(state)), state);
        QVERIFY(!reviewStateFromName(u"undecided"));
    }

    void aDecisionNeedsNoNote()
    {
        const auto id = await(m_queue->add(CallId::create(), Direction::Input, {}, {})).value();
        QVERIFY(await(m_queue->decide(id, ReviewDecision::Reject, u"Ada"_s, {})));
    }

    void openOnesAreListedOldestFirst()
    {
        for (int i = 0; i < 3; ++i)
            QVERIFY(await(m_queue->add(CallId::create(), Direction::Input, {}, QString::number(i))));
        const auto two = await(m_queue->list(ReviewState::Open, 2)).value();
        QCOMPARE(two.size(), 2);
        QCOMPARE(two[0].excerpt, u"0"_s);
        QCOMPARE(two[1].excerpt, u"1"_s);
    }

    void longExcerptsAreCutBetweenCharacters()
    {
        const QString text = u'x' + u"😀"_s.repeated(ReviewQueue::excerptMax);
        QVERIFY(await(m_queue->add(CallId::create(), Direction::Input, {}, text)));
        const QString kept = await(m_queue->list(ReviewState::Open)).value().front().excerpt;
        QVERIFY(kept.size() <= ReviewQueue::excerptMax + 1);
        QVERIFY(kept.endsWith(u"😀…"_s));
    }

    void anExcerptThatCannotBeOpenedIsSaid()
    {
        Sealing sealing = turning();
        sealing.open = [](QByteArrayView) -> Result<QByteArray> {
            return fail(ErrorCode::Storage, u"The key is gone."_s);
        };
        QVERIFY(await(m_queue->add(CallId::create(), Direction::Input, {}, u"x"_s)));
        ReviewQueue other(*m_database, *m_clock, sealing);
        const auto items = await(other.list(ReviewState::Open)).value();
        QCOMPARE(items.front().excerptProblem, u"The key is gone."_s);
        QVERIFY(items.front().excerpt.isEmpty());
    }

private:
    std::unique_ptr<QTemporaryDir> m_folder;
    std::unique_ptr<storage::Database> m_database;
    std::unique_ptr<test::ManualClock> m_clock;
    std::unique_ptr<ReviewQueue> m_queue;
};

QTEST_GUILESS_MAIN(ReviewQueueTest)
#include "tst_reviewqueue.moc"
