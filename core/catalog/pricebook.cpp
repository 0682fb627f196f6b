// SPDX-License-Identifier: GPL-3.0-or-later
#include "catalog/pricebook.h"

#include "base/names.h"

#include <algorithm>
#include <array>
#include <tuple>

using namespace Qt::StringLiterals;

namespace assay::catalog {
namespace {

constexpr std::array originNames{
    std::pair{PriceOrigin::BuiltIn, "built-in"_L1},
    std::pair{PriceOrigin::LiteLlm, "litellm"_L1},
    std::pair{PriceOrigin::Person, "person"_L1},
};

QString keyOf(const QString &vendor, const QString &model)
{
    return vendor + u'/' + model;
}

/// By time, and of several at one time only the last.
void putInOrder(std::vector<PriceEntry> &entries)
{
    std::stable_sort(entries.begin(), entries.end(),
                     [](const PriceEntry &a, const PriceEntry &b) { return a.validFrom < b.validFrom; });
    const auto kept =
        std::unique(entries.rbegin(), entries.rend(),
                    [](const PriceEntry &a, const PriceEntry &b) { return a.validFrom == b.validFrom; });
    entries.erase(entries.begin(), kept.base());
}

/// The newest entry not after `at`, even one that ends the others; null when there is none.
const PriceEntry *newestIn(const std::vector<PriceEntry> &entries, UtcMicros at)
{
    const auto next = std::upper_bound(entries.begin(), entries.end(), at,
                                       [](UtcMicros t, const PriceEntry &e) { return t < e.validFrom; });
    return next == entries.begin() ? nullptr : &*std::prev(next);
}

} // namespace

QString priceOriginName(PriceOrigin origin)
{
    return nameIn(originNames, origin);
}

std::optional<PriceOrigin> priceOriginFromName(QStringView name)
{
    return valueIn(originNames, name);
}

std::shared_ptr<const PriceBook> PriceBook::of(ModelCatalog builtIn, std::vector<PriceEntry> entries,
                                               QStringList problems)
{
    return std::shared_ptr<const PriceBook>(
        new PriceBook(std::move(builtIn), std::move(entries), std::move(problems)));
}

PriceBook::PriceBook(ModelCatalog builtIn, std::vector<PriceEntry> entries, QStringList problems)
    : m_builtIn(std::move(builtIn))
    , m_problems(std::move(problems))
{
    for (PriceEntry &entry : entries)
        m_entries[keyOf(entry.vendor, entry.model)].push_back(std::move(entry));
    for (std::vector<PriceEntry> &ofModel : m_entries)
        putInOrder(ofModel);
}

const PriceEntry *PriceBook::entryAt(const QString &vendor, const QString &model, UtcMicros at) const
{
    const auto entries = m_entries.constFind(keyOf(vendor, model));
    if (entries == m_entries.constEnd())
        return nullptr;
    const PriceEntry *newest = newestIn(*entries, at);
    return newest != nullptr && newest->price ? newest : nullptr;
}

const CatalogModel *PriceBook::findExact(const QString &vendor, const QString &model, UtcMicros at) const
{
    const PriceEntry *entry = entryAt(vendor, model, at);
    return entry != nullptr ? &*entry->price : m_builtIn.findExact(vendor, model);
}

const CatalogModel *PriceBook::find(const QString &vendor, const QString &model, UtcMicros at) const
{
    if (const CatalogModel *exact = findExact(vendor, model, at))
        return exact;
    const QString undated = withoutTrailingDate(model);
    return undated.isEmpty() ? nullptr : findExact(vendor, undated, at);
}

std::vector<PriceEntry> PriceBook::history(const QString &vendor, const QString &model) const
{
    return m_entries.value(keyOf(vendor, model));
}

std::vector<const CatalogModel *> PriceBook::models(UtcMicros at) const
{
    std::vector<const CatalogModel *> all;
    for (const CatalogModel &model : m_builtIn.models())
        all.push_back(findExact(model.vendor, model.model, at));
    const auto onlyHere = qsizetype(all.size());
    for (const std::vector<PriceEntry> &entries : m_entries) {
        const PriceEntry *newest = newestIn(entries, at);
        if (newest != nullptr && newest->price
            && m_builtIn.findExact(newest->vendor, newest->model) == nullptr)
            all.push_back(&*newest->price);
    }
    std::sort(all.begin() + onlyHere, all.end(), [](const CatalogModel *a, const CatalogModel *b) {
        return std::tie(a->vendor, a->model) < std::tie(b->vendor, b->model);
    });
    return all;
}

} // namespace assay::catalog
