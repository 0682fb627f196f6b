// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/providers/pricesbar.h"

#include "ui/theme/metrics.h"
#include "ui/widgets/controls.h"
#include "ui/widgets/messagebar.h"
#include "ui/widgets/whendone.h"
#include "workspace/engine.h"

#include <QCoroFuture>
#include <QFile>
#include <QFileDialog>
#include <QFileInfo>
#include <QHBoxLayout>
#include <QLabel>
#include <QLocale>
#include <QPushButton>
#include <QtConcurrentRun>

using namespace Qt::StringLiterals;

namespace assay::ui {
namespace {

using Kind = catalog::PlannedPrice::Kind;
using workspace::Workspace;

Result<catalog::LiteLlmPrices> readFile(const QString &path)
{
    QFile file(path);
    if (!file.open(QIODevice::ReadOnly)) {
        return fail(
            ErrorCode::InvalidInput,
            PricesBar::tr("“%1” cannot be read: %2.").arg(QFileInfo(path).fileName(), file.errorString()));
    }
    return catalog::readLiteLlmPrices(file.read(catalog::maxLiteLlmBytes + 1));
}

int countOf(const std::vector<catalog::PlannedPrice> &plan, Kind kind)
{
    return static_cast<int>(std::ranges::count(plan, kind, &catalog::PlannedPrice::kind));
}

UtcMicros thisSecond(Workspace &workspace)
{
    const UtcMicros now = workspace.clock().utcMicros();
    return now - now % 1'000'000;
}

} // namespace

PricesBar::PricesBar(const PageContext &context, MessageBar *bar, QWidget *parent)
    : QWidget(parent)
    , m_context(context)
    , m_bar(bar)
    , m_text(new QLabel(this))
    , m_import(new QPushButton(tr("&Import prices\u2026"), this))
{
    m_text->setTextFormat(Qt::PlainText);
    m_text->setWordWrap(true);
    makeMuted(m_text);
    m_import->setToolTip(tr("Takes over the prices of LiteLLM's model_prices_and_context_window.json"));
    auto *row = new QHBoxLayout(this);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(metrics::wide());
    row->addWidget(m_text, 1);
    row->addWidget(m_import, 0, Qt::AlignTop);
    connect(m_import, &QPushButton::clicked, this, &PricesBar::chooseFile);
}

/// Counts the answer as pending and shows what went wrong.
template <typename T, typename Done> void PricesBar::when(QFuture<Result<T>> future, Done done)
{
    ++m_pending;
    future | whenDone(this, [this, done = std::move(done)](const Result<T> &answer) {
        --m_pending;
        if (answer)
            done(answer);
        else
            m_bar->showError(answer.error());
    });
}

void PricesBar::setState(bool hasModels, const QStringList &problems)
{
    const QString asOf =
        QLocale().toString(catalog::ModelCatalog::builtIn().pricesAsOf(), QLocale::ShortFormat);
    QString text = hasModels
        ? tr("US dollars per million tokens; Assay's list is of %1. Type into a price to set your own.")
              .arg(asOf)
        : tr("Test the connection to list them.");
    for (const QString &problem : problems)
        text += u'\n' + problem;
    m_text->setText(text);
    m_import->setVisible(hasModels);
}

void PricesBar::setPrice(const QString &vendor, const PricedModel &model, const catalog::PriceRates &rates)
{
    const catalog::CatalogModel priced = withRates(model, vendor, rates);
    const bool losesTiers = model.known
        && (!model.known->tiers.empty() || model.known->batch || model.known->flex || model.known->priority);
    auto set = [priced](Workspace &workspace) -> QCoro::Task<Result<UtcMicros>> {
        const UtcMicros since = thisSecond(workspace);
        const Result<> kept =
            co_await workspace.priceStore().set(priced, since, catalog::PriceOrigin::Person);
        if (!kept)
            co_return tl::unexpected(kept.error());
        const Result<> reloaded = co_await workspace.reloadPrices();
        if (!reloaded)
            co_return tl::unexpected(reloaded.error());
        co_return since;
    };
    when(m_context.engine.run(std::move(set)), [this, priced, losesTiers](const Result<UtcMicros> &since) {
        QString sentence = tr("%1 costs your price from now on. Recorded costs stay.").arg(priced.model);
        if (losesTiers)
            sentence += u' ' + tr("Its prices for long contexts and other services no longer hold; Edit model has them all.");
        m_bar->showUndo(sentence,
                        [this, priced, since = *since] { takeBack(priced.vendor, priced.model, since); });
        Q_EMIT pricesChanged();
    });
}

void PricesBar::takeBack(const QString &vendor, const QString &model, UtcMicros since)
{
    auto remove = [=](Workspace &workspace) -> QCoro::Task<Result<>> {
        const Result<> removed = co_await workspace.priceStore().remove(vendor, model, since);
        if (!removed)
            co_return removed;
        co_return co_await workspace.reloadPrices();
    };
    when(m_context.engine.run(std::move(remove)), [this](const Result<> &) { Q_EMIT pricesChanged(); });
}

void PricesBar::chooseFile()
{
    const QString path = QFileDialog::getOpenFileName(this, tr("Import prices"), QString(),
                                                      tr("LiteLLM's price file (*.json);;All files (*)"));
    if (!path.isEmpty())
        importFile(path);
}

void PricesBar::importFile(const QString &path)
{
    when(QtConcurrent::run(readFile, path), [this](const Result<catalog::LiteLlmPrices> &file) {
        auto plan = [models = file->models,
                     skipped = file->skipped.size()](Workspace &workspace) -> QCoro::Task<Result<Plan>> {
            co_return Plan{planImport(*workspace.prices(), models, thisSecond(workspace)),
                           qsizetype(skipped)};
        };
        when(m_context.engine.run(std::move(plan)), [this](const Result<Plan> &made) { offer(*made); });
    });
}

void PricesBar::offer(const Plan &plan)
{
    const int added = countOf(plan.prices, Kind::New);
    const int changed = countOf(plan.prices, Kind::Changed);
    const QString found = tr("The file has %1 new and %2 changed prices; %3 are as they were, %4 stay as you "
                             "typed them, %5 cannot be used.")
                              .arg(added)
                              .arg(changed)
                              .arg(countOf(plan.prices, Kind::Unchanged))
                              .arg(countOf(plan.prices, Kind::KeptTyped))
                              .arg(plan.skipped);
    if (added + changed == 0)
        return m_bar->show(MessageBar::Kind::Info, found);
    m_bar->show(MessageBar::Kind::Info, found,
                {tr("Import %1").arg(added + changed),
                 [this, models = modelsToWrite(plan.prices)] { write(models); }});
}

void PricesBar::write(std::vector<catalog::CatalogModel> models)
{
    const qsizetype count = qsizetype(models.size());
    auto import = [models = std::move(models)](Workspace &workspace) -> QCoro::Task<Result<>> {
        const Result<> kept = co_await workspace.priceStore().setAll(models, thisSecond(workspace),
                                                                     catalog::PriceOrigin::LiteLlm);
        if (!kept)
            co_return kept;
        co_return co_await workspace.reloadPrices();
    };
    when(m_context.engine.run(std::move(import)), [this, count](const Result<> &) {
        m_bar->show(MessageBar::Kind::Success,
                    tr("%1 prices hold from now on. Recorded costs stay.").arg(count));
        Q_EMIT pricesChanged();
    });
}

} // namespace assay::ui
