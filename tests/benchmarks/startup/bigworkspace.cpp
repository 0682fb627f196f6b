// SPDX-License-Identifier: GPL-3.0-or-later
#include "bigworkspace.h"

#include "workspace/workspace.h"

#include <vector>

namespace assay::bench {

using namespace Qt::StringLiterals;

namespace {

constexpr int models = 12;

Result<> addPrompts(prompts::PromptStore &store, int count)
{
    std::vector<QFuture<Result<prompts::PromptSummary>>> created;
    for (int i = 0; i < count; ++i) {
        prompts::PromptContent content;
        content.messages.push_back(
            {providers::Role::System, u"You are a careful assistant for case %1."_s.arg(i)});
        content.messages.push_back({providers::Role::User, u"Summarise: {{text}}"_s});
        created.push_back(
            store.create(u"prompt-%1"_s.arg(i), u"folder-%1/sub-%2"_s.arg(i % 40).arg(i % 7), content));
    }
    for (auto &future : created) {
        if (const auto &result = future.result(); !result)
            return tl::unexpected(result.error());
    }
    return {};
}

/// One statement makes them all: through RequestLog it would take minutes, and the start reads the same rows.
Result<> addCalls(storage::Connection &connection, int count)
{
    for (int i = 0; i < models; ++i) {
        const auto added = connection.exec(u"INSERT INTO fact_names (kind, name) VALUES ('model', ?)"_s,
                                           {u"provider-%1/model-%2"_s.arg(i % 3).arg(i)});
        if (!added)
            return tl::unexpected(added.error());
    }
    const auto done = connection.exec(
        u"WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ?)"
        " INSERT INTO calls (id, started_at, source, model_id, prompt_version, status, http_status, attempts,"
        " finish_reason, latency_us, first_token_us, waited_us, input, cached_input, cache_write, output, "
        "reasoning,"
        " cost_nano_usd, cache_hit)"
        " SELECT randomblob(16), (unixepoch() - 7776000) * 1000000 + i * (7776000000000 / ?), 0, 1 + i % ?, "
        "1, 0, 200,"
        " 1, 'stop', 300000 + (i * 7919) % 2000000, 80000 + (i * 104729) % 400000, 0, 400 + i % 900, 0, 0,"
        " 50 + i % 400, 0, 100000 + (i * 31) % 5000000, 0 FROM n"_s,
        {count, count, models});
    if (!done)
        return tl::unexpected(done.error());
    return {};
}

} // namespace

Result<> makeBigWorkspace(const QString &path, int prompts, int calls)
{
    workspace::WorkspaceOptions options;
    options.path = path;
    options.whenMissing = workspace::WorkspaceOptions::WhenMissing::CreateEmpty;
    auto opened = workspace::Workspace::open(options);
    if (!opened)
        return tl::unexpected(opened.error());
    if (auto added = addPrompts((*opened)->prompts(), prompts); !added)
        return added;
    return (*opened)
        ->database()
        .write([calls](storage::Connection &connection) { return addCalls(connection, calls); })
        .result();
}

} // namespace assay::bench
