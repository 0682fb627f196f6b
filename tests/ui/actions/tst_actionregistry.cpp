// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/actions/actionregistry.h"
#include "ui/theme/theme.h"
#include "ui/widgets/page.h"

#include <QBoxLayout>
#include <QLineEdit>
#include <QStackedWidget>
#include <QTest>

using namespace assay::ui;
using namespace Qt::StringLiterals;

namespace {

class PlainPage final : public Page {
public:
    using Page::Page;
    QString title() const override { return u"Plain"_s; }
    QString iconName() const override { return u"prompts"_s; }
    QString pageId() const override { return u"plain"_s; }
    void activate() override { }
};

struct Bench {
    Bench()
    {
        auto *column = new QVBoxLayout(&window);
        column->addWidget(field = new QLineEdit);
        column->addWidget(stack = new QStackedWidget);
        stack->addWidget(first = new PlainPage);
        stack->addWidget(second = new PlainPage);
        window.show();
        window.activateWindow();
        field->setFocus();
        if (!QTest::qWaitForWindowActive(&window))
            qFatal("the window does not become active");
    }

    Theme theme{ThemeChoice::Light};
    QWidget window;
    ActionRegistry actions{theme};
    QLineEdit *field;
    QStackedWidget *stack;
    PlainPage *first;
    PlainPage *second;
};

ActionSpec spec(const QString &id, const QString &keys)
{
    return {id, u"Test"_s, u"&Do it"_s, u"run"_s, {QKeySequence(keys)}, u"Does it."_s};
}

} // namespace

class ActionRegistryTest final : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void pagesShareKeysAndTheShownOneAnswers();
    void widgetScopeNeedsTheFocus();
    void conflictsAreFound();
    void disabledActionsSayWhy();
    void contextEndsTheConnection();
    void toolTipShowsTheKeys();
};

void ActionRegistryTest::pagesShareKeysAndTheShownOneAnswers()
{
    Bench bench;
    QStringList ran;
    bench.actions.add(spec(u"a"_s, u"Ctrl+Return"_s), bench.first, bench.first,
                      [&] { ran.append(u"first"_s); });
    bench.actions.add(spec(u"b"_s, u"Ctrl+Return"_s), bench.second, bench.second,
                      [&] { ran.append(u"second"_s); });

    QTest::keyClick(bench.field, Qt::Key_Return, Qt::ControlModifier); // the focus is outside of both
    bench.stack->setCurrentWidget(bench.second);
    QTest::keyClick(bench.field, Qt::Key_Return, Qt::ControlModifier);

    QCOMPARE(ran, QStringList({u"first"_s, u"second"_s}));
    QVERIFY(bench.actions.conflicts().isEmpty());
}

void ActionRegistryTest::widgetScopeNeedsTheFocus()
{
    Bench bench;
    int runs = 0;
    auto *inner = new QLineEdit(bench.first);
    inner->show();
    bench.actions.add(spec(u"a"_s, u"F2"_s), inner, inner, [&] { ++runs; });
    QTest::keyClick(bench.field, Qt::Key_F2);
    QCOMPARE(runs, 0);
    inner->setFocus();
    QTest::keyClick(inner, Qt::Key_F2);
    QCOMPARE(runs, 1);
}

void ActionRegistryTest::conflictsAreFound()
{
    Bench bench;
    const QAction *wide = bench.actions.add(spec(u"a"_s, u"Ctrl+K"_s), &bench.window, &bench.window, [] {});
    const QAction *narrow = bench.actions.add(spec(u"b"_s, u"Ctrl+K"_s), bench.first, bench.first, [] {});
    const auto conflicts = bench.actions.conflicts();
    QCOMPARE(conflicts.size(), 1);
    QCOMPARE(conflicts.first().first, wide);
    QCOMPARE(conflicts.first().second, narrow);
}

void ActionRegistryTest::disabledActionsSayWhy()
{
    Bench bench;
    bench.actions.add(spec(u"a"_s, u"Ctrl+R"_s), &bench.window, &bench.window, [] {});
    QAction *action = bench.actions.action(u"a"_s);
    bench.actions.setEnabled(u"a"_s, false, u"Nothing runs"_s);
    QVERIFY(!action->isEnabled());
    QCOMPARE(ActionRegistry::disabledReason(action), u"Nothing runs"_s);
    bench.actions.setEnabled(u"a"_s, true);
    QVERIFY(ActionRegistry::disabledReason(action).isEmpty());
    bench.actions.setEnabled(u"unknown"_s, true); // no such action: nothing happens
}

void ActionRegistryTest::contextEndsTheConnection()
{
    Bench bench;
    int runs = 0;
    auto context = std::make_unique<QObject>();
    QAction *action =
        bench.actions.add(spec(u"a"_s, u"Ctrl+R"_s), &bench.window, context.get(), [&] { ++runs; });
    action->trigger();
    context.reset();
    action->trigger();
    QCOMPARE(runs, 1);
}

void ActionRegistryTest::toolTipShowsTheKeys()
{
    Bench bench;
    const QAction *action = bench.actions.add(spec(u"a"_s, u"Ctrl+R"_s), &bench.window, &bench.window, [] {});
    QCOMPARE(action->toolTip(), u"Do it (Ctrl+R)"_s);
    QCOMPARE(bench.actions.spec(action)->section, u"Test"_s);
}

QTEST_MAIN(ActionRegistryTest)
#include "tst_actionregistry.moc"
