// SPDX-License-Identifier: GPL-3.0-or-later
#include "exchange/templatelanguages.h"

#include "exchange/exchangetr.h"
#include "exchange/languagereaders.h"
#include "exchange/mustachewriter.h"
#include "prompts/template.h"
#include "prompts/templatescanner.h"

#include <vector>

using namespace Qt::StringLiterals;

namespace assay::exchange {
namespace {

using prompts::TagKind;
using prompts::TemplateTag;

/// Writes our template in another language.
class Outgoing final {
public:
    Outgoing(Language language, const QList<prompts::Variable> &variables)
        : m_language(language)
        , m_variables(variables)
    {
    }

    Converted convert(const QString &text)
    {
        prompts::TemplateScanner scanner(text);
        LineCounter lines(text);
        qsizetype position = 0;
        while (true) {
            const TemplateTag tag = scanner.next();
            if (tag.length == 0)
                break;
            plain(QStringView(text).sliced(position, tag.start - position));
            m_line = lines.lineOf(tag.start);
            write(tag, QStringView(text).sliced(tag.start, tag.length));
            position = tag.start + tag.length;
        }
        plain(QStringView(text).sliced(position));
        return std::move(m_out);
    }

private:
    struct Section {
        QString name;
        bool isLoop = false;
    };

    void plain(QStringView text)
    {
        if (m_language == Language::FString) {
            m_out.text += text.toString().replace(u'{', u"{{"_s).replace(u'}', u"}}"_s);
        } else if (m_language == Language::Jinja && (text.contains(u"{%") || text.contains(u"{#"))) {
            m_out.text += u"{% raw %}"_s + text + u"{% endraw %}"_s;
        } else {
            m_out.text += text;
        }
    }

    void lose(const QString &sentence)
    {
        m_out.losses.append(Tr::tr("line %1: %2").arg(m_line).arg(sentence));
    }

    [[nodiscard]] bool isList(const QString &name) const
    {
        const prompts::Variable *variable = prompts::variableOf(m_variables, name);
        return variable != nullptr
            && (variable->type == prompts::VariableType::List
                || variable->type == prompts::VariableType::Json);
    }

    [[nodiscard]] bool hasSections() const
    {
        return m_language == Language::Handlebars || m_language == Language::Jinja;
    }

    void write(const TemplateTag &tag, QStringView whole)
    {
        const QString name = tag.name.toString();
        switch (tag.kind) {
        case TagKind::Variable:
            return variable(name);
        case TagKind::SectionBegin:
        case TagKind::InvertedBegin:
            return begin(name, tag.kind == TagKind::InvertedBegin);
        case TagKind::SectionEnd:
            return end();
        case TagKind::Partial:
            return partial(name);
        case TagKind::Comment:
            if (m_language == Language::Jinja)
                m_out.text += u"{# "_s + whole.sliced(3).chopped(2).toString().trimmed() + u" #}"_s;
            else if (m_language == Language::Handlebars)
                m_out.text += whole;
            return; // elsewhere it would be sent
        case TagKind::Broken:
            m_out.text += whole;
        }
    }

    void variable(const QString &name)
    {
        QString named = name;
        if (name == "."_L1 && !m_sections.empty()) {
            const Section &section = m_sections.back();
            named = !section.isLoop                  ? section.name
                : m_language == Language::Handlebars ? u"this"_s
                                                     : u"item"_s;
        }
        m_out.text += m_language == Language::FString ? u"{"_s + named + u"}"_s : u"{{"_s + named + u"}}"_s;
    }

    void begin(const QString &name, bool isInverted)
    {
        const bool isLoop = !isInverted && isList(name);
        m_sections.push_back({name, isLoop});
        if (m_language == Language::Handlebars)
            m_out.text += (isLoop           ? u"{{#each "_s
                               : isInverted ? u"{{#unless "_s
                                            : u"{{#if "_s)
                + name + u"}}"_s;
        else if (m_language == Language::Jinja)
            m_out.text += isLoop ? u"{% for item in "_s + name + u" %}"_s
                                 : (isInverted ? u"{% if not "_s : u"{% if "_s) + name + u" %}"_s;
        else
            lose(Tr::tr("sections cannot be said there: the text of \u201C%1\u201D always stands").arg(name));
        m_ends.push_back(m_language == Language::Handlebars
                             ? (isLoop           ? u"{{/each}}"_s
                                    : isInverted ? u"{{/unless}}"_s
                                                 : u"{{/if}}"_s)
                             : (isLoop ? u"{% endfor %}"_s : u"{% endif %}"_s));
    }

    void end()
    {
        if (m_sections.empty())
            return; // a broken template, which the checks name
        if (hasSections())
            m_out.text += m_ends.back();
        m_sections.pop_back();
        m_ends.pop_back();
    }

    void partial(const QString &name)
    {
        const QString prompt = name.section(u'@', 0, 0);
        const QString reference = name.section(u'@', 1);
        if (m_language == Language::Handlebars) {
            m_out.text += u"{{>"_s + prompt + u"}}"_s;
            if (!reference.isEmpty())
                lose(Tr::tr("the partial \u201C%1\u201D stands without its label or version").arg(name));
        } else if (m_language == Language::Jinja) {
            m_out.text += u"{% include \""_s + prompt + u"\" %}"_s;
            if (!reference.isEmpty())
                lose(Tr::tr("the partial \u201C%1\u201D stands without its label or version").arg(name));
        } else {
            lose(Tr::tr("the partial \u201C%1\u201D cannot be said there and is left out").arg(name));
        }
    }

    Language m_language;
    const QList<prompts::Variable> &m_variables;
    Converted m_out;
    std::vector<Section> m_sections;
    QStringList m_ends;
    int m_line = 1;
};

} // namespace

Converted toMustache(const QString &text, Language language)
{
    switch (language) {
    case Language::Handlebars:
        return readHandlebars(text);
    case Language::Jinja:
        return readJinja(text);
    case Language::FString:
        return readFString(text);
    case Language::Braces:
        break;
    }
    return readBraces(text);
}

Converted fromMustache(const QString &text, Language language, const QList<prompts::Variable> &variables)
{
    return Outgoing(language, variables).convert(text);
}

} // namespace assay::exchange
