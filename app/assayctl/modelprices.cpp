// SPDX-License-Identifier: GPL-3.0-or-later
#include "catalog/modeledit.h"
#include "catalog/modelentry.h"
#include "catalog/priceimport.h"
#include "models.h"
#include "moments.h"

#include <array>

#include <QCoroFuture>
#include <QDateTime>
#include <QTimeZone>

using namespace Qt::StringLiterals;

namespace assay::ctl {
namespace {

struct RateOption {
    QLatin1String name;
    std::optional<Money> catalog::PriceRates::*rate;
};
constexpr std::array rateOptions{
    RateOption{"input"_L1, &catalog::PriceRates::input},
    RateOption{"cached-input"_L1, &catalog::PriceRates::cachedInput},
    RateOption{"cache-write"_L1, &catalog::PriceRates::cacheWrite},
    RateOption{"cache-write-1h"_L1, &catalog::PriceRates::cacheWrite1h},
    RateOption{"output"_L1, &catalog::PriceRates::output},
    RateOption{"reasoning"_L1, &catalog::PriceRates::reasoning},
};

Result<catalog::PriceRates> ratesFromOptions(const Invocation &in)
{
    catalog::PriceRates rates;
    for (const auto &[name, rate] : rateOptions) {
        if (!in.has(name))
            continue;
        rates.*rate = catalog::priceFromText(in.option(name));
        if (!(rates.*rate))
            return fail(ErrorCode::InvalidInput,
                        u"--%1 needs dollars per million tokens, such as 2.5, not \"%2\"."_s.arg(
                            name, in.option(name).left(40)));
    }
    if (!rates.input || !rates.output)
        return fail(ErrorCode::InvalidInput,
                    u"Say what a million tokens cost: --input X --output Y, 0 if they are free."_s);
    return rates;
}

/// The list of prices that --service and --above name; empty when neither is there, which means all of them.
Result<std::optional<catalog::RateTarget>> targetOf(const Invocation &in)
{
    if (!in.has(u"service"_s) && !in.has(u"above"_s))
        return std::optional<catalog::RateTarget>();
    catalog::RateTarget target;
    if (in.has(u"service"_s)) {
        const auto service = catalog::serviceTierFromName(in.option(u"service"_s));
        if (!service)
            return fail(ErrorCode::InvalidInput,
                        u"--service is standard, batch, flex or priority, not \"%1\"."_s.arg(
                            in.option(u"service"_s).left(40)));
        target.service = *service;
    }
    if (in.has(u"above"_s)) {
        bool isNumber = false;
        target.aboveTokens = in.option(u"above"_s).toLongLong(&isNumber);
        if (!isNumber || target.aboveTokens <= 0)
            return fail(ErrorCode::InvalidInput,
                        u"--above needs a number of tokens such as 200000, not \"%1\"."_s.arg(
                            in.option(u"above"_s).left(40)));
    }
    return std::optional(target);
}

/// The whole price anew, so that other lists go, or one list of it.
catalog::CatalogModel repriced(catalog::CatalogModel model, const std::optional<catalog::RateTarget> &target,
                               const catalog::PriceRates &rates)
{
    if (target)
        return catalog::withRates(std::move(model), *target, rates);
    model.rates = rates;
    model.tiers.clear();
    model.batch.reset();
    model.flex.reset();
    model.priority.reset();
    return model;
}

/// A price set for a vendor whom no provider has would never be used: a slip, or made ahead of its provider.
Result<> checkVendor(const QList<catalog::Provider> &providers, const PricedName &name,
                     const Terminal &terminal)
{
    const auto ofVendor = [&](const catalog::Provider &p) { return p.priceVendor() == name.vendor; };
    if (std::any_of(providers.begin(), providers.end(), ofVendor))
        return {};
    for (const catalog::Provider &provider : providers) {
        if (provider.name == name.vendor && !provider.vendor.isEmpty())
            return fail(ErrorCode::InvalidInput,
                        u"%1 is the name of a provider. Prices go by its vendor: %2/%3."_s.arg(
                            name.vendor, provider.vendor, name.model));
    }
    terminal.note(u"No provider of this workspace has the vendor %1 yet."_s.arg(name.vendor));
    return {};
}

QJsonObject priceJson(const catalog::CatalogModel &model, UtcMicros from)
{
    return {{u"model"_s, QString(model.vendor + u'/' + model.model)},
            {u"valid_from"_s, isoTime(from)},
            {u"price"_s, catalog::toJson(model)}};
}

QCoro::Task<int> setChecked(Invocation in, PricedName name, catalog::PriceRates rates,
                            std::optional<catalog::RateTarget> target, std::optional<UtcMicros> from)
{
    const auto reprice = [target, rates](catalog::CatalogModel model) {
        return repriced(std::move(model), target, rates);
    };
    const QString where = !target ? QString()
        : target->aboveTokens > 0
        ? u" as %1 above %2 tokens"_s.arg(catalog::serviceTierName(target->service)).arg(target->aboveTokens)
        : u" as %1"_s.arg(catalog::serviceTierName(target->service));
    const QString sentence = u"From %1 on %2 costs %3 for a million tokens in and %4 for a million out%5."_s;
    const auto said = [=](UtcMicros validFrom) {
        return sentence.arg(isoTime(validFrom), name.toString(), priceText(rates.input), priceText(rates.output),
                            where);
    };
    return changeModel(in, name, reprice, from, said);
}

Result<Work> setPrice(const Invocation &in)
{
    const auto name = pricedName(in.words.constFirst());
    if (!name)
        return tl::unexpected(name.error());
    const auto rates = ratesFromOptions(in);
    if (!rates)
        return tl::unexpected(rates.error());
    const auto from = momentOption(in, u"from"_s);
    if (!from)
        return tl::unexpected(from.error());
    const auto target = targetOf(in);
    if (!target)
        return tl::unexpected(target.error());
    return [name = *name, rates = *rates, target = *target, from = *from](const Invocation &ready) {
        return setChecked(ready, name, rates, target, from);
    };
}

QCoro::Task<int> endOrRemove(Invocation in, PricedName name, std::optional<UtcMicros> from,
                             std::optional<UtcMicros> entry)
{
    catalog::PriceStore &store = in.workspace->priceStore();
    const UtcMicros at = entry ? *entry : from.value_or(thisSecond(in));
    QFuture<Result<>> change =
        entry ? store.remove(name.vendor, name.model, at) : store.end(name.vendor, name.model, at);
    const Result<> done = co_await change;
    if (!done)
        co_return in.terminal.error(done.error());
    if (in.terminal.isJson())
        in.terminal.document(
            QJsonObject{{u"model"_s, name.toString()}, {entry ? u"removed"_s : u"ended"_s, isoTime(at)}});
    else if (entry)
        in.terminal.line(
            u"The price of %1 from %2 is struck. Recorded costs stay."_s.arg(name.toString(), isoTime(at)));
    else
        in.terminal.line(
            u"From %2 on the built-in price list holds again for %1."_s.arg(name.toString(), isoTime(at)));
    co_return Ok;
}

Result<Work> removePrice(const Invocation &in)
{
    const auto name = pricedName(in.words.constFirst());
    if (!name)
        return tl::unexpected(name.error());
    const auto from = momentOption(in, u"from"_s);
    if (!from)
        return tl::unexpected(from.error());
    const auto entry = momentOption(in, u"entry"_s);
    if (!entry)
        return tl::unexpected(entry.error());
    if (*from && *entry)
        return fail(ErrorCode::InvalidInput,
                    u"Use --from to end a price, or --entry to strike one that was a mistake, not both."_s);
    return [name = *name, from = *from, entry = *entry](const Invocation &ready) {
        return endOrRemove(ready, name, from, entry);
    };
}

QJsonObject toJson(const catalog::PricePeriod &period)
{
    return {
        {u"valid_from"_s, period.from ? QJsonValue(isoTime(*period.from)) : QJsonValue()},
        {u"origin"_s, catalog::priceOriginName(period.origin)},
        {u"set_at"_s, period.createdAt ? QJsonValue(isoTime(*period.createdAt)) : QJsonValue()},
        {u"holds_now"_s, period.holdsNow},
        {u"price"_s, period.price ? QJsonValue(catalog::toJson(*period.price)) : QJsonValue()}};
}

QStringList rowOf(const catalog::PricePeriod &period)
{
    const catalog::PriceRates rates = period.price ? period.price->rates : catalog::PriceRates();
    QStringList apart;
    if (period.price) {
        for (const catalog::ContextTier &tier : period.price->tiers)
            apart << u"above %1 tokens"_s.arg(tier.aboveTokens);
        for (const auto &[table, name] :
             {std::pair(&period.price->batch, u"batch"_s), std::pair(&period.price->flex, u"flex"_s),
              std::pair(&period.price->priority, u"priority"_s)}) {
            if (*table)
                apart << name;
        }
    }
    return {period.from ? isoTime(*period.from) : u"always"_s,
            QString(catalog::priceOriginName(period.origin) + (period.holdsNow ? u", now" : u"")),
            priceText(rates.input),
            priceText(rates.cachedInput),
            priceText(rates.output),
            apart.join(u", "_s)};
}

QCoro::Task<int> showHistory(Invocation in)
{
    const auto name = pricedName(in.words.constFirst());
    if (!name)
        co_return in.terminal.error(name.error());
    const auto book = in.workspace->prices();
    notePriceProblems(in, *book);
    const auto periods = catalog::pricePeriods(*book, name->vendor, name->model,
                                               in.workspace->clock().utcMicros());
    if (periods.empty())
        co_return in.terminal.error(
            {ErrorCode::NotFound,
             u"No price of %1 is known. Set one: assayctl models set-price %1 --input X --output Y"_s.arg(
                 name->toString()),
             {},
             false,
             {}});
    QJsonArray json;
    QList<QStringList> rows;
    for (const catalog::PricePeriod &period : periods) {
        json.append(toJson(period));
        rows.append(rowOf(period));
    }
    if (in.terminal.isJson())
        in.terminal.document(json);
    else
        in.terminal.table(
            {u"FROM (UTC)"_s, u"ORIGIN"_s, u"INPUT/1M"_s, u"CACHED"_s, u"OUTPUT/1M"_s, u"PRICES APART"_s},
            rows, {2, 3, 4});
    co_return Ok;
}

} // namespace

Result<std::optional<UtcMicros>> momentOption(const Invocation &in, const QString &option)
{
    if (!in.has(option))
        return std::optional<UtcMicros>();
    const QString text = in.option(option);
    const QDate day = QDate::fromString(text, u"yyyy-MM-dd"_s);
    QDateTime moment = day.isValid() ? day.startOfDay(Qt::UTC) : QDateTime::fromString(text, Qt::ISODate);
    // Without a zone it would mean another moment on another machine.
    if (!day.isValid() && moment.timeSpec() == Qt::LocalTime)
        moment.setTimeSpec(Qt::UTC);
    if (!moment.isValid() || moment.toMSecsSinceEpoch() < 0)
        return fail(ErrorCode::InvalidInput,
                    u"--%1 needs a day such as 2026-11-10, or a time such as 2026-11-10T16:00:00Z, not "
                    "\"%2\"."_s.arg(option, text.left(40)));
    return std::optional<UtcMicros>(moment.toMSecsSinceEpoch() * 1000);
}

QCoro::Task<int> changeModel(Invocation in, PricedName name, ModelChange change,
                             std::optional<UtcMicros> from, std::function<QString(UtcMicros)> sentence)
{
    const auto providers = co_await in.workspace->providers().list();
    if (!providers)
        co_return in.terminal.error(providers.error());
    if (const Result<> vendor = checkVendor(*providers, name, in.terminal); !vendor)
        co_return in.terminal.error(vendor.error());
    const UtcMicros validFrom = from.value_or(thisSecond(in));
    const auto book = in.workspace->prices();
    // What is known of a model without the date in its name is known of it, too.
    const catalog::CatalogModel *known = book->find(name.vendor, name.model, validFrom);
    catalog::CatalogModel before = known != nullptr ? *known : catalog::CatalogModel();
    before.vendor = name.vendor;
    before.model = name.model;
    const catalog::CatalogModel model = change(before);
    const Result<> set =
        co_await in.workspace->priceStore().set(model, validFrom, catalog::PriceOrigin::Person);
    if (!set)
        co_return in.terminal.error(set.error());
    if (in.terminal.isJson()) {
        in.terminal.document(priceJson(model, validFrom));
        co_return Ok;
    }
    in.terminal.line(sentence(validFrom));
    if (known != nullptr) {
        for (const catalog::PriceDifference &difference : catalog::differences(before, model))
            in.terminal.line(u"  %1: %2 → %3"_s.arg(difference.what,
                                                    difference.before.isEmpty() ? u"-"_s : difference.before,
                                                    difference.after.isEmpty() ? u"-"_s : difference.after));
    }
    co_return Ok;
}

UtcMicros thisSecond(const Invocation &in)
{
    const UtcMicros now = in.workspace->clock().utcMicros();
    return now - now % 1'000'000;
}

Result<PricedName> pricedName(const QString &text)
{
    const auto ref = catalog::parseModelRef(text);
    if (!ref)
        return fail(
            ErrorCode::InvalidInput,
            u"Name the model as VENDOR/MODEL, such as openai/gpt-5, not \"%1\"."_s.arg(text.left(80)));
    return PricedName{ref->provider, ref->model};
}

QString priceText(std::optional<Money> price)
{
    return price ? QString(u'$' + price->toDecimal()) : u"unknown"_s;
}

void notePriceProblems(const Invocation &in, const catalog::PriceBook &book)
{
    for (const QString &problem : book.problems())
        in.terminal.note(problem);
}

QList<Command> modelPriceCommands()
{
    using Needs = Command::Needs;
    QList<QCommandLineOption> rates{{u"from"_s, {}, u"DATE"_s},
                                    {u"service"_s, {}, u"standard|batch|flex|priority"_s},
                                    {u"above"_s, {}, u"TOKENS"_s}};
    for (const RateOption &option : rateOptions)
        rates.append(QCommandLineOption(QString(option.name), {}, u"USD"_s));
    return {
        {u"models"_s, u"set-price"_s,
         u"VENDOR/MODEL --input X --output Y [--cached-input X] [--cache-write X] [--cache-write-1h X] "
         "[--reasoning X] [--service standard|batch|flex|priority] [--above TOKENS] [--from DATE]"_s,
         u"Sets the whole price, in dollars per million tokens, or only that of a service or above a "
         "size of input. Recorded costs stay."_s, 1, 1, rates,
         Needs::Workspace, nullptr, setPrice},
        {u"models"_s,
         u"remove-price"_s,
         u"VENDOR/MODEL [--from DATE | --entry DATE]"_s,
         u"Ends a price, so that the built-in list holds again, or strikes the entry of that date."_s,
         1,
         1,
         {{u"from"_s, {}, u"DATE"_s}, {u"entry"_s, {}, u"DATE"_s}},
         Needs::Workspace,
         nullptr,
         removePrice},
        {u"models"_s,
         u"price-history"_s,
         u"VENDOR/MODEL"_s,
         u"Lists a model's prices with the dates from which they hold."_s,
         1,
         1,
         {},
         Needs::Workspace,
         showHistory},
    };
}

} // namespace assay::ctl
