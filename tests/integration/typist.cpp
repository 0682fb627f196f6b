// SPDX-License-Identifier: GPL-3.0-or-later
// Types into a prompt of a workspace as a person does, until it is killed: tst_killedtyping starts it.
// typist WORKSPACE PROMPT WORD...: says "typed WORD" after the last key of each.
#include "ui/actions/actionregistry.h"
#include "ui/prompts/messageblock.h"
#include "ui/prompts/messageeditor.h"
#include "ui/prompts/promptlist.h"
#include "ui/prompts/promptspage.h"
#include "ui/theme/theme.h"
#include "workspace/engine.h"

#include <cstdio>

#include <QApplication>
#include <QFileInfo>
#include <QPlainTextEdit>
#include <QTest>

using namespace assay;
using namespace Qt::StringLiterals;

int main(int argc, char **argv)
{
    QApplication application(argc, argv);
    QStringList words = QApplication::arguments().mid(1);
    workspace::WorkspaceOptions options;
    options.path = words.takeFirst();
    options.whenMissing = workspace::WorkspaceOptions::WhenMissing::CreateSample;
    const QString prompt = words.takeFirst();
    QSettings state(QFileInfo(options.path).path() + u"/state/window.ini"_s, QSettings::IniFormat);
    ui::Theme theme(ui::ThemeChoice::Light);
    workspace::Engine engine(options);
    ui::ActionRegistry actions(theme);
    ui::PromptsPage page(ui::PageContext{engine, theme, actions, state});
    page.show();
    page.activate();
    page.navigate({{u"prompt"_s, prompt}});
    if (!QTest::qWaitFor([&page] { return page.isSettled(); }, 60'000))
        return 1;
    page.findChild<ui::PromptList *>()->select(prompt);
    if (!QTest::qWaitFor([&page] { return page.isSettled(); }, 60'000))
        return 1;
    QPlainTextEdit *text = page.findChild<ui::MessageEditor *>()->blocks().first()->editor();
    text->setFocus();
    text->moveCursor(QTextCursor::End);
    for (const QString &word : std::as_const(words)) {
        QTest::keyClicks(text, u' ' + word, Qt::NoModifier, 20);
        std::printf("typed %s\n", qPrintable(word));
        std::fflush(stdout);
        const bool isLast = word == words.last();
        if (!isLast && !QTest::qWaitFor([&page] { return page.isSettled(); }, 60'000)) // a step of its own
            return 1;
    }
    return QApplication::exec();
}
