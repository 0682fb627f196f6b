// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/shell/windowactions.h"

#include "ui/shell/mainwindow.h"
#include "ui/shell/panecycler.h"
#include "ui/shell/statefolder.h"

#include <QActionGroup>
#include <QApplication>
#include <QCoreApplication>
#include <QDesktopServices>
#include <QUrl>

namespace assay::ui {

using namespace Qt::StringLiterals;

namespace {

QString text(const char *source)
{
    return QCoreApplication::translate("WindowActions", source);
}

using Keys = QList<QKeySequence>;

void addFileActions(MainWindow &window)
{
    ActionRegistry &actions = window.actions();
    const QString section = text("File");
    actions.add({u"file.new"_s,
                 section,
                 text("&New Workspace…"),
                 u"add"_s,
                 {},
                 text("Makes an empty workspace file and opens it.")},
                &window, &window, [&window] { window.newWorkspace(); });
    actions.add({u"file.open"_s,
                 section,
                 text("&Open Workspace…"),
                 u"folder"_s,
                 {QKeySequence(u"Ctrl+O"_s)},
                 text("Opens another workspace file in this window.")},
                &window, &window, [&window] { window.chooseWorkspace(); });
    actions.add({u"file.close"_s,
                 section,
                 text("&Close Window"),
                 u"close"_s,
                 {QKeySequence(u"Ctrl+W"_s)},
                 text("Closes the window. Drafts are kept.")},
                &window, &window, [&window] { window.close(); });
    actions.add({u"file.quit"_s,
                 section,
                 text("&Quit"),
                 {},
                 {QKeySequence(u"Ctrl+Q"_s)},
                 text("Stops what runs and ends Assay. Drafts are kept.")},
                &window, &window, [&window] { window.close(); });
}

/// Cut, copy and the like go to whatever has the focus. Their keys are the text fields' own, so none is set
/// here.
void addEditActions(MainWindow &window)
{
    struct Edit {
        const char *id;
        const char *label;
        const char *icon;
        const char *slot;
        const char *help;
    };
    constexpr Edit edits[] = {
        {"edit.undo", QT_TRANSLATE_NOOP("WindowActions", "&Undo\tCtrl+Z"), "restore", "undo",
         QT_TRANSLATE_NOOP("WindowActions", "Takes back the last change in the text field.")},
        {"edit.redo", QT_TRANSLATE_NOOP("WindowActions", "&Redo\tCtrl+Shift+Z"), "", "redo",
         QT_TRANSLATE_NOOP("WindowActions", "Does again what was undone.")},
        {"edit.cut", QT_TRANSLATE_NOOP("WindowActions", "Cu&t\tCtrl+X"), "", "cut",
         QT_TRANSLATE_NOOP("WindowActions", "Moves the selected text to the clipboard.")},
        {"edit.copy", QT_TRANSLATE_NOOP("WindowActions", "&Copy\tCtrl+C"), "copy", "copy",
         QT_TRANSLATE_NOOP("WindowActions", "Copies the selected text.")},
        {"edit.paste", QT_TRANSLATE_NOOP("WindowActions", "&Paste\tCtrl+V"), "", "paste",
         QT_TRANSLATE_NOOP("WindowActions", "Inserts the clipboard's text.")},
        {"edit.selectAll", QT_TRANSLATE_NOOP("WindowActions", "Select &All\tCtrl+A"), "", "selectAll",
         QT_TRANSLATE_NOOP("WindowActions", "Selects everything in the field or list.")},
    };
    for (const Edit &edit : edits) {
        window.actions().add(
            {QString::fromLatin1(edit.id),
             text("Edit"),
             text(edit.label),
             QString::fromLatin1(edit.icon),
             {},
             text(edit.help)},
            &window, &window, [slot = edit.slot] {
                QWidget *focus = QApplication::focusWidget();
                if (focus
                    && focus->metaObject()->indexOfMethod(QByteArray(slot).append("()").constData()) >= 0)
                    QMetaObject::invokeMethod(focus, slot);
            });
    }
}

void addPageActions(MainWindow &window)
{
    ActionRegistry &actions = window.actions();
    const QString section = text("View");
    const std::vector<PageEntry> &entries = window.pages().entries();
    for (int i = 0; i < int(entries.size()); ++i) {
        const PageEntry &entry = entries.at(size_t(i));
        actions.add({u"view.page."_s + entry.id,
                     section,
                     entry.title,
                     entry.icon,
                     {QKeySequence(u"Alt+%1"_s.arg(i + 1))},
                     text("Shows the page %1.").arg(entry.title)},
                    &window, &window, [&window, i] { window.pages().showPage(i); });
    }
    actions.add({u"view.nextPage"_s,
                 section,
                 text("Next Page"),
                 {},
                 {QKeySequence(u"Ctrl+Tab"_s)},
                 text("Shows the next page.")},
                &window, &window, [&window] { window.showOtherPage(1); });
    actions.add({u"view.previousPage"_s,
                 section,
                 text("Previous Page"),
                 {},
                 {QKeySequence(u"Ctrl+Shift+Tab"_s)},
                 text("Shows the page before.")},
                &window, &window, [&window] { window.showOtherPage(-1); });
}

void addPaneActions(MainWindow &window, QWidget &panes)
{
    ActionRegistry &actions = window.actions();
    const QString section = text("View");
    actions.add({u"view.nextPane"_s,
                 section,
                 text("Next Pane"),
                 {},
                 {QKeySequence(Qt::Key_F6)},
                 text("Moves the focus to the next part of the window.")},
                &window, &window, [&panes] { cyclePane(panes, PaneDirection::Next); });
    actions.add({u"view.previousPane"_s,
                 section,
                 text("Previous Pane"),
                 {},
                 {QKeySequence(u"Shift+F6"_s)},
                 text("Moves the focus to the part of the window before.")},
                &window, &window, [&panes] { cyclePane(panes, PaneDirection::Previous); });
    actions.add({u"view.fullScreen"_s,
                 section,
                 text("&Full Screen"),
                 {},
                 {QKeySequence(Qt::Key_F11)},
                 text("Fills the screen with the window, or ends that.")},
                &window, &window, [&window] { window.toggleFullScreen(); });
    actions.add({u"view.resetLayout"_s,
                 section,
                 text("&Reset Layout"),
                 u"columns"_s,
                 {},
                 text("Forgets sizes and positions of the window and its panels.")},
                &window, &window, [&window] { window.resetLayout(); });
}

void addThemeActions(MainWindow &window)
{
    struct Choice {
        const char *id;
        const char *label;
        ThemeChoice choice;
    };
    constexpr Choice choices[] = {
        {"view.theme.system", QT_TRANSLATE_NOOP("WindowActions", "Theme: Follow &System"),
         ThemeChoice::FollowSystem},
        {"view.theme.light", QT_TRANSLATE_NOOP("WindowActions", "Theme: &Light"), ThemeChoice::Light},
        {"view.theme.dark", QT_TRANSLATE_NOOP("WindowActions", "Theme: &Dark"), ThemeChoice::Dark},
        {"view.theme.contrast", QT_TRANSLATE_NOOP("WindowActions", "Theme: &High Contrast"),
         ThemeChoice::HighContrast},
    };
    auto *group = new QActionGroup(&window);
    for (const Choice &choice : choices) {
        QAction *action = window.actions().add(
            {QString::fromLatin1(choice.id),
             text("View"),
             text(choice.label),
             u"theme"_s,
             {},
             text("Changes the colours of the window. Remembered.")},
            &window, &window, [&window, wanted = choice.choice] { window.chooseTheme(wanted); });
        action->setCheckable(true);
        action->setChecked(window.theme().choice() == choice.choice);
        group->addAction(action);
    }
}

void addHelpActions(MainWindow &window)
{
    ActionRegistry &actions = window.actions();
    const QString section = text("Help");
    actions.add({u"help.palette"_s,
                 section,
                 text("&Command Palette…"),
                 u"search"_s,
                 {QKeySequence(u"Ctrl+K"_s), QKeySequence(u"Ctrl+Shift+P"_s)},
                 text("Finds any action by a few letters.")},
                &window, &window, [&window] { window.openPalette(); });
    actions.add({u"view.quickOpen"_s,
                 text("View"),
                 text("Quick &Open…"),
                 u"search"_s,
                 {QKeySequence(u"Ctrl+P"_s)},
                 text("Goes to a prompt, provider or page by a few letters.")},
                &window, &window, [&window] { window.openQuickOpen(); });
    actions.add({u"help.shortcuts"_s,
                 section,
                 text("&Keyboard Shortcuts"),
                 u"keyboard"_s,
                 {QKeySequence(Qt::Key_F1), QKeySequence(u"Ctrl+?"_s), QKeySequence(u"?"_s)},
                 text("Lists every shortcut.")},
                &window, &window, [&window] { window.openShortcutSheet(); });
    actions.add({u"help.logs"_s,
                 section,
                 text("Open &Log Folder"),
                 u"folder"_s,
                 {},
                 text("Shows the folder with Assay's log files. They hold no keys, prompts or answers.")},
                &window, &window, [] { QDesktopServices::openUrl(QUrl::fromLocalFile(logFolder())); });
    actions.add({u"help.about"_s, section, text("&About Assay"), u"info"_s, {}, text("Version and licence.")},
                &window, &window, [&window] { window.showAbout(); });
}

} // namespace

void addWindowActions(MainWindow &window, QWidget &panes)
{
    addFileActions(window);
    addEditActions(window);
    addPageActions(window);
    addPaneActions(window, panes);
    addThemeActions(window);
    addHelpActions(window);
}

} // namespace assay::ui
