// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "orchestration/callstate.h"
#include "orchestration/safetyguard.h"
#include "validation/safetystream.h"

namespace assay::orchestration {

/// Inspects what a model says while it streams: what may be shown goes on, the rest is masked, or ends the
/// call. One for each answer.
class OutputGuard final {
public:
    /// `onSafe` hears what may be shown; `hashKey` as for validation::inspect().
    OutputGuard(const validation::SafetyPolicy &policy, const QByteArray &hashKey, DeltaHandler onSafe);

    void feed(const providers::Delta &delta);
    /// What was held back goes out; the completion becomes what was shown, its tool calls masked within their
    /// arguments. An answer that is blocked becomes ContentFiltered, naming the rule, and calls no tool.
    [[nodiscard]] Inspected finish(providers::Completion &completion);
    [[nodiscard]] bool isBlocked() const;

private:
    /// One of the texts that an answer streams.
    struct Stream {
        QString providers::Delta::*piece;
        QString providers::Completion::*whole;
        QString where; ///< for its findings
        validation::SafetyStream inspected;
    };

    validation::SafetyPolicy m_policy;
    QByteArray m_hashKey;
    DeltaHandler m_onSafe;
    std::vector<Stream> m_streams;
};

/// The same for an answer that is there already, such as one from the cache: the policy may be stricter now
/// than when it was kept.
[[nodiscard]] Inspected inspectWhole(const validation::SafetyPolicy &policy, const QByteArray &hashKey,
                                     providers::Completion &completion);

} // namespace assay::orchestration
