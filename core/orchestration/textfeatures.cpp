// SPDX-License-Identifier: GPL-3.0-or-later
#include "orchestration/textfeatures.h"

#include <algorithm>
#include <string_view>

#include <QJsonArray>

using namespace Qt::StringLiterals;
using namespace std::string_view_literals;

namespace assay::orchestration {
namespace {

// Stems, found at the beginning of a word: "analys" is in "analyse" and "analysis". In lower case.
constexpr std::array<std::u16string_view, 32> reasoningStems{
    u"why"sv,
    u"prove"sv,
    u"proof"sv,
    u"deriv"sv,
    u"reason"sv,
    u"step by step"sv,
    u"analys"sv,
    u"analyz"sv,
    u"compar"sv,
    u"trade-off"sv,
    u"tradeoff"sv,
    u"optimi"sv,
    u"debug"sv,
    u"explain"sv,
    u"evaluat"sv,
    u"design"sv,
    u"plan"sv,
    u"justif"sv,
    u"warum"sv,
    u"beweis"sv,
    u"begründ"sv,
    u"schritt für schritt"sv,
    u"vergleich"sv,
    u"erklär"sv,
    u"pourquoi"sv,
    u"démontr"sv,
    u"étape par étape"sv,
    u"expliqu"sv,
    u"por qué"sv,
    u"demuestr"sv,
    u"paso a paso"sv,
    u"explic"sv,
};

bool beginsAsListItem(QStringView line)
{
    if (line.size() < 2)
        return false;
    if (line[0] == u'-' || line[0] == u'*' || line[0] == u'•')
        return line[1].isSpace();
    qsizetype digits = 0;
    while (digits < line.size() && digits < 3 && line[digits].isDigit())
        ++digits;
    return digits > 0 && digits < line.size() && (line[digits] == u'.' || line[digits] == u')')
        && (digits + 1 == line.size() || line[digits + 1].isSpace());
}

bool looksLikeCode(QStringView line)
{
    static constexpr std::array beginnings{u"def "sv,      u"class "sv, u"#include"sv, u"import "sv,
                                           u"function "sv, u"const "sv, u"public "sv,  u"return "sv,
                                           u"SELECT "sv,   u"</"sv,     u"//"sv};
    const QChar last = line.back();
    if (last == u';' || last == u'{' || last == u'}')
        return true;
    return std::any_of(beginnings.begin(), beginnings.end(),
                       [line](QStringView beginning) { return line.startsWith(beginning); });
}

int reasoningWordsIn(QStringView line)
{
    int words = 0;
    for (const QStringView stem : reasoningStems) {
        qsizetype at = line.indexOf(stem, 0, Qt::CaseInsensitive);
        while (at > 0 && line[at - 1].isLetter()) // inside another word
            at = line.indexOf(stem, at + 1, Qt::CaseInsensitive);
        words += at >= 0 ? 1 : 0;
    }
    return words;
}

void countCharacters(QStringView line, TextFeatures &features)
{
    bool wasQuestion = false;
    for (qsizetype i = 0; i < line.size(); ++i) {
        char32_t c = line[i].unicode();
        if (line[i].isHighSurrogate() && i + 1 < line.size() && line[i + 1].isLowSurrogate()) {
            c = QChar::surrogateToUcs4(line[i], line[i + 1]);
            ++i;
        }
        ++features.characters;
        if (QChar::isLetter(c))
            ++features.letters[QChar::script(c)];
        const bool isQuestion = c == U'?' || c == U'？' || c == U'؟';
        features.questions += isQuestion && !wasQuestion ? 1 : 0;
        wasQuestion = isQuestion;
    }
}

} // namespace

TextFeatures &TextFeatures::operator+=(const TextFeatures &other)
{
    characters += other.characters;
    lines += other.lines;
    codeLines += other.codeLines;
    listItems += other.listItems;
    questions += other.questions;
    reasoningWords += other.reasoningWords;
    for (std::size_t i = 0; i < letters.size(); ++i)
        letters[i] += other.letters[i];
    return *this;
}

int TextFeatures::scriptCount() const
{
    constexpr qint64 least = 20; // one in so many letters
    qint64 all = 0;
    std::array<qint64, QChar::ScriptCount> counted = letters;
    // Japanese and Korean mix scripts by nature: each is one.
    for (const QChar::Script part : {QChar::Script_Hiragana, QChar::Script_Katakana, QChar::Script_Hangul})
        counted[QChar::Script_Han] += std::exchange(counted[part], 0);
    counted[QChar::Script_Common] = counted[QChar::Script_Inherited] = 0;
    for (const qint64 count : counted)
        all += count;
    return static_cast<int>(std::count_if(counted.begin(), counted.end(),
                                          [all](qint64 count) { return count > 0 && count * least >= all; }));
}

TextFeatures textFeatures(QStringView text)
{
    TextFeatures features;
    bool isFenced = false;
    for (const QStringView whole : text.tokenize(u'\n')) {
        countCharacters(whole, features);
        const QStringView line = whole.trimmed();
        if (line.isEmpty())
            continue;
        ++features.lines;
        const bool isFence = line.startsWith(u"```");
        if (isFence)
            isFenced = !isFenced;
        if (isFence || isFenced || looksLikeCode(line)) {
            ++features.codeLines;
            continue;
        }
        features.listItems += beginsAsListItem(line) ? 1 : 0;
        features.reasoningWords += reasoningWordsIn(line);
    }
    return features;
}

int propertyCount(const QJsonObject &schema)
{
    int properties = 0;
    for (auto it = schema.begin(); it != schema.end(); ++it) {
        if (it.value().isObject()) {
            const QJsonObject inner = it.value().toObject();
            properties +=
                (it.key() == "properties"_L1 ? static_cast<int>(inner.size()) : 0) + propertyCount(inner);
        } else if (it.value().isArray()) {
            for (const QJsonValue &element : it.value().toArray())
                properties += propertyCount(element.toObject());
        }
    }
    return properties;
}

} // namespace assay::orchestration
