// SPDX-License-Identifier: GPL-3.0-or-later
#include "command.h"

using namespace Qt::StringLiterals;

namespace assay::ctl {
namespace {

Result<double> number(const Invocation &in, const QString &option, double least, double most)
{
    bool isNumber = false;
    const double value = in.option(option).toDouble(&isNumber);
    if (!isNumber || !(value >= least && value <= most)) // "nan" is a number to toDouble, in no range
        return fail(ErrorCode::InvalidInput,
                    u"--%1 needs a number from %2 to %3."_s.arg(option).arg(least).arg(most));
    return value;
}

Result<simulator::SimulatorOptions> readOptions(const Invocation &in)
{
    simulator::SimulatorOptions options;
    const QString listen = in.option(u"listen"_s);
    const qsizetype colon = listen.lastIndexOf(u':');
    bool isPort = false;
    options.host = listen.left(colon).remove(u'[').remove(u']');
    options.port = listen.mid(colon + 1).toUShort(&isPort);
    if (colon < 1 || !isPort)
        return fail(ErrorCode::InvalidInput, u"--listen needs HOST:PORT, not \"%1\"."_s.arg(listen));
    constexpr double largest = 1e9;
    struct Rate {
        QString option;
        double *target;
    };
    for (const Rate &rate :
         {Rate{u"error-rate"_s, &options.errorRate}, Rate{u"rate-limit-rate"_s, &options.rateLimitRate},
          Rate{u"overload-rate"_s, &options.overloadRate}, Rate{u"drop-rate"_s, &options.dropRate}}) {
        const auto value = number(in, rate.option, 0, 1);
        if (!value)
            return tl::unexpected(value.error());
        *rate.target = *value;
    }
    for (const QString &option : {u"latency"_s, u"rate"_s, u"answer-tokens"_s, u"seed"_s}) {
        if (!in.has(option))
            continue;
        const auto value = number(in, option, 0, largest);
        if (!value)
            return tl::unexpected(value.error());
        if (option == u"latency"_s)
            options.latency = std::chrono::milliseconds(static_cast<qint64>(*value));
        else if (option == u"rate"_s)
            options.tokensPerSecond = *value;
        else if (option == u"answer-tokens"_s)
            options.answerTokens = static_cast<int>(*value);
        else
            options.seed = static_cast<quint64>(*value);
    }
    if (in.has(u"require-key-env"_s))
        options.requiredKey = qEnvironmentVariable(in.option(u"require-key-env"_s).toUtf8().constData());
    // An empty key would let everybody in, the opposite of what was asked.
    if (in.has(u"require-key-env"_s) && options.requiredKey.isEmpty())
        return fail(
            ErrorCode::InvalidInput,
            u"The environment variable %1 is empty or not set."_s.arg(in.option(u"require-key-env"_s)));
    return options;
}

/// Suspends until the stop.
struct Stopped {
    std::stop_token stop;
    struct Resume {
        std::coroutine_handle<> waiter;
        void operator()() const { waiter.resume(); }
    };
    std::optional<std::stop_callback<Resume>> callback;

    explicit Stopped(std::stop_token token)
        : stop(std::move(token))
    {
    }
    struct Awaiter {
        Stopped *self;
        [[nodiscard]] bool await_ready() const { return self->stop.stop_requested(); }
        void await_suspend(std::coroutine_handle<> waiter)
        {
            self->callback.emplace(self->stop, Resume{waiter});
        }
        void await_resume() { }
    };
};

QCoro::Task<int> simulate(Invocation in)
{
    const auto options = readOptions(in);
    if (!options)
        co_return in.terminal.error(options.error());
    const auto simulator = simulator::Simulator::start(*options);
    if (!simulator)
        co_return in.terminal.error(simulator.error());
    const QString url = QString::fromUtf8((*simulator)->baseUrl());
    if (in.terminal.isJson())
        in.terminal.document(QJsonObject{{u"base_url"_s, url}});
    else
        in.terminal.line(url);
    Stopped stopped(in.stop);
    co_await Stopped::Awaiter{&stopped};
    co_return Ok;
}

} // namespace

QList<Command> simulateCommands()
{
    return {{u"simulate"_s,
             {},
             u"[--listen HOST:PORT] [--latency MS] [--rate TOKENS/S] [--answer-tokens N] [--error-rate R] "
             u"[--rate-limit-rate R] "
             "[--overload-rate R] [--drop-rate R] [--require-key-env VAR] [--seed N]"_s,
             u"Serves the simulated provider on loopback until Ctrl+C; prints its base URL."_s,
             0,
             0,
             {{u"listen"_s, {}, u"HOST:PORT"_s, u"127.0.0.1:0"_s},
              {u"latency"_s, {}, u"MS"_s},
              {u"rate"_s, {}, u"R"_s},
              {u"answer-tokens"_s, {}, u"N"_s},
              {u"error-rate"_s, {}, u"R"_s, u"0"_s},
              {u"rate-limit-rate"_s, {}, u"R"_s, u"0"_s},
              {u"overload-rate"_s, {}, u"R"_s, u"0"_s},
              {u"drop-rate"_s, {}, u"R"_s, u"0"_s},
              {u"require-key-env"_s, {}, u"VAR"_s},
              {u"seed"_s, {}, u"N"_s}},
             Command::Needs::Nothing,
             simulate}};
}

} // namespace assay::ctl
