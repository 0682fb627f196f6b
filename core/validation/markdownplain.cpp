// SPDX-License-Identifier: GPL-3.0-or-later
#include "validation/markdownplain.h"

#include <QRegularExpression>
#include <QStringList>

namespace assay::validation {
namespace {

using namespace Qt::StringLiterals;

QRegularExpression pattern(const QString &text)
{
    return QRegularExpression(text, QRegularExpression::UseUnicodePropertiesOption);
}

/// The marks within one stretch of a line that is no code.
QString withoutMarks(QString text)
{
    static const QRegularExpression image(
        u"!\\[([^\\[\\]]{0,2000}+)\\]\\([^()\\s]{0,2000}+(?:\\s\"[^\"]{0,500}+\")?\\)"_s);
    static const QRegularExpression link(
        u"\\[([^\\[\\]]{1,2000}+)\\]\\(([^()\\s]{1,2000}+)(?:\\s\"[^\"]{0,500}+\")?\\)"_s);
    static const QRegularExpression address(u"<((?:https?://|mailto:)[^<>\\s]{1,2000}+)>"_s);
    // Emphasis opens before a character and closes behind one, so that 2 * 3 and snake_case stay.
    static const QRegularExpression strong =
        pattern(u"(?<!\\\\)(\\*\\*|(?<!\\w)__)(?=\\S)([^*_]{1,2000}+)(?<![\\s\\\\])\\1(?!\\w)"
                "|(?<!\\\\)\\*\\*(?=\\S)([^*]{1,2000}+)(?<![\\s\\\\])\\*\\*"_s);
    static const QRegularExpression emphasis =
        pattern(u"(?<!\\\\)\\*(?=[^\\s*])([^*]{1,2000}+)(?<![\\s\\\\])\\*"
                "|(?<![\\w\\\\])_(?=[^\\s_])([^_]{1,2000}+)(?<![\\s\\\\])_(?!\\w)"_s);
    static const QRegularExpression struck(u"~~(?=\\S)([^~]{1,2000}+)(?<=\\S)~~"_s);
    static const QRegularExpression escaped(u"\\\\([!-/:-@\\[-`{-~])"_s);
    return text.replace(image, u"\\1"_s)
        .replace(link, u"\\1 (\\2)"_s)
        .replace(address, u"\\1"_s)
        .replace(strong, u"\\2\\3"_s)
        .replace(emphasis, u"\\1\\2"_s)
        .replace(struck, u"\\1"_s)
        .replace(escaped, u"\\1"_s);
}

/// A line with its code spans kept as they are.
QString plainLine(const QString &line)
{
    QString plain;
    qsizetype at = 0;
    while (at < line.size()) {
        const qsizetype open = line.indexOf(u'`', at);
        const qsizetype close = open < 0 ? -1 : line.indexOf(u'`', open + 1);
        if (close < 0)
            break;
        plain += withoutMarks(line.mid(at, open - at)) + line.mid(open + 1, close - open - 1);
        at = close + 1;
    }
    return QString(plain + withoutMarks(line.mid(at)));
}

QString plainBlock(QString line)
{
    static const QRegularExpression heading(u"^ {0,3}#{1,6}[ \\t]+(.*?)(?:[ \\t]+#+)?[ \\t]*$"_s);
    static const QRegularExpression quote(u"^ {0,3}(?:> ?)+"_s);
    static const QRegularExpression bullet(u"^(\\s*)[*+-][ \\t]+"_s);
    line.remove(quote);
    if (const auto match = heading.match(line); match.hasMatch())
        line = match.captured(1);
    line.replace(bullet, u"\\1- "_s);
    return plainLine(line);
}

} // namespace

QString markdownToPlain(const QString &markdown)
{
    static const QRegularExpression fence(u"^ {0,3}(?:`{3,}|~{3,})[^`]*$"_s);
    static const QRegularExpression ruler(u"^ {0,3}(?:(?:\\* *){3,}|(?:- *){3,}|(?:_ *){3,}|=+ *)$"_s);
    static const QRegularExpression tableRuler(u"^ *\\|?[ :|-]*-[ :|-]*\\|[ :|-]*$"_s);
    QStringList plain;
    bool isCode = false;
    const QStringList lines = markdown.split(u'\n');
    for (const QString &line : lines) {
        if (fence.match(line).hasMatch()) {
            isCode = !isCode;
            continue;
        }
        if (isCode)
            plain.append(line);
        else if (!ruler.match(line).hasMatch() && !tableRuler.match(line).hasMatch())
            plain.append(plainBlock(line));
    }
    return plain.join(u'\n');
}

} // namespace assay::validation
