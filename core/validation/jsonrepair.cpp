// SPDX-License-Identifier: GPL-3.0-or-later
#include "validation/jsonrepair.h"

#include "validation/jsonmender.h"
#include "validation/jsontext.h"

#include <algorithm>

#include <QRegularExpression>

namespace assay::validation {
namespace {

using namespace Qt::StringLiterals;

// Prose may hold a few brackets before the JSON; a text full of them is none, and trying each would cost the
// square.
constexpr int failuresMax = 16;

/// What stands in the first Markdown fence, also in one that was cut off; the whole text when there is none.
QStringView fenced(const QString &text)
{
    static const QRegularExpression open(u"^[ \\t]{0,3}(`{3,}|~{3,})[^\\n`]*+\\n"_s,
                                         QRegularExpression::MultilineOption);
    const auto match = open.match(text);
    if (!match.hasMatch())
        return text;
    const QStringView rest = QStringView(text).sliced(match.capturedEnd());
    // The closing fence starts a line; within a text of the JSON a line break is written \n.
    const qsizetype close = rest.indexOf(QString(u'\n' + match.captured(1)));
    return rest.first(close < 0 ? rest.size() : close);
}

std::optional<QString> longestJsonIn(QStringView text)
{
    std::optional<QString> longest;
    qsizetype longestSpan = 0;
    int failures = 0;
    for (qsizetype at = 0; at < text.size() && failures < failuresMax;) {
        if (text[at] != u'{' && text[at] != u'[') {
            ++at;
            continue;
        }
        JsonMender mender(text, at);
        if (!mender.run()) {
            ++failures;
            ++at;
            continue;
        }
        if (mender.end() - at > longestSpan && parseJson(mender.json())) {
            longestSpan = mender.end() - at;
            longest = mender.json();
        }
        at = std::max(mender.end(), at + 1);
    }
    return longest;
}

} // namespace

std::optional<QString> repairedJson(const QString &text)
{
    const QStringView inner = fenced(text);
    if (inner.size() < text.size()) {
        const QString plain = inner.trimmed().toString();
        if (parseJson(plain))
            return plain;
        if (auto json = longestJsonIn(inner))
            return json;
    }
    return longestJsonIn(text);
}

} // namespace assay::validation
