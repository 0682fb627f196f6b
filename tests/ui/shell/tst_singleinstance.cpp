// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/shell/crashmarker.h"
#include "ui/shell/singleinstance.h"

#include <QSignalSpy>
#include <QtConcurrentRun>
#include <QTemporaryDir>
#include <QTest>

using namespace assay::ui;
using namespace Qt::StringLiterals;

class SingleInstanceTest final : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void initTestCase();
    void secondHandsOver();
    void anotherWorkspaceIsFree();
    void firstGoneMakesRoom();
    void uncleanEndIsNoticedOnce();

private:
    QTemporaryDir m_state;
};

void SingleInstanceTest::initTestCase()
{
    qputenv("XDG_STATE_HOME", m_state.path().toUtf8());
    qputenv("XDG_RUNTIME_DIR", m_state.path().toUtf8());
}

void SingleInstanceTest::secondHandsOver()
{
    SingleInstance first(u"/w/a.assay"_s);
    QVERIFY(first.becomeFirst());
    QSignalSpy received(&first, &SingleInstance::requestReceived);

    // Another process would hold its own lock object; the hand-over blocks, so it runs beside the event loop.
    SingleInstance second(u"/w/a.assay"_s);
    QVERIFY(!second.becomeFirst());
    const QFuture<bool> done =
        QtConcurrent::run([&second] { return second.handOver(R"({"page":"compare"})"); });
    QTRY_VERIFY(done.isFinished());

    QVERIFY(done.result());
    QCOMPARE(received.size(), 1);
    QCOMPARE(received.first().first().toByteArray(), QByteArray(R"({"page":"compare"})"));
}

void SingleInstanceTest::anotherWorkspaceIsFree()
{
    SingleInstance first(u"/w/a.assay"_s);
    SingleInstance other(u"/w/b.assay"_s);
    QVERIFY(first.becomeFirst());
    QVERIFY(other.becomeFirst());
}

void SingleInstanceTest::firstGoneMakesRoom()
{
    {
        SingleInstance first(u"/w/a.assay"_s);
        QVERIFY(first.becomeFirst());
    }
    SingleInstance next(u"/w/a.assay"_s);
    QVERIFY2(!next.handOver("{}"), "nobody is there");
    QVERIFY(next.becomeFirst());
}

void SingleInstanceTest::uncleanEndIsNoticedOnce()
{
    const QString path = u"/w/a.assay"_s;
    {
        const CrashMarker marker(path);
        QVERIFY(!marker.lastEndWasUnclean());
        const CrashMarker meanwhile(path); // as after a kill: the first one's file is still there
        QVERIFY(meanwhile.lastEndWasUnclean());
    }
    const CrashMarker next(path);
    QVERIFY(!next.lastEndWasUnclean());
}

QTEST_GUILESS_MAIN(SingleInstanceTest)
#include "tst_singleinstance.moc"
