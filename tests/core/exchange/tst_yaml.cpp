// SPDX-License-Identifier: GPL-3.0-or-later
#include <QJsonArray>
#include <QJsonDocument>
#include <QTest>

#include "exchange/yaml.h"

using namespace Qt::StringLiterals;
using namespace assay;
using namespace assay::exchange;

class YamlTest final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void readsAsJson_data()
    {
        QTest::addColumn<QByteArray>("yaml");
        QTest::addColumn<QByteArray>("json");
        const auto row = [](const char *name, const char *yaml, const char *json) {
            QTest::newRow(name) << QByteArray(yaml) << QByteArray(json);
        };
        row("scalars", "a: 1\nb: -2.5\nc: true\nd: ~\ne: text\nf: 0x1F\ng: 1e3\n",
            R"({"a":1,"b":-2.5,"c":true,"d":null,"e":"text","f":31,"g":1000})");
        row("quoted stays text", "a: \"1\"\nb: 'true'\n", R"({"a":"1","b":"true"})");
        row("no Norway problem", "country: NO\nanswer: yes\n", R"({"answer":"yes","country":"NO"})");
        row("blocks", "a: |\n  one\n  two\nb: >-\n  folded\n  line\n",
            R"({"a":"one\ntwo\n","b":"folded line"})");
        row("sequences", "- 1\n- [a, b]\n- {c: d}\n", R"([1,["a","b"],{"c":"d"}])");
        row("anchors", "base: &x {a: 1}\nuse: *x\n", R"({"base":{"a":1},"use":{"a":1}})");
        row("merge", "base: &x {a: 1, b: 2}\nuse:\n  <<: *x\n  b: 3\n",
            R"({"base":{"a":1,"b":2},"use":{"a":1,"b":3}})");
        row("unicode", "a: \"\\u00fc \xF0\x9F\x8D\x8F\"\n", "{\"a\":\"\xC3\xBC \xF0\x9F\x8D\x8F\"}");
    }

    void readsAsJson()
    {
        QFETCH(QByteArray, yaml);
        QFETCH(QByteArray, json);
        const auto read = jsonFromYaml(yaml, u"file"_s);
        QVERIFY2(read, read ? "" : qPrintable(read.error().message));
        const QJsonDocument expected = QJsonDocument::fromJson(json);
        QCOMPARE(*read, expected.isArray() ? QJsonValue(expected.array()) : QJsonValue(expected.object()));
    }

    void refusesWithPosition_data()
    {
        QTest::addColumn<QByteArray>("yaml");
        QTest::addColumn<QString>("said");
        const auto row = [](const char *name, const QByteArray &yaml, const char *said) {
            QTest::newRow(name) << yaml << QString::fromLatin1(said);
        };
        row("unclosed", "a: [1, 2\nb: 3\n", "line");
        row("twice", "a: 1\nb: 2\na: 3\n", "line 3, column 1: the key");
        row("key is a list", "? [a, b]\n: 1\n", "line 1, column 3: a key must be a text");
        row("foreign tag", "a: !!python/object:os.system ls\n", "means nothing here");
        row("inside itself", "a: &x [*x]\n", "inside what it names");
        QByteArray bomb = "a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n";
        for (int i = 1; i < 10; ++i) {
            const QByteArray before = "*a" + QByteArray::number(i - 1);
            bomb += "a" + QByteArray::number(i) + ": &a" + QByteArray::number(i) + " [";
            for (int k = 0; k < 10; ++k)
                bomb += before + (k < 9 ? ", " : "]\n");
        }
        row("a billion laughs", bomb, "more than a million values");
        row("deep", QByteArray(100'000, '['), "line 1");
        row(
            "deep maps",
            [] {
                QByteArray deep;
                for (int i = 0; i < 300; ++i)
                    deep += QByteArray(i, ' ') + "a:\n";
                return deep;
            }(),
            "levels deep");
    }

    void refusesWithPosition()
    {
        QFETCH(QByteArray, yaml);
        QFETCH(QString, said);
        const auto read = jsonFromYaml(yaml, u"file"_s);
        QVERIFY(!read);
        QCOMPARE(read.error().code, ErrorCode::InvalidInput);
        QVERIFY2(read.error().message.contains(said), qPrintable(read.error().message));
    }

    void whatIsWrittenReadsTheSame()
    {
        const QJsonObject object{
            {u"plain"_s, u"gpt-5/mini 2"_s},
            {u"looks like a number"_s, u"12"_s},
            {u"looks like a truth"_s, u"true"_s},
            {u"old truth"_s, u"Yes"_s},
            {u"empty"_s, u""_s},
            {u"dash"_s, u"- a: b # c"_s},
            {u"lines"_s, u" begins with a space\n\ttab \"quote\" \\ back\n\n"_s},
            {u"control"_s, u"\u0001\u2028\u00E4"_s},
            {u"numbers"_s, QJsonArray{0, -7, 1.5, 1e21, qint64(9007199254740993)}},
            {u"nothing"_s, QJsonValue()},
            {u"holes"_s, QJsonObject{{u"list"_s, QJsonArray()}, {u"map"_s, QJsonObject()}}},
            {u"{{odd}} key: #"_s, QJsonValue(false)}};
        const QByteArray yaml = yamlFromJson(object);
        const auto read = jsonFromYaml(yaml, u"file"_s);
        QVERIFY2(read, read ? "" : qPrintable(read.error().message + QString::fromUtf8(yaml)));
        QCOMPARE(QJsonDocument(read->toObject()).toJson(), QJsonDocument(object).toJson());
    }

    void nothingAtAllIsNull()
    {
        QVERIFY(jsonFromYaml("", u"file"_s)->isNull());
        QVERIFY(jsonFromYaml("# a comment\n", u"file"_s)->isNull());
    }
};

QTEST_GUILESS_MAIN(YamlTest)
#include "tst_yaml.moc"
