// SPDX-License-Identifier: GPL-3.0-or-later
#include <QCoreApplication>
#include <QProcess>
#include <QTemporaryDir>
#include <QTest>
#include <unistd.h>

#include "support/awaiting.h"
#include "support/manualclock.h"
#include "telemetry/connectionlog.h"

using namespace assay;
using namespace assay::telemetry;
using namespace assay::transport;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;
using storage::Connection;
using storage::Database;
using storage::OpenMode;
using test::await;

namespace {

ConnectionReport report(std::uint64_t id, const QString &host = u"api.example"_s)
{
    ConnectionReport made;
    made.id = id;
    made.host = host;
    made.port = 443;
    made.address = u"192.0.2.7:443"_s;
    made.purpose = Purpose::Completion;
    return made;
}

} // namespace

class ConnectionLogTest final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init()
    {
        m_log.reset();
        m_database.reset();
        m_folder = std::make_unique<QTemporaryDir>();
        m_database = std::move(*Database::open(path(), OpenMode::Create));
        m_log = std::make_unique<ConnectionLog>(*m_database, m_clock);
    }

    void aConnectionIsOneRowFromOpenToClosed()
    {
        ConnectionReport connection = report(1);
        connection.call = CallId::create();
        connection.proxy = u"proxy.example:3128"_s;
        const UtcMicros openedAt = m_clock.utcMicros();
        m_log->onOpened(connection);
        ConnectionEntry entry = only();
        QCOMPARE(entry.state, ConnectionEntry::State::Open);
        QVERIFY(!entry.closedAt);
        QCOMPARE(entry.openedAt, openedAt);

        m_clock.advance(2s);
        connection.requests = 2;
        connection.bytesSent = 700;
        connection.bytesReceived = 5'000'000'000;
        m_log->onUsed(connection);
        QCOMPARE(only().report.requests, 2); // noted before the call, so listed

        connection.outcome = ConnectionOutcome::Broken;
        m_log->onClosed(connection);
        entry = only();
        QCOMPARE(entry.state, ConnectionEntry::State::Closed);
        QCOMPARE(*entry.closedAt, openedAt + 2'000'000);
        QCOMPARE(entry.program, u"tst_connectionlog"_s);
        QCOMPARE(entry.report.host, u"api.example"_s);
        QCOMPARE(entry.report.port, 443);
        QCOMPARE(entry.report.address, u"192.0.2.7:443"_s);
        QCOMPARE(entry.report.proxy, u"proxy.example:3128"_s);
        QCOMPARE(entry.report.purpose, Purpose::Completion);
        QVERIFY(entry.report.call == connection.call);
        QCOMPARE(entry.report.requests, 2);
        QCOMPARE(entry.report.bytesSent, 700);
        QCOMPARE(entry.report.bytesReceived, 5'000'000'000);
        QCOMPARE(entry.report.outcome, ConnectionOutcome::Broken);
    }

    void filtersAndShowsTheNewestFirst()
    {
        const CallId call = CallId::create();
        for (std::uint64_t id = 1; id <= 6; ++id) {
            ConnectionReport connection = report(id, id % 2 == 0 ? u"even.example"_s : u"odd.example"_s);
            connection.purpose = id <= 2 ? Purpose::ModelListing : Purpose::Completion;
            if (id == 5)
                connection.call = call;
            connection.port = int(id);
            m_log->onOpened(connection);
            m_clock.advance(1min);
        }
        ConnectionFilter filter;
        QCOMPARE(ports(filter), (QList<int>{6, 5, 4, 3, 2, 1}));
        filter.limit = 2;
        QCOMPARE(ports(filter), (QList<int>{6, 5}));
        filter.limit = 100;
        filter.host = u"EVEN.example"_s;
        QCOMPARE(ports(filter), (QList<int>{6, 4, 2}));
        filter.purpose = Purpose::ModelListing;
        QCOMPARE(ports(filter), QList<int>{2});
        filter = {};
        filter.call = call;
        QCOMPARE(ports(filter), QList<int>{5});
        filter = {};
        filter.since = m_clock.utcMicros() - 2 * 60'000'000LL;
        QCOMPARE(ports(filter), (QList<int>{6, 5}));
    }

    void figuresOfAConnectionInUseReachTheFile()
    {
        ConnectionReport connection = report(1);
        m_log->onOpened(connection);
        QCOMPARE(only().report.requests, 0); // written, so that nothing is on its way that would take it along
        connection.requests = 1;
        m_log->onUsed(connection);
        // As another program sees it: without list(), which writes first.
        const auto requests = [this] {
            const auto read = m_database->read<int>([](Connection &c) {
                return c.exec(u"SELECT requests FROM connections"_s).map([](QSqlQuery *query) {
                    return query->next() ? query->value(0).toInt() : -1;
                });
            });
            return await(read).value_or(-1);
        };
        QTRY_COMPARE(requests(), 1);
    }

    void whatIsNotWrittenYetIsWrittenAtTheEnd()
    {
        m_log->onOpened(report(1));
        ConnectionReport used = report(1);
        used.requests = 7;
        m_log->onUsed(used);
        m_log.reset();
        m_database.reset();
        m_database = std::move(*Database::open(path(), OpenMode::ReadWrite));
        m_log = std::make_unique<ConnectionLog>(*m_database, m_clock);
        QCOMPARE(only().report.requests, 7);
    }

    void anOpenRowOfAProgramThatIsGoneIsLost()
    {
        QProcess gone;
        gone.start(u"true"_s, {});
        QVERIFY(gone.waitForStarted());
        const qint64 processId = gone.processId();
        QVERIFY(gone.waitForFinished());
        m_log->onOpened(report(1));
        QCOMPARE(only().state, ConnectionEntry::State::Open);
        sql(u"UPDATE connections SET process_id = %1"_s.arg(processId));
        QCOMPARE(only().state, ConnectionEntry::State::Lost);
        // The number went to another program since.
        sql(u"UPDATE connections SET process_id = %1, program = 'another'"_s.arg(getppid()));
        QCOMPARE(only().state, ConnectionEntry::State::Lost);
    }

    void keepsTheNewestRowsOnly()
    {
        m_log = std::make_unique<ConnectionLog>(*m_database, m_clock, 5);
        for (std::uint64_t id = 1; id <= 12; ++id) {
            ConnectionReport connection = report(id);
            connection.port = int(id);
            m_log->onOpened(connection);
            connection.outcome = ConnectionOutcome::Closed;
            m_log->onClosed(connection);
            m_clock.advance(1s);
            QVERIFY(
                await(m_log->list({}))); // each written by itself, once as open and once as closed or at once
        }
        QCOMPARE(ports({}), (QList<int>{12, 11, 10, 9, 8}));
    }

    void whatCouldNotBeWrittenIsWrittenLater()
    {
        sql(u"CREATE TRIGGER full BEFORE INSERT ON connections BEGIN SELECT RAISE(ABORT, 'full'); END"_s);
        ConnectionReport first = report(1);
        m_log->onOpened(first);
        QVERIFY(await(m_log->list({}))->isEmpty());
        first.outcome = ConnectionOutcome::Closed;
        m_log->onClosed(first);
        QVERIFY(await(m_log->list({}))->isEmpty());
        sql(u"DROP TRIGGER full"_s);
        m_log->onOpened(report(2));
        const auto entries = await(m_log->list({}));
        QCOMPARE(entries->size(), 2);
        QCOMPARE(entries->at(1).report.outcome, ConnectionOutcome::Closed);
        QCOMPARE(entries->at(0).state, ConnectionEntry::State::Open);
    }

    void aReportWithEmptyTextsIsKept()
    {
        ConnectionReport connection;
        connection.id = 1;
        m_log->onOpened(connection);
        QVERIFY(only().report.host.isEmpty());
    }

private:
    [[nodiscard]] QString path() const { return m_folder->filePath(u"w.assay"_s); }
    ConnectionEntry only()
    {
        const auto entries = await(m_log->list({}));
        if (!entries || entries->size() != 1) {
            QTest::qFail("not one row", __FILE__, __LINE__);
            return {};
        }
        return entries->first();
    }
    QList<int> ports(const ConnectionFilter &filter)
    {
        QList<int> found;
        for (const ConnectionEntry &entry : await(m_log->list(filter)).value_or(QList<ConnectionEntry>()))
            found.append(entry.report.port);
        return found;
    }
    void sql(const QString &statement)
    {
        const auto done = await(m_database->write(
            [statement](Connection &c) { return c.exec(statement).map([](QSqlQuery *) {}); }));
        QVERIFY2(done, done ? "" : qPrintable(done.error().message + done.error().detail));
    }

    std::unique_ptr<QTemporaryDir> m_folder;
    test::ManualClock m_clock;
    std::unique_ptr<Database> m_database;
    std::unique_ptr<ConnectionLog> m_log;
};

QTEST_GUILESS_MAIN(ConnectionLogTest)
#include "tst_connectionlog.moc"
