// SPDX-License-Identifier: GPL-3.0-or-later
#include "orchestration/outputguard.h"

#include <algorithm>

using namespace Qt::StringLiterals;

namespace assay::orchestration {
namespace {

using providers::Completion;
using providers::Delta;
using validation::Direction;
using validation::Finding;

} // namespace

OutputGuard::OutputGuard(const validation::SafetyPolicy &policy, const QByteArray &hashKey,
                         DeltaHandler onSafe)
    : m_policy(policy)
    , m_hashKey(hashKey)
    , m_onSafe(std::move(onSafe))
{
    const auto add = [&](QString Delta::*piece, QString Completion::*whole, const QString &where) {
        m_streams.push_back({piece, whole, where, {policy, Direction::Output, hashKey}});
    };
    add(&Delta::reasoning, &Completion::reasoning, u"reasoning"_s);
    add(&Delta::text, &Completion::text, u"text"_s);
    add(&Delta::refusal, &Completion::refusal, u"refusal"_s);
}

void OutputGuard::feed(const Delta &delta)
{
    Delta safe = delta;
    safe.toolArguments.clear(); // they are inspected when they are whole, and may be masked or blocked then
    bool isHeard = safe.toolCall;
    for (Stream &stream : m_streams) {
        QString &piece = safe.*stream.piece;
        if (!piece.isEmpty())
            piece = stream.inspected.feed(piece);
        isHeard = isHeard || !piece.isEmpty();
    }
    if (isHeard)
        m_onSafe(safe);
}

bool OutputGuard::isBlocked() const
{
    return std::any_of(m_streams.begin(), m_streams.end(),
                       [](const Stream &stream) { return stream.inspected.isBlocked(); });
}

Inspected OutputGuard::finish(Completion &completion)
{
    Inspected inspected;
    inspected.direction = Direction::Output;
    const QString thought = completion.reasoning;
    for (Stream &stream : m_streams) {
        Delta rest;
        rest.*stream.piece = stream.inspected.end();
        if (!(rest.*stream.piece).isEmpty())
            m_onSafe(rest);
        const validation::SafetyResult &result = stream.inspected.result();
        inspected.action = std::max(inspected.action, result.action);
        for (Finding finding : result.findings) {
            finding.block = inspected.texts.size();
            finding.where = stream.where;
            inspected.findings.append(finding);
        }
        QString &whole = completion.*stream.whole;
        inspected.texts.append(whole);
        if (std::exchange(whole, result.texts.value(0)) != whole)
            completion.logprobs.clear(); // they spell out what was masked
    }
    if (completion.reasoning != thought)
        completion.reasoningSignature.clear(); // it holds for the thought as it was

    append(inspected, inspectAnswer(m_policy, m_hashKey, completion));
    if (const Finding *blocking = blockingIn(inspected.findings)) {
        completion.error = blockedBy(*blocking);
        completion.toolCalls.clear();
        completion.choices.clear();
        completion.replay = {};
    }
    return inspected;
}

Inspected inspectWhole(const validation::SafetyPolicy &policy, const QByteArray &hashKey,
                       Completion &completion)
{
    OutputGuard guard(policy, hashKey, [](const Delta &) {});
    Delta all;
    all.text = completion.text;
    all.reasoning = completion.reasoning;
    all.refusal = completion.refusal;
    guard.feed(all);
    return guard.finish(completion);
}

} // namespace assay::orchestration
