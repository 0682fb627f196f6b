// SPDX-License-Identifier: GPL-3.0-or-later
// What a prompt says with its values, without asking a model.
#include "promptsource.h"

#include <QCoroFuture>

using namespace Qt::StringLiterals;

namespace assay::ctl {
namespace {

QCoro::Task<int> renderPrompt(Invocation in)
{
    const auto source = co_await promptSource(in, in.words.first());
    if (!source)
        co_return in.terminal.error(source.error());
    const auto messages = renderedMessages(in, *source);
    if (!messages)
        co_return in.terminal.error(messages.error());
    QJsonArray json;
    QStringList parts;
    for (const providers::Message &message : *messages) {
        const QString role = providers::roleName(message.role);
        json.append(QJsonObject{{u"role"_s, role},
                                {u"text"_s, message.text},
                                {u"images"_s, static_cast<int>(message.images.size())}});
        parts.append(u"== %1 ==\n%2\n"_s.arg(role, message.text));
    }
    if (in.terminal.isJson())
        in.terminal.document(
            QJsonObject{{u"name"_s, source->prompt}, {u"version"_s, source->version}, {u"messages"_s, json}});
    else
        in.terminal.foreign(parts.join(u'\n'));
    co_return Ok;
}

} // namespace

QList<Command> renderCommands()
{
    return {{u"prompts"_s,
             u"render"_s,
             u"NAME[@V] [--var k=v ...] [--test-values]"_s,
             u"Prints the messages as a model would get them, included prompts and values in their place."_s,
             1,
             1,
             {{u"var"_s, {}, u"NAME=VALUE"_s}, {u"test-values"_s, {}}, {u"subject"_s, {}, u"WHO"_s}},
             Command::Needs::Workspace,
             renderPrompt}};
}

} // namespace assay::ctl
