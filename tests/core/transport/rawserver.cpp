// SPDX-License-Identifier: GPL-3.0-or-later
#include "rawserver.h"

#include <QSslServer>
#include <sys/socket.h>

namespace assay::transport::test {

RawServer::RawServer(Script onRequest, const QHostAddress &address)
    : m_server(std::make_unique<QTcpServer>())
    , m_script(std::move(onRequest))
{
    listen(address);
}

RawServer::RawServer(const QSslConfiguration &tls, Script onRequest)
    : m_script(std::move(onRequest))
{
    auto server = std::make_unique<QSslServer>();
    server->setSslConfiguration(tls);
    m_server = std::move(server);
    listen(QHostAddress::LocalHost);
}

void RawServer::listen(const QHostAddress &address)
{
    m_server->setListenBacklogSize(512);
    m_server->setMaxPendingConnections(512);
    connect(m_server.get(), &QTcpServer::pendingConnectionAvailable, this, &RawServer::accept);
    if (!m_server->listen(address))
        qFatal("cannot listen on loopback");
}

QByteArray RawServer::url(const QByteArray &path) const
{
    return "http://127.0.0.1:" + QByteArray::number(port()) + path;
}

void RawServer::reset(QTcpSocket &socket)
{
    const linger atOnce{1, 0};
    ::setsockopt(int(socket.socketDescriptor()), SOL_SOCKET, SO_LINGER, &atOnce, sizeof(atOnce));
    socket.close();
}

QByteArray RawServer::answer(const QByteArray &body, const QByteArray &extraHeaders)
{
    return "HTTP/1.1 200 OK\r\nContent-Length: " + QByteArray::number(body.size()) + "\r\n" + extraHeaders
        + "\r\n" + body;
}

void RawServer::accept()
{
    while (QTcpSocket *const socket = m_server->nextPendingConnection()) {
        ++m_connections;
        m_sockets.append(socket);
        connect(socket, &QTcpSocket::readyRead, this, [this, socket] { read(*socket); });
        connect(socket, &QTcpSocket::disconnected, this, [this] { ++m_disconnects; });
        if (m_onConnection)
            m_onConnection(*socket);
    }
}

void RawServer::read(QTcpSocket &socket)
{
    QByteArray &received = m_received[&socket];
    received += socket.readAll();
    const qsizetype headEnd = received.indexOf("\r\n\r\n");
    if (headEnd < 0)
        return;
    qsizetype length = headEnd + 4;
    const QByteArray lower = received.first(headEnd).toLower();
    if (const qsizetype at = lower.indexOf("content-length:"); at >= 0)
        length += lower.mid(at + 15, lower.indexOf('\r', at) - at - 15).trimmed().toLongLong();
    if (received.size() < length)
        return;
    const QByteArray request = received.first(length);
    received.remove(0, length);
    m_requests.append(request);
    if (m_script)
        m_script(socket, request);
}

} // namespace assay::transport::test
