// SPDX-License-Identifier: GPL-3.0-or-later
#include "orchestration/safetyguard.h"

#include "orchestration/orchestrationtr.h"

#include <algorithm>

using namespace Qt::StringLiterals;

namespace assay::orchestration {
namespace {

using Tr = OrchestrationTr;
using validation::Action;
using validation::Direction;
using validation::Finding;
using validation::SafetyText;

bool isInReplay(const Finding &finding)
{
    return finding.where.contains("replay["_L1);
}

/// The providers' own items repeat what text, reasoning and tool calls say: one finding for both.
void dropRepeated(QList<Finding> &findings)
{
    const QList<Finding> all = findings;
    findings.removeIf([&all](const Finding &finding) {
        return isInReplay(finding) && std::any_of(all.begin(), all.end(), [&finding](const Finding &other) {
                   return !isInReplay(other) && other.ruleId == finding.ruleId
                       && other.length == finding.length && other.excerpt == finding.excerpt;
               });
    });
}

/// `visitAll` takes a SafetyVisit and calls it for each text, each time in the same order.
template <typename VisitAll>
Inspected inspectAll(const validation::SafetyPolicy &policy, Direction direction, const QByteArray &hashKey,
                     VisitAll visitAll)
{
    Inspected inspected;
    inspected.direction = direction;
    std::vector<SafetyText> texts;
    visitAll([&](const QString &where, const QString &before, const QString &text) {
        texts.push_back({text, where, before});
        inspected.texts.append(text);
        return text;
    });
    validation::SafetyResult result = validation::inspect(policy, direction, texts, hashKey);
    if (result.isChanged()) {
        qsizetype next = 0;
        visitAll([&](const QString &, const QString &, const QString &) { return result.texts.at(next++); });
    }
    inspected.action = result.action;
    inspected.findings = std::move(result.findings);
    dropRepeated(inspected.findings);
    return inspected;
}

/// What a person is shown for review: the texts with findings one below the other, of long ones what lies
/// around the findings.
class Excerpt final {
public:
    void add(const QString &text, QList<Finding> findings)
    {
        constexpr qsizetype around = 500;
        qsizetype begin = text.size();
        qsizetype end = 0;
        for (const Finding &finding : findings) {
            begin = std::min(begin, finding.offset - around);
            end = std::max(end, finding.offset + finding.length + around);
        }
        begin = begin <= 0 ? 0 : wholeCharacter(text, begin);
        end = end >= text.size() ? text.size() : wholeCharacter(text, end);
        if (!m_text.isEmpty())
            m_text += u'\n';
        if (begin > 0)
            m_text += u'…';
        for (Finding &finding : findings) {
            finding.block = 0;
            finding.offset += m_text.size() - begin;
            m_findings.append(finding);
        }
        m_text += QStringView(text).sliced(begin, end - begin);
        if (end < text.size())
            m_text += u'…';
    }
    [[nodiscard]] const QString &text() const { return m_text; }
    [[nodiscard]] const QList<Finding> &findings() const { return m_findings; }

private:
    /// Not between the halves of one character.
    [[nodiscard]] static qsizetype wholeCharacter(const QString &text, qsizetype at)
    {
        return text.at(at).isLowSurrogate() ? at - 1 : at;
    }

    QString m_text;
    QList<Finding> m_findings; ///< with their offsets in the text
};

/// Up to three of "“cards” in message 2".
QString placesOf(const QList<Finding> &findings)
{
    constexpr qsizetype shown = 3;
    QStringList places;
    for (const Finding &finding : findings) {
        const QString place =
            Tr::tr("“%1” in %2", "rule in place").arg(finding.ruleId, placeOf(finding.where));
        if (!places.contains(place))
            places.append(place);
    }
    const bool isCut = places.size() > shown;
    return places.mid(0, shown).join(u", "_s) + (isCut ? u", …"_s : QString());
}

} // namespace

Inspected inspectOutgoing(const validation::SafetyPolicy &policy, const QByteArray &hashKey,
                          const OutgoingTexts &texts)
{
    return inspectAll(policy, Direction::Input, hashKey,
                      [&texts](const SafetyVisit &visit) { visitOutgoing(texts, visit); });
}

Inspected inspectOutgoing(const validation::SafetyPolicy &policy, const QByteArray &hashKey,
                          QStringList &texts)
{
    return inspectAll(policy, Direction::Input, hashKey, [&texts](const SafetyVisit &visit) {
        for (qsizetype i = 0; i < texts.size(); ++i)
            texts[i] = visit(u"texts[%1]"_s.arg(i), {}, texts.at(i));
    });
}

Inspected inspectAnswer(const validation::SafetyPolicy &policy, const QByteArray &hashKey,
                        providers::Completion &answer)
{
    return inspectAll(policy, Direction::Output, hashKey,
                      [&answer](const SafetyVisit &visit) { visitAnswer(answer, visit); });
}

void append(Inspected &inspected, Inspected more)
{
    for (Finding &finding : more.findings)
        finding.block += inspected.texts.size();
    inspected.action = std::max(inspected.action, more.action);
    inspected.findings += more.findings;
    inspected.texts += more.texts;
    dropRepeated(inspected.findings);
}

telemetry::TraceStep safetyStep(const Inspected &inspected)
{
    const int count = static_cast<int>(inspected.findings.size());
    const QString what = inspected.direction == Direction::Input
        ? Tr::tr("%Ln finding(s) in what goes out: %1.", nullptr, count)
        : Tr::tr("%Ln finding(s) in what came back: %1.", nullptr, count);
    return {.stage = telemetry::TraceStage::Safety,
            .outcome = validation::actionName(inspected.action),
            .detail = what.arg(placesOf(inspected.findings)),
            .facts = {{u"direction"_s, validation::directionName(inspected.direction)},
                      {u"findings"_s, validation::toJson(inspected.findings)}}};
}

void askForReview(validation::ReviewQueue &reviews, const CallId &call, const Inspected &inspected)
{
    const QList<Finding> &findings = inspected.findings;
    const bool wantsPerson = std::any_of(findings.begin(), findings.end(), [](const Finding &finding) {
        return finding.action == Action::Review;
    });
    if (!wantsPerson)
        return;
    Excerpt excerpt;
    for (qsizetype block = 0; block < inspected.texts.size(); ++block) {
        QList<Finding> within;
        std::copy_if(findings.begin(), findings.end(), std::back_inserter(within),
                     [block](const Finding &finding) { return finding.block == block; });
        if (!within.isEmpty())
            excerpt.add(inspected.texts.at(block), std::move(within));
    }
    std::ignore = reviews.add(call, inspected.direction, excerpt.findings(), excerpt.text());
}

Error blockedBy(const Finding &finding)
{
    Error error;
    error.code = ErrorCode::ContentFiltered;
    const QString sentence = finding.direction == Direction::Input
        ? Tr::tr("Nothing was sent: the safety rule “%1” found %2 in %3, character %4.")
        : Tr::tr("The answer was stopped: the safety rule “%1” found %2 in %3, character %4.");
    error.message = sentence.arg(finding.ruleId, finding.excerpt, placeOf(finding.where),
                                 QString::number(finding.offset + 1));
    return error;
}

const Finding *blockingIn(const QList<Finding> &findings)
{
    const auto found = std::find_if(findings.begin(), findings.end(),
                                    [](const Finding &finding) { return finding.action == Action::Block; });
    return found == findings.end() ? nullptr : &*found;
}

} // namespace assay::orchestration
