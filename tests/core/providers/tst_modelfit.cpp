// SPDX-License-Identifier: GPL-3.0-or-later
#include "catalog/modelcatalog.h"
#include "providers/modelfit.h"

#include <QTest>

using namespace Qt::StringLiterals;
using namespace assay;
using namespace assay::providers;
using catalog::CatalogModel;
using catalog::ModelCatalog;

namespace {

catalog::Provider provider(const QString &vendor)
{
    catalog::Provider made;
    made.name = u"there"_s;
    made.vendor = vendor;
    made.protocol = catalog::Protocol::OpenAiChat;
    return made;
}

QStringList namesFor(const QString &vendor, const QString &model, ModelRequest request)
{
    request.model = model;
    QStringList names;
    const auto parts = notTaken(provider(vendor), ModelCatalog::builtIn().find(vendor, model), request);
    for (const NotTaken &part : parts)
        names.append(part.name);
    return names;
}

ModelRequest askingForAll()
{
    ModelRequest request;
    request.model = u"small"_s;
    request.messages = {{Role::User, u"What is this?"_s, {{u"image/png"_s, "bytes"}}}};
    request.tools = {{u"look"_s, {}, {}}};
    request.toolChoice = {ToolChoice::Mode::Required, {}};
    request.parameters.maxTokens = 5000;
    request.parameters.responseFormat = ResponseFormat::JsonSchema;
    request.parameters.responseSchema = {{u"type"_s, u"object"_s}};
    request.parameters.reasoningEffort = ReasoningEffort::High;
    return request;
}

CatalogModel small()
{
    CatalogModel model;
    model.maxOutput = 4096;
    model.vision = model.tools = model.jsonSchema = model.reasoning = catalog::Ability::No;
    return model;
}

} // namespace

/// What a model does not take of a request, by what the catalogue knows of it.
class ModelFitTest final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { QLocale::setDefault(QLocale(u"en_US"_s)); }

    void knowsWhatReasoningModelsRefuse_data()
    {
        QTest::addColumn<QString>("vendor");
        QTest::addColumn<QString>("model");
        QTest::addColumn<std::optional<ReasoningEffort>>("effort");
        QTest::addColumn<QStringList>("names");
        using Effort = std::optional<ReasoningEffort>;
        const QStringList sampling{u"temperature"_s, u"top_p"_s};
        QTest::newRow("always reasons") << u"openai"_s << u"gpt-5-mini"_s << Effort() << sampling;
        QTest::newRow("by its dated name") << u"openai"_s << u"o3-2025-04-16"_s << Effort() << sampling;
        QTest::newRow("may reason, is not asked to") << u"openai"_s << u"gpt-5.1"_s << Effort() << QStringList();
        QTest::newRow("asked not to") << u"openai"_s << u"gpt-5.1"_s << Effort(ReasoningEffort::None) << QStringList();
        QTest::newRow("asked to") << u"openai"_s << u"gpt-5.1"_s << Effort(ReasoningEffort::Low) << sampling;
        QTest::newRow("never reasons") << u"openai"_s << u"gpt-4.1"_s << Effort() << QStringList();
        QTest::newRow("another vendor's") << u"xai"_s << u"grok-4.5"_s << Effort(ReasoningEffort::Low) << QStringList();
        QTest::newRow("not known") << u"openai"_s << u"gpt-99"_s << Effort() << QStringList();
    }
    void knowsWhatReasoningModelsRefuse()
    {
        QFETCH(const QString, vendor);
        QFETCH(const QString, model);
        QFETCH(const std::optional<ReasoningEffort>, effort);
        QFETCH(const QStringList, names);
        ModelRequest request;
        request.parameters.temperature = 0.2;
        request.parameters.topP = 0.9;
        request.parameters.reasoningEffort = effort;
        QCOMPARE(namesFor(vendor, model, request), names);

        request.parameters.temperature = 1; // the only values that such a model takes
        request.parameters.topP = 1;
        QCOMPARE(namesFor(vendor, model, request), QStringList());
    }

    void saysWhatAModelCannotDo()
    {
        const CatalogModel known = small();
        const QList<NotTaken> parts = notTaken(provider(u"openai"_s), &known, askingForAll());
        QStringList told;
        for (const NotTaken &part : parts)
            told.append(part.name + u": "_s + part.reason);
        QCOMPARE(told,
                 QStringList({u"images: small takes no images"_s, u"tools: small calls no tools"_s,
                              u"response_format: small cannot be held to a JSON schema"_s,
                              u"reasoning_effort: small has no reasoning effort to set"_s,
                              u"max_tokens above 4096: small answers with 4,096 tokens at most"_s}));
        QVERIFY(notTaken(provider(u"openai"_s), nullptr, askingForAll()).isEmpty());
        const CatalogModel nobodyKnows;
        QVERIFY(notTaken(provider(u"openai"_s), &nobodyKnows, askingForAll()).isEmpty());
    }

    void leavesOutWhatTheModelCannotDo()
    {
        const CatalogModel known = small();
        ModelRequest request = askingForAll();
        request.parameters.temperature = 0.5;
        const ModelRequest sent = without(request, notTaken(provider(u"openai"_s), &known, request), &known);
        QVERIFY(sent.messages.front().images.empty());
        QCOMPARE(sent.messages.front().text, u"What is this?"_s);
        QVERIFY(sent.tools.empty());
        QVERIFY(sent.toolChoice == ToolChoice());
        QVERIFY(!sent.parameters.responseFormat);
        QVERIFY(!sent.parameters.reasoningEffort);
        QCOMPARE(sent.parameters.maxTokens, 4096); // the most there is, rather than the model's short default
        QCOMPARE(sent.parameters.temperature, 0.5);
        QVERIFY(notTaken(provider(u"openai"_s), &known, sent).isEmpty());
    }

    void namesAParameterOnceWhoeverDoesNotTakeIt()
    {
        CatalogModel known;
        known.refuses = {u"seed"_s, u"temperature"_s};
        ModelRequest request;
        request.model = u"claude-opus-5-5"_s;
        request.parameters.seed = 4;
        request.parameters.temperature = 0.5;
        catalog::Provider anthropic = provider(u"anthropic"_s);
        anthropic.protocol = catalog::Protocol::Anthropic;
        const QList<NotTaken> parts = notTaken(anthropic, &known, request);
        QCOMPARE(namesOf(parts), u"temperature, seed"_s);
        QVERIFY(sentAsIs(request.parameters, parts) == Parameters());
    }
};

QTEST_GUILESS_MAIN(ModelFitTest)
#include "tst_modelfit.moc"
