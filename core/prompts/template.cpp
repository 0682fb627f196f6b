// SPDX-License-Identifier: GPL-3.0-or-later
#include "prompts/template.h"

#include "prompts/prompttr.h"
#include "prompts/templatescanner.h"

#include <kainjow/mustache.hpp>

#include <unordered_map>

namespace assay::prompts {
namespace {

using namespace Qt::StringLiterals;
namespace mustache = kainjow::mustache;

/// The renderer recurses per level.
constexpr qsizetype sectionDepthMax = 32;
/// More than any model reads; a guard against a long value in many places.
constexpr qsizetype renderedLengthMax = 16'000'000;

TemplateProblem problemAt(QStringView text, qsizetype start, qsizetype length, QString message)
{
    const QStringView before = text.left(start);
    const qsizetype lineStart = before.lastIndexOf(u'\n') + 1;
    const auto characters = before.sliced(lineStart).toUcs4().size();
    return {start, length, int(before.count(u'\n')) + 1, int(characters) + 1, std::move(message)};
}

struct OpenSection {
    qsizetype start = 0;
    qsizetype length = 0;
    QStringView name;
};

/// What is wrong with a closing tag; empty when it closes the innermost open section.
QString closingProblem(QStringView text, QStringView name, const QList<OpenSection> &open)
{
    if (open.isEmpty())
        return Tr::tr("{{/%1}} closes a section that was not opened: add {{#%1}} before it").arg(name);
    if (open.last().name == name)
        return {};
    return Tr::tr("{{/%1}} stands where {{/%2}} must close the section of line %3")
        .arg(name, open.last().name)
        .arg(text.left(open.last().start).count(u'\n') + 1);
}

bool opensSection(TagKind kind)
{
    return kind == TagKind::SectionBegin || kind == TagKind::InvertedBegin;
}

/// Looks names up in one flat table: a section shows or hides its text and opens no scope, and a dot is a
/// letter.
class FlatContext final : public mustache::basic_context<std::string> {
public:
    explicit FlatContext(const QMap<QString, QString> &values)
    {
        for (auto it = values.begin(); it != values.end(); ++it) {
            // An empty text hides a section, as "false" does for the library, and renders to nothing either
            // way.
            m_values.emplace(it.key().toStdString(),
                             it->isEmpty() ? mustache::data(mustache::data::type::bool_false)
                                           : mustache::data(it->toStdString()));
        }
    }
    void push(const mustache::data *) override { }
    void pop() override { }
    const mustache::data *get(const std::string &name) const override
    {
        const auto found = m_values.find(name);
        return found == m_values.end() ? nullptr : &found->second;
    }
    const mustache::data *get_partial(const std::string &) const override { return nullptr; }

private:
    std::unordered_map<std::string, mustache::data> m_values;
};

Result<QString> renderText(const QString &text, FlatContext &context)
{
    if (!text.contains("{{"_L1))
        return text;
    mustache::mustache compiled(text.toStdString());
    if (!compiled.is_valid()) { // checkTemplate() and the library disagree; it would render to nothing
        return fail(ErrorCode::Internal, Tr::tr("The template could not be rendered."),
                    QString::fromStdString(compiled.error_message()));
    }
    compiled.set_custom_escape([](const std::string &value) { return value; });
    return QString::fromStdString(compiled.render(context));
}

Result<> checkAllGiven(const PromptContent &content, const QMap<QString, QString> &values)
{
    QStringList missing;
    const QStringList names = variableNames(content);
    for (const QString &name : names) {
        if (!values.contains(name))
            missing.append(name);
    }
    if (missing.isEmpty())
        return {};
    const QString hint = Tr::tr("Give each a value, if only an empty one; on the command line: %1.")
                             .arg(u"--var "_s + missing.first() + u"=..."_s);
    return fail(ErrorCode::InvalidInput,
                Tr::tr("The prompt's variables without a value: %1.").arg(missing.join(", "_L1)) + u' '
                    + hint);
}

Result<> checkRenderedLength(const PromptContent &content, const QMap<QString, QString> &values)
{
    qsizetype length = 0;
    for (const providers::Message &message : content.messages) {
        length += message.text.size();
        const QList<VariableSpan> spans = variableSpans(message.text);
        for (const VariableSpan &span : spans)
            length += values.value(span.name).size();
    }
    if (length <= renderedLengthMax)
        return {};
    return fail(
        ErrorCode::InvalidInput,
        Tr::tr("With these values the prompt grows beyond %1 million characters: shorten the longest value.")
            .arg(renderedLengthMax / 1'000'000));
}

} // namespace

QList<VariableSpan> variableSpans(QStringView text)
{
    QList<VariableSpan> spans;
    TemplateScanner scanner(text);
    for (TemplateTag tag = scanner.next(); tag.length > 0; tag = scanner.next()) {
        if (tag.kind != TagKind::Broken && tag.kind != TagKind::Comment)
            spans.append({tag.start, tag.length, tag.name.toString()});
    }
    return spans;
}

QStringList variableNames(const PromptContent &content)
{
    QStringList names;
    QSet<QString> seen;
    for (const providers::Message &message : content.messages) {
        const QList<VariableSpan> spans = variableSpans(message.text);
        for (const VariableSpan &span : spans) {
            if (!seen.contains(span.name)) {
                seen.insert(span.name);
                names.append(span.name);
            }
        }
    }
    return names;
}

std::optional<TemplateProblem> checkTemplate(QStringView text)
{
    QList<OpenSection> open;
    TemplateScanner scanner(text);
    for (TemplateTag tag = scanner.next(); tag.length > 0; tag = scanner.next()) {
        if (tag.kind == TagKind::Broken)
            return problemAt(text, tag.start, tag.length, tag.problem);
        if (opensSection(tag.kind)) {
            if (open.size() == sectionDepthMax) {
                return problemAt(text, tag.start, tag.length,
                                 Tr::tr("sections are nested more than %1 deep").arg(sectionDepthMax));
            }
            open.append({tag.start, tag.length, tag.name});
        } else if (tag.kind == TagKind::SectionEnd) {
            const QString problem = closingProblem(text, tag.name, open);
            if (!problem.isEmpty())
                return problemAt(text, tag.start, tag.length, problem);
            open.removeLast();
        }
    }
    if (open.isEmpty())
        return std::nullopt;
    const OpenSection &last = open.last();
    return problemAt(text, last.start, last.length,
                     Tr::tr("the section that begins here is not closed: add {{/%1}}").arg(last.name));
}

Result<> checkTemplates(const PromptContent &content)
{
    int position = 0;
    for (const providers::Message &message : content.messages) {
        ++position;
        const auto problem = checkTemplate(message.text);
        if (!problem)
            continue;
        return fail(ErrorCode::InvalidInput,
                    Tr::tr("Message %1 (%2), line %3, column %4: %5.")
                        .arg(QString::number(position), providers::roleName(message.role),
                             QString::number(problem->line), QString::number(problem->column),
                             problem->message));
    }
    return {};
}

Result<std::vector<providers::Message>> render(const PromptContent &content,
                                               const QMap<QString, QString> &values)
{
    for (const Result<> &checked :
         {checkTemplates(content), checkAllGiven(content, values), checkRenderedLength(content, values)}) {
        if (!checked)
            return tl::unexpected(checked.error());
    }
    FlatContext context(values);
    std::vector<providers::Message> messages = content.messages;
    for (providers::Message &message : messages) {
        auto text = renderText(message.text, context);
        if (!text)
            return tl::unexpected(text.error());
        message.text = std::move(*text);
    }
    return messages;
}

} // namespace assay::prompts
