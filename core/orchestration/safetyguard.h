// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/error.h"
#include "base/id.h"
#include "orchestration/safetytexts.h"
#include "telemetry/calltrace.h"
#include "validation/reviewqueue.h"
#include "validation/safety.h"

namespace assay::orchestration {

/// What the key of hashed values is derived for; see security::ContentCipher::derivedKey().
inline constexpr QByteArrayView safetyKeyPurpose("safehash");

/// Texts that content safety looked at, and what it found in them.
struct Inspected {
    validation::Direction direction = validation::Direction::Input;
    validation::Action action = validation::Action::Allow; ///< the strongest
    QList<validation::Finding> findings; ///< each says where: see placeOf()
    QStringList texts; ///< as they came, by Finding::block
};

/// Looks at all that leaves and masks in place. `hashKey` as for validation::inspect().
[[nodiscard]] Inspected inspectOutgoing(const validation::SafetyPolicy &policy, const QByteArray &hashKey,
                                        const OutgoingTexts &texts);
/// The same for bare texts, such as those to be embedded.
[[nodiscard]] Inspected inspectOutgoing(const validation::SafetyPolicy &policy, const QByteArray &hashKey,
                                        QStringList &texts);
/// Looks at what visitAnswer() visits and masks in place.
[[nodiscard]] Inspected inspectAnswer(const validation::SafetyPolicy &policy, const QByteArray &hashKey,
                                      providers::Completion &answer);

/// Adds what was found in further texts of the same request or answer.
void append(Inspected &inspected, Inspected more);

/// What the timeline says of it: how many findings, of which rules, and where.
[[nodiscard]] telemetry::TraceStep safetyStep(const Inspected &inspected);
/// Puts what a rule wants a person to look at into the queue: the texts with findings, one below the
/// other, and of long ones what lies around the findings.
void askForReview(validation::ReviewQueue &reviews, const CallId &call, const Inspected &inspected);

/// ContentFiltered with a sentence that names the rule and where it struck.
[[nodiscard]] Error blockedBy(const validation::Finding &finding);
/// The finding that ends the call; the first where several do.
[[nodiscard]] const validation::Finding *blockingIn(const QList<validation::Finding> &findings);

} // namespace assay::orchestration
