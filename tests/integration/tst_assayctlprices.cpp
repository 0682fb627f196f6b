// SPDX-License-Identifier: GPL-3.0-or-later
#include "ctlfixture.h"

using namespace Qt::StringLiterals;
using assay::test::CtlFixture;
using assay::test::CtlResult;

/// What a person does with prices in a terminal.
class AssayCtlPricesTest final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init()
    {
        m_ctl = std::make_unique<CtlFixture>();
        QCOMPARE(m_ctl->run({u"providers"_s, u"add"_s, u"work"_s, u"--vendor"_s, u"openai"_s}).exitCode, 0);
    }

    void aDryRunWritesNothing()
    {
        const QJsonObject plan = import({u"--dry-run"_s, u"--json"_s}).object();
        QVERIFY(plan[u"dry_run"].toBool());
        QCOMPARE(plan[u"new"].toArray().size(), 7);
        QCOMPARE(plan[u"skipped"].toArray().size(), 10);
        QCOMPARE(plan[u"of_other_kinds"].toInt(), 2);
        QCOMPARE(history(u"openai/astra-1"_s).size(), 0);
    }

    void importedPricesHoldFromTheirDay()
    {
        const CtlResult imported = import({u"--from"_s, u"2026-01-01"_s});
        QCOMPARE(imported.exitCode, 0);
        QVERIFY2(imported.out.contains("new      openai/astra-1: input $1.25, output $10"),
                 imported.out.constData());
        QVERIFY(imported.out.contains("skipped  bad-negative: "));
        QVERIFY(imported.out.contains("7 new, 0 changed"));
        const QJsonArray prices = history(u"openai/astra-1"_s);
        QCOMPARE(prices.size(), 1);
        QCOMPARE(prices[0][u"valid_from"].toString(), u"2026-01-01T00:00:00.000Z"_s);
        QCOMPARE(prices[0][u"origin"].toString(), u"litellm"_s);
        QCOMPARE(prices[0][u"price"][u"services"][u"batch"][u"usd_per_mtok"][u"input"].toString(),
                 u"0.625"_s);
        QVERIFY(import({}).out.contains("There was nothing to write."));
    }

    void aTypedPriceIsShownAndKept()
    {
        QCOMPARE(import({u"--from"_s, u"2026-01-01"_s}).exitCode, 0);
        const CtlResult set = m_ctl->run({u"models"_s, u"set-price"_s, u"openai/astra-1"_s, u"--input"_s,
                                          u"2"_s, u"--output"_s, u"8"_s, u"--from"_s, u"2026-02-01"_s});
        QCOMPARE(set.exitCode, 0);
        QVERIFY2(set.out.contains("usd_per_mtok.input: 1.25 \u2192 2"), set.out.constData());
        const CtlResult again = import({});
        QVERIFY2(again.out.contains("1 kept as a person typed them"), again.out.constData());
        const QJsonArray prices = history(u"openai/astra-1"_s);
        QCOMPARE(prices.size(), 2);
        QCOMPARE(prices[1][u"origin"].toString(), u"person"_s);
        QVERIFY(prices[1][u"holds_now"].toBool());
        QVERIFY(!prices[0][u"holds_now"].toBool());
        // What the model can is not what it costs.
        QCOMPARE(prices[1][u"price"][u"context_window"].toInt(), 400'000);
    }

    void oneListOfAPriceIsSetBesideTheOthers()
    {
        const auto set = [this](const QStringList &options) {
            return m_ctl->run(
                QStringList{u"models"_s, u"set-price"_s, u"openai/own"_s, u"--from"_s, u"2026-02-01"_s} + options);
        };
        QCOMPARE(set({u"--input"_s, u"2"_s, u"--output"_s, u"8"_s}).exitCode, 0);
        QCOMPARE(set({u"--input"_s, u"4"_s, u"--output"_s, u"12"_s, u"--above"_s, u"200000"_s}).exitCode, 0);
        QCOMPARE(set({u"--input"_s, u"1"_s, u"--output"_s, u"4"_s, u"--service"_s, u"flex"_s}).exitCode, 0);
        QCOMPARE(set({u"--input"_s, u"1"_s, u"--output"_s, u"4"_s, u"--service"_s, u"gold"_s}).exitCode, 2);
        QCOMPARE(set({u"--input"_s, u"1"_s, u"--output"_s, u"4"_s, u"--above"_s, u"-1"_s}).exitCode, 2);
        const QJsonValue price = history(u"openai/own"_s)[0][u"price"];
        QCOMPARE(price[u"usd_per_mtok"][u"input"].toString(), u"2"_s);
        QCOMPARE(price[u"tiers"][0][u"above_tokens"].toInt(), 200'000);
        QCOMPARE(price[u"tiers"][0][u"usd_per_mtok"][u"output"].toString(), u"12"_s);
        QCOMPARE(price[u"services"][u"flex"][u"usd_per_mtok"][u"input"].toString(), u"1"_s);
        // Nobody said what it can, so nobody says that it cannot.
        QVERIFY(price[u"features"].toArray().isEmpty() && price[u"lacks"].toArray().isEmpty());
    }

    void whatAModelCanIsSet()
    {
        const auto set = [this](const QStringList &options) {
            return m_ctl->run(QStringList{u"models"_s, u"set"_s, u"openai/own"_s} + options);
        };
        QCOMPARE(set({u"--context"_s, u"200000"_s, u"--can"_s, u"tools,vision"_s, u"--cannot"_s, u"reasoning"_s,
                      u"--last-day"_s, u"2027-01-14"_s})
                     .exitCode,
                 0);
        const QJsonArray entries = history(u"openai/own"_s);
        const QJsonValue known = entries[entries.size() - 1][u"price"];
        QCOMPARE(known[u"context_window"].toInt(), 200'000);
        QCOMPARE(known[u"features"].toArray().size(), 2);
        QCOMPARE(known[u"lacks"].toArray(), QJsonArray{u"reasoning"_s});
        QCOMPARE(known[u"deprecated_on"].toString(), u"2027-01-14"_s);
        for (const QStringList &bad :
             {QStringList{}, QStringList{u"--can"_s, u"fly"_s}, QStringList{u"--context"_s, u"big"_s},
              QStringList{u"--can"_s, u"tools"_s, u"--cannot"_s, u"tools"_s}, QStringList{u"--last-day"_s, u"soon"_s}})
            QCOMPARE(set(bad).exitCode, 2);
    }

    void aPriceEndsOrIsStruck()
    {
        QCOMPARE(m_ctl
                     ->run({u"models"_s, u"set-price"_s, u"openai/gpt-5"_s, u"--input"_s, u"2"_s,
                            u"--output"_s, u"8"_s, u"--from"_s, u"2026-02-01"_s})
                     .exitCode,
                 0);
        const auto remove = [this](const QString &option, const QString &date) {
            return m_ctl->run({u"models"_s, u"remove-price"_s, u"openai/gpt-5"_s, option, date}).exitCode;
        };
        QCOMPARE(remove(u"--from"_s, u"2026-01-01"_s), 2); // before it began
        QCOMPARE(remove(u"--from"_s, u"2026-03-01"_s), 0);
        QJsonArray prices = history(u"openai/gpt-5"_s);
        QCOMPARE(prices.size(), 3);
        QCOMPARE(prices[2][u"origin"].toString(), u"built-in"_s);
        QVERIFY(prices[2][u"holds_now"].toBool());
        QCOMPARE(remove(u"--entry"_s, u"2026-03-01"_s), 0);
        QCOMPARE(remove(u"--entry"_s, u"2026-02-01"_s), 0);
        QCOMPARE(history(u"openai/gpt-5"_s).size(), 1);
    }

    void refusesBeforeAWorkspaceIsMade_data()
    {
        QTest::addColumn<QStringList>("arguments");
        QTest::addColumn<QByteArray>("hint");
        const QStringList set{u"set-price"_s, u"openai/x"_s, u"--input"_s};
        QTest::newRow("no model") << QStringList{u"set-price"_s, u"x"_s, u"--input"_s, u"1"_s}
                                  << QByteArray("VENDOR/MODEL");
        QTest::newRow("no output") << QStringList(set + QStringList{u"1"_s}) << QByteArray("--output");
        QTest::newRow("negative") << QStringList(set + QStringList{u"-1"_s}) << QByteArray("--input needs");
        QTest::newRow("not a number")
            << QStringList(set + QStringList{u"NaN"_s}) << QByteArray("--input needs");
        QTest::newRow("no date") << QStringList{u"set-price"_s, u"openai/x"_s, u"--input"_s, u"1"_s,
                                                u"--output"_s,  u"1"_s,        u"--from"_s,  u"soon"_s}
                                 << QByteArray("--from needs");
        QTest::newRow("both ways of removing")
            << QStringList{u"remove-price"_s, u"openai/x"_s, u"--from"_s,
                           u"2026-01-01"_s,   u"--entry"_s,  u"2026-01-01"_s}
            << QByteArray("not both");
        QTest::newRow("no file") << QStringList{u"import-prices"_s, u"/nowhere.json"_s}
                                 << QByteArray("cannot be read");
        QTest::newRow("a folder") << QStringList{u"import-prices"_s, u"/"_s} << QByteArray("folder");
        QTest::newRow("endless") << QStringList{u"import-prices"_s, u"/dev/zero"_s} << QByteArray("16 MB");
        QTest::newRow("no days") << QStringList{u"retiring"_s, u"--within"_s, u"many"_s}
                                 << QByteArray("--within needs");
    }

    void refusesBeforeAWorkspaceIsMade()
    {
        QFETCH(QStringList, arguments);
        QFETCH(QByteArray, hint);
        const CtlFixture other;
        const CtlResult refused = other.run(QStringList{u"models"_s} + arguments);
        QCOMPARE(refused.exitCode, 2);
        QVERIFY2(refused.err.contains(hint), refused.err.constData());
        QVERIFY(QDir(other.home()).isEmpty());
    }

    void aProvidersNameIsNoVendor()
    {
        const CtlResult refused = m_ctl->run(
            {u"models"_s, u"set-price"_s, u"work/gpt-5"_s, u"--input"_s, u"1"_s, u"--output"_s, u"1"_s});
        QCOMPARE(refused.exitCode, 2);
        QVERIFY2(refused.err.contains("openai/gpt-5"), refused.err.constData());
        const CtlResult early = m_ctl->run(
            {u"models"_s, u"set-price"_s, u"acme/m"_s, u"--input"_s, u"1"_s, u"--output"_s, u"1"_s});
        QCOMPARE(early.exitCode, 0);
        QVERIFY(early.err.contains("No provider"));
    }

    void retiringModelsNameWhatUsesThem()
    {
        m_ctl->write(u"astra.json"_s,
                     "{\"astra-1\": {\"litellm_provider\": \"openai\", \"input_cost_per_token\": 1e-06,"
                     " \"deprecation_date\": \"2020-03-31\"}}");
        QCOMPARE(m_ctl->run({u"models"_s, u"import-prices"_s, m_ctl->path(u"astra.json"_s)}).exitCode, 0);
        m_ctl->write(u"greet.json"_s,
                     "{\"name\": \"greet\", \"model\": \"work/astra-1\","
                     " \"messages\": [{\"role\": \"user\", \"content\": \"Say hello.\"}]}");
        const CtlResult committed = m_ctl->run({u"prompts"_s, u"import"_s, m_ctl->path(u"greet.json"_s)});
        QVERIFY2(committed.exitCode == 0, committed.err.constData());
        const QJsonArray retiring = m_ctl->run({u"--json"_s, u"models"_s, u"retiring"_s}).array();
        QCOMPARE(retiring.size(), 1);
        QCOMPARE(retiring[0][u"model"].toString(), u"work/astra-1"_s);
        QCOMPARE(retiring[0][u"last_day"].toString(), u"2020-03-31"_s);
        QCOMPARE(retiring[0][u"source"].toString(), u"price-list"_s);
        QCOMPARE(retiring[0][u"used_by"][0][u"name"].toString(), u"greet"_s);
        QVERIFY(m_ctl->run({u"models"_s, u"retiring"_s}).out.contains("greet@1"));
    }

private:
    CtlResult import(const QStringList &options)
    {
        return m_ctl->run(QStringList{u"models"_s, u"import-prices"_s,
                                      QStringLiteral(ASSAY_TEST_DATA "/prices/litellm-sample.json")}
                          + options);
    }
    /// Empty when nothing is known.
    QJsonArray history(const QString &model)
    {
        return m_ctl->run({u"--json"_s, u"models"_s, u"price-history"_s, model}).array();
    }

    std::unique_ptr<CtlFixture> m_ctl;
};

QTEST_GUILESS_MAIN(AssayCtlPricesTest)
#include "tst_assayctlprices.moc"
