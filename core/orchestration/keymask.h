// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "providers/codec.h"
#include "security/secret.h"

namespace assay::orchestration {

/// Puts asterisks where a provider repeats the key it was called with, in an answer or in a refusal: neither
/// logs nor the clients of a gateway may see it. One attempt's; one thread.
class KeyMask final {
public:
    using DeltaHandler = providers::CompletionDecoder::DeltaHandler;

    explicit KeyMask(security::Secret key);

    /// Hands a delta on, masked. What may be the beginning of the key, at the end of a text, waits for the
    /// next delta of its kind: a key that comes in pieces is not shown piece by piece.
    void feed(providers::Delta delta, const DeltaHandler &onDelta);
    /// Hands on what waits. No delta comes after it.
    void finish(const DeltaHandler &onDelta);
    void hideIn(providers::Completion &completion) const;

private:
    void passCall(providers::Delta &delta, const DeltaHandler &onDelta);
    void hideIn(QString &text) const;
    void hideIn(QJsonObject &object) const;
    /// Masks `text`, with what waited before it, and keeps back what may become the key.
    void pass(QString &text, QString &waiting) const;
    [[nodiscard]] qsizetype startOfKeyLength(QStringView text) const;

    security::Secret m_key;
    bool m_isWorthHiding;
    QString m_text; ///< that waits
    QString m_reasoning;
    QString m_refusal;
    providers::Delta m_call; ///< whose arguments wait
};

} // namespace assay::orchestration
