// SPDX-License-Identifier: GPL-3.0-or-later
#include <QTemporaryDir>
#include <QTest>

#include "orchestration/stages.h"
#include "support/awaiting.h"
#include "workspace/engine.h"

#include <QCoroFuture>

using namespace assay;
using namespace assay::workspace;
using namespace Qt::StringLiterals;
using orchestration::BreakerStatus;
using test::await;

namespace {

const catalog::ModelRef model{u"work"_s, u"gpt"_s};

/// Another program that opens the file, sets a policy and ends.
Result<> setElsewhere(const WorkspaceOptions &options, const orchestration::Policy &policy)
{
    auto other = Workspace::open(options);
    if (!other)
        return tl::unexpected(other.error());
    const Result<> set = await((*other)->setPolicy(policy));
    await((*other)->shutDown());
    return set;
}

/// The state of the model's circuit in the engine; nothing when it has none.
std::optional<orchestration::BreakerState> stateIn(Engine &engine)
{
    const auto states =
        await(engine.run([](Workspace &workspace) -> QCoro::Task<Result<QList<BreakerStatus>>> {
            co_return workspace.orchestrator().stages().breaker.states();
        }));
    if (!states || states->isEmpty())
        return std::nullopt;
    return states->constFirst().state;
}

} // namespace

class EngineTest final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { qunsetenv("DBUS_SESSION_BUS_ADDRESS"); }

    /// A window that is closed at once, while its sample workspace is being made.
    void endsWhileTheSampleIsMade()
    {
        for (int i = 0; i < 20; ++i) {
            const QTemporaryDir folder;
            WorkspaceOptions options;
            options.path = folder.filePath(u"sample.assay"_s);
            options.whenMissing = WorkspaceOptions::WhenMissing::CreateSample;
            Engine engine(options);
            QTest::qWait(i); // at another place each time
        }
    }

    void whatAnotherProgramSetsHoldsHere()
    {
        using orchestration::BreakerState;
        const QTemporaryDir folder;
        WorkspaceOptions options;
        options.path = folder.filePath(u"w.assay"_s);
        options.whenMissing = WorkspaceOptions::WhenMissing::CreateEmpty;
        Engine engine(options);
        QVERIFY(await(engine.opened()));
        QVERIFY(!stateIn(engine));

        orchestration::Policy policy;
        policy.forcedCircuits = {{model, orchestration::ForcedState::Open, u"ada"_s, u"maintenance"_s}};
        QVERIFY(setElsewhere(options, policy));
        QTRY_COMPARE_WITH_TIMEOUT(stateIn(engine), BreakerState::ForcedOpen, 20'000);
        QVERIFY(setElsewhere(options, orchestration::Policy()));
        QTRY_COMPARE_WITH_TIMEOUT(stateIn(engine), BreakerState::Closed, 20'000);

        // Both programs changed their circuit; it was said once.
        const auto events = await(
            engine.run([](Workspace &workspace) -> QCoro::Task<Result<QList<orchestration::BreakerEvent>>> {
                auto all = co_await workspace.orchestrator().stages().breakerLog.list(10);
                co_return all;
            }));
        QVERIFY(events);
        QCOMPARE(events->size(), 2);
        QCOMPARE(events->constLast().who, u"ada"_s);
    }
};

QTEST_GUILESS_MAIN(EngineTest)
#include "tst_engine.moc"
