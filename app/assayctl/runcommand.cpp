// SPDX-License-Identifier: GPL-3.0-or-later
#include "command.h"
#include "runoptions.h"
#include "runreport.h"

using namespace Qt::StringLiterals;

namespace assay::ctl {
namespace {

/// Prints deltas as they come, when there is one model to hear.
class Printer final : public orchestration::CompletionListener {
public:
    Printer(const Terminal &terminal, bool printsDeltas)
        : m_terminal(terminal)
        , m_printsDeltas(printsDeltas)
    {
    }

    void onDelta(const providers::Delta &delta) override
    {
        if (m_printsDeltas && !delta.text.isEmpty())
            m_terminal.foreign(delta.text);
    }
    void onRetry(const Error &error, int nextAttempt, std::chrono::milliseconds wait) override
    {
        m_terminal.note(u"%1 Attempt %2 follows in %3 ms."_s.arg(error.message, QString::number(nextAttempt),
                                                                 QString::number(wait.count())));
    }

private:
    const Terminal &m_terminal;
    bool m_printsDeltas;
};

void printAnswer(const Terminal &terminal, const orchestration::CompletionResult &result)
{
    terminal.line(u"== %1/%2 =="_s.arg(result.record.provider, result.record.model));
    if (!result.completion.text.isEmpty())
        terminal.foreign(result.completion.text.trimmed() + u'\n');
    for (const providers::ToolCall &call : result.completion.toolCalls)
        terminal.foreign(u"[calls %1]\n"_s.arg(call.name));
    if (result.completion.error)
        terminal.note(u"%1/%2: %3"_s.arg(result.record.provider, result.record.model,
                                         result.completion.error->message));
    terminal.line({});
}

QCoro::Task<int> run(Invocation in)
{
    auto requests = co_await runRequests(in);
    if (!requests)
        co_return in.terminal.error(requests.error());
    const bool printsDeltas = in.has(u"stream"_s) && requests->size() == 1 && !in.terminal.isJson();
    Printer printer(in.terminal, printsDeltas);

    // All start now; each is awaited in turn, which keeps the order of the command line.
    std::vector<QCoro::Task<orchestration::CompletionResult>> calls;
    for (orchestration::CompletionRequest &request : *requests)
        calls.push_back(in.workspace->orchestrator().complete(std::move(request), printer, in.stop));
    std::vector<orchestration::CompletionResult> results;
    bool hasFailed = false;
    for (auto &call : calls) {
        results.push_back(co_await call);
        hasFailed = hasFailed || results.back().completion.error.has_value();
        if (!in.terminal.isJson() && !printsDeltas)
            printAnswer(in.terminal, results.back());
    }
    if (in.terminal.isJson()) {
        QJsonArray json;
        for (const orchestration::CompletionResult &result : results)
            json.append(toJson(result));
        in.terminal.document(json);
        co_return hasFailed ? int(Failed) : int(Ok);
    }
    if (printsDeltas)
        in.terminal.line(u"\n"_s);
    printTable(in.terminal, results);
    co_return hasFailed ? int(Failed) : int(Ok);
}

} // namespace

QList<Command> runCommands()
{
    return {
        {u"run"_s,
         {},
         u"NAME[@V] --model PROVIDER/MODEL [--model ...] [--var k=v ...] [--test-values] [--text TEXT] "
         u"[--stream] "
         "[--temperature N] [--top-p N] [--max-tokens N] [--seed N] [--stop TEXT] [--json-answer] [--subject WHO]"_s,
         u"Runs a prompt (or a text) on one or more models at once."_s,
         0,
         1,
         runOptions(),
         Command::Needs::Workspace,
         run}};
}

} // namespace assay::ctl
