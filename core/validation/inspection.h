// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "validation/blocklist.h"
#include "validation/recogniser.h"

namespace assay::validation {

/// A policy made ready for one direction. Immutable; any thread. Detail of the room.
class Inspection final {
public:
    Inspection(const SafetyPolicy &policy, Direction direction);

    /// Values (all but injections) in the text, by offset; those to be replaced do not overlap.
    [[nodiscard]] QList<Finding> values(const QString &text) const;
    struct Injection {
        double score = 0;
        QList<Finding> findings;
    };
    [[nodiscard]] Injection injection(const QString &text) const;
    [[nodiscard]] bool looksForInjection() const;
    [[nodiscard]] const BlockList &blockList() const { return m_blocked; }

private:
    [[nodiscard]] bool looksFor(SafetyKind kind) const;
    [[nodiscard]] Matches matchesIn(const QString &text) const;
    /// The strongest rule for what the recogniser found, or null.
    [[nodiscard]] const SafetyRule *ruleFor(const Match &match) const;
    [[nodiscard]] Finding findingOf(const Match &match, const SafetyRule &rule, const QString &text) const;

    QList<SafetyRule> m_rules; ///< of this direction
    Direction m_direction;
    QString m_phoneRegion;
    double m_threshold;
    BlockList m_blocked;
    BlockList m_allowed;
};

} // namespace assay::validation
