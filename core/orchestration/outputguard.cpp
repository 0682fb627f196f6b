// SPDX-License-Identifier: GPL-3.0-or-later
#include "orchestration/outputguard.h"

#include "orchestration/orchestrationtr.h"

#include <algorithm>

namespace assay::orchestration {
namespace {

using Tr = OrchestrationTr;
using validation::Direction;
using validation::Finding;

} // namespace

Error blockedBy(const Finding &finding)
{
    Error error;
    error.code = ErrorCode::ContentFiltered;
    error.message = finding.direction == Direction::Input
        ? Tr::tr("Nothing was sent: the safety rule “%1” found %2 in message %3, character %4.")
              .arg(finding.ruleId, finding.excerpt)
              .arg(finding.block + 1)
              .arg(finding.offset + 1)
        : Tr::tr("The answer was stopped: the safety rule “%1” found %2 at character %3.")
              .arg(finding.ruleId, finding.excerpt)
              .arg(finding.offset + 1);
    return error;
}

const Finding *blockingIn(const QList<Finding> &findings)
{
    const auto found = std::find_if(findings.begin(), findings.end(), [](const Finding &finding) {
        return finding.action == validation::Action::Block;
    });
    return found == findings.end() ? nullptr : &*found;
}

OutputGuard::OutputGuard(const validation::SafetyPolicy &policy, DeltaHandler onSafe)
    : m_onSafe(std::move(onSafe))
    , m_text(policy, Direction::Output)
    , m_reasoning(policy, Direction::Output)
{
}

void OutputGuard::feed(const providers::Delta &delta)
{
    providers::Delta safe = delta;
    if (!delta.text.isEmpty())
        safe.text = m_text.feed(delta.text);
    if (!delta.reasoning.isEmpty())
        safe.reasoning = m_reasoning.feed(delta.reasoning);
    if (!safe.text.isEmpty() || !safe.reasoning.isEmpty() || safe.toolCall || !safe.refusal.isEmpty())
        m_onSafe(safe);
}

void OutputGuard::finish(providers::Completion &completion)
{
    providers::Delta rest;
    rest.reasoning = m_reasoning.end();
    if (!rest.reasoning.isEmpty())
        m_onSafe(rest);
    rest = {};
    rest.text = m_text.end();
    if (!rest.text.isEmpty())
        m_onSafe(rest);
    completion.text = m_text.result().texts.value(0);
    completion.reasoning = m_reasoning.result().texts.value(0);
    const QList<Finding> found = findings();
    if (const Finding *blocking = blockingIn(found))
        completion.error = blockedBy(*blocking);
}

QList<Finding> OutputGuard::findings() const
{
    return m_text.result().findings + m_reasoning.result().findings;
}

validation::Action OutputGuard::action() const
{
    return std::max(m_text.result().action, m_reasoning.result().action);
}

} // namespace assay::orchestration
