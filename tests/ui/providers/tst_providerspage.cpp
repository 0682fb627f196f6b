// SPDX-License-Identifier: GPL-3.0-or-later
#include "simulator/simulator.h"
#include "support/awaiting.h"
#include "ui/actions/actionregistry.h"
#include "ui/providers/keyfield.h"
#include "ui/providers/modelsmodel.h"
#include "ui/providers/pricesbar.h"
#include "ui/providers/providersmodel.h"
#include "ui/providers/providerspage.h"
#include "ui/theme/theme.h"
#include "ui/widgets/messagebar.h"
#include "workspace/engine.h"

#include <QAbstractItemModelTester>
#include <QAccessible>
#include <QComboBox>
#include <QCoroFuture>
#include <QLabel>
#include <QListView>
#include <QPushButton>
#include <QStackedWidget>
#include <QTableView>
#include <QTableWidget>
#include <QTemporaryDir>
#include <QTest>

using namespace assay;
using namespace assay::ui;
using namespace Qt::StringLiterals;

namespace {

constexpr auto plantedKey = "sk-planted-0123456789-wxyz";

/// A window's worth of services around the page, without a keychain (no session bus): keys live for this run.
struct Bench {
    Bench()
        : engine([this] {
            workspace::WorkspaceOptions options;
            options.path = folder.filePath(u"w.assay"_s);
            options.whenMissing = workspace::WorkspaceOptions::WhenMissing::CreateEmpty;
            return options;
        }())
        , page({engine, theme, actions, state})
    {
        page.resize(1200, 800);
        page.show();
        page.activate();
        if (!QTest::qWaitFor([this] { return page.isSettled(); }))
            qFatal("the page does not settle");
    }

    template <typename T> T *named(const QString &accessibleName)
    {
        for (T *widget : page.findChildren<T *>()) {
            if (widget->accessibleName() == accessibleName && widget->isVisible())
                return widget;
        }
        qFatal("no visible control is called %s", qPrintable(accessibleName));
    }
    QPushButton *button(const QString &text)
    {
        for (QPushButton *candidate : page.findChildren<QPushButton *>()) {
            if (candidate->text().remove(u'&') == text && candidate->isVisible())
                return candidate;
        }
        qFatal("no visible button says %s", qPrintable(text));
    }
    /// What opens a section.
    QAbstractButton *head(const QString &title)
    {
        for (QAbstractButton *candidate : page.findChildren<QAbstractButton *>()) {
            if (candidate->text().startsWith(title) && candidate->isVisible())
                return candidate;
        }
        qFatal("no section is called %s", qPrintable(title));
    }
    void retype(const QString &field, const QString &text)
    {
        auto *edit = named<QLineEdit>(field);
        edit->setFocus();
        edit->selectAll();
        QTest::keyClicks(edit, text);
        QTest::keyClick(edit, Qt::Key_Return);
    }
    bool showsText(const QString &text)
    {
        for (const QLabel *label : page.findChildren<QLabel *>()) {
            if (label->isVisible() && label->text().contains(text))
                return true;
        }
        return false;
    }
    std::optional<catalog::CatalogModel> priced(const QString &vendor, const QString &model)
    {
        using Found = std::optional<catalog::CatalogModel>;
        const auto found =
            test::await(engine.run([=](workspace::Workspace &workspace) -> QCoro::Task<Result<Found>> {
                const auto *entry =
                    workspace.prices()->entryAt(vendor, model, workspace.clock().utcMicros());
                co_return entry != nullptr ? entry->price : Found();
            }));
        return found ? *found : Found();
    }
    catalog::Provider stored(const QString &name)
    {
        const auto found = test::await(
            engine.run([name](workspace::Workspace &workspace) -> QCoro::Task<Result<catalog::Provider>> {
                co_return co_await workspace.providers().find(name);
            }));
        return found ? *found : catalog::Provider();
    }
    MessageBar *bar()
    {
        for (MessageBar *candidate : page.findChildren<MessageBar *>()) {
            if (candidate->isVisible())
                return candidate;
        }
        return nullptr;
    }
    bool shows(MessageBar::Kind kind) { return bar() != nullptr && bar()->kind() == kind; }
    QListView *list() { return named<QListView>(u"Providers"_s); }

    void openForm()
    {
        page.navigate({{u"add"_s, true}});
        if (!QTest::qWaitFor([this] { return page.isSettled(); }))
            qFatal("the form does not settle");
    }
    void choose(const QString &kind)
    {
        auto *kinds = named<QComboBox>(u"Kind of provider"_s);
        const int index = kinds->findText(kind);
        if (index < 0)
            qFatal("nothing is called %s", qPrintable(kind));
        kinds->setCurrentIndex(index);
    }

    void addServer(const QString &name, const QByteArray &url, const QString &key)
    {
        openForm();
        choose(u"Another server"_s);
        auto *nameField = named<QLineEdit>(u"Name"_s);
        nameField->clear();
        QTest::keyClicks(nameField, name);
        auto *urlField = named<QLineEdit>(u"Base URL"_s);
        urlField->clear();
        QTest::keyClicks(urlField, QString::fromUtf8(url));
        QTest::keyClicks(named<QLineEdit>(u"API key"_s), key);
        QTest::mouseClick(button(u"Add provider"_s), Qt::LeftButton);
    }

    /// Of a server at `url`, once it was asked.
    QTableView *listedModels(const QByteArray &url)
    {
        addServer(u"lab"_s, url, {});
        const auto ready = [this] { return list()->model()->rowCount() == 1 && page.isSettled(); };
        if (!QTest::qWaitFor(ready))
            qFatal("the server is not added");
        QTest::mouseClick(button(u"Test connection"_s), Qt::LeftButton);
        auto *models = named<QTableView>(u"Models of this provider"_s);
        if (!QTest::qWaitFor([models] { return models->model()->rowCount() > 0; }))
            qFatal("no models are listed");
        return models;
    }
    /// Into the current cell, as a person does.
    void type(QTableView *view, const QString &text)
    {
        view->edit(view->currentIndex());
        auto *editor = view->findChild<QLineEdit *>();
        editor->selectAll();
        QTest::keyClicks(editor, text);
        QTest::keyClick(editor, Qt::Key_Return);
        if (!QTest::qWaitFor([view] { return view->findChild<QLineEdit *>() == nullptr; }))
            qFatal("the editor stays open");
    }

    QTemporaryDir folder;
    Theme theme{ThemeChoice::Light};
    ActionRegistry actions{theme};
    QSettings state{folder.filePath(u"state.ini"_s), QSettings::IniFormat};
    workspace::Engine engine;
    ProvidersPage page;
};

} // namespace

class ProvidersPageTest final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { qunsetenv("DBUS_SESSION_BUS_ADDRESS"); }

    void anEmptyWorkspaceSaysWhatToDo()
    {
        Bench bench;
        QCOMPARE(bench.list()->model()->rowCount(), 0);
        QTest::mouseClick(bench.button(u"Add a provider"_s), Qt::LeftButton);
        QVERIFY(bench.named<QComboBox>(u"Kind of provider"_s));
        QTest::keyClick(&bench.page, Qt::Key_Escape);
        QVERIFY(bench.page.escape()); // the window hands Esc over
        QVERIFY(bench.button(u"Add a provider"_s));
    }

    void aServerIsAddedTestedAndItsModelsListed()
    {
        const auto simulator = simulator::Simulator::start({});
        QVERIFY(simulator);
        Bench bench;
        QAbstractItemModelTester tester(bench.list()->model());
        bench.addServer(u"lab"_s, (*simulator)->baseUrl(), {});
        QTRY_COMPARE(bench.list()->model()->rowCount(), 1);
        QTRY_VERIFY(bench.page.isSettled());
        QTest::mouseClick(bench.button(u"Test connection"_s), Qt::LeftButton);
        auto *models = bench.named<QTableView>(u"Models of this provider"_s);
        QTRY_VERIFY(models->model()->rowCount() >= 3);
        QTRY_VERIFY(bench.bar() != nullptr);
        QCOMPARE(bench.bar()->kind(), MessageBar::Kind::Success);
    }

    void aVendorFillsInWhatItCan_data()
    {
        QTest::addColumn<QString>("kind");
        QTest::addColumn<QString>("name");
        QTest::addColumn<QString>("protocol");
        QTest::addColumn<QString>("url");
        QTest::addColumn<QString>("keys");
        QTest::newRow("Groq") << u"Groq"_s << u"groq"_s << u"OpenAI Chat Completions (most servers)"_s
                              << u"https://api.groq.com/openai/v1"_s << u"https://console.groq.com/keys"_s;
        QTest::newRow("Anthropic") << u"Anthropic"_s << u"anthropic"_s << u"Anthropic Messages"_s
                                   << u"https://api.anthropic.com/v1"_s
                                   << u"https://console.anthropic.com/settings/keys"_s;
        QTest::newRow("Azure") << u"Azure OpenAI"_s << u"azure"_s << u"Azure OpenAI"_s << QString()
                               << u"https://portal.azure.com"_s;
        QTest::newRow("no key") << u"vLLM"_s << u"vllm"_s << u"OpenAI Chat Completions (most servers)"_s
                                << u"http://127.0.0.1:8000/v1"_s << QString();
        QTest::newRow("nobody's") << u"Another server"_s << QString()
                                  << u"OpenAI Chat Completions (most servers)"_s << QString() << QString();
    }
    void aVendorFillsInWhatItCan()
    {
        QFETCH(const QString, kind);
        QFETCH(const QString, name);
        QFETCH(const QString, protocol);
        QFETCH(const QString, url);
        QFETCH(const QString, keys);
        Bench bench;
        bench.openForm();
        bench.choose(kind);
        QCOMPARE(bench.named<QLineEdit>(u"Name"_s)->text(), name);
        QCOMPARE(bench.named<QComboBox>(u"Protocol"_s)->currentText(), protocol);
        QCOMPARE(bench.named<QLineEdit>(u"Base URL"_s)->text(), url);
        QVERIFY(!bench.named<QLineEdit>(u"Base URL"_s)->placeholderText().isEmpty());
        QString hint;
        for (const QLabel *label : bench.page.findChildren<QLabel *>()) {
            if (label->isVisible() && label->openExternalLinks())
                hint = label->text();
        }
        QCOMPARE(hint.contains(u"href=\""_s + keys + u'"'), !keys.isEmpty());
        QCOMPARE(hint.isEmpty(), keys.isEmpty());
    }

    void aPresetIsAddedAsItWasEdited()
    {
        Bench bench;
        bench.openForm();
        bench.choose(u"vLLM"_s);
        bench.named<QLineEdit>(u"Name"_s)->setText(u"gpu"_s);
        bench.named<QLineEdit>(u"Base URL"_s)->setText(u"http://127.0.0.1:9/v1"_s);
        auto *protocols = bench.named<QComboBox>(u"Protocol"_s);
        protocols->setCurrentIndex(protocols->findText(u"OpenAI Responses"_s));
        QTest::mouseClick(bench.button(u"Add provider"_s), Qt::LeftButton);
        QTRY_COMPARE(bench.list()->model()->rowCount(), 1);
        QTRY_VERIFY(bench.page.isSettled());
        const auto added = test::await(
            bench.engine.run([](workspace::Workspace &workspace) -> QCoro::Task<Result<catalog::Provider>> {
                co_return co_await workspace.providers().find(u"gpu"_s);
            }));
        QVERIFY(added);
        QCOMPARE(added->vendor, u"vllm"_s);
        QCOMPARE(added->protocol, catalog::Protocol::OpenAiResponses);
        QCOMPARE(added->baseUrl, QUrl(u"http://127.0.0.1:9/v1"_s));
        QVERIFY(!added->needsKey);
    }

    void theSimulatorIsAddedByItsNameAlone()
    {
        Bench bench;
        bench.openForm();
        bench.choose(u"Built-in simulator"_s);
        QVERIFY(!bench.named<QLineEdit>(u"Base URL"_s)->isEnabled());
        QTest::mouseClick(bench.button(u"Add provider"_s), Qt::LeftButton);
        QTRY_COMPARE(bench.list()->model()->rowCount(), 1);
        QTRY_VERIFY(bench.page.isSettled());
        auto *models =
            bench.named<QTableView>(u"Models of this provider"_s); // it is asked without being told
        QTRY_VERIFY(models->model()->rowCount() >= 3);
    }

    void aBadAddressIsRefusedBesideTheForm()
    {
        Bench bench;
        bench.addServer(u"lab"_s, "ftp://example.org", {});
        QTRY_VERIFY(bench.bar() != nullptr);
        QCOMPARE(bench.bar()->kind(), MessageBar::Kind::Error);
        QCOMPARE(bench.list()->model()->rowCount(), 0);
    }

    void withoutAKeychainTheKeyIsOfferedForThisRunAndNeverStored()
    {
        Bench bench;
        bench.addServer(u"paid"_s, "http://127.0.0.1:9/v1", QString::fromLatin1(plantedKey));
        QTRY_VERIFY(bench.bar() != nullptr);
        QVERIFY2(bench.bar()->sentence().contains(u"this run only"_s), qPrintable(bench.bar()->sentence()));
        QVERIFY(!bench.bar()->sentence().contains(QString::fromLatin1(plantedKey)));
        QVERIFY(bench.page.findChild<KeyField *>()->text().isEmpty());
        QTest::mouseClick(bench.button(u"Use for this run only"_s), Qt::LeftButton);
        QTRY_COMPARE(bench.list()->model()->rowCount(), 1);
        QTRY_COMPARE(bench.list()->model()->index(0, 0).data(ProvidersModel::KeyRole).toString(),
                     u"key for this run"_s);

        QTRY_VERIFY(bench.page.isSettled());
        const QDir folder(bench.folder.path());
        for (const QFileInfo &file : folder.entryInfoList(QDir::Files)) {
            QFile content(file.filePath());
            QVERIFY(content.open(QIODevice::ReadOnly));
            QVERIFY2(!content.readAll().contains(plantedKey), qPrintable(file.fileName()));
        }
    }

    void removingAsksFirst()
    {
        Bench bench;
        bench.addServer(u"lab"_s, "http://127.0.0.1:9/v1", {});
        QTRY_COMPARE(bench.list()->model()->rowCount(), 1);
        QTRY_VERIFY(bench.page.isSettled());
        bench.actions.action(u"providers.remove"_s)->trigger();
        QTRY_VERIFY(bench.bar() != nullptr);
        QCOMPARE(bench.list()->model()->rowCount(), 1);
        QTest::mouseClick(bench.button(u"Remove"_s), Qt::LeftButton);
        QTRY_COMPARE(bench.list()->model()->rowCount(), 0);
    }

    void aServerThatIsNotThereIsNamedInTheError()
    {
        Bench bench;
        bench.addServer(u"gone"_s, "http://127.0.0.1:9/v1", {});
        QTRY_COMPARE(bench.list()->model()->rowCount(), 1);
        QTRY_VERIFY(bench.page.isSettled());
        QTest::mouseClick(bench.button(u"Test connection"_s), Qt::LeftButton);
        QTRY_VERIFY(bench.bar() != nullptr && bench.bar()->kind() == MessageBar::Kind::Error);
        QVERIFY2(bench.bar()->sentence().contains(u"127.0.0.1"_s), qPrintable(bench.bar()->sentence()));
    }

    void aPriceIsTypedInPlaceAndTakenBack()
    {
        const auto simulator = simulator::Simulator::start({});
        QVERIFY(simulator);
        Bench bench;
        QTableView *models = bench.listedModels((*simulator)->baseUrl());
        const auto price = [models](int row) {
            return models->model()->index(row, ModelsModel::InputPrice).data().toString();
        };
        const QString before = price(0);
        models->setCurrentIndex(models->model()->index(0, ModelsModel::InputPrice));
        bench.type(models, u"two dollars"_s);
        QTRY_VERIFY(bench.shows(MessageBar::Kind::Warning));
        QVERIFY(bench.bar()->sentence().contains(u"“two dollars” is no price"_s));
        models->setCurrentIndex(models->model()->index(0, ModelsModel::InputPrice));
        bench.type(models, u"2.75"_s);
        QTRY_COMPARE(price(0), u"$2.75"_s);
        QTRY_VERIFY(
            models->model()->index(0, ModelsModel::PriceFrom).data().toString().startsWith(u"You, since"_s));
        QTest::mouseClick(bench.button(u"Undo"_s), Qt::LeftButton);
        QTRY_COMPARE(price(0), before);
    }

    void aPriceFileSaysWhatItWouldChangeFirst()
    {
        const auto simulator = simulator::Simulator::start({});
        QVERIFY(simulator);
        Bench bench;
        QTableView *models = bench.listedModels((*simulator)->baseUrl());
        QFile file(bench.folder.filePath(u"prices.json"_s));
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write(
            R"({"gpt-import-1": {"litellm_provider": "openai", "mode": "chat", )"
            R"("input_cost_per_token": 1e-06, "output_cost_per_token": 2e-06}, "broken": {"mode": "chat"}})");
        file.close();
        bench.page.findChild<PricesBar *>()->importFile(file.fileName());
        QTRY_VERIFY(bench.bar() != nullptr && bench.bar()->sentence().contains(u"1 new and 0 changed"_s));
        QTest::mouseClick(bench.button(u"Import 1"_s), Qt::LeftButton);
        QTRY_VERIFY(bench.shows(MessageBar::Kind::Success));
        QVERIFY(models->isVisible());
        const QString missing = bench.folder.filePath(u"missing.json"_s);
        bench.page.findChild<PricesBar *>()->importFile(missing);
        QTRY_VERIFY(bench.shows(MessageBar::Kind::Error));
    }

    void allThatIsKnownOfAModelIsEdited()
    {
        const auto simulator = simulator::Simulator::start({});
        QVERIFY(simulator);
        Bench bench;
        QTableView *models = bench.listedModels((*simulator)->baseUrl());
        const QString name = models->model()->index(0, ModelsModel::Model).data().toString();
        models->setCurrentIndex(models->model()->index(0, ModelsModel::Model));
        bench.actions.action(u"providers.editModel"_s)->trigger();
        QTRY_VERIFY(bench.page.isSettled());
        auto *grid = bench.named<QTableWidget>(u"Prices"_s);
        QVERIFY2(bench.page.minimumSizeHint().height() <= 700,
                 qPrintable(QString::number(bench.page.minimumSizeHint().height())));
        QCOMPARE(bench.named<QComboBox>(u"Calls tools"_s)->currentText(), u"unknown"_s);

        grid->item(1, 0)->setText(u"two"_s);
        QTest::mouseClick(bench.button(u"Save"_s), Qt::LeftButton);
        QVERIFY(bench.showsText(u"Standard, Input: “two” is no price"_s));
        grid->item(1, 0)->setText(u"2"_s);
        grid->item(3, 0)->setText(u"2.5"_s); // a write kept for five minutes
        grid->item(5, 0)->setText(u"8"_s);
        grid->item(1, 1)->setText(u"4"_s); // for long input, above nothing yet
        QTest::mouseClick(bench.button(u"Save"_s), Qt::LeftButton);
        QVERIFY(bench.showsText(u"Say above how many tokens"_s));
        grid->item(0, 1)->setText(u"200,000"_s);
        grid->item(5, 1)->setText(u"16"_s);
        grid->item(1, 3)->setText(u"1"_s); // flex
        bench.retype(u"Context, tokens"_s, u"400000"_s);
        bench.named<QComboBox>(u"Calls tools"_s)->setCurrentText(u"no"_s);
        bench.retype(u"Refuses"_s, u"warmth"_s);
        QTest::mouseClick(bench.button(u"Save"_s), Qt::LeftButton);
        QVERIFY(bench.showsText(u"\"warmth\" is not a parameter that a model may refuse"_s));
        bench.retype(u"Refuses"_s, u"temperature, top_p"_s);
        QTest::mouseClick(bench.button(u"Save"_s), Qt::LeftButton);

        const auto price = [&bench, name] { return bench.priced(u"lab"_s, name); };
        QTRY_VERIFY(price().has_value());
        const catalog::CatalogModel kept = *price();
        QCOMPARE(kept.contextWindow, std::optional<std::int64_t>(400'000));
        QCOMPARE(kept.tools, catalog::Ability::No);
        QCOMPARE(kept.refuses, QStringList({u"temperature"_s, u"top_p"_s}));
        QCOMPARE(kept.vision, catalog::Ability::Unknown);
        QCOMPARE(kept.rates.cacheWrite, Money::fromDecimal(u"2.5"_s));
        QCOMPARE(kept.tiers.size(), size_t(1));
        QCOMPARE(kept.tiers[0].aboveTokens, 200'000);
        QCOMPARE(kept.tiers[0].rates.output, Money::fromDecimal(u"16"_s));
        QVERIFY(kept.flex && !kept.batch);
        auto *history = bench.named<QTableWidget>(u"Prices so far"_s);
        QTRY_COMPARE(history->rowCount(), 1);
        QTRY_VERIFY(bench.page.isSettled());

        history->selectRow(0);
        QTest::mouseClick(bench.button(u"Strike entry"_s), Qt::LeftButton);
        QTRY_COMPARE(history->rowCount(), 0);
        QTRY_VERIFY(bench.page.isSettled());
        QTest::mouseClick(bench.button(u"Undo"_s), Qt::LeftButton);
        QTRY_COMPARE(history->rowCount(), 1);
        QTRY_VERIFY(bench.page.isSettled());
        QCOMPARE(bench.priced(u"lab"_s, name), kept);
        QVERIFY(bench.page.escape());
        QVERIFY(bench.named<QTableView>(u"Models of this provider"_s)->isVisible());
    }

    void modelsAreFoundByAPartOfTheirName()
    {
        const auto simulator = simulator::Simulator::start({});
        QVERIFY(simulator);
        Bench bench;
        QTableView *models = bench.listedModels((*simulator)->baseUrl());
        const int all = models->model()->rowCount();
        const QString name = models->model()->index(all - 1, ModelsModel::Model).data().toString();
        QTest::keyClicks(bench.named<QLineEdit>(u"Search models"_s), name.toUpper());
        QVERIFY(models->model()->rowCount() < all);
        QCOMPARE(models->model()->index(0, ModelsModel::Model).data().toString(), name);
    }

    void theConnectionIsChangedInPlaceAndTakenBack()
    {
        Bench bench;
        bench.addServer(u"lab"_s, "http://127.0.0.1:9/v1", {});
        QTRY_COMPARE(bench.list()->model()->rowCount(), 1);
        QTRY_VERIFY(bench.page.isSettled());
        QTest::mouseClick(bench.head(u"Connection"_s), Qt::LeftButton);
        QVERIFY2(bench.page.minimumSizeHint().height() <= 700, // fits a laptop's screen
                 qPrintable(QString::number(bench.page.minimumSizeHint().height())));
        bench.retype(u"Time limit to connect"_s, u"soon"_s);
        QVERIFY(bench.showsText(u"Such as 10 s"_s));
        QCOMPARE(bench.stored(u"lab"_s).connection.connectTimeout, std::chrono::milliseconds(10'000));
        bench.retype(u"Time limit to connect"_s, u"2,5 s"_s);
        QTRY_COMPARE(bench.stored(u"lab"_s).connection.connectTimeout, std::chrono::milliseconds(2'500));
        QVERIFY(!bench.showsText(u"Such as 10 s"_s));
        bench.retype(u"Base URL"_s, u"ftp://x"_s);
        QVERIFY(bench.showsText(u"must begin with https:// or http://"_s));
        bench.retype(u"Base URL"_s, u"http://127.0.0.1:10/v1"_s);
        QTRY_COMPARE(bench.stored(u"lab"_s).baseUrl, QUrl(u"http://127.0.0.1:10/v1"_s));
        QTRY_VERIFY(bench.bar() != nullptr && bench.page.isSettled());
        QTest::mouseClick(bench.button(u"Undo"_s), Qt::LeftButton);
        QTRY_COMPARE(bench.stored(u"lab"_s).baseUrl, QUrl(u"http://127.0.0.1:9/v1"_s));
        QTRY_COMPARE(bench.named<QLineEdit>(u"Base URL"_s)->text(), u"http://127.0.0.1:9/v1"_s);
        QCOMPARE(bench.stored(u"lab"_s).connection.connectTimeout, std::chrono::milliseconds(2'500));
        bench.retype(u"Extra certificate authorities"_s, u"/does/not/exist.pem"_s);
        QTRY_VERIFY(bench.showsText(u"cannot be read"_s));
    }

    void aKeyGoesToAnotherHostOnlyWhenOneSaysSo()
    {
        Bench bench;
        bench.addServer(u"paid"_s, "http://127.0.0.1:9/v1", QString::fromLatin1(plantedKey));
        QTRY_VERIFY(bench.bar() != nullptr);
        QTest::mouseClick(bench.button(u"Use for this run only"_s), Qt::LeftButton);
        QTRY_COMPARE(bench.list()->model()->rowCount(), 1);
        QTRY_VERIFY(bench.page.isSettled());
        const auto keyState = [&bench] {
            return bench.list()->model()->index(0, 0).data(ProvidersModel::KeyRole).toString();
        };
        QTest::mouseClick(bench.head(u"Connection"_s), Qt::LeftButton);
        bench.retype(u"Base URL"_s, u"http://localhost:9/v1"_s);
        QTRY_VERIFY(bench.shows(MessageBar::Kind::Warning));
        QVERIFY(bench.bar()->sentence().contains(u"not sent to http://localhost:9"_s));
        QCOMPARE(bench.stored(u"paid"_s).baseUrl, QUrl(u"http://127.0.0.1:9/v1"_s)); // nothing happened yet
        QCOMPARE(bench.named<QLineEdit>(u"Base URL"_s)->text(), u"http://127.0.0.1:9/v1"_s);

        QTest::mouseClick(bench.button(u"Change and send the key there"_s), Qt::LeftButton);
        QTRY_COMPARE(bench.stored(u"paid"_s).baseUrl, QUrl(u"http://localhost:9/v1"_s));
        QTRY_VERIFY(bench.page.isSettled());
        QCOMPARE(keyState(), u"key for this run"_s);

        bench.retype(u"Base URL"_s, u"http://127.0.0.2:9/v1"_s);
        QTRY_VERIFY(bench.shows(MessageBar::Kind::Warning));
        QTest::mouseClick(bench.button(u"Change and forget the key"_s), Qt::LeftButton);
        QTRY_COMPARE(bench.stored(u"paid"_s).baseUrl, QUrl(u"http://127.0.0.2:9/v1"_s));
        QTRY_COMPARE(keyState(), u"no key"_s);
    }

    void eachProviderIsCalledWhatItIs()
    {
        catalog::Provider provider;
        provider.baseUrl = QUrl(u"https://llm.example/v1"_s);
        provider.protocol = catalog::Protocol::OpenAiResponses;
        QCOMPARE(ProvidersModel::describe(provider), u"OpenAI Responses at llm.example"_s);
        provider.protocol = catalog::Protocol::Gemini;
        QCOMPARE(ProvidersModel::describe(provider), u"Google Gemini at llm.example"_s);
        provider.protocol = catalog::Protocol::OpenAiChat;
        provider.vendor = u"groq"_s;
        QCOMPARE(ProvidersModel::describe(provider), u"Groq at llm.example"_s);
        provider.vendor = u"my-own"_s;
        QCOMPARE(ProvidersModel::describe(provider), u"OpenAI Chat at llm.example"_s);
    }

    void everyControlHasAName()
    {
        Bench bench;
        bench.addServer(u"lab"_s, "http://127.0.0.1:9/v1", {});
        QTRY_COMPARE(bench.list()->model()->rowCount(), 1);
        for (QWidget *widget : bench.page.findChildren<QWidget *>()) {
            if (!widget->isVisible() || widget->focusPolicy() == Qt::NoFocus
                || widget->focusProxy() != nullptr)
                continue;
            const QAccessibleInterface *access = QAccessible::queryAccessibleInterface(widget);
            QVERIFY(access != nullptr);
            QVERIFY2(!access->text(QAccessible::Name).isEmpty(), widget->metaObject()->className());
        }
    }
};

QTEST_MAIN(ProvidersPageTest)
#include "tst_providerspage.moc"
