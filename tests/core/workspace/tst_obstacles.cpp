// SPDX-License-Identifier: GPL-3.0-or-later
#include "orchestration/orchestrator.h"
#include "orchestration/stages.h"
#include "support/awaiting.h"
#include "workspace/engine.h"
#include "workspace/obstacles.h"

#include <QCoroFuture>
#include <QTemporaryDir>
#include <QTest>

using namespace Qt::StringLiterals;
using namespace assay;
using namespace assay::workspace;
using assay::test::await;

/// What would refuse a call, said before it is made.
class ObstaclesTest : public QObject {
    Q_OBJECT

    QTemporaryDir m_folder;
    std::unique_ptr<Engine> m_engine;
    const catalog::ModelRef m_model{u"simulated"_s, u"sim-balanced"_s};

    QList<Obstacle> obstacles(const catalog::ModelRef &model)
    {
        auto found =
            await(m_engine->run([model](Workspace &workspace) -> QCoro::Task<Result<QList<Obstacle>>> {
                auto all = co_await obstaclesTo(workspace, model, u"triage"_s);
                co_return all;
            }));
        return found ? *found : QList<Obstacle>{{Obstacle::Kind::NoProvider, found.error().message}};
    }

private Q_SLOTS:
    void init()
    {
        WorkspaceOptions options;
        options.path = m_folder.filePath(u"o.assay"_s);
        options.whenMissing = WorkspaceOptions::WhenMissing::CreateSample;
        m_engine = std::make_unique<Engine>(options);
    }
    void cleanup() { m_engine.reset(); }

    void nothingStandsBeforeTheSimulator() { QVERIFY(obstacles(m_model).isEmpty()); }

    void anUnknownProviderIsNamed()
    {
        const auto found = obstacles({u"nobody"_s, u"m"_s});
        QCOMPARE(found.size(), 1);
        QCOMPARE(found.first().kind, Obstacle::Kind::NoProvider);
    }

    void aStoppedModelSaysWhoAndWhy()
    {
        const auto stopped = await(m_engine->run([this](Workspace &workspace) -> QCoro::Task<Result<>> {
            workspace.orchestrator().stages().breaker.force(
                m_model, orchestration::CircuitBreaker::Forced::Open, u"ada"_s, u"It answers nonsense"_s);
            co_return Result<>();
        }));
        QVERIFY(stopped);
        const auto found = obstacles(m_model);
        QCOMPARE(found.size(), 1);
        QCOMPARE(found.first().kind, Obstacle::Kind::Stopped);
        QVERIFY(found.first().sentence.contains(u"ada"_s));
        QVERIFY(found.first().sentence.contains(u"nonsense"_s));
        QVERIFY(obstacles({u"simulated"_s, u"sim-swift"_s}).isEmpty()); // the others go on
    }
};

QTEST_GUILESS_MAIN(ObstaclesTest)
#include "tst_obstacles.moc"
