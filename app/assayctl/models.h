// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "catalog/pricebook.h"
#include "command.h"

namespace assay::ctl {

/// The parts of modelCommands(), each in a file of its own.
[[nodiscard]] QList<Command> modelPriceCommands();
[[nodiscard]] QList<Command> modelImportCommands();
[[nodiscard]] QList<Command> modelRetiringCommands();
[[nodiscard]] QList<Command> modelSetCommands();

/// The moment of an option such as --from: a day (it begins in UTC) or a time as ISO 8601 has it.
/// InvalidInput names the option. Empty when the option is not there.
[[nodiscard]] Result<std::optional<UtcMicros>> momentOption(const Invocation &in, const QString &option);

/// Now, to the second, as the store keeps the moments of prices.
[[nodiscard]] UtcMicros thisSecond(const Invocation &in);

/// A model as the price list names it.
struct PricedName {
    QString vendor;
    QString model;

    [[nodiscard]] QString toString() const { return vendor + u'/' + model; }
};
/// VENDOR/MODEL; InvalidInput when it is none.
[[nodiscard]] Result<PricedName> pricedName(const QString &text);

using ModelChange = std::function<catalog::CatalogModel(catalog::CatalogModel)>;
/// Writes what `change` makes of the model as it holds at `from` (now where empty), and prints `sentence` and
/// the differences. A model that nobody knows begins with nothing.
[[nodiscard]] QCoro::Task<int> changeModel(Invocation in, PricedName name, ModelChange change,
                                           std::optional<UtcMicros> from,
                                           std::function<QString(UtcMicros)> sentence);

/// "$2.5", or "unknown".
[[nodiscard]] QString priceText(std::optional<Money> price);
/// Says on standard error which prices of the workspace could not be read.
void notePriceProblems(const Invocation &in, const catalog::PriceBook &book);

} // namespace assay::ctl
