// SPDX-License-Identifier: GPL-3.0-or-later
#include "ctlfixture.h"

#include <QRegularExpression>
#include <QStandardPaths>
#include <QTcpServer>

using namespace Qt::StringLiterals;
using assay::test::CtlFixture;

namespace {

/// What a program did with sockets, by the kernel's account.
struct SocketTrace {
    int exitCode = -1;
    QByteArray out;
    QByteArray err;
    QStringList outside; ///< calls that named a place beyond this machine
    QStringList loopback; ///< "127.0.0.1:8080", each TCP or UDP connect() on this machine
};

bool isLoopback(const QString &address)
{
    return address.startsWith("127."_L1) || address == "::1"_L1;
}

/// Reads strace's lines. A call that was interrupted names its address in its first half.
void readCalls(const QByteArray &lines, SocketTrace &trace)
{
    static const QRegularExpression v4(u"sin_port=htons\\((\\d+)\\), sin_addr=inet_addr\\(\"([^\"]+)\"\\)"_s);
    static const QRegularExpression v6(u"sin6_port=htons\\((\\d+)\\).*inet_pton\\(AF_INET6, \"([^\"]+)\""_s);
    for (const QByteArray &bytes : lines.split('\n')) {
        const QString line = QString::fromUtf8(bytes);
        auto place = v4.match(line);
        if (!place.hasMatch())
            place = v6.match(line);
        if (place.hasMatch()) {
            const QString address = place.captured(2);
            if (!isLoopback(address))
                trace.outside.append(line);
            else if (line.contains("connect("_L1))
                trace.loopback.append(u"%1:%2"_s.arg(address, place.captured(1)));
        } else if (static const QRegularExpression inside(u"sa_family=AF_(UNIX|NETLINK|UNSPEC)\\b"_s);
                   line.contains("sa_family="_L1) && !line.contains(inside)) {
            trace.outside.append(line); // a family nobody thought of; netlink is the kernel itself
        }
    }
}

/// In a network namespace with nothing but loopback. Each word is an argument.
QStringList withoutNetwork(const QStringList &command)
{
    return QStringList{u"-r"_s,
                       u"-n"_s,
                       u"sh"_s,
                       u"-c"_s,
                       u"PATH=$PATH:/usr/sbin:/sbin ip link set lo up && exec \"$@\""_s,
                       u"sh"_s}
    + command;
}

} // namespace

/// The program connects to what it was told to and to nothing else, and says so of each connection. The
/// kernel is asked, so that a library that connects on its own account would show.
class ConnectionsTest final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase()
    {
        for (const QString &tool : {u"strace"_s, u"unshare"_s, u"ip"_s}) {
            QVERIFY2(!QStandardPaths::findExecutable(tool, m_path).isEmpty(),
                     qPrintable(tool + u" is missing: packaging/install-dependencies --tests"_s));
        }
        QProcess probe;
        probe.start(u"unshare"_s, withoutNetwork({u"strace"_s, u"-o"_s, u"/dev/null"_s, u"true"_s}));
        QVERIFY(probe.waitForFinished());
        if (probe.exitCode() != 0)
            m_forbidden = u"This machine forbids network namespaces or strace: "_s
                + QString::fromUtf8(probe.readAllStandardError());
    }

    void aComparisonConnectsToItsSimulatorOnlyAndRecordsIt()
    {
        if (!m_forbidden.isEmpty())
            QSKIP(qPrintable(m_forbidden));
        CtlFixture ctl;
        const SocketTrace trace =
            watch(ctl,
                  sample({u"--json"_s, u"run"_s, u"--text"_s, u"hi"_s, u"--model"_s, u"simulated/sim-swift"_s,
                          u"--model"_s, u"simulated/sim-thorough"_s}));
        QVERIFY2(trace.exitCode == 0, trace.err.constData());
        QVERIFY2(trace.outside.isEmpty(), qPrintable(trace.outside.join(u'\n')));
        QCOMPARE(trace.loopback.size(), 2); // a model each

        const QJsonArray rows = listed(ctl);
        QCOMPARE(sorted(addressesOf(rows)), sorted(trace.loopback));
        QStringList calls;
        for (const QJsonValue &call : QJsonDocument::fromJson(trace.out).array())
            calls.append(call[u"id"].toString());
        for (const QJsonValue &row : rows) {
            QCOMPARE(row[u"purpose"].toString(), u"completion"_s);
            QVERIFY2(calls.removeOne(row[u"call"].toString()), "the row names the call it was made for");
            QCOMPARE(row[u"host"].toString(), u"127.0.0.1"_s);
            QCOMPARE(row[u"program"].toString(), u"assayctl"_s);
            QCOMPARE(row[u"state"].toString(), u"closed"_s);
            QCOMPARE(row[u"outcome"].toString(), u"closed"_s);
            QCOMPARE(row[u"requests"].toInt(), 1);
            QVERIFY(row[u"bytes_sent"].toInt() > 100);
            QVERIFY(row[u"bytes_received"].toInt() > 100);
        }
    }

    /// Without this, a test that sees nothing would prove nothing.
    void anAddressOutsideIsSeenAndRecorded()
    {
        if (!m_forbidden.isEmpty())
            QSKIP(qPrintable(m_forbidden));
        CtlFixture ctl;
        QCOMPARE(ctl.run({u"providers"_s, u"add"_s, u"far"_s, u"--base-url"_s, u"http://192.0.2.1:81/v1"_s})
                     .exitCode,
                 0);
        const SocketTrace trace = watch(ctl, inWorkspace(ctl, {u"providers"_s, u"test"_s, u"far"_s}));
        QVERIFY(trace.exitCode != 0);
        QVERIFY(!trace.outside.isEmpty());
        for (const QString &call : trace.outside)
            QVERIFY2(call.contains("inet_addr(\"192.0.2.1\")"_L1), qPrintable(call));
        const QJsonArray rows = ctl.run({u"--json"_s, u"connections"_s, u"--host"_s, u"192.0.2.1"_s}).array();
        QCOMPARE(rows.size(), trace.outside.size());
        QCOMPARE(rows.at(0)[u"address"].toString(), u"192.0.2.1:81"_s);
        QCOMPARE(rows.at(0)[u"outcome"].toString(), u"unreachable"_s);
        QCOMPARE(rows.at(0)[u"requests"].toInt(), 0);
        QVERIFY(ctl.run({u"connections"_s}).out.contains("192.0.2.1:81"));
    }

    void aKilledProgramLeavesItsConnectionOnRecord()
    {
        CtlFixture ctl;
        QTcpServer silent;
        QVERIFY(silent.listen(QHostAddress::LocalHost));
        const QString address = u"127.0.0.1:%1"_s.arg(silent.serverPort());
        QCOMPARE(
            ctl.run({u"providers"_s, u"add"_s, u"mute"_s, u"--base-url"_s, u"http://%1/v1"_s.arg(address)})
                .exitCode,
            0);
        QProcess program;
        ctl.start(program, {u"run"_s, u"--text"_s, u"hi"_s, u"--model"_s, u"mute/m"_s});
        QVERIFY(silent.waitForNewConnection(20'000));
        QTRY_COMPARE(ctl.run({u"--json"_s, u"connections"_s}).array().size(), 1);
        QCOMPARE(ctl.run({u"--json"_s, u"connections"_s}).array().at(0)[u"state"].toString(), u"open"_s);
        program.kill();
        QVERIFY(program.waitForFinished());
        const QJsonValue row = ctl.run({u"--json"_s, u"connections"_s}).array().at(0);
        QCOMPARE(row[u"state"].toString(), u"lost"_s);
        QCOMPARE(row[u"address"].toString(), address);
        QVERIFY(row[u"closed_at"].isNull());
    }

    void sayingThatThereWereNoneTakesOneLine()
    {
        CtlFixture ctl;
        QCOMPARE(ctl.run({u"providers"_s, u"add"_s, u"lab"_s, u"--base-url"_s, u"http://127.0.0.1:9/v1"_s})
                     .exitCode,
                 0);
        QCOMPARE(ctl.run({u"connections"_s}).out, QByteArray("There were no connections in the last 24h.\n"));
        QCOMPARE(ctl.run({u"connections"_s, u"--host"_s, u"x"_s}).out, QByteArray("No connections match.\n"));
        QCOMPARE(ctl.run({u"--json"_s, u"connections"_s}).out.simplified(), QByteArray("[ ]"));
        for (const auto &[option, value] :
             {std::pair(u"--purpose"_s, u"fun"_s), std::pair(u"--limit"_s, u"0"_s),
              std::pair(u"--since"_s, u"long"_s), std::pair(u"--call"_s, u"x"_s)}) {
            const auto refused = ctl.run({u"connections"_s, option, value});
            QCOMPARE(refused.exitCode, 2);
            QVERIFY2(refused.err.contains(option.toUtf8()), refused.err.constData());
        }
    }

    void theWindowConnectsToNothing()
    {
        if (!m_forbidden.isEmpty())
            QSKIP(qPrintable(m_forbidden));
        CtlFixture ctl;
        const SocketTrace trace = watch(ctl,
                                        {QStringLiteral(ASSAY), u"--workspace"_s, workspaceWithAProvider(ctl),
                                         u"--measure-start"_s, u"-platform"_s, u"offscreen"_s});
        QVERIFY2(trace.exitCode == 0, trace.err.constData());
        QVERIFY2(trace.out.contains("first_paint_ns"), trace.out.constData());
        QVERIFY2(trace.outside.isEmpty(), qPrintable(trace.outside.join(u'\n')));
        QVERIFY2(trace.loopback.isEmpty(), qPrintable(trace.loopback.join(u'\n')));
        QVERIFY(ctl.run({u"--json"_s, u"connections"_s}).array().isEmpty());
    }

private:
    /// Runs a command without a network under strace. The trace lies in the fixture's folder.
    static SocketTrace watch(const CtlFixture &ctl, const QStringList &command)
    {
        const QString file = ctl.path(u"sockets.strace"_s);
        QProcess process;
        QProcessEnvironment environment = ctl.environment();
        // The leak check traces the program itself and cannot while strace does.
        environment.insert(u"ASAN_OPTIONS"_s, environment.value(u"ASAN_OPTIONS"_s) + u":detect_leaks=0"_s);
        process.setProcessEnvironment(environment);
        process.start(u"unshare"_s,
                      withoutNetwork(QStringList{u"strace"_s, u"-f"_s, u"-qq"_s, u"-s"_s, u"16"_s, u"-e"_s,
                                                 u"trace=connect,sendto,sendmsg,sendmmsg"_s, u"-o"_s, file}
                                     + command));
        SocketTrace trace;
        if (!process.waitForFinished(120'000)) {
            process.kill();
            process.waitForFinished();
            trace.err = "it does not end";
            return trace;
        }
        trace.exitCode = process.exitStatus() == QProcess::NormalExit ? process.exitCode() : -1;
        trace.out = process.readAllStandardOutput();
        trace.err = process.readAllStandardError();
        QFile calls(file);
        if (calls.open(QIODevice::ReadOnly))
            readCalls(calls.readAll(), trace);
        else
            trace.outside.append(u"there is no trace"_s);
        return trace;
    }

    static QStringList inWorkspace(const CtlFixture &ctl, const QStringList &arguments)
    {
        return QStringList{QStringLiteral(ASSAYCTL), u"--workspace"_s, ctl.workspace()} + arguments;
    }
    /// The sample workspace of the fixture's home: only it has a simulated provider.
    static QStringList sample(const QStringList &arguments)
    {
        return QStringList{QStringLiteral(ASSAYCTL)} + arguments;
    }
    static QJsonArray listed(const CtlFixture &ctl)
    {
        const SocketTrace trace = watch(ctl, sample({u"--json"_s, u"connections"_s}));
        return QJsonDocument::fromJson(trace.out).array();
    }
    static QString workspaceWithAProvider(const CtlFixture &ctl)
    {
        const auto added =
            ctl.run({u"providers"_s, u"add"_s, u"lab"_s, u"--base-url"_s, u"http://127.0.0.1:9/v1"_s});
        return added.exitCode == 0 ? ctl.workspace() : QString();
    }
    static QStringList addressesOf(const QJsonArray &rows)
    {
        QStringList addresses;
        for (const QJsonValue &row : rows)
            addresses.append(row[u"address"].toString());
        return addresses;
    }
    static QStringList sorted(QStringList texts)
    {
        texts.sort();
        return texts;
    }

    QString m_forbidden; ///< why a program cannot be watched here
    const QStringList m_path =
        qEnvironmentVariable("PATH").split(u':') + QStringList{u"/usr/sbin"_s, u"/sbin"_s};
};

QTEST_GUILESS_MAIN(ConnectionsTest)
#include "tst_connections.moc"
