// SPDX-License-Identifier: GPL-3.0-or-later
#include "logverdicts.h"

#include "orchestration/safetytexts.h"
#include "validation/safety.h"

using namespace Qt::StringLiterals;

namespace assay::ctl {
namespace {

const QString findingsFact = u"findings"_s;
const QString verdictFact = u"verdict"_s;

QString lineOf(const validation::Finding &finding)
{
    const bool isInput = finding.direction == validation::Direction::Input;
    // Findings of older versions have no path.
    const QString where = !finding.where.isEmpty() ? orchestration::placeOf(finding.where)
        : isInput                                  ? u"message %1"_s.arg(finding.block + 1)
                                                   : u"answer"_s;
    const QString rule = finding.ruleId == finding.recogniser || finding.recogniser.isEmpty()
        ? finding.ruleId
        : u"%1 (%2)"_s.arg(finding.ruleId, finding.recogniser);
    return u"%1: %2, character %3: %4, %5"_s.arg(rule, where)
        .arg(finding.offset + 1)
        .arg(finding.excerpt, validation::actionName(finding.action));
}

QStringList linesOf(const QJsonObject &verdict)
{
    QStringList lines;
    const QString then = verdict[u"repaired"].toBool() ? u"repaired"_s
        : verdict[u"ok"].toBool()                      ? u"let pass"_s
                                                       : u"not valid"_s;
    for (const QJsonValue &problem : verdict[u"problems"].toArray()) {
        const QString where = problem[u"where"].toString();
        lines.append(u"%1: %2: %3 (%4)"_s.arg(problem[u"rule"].toString(),
                                              where.isEmpty() ? u"answer"_s : where,
                                              problem[u"message"].toString(), then));
    }
    return lines;
}

} // namespace

QStringList verdictLines(const telemetry::CallTrace &trace)
{
    QStringList lines;
    for (const telemetry::TraceStep &step : trace) {
        const auto findings = validation::findingsFromJson(step.facts.value(findingsFact).toArray());
        for (const validation::Finding &finding : findings)
            lines.append(lineOf(finding));
        lines += linesOf(step.facts.value(verdictFact).toObject());
    }
    return lines;
}

bool isVerdict(const QString &fact)
{
    return fact == findingsFact || fact == verdictFact;
}

} // namespace assay::ctl
