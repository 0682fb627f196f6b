// SPDX-License-Identifier: GPL-3.0-or-later
#include <QTest>

#include "base/json.h"
#include "providers/codec.h"

#include <algorithm>
#include <random>

#include <QFile>
#include <QJsonDocument>
#include <QMap>

using namespace Qt::StringLiterals;
using namespace assay;
using namespace assay::providers;

namespace {

/// Printed by the runs that use it, so that a failure can be had again.
constexpr unsigned seed = 20261123;

QByteArray wireFile(const QString &name)
{
    QFile file(QStringLiteral(ASSAY_TEST_DATA "/wire/") + name);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

transport::HttpHeaders headersOf(const QJsonObject &transcript)
{
    transport::HttpHeaders headers;
    const QJsonObject fields = transcript.value("headers"_L1).toObject();
    for (auto field = fields.begin(); field != fields.end(); ++field)
        headers.add(field.key().toLatin1(), field.value().toString().toLatin1());
    return headers;
}

QList<QByteArray> cut(const QByteArray &body, const QString &split)
{
    QList<QByteArray> pieces;
    std::mt19937 random(seed);
    std::uniform_int_distribution<qsizetype> sizes(0, 40); // an empty piece is a piece
    for (qsizetype at = 0; at < body.size();) {
        const qsizetype size = split == "whole"_L1 ? body.size()
            : split == "bytes"_L1                  ? 1
            : split == "sevens"_L1                 ? 7
                                                   : sizes(random);
        pieces << body.mid(at, size);
        at += size;
    }
    return pieces;
}

/// What a decoder made of an answer, in the words of expected.json.
QJsonValue toJson(const std::optional<FinishReason> &reason)
{
    return reason ? QJsonValue(finishReasonName(*reason)) : QJsonValue();
}

QJsonValue toJson(const std::optional<catalog::Usage> &usage)
{
    if (!usage)
        return {};
    return QJsonObject{{u"input"_s, qint64(usage->input)},
                       {u"cached_input"_s, qint64(usage->cachedInput)},
                       {u"cache_write"_s, qint64(usage->cacheWrite)},
                       {u"output"_s, qint64(usage->output)},
                       {u"reasoning"_s, qint64(usage->reasoning)}};
}

QJsonValue toJson(const std::optional<Error> &error)
{
    if (!error)
        return {};
    QJsonObject object{{u"code"_s, QString(errorCodeName(error->code))}, {u"retryable"_s, error->retryable}};
    if (error->retryAfter)
        object.insert("retry_after_ms"_L1, qint64(error->retryAfter->count()));
    return object;
}

QJsonArray toJson(const std::vector<ToolCall> &calls)
{
    QJsonArray array;
    for (const ToolCall &call : calls)
        array << QJsonObject{{u"id"_s, call.id}, {u"name"_s, call.name}, {u"arguments"_s, call.arguments}};
    return array;
}

QJsonArray toJson(const std::vector<Choice> &choices)
{
    QJsonArray array;
    for (const Choice &choice : choices)
        array << QJsonObject{{u"index"_s, choice.index},
                             {u"text"_s, choice.text},
                             {u"finish_reason"_s, toJson(choice.finishReason)}};
    return array;
}

QJsonArray toJson(const std::vector<TokenLogprob> &logprobs)
{
    QJsonArray array;
    for (const TokenLogprob &token : logprobs)
        array << QJsonObject{{u"token"_s, token.token}, {u"logprob"_s, token.logprob}};
    return array;
}

QJsonObject toJson(const Completion &completion)
{
    QJsonObject object{{u"text"_s, completion.text},
                       {u"reasoning"_s, completion.reasoning},
                       {u"tool_calls"_s, toJson(completion.toolCalls)},
                       {u"finish_reason"_s, toJson(completion.finishReason)},
                       {u"usage"_s, toJson(completion.usage)},
                       {u"error"_s, toJson(completion.error)}};
    if (!completion.choices.empty())
        object.insert("choices"_L1, toJson(completion.choices));
    if (!completion.refusal.isEmpty())
        object.insert("refusal"_L1, completion.refusal);
    if (!completion.logprobs.empty())
        object.insert("logprobs"_L1, toJson(completion.logprobs));
    if (!completion.reasoningSignature.isEmpty())
        object.insert("signature"_L1, completion.reasoningSignature);
    return object;
}

/// Null for each call's id that the server did not give: what the client makes of it is its own affair.
QJsonObject withoutMadeIds(QJsonObject decoded, const QJsonObject &expected)
{
    const QJsonArray expectedCalls = expected.value("tool_calls"_L1).toArray();
    QJsonArray calls = decoded.value("tool_calls"_L1).toArray();
    for (qsizetype i = 0; i < std::min(calls.size(), expectedCalls.size()); ++i) {
        QJsonObject call = calls[i].toObject();
        if (expectedCalls[i]["id"_L1].isNull())
            call.insert("id"_L1, QJsonValue());
        calls[i] = call;
    }
    decoded.insert("tool_calls"_L1, calls);
    return decoded;
}

} // namespace

class WireTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void decodes_data();
    void decodes();
    void listsModels_data();
    void listsModels();
    void listingTellsLimitsAndDates();

private:
    QJsonArray m_transcripts;
};

void WireTest::initTestCase()
{
    qInfo("random pieces: seed %u", seed);
    m_transcripts = QJsonDocument::fromJson(wireFile(u"expected.json"_s)).array();
    QVERIFY(!m_transcripts.isEmpty());
}

void WireTest::decodes_data()
{
    QTest::addColumn<QJsonObject>("transcript");
    QTest::addColumn<QString>("split");
    int files = 0;
    for (const QJsonValue &value : std::as_const(m_transcripts)) {
        const QJsonObject transcript = value.toObject();
        const QString kind = transcript.value("kind"_L1).toString();
        if (!catalog::protocolFromName(transcript.value("protocol"_L1).toString())
            || !QStringList{u"stream"_s, u"response"_s, u"error"_s}.contains(kind))
            continue;
        ++files;
        for (const QString &split : {u"whole"_s, u"bytes"_s, u"sevens"_s, u"random"_s}) {
            const QString row = transcript.value("file"_L1).toString() + u", "_s + split;
            QTest::newRow(qPrintable(row)) << transcript << split;
        }
    }
    QCOMPARE_GE(files, 68); // none may get lost by a change of names
}

void WireTest::decodes()
{
    QFETCH(QJsonObject, transcript);
    QFETCH(QString, split);
    const QByteArray body = wireFile(transcript.value("file"_L1).toString());
    QVERIFY(!body.isEmpty());
    const auto protocol = *catalog::protocolFromName(transcript.value("protocol"_L1).toString());

    Delta sum;
    QMap<int, std::pair<QString, QString>> calls;
    const auto decoder = codecFor(protocol).decoder([&sum, &calls](const Delta &delta) {
        const int set = int(!delta.text.isEmpty()) + int(!delta.reasoning.isEmpty())
            + int(!delta.refusal.isEmpty()) + int(delta.toolCall);
        QCOMPARE(set, 1);
        sum.text += delta.text;
        sum.reasoning += delta.reasoning;
        sum.refusal += delta.refusal;
        sum.toolCall = sum.toolCall || delta.toolCall;
        if (delta.toolCall)
            calls[delta.toolIndex] = {delta.toolName, calls.value(delta.toolIndex).second + delta.toolArguments};
    });
    decoder->head(transcript.value("status"_L1).toInt(), headersOf(transcript));
    for (const QByteArray &piece : cut(body, split))
        decoder->feed(piece);
    const Completion completion = decoder->end(std::nullopt);

    const QJsonObject expected = transcript.value("expect"_L1).toObject();
    const QJsonObject decoded = withoutMadeIds(toJson(completion), expected);
    QCOMPARE(QString::fromUtf8(toCompactJson(decoded)), QString::fromUtf8(toCompactJson(expected)));
    QCOMPARE(sum.text, completion.text);
    QCOMPARE(sum.reasoning, completion.reasoning);
    QCOMPARE(sum.refusal, completion.refusal);
    QCOMPARE(sum.toolCall, !completion.toolCalls.empty());
    for (const ToolCall &call : completion.toolCalls) { // what was shown while it came is what came
        const bool wasShown = std::ranges::any_of(calls, [&call](const auto &shown) {
            const QByteArray json = shown.second.isEmpty() ? QByteArray("{}") : shown.second.toUtf8();
            return shown.first == call.name && QJsonDocument::fromJson(json).object() == call.arguments;
        });
        QVERIFY2(wasShown, qPrintable(call.name));
    }
    if (completion.error)
        QVERIFY2(completion.error->message.endsWith(u'.'), qPrintable(completion.error->message));
}

void WireTest::listsModels_data()
{
    QTest::addColumn<QJsonObject>("transcript");
    for (const QJsonValue &value : std::as_const(m_transcripts)) {
        const QJsonObject transcript = value.toObject();
        if (transcript.value("kind"_L1).toString() == "models"_L1
            && catalog::protocolFromName(transcript.value("protocol"_L1).toString()))
            QTest::newRow(qPrintable(transcript.value("file"_L1).toString())) << transcript;
    }
}

void WireTest::listsModels()
{
    QFETCH(QJsonObject, transcript);
    const auto protocol = *catalog::protocolFromName(transcript.value("protocol"_L1).toString());
    const Result<ModelPage> page =
        codecFor(protocol).decodeModelListing(transcript.value("status"_L1).toInt(), headersOf(transcript),
                                              wireFile(transcript.value("file"_L1).toString()));
    QVERIFY2(page, page ? "" : qPrintable(page.error().detail));
    QJsonArray ids;
    for (const catalog::ListedModel &model : page->models)
        ids << model.id;
    const QJsonObject expected = transcript.value("expect"_L1).toObject();
    QCOMPARE(ids, expected.value("ids"_L1).toArray());
    QCOMPARE(QString::fromLatin1(page->nextQuery), expected.value("next_page"_L1).toString());
}

void WireTest::listingTellsLimitsAndDates()
{
    const auto list = [](catalog::Protocol protocol, const QString &file) {
        return codecFor(protocol).decodeModelListing(200, {}, wireFile(file))->models;
    };
    const auto anthropic = list(catalog::Protocol::Anthropic, u"anthropic-models.json"_s);
    QCOMPARE(
        anthropic.at(1),
        (catalog::ListedModel{u"claude-sonnet-4-5"_s, u"Claude Sonnet 4.5"_s, 200'000, QDate(2027, 4, 1)}));
    const auto openAi = list(catalog::Protocol::OpenAiChat, u"openai-models.json"_s);
    QCOMPARE(openAi.at(0), (catalog::ListedModel{u"gpt-6-sol"_s, {}, {}, {}}));
    QCOMPARE(openAi.at(1).shutdownDate, std::optional(QDate(2027, 1, 14)));
    for (const auto &[file, window] :
         {std::pair(u"mistral-models.json"_s, 1'048'576), std::pair(u"openrouter-models.json"_s, 1'000'000),
          std::pair(u"together-models.json"_s, 1'048'575), std::pair(u"vllm-models.json"_s, 32'768)})
        QCOMPARE(list(catalog::Protocol::OpenAiChat, file).at(0).contextWindow,
                 std::optional<std::int64_t>(window));
}

QTEST_GUILESS_MAIN(WireTest)
#include "tst_wire.moc"
