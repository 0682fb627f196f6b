// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "validation/safety.h"

#include <memory>

namespace assay::validation {

class Inspection;

/// Inspects an answer while it streams. feed() gives back what is safe to show by now and holds back only
/// what could still become part of a finding: the last word, a row of digit groups, an open private key, a
/// phrase or expression of the block list that has begun. What it gave in pieces, joined, is what inspect()
/// makes of the whole; only a row of digits longer than 96 characters may be parted into values differently.
/// Not thread-safe; one per answer; movable.
class SafetyStream final {
public:
    /// The policy must be checked(); `hashKey` as for inspect().
    SafetyStream(const SafetyPolicy &policy, Direction direction, const QByteArray &hashKey = {});

    /// Takes the next piece and returns the text that may be shown now. After a Block finding: nothing any
    /// more.
    [[nodiscard]] QString feed(const QString &piece);
    /// The rest. Injection is scored here, over the whole answer: a stream that is to be blocked for it has
    /// been shown by then. Call once.
    [[nodiscard]] QString end();

    [[nodiscard]] bool isBlocked() const { return m_result.action == Action::Block; }
    /// Findings so far, with offsets into the answer as it came; `texts` has the one text that was given out.
    [[nodiscard]] const SafetyResult &result() const { return m_result; }

private:
    [[nodiscard]] QString release(bool isEnd);
    [[nodiscard]] qsizetype heldFrom(const QList<Finding> &findings) const;
    void forget(qsizetype released);

    std::shared_ptr<const Inspection> m_inspection;
    QByteArray m_hashKey;
    QString m_window; ///< the last of what was released, as context, then what is held back
    qsizetype m_context = 0; ///< how much of m_window was released
    qsizetype m_windowOffset = 0; ///< where m_window starts in the answer
    qsizetype m_inspectFrom = 0; ///< the size of m_window from which on looking at it again is worth it
    QString m_whole; ///< the answer as it came; kept only when injection is looked for
    SafetyResult m_result;
};

} // namespace assay::validation
