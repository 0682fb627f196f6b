// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "validation/recogniser.h"

namespace assay::validation {

/// Signs that a text wants to give a model orders. A rule fires once per text, at its first place.
struct InjectionScore {
    double score = 0; ///< 1 − Π(1 − weight) of the rules that fired
    Matches matches; ///< score of each: the rule's weight
};
/// `only`: ids of the rules to use; empty for all. Looks at the normalised text and into Base64 within it.
/// Linear; `text` must be well-formed. Detail of the room.
[[nodiscard]] InjectionScore injectionIn(const QString &text, const QStringList &only);

/// The rules, for recognisers().
[[nodiscard]] QList<Recogniser> injectionRules();

} // namespace assay::validation
