// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/compare/comparedata.h"

#include "orchestration/callcontent.h"
#include "prompts/partials.h"
#include "workspace/workspace.h"

#include <algorithm>

#include <QCoreApplication>
#include <QCoroFuture>
#include <QSet>

namespace assay::ui {

QString ModelChoice::label() const
{
    const QString name = ref.toString();
    if (!isSimulated || name.contains(QLatin1String("simulated"), Qt::CaseInsensitive))
        return name;
    return QCoreApplication::translate("Compare", "%1 (simulated)").arg(name);
}

namespace {

void appendModels(CompareData &data, const catalog::Provider &provider,
                  const QList<catalog::ListedModel> &listed,
                  const std::vector<const catalog::CatalogModel *> &priced)
{
    QSet<QString> known;
    for (const catalog::ListedModel &model : listed) {
        known.insert(model.id);
        data.models.append({{provider.name, model.id}, provider.isSimulated, true});
    }
    for (const catalog::CatalogModel *model : priced) {
        if (model->vendor == provider.priceVendor() && !known.contains(model->model))
            data.models.append({{provider.name, model->model}, provider.isSimulated, false});
    }
}

QCoro::Task<std::optional<ColumnOutcome>> loadOutcome(workspace::Workspace &workspace,
                                                      evaluation::ComparisonColumn column)
{
    if (!column.call)
        co_return std::nullopt;
    ColumnOutcome outcome;
    outcome.target = column.target;
    outcome.parameters = column.parameters;
    const auto record = co_await workspace.log().call(*column.call);
    if (!record) {
        outcome.completion.error = record.error(); // the log may have been cleaned meanwhile
        co_return outcome;
    }
    auto completion = orchestration::decodeResponseContent(record->response);
    if (completion)
        outcome.completion = std::move(*completion);
    else
        outcome.completion.error = completion.error();
    outcome.record = *record;
    outcome.record->request.clear();
    outcome.record->response.clear();
    outcome.completion.finishReason = record->finishReason;
    outcome.completion.usage = record->usage;
    if (record->error)
        outcome.completion.error = record->error;
    co_return outcome;
}

QCoro::Task<> loadCells(workspace::Workspace &workspace, ReopenedRun &run)
{
    for (const QList<QList<CallId>> &row : std::as_const(run.comparison.grid->calls)) {
        QList<QList<ColumnOutcome>> cells;
        for (qsizetype i = 0; i < std::min(row.size(), run.comparison.columns.size()); ++i) {
            evaluation::ComparisonColumn column = run.comparison.columns.at(i);
            QList<ColumnOutcome> outcomes;
            for (const CallId &call : row.at(i)) {
                column.call = call;
                auto outcome = co_await loadOutcome(workspace, column);
                outcomes.append(std::move(*outcome));
            }
            cells.append(std::move(outcomes));
        }
        run.cells.append(std::move(cells));
    }
}

/// Puts the included prompts into every version and the draft. One whose partial is gone stays as it is:
/// running it says what is missing.
QCoro::Task<> expandAll(workspace::Workspace &workspace, QString name, PromptDetail &detail)
{
    for (prompts::PromptVersion &version : detail.versions) {
        if (!prompts::hasPartials(version.content))
            continue;
        auto expanded = co_await workspace.prompts().expanded(version.content, name);
        if (expanded)
            version.content = std::move(*expanded);
    }
    if (detail.draft && prompts::hasPartials(detail.draft->content)) {
        auto expanded = co_await workspace.prompts().expanded(detail.draft->content, name);
        if (expanded)
            detail.draft->content = std::move(*expanded);
    }
}

} // namespace

QCoro::Task<Result<CompareData>> loadCompareData(workspace::Workspace &workspace)
{
    const auto providers = co_await workspace.providers().list();
    if (!providers)
        co_return tl::unexpected(providers.error());
    CompareData data;
    data.hasProvider = !providers->isEmpty();
    const std::shared_ptr<const catalog::PriceBook> book = workspace.prices(); // owns what `priced` points at
    const auto priced = book->models(workspace.clock().utcMicros());
    for (const catalog::Provider &provider : *providers) {
        const auto listed = co_await workspace.providers().listing(provider.id);
        appendModels(data, provider, listed.value_or(QList<catalog::ListedModel>()), priced);
    }
    auto prompts = co_await workspace.prompts().list();
    if (!prompts)
        co_return tl::unexpected(prompts.error());
    data.prompts = std::move(*prompts);
    co_return data;
}

QCoro::Task<Result<PromptDetail>> loadPromptDetail(workspace::Workspace &workspace, QString name)
{
    const auto found = co_await workspace.prompts().find(name);
    if (!found)
        co_return tl::unexpected(found.error());
    PromptDetail detail;
    detail.summary = *found;
    auto versions = co_await workspace.prompts().versions(found->id);
    if (!versions)
        co_return tl::unexpected(versions.error());
    detail.versions = std::move(*versions);
    if (found->hasDraft || detail.versions.isEmpty()) {
        const auto draft = co_await workspace.prompts().draft(found->id);
        if (!draft)
            co_return tl::unexpected(draft.error());
        detail.draft = *draft;
    }
    auto datasets = co_await workspace.datasets().forPrompt(name);
    if (datasets)
        detail.datasets = std::move(*datasets);
    co_await expandAll(workspace, name, detail);
    co_return detail;
}

QCoro::Task<Result<ReopenedRun>> loadRun(workspace::Workspace &workspace, RunId id)
{
    auto comparison = co_await workspace.comparisons().load(id);
    if (!comparison)
        co_return tl::unexpected(comparison.error());
    ReopenedRun run;
    run.comparison = std::move(*comparison);
    for (const evaluation::ComparisonColumn &column : run.comparison.columns) {
        auto outcome = co_await loadOutcome(workspace, column);
        run.outcomes.append(std::move(outcome));
    }
    if (run.comparison.grid)
        co_await loadCells(workspace, run);
    co_return run;
}

} // namespace assay::ui
