// SPDX-License-Identifier: GPL-3.0-or-later
#include "validation/recogniser.h"

#include <array>
#include <cmath>

#include <QHash>
#include <QRegularExpression>

namespace assay::validation {
namespace {

using namespace Qt::StringLiterals;

struct KeyShape {
    QLatin1String id;
    QRegularExpression pattern;
    bool isMixed; ///< whether a real one has both digits and letters of both cases, words never
};

/// The shapes that vendors document. Lengths have an upper bound so that a text of one endless word stays
/// cheap.
const std::array<KeyShape, 17> &keyShapes()
{
    const auto shape = [](QLatin1String id, const QString &pattern, bool isMixed = false) {
        return KeyShape{id, QRegularExpression(u"(?<![A-Za-z0-9_-])(?:"_s + pattern + u")(?![A-Za-z0-9])"),
                        isMixed};
    };
    static const std::array<KeyShape, 17> shapes{
        shape("anthropic-key"_L1, u"sk-ant-[A-Za-z0-9_-]{20,300}+"_s),
        shape("openai-key"_L1, u"sk-(?!ant-)(?:proj-|svcacct-|admin-|or-v1-)?[A-Za-z0-9_-]{20,300}+"_s, true),
        shape("google-key"_L1, u"AIza[A-Za-z0-9_-]{35}"_s),
        shape("aws-key"_L1, u"(?:AKIA|ASIA|ABIA|ACCA)[A-Z2-7]{16}"_s),
        shape("github-token"_L1, u"gh[pousr]_[A-Za-z0-9]{36,251}+|github_pat_[A-Za-z0-9_]{22,255}+"_s),
        shape("gitlab-token"_L1, u"glpat-[A-Za-z0-9_-]{20,100}+"_s),
        shape("slack-token"_L1, u"xox[abeoprs]-[A-Za-z0-9-]{10,250}+|xapp-\\d-[A-Za-z0-9-]{20,250}+"_s),
        shape("slack-webhook"_L1,
              u"https://hooks\\.slack\\.com/services/T[A-Z0-9]{5,20}/B[A-Z0-9]{5,20}/[A-Za-z0-9]{20,40}"_s),
        shape("stripe-key"_L1, u"[sr]k_live_[A-Za-z0-9]{16,250}+|whsec_[A-Za-z0-9]{24,100}+"_s),
        shape("huggingface-token"_L1, u"hf_[A-Za-z0-9]{30,60}+"_s, true),
        shape("groq-key"_L1, u"gsk_[A-Za-z0-9]{40,80}+"_s),
        shape("xai-key"_L1, u"xai-[A-Za-z0-9]{60,120}+"_s),
        shape("npm-token"_L1, u"npm_[A-Za-z0-9]{36}"_s),
        shape("pypi-token"_L1, u"pypi-AgEIcHlwaS5vcmc[A-Za-z0-9_-]{50,300}+"_s),
        shape("sendgrid-key"_L1, u"SG\\.[A-Za-z0-9_-]{22}\\.[A-Za-z0-9_-]{43}"_s),
        shape("telegram-token"_L1, u"\\d{8,10}:AA[A-Za-z0-9_-]{33}"_s),
        shape("jwt"_L1,
              u"eyJ[A-Za-z0-9_-]{10,8000}+\\.eyJ[A-Za-z0-9_-]{10,16000}+\\.[A-Za-z0-9_-]{0,2000}+"_s),
    };
    return shapes;
}

bool isMixedCase(const QString &text)
{
    bool hasDigit = false;
    bool hasUpper = false;
    bool hasLower = false;
    for (const QChar c : text) {
        hasDigit |= c.isDigit();
        hasUpper |= c.isUpper();
        hasLower |= c.isLower();
    }
    return hasDigit && hasLower && (hasUpper || text.size() > 50);
}

/// Shannon's entropy in bits per character.
double entropyOf(const QString &text)
{
    QHash<QChar, int> counts;
    for (const QChar c : text)
        ++counts[c];
    double bits = 0;
    for (const int count : std::as_const(counts)) {
        const double share = double(count) / double(text.size());
        bits -= share * std::log2(share);
    }
    return bits;
}

/// Names, calls and hints where the secret would stand: ${TOKEN}, os.environ["X"], <your key>, getPassword().
bool isPlaceholder(const QString &value)
{
    static const QRegularExpression placeholder(
        u"^[$%{<\\[(*#]|[(\\[{]|\\.\\w+\\.|^(?:your|my|the|some)[_-]|example|placeholder|changeme|redacted|^("
        u"?:x+|\\*+|\\.+)$"
        "|^(?:process|os|env|config|settings|self|this|None|null|true|false)\\b"_s,
        QRegularExpression::CaseInsensitiveOption);
    return placeholder.match(value).hasMatch();
}

void findKeys(const QString &text, Matches &matches)
{
    for (const KeyShape &shape : keyShapes()) {
        auto found = shape.pattern.globalMatch(text);
        while (found.hasNext()) {
            const auto match = found.next();
            if (!shape.isMixed || isMixedCase(match.captured()))
                matches.push_back(
                    {shape.id, SafetyKind::Secret, match.capturedStart(), match.capturedLength(), 1.0});
        }
    }
}

/// PEM: from BEGIN to END, or to the end of a text that was cut.
void findPrivateKeys(const QString &text, Matches &matches)
{
    static const QRegularExpression begin(
        u"-----BEGIN (?:[A-Z0-9]{2,12} ){0,3}PRIVATE KEY(?: BLOCK)?-----"_s);
    static const QRegularExpression end(u"-----END (?:[A-Z0-9]{2,12} ){0,3}PRIVATE KEY(?: BLOCK)?-----"_s);
    for (auto head = begin.match(text); head.hasMatch();) {
        const auto tail = end.match(text, head.capturedEnd());
        const qsizetype stop = tail.hasMatch() ? tail.capturedEnd() : text.size();
        matches.push_back(
            {"private-key"_L1, SafetyKind::Secret, head.capturedStart(), stop - head.capturedStart(), 1.0});
        head = begin.match(text, stop);
    }
}

void findAssigned(const QString &text, Matches &matches)
{
    static const QRegularExpression assigned(
        u"(?:passw(?:or)?d|passphrase|pwd|secret|token|api[_-]?key|access[_-]?key|private[_-]?key|"
        u"credentials?)"
        "[\"'`]?[ \\t]{0,5}(?::=|=>|[:=])[ \\t]{0,5}[\"'`]?((?:(?![\"'`,;<>])[!-~]){8,}+)"_s,
        QRegularExpression::CaseInsensitiveOption);
    constexpr double entropyMin = 2.8; // "hunter2!x" has 3.0, "aaaabbbb" 1.0
    auto found = assigned.globalMatch(text);
    while (found.hasNext()) {
        const auto match = found.next();
        const QString value = match.captured(1);
        const bool hasDigit = std::any_of(value.begin(), value.end(), isDigit);
        const bool hasLetter = std::any_of(value.begin(), value.end(), isAsciiLetter);
        if (hasDigit && hasLetter && entropyOf(value) >= entropyMin && !isPlaceholder(value))
            matches.push_back({"assigned-secret"_L1, SafetyKind::Secret, match.capturedStart(1),
                               match.capturedLength(1), 0.8});
    }
}

void findUrlPasswords(const QString &text, Matches &matches)
{
    static const QRegularExpression url(
        u"://(?:(?![/:@?#])[!-~]){0,100}+:((?:(?![/@?#])[!-~]){3,200}+)@[A-Za-z0-9\\[]"_s);
    auto found = url.globalMatch(text);
    while (found.hasNext()) {
        const auto match = found.next();
        if (!isPlaceholder(match.captured(1)))
            matches.push_back({"url-password"_L1, SafetyKind::Secret, match.capturedStart(1),
                               match.capturedLength(1), 0.9});
    }
}

} // namespace

void findSecrets(const QString &text, Matches &matches)
{
    findKeys(text, matches);
    findPrivateKeys(text, matches);
    findAssigned(text, matches);
    findUrlPasswords(text, matches);
}

} // namespace assay::validation
