// SPDX-License-Identifier: GPL-3.0-or-later
#include "validation/boundedregex.h"

#include "validation/validationtr.h"

namespace assay::validation {
namespace {

using namespace Qt::StringLiterals;

// About 50 ms of backtracking on one core; an honest pattern needs a few thousand steps.
const QString limit = u"(*LIMIT_MATCH=1000000)"_s;
constexpr qsizetype patternMax = 10'000;

} // namespace

QRegularExpression boundedRegex(const QString &pattern, QRegularExpression::PatternOptions options)
{
    return QRegularExpression(limit + pattern, options);
}

QRegularExpression boundedWholeRegex(const QString &pattern)
{
    return boundedRegex(QRegularExpression::anchoredPattern(pattern));
}

QRegularExpression wordsRegex(const QStringList &words)
{
    QStringList escaped;
    for (const QString &word : words) {
        if (!word.trimmed().isEmpty())
            escaped.append(QRegularExpression::escape(word.trimmed()));
    }
    if (escaped.isEmpty())
        return QRegularExpression(u"(*FAIL)"_s);
    return boundedRegex(u"(?<![\\w])(?:"_s + escaped.join(u'|') + u")(?![\\w])"_s,
                        QRegularExpression::CaseInsensitiveOption
                            | QRegularExpression::UseUnicodePropertiesOption);
}

QString problemWithPattern(const QString &pattern)
{
    if (pattern.size() > patternMax)
        return Tr::tr("it is longer than %1 characters").arg(patternMax);
    const QRegularExpression compiled = boundedRegex(pattern);
    if (compiled.isValid())
        return {};
    return Tr::tr("character %1: %2")
        .arg(std::max<qsizetype>(1, compiled.patternErrorOffset() - limit.size() + 1))
        .arg(compiled.errorString());
}

} // namespace assay::validation
