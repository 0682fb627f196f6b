// SPDX-License-Identifier: GPL-3.0-or-later
#include "validation/blocklist.h"

#include "validation/boundedregex.h"

namespace assay::validation {
namespace {

using namespace Qt::StringLiterals;

constexpr int matchesMax = 1000; ///< of one expression in one text
constexpr qsizetype gapMax = 8; ///< white space that a phrase's space may stand for

QChar folded(QChar c)
{
    return c.toCaseFolded();
}

constexpr qsizetype noPhrase = -1;
constexpr qsizetype openPhrase =
    -2; ///< the text ends before the phrase does, or where a letter more would undo it

/// Where the phrase that starts at `start` ends, or one of the above.
qsizetype endOfPhrase(QStringView text, qsizetype start, const QString &phrase)
{
    qsizetype at = start;
    for (const QChar wanted : phrase) {
        if (at >= text.size())
            return openPhrase;
        if (wanted == u' ') {
            const qsizetype gap = at;
            while (charAt(text, at).isSpace() && at - gap < gapMax)
                ++at;
            if (at == gap)
                return noPhrase;
        } else if (folded(text[at]) == wanted) {
            ++at;
        } else {
            return noPhrase;
        }
    }
    const bool isWhole = !isWordCharacter(phrase.back()) || !isWordCharacter(charAt(text, at));
    return isWhole ? at : noPhrase;
}

} // namespace

BlockList::BlockList(const QList<TextPattern> &patterns)
{
    for (const TextPattern &pattern : patterns) {
        if (pattern.isRegex) {
            m_regexes.append(boundedRegex(pattern.text, QRegularExpression::UseUnicodePropertiesOption));
            continue;
        }
        QString phrase = pattern.text.simplified();
        if (phrase.isEmpty())
            continue;
        std::transform(phrase.begin(), phrase.end(), phrase.begin(), folded);
        m_longest = std::max(m_longest, phrase.size() + phrase.count(u' ') * (gapMax - 1));
        m_words[phrase.front()].append(phrase);
    }
}

/// The phrases that may begin at `at`.
QStringList BlockList::phrasesAt(QStringView text, qsizetype at) const
{
    const bool isWithinWord = isWordCharacter(text[at]) && isWordCharacter(charAt(text, at - 1));
    return isWithinWord ? QStringList() : m_words.value(folded(text[at]));
}

void BlockList::find(const QString &text, Matches &matches) const
{
    for (qsizetype at = 0; at < text.size() && !m_words.isEmpty(); ++at) {
        const QStringList phrases = phrasesAt(text, at);
        for (const QString &phrase : phrases) {
            const qsizetype end = endOfPhrase(text, at, phrase);
            if (end > at)
                matches.push_back({"blocked-word"_L1, SafetyKind::BlockedText, at, end - at, 1.0});
        }
    }
    for (const QRegularExpression &regex : m_regexes) {
        auto found = regex.globalMatch(text);
        if (!found.isValid())
            matches.push_back({"blocked-pattern"_L1, SafetyKind::BlockedText, 0, text.size(), 1.0});
        for (int i = 0; i < matchesMax && found.hasNext(); ++i) {
            const auto match = found.next();
            if (match.capturedLength() > 0)
                matches.push_back({"blocked-pattern"_L1, SafetyKind::BlockedText, match.capturedStart(),
                                   match.capturedLength(), 1.0});
        }
    }
}

bool BlockList::coversWhole(const QString &text) const
{
    if (text.isEmpty())
        return false;
    const QStringList phrases = phrasesAt(text, 0);
    const bool isPhrase = std::any_of(phrases.begin(), phrases.end(), [&](const QString &phrase) {
        return endOfPhrase(text, 0, phrase) == text.size();
    });
    return isPhrase || std::any_of(m_regexes.begin(), m_regexes.end(), [&](const QRegularExpression &regex) {
               const auto match = regex.match(text);
               return match.hasMatch() && match.capturedStart() == 0 && match.capturedLength() == text.size();
           });
}

qsizetype BlockList::openFrom(const QString &text) const
{
    qsizetype from = text.size();
    for (qsizetype at = std::max<qsizetype>(0, text.size() - m_longest - 1); at < from; ++at) {
        const QStringList phrases = phrasesAt(text, at);
        const bool isOpen = std::any_of(phrases.begin(), phrases.end(), [&](const QString &phrase) {
            return endOfPhrase(text, at, phrase) == openPhrase;
        });
        if (isOpen)
            from = at;
    }
    for (const QRegularExpression &regex : m_regexes) {
        for (qsizetype at = 0; at < from;) {
            const auto match = regex.match(text, at, QRegularExpression::PartialPreferFirstMatch);
            if (match.hasPartialMatch() || !match.isValid())
                from = std::min(from, std::max<qsizetype>(0, match.capturedStart()));
            if (!match.hasMatch())
                break;
            at = std::max(match.capturedEnd(), at + 1);
        }
    }
    return from;
}

} // namespace assay::validation
