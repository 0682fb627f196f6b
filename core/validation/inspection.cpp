// SPDX-License-Identifier: GPL-3.0-or-later
#include "validation/inspection.h"

#include "validation/injection.h"
#include "validation/masking.h"

#include <algorithm>

namespace assay::validation {
namespace {

using namespace Qt::StringLiterals;

bool applies(const SafetyRule &rule, Direction direction)
{
    return rule.appliesTo == AppliesTo::Both
        || (rule.appliesTo == AppliesTo::Input) == (direction == Direction::Input);
}

QList<SafetyRule> rulesOf(const SafetyPolicy &policy, Direction direction)
{
    if (!policy.enabled)
        return {};
    QList<SafetyRule> rules;
    bool hasBlockRule = false;
    for (const SafetyRule &rule : policy.rules) {
        hasBlockRule |= rule.kind == SafetyKind::BlockedText;
        if (applies(rule, direction))
            rules.append(rule);
    }
    if (!hasBlockRule && !policy.blockList.isEmpty())
        rules.append({u"block-list"_s, SafetyKind::BlockedText, AppliesTo::Both, Action::Block, {}});
    return rules;
}

bool isReplacing(const Finding &finding)
{
    return finding.action == Action::Mask || finding.action == Action::Hash;
}

bool isStronger(const Finding &a, const Finding &b)
{
    return std::tuple(a.action, a.score, a.length) > std::tuple(b.action, b.score, b.length);
}

/// Of findings that overlap the strongest stays. Where text is replaced it covers all of them, so that no
/// part of a value is left beside its placeholder.
QList<Finding> withoutOverlaps(const QList<Finding> &sorted, const QString &text)
{
    QList<Finding> kept;
    for (const Finding &finding : sorted) {
        const bool overlaps = !kept.isEmpty() && finding.offset < kept.back().offset + kept.back().length;
        if (!overlaps) {
            kept.append(finding);
            continue;
        }
        Finding &last = kept.back();
        const qsizetype start = last.offset;
        const qsizetype end = std::max(last.offset + last.length, finding.offset + finding.length);
        if (isStronger(finding, last))
            last = finding;
        last.offset = start;
        last.length = end - start;
        last.excerpt = maskedExcerpt(last.kind, QStringView(text).sliced(start, end - start));
    }
    return kept;
}

/// Of findings of one kind on the same text the strongest stays.
QList<Finding> withoutRepetition(const QList<Finding> &sorted)
{
    QList<Finding> kept;
    for (const Finding &finding : sorted) {
        const auto same = std::find_if(kept.rbegin(), kept.rend(),
                                       [&](const Finding &each) { return each.kind == finding.kind; });
        const bool repeats = same != kept.rend() && finding.offset < same->offset + same->length;
        if (!repeats)
            kept.append(finding);
        else if (isStronger(finding, *same))
            *same = finding;
    }
    return kept;
}

} // namespace

Inspection::Inspection(const SafetyPolicy &policy, Direction direction)
    : m_rules(rulesOf(policy, direction))
    , m_direction(direction)
    , m_phoneRegion(policy.phoneRegion)
    , m_threshold(policy.injectionThreshold)
    , m_blocked(policy.blockList)
    , m_allowed(policy.allowList)
{
}

bool Inspection::looksFor(SafetyKind kind) const
{
    return std::any_of(m_rules.begin(), m_rules.end(),
                       [&](const SafetyRule &rule) { return rule.kind == kind; });
}

bool Inspection::looksForInjection() const
{
    return looksFor(SafetyKind::Injection);
}

Matches Inspection::matchesIn(const QString &text) const
{
    Matches matches;
    if (looksFor(SafetyKind::PaymentCard))
        findCards(text, matches);
    if (looksFor(SafetyKind::Iban))
        findIbans(text, matches);
    if (looksFor(SafetyKind::Email))
        findEmails(text, matches);
    if (looksFor(SafetyKind::Phone))
        findPhones(text, m_phoneRegion, matches);
    if (looksFor(SafetyKind::IpAddress))
        findIpAddresses(text, matches);
    if (looksFor(SafetyKind::NationalId))
        findNationalIds(text, matches);
    if (looksFor(SafetyKind::Secret))
        findSecrets(text, matches);
    if (looksFor(SafetyKind::BlockedText))
        m_blocked.find(text, matches);
    return matches;
}

const SafetyRule *Inspection::ruleFor(const Match &match) const
{
    const SafetyRule *strongest = nullptr;
    for (const SafetyRule &rule : m_rules) {
        const bool fits =
            rule.kind == match.kind && (rule.only.isEmpty() || rule.only.contains(match.recogniser));
        if (fits && (strongest == nullptr || rule.action > strongest->action))
            strongest = &rule;
    }
    return strongest;
}

Finding Inspection::findingOf(const Match &match, const SafetyRule &rule, const QString &text) const
{
    Finding finding;
    finding.ruleId = rule.id;
    finding.recogniser = match.recogniser;
    finding.kind = match.kind;
    finding.direction = m_direction;
    finding.action = rule.action;
    finding.offset = match.offset;
    finding.length = match.length;
    finding.score = match.score;
    finding.excerpt = maskedExcerpt(match.kind, QStringView(text).sliced(match.offset, match.length));
    return finding;
}

QList<Finding> Inspection::values(const QString &text) const
{
    const QString plain = wellFormed(text);
    QList<Finding> replacing;
    QList<Finding> others;
    Matches matches = matchesIn(plain);
    std::stable_sort(matches.begin(), matches.end(),
                     [](const Match &a, const Match &b) { return a.offset < b.offset; });
    for (const Match &match : matches) {
        const SafetyRule *rule = ruleFor(match);
        const bool isAllowed = match.kind != SafetyKind::BlockedText && !m_allowed.isEmpty()
            && m_allowed.coversWhole(plain.mid(match.offset, match.length));
        if (rule == nullptr || isAllowed)
            continue;
        const Finding finding = findingOf(match, *rule, plain);
        (isReplacing(finding) ? replacing : others).append(finding);
    }
    QList<Finding> findings = withoutOverlaps(replacing, plain) + withoutRepetition(others);
    std::stable_sort(findings.begin(), findings.end(),
                     [](const Finding &a, const Finding &b) { return a.offset < b.offset; });
    return findings;
}

Inspection::Injection Inspection::injection(const QString &text) const
{
    constexpr double rounding = 1e-9;
    const QString plain = wellFormed(text);
    Injection result;
    Action strongest = Action::Allow;
    for (const SafetyRule &rule : m_rules) {
        if (rule.kind != SafetyKind::Injection)
            continue;
        const InjectionScore scored = injectionIn(plain, rule.only);
        result.score = std::max(result.score, scored.score);
        SafetyRule acting = rule;
        if (scored.score + rounding < m_threshold)
            acting.action = Action::Allow;
        if (!result.findings.isEmpty() && acting.action <= strongest)
            continue;
        strongest = acting.action;
        result.findings.clear();
        for (const Match &match : scored.matches)
            result.findings.append(findingOf(match, acting, plain));
    }
    return result;
}

} // namespace assay::validation
