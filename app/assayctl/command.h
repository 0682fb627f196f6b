// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "terminal.h"
#include "workspace/workspace.h"

#include <functional>
#include <stop_token>

#include <QCommandLineParser>
#include <QCoroTask>

namespace assay::ctl {

/// A command as it was typed.
struct Invocation {
    const Terminal &terminal;
    workspace::Workspace *workspace; ///< null for commands that need none
    QStringList words; ///< positional arguments after group and verb
    const QCommandLineParser &options;
    std::stop_token stop; ///< Ctrl+C
    int stopDescriptor = -1; ///< readable from Ctrl+C on, for what has to block

    [[nodiscard]] QString option(const QString &name) const { return options.value(name); }
    [[nodiscard]] bool has(const QString &name) const { return options.isSet(name); }
};

/// What is left to do once the input was found good.
using Work = std::function<QCoro::Task<int>(Invocation)>;

/// One thing assayctl does.
struct Command {
    QString group; ///< "providers"
    QString verb; ///< "add"; empty when the group is the command
    QString usage; ///< what follows, "NAME --base-url URL"
    QString summary;
    int fewestWords = 0;
    int mostWords = 0;
    QList<QCommandLineOption> options = {};
    enum class Needs {
        Nothing,
        Workspace,
        NewWorkspace
    } needs = Needs::Workspace; ///< NewWorkspace: makes one if it is missing
    QCoro::Task<int> (*run)(Invocation invocation) = nullptr;
    /// Instead of `run`: reads the input before a workspace is opened, so that a refusal has not made one.
    Result<Work> (*prepare)(const Invocation &invocation) = nullptr;
};

[[nodiscard]] QList<Command> providerCommands(); ///< providers, keys
[[nodiscard]] QList<Command> healthCommands(); ///< providers health
[[nodiscard]] QList<Command> modelCommands();
[[nodiscard]] QList<Command> promptCommands();
[[nodiscard]] QList<Command> releaseCommands();
[[nodiscard]] QList<Command> labelCommands(); ///< prompts label, labels, unlabel, undo-label
[[nodiscard]] QList<Command> roleCommands(); ///< roles, audit
[[nodiscard]] QList<Command> versionListCommands(); ///< prompts versions
[[nodiscard]] QList<Command> versionCommands(); ///< prompts diff, blame, merge
[[nodiscard]] QList<Command> renderCommands(); ///< prompts render
[[nodiscard]] QList<Command> runCommands();
[[nodiscard]] QList<Command> logCommands(); ///< log, costs
[[nodiscard]] QList<Command> connectionCommands();
[[nodiscard]] QList<Command> engineCommands(); ///< policy, budgets, cache
[[nodiscard]] QList<Command> routeCommands(); ///< routes explain, routes tune
[[nodiscard]] QList<Command> breakerCommands();
[[nodiscard]] QList<Command> reviewCommands();
[[nodiscard]] QList<Command> limitCommands();
[[nodiscard]] QList<Command> embedCommands();
[[nodiscard]] QList<Command> tokenCommands();
[[nodiscard]] QList<Command> simulateCommands();
[[nodiscard]] QList<Command> doctorCommands();

} // namespace assay::ctl
