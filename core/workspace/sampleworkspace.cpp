// SPDX-License-Identifier: GPL-3.0-or-later
#include "workspace/sampleworkspace.h"

#include "workspace/samplecontent.h"
#include "workspace/samplerelease.h"
#include "workspace/samplestate.h"
#include "workspace/workspace.h"

#include <QCoroFuture>

namespace assay::workspace {
namespace {

using namespace Qt::StringLiterals;

/// Lets the prompt store date the sample's versions back.
class PastClock final : public Clock {
public:
    explicit PastClock(const Clock &clock)
        : m_clock(clock)
    {
    }
    void setAge(std::chrono::hours age) { m_age = age; }

    [[nodiscard]] UtcMicros utcMicros() const override
    {
        return m_clock.utcMicros() - std::chrono::microseconds(m_age).count();
    }
    [[nodiscard]] SteadyTime steadyNow() const override { return m_clock.steadyNow(); }
    [[nodiscard]] QCoro::Task<> sleepFor(std::chrono::nanoseconds, std::stop_token) override { co_return; }

private:
    const Clock &m_clock;
    std::chrono::hours m_age{0};
};

QCoro::Task<Result<>> addProvider(Workspace &workspace)
{
    catalog::Provider provider;
    provider.name = sampleProviderName;
    provider.protocol = catalog::Protocol::OpenAiChat;
    provider.vendor = u"simulated"_s;
    provider.baseUrl = QUrl(u"http://127.0.0.1/v1"_s); // Workspace::baseUrl() says where it is now
    provider.isSimulated = true;
    provider.needsKey = false;
    const auto added = co_await workspace.providers().add(provider);
    if (!added)
        co_return added.error().code == ErrorCode::Conflict ? Result<>() : tl::unexpected(added.error());

    QList<catalog::ListedModel> models;
    for (const simulator::SimulatedModel &model : simulator::simulatedModels()) {
        const auto *known = workspace.catalog().find(provider.vendor, model.name);
        models.append({model.name, model.name, known ? known->contextWindow : std::nullopt, {}});
    }
    co_return co_await workspace.providers().saveListing(added->id, models);
}

/// The prompt with the draft it starts from, or the one that is there.
QCoro::Task<Result<prompts::PromptSummary>> ensurePrompt(prompts::PromptStore &store,
                                                         const SamplePrompt &sample)
{
    auto known = co_await store.find(sample.name);
    if (known || known.error().code != ErrorCode::NotFound)
        co_return known;
    auto created = co_await store.create(sample.name, sample.folder, sample.versions.first().content);
    if (!created)
        co_return created;
    const auto tagged = co_await store.setTags(created->id, sample.tags);
    if (!tagged)
        co_return tl::unexpected(tagged.error());
    co_return created;
}

QCoro::Task<Result<>> addVersions(prompts::PromptStore &store, PastClock &clock, const SamplePrompt &sample,
                                  prompts::PromptSummary prompt)
{
    for (int number = prompt.latestVersion + 1; number <= sample.versions.size(); ++number) {
        const SampleVersion &version = sample.versions[number - 1];
        clock.setAge(version.age);
        const auto committed =
            co_await store.commit(prompt.id, version.content, number - 1, version.message, u"sample"_s);
        if (!committed)
            co_return tl::unexpected(committed.error());
    }
    for (auto label = sample.labels.begin(); label != sample.labels.end(); ++label) {
        const auto moved = co_await store.setLabel(prompt.id, label.value(), label.key(), u"sample"_s);
        if (!moved)
            co_return moved;
    }
    if (!sample.draft)
        co_return Result<>();
    clock.setAge(sample.draft->age);
    const prompts::PromptDraft draft{sample.draft->content, sample.draft->baseVersion, 0};
    co_return (co_await store.saveDraft(prompt.id, draft)).map([](const prompts::EditPlace &) {});
}

QCoro::Task<Result<>> addPrompt(Workspace &workspace, const SamplePrompt &sample)
{
    PastClock clock(workspace.clock());
    prompts::PromptStore store(workspace.database(), clock);
    clock.setAge(sample.versions.first().age);
    const auto prompt = co_await ensurePrompt(store, sample);
    if (!prompt)
        co_return tl::unexpected(prompt.error());
    const auto filled = co_await addVersions(store, clock, sample, *prompt);
    if (!filled)
        co_return filled;
    const auto added = co_await workspace.datasets().add(sample.dataset);
    co_return !added && added.error().code == ErrorCode::Conflict ? Result<>() : added;
}

} // namespace

QCoro::Task<Result<>> fillSample(Workspace &workspace)
{
    const auto state = co_await readSampleState(workspace.database());
    if (!state)
        co_return tl::unexpected(state.error());
    if (state->isFilled)
        co_return Result<>();
    const auto samples = samplePrompts();
    if (!samples)
        co_return tl::unexpected(samples.error());
    const auto provider = co_await addProvider(workspace);
    if (!provider)
        co_return provider;
    for (const SamplePrompt &sample : *samples) {
        const auto added = co_await addPrompt(workspace, sample);
        if (!added)
            co_return added;
    }
    PastClock clock(workspace.clock());
    clock.setAge(std::chrono::hours(30));
    release::ReleaseStore store(workspace.database(), clock);
    const auto released = co_await startSampleReleases(store, workspace);
    if (!released)
        co_return released;
    SampleState filled;
    filled.isFilled = true;
    co_return co_await writeSampleState(workspace.database(), filled);
}

} // namespace assay::workspace
