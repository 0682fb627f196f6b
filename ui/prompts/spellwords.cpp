// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/prompts/spellwords.h"

#include <algorithm>
#include <optional>

using namespace Qt::StringLiterals;

namespace assay::ui {
namespace {

bool isApostrophe(QChar c)
{
    return c == u'\'' || c == u'\u2019';
}

/// Surrogates count as letters: rare scripts are then whole words, which no dictionary here has; see
/// isOrdinary().
bool isLetter(QChar c)
{
    return c.isLetter() || c.isMark() || c.isSurrogate();
}

/// A token without white space that is data, not words.
bool isData(QStringView token)
{
    static constexpr QStringView marks[] = {u"://", u"@", u"_", u"\\", u"=", u"::"};
    if (std::ranges::any_of(marks, [token](QStringView mark) { return token.contains(mark); }))
        return true;
    static constexpr QStringView beginnings[] = {u"/", u"~/", u"./", u"../", u"--",
                                                 u"$", u"%",  u"#",  u"www."};
    if (std::ranges::any_of(beginnings, [token](QStringView begun) { return token.startsWith(begun); }))
        return true;
    for (qsizetype i = 1; i + 1 < token.size(); ++i) { // "file.txt", "example.com", "e.g."
        if (token.at(i) == u'.' && isLetter(token.at(i - 1)) && isLetter(token.at(i + 1)))
            return true;
    }
    return false;
}

/// Neither an acronym nor a name of a program's.
bool isOrdinary(QStringView word)
{
    qsizetype capitals = 0;
    for (qsizetype i = 0; i < word.size(); ++i) {
        if (word.at(i).isSurrogate())
            return false;
        if (!word.at(i).isUpper())
            continue;
        if (i > 0 && word.at(i - 1).isLower())
            return false;
        ++capitals;
    }
    return word.size() > 1 && capitals <= 1;
}

class Scan final {
public:
    explicit Scan(QStringView line)
        : m_line(line)
    {
    }

    QList<WordSpan> words()
    {
        bool isGlued = false; // to markup just before
        for (qsizetype at = 0; at < m_line.size();) {
            if (m_line.at(at).isSpace()) {
                isGlued = false;
                ++at;
            } else if (const qsizetype end = markupEnd(at); end > at) {
                isGlued = true;
                at = end;
            } else {
                const qsizetype tokenEnd = endOfToken(at);
                addWords(at, tokenEnd, isGlued);
                isGlued = false;
                at = tokenEnd;
            }
        }
        return m_words;
    }

private:
    /// The end of what begins at `from` and is never prose; `from` when nothing such does.
    [[nodiscard]] qsizetype markupEnd(qsizetype from)
    {
        const auto next = [this, from] { return from + 1 < m_line.size() ? m_line.at(from + 1) : QChar(); };
        switch (m_line.at(from).unicode()) {
        case u'`':
            return after(u'`', from + 1).value_or(from + 1); // a lone one: "```sql"
        case u'{': // one alone: another template language, or an object
            if (next() == u'{')
                return after(u'}', from + 2).value_or(m_line.size());
            return after(u'}', from + 1).value_or(from);
        case u'}': // the second of a tag
            return from + 1;
        case u'<':
            if (next().isLetter() || next() == u'/' || next() == u'!')
                return after(u'>', from + 1).value_or(from);
            return from;
        default:
            return from;
        }
    }

    /// The place after the next `end`. What was once not found is not looked for again.
    [[nodiscard]] std::optional<qsizetype> after(char16_t end, qsizetype from)
    {
        if (m_missing.contains(end))
            return std::nullopt;
        const qsizetype at = m_line.indexOf(end, from);
        if (at < 0) {
            m_missing.append(end);
            return std::nullopt;
        }
        return at + 1;
    }

    [[nodiscard]] qsizetype endOfToken(qsizetype from)
    {
        qsizetype end = from + 1;
        while (end < m_line.size() && !m_line.at(end).isSpace() && markupEnd(end) == end)
            ++end;
        return end;
    }

    void addWords(qsizetype from, qsizetype end, bool isGlued)
    {
        QStringView token = m_line.sliced(from, end - from);
        while (!token.isEmpty() && (token.front() == u'(' || token.front() == u'"' || token.front() == u'['))
            token = token.sliced(1);
        if (isData(token))
            return;
        for (qsizetype at = from; at < end;) {
            const QChar c = m_line.at(at);
            if (!isLetter(c) && !c.isDigit()) {
                ++at;
                continue;
            }
            const qsizetype wordEnd = endOfWord(at, end);
            const QStringView word = m_line.sliced(at, wordEnd - at);
            const bool touchesMarkup = (isGlued && at == from)
                || (wordEnd == end && end < m_line.size() && !m_line.at(end).isSpace());
            const bool hasDigit =
                std::any_of(word.begin(), word.end(), [](QChar each) { return each.isDigit(); });
            if (!touchesMarkup && !hasDigit && isOrdinary(word))
                m_words.append({at, wordEnd - at});
            at = wordEnd;
        }
    }

    /// Letters and digits, with apostrophes between letters.
    [[nodiscard]] qsizetype endOfWord(qsizetype from, qsizetype end) const
    {
        qsizetype at = from;
        while (at < end) {
            const QChar c = m_line.at(at);
            const bool isInner = isApostrophe(c) && at + 1 < end && isLetter(m_line.at(at + 1));
            if (!isLetter(c) && !c.isDigit() && !isInner)
                break;
            ++at;
        }
        return at;
    }

    QStringView m_line;
    QList<char16_t> m_missing;
    QList<WordSpan> m_words;
};

} // namespace

QList<WordSpan> wordsToSpell(QStringView line)
{
    return Scan(line).words();
}

} // namespace assay::ui
