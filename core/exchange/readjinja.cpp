// SPDX-License-Identifier: GPL-3.0-or-later
#include "exchange/exchangetr.h"
#include "exchange/languagereaders.h"
#include "exchange/mustachewriter.h"
#include "prompts/promptstore.h"

#include <QRegularExpression>

using namespace Qt::StringLiterals;

namespace assay::exchange {
namespace {

class JinjaReader final {
public:
    explicit JinjaReader(const QString &text)
        : m_text(text)
    {
    }

    Converted read()
    {
        while (m_position < m_text.size()) {
            const qsizetype start = nextTag();
            if (start < 0)
                break;
            const QChar kind = m_text[start + 1];
            const QString closing = kind == u'{' ? u"}}"_s : kind == u'%' ? u"%}"_s : u"#}"_s;
            const qsizetype end = m_text.indexOf(closing, start + 2);
            m_line = m_lines.lineOf(start);
            m_writer.at(start);
            if (end < 0) {
                m_writer.lose(m_line, Tr::tr("the tag is not closed and stays as text"));
                m_writer.refuse(Tr::tr("this tag is not closed"));
                break;
            }
            QString contents = m_text.mid(start + 2, end - start - 2);
            QStringView before = QStringView(m_text).sliced(m_position, start - m_position);
            while (contents.startsWith(u'-') && !before.isEmpty() && before.back().isSpace())
                before.chop(1);
            m_writer.text(before);
            m_position = end + 2;
            while (contents.endsWith(u'-') && m_position < m_text.size() && m_text[m_position].isSpace())
                ++m_position;
            static const QRegularExpression control(u"^[-+]|[-+]$"_s);
            contents = contents.remove(control).trimmed();
            if (kind == u'{')
                value(contents);
            else if (kind == u'%')
                statement(contents);
        }
        m_writer.text(QStringView(m_text).sliced(m_position));
        return m_writer.take();
    }

private:
    [[nodiscard]] qsizetype nextTag() const
    {
        for (qsizetype at = m_text.indexOf(u'{', m_position); at >= 0 && at + 1 < m_text.size();
             at = m_text.indexOf(u'{', at + 1)) {
            const QChar next = m_text[at + 1];
            if (next == u'{' || next == u'%' || next == u'#')
                return at;
        }
        return -1;
    }

    void value(const QString &expression)
    {
        const QStringList parts = expression.split(u'|');
        const QString name = parts.first().trimmed();
        for (const QString &part : parts.sliced(1))
            filter(name, part.trimmed());
        static const QRegularExpression literal(u"^(['\"])(.*)\\1$"_s);
        if (const auto quoted = literal.match(name); quoted.hasMatch())
            m_writer.text(quoted.captured(2));
        else
            m_writer.variable(name, m_line);
    }

    void filter(const QString &name, const QString &call)
    {
        static const QRegularExpression standIn(u"^(?:default|d)\\(\\s*(['\"])(.*)\\1.*\\)$"_s);
        if (const auto match = standIn.match(call); match.hasMatch() && isVariableName(name)) {
            prompts::Variable &variable = m_writer.said(name);
            variable.defaultValue = match.captured(2);
            variable.isRequired = false;
        } else {
            m_writer.lose(m_line, Tr::tr("the filter \u201C%1\u201D is left out").arg(call));
        }
    }

    /// A name, and whether it is asked to be empty; anything else is not understood.
    static std::pair<QString, bool> conditionOf(QString expression)
    {
        static const QRegularExpression defined(u"\\s+is\\s+(not\\s+)?defined$"_s);
        bool isInverted = false;
        if (const auto match = defined.match(expression); match.hasMatch()) {
            isInverted = !match.captured(1).isEmpty();
            expression.truncate(match.capturedStart());
        }
        if (expression.startsWith("not "_L1)) {
            isInverted = !isInverted;
            expression = expression.sliced(4).trimmed();
        }
        return {expression.trimmed(), isInverted};
    }

    void statement(const QString &text)
    {
        const QString word = text.section(QRegularExpression(u"\\s"_s), 0, 0);
        const QString rest = text.sliced(word.size()).trimmed();
        if (word == "if"_L1 || word == "elif"_L1) {
            const auto [name, isInverted] = conditionOf(rest);
            if (word == "if"_L1)
                m_writer.beginIf(name, isInverted, m_line);
            else
                m_writer.elseIf(name, isInverted, m_line);
        } else if (word == "else"_L1) {
            m_writer.elseBranch();
        } else if (word == "for"_L1) {
            loop(rest);
        } else if (word == "endif"_L1 || word == "endfor"_L1) {
            if (!m_writer.end())
                m_writer.lose(m_line, Tr::tr("\u201C%1\u201D ends no block").arg(word));
        } else if (word == "raw"_L1) {
            raw();
        } else if (word == "include"_L1) {
            include(rest);
        } else {
            m_writer.lose(m_line, Tr::tr("the statement \u201C%1\u201D is left out").arg(text));
        }
    }

    void loop(const QString &clause)
    {
        static const QRegularExpression simple(u"^(\\w+)\\s+in\\s+([\\w.]+)$"_s);
        const auto match = simple.match(clause);
        if (match.hasMatch())
            return m_writer.beginEach(match.captured(2), match.captured(1), m_line);
        m_writer.lose(
            m_line, Tr::tr("the loop \u201C%1\u201D cannot be said here; its text is kept once").arg(clause));
        m_writer.beginLost();
    }

    void include(const QString &file)
    {
        QString name = file;
        name.remove(QRegularExpression(u"^['\"]|['\"]$|\\.(?:jinja2?|txt|md)['\"]$"_s));
        if (prompts::problemWithName(name).isEmpty())
            m_writer.partial(name);
        else
            m_writer.lose(m_line, Tr::tr("the include of \u201C%1\u201D is left out").arg(file));
    }

    void raw()
    {
        static const QRegularExpression ending(u"\\{%[-+]?\\s*endraw\\s*[-+]?%\\}"_s);
        const auto end = ending.match(m_text, m_position);
        const qsizetype stop = end.hasMatch() ? end.capturedStart() : m_text.size();
        m_writer.text(QStringView(m_text).sliced(m_position, stop - m_position));
        m_position = end.hasMatch() ? end.capturedEnd() : stop;
    }

    QString m_text;
    LineCounter m_lines{m_text};
    qsizetype m_position = 0;
    MustacheWriter m_writer;
    int m_line = 1;
};

} // namespace

Converted readJinja(const QString &text)
{
    return JinjaReader(text).read();
}

/// Python's str.format(): {name}, {{ and }} for braces.
Converted readFString(const QString &text)
{
    MustacheWriter writer;
    int line = 1;
    for (qsizetype i = 0; i < text.size(); ++i) {
        const QChar c = text[i];
        line += c == u'\n' ? 1 : 0;
        const bool isDoubled = i + 1 < text.size() && text[i + 1] == c;
        if ((c == u'{' || c == u'}') && isDoubled) {
            writer.text(QStringView(&c, 1));
            ++i;
        } else if (c == u'{') {
            const qsizetype end = text.indexOf(u'}', i);
            if (end < 0) {
                writer.lose(line, Tr::tr("the brace is not closed and stays as text"));
                writer.text(QStringView(text).sliced(i));
                break;
            }
            const QString field = text.mid(i + 1, end - i - 1);
            const QString name = field.section(u':', 0, 0).section(u'!', 0, 0).trimmed();
            if (name != field.trimmed())
                writer.lose(line, Tr::tr("the format of \u201C%1\u201D is left out").arg(field));
            writer.variable(name, line);
            i = end;
        } else {
            writer.text(QStringView(&c, 1));
        }
    }
    return writer.take();
}

/// {{name}} and nothing else; a name that we do not take stays as text.
Converted readBraces(const QString &text)
{
    static const QRegularExpression tag(u"\\{\\{\\s*([^{}]*?)\\s*\\}\\}"_s);
    MustacheWriter writer;
    LineCounter lines(text);
    qsizetype position = 0;
    auto matches = tag.globalMatch(text);
    while (matches.hasNext()) {
        const auto match = matches.next();
        const int line = lines.lineOf(match.capturedStart());
        writer.text(QStringView(text).sliced(position, match.capturedStart() - position));
        if (isVariableName(match.captured(1))) {
            writer.variable(match.captured(1), line);
        } else {
            writer.lose(line,
                        Tr::tr("\u201C%1\u201D is no variable here and stays as text").arg(match.captured()));
            writer.text(match.captured());
        }
        position = match.capturedEnd();
    }
    writer.text(QStringView(text).sliced(position));
    return writer.take();
}

} // namespace assay::exchange
