// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "catalog/provider.h"
#include "providers/completion.h"

#include <QByteArray>
#include <QCache>

namespace assay::orchestration {

/// Answers of this run by an exact key over everything that changes the answer. In memory, bounded, on one
/// thread.
class ResponseCache final {
public:
    static constexpr int maxCostKb = 32 * 1024;

    /// A hash over target, messages and parameters.
    [[nodiscard]] static QByteArray keyOf(const catalog::ModelRef &target,
                                          const providers::ModelRequest &request);
    [[nodiscard]] const providers::Completion *find(const QByteArray &key) const
    {
        return m_answers.object(key);
    }
    /// Keeps answers that ended well; others are ignored.
    void insert(const QByteArray &key, const providers::Completion &completion);

private:
    QCache<QByteArray, providers::Completion> m_answers{maxCostKb};
};

} // namespace assay::orchestration
