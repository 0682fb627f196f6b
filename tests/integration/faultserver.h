// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <functional>
#include <memory>
#include <vector>

#include <QPointer>
#include <QSslServer>
#include <QTcpServer>
#include <QTcpSocket>
#include <QTimer>
#include <sys/socket.h>

namespace assay::test {

/// Holds a script back until a test opens it.
class Gate final {
public:
    void open()
    {
        m_isOpen = true;
        for (auto &waiting : std::exchange(m_waiting, {}))
            waiting();
    }
    [[nodiscard]] bool isOpen() const { return m_isOpen; }
    [[nodiscard]] bool isAwaited() const { return !m_waiting.empty(); }
    void whenOpen(std::function<void()> then) { m_waiting.push_back(std::move(then)); }

private:
    bool m_isOpen = false;
    std::vector<std::function<void()>> m_waiting;
};

/// What a server does on one connection, step by step; after the last step it stays connected and silent.
class Script final {
public:
    enum class Kind { Request, Send, SendByBytes, Flood, Trickle, Await, Close, Reset };
    struct Step {
        Kind kind;
        QByteArray bytes = {};
        qint64 total = 0;
        std::shared_ptr<Gate> gate = {};
    };

    /// Waits for a whole request.
    Script &request() { return add({Kind::Request}); }
    Script &send(QByteArray bytes) { return add({Kind::Send, std::move(bytes)}); }
    /// Each byte in a turn of the event loop of its own.
    Script &sendByBytes(QByteArray bytes) { return add({Kind::SendByBytes, std::move(bytes)}); }
    /// Repeats `piece` as fast as it is taken, until `total` bytes are sent or the client goes.
    Script &flood(QByteArray piece, qint64 total) { return add({Kind::Flood, std::move(piece), total}); }
    /// A byte each 20 ms for as long as the client stays.
    Script &trickle(QByteArray byte) { return add({Kind::Trickle, std::move(byte)}); }
    Script &await(std::shared_ptr<Gate> gate) { return add({Kind::Await, {}, 0, std::move(gate)}); }
    Script &close() { return add({Kind::Close}); }
    /// RST instead of FIN.
    Script &reset() { return add({Kind::Reset}); }

    [[nodiscard]] const std::vector<Step> &steps() const { return m_steps; }

private:
    Script &add(Step step)
    {
        m_steps.push_back(std::move(step));
        return *this;
    }
    std::vector<Step> m_steps;
};

/// A TCP or TLS server on loopback: the first connection follows the first script and so on; the last script
/// serves all that follow.
class FaultServer final : public QObject {
public:
    explicit FaultServer(std::vector<Script> scripts, const QSslConfiguration *tls = nullptr,
                         const QHostAddress &address = QHostAddress::LocalHost)
        : m_scripts(std::move(scripts))
    {
        if (tls != nullptr) {
            auto server = std::make_unique<QSslServer>();
            server->setSslConfiguration(*tls);
            m_server = std::move(server);
        } else {
            m_server = std::make_unique<QTcpServer>();
        }
        m_server->setListenBacklogSize(512);
        m_server->setMaxPendingConnections(512);
        connect(m_server.get(), &QTcpServer::pendingConnectionAvailable, this, &FaultServer::accept);
        if (!m_server->listen(address))
            qFatal("cannot listen on loopback");
    }

    [[nodiscard]] quint16 port() const { return m_server->serverPort(); }
    [[nodiscard]] QByteArray place() const { return "127.0.0.1:" + QByteArray::number(port()); }
    [[nodiscard]] const QList<QByteArray> &requests() const { return m_requests; }
    [[nodiscard]] int connections() const { return m_connections; }
    /// How many the client has left.
    [[nodiscard]] int disconnects() const { return m_disconnects; }
    /// What flood() put into sockets so far.
    [[nodiscard]] qint64 flooded() const { return m_flooded; }

private:
    struct Peer {
        QPointer<QTcpSocket> socket;
        std::vector<Script::Step> steps;
        std::size_t at = 0;
        qint64 done = 0; ///< of the step's bytes
        QByteArray received = {};
    };

    void accept()
    {
        while (QTcpSocket *const socket = m_server->nextPendingConnection()) {
            const std::size_t script = std::min(std::size_t(m_connections++), m_scripts.size() - 1);
            socket->setSocketOption(QAbstractSocket::LowDelayOption, 1);
            const auto peer = std::make_shared<Peer>(Peer{socket, m_scripts[script].steps()});
            connect(socket, &QTcpSocket::readyRead, this, [this, peer] {
                peer->received += peer->socket->readAll();
                run(peer);
            });
            connect(socket, &QTcpSocket::disconnected, this, [this] { ++m_disconnects; });
            connect(socket, &QTcpSocket::bytesWritten, this, [this, peer] {
                if (peer->at < peer->steps.size() && peer->steps[peer->at].kind == Script::Kind::Flood)
                    run(peer);
            });
            run(peer);
        }
    }

    void run(const std::shared_ptr<Peer> &peer)
    {
        while (peer->socket && peer->at < peer->steps.size() && isDone(peer)) {
            ++peer->at;
            peer->done = 0;
        }
    }

    /// Takes the step as far as it goes now.
    bool isDone(const std::shared_ptr<Peer> &peer)
    {
        Script::Step &step = peer->steps[peer->at];
        QTcpSocket &socket = *peer->socket;
        switch (step.kind) {
        case Script::Kind::Request:
            return takeRequest(*peer);
        case Script::Kind::Send:
            socket.write(step.bytes);
            socket.flush();
            return true;
        case Script::Kind::SendByBytes:
            return sendByte(peer, step.bytes);
        case Script::Kind::Flood:
            return flood(*peer, step);
        case Script::Kind::Trickle:
            return trickle(*peer, step.bytes);
        case Script::Kind::Await:
            if (!step.gate->isOpen() && std::exchange(peer->done, 1) == 0)
                step.gate->whenOpen([this, peer] { run(peer); });
            return step.gate->isOpen();
        case Script::Kind::Close:
            socket.disconnectFromHost();
            return true;
        case Script::Kind::Reset: {
            const linger atOnce{1, 0};
            ::setsockopt(int(socket.socketDescriptor()), SOL_SOCKET, SO_LINGER, &atOnce, sizeof(atOnce));
            socket.close();
            return true;
        }
        }
        return true;
    }

    bool takeRequest(Peer &peer)
    {
        const qsizetype headEnd = peer.received.indexOf("\r\n\r\n");
        if (headEnd < 0)
            return false;
        qsizetype length = headEnd + 4;
        const QByteArray lower = peer.received.first(headEnd).toLower();
        if (const qsizetype at = lower.indexOf("content-length:"); at >= 0)
            length += lower.mid(at + 15, lower.indexOf('\r', at) - at - 15).trimmed().toLongLong();
        if (peer.received.size() < length)
            return false;
        m_requests.append(peer.received.first(length));
        peer.received.remove(0, length);
        return true;
    }

    bool sendByte(const std::shared_ptr<Peer> &peer, const QByteArray &bytes)
    {
        if (peer->done >= bytes.size())
            return true;
        peer->socket->write(bytes.mid(peer->done++, 1));
        peer->socket->flush();
        QTimer::singleShot(0, peer->socket, [this, peer] { run(peer); });
        return false;
    }

    bool flood(Peer &peer, const Script::Step &step)
    {
        constexpr qint64 ahead = 256 * 1024; // so that it is the client's pace that counts
        while (peer.done < step.total && peer.socket->bytesToWrite() < ahead) {
            peer.done += step.bytes.size();
            m_flooded += step.bytes.size();
            peer.socket->write(step.bytes);
        }
        return peer.done >= step.total;
    }

    static bool trickle(Peer &peer, const QByteArray &byte)
    {
        QTcpSocket *const socket = peer.socket;
        auto *const timer = new QTimer(socket);
        connect(timer, &QTimer::timeout, socket, [socket, byte] { socket->write(byte); });
        timer->start(20);
        return true;
    }

    std::unique_ptr<QTcpServer> m_server;
    std::vector<Script> m_scripts;
    QList<QByteArray> m_requests;
    int m_connections = 0;
    int m_disconnects = 0;
    qint64 m_flooded = 0;
};

} // namespace assay::test
