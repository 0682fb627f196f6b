// SPDX-License-Identifier: GPL-3.0-or-later
// The dashboard's panels over ten million calls, and what it costs to log and to mirror them.
// Usage: bench_telemetry [--rows N] [--logged N]
//
// The ten million are made by a generator straight in the mirror, through the code that appends there from
// the log: the log itself holds one row only, since panels never read it. The `--logged` calls go the whole
// way: RequestLog::append with content, commit, mirror; then the mirror is thrown away and rebuilt.
#include "base/json.h"
#include "telemetry/factscolumns.h"
#include "telemetry/requestlog.h"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <cstdio>
#include <deque>
#include <random>
#include <vector>

#include <QCommandLineParser>
#include <QCoreApplication>
#include <QTemporaryDir>

using namespace assay;
using namespace assay::telemetry;
using namespace Qt::StringLiterals;
using storage::Connection;
using storage::Database;

namespace {

constexpr std::int64_t hourUs = 3'600'000'000;
constexpr std::int64_t dayUs = 24 * hourUs;
constexpr UtcMicros now = 1'793'404'800'000'000;
constexpr int historyDays = 90;
constexpr int modelCount = 12;
constexpr int promptCount = 500;
constexpr int userCount = 40;
constexpr unsigned seed = 20261123;

double msSince(std::chrono::steady_clock::time_point begin)
{
    return std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - begin).count();
}

template <typename T> T orDie(Result<T> result)
{
    if (!result)
        qFatal("%s", qPrintable(result.error().message));
    return std::move(*result);
}

void orDie(const Result<> &result)
{
    if (!result)
        qFatal("%s", qPrintable(result.error().message));
}

/// Median of several runs of `work`, in milliseconds; the first run, on cold pages, does not count.
template <typename Work> double medianMs(Work work)
{
    constexpr int runs = 9;
    work();
    std::vector<double> took;
    for (int i = 0; i < runs; ++i) {
        const auto begin = std::chrono::steady_clock::now();
        work();
        took.push_back(msSince(begin));
    }
    std::ranges::sort(took);
    return took[runs / 2];
}

/// Calls as a busy team makes them: latency log-normal, prompts and models popular to different degrees,
/// finished in another order than started.
class Calls final {
public:
    explicit Calls(std::int64_t rows)
        : m_step(static_cast<double>(historyDays) * dayUs / static_cast<double>(rows))
    {
        std::vector<double> popularity(promptCount);
        for (int i = 0; i < promptCount; ++i)
            popularity[static_cast<size_t>(i)] = 1.0 / (i + 1);
        m_prompt = std::discrete_distribution<unsigned>(popularity.begin(), popularity.end());
    }
    FactsRow next()
    {
        FactsRow row;
        row.startedAt = now - historyDays * dayUs + static_cast<std::int64_t>(m_step * m_made++)
            - static_cast<std::int64_t>(m_random() % 5'000'000);
        row.model = 1 + std::min(m_random() % modelCount, m_random() % modelCount);
        row.prompt = 1 + modelCount + m_prompt(m_random);
        row.user = 1 + modelCount + promptCount + m_random() % userCount;
        row.latencyUs = static_cast<std::uint32_t>(m_latency(m_random));
        row.firstTokenUs = row.latencyUs / 4;
        row.input = 200 + m_random() % 4000;
        row.output = 20 + m_random() % 1500;
        row.status = m_random() % 100 < 97 ? 0 : 1 + m_random() % 2;
        row.costNano = m_random() % 50 == 0
            ? FactsRow::unknownCost
            : static_cast<std::int64_t>(row.input * 2500ULL + row.output * 10'000ULL);
        return row;
    }

private:
    double m_step;
    double m_made = 0;
    std::minstd_rand m_random{seed};
    std::discrete_distribution<unsigned> m_prompt;
    std::lognormal_distribution<double> m_latency{std::log(1.2e6), 0.6};
};

/// Names, and one call whose number says that the log is as long as the mirror.
Result<> makeLog(Connection &connection, std::int64_t rows)
{
    const auto addName = [&connection](const QString &kind, int number) {
        return connection.exec(u"INSERT INTO fact_names (kind, name) VALUES (?, ?)"_s,
                               {kind, u"%1/%2"_s.arg(kind).arg(number)});
    };
    const std::array kinds{std::pair(u"model"_s, modelCount), std::pair(u"prompt"_s, promptCount),
                           std::pair(u"user"_s, userCount)};
    for (const auto &[kind, count] : kinds) {
        for (int i = 1; i <= count; ++i) {
            if (const auto added = addName(kind, i); !added)
                return tl::unexpected(added.error());
        }
    }
    return connection
        .exec(
            u"INSERT INTO calls (seq, id, started_at, source, model_id, prompt_version, status, http_status,"
            " attempts, latency_us, waited_us, cache_hit) VALUES (?, ?, ?, 0, 1, 0, 0, 200, 1, 1, 0, 0)"_s,
            {static_cast<qlonglong>(rows), CallId::create().toBytes(), static_cast<qlonglong>(now)})
        .map([](QSqlQuery *) {});
}

void fillMirror(const QString &path, WorkspaceId workspace, std::int64_t rows)
{
    FactsColumns columns(QDir(path + u".facts"_s), workspace);
    Calls calls(rows);
    if (!columns.lock() || !columns.reserve(rows))
        qFatal("no room for %lld rows", static_cast<long long>(rows));
    for (std::int64_t i = 0; i < rows; ++i)
        columns.append(calls.next());
    columns.publish(rows);
    columns.unlock();
}

WorkspaceId workspaceOf(Database &database)
{
    return orDie(database
                     .read<WorkspaceId>([](Connection &connection) {
                         return connection.exec(u"SELECT value FROM workspace WHERE key = 'id'"_s)
                             .map([](QSqlQuery *query) {
                                 return query->next() ? WorkspaceId::fromString(query->value(0).toString())
                                                      : WorkspaceId();
                             });
                     })
                     .result());
}

FactsQuery lastDays(int days, std::int64_t bucketUs)
{
    FactsQuery query;
    query.to = now;
    query.from = now - days * dayUs;
    query.bucketUs = bucketUs;
    return query;
}

void report(QJsonArray &json, const char *panel, double ms, double goalMs)
{
    std::printf("%-48s %9.1f %9.0f %8.2f\n", panel, ms, goalMs, ms / goalMs);
    json.append(QJsonObject{{u"panel"_s, QString::fromLatin1(panel)}, {u"ms"_s, ms}, {u"goal_ms"_s, goalMs}});
}

/// The floor: one thread that only adds up two columns of the same length.
double floorMs(std::int64_t rows)
{
    const std::vector<std::int64_t> cost(static_cast<size_t>(rows), 3);
    const std::vector<std::uint32_t> model(static_cast<size_t>(rows), 5);
    return medianMs([&] {
        std::array<std::int64_t, 16> sums{};
        for (size_t i = 0; i < cost.size(); ++i)
            sums[model[i]] += cost[i];
        volatile std::int64_t keep = sums[5]; // or the loop is left out
        std::ignore = keep;
    });
}

QJsonArray measurePanels(std::int64_t rows)
{
    const QTemporaryDir folder;
    const QString path = folder.filePath(u"w.assay"_s);
    std::unique_ptr<FactsMirror> mirror;
    const auto database = orDie(Database::open(path, storage::OpenMode::Create));
    orDie(database->write<>([rows](Connection &connection) { return makeLog(connection, rows); }).result());
    const auto fillBegin = std::chrono::steady_clock::now();
    fillMirror(path, workspaceOf(*database), rows);
    const double fillMs = msSince(fillBegin);
    const auto openBegin = std::chrono::steady_clock::now();
    mirror = orDie(FactsMirror::open(*database));
    const double openMs = msSince(openBegin);
    if (mirror->rowCount() != rows)
        qFatal("the mirror was not taken over");

    std::printf("%lld calls over %d days, made in %.1f s, opened in %.0f ms; two columns added up: %.1f ms\n",
                static_cast<long long>(rows), historyDays, fillMs / 1000, openMs, floorMs(rows));
    std::printf("%-48s %9s %9s %8s\n", "panel, one thread", "ms", "goal", "ratio");
    QJsonArray json;
    FactsQuery costs = lastDays(historyDays, dayUs);
    costs.withLatency = false;
    report(json, "cost and tokens a day by model, 90 days",
           medianMs([&] { std::ignore = mirror->query(costs); }), 40);
    FactsQuery hours = lastDays(30, hourUs);
    hours.withModels = false;
    report(json, "p50, p95, p99 an hour, 30 days", medianMs([&] { std::ignore = mirror->query(hours); }), 50);
    report(json, "top prompts by cost, 90 days",
           medianMs([&] { std::ignore = mirror->costs(CostGrouping::Prompt, now - historyDays * dayUs); }),
           25);
    FactsQuery one = hours;
    one.model = u"model/3"_s;
    report(json, "one model, p50, p95, p99 an hour, 30 days",
           medianMs([&] { std::ignore = mirror->query(one); }), 15);
    const FactsQuery page = lastDays(1, 900'000'000);
    report(json, "the whole page, 24 hours", medianMs([&] { std::ignore = mirror->query(page); }), 16);
    const FactsQuery longest = lastDays(historyDays, dayUs);
    report(json, "the whole page, 90 days", medianMs([&] { std::ignore = mirror->query(longest); }), 1000);
    return json;
}

CallRecord recordOf(const FactsRow &row)
{
    CallRecord record;
    record.id = CallId::create();
    record.startedAt = row.startedAt;
    record.provider = u"model"_s;
    record.model = QString::number(row.model);
    record.prompt = u"prompt/%1"_s.arg(row.prompt);
    record.user = u"user"_s;
    record.status = static_cast<CallStatus>(row.status);
    record.latencyUs = row.latencyUs;
    record.firstTokenUs = row.firstTokenUs;
    record.usage = catalog::Usage{row.input, 0, 0, row.output, 0};
    if (row.costNano != FactsRow::unknownCost)
        record.cost = Money::fromNanoUsd(row.costNano);
    record.request = R"({"messages":[{"role":"user","content":"Classify this ticket: )"
        + QByteArray::number(row.input) + R"("}],"temperature":0.2})";
    record.response = R"({"text":"{\"category\":\"billing\",\"urgency\":3}"})";
    return record;
}

QJsonObject measureLog(std::int64_t rows)
{
    constexpr size_t atOnce = 256;
    const QTemporaryDir folder;
    const QString path = folder.filePath(u"w.assay"_s);
    std::unique_ptr<FactsMirror> mirror;
    auto database = orDie(Database::open(path, storage::OpenMode::Create));
    mirror = orDie(FactsMirror::open(*database));
    RequestLog log(*database, *mirror);
    Calls calls(rows);
    std::deque<QFuture<Result<std::int64_t>>> underWay;
    std::chrono::nanoseconds callersTime{};
    const auto begin = std::chrono::steady_clock::now();
    for (std::int64_t i = 0; i < rows; ++i) {
        CallRecord record = recordOf(calls.next());
        const auto appendBegin = std::chrono::steady_clock::now();
        underWay.push_back(log.append(std::move(record)));
        callersTime += std::chrono::steady_clock::now() - appendBegin;
        if (underWay.size() >= atOnce) {
            orDie(underWay.front().result());
            underWay.pop_front();
        }
    }
    for (const auto &future : underWay)
        orDie(future.result());
    const double appendMs = msSince(begin);
    orDie(log.catchUp().result());
    const double caughtUpMs = msSince(begin);

    database.reset();
    mirror.reset();
    QDir(path + u".facts"_s).removeRecursively();
    database = orDie(Database::open(path, storage::OpenMode::ReadWrite));
    const auto rebuildBegin = std::chrono::steady_clock::now();
    mirror = orDie(FactsMirror::open(*database));
    const double rebuildMs = msSince(rebuildBegin);
    if (mirror->rowCount() != rows)
        qFatal("the rebuilt mirror has %lld rows", static_cast<long long>(mirror->rowCount()));
    database.reset();

    const double perSecond = static_cast<double>(rows) / appendMs * 1000;
    const double callerUs = static_cast<double>(callersTime.count()) / 1000 / static_cast<double>(rows);
    std::printf("\n%lld calls logged, %zu at once: %.0f calls/s, %.1f us each on the caller's thread\n"
                "mirror %.0f ms behind the last commit; rebuilt from the log in %.2f s (%.2f us a call)\n",
                static_cast<long long>(rows), atOnce, perSecond, callerUs, caughtUpMs - appendMs,
                rebuildMs / 1000, rebuildMs * 1000 / static_cast<double>(rows));
    return {{u"rows"_s, static_cast<qint64>(rows)},
            {u"calls_per_second"_s, perSecond},
            {u"caller_us"_s, callerUs},
            {u"mirror_behind_ms"_s, caughtUpMs - appendMs},
            {u"rebuild_ms"_s, rebuildMs}};
}

} // namespace

int main(int argc, char **argv)
{
    const QCoreApplication app(argc, argv);
    QCommandLineParser parser;
    parser.addHelpOption();
    parser.addOptions({{u"rows"_s, u"Calls in the mirror."_s, u"N"_s, u"10000000"_s},
                       {u"logged"_s, u"Calls that go through the log."_s, u"N"_s, u"1000000"_s}});
    parser.process(app);
    const std::int64_t rows = std::max<qlonglong>(parser.value(u"rows"_s).toLongLong(), 1000);
    const std::int64_t logged = std::max<qlonglong>(parser.value(u"logged"_s).toLongLong(), 1000);
    std::printf("seed %u\n", seed);
    const QJsonArray panels = measurePanels(rows);
    const QJsonObject log = measureLog(logged);
    std::printf("%s\n",
                toCompactJson(QJsonObject{{u"benchmark"_s, u"telemetry"_s},
                                          {u"rows"_s, static_cast<qint64>(rows)},
                                          {u"panels"_s, panels},
                                          {u"log"_s, log}})
                    .constData());
    return 0;
}
