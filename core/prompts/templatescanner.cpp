// SPDX-License-Identifier: GPL-3.0-or-later
#include "prompts/templatescanner.h"

#include "prompts/promptstore.h"
#include "prompts/prompttr.h"

#include <algorithm>

namespace assay::prompts {
namespace {

constexpr qsizetype nameLengthMax = 80;

bool isAsciiSpace(QChar c)
{
    return c == u' ' || (c >= u'\t' && c <= u'\r');
}

/// Not QStringView::trimmed(): the renderer knows ASCII spaces only.
QStringView trimmed(QStringView text)
{
    while (!text.isEmpty() && isAsciiSpace(text.front()))
        text = text.sliced(1);
    while (!text.isEmpty() && isAsciiSpace(text.back()))
        text.chop(1);
    return text;
}

bool isVariableName(QStringView name)
{
    if (name.isEmpty() || name.size() > nameLengthMax)
        return false;
    if (!name.front().isLetter() && name.front() != u'_')
        return false;
    return std::all_of(name.begin(), name.end(), [](QChar c) {
        return c.isLetterOrNumber() || c.isMark() || c == u'_' || c == u'-' || c == u'.';
    });
}

/// Of a label or a version's number.
bool isReferenceCharacter(QChar c)
{
    return (c >= u'a' && c <= u'z') || (c >= u'0' && c <= u'9') || c == u'_' || c == u'-' || c == u'.';
}

QString shortened(QStringView text)
{
    const QString line = text.left(41).toString().simplified();
    return line.size() > 40 ? line.left(40) + u'…' : line;
}

QString nameProblem(QStringView name)
{
    if (name.isEmpty())
        return Tr::tr("the tag is empty: write a variable's name between the braces");
    return Tr::tr(
               "“%1” is not a variable name, which has letters, digits, “_”, “-” and “.” and begins with a "
               "letter or “_”; to write two braces as text, put a space between them: { {")
        .arg(shortened(name));
}

/// What is wrong with "name" or "name@reference"; empty when nothing.
QString partialProblem(QStringView contents)
{
    const qsizetype at = contents.indexOf(u'@');
    const QStringView name = at < 0 ? contents : contents.left(at);
    const QStringView reference = at < 0 ? QStringView() : contents.sliced(at + 1);
    const bool isReference =
        std::all_of(reference.begin(), reference.end(), [](QChar c) { return isReferenceCharacter(c); });
    if (problemWithName(name.toString()).isEmpty() && isReference && (at < 0 || !reference.isEmpty()))
        return {};
    return Tr::tr("“%1” names no prompt to include; write {{> name}}, {{> name@label}} or {{> name@3}}")
        .arg(shortened(contents));
}

TagKind kindOf(QChar sigil)
{
    switch (sigil.unicode()) {
    case u'#':
        return TagKind::SectionBegin;
    case u'^':
        return TagKind::InvertedBegin;
    case u'/':
        return TagKind::SectionEnd;
    case u'!':
        return TagKind::Comment;
    default:
        return TagKind::Variable;
    }
}

/// What stands between the braces.
void parseContents(QStringView contents, bool threeBraces, TemplateTag &tag)
{
    const QChar sigil = contents.isEmpty() || threeBraces ? QChar() : contents.front();
    if (sigil == u'=') {
        tag.problem = Tr::tr("other delimiters than {{ and }} are not supported");
        return;
    }
    if (sigil == u'>') {
        tag.name = trimmed(contents.sliced(1));
        tag.problem = partialProblem(tag.name);
        tag.kind = tag.problem.isEmpty() ? TagKind::Partial : TagKind::Broken;
        return;
    }
    const TagKind kind = kindOf(sigil);
    const bool hasSigil = kind != TagKind::Variable || sigil == u'&';
    tag.name = trimmed(hasSigil ? contents.sliced(1) : contents);
    const bool isOwnValue = kind == TagKind::Variable && tag.name == u".";
    if (kind != TagKind::Comment && !isOwnValue && !isVariableName(tag.name))
        tag.problem = nameProblem(tag.name);
    else
        tag.kind = kind;
}

} // namespace

TemplateTag TemplateScanner::next()
{
    const qsizetype start = m_text.indexOf(u"{{", m_position);
    if (start < 0) {
        m_position = m_text.size();
        return {};
    }
    TemplateTag tag = read(start);
    m_position = tag.kind == TagKind::Broken ? start + 2 : start + tag.length;
    return tag;
}

TemplateTag TemplateScanner::read(qsizetype start)
{
    TemplateTag tag;
    tag.start = start;
    tag.length = 2;
    qsizetype from = start + 2;
    const bool threeBraces = from < m_text.size() && m_text[from] == u'{';
    from += threeBraces ? 1 : 0;
    const QStringView braces = threeBraces ? u"}}}" : u"}}";
    const qsizetype end = closing(braces, from);
    if (end < 0) {
        tag.problem = Tr::tr("the tag that begins here is not closed: add %1").arg(braces);
        return tag;
    }
    const QStringView contents = m_text.sliced(from, end - from);
    // Looking no further than a name may reach keeps a text full of stray braces linear.
    const bool isComment = !threeBraces && trimmed(contents.left(nameLengthMax)).startsWith(u'!');
    if (!isComment && contents.left(2 * nameLengthMax).contains(u"{{")) {
        tag.problem =
            Tr::tr("the tag that begins here is not closed before the next one: add %1").arg(braces);
        return tag;
    }
    if (!isComment && contents.size() > 4 * nameLengthMax) {
        tag.problem = nameProblem(contents.left(4 * nameLengthMax));
        return tag;
    }
    tag.length = end + braces.size() - start;
    parseContents(trimmed(contents), threeBraces, tag);
    return tag;
}

qsizetype TemplateScanner::closing(QStringView braces, qsizetype from)
{
    qsizetype &known = braces.size() == 3 ? m_threeBraces : m_twoBraces;
    if (known >= 0 && known < from)
        known = m_text.indexOf(braces, from);
    return known;
}

} // namespace assay::prompts
