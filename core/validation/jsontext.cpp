// SPDX-License-Identifier: GPL-3.0-or-later
#include "validation/jsontext.h"

#include "validation/validationtr.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QRegularExpression>

namespace assay::validation {
namespace {

using namespace Qt::StringLiterals;

/// The end of the string literal that starts at `start`, behind its closing quote.
qsizetype endOfString(QStringView json, qsizetype start)
{
    qsizetype at = start + 1;
    while (at < json.size() && json[at] != u'"')
        at += json[at] == u'\\' ? 2 : 1;
    return std::min(at + 1, json.size());
}

void appendLine(QString &out, int depth)
{
    out += u'\n';
    out.resize(out.size() + qsizetype(depth) * 2, u' ');
}

qsizetype skipSpace(QStringView json, qsizetype at)
{
    while (at < json.size() && json[at].isSpace())
        ++at;
    return at;
}

qsizetype endOfNumber(QStringView json, qsizetype start)
{
    qsizetype at = start;
    while (at < json.size()
           && (json[at].isLetterOrNumber() || json[at] == u'.' || json[at] == u'-' || json[at] == u'+'))
        ++at;
    return at;
}

/// Whether RFC 8259 allows the text literal, quotes included.
bool isStrictString(QStringView literal)
{
    static const QRegularExpression shape(
        u"\\A\"(?:[^\"\\\\\\x{0}-\\x{1f}]|\\\\(?:[\"\\\\/bfnrt]|u[0-9A-Fa-f]{4}))*+\"\\z"_s);
    return shape.match(literal.toString()).hasMatch();
}

/// Where JSON that QJsonDocument takes is none after all: it lets pass raw control characters and unknown
/// escapes in texts, and numbers such as "1.". -1 when it is strict.
qsizetype laxPlace(QStringView json)
{
    static const QRegularExpression number(u"\\A-?(?:0|[1-9]\\d*+)(?:\\.\\d++)?(?:[eE][+-]?\\d++)?\\z"_s);
    for (qsizetype at = 0; at < json.size();) {
        const QChar c = json[at];
        const qsizetype end = c == u'"' ? endOfString(json, at)
            : c.isDigit() || c == u'-'  ? endOfNumber(json, at)
                                        : at + 1;
        const QStringView token = json.sliced(at, end - at);
        const bool isStrict = c == u'"' ? isStrictString(token)
            : c.isDigit() || c == u'-'  ? number.match(token.toString()).hasMatch()
                                        : true;
        if (!isStrict)
            return at;
        at = end;
    }
    return -1;
}

} // namespace

tl::expected<QJsonValue, Problem> parseJson(const QString &text)
{
    // QJsonDocument takes arrays and objects only, so the value is read as the one element of an array.
    const QByteArray utf8 = "[" + text.toUtf8() + "]";
    QJsonParseError error;
    const QJsonDocument document = QJsonDocument::fromJson(utf8, &error);
    if (error.error == QJsonParseError::NoError && document.array().size() == 1) {
        const qsizetype lax = laxPlace(text);
        if (lax < 0)
            return document.array().first();
        return tl::unexpected(Problem{
            u"json"_s, lineAndColumn(text, lax),
            Tr::tr("The answer is not valid JSON: a text or number is not written as JSON wants it.")});
    }

    const bool isMany = error.error == QJsonParseError::NoError && document.array().size() > 1;
    if (text.trimmed().isEmpty())
        return tl::unexpected(Problem{u"json"_s, {}, Tr::tr("The answer is empty instead of JSON.")});
    const QString reason = isMany ? Tr::tr("more than one value") : error.errorString();
    const qsizetype bytesBefore = isMany ? 0 : std::clamp<qsizetype>(error.offset - 1, 0, utf8.size() - 2);
    const qsizetype offset = QString::fromUtf8(utf8.sliced(1, bytesBefore)).size();
    return tl::unexpected(Problem{u"json"_s, lineAndColumn(text, offset),
                                  Tr::tr("The answer is not valid JSON: %1.").arg(reason)});
}

QString prettyJson(QStringView json)
{
    QString out;
    out.reserve(json.size() * 2);
    int depth = 0;
    for (qsizetype at = skipSpace(json, 0); at < json.size(); at = skipSpace(json, at)) {
        const QChar c = json[at];
        if (c == u'"') {
            const qsizetype end = endOfString(json, at);
            out += json.sliced(at, end - at);
            at = end;
            continue;
        }
        ++at;
        if (c == u'{' || c == u'[') {
            out += c;
            const qsizetype next = skipSpace(json, at);
            if (next < json.size() && (json[next] == u'}' || json[next] == u']')) {
                out += json[next];
                at = next + 1;
            } else {
                appendLine(out, ++depth);
            }
        } else if (c == u'}' || c == u']') {
            depth = std::max(0, depth - 1);
            appendLine(out, depth);
            out += c;
        } else if (c == u',') {
            out += c;
            appendLine(out, depth);
        } else if (c == u':') {
            out += ": "_L1;
        } else {
            out += c;
        }
    }
    return out;
}

QString lineAndColumn(QStringView text, qsizetype offset)
{
    const QStringView before = text.first(std::clamp<qsizetype>(offset, 0, text.size()));
    const qsizetype line = before.count(u'\n') + 1;
    const qsizetype column = before.size() - (before.lastIndexOf(u'\n') + 1) + 1;
    return Tr::tr("line %1, column %2").arg(line).arg(column);
}

} // namespace assay::validation
