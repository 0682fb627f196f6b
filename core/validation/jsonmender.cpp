// SPDX-License-Identifier: GPL-3.0-or-later
#include "validation/jsonmender.h"

#include <algorithm>
#include <array>

#include <QRegularExpression>

namespace assay::validation {
namespace {

using namespace Qt::StringLiterals;

bool isWordCharacter(QChar c)
{
    return c.isLetterOrNumber() || c == u'_' || c == u'$';
}

/// The quote that ends a text begun by `c`, or null when `c` begins none.
QChar closingQuote(QChar c)
{
    switch (c.unicode()) {
    case u'"':
    case u'\'':
        return c;
    case u'“':
        return u'”';
    default:
        return {};
    }
}

} // namespace

bool JsonMender::run()
{
    const QChar first = peek();
    return (first == u'{' || first == u'[') && value(0) == Read::Whole;
}

JsonMender::Read JsonMender::value(int depth)
{
    skip();
    if (atEnd())
        return Read::Cut;
    if (depth > depthMax)
        return Read::Broken;
    const QChar c = peek();
    if (c == u'{')
        return object(depth);
    if (c == u'[')
        return list(depth);
    if (!closingQuote(c).isNull())
        return string(false);
    if (c.isDigit() || c == u'-' || c == u'+' || c == u'.')
        return number();
    return word();
}

JsonMender::Read JsonMender::object(int depth)
{
    m_json += m_text[m_at++];
    bool isFirst = true;
    for (;;) {
        const qsizetype before = m_json.size();
        skip();
        if (atEnd() || peek() == u'}' || (peek() == u']' && depth > 0)) {
            // The wrong bracket, or none: this object lacks its own, and the bracket is left to whoever it
            // belongs to.
            dropComma();
            m_json += u'}';
            m_at += peek() == u'}' ? 1 : 0;
            return Read::Whole;
        }
        if (!isFirst)
            separate(before);
        const Read read = member(depth);
        if (read == Read::Broken)
            return read;
        if (read == Read::Cut) {
            m_json.truncate(before);
            m_at = m_text.size();
        }
        isFirst = false;
        skip();
        if (peek() == u',')
            m_json += m_text[m_at++];
    }
}

JsonMender::Read JsonMender::member(int depth)
{
    if (const Read read = key(); read != Read::Whole)
        return read;
    skip();
    if (atEnd())
        return Read::Cut;
    if (peek() != u':')
        return Read::Broken;
    m_json += m_text[m_at++];
    return value(depth + 1);
}

JsonMender::Read JsonMender::key()
{
    if (!closingQuote(peek()).isNull())
        return string(true);
    const qsizetype start = m_at;
    while (!atEnd() && (isWordCharacter(peek()) || peek() == u'-'))
        ++m_at;
    if (atEnd())
        return Read::Cut;
    if (m_at == start)
        return Read::Broken;
    m_json += u'"';
    m_json += m_text.sliced(start, m_at - start);
    m_json += u'"';
    return Read::Whole;
}

JsonMender::Read JsonMender::list(int depth)
{
    m_json += m_text[m_at++];
    bool isFirst = true;
    for (;;) {
        const qsizetype before = m_json.size();
        skip();
        if (atEnd() || peek() == u']' || (peek() == u'}' && depth > 0)) {
            dropComma();
            m_json += u']';
            m_at += peek() == u']' ? 1 : 0;
            return Read::Whole;
        }
        if (!isFirst)
            separate(before);
        const Read read = value(depth + 1);
        if (read == Read::Broken)
            return read;
        if (read == Read::Cut) {
            m_json.truncate(before);
            m_at = m_text.size();
        }
        isFirst = false;
        skip();
        if (peek() == u',')
            m_json += m_text[m_at++];
    }
}

/// Puts the comma that is missing between what stands before `before` and what comes.
void JsonMender::separate(qsizetype before)
{
    qsizetype last = before - 1;
    while (last >= 0 && m_json[last].isSpace())
        --last;
    if (last >= 0 && m_json[last] != u',')
        m_json.insert(last + 1, u',');
}

void JsonMender::dropComma()
{
    qsizetype last = m_json.size() - 1;
    while (last >= 0 && m_json[last].isSpace())
        --last;
    if (last < 0 || m_json[last] != u',')
        return;
    if (atEnd())
        m_json.truncate(last); // of a cut answer the white space is no layout
    else
        m_json.remove(last, 1);
}

/// Whether the quote at hand ends the text, or stands in it unescaped: then something other than punctuation
/// follows.
bool JsonMender::closes(QChar quote) const
{
    if (peek() != quote)
        return false;
    qsizetype next = m_at + 1;
    bool isNewLine = false;
    while (next < m_text.size() && m_text[next].isSpace())
        isNewLine |= m_text[next++] == u'\n';
    if (next >= m_text.size())
        return true;
    const QChar c = m_text[next];
    return c == u',' || c == u'}' || c == u']' || c == u':' || c == u'/'
        || (isNewLine && !closingQuote(c).isNull());
}

JsonMender::Read JsonMender::string(bool isKey)
{
    const qsizetype before = m_json.size();
    const QChar quote = closingQuote(m_text[m_at++]);
    m_json += u'"';
    while (!atEnd() && !closes(quote)) {
        if (peek() == u'\\')
            escape();
        else
            character(m_text[m_at++]);
    }
    if (atEnd() && isKey) {
        m_json.truncate(before);
        return Read::Cut;
    }
    if (atEnd() && m_json.back().isHighSurrogate())
        m_json.chop(1); // half a character
    m_at = std::min(m_at + 1, m_text.size());
    m_json += u'"';
    return Read::Whole;
}

void JsonMender::escape()
{
    static constexpr QStringView simple = u"\"\\/bfnrt";
    const QChar c = peek(1);
    const auto isHex = [this](qsizetype ahead) {
        const char16_t digit = peek(ahead).toLower().unicode();
        return (digit >= u'0' && digit <= u'9') || (digit >= u'a' && digit <= u'f');
    };
    if (m_at + 1 >= m_text.size() || (c == u'u' && m_at + 6 > m_text.size())) {
        m_at = m_text.size(); // cut within the escape: its beginning says nothing
    } else if (simple.contains(c)) {
        m_json += m_text.sliced(m_at, 2);
        m_at += 2;
    } else if (c == u'u' && isHex(2) && isHex(3) && isHex(4) && isHex(5)) {
        m_json += m_text.sliced(m_at, 6);
        m_at += 6;
    } else if (c == u'\'') {
        m_json += c;
        m_at += 2;
    } else {
        m_json += "\\\\"_L1;
        ++m_at;
    }
}

void JsonMender::character(QChar c)
{
    if (c == u'"')
        m_json += "\\\""_L1;
    else if (c == u'\n')
        m_json += "\\n"_L1;
    else if (c == u'\t')
        m_json += "\\t"_L1;
    else if (c == u'\r')
        m_json += "\\r"_L1;
    else if (c.unicode() < 0x20)
        m_json += u"\\u%1"_s.arg(int(c.unicode()), 4, 16, QChar(u'0'));
    else
        m_json += c;
}

JsonMender::Read JsonMender::number()
{
    static const QRegularExpression shape(u"\\A-?(0|[1-9]\\d*)(\\.\\d+)?([eE][+-]?\\d+)?\\z"_s);
    const qsizetype start = m_at;
    while (!atEnd() && (isWordCharacter(peek()) || peek() == u'.' || peek() == u'-' || peek() == u'+'))
        ++m_at;
    if (atEnd())
        return Read::Cut; // more digits may have followed
    QString digits = m_text.sliced(start, m_at - start).toString();
    if (digits.startsWith(u'+'))
        digits.remove(0, 1);
    if (digits.startsWith(u'.'))
        digits.prepend(u'0');
    if (!shape.match(digits).hasMatch())
        return Read::Broken;
    m_json += digits;
    return Read::Whole;
}

JsonMender::Read JsonMender::word()
{
    static constexpr std::array words{std::pair{"true"_L1, "true"_L1},   std::pair{"false"_L1, "false"_L1},
                                      std::pair{"null"_L1, "null"_L1},   std::pair{"True"_L1, "true"_L1},
                                      std::pair{"False"_L1, "false"_L1}, std::pair{"None"_L1, "null"_L1}};
    const qsizetype start = m_at;
    while (!atEnd() && isWordCharacter(peek()))
        ++m_at;
    const QStringView found = m_text.sliced(start, m_at - start);
    const auto known =
        std::find_if(words.begin(), words.end(), [&](const auto &word) { return word.first == found; });
    if (known != words.end()) {
        m_json += known->second;
        return Read::Whole;
    }
    const bool isBeginning = std::any_of(words.begin(), words.end(), [&](const auto &word) {
        return word.first.startsWith(found.first(std::min<qsizetype>(found.size(), 5)).toString());
    });
    return atEnd() && isBeginning ? Read::Cut : Read::Broken;
}

/// White space is kept, comments are left out.
void JsonMender::skip()
{
    while (!atEnd()) {
        if (peek() == QChar::ByteOrderMark || peek() == QChar::Nbsp) {
            ++m_at;
        } else if (peek().isSpace()) {
            m_json += m_text[m_at++];
        } else if (!skipComment()) {
            return;
        }
    }
}

bool JsonMender::skipComment()
{
    if (peek() != u'/' || (peek(1) != u'/' && peek(1) != u'*'))
        return false;
    const bool isLine = peek(1) == u'/';
    const qsizetype end = isLine ? m_text.indexOf(u'\n', m_at) : m_text.indexOf(u"*/", m_at + 2);
    m_at = end < 0 ? m_text.size() : end + (isLine ? 0 : 2);
    return true;
}

} // namespace assay::validation
