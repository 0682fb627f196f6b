// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/theme/theme.h"
#include "ui/widgets/emptystate.h"

#include <QLabel>
#include <QPushButton>
#include <QTest>

using namespace assay::ui;
using namespace Qt::StringLiterals;

class EmptyStateTest final : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void actionAndLinkRunByKeyboard();
    void partsWithoutTextStayAway();
};

void EmptyStateTest::actionAndLinkRunByKeyboard()
{
    Theme theme(ThemeChoice::Light);
    EmptyState state(theme);
    QStringList ran;
    state.setContent({u"prompts"_s, u"No prompts yet"_s, u"Make one."_s, u"New prompt"_s,
                      [&] { ran.append(u"action"_s); }, u"Open the sample"_s,
                      [&] { ran.append(u"link"_s); }});
    state.show();
    const QList<QPushButton *> buttons = state.findChildren<QPushButton *>();
    QCOMPARE(buttons.size(), 2);
    for (QPushButton *button : buttons) {
        QVERIFY(button->isVisible());
        QTest::keyClick(button, Qt::Key_Space);
    }
    QCOMPARE(ran, QStringList({u"action"_s, u"link"_s}));
}

void EmptyStateTest::partsWithoutTextStayAway()
{
    Theme theme(ThemeChoice::Light);
    EmptyState state(theme);
    state.setContent({{}, u"Nothing matches"_s, {}, {}, {}, {}, {}});
    state.show();
    for (const QPushButton *button : state.findChildren<QPushButton *>())
        QVERIFY(!button->isVisible());
    int texts = 0;
    for (const QLabel *label : state.findChildren<QLabel *>())
        texts += label->isVisible();
    QCOMPARE(texts, 1);
}

QTEST_MAIN(EmptyStateTest)
#include "tst_emptystate.moc"
