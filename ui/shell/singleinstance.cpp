// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/shell/singleinstance.h"

#include "ui/shell/statefolder.h"

#include <QFileInfo>
#include <QLocalSocket>

namespace assay::ui {

using namespace Qt::StringLiterals;

namespace {

constexpr int answerMs = 2000;
constexpr qint64 requestBytesMax = 64 * 1024;

/// The socket lies in the runtime folder where there is one: it is private and goes with the session.
QString socketName(const QString &name)
{
    const QString runtime = qEnvironmentVariable("XDG_RUNTIME_DIR");
    const bool isUsable = !runtime.isEmpty() && QFileInfo(runtime).isWritable();
    return (isUsable ? runtime : stateFolder()) + u'/' + name + u".socket"_s;
}

} // namespace

SingleInstance::SingleInstance(const QString &workspacePath, QObject *parent)
    : QObject(parent)
    , m_name(u"assay-"_s + workspaceTag(workspacePath))
{
    m_server.setSocketOptions(QLocalServer::UserAccessOption);
    connect(&m_server, &QLocalServer::newConnection, this, &SingleInstance::takeConnection);
}

bool SingleInstance::becomeFirst()
{
    m_lock = std::make_unique<QLockFile>(stateFolder() + u'/' + m_name + u".lock"_s);
    m_lock->setStaleLockTime(0); // only a dead process makes it stale, however old it is
    if (!m_lock->tryLock() && m_lock->error() == QLockFile::LockFailedError)
        return false;
    QLocalServer::removeServer(socketName(m_name)); // of a process that was killed
    m_server.listen(socketName(m_name)); // without it the lock still holds; a second start then says so
    return true;
}

bool SingleInstance::handOver(const QByteArray &request) const
{
    QLocalSocket socket;
    socket.connectToServer(socketName(m_name));
    if (!socket.waitForConnected(answerMs))
        return false;
    socket.write(request + '\n');
    return socket.waitForBytesWritten(answerMs) && socket.waitForReadyRead(answerMs);
}

void SingleInstance::takeConnection()
{
    while (QLocalSocket *socket = m_server.nextPendingConnection()) {
        connect(socket, &QLocalSocket::disconnected, socket, &QObject::deleteLater);
        connect(socket, &QLocalSocket::readyRead, this, [this, socket] {
            if (socket->bytesAvailable() > requestBytesMax) {
                socket->abort();
                return;
            }
            if (!socket->canReadLine())
                return;
            const QByteArray request = socket->readLine().trimmed();
            socket->write("ok\n");
            socket->flush();
            Q_EMIT requestReceived(request);
        });
    }
}

} // namespace assay::ui
