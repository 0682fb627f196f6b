// SPDX-License-Identifier: GPL-3.0-or-later
// What the formats share; declared in formats.h.
#include "catalog/provider.h"
#include "exchange/exchangetr.h"
#include "exchange/formats.h"
#include "exchange/yaml.h"

#include <algorithm>

#include <QJsonDocument>
#include <QRegularExpression>

using namespace Qt::StringLiterals;

namespace assay::exchange {
namespace {

/// Merges what a text says of a variable into what is known of it.
void take(QList<prompts::Variable> &known, const prompts::Variable &said)
{
    const auto found = std::ranges::find(known, said.name, &prompts::Variable::name);
    if (found == known.end()) {
        known.append(said);
        return;
    }
    if (found->type == prompts::VariableType::Text)
        found->type = said.type;
    found->isRequired = found->isRequired && said.isRequired;
    if (found->defaultValue.isEmpty())
        found->defaultValue = said.defaultValue;
}

bool hasPart(const prompts::PromptFile &file, const QString &part)
{
    const prompts::PromptContent &content = file.content;
    if (part == "tools"_L1)
        return !content.tools.empty();
    if (part == "output"_L1)
        return !content.outputContract.isEmpty();
    if (part == "notes"_L1)
        return !content.notes.isEmpty();
    if (part == "variables"_L1)
        return !content.variables.isEmpty();
    if (part == "test values"_L1)
        return !content.testValues.isEmpty();
    if (part == "tags"_L1)
        return !file.tags.isEmpty();
    if (part == "folder"_L1)
        return !file.folder.isEmpty();
    if (part == "model"_L1)
        return !content.model.isEmpty();
    if (part == "parameters"_L1)
        return content.parameters != providers::Parameters();
    return std::any_of(content.messages.begin(), content.messages.end(), [&part](const auto &message) {
        return part == "images"_L1 ? !message.images.empty() : !message.toolCalls.empty();
    });
}

const QRegularExpression &headingPattern()
{
    static const QRegularExpression heading(
        u"^[ \\t]*#?[ \\t]*(system|user|assistant|developer|tool|function)[ \\t]*:[ \\t]*$"_s,
        QRegularExpression::MultilineOption | QRegularExpression::CaseInsensitiveOption);
    return heading;
}

} // namespace

QString withoutMessageLoops(const QString &body, QList<Loss> &losses)
{
    static const QRegularExpression mark(
        u"\\{%-?\\s*(?:(for)\\s+\\w+\\s+in\\s+([^%]{1,200}?)|(endfor))\\s*-?%\\}"_s);
    // A heading may also be the loop's own, "{{item.role}}:".
    static const QRegularExpression loopsRole(u"^[ \\t]*#?[ \\t]*\\{\\{[^}\\n]*role[^}\\n]*\\}\\}[ \\t]*:"_s,
                                              QRegularExpression::MultilineOption);
    QString kept;
    qsizetype keptTo = 0;
    qsizetype begin = -1; // of the outermost loop that is open
    int depth = 0;
    QString over;
    auto marks = mark.globalMatch(body);
    while (marks.hasNext()) {
        const auto match = marks.next();
        if (!match.captured(1).isEmpty()) {
            if (depth++ == 0) {
                begin = match.capturedStart();
                over = match.captured(2);
            }
            continue;
        }
        if (depth == 0 || --depth > 0)
            continue;
        const QString loop = body.mid(begin, match.capturedEnd() - begin);
        if (!headingPattern().match(loop).hasMatch() && !loopsRole.match(loop).hasMatch())
            continue;
        kept += QStringView(body).sliced(keptTo, begin - keptTo);
        keptTo = match.capturedEnd();
        losses.append({{},
                       Tr::tr("the messages of the loop over \u201C%1\u201D at line %2")
                           .arg(over)
                           .arg(QStringView(body).first(begin).count(u'\n') + 1),
                       Tr::tr("prompts here hold their messages themselves")});
    }
    return keptTo == 0 ? body : QString(kept + QStringView(body).sliced(keptTo));
}

Result<std::optional<FrontMatter>> frontMatterOf(const QByteArray &bytes, const QString &what)
{
    if (!bytes.startsWith("---\n") && !bytes.startsWith("---\r\n"))
        return std::nullopt;
    const qsizetype begin = bytes.indexOf('\n') + 1;
    qsizetype end = begin;
    while (end < bytes.size()) {
        const qsizetype next = bytes.indexOf('\n', end);
        const QByteArrayView line = QByteArrayView(bytes).sliced(end, (next < 0 ? bytes.size() : next) - end);
        if (line.trimmed() == "---")
            break;
        end = next < 0 ? bytes.size() : next + 1;
    }
    if (end >= bytes.size())
        return fail(
            ErrorCode::InvalidInput,
            Tr::tr("The %1 begins with \u201C---\u201D at line 1, but no second \u201C---\u201D ends it: the text stops at line %2.")
                .arg(what)
                .arg(bytes.trimmed().count('\n') + 1));
    const auto read = jsonFromYaml(bytes.mid(begin, end - begin), what, 1);
    if (!read)
        return tl::unexpected(read.error());
    if (!read->isObject() && !read->isNull())
        return fail(ErrorCode::InvalidInput, Tr::tr("The %1 must hold names with values.").arg(what));
    FrontMatter matter;
    matter.members = read->toObject();
    const qsizetype body = bytes.indexOf('\n', end) + 1;
    matter.body = QString::fromUtf8(body > 0 ? bytes.mid(body) : QByteArray());
    matter.bodyLine = 1 + int(bytes.left(body > 0 ? body : bytes.size()).count('\n'));
    return matter;
}

QByteArray withFrontMatter(const QJsonObject &members, const QString &body)
{
    return "---\n" + yamlFromJson(members) + "---\n" + body.toUtf8();
}

std::vector<providers::Message> messagesFromHeadings(const QString &body, providers::Role first)
{
    std::vector<providers::Message> messages;
    const auto add = [&messages](providers::Role role, QStringView text) {
        const QString trimmed = text.toString().trimmed();
        if (!trimmed.isEmpty())
            messages.push_back({role, trimmed});
    };
    qsizetype begin = 0;
    providers::Role role = first;
    auto matches = headingPattern().globalMatch(body);
    while (matches.hasNext()) {
        const auto match = matches.next();
        add(role, QStringView(body).sliced(begin, match.capturedStart() - begin));
        const QString name = match.captured(1).toLower();
        role = name == "developer"_L1 ? providers::Role::System
            : name == "function"_L1   ? providers::Role::Tool
                                      : providers::roleFromName(name).value_or(providers::Role::User);
        begin = match.capturedEnd();
    }
    add(role, QStringView(body).sliced(begin));
    return messages;
}

Result<> checkTemplateText(const QString &text, Language language, const QString &what, int firstLine)
{
    const auto problem = toMustache(text, language).problem;
    if (!problem)
        return {};
    const QStringView before = QStringView(text).first(problem->position);
    const qsizetype column = problem->position - (before.lastIndexOf(u'\n') + 1) + 1;
    return fail(ErrorCode::InvalidInput,
                Tr::tr("The %1 cannot be read at line %2, column %3: %4.")
                    .arg(what)
                    .arg(firstLine + before.count(u'\n'))
                    .arg(column)
                    .arg(problem->reason));
}

void convertMessages(prompts::PromptFile &file, Language language, QList<Loss> &losses)
{
    int number = 0;
    for (providers::Message &message : file.content.messages) {
        ++number;
        Converted converted = toMustache(message.text, language);
        message.text = std::move(converted.text);
        for (const prompts::Variable &said : std::as_const(converted.variables))
            take(file.content.variables, said);
        for (const QString &loss : std::as_const(converted.losses))
            losses.append({file.name, Tr::tr("message %1, %2").arg(number).arg(loss), {}});
    }
}

std::vector<QString> messageTexts(const prompts::PromptFile &file, Language language, QList<Loss> &losses)
{
    std::vector<QString> texts;
    for (const providers::Message &message : file.content.messages) {
        Converted converted = fromMustache(message.text, language, file.content.variables);
        texts.push_back(std::move(converted.text));
        for (const QString &loss : std::as_const(converted.losses))
            losses.append({file.name, Tr::tr("message %1, %2").arg(texts.size()).arg(loss), {}});
    }
    return texts;
}

void takeParameters(const QJsonObject &members, const QStringList &ignored, prompts::PromptFile &file,
                    QList<Loss> &losses)
{
    static const QMap<QString, QString> ours{{u"max_completion_tokens"_s, u"max_tokens"_s},
                                             {u"max_output_tokens"_s, u"max_tokens"_s},
                                             {u"maxOutputTokens"_s, u"max_tokens"_s},
                                             {u"maxTokens"_s, u"max_tokens"_s},
                                             {u"topP"_s, u"top_p"_s},
                                             {u"stopSequences"_s, u"stop"_s},
                                             {u"stop_sequences"_s, u"stop"_s},
                                             {u"reasoningEffort"_s, u"reasoning_effort"_s},
                                             {u"frequencyPenalty"_s, u"frequency_penalty"_s},
                                             {u"presencePenalty"_s, u"presence_penalty"_s},
                                             {u"serviceTier"_s, u"service_tier"_s}};
    QJsonObject known = providers::toJson(file.content.parameters);
    for (auto it = members.begin(); it != members.end(); ++it) {
        if (ignored.contains(it.key()) || it.value().isNull())
            continue;
        const QString name = ours.value(it.key(), it.key());
        QJsonValue value = it.value();
        if (name == "stop"_L1 && value.isString())
            value = QJsonArray{value};
        QJsonObject with = known;
        with.insert(name, value);
        const providers::Parameters parameters = providers::parametersFromJson(with);
        if (providers::toJson(parameters).value(name) == value
            && providers::problemWith(parameters).isEmpty())
            known = with;
        else
            losses.append({file.name, Tr::tr("the parameter \u201C%1\u201D").arg(it.key()),
                           Tr::tr("prompts here have no such parameter, or not with this value")});
    }
    file.content.parameters = providers::parametersFromJson(known);
}

QString modelName(const QString &name, const QString &vendor)
{
    if (name.isEmpty())
        return {};
    QString full = name;
    const qsizetype colon = full.indexOf(u':'); // promptfoo: "openai:chat:gpt-5"
    if (colon > 0 && !full.contains(u'/'))
        full = full.left(colon) + u'/' + full.sliced(full.lastIndexOf(u':') + 1);
    if (!full.contains(u'/'))
        full = vendor + u'/' + full;
    return catalog::parseModelRef(full) ? full : QString();
}

QString textOf(const QJsonValue &value)
{
    if (value.isArray() || value.isObject())
        return QString::fromUtf8(
            QJsonDocument::fromVariant(value.toVariant()).toJson(QJsonDocument::Compact));
    return value.toVariant().toString();
}

QString bareModel(const QString &model)
{
    return model.contains(u'/') ? model.section(u'/', 1) : model;
}

void loseParts(const prompts::PromptFile &file, const QStringList &without, QList<Loss> &losses)
{
    for (const QString &part : without) {
        if (hasPart(file, part))
            losses.append({file.name, part, Tr::tr("the format has no place for it")});
    }
}

} // namespace assay::exchange
