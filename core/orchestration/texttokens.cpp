// SPDX-License-Identifier: GPL-3.0-or-later
#include "orchestration/tokencount.h"

#include <algorithm>

#include <QChar>

namespace assay::orchestration {
namespace {

enum class Kind { AsciiWord, OtherWord, Ideograph, Digits, Space, Newline, Punctuation, Other };

Kind kindOf(char32_t c)
{
    if (c == U'\n' || c == U'\r')
        return Kind::Newline;
    if (QChar::isSpace(c))
        return Kind::Space;
    if (c < 128) {
        if (QChar::isLetter(c))
            return Kind::AsciiWord;
        return QChar::isDigit(c) ? Kind::Digits : Kind::Punctuation;
    }
    switch (QChar::script(c)) {
    case QChar::Script_Han:
    case QChar::Script_Hiragana:
    case QChar::Script_Katakana:
    case QChar::Script_Hangul:
        return Kind::Ideograph;
    default:
        break;
    }
    if (QChar::isLetter(c) || QChar::isMark(c))
        return Kind::OtherWord;
    return QChar::isDigit(c) ? Kind::Digits : QChar::isPunct(c) ? Kind::Punctuation : Kind::Other;
}

double roundedUp(qsizetype length, qsizetype perToken)
{
    return static_cast<double>((length + perToken - 1) / perToken);
}

/// Tokens of a run of `length` characters of one kind. The figures are what the vocabularies of current
/// byte-pair tokenizers come to on prose and code, rounded; calibration takes up the rest.
double tokensOfRun(Kind kind, qsizetype length)
{
    constexpr qsizetype wordCharacters = 7; // most English words are one token with the space before them
    constexpr double otherCharactersPerToken = 2.6; // letters with accents, Cyrillic, Arabic...
    constexpr double tokensPerIdeograph = 0.8;
    constexpr qsizetype digitsPerToken = 3;
    constexpr qsizetype spacesPerToken = 16; // indentation
    constexpr qsizetype newlinesPerToken = 2;
    constexpr qsizetype punctuationPerToken = 2;
    constexpr double tokensPerSymbol = 2; // emoji and the like go by bytes
    const double characters = static_cast<double>(length);
    switch (kind) {
    case Kind::AsciiWord:
        return roundedUp(length, wordCharacters);
    case Kind::OtherWord:
        return std::max(1.0, characters / otherCharactersPerToken);
    case Kind::Ideograph:
        return characters * tokensPerIdeograph;
    case Kind::Digits:
        return roundedUp(length, digitsPerToken);
    case Kind::Space:
        return length == 1 ? 0 : roundedUp(length, spacesPerToken);
    case Kind::Newline:
        return roundedUp(length, newlinesPerToken);
    case Kind::Punctuation:
        return roundedUp(length, punctuationPerToken);
    case Kind::Other:
        break;
    }
    return characters * tokensPerSymbol;
}

} // namespace

double textTokens(QStringView text)
{
    double tokens = 0;
    Kind running = Kind::Space;
    qsizetype length = 0;
    for (qsizetype i = 0; i < text.size(); ++i) {
        char32_t c = text[i].unicode();
        if (text[i].isHighSurrogate() && i + 1 < text.size() && text[i + 1].isLowSurrogate()) {
            c = QChar::surrogateToUcs4(text[i], text[i + 1]);
            ++i;
        }
        Kind kind = kindOf(c);
        // A word with one accent is one word: its letters count as the rarer kind.
        if (running == Kind::OtherWord && kind == Kind::AsciiWord)
            kind = Kind::OtherWord;
        else if (running == Kind::AsciiWord && kind == Kind::OtherWord)
            running = Kind::OtherWord;
        if (kind != running) {
            if (length > 0)
                tokens += tokensOfRun(running, length);
            running = kind;
            length = 0;
        }
        ++length;
    }
    return length > 0 ? tokens + tokensOfRun(running, length) : tokens;
}

} // namespace assay::orchestration
