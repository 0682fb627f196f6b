// SPDX-License-Identifier: GPL-3.0-or-later
#include <QTest>

#include "transport/ndjsondecoder.h"

using namespace assay;
using namespace assay::transport;

class NdjsonTest final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void linesComeWholeWhereverTheyAreCut_data()
    {
        QTest::addColumn<int>("size");
        for (int size = 1; size <= 40; ++size)
            QTest::addRow("pieces of %d", size) << size;
    }
    void linesComeWholeWhereverTheyAreCut()
    {
        QFETCH(const int, size);
        const QByteArray stream = "{\"a\":1}\r\n\n  \n{\"text\":\"gr\xc3\xbc\xc3\x9f\"}\n{\"last\":true}";
        QByteArrayList lines;
        NdjsonDecoder decoder([&lines](QByteArrayView line) { lines << line.toByteArray(); });
        for (qsizetype at = 0; at < stream.size(); at += size)
            QVERIFY(decoder.feed(
                QByteArrayView(stream).sliced(at, std::min<qsizetype>(size, stream.size() - at))));
        QCOMPARE(lines.size(), 2);
        decoder.finish();
        QCOMPARE(lines,
                 (QByteArrayList{"{\"a\":1}", "{\"text\":\"gr\xc3\xbc\xc3\x9f\"}", "{\"last\":true}"}));
        decoder.finish(); // nothing is said twice
        QCOMPARE(lines.size(), 3);
    }

    void aLineWithoutEndIsRefused()
    {
        NdjsonDecoder decoder([](QByteArrayView) {});
        const QByteArray megabyte(1024 * 1024, 'x');
        for (int i = 0; i < 32; ++i)
            QVERIFY(decoder.feed(megabyte));
        const auto refused = decoder.feed(megabyte);
        QVERIFY(!refused);
        QCOMPARE(refused.error().code, ErrorCode::MalformedResponse);
    }
};

QTEST_GUILESS_MAIN(NdjsonTest)
#include "tst_ndjson.moc"
