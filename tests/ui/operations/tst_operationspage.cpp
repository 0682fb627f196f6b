// SPDX-License-Identifier: GPL-3.0-or-later
#include <QTest>

#include "orchestration/stages.h"
#include "support/awaiting.h"
#include "telemetry/callrecord.h"
#include "ui/actions/actionregistry.h"
#include "ui/operations/operationspage.h"
#include "ui/operations/operationsview.h"
#include "ui/shell/pagestack.h"
#include "ui/theme/theme.h"
#include "ui/widgets/emptystate.h"
#include "ui/widgets/messagebar.h"
#include "workspace/engine.h"

#include <algorithm>
#include <functional>

#include <QAccessible>
#include <QCheckBox>
#include <QClipboard>
#include <QComboBox>
#include <QCoroFuture>
#include <QDir>
#include <QGuiApplication>
#include <QHeaderView>
#include <QLabel>
#include <QLineEdit>
#include <QListWidget>
#include <QMimeData>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QScopeGuard>
#include <QSignalSpy>
#include <QTableView>
#include <QTabWidget>
#include <QTemporaryDir>
#include <QTimer>

using namespace assay;
using namespace assay::ui;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

const catalog::ModelRef swift{u"p"_s, u"swift"_s};
const QString wanted = u"Send it to jane@example.org, please."_s;

validation::Finding emailFinding()
{
    validation::Finding finding;
    finding.ruleId = u"mail"_s;
    finding.recogniser = u"email"_s;
    finding.kind = validation::SafetyKind::Email;
    finding.action = validation::Action::Review;
    finding.offset = wanted.indexOf(u"jane"_s);
    finding.length = u"jane@example.org"_s.size();
    finding.excerpt = u"jan\u2026org"_s;
    return finding;
}

/// A window's worth of services around the page.
struct Bench {
    explicit Bench(ThemeChoice look = ThemeChoice::Light)
        : theme(look)
        , engine([this] {
            workspace::WorkspaceOptions options;
            options.path = folder.filePath(u"w.assay"_s);
            options.whenMissing = workspace::WorkspaceOptions::WhenMissing::CreateEmpty;
            return options;
        }())
        , page({engine, theme, actions, state})
    {
        page.resize(1200, 760);
    }
    void settle()
    {
        if (!QTest::qWaitFor([this] { return page.isSettled(); }))
            qFatal("the page does not settle");
    }
    void open(const QString &view)
    {
        page.navigate({{u"view"_s, view}});
        page.show();
        page.activate();
        QCoreApplication::processEvents();
        settle();
    }
    /// With that many texts in the list and the first one shown, laid out, ready to be decided: a click
    /// before that would go nowhere.
    void openReviews(int count)
    {
        open(u"review"_s);
        const auto isReady = [&] {
            return table(u"Texts for review"_s)->model()->rowCount() == count
                && named<QPlainTextEdit>(u"Text for review"_s)->toPlainText() == wanted
                && page.rect().contains(
                    button(u"Reject"_s)->mapTo(&page, button(u"Reject"_s)->rect().center()));
        };
        if (!QTest::qWaitFor(isReady))
            qFatal("the texts do not come");
    }
    /// Answers of the models, kept by the cache.
    void keep(const QStringList &models)
    {
        inEngine([models](workspace::Workspace &workspace) -> QCoro::Task<Result<>> {
            orchestration::ResponseCache &cache = workspace.orchestrator().stages().cache;
            providers::Completion completion;
            completion.text = u"Hello"_s;
            completion.finishReason = providers::FinishReason::Stop;
            for (const QString &model : models) {
                orchestration::ResponseCache::Place place;
                place.model = model;
                co_await cache.insert(model.toUtf8(), std::move(place), completion,
                                      Money::fromNanoUsd(20'000'000));
                co_await cache.find(model.toUtf8());
            }
            // All of that is written in the background: what comes behind it is done when it is.
            const QFuture<Result<>> written =
                workspace.database().write<>([](storage::Connection &) { return Result<>(); });
            const Result<> kept = co_await written;
            co_return kept;
        });
    }
    template <typename Work> void inEngine(Work work)
    {
        const Result<> result = test::await(engine.run(std::move(work)));
        if (!result)
            qFatal("%s", qPrintable(result.error().message));
    }
    void setPolicy(orchestration::Policy policy)
    {
        inEngine([policy](workspace::Workspace &workspace) -> QCoro::Task<Result<>> {
            auto set = co_await workspace.setPolicy(policy);
            co_return set;
        });
    }
    orchestration::Policy policy()
    {
        const auto held = test::await(
            engine.run([](workspace::Workspace &workspace) -> QCoro::Task<Result<orchestration::Policy>> {
                co_return workspace.orchestrator().policy();
            }));
        return *held;
    }
    /// A call to the model that failed: from then on it has a circuit.
    void failOnce(const catalog::ModelRef &model)
    {
        inEngine([model](workspace::Workspace &workspace) -> QCoro::Task<Result<>> {
            auto ticket = workspace.orchestrator().stages().breaker.allow(model);
            if (ticket)
                ticket->failed(Error{ErrorCode::ServerError, u"It broke."_s, {}, true, {}});
            co_return Result<>();
        });
    }
    CallId review()
    {
        const CallId call = CallId::create();
        inEngine([call](workspace::Workspace &workspace) -> QCoro::Task<Result<>> {
            co_await workspace.cipher().ready();
            const QList<validation::Finding> findings{emailFinding()};
            const auto id = co_await workspace.orchestrator().stages().reviews.add(
                call, validation::Direction::Input, findings, wanted);
            if (!id)
                co_return tl::unexpected(id.error());
            co_return Result<>();
        });
        return call;
    }
    QList<validation::ReviewItem> decided(validation::ReviewState which)
    {
        const auto items = test::await(engine.run(
            [which](workspace::Workspace &workspace) -> QCoro::Task<Result<QList<validation::ReviewItem>>> {
                auto found = co_await workspace.orchestrator().stages().reviews.list(which);
                co_return found;
            }));
        return *items;
    }
    void connection(const QString &host, const std::optional<CallId> &call)
    {
        inEngine([host, call](workspace::Workspace &workspace) -> QCoro::Task<Result<>> {
            transport::ConnectionReport report;
            static std::uint64_t last = 1000;
            report.id = ++last;
            report.host = host;
            report.port = 443;
            report.address = u"192.0.2.7:443"_s;
            report.purpose = call ? transport::Purpose::Completion : transport::Purpose::ModelListing;
            report.call = call;
            report.requests = 1;
            workspace.connections().onOpened(report);
            report.bytesSent = 2048;
            report.bytesReceived = 4096;
            report.outcome = transport::ConnectionOutcome::Closed;
            workspace.connections().onClosed(report);
            co_return Result<>();
        });
    }
    template <typename T> T *named(const QString &accessibleName)
    {
        for (T *widget : page.findChildren<T *>()) {
            if (widget->accessibleName() == accessibleName)
                return widget;
        }
        qFatal("no control is called %s", qPrintable(accessibleName));
    }
    QTableView *table(const QString &name) { return named<QTableView>(name); }
    /// Waits for it: what is added to a layout shows with the next turn of the event loop.
    QPushButton *button(const QString &text)
    {
        QPushButton *found = nullptr;
        const auto isThere = [&] {
            for (QPushButton *each : page.findChildren<QPushButton *>()) {
                if (each->isVisible() && QString(each->text()).remove(u'&') == text)
                    found = each;
            }
            return found != nullptr;
        };
        if (!QTest::qWaitFor(isThere))
            qFatal("no button says %s", qPrintable(text));
        return found;
    }
    EmptyState *emptyState()
    {
        for (EmptyState *empty : page.findChildren<EmptyState *>()) {
            if (empty->isVisible())
                return empty;
        }
        return nullptr;
    }
    void picture(const QString &name)
    {
        const QString target = qEnvironmentVariable("ASSAY_PICTURES");
        if (target.isEmpty())
            return;
        QCoreApplication::processEvents(); // laid out
        page.grab().save(QDir(target).filePath(name + u".png"_s));
    }

    QTemporaryDir folder;
    Theme theme;
    ActionRegistry actions{theme};
    QSettings state{folder.filePath(u"state.ini"_s), QSettings::IniFormat};
    workspace::Engine engine;
    OperationsPage page;
};

QString cell(const QTableView *table, int row, int column)
{
    return table->model()->index(row, column).data().toString();
}

orchestration::Policy somePolicy()
{
    orchestration::Policy policy;
    policy.rateLimits = {{u"p"_s, u"swift"_s, {}, 60, 90'000}, {u"q"_s, {}, {}, 10, {}}};
    orchestration::Budget month;
    month.limit = Money::fromNanoUsd(5'000'000'000);
    month.isHard = true;
    policy.budgets = {month};
    return policy;
}

} // namespace

class OperationsPageTest final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void rolesAreGivenChangedTakenAndTakenBack()
    {
        const QByteArray before = qgetenv("USER");
        qputenv("USER", "ada");
        const auto restore = qScopeGuard([&before] { qputenv("USER", before); });
        Bench bench;
        bench.open(u"roles"_s);
        QVERIFY(bench.emptyState());
        bench.picture(u"roles-none"_s);
        QTest::mouseClick(bench.button(u"Make me the admin"_s), Qt::LeftButton);
        QTableView *table = bench.table(u"Roles"_s);
        QTRY_COMPARE(table->model()->rowCount(), 1);
        QCOMPARE(cell(table, 0, 0), u"ada (you)"_s);
        QCOMPARE(cell(table, 0, 1), u"Admin"_s);

        auto *user = bench.named<QLineEdit>(u"User"_s);
        auto *role = bench.named<QComboBox>(u"Role"_s);
        user->selectAll();
        QTest::keyClicks(user, u"ben"_s);
        role->setCurrentIndex(role->findText(u"Editor"_s));
        QTest::keyClick(user, Qt::Key_Return);
        QTRY_COMPARE(table->model()->rowCount(), 2);
        QCOMPARE(cell(table, 1, 1), u"Editor"_s);

        table->selectRow(1);
        QTRY_COMPARE(user->text(), u"ben"_s);
        role->setCurrentIndex(role->findText(u"Releaser"_s));
        QTest::mouseClick(bench.button(u"Give the role"_s), Qt::LeftButton);
        QTRY_COMPARE(cell(table, 1, 1), u"Releaser"_s);
        bench.settle();
        bench.picture(u"roles"_s);
        QTest::mouseClick(bench.button(u"Undo"_s), Qt::LeftButton);
        QTRY_COMPARE(cell(table, 1, 1), u"Editor"_s);
        bench.settle();

        table->selectRow(1);
        QTest::mouseClick(bench.button(u"Take the role away"_s), Qt::LeftButton);
        QTRY_COMPARE(table->model()->rowCount(), 1);
        bench.settle();
        QTest::mouseClick(bench.button(u"Undo"_s), Qt::LeftButton);
        QTRY_COMPARE(table->model()->rowCount(), 2);

        auto *labels = bench.named<QLineEdit>(u"Protected labels"_s);
        QTRY_COMPARE(labels->text(), u"production"_s);
        labels->setFocus();
        labels->selectAll();
        QTest::keyClicks(labels, u"production, staging"_s);
        QTest::keyClick(labels, Qt::Key_Return);
        bench.settle();
        const auto access = test::await(bench.engine.run(
            [](workspace::Workspace &workspace) -> QCoro::Task<Result<security::Access>> {
                auto held = co_await workspace.access().access();
                co_return held;
            }));
        QCOMPARE(access->protectedLabels, QStringList({u"production"_s, u"staging"_s}));
        QCOMPARE(access->roles.value(u"ben"_s), security::Role::Editor);

        // The last admin stays: the sentence says why.
        table->selectRow(0);
        QTest::mouseClick(bench.button(u"Take the role away"_s), Qt::LeftButton);
        QTRY_VERIFY(!bench.page.findChild<MessageBar *>()->isHidden());
        bench.settle();
        QCOMPARE(table->model()->rowCount(), 2);
    }

    void whoIsNoAdminReadsRolesOnly()
    {
        const QByteArray before = qgetenv("USER");
        const auto restore = qScopeGuard([&before] { qputenv("USER", before); });
        qputenv("USER", "ben");
        Bench bench;
        bench.inEngine([](workspace::Workspace &workspace) -> QCoro::Task<Result<>> {
            const auto ada = co_await workspace.access().grant(u"ada"_s, security::Role::Admin, u"ada"_s);
            if (!ada)
                co_return ada;
            co_return co_await workspace.access().grant(u"ben"_s, security::Role::Viewer, u"ada"_s);
        });
        bench.open(u"roles"_s);
        QTableView *table = bench.table(u"Roles"_s);
        QTRY_COMPARE(table->model()->rowCount(), 2);
        QVERIFY(!bench.button(u"Give the role"_s)->isEnabled());
        table->selectRow(0);
        QVERIFY(!bench.button(u"Take the role away"_s)->isEnabled());
        const auto labels = bench.page.findChildren<QLabel *>();
        QVERIFY(std::ranges::any_of(labels, [](const QLabel *label) {
            return label->isVisible() && label->text().contains(u"ada"_s);
        }));
        bench.picture(u"roles-viewer"_s);
    }

    /// Widths, order and sorting of every table, over a restart of the window.
    void tablesComeBackAsTheyWereLeft()
    {
        Bench bench;
        const auto make = [&bench] {
            std::vector<PageEntry> entries{{u"operations"_s, u"Operations"_s, u"pulse"_s,
                                            [](const PageContext &context, QWidget *parent) -> Page * {
                                                return new OperationsPage(context, parent);
                                            }}};
            auto *actions = new ActionRegistry(bench.theme);
            auto stack = std::make_unique<PageStack>(
                std::move(entries), PageContext{bench.engine, bench.theme, *actions, bench.state});
            actions->setParent(stack.get());
            stack->resize(1300, 800);
            stack->show();
            stack->showPage(0);
            if (!QTest::qWaitFor([&stack] { return stack->shownPage()->isSettled(); }))
                qFatal("the page does not settle");
            return stack;
        };
        const auto header = [](PageStack &stack, const QString &name) -> QHeaderView * {
            for (auto *table : stack.findChildren<QTableView *>()) {
                if (table->accessibleName() == name)
                    return table->horizontalHeader();
            }
            qFatal("no table is called %s", qPrintable(name));
        };
        const QStringList names{u"Rate limits"_s, u"Circuits"_s,    u"Circuit events"_s, u"Provider health"_s,
                                u"Budgets"_s,     u"Kept answers"_s, u"Connections"_s,    u"Roles"_s};
        {
            const auto stack = make();
            for (const QString &name : names) {
                QHeaderView *columns = header(*stack, name);
                const int fixed = columns->sectionResizeMode(0) == QHeaderView::Stretch ? 1 : 0;
                columns->resizeSection(fixed, 177);
                columns->moveSection(0, 1);
                columns->setSortIndicator(1, Qt::DescendingOrder);
            }
            QCoreApplication::processEvents();
        }
        const auto stack = make();
        for (int row = 0; row < stack->findChild<QListWidget *>()->count(); ++row) {
            stack->findChild<QListWidget *>()->setCurrentRow(row); // each is laid out
            QCoreApplication::processEvents();
        }
        for (const QString &name : names) {
            const QHeaderView *columns = header(*stack, name);
            const int fixed = columns->sectionResizeMode(0) == QHeaderView::Stretch ? 1 : 0;
            QVERIFY2(columns->sectionSize(fixed) == 177, qPrintable(name));
            QVERIFY2(columns->visualIndex(0) == 1, qPrintable(name));
            QVERIFY2(columns->sortIndicatorSection() == 1, qPrintable(name));
            QVERIFY2(columns->sortIndicatorOrder() == Qt::DescendingOrder, qPrintable(name));
        }
    }

    void initTestCase() { qunsetenv("DBUS_SESSION_BUS_ADDRESS"); }

    void everyViewSaysWhatToDoWhileItIsEmpty_data()
    {
        QTest::addColumn<QString>("page");
        QTest::newRow("traffic") << u"settings"_s;
        QTest::newRow("budgets") << u"settings"_s;
        QTest::newRow("cache") << u"settings"_s;
        QTest::newRow("review") << u"settings"_s;
        QTest::newRow("connections") << u"compare"_s;
    }

    void everyViewSaysWhatToDoWhileItIsEmpty()
    {
        QFETCH(QString, page);
        Bench bench;
        bench.open(QString::fromLatin1(QTest::currentDataTag()));
        QVERIFY(bench.emptyState() != nullptr);
        QSignalSpy asked(&bench.page, &Page::navigationRequested);
        QTest::keyClick(bench.emptyState()->findChild<QPushButton *>(), Qt::Key_Space);
        QCOMPARE(asked.size(), 1);
        QCOMPARE(asked.first().first().toString(), page);
    }

    void nothingThatRetiresOffersToShowAll()
    {
        Bench bench;
        bench.open(u"retirement"_s);
        QVERIFY(bench.emptyState() != nullptr);
        QTest::keyClick(bench.emptyState()->findChild<QPushButton *>(), Qt::Key_Space);
        QVERIFY(bench.page.findChild<QCheckBox *>()->isChecked());
        bench.settle();
    }

    void theViewsAreWalkedByKeysAndTheLastOneIsRemembered()
    {
        Bench bench;
        bench.open(u"traffic"_s);
        auto *list = bench.named<QListWidget>(u"Views of the engine"_s);
        QCOMPARE(list->count(), 7);
        QTest::keyClick(list, Qt::Key_Down);
        QTest::keyClick(list, Qt::Key_Down);
        QTest::keyClick(list, Qt::Key_Down);
        QVERIFY(bench.table(u"Texts for review"_s)->isVisibleTo(&bench.page)
                || bench.emptyState() != nullptr);
        bench.settle();
        QCOMPARE(bench.state.value(u"operations/view"_s).toString(), u"review"_s);
        bench.actions.action(u"operations.connections"_s)->trigger();
        QCOMPARE(list->currentRow(), 4);
        bench.settle();
    }

    void limitsAreShownAndSearched()
    {
        Bench bench;
        bench.setPolicy(somePolicy());
        bench.open(u"traffic"_s);
        QTableView *limits = bench.table(u"Rate limits"_s);
        QCOMPARE(limits->model()->rowCount(), 2);
        QCOMPARE(cell(limits, 0, 0), u"p/swift"_s);
        QCOMPARE(cell(limits, 0, 1), u"0 of 60"_s);
        QCOMPARE(cell(limits, 0, 2), u"0 of 90,000"_s);
        QCOMPARE(cell(limits, 1, 2), u"0, no limit"_s);
        QVERIFY(bench.named<QLabel>(u"Calls under way"_s)->text().contains(u"0 of 512"_s));
        auto *search = bench.named<QLineEdit>(u"Search models, providers, reasons"_s);
        QTest::keyClicks(search, u"SWIFT"_s);
        QCOMPARE(limits->model()->rowCount(), 1);
        QTest::keyClicks(search, u"nowhere"_s);
        QVERIFY(bench.emptyState() != nullptr);
        QTest::keyClick(bench.emptyState()->findChild<QPushButton *>(), Qt::Key_Space);
        QCOMPARE(limits->model()->rowCount(), 2);
    }

    void aModelIsStoppedAndGivenBackByKeysOnly()
    {
        Bench bench;
        bench.failOnce(swift);
        bench.open(u"traffic"_s);
        bench.named<QTabWidget>(u"Kinds of traffic"_s)->setCurrentIndex(1);
        QTableView *circuits = bench.table(u"Circuits"_s);
        QCOMPARE(cell(circuits, 0, 0), u"p/swift"_s);
        QCOMPARE(cell(circuits, 0, 3), u"1"_s); // failed
        QVERIFY(!bench.button(u"Give back to the breaker"_s)->isEnabled());

        QTest::keyClick(bench.button(u"Stop model"_s), Qt::Key_Space);
        auto *reason = bench.named<QLineEdit>(u"Why stop p/swift?"_s);
        QTest::keyClick(reason, Qt::Key_Return); // a reason is a must
        QVERIFY(bench.policy().forcedCircuits.isEmpty());
        QTest::keyClicks(reason, u"It answers nonsense"_s);
        QTest::keyClick(reason, Qt::Key_Return);
        QTRY_COMPARE(cell(circuits, 0, 1), u"Stopped by a person"_s);
        QCOMPARE(cell(circuits, 0, 6), u"It answers nonsense"_s);
        const QList<orchestration::ForcedCircuit> forced = bench.policy().forcedCircuits;
        QCOMPARE(forced.size(), 1);
        QCOMPARE(forced.first().model, swift);
        QCOMPARE(forced.first().state, orchestration::ForcedState::Open);
        QVERIFY(!forced.first().who.isEmpty());
        QVERIFY(bench.page.findChild<MessageBar *>()->sentence().contains(u"p/swift"_s));

        QTRY_VERIFY(bench.button(u"Give back to the breaker"_s)->isEnabled());
        QTest::keyClick(bench.button(u"Give back to the breaker"_s), Qt::Key_Space);
        QTest::keyClicks(bench.named<QLineEdit>(u"Why give p/swift back to the breaker?"_s), u"Fixed"_s);
        QTest::keyClick(bench.button(u"Give back"_s), Qt::Key_Space);
        QTRY_COMPARE(cell(circuits, 0, 1), u"Calls pass"_s);
        QVERIFY(bench.policy().forcedCircuits.isEmpty());
        QTableView *events = bench.table(u"Circuit events"_s);
        QTRY_COMPARE(events->model()->rowCount(), 2);
        QCOMPARE(cell(events, 0, 4), u"Fixed"_s);
    }

    void escapeClosesTheQuestion()
    {
        Bench bench;
        bench.failOnce(swift);
        bench.open(u"traffic"_s);
        bench.named<QTabWidget>(u"Kinds of traffic"_s)->setCurrentIndex(1);
        QVERIFY(!bench.page.escape());
        QTest::mouseClick(bench.button(u"Always let through"_s), Qt::LeftButton);
        QVERIFY(bench.page.escape());
        QVERIFY(bench.button(u"Stop model"_s)->isVisible());
        QVERIFY(bench.policy().forcedCircuits.isEmpty());
    }

    void budgetsShowWhatIsLeft()
    {
        Bench bench;
        bench.setPolicy(somePolicy());
        bench.open(u"budgets"_s);
        QTableView *budgets = bench.table(u"Budgets"_s);
        QCOMPARE(budgets->model()->rowCount(), 1);
        QCOMPARE(cell(budgets, 0, 0), u"Workspace"_s);
        QCOMPARE(cell(budgets, 0, 3), displayMoney(Money::fromNanoUsd(5'000'000'000)));
        QCOMPARE(cell(budgets, 0, 5), u"Hard: refuses"_s);
        QSignalSpy asked(&bench.page, &Page::navigationRequested);
        QTest::keyClick(bench.button(u"Edit budgets in the settings"_s), Qt::Key_Space);
        QCOMPARE(asked.first().first().toString(), u"settings"_s);
    }

    void theCacheShowsWhatItHoldsAndGivesBackWhatIsRemoved()
    {
        Bench bench;
        orchestration::Policy policy;
        policy.cache.enabled = true;
        bench.setPolicy(policy);
        bench.open(u"cache"_s);
        QVERIFY(bench.emptyState() != nullptr);
        bench.keep({u"p/swift"_s, u"p/deep"_s});
        bench.actions.action(u"operations.refresh"_s)->trigger();
        QTableView *answers = bench.table(u"Kept answers"_s);
        QTRY_COMPARE(answers->model()->rowCount(), 2);
        QTRY_VERIFY2(bench.named<QLabel>(u"What the cache saved"_s)
                         ->text()
                         .startsWith(u"Used 2 time(s): "_s
                                     + displayMoney(Money::fromNanoUsd(40'000'000))),
                     qPrintable(bench.named<QLabel>(u"What the cache saved"_s)->text()));
        QVERIFY(bench.named<QLabel>(u"What the cache holds"_s)->text().startsWith(u"2 answer(s)"_s));
        auto *search = bench.named<QLineEdit>(u"Search models and prompts"_s);
        QTest::keyClicks(search, u"deep"_s);
        QCOMPARE(answers->model()->rowCount(), 1);
        search->clear();

        for (int row = 0; row < 2; ++row) {
            if (cell(answers, row, 0) == u"p/deep"_s)
                answers->selectRow(row);
        }
        answers->setFocus();
        QTRY_VERIFY(bench.button(u"Remove the answer"_s)->isEnabled());
        QVERIFY(QTest::qWaitForWindowActive(&bench.page));
        QTest::keyClick(answers, Qt::Key_Delete);
        QTRY_COMPARE(answers->model()->rowCount(), 1);
        QCOMPARE(cell(answers, 0, 0), u"p/swift"_s);
        QTest::keyClick(bench.button(u"Undo"_s), Qt::Key_Space);
        QTRY_COMPARE(answers->model()->rowCount(), 2);

        QTest::keyClick(bench.button(u"Clear the cache\u2026"_s), Qt::Key_Space);
        QVERIFY(bench.page.escape()); // the question is taken back
        QTest::keyClick(bench.button(u"Clear the cache\u2026"_s), Qt::Key_Space);
        QTest::keyClick(bench.button(u"Forget all answers"_s), Qt::Key_Space);
        QTRY_COMPARE(answers->model()->rowCount(), 0);
        bench.settle();
    }

    void aLikeQuestionLeadsToItsCall()
    {
        Bench bench;
        telemetry::CallRecord record;
        record.id = CallId::create();
        record.provider = u"p"_s;
        record.model = u"swift"_s;
        record.prompt = u"triage"_s;
        record.cacheHit = true;
        const CallId earlier = CallId::create();
        record.trace = {{.stage = telemetry::TraceStage::Cache,
                         .model = u"p/deep"_s,
                         .outcome = u"similar"_s,
                         .facts = {{u"similarity"_s, 0.982},
                                   {u"threshold"_s, 0.97},
                                   {u"matched_call"_s, earlier.toString()}}}};
        bench.inEngine([record](workspace::Workspace &workspace) -> QCoro::Task<Result<>> {
            telemetry::CallRecord stored = record;
            const auto logged = co_await workspace.log().append(std::move(stored));
            if (!logged)
                co_return tl::unexpected(logged.error());
            co_return Result<>();
        });
        bench.open(u"cache"_s);
        bench.named<QTabWidget>(u"Parts of the cache"_s)->setCurrentIndex(1);
        QTableView *matches = bench.table(u"Like questions"_s);
        QTRY_COMPARE(matches->model()->rowCount(), 1);
        QCOMPARE(cell(matches, 0, 1), u"98.2 %"_s);
        QCOMPARE(cell(matches, 0, 2), u"97.0 %"_s);
        QCOMPARE(cell(matches, 0, 3), u"p/deep"_s);
        QCOMPARE(cell(matches, 0, 4), u"triage"_s);
        QCOMPARE(cell(matches, 0, 5), earlier.toString().left(8));
        QVERIFY(bench.named<QLabel>(u"What the cache holds"_s)->text().contains(u"100.0 %"_s));
        matches->selectRow(0);
        QSignalSpy asked(&bench.page, &Page::navigationRequested);
        QTest::keyClick(bench.button(u"Open the call in the log"_s), Qt::Key_Space);
        QCOMPARE(asked.first().at(1).toMap().value(u"call"_s).toString(), record.id.toString());
    }

    void aTextIsApprovedByKeysOnly()
    {
        Bench bench;
        const CallId call = bench.review();
        bench.openReviews(1);
        auto *views = bench.named<QListWidget>(u"Views of the engine"_s);
        QTRY_COMPARE(views->item(3)->text(), u"Review (1)"_s);
        auto *text = bench.named<QPlainTextEdit>(u"Text for review"_s);
        QCOMPARE(text->toPlainText(), wanted);
        QCOMPARE(text->extraSelections().size(), 1);
        QCOMPARE(text->extraSelections().first().cursor.selectedText(), u"jane@example.org"_s);
        QVERIFY(bench.named<QListWidget>(u"Findings"_s)->item(0)->text().startsWith(u"mail"_s));

        QSignalSpy asked(&bench.page, &Page::navigationRequested);
        QTest::keyClick(bench.button(u"Open the call in the log"_s), Qt::Key_Space);
        QCOMPARE(asked.first().first().toString(), u"log"_s);
        QCOMPARE(asked.first().at(1).toMap().value(u"call"_s).toString(), call.toString());

        auto *note = bench.named<QLineEdit>(u"Note"_s);
        note->setFocus();
        QTest::keyClicks(note, u"A fair address"_s); // its letters are no commands
        QCOMPARE(note->text(), u"A fair address"_s);
        QTableView *table = bench.table(u"Texts for review"_s);
        table->setFocus();
        QVERIFY(QTest::qWaitForWindowActive(&bench.page));
        QTest::keyClick(table, Qt::Key_A);
        QTRY_COMPARE(bench.decided(validation::ReviewState::Approved).size(), 1);
        QCOMPARE(bench.decided(validation::ReviewState::Approved).first().note, u"A fair address"_s);
        QTRY_COMPARE(views->item(3)->text(), u"Review"_s);
        QTRY_VERIFY(bench.emptyState() != nullptr);
    }

    void theNextTextTakesThePlaceOfTheDecidedOne()
    {
        Bench bench;
        bench.review();
        bench.review();
        bench.openReviews(2);
        QTest::mouseClick(bench.button(u"Reject"_s), Qt::LeftButton);
        QTableView *table = bench.table(u"Texts for review"_s);
        QTRY_COMPARE(table->model()->rowCount(), 1);
        QVERIFY(table->currentIndex().isValid());
        bench.named<QComboBox>(u"Which texts"_s)->setCurrentIndex(1);
        bench.settle();
        QTRY_COMPARE(cell(table, 0, 1), u"Rejected"_s);
        QVERIFY(!bench.actions.action(u"operations.approve"_s)->isEnabled());
    }

    void connectionsAreFilteredAndLeadToTheirCall()
    {
        Bench bench;
        const CallId call = CallId::create();
        bench.connection(u"api.example.org"_s, call);
        bench.connection(u"other.example.org"_s, std::nullopt);
        bench.open(u"connections"_s);
        QTableView *table = bench.table(u"Connections"_s);
        QTRY_COMPARE(table->model()->rowCount(), 2);
        auto *purpose = bench.named<QComboBox>(u"Purpose"_s);
        purpose->setCurrentIndex(purpose->findText(u"Completion"_s));
        bench.settle();
        QTRY_COMPARE(table->model()->rowCount(), 1);
        QCOMPARE(cell(table, 0, 1), u"api.example.org:443"_s);
        QCOMPARE(cell(table, 0, 4), u"2.0 kB"_s);
        QTest::keyClick(table, Qt::Key_Down);
        QSignalSpy asked(&bench.page, &Page::navigationRequested);
        QTest::keyClick(table, Qt::Key_Return);
        QCOMPARE(asked.first().first().toString(), u"log"_s);
        QCOMPARE(asked.first().at(1).toMap().value(u"call"_s).toString(), call.toString());
        auto *host = bench.named<QComboBox>(u"Host"_s);
        host->setCurrentIndex(host->findText(u"other.example.org"_s));
        bench.settle();
        QTRY_VERIFY(bench.emptyState() != nullptr);
        QTest::keyClick(bench.emptyState()->findChild<QPushButton *>(), Qt::Key_Space);
        QTRY_COMPARE(table->model()->rowCount(), 2);
    }

    void modelsThatRetireLeadToWhatUsesThem()
    {
        Bench bench;
        bench.inEngine([](workspace::Workspace &workspace) -> QCoro::Task<Result<>> {
            catalog::Provider provider;
            provider.name = u"p"_s;
            provider.baseUrl = QUrl(u"https://api.example.org/v1"_s);
            const auto added = co_await workspace.providers().add(provider);
            if (!added)
                co_return tl::unexpected(added.error());
            catalog::ListedModel old;
            old.id = u"old"_s;
            old.shutdownDate = QDate::currentDate().addDays(10);
            catalog::ListedModel unused = old;
            unused.id = u"unused"_s;
            const QList<catalog::ListedModel> listing{old, unused};
            co_await workspace.providers().saveListing(added->id, listing);
            const auto prompt = co_await workspace.prompts().create(u"triage"_s, {}, {});
            if (!prompt)
                co_return tl::unexpected(prompt.error());
            prompts::PromptContent content;
            content.model = u"p/old"_s;
            content.messages.emplace_back();
            content.messages.back().text = u"Hello"_s;
            const auto version =
                co_await workspace.prompts().commit(prompt->id, content, 0, u"First"_s, u"Ada"_s);
            if (!version)
                co_return tl::unexpected(version.error());
            co_return Result<>();
        });
        bench.open(u"retirement"_s);
        QTableView *table = bench.table(u"Models that retire"_s);
        QCOMPARE(table->model()->rowCount(), 1);
        QCOMPARE(cell(table, 0, 0), u"p/old"_s);
        QCOMPARE(cell(table, 0, 3), u"Provider"_s);
        bench.picture(u"retirement-full"_s);
        QSignalSpy asked(&bench.page, &Page::navigationRequested);
        QTest::keyClick(bench.button(u"Prompt triage, version 1"_s), Qt::Key_Space);
        QCOMPARE(asked.first().first().toString(), u"prompts"_s);
        QCOMPARE(asked.first().at(1).toMap().value(u"prompt"_s).toString(), u"triage"_s);
        QTest::keyClick(bench.page.findChild<QCheckBox *>(), Qt::Key_Space);
        QTRY_COMPARE(table->model()->rowCount(), 2);
        bench.settle();
    }

    void chosenRowsAreCopiedAsATable()
    {
        Bench bench;
        bench.setPolicy(somePolicy());
        bench.open(u"traffic"_s);
        QTableView *limits = bench.table(u"Rate limits"_s);
        limits->selectAll();
        QTest::keyClick(limits, Qt::Key_C, Qt::ControlModifier);
        const QStringList lines = QGuiApplication::clipboard()->text().split(u'\n', Qt::SkipEmptyParts);
        QCOMPARE(lines.size(), 2);
        QVERIFY(lines.first().startsWith(u"p/swift\t0 of 60\t"_s));
        QVERIFY(QGuiApplication::clipboard()->mimeData()->html().contains(u"<td>p/swift</td>"_s));
    }

    void whatIsChosenStaysChosenWhenRowsCome()
    {
        Bench bench;
        bench.connection(u"a.example.org"_s, CallId::create());
        bench.connection(u"b.example.org"_s, CallId::create());
        bench.open(u"connections"_s);
        QTableView *table = bench.table(u"Connections"_s);
        QTRY_COMPARE(table->model()->rowCount(), 2);
        table->selectAll();
        bench.connection(u"c.example.org"_s, CallId::create());
        bench.actions.action(u"operations.refresh"_s)->trigger();
        QTRY_COMPARE(table->model()->rowCount(), 3);
        QCOMPARE(table->selectionModel()->selectedRows().size(), 2);
    }

    void aTextOutOfSightIsNotDecided()
    {
        Bench bench;
        bench.review();
        bench.openReviews(1);
        QVERIFY(bench.actions.action(u"operations.approve"_s)->isEnabled());
        bench.actions.action(u"operations.traffic"_s)->trigger();
        QVERIFY(!bench.actions.action(u"operations.approve"_s)->isEnabled());
        bench.settle();
    }

    void aHiddenPageAsksNothing()
    {
        Bench bench;
        const auto asksAgain = [&bench] {
            const auto views = bench.page.findChildren<OperationsView *>();
            return std::any_of(views.begin(), views.end(), [](const OperationsView *view) {
                const auto timers = view->findChildren<QTimer *>(Qt::FindDirectChildrenOnly);
                return std::any_of(timers.begin(), timers.end(), std::mem_fn(&QTimer::isActive));
            });
        };
        bench.open(u"traffic"_s);
        QVERIFY(asksAgain());
        bench.page.hide();
        bench.settle();
        QVERIFY(!asksAgain());
        bench.failOnce(swift);
        QCOMPARE(bench.table(u"Circuits"_s)->model()->rowCount(), 0);
        bench.page.show();
        QTRY_COMPARE(bench.table(u"Circuits"_s)->model()->rowCount(), 1);
        bench.settle();
    }

    void everyControlHasAName()
    {
        Bench bench;
        bench.setPolicy(somePolicy());
        bench.failOnce(swift);
        bench.review();
        bench.connection(u"api.example.org"_s, CallId::create());
        for (const QString &view :
             {u"traffic"_s, u"budgets"_s, u"cache"_s, u"review"_s, u"connections"_s, u"retirement"_s}) {
            bench.open(view);
            for (QWidget *widget : bench.page.findChildren<QWidget *>()) {
                if (widget->focusPolicy() == Qt::NoFocus || !widget->isVisible())
                    continue;
                QAccessibleInterface *face = QAccessible::queryAccessibleInterface(widget);
                QVERIFY2(face != nullptr && !face->text(QAccessible::Name).isEmpty(),
                         qPrintable(view + u": "_s + QLatin1String(widget->metaObject()->className())));
            }
        }
        QCOMPARE(bench.actions.conflicts().size(), 0);
    }

    void picturesToLookAt()
    {
        for (const ThemeChoice look : {ThemeChoice::Light, ThemeChoice::Dark}) {
            Bench bench(look);
            bench.setPolicy(somePolicy());
            bench.failOnce(swift);
            bench.failOnce({u"openrouter"_s, u"meta-llama/llama-3.3-70b-instruct"_s});
            bench.review();
            bench.keep({u"p/swift"_s, u"p/deep"_s});
            bench.connection(u"api.example.org"_s, CallId::create());
            const QString suffix = look == ThemeChoice::Dark ? u"-dark"_s : u"-light"_s;
            for (const QString &view :
                 {u"traffic"_s, u"budgets"_s, u"cache"_s, u"review"_s, u"connections"_s, u"retirement"_s}) {
                bench.open(view);
                bench.picture(view + suffix);
            }
            bench.open(u"traffic"_s);
            bench.named<QTabWidget>(u"Kinds of traffic"_s)->setCurrentIndex(1);
            bench.picture(u"circuits"_s + suffix);
            QTest::mouseClick(bench.button(u"Stop model"_s), Qt::LeftButton);
            bench.picture(u"circuits-question"_s + suffix);
            QVERIFY(!bench.page.grab().isNull());
        }
    }
};

QTEST_MAIN(OperationsPageTest)
#include "tst_operationspage.moc"
