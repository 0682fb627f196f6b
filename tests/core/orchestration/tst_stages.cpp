// SPDX-License-Identifier: GPL-3.0-or-later
#include "orchestration/budgetgate.h"
#include "orchestration/callcontent.h"
#include "orchestration/responsecache.h"
#include "support/manualclock.h"

#include <QTest>

using namespace assay;
using namespace assay::orchestration;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

const catalog::ModelRef target{u"p"_s, u"m"_s};
const Error serverError{ErrorCode::ServerError, u"500"_s, {}, true, {}};

Money usd(const char *decimal)
{
    return *Money::fromDecimal(QString::fromLatin1(decimal));
}

} // namespace

class StagesTest final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void aHardBudgetRefusesWhatWouldPassIt()
    {
        test::ManualClock clock; // 2026-10-31
        int asked = 0;
        BudgetGate gate(clock, usd("10"), [&asked](UtcMicros) {
            ++asked;
            return usd("8");
        });
        QVERIFY(gate.reserve(usd("1.5")));
        const auto refused = gate.reserve(usd("1"));
        QVERIFY(!refused);
        QCOMPARE(refused.error().code, ErrorCode::BudgetExceeded);
        gate.settle(usd("1.5"), usd("0.5")); // was cheaper than reserved
        QVERIFY(gate.reserve(usd("1")));
        gate.settle(usd("1"), std::nullopt); // unknown cost counts as estimated
        QVERIFY(!gate.reserve(usd("0.6")));
        QCOMPARE(asked, 1);
        clock.advance(24h * 31);
        QVERIFY(gate.reserve(usd("2"))); // a new month is asked anew
        QCOMPARE(asked, 2);
    }

    void noBudgetLetsEverythingPass()
    {
        test::ManualClock clock;
        BudgetGate gate(clock, std::nullopt, [](UtcMicros) { return Money(); });
        QVERIFY(gate.reserve(usd("1000000")));
    }

    void theCacheKeyCoversWhatChangesTheAnswer()
    {
        const providers::ModelRequest request{u"m"_s, {{providers::Role::User, u"hi"_s}}, {}, true};
        const QByteArray key = ResponseCache::keyOf(target, request);
        QCOMPARE(ResponseCache::keyOf(target, request), key);
        QVERIFY(ResponseCache::keyOf({u"p"_s, u"n"_s}, request) != key);
        auto other = request;
        other.messages.front().text = u"hi "_s;
        QVERIFY(ResponseCache::keyOf(target, other) != key);
        other = request;
        other.messages.front().role = providers::Role::System;
        QVERIFY(ResponseCache::keyOf(target, other) != key);
        other = request;
        other.parameters.temperature = 0;
        QVERIFY(ResponseCache::keyOf(target, other) != key);
    }

    void theCacheKeepsOnlyAnswersThatEndedWell()
    {
        ResponseCache cache;
        providers::Completion completion;
        completion.text = u"answer"_s;
        completion.finishReason = providers::FinishReason::Length;
        cache.insert("k", completion);
        QVERIFY(cache.find("k") == nullptr);
        completion.finishReason = providers::FinishReason::Stop;
        completion.error = serverError;
        cache.insert("k", completion);
        QVERIFY(cache.find("k") == nullptr);
        completion.error.reset();
        cache.insert("k", completion);
        QVERIFY(cache.find("k") != nullptr);
        QCOMPARE(cache.find("k")->text, u"answer"_s);
    }

    void contentOfACallRoundTrips()
    {
        providers::Parameters parameters;
        parameters.temperature = 0.25;
        parameters.stop = {u"END"_s};
        const std::vector<providers::Message> messages{{providers::Role::System, u"s"_s},
                                                       {providers::Role::Assistant, u"ä\n"_s}};
        const auto request = decodeRequestContent(encodeRequestContent(messages, parameters));
        QVERIFY(request);
        QVERIFY(request->messages == messages);
        QVERIFY(request->parameters == parameters);

        providers::Completion completion;
        completion.text = u"text"_s;
        completion.reasoning = u"because"_s;
        completion.toolCalls.push_back({u"id"_s, u"name"_s, {{u"city"_s, u"Oslo"_s}}});
        const auto response = decodeResponseContent(encodeResponseContent(completion));
        QVERIFY(response);
        QCOMPARE(response->text, completion.text);
        QCOMPARE(response->reasoning, completion.reasoning);
        QVERIFY(response->toolCalls == completion.toolCalls);
        QVERIFY(!decodeResponseContent("{"));
    }
};

QTEST_GUILESS_MAIN(StagesTest)
#include "tst_stages.moc"
