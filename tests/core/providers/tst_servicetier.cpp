// SPDX-License-Identifier: GPL-3.0-or-later
#include <QTest>

#include "encoding.h"

using namespace Qt::StringLiterals;
using namespace assay;
using namespace assay::providers;
using namespace assay::providers::test;
using catalog::Protocol;
using catalog::ServiceTier;

namespace {

QString answerOf(Protocol protocol)
{
    switch (protocol) {
    case Protocol::OpenAiResponses:
        return u"{'status':'completed','output':[],'service_tier':'%1','usage':{'input_tokens':1,'output_tokens':1}}"_s;
    case Protocol::Anthropic:
        return u"{'content':[],'stop_reason':'end_turn','usage':{'input_tokens':1,'output_tokens':1,'service_tier':'%1'}}"_s;
    case Protocol::Gemini:
        return u"{'candidates':[{'content':{'parts':[{'text':'x'}]},'finishReason':'STOP'}],"
               "'usageMetadata':{'promptTokenCount':1,'candidatesTokenCount':1,'serviceTier':'%1'}}"_s;
    default:
        return u"{'choices':[{'message':{'content':'x'},'finish_reason':'stop'}],'service_tier':'%1',"
               "'usage':{'prompt_tokens':1,'completion_tokens':1}}"_s;
    }
}

} // namespace

/// The terms of a call: how they are asked for, and which an answer says were given.
class ServiceTierTest final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void isReadFromTheAnswer_data()
    {
        QTest::addColumn<Protocol>("protocol");
        QTest::addColumn<QString>("word");
        QTest::addColumn<QString>("tier");
        QTest::newRow("OpenAI's usual") << Protocol::OpenAiChat << u"default"_s << u"standard"_s;
        QTest::newRow("OpenAI flex") << Protocol::OpenAiChat << u"flex"_s << u"flex"_s;
        QTest::newRow("OpenAI priority") << Protocol::OpenAiChat << u"priority"_s << u"priority"_s;
        QTest::newRow("Groq's usual") << Protocol::OpenAiChat << u"on_demand"_s << u"standard"_s;
        QTest::newRow("Groq performance") << Protocol::OpenAiChat << u"performance"_s << u"priority"_s;
        QTest::newRow("only asked") << Protocol::OpenAiChat << u"auto"_s << QString();
        QTest::newRow("a new word") << Protocol::OpenAiChat << u"warp"_s << QString();
        QTest::newRow("Responses flex") << Protocol::OpenAiResponses << u"flex"_s << u"flex"_s;
        QTest::newRow("Anthropic batch") << Protocol::Anthropic << u"batch"_s << u"batch"_s;
        QTest::newRow("Anthropic priority") << Protocol::Anthropic << u"priority"_s << u"priority"_s;
        QTest::newRow("Gemini flex") << Protocol::Gemini << u"flex"_s << u"flex"_s;
    }
    void isReadFromTheAnswer()
    {
        QFETCH(const Protocol, protocol);
        QFETCH(const QString, word);
        QFETCH(const QString, tier);
        QByteArray json = answerOf(protocol).arg(word).toUtf8();
        json.replace('\'', '"');
        const Completion completion = decoded(protocol, json);
        QVERIFY2(!completion.error, completion.error ? qPrintable(completion.error->message) : "");
        QCOMPARE(completion.serviceTier ? catalog::serviceTierName(*completion.serviceTier) : QString(),
                 tier);
    }

    void aStreamSaysItWhereTheServerDoes()
    {
        const auto decoder = codecFor(Protocol::OpenAiChat).decoder([](const Delta &) {});
        transport::HttpHeaders headers;
        headers.add("content-type", "text/event-stream");
        decoder->head(200, headers);
        decoder->feed(R"(data: {"service_tier":"auto","choices":[{"index":0,"delta":{"content":"a"}}]})"
                      "\n\n");
        decoder->feed(R"(data: {"service_tier":"flex","choices":[{"index":0,"delta":{},)"
                      R"("finish_reason":"stop"}],"usage":null})"
                      "\n\ndata: [DONE]\n\n");
        QCOMPARE(decoder->end(std::nullopt).serviceTier, std::optional(ServiceTier::Flex));
    }

    void isAskedForInTheServersWord_data()
    {
        QTest::addColumn<Protocol>("protocol");
        QTest::addColumn<QString>("vendor");
        QTest::addColumn<QString>("tier");
        QTest::addColumn<QString>("word"); // empty: left out
        QTest::addColumn<bool>("isRefused");
        const auto row = [](Protocol protocol, const char *vendor, const char *tier, const char *word,
                            bool isRefused = false) {
            QTest::addRow("%s/%s by %d", vendor, tier, int(protocol))
                << protocol << QString::fromLatin1(vendor) << QString::fromLatin1(tier)
                << QString::fromLatin1(word) << isRefused;
        };
        row(Protocol::OpenAiChat, "openai", "", "");
        row(Protocol::OpenAiChat, "openai", "standard", "default");
        row(Protocol::OpenAiChat, "openai", "flex", "flex");
        row(Protocol::OpenAiChat, "groq", "standard", "on_demand");
        row(Protocol::OpenAiChat, "groq", "priority", "performance");
        row(Protocol::OpenAiChat, "vllm", "standard", ""); // that is what it does anyway
        row(Protocol::OpenAiChat, "vllm", "flex", "", true);
        row(Protocol::Azure, "azure", "flex", "", true);
        row(Protocol::OpenAiResponses, "openai", "standard", "default");
        row(Protocol::OpenAiResponses, "openai", "priority", "priority");
        row(Protocol::Anthropic, "anthropic", "standard", "standard_only");
        row(Protocol::Anthropic, "anthropic", "priority", "auto");
        row(Protocol::Anthropic, "anthropic", "flex", "", true);
        row(Protocol::Ollama, "ollama", "flex", "", true);
        row(Protocol::Ollama, "ollama", "standard", "");
    }
    void isAskedForInTheServersWord()
    {
        QFETCH(const Protocol, protocol);
        QFETCH(const QString, vendor);
        QFETCH(const QString, tier);
        QFETCH(const QString, word);
        QFETCH(const bool, isRefused);
        ModelRequest request = asking(u"hi"_s);
        request.parameters.serviceTier = catalog::serviceTierFromName(tier);
        const catalog::Provider provider = providerOf(protocol, vendor);
        QCOMPARE(bodyOf(encoded(provider, request)).value("service_tier"_L1).toString(), word);
        QCOMPARE(codecFor(protocol).unsupported(provider, request).contains(u"service_tier"_s), isRefused);
    }

    void isKeptWithTheParameters()
    {
        Parameters parameters;
        parameters.serviceTier = ServiceTier::Flex;
        QCOMPARE(parametersFromJson(toJson(parameters)), parameters);
        QVERIFY(problemWith(parameters).isEmpty());
        parameters.serviceTier = ServiceTier::Batch;
        QVERIFY(problemWith(parameters).contains(u"service_tier"_s));
    }
};

QTEST_GUILESS_MAIN(ServiceTierTest)
#include "tst_servicetier.moc"
