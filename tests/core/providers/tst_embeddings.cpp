// SPDX-License-Identifier: GPL-3.0-or-later
#include <QTest>

#include "encoding.h"

#include <QFile>
#include <QJsonDocument>

using namespace Qt::StringLiterals;
using namespace assay;
using namespace assay::providers;
using namespace assay::providers::test;
using catalog::Protocol;

namespace {

const Codec &codec()
{
    return codecFor(Protocol::OpenAiChat);
}

QByteArray wireFile(const QString &name)
{
    QFile file(QStringLiteral(ASSAY_TEST_DATA "/wire/") + name);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

} // namespace

class EmbeddingsTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void decodesWhatServersSend_data();
    void decodesWhatServersSend();
    void refusesWhatIsNotOneVectorPerText_data();
    void refusesWhatIsNotOneVectorPerText();
    void failsAsTheServerSays();
    void asksForThePackedFormWhereItIsKnown();
    void someVendorsHaveNone();
};

void EmbeddingsTest::decodesWhatServersSend_data()
{
    QTest::addColumn<QJsonObject>("transcript");
    const QJsonArray all = QJsonDocument::fromJson(wireFile(u"expected.json"_s)).array();
    int rows = 0;
    for (const QJsonValue &value : all) {
        const QJsonObject transcript = value.toObject();
        if (transcript["kind"_L1] != "embeddings"_L1 || transcript["protocol"_L1] != "openai-chat"_L1)
            continue;
        QTest::newRow(qPrintable(transcript["file"_L1].toString())) << transcript;
        ++rows;
    }
    QCOMPARE_GE(rows, 2); // numbers and packed
}

void EmbeddingsTest::decodesWhatServersSend()
{
    QFETCH(QJsonObject, transcript);
    const QJsonObject expect = transcript["expect"_L1].toObject();
    const QJsonArray vectors = expect["vectors"_L1].toArray();
    const auto answer = codec().decodeEmbeddings(transcript["status"_L1].toInt(), {},
                                                 wireFile(transcript["file"_L1].toString()), vectors.size());
    QVERIFY2(answer, answer ? "" : qPrintable(answer.error().detail));
    QCOMPARE(qsizetype(answer->vectors.size()), vectors.size());
    for (qsizetype i = 0; i < vectors.size(); ++i) {
        const std::vector<float> &vector = answer->vectors[size_t(i)];
        QCOMPARE(qsizetype(vector.size()), vectors[i].toArray().size());
        for (qsizetype j = 0; j < qsizetype(vector.size()); ++j)
            QCOMPARE(double(vector[size_t(j)]), vectors[i][j].toDouble());
    }
    QVERIFY(answer->usage);
    QCOMPARE(answer->usage->input, expect["usage"_L1]["input"_L1].toInteger());
    QCOMPARE(answer->usage->output, 0);
}

void EmbeddingsTest::refusesWhatIsNotOneVectorPerText_data()
{
    QTest::addColumn<QByteArray>("body");
    const auto list = [](const QByteArray &items) { return QByteArray("{'data':[" + items + "]}"); };
    const QByteArray first = "{'index':0,'embedding':[1,2]}";
    QTest::newRow("one too few") << list(first);
    QTest::newRow("one too many") << list(first
                                          + ",{'index':1,'embedding':[1,2]},{'index':2,'embedding':[1,2]}");
    QTest::newRow("one twice") << list(first + "," + first);
    QTest::newRow("index below") << list(first + ",{'index':-1,'embedding':[1,2]}");
    QTest::newRow("another length") << list(first + ",{'index':1,'embedding':[1]}");
    QTest::newRow("empty") << list(first + ",{'index':1,'embedding':[]}");
    QTest::newRow("not numbers") << list(first + ",{'index':1,'embedding':[1,'two']}");
    QTest::newRow("beyond a float") << list(first + ",{'index':1,'embedding':[1,1e300]}");
    QTest::newRow("not base64") << list(first + ",{'index':1,'embedding':'AA*A'}");
    QTest::newRow("half a number") << list(first + ",{'index':1,'embedding':'AAAA'}");
    QTest::newRow("packed infinity") << list(first + ",{'index':1,'embedding':'AACAfwAAgD8='}");
    QTest::newRow("no data") << QByteArray("{'object':'list'}");
    QTest::newRow("no object") << QByteArray("[]");
    QTest::newRow("no JSON") << QByteArray("<html>");
}

void EmbeddingsTest::refusesWhatIsNotOneVectorPerText()
{
    QFETCH(QByteArray, body);
    const auto answer = codec().decodeEmbeddings(200, {}, body.replace('\'', '"'), 2);
    QVERIFY(!answer);
    QCOMPARE(answer.error().code, ErrorCode::MalformedResponse);
}

void EmbeddingsTest::failsAsTheServerSays()
{
    const auto answer = codec().decodeEmbeddings(
        401, {}, "{\"error\":{\"message\":\"Bad key\",\"code\":\"invalid_api_key\"}}", 1);
    QCOMPARE(answer.error().code, ErrorCode::Authentication);
    // Without an order of its own, that of the list counts; without usage there is none.
    const auto plain =
        codec().decodeEmbeddings(200, {}, "{\"data\":[{\"embedding\":[1]},{\"embedding\":[2]}]}", 2);
    QVERIFY(plain);
    QCOMPARE(plain->vectors[1][0], 2.0F);
    QVERIFY(!plain->usage);
}

void EmbeddingsTest::asksForThePackedFormWhereItIsKnown()
{
    const auto ask = [](const QString &vendor) {
        return *codec().encodeEmbeddings(providerOf(Protocol::OpenAiChat, vendor), "https://llm.example/v1",
                                         security::Secret::fromUtf8("sk"), u"e"_s, {u"a"_s, u"b"_s});
    };
    const transport::HttpRequest http = ask(u"openai"_s);
    QCOMPARE(http.url, QByteArray("https://llm.example/v1/embeddings"));
    QCOMPARE(http.headers.value("authorization"), QByteArray("Bearer sk"));
    QCOMPARE(compact(bodyOf(http)),
             compact(QByteArray("{'model':'e','input':['a','b'],'encoding_format':'base64'}")));
    QCOMPARE(compact(bodyOf(ask(u"mistral"_s))), compact(QByteArray("{'model':'e','input':['a','b']}")));
}

void EmbeddingsTest::someVendorsHaveNone()
{
    for (const QString &vendor : {u"deepseek"_s, u"groq"_s})
        QVERIFY(!codec().encodeEmbeddings(providerOf(Protocol::OpenAiChat, vendor), "https://llm.example", {},
                                          u"e"_s, {u"a"_s}));
}

QTEST_GUILESS_MAIN(EmbeddingsTest)
#include "tst_embeddings.moc"
