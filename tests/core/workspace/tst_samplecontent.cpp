// SPDX-License-Identifier: GPL-3.0-or-later
#include "prompts/template.h"
#include "workspace/samplecontent.h"

#include <QSet>
#include <QTest>

using namespace Qt::StringLiterals;
using namespace assay;
using namespace assay::workspace;

/// The sample is the first thing that people see: every part of it has to work.
class SampleContentTest final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void holdsThreePromptsWithHistories();
    void versionsRenderWithTheirTestValues();
    void versionsDiffer();
    void timelinesRunForward();
    void labelsAndDraftsPointAtVersions();
    void casesFillEveryVariable();

private:
    QList<SamplePrompt> m_prompts;
};

void SampleContentTest::initTestCase()
{
    const auto prompts = samplePrompts();
    QVERIFY2(prompts, prompts ? "" : qPrintable(prompts.error().message));
    m_prompts = *prompts;
}

void SampleContentTest::holdsThreePromptsWithHistories()
{
    QCOMPARE(m_prompts.size(), 3);
    for (const SamplePrompt &prompt : m_prompts) {
        QVERIFY2(prompt.versions.size() >= 3, qPrintable(prompt.name));
        QVERIFY(!prompt.folder.isEmpty());
        QVERIFY(prompt.tags.size() >= 2);
        QVERIFY(prompt.labels.contains(u"production"_s));
        QVERIFY(prompt.dataset.cases.size() >= 4);
    }
}

void SampleContentTest::versionsRenderWithTheirTestValues()
{
    for (const SamplePrompt &prompt : m_prompts) {
        for (const SampleVersion &version : prompt.versions) {
            const auto messages = prompts::render(version.content, version.content.testValues);
            QVERIFY2(messages, messages ? "" : qPrintable(prompt.name + u": "_s + messages.error().message));
            QVERIFY(providers::problemWith(version.content.parameters).isEmpty());
            QVERIFY(!version.message.isEmpty());
            QVERIFY(!version.content.model.isEmpty());
        }
    }
}

void SampleContentTest::versionsDiffer()
{
    for (const SamplePrompt &prompt : m_prompts) {
        QSet<QByteArray> hashes;
        for (const SampleVersion &version : prompt.versions)
            hashes.insert(prompts::contentHash(version.content));
        QCOMPARE(hashes.size(), prompt.versions.size());
    }
}

void SampleContentTest::timelinesRunForward()
{
    for (const SamplePrompt &prompt : m_prompts) {
        for (qsizetype i = 1; i < prompt.versions.size(); ++i)
            QVERIFY(prompt.versions[i].age < prompt.versions[i - 1].age);
        QVERIFY(!prompt.draft || prompt.draft->age < prompt.versions.last().age);
    }
}

void SampleContentTest::labelsAndDraftsPointAtVersions()
{
    int drafts = 0;
    for (const SamplePrompt &prompt : m_prompts) {
        for (const int version : prompt.labels)
            QVERIFY(version >= 1 && version <= prompt.versions.size());
        if (!prompt.draft)
            continue;
        ++drafts;
        QVERIFY(prompt.draft->baseVersion >= 1 && prompt.draft->baseVersion <= prompt.versions.size());
        QVERIFY(!(prompt.draft->content == prompt.versions[prompt.draft->baseVersion - 1].content));
        QVERIFY(prompts::render(prompt.draft->content, prompt.draft->content.testValues));
    }
    QCOMPARE(drafts, 1);
}

void SampleContentTest::casesFillEveryVariable()
{
    for (const SamplePrompt &prompt : m_prompts) {
        QCOMPARE(prompt.dataset.prompt, prompt.name);
        for (const evaluation::DatasetCase &each : prompt.dataset.cases) {
            QVERIFY(!each.name.isEmpty());
            QVERIFY(!each.expected.isEmpty());
            for (const SampleVersion &version : prompt.versions) {
                const auto messages = prompts::render(version.content, each.variables);
                QVERIFY2(messages,
                         messages ? "" : qPrintable(each.name + u": "_s + messages.error().message));
            }
        }
    }
}

QTEST_GUILESS_MAIN(SampleContentTest)
#include "tst_samplecontent.moc"
