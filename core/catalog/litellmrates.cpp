// SPDX-License-Identifier: GPL-3.0-or-later
#include "catalog/litellmrates.h"

#include <algorithm>
#include <array>
#include <limits>
#include <map>

#include <QCoreApplication>
#include <QRegularExpression>

using namespace Qt::StringLiterals;

namespace assay::catalog {
namespace {

constexpr int nanoDigits = 9;
constexpr int perMillionShift = 6;
constexpr qsizetype maxNumberLength = 64; // 17 digits hold any double
constexpr std::int64_t maxTokens = 1'000'000'000'000;
constexpr Money maxPrice = Money::fromNanoUsd(1'000'000'000'000'000); // a dollar a token: a slip of units

QString tr(const char *text)
{
    return QCoreApplication::translate("LiteLlmPrices", text);
}

/// A decimal number: digits x 10^exponent.
struct Decimal {
    QByteArray digits; ///< without leading zeros; empty for zero
    int exponent = 0;
    bool isNegative = false;
};

std::optional<int> readExponent(QByteArrayView text)
{
    if (text.startsWith('+'))
        text = text.sliced(1);
    bool isNumber = false;
    const int exponent = text.toByteArray().toInt(&isNumber);
    return isNumber && std::abs(exponent) <= 400 ? std::optional(exponent) : std::nullopt;
}

std::optional<Decimal> readDecimal(QByteArrayView text)
{
    if (text.isEmpty() || text.size() > maxNumberLength)
        return std::nullopt;
    Decimal number;
    number.isNegative = text.startsWith('-');
    if (number.isNegative)
        text = text.sliced(1);
    const auto mark = std::find_if(text.begin(), text.end(), [](char c) { return c == 'e' || c == 'E'; });
    if (mark != text.end()) {
        const auto exponent = readExponent(text.sliced(mark - text.begin() + 1));
        if (!exponent)
            return std::nullopt;
        number.exponent = *exponent;
        text = text.first(mark - text.begin());
    }
    const qsizetype point = text.indexOf('.');
    QByteArray digits = text.toByteArray();
    if (point >= 0) {
        number.exponent -= int(digits.size() - point - 1);
        digits.remove(point, 1);
    }
    if (digits.isEmpty()
        || !std::all_of(digits.begin(), digits.end(), [](char c) { return c >= '0' && c <= '9'; }))
        return std::nullopt;
    const auto significant = std::find_if(digits.begin(), digits.end(), [](char c) { return c != '0'; });
    number.digits = digits.mid(significant - digits.begin());
    return number;
}

/// The number as a whole one after moving its point by `shift`, rounded half up; empty when it is too large.
std::optional<std::int64_t> wholeOf(const Decimal &number, int shift)
{
    const qsizetype wholeDigits = number.digits.size() + number.exponent + shift;
    if (number.digits.isEmpty() || wholeDigits < 0)
        return 0;
    if (wholeDigits > std::numeric_limits<std::int64_t>::digits10)
        return std::nullopt;
    const QByteArray whole = number.digits.left(wholeDigits).leftJustified(wholeDigits, '0');
    const bool roundsUp = number.digits.size() > wholeDigits && number.digits.at(wholeDigits) >= '5';
    return (whole.isEmpty() ? 0 : whole.toLongLong()) + (roundsUp ? 1 : 0);
}

/// One price of PriceRates under the name that LiteLLM gives it.
struct RateName {
    QLatin1String name;
    std::optional<Money> PriceRates::*rate;
};
constexpr std::array rateNames{
    RateName{"input_cost_per_token"_L1, &PriceRates::input},
    RateName{"output_cost_per_token"_L1, &PriceRates::output},
    RateName{"cache_read_input_token_cost"_L1, &PriceRates::cachedInput},
    RateName{"cache_creation_input_token_cost"_L1, &PriceRates::cacheWrite},
    RateName{"cache_creation_input_token_cost_above_1hr"_L1, &PriceRates::cacheWrite1h},
    RateName{"output_cost_per_reasoning_token"_L1, &PriceRates::reasoning},
};

std::optional<Money> PriceRates::*rateNamed(QStringView name)
{
    const auto known = std::find_if(rateNames.begin(), rateNames.end(),
                                    [name](const RateName &r) { return name == r.name; });
    return known == rateNames.end() ? nullptr : known->rate;
}

/// The prices of one service by the tokens above which they hold; 0 are its base prices.
using ByTokens = std::map<std::int64_t, PriceRates>;
using ByService = std::map<QString, ByTokens>; ///< "" is the standard service

tl::expected<Money, QString> priceOf(const QByteArray &name, const LiteLlmValue &value)
{
    const bool isNumber = value.kind == LiteLlmValue::Kind::Number || value.kind == LiteLlmValue::Kind::Text;
    const auto price = isNumber ? dollarsOf(value.text, perMillionShift) : std::nullopt;
    if (!price)
        return tl::unexpected(tr("\"%1\" is no price").arg(QString::fromUtf8(name.left(80))));
    return *price;
}

/// "input_cost_per_token_above_272k_tokens_priority" in its parts.
struct PriceName {
    std::optional<Money> PriceRates::*rate;
    std::int64_t aboveTokens;
    QString service;
};

/// Empty for what is no price of tokens that Assay counts.
std::optional<PriceName> parsePriceName(const QByteArray &name)
{
    static const QRegularExpression form(
        u"^(.+?)(?:_above_(\\d{1,9})(k?)_tokens)?(?:_(batches|flex|priority))?$"_s);
    const auto match = form.match(QString::fromUtf8(name));
    const auto rate = rateNamed(match.captured(1));
    if (rate == nullptr)
        return std::nullopt;
    const std::int64_t above = match.captured(2).toLongLong() * (match.captured(3).isEmpty() ? 1 : 1000);
    return PriceName{rate, above, match.captured(4)};
}

tl::expected<ByService, QString> pricesByName(const LiteLlmMembers &members)
{
    ByService all;
    for (auto member = members.begin(); member != members.end(); ++member) {
        const auto name = parsePriceName(member.key());
        if (!name || member->kind == LiteLlmValue::Kind::Null)
            continue;
        const auto price = priceOf(member.key(), *member);
        if (!price)
            return tl::unexpected(price.error());
        all[name->service][name->aboveTokens].*(name->rate) = *price;
    }
    return all;
}

/// A reasoning price equal to the output price says nothing of its own, and would stay at the base price
/// where a tier raises the output's. Old entries hold prices for an hour of caching below those for five
/// minutes.
void dropWhatMisleads(PriceRates &rates, QStringList &notes)
{
    if (rates.reasoning == rates.output)
        rates.reasoning.reset();
    const auto &fiveMinutes = rates.cacheWrite ? rates.cacheWrite : rates.input;
    if (rates.cacheWrite1h && fiveMinutes && *rates.cacheWrite1h < *fiveMinutes) {
        rates.cacheWrite1h.reset();
        notes << tr("its price for an hour of caching is below that for five minutes and was left out");
    }
}

const PriceRates *ratesIn(const ByTokens &table, std::int64_t above)
{
    const auto found = table.find(above);
    return found == table.end() ? nullptr : &found->second;
}

/// Each price from the first of `sources` that has it.
PriceRates firstOf(std::initializer_list<const PriceRates *> sources)
{
    PriceRates rates;
    for (const RateName &name : rateNames) {
        for (const PriceRates *source : sources) {
            if (source != nullptr && !(rates.*name.rate))
                rates.*name.rate = source->*name.rate;
        }
    }
    return rates;
}

/// LiteLLM looks for tier and service, then the tier, then the service, then the base price.
PriceTable tableOf(const ByTokens &standard, const ByTokens &own, qint64 limitOffset)
{
    PriceTable table;
    table.rates = firstOf({ratesIn(own, 0), ratesIn(standard, 0)});
    ByTokens tiers = standard;
    tiers.insert(own.begin(), own.end());
    for (const auto &[above, rates] : tiers) {
        if (above + limitOffset > 0)
            table.tiers.push_back({above + limitOffset,
                                   firstOf({ratesIn(own, above), ratesIn(standard, above), ratesIn(own, 0),
                                            ratesIn(standard, 0)})});
    }
    return table;
}

/// The prices of one element of `tiered_pricing`: what it lacks costs its input price, or the model's own
/// output price.
tl::expected<PriceRates, QString> ratesOfTier(const LiteLlmMembers &tier, const PriceRates &base,
                                              QStringList &notes)
{
    const auto prices = pricesByName(tier);
    if (!prices)
        return tl::unexpected(prices.error());
    const auto standard = prices->find(QString());
    const PriceRates *own = standard == prices->end() ? nullptr : ratesIn(standard->second, 0);
    if (own == nullptr)
        return tl::unexpected(tr("\"tiered_pricing\" lacks a price"));
    PriceRates rates = *own;
    if (!rates.output)
        rates.output = base.output;
    dropWhatMisleads(rates, notes);
    return rates;
}

/// The list `tiered_pricing`, which counts instead of the prices above a number of tokens.
tl::expected<PriceTable, QString> tieredTable(const LiteLlmEntry &entry, const PriceRates &base,
                                              qint64 limitOffset, QStringList &notes)
{
    PriceTable table{base, {}};
    for (const LiteLlmMembers &tier : entry.tiers) {
        const auto rates = ratesOfTier(tier, base, notes);
        if (!rates)
            return tl::unexpected(rates.error());
        const LiteLlmValue from = tier.value("range 0");
        if (const auto above = tokensOf(from))
            table.tiers.push_back({*above + limitOffset, *rates});
        else if (dollarsOf(from.text, 0) == Money())
            table.rates = *rates;
        else
            return tl::unexpected(tr("\"tiered_pricing\" lacks a range"));
    }
    return table;
}

} // namespace

std::optional<Money> dollarsOf(QByteArrayView number, int shift)
{
    const auto decimal = readDecimal(number);
    if (!decimal || (decimal->isNegative && !decimal->digits.isEmpty()))
        return std::nullopt;
    const auto nanoUsd = wholeOf(*decimal, shift + nanoDigits);
    if (!nanoUsd || Money::fromNanoUsd(*nanoUsd) > maxPrice)
        return std::nullopt;
    return Money::fromNanoUsd(*nanoUsd);
}

std::optional<std::int64_t> tokensOf(const LiteLlmValue &value)
{
    if (value.kind != LiteLlmValue::Kind::Number && value.kind != LiteLlmValue::Kind::Text)
        return std::nullopt;
    const auto decimal = readDecimal(value.text);
    if (!decimal || decimal->isNegative)
        return std::nullopt;
    const auto tokens = wholeOf(*decimal, 0);
    return tokens && *tokens > 0 && *tokens <= maxTokens ? tokens : std::nullopt;
}

tl::expected<LiteLlmRates, QString> readLiteLlmRates(const LiteLlmEntry &entry, bool isLimitInside)
{
    auto prices = pricesByName(entry.members);
    if (!prices)
        return tl::unexpected(prices.error());
    LiteLlmRates rates;
    for (auto &[service, table] : *prices) {
        for (auto &[above, ofTier] : table)
            dropWhatMisleads(ofTier, rates.notes);
    }
    const ByTokens &standard = (*prices)[QString()];
    const PriceRates *base = ratesIn(standard, 0);
    const qint64 limitOffset = isLimitInside ? -1 : 0;
    if (!entry.tiers.empty()) {
        auto table = tieredTable(entry, base != nullptr ? *base : PriceRates(), limitOffset, rates.notes);
        if (!table)
            return tl::unexpected(table.error());
        rates.standard = *std::move(table);
    } else if (base != nullptr && (base->input || base->output)) {
        rates.standard = tableOf(standard, {}, limitOffset);
        for (const auto &[service, target] :
             {std::pair(u"batches"_s, &rates.batch), std::pair(u"flex"_s, &rates.flex),
              std::pair(u"priority"_s, &rates.priority)}) {
            if (const auto own = prices->find(service); own != prices->end())
                *target = tableOf(standard, own->second, limitOffset);
        }
    } else {
        return tl::unexpected(tr("it has no price per token"));
    }
    rates.notes.removeDuplicates();
    return rates;
}

} // namespace assay::catalog
