// SPDX-License-Identifier: GPL-3.0-or-later
#include "catalog/litellmprices.h"

#include "catalog/litellmrates.h"
#include "catalog/modelentry.h"

#include <algorithm>
#include <array>

#include <QCoreApplication>
#include <QHash>

using namespace Qt::StringLiterals;

namespace assay::catalog {
namespace {

QString tr(const char *text)
{
    return QCoreApplication::translate("LiteLlmPrices", text);
}

struct VendorName {
    QLatin1String liteLlm;
    QLatin1String vendor;
};
/// Where LiteLLM's provider and Assay's vendor differ; all others keep their name.
constexpr std::array vendorNames{
    VendorName{"text-completion-openai"_L1, "openai"_L1},
    VendorName{"together_ai"_L1, "together"_L1},
    VendorName{"cohere_chat"_L1, "cohere"_L1},
    VendorName{"ollama_chat"_L1, "ollama"_L1},
    VendorName{"hosted_vllm"_L1, "vllm"_L1},
    VendorName{"lm_studio"_L1, "lm-studio"_L1},
};

QString vendorOf(const QString &liteLlmProvider)
{
    for (const auto &[name, vendor] : vendorNames) {
        if (name == liteLlmProvider)
            return vendor;
    }
    return liteLlmProvider;
}

QString textOf(const LiteLlmMembers &members, const char *name)
{
    const LiteLlmValue value = members.value(name);
    return value.kind == LiteLlmValue::Kind::Text ? QString::fromUtf8(value.text) : QString();
}

bool isTrue(const LiteLlmMembers &members, const char *name)
{
    return members.value(name).kind == LiteLlmValue::Kind::True;
}

bool answersInText(const LiteLlmMembers &members)
{
    constexpr std::array modes{"chat"_L1, "completion"_L1, "responses"_L1, "embedding"_L1};
    const QString mode = textOf(members, "mode");
    return mode.isEmpty() || std::find(modes.begin(), modes.end(), mode) != modes.end();
}

/// `max_tokens` is what older entries say: the output's limit where the input's is known, else the input's.
void readLimits(const LiteLlmMembers &members, CatalogModel &model)
{
    model.contextWindow = tokensOf(members.value("max_input_tokens"));
    model.maxOutput = tokensOf(members.value("max_output_tokens"));
    const auto legacy = tokensOf(members.value("max_tokens"));
    if (!model.contextWindow)
        model.contextWindow = legacy;
    else if (!model.maxOutput)
        model.maxOutput = legacy;
}

/// The file names what a model can and mostly leaves out what it cannot; an entry that says nothing of either
/// leaves all of it open.
void readFeatures(const LiteLlmMembers &members, CatalogModel &model)
{
    constexpr std::array features{std::pair{"supports_vision", &CatalogModel::vision},
                                  std::pair{"supports_function_calling", &CatalogModel::tools},
                                  std::pair{"supports_response_schema", &CatalogModel::jsonSchema},
                                  std::pair{"supports_reasoning", &CatalogModel::reasoning}};
    const bool saysAny = std::any_of(features.begin(), features.end(), [&members](const auto &feature) {
        return members.contains(feature.first);
    });
    if (!saysAny)
        return;
    for (const auto &[name, ability] : features)
        model.*ability = isTrue(members, name) ? Ability::Yes : Ability::No;
}

void readRetirement(const LiteLlmMembers &members, CatalogModel &model, QStringList &notes)
{
    const QString text = textOf(members, "deprecation_date");
    const QDate date = QDate::fromString(text, Qt::ISODate);
    if (date.isValid())
        model.deprecatedOn = date;
    else if (!text.isEmpty())
        notes << tr("its deprecation_date is no date and was left out");
}

UnitPrices readUnits(const LiteLlmMembers &members)
{
    const auto price = [&members](const char *name, int shift) {
        const LiteLlmValue value = members.value(name);
        return value.kind == LiteLlmValue::Kind::Number || value.kind == LiteLlmValue::Kind::Text
            ? dollarsOf(value.text, shift)
            : std::nullopt;
    };
    return {price("input_cost_per_audio_token", 6), price("output_cost_per_audio_token", 6),
            price("input_cost_per_image", 0)};
}

/// Takes the prices over; the problem, if there is one.
QString readPrices(const LiteLlmEntry &entry, CatalogModel &model, QStringList &notes)
{
    auto rates = readLiteLlmRates(entry, model.vendor == "xai"_L1);
    if (!rates)
        return rates.error();
    model.rates = rates->standard.rates;
    model.tiers = std::move(rates->standard.tiers);
    model.batch = std::move(rates->batch);
    model.flex = std::move(rates->flex);
    model.priority = std::move(rates->priority);
    model.units = readUnits(entry.members);
    notes << rates->notes;
    if (entry.members.contains("off_peak_pricing"))
        notes << tr("its cheaper hours were left out");
    return {};
}

tl::expected<CatalogModel, QString> modelOf(const LiteLlmEntry &entry, QStringList &notes)
{
    const QString provider = textOf(entry.members, "litellm_provider");
    if (provider.isEmpty())
        return tl::unexpected(tr("it has no litellm_provider"));
    CatalogModel model;
    model.vendor = vendorOf(provider);
    model.model = QString::fromUtf8(entry.name);
    if (const QString prefix = provider + u'/'; model.model.startsWith(prefix))
        model.model.remove(0, prefix.size());
    if (const QString problem = readPrices(entry, model, notes); !problem.isEmpty())
        return tl::unexpected(problem);
    readLimits(entry.members, model);
    readFeatures(entry.members, model);
    readRetirement(entry.members, model, notes);
    if (const QString problem = problemWith(model); !problem.isEmpty())
        return tl::unexpected(problem);
    return model;
}

/// Where in the list each model is, by "vendor/model". The file has some twice, with the provider in front
/// and without.
using Positions = QHash<QString, size_t>;

void take(const LiteLlmEntry &entry, LiteLlmPrices &prices, Positions &positions)
{
    if (entry.name == "sample_spec") // the file's own documentation
        return;
    const QString name = QString::fromUtf8(entry.name.left(300));
    if (!entry.isObject) {
        prices.skipped.push_back({name, tr("it is no object")});
        return;
    }
    if (!answersInText(entry.members)) {
        ++prices.otherModes;
        return;
    }
    QStringList notes;
    auto model = modelOf(entry, notes);
    if (!model) {
        prices.skipped.push_back({name, model.error()});
        return;
    }
    const QString key = model->vendor + u'/' + model->model;
    if (const auto known = positions.constFind(key); known != positions.constEnd()) {
        if (prices.models[*known] != *model)
            prices.skipped.push_back(
                {name, tr("an earlier entry of the file says otherwise of %1").arg(key)});
        return;
    }
    for (const QString &note : std::as_const(notes))
        prices.notes.push_back({name, note});
    positions.insert(key, prices.models.size());
    prices.models.push_back(*std::move(model));
}

} // namespace

std::optional<Money> perMillionTokens(QByteArrayView dollarsPerToken)
{
    return dollarsOf(dollarsPerToken, 6);
}

Result<LiteLlmPrices> readLiteLlmPrices(const QByteArray &utf8)
{
    if (utf8.size() > maxLiteLlmBytes)
        return fail(ErrorCode::InvalidInput,
                    tr("The price file is larger than %1 MB, which no price file is. Nothing was imported.")
                        .arg(maxLiteLlmBytes / (1024 * 1024)));
    const auto entries = readLiteLlmEntries(utf8);
    if (!entries)
        return tl::unexpected(entries.error());
    LiteLlmPrices prices;
    Positions positions;
    for (const LiteLlmEntry &entry : *entries)
        take(entry, prices, positions);
    return prices;
}

} // namespace assay::catalog
