// SPDX-License-Identifier: GPL-3.0-or-later
#include "support/awaiting.h"
#include "workspace/engine.h"
#include "workspace/promptestimate.h"

#include <QCoroFuture>
#include <QTemporaryDir>
#include <QTest>

#include <numeric>

using namespace Qt::StringLiterals;
using namespace assay;
using namespace assay::workspace;
using assay::test::await;

namespace {

prompts::PromptContent contentOf(const QStringList &texts)
{
    prompts::PromptContent content;
    for (const QString &text : texts)
        content.messages.push_back({providers::Role::User, text});
    return content;
}

} // namespace

/// What a prompt will take, said while it is typed.
class TestPromptEstimate : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void init();
    void cleanup();
    void tokensAreDividedAmongTheMessages();
    void aLongerValueCostsMore();
    void theLongestAnswerIsCounted();
    void whatIsUnknownIsSaidPerModel();
    void brokenTemplatesAreRefused();
    void valuesThatDoNotFitYetAreNoProblem();

private:
    Result<QList<PromptEstimate>> estimates(const prompts::PromptContent &content,
                                            const QMap<QString, QString> &values,
                                            const QList<catalog::ModelRef> &models)
    {
        auto work = [=](Workspace &workspace) -> QCoro::Task<Result<QList<PromptEstimate>>> {
            co_return co_await estimatePrompt(workspace, content, u"self"_s, values, models);
        };
        return await(m_engine->run(std::move(work)));
    }
    PromptEstimate one(const prompts::PromptContent &content, const QMap<QString, QString> &values = {})
    {
        return estimates(content, values, {m_model})->first();
    }

    const catalog::ModelRef m_model{u"simulated"_s, u"sim-balanced"_s};
    std::unique_ptr<QTemporaryDir> m_folder;
    std::unique_ptr<Engine> m_engine;
};

void TestPromptEstimate::init()
{
    m_folder = std::make_unique<QTemporaryDir>();
    WorkspaceOptions options;
    options.path = m_folder->filePath(u"w.assay"_s);
    options.whenMissing = WorkspaceOptions::WhenMissing::CreateEmpty;
    m_engine = std::make_unique<Engine>(options);
    auto add = [](Workspace &workspace) -> QCoro::Task<Result<>> {
        catalog::Provider provider;
        provider.id = ProviderId::create();
        provider.name = u"simulated"_s;
        provider.vendor = u"simulated"_s;
        provider.isSimulated = true;
        provider.needsKey = false;
        provider.baseUrl = QUrl(u"http://127.0.0.1/v1"_s);
        const auto added = co_await workspace.providers().add(provider);
        co_return added.map([](const catalog::Provider &) {});
    };
    QVERIFY(await(m_engine->run(std::move(add))));
}

void TestPromptEstimate::cleanup()
{
    m_engine.reset();
    m_folder.reset();
}

void TestPromptEstimate::tokensAreDividedAmongTheMessages()
{
    const PromptEstimate estimate =
        one(contentOf({u"Short."_s, u"A much longer message with many words. "_s.repeated(40)}));
    QCOMPARE(estimate.messageTokens.size(), 2);
    QVERIFY(estimate.messageTokens[1] > 10 * estimate.messageTokens[0]);
    const std::int64_t sum =
        std::accumulate(estimate.messageTokens.begin(), estimate.messageTokens.end(), estimate.otherTokens);
    QCOMPARE(sum, estimate.input.tokens);
    QVERIFY(estimate.input.low <= estimate.input.tokens && estimate.input.tokens <= estimate.input.high);
    QVERIFY(estimate.inputCost && *estimate.inputCost > Money());
    QCOMPARE(estimate.contextWindow, 128'000);
    QVERIFY(!estimate.usualLatency); // no call yet
}

void TestPromptEstimate::aLongerValueCostsMore()
{
    const prompts::PromptContent content = contentOf({u"Sum up: {{text}}"_s});
    const PromptEstimate none = one(content);
    const PromptEstimate some = one(content, {{u"text"_s, u"many words here "_s.repeated(100)}});
    QVERIFY(some.input.tokens > none.input.tokens + 100);
    QVERIFY(*some.inputCost > *none.inputCost);
}

void TestPromptEstimate::theLongestAnswerIsCounted()
{
    prompts::PromptContent content = contentOf({u"Go."_s});
    const PromptEstimate unlimited = one(content); // by the longest answer that the model gives
    QVERIFY(unlimited.costAtMost && *unlimited.costAtMost > *unlimited.inputCost);
    content.parameters.maxTokens = 10;
    QVERIFY(*one(content).costAtMost < *unlimited.costAtMost);
    content.parameters.maxTokens = 64'000;
    const PromptEstimate estimate = one(content);
    QVERIFY(estimate.costAtMost && *estimate.costAtMost > *estimate.inputCost);
    QVERIFY(std::abs(*estimate.contextShare(content) - 0.5) < 0.01);
}

void TestPromptEstimate::whatIsUnknownIsSaidPerModel()
{
    const auto found = estimates(contentOf({u"Go."_s}), {},
                                 {{u"nobody"_s, u"x"_s}, m_model, {u"simulated"_s, u"unpriced"_s}});
    QVERIFY(found);
    QVERIFY(found->at(0).problem.contains(u"nobody"_s));
    QVERIFY(found->at(1).problem.isEmpty());
    QVERIFY(!found->at(2).inputCost);
    QVERIFY(found->at(2).input.tokens > 0);
}

void TestPromptEstimate::brokenTemplatesAreRefused()
{
    const auto broken = estimates(contentOf({u"{{#a}}"_s}), {}, {m_model});
    QVERIFY(!broken);
    QVERIFY(broken.error().message.contains(u"line 1, column 1"_s));
    QVERIFY(!estimates(contentOf({u"{{> gone}}"_s}), {}, {m_model}));
    QVERIFY(estimates(contentOf({u"{{> self}}"_s}), {}, {m_model}).error().message.contains(u"itself"_s));
}

void TestPromptEstimate::valuesThatDoNotFitYetAreNoProblem()
{
    prompts::PromptContent content = contentOf({u"{{count}} {{photo}}"_s});
    prompts::Variable count;
    count.name = u"count"_s;
    count.type = prompts::VariableType::Number;
    prompts::Variable photo;
    photo.name = u"photo"_s;
    photo.type = prompts::VariableType::Image;
    content.variables = {count, photo};
    QVERIFY(one(content, {{u"count"_s, u"many"_s}}).input.tokens > 0);
}

QTEST_GUILESS_MAIN(TestPromptEstimate)
#include "tst_promptestimate.moc"
