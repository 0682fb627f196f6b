// SPDX-License-Identifier: GPL-3.0-or-later
#include "transport/ssedecoder.h"

#include <QElapsedTimer>
#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QRandomGenerator>
#include <QTest>

using namespace assay;
using namespace assay::transport;
using namespace Qt::StringLiterals;

namespace {

using Events = QList<std::pair<QByteArray, QByteArray>>;

Events decode(const QByteArray &stream, const std::function<qsizetype()> &nextLength)
{
    Events events;
    SseDecoder decoder([&events](const SseEvent &event) { events.append({event.name, event.data}); });
    for (qsizetype at = 0; at < stream.size();) {
        const qsizetype length = std::min(nextLength(), stream.size() - at);
        if (!decoder.feed(QByteArrayView(stream).sliced(at, length)))
            return {};
        at += length;
    }
    decoder.finish();
    return events;
}

Events decodeWhole(const QByteArray &stream)
{
    return decode(stream, [&stream] { return stream.size(); });
}

QByteArray readTestData(const QString &name)
{
    QFile file(QStringLiteral(ASSAY_TEST_DATA "/wire/") + name);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

Events conformanceEvents()
{
    Events events;
    const QJsonArray files = QJsonDocument::fromJson(readTestData(u"expected.json"_s)).array();
    for (const QJsonValue &file : files) {
        if (file[u"file"_s].toString() != u"sse-conformance.sse"_s)
            continue;
        const QJsonArray expected = file[u"expect"_s][u"events"_s].toArray();
        for (const QJsonValue &event : expected)
            events.append({event[u"event"_s].toString().toUtf8(), event[u"data"_s].toString().toUtf8()});
    }
    return events;
}

} // namespace

class SseDecoderTest final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void followsTheStandard_data();
    void followsTheStandard();
    void conformsHoweverItIsCut();
    void anyCutGivesTheSameEvents();
    void isLinearInALongLineOfSingleBytes();
    void isLinearInShortLinesThatEndInCr();
    void refusesAnEventBeyondTheLimit();
};

void SseDecoderTest::followsTheStandard_data()
{
    QTest::addColumn<QByteArray>("stream");
    QTest::addColumn<Events>("events");
    const auto row = [](const char *name, const QByteArray &stream, const Events &events) {
        QTest::newRow(name) << stream << events;
    };
    row("nothing", "", {});
    row("byte-order mark alone", "\xEF\xBB\xBF", {});
    row("byte-order mark once",
        "\xEF\xBB\xBF\xEF\xBB\xBF"
        "data: x\n\n",
        {});
    row("no blank line, no JSON", "data: half\n", {});
    row("no blank line, cut JSON", "data: {\"a\":", {});
    row("no line end, done mark", "data: [DONE]", {{"message", "[DONE]"}});
    row("no blank line, JSON", "event: e\ndata: {\"a\":1}\n", {{"e", "{\"a\":1}"}});
    row("name ends with its event", "event: e\ndata: 1\n\ndata: 2\n\n", {{"e", "1"}, {"message", "2"}});
    row("name without data is forgotten", "event: e\n\ndata: 2\n\n", {{"message", "2"}});
    row("one space only", "data:  a\ndata:\tb\n\n", {{"message", " a\n\tb"}});
    row("empty data lines", "data:\ndata\n\n", {{"message", "\n"}});
    row("CR CR", "data: a\r\rdata: b\r\r", {{"message", "a"}, {"message", "b"}});
    row("CR LF CR LF", "data: a\r\n\r\n", {{"message", "a"}});
    row("LF CR", "data: a\n\rdata: b\n\n", {{"message", "a"}, {"message", "b"}});
    row("field names with case and space", "Data: a\n data: b\ndata : c\n\n", {});
    row("NUL in data", QByteArray("data: a\0b\n\n", 11), {{"message", QByteArray("a\0b", 3)}});
}

void SseDecoderTest::followsTheStandard()
{
    QFETCH(QByteArray, stream);
    QFETCH(Events, events);
    QCOMPARE(decodeWhole(stream), events);
    QCOMPARE(decode(stream, [] { return 1; }), events);
}

void SseDecoderTest::conformsHoweverItIsCut()
{
    const QByteArray stream = readTestData(u"sse-conformance.sse"_s);
    const Events expected = conformanceEvents();
    QVERIFY(!stream.isEmpty());
    QVERIFY(!expected.isEmpty());
    QCOMPARE(decodeWhole(stream), expected);
    QCOMPARE(decode(stream, [] { return 1; }), expected);
    QCOMPARE(decode(stream, [] { return 7; }), expected);
    QRandomGenerator random(20261123);
    for (int round = 0; round < 200; ++round)
        QCOMPARE(decode(stream, [&random] { return qsizetype(random.bounded(1, 40)); }), expected);
}

void SseDecoderTest::anyCutGivesTheSameEvents()
{
    // Random streams over the bytes that mean something, each decoded whole and in random pieces.
    constexpr quint32 seed = 4711;
    const QByteArrayList words{"data", "data:",     "data: ", "event: e", "event:", ":",     " ",
                               "\n",   "\r",        "\r\n",   "\n\n",     "\r\r",   "id: 1", "\xEF\xBB\xBF",
                               "\xEF", "{\"a\":1}", "[DONE]", "x",        "retry"};
    QRandomGenerator random(seed);
    for (int round = 0; round < 20'000; ++round) {
        QByteArray stream;
        for (int count = random.bounded(30); count > 0; --count)
            stream += words[random.bounded(words.size())];
        const Events whole = decodeWhole(stream);
        const Events pieces = decode(stream, [&random] { return qsizetype(random.bounded(1, 6)); });
        QVERIFY2(pieces == whole, stream.toPercentEncoding().constData());
        QCOMPARE(decode(stream, [] { return 1; }), whole);
    }
}

void SseDecoderTest::isLinearInALongLineOfSingleBytes()
{
    const auto nanoseconds = [](qsizetype size) {
        const QByteArray stream = "data: \"" + QByteArray(size, 'a') + "\"\n\n";
        QElapsedTimer timer;
        timer.start();
        const Events events = decode(stream, [] { return 1; });
        return events.size() == 1 && events[0].second.size() == size + 2 ? timer.nsecsElapsed() : -1;
    };
    const qint64 small = nanoseconds(1'000'000);
    const qint64 large = nanoseconds(10'000'000);
    QVERIFY(small > 0 && large > 0);
    QVERIFY2(large < small * 40,
             "ten times the bytes took more than forty times as long"); // quadratic: a hundred
}

void SseDecoderTest::isLinearInShortLinesThatEndInCr()
{
    QByteArray stream;
    for (int i = 0; i < 1'000'000; ++i)
        stream += "data: 1\r\r";
    QCOMPARE(decodeWhole(stream).size(),
             1'000'000); // would take minutes if each line looked for a LF to the end
}

void SseDecoderTest::refusesAnEventBeyondTheLimit()
{
    const QByteArray megabyte(1024 * 1024, 'a');
    int events = 0;
    SseDecoder oneLine([&events](const SseEvent &) { ++events; });
    Result<> fed = oneLine.feed("data: ");
    for (int i = 0; fed && i < 40; ++i)
        fed = oneLine.feed(megabyte);
    QVERIFY(!fed);
    QCOMPARE(fed.error().code, ErrorCode::MalformedResponse);

    SseDecoder manyLines([&events](const SseEvent &) { ++events; });
    const QByteArray line = "data: " + megabyte + '\n';
    fed = {};
    for (int i = 0; fed && i < 40; ++i)
        fed = manyLines.feed(line);
    QVERIFY(!fed);
    QCOMPARE(events, 0);
}

QTEST_GUILESS_MAIN(SseDecoderTest)
#include "tst_ssedecoder.moc"
