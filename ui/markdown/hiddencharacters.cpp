// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/markdown/hiddencharacters.h"

namespace assay::ui {

namespace {

constexpr char32_t zeroWidthNonJoiner = 0x200C;
constexpr char32_t zeroWidthJoiner = 0x200D;

bool isHidden(char32_t c)
{
    if (c < 0x20)
        return c != '\t' && c != '\n' && c != '\r';
    if (c < 0x7F)
        return false;
    return c <= 0x9F || c == 0xAD || c == 0x34F || c == 0x61C || c == 0x115F || c == 0x1160 || c == 0x17B4
        || c == 0x17B5 || (c >= 0x180B && c <= 0x180F) || (c >= 0x200B && c <= 0x200F)
        || (c >= 0x202A && c <= 0x202E) || (c >= 0x2060 && c <= 0x206F) || c == 0x3164 || c == 0xFEFF
        || c == 0xFFA0 || (c >= 0xFFF9 && c <= 0xFFFB) || (c >= 0xE0000 && c <= 0xE0FFF);
}

/// Persian and Indic words and emoji families are written with joiners.
bool joins(char32_t joiner, char32_t before)
{
    if (joiner != zeroWidthJoiner && joiner != zeroWidthNonJoiner)
        return false;
    return (before >= 0x0600 && before <= 0x0DFF) || before == 0xFE0F
        || (before >= 0x2600 && before <= 0x27BF) || (before >= 0x1F000 && before <= 0x1FAFF);
}

} // namespace

ShownText showHidden(const QString &text, HiddenCharacters how)
{
    ShownText shown;
    shown.text.reserve(text.size());
    char32_t before = 0;
    for (qsizetype i = 0; i < text.size(); ++i) {
        char32_t c = text[i].unicode();
        const bool isPair = text[i].isHighSurrogate() && i + 1 < text.size() && text[i + 1].isLowSurrogate();
        if (isPair)
            c = QChar::surrogateToUcs4(text[i], text[i + 1]);
        if (isHidden(c) && !joins(c, before)) {
            ++shown.hiddenCount;
            if (how == HiddenCharacters::Box)
                shown.text +=
                    QStringLiteral("\u27E8U+%1\u27E9").arg(uint(c), 4, 16, QLatin1Char('0')).toUpper();
        } else {
            shown.text += QStringView(text).mid(i, isPair ? 2 : 1);
        }
        i += isPair ? 1 : 0;
        before = c;
    }
    return shown;
}

} // namespace assay::ui
