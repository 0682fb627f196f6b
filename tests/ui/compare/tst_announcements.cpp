// SPDX-License-Identifier: GPL-3.0-or-later
// What a screen reader hears of a run.
#include "comparefixture.h"

#include "ui/compare/columnheader.h"
#include "ui/compare/modelchooser.h"

#include <QLabel>
#include <QLineEdit>
#include <QTest>

using namespace Qt::StringLiterals;
using namespace assay;
using namespace assay::ui;
using assay::test::CompareFixture;

class AnnouncementsTest final : public QObject {
    Q_OBJECT

    std::unique_ptr<CompareFixture> m_fixture;
    QStringList m_heard; ///< the names that the page's line of status had, in order

    /// No screen reader is there to be told, so the name that it would read out is looked at before each event.
    bool eventFilter(QObject *watched, QEvent *event) override
    {
        listen();
        return QObject::eventFilter(watched, event);
    }
    void listen()
    {
        for (const QLabel *label : m_fixture ? page().findChildren<QLabel *>() : QList<QLabel *>()) {
            const QString name = label->accessibleName();
            if (name.isEmpty() || name != label->text() || (!m_heard.isEmpty() && m_heard.last() == name))
                continue;
            m_heard.append(name);
        }
    }
    bool wasHeard(const QString &words)
    {
        listen();
        return !m_heard.filter(words).isEmpty();
    }

    ComparePage &page() { return m_fixture->page(); }
    void settle() { QTRY_VERIFY_WITH_TIMEOUT(page().isSettled(), 30'000); }

private Q_SLOTS:
    void initTestCase()
    {
        QLocale::setDefault(QLocale(u"en_US"_s));
        qApp->installEventFilter(this);
    }
    void cleanupTestCase() { qApp->removeEventFilter(this); }
    void init()
    {
        m_fixture = std::make_unique<CompareFixture>();
        settle();
        m_heard.clear();
    }
    void cleanup() { m_fixture.reset(); }

    void startAndEachEndAreAnnounced()
    {
        QTest::keyClick(&page(), Qt::Key_Return, Qt::ControlModifier);
        QVERIFY(page().controller()->isRunning());
        QVERIFY2(wasHeard(u"Asking every column"_s), qPrintable(m_heard.join(u'\n')));
        QVERIFY(!wasHeard(u"has answered"_s));
        settle();
        QStringList answered = m_heard.filter(u"has answered"_s);
        answered.removeDuplicates();
        QCOMPARE(answered.size(), page().columns()->columns().size());
    }

    void stoppingIsAnnounced()
    {
        QTest::keyClick(&page(), Qt::Key_Return, Qt::ControlModifier);
        QVERIFY(page().controller()->isRunning());
        QVERIFY(page().escape());
        QVERIFY2(wasHeard(u"Stopping"_s), qPrintable(m_heard.join(u'\n')));
        settle();
        QVERIFY2(wasHeard(u"was stopped"_s), qPrintable(m_heard.join(u'\n')));
    }

    void anErrorIsAnnouncedWithItsReason()
    {
        QLineEdit *model = page().columns()->columns().first()->header()->chooser()->lineEdit();
        model->setFocus();
        model->selectAll();
        QTest::keyClicks(model, u"nobody/nothing"_s);
        QTest::keyClick(model, Qt::Key_Return);
        QTest::keyClick(&page(), Qt::Key_Return, Qt::ControlModifier);
        settle();
        QVERIFY2(wasHeard(u"failed: "_s), qPrintable(m_heard.join(u'\n')));
    }
};

QTEST_MAIN(AnnouncementsTest)
#include "tst_announcements.moc"
