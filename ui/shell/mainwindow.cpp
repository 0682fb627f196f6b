// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/shell/mainwindow.h"

#include "ui/shell/commandpalette.h"
#include "ui/shell/mainmenu.h"
#include "ui/shell/navigationrail.h"
#include "ui/shell/quickopen.h"
#include "ui/shell/shortcutsheet.h"
#include "ui/shell/startpanel.h"
#include "ui/shell/statefolder.h"
#include "ui/shell/statusline.h"
#include "ui/shell/windowactions.h"
#include "ui/theme/metrics.h"
#include "ui/widgets/emptystate.h"
#include "ui/widgets/messagebar.h"
#include "ui/widgets/promptdrag.h"
#include "ui/widgets/whendone.h"
#include "workspace/engine.h"

#include <QBoxLayout>
#include <QCloseEvent>
#include <QDesktopServices>
#include <QFileDialog>
#include <QFileInfo>
#include <QGuiApplication>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QMessageBox>
#include <QMimeData>
#include <QSessionManager>
#include <QUrl>

namespace assay::ui {

using namespace Qt::StringLiterals;

namespace {

const QString geometryKey = u"window/geometry"_s;
const QString pageKey = u"window/page"_s;
const QString themeKey = u"appearance/theme"_s;
const QString comparePage = u"compare"_s;
constexpr QSize usualSize(1280, 820);

/// Whether a key of the state says how the window looks. The rest is what somebody chose or did there: the
/// columns of Compare, the amount above which it asks, the first steps that were taken.
bool isLayout(const QString &key)
{
    static const QStringList last{u"splitter"_s, u"side"_s, u"history"_s, u"preview"_s,
                                  u"zoom"_s, u"header"_s};
    return key.startsWith("window/"_L1) || key.startsWith("prompts/section/"_L1)
        || last.contains(key.section(u'/', -1));
}

/// Local files that a drag brings, workspaces apart from what is imported.
struct DraggedFiles {
    QString workspace; ///< the first; empty without
    QStringList prompts;
};

DraggedFiles filesIn(const QMimeData *data)
{
    DraggedFiles files;
    for (const QUrl &url : data->urls()) {
        const QString path = url.toLocalFile();
        if (path.isEmpty())
            continue;
        if (!path.endsWith(".assay"_L1, Qt::CaseInsensitive))
            files.prompts.append(path);
        else if (files.workspace.isEmpty())
            files.workspace = path;
    }
    return files;
}

} // namespace

MainWindow::MainWindow(WindowSession session)
    : m_session(std::move(session))
    , m_actions(m_session.theme)
    , m_rail(new NavigationRail(m_session.theme, this))
    , m_bar(new MessageBar(m_session.theme, this))
    , m_noWorkspace(new EmptyState(m_session.theme, this))
    , m_stack(new PageStack(std::move(m_session.pages),
                            {m_session.engine, m_session.theme, m_actions, m_session.state}, this))
    , m_status(new StatusLine(m_session.engine, m_session.theme, this))
{
    build();
    restoreState();
    connect(m_rail, &NavigationRail::pageChosen, m_stack, &PageStack::showPage);
    connect(m_stack, &PageStack::pageShown, this, &MainWindow::onPageShown);
    connect(m_stack, &PageStack::navigationRequested, this, &MainWindow::goTo);
    m_save.setSingleShot(true);
    m_save.setInterval(1000);
    connect(&m_save, &QTimer::timeout, this, &MainWindow::saveState);
    connect(qGuiApp, &QGuiApplication::commitDataRequest, this, &MainWindow::saveState);
    // Not opened().then(): a future takes one continuation only, and others may want it too.
    m_session.engine.run([](workspace::Workspace &) -> QCoro::Task<Result<>> { co_return Result<>(); })
        | whenDone(this, [this](const Result<> &opened) { onWorkspaceOpened(opened); });
}

MainWindow::~MainWindow()
{
    delete m_stack; // before the registry, which the pages know
}

void MainWindow::build()
{
    const QString name = QFileInfo(m_session.workspacePath).completeBaseName();
    setWindowTitle(u"%1[*] - Assay"_s.arg(name));
    setWindowIcon(QIcon(u":/icons/assay.svg"_s));
    for (int i = 0; i < int(m_stack->entries().size()); ++i) {
        const PageEntry &entry = m_stack->entries().at(size_t(i));
        m_rail->addPage(entry.icon, entry.title, u"Alt+%1"_s.arg(i + 1));
    }

    auto *content = new QWidget(this);
    auto *row = new QHBoxLayout(content);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(0);
    row->addWidget(m_rail);
    auto *column = new QVBoxLayout;
    column->setSpacing(0);
    m_bar->setContentsMargins(metrics::normal(), metrics::normal(), metrics::normal(), metrics::tight());
    column->addWidget(m_bar);
    addStart(*column);
    column->addWidget(m_noWorkspace, 1);
    column->addWidget(m_stack, 1);
    row->addLayout(column, 1);
    m_noWorkspace->hide();
    setCentralWidget(content);
    setAcceptDrops(true);
    setStatusBar(m_status);
    m_status->setWorkspace(m_session.workspacePath, tr("Opening…"));

    addWindowActions(*this, *content);
    m_menu = new MainMenu(*menuBar(), m_actions, this);
}

void MainWindow::addStart(QVBoxLayout &column)
{
    if (!StartPanel::isWanted(m_session.state))
        return;
    auto *start = new StartPanel(m_session.theme, m_session.state, this);
    column.addWidget(start);
    connect(start, &StartPanel::stepTaken, this, [this](StartPanel::Step step) {
        if (step == StartPanel::TrySimulator)
            goTo(comparePage);
        else if (step == StartPanel::ConnectProvider)
            goTo(u"providers"_s, {{u"add"_s, true}});
        else
            goTo(u"prompts"_s, {{u"import"_s, true}});
    });
}

void MainWindow::restoreState()
{
    if (!restoreGeometry(m_session.state.value(geometryKey).toByteArray()))
        resize(usualSize);
}

void MainWindow::showEvent(QShowEvent *event)
{
    QMainWindow::showEvent(event);
    if (std::exchange(m_hasShown, true))
        return;
    // Queued behind the first paint: the frame of the window does not wait for a page.
    QTimer::singleShot(0, this, &MainWindow::showFirstPage);
}

void MainWindow::showFirstPage()
{
    if (m_stack->shownIndex() >= 0)
        return;
    const QString wanted =
        m_session.firstPage.isEmpty() ? m_session.state.value(pageKey).toString() : m_session.firstPage;
    m_stack->showPage(std::max(0, m_stack->indexOf(wanted)));
    if (m_session.lastEndWasUnclean) {
        const auto openLog = [] { QDesktopServices::openUrl(QUrl::fromLocalFile(logFolder())); };
        m_bar->show(MessageBar::Kind::Warning,
                    tr("Assay did not end cleanly last time. Your drafts and the layout are as they were."),
                    {tr("Show log"), openLog});
    }
}

void MainWindow::onPageShown(int index)
{
    m_rail->setCurrent(index);
    m_menu->setPage(m_stack->shownPage(), m_stack->entries().at(size_t(index)).title);
    m_status->refresh();
    m_save.start();
}

void MainWindow::onWorkspaceOpened(const Result<> &opened)
{
    m_status->setWorkspace(m_session.workspacePath, {});
    if (opened) {
        m_status->start();
        return;
    }
    const QString path = m_session.workspacePath;
    m_bar->showError(opened.error(),
                     {tr("Try again"), [this, path] { Q_EMIT workspaceRequested(path, false); }});
    m_bar->setSecondAction({tr("Choose another…"), [this] { chooseWorkspace(); }});
    m_stack->hide();
    m_noWorkspace->setContent(
        {u"folder"_s, tr("No workspace is open"),
         tr("A workspace is one file with your prompts, runs and calls."), tr("Choose a workspace…"),
         [this] { chooseWorkspace(); }, tr("Open the sample workspace"),
         [this] { Q_EMIT workspaceRequested(workspace::defaultWorkspacePath(), true); }});
    m_noWorkspace->show();
}

void MainWindow::goTo(const QString &pageId, const QVariantMap &arguments)
{
    const int index = m_stack->indexOf(pageId);
    if (index < 0)
        return;
    m_stack->showPage(index);
    if (!arguments.isEmpty())
        m_stack->shownPage()->navigate(arguments);
}

void MainWindow::takeRequest(const QByteArray &json)
{
    const QJsonObject request = QJsonDocument::fromJson(json).object();
    setWindowState(windowState() & ~Qt::WindowMinimized);
    raise();
    activateWindow();
    goTo(request.value("page"_L1).toString());
    QStringList files;
    for (const QJsonValue &file : request.value("files"_L1).toArray())
        files.append(file.toString());
    openFiles(files);
}

void MainWindow::openFiles(const QStringList &paths)
{
    if (!paths.isEmpty())
        goTo(u"prompts"_s, {{u"files"_s, paths}});
}

void MainWindow::chooseTheme(ThemeChoice choice)
{
    m_session.theme.setChoice(choice);
    m_session.config.setValue(themeKey, int(choice));
}

void MainWindow::chooseWorkspace()
{
    const QString folder = QFileInfo(m_session.workspacePath).absolutePath();
    const QString path = QFileDialog::getOpenFileName(this, tr("Open Workspace"), folder,
                                                      tr("Assay workspaces (*.assay);;All files (*)"));
    if (!path.isEmpty())
        Q_EMIT workspaceRequested(path, false);
}

void MainWindow::newWorkspace()
{
    const QString folder = QFileInfo(m_session.workspacePath).absolutePath();
    QString path =
        QFileDialog::getSaveFileName(this, tr("New Workspace"), folder, tr("Assay workspaces (*.assay)"),
                                     nullptr, QFileDialog::DontConfirmOverwrite);
    if (path.isEmpty())
        return;
    if (QFileInfo(path).suffix().isEmpty())
        path += u".assay"_s;
    if (QFileInfo::exists(path)) {
        m_bar->show(MessageBar::Kind::Error,
                    tr("There is a file named %1 already. Choose another name, or open it.")
                        .arg(QFileInfo(path).fileName()));
        return;
    }
    Q_EMIT workspaceRequested(path, true);
}

void MainWindow::resetLayout()
{
    m_save.stop();
    for (const QString &key : m_session.state.allKeys()) {
        if (isLayout(key))
            m_session.state.remove(key);
    }
    resize(usualSize);
    const QString path = m_session.workspacePath;
    m_bar->show(MessageBar::Kind::Info, tr("The layout is reset. Panels follow when the window opens again."),
                {tr("Reopen now"), [this, path] { Q_EMIT workspaceRequested(path, false); }});
}

void MainWindow::showOtherPage(int step)
{
    const int count = int(m_stack->entries().size());
    m_stack->showPage((m_stack->shownIndex() + step + count) % count);
}

void MainWindow::toggleFullScreen()
{
    setWindowState(windowState() ^ Qt::WindowFullScreen);
}

void MainWindow::showAbout()
{
    QMessageBox::about(
        this, tr("About Assay"),
        tr("<h3>Assay %1</h3><p>A workbench for LLM prompts: edit and version them, watch models answer "
           "side by side, see what calls cost.</p><p>Free software under the GNU General Public "
           "License, version 3 or later.</p>")
            .arg(QStringLiteral(ASSAY_VERSION)));
}

void MainWindow::openPalette()
{
    if (!m_palette)
        m_palette = new CommandPalette(m_actions, m_session.theme, m_session.state, this);
    m_palette->openFinder();
}

void MainWindow::openQuickOpen()
{
    if (!m_quickOpen) {
        m_quickOpen = new QuickOpen(m_session.engine, m_session.theme, this);
        QList<QuickOpenEntry> pages;
        for (const PageEntry &entry : m_stack->entries()) {
            pages.append({entry.title, tr("Page"), entry.icon, entry.id, {}});
            for (const PagePlace &place : entry.places ? entry.places() : QList<PagePlace>())
                pages.append({place.title, place.kind, entry.icon, entry.id, place.arguments});
        }
        m_quickOpen->setPages(pages);
        connect(m_quickOpen, &QuickOpen::chosen, this, &MainWindow::goTo);
    }
    m_quickOpen->open();
}

void MainWindow::openShortcutSheet()
{
    if (!m_sheet)
        m_sheet = new ShortcutSheet(m_actions, m_session.theme, this);
    m_sheet->openSheet();
}

void MainWindow::saveState()
{
    m_session.state.setValue(geometryKey, saveGeometry());
    if (m_stack->shownIndex() >= 0)
        m_session.state.setValue(pageKey, m_stack->entries().at(size_t(m_stack->shownIndex())).id);
}

void MainWindow::closeEvent(QCloseEvent *event)
{
    saveState();
    m_session.state.sync();
    QMainWindow::closeEvent(event);
}

void MainWindow::resizeEvent(QResizeEvent *event)
{
    QMainWindow::resizeEvent(event);
    if (m_hasShown)
        m_save.start();
}

void MainWindow::moveEvent(QMoveEvent *event)
{
    QMainWindow::moveEvent(event);
    if (m_hasShown)
        m_save.start();
}

void MainWindow::changeEvent(QEvent *event)
{
    QMainWindow::changeEvent(event);
    if (event->type() == QEvent::WindowStateChange && m_hasShown)
        m_save.start();
}

bool MainWindow::takes(const QMimeData *dragged, QPoint at) const
{
    if (!draggedPrompt(dragged).isEmpty()) {
        const int onRail = m_rail->pageAt(m_rail->mapFrom(this, at));
        const int page = onRail >= 0 ? onRail : m_stack->shownIndex();
        return page >= 0 && m_stack->entries().at(size_t(page)).id == comparePage;
    }
    const DraggedFiles files = filesIn(dragged);
    return !files.prompts.isEmpty() || !files.workspace.isEmpty();
}

void MainWindow::dragEnterEvent(QDragEnterEvent *event)
{
    // A prompt may come in over another page: where it can be let go is said as it moves.
    if (!draggedPrompt(event->mimeData()).isEmpty() || takes(event->mimeData(), event->position().toPoint()))
        event->acceptProposedAction();
}

void MainWindow::dragMoveEvent(QDragMoveEvent *event)
{
    event->setAccepted(takes(event->mimeData(), event->position().toPoint()));
}

void MainWindow::dropEvent(QDropEvent *event)
{
    if (!takes(event->mimeData(), event->position().toPoint()))
        return;
    event->acceptProposedAction();
    if (const QString prompt = draggedPrompt(event->mimeData()); !prompt.isEmpty())
        return goTo(comparePage, {{u"prompt"_s, prompt}});
    const DraggedFiles files = filesIn(event->mimeData());
    if (files.workspace.isEmpty())
        return openFiles(files.prompts);
    // Queued: the window that the drag is over is not closed under it.
    QMetaObject::invokeMethod(
        this, [this, path = files.workspace] { Q_EMIT workspaceRequested(path, false); },
        Qt::QueuedConnection);
}

void MainWindow::keyPressEvent(QKeyEvent *event)
{
    // Arrives here only when no control wanted it: innermost first.
    if (event->key() == Qt::Key_Escape && event->modifiers() == Qt::NoModifier) {
        if (Page *page = m_stack->shownPage(); page && page->escape())
            return;
    }
    QMainWindow::keyPressEvent(event);
}

} // namespace assay::ui
