// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "simulator/simulator.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QNetworkAccessManager>
#include <QNetworkProxy>
#include <QNetworkReply>
#include <QSignalSpy>
#include <QTest>

namespace assay::test {

struct HttpAnswer {
    int status = 0; ///< 0: none came
    QByteArray body;
    QByteArray contentType;
    QByteArray retryAfter;
    [[nodiscard]] QJsonObject object() const { return QJsonDocument::fromJson(body).object(); }
};

/// One server-sent event.
struct StreamEvent {
    QByteArray name;
    QByteArray data;
    [[nodiscard]] QJsonObject object() const { return QJsonDocument::fromJson(data).object(); }
};

inline QList<StreamEvent> eventsOf(const QByteArray &body)
{
    QList<StreamEvent> events;
    StreamEvent event;
    for (const QByteArray &line : body.split('\n')) {
        if (line.startsWith("event: "))
            event.name = line.mid(7);
        else if (line.startsWith("data: "))
            event.data = line.mid(6);
        else if (line.isEmpty() && !event.data.isEmpty())
            events.append(std::exchange(event, {}));
    }
    return events;
}

/// Plays a client of another make than Assay's own, so that a shared mistake shows.
class SimulatorClient {
public:
    explicit SimulatorClient(const simulator::Simulator &simulator)
        : m_base(QString::fromUtf8(simulator.baseUrl()))
    {
        m_manager.setProxy(QNetworkProxy::NoProxy);
    }

    using Headers = QList<std::pair<QByteArray, QByteArray>>;

    [[nodiscard]] HttpAnswer get(const QString &path, const Headers &headers = {})
    {
        return finished(m_manager.get(requestTo(path, headers)));
    }
    [[nodiscard]] HttpAnswer post(const QString &path, const QByteArray &body, const Headers &headers = {})
    {
        return finished(m_manager.post(requestTo(path, headers), body));
    }
    [[nodiscard]] HttpAnswer post(const QString &path, const QJsonObject &body, const Headers &headers = {})
    {
        return post(path, QJsonDocument(body).toJson(), headers);
    }

private:
    [[nodiscard]] QNetworkRequest requestTo(const QString &path, const Headers &headers) const
    {
        QNetworkRequest request(QUrl(QString(m_base + path)));
        request.setRawHeader("Content-Type", "application/json");
        for (const auto &[name, value] : headers)
            request.setRawHeader(name, value);
        return request;
    }

    [[nodiscard]] static HttpAnswer finished(QNetworkReply *reply)
    {
        const std::unique_ptr<QNetworkReply> owner(reply);
        QSignalSpy spy(reply, &QNetworkReply::finished);
        if (!reply->isFinished() && !spy.wait(20'000))
            return {};
        HttpAnswer answer;
        answer.status = reply->attribute(QNetworkRequest::HttpStatusCodeAttribute).toInt();
        answer.body = reply->readAll();
        answer.contentType = reply->rawHeader("Content-Type");
        answer.retryAfter = reply->rawHeader("Retry-After");
        return answer;
    }

    QString m_base;
    QNetworkAccessManager m_manager;
};

/// No waiting: what is tested is what is said, not when.
inline simulator::SimulatorOptions atOnce()
{
    simulator::SimulatorOptions options;
    options.latency = std::chrono::milliseconds(0);
    options.tokensPerSecond = 0;
    return options;
}

/// A request that both protocols take.
inline QJsonObject chat(const QString &text, const QString &model = QStringLiteral("sim-swift"))
{
    return {{QStringLiteral("model"), model},
            {QStringLiteral("max_tokens"), 4096},
            {QStringLiteral("messages"),
             QJsonArray{QJsonObject{{QStringLiteral("role"), QStringLiteral("user")},
                                    {QStringLiteral("content"), text}}}}};
}

inline QJsonObject with(QJsonObject object, const QString &name, const QJsonValue &value)
{
    object.insert(name, value);
    return object;
}

} // namespace assay::test
