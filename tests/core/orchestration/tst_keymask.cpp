// SPDX-License-Identifier: GPL-3.0-or-later
#include <QTest>

#include "orchestration/keymask.h"

#include <QMap>
#include <QRandomGenerator>

using namespace Qt::StringLiterals;
using namespace assay;
using namespace assay::orchestration;

namespace {

struct Heard {
    QString text;
    QString reasoning;
    int toolCalls = 0;
    int empty = 0;
};

KeyMask::DeltaHandler into(Heard &heard)
{
    return [&heard](const providers::Delta &delta) {
        heard.text += delta.text;
        heard.reasoning += delta.reasoning;
        heard.toolCalls += delta.toolCall ? 1 : 0;
        heard.empty += delta.text.isEmpty() && delta.reasoning.isEmpty() && !delta.toolCall ? 1 : 0;
    };
}

KeyMask maskOf(const char *key)
{
    return KeyMask(security::Secret::fromUtf8(key));
}

} // namespace

/// A key that comes back is not shown, however it is cut.
class TestKeyMask : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void anyCutIsMaskedAsTheWhole();
    void whatOnlyBeganLikeTheKeyIsHandedOn();
    void kindsOfTextDoNotMix();
    void argumentsOfACallAreMaskedWhileTheyCome();
    void shortKeysAreWords();
};

void TestKeyMask::anyCutIsMaskedAsTheWhole()
{
    const QString key = u"aabaabaac"_s; // overlaps itself in every way
    QRandomGenerator random(78);
    int masked = 0;
    for (int round = 0; round < 3000; ++round) {
        QString whole;
        for (int i = random.bounded(12); i >= 0; --i) {
            static const QStringList pieces{u"a"_s, u"b"_s, u"aab"_s, u"aabaabaa"_s, u"aabaabaac"_s, u"c "_s};
            whole += pieces.at(random.bounded(int(pieces.size())));
        }
        Heard heard;
        KeyMask mask = maskOf("aabaabaac");
        for (qsizetype at = 0; at < whole.size();) {
            const qsizetype length = std::min<qsizetype>(1 + random.bounded(6), whole.size() - at);
            providers::Delta delta;
            delta.text = whole.mid(at, length);
            mask.feed(delta, into(heard));
            at += length;
        }
        mask.finish(into(heard));
        QString expected = whole;
        expected.replace(key, u"****"_s);
        QCOMPARE(heard.text, expected);
        QCOMPARE(heard.empty, 0);
        masked += expected.contains(u'*') ? 1 : 0;
    }
    QVERIFY(masked > 500);
}

void TestKeyMask::whatOnlyBeganLikeTheKeyIsHandedOn()
{
    Heard heard;
    KeyMask mask = maskOf("sk-12345678");
    providers::Delta delta;
    delta.text = u"It is"_s; // the key begins with an s
    mask.feed(delta, into(heard));
    QCOMPARE(heard.text, u"It i"_s);
    delta.text = u" done sk-1"_s;
    mask.feed(delta, into(heard));
    QCOMPARE(heard.text, u"It is done "_s);
    mask.finish(into(heard));
    QCOMPARE(heard.text, u"It is done sk-1"_s);
}

void TestKeyMask::kindsOfTextDoNotMix()
{
    Heard heard;
    KeyMask mask = maskOf("sk-12345678");
    providers::Delta text;
    text.text = u"sk-1234"_s;
    providers::Delta reasoning;
    reasoning.reasoning = u"5678"_s;
    providers::Delta call;
    call.toolCall = true;
    mask.feed(text, into(heard));
    mask.feed(reasoning, into(heard));
    mask.feed(call, into(heard));
    mask.finish(into(heard));
    QCOMPARE(heard.text, u"sk-1234"_s);
    QCOMPARE(heard.reasoning, u"5678"_s);
    QCOMPARE(heard.toolCalls, 1);
}

void TestKeyMask::argumentsOfACallAreMaskedWhileTheyCome()
{
    QMap<int, QString> arguments;
    KeyMask mask = maskOf("sk-12345678");
    const auto hear = [&arguments](const providers::Delta &delta) {
        QVERIFY(delta.toolCall);
        QCOMPARE(delta.toolName, u"send"_s);
        arguments[delta.toolIndex] += delta.toolArguments;
    };
    const auto feed = [&](int index, const QString &fragment) {
        providers::Delta call;
        call.toolCall = true;
        call.toolIndex = index;
        call.toolName = u"send"_s;
        call.toolArguments = fragment;
        mask.feed(call, hear);
    };
    feed(0, u"{\"key\": \"sk-1234"_s);
    QVERIFY(!arguments[0].contains(u"sk-"_s));
    feed(0, u"5678\"} sk-"_s);
    feed(1, u"12345678"_s); // another call: no key together
    mask.finish(hear);
    QCOMPARE(arguments[0], u"{\"key\": \"****\"} sk-"_s);
    QCOMPARE(arguments[1], u"12345678"_s);
}

void TestKeyMask::shortKeysAreWords()
{
    Heard heard;
    KeyMask mask = maskOf("ollama");
    providers::Delta delta;
    delta.text = u"ollama runs"_s;
    mask.feed(delta, into(heard));
    QCOMPARE(heard.text, u"ollama runs"_s);
}

QTEST_GUILESS_MAIN(TestKeyMask)
#include "tst_keymask.moc"
