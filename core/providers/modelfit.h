// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "catalog/catalogmodel.h"
#include "catalog/provider.h"
#include "providers/completion.h"

#include <QList>

namespace assay::providers {

/// A part of a request that a model does not get, or would refuse.
struct NotTaken {
    enum class Cause {
        Provider, ///< its protocol, or its flavour of it, has no place for it; encode() leaves it out
        Ability, ///< the catalogue says that the model cannot do it
        Refusal, ///< the catalogue says that the model answers with an error to it
    };
    QString name; ///< as a person knows it: "temperature", "tools", "images", "max_tokens above 4096"
    QString reason; ///< half a sentence with the model's or provider's name: "sim-swift calls no tools"
    Cause cause = Cause::Provider;

    friend bool operator==(const NotTaken &, const NotTaken &) = default;
};

/// What of `request` the model does not take, each name once. `known` is what the catalogue knows of the model
/// (null: nothing); what it does not know is tried. A value that is the provider's default anyhow (a
/// temperature of 1) is not refused. Any thread.
[[nodiscard]] QList<NotTaken> notTaken(const catalog::Provider &provider, const catalog::CatalogModel *known,
                                       const ModelRequest &request);

/// The names of all of them, as a sentence lists them.
[[nodiscard]] QString namesOf(const QList<NotTaken> &parts);

/// `request` without what is not taken because of the model: an answer's limit that is too high becomes the
/// highest possible. What has no place with the provider stays, as encode() leaves it out.
[[nodiscard]] ModelRequest without(ModelRequest request, const QList<NotTaken> &parts,
                                   const catalog::CatalogModel *known);

/// `parameters` without those that `parts` are about: what is sent of them as it is.
[[nodiscard]] Parameters sentAsIs(Parameters parameters, const QList<NotTaken> &parts);

} // namespace assay::providers
