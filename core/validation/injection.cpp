// SPDX-License-Identifier: GPL-3.0-or-later
#include "validation/injection.h"

#include "validation/injectionrules.h"
#include "validation/normalisedtext.h"
#include "validation/validationtr.h"

namespace assay::validation {
namespace {

using namespace Qt::StringLiterals;

class Scoring final {
public:
    explicit Scoring(const QStringList &only)
        : m_only(only)
    {
    }

    void applyPatterns(const NormalisedText &text)
    {
        for (const InjectionRule &rule : injectionRuleTable()) {
            if (rule.pattern.isEmpty() || hasFired(rule.id) || !isWanted(rule.id))
                continue;
            const auto match = rule.regex.match(text.text);
            if (match.hasMatch())
                fire(rule.id, text.origin[size_t(match.capturedStart())],
                     text.origin[size_t(match.capturedEnd())]);
        }
    }

    void applyForm(const NormalisedText &text)
    {
        constexpr int tagsMin = 8; // flags of regions are written with up to six tags
        constexpr int invisibleMin = 3;
        constexpr int lookAlikesMin = 2;
        if (text.tagged >= tagsMin)
            fire("hidden-text"_L1, text.firstTagged, text.firstTagged + 2);
        if (text.invisible >= invisibleMin)
            fire("split-words"_L1, text.firstInvisible, text.firstInvisible + 1);
        if (text.lookAlikes >= lookAlikesMin)
            fire("look-alikes"_L1, text.firstLookAlike, text.firstLookAlike + 1);
    }

    /// Base64 that decodes to text in which a rule fires.
    void applyEncoded(const QString &text)
    {
        static const QRegularExpression run(u"(?<![A-Za-z0-9+/=])[A-Za-z0-9+/_-]{24,}+={0,2}"_s);
        auto found = run.globalMatch(text);
        while (found.hasNext()) {
            const auto match = found.next();
            const QByteArray encoded = match.captured().toLatin1();
            const bool isUrl = encoded.contains('-') || encoded.contains('_');
            const QString decoded = QString::fromUtf8(QByteArray::fromBase64(
                encoded, isUrl ? QByteArray::Base64UrlEncoding : QByteArray::Base64Encoding));
            if (decoded.contains(QChar::ReplacementCharacter) || decoded.contains(QChar::Null))
                continue;
            Scoring within(m_only);
            within.applyPatterns(normalised(wellFormed(decoded)));
            for (const Match &inner : within.m_result.matches)
                fire(inner.recogniser, match.capturedStart(), match.capturedEnd());
            if (!within.m_result.matches.empty())
                fire("encoded-instructions"_L1, match.capturedStart(), match.capturedEnd());
        }
    }

    InjectionScore result()
    {
        double innocent = 1;
        for (const Match &match : m_result.matches)
            innocent *= 1 - match.score;
        m_result.score = 1 - innocent;
        return m_result;
    }

private:
    [[nodiscard]] bool isWanted(QLatin1String id) const { return m_only.isEmpty() || m_only.contains(id); }
    [[nodiscard]] bool hasFired(QLatin1String id) const
    {
        return std::any_of(m_result.matches.begin(), m_result.matches.end(),
                           [&](const Match &match) { return match.recogniser == id; });
    }

    void fire(QLatin1String id, qsizetype start, qsizetype end)
    {
        if (!isWanted(id) || hasFired(id))
            return;
        for (const InjectionRule &rule : injectionRuleTable()) {
            if (rule.id == id)
                m_result.matches.push_back({id, SafetyKind::Injection, start, end - start, rule.weight});
        }
    }

    QStringList m_only;
    InjectionScore m_result;
};

} // namespace

InjectionScore injectionIn(const QString &text, const QStringList &only)
{
    Scoring scoring(only);
    const NormalisedText plain = normalised(text);
    scoring.applyPatterns(plain);
    scoring.applyForm(plain);
    scoring.applyEncoded(text);
    return scoring.result();
}

QList<Recogniser> injectionRules()
{
    QList<Recogniser> rules;
    for (const InjectionRule &rule : injectionRuleTable())
        rules.append({rule.id, SafetyKind::Injection, Tr::tr(rule.description), rule.weight});
    return rules;
}

} // namespace assay::validation
