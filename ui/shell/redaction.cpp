// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/shell/redaction.h"

#include <QRegularExpression>
#include <QString>

#include <array>

namespace assay::ui {

using namespace Qt::StringLiterals;

namespace {

struct Rule {
    QRegularExpression pattern;
    QString replacement;
};

const std::array<Rule, 6> &rules()
{
    constexpr auto options =
        QRegularExpression::CaseInsensitiveOption | QRegularExpression::DotMatchesEverythingOption;
    static const std::array<Rule, 6> all{{
        {QRegularExpression(uR"(-----BEGIN [A-Z ]*PRIVATE KEY-----.*?(-----END [A-Z ]*PRIVATE KEY-----|$))"_s,
                            options),
         u"[redacted]"_s},
        {QRegularExpression(
             uR"(((?:proxy-)?authorization|(?:x-|x-goog-)?api[-_]?key)("?\s*[:=]\s*"?)(?:(?:bearer|basic)\s+)?[^\s",;]+)"_s,
             options),
         uR"(\1\2[redacted])"_s},
        {QRegularExpression(uR"(\b(bearer|basic)\s+[\w.~+/=-]{8,})"_s, options), uR"(\1 [redacted])"_s},
        {QRegularExpression(uR"(\b(sk|pk|rk|gsk|xai|hf|AIza)[-_]?[\w-]{12,})"_s, options),
         uR"(\1-[redacted])"_s},
        {QRegularExpression(uR"((\w+://)[^/\s@]+@)"_s, options), uR"(\1[redacted]@)"_s},
        {QRegularExpression(uR"(([?&][\w.-]*(?:key|token|secret|sig|password)[\w.-]*=)[^&\s"]+)"_s, options),
         uR"(\1[redacted])"_s},
    }};
    return all;
}

} // namespace

std::string redacted(std::string_view line)
{
    QString text = QString::fromUtf8(line.data(), qsizetype(line.size()));
    for (const Rule &rule : rules())
        text.replace(rule.pattern, rule.replacement);
    return text.toStdString();
}

} // namespace assay::ui
