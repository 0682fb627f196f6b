// SPDX-License-Identifier: GPL-3.0-or-later
// What a screen reader hears of a run.
#include "comparefixture.h"

#include "ui/compare/columnheader.h"
#include "ui/compare/modelchooser.h"

#include <QAccessible>
#include <QLineEdit>
#include <QTest>

using namespace Qt::StringLiterals;
using namespace assay;
using namespace assay::ui;
using assay::test::CompareFixture;

namespace {

QStringList heard; ///< the names that were announced, in order

void hear(QAccessibleEvent *event)
{
    if (event->type() != QAccessible::NameChanged)
        return;
    if (QAccessibleInterface *spoken = event->accessibleInterface())
        heard.append(spoken->text(QAccessible::Name));
}

bool wasHeard(const QString &words)
{
    return !heard.filter(words).isEmpty();
}

} // namespace

class AnnouncementsTest final : public QObject {
    Q_OBJECT

    std::unique_ptr<CompareFixture> m_fixture;
    QAccessible::UpdateHandler m_before = nullptr;

    ComparePage &page() { return m_fixture->page(); }
    void settle() { QTRY_VERIFY_WITH_TIMEOUT(page().isSettled(), 30'000); }

private Q_SLOTS:
    void initTestCase()
    {
        QLocale::setDefault(QLocale(u"en_US"_s));
        QAccessible::setActive(true); // as with a screen reader
        m_before = QAccessible::installUpdateHandler(hear);
    }
    void cleanupTestCase() { QAccessible::installUpdateHandler(m_before); }
    void init()
    {
        m_fixture = std::make_unique<CompareFixture>();
        settle();
        heard.clear();
    }
    void cleanup() { m_fixture.reset(); }

    void startAndEachEndAreAnnounced()
    {
        QTest::keyClick(&page(), Qt::Key_Return, Qt::ControlModifier);
        QVERIFY(page().controller()->isRunning());
        QVERIFY2(wasHeard(u"Asking every column"_s), qPrintable(heard.join(u'\n')));
        QVERIFY(!wasHeard(u"has answered"_s));
        settle();
        QCOMPARE(heard.filter(u"has answered"_s).size(), page().columns()->columns().size());
    }

    void stoppingIsAnnounced()
    {
        QTest::keyClick(&page(), Qt::Key_Return, Qt::ControlModifier);
        QVERIFY(page().controller()->isRunning());
        QVERIFY(page().escape());
        QVERIFY2(wasHeard(u"Stopping"_s), qPrintable(heard.join(u'\n')));
        settle();
        QVERIFY2(wasHeard(u"was stopped"_s), qPrintable(heard.join(u'\n')));
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
        QVERIFY2(wasHeard(u"failed: "_s), qPrintable(heard.join(u'\n')));
    }
};

QTEST_MAIN(AnnouncementsTest)
#include "tst_announcements.moc"
