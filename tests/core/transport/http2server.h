// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "rawserver.h"

#include <functional>

#include <QHash>
#include <QTcpSocket>
#include <QtEndian>

namespace assay::transport::test {

// RFC 9113, sections 6 and 7.
enum FrameType : uchar { Data = 0, Headers = 1, ResetStream = 3, Settings = 4, GoAway = 7 };
enum Flag : uchar { None = 0, EndStream = 1, Ack = 1, EndHeaders = 4 };
enum Http2Error : quint32 { NoError = 0, InternalError = 2, RefusedStream = 7, EnhanceYourCalm = 11 };

inline QByteArray number32(quint32 value)
{
    QByteArray bytes(4, '\0');
    qToBigEndian(value, bytes.data());
    return bytes;
}

inline QByteArray frame(FrameType type, uchar flags, quint32 stream, const QByteArray &payload)
{
    return number32(quint32(payload.size())).sliced(1) + char(type) + char(flags) + number32(stream)
        + payload;
}

inline const QByteArray status200("\x88", 1); // HPACK's static table, RFC 7541, appendix A

inline QByteArray head(quint32 stream)
{
    return frame(Headers, EndHeaders, stream, status200);
}

inline QByteArray goAway(quint32 lastStream, Http2Error error)
{
    return frame(GoAway, None, 0, number32(lastStream) + number32(error));
}

/// An HTTP/2 server that answers each request with frames as a script wants them.
class Http2Server final {
public:
    /// Gets the connection's number from 1, and the request's stream.
    using Script = std::function<void(QTcpSocket &socket, int connection, quint32 stream)>;

    Http2Server(QSslConfiguration tls, Script script)
        : m_script(std::move(script))
        , m_server(withHttp2(std::move(tls)), {})
    {
        m_server.setOnConnection([this](QTcpSocket &socket) {
            QObject::disconnect(&socket, &QTcpSocket::readyRead, nullptr, nullptr); // no HTTP/1.1 here
            const int connection = m_server.connections();
            QObject::connect(&socket, &QTcpSocket::readyRead, &socket,
                             [this, &socket, connection] { read(socket, connection); });
            socket.write(frame(Settings, None, 0, {}));
            read(socket, connection);
        });
    }
    [[nodiscard]] QByteArray url() const
    {
        return "https://127.0.0.1:" + QByteArray::number(m_server.port()) + "/v1";
    }
    [[nodiscard]] int connections() const { return m_server.connections(); }
    [[nodiscard]] int requests() const { return m_requests; }

private:
    static QSslConfiguration withHttp2(QSslConfiguration tls)
    {
        tls.setAllowedNextProtocols({QSslConfiguration::ALPNProtocolHTTP2});
        return tls;
    }
    void read(QTcpSocket &socket, int connection)
    {
        constexpr qsizetype prefaceSize = 24;
        constexpr qsizetype frameHead = 9;
        QByteArray &received = m_received[connection];
        received += socket.readAll();
        qsizetype &at = m_parsed[connection];
        if (at == 0 && received.size() >= prefaceSize)
            at = prefaceSize;
        while (at > 0 && received.size() >= at + frameHead) {
            const auto *const bytes = reinterpret_cast<const uchar *>(received.constData() + at);
            const qsizetype size = bytes[0] << 16 | bytes[1] << 8 | bytes[2];
            if (received.size() < at + frameHead + size)
                return;
            at += frameHead + size;
            if (bytes[3] == Settings && (bytes[4] & Ack) == 0)
                socket.write(frame(Settings, Ack, 0, {}));
            if (bytes[3] == Headers) {
                ++m_requests;
                m_script(socket, connection, qFromBigEndian<quint32>(bytes + 5));
            }
        }
    }

    Script m_script;
    QHash<int, QByteArray> m_received;
    QHash<int, qsizetype> m_parsed;
    int m_requests = 0;
    RawServer m_server; // last: its sockets end first
};

} // namespace assay::transport::test
