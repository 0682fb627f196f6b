// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "orchestration/callstate.h"
#include "validation/safetystream.h"

namespace assay::orchestration {

/// Inspects what a model says while it streams: what may be shown goes on, the rest is masked, or ends the
/// call. One for each answer.
class OutputGuard final {
public:
    /// `onSafe` hears what may be shown.
    OutputGuard(const validation::SafetyPolicy &policy, DeltaHandler onSafe);

    void feed(const providers::Delta &delta);
    /// What was held back goes out; the completion's text becomes what was shown. An answer that is blocked
    /// becomes ContentFiltered, naming the rule.
    void finish(providers::Completion &completion);
    [[nodiscard]] bool isBlocked() const { return m_text.isBlocked() || m_reasoning.isBlocked(); }
    [[nodiscard]] QList<validation::Finding> findings() const;
    [[nodiscard]] validation::Action action() const;

private:
    DeltaHandler m_onSafe;
    validation::SafetyStream m_text;
    validation::SafetyStream m_reasoning;
};

/// ContentFiltered with a sentence that names the rule and where it struck.
[[nodiscard]] Error blockedBy(const validation::Finding &finding);
/// The finding that ends the call; the first where several do.
[[nodiscard]] const validation::Finding *blockingIn(const QList<validation::Finding> &findings);

} // namespace assay::orchestration
