// SPDX-License-Identifier: GPL-3.0-or-later
#include "exchange/exchangetr.h"
#include "exchange/languagereaders.h"
#include "exchange/mustachewriter.h"
#include "prompts/promptstore.h"

using namespace Qt::StringLiterals;

namespace assay::exchange {
namespace {

class HandlebarsReader final {
public:
    explicit HandlebarsReader(const QString &text)
        : m_text(text)
    {
    }

    Converted read()
    {
        qsizetype position = 0;
        while (true) {
            const qsizetype start = m_text.indexOf(u"{{"_s, position);
            if (start < 0)
                break;
            const Tag tag = tagAt(start);
            QStringView before = QStringView(m_text).sliced(position, start - position);
            m_writer.text(tag.trimsBefore ? trimmedEnd(before) : before);
            m_line = m_lines.lineOf(start);
            m_writer.at(start);
            if (tag.end < 0) {
                m_writer.text(QStringView(m_text).sliced(start));
                m_writer.lose(m_line, Tr::tr("the tag is not closed and stays as text"));
                m_writer.refuse(Tr::tr("this tag is not closed"));
                return m_writer.take();
            }
            take(tag);
            position = tag.end;
            while (tag.trimsAfter && position < m_text.size() && m_text[position].isSpace())
                ++position;
        }
        m_writer.text(QStringView(m_text).sliced(position));
        return m_writer.take();
    }

private:
    struct Tag {
        QString contents;
        qsizetype end = -1; ///< after the braces; -1: not closed
        bool trimsBefore = false;
        bool trimsAfter = false;
    };

    static QStringView trimmedEnd(QStringView text)
    {
        while (!text.isEmpty() && text.back().isSpace())
            text.chop(1);
        return text;
    }

    [[nodiscard]] Tag tagAt(qsizetype start) const
    {
        const bool isComment = QStringView(m_text).sliced(start).startsWith(u"{{!--");
        const bool isTriple = QStringView(m_text).sliced(start).startsWith(u"{{{");
        const QString closing = isComment ? u"--}}"_s : isTriple ? u"}}}"_s : u"}}"_s;
        const qsizetype from = start + (isTriple ? 3 : 2);
        const qsizetype end = m_text.indexOf(closing, from);
        Tag tag;
        if (end < 0)
            return tag;
        tag.contents = m_text.mid(from, end - from).trimmed();
        tag.end = end + closing.size();
        tag.trimsBefore = tag.contents.startsWith(u'~');
        tag.trimsAfter = tag.contents.endsWith(u'~');
        if (tag.trimsBefore)
            tag.contents.remove(0, 1);
        if (tag.trimsAfter)
            tag.contents.chop(1);
        tag.contents = tag.contents.trimmed();
        return tag;
    }

    void take(const Tag &tag)
    {
        const QString &contents = tag.contents;
        if (contents.startsWith(u'!'))
            return;
        if (contents.startsWith(u'#'))
            return begin(contents.sliced(1).trimmed());
        if (contents.startsWith(u'^') && contents.size() > 1)
            return m_writer.beginIf(contents.sliced(1).trimmed(), true, m_line);
        if (contents == "else"_L1 || contents == "^"_L1)
            return m_writer.elseBranch();
        if (contents.startsWith("else if "_L1))
            return m_writer.elseIf(contents.sliced(8).trimmed(), false, m_line);
        if (contents.startsWith(u'/')) {
            if (!m_writer.end()) {
                m_writer.lose(m_line, Tr::tr("\u201C%1\u201D ends no block").arg(contents));
                m_writer.refuse(Tr::tr("\u201C%1\u201D ends no block").arg(contents));
            }
            return;
        }
        if (contents.startsWith(u'>'))
            return partial(contents.sliced(1).trimmed());
        value(contents.startsWith(u'&') ? contents.sliced(1).trimmed() : contents);
    }

    void begin(const QString &block)
    {
        const QString kind = block.section(u' ', 0, 0);
        const QString subject = block.section(u' ', 1).trimmed();
        if (kind == "if"_L1 || kind == "unless"_L1)
            m_writer.beginIf(subject, kind == "unless"_L1, m_line);
        else if (kind == "each"_L1)
            m_writer.beginEach(subject, u"this"_s, m_line);
        else if (subject.isEmpty()) // a plain mustache section
            m_writer.beginIf(kind, false, m_line);
        else {
            m_writer.lose(m_line,
                          Tr::tr("the block \u201C%1\u201D has no place here; its text is kept").arg(block));
            m_writer.beginLost();
        }
    }

    void partial(const QString &what)
    {
        const QString name = what.section(u' ', 0, 0);
        if (!prompts::problemWithName(name).isEmpty()) {
            m_writer.lose(m_line,
                          Tr::tr("the partial \u201C%1\u201D names no prompt and is left out").arg(name));
            return;
        }
        if (what.contains(u' '))
            m_writer.lose(m_line,
                          Tr::tr("the partial \u201C%1\u201D stands without its arguments").arg(name));
        m_writer.partial(name);
    }

    void value(const QString &expression)
    {
        const QString name = expression.startsWith("this."_L1) && !m_writer.isItem(u"this"_s)
            ? expression.sliced(5)
            : expression;
        if (expression == "."_L1)
            m_writer.variable(u"this"_s, m_line);
        else if (name.contains(u' ')) // a helper with arguments
            m_writer.lose(m_line,
                          Tr::tr("the helper \u201C%1\u201D has no place here and is left out").arg(name));
        else {
            if (m_writer.isItem(u"this"_s) && name != "this"_L1 && !m_writer.isOfItem(name))
                m_writer.lose(
                    m_line,
                    Tr::tr("\u201C%1\u201D inside a loop is taken as the prompt's variable").arg(name));
            m_writer.variable(name, m_line);
        }
    }

    QString m_text;
    LineCounter m_lines{m_text};
    MustacheWriter m_writer;
    int m_line = 1;
};

} // namespace

Converted readHandlebars(const QString &text)
{
    return HandlebarsReader(text).read();
}

} // namespace assay::exchange
