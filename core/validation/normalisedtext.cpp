// SPDX-License-Identifier: GPL-3.0-or-later
#include "validation/normalisedtext.h"

#include <QHash>

namespace assay::validation {
namespace {

using namespace Qt::StringLiterals;

/// Letters of Cyrillic, Greek and Armenian that look like Latin ones (from Unicode's confusables.txt).
const QHash<char32_t, char16_t> &lookAlikes()
{
    static const QHash<char32_t, char16_t> table{
        {U'а', u'a'}, {U'в', u'b'}, {U'с', u'c'}, {U'ԁ', u'd'}, {U'е', u'e'}, {U'ѐ', u'e'}, {U'ё', u'e'},
        {U'һ', u'h'}, {U'і', u'i'}, {U'ї', u'i'}, {U'ј', u'j'}, {U'к', u'k'}, {U'ӏ', u'l'}, {U'м', u'm'},
        {U'н', u'h'}, {U'о', u'o'}, {U'р', u'p'}, {U'ԛ', u'q'}, {U'г', u'r'}, {U'ѕ', u's'}, {U'т', u't'},
        {U'ѵ', u'v'}, {U'ԝ', u'w'}, {U'х', u'x'}, {U'у', u'y'}, {U'α', u'a'}, {U'ε', u'e'}, {U'ι', u'i'},
        {U'κ', u'k'}, {U'ν', u'v'}, {U'ο', u'o'}, {U'ρ', u'p'}, {U'τ', u't'}, {U'υ', u'u'}, {U'χ', u'x'},
        {U'ց', u'g'}, {U'ո', u'n'}, {U'օ', u'o'}, {U'ս', u'u'}, {U'ı', u'i'},
    };
    return table;
}

bool isInvisible(char32_t c)
{
    return c == 0x00AD || c == 0x034F || c == 0x061C || c == 0x180E || (c >= 0x200B && c <= 0x200F)
        || (c >= 0x202A && c <= 0x202E) || (c >= 0x2060 && c <= 0x2064) || (c >= 0x2066 && c <= 0x206F)
        || c == 0xFEFF;
}

bool isTag(char32_t c)
{
    return c >= 0xE0020 && c <= 0xE007E;
}

/// Blocks whose characters are other forms of plain ones.
bool hasPlainForm(char32_t c)
{
    return (c >= 0x1D400 && c <= 0x1D7FF) || (c >= 0xFF00 && c <= 0xFFEF) || (c >= 0x2100 && c <= 0x214F)
        || (c >= 0x2460 && c <= 0x24FF) || (c >= 0x1F130 && c <= 0x1F189);
}

class Normaliser final {
public:
    explicit Normaliser(const QString &text)
        : m_in(text)
    {
        m_out.text.reserve(text.size());
        m_out.origin.reserve(size_t(text.size()) + 1);
    }

    NormalisedText run()
    {
        for (qsizetype at = 0; at < m_in.size();) {
            const bool isPair =
                m_in[at].isHighSurrogate() && at + 1 < m_in.size() && m_in[at + 1].isLowSurrogate();
            const char32_t c = isPair ? QChar::surrogateToUcs4(m_in[at], m_in[at + 1]) : m_in[at].unicode();
            take(c, at);
            at += isPair ? 2 : 1;
        }
        m_out.origin.push_back(m_in.size());
        return std::move(m_out);
    }

private:
    void take(char32_t c, qsizetype at)
    {
        if (isInvisible(c)) {
            count(m_out.invisible, m_out.firstInvisible, at,
                  !m_out.text.isEmpty() && m_out.text.back().isLetter());
        } else if (isTag(c)) {
            count(m_out.tagged, m_out.firstTagged, at, true);
            put(QChar(char16_t(c - 0xE0000)).toLower(), at);
        } else if (c == u'\n') {
            if (m_out.text.isEmpty() || m_out.text.back() != u'\n')
                put(u'\n', at); // kept: some rules look at beginnings of lines
        } else if (QChar::isSpace(c)) {
            if (m_out.text.isEmpty() || !m_out.text.back().isSpace())
                put(u' ', at);
        } else if (c < 0x80) {
            put(QChar(char16_t(c)).toLower(), at);
        } else {
            takeOther(c, at);
        }
    }

    void takeOther(char32_t c, qsizetype at)
    {
        const char32_t lower = QChar::toLower(c);
        const auto known = lookAlikes().constFind(lower);
        if (known != lookAlikes().constEnd()) {
            const bool inLatin = (!m_out.text.isEmpty() && m_out.text.back() >= u'a'
                                  && m_out.text.back() <= u'z' && m_wasLatin);
            count(m_out.lookAlikes, m_out.firstLookAlike, at, inLatin);
            put(QChar(*known), at);
            m_wasLatin = false;
        } else {
            const QString plain = hasPlainForm(c)
                ? QString::fromUcs4(&c, 1).normalized(QString::NormalizationForm_KC).toLower()
                : QString::fromUcs4(&lower, 1);
            for (const QChar each : plain)
                put(each, at);
        }
    }

    void put(QChar c, qsizetype at)
    {
        m_out.text += c;
        m_out.origin.push_back(at);
        m_wasLatin = c >= u'a' && c <= u'z';
    }

    static void count(int &counter, qsizetype &first, qsizetype at, bool counts)
    {
        if (!counts)
            return;
        ++counter;
        first = first < 0 ? at : first;
    }

    const QString &m_in;
    NormalisedText m_out;
    bool m_wasLatin = false; ///< the last letter was written in Latin, not made so
};

} // namespace

NormalisedText normalised(const QString &text)
{
    return Normaliser(text).run();
}

} // namespace assay::validation
