// SPDX-License-Identifier: GPL-3.0-or-later
#include "validation/recogniser.h"

#include <algorithm>

namespace assay::validation {
namespace {

bool isSeparator(QChar c)
{
    return c == u' ' || c == u'-' || c == QChar::Nbsp || (c.unicode() >= 0x2010 && c.unicode() <= 0x2014);
}

qsizetype endOfDigits(QStringView text, qsizetype at)
{
    while (at < text.size() && isDigit(text[at]))
        ++at;
    return at;
}

} // namespace

bool standsAlone(QStringView text, qsizetype start, qsizetype end)
{
    const QChar before = charAt(text, start - 1);
    const QChar after = charAt(text, end);
    const bool isDecimal = (before == u'.' && isDigit(charAt(text, start - 2)))
        || ((after == u'.' || after == u',') && isDigit(charAt(text, end + 1))
            && isDigit(charAt(text, end - 1)));
    return !isWordCharacter(before) && !isWordCharacter(after) && !isDecimal;
}

QString digitsOf(QStringView text)
{
    QString digits;
    for (const QChar c : text) {
        if (isDigit(c))
            digits += c;
    }
    return digits;
}

bool hasContext(QStringView text, qsizetype offset, std::initializer_list<QLatin1String> words)
{
    constexpr qsizetype reach = 40;
    const qsizetype start = std::max<qsizetype>(0, offset - reach);
    const QStringView before = text.sliced(start, offset - start);
    return std::any_of(words.begin(), words.end(), [&](QLatin1String word) {
        const qsizetype at = before.lastIndexOf(word, -1, Qt::CaseInsensitive);
        return at >= 0 && !isWordCharacter(charAt(text, start + at - 1))
            && !isWordCharacter(charAt(text, start + at + word.size()));
    });
}

QString wellFormed(const QString &text)
{
    QString result = text;
    for (qsizetype i = 0; i < text.size(); ++i) {
        if (text[i].isHighSurrogate() && charAt(text, i + 1).isLowSurrogate())
            ++i;
        else if (text[i].isSurrogate())
            result[i] = QChar::ReplacementCharacter;
    }
    return result;
}

void forEachDigitRun(QStringView text, const std::function<void(const DigitGroups &)> &each)
{
    for (qsizetype at = 0; at < text.size();) {
        if (!isDigit(text[at])) {
            ++at;
            continue;
        }
        DigitGroups run;
        for (;;) {
            const qsizetype end = endOfDigits(text, at);
            run.groups.push_back({at, end});
            at = end;
            if (!isSeparator(charAt(text, at)) || !isDigit(charAt(text, at + 1)))
                break;
            ++at;
        }
        each(run);
    }
}

} // namespace assay::validation
