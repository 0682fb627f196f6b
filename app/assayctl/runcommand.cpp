// SPDX-License-Identifier: GPL-3.0-or-later
#include "command.h"
#include "runestimate.h"
#include "runoptions.h"
#include "runreport.h"

using namespace Qt::StringLiterals;

namespace assay::ctl {
namespace {

/// Hears of one call: its deltas where they are wanted, and what holds it up.
class Printer final : public orchestration::CompletionListener {
public:
    /// `name` is put before each sentence; empty when there is one call only.
    Printer(const Terminal &terminal, bool printsDeltas, const QString &name)
        : m_terminal(terminal)
        , m_printsDeltas(printsDeltas)
        , m_name(name)
    {
    }

    void onDelta(const providers::Delta &delta) override
    {
        if (m_printsDeltas && !delta.text.isEmpty())
            m_terminal.foreign(delta.text);
        if (m_printsDeltas && delta.toolCall)
            printCall(delta);
    }
    void onRetry(const Error &error, int nextAttempt, std::chrono::milliseconds wait) override
    {
        tell(u"%1 Attempt %2 follows in %3 ms."_s.arg(error.message, QString::number(nextAttempt),
                                                      QString::number(wait.count())));
    }
    void onQueued(int position) override
    {
        tell(u"Waits for the rate limit: place %1 in the queue."_s.arg(position));
    }
    void onAskedAgain(const QString &why) override
    {
        tell(u"The answer was not as the prompt demands, so the model is asked again: %1"_s.arg(
            why.simplified()));
    }

private:
    /// As it comes: the name once, then its arguments.
    void printCall(const providers::Delta &delta)
    {
        if (m_call != delta.toolIndex)
            m_terminal.foreign(u"\n[calls %1] "_s.arg(delta.toolName));
        m_call = delta.toolIndex;
        m_terminal.foreign(delta.toolArguments);
    }
    void tell(const QString &sentence) const
    {
        m_terminal.note(m_name.isEmpty() ? sentence : u"%1: %2"_s.arg(m_name, sentence));
    }

    const Terminal &m_terminal;
    bool m_printsDeltas;
    std::optional<int> m_call; ///< that is being printed
    QString m_name;
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

void printNotes(const Terminal &terminal, const orchestration::CompletionResult &result)
{
    for (const QString &note : result.notes)
        terminal.note(u"%1/%2: %3"_s.arg(result.record.provider, result.record.model, note.simplified()));
}

/// Whether the run may go on; an exit code when it ends here.
QCoro::Task<std::optional<int>> estimated(Invocation in, RunPlan plan)
{
    if (!in.has(u"estimate"_s) && !plan.maxCost)
        co_return std::nullopt;
    const auto estimates = co_await estimateRun(in, plan);
    if (!estimates)
        co_return in.terminal.error(estimates.error());
    if (in.has(u"estimate"_s))
        printEstimates(in.terminal, *estimates);
    const QString tooDear = plan.maxCost ? whyTooDear(*estimates, *plan.maxCost) : QString();
    if (!tooDear.isEmpty()) {
        in.terminal.note(tooDear);
        co_return int(CheckFailed);
    }
    co_return in.has(u"estimate"_s) ? std::optional(int(Ok)) : std::nullopt;
}

QCoro::Task<int> run(Invocation in)
{
    auto plan = co_await runPlan(in);
    if (!plan)
        co_return in.terminal.error(plan.error());
    if (const std::optional<int> code = co_await estimated(in, *plan))
        co_return *code;
    const bool isOne = plan->requests.size() == 1;
    const bool printsDeltas = in.has(u"stream"_s) && isOne && !in.terminal.isJson();
    std::vector<std::unique_ptr<Printer>> printers;

    // All start now; each is awaited in turn, which keeps the order of the command line.
    std::vector<QCoro::Task<orchestration::CompletionResult>> calls;
    for (orchestration::CompletionRequest &request : plan->requests) {
        const QString name = isOne ? QString() : request.target.toString();
        printers.push_back(std::make_unique<Printer>(in.terminal, printsDeltas, name));
        calls.push_back(in.workspace->orchestrator().complete(std::move(request), *printers.back(), in.stop));
    }
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
    for (const orchestration::CompletionResult &result : results)
        printNotes(in.terminal, result);
    co_return hasFailed ? int(Failed) : int(Ok);
}

} // namespace

QList<Command> runCommands()
{
    return {
        {u"run"_s,
         {},
         u"NAME[@V]|--text TEXT --model PROVIDER/MODEL [--model ...] [--var k=v ...] [--test-values] "
         "[--image FILE ...] [--stream] [--estimate] [--max-cost USD] [--temperature N] [--top-p N] "
         "[--max-tokens N] [--seed N] [--stop TEXT] [--effort none|minimal|low|medium|high] [--service-tier standard|flex|priority] [--logprobs N] "
         "[--json-answer] [--tool-choice auto|none|required|NAME] [--cache policy|always|never] "
         "[--drop-unsupported] [--priority interactive|normal|batch] [--max-wait DURATION] [--subject WHO]"_s,
         u"Runs a prompt (or a text) on one or more models at once; with --estimate only says what it would cost."_s,
         0,
         1,
         runOptions(),
         Command::Needs::Workspace,
         run}};
}

} // namespace assay::ctl
