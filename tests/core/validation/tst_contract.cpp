// SPDX-License-Identifier: GPL-3.0-or-later
#include <QJsonArray>
#include <QJsonDocument>
#include <QRegularExpression>
#include <QTest>

#include "validation/contract.h"

using namespace Qt::StringLiterals;
using namespace assay;
using namespace assay::validation;

namespace {

QJsonObject fromText(const char *json)
{
    const QJsonDocument document = QJsonDocument::fromJson(json);
    if (!document.isObject())
        qFatal("the test's JSON is broken: %s", json);
    return document.object();
}

} // namespace

class ContractTest final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init() { QTest::failOnWarning(QRegularExpression(QStringLiteral(".*"))); }

    void theDefaultIsTheEmptyObject()
    {
        QCOMPARE(toJson(OutputContract{}), QJsonObject());
        QCOMPARE(contractFromJson({}).value(), OutputContract{});
    }

    void everyMemberSurvivesJson()
    {
        OutputContract contract;
        contract.format = Format::JsonSchema;
        contract.schema = fromText("{\"type\":\"object\"}");
        contract.pattern = u"a+"_s;
        contract.region = u"DE"_s;
        contract.dateFormat = u"dd.MM.yyyy"_s;
        contract.language = u"de"_s;
        contract.minLength = 1;
        contract.maxLength = 900;
        contract.mustNotContain = {u"as an AI"_s};
        contract.repair = false;
        contract.maxReAsks = 5;
        contract.failOtherwise = false;
        contract.formatters = {Formatter::Trim, Formatter::JsonPretty, Formatter::MarkdownToPlain};
        QCOMPARE(contractFromJson(toJson(contract)).value(), contract);
    }

    void refusesWithTheMembersPath_data()
    {
        QTest::addColumn<QJsonObject>("object");
        QTest::addColumn<QString>("says");
        const auto row = [](const char *name, const char *json, const QString &says) {
            QTest::newRow(name) << fromText(json) << says;
        };
        row("unknown member", "{\"formta\":\"json\"}", u"output.formta"_s);
        row("unknown format", "{\"format\":\"xml\"}", u"output.format"_s);
        row("format is a number", "{\"format\":1}", u"output.format"_s);
        row("schema is a text", "{\"schema\":\"x\"}", u"output.schema"_s);
        row("too many re-asks", "{\"max_re_asks\":6}", u"output.max_re_asks"_s);
        row("half a re-ask", "{\"max_re_asks\":0.5}", u"output.max_re_asks"_s);
        row("negative length", "{\"min_length\":-1}", u"output.min_length"_s);
        row("minimum above maximum", "{\"min_length\":5,\"max_length\":4}", u"output.min_length"_s);
        row("unknown formatter", "{\"formatters\":[\"shout\"]}", u"output.formatters"_s);
        row("texts that are none", "{\"must_not_contain\":[1]}", u"output.must_not_contain"_s);
        row("an empty text", "{\"must_not_contain\":[\" \"]}", u"output.must_not_contain"_s);
        row("a flag as text", "{\"repair\":\"yes\"}", u"output.repair"_s);
        row("no pattern", "{\"format\":\"regex\"}", u"output.pattern"_s);
        row("broken pattern, position", "{\"format\":\"regex\",\"pattern\":\"ab(c\"}", u"character 5"_s);
        row("unknown region", "{\"format\":\"phone\",\"region\":\"XX\"}", u"output.region"_s);
        row("unknown language", "{\"format\":\"language\",\"language\":\"klingon!\"}", u"output.language"_s);
        row("no language", "{\"format\":\"language\"}", u"output.language"_s);
        row("schema type unknown", "{\"format\":\"json_schema\",\"schema\":{\"type\":\"text\"}}",
            u"schema cannot be used"_s);
        row("schema keyword not supported",
            "{\"format\":\"json_schema\",\"schema\":{\"properties\":{\"a\":{\"patternProperties\":{\"^x\":{}}"
            "}}}}",
            u"/properties/a/patternProperties"_s);
        row("unevaluated", "{\"format\":\"json_schema\",\"schema\":{\"unevaluatedProperties\":false}}",
            u"/unevaluatedProperties"_s);
        row("remote reference",
            "{\"format\":\"json_schema\",\"schema\":{\"items\":{\"$ref\":\"https://x.org/s\"}}}",
            u"/items/$ref"_s);
        row("reference to nothing",
            "{\"format\":\"json_schema\",\"schema\":{\"items\":{\"$ref\":\"#/$defs/no\"}}}",
            u"leads to no schema"_s);
        row("reference in a circle",
            "{\"format\":\"json_schema\",\"schema\":{\"$ref\":\"#/$defs/a\",\"$defs\":{\"a\":{\"$ref\":\"#/"
            "$defs/b\"},\"b\":{\"$ref\":\"#/$defs/a\"}}}}",
            u"back to itself"_s);
        row("pattern within the schema, position",
            "{\"format\":\"json_schema\",\"schema\":{\"properties\":{\"a/b\":{\"pattern\":\"[a\"}}}}",
            u"/properties/a~1b/pattern"_s);
        row("schema where there must be one",
            "{\"format\":\"json_schema\",\"schema\":{\"properties\":{\"a\":5}}}", u"/properties/a"_s);
        row("draft 3",
            "{\"format\":\"json_schema\",\"schema\":{\"$schema\":\"http://json-schema.org/draft-03/"
            "schema#\"}}",
            u"draft 3"_s);
        row("multiple of nothing", "{\"format\":\"json_schema\",\"schema\":{\"multipleOf\":0}}",
            u"/multipleOf"_s);
    }

    void refusesWithTheMembersPath()
    {
        QFETCH(QJsonObject, object);
        QFETCH(QString, says);
        const auto contract = contractFromJson(object);
        QVERIFY(!contract);
        QCOMPARE(contract.error().code, ErrorCode::InvalidInput);
        QVERIFY2(contract.error().message.contains(says), qPrintable(contract.error().message));
    }

    void aDeepSchemaIsRefused()
    {
        QJsonObject schema{{u"type"_s, u"array"_s}};
        for (int i = 0; i < 300; ++i)
            schema = {{u"items"_s, schema}};
        OutputContract contract;
        contract.format = Format::JsonSchema;
        contract.schema = schema;
        QVERIFY(!checked(contract));
    }
};

QTEST_GUILESS_MAIN(ContractTest)
#include "tst_contract.moc"
