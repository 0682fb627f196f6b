// SPDX-License-Identifier: GPL-3.0-or-later
#include "prompts/template.h"

#include "prompts/prompttr.h"
#include "prompts/rendermarks.h"
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

/// What a List or Json variable is called where it stands by itself: the library cannot print a list. No name
/// has this character.
constexpr QChar plainMark(1);

bool isStructured(const Variable *variable)
{
    return variable && (variable->type == VariableType::List || variable->type == VariableType::Json);
}

bool isFalsy(const QString &json)
{
    const QString text = json.trimmed();
    return text.isEmpty() || text == "null"_L1 || text == "false"_L1 || text == "{}"_L1 || text == "\"\""_L1;
}

/// What a section tests and repeats.
mustache::data sectionData(const Variable *variable, const QString &value)
{
    // An empty text hides a section, as "false" does for the library, and renders to nothing either way.
    if (value.isEmpty())
        return mustache::data(mustache::data::type::bool_false);
    if (variable && variable->type == VariableType::Image)
        return mustache::data(mustache::data::type::bool_true);
    if (!isStructured(variable))
        return mustache::data(value.toStdString());
    if (const auto items = itemsOf(*variable, value)) {
        mustache::data list(mustache::data::type::list);
        for (const QString &item : *items)
            list.push_back(mustache::data(item.toStdString()));
        return list;
    }
    return isFalsy(value) ? mustache::data(mustache::data::type::bool_false)
                          : mustache::data(value.toStdString());
}

enum class Marks { None, Inserted };

std::string marked(const std::string &value, Marks marks)
{
    if (marks == Marks::None || value.empty())
        return value;
    return static_cast<char>(insertedBegin.unicode()) + value + static_cast<char>(insertedEnd.unicode());
}

/// Looks names up in one flat table: a section opens no scope but for its own value, and a dot in a name is a
/// letter.
class FlatContext final : public mustache::basic_context<std::string> {
public:
    FlatContext(const QList<Variable> &variables, const QMap<QString, QString> &values, Marks marks)
    {
        for (auto it = values.begin(); it != values.end(); ++it) {
            const Variable *variable = variableOf(variables, it.key());
            m_values.emplace(it.key().toStdString(), sectionData(variable, *it));
            if (isStructured(variable))
                m_values.emplace(QString(it.key() + plainMark).toStdString(),
                                 mustache::data(marked(plainText(*variable, *it), marks)));
        }
    }
    void push(const mustache::data *data) override { m_sections.push_back(data); }
    void pop() override { m_sections.pop_back(); }
    const mustache::data *get(const std::string &name) const override
    {
        if (name == ".")
            return m_sections.empty() ? nullptr : m_sections.back();
        const auto found = m_values.find(name);
        return found == m_values.end() ? nullptr : &found->second;
    }
    const mustache::data *get_partial(const std::string &) const override { return nullptr; }

private:
    static std::string plainText(const Variable &variable, const QString &value)
    {
        const auto items = variable.type == VariableType::List ? itemsOf(variable, value) : std::nullopt;
        return (items ? items->join(u'\n') : value).toStdString();
    }

    std::unordered_map<std::string, mustache::data> m_values;
    std::vector<const mustache::data *> m_sections;
};

/// The text with the marks of plainMark.
QString withMarks(const QString &text, const QList<Variable> &variables)
{
    QString marked;
    qsizetype from = 0;
    TemplateScanner scanner(text);
    for (TemplateTag tag = scanner.next(); tag.length > 0; tag = scanner.next()) {
        if (tag.kind != TagKind::Variable || !isStructured(variableOf(variables, tag.name.toString())))
            continue;
        marked += QStringView(text).sliced(from, tag.start - from) + u"{{{" + tag.name + plainMark + u"}}}";
        from = tag.start + tag.length;
    }
    return from == 0 ? text : QString(marked + QStringView(text).sliced(from));
}

Result<QString> renderText(const QString &text, const QList<Variable> &variables, FlatContext &context,
                           Marks marks)
{
    if (!text.contains("{{"_L1))
        return text;
    mustache::mustache compiled(withMarks(text, variables).toStdString());
    if (!compiled.is_valid()) { // checkTemplate() and the library disagree; it would render to nothing
        return fail(ErrorCode::Internal, Tr::tr("The template could not be rendered."),
                    QString::fromStdString(compiled.error_message()));
    }
    compiled.set_custom_escape([marks](const std::string &value) { return marked(value, marks); });
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

/// Only those that are used: a value too many harms nobody.
Result<> checkValuesFit(const PromptContent &content, const QMap<QString, QString> &values)
{
    const QStringList names = variableNames(content);
    for (const QString &name : names) {
        const Variable *variable = variableOf(content.variables, name);
        const QString problem = variable ? problemWithValue(*variable, values.value(name)) : QString();
        if (!problem.isEmpty())
            return fail(ErrorCode::InvalidInput, problem);
    }
    return {};
}

/// How long a text may become: a section over a list counts once for each item.
class LengthBound final {
public:
    LengthBound(const QList<Variable> &variables, const QMap<QString, QString> &values)
        : m_variables(variables)
        , m_values(values)
    {
    }

    double of(const QString &text) const
    {
        struct Level {
            double length = 0;
            double repeats = 1;
            double ownLength = 0;
            qsizetype start = 0; ///< of the section's text
        };
        std::vector<Level> levels(1);
        levels.back().length = double(text.size());
        TemplateScanner scanner(text);
        for (TemplateTag tag = scanner.next(); tag.length > 0; tag = scanner.next()) {
            const QString name = tag.name.toString();
            if (tag.kind == TagKind::Variable) {
                levels.back().length += name == "."_L1 ? levels.back().ownLength : length(name);
            } else if (tag.kind == TagKind::SectionBegin || tag.kind == TagKind::InvertedBegin) {
                levels.push_back({0, repeats(name), length(name), tag.start + tag.length});
            } else if (tag.kind == TagKind::SectionEnd && levels.size() > 1) {
                const Level inner = levels.back();
                levels.pop_back();
                const double ownText = double(tag.start - inner.start);
                levels.back().length += inner.repeats * (inner.length + ownText);
            }
        }
        return levels.front().length;
    }

private:
    [[nodiscard]] double length(const QString &name) const { return double(m_values.value(name).size()); }
    [[nodiscard]] double repeats(const QString &name) const
    {
        const Variable *variable = variableOf(m_variables, name);
        const auto items = variable ? itemsOf(*variable, m_values.value(name)) : std::nullopt;
        return items ? double(items->size()) : 1;
    }

    const QList<Variable> &m_variables;
    const QMap<QString, QString> &m_values;
};

Result<> checkRenderedLength(const PromptContent &content, const QMap<QString, QString> &values)
{
    const LengthBound bound(content.variables, values);
    double length = 0;
    for (const providers::Message &message : content.messages)
        length += bound.of(message.text);
    if (length <= double(renderedLengthMax))
        return {};
    return fail(
        ErrorCode::InvalidInput,
        Tr::tr("With these values the prompt grows beyond %1 million characters: shorten the longest value.")
            .arg(renderedLengthMax / 1'000'000));
}

Result<> checkNoPartials(const PromptContent &content)
{
    for (const providers::Message &message : content.messages) {
        const QList<PartialSpan> spans = partialSpans(message.text);
        if (!spans.isEmpty()) {
            return fail(ErrorCode::InvalidInput,
                        Tr::tr("The prompt includes “%1”, whose text is not at hand here.")
                            .arg(spans.first().prompt));
        }
    }
    return {};
}

/// The pictures that a message's tags name, in their order, each once.
Result<> addImages(providers::Message &message, const PromptContent &content,
                   const QMap<QString, QString> &values)
{
    QSet<QString> seen;
    const QList<VariableSpan> spans = variableSpans(message.text);
    for (const VariableSpan &span : spans) {
        const Variable *variable = variableOf(content.variables, span.name);
        const QString value = values.value(span.name);
        if (!variable || variable->type != VariableType::Image || value.isEmpty() || seen.contains(span.name))
            continue;
        if (message.role != providers::Role::User) {
            return fail(ErrorCode::InvalidInput,
                        Tr::tr("The picture “%1” stands in a message of the role %2; models take pictures "
                               "only from the user.")
                            .arg(span.name, providers::roleName(message.role)));
        }
        seen.insert(span.name);
        message.images.push_back(imageOf(value));
    }
    return {};
}

} // namespace

QList<VariableSpan> variableSpans(QStringView text)
{
    QList<VariableSpan> spans;
    TemplateScanner scanner(text);
    for (TemplateTag tag = scanner.next(); tag.length > 0; tag = scanner.next()) {
        const bool namesVariable =
            tag.kind != TagKind::Broken && tag.kind != TagKind::Comment && tag.kind != TagKind::Partial;
        if (namesVariable && tag.name != u".")
            spans.append({tag.start, tag.length, tag.name.toString()});
    }
    return spans;
}

QList<TagSpan> tagSpans(QStringView text)
{
    QList<TagSpan> spans;
    TemplateScanner scanner(text);
    for (TemplateTag tag = scanner.next(); tag.length > 0; tag = scanner.next())
        spans.append({tag.kind, tag.start, tag.length, tag.name.toString()});
    return spans;
}

QList<PartialSpan> partialSpans(QStringView text)
{
    QList<PartialSpan> spans;
    TemplateScanner scanner(text);
    for (TemplateTag tag = scanner.next(); tag.length > 0; tag = scanner.next()) {
        if (tag.kind != TagKind::Partial)
            continue;
        const QString name = tag.name.toString();
        spans.append({tag.start, tag.length, name.section(u'@', 0, 0), name.section(u'@', 1)});
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
        if (tag.kind == TagKind::Variable && tag.name == u"." && open.isEmpty()) {
            return problemAt(text, tag.start, tag.length,
                             Tr::tr("{{.}} is the value of the section around it, and there is none here"));
        }
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

QMap<QString, QString> completeValues(const PromptContent &content, const QMap<QString, QString> &values)
{
    QMap<QString, QString> complete = values;
    for (const Variable &variable : content.variables) {
        const bool isEmpty = complete.value(variable.name).isEmpty();
        if (isEmpty && !variable.defaultValue.isEmpty())
            complete.insert(variable.name, variable.defaultValue);
        else if (isEmpty && !variable.isRequired)
            complete.insert(variable.name, u""_s);
    }
    return complete;
}

namespace {

Result<std::vector<providers::Message>> rendered(const PromptContent &content,
                                                 const QMap<QString, QString> &given, Marks marks)
{
    const QMap<QString, QString> values = completeValues(content, given);
    for (const Result<> &checked :
         {checkTemplates(content), checkNoPartials(content), checkAllGiven(content, values),
          checkValuesFit(content, values), checkRenderedLength(content, values)}) {
        if (!checked)
            return tl::unexpected(checked.error());
    }
    FlatContext context(content.variables, values, marks);
    std::vector<providers::Message> messages = content.messages;
    for (providers::Message &message : messages) {
        if (auto added = addImages(message, content, values); !added)
            return tl::unexpected(added.error());
        auto text = renderText(message.text, content.variables, context, marks);
        if (!text)
            return tl::unexpected(text.error());
        message.text = std::move(*text);
    }
    return messages;
}

} // namespace

Result<std::vector<providers::Message>> render(const PromptContent &content,
                                               const QMap<QString, QString> &values)
{
    return rendered(content, values, Marks::None);
}

Result<std::vector<providers::Message>> renderMarked(const PromptContent &content,
                                                     const QMap<QString, QString> &values)
{
    return rendered(content, values, Marks::Inserted);
}

} // namespace assay::prompts
