// SPDX-License-Identifier: GPL-3.0-or-later
#include "prompts/merge.h"

#include "prompts/sequencematch.h"

#include <algorithm>
#include <optional>
#include <ranges>

#include <QHash>
#include <QJsonArray>
#include <QJsonDocument>
#include <QSet>

namespace assay::prompts {
namespace {

using namespace Qt::StringLiterals;

constexpr long long stepsMax = 4'000'000;
const QString oursMark = u"<<<<<<< "_s;
const QString middleMark = u"======="_s;
const QString theirsMark = u">>>>>>> "_s;

using Lines = QStringList;

QString valueText(const QJsonValue &value)
{
    if (value.isObject())
        return QString::fromUtf8(QJsonDocument(value.toObject()).toJson(QJsonDocument::Compact));
    if (value.isArray())
        return QString::fromUtf8(QJsonDocument(value.toArray()).toJson(QJsonDocument::Compact));
    return value.toVariant().toString();
}

/// For each line of `base` the line of `other` that it became, or -1.
std::vector<int> placesOf(const Lines &base, const Lines &other, QHash<QString, int> &numbers)
{
    const auto symbolsOf = [&numbers](const Lines &lines) {
        Symbols symbols;
        for (const QString &line : lines) {
            auto found = numbers.constFind(line);
            if (found == numbers.cend())
                found = numbers.insert(line, static_cast<int>(numbers.size()));
            symbols.push_back(*found);
        }
        return symbols;
    };
    std::vector<int> places(static_cast<size_t>(base.size()), -1);
    for (const auto &[left, right] : SequenceMatcher(stepsMax).match(symbolsOf(base), symbolsOf(other)))
        places[static_cast<size_t>(left)] = right;
    return places;
}

/// Three texts, by lines (diff3: Khanna, Kunal, Pierce 2007).
class TextMerge final {
public:
    TextMerge(const QString &base, const QString &ours, const QString &theirs, QString oursName,
              QString theirsName, std::optional<MergeSide> side)
        : m_base(base.split(u'\n'))
        , m_ours(ours.split(u'\n'))
        , m_theirs(theirs.split(u'\n'))
        , m_oursName(std::move(oursName))
        , m_theirsName(std::move(theirsName))
        , m_side(side)
    {
    }

    [[nodiscard]] int conflicts() const { return m_conflicts; }

    QString merged()
    {
        QHash<QString, int> numbers;
        const std::vector<int> inOurs = placesOf(m_base, m_ours, numbers);
        const std::vector<int> inTheirs = placesOf(m_base, m_theirs, numbers);
        for (qsizetype line = 0; line < m_base.size(); ++line) {
            const int ours = inOurs[static_cast<size_t>(line)];
            const int theirs = inTheirs[static_cast<size_t>(line)];
            if (ours < 0 || theirs < 0)
                continue; // not in all three: part of what changed
            addChange(line, ours, theirs);
            m_merged.append(m_base.at(line));
            m_baseDone = line + 1;
            m_oursDone = ours + 1;
            m_theirsDone = theirs + 1;
        }
        addChange(m_base.size(), m_ours.size(), m_theirs.size());
        return m_merged.join(u'\n');
    }

private:
    void addChange(qsizetype baseEnd, qsizetype oursEnd, qsizetype theirsEnd)
    {
        const Lines base = m_base.mid(m_baseDone, baseEnd - m_baseDone);
        const Lines ours = m_ours.mid(m_oursDone, oursEnd - m_oursDone);
        const Lines theirs = m_theirs.mid(m_theirsDone, theirsEnd - m_theirsDone);
        if (ours == base || ours == theirs) {
            m_merged += theirs;
        } else if (theirs == base) {
            m_merged += ours;
        } else {
            ++m_conflicts;
            if (m_side) {
                m_merged += *m_side == MergeSide::Ours ? ours : theirs;
                return;
            }
            m_merged.append(QString(oursMark + m_oursName));
            m_merged += ours;
            m_merged.append(middleMark);
            m_merged += theirs;
            m_merged.append(QString(theirsMark + m_theirsName));
        }
    }

    Lines m_base;
    Lines m_ours;
    Lines m_theirs;
    QString m_oursName;
    QString m_theirsName;
    std::optional<MergeSide> m_side; ///< of every conflict; without one both stand there
    Lines m_merged;
    qsizetype m_baseDone = 0;
    qsizetype m_oursDone = 0;
    qsizetype m_theirsDone = 0;
    int m_conflicts = 0;
};

class ContentMerge final {
public:
    ContentMerge(QString oursName, QString theirsName, MergeChoices choices)
        : m_oursName(std::move(oursName))
        , m_theirsName(std::move(theirsName))
        , m_choices(std::move(choices))
    {
    }
    [[nodiscard]] const QList<MergeConflict> &conflicts() const { return m_conflicts; }

    QJsonValue merged(const QString &place, const QJsonValue &base, const QJsonValue &ours,
                      const QJsonValue &theirs)
    {
        if (ours == theirs || theirs == base)
            return ours;
        if (ours == base)
            return theirs;
        if (ours.isObject() && theirs.isObject())
            return mergedObject(place, base.toObject(), ours.toObject(), theirs.toObject());
        if (place == "messages"_L1 && haveSameRoles(base.toArray(), ours.toArray())
            && haveSameRoles(base.toArray(), theirs.toArray()))
            return mergedMessages(base.toArray(), ours.toArray(), theirs.toArray());
        if (place == "tools"_L1 || place == "variables"_L1)
            return mergedByName(place, base.toArray(), ours.toArray(), theirs.toArray());
        if (place == "notes"_L1)
            return mergedText(place, base.toString(), ours.toString(), theirs.toString());
        m_conflicts.append({place, valueText(ours), valueText(theirs)});
        return m_choices.value(place, MergeSide::Ours) == MergeSide::Ours ? ours : theirs;
    }

private:
    QJsonObject mergedObject(const QString &place, const QJsonObject &base, const QJsonObject &ours,
                             const QJsonObject &theirs)
    {
        QStringList keys = ours.keys() + theirs.keys();
        keys.removeDuplicates();
        QJsonObject result;
        for (const QString &key : std::as_const(keys)) {
            const QString path = place.isEmpty() ? key : QString(place + u'.' + key);
            const QJsonValue value = merged(path, base[key], ours[key], theirs[key]);
            if (!value.isUndefined())
                result.insert(key, value);
        }
        return result;
    }

    static bool haveSameRoles(const QJsonArray &a, const QJsonArray &b)
    {
        return a.size() == b.size() && std::ranges::equal(a, b, [](const QJsonValue &x, const QJsonValue &y) {
                   return x["role"_L1] == y["role"_L1];
               });
    }

    QJsonArray mergedMessages(const QJsonArray &base, const QJsonArray &ours, const QJsonArray &theirs)
    {
        QJsonArray messages;
        for (qsizetype i = 0; i < base.size(); ++i) {
            const QString place = u"messages[%1]"_s.arg(i);
            QJsonObject was = base.at(i).toObject();
            QJsonObject our = ours.at(i).toObject();
            QJsonObject their = theirs.at(i).toObject();
            const QString member = u"content"_s;
            const bool areTexts =
                was[member].isString() && our[member].isString() && their[member].isString();
            QJsonValue text;
            if (areTexts) {
                text = mergedText(place, was[member].toString(), our[member].toString(),
                                  their[member].toString());
                for (QJsonObject *message : {&was, &our, &their})
                    message->remove(member);
            }
            QJsonObject message = mergedObject(place, was, our, their);
            if (areTexts)
                message.insert(member, text);
            messages.append(message);
        }
        return messages;
    }

    QString mergedText(const QString &place, const QString &base, const QString &ours, const QString &theirs)
    {
        if (ours == theirs || theirs == base)
            return ours;
        if (ours == base)
            return theirs;
        const auto choice = m_choices.constFind(place);
        TextMerge text(base, ours, theirs, m_oursName, m_theirsName,
                       choice == m_choices.cend() ? std::nullopt : std::optional(*choice));
        const QString merged = text.merged();
        if (text.conflicts() > 0)
            m_conflicts.append({place, ours, theirs, true});
        return merged;
    }

    /// Ours in our order, then what only they have.
    QJsonArray mergedByName(const QString &place, const QJsonArray &base, const QJsonArray &ours,
                            const QJsonArray &theirs)
    {
        QStringList names;
        const auto byName = [&names](const QJsonArray &array) {
            QJsonObject members;
            for (const QJsonValue &each : array) {
                members.insert(each["name"_L1].toString(), each);
                names.append(each["name"_L1].toString());
            }
            return members;
        };
        const QJsonObject our = byName(ours);
        const QJsonObject their = byName(theirs);
        names.removeDuplicates();
        const QStringList order = names; // base's own names add nothing: both took them away
        const QJsonObject was = byName(base);
        QJsonArray result;
        for (const QString &name : order) {
            const QJsonValue value = merged(u"%1[%2]"_s.arg(place, name), was[name], our[name], their[name]);
            if (!value.isUndefined())
                result.append(value);
        }
        return result;
    }

    QString m_oursName;
    QString m_theirsName;
    MergeChoices m_choices;
    QList<MergeConflict> m_conflicts;
};

const PromptVersion *versionOf(const QList<PromptVersion> &versions, int number)
{
    const auto found = std::ranges::find(versions, number, &PromptVersion::number);
    return number == 0 || found == versions.end() ? nullptr : &*found;
}

/// A version with all it comes from.
QSet<int> ancestorsOf(const QList<PromptVersion> &versions, int number)
{
    QSet<int> found;
    QList<int> open{number};
    while (!open.isEmpty()) {
        const int next = open.takeLast();
        const PromptVersion *version = versionOf(versions, next);
        if (version == nullptr || found.contains(next))
            continue;
        found.insert(next);
        open << version->parent << version->mergedParent;
    }
    return found;
}

} // namespace

Merge merge(const PromptContent &base, const PromptContent &ours, const PromptContent &theirs,
            const QString &oursName, const QString &theirsName, const MergeChoices &choices)
{
    ContentMerge merging(oursName, theirsName, choices);
    const QJsonValue merged = merging.merged({}, toJson(base), toJson(ours), toJson(theirs));
    Merge result;
    result.conflicts = merging.conflicts();
    // Members of three good contents put together are a good content; were they not, ours is one.
    result.content = contentFromJson(merged.toObject()).value_or(ours);
    return result;
}

int commonAncestor(const QList<PromptVersion> &versions, int left, int right)
{
    const QSet<int> common = ancestorsOf(versions, left) & ancestorsOf(versions, right);
    return common.isEmpty() ? 0 : *std::ranges::max_element(common); // numbers grow with time
}

bool hasConflictMarkers(const PromptContent &content)
{
    return std::ranges::any_of(content.messages, [](const providers::Message &message) {
        const QStringList lines = message.text.split(u'\n');
        const auto has = [&lines](const QString &mark) {
            return std::ranges::any_of(lines, [&](const QString &line) { return line.startsWith(mark); });
        };
        return has(oursMark) && lines.contains(middleMark) && has(theirsMark);
    });
}

} // namespace assay::prompts
