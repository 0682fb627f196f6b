// SPDX-License-Identifier: GPL-3.0-or-later
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QProcess>
#include <QStandardPaths>
#include <QTemporaryDir>
#include <QTest>

#include "exchange/codesnippet.h"
#include "simulator/simulator.h"

using namespace Qt::StringLiterals;
using namespace assay;
using namespace assay::exchange;
using providers::Role;

namespace {

/// What shells, string literals and raw strings trip over.
const QString hostile = u"It's \"5 $HOME `id` $(id) \\n \\\\ %s !x\" größer ≥ 🙂\n\ttab {{x}} ${y} )json"_s;

catalog::Provider providerOf(catalog::Protocol protocol)
{
    catalog::Provider provider;
    provider.name = u"my lab"_s;
    provider.protocol = protocol;
    return provider;
}

providers::ModelRequest wholeRequest()
{
    providers::ModelRequest request;
    request.model = u"sim-swift"_s;
    request.messages = {{Role::System, u"Say it back."_s}, {Role::User, hostile}};
    request.parameters.temperature = 0.1;
    request.parameters.maxTokens = 300;
    request.parameters.seed = Q_INT64_C(9007199254740993); // not a double
    request.tools = {{u"look_up"_s, u"Finds it"_s,
                      QJsonObject{{u"type"_s, u"object"_s},
                                  {u"properties"_s, QJsonObject()},
                                  {u"additionalProperties"_s, false},
                                  {u"default"_s, QJsonValue()}},
                      false}};
    return request;
}

struct Ran {
    int code = -1;
    QByteArray out;
    QByteArray err;
};

Ran ran(const QString &program, const QString &fileName, const QString &snippet, const QString &variable)
{
    QTemporaryDir folder;
    QFile file(folder.filePath(fileName));
    if (!file.open(QIODevice::WriteOnly) || file.write(snippet.toUtf8()) < 0)
        qFatal("cannot write the snippet");
    file.close();
    QProcess process;
    QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
    for (const char *proxy : {"http_proxy", "https_proxy", "all_proxy", "HTTP_PROXY", "HTTPS_PROXY"})
        environment.remove(QString::fromLatin1(proxy));
    environment.insert(variable, u"sk-right"_s);
    process.setProcessEnvironment(environment);
    process.start(program, {file.fileName()});
    if (!process.waitForFinished(60'000))
        return {-1, {}, process.errorString().toUtf8()};
    return {process.exitCode(), process.readAllStandardOutput(), process.readAllStandardError()};
}

/// The text of an answer of Chat Completions, Responses, Messages or Gemini.
QString answerOf(const QByteArray &json)
{
    const QJsonObject object = QJsonDocument::fromJson(json).object();
    return object[u"choices"][0][u"message"][u"content"].toString()
        + object[u"content"][0][u"text"].toString()
        + object[u"candidates"][0][u"content"][u"parts"][0][u"text"].toString()
        + object[u"message"][u"content"].toString();
}

} // namespace

class CodeSnippetTest final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void runsAsItStands_data()
    {
        QTest::addColumn<QString>("program");
        QTest::addColumn<QString>("fileName");
        QTest::addColumn<int>("language");
        QTest::addColumn<int>("protocol");
        using catalog::Protocol;
        for (const Protocol protocol :
             {Protocol::OpenAiChat, Protocol::Anthropic, Protocol::Gemini, Protocol::Ollama}) {
            const auto row = [protocol](const char *language) -> QTestData & {
                return QTest::newRow(
                    qPrintable(QLatin1String(language) + u' ' + catalog::protocolName(protocol)));
            };
            row("curl") << u"sh"_s << u"call.sh"_s << int(SnippetLanguage::Curl) << int(protocol);
            row("python") << u"python3"_s << u"call.py"_s << int(SnippetLanguage::Python) << int(protocol);
            row("typescript") << u"node"_s << u"call.mjs"_s << int(SnippetLanguage::TypeScript)
                              << int(protocol);
        }
    }

    void runsAsItStands()
    {
        QFETCH(const QString, program);
        QFETCH(const QString, fileName);
        QFETCH(const int, language);
        QFETCH(const int, protocol);
        if (QStandardPaths::findExecutable(program).isEmpty()
            || (program == u"sh"_s && QStandardPaths::findExecutable(u"curl"_s).isEmpty()))
            QSKIP("the interpreter is not installed");
        if (program == u"node"_s) {
            QProcess process;
            process.start(program, {u"-e"_s, u"process.exit(typeof fetch === 'function' ? 0 : 1)"_s});
            if (!process.waitForFinished() || process.exitCode() != 0)
                QSKIP("node is too old to have fetch");
        }
        simulator::SimulatorOptions options;
        options.latency = std::chrono::milliseconds(0);
        options.requiredKey = u"sk-right"_s;
        const auto simulator = simulator::Simulator::start(options);
        QVERIFY(simulator);
        const catalog::Provider provider = providerOf(static_cast<catalog::Protocol>(protocol));
        providers::ModelRequest request = wholeRequest();
        request.tools.clear(); // the simulated model would call one
        QByteArray baseUrl = (*simulator)->baseUrl();
        if (provider.protocol == catalog::Protocol::Gemini)
            baseUrl.replace("/v1", "/v1beta");
        const QString snippet =
            codeSnippet(static_cast<SnippetLanguage>(language), provider, baseUrl, request);
        const Ran result = ran(program, fileName, snippet, keyVariable(provider));
        QVERIFY2(result.code == 0, QByteArray(result.err + result.out + snippet.toUtf8()).constData());
        // The simulated model repeats the question.
        QVERIFY2(answerOf(result.out).contains(hostile.section(u'\n', 0, 0)),
                 QByteArray(result.out + snippet.toUtf8()).constData());
    }

    void aRefusalEndsTheProgramWithItsReason()
    {
        if (QStandardPaths::findExecutable(u"python3"_s).isEmpty())
            QSKIP("the interpreter is not installed");
        simulator::SimulatorOptions options;
        options.requiredKey = u"sk-other"_s;
        const auto simulator = simulator::Simulator::start(options);
        QVERIFY(simulator);
        const catalog::Provider provider = providerOf(catalog::Protocol::OpenAiChat);
        const QString snippet =
            codeSnippet(SnippetLanguage::Python, provider, (*simulator)->baseUrl(), wholeRequest());
        const Ran result = ran(u"python3"_s, u"call.py"_s, snippet, keyVariable(provider));
        QCOMPARE(result.code, 1);
        QVERIFY2(result.err.startsWith("HTTP 401: {"), result.err.constData());
    }

    void pythonReadsTheBodyThatGoesOverTheWire()
    {
        if (QStandardPaths::findExecutable(u"python3"_s).isEmpty())
            QSKIP("the interpreter is not installed");
        const catalog::Provider provider = providerOf(catalog::Protocol::OpenAiChat);
        QString snippet =
            codeSnippet(SnippetLanguage::Python, provider, "http://127.0.0.1:9/v1", wholeRequest());
        snippet = snippet.section(u"try:"_s, 0, 0) + u"print(request.data.decode())\n"_s;
        const Ran result = ran(u"python3"_s, u"call.py"_s, snippet, keyVariable(provider));
        QVERIFY2(result.code == 0, QByteArray(result.err + snippet.toUtf8()).constData());
        const QJsonObject body = QJsonDocument::fromJson(result.out).object();
        QCOMPARE(body[u"messages"][1][u"content"].toString(), hostile);
        QCOMPARE(body[u"seed"].toInteger(), Q_INT64_C(9007199254740993));
        QCOMPARE(body[u"temperature"].toDouble(), 0.1);
        const QJsonValue schema = body[u"tools"][0][u"function"][u"parameters"];
        QVERIFY(schema[u"default"].isNull());
        QCOMPARE(schema[u"additionalProperties"], QJsonValue(false));
        QVERIFY(!body[u"stream"].toBool());
    }

    void neverHoldsAKeyAndAsksForNoneThatIsNotThere_data()
    {
        QTest::addColumn<int>("language");
        for (const auto language : {SnippetLanguage::Curl, SnippetLanguage::Python,
                                    SnippetLanguage::TypeScript, SnippetLanguage::Qt})
            QTest::newRow(qPrintable(snippetLanguageName(language))) << int(language);
    }

    void neverHoldsAKeyAndAsksForNoneThatIsNotThere()
    {
        QFETCH(const int, language);
        catalog::Provider provider = providerOf(catalog::Protocol::OpenAiChat);
        const auto snippet = [&] {
            return codeSnippet(static_cast<SnippetLanguage>(language), provider, "http://127.0.0.1:9/v1",
                               wholeRequest());
        };
        QVERIFY2(snippet().contains(u"MY_LAB_API_KEY"_s), qPrintable(snippet()));
        QVERIFY(!snippet().contains(u"placeholder"_s));
        QCOMPARE(snippet().count(u"content-type"_s, Qt::CaseInsensitive), 1);
        provider.needsKey = false;
        QVERIFY2(!snippet().contains(u"API_KEY"_s), qPrintable(snippet()));
    }

    void theRawStringOfQtEndsWhereTheBodyEnds()
    {
        providers::ModelRequest request;
        request.model = u"sim-swift"_s;
        request.messages = {{Role::User, u"(x)json"_s}}; // and a quotation mark follows
        const QString snippet = codeSnippet(SnippetLanguage::Qt, providerOf(catalog::Protocol::OpenAiChat),
                                            "http://127.0.0.1:9/v1", request);
        QVERIFY2(snippet.contains(u"R\"json2({"_s) && snippet.contains(u"})json2\";"_s), qPrintable(snippet));
    }

    void theVariableIsOneThatAShellCanSet_data()
    {
        QTest::addColumn<QString>("provider");
        QTest::addColumn<QString>("variable");
        QTest::newRow("plain") << u"openai"_s << u"OPENAI_API_KEY"_s;
        QTest::newRow("marks") << u"my-lab.eu"_s << u"MY_LAB_EU_API_KEY"_s;
        QTest::newRow("digit first") << u"3rd"_s << u"RD_API_KEY"_s;
        QTest::newRow("no letter of ours") << u"日本"_s << u"API_KEY"_s;
    }

    void theVariableIsOneThatAShellCanSet()
    {
        QFETCH(const QString, provider);
        QFETCH(const QString, variable);
        catalog::Provider named;
        named.name = provider;
        QCOMPARE(keyVariable(named), variable);
    }
};

QTEST_GUILESS_MAIN(CodeSnippetTest)
#include "tst_codesnippet.moc"
