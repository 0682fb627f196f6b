// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QDir>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QProcess>
#include <QTemporaryDir>
#include <QTest>

namespace assay::test {

/// What a run of assayctl left.
struct CtlResult {
    int exitCode = -1;
    QByteArray out;
    QByteArray err;
    [[nodiscard]] QJsonArray array() const { return QJsonDocument::fromJson(out).array(); }
    [[nodiscard]] QJsonObject object() const { return QJsonDocument::fromJson(out).object(); }
};

/// A home of its own for assayctl.
class CtlFixture {
public:
    explicit CtlFixture(bool keepsBus = false)
    {
        m_environment = QProcessEnvironment::systemEnvironment();
        for (const char *name : {"HOME", "XDG_DATA_HOME", "XDG_CONFIG_HOME", "XDG_STATE_HOME"})
            m_environment.insert(QString::fromLatin1(name), m_home.path());
        if (!keepsBus)
            m_environment.remove(QStringLiteral("DBUS_SESSION_BUS_ADDRESS"));
        for (const char *proxy : {"http_proxy", "https_proxy", "HTTP_PROXY", "HTTPS_PROXY"})
            m_environment.remove(QString::fromLatin1(proxy));
    }

    [[nodiscard]] QString path(const QString &name) const { return m_home.filePath(name); }
    [[nodiscard]] QString workspace() const { return path(QStringLiteral("w.assay")); }
    [[nodiscard]] QString home() const { return m_home.path(); }
    void setVariable(const QString &name, const QString &value) { m_environment.insert(name, value); }

    QString write(const QString &name, const QByteArray &content) const
    {
        QFile file(path(name));
        if (!file.open(QIODevice::WriteOnly) || file.write(content) != content.size())
            qFatal("cannot write %s", qPrintable(name));
        return file.fileName();
    }

    void start(QProcess &process, const QStringList &arguments) const
    {
        process.setProcessEnvironment(m_environment);
        process.start(QStringLiteral(ASSAYCTL),
                      QStringList{QStringLiteral("--workspace"), workspace()} + arguments);
        if (!process.waitForStarted())
            qFatal("assayctl does not start");
    }

    [[nodiscard]] CtlResult run(const QStringList &arguments, const QByteArray &input = {}) const
    {
        QProcess process;
        start(process, arguments);
        process.write(input);
        process.closeWriteChannel();
        if (!process.waitForFinished(60'000))
            qFatal("assayctl does not end: %s", qPrintable(arguments.join(u' ')));
        return {process.exitStatus() == QProcess::NormalExit ? process.exitCode() : -1,
                process.readAllStandardOutput(), process.readAllStandardError()};
    }

private:
    QTemporaryDir m_home;
    QProcessEnvironment m_environment;
};

} // namespace assay::test
