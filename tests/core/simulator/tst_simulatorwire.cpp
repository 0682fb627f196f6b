// SPDX-License-Identifier: GPL-3.0-or-later
#include "simulatorclient.h"

using namespace assay;
using namespace assay::test;
using namespace Qt::StringLiterals;

namespace {

const QString openAi = u"/chat/completions"_s;
const QString anthropic = u"/messages"_s;

QString wholeText(const QString &path, const QJsonObject &answer)
{
    return path == openAi ? answer[u"choices"][0][u"message"][u"content"].toString()
                          : answer[u"content"][0][u"text"].toString();
}

QString streamedText(const QString &path, const QList<StreamEvent> &events)
{
    QString text;
    for (const StreamEvent &event : events) {
        text += path == openAi ? event.object()[u"choices"][0][u"delta"][u"content"].toString()
                               : event.object()[u"delta"][u"text"].toString();
    }
    return text;
}

QString finishOf(const QString &path, const QJsonObject &answer)
{
    return path == openAi ? answer[u"choices"][0][u"finish_reason"].toString()
                          : answer[u"stop_reason"].toString();
}

} // namespace

/// What the simulator says on the wire, in both protocols.
class SimulatorWireTest final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init()
    {
        m_simulator = std::move(*simulator::Simulator::start(atOnce()));
        m_client = std::make_unique<SimulatorClient>(*m_simulator);
    }
    void cleanup() { m_client.reset(); }

    void aStreamSaysWhatAWholeAnswerSays_data() { bothProtocols(); }
    void aStreamSaysWhatAWholeAnswerSays()
    {
        QFETCH(const QString, path);
        for (const simulator::SimulatedModel &model : simulator::simulatedModels()) {
            const QJsonObject body = chat(u"Grüße 😀 \"quoted\"\n\tand \\ back"_s, model.name);
            const HttpAnswer whole = m_client->post(path, body);
            QCOMPARE(whole.status, 200);
            QCOMPARE(whole.contentType, "application/json"_ba);
            const HttpAnswer streamed = m_client->post(path, with(body, u"stream"_s, true));
            QCOMPARE(streamed.status, 200);
            QVERIFY(streamed.contentType.startsWith("text/event-stream"));
            const QString text = wholeText(path, whole.object());
            QVERIFY2(text.contains(u"Grüße 😀"_s), qPrintable(text));
            QCOMPARE(streamedText(path, eventsOf(streamed.body)), text);
            QCOMPARE(whole.object()[u"model"].toString(), model.name);
        }
    }

    void anOpenAiStreamIsInOrder()
    {
        const QJsonObject body = with(chat(u"hello"_s), u"stream"_s, true);
        QList<StreamEvent> events = eventsOf(m_client->post(openAi, body).body);
        QCOMPARE(events.takeLast().data, "[DONE]"_ba);
        QCOMPARE(events.first().object()[u"choices"][0][u"delta"][u"role"].toString(), u"assistant"_s);
        QCOMPARE(events.last().object()[u"choices"][0][u"finish_reason"].toString(), u"stop"_s);
        for (const StreamEvent &event : events) {
            QCOMPARE(event.object()[u"object"].toString(), u"chat.completion.chunk"_s);
            QCOMPARE(event.object()[u"id"], events.first().object()[u"id"]);
            QVERIFY(!event.object().contains(u"usage"_s)); // nobody asked for it
        }
    }

    void anOpenAiStreamHasUsageWhenAsked()
    {
        const QJsonObject body = with(with(chat(u"hello"_s), u"stream"_s, true), u"stream_options"_s,
                                      QJsonObject{{u"include_usage"_s, true}});
        const QList<StreamEvent> events = eventsOf(m_client->post(openAi, body).body);
        const QJsonObject last = events.at(events.size() - 2).object();
        QVERIFY(last[u"choices"].toArray().isEmpty());
        QCOMPARE(last[u"usage"], m_client->post(openAi, chat(u"hello"_s)).object()[u"usage"]);
        QVERIFY(last[u"usage"][u"completion_tokens"].toInt() > 0);
    }

    void anAnthropicStreamIsInOrder()
    {
        const QJsonObject body = with(chat(u"hello"_s), u"stream"_s, true);
        const QList<StreamEvent> events = eventsOf(m_client->post(anthropic, body).body);
        QByteArrayList names;
        for (const StreamEvent &event : events) {
            QCOMPARE(event.object()[u"type"].toString().toUtf8(), event.name);
            if (names.isEmpty() || names.last() != event.name)
                names.append(event.name);
        }
        QCOMPARE(names,
                 (QByteArrayList{"message_start", "content_block_start", "ping", "content_block_delta",
                                 "content_block_stop", "message_delta", "message_stop"}));
        const QJsonObject ending = events.at(events.size() - 2).object();
        QCOMPARE(ending[u"delta"][u"stop_reason"].toString(), u"end_turn"_s);
        const QJsonObject usage = m_client->post(anthropic, chat(u"hello"_s)).object()[u"usage"].toObject();
        QCOMPARE(ending[u"usage"].toObject(), usage);
        QVERIFY(usage[u"output_tokens"].toInt() > 0);
    }

    void modelsAreListedInTheAskersShape()
    {
        const QJsonObject listed = m_client->get(u"/models"_s).object();
        QCOMPARE(listed[u"object"].toString(), u"list"_s);
        QCOMPARE(listed[u"data"].toArray().size(), simulator::simulatedModels().size());
        QCOMPARE(listed[u"data"][0][u"id"].toString(), u"sim-swift"_s);

        const QJsonObject other = m_client->get(u"/models"_s, {{"anthropic-version", "2023-06-01"}}).object();
        QCOMPARE(other[u"data"][2][u"id"].toString(), u"sim-thorough"_s);
        QCOMPARE(other[u"data"][0][u"type"].toString(), u"model"_s);
        QCOMPARE(other[u"has_more"], QJsonValue(false));
        QCOMPARE(other[u"last_id"].toString(), u"sim-thorough"_s);
        QVERIFY(other[u"data"][0][u"display_name"].toString().contains(u"Simulated"_s));
    }

    void aTokenLimitCutsTheAnswer_data() { bothProtocols(); }
    void aTokenLimitCutsTheAnswer()
    {
        QFETCH(const QString, path);
        const QJsonObject body = with(chat(u"hello"_s, u"sim-thorough"_s), u"max_tokens"_s, 5);
        const QJsonObject answer = m_client->post(path, body).object();
        QCOMPARE(finishOf(path, answer), path == openAi ? u"length"_s : u"max_tokens"_s);
        const QJsonValue usage = answer[u"usage"];
        QCOMPARE(usage[path == openAi ? u"completion_tokens" : u"output_tokens"].toInt(), 5);
        const QJsonObject whole = m_client->post(path, chat(u"hello"_s, u"sim-thorough"_s)).object();
        QVERIFY(wholeText(path, whole).startsWith(wholeText(path, answer)));
    }

    void aStopSequenceEndsTheAnswer_data() { bothProtocols(); }
    void aStopSequenceEndsTheAnswer()
    {
        QFETCH(const QString, path);
        const QString member = path == openAi ? u"stop"_s : u"stop_sequences"_s;
        // The first one in the text counts, not the first one in the list.
        const QJsonObject body = with(chat(u"hello"_s), member, QJsonArray{u"know"_s, u"simulated"_s});
        const QJsonObject answer = m_client->post(path, body).object();
        QVERIFY(wholeText(path, answer).endsWith(u"This is a "_s));
        QCOMPARE(finishOf(path, answer), path == openAi ? u"stop"_s : u"stop_sequence"_s);
        if (path == anthropic) {
            QCOMPARE(answer[u"stop_sequence"].toString(), u"simulated"_s);
            const auto events = eventsOf(m_client->post(path, with(body, u"stream"_s, true)).body);
            QCOMPARE(events.at(events.size() - 2).object()[u"delta"][u"stop_sequence"].toString(),
                     u"simulated"_s);
        }
    }

    void jsonModeAnswersWithAnObject_data()
    {
        QTest::addColumn<QString>("system");
        QTest::newRow("free") << u"Be kind."_s;
        QTest::newRow("triage") << u"You triage support tickets."_s;
        QTest::newRow("release notes") << u"Write release notes."_s;
        QTest::newRow("SQL") << u"Write one SQL query."_s;
    }
    void jsonModeAnswersWithAnObject()
    {
        QFETCH(const QString, system);
        for (const simulator::SimulatedModel &model : simulator::simulatedModels()) {
            QJsonObject body =
                chat(u"Schema: CREATE TABLE a (id int); Question: \"how many\" a?"_s, model.name);
            QJsonArray messages = body[u"messages"].toArray();
            messages.prepend(QJsonObject{{u"role"_s, u"system"_s}, {u"content"_s, system}});
            body.insert(u"messages"_s, messages);
            body.insert(u"response_format"_s, QJsonObject{{u"type"_s, u"json_object"_s}});
            const QString text = wholeText(openAi, m_client->post(openAi, body).object());
            QVERIFY2(QJsonDocument::fromJson(text.toUtf8()).isObject(), qPrintable(text));
        }
    }

    void theSameRequestGivesTheSameAnswer()
    {
        const QJsonObject body = with(chat(u"Explain."_s, u"sim-thorough"_s), u"temperature"_s, 0);
        const QString once = wholeText(openAi, m_client->post(openAi, body).object());
        QCOMPARE(wholeText(openAi, m_client->post(openAi, body).object()), once);
        const auto other = simulator::Simulator::start(atOnce()); // and after a restart
        QCOMPARE(wholeText(openAi, SimulatorClient(**other).post(openAi, body).object()), once);
        QVERIFY(wholeText(openAi, m_client->post(openAi, with(body, u"seed"_s, 7)).object()) != once);
    }

    void aLongPrefixIsCachedFromTheSecondCallOn_data() { bothProtocols(); }
    void aLongPrefixIsCachedFromTheSecondCallOn()
    {
        QFETCH(const QString, path);
        const auto cached = [&](const QString &text) {
            const QJsonValue usage = m_client->post(path, chat(text)).object()[u"usage"];
            return path == openAi ? usage[u"prompt_tokens_details"][u"cached_tokens"].toInt()
                                  : usage[u"cache_read_input_tokens"].toInt();
        };
        const QString prefix(8000, u'x');
        QCOMPARE(cached(prefix + u" one"_s), 0);
        const int tokens = cached(prefix + u" two"_s);
        QVERIFY(tokens >= 1024 && tokens <= 2000);
        QCOMPARE(cached(u"short"_s), 0);
        QCOMPARE(cached(u"short"_s), 0);
    }

    void errorsHaveTheProvidersOwnShape_data()
    {
        QTest::addColumn<QString>("path");
        QTest::addColumn<QByteArray>("body");
        QTest::addColumn<int>("status");
        QTest::addColumn<QString>("type");
        QTest::addColumn<QJsonValue>("code");
        const auto row = [](const char *name, const QString &path, const QByteArray &body, int status,
                            const QString &type, const QJsonValue &code = QJsonValue()) {
            QTest::newRow(name) << path << body << status << type << code;
        };
        const QString invalid = u"invalid_request_error"_s;
        const QByteArray unknown = QJsonDocument(chat(u"hi"_s, u"gpt-9"_s)).toJson();
        const QByteArray tooLong = QJsonDocument(chat(QString(600'000, u'x'))).toJson();
        row("OpenAI: model", openAi, unknown, 404, invalid, u"model_not_found"_s);
        row("OpenAI: JSON", openAi, "{\"model\":", 400, invalid);
        row("OpenAI: messages", openAi, R"({"model":"sim-swift"})", 400, invalid);
        row("OpenAI: length", openAi, tooLong, 400, invalid, u"context_length_exceeded"_s);
        row("OpenAI: address", u"/chat/completion"_s, "{}", 404, invalid); // no model is missing
        row("Anthropic: model", anthropic, unknown, 404, u"not_found_error"_s);
        row("Anthropic: JSON", anthropic, "[]", 400, invalid);
        row("Anthropic: messages", anthropic, R"({"model":"sim-swift","max_tokens":1})", 400, invalid);
        row("Anthropic: max_tokens", anthropic,
            R"({"model":"sim-swift","messages":[{"role":"user","content":"x"}]})", 400, invalid);
        row("Anthropic: length", anthropic, tooLong, 400, invalid);
    }
    void errorsHaveTheProvidersOwnShape()
    {
        QFETCH(const QString, path);
        QFETCH(const QByteArray, body);
        QFETCH(const int, status);
        QFETCH(const QString, type);
        QFETCH(const QJsonValue, code);
        const HttpAnswer answer = m_client->post(path, body);
        QCOMPARE(answer.status, status);
        QCOMPARE(answer.contentType, "application/json"_ba);
        const QJsonObject object = answer.object();
        QCOMPARE(object[u"error"][u"type"].toString(), type);
        QVERIFY(!object[u"error"][u"message"].toString().isEmpty());
        if (path == anthropic)
            QCOMPARE(object[u"type"].toString(), u"error"_s);
        else
            QCOMPARE(object[u"error"][u"code"], code);
    }

    void aWrongKeyIsRefused()
    {
        simulator::SimulatorOptions options = atOnce();
        options.requiredKey = u"sk-right"_s;
        const auto strict = simulator::Simulator::start(options);
        SimulatorClient client(**strict);
        QCOMPARE(client.post(openAi, chat(u"hi"_s)).status, 401);
        QCOMPARE(client.get(u"/models"_s, {{"Authorization", "Bearer sk-wrong"}}).status, 401);
        QCOMPARE(client.post(openAi, chat(u"hi"_s), {{"Authorization", "Bearer sk-right"}}).status, 200);
        QCOMPARE(client.post(anthropic, chat(u"hi"_s), {{"x-api-key", "sk-right"}}).status, 200);
        const HttpAnswer refused = client.post(anthropic, chat(u"hi"_s), {{"x-api-key", "sk-wrong"}});
        QCOMPARE(refused.status, 401);
        QCOMPARE(refused.object()[u"error"][u"type"].toString(), u"authentication_error"_s);
        QVERIFY(!refused.body.contains("sk-"));
    }

    void hostileRequestsHarmNobody_data()
    {
        QTest::addColumn<QByteArray>("body");
        const QByteArray start = R"({"model":"sim-swift","messages":[{"role":"user","content":"x"}],)";
        for (const char *tokens : {"-5", "0", "-1e300", "\"many\"", "[1]"})
            QTest::newRow(tokens) << start + "\"max_tokens\":" + tokens + '}';
        QTest::newRow("empty") << QByteArray();
        QTest::newRow("null") << "null"_ba;
        QTest::newRow("no UTF-8") << "{\"model\":\"\xff\xfe\",\"messages\":[1]}"_ba;
        QTest::newRow("deep") << QByteArray(100'000, '[');
        QTest::newRow("messages is text") << R"({"model":"sim-swift","messages":"hi"})"_ba;
        QTest::newRow("no model") << R"({"model":7,"messages":[{}]})"_ba;
    }
    void hostileRequestsHarmNobody()
    {
        QFETCH(const QByteArray, body);
        for (const QString &path : {openAi, anthropic}) {
            const int status = m_client->post(path, body).status;
            QVERIFY2(status == 400 || status == 404, qPrintable(QString::number(status)));
        }
        QCOMPARE(m_client->post(openAi, chat(u"still there?"_s)).status, 200);
    }

    void aVastTokenLimitIsNoLimit()
    {
        const QJsonObject body = with(chat(u"hello"_s), u"max_tokens"_s, 1e18);
        QCOMPARE(finishOf(openAi, m_client->post(openAi, body).object()), u"stop"_s);
    }

private:
    static void bothProtocols()
    {
        QTest::addColumn<QString>("path");
        QTest::newRow("OpenAI") << openAi;
        QTest::newRow("Anthropic") << anthropic;
    }

    std::unique_ptr<simulator::Simulator> m_simulator;
    std::unique_ptr<SimulatorClient> m_client;
};

QTEST_GUILESS_MAIN(SimulatorWireTest)
#include "tst_simulatorwire.moc"
