// SPDX-License-Identifier: GPL-3.0-or-later
#include <QTest>

#include "providers/completion.h"

#include <cmath>

#include <QJsonArray>

using namespace Qt::StringLiterals;
using namespace assay::providers;

class CompletionTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void parametersSurviveJson();
    void unsetParametersAreNotWritten();
    void readsOnlyWhatItUnderstands();
    void namesTheParameterOutOfRange_data();
    void namesTheParameterOutOfRange();
    void namesRoundTrip();
};

void CompletionTest::parametersSurviveJson()
{
    Parameters parameters;
    parameters.temperature = 0.2;
    parameters.topP = 1;
    parameters.maxTokens = 800;
    parameters.stop = {u"\nEND"_s, u"###"_s};
    parameters.seed = -9'007'199'254'740'993; // beyond what a double holds
    parameters.responseFormat = ResponseFormat::JsonObject;
    QCOMPARE(parametersFromJson(toJson(parameters)), parameters);
    QCOMPARE(problemWith(parameters), QString());
}

void CompletionTest::unsetParametersAreNotWritten()
{
    QVERIFY(toJson(Parameters()).isEmpty());
    QCOMPARE(parametersFromJson({}), Parameters());
}

void CompletionTest::readsOnlyWhatItUnderstands()
{
    const QJsonObject strange{{u"temperature"_s, u"hot"_s},
                              {u"seed"_s, QJsonValue()},
                              {u"stop"_s, 7},
                              {u"response_format"_s, u"poem"_s},
                              {u"later"_s, true}};
    QCOMPARE(parametersFromJson(strange), Parameters());
}

void CompletionTest::namesTheParameterOutOfRange_data()
{
    QTest::addColumn<QJsonObject>("json");
    QTest::addColumn<QString>("name");
    QTest::newRow("hot") << QJsonObject{{u"temperature"_s, 2.01}} << u"temperature"_s;
    QTest::newRow("cold") << QJsonObject{{u"temperature"_s, -0.1}} << u"temperature"_s;
    QTest::newRow("top_p") << QJsonObject{{u"top_p"_s, 1.5}} << u"top_p"_s;
    QTest::newRow("no tokens") << QJsonObject{{u"max_tokens"_s, 0}} << u"max_tokens"_s;
    QTest::newRow("five stops") << QJsonObject{{u"stop"_s,
                                                QJsonArray{u"a"_s, u"b"_s, u"c"_s, u"d"_s, u"e"_s}}}
                                << u"stop"_s;
    QTest::newRow("empty stop") << QJsonObject{{u"stop"_s, QJsonArray{u""_s}}} << u"stop"_s;
}

void CompletionTest::namesTheParameterOutOfRange()
{
    QFETCH(QJsonObject, json);
    QFETCH(QString, name);
    const QString problem = problemWith(parametersFromJson(json));
    QVERIFY2(problem.startsWith(name), qPrintable(problem));
    Parameters nan;
    nan.temperature = std::nan("");
    QVERIFY(!problemWith(nan).isEmpty());
}

void CompletionTest::namesRoundTrip()
{
    for (const Role role : {Role::System, Role::User, Role::Assistant, Role::Tool})
        QCOMPARE(roleFromName(roleName(role)), std::optional(role));
    QCOMPARE(roleFromName(u"narrator"), std::nullopt);
    using enum FinishReason;
    for (const FinishReason reason : {Stop, Length, ToolCalls, ContentFilter, Pause, Error, Unknown})
        QCOMPARE(finishReasonFromName(finishReasonName(reason)), std::optional(reason));
    QCOMPARE(finishReasonName(ToolCalls), u"tool_calls"_s);
    QCOMPARE(finishReasonFromName(u""), std::nullopt);
}

QTEST_GUILESS_MAIN(CompletionTest)
#include "tst_completion.moc"
