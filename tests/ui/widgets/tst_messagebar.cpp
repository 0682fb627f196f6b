// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/theme/theme.h"
#include "ui/widgets/messagebar.h"

#include <QAccessible>
#include <QBoxLayout>
#include <QClipboard>
#include <QGuiApplication>
#include <QLineEdit>
#include <QPushButton>
#include <QTest>
#include <QToolButton>

using namespace assay;
using namespace assay::ui;
using namespace Qt::StringLiterals;

namespace {

struct Bench {
    Bench()
    {
        auto *column = new QVBoxLayout(&window);
        column->addWidget(bar = new MessageBar(theme));
        column->addWidget(field = new QLineEdit);
        window.show();
        field->setFocus();
    }
    QAbstractButton *button(const QString &name) const
    {
        for (QAbstractButton *candidate : bar->findChildren<QAbstractButton *>()) {
            if (candidate->isVisible() && (candidate->text() == name || candidate->accessibleName() == name))
                return candidate;
        }
        return nullptr;
    }
    QTimer &timer() const { return *bar->findChild<QTimer *>(); }

    Theme theme{ThemeChoice::Light};
    QWidget window;
    MessageBar *bar;
    QLineEdit *field;
};

const Error refused{
    ErrorCode::Authentication, u"The provider refused the key. Set a new one."_s, u"HTTP 401"_s, false, {}};

} // namespace

class MessageBarTest final : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void hiddenUntilShownAndAnnounced();
    void errorStaysAndClosesByKeyboard();
    void detailsAreCopied();
    void actionRunsOnceAndMayShowTheNext();
    void infoGoesButNotWhileHovered();
    void undoStaysTenSeconds();
    void secondActionLeavesTheBar();
};

void MessageBarTest::hiddenUntilShownAndAnnounced()
{
    Bench bench;
    QVERIFY(!bench.bar->isVisible());
    bench.bar->showError(refused);
    QVERIFY(bench.bar->isVisible());
    QCOMPARE(bench.bar->sentence(), refused.message);
    // What a screen reader reads out on the alert. (Offscreen no event gets out: Qt sends none without a
    // reader.)
    QAccessibleInterface *spoken = QAccessible::queryAccessibleInterface(bench.bar);
    QVERIFY(spoken);
    QCOMPARE(spoken->text(QAccessible::Name), u"Error: The provider refused the key. Set a new one."_s);
    QVERIFY2(bench.field->hasFocus() || !bench.window.isActiveWindow(), "a bar never takes the focus");
}

void MessageBarTest::errorStaysAndClosesByKeyboard()
{
    Bench bench;
    bench.bar->showError(refused);
    QVERIFY(!bench.timer().isActive());
    QTest::keyClick(bench.button(u"Close"_s), Qt::Key_Space);
    QVERIFY(!bench.bar->isVisible());

    bench.bar->showError(refused);
    QTest::keyClick(bench.button(u"Close"_s), Qt::Key_Escape);
    QVERIFY(!bench.bar->isVisible());
}

void MessageBarTest::detailsAreCopied()
{
    Bench bench;
    bench.bar->showError(refused);
    QVERIFY2(!bench.button(u"Copy the details"_s), "details are folded at first");
    QTest::keyClick(bench.button(u"Details"_s), Qt::Key_Space);
    QTest::keyClick(bench.button(u"Copy the details"_s), Qt::Key_Space);
    const QString copied = QGuiApplication::clipboard()->text();
    QVERIFY2(copied.contains(refused.message) && copied.contains(u"authentication: HTTP 401"_s),
             qPrintable(copied));
}

void MessageBarTest::actionRunsOnceAndMayShowTheNext()
{
    Bench bench;
    int runs = 0;
    bench.bar->show(MessageBar::Kind::Warning, u"Old prices."_s,
                    {u"Update"_s, [&] {
                         ++runs;
                         bench.bar->show(MessageBar::Kind::Success, u"Updated."_s);
                     }});
    QTest::keyClick(bench.button(u"Update"_s), Qt::Key_Space);
    QCOMPARE(runs, 1);
    QCOMPARE(bench.bar->sentence(), u"Updated."_s);
    QVERIFY(bench.bar->isVisible());
    QVERIFY(!bench.button(u"Update"_s));
}

void MessageBarTest::infoGoesButNotWhileHovered()
{
    Bench bench;
    bench.bar->show(MessageBar::Kind::Info, u"Saved."_s);
    QVERIFY(bench.timer().isActive());
    QCOMPARE(bench.timer().interval(), 6000);
    QEnterEvent enter({1, 1}, {1, 1}, {1, 1});
    QCoreApplication::sendEvent(bench.bar, &enter);
    QVERIFY(!bench.timer().isActive());
    QEvent leave(QEvent::Leave);
    QCoreApplication::sendEvent(bench.bar, &leave);
    QVERIFY(bench.timer().isActive());
    bench.timer().start(0); // the six seconds are over
    QTRY_VERIFY(!bench.bar->isVisible());
}

void MessageBarTest::undoStaysTenSeconds()
{
    Bench bench;
    bool isUndone = false;
    bench.bar->showUndo(u"Deleted the prompt."_s, [&] { isUndone = true; });
    QCOMPARE(bench.timer().interval(), 10000);
    QTest::keyClick(bench.button(u"Undo"_s), Qt::Key_Space);
    QVERIFY(isUndone);
    QVERIFY(!bench.bar->isVisible());
}

void MessageBarTest::secondActionLeavesTheBar()
{
    Bench bench;
    int runs = 0;
    bench.bar->showError(refused, {u"Try again"_s, [] {}});
    bench.bar->setSecondAction({u"Choose another…"_s, [&] { ++runs; }});
    QTest::keyClick(bench.button(u"Choose another…"_s), Qt::Key_Space);
    QCOMPARE(runs, 1);
    QVERIFY(bench.bar->isVisible());
    bench.bar->showError(refused);
    QVERIFY(!bench.button(u"Choose another…"_s));
}

QTEST_MAIN(MessageBarTest)
#include "tst_messagebar.moc"
