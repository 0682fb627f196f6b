// SPDX-License-Identifier: GPL-3.0-or-later
// What the check of a template passes renders, and nothing else; including, sharing and shortening a prompt
// keep to their promises. The first byte of the input says of which types the variables are.
#include "prompts/hints.h"
#include "prompts/partials.h"
#include "prompts/promptfile.h"
#include "prompts/template.h"

#include <cstdint>
#include <cstdlib>

using namespace Qt::StringLiterals;
using namespace assay;
using namespace assay::prompts;

namespace {

void require(bool isSo)
{
    if (!isSo)
        std::abort();
}

PromptContent contentOf(const QString &text, unsigned types)
{
    PromptContent content;
    content.messages = {{providers::Role::User, text}, {providers::Role::Assistant, text.left(100)}};
    const QStringList names = variableNames(content);
    for (const QString &name : names) {
        Variable variable;
        variable.name = name;
        variable.type = VariableType(types++ % 4 == 0 ? unsigned(VariableType::Text)
                                                      : types % unsigned(VariableType::Image));
        if (variable.type == VariableType::Choice)
            variable.choices = {u"a"_s};
        content.variables.append(variable);
    }
    return content;
}

QMap<QString, QString> valuesFor(const PromptContent &content, const QString &text)
{
    QMap<QString, QString> values;
    for (const Variable &variable : content.variables) {
        values.insert(variable.name,
                      variable.type == VariableType::Number       ? u"1.5"_s
                          : variable.type == VariableType::Choice ? u"a"_s
                          : variable.type == VariableType::Json   ? u"[1, {\"a\": null}, \"b\"]"_s
                                                                  : text.left(300) + u'x');
    }
    return values;
}

void includeIt(const PromptContent &content)
{
    int lookups = 0;
    const auto whole =
        expandPartials(content, u"self"_s, [&](const QString &, const QString &) -> Result<PromptContent> {
            require(++lookups <= 10'001);
            return content;
        });
    if (whole && !hasPartials(content))
        require(*whole == content);
}

void shareIt(const PromptContent &content)
{
    const auto read = parsePromptFile(toPromptFile({u"name"_s, {}, {}, content}), u"a.json"_s);
    require(read && read->content == content);
}

void shortenIt(const PromptContent &content)
{
    for (const Hint &hint : hintsFor(content)) {
        const PromptContent shorter = withHint(content, hint);
        if (hint.replacement && hint.message >= 0) {
            const auto at = size_t(hint.message);
            require(shorter.messages[at].text.size()
                    == content.messages[at].text.size() - hint.savedCharacters);
        }
    }
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t *data, std::size_t size)
{
    if (size == 0)
        return 0;
    // What is no UTF-8 is refused before it gets here.
    const QString text = QString::fromUtf8(reinterpret_cast<const char *>(data + 1), qsizetype(size - 1));
    const PromptContent content = contentOf(text, data[0]);
    const auto rendered = render(content, valuesFor(content, text));
    if (checkTemplates(content).has_value() && !hasPartials(content))
        require(rendered.has_value() || rendered.error().message.contains(u"grows beyond"_s));
    else
        require(!rendered.has_value());
    includeIt(content);
    shareIt(content);
    shortenIt(content);
    return 0;
}
