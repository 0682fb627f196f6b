// SPDX-License-Identifier: GPL-3.0-or-later
#include "simulator/tasks.h"

#include <QMap>
#include <QRegularExpression>

using namespace Qt::StringLiterals;

namespace assay::simulator {
namespace {

enum class Group { Action, New, Improved, Fixed, Hidden };

bool matches(const QString &line, const QString &pattern)
{
    return QRegularExpression(pattern, QRegularExpression::CaseInsensitiveOption).match(line).hasMatch();
}

Group groupOf(const QString &line)
{
    if (matches(line, u"\\b(refactor\\w*|tests?|ci|build script|lint\\w*|bump|typo|cleanup|chore)\\b"_s))
        return Group::Hidden;
    if (matches(line, u"\\b(break\\w*|remov\\w+|deprecat\\w+|renam\\w+|drop(s|ped)?|no longer|must)\\b"_s))
        return Group::Action;
    if (matches(line, u"\\b(fix\\w*|bug|crash\\w*|correct\\w*|wrong)\\b"_s))
        return Group::Fixed;
    if (matches(line, u"\\b(add\\w*|new|introduc\\w+|support\\w*)\\b"_s))
        return Group::New;
    return Group::Improved;
}

QString headingOf(Group group)
{
    switch (group) {
    case Group::Action:
        return u"Action needed"_s;
    case Group::New:
        return u"New"_s;
    case Group::Improved:
        return u"Improved"_s;
    case Group::Fixed:
        return u"Fixed"_s;
    case Group::Hidden:
        return u"Internal"_s;
    }
    return {};
}

/// "- fix(api): crash on start (#12)" becomes "Crash on start (#12)".
QString sentenceOf(QString line)
{
    line.remove(QRegularExpression(
        u"^[-*\\s]*((feat|fix|chore|perf|docs|refactor|test|build|ci)(\\([^)]*\\))?!?:\\s*)?"_s,
        QRegularExpression::CaseInsensitiveOption));
    line = line.trimmed();
    if (!line.isEmpty())
        line[0] = line.at(0).toUpper();
    return line.endsWith(u'.') ? line : line + u'.';
}

} // namespace

QString summarizeChanges(const ChatRequest &request, Quality quality)
{
    QMap<Group, QStringList> groups;
    const QStringList lines = request.user.split(u'\n', Qt::SkipEmptyParts);
    for (const QString &line : lines) {
        if (line.trimmed().isEmpty() || line.trimmed().endsWith(u':'))
            continue;
        const Group group = groupOf(line);
        if (group == Group::Hidden && quality == Quality::Thorough)
            continue; // readers never notice these
        groups[group].append(sentenceOf(line));
    }
    QString text;
    if (quality == Quality::Hasty) {
        text = u"Here is what changed:\n\n"_s;
        for (const QStringList &sentences : std::as_const(groups)) {
            for (const QString &sentence : sentences)
                text += u"- "_s + sentence + u'\n';
        }
        return text + u"\nMore improvements are coming soon!\n"_s; // a promise that nobody made
    }
    for (auto group = groups.cbegin(); group != groups.cend(); ++group) {
        text += u"## "_s + headingOf(group.key()) + u"\n\n"_s;
        for (const QString &sentence : group.value())
            text += u"- "_s + sentence + u'\n';
        text += u'\n';
    }
    return text.trimmed() + u'\n';
}

} // namespace assay::simulator
