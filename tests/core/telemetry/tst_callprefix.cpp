// SPDX-License-Identifier: GPL-3.0-or-later
#include <QTemporaryDir>
#include <QTest>

#include "support/awaiting.h"
#include "telemetry/callprefix.h"
#include "telemetry/requestlog.h"

using namespace assay;
using namespace assay::telemetry;
using namespace Qt::StringLiterals;
using test::await;

class CallPrefixTest final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init()
    {
        m_log.reset();
        m_database.reset();
        m_mirror.reset();
        m_folder = std::make_unique<QTemporaryDir>();
        m_database =
            storage::Database::open(m_folder->filePath(u"w.assay"_s), storage::OpenMode::Create).value();
        m_mirror = FactsMirror::open(*m_database).value();
        m_log = std::make_unique<RequestLog>(*m_database, *m_mirror);
        for (const QString &id :
             {u"01932c07-1a2b-7abc-8000-000000000001"_s, u"01932c07-1a2b-7abc-8000-0000000000ff"_s,
              u"01932c08-0000-7000-8000-000000000000"_s}) {
            CallRecord record;
            record.id = CallId::fromString(id);
            record.provider = u"p"_s;
            record.model = u"m"_s;
            QVERIFY(await(m_log->append(record)));
        }
    }
    void cleanupTestCase()
    {
        m_log.reset();
        m_database.reset();
    }

    void findsByPrefix_data()
    {
        QTest::addColumn<QString>("prefix");
        QTest::addColumn<QString>("id");
        const QString last = u"01932c07-1a2b-7abc-8000-0000000000ff"_s;
        QTest::newRow("whole") << last << last;
        QTest::newRow("odd digits") << u"01932c07-1a2b-7abc-8000-0000000000f"_s << last;
        QTest::newRow("no dashes") << u"01932C08"_s << u"01932c08-0000-7000-8000-000000000000"_s;
        QTest::newRow("one less") << u"01932c07-1a2b-7abc-8000-00000000000"_s
                                  << u"01932c07-1a2b-7abc-8000-000000000001"_s;
    }
    void findsByPrefix()
    {
        QFETCH(const QString, prefix);
        const auto found = await(findCallId(*m_database, prefix));
        QVERIFY2(found, found ? "" : qPrintable(found.error().message));
        QTEST(found->toString(), "id");
    }

    void refusesWhatIsNotOne_data()
    {
        QTest::addColumn<QString>("prefix");
        QTest::addColumn<int>("code");
        QTest::addColumn<QString>("words");
        QTest::newRow("several") << u"01932c07"_s << int(ErrorCode::InvalidInput)
                                 << u"01932c07-1a2b-7abc-8000-0000000000ff, 01932c07"_s;
        QTest::newRow("none") << u"02"_s << int(ErrorCode::NotFound) << u"begins with 02"_s;
        QTest::newRow("no digits") << u"yesterday"_s << int(ErrorCode::InvalidInput) << u"yesterday"_s;
        QTest::newRow("empty") << u""_s << int(ErrorCode::InvalidInput) << u"is no id"_s;
        QTest::newRow("too long") << QString(33, u'0') << int(ErrorCode::InvalidInput) << u"is no id"_s;
    }
    void refusesWhatIsNotOne()
    {
        QFETCH(const QString, prefix);
        QFETCH(const QString, words);
        const auto found = await(findCallId(*m_database, prefix));
        QVERIFY(!found);
        QTEST(int(found.error().code), "code");
        QVERIFY2(found.error().message.contains(words), qPrintable(found.error().message));
    }

private:
    std::unique_ptr<QTemporaryDir> m_folder;
    std::unique_ptr<FactsMirror> m_mirror; ///< outlives the database, as RequestLog asks
    std::unique_ptr<storage::Database> m_database;
    std::unique_ptr<RequestLog> m_log;
};

QTEST_GUILESS_MAIN(CallPrefixTest)
#include "tst_callprefix.moc"
