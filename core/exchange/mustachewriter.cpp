// SPDX-License-Identifier: GPL-3.0-or-later
#include "exchange/mustachewriter.h"

#include "exchange/exchangetr.h"
#include "prompts/template.h"

#include <algorithm>

using namespace Qt::StringLiterals;

namespace assay::exchange {

namespace {

constexpr int depthMax = 32; // what checkTemplate() lets pass

} // namespace

bool isVariableName(const QString &name)
{
    const auto spans = prompts::variableSpans(QString(u"{{"_s + name + u"}}"_s));
    return spans.size() == 1 && spans.first().name == name && name != "."_L1;
}

void MustacheWriter::lose(int line, const QString &sentence)
{
    m_converted.losses.append(Tr::tr("line %1: %2").arg(line).arg(sentence));
}

void MustacheWriter::refuse(const QString &reason)
{
    if (!m_converted.problem)
        m_converted.problem = TemplateProblem{m_position, reason};
}

bool MustacheWriter::isDropping() const
{
    return std::any_of(m_blocks.begin(), m_blocks.end(), [](const Block &block) { return block.isDropped; });
}

void MustacheWriter::text(QStringView text)
{
    if (isDropping())
        return;
    for (const QChar c : text) {
        if (c == u'{' && m_converted.text.endsWith(u'{'))
            m_converted.text += u' '; // two would begin a tag
        m_converted.text += c;
    }
}

void MustacheWriter::tag(const QString &contents)
{
    if (m_converted.text.endsWith(u'{'))
        m_converted.text += u' '; // a third brace would belong to the tag
    m_converted.text += u"{{"_s + contents + u"}}"_s;
}

void MustacheWriter::variable(const QString &name, int line)
{
    if (isDropping())
        return;
    if (isItem(name)) {
        tag(u"."_s);
    } else if (isOfItem(name)) {
        lose(line, Tr::tr("items have no members here: \u201C%1\u201D is left out").arg(name));
    } else if (isVariableName(name)) {
        tag(name);
    } else {
        lose(line, Tr::tr("\u201C%1\u201D is no variable here and is left out").arg(name));
    }
}

void MustacheWriter::partial(const QString &name)
{
    if (!isDropping())
        tag(u"> "_s + name);
}

bool MustacheWriter::isItem(const QString &name) const
{
    return std::any_of(m_blocks.begin(), m_blocks.end(),
                       [&name](const Block &block) { return !block.item.isEmpty() && block.item == name; });
}

bool MustacheWriter::isOfItem(const QString &name) const
{
    const qsizetype dot = name.indexOf(u'.');
    return dot > 0 && isItem(name.left(dot));
}

/// So that hostile nesting stays cheap; templates of people do not get there.
bool MustacheWriter::isTooDeep()
{
    if (m_open < depthMax && m_blocks.size() < 4 * depthMax)
        return false;
    refuse(Tr::tr("blocks lie more than %1 deep here").arg(depthMax));
    if (m_tooDeep++ == 0)
        m_converted.losses.append(
            Tr::tr("blocks more than %1 deep are kept without their conditions").arg(depthMax));
    return true;
}

prompts::Variable &MustacheWriter::said(const QString &name)
{
    QList<prompts::Variable> &known = m_converted.variables;
    const auto found = m_said.constFind(name);
    if (found != m_said.constEnd())
        return known[*found];
    m_said.insert(name, known.size());
    known.append(prompts::Variable{.name = name});
    return known.last();
}

void MustacheWriter::open(const QString &name, bool isInverted)
{
    if (!isDropping())
        tag((isInverted ? u'^' : u'#') + name);
}

void MustacheWriter::beginIf(const QString &name, bool isInverted, int line)
{
    if (isTooDeep())
        return;
    if (!isVariableName(name) || isItem(name) || isOfItem(name)) {
        lose(
            line,
            Tr::tr("the condition \u201C%1\u201D cannot be said here; what depends on it is kept").arg(name));
        beginLost();
        return;
    }
    said(name).isRequired = false;
    open(name, isInverted);
    ++m_open;
    m_blocks.push_back({{name}, isInverted, {}, false, false, m_position});
}

void MustacheWriter::beginEach(const QString &name, const QString &item, int line)
{
    if (isTooDeep())
        return;
    if (!isVariableName(name)) {
        lose(line,
             Tr::tr("the loop over \u201C%1\u201D cannot be said here; its text is kept once").arg(name));
        beginLost();
        return;
    }
    prompts::Variable &list = said(name);
    list.type = prompts::VariableType::List;
    list.isRequired = false;
    open(name, false);
    ++m_open;
    m_blocks.push_back({{name}, false, item, false, false, m_position});
}

void MustacheWriter::beginLost()
{
    if (!isTooDeep())
        m_blocks.push_back({{}, false, {}, true, false, m_position});
}

void MustacheWriter::elseIf(const QString &name, bool isInverted, int line)
{
    elseBranch();
    if (m_blocks.empty() || m_tooDeep > 0 || m_blocks.back().isLost)
        return;
    if (!isVariableName(name)) {
        lose(line,
             Tr::tr("the condition \u201C%1\u201D cannot be said here; what depends on it is left out")
                 .arg(name));
        m_blocks.back().isDropped = true;
        return;
    }
    if (m_open >= depthMax) {
        lose(line, Tr::tr("more than %1 conditions in a row; what follows is left out").arg(depthMax));
        m_blocks.back().isDropped = true;
        return;
    }
    said(name).isRequired = false;
    open(name, isInverted);
    ++m_open;
    m_blocks.back().names.prepend(name);
    m_blocks.back().isInverted = isInverted;
}

void MustacheWriter::elseBranch()
{
    if (m_blocks.empty() || m_tooDeep > 0)
        return;
    Block &block = m_blocks.back();
    block.item.clear();
    if (block.isLost) {
        block.isDropped = true;
        return;
    }
    block.isDropped = false;
    if (!isDropping())
        tag(u'/' + block.names.first());
    block.isInverted = !block.isInverted;
    open(block.names.first(), block.isInverted);
}

bool MustacheWriter::end()
{
    if (m_tooDeep > 0) {
        --m_tooDeep;
        return true;
    }
    if (m_blocks.empty())
        return false;
    const Block block = std::move(m_blocks.back());
    m_blocks.pop_back();
    m_open -= int(block.names.size());
    if (!isDropping()) {
        for (const QString &name : block.names)
            tag(u'/' + name);
    }
    return true;
}

Converted MustacheWriter::take()
{
    if (!m_blocks.empty()) {
        m_position = m_blocks.back().begin;
        refuse(Tr::tr("this block is not closed"));
    }
    while (end())
        m_converted.losses.append(Tr::tr("a block that the text does not close ends with the text"));
    return std::move(m_converted);
}

} // namespace assay::exchange
