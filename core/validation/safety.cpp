// SPDX-License-Identifier: GPL-3.0-or-later
#include "validation/safety.h"

#include "validation/inspection.h"
#include "validation/masking.h"

#include <algorithm>
#include <vector>

namespace assay::validation {

bool SafetyResult::isChanged() const
{
    return std::any_of(findings.begin(), findings.end(), [](const Finding &finding) {
        return (finding.action == Action::Mask || finding.action == Action::Hash) && finding.length > 0;
    });
}

namespace {

/// The values in a text; one that begins in what stands before it counts from the text's begin on.
QList<Finding> valuesIn(const Inspection &inspection, const SafetyText &text)
{
    if (text.before.isEmpty())
        return inspection.values(text.text);
    QList<Finding> findings = inspection.values(text.before + text.text);
    for (Finding &finding : findings) {
        finding.offset -= text.before.size();
        if (finding.offset < 0) {
            finding.length = std::max<qsizetype>(0, finding.length + finding.offset);
            finding.offset = 0;
            finding.excerpt = maskedExcerpt(finding.kind, QStringView(text.text).first(finding.length));
        }
    }
    findings.removeIf([](const Finding &finding) { return finding.length == 0; });
    return findings;
}

} // namespace

SafetyResult inspect(const SafetyPolicy &policy, Direction direction, std::span<const QString> texts,
                     const QByteArray &hashKey)
{
    std::vector<SafetyText> placed;
    placed.reserve(texts.size());
    for (const QString &text : texts)
        placed.push_back({text});
    return inspect(policy, direction, placed, hashKey);
}

SafetyResult inspect(const SafetyPolicy &policy, Direction direction, std::span<const SafetyText> texts,
                     const QByteArray &hashKey)
{
    const Inspection inspection(policy, direction);
    const QByteArray key = effectiveKey(hashKey);
    SafetyResult result;
    for (size_t i = 0; i < texts.size(); ++i) {
        const QString &text = texts[i].text;
        QList<Finding> findings = valuesIn(inspection, texts[i]);
        result.texts.append(maskedText(text, findings, 0, key));
        const auto injection = inspection.injection(text);
        result.injectionScore = std::max(result.injectionScore, injection.score);
        findings += injection.findings;
        std::stable_sort(findings.begin(), findings.end(),
                         [](const Finding &a, const Finding &b) { return a.offset < b.offset; });
        for (Finding &finding : findings) {
            finding.block = qsizetype(i);
            finding.where = texts[i].where;
            result.action = std::max(result.action, finding.action);
        }
        result.findings += findings;
    }
    return result;
}

} // namespace assay::validation
