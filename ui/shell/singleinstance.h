// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <memory>

#include <QByteArray>
#include <QLocalServer>
#include <QLockFile>
#include <QObject>

namespace assay::ui {

/// One window per workspace: the first process holds a lock and listens; a later one hands over its request
/// and goes.
class SingleInstance final : public QObject {
    Q_OBJECT
public:
    explicit SingleInstance(const QString &workspacePath, QObject *parent = nullptr);

    /// Becomes the first, or returns false: then hand over.
    [[nodiscard]] bool becomeFirst();
    /// Gives `request` to the first; waits at most 2 s. False when it does not answer.
    [[nodiscard]] bool handOver(const QByteArray &request) const;

Q_SIGNALS:
    void requestReceived(const QByteArray &request);

private:
    void takeConnection();

    QString m_name;
    std::unique_ptr<QLockFile> m_lock;
    QLocalServer m_server;
};

} // namespace assay::ui
