// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/result.h"
#include "ui/actions/actionregistry.h"
#include "ui/shell/pagestack.h"
#include "ui/theme/theme.h"

#include <QMainWindow>
#include <QTimer>

class QMimeData;
class QVBoxLayout;

namespace assay::ui {

class CommandPalette;
class EmptyState;
class MainMenu;
class MessageBar;
class NavigationRail;
class QuickOpen;
class ShortcutSheet;
class StatusLine;

/// What a window shows, and on what. The references outlive it.
struct WindowSession {
    workspace::Engine &engine;
    Theme &theme;
    QSettings &state; ///< of windows, in the state folder
    QSettings &config; ///< what a person chose
    QString workspacePath;
    bool lastEndWasUnclean = false;
    QString firstPage; ///< id; empty: the one shown last
    std::vector<PageEntry> pages;
};

/// The window: rail, pages, menus, status line. It holds no rule of the product; the pages do.
class MainWindow final : public QMainWindow {
    Q_OBJECT
public:
    explicit MainWindow(WindowSession session);
    ~MainWindow() override;

    [[nodiscard]] ActionRegistry &actions() { return m_actions; }
    [[nodiscard]] PageStack &pages() { return *m_stack; }
    [[nodiscard]] Theme &theme() { return m_session.theme; }
    [[nodiscard]] MessageBar &bar() { return *m_bar; }

    /// Shows a page and hands it `arguments`; unknown pages are ignored.
    void goTo(const QString &pageId, const QVariantMap &arguments = {});
    /// What a second start asked for: {"page": id, "files": [path]}.
    void takeRequest(const QByteArray &json);
    /// Opens files given on the command line: prompts to import.
    void openFiles(const QStringList &paths);
    void chooseTheme(ThemeChoice choice);
    void chooseWorkspace();
    void newWorkspace();
    /// Forgets sizes, folds and what is shown where; not what somebody set or made.
    void resetLayout();
    void showOtherPage(int step);
    void toggleFullScreen();
    void showAbout();
    void openPalette();
    void openQuickOpen();
    void openShortcutSheet();
    void saveState();

Q_SIGNALS:
    /// Close this window and open one on `path`.
    void workspaceRequested(const QString &path, bool create);

protected:
    void showEvent(QShowEvent *event) override;
    void closeEvent(QCloseEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;
    void moveEvent(QMoveEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;
    void changeEvent(QEvent *event) override;
    /// Files: prompts to import, or a workspace to open. A prompt: for Compare, its page or its button.
    void dragEnterEvent(QDragEnterEvent *event) override;
    void dragMoveEvent(QDragMoveEvent *event) override;
    void dropEvent(QDropEvent *event) override;

private:
    void build();
    void restoreState();
    void showFirstPage();
    /// The first steps, above the pages, for whoever has not seen them.
    void addStart(QVBoxLayout &column);
    [[nodiscard]] bool takes(const QMimeData *dragged, QPoint at) const;
    void onPageShown(int index);
    void onWorkspaceOpened(const Result<> &opened);

    WindowSession m_session;
    ActionRegistry m_actions;
    NavigationRail *m_rail;
    MessageBar *m_bar;
    EmptyState *m_noWorkspace;
    PageStack *m_stack;
    StatusLine *m_status;
    MainMenu *m_menu = nullptr;
    CommandPalette *m_palette = nullptr; ///< made when first opened, like the sheet
    QuickOpen *m_quickOpen = nullptr;
    ShortcutSheet *m_sheet = nullptr;
    QTimer m_save;
    bool m_hasShown = false;
};

} // namespace assay::ui
