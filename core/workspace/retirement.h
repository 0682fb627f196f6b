// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "catalog/pricebook.h"
#include "catalog/providerstore.h"
#include "orchestration/policystore.h"
#include "prompts/promptstore.h"

#include <optional>

#include <QCoroTask>

namespace assay::workspace {

/// Something that stops working, or changes, when a model goes.
struct ModelUse {
    enum class Kind { Prompt, Route, SemanticCache };
    Kind kind = Kind::Prompt;
    QString name; ///< of the prompt or route; empty for the cache
    int version = 0; ///< of the prompt
    bool isLatest = false; ///< that version is the prompt's latest
    QStringList labels; ///< that point at that version: where it is released
    QString
        route; ///< of a prompt: the route through which it gets to the model; empty when it names the model

    friend bool operator==(const ModelUse &, const ModelUse &) = default;
};
/// "prompt", "route", "semantic-cache".
[[nodiscard]] QString modelUseKindName(ModelUse::Kind kind);

/// A model whose last day is known.
struct RetiringModel {
    catalog::ModelRef model;
    QDate lastDay;
    int daysLeft = 0; ///< from today in UTC; negative when it is past
    bool isFromListing = false; ///< the provider's listing says so; else the price list does
    QList<ModelUse> uses;

    friend bool operator==(const RetiringModel &, const RetiringModel &) = default;
};

/// Which models to name: those that something uses, or also those that a provider merely lists.
enum class RetirementScope { InUse, All };

/// The models whose last day is known and at most `withinDays` away, soonest first, each with what uses it:
/// the latest and the labelled versions of prompts, the routes, and the cache of like questions. The
/// provider's listing, as last kept, counts before the price list. `today` is a day in UTC.
[[nodiscard]] QCoro::Task<Result<QList<RetiringModel>>>
retiringModels(catalog::ProviderStore &providers, prompts::PromptStore &prompts,
               orchestration::PolicyStore &policies, std::shared_ptr<const catalog::PriceBook> prices,
               QDate today, RetirementScope scope = RetirementScope::InUse,
               std::optional<int> withinDays = std::nullopt);

} // namespace assay::workspace
