// SPDX-License-Identifier: GPL-3.0-or-later
#include "validation/safety.h"

#include "validation/inspection.h"
#include "validation/masking.h"

#include <algorithm>

namespace assay::validation {

bool SafetyResult::isChanged() const
{
    return std::any_of(findings.begin(), findings.end(), [](const Finding &finding) {
        return (finding.action == Action::Mask || finding.action == Action::Hash) && finding.length > 0;
    });
}

SafetyResult inspect(const SafetyPolicy &policy, Direction direction, std::span<const QString> texts,
                     const QByteArray &hashKey)
{
    const Inspection inspection(policy, direction);
    const QByteArray key = effectiveKey(hashKey);
    SafetyResult result;
    for (size_t i = 0; i < texts.size(); ++i) {
        const QString &text = texts[i];
        QList<Finding> findings = inspection.values(text);
        result.texts.append(maskedText(text, findings, 0, key));
        const auto injection = inspection.injection(text);
        result.injectionScore = std::max(result.injectionScore, injection.score);
        findings += injection.findings;
        std::stable_sort(findings.begin(), findings.end(),
                         [](const Finding &a, const Finding &b) { return a.offset < b.offset; });
        for (Finding &finding : findings) {
            finding.block = qsizetype(i);
            result.action = std::max(result.action, finding.action);
        }
        result.findings += findings;
    }
    return result;
}

} // namespace assay::validation
