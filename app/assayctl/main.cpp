// SPDX-License-Identifier: GPL-3.0-or-later
#include "command.h"

#include <algorithm>
#include <csignal>

#include <QCoreApplication>
#include <QCoroFuture>
#include <QSet>
#include <QSocketNotifier>
#include <QTimer>
#include <sys/eventfd.h>
#include <unistd.h>

using namespace Qt::StringLiterals;
using namespace assay;
using namespace assay::ctl;

namespace {

int signalFd = -1;

void onSignal(int)
{
    const quint64 one = 1;
    std::ignore = ::write(signalFd, &one, sizeof one);
}

/// Turns SIGINT and SIGTERM into a stop request on the event loop.
class Interrupt final {
public:
    Interrupt()
        : m_notifier((signalFd = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK)), QSocketNotifier::Read)
    {
        QObject::connect(&m_notifier, &QSocketNotifier::activated, &m_notifier, [this] {
            m_notifier.setEnabled(false);
            m_source.request_stop();
        });
        std::signal(SIGINT, onSignal);
        std::signal(SIGTERM, onSignal);
    }
    [[nodiscard]] std::stop_token token() const { return m_source.get_token(); }
    [[nodiscard]] static int descriptor() { return signalFd; }

private:
    QSocketNotifier m_notifier;
    std::stop_source m_source;
};

QList<Command> allCommands()
{
    return providerCommands() + healthCommands() + modelCommands() + promptCommands() + versionListCommands()
        + versionCommands() + labelCommands() + roleCommands()
        + releaseCommands() + renderCommands() + runCommands() + logCommands() + engineCommands()
        + routeCommands() + limitCommands() + breakerCommands() + reviewCommands() + embedCommands()
        + tokenCommands() + connectionCommands() + simulateCommands() + doctorCommands();
}

QString nameOf(const Command &command)
{
    return command.verb.isEmpty() ? command.group : command.group + u' ' + command.verb;
}

QString helpText(const QList<Command> &commands)
{
    QString text = u"Usage: assayctl [--workspace FILE] [--json] COMMAND ...\n\nCommands:\n"_s;
    for (const Command &command : commands)
        text += u"  %1 %2\n      %3\n"_s.arg(nameOf(command), command.usage, command.summary);
    return text
        + u"\nOptions for every command:\n  --workspace FILE   the workspace; without it the sample "
          u"workspace\n"
          "  --json             one JSON document instead of text\n  --help, --version\n\n"
          "Exit codes: 0 ok, 1 the check failed, 2 bad usage, 3 the provider or the store failed.\n"_s;
}

QList<QCommandLineOption> globalOptions()
{
    return {{u"workspace"_s, {}, u"FILE"_s}, {u"json"_s, {}}, {{u"h"_s, u"help"_s}, {}}, {u"version"_s, {}}};
}

/// Knows every option, so that the command is found among options and their values in any order. What an
/// option of another command is worth here, the command's own parser decides.
void parseForCommand(QCommandLineParser &parser, const QList<Command> &commands, const QStringList &arguments)
{
    QList<QCommandLineOption> options = globalOptions();
    for (const Command &command : commands)
        options += command.options;
    QSet<QString> known;
    for (const QCommandLineOption &option : options) {
        if (!known.contains(option.names().constLast()))
            parser.addOption(option);
        known.insert(option.names().constLast());
    }
    std::ignore = parser.parse(arguments); // what is wrong, the command's own parser says better
}

const Command *findCommand(const QList<Command> &commands, const QStringList &words)
{
    for (const Command &command : commands) {
        if (command.group == words.value(0) && (command.verb.isEmpty() || command.verb == words.value(1)))
            return &command;
    }
    return nullptr;
}

bool hasVerbs(const QList<Command> &commands, const QString &group)
{
    return std::any_of(commands.begin(), commands.end(), [&group](const Command &command) {
        return command.group == group && !command.verb.isEmpty();
    });
}

QString unknownCommand(const QList<Command> &commands, const QStringList &words)
{
    QStringList verbs;
    QStringList groups;
    for (const Command &command : commands) {
        if (command.group == words.value(0))
            verbs.append(command.verb);
        if (!groups.contains(command.group))
            groups.append(command.group);
    }
    if (verbs.removeAll(QString()) > 0)
        return u"%1 stands alone or takes one of: %2."_s.arg(words.value(0), verbs.join(u", "_s));
    if (!verbs.isEmpty())
        return u"%1 needs one of: %2."_s.arg(words.value(0), verbs.join(u", "_s));
    if (words.isEmpty())
        return u"Say what to do: %1. See assayctl --help."_s.arg(groups.join(u", "_s));
    return u"There is no command %1. Commands: %2."_s.arg(words.value(0), groups.join(u", "_s));
}

workspace::WorkspaceOptions workspaceOptions(const Command &command, const QString &path)
{
    using WhenMissing = workspace::WorkspaceOptions::WhenMissing;
    workspace::WorkspaceOptions options;
    options.path = path.isEmpty() ? workspace::defaultWorkspacePath() : path;
    options.whenMissing = path.isEmpty()                ? WhenMissing::CreateSample
        : command.needs == Command::Needs::NewWorkspace ? WhenMissing::CreateEmpty
                                                        : WhenMissing::Refuse;
    return options;
}

QCoro::Task<int> runInWorkspace(const Command &command, Invocation invocation)
{
    Work work = command.run;
    if (command.prepare != nullptr) {
        auto prepared = command.prepare(invocation);
        if (!prepared)
            co_return invocation.terminal.error(prepared.error());
        work = *prepared;
    }
    if (command.needs == Command::Needs::Nothing)
        co_return co_await work(invocation);
    const QString path = invocation.option(u"workspace"_s);
    auto workspace = workspace::Workspace::open(workspaceOptions(command, path));
    if (!workspace)
        co_return invocation.terminal.error(workspace.error()) == BadUsage ? int(BadUsage) : int(Failed);
    if (const Result<> filled = co_await (*workspace)->completeSample(); !filled)
        co_return invocation.terminal.error(filled.error());
    invocation.workspace = workspace->get();
    const std::stop_callback stopCalls(invocation.stop,
                                       [&workspace] { (*workspace)->orchestrator().stopAll(); });
    const int code = co_await work(invocation);
    co_await (*workspace)->shutDown();
    co_return invocation.stop.stop_requested() ? int(Interrupted) : code;
}

QCoro::Task<> runAndQuit(const Command &command, Invocation invocation)
{
    const int code = co_await runInWorkspace(command, invocation);
    QCoreApplication::exit(code);
}

} // namespace

int main(int argc, char **argv)
{
    QCoreApplication app(argc, argv);
    QCoreApplication::setApplicationName(u"assay"_s);
    QCoreApplication::setApplicationVersion(QStringLiteral(ASSAY_VERSION));
    const QList<Command> commands = allCommands();
    QCommandLineParser all;
    parseForCommand(all, commands, app.arguments());
    const Terminal terminal(all.isSet(u"json"_s));
    const QStringList words = all.positionalArguments();

    if (all.isSet(u"version"_s)) {
        terminal.line(u"assayctl "_s + QCoreApplication::applicationVersion());
        return Ok;
    }
    if (all.isSet(u"help"_s)) {
        terminal.write(helpText(commands));
        return Ok;
    }
    const Command *command = findCommand(commands, words);
    if (command == nullptr)
        return terminal.usage(unknownCommand(commands, words));

    QCommandLineParser options;
    options.addOptions(globalOptions());
    options.addOptions(command->options);
    if (!options.parse(app.arguments())) {
        return terminal.usage(u"%1 Usage: assayctl %2 %3"_s.arg(
            options.errorText() + (options.errorText().endsWith(u'.') ? u""_s : u"."_s), nameOf(*command),
            command->usage));
    }
    const QStringList positional = options.positionalArguments().mid(command->verb.isEmpty() ? 1 : 2);
    if (positional.size() < command->fewestWords || positional.size() > command->mostWords) {
        if (command->verb.isEmpty() && hasVerbs(commands, command->group))
            return terminal.usage(unknownCommand(commands, words)); // a verb that there is not
        return terminal.usage(u"Usage: assayctl %1 %2"_s.arg(nameOf(*command), command->usage));
    }

    const Interrupt interrupt;
    const Invocation invocation{terminal, nullptr,           positional,
                                options,  interrupt.token(), Interrupt::descriptor()};
    QTimer::singleShot(0, &app, [&] { runAndQuit(*command, invocation); });
    const int code = app.exec();
    if (terminal.hasLostOutput()) {
        terminal.note(u"The output could not be written; is the disk full?"_s);
        return code == Ok ? int(Failed) : code;
    }
    return code;
}
