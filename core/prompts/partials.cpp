// SPDX-License-Identifier: GPL-3.0-or-later
#include "prompts/partials.h"

#include "prompts/prompttr.h"
#include "prompts/template.h"

#include <optional>

#include <QSet>

namespace assay::prompts {
namespace {

using namespace Qt::StringLiterals;

constexpr qsizetype depthMax = 16;
constexpr qsizetype expandedLengthMax = 16'000'000;
/// Ten levels of ten empty includes each would take forever without growing at all.
constexpr int includesMax = 10'000;

/// "support" and "Support" name one prompt.
bool isOn(const QStringList &path, const QString &name)
{
    return path.contains(name, Qt::CaseInsensitive);
}

/// Line and column, from 1, in characters as people count them.
std::pair<int, int> placeIn(QStringView text, qsizetype at)
{
    const QStringView before = text.left(at);
    const QStringView line = before.sliced(before.lastIndexOf(u'\n') + 1);
    return {int(before.count(u'\n')) + 1, int(line.toUcs4().size()) + 1};
}

/// Expands one content; knows the way that led to the text in hand.
class Expansion final {
public:
    Expansion(const PartialLookup &lookup, const QString &self)
        : m_lookup(lookup)
    {
        if (!self.isEmpty())
            m_path.append(self);
    }

    Result<> expand(PromptContent &content)
    {
        int position = 0;
        for (providers::Message &message : content.messages) {
            ++position;
            if (auto expanded = expandMessage(message); !expanded)
                return located(expanded.error(), position, message);
        }
        for (const Variable &variable : std::as_const(m_variables)) {
            if (!variableOf(content.variables, variable.name))
                content.variables.append(variable);
        }
        for (auto it = m_testValues.cbegin(); it != m_testValues.cend(); ++it) {
            if (!content.testValues.contains(it.key()))
                content.testValues.insert(it.key(), it.value());
        }
        return {};
    }

    /// Why a partial cannot be put in; nothing when it can.
    std::optional<QString> problemWith(const PartialSpan &partial)
    {
        const auto included = include(partial);
        if (included)
            return std::nullopt;
        const bool isItself = isOn(m_path, partial.prompt) || !m_lookup(partial.prompt, partial.reference);
        return isItself ? included.error().message
                        : Tr::tr("“%1” cannot be put in: %2").arg(partial.prompt, included.error().message);
    }

private:
    /// Only the outermost place helps: it is where the person can change something.
    tl::unexpected<Error> located(Error error, int position, const providers::Message &message) const
    {
        if (m_path.size() > 1)
            return tl::unexpected(std::move(error));
        const auto [line, column] = placeIn(message.text, m_at);
        error.message = Tr::tr("Message %1 (%2), line %3, column %4: %5")
                            .arg(QString::number(position), providers::roleName(message.role),
                                 QString::number(line), QString::number(column), error.message);
        return tl::unexpected(std::move(error));
    }

    Result<> expandMessage(providers::Message &message)
    {
        const QList<PartialSpan> spans = partialSpans(message.text);
        QString text;
        qsizetype from = 0;
        for (const PartialSpan &span : spans) {
            m_at = span.start;
            auto included = include(span);
            m_at = span.start;
            if (!included)
                return tl::unexpected(included.error());
            text += QStringView(message.text).sliced(from, span.start - from);
            text += included->text;
            message.images.insert(message.images.end(), included->images.begin(), included->images.end());
            from = span.start + span.length;
        }
        if (!spans.isEmpty())
            message.text = text + QStringView(message.text).sliced(from);
        return {};
    }

    Result<providers::Message> include(const PartialSpan &span)
    {
        if (isOn(m_path, span.prompt)) {
            return fail(ErrorCode::InvalidInput,
                        Tr::tr("“%1” includes itself (%2): take one of these out.")
                            .arg(span.prompt, QStringList(m_path + QStringList{span.prompt}).join(u" → "_s)));
        }
        if (m_path.size() > depthMax) {
            return fail(ErrorCode::InvalidInput,
                        Tr::tr("Prompts include one another more than %1 deep at “%2”.")
                            .arg(depthMax)
                            .arg(span.prompt));
        }
        if (++m_includes > includesMax) {
            return fail(ErrorCode::InvalidInput,
                        Tr::tr("The prompt includes others more than %1 times in all.").arg(includesMax));
        }
        auto content = m_lookup(span.prompt, span.reference);
        if (!content)
            return fail(ErrorCode::InvalidInput, content.error().message);
        m_path.append(span.prompt);
        auto joined = joinedMessages(*content);
        m_path.removeLast();
        if (joined)
            takeOver(*content);
        return joined;
    }

    Result<providers::Message> joinedMessages(const PromptContent &content)
    {
        providers::Message joined;
        for (providers::Message message : content.messages) {
            if (auto expanded = expandMessage(message); !expanded)
                return tl::unexpected(expanded.error());
            joined.text += joined.text.isEmpty() ? message.text : u"\n\n" + message.text;
            joined.images.insert(joined.images.end(), message.images.begin(), message.images.end());
        }
        m_length += joined.text.size();
        if (m_length > expandedLengthMax) {
            return fail(ErrorCode::InvalidInput,
                        Tr::tr("With what it includes the prompt grows beyond %1 million characters.")
                            .arg(expandedLengthMax / 1'000'000));
        }
        return joined;
    }

    void takeOver(const PromptContent &content)
    {
        for (const Variable &variable : content.variables) {
            if (!variableOf(m_variables, variable.name))
                m_variables.append(variable);
        }
        for (auto it = content.testValues.cbegin(); it != content.testValues.cend(); ++it) {
            if (!m_testValues.contains(it.key()))
                m_testValues.insert(it.key(), it.value());
        }
    }

    const PartialLookup &m_lookup;
    QStringList m_path; ///< the prompts that led here, outermost first
    qsizetype m_at = 0; ///< of the partial in hand, in the outermost text
    int m_includes = 0;
    qsizetype m_length = 0; ///< of all that was included
    QList<Variable> m_variables;
    QMap<QString, QString> m_testValues;
};

} // namespace

bool hasPartials(const PromptContent &content)
{
    return std::any_of(content.messages.begin(), content.messages.end(),
                       [](const auto &message) { return !partialSpans(message.text).isEmpty(); });
}

QString partialTag(const PartialSpan &partial)
{
    return partial.reference.isEmpty() ? partial.prompt : QString(partial.prompt + u'@' + partial.reference);
}

QHash<QString, QString> partialProblems(const PromptContent &content, const QString &self,
                                        const PartialLookup &lookup)
{
    QHash<QString, QString> problems;
    QSet<QString> seen;
    for (const providers::Message &message : content.messages) {
        const QList<PartialSpan> partials = partialSpans(message.text);
        for (const PartialSpan &partial : partials) {
            const QString tag = partialTag(partial);
            if (seen.contains(tag))
                continue;
            seen.insert(tag);
            if (const auto problem = Expansion(lookup, self).problemWith(partial))
                problems.insert(tag, *problem);
        }
    }
    return problems;
}

QList<TemplateProblem> placesOf(const QHash<QString, QString> &problems, QStringView text, qsizetype most)
{
    QList<TemplateProblem> places;
    if (problems.isEmpty())
        return places;
    const QList<PartialSpan> partials = partialSpans(text);
    for (const PartialSpan &partial : partials) {
        const auto problem = problems.constFind(partialTag(partial));
        if (problem == problems.cend() || places.size() >= most)
            continue;
        const auto [line, column] = placeIn(text, partial.start);
        places.append({partial.start, partial.length, line, column, *problem});
    }
    return places;
}

Result<PromptContent> expandPartials(PromptContent content, const QString &self, const PartialLookup &lookup)
{
    Expansion expansion(lookup, self);
    if (auto expanded = expansion.expand(content); !expanded)
        return tl::unexpected(expanded.error());
    return content;
}

} // namespace assay::prompts
