// SPDX-License-Identifier: GPL-3.0-or-later
#include "support/awaiting.h"
#include "workspace/sampleworkspace.h"
#include "workspace/workspace.h"

#include <QJsonArray>
#include <QSet>
#include <QTemporaryDir>
#include <QTest>

using namespace Qt::StringLiterals;
using namespace assay;
using namespace assay::workspace;
using assay::test::await;

class SampleWorkspaceTest final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init();
    void cleanup();

    void holdsPromptsVersionsLabelsAndDatasets();
    void fillingAgainChangesNothing();
    void anInterruptedFillingIsCompleted();
    void historyComesFromRealCalls();
    void noHistoryInAWorkspaceThatIsNoSample();
    void noHistoryWithoutTheSimulatedProvider();

private:
    QList<telemetry::LogEntry> calls()
    {
        telemetry::LogFilter filter;
        filter.limit = 10000;
        return *await(m_workspace->log().query(filter));
    }

    std::unique_ptr<QTemporaryDir> m_folder;
    std::unique_ptr<Workspace> m_workspace;
};

void SampleWorkspaceTest::init()
{
    m_folder = std::make_unique<QTemporaryDir>();
    WorkspaceOptions options;
    options.path = m_folder->filePath(u"sample.assay"_s);
    options.whenMissing = WorkspaceOptions::WhenMissing::CreateEmpty;
    auto workspace = Workspace::open(options);
    QVERIFY2(workspace, workspace ? "" : qPrintable(workspace.error().message));
    m_workspace = std::move(*workspace);
}

void SampleWorkspaceTest::cleanup()
{
    if (m_workspace)
        QCoro::waitFor(m_workspace->shutDown());
    m_workspace.reset();
    m_folder.reset();
}

void SampleWorkspaceTest::holdsPromptsVersionsLabelsAndDatasets()
{
    QVERIFY(await(fillSample(*m_workspace)));
    const auto provider = await(m_workspace->providers().find(u"simulated"_s));
    QVERIFY(provider && provider->isSimulated && !provider->needsKey);
    QVERIFY(await(m_workspace->providers().listing(provider->id))->size() >= 3);

    const auto prompts = await(m_workspace->prompts().list());
    QCOMPARE(prompts->size(), 3);
    for (const prompts::PromptSummary &prompt : *prompts) {
        QVERIFY(prompt.latestVersion >= 3);
        QVERIFY(!prompt.tags.isEmpty());
        QVERIFY(await(m_workspace->prompts().version(prompt.id, u"production"_s)));
        QCOMPARE(await(m_workspace->datasets().forPrompt(prompt.name))->size(), 1);
        const auto versions = await(m_workspace->prompts().versions(prompt.id));
        for (qsizetype i = 1; i < versions->size(); ++i)
            QVERIFY(versions->at(i).createdAt < versions->at(i - 1).createdAt);
        QCOMPARE(prompt.hasDraft, prompt.name == u"sql-from-question"_s);
    }
}

void SampleWorkspaceTest::fillingAgainChangesNothing()
{
    QVERIFY(await(fillSample(*m_workspace)));
    const auto before = await(m_workspace->prompts().list());
    QVERIFY(await(m_workspace->prompts().remove(before->first().id)));
    QVERIFY(await(fillSample(*m_workspace)));
    QCOMPARE(await(m_workspace->prompts().list())->size(), before->size() - 1);
}

void SampleWorkspaceTest::anInterruptedFillingIsCompleted()
{
    QVERIFY(await(fillSample(*m_workspace)));
    const auto before = await(m_workspace->prompts().list());
    const auto forgotten = await(m_workspace->database().write<void>([](storage::Connection &connection) {
        return connection.exec(u"DELETE FROM workspace WHERE key = 'sample_history'"_s)
            .and_then([&](QSqlQuery *) {
                return connection.exec(u"DELETE FROM prompts WHERE name = 'sql-from-question'"_s);
            })
            .map([](QSqlQuery *) {});
    }));
    QVERIFY(forgotten);
    QCOMPARE(await(m_workspace->prompts().list())->size(), 2);
    QVERIFY(await(fillSample(*m_workspace)));
    const auto after = await(m_workspace->prompts().list());
    QCOMPARE(after->size(), 3);
    for (qsizetype i = 0; i < after->size(); ++i)
        QCOMPARE(after->at(i).latestVersion, before->at(i).latestVersion);
}

void SampleWorkspaceTest::historyComesFromRealCalls()
{
    QVERIFY(await(fillSample(*m_workspace)));
    const auto made = await(makeSampleHistory(*m_workspace));
    QVERIFY2(made, made ? "" : qPrintable(made.error().message));

    const auto entries = calls();
    QVERIFY(entries.size() >= 60 && entries.size() <= 130);
    QSet<QString> models;
    for (const telemetry::LogEntry &entry : entries) {
        QCOMPARE(entry.record.status, telemetry::CallStatus::Ok);
        QCOMPARE(entry.record.source, telemetry::CallSource::Sample);
        QVERIFY(entry.record.usage && entry.record.cost);
        QVERIFY(entry.record.latencyUs > 0);
        models.insert(entry.record.model);
    }
    QCOMPARE(models.size(), 3);

    const auto runs = await(m_workspace->comparisons().list(10));
    QCOMPARE(runs->size(), 2);
    for (const evaluation::ComparisonSummary &run : *runs) {
        QVERIFY(run.winner);
        const auto comparison = await(m_workspace->comparisons().load(run.id));
        for (const evaluation::ComparisonColumn &column : comparison->columns)
            QVERIFY(!await(m_workspace->log().call(*column.call))->response.isEmpty());
    }
    const auto releases = await(m_workspace->releases().list());
    QCOMPARE(releases->size(), 2); // one under way, one taken back, both with what their calls show
    QCOMPARE(releases->first().state, release::ReleaseState::Running);
    QCOMPARE(releases->last().state, release::ReleaseState::RolledBack);
    for (const release::Release &each : *releases) {
        const auto figures = await(m_workspace->releases().figures(each));
        QVERIFY(figures->stable.calls >= 9 && figures->candidate.calls >= 9);
        const auto events = await(m_workspace->releases().events(each.id));
        QCOMPARE(release::evidenceFromJson(events->first().evidence["evidence"_L1].toArray()).size(), 5);
    }
    QVERIFY(await(makeSampleHistory(*m_workspace)));
    QCOMPARE(calls().size(), entries.size());
}

void SampleWorkspaceTest::noHistoryInAWorkspaceThatIsNoSample()
{
    QVERIFY(await(makeSampleHistory(*m_workspace)));
    QCOMPARE(calls().size(), 0);
}

void SampleWorkspaceTest::noHistoryWithoutTheSimulatedProvider()
{
    QVERIFY(await(fillSample(*m_workspace)));
    const auto provider = await(m_workspace->providers().find(u"simulated"_s));
    QVERIFY(await(m_workspace->providers().remove(provider->id)));
    QVERIFY(await(makeSampleHistory(*m_workspace)));
    QCOMPARE(calls().size(), 0);
}

QTEST_GUILESS_MAIN(SampleWorkspaceTest)
#include "tst_sampleworkspace.moc"
