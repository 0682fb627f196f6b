// SPDX-License-Identifier: GPL-3.0-or-later
#include <QTest>

#include "orchestration/callcontent.h"

using namespace assay;
using namespace assay::orchestration;
using namespace Qt::StringLiterals;

class CallContentTest final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void aRequestRoundTrips()
    {
        RequestContent content;
        content.parameters.temperature = 0.25;
        content.parameters.stop = {u"END"_s};
        content.messages = {{providers::Role::System, u"s"_s}, {providers::Role::Assistant, u"ä\n"_s}};
        content.tools = {{u"weather"_s, u"Tells it."_s, {{u"type"_s, u"object"_s}}}};
        const auto decoded = decodeRequestContent(encodeRequestContent(content));
        QVERIFY(decoded);
        QVERIFY(decoded->messages == content.messages);
        QVERIFY(decoded->parameters == content.parameters);
        QVERIFY(decoded->tools == content.tools);
    }

    void anAnswerRoundTrips()
    {
        providers::Completion completion;
        completion.text = u"text"_s;
        completion.reasoning = u"because"_s;
        completion.toolCalls.push_back({u"id"_s, u"name"_s, {{u"city"_s, u"Oslo"_s}}});
        completion.logprobs = {{u"te"_s, -0.5, {{u"te"_s, -0.5}, {u"se"_s, -1.5}}}, {u"xt"_s, -0.25}};
        const auto response = decodeResponseContent(encodeResponseContent(completion));
        QVERIFY(response);
        QCOMPARE(response->text, completion.text);
        QCOMPARE(response->reasoning, completion.reasoning);
        QVERIFY(response->toolCalls == completion.toolCalls);
        QCOMPARE(response->logprobs.size(), 2U);
        QCOMPARE(response->logprobs[0].token, u"te"_s);
        QCOMPARE(response->logprobs[0].logprob, -0.5);
        QVERIFY(response->logprobs[0].alternatives == completion.logprobs[0].alternatives);
        QVERIFY(response->logprobs[1].alternatives.empty());
        QVERIFY(!decodeResponseContent("{"));
    }
};

QTEST_GUILESS_MAIN(CallContentTest)
#include "tst_callcontent.moc"
