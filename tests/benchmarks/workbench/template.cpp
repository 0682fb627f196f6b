// SPDX-License-Identifier: GPL-3.0-or-later
#include "figures.h"

#include "prompts/template.h"

using namespace Qt::StringLiterals;

namespace assay::benchmark {

Figure templateFigure()
{
    prompts::PromptContent content;
    content.messages = {{providers::Role::User,
                         u"Lorem {{variable}} ipsum dolor sit amet, and so on\n"_s.repeated(20'000)}};
    const Percentiles spans = timed(15, [&] { (void)prompts::variableSpans(content.messages[0].text); });
    const Percentiles rendered =
        timed(15, [&] { (void)prompts::render(content, {{u"variable"_s, u"value"_s}}); });
    return {u"A template of 1 MB"_s,
            {{u"its variables"_s, shown(spans)}, {u"rendered"_s, shown(rendered)}},
            {{u"spans"_s, toJson(spans)}, {u"rendered"_s, toJson(rendered)}}};
}

} // namespace assay::benchmark
