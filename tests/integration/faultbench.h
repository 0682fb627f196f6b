// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QTemporaryDir>
#include <QTest>
#include <QTimer>

#include "faultserver.h"
#include "orchestration/orchestrator.h"
#include "support/awaiting.h"

#include <QDir>
#include <QJsonDocument>

namespace assay::test {

/// The key of every provider here. No pattern that masks "what looks like a key" knows it.
inline constexpr auto faultKey = "Q7-zz.tst";

/// JSON with the quotes that C++ and moc like better.
inline QByteArray json(QByteArray text)
{
    return text.replace('\'', '"');
}

inline QByteArray answer(int status, const QByteArray &body, const QByteArray &headers = {})
{
    return "HTTP/1.1 " + QByteArray::number(status)
        + " X\r\nContent-Type: application/json\r\nContent-Length: " + QByteArray::number(body.size())
        + "\r\n" + headers + "\r\n" + body;
}

/// The head of a stream that ends when the connection is closed.
inline QByteArray streamHead()
{
    return "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nConnection: close\r\n\r\n";
}

/// Events of an OpenAI stream.
inline QByteArray sseEvent(const QByteArray &body)
{
    return "data: " + json(body) + "\n\n";
}
inline QByteArray delta(const QByteArray &text)
{
    return sseEvent("{'id':'c1','model':'m','choices':[{'index':0,'delta':{'content':'" + text + "'}}]}");
}
inline QByteArray finish(const QByteArray &reason = "stop")
{
    return sseEvent("{'choices':[{'index':0,'delta':{},'finish_reason':'" + reason + "'}]}");
}
inline QByteArray usage(int input = 3, int output = 2)
{
    return sseEvent("{'choices':[],'usage':{'prompt_tokens':" + QByteArray::number(input)
                    + ",'completion_tokens':" + QByteArray::number(output) + "}}");
}
inline QByteArray done()
{
    return "data: [DONE]\n\n";
}
/// A whole OpenAI answer that says "Hello".
inline QByteArray plainHello()
{
    return json("{'id':'c1','model':'m','choices':[{'index':0,'message':{'content':'Hello'},'finish_reason':"
                "'stop'}],'usage':{'prompt_tokens':3,'completion_tokens':2}}");
}

/// What one fault is, and what must come of it.
struct Scenario {
    std::vector<Script> scripts = {};
    catalog::Protocol protocol = catalog::Protocol::OpenAiChat;
    bool stream = true;
    catalog::ConnectionSettings limits = patient();

    std::optional<ErrorCode> error = {};
    QString text = {}; ///< of the answer, also when it failed: what was heard is kept
    int requests = 1; ///< that the server saw
    std::optional<int> attempts = {}; ///< `requests` when not set

    /// Long enough for a busy machine; a scenario that waits for a limit sets its own.
    static catalog::ConnectionSettings patient()
    {
        catalog::ConnectionSettings limits;
        limits.connectTimeout = limits.firstByteTimeout = limits.idleTimeout = limits.totalTimeout =
            std::chrono::seconds(10);
        limits.proxy = QStringLiteral("none");
        return limits;
    }

    // In words, for the tables.
    Scenario &fails(ErrorCode code, int requestsSeen)
    {
        error = code;
        requests = requestsSeen;
        return *this;
    }
    Scenario &says(QString answer)
    {
        text = std::move(answer);
        return *this;
    }
    Scenario &plainly()
    {
        stream = false;
        return *this;
    }
    Scenario &over(catalog::Protocol wire)
    {
        protocol = wire;
        return *this;
    }
};

/// Each request, also a second one on the same connection, is answered with `bytes`; then it is closed.
inline Scenario whenAnswered(QByteArray bytes)
{
    return {.scripts = {Script().request().send(std::move(bytes)).close()}};
}
inline Scenario whenStreamed(const QByteArray &events)
{
    return whenAnswered(streamHead() + events);
}

class Listening final : public orchestration::CompletionListener {
public:
    void onDelta(const providers::Delta &delta) override
    {
        ++deltas;
        text += delta.text;
        if (deltas == 1 && onFirstDelta)
            onFirstDelta();
    }
    void onRetry(const Error &, int, std::chrono::milliseconds wait) override { waits.append(wait); }
    void onAskedAgain(const QString &) override { text.clear(); }

    QString text;
    int deltas = 0;
    QList<std::chrono::milliseconds> waits;
    std::function<void()> onFirstDelta;
};

/// A workspace's services around an orchestrator, and providers that answer as told.
class FaultBench final {
public:
    explicit FaultBench(orchestration::Policy policy = quickRetries(), Clock *ownClock = nullptr)
        : clock(ownClock != nullptr ? *ownClock : m_systemClock)
        , database(std::move(*storage::Database::open(folder.filePath(QStringLiteral("w.assay")),
                                                      storage::OpenMode::Create)))
        , log(*database, *(m_facts = std::move(*telemetry::FactsMirror::open(*database))))
        , providers(*database, clock)
        , keys(WorkspaceId::create())
        , cipher(keys)
        , orchestrator({clock, *database, providers, [this] { return prices; }, keys, cipher, http, log,
                        [](const catalog::Provider &provider) { return provider.baseUrl.toEncoded(); }},
                       std::move(policy))
    {
    }

    static orchestration::Policy quickRetries()
    {
        orchestration::Policy policy;
        policy.retry.baseDelay = std::chrono::milliseconds(1);
        return policy;
    }

    ProviderId add(const QString &name, const QByteArray &url, const Scenario &scenario = {},
                   const QString &vendor = {})
    {
        catalog::Provider provider;
        provider.id = ProviderId::create();
        provider.name = name;
        provider.vendor = vendor;
        provider.isSimulated = vendor == u"simulated";
        provider.protocol = scenario.protocol;
        provider.baseUrl = QUrl::fromEncoded(url);
        provider.connection = scenario.limits;
        if (const auto added = await(providers.add(provider)); !added)
            qFatal("%s", qPrintable(added.error().message));
        keys.useForThisRun(provider.id, security::Secret::fromUtf8(faultKey));
        return provider.id;
    }

    static orchestration::CompletionRequest request(const QString &model = QStringLiteral("m"),
                                                    const QString &provider = QStringLiteral("faulty"))
    {
        orchestration::CompletionRequest request;
        request.target = {provider, model};
        request.messages = {{providers::Role::User, QStringLiteral("Say hello.")}};
        return request;
    }

    /// A call that would never end is stopped, so that the test says which one it was.
    orchestration::CompletionResult complete(orchestration::CompletionRequest request)
    {
        QTimer::singleShot(std::chrono::seconds(25), &m_guard, [this] { stop.request_stop(); });
        return await(orchestrator.complete(std::move(request), listener, stop.get_token()));
    }

    telemetry::CallRecord logged(const orchestration::CompletionResult &result)
    {
        auto record = await(log.call(result.record.id));
        if (!record)
            qFatal("the call is not in the log: %s", qPrintable(record.error().message));
        return *std::move(record);
    }

    /// Empty when the log tells of the call what its caller was told, and the key is nowhere: not in the
    /// error, not in the row with its content and trace, not in the workspace's files.
    QString audit(const orchestration::CompletionResult &result)
    {
        const telemetry::CallRecord row = logged(result);
        const std::optional<Error> &error = result.completion.error;
        const auto expected = !error              ? telemetry::CallStatus::Ok
            : error->code == ErrorCode::Cancelled ? telemetry::CallStatus::Cancelled
                                                  : telemetry::CallStatus::Failed;
        if (row.status != expected)
            return QStringLiteral("the log says ") + telemetry::callStatusName(row.status);
        if (row.error.has_value() != error.has_value() || (error && row.error->code != error->code))
            return QStringLiteral("the log has another error");
        if (row.attempts != result.record.attempts)
            return QStringLiteral("the log counts %1 attempts").arg(row.attempts);
        if (row.trace.empty() || row.trace.back().stage != telemetry::TraceStage::Done)
            return QStringLiteral("the trace has no end");
        if (error && error->message.isEmpty())
            return QStringLiteral("the error has no sentence");
        QString shown = result.notes.join(u' ') + result.completion.providerRequestId;
        for (const std::optional<Error> &each : {error, result.record.error, row.error}) {
            if (each)
                shown += each->message + each->detail;
        }
        shown += QString::fromUtf8(row.request + row.response)
            + QString::fromUtf8(QJsonDocument(telemetry::toJson(row.trace)).toJson());
        if (shown.contains(QLatin1String(faultKey)))
            return QStringLiteral("the key shows");
        return keyOnDisk() ? QStringLiteral("the key is in a file") : QString();
    }

    QTemporaryDir folder;

private:
    bool keyOnDisk() const
    {
        for (const QFileInfo &info : QDir(folder.path()).entryInfoList(QDir::Files)) {
            QFile file(info.filePath());
            if (file.open(QIODevice::ReadOnly) && file.readAll().contains(faultKey))
                return true;
        }
        return false;
    }

    SystemClock m_systemClock;
    std::unique_ptr<telemetry::FactsMirror> m_facts; // outlives the database, as RequestLog asks
    QObject m_guard;

public:
    Clock &clock;
    std::unique_ptr<storage::Database> database;
    telemetry::RequestLog log;
    catalog::ProviderStore providers;
    security::KeyVault keys;
    security::ContentCipher cipher;
    transport::HttpClient http;
    std::shared_ptr<const catalog::PriceBook> prices =
        catalog::PriceBook::of(catalog::ModelCatalog::builtIn());
    orchestration::Orchestrator orchestrator;
    Listening listener;
    std::stop_source stop;
};

/// What is wrong with how the call ended; empty when it ended as the scenario says.
inline QString problemWith(const Scenario &scenario, FaultBench &bench,
                           const orchestration::CompletionResult &result)
{
    const std::optional<Error> &error = result.completion.error;
    if (error.has_value() != scenario.error.has_value() || (error && error->code != *scenario.error))
        return error ? QStringLiteral("error %1: %2 (%3)")
                           .arg(errorCodeName(error->code), error->message, error->detail)
                     : QStringLiteral("no error, but: ") + result.completion.text.left(200);
    if (result.completion.text != scenario.text)
        return QStringLiteral("text: ") + result.completion.text.left(200);
    if (bench.listener.text != result.completion.text && scenario.stream)
        return QStringLiteral("heard: ") + bench.listener.text.left(200);
    if (result.record.attempts != scenario.attempts.value_or(scenario.requests))
        return QStringLiteral("%1 attempts").arg(result.record.attempts);
    return bench.audit(result);
}

/// Runs the scenario at `url`, where `server` is: the problem, or nothing.
inline QString run(const Scenario &scenario, const FaultServer &server, const QByteArray &url)
{
    FaultBench bench;
    bench.add(QStringLiteral("faulty"), url, scenario);
    auto request = FaultBench::request();
    request.stream = scenario.stream;
    const QString problem = problemWith(scenario, bench, bench.complete(std::move(request)));
    if (problem.isEmpty() && server.requests().size() != scenario.requests)
        return QStringLiteral("the server saw %1 requests").arg(server.requests().size());
    return problem;
}
inline QString run(const Scenario &scenario)
{
    const FaultServer server(scenario.scripts);
    return run(scenario, server, "http://" + server.place() + "/v1");
}

} // namespace assay::test

Q_DECLARE_METATYPE(assay::test::Scenario)
