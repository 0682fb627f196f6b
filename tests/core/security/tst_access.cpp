// SPDX-License-Identifier: GPL-3.0-or-later
#include "security/access.h"
#include "support/awaiting.h"
#include "support/manualclock.h"

#include <QTemporaryDir>
#include <QTest>

using namespace assay;
using namespace assay::security;
using namespace Qt::StringLiterals;
using test::await;

/// Roles, protected labels and what is kept of their changes.
class AccessTest final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init()
    {
        m_folder = std::make_unique<QTemporaryDir>();
        m_database = std::move(
            *storage::Database::open(m_folder->filePath(u"w.assay"_s), storage::OpenMode::Create));
        m_store = std::make_unique<AccessStore>(*m_database, m_clock);
    }
    void cleanup()
    {
        m_store.reset();
        m_database.reset();
    }

    void withoutRolesEverythingIsAllowed()
    {
        const Access access = *await(m_store->access());
        QCOMPARE(access.protectedLabels, QStringList{u"production"_s});
        QVERIFY(access.refusalToMove(u"anybody"_s, u"production"_s).isEmpty());
        QVERIFY(access.refusal(u"anybody"_s, Role::Admin, u"do it"_s).isEmpty());
    }

    void aRefusalNamesWhoCan()
    {
        grant(u"ada"_s, Role::Admin);
        grant(u"eve"_s, Role::Releaser);
        grant(u"bob"_s, Role::Editor);
        const Access access = *await(m_store->access());
        QVERIFY(access.refusalToMove(u"bob"_s, u"staging"_s).isEmpty());
        QVERIFY(access.refusalToMove(u"eve"_s, u"production"_s).isEmpty());
        const QString refusal = access.refusalToMove(u"bob"_s, u"production"_s);
        for (const QString &named : {u"bob"_s, u"production"_s, u"releaser"_s, u"ada"_s, u"eve"_s})
            QVERIFY2(refusal.contains(named), qPrintable(refusal));
        QVERIFY(!access.refusalToMove(u"stranger"_s, u"staging"_s).isEmpty());
    }

    void onlyAdminsChangeRoles()
    {
        grant(u"ada"_s, Role::Admin);
        const auto refused = await(m_store->grant(u"bob"_s, Role::Admin, u"bob"_s));
        QCOMPARE(refused.error().code, ErrorCode::Permission);
        QVERIFY(refused.error().message.contains(u"ada"_s));
        QCOMPARE(await(m_store->protect({}, u"bob"_s)).error().code, ErrorCode::Permission);
        QCOMPARE(await(m_store->revoke(u"ada"_s, u"bob"_s)).error().code, ErrorCode::Permission);
    }

    void nobodyLocksEverybodyOut()
    {
        QCOMPARE(await(m_store->grant(u"bob"_s, Role::Editor, u"bob"_s)).error().code,
                 ErrorCode::InvalidInput); // the first is an admin
        grant(u"ada"_s, Role::Admin);
        grant(u"bob"_s, Role::Editor);
        QCOMPARE(await(m_store->grant(u"ada"_s, Role::Viewer, u"ada"_s)).error().code,
                 ErrorCode::InvalidInput);
        QCOMPARE(await(m_store->revoke(u"ada"_s, u"ada"_s)).error().code, ErrorCode::InvalidInput);
        QVERIFY(await(m_store->revoke(u"bob"_s, u"ada"_s)));
        QVERIFY(await(m_store->revoke(u"ada"_s, u"ada"_s))); // the last of all: one person again
        QVERIFY(await(m_store->access())->roles.isEmpty());
        QCOMPARE(await(m_store->revoke(u"ada"_s, u"ada"_s)).error().code, ErrorCode::NotFound);
    }

    void changesAreKept()
    {
        grant(u"ada"_s, Role::Admin);
        QVERIFY(await(m_store->protect({u"production"_s, u"staging"_s}, u"ada"_s)));
        const auto trail = *await(m_store->trail(10));
        QCOMPARE(trail.size(), 2);
        QCOMPARE(trail.first().action, u"protect"_s);
        QCOMPARE(trail.first().subject, u"production, staging"_s);
        QCOMPARE(trail.last().who, u"ada"_s);
        QCOMPARE(trail.last().detail, u"admin"_s);
        QCOMPARE(await(m_store->access())->neededFor(u"staging"_s), Role::Releaser);
    }

private:
    void grant(const QString &user, Role role)
    {
        m_clock.advance(std::chrono::seconds(1));
        QVERIFY(await(m_store->grant(user, role, u"ada"_s)));
        m_clock.advance(std::chrono::seconds(1));
    }

    std::unique_ptr<QTemporaryDir> m_folder;
    test::ManualClock m_clock;
    std::unique_ptr<storage::Database> m_database;
    std::unique_ptr<AccessStore> m_store;
};

QTEST_GUILESS_MAIN(AccessTest)
#include "tst_access.moc"
