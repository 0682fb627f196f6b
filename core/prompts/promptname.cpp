// SPDX-License-Identifier: GPL-3.0-or-later
#include "prompts/promptstore.h"
#include "prompts/prompttr.h"

#include <algorithm>

namespace assay::prompts {
namespace {

constexpr qsizetype nameLengthMax = 80;

bool isNameCharacter(QChar c)
{
    return c.isLetterOrNumber() || c.isMark() || c == u'-' || c == u'_' || c == u'.';
}

} // namespace

QString problemWithName(const QString &name)
{
    if (name.trimmed().isEmpty())
        return Tr::tr("A prompt needs a name, such as “support-triage”.");
    if (name.size() > nameLengthMax)
        return Tr::tr("A prompt's name has at most %1 characters; this one has %2.")
            .arg(nameLengthMax)
            .arg(name.size());
    const auto odd = std::find_if_not(name.begin(), name.end(), isNameCharacter);
    if (odd != name.end()) {
        const QString what = odd->isSpace() ? Tr::tr("white space") : Tr::tr("“%1”").arg(*odd);
        return Tr::tr("A prompt's name has letters, digits, “-”, “_” and “.” only, and no %1: “%2” would do.")
            .arg(what, suggestedName(name));
    }
    if (!name.front().isLetterOrNumber())
        return Tr::tr("A prompt's name begins with a letter or a digit: “%1” would do.")
            .arg(suggestedName(name));
    return {};
}

QString suggestedName(const QString &text)
{
    QString name;
    for (const QChar c : text.normalized(QString::NormalizationForm_C).toLower()) {
        if (isNameCharacter(c))
            name.append(c);
        else if (!name.isEmpty() && !name.endsWith(u'-'))
            name.append(u'-');
    }
    while (!name.isEmpty() && !name.front().isLetterOrNumber())
        name.remove(0, 1);
    name.truncate(nameLengthMax);
    while (name.endsWith(u'-'))
        name.chop(1);
    return name.isEmpty() ? QStringLiteral("prompt") : name;
}

} // namespace assay::prompts
