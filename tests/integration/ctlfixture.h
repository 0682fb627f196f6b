// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <array>
#include <csignal>
#include <vector>

#include <poll.h>
#include <pty.h>
#include <QDir>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QProcess>
#include <QTemporaryDir>
#include <QTest>
#include <sys/wait.h>
#include <unistd.h>

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
    [[nodiscard]] QProcessEnvironment environment() const { return m_environment; }
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

    /// Runs it on a terminal (a pseudo terminal) and types `typed` once `prompt` is there. `out` has both
    /// streams, as a screen has.
    [[nodiscard]] CtlResult runOnTerminal(const QStringList &arguments, const QByteArray &prompt = {},
                                          const QByteArray &typed = {}) const
    {
        std::vector<QByteArray> words{ASSAYCTL, "--workspace", workspace().toUtf8()};
        for (const QString &argument : arguments)
            words.push_back(argument.toUtf8());
        std::vector<QByteArray> variables;
        for (const QString &variable : m_environment.toStringList())
            variables.push_back(variable.toUtf8());
        // Between fork and exec only what is safe there: other threads may hold the allocator.
        const std::vector<char *> argv = pointers(words);
        const std::vector<char *> environment = pointers(variables);
        int screen = -1;
        const pid_t child = forkpty(&screen, nullptr, nullptr, nullptr);
        if (child == 0) {
            execve(argv[0], argv.data(), environment.data());
            _exit(127);
        }
        if (child < 0)
            qFatal("no pseudo terminal");
        CtlResult result;
        bool hasTyped = typed.isEmpty();
        pollfd readable{screen, POLLIN, 0};
        std::array<char, 4096> piece{};
        while (true) {
            if (poll(&readable, 1, 20'000) <= 0) {
                ::kill(child, SIGKILL); // and the exit code stays -1
                break;
            }
            const ssize_t count = ::read(screen, piece.data(), piece.size());
            if (count <= 0)
                break; // the program is gone
            result.out.append(piece.data(), count);
            if (!hasTyped && result.out.contains(prompt)) {
                hasTyped = true;
                if (::write(screen, typed.constData(), static_cast<size_t>(typed.size())) != typed.size())
                    qFatal("cannot type");
            }
        }
        int status = 0;
        ::waitpid(child, &status, 0);
        ::close(screen);
        if (WIFEXITED(status))
            result.exitCode = WEXITSTATUS(status);
        return result;
    }

private:
    static std::vector<char *> pointers(std::vector<QByteArray> &texts)
    {
        std::vector<char *> all;
        for (QByteArray &text : texts)
            all.push_back(text.data());
        all.push_back(nullptr);
        return all;
    }

    QTemporaryDir m_home;
    QProcessEnvironment m_environment;
};

} // namespace assay::test
