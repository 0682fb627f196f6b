// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <functional>
#include <memory>

#include <QHash>
#include <QSslConfiguration>
#include <QTcpServer>
#include <QTcpSocket>

namespace assay::transport::test {

/// A TCP server on loopback that hands whole HTTP/1.1 requests to a script and lets it answer byte by byte.
class RawServer : public QObject {
    Q_OBJECT
public:
    using Script = std::function<void(QTcpSocket &socket, const QByteArray &request)>;

    explicit RawServer(Script onRequest = {}, const QHostAddress &address = QHostAddress::LocalHost);
    RawServer(const QSslConfiguration &tls, Script onRequest);

    [[nodiscard]] quint16 port() const { return m_server->serverPort(); }
    /// "http://127.0.0.1:PORT" and the path.
    [[nodiscard]] QByteArray url(const QByteArray &path = "/") const;
    [[nodiscard]] int connections() const { return m_connections; }
    [[nodiscard]] int disconnects() const { return m_disconnects; }
    [[nodiscard]] const QList<QByteArray> &requests() const { return m_requests; }
    [[nodiscard]] const QList<QTcpSocket *> &sockets() const { return m_sockets; }
    void setOnConnection(std::function<void(QTcpSocket &)> hook) { m_onConnection = std::move(hook); }

    /// Closes with RST instead of FIN.
    static void reset(QTcpSocket &socket);
    static QByteArray answer(const QByteArray &body, const QByteArray &extraHeaders = {});

private:
    void listen(const QHostAddress &address);
    void accept();
    void read(QTcpSocket &socket);

    std::unique_ptr<QTcpServer> m_server;
    Script m_script;
    std::function<void(QTcpSocket &)> m_onConnection;
    QHash<QTcpSocket *, QByteArray> m_received;
    QList<QTcpSocket *> m_sockets;
    QList<QByteArray> m_requests;
    int m_connections = 0;
    int m_disconnects = 0;
};

} // namespace assay::transport::test
