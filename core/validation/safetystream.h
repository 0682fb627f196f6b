// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "validation/safety.h"

namespace assay::validation {

/// Inspects an answer while it streams. feed() gives back what is safe to show by now and holds back only
/// what could still become part of a finding: the last word, a row of digit groups, an open private key. What
/// it gave in pieces, joined, is what inspect() makes of the whole. Not thread-safe; a value of the call that
/// it belongs to.
class SafetyStream final {
public:
    /// The policy must be checked(); `hashKey` as for inspect().
    SafetyStream(SafetyPolicy policy, Direction direction, QByteArray hashKey = {});

    /// Takes the next piece and returns the text that may be shown now. After a Block finding: nothing any
    /// more.
    [[nodiscard]] QString feed(const QString &piece);
    /// The rest. Injection is scored here, over the whole answer. Call once.
    [[nodiscard]] QString end();

    [[nodiscard]] bool isBlocked() const { return m_result.action == Action::Block; }
    /// Findings so far, with offsets into the whole answer; texts has the one text that was given out.
    [[nodiscard]] const SafetyResult &result() const { return m_result; }

private:
    void release(qsizetype count, QString &shown);
    [[nodiscard]] qsizetype heldFrom(const SafetyResult &inspected) const;

    SafetyPolicy m_policy; ///< without its injection rules, which want the whole
    SafetyPolicy m_injection; ///< with nothing but them
    Direction m_direction;
    QByteArray m_hashKey;
    QString m_window; ///< the last of what was released, as context, then what is held back
    qsizetype m_context = 0; ///< how much of m_window was released
    qsizetype m_windowOffset = 0; ///< where m_window starts in the answer
    QString m_whole; ///< the answer as it came; kept only when there are injection rules
    SafetyResult m_result;
};

} // namespace assay::validation
