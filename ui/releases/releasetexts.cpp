// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/releases/releasetexts.h"

#include <QCoreApplication>

using namespace Qt::StringLiterals;

namespace assay::ui {
namespace {

using namespace release;

struct Tr {
    Q_DECLARE_TR_FUNCTIONS(ReleaseTexts)
};

bool isDifference(Guardrail guardrail)
{
    return guardrail == Guardrail::ErrorRate || guardrail == Guardrail::ValidationFailures;
}

/// In percentage points, percent or score, as the guardrail counts.
QString amount(Guardrail guardrail, double value)
{
    if (guardrail == Guardrail::EvaluationScore)
        return QString::number(value, 'f', 3);
    return QString::number(value * 100, 'f', 1);
}

QString unit(Guardrail guardrail)
{
    if (guardrail == Guardrail::EvaluationScore)
        return {};
    return isDifference(guardrail) ? Tr::tr(" pp", "percentage points") : u" %"_s;
}

} // namespace

QString releaseStateText(ReleaseState state)
{
    switch (state) {
    case ReleaseState::Running:
        return Tr::tr("Running");
    case ReleaseState::Paused:
        return Tr::tr("Paused");
    case ReleaseState::Finished:
        return Tr::tr("Released");
    case ReleaseState::RolledBack:
        return Tr::tr("Rolled back");
    }
    return {};
}

QString releaseTitle(const Release &release)
{
    return u"%1 \u2192 %2"_s.arg(release.promptName, release.label);
}

QString figureText(Guardrail guardrail, double value, std::int64_t count)
{
    if (count == 0)
        return u"\u2013"_s;
    switch (guardrail) {
    case Guardrail::ErrorRate:
    case Guardrail::ValidationFailures:
        return u"%1 %"_s.arg(value * 100, 0, 'f', 2);
    case Guardrail::LatencyP95:
        return u"%L1 ms"_s.arg(value / 1000, 0, 'f', 0);
    case Guardrail::CostPerCall:
        return u"$%1"_s.arg(value, 0, 'f', 6);
    case Guardrail::EvaluationScore:
        break;
    }
    return QString::number(value, 'f', 3);
}

QString worseText(const Evidence &evidence)
{
    const bool hasBounds =
        evidence.finding != Finding::NotMeasured && (evidence.worseAtLeast != 0 || evidence.worseAtMost != 0);
    if (!hasBounds)
        return u"\u2013"_s;
    return Tr::tr("%1 to %2%3")
        .arg(amount(evidence.guardrail, evidence.worseAtLeast),
             amount(evidence.guardrail, evidence.worseAtMost), unit(evidence.guardrail));
}

QString allowedText(const Evidence &evidence)
{
    if (evidence.allowed < 0)
        return Tr::tr("Off");
    return QString(amount(evidence.guardrail, evidence.allowed) + unit(evidence.guardrail));
}

QString findingText(const Evidence &evidence)
{
    switch (evidence.finding) {
    case Finding::Passed:
        return Tr::tr("Passed");
    case Finding::Breached:
        return Tr::tr("Breached");
    case Finding::Undecided:
        return evidence.callsNeeded ? Tr::tr("Needs about %L1 calls").arg(*evidence.callsNeeded)
                                    : Tr::tr("Too close to tell");
    case Finding::NotMeasured:
        break;
    }
    return Tr::tr("Not measured");
}

QString eventText(const ReleaseEvent &event)
{
    const QString kind = [&] {
        switch (event.kind) {
        case ReleaseEventKind::Started:
            return Tr::tr("Started with %1 % of calls").arg(event.percent);
        case ReleaseEventKind::Looked:
            return Tr::tr("Looked at, held at %1 %").arg(event.percent);
        case ReleaseEventKind::Promoted:
            return Tr::tr("Promoted to %1 %").arg(event.percent);
        case ReleaseEventKind::Paused:
            return Tr::tr("Paused at %1 %").arg(event.percent);
        case ReleaseEventKind::Resumed:
            return Tr::tr("Resumed at %1 %").arg(event.percent);
        case ReleaseEventKind::Finished:
            return Tr::tr("Released");
        case ReleaseEventKind::RolledBack:
            return Tr::tr("Rolled back");
        }
        return QString();
    }();
    return event.reason.isEmpty() ? kind : Tr::tr("%1: %2").arg(kind, event.reason);
}

} // namespace assay::ui
