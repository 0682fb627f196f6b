// SPDX-License-Identifier: GPL-3.0-or-later
#include "catalog/modelentry.h"
#include "catalog/priceimport.h"
#include "models.h"
#include "moments.h"

#include <QCoroFuture>
#include <QFile>
#include <QFileInfo>

using namespace Qt::StringLiterals;

namespace assay::ctl {
namespace {

using catalog::PlannedPrice;
using Kind = PlannedPrice::Kind;

Result<catalog::LiteLlmPrices> readFile(const QString &path)
{
    QFile file(path);
    if (QFileInfo(path).isDir())
        return fail(ErrorCode::InvalidInput, u"“%1” is a folder, not a price file."_s.arg(path));
    if (!file.open(QIODevice::ReadOnly)) {
        const ErrorCode code = file.exists() ? ErrorCode::InvalidInput : ErrorCode::NotFound;
        return fail(code, u"The price file “%1” cannot be read: %2."_s.arg(path, file.errorString()));
    }
    const QByteArray bytes = file.read(catalog::maxLiteLlmBytes + 1);
    if (file.error() != QFileDevice::NoError)
        return fail(ErrorCode::InvalidInput,
                    u"The price file “%1” cannot be read: %2."_s.arg(path, file.errorString()));
    return catalog::readLiteLlmPrices(bytes);
}

QString nameOf(const catalog::CatalogModel &model)
{
    return model.vendor + u'/' + model.model;
}

QString orDash(const QString &text)
{
    return text.isEmpty() ? u"-"_s : text;
}

QJsonArray remarksJson(const std::vector<catalog::PriceRemark> &remarks, const QString &member)
{
    QJsonArray json;
    for (const catalog::PriceRemark &remark : remarks)
        json.append(QJsonObject{{u"name"_s, remark.name}, {member, remark.text}});
    return json;
}

QJsonObject toJson(const PlannedPrice &planned)
{
    if (planned.kind == Kind::New)
        return {{u"model"_s, nameOf(planned.model)}, {u"price"_s, catalog::toJson(planned.model)}};
    QJsonArray differences;
    for (const catalog::PriceDifference &difference : planned.differences)
        differences.append(QJsonObject{
            {u"what"_s, difference.what}, {u"before"_s, difference.before}, {u"after"_s, difference.after}});
    return {{u"model"_s, nameOf(planned.model)}, {u"differences"_s, differences}};
}

QJsonArray ofKind(const std::vector<PlannedPrice> &plan, Kind kind)
{
    QJsonArray json;
    for (const PlannedPrice &planned : plan) {
        if (planned.kind == kind)
            json.append(toJson(planned));
    }
    return json;
}

qsizetype countOf(const std::vector<PlannedPrice> &plan, Kind kind)
{
    return std::count_if(plan.begin(), plan.end(), [kind](const PlannedPrice &p) { return p.kind == kind; });
}

QJsonObject planJson(const std::vector<PlannedPrice> &plan, const catalog::LiteLlmPrices &file,
                     UtcMicros from, bool isDryRun)
{
    return {{u"dry_run"_s, isDryRun},
            {u"valid_from"_s, isoTime(from)},
            {u"new"_s, ofKind(plan, Kind::New)},
            {u"changed"_s, ofKind(plan, Kind::Changed)},
            {u"kept_as_typed"_s, ofKind(plan, Kind::KeptTyped)},
            {u"unchanged"_s, countOf(plan, Kind::Unchanged)},
            {u"skipped"_s, remarksJson(file.skipped, u"reason"_s)},
            {u"notes"_s, remarksJson(file.notes, u"note"_s)},
            {u"of_other_kinds"_s, file.otherModes}};
}

void printOne(const Terminal &terminal, const PlannedPrice &planned)
{
    if (planned.kind == Kind::Unchanged)
        return;
    if (planned.kind == Kind::New) {
        terminal.line(u"new      %1: input %2, output %3"_s.arg(nameOf(planned.model),
                                                                priceText(planned.model.rates.input),
                                                                priceText(planned.model.rates.output)));
        return;
    }
    const QString word = planned.kind == Kind::Changed ? u"changed "_s : u"kept    "_s;
    for (const catalog::PriceDifference &difference : planned.differences)
        terminal.line(u"%1 %2: %3: %4 → %5"_s.arg(word, nameOf(planned.model), difference.what,
                                                  orDash(difference.before), orDash(difference.after)));
}

void printPlan(const Terminal &terminal, const std::vector<PlannedPrice> &plan,
               const catalog::LiteLlmPrices &file, UtcMicros from, bool isDryRun)
{
    for (const PlannedPrice &planned : plan)
        printOne(terminal, planned);
    for (const catalog::PriceRemark &remark : file.skipped)
        terminal.foreign(u"skipped  %1: %2\n"_s.arg(remark.name, remark.text));
    for (const catalog::PriceRemark &remark : file.notes)
        terminal.foreign(u"note     %1: %2\n"_s.arg(remark.name, remark.text));
    terminal.line(
        u"%1 new, %2 changed, %3 unchanged, %4 kept as a person typed them, %5 skipped, %6 of other "
        "kinds (images, speech)."_s.arg(countOf(plan, Kind::New))
            .arg(countOf(plan, Kind::Changed))
            .arg(countOf(plan, Kind::Unchanged))
            .arg(countOf(plan, Kind::KeptTyped))
            .arg(file.skipped.size())
            .arg(file.otherModes));
    if (isDryRun)
        terminal.line(u"Nothing was written: this was a dry run."_s);
    else if (catalog::modelsToWrite(plan).empty())
        terminal.line(u"There was nothing to write."_s);
    else
        terminal.line(u"The new prices hold from %1 on; recorded costs stay."_s.arg(isoTime(from)));
}

QCoro::Task<int> importRead(Invocation in, catalog::LiteLlmPrices file, std::optional<UtcMicros> from)
{
    const UtcMicros validFrom = from.value_or(thisSecond(in));
    const auto book = in.workspace->prices();
    notePriceProblems(in, *book);
    const auto plan = catalog::planImport(*book, file.models, validFrom);
    const bool isDryRun = in.has(u"dry-run"_s);
    if (!isDryRun) {
        const Result<> written = co_await in.workspace->priceStore().setAll(
            catalog::modelsToWrite(plan), validFrom, catalog::PriceOrigin::LiteLlm);
        if (!written)
            co_return in.terminal.error(written.error());
    }
    if (in.terminal.isJson())
        in.terminal.document(planJson(plan, file, validFrom, isDryRun));
    else
        printPlan(in.terminal, plan, file, validFrom, isDryRun);
    co_return Ok;
}

Result<Work> importPrices(const Invocation &in)
{
    const auto from = momentOption(in, u"from"_s);
    if (!from)
        return tl::unexpected(from.error());
    auto file = readFile(in.words.constFirst());
    if (!file)
        return tl::unexpected(file.error());
    return [file = *std::move(file), from = *from](const Invocation &ready) {
        return importRead(ready, file, from);
    };
}

} // namespace

QList<Command> modelImportCommands()
{
    return {{u"models"_s,
             u"import-prices"_s,
             u"FILE [--from DATE] [--dry-run]"_s,
             u"Takes over the prices of LiteLLM's model_prices_and_context_window.json."_s,
             1,
             1,
             {{u"from"_s, {}, u"DATE"_s}, {u"dry-run"_s, {}}},
             Command::Needs::Workspace,
             nullptr,
             importPrices}};
}

} // namespace assay::ctl
