// SPDX-License-Identifier: GPL-3.0-or-later
// The window: checks the command line, and opens one workspace after another until the person quits.
#include "app/assay/options.h"
#include "app/assay/session.h"
#include "app/assay/workspacechoice.h"

#include "ui/shell/logging.h"
#include "ui/shell/statefolder.h"

#include <QApplication>
#include <QDir>
#include <QLibraryInfo>
#include <QLocale>
#include <QStandardPaths>
#include <QTranslator>

#include <algorithm>
#include <cstdio>
#include <cstdlib>

#include <spdlog/spdlog.h>
#include <sys/resource.h>
#include <unistd.h>

using namespace Qt::StringLiterals;
using namespace assay;

namespace {

constexpr int badUsageExit = 2;
constexpr int failedExit = 3;
constexpr int nextWorkspaceExit = -1;
const char noDisplay[] =
    "assay: There is no display to open a window on. Start it in a desktop session, set DISPLAY or "
    "WAYLAND_DISPLAY, or use assayctl in the terminal; assay --screenshots FOLDER works without "
    "one.\n";

/// Memory with keys in it must not reach a core file. (prctl(PR_SET_DUMPABLE) would lock out desktop
/// portals.)
void forbidCoreFiles()
{
    const rlimit none{0, 0};
    setrlimit(RLIMIT_CORE, &none);
    if (std::FILE *filter = std::fopen("/proc/self/coredump_filter", "w")) { // piped cores ignore the limit
        std::fputs("0", filter);
        std::fclose(filter);
    }
}

bool hasDisplay(int argc, char **argv)
{
    const bool isChosen = std::any_of(argv, argv + argc, [](const char *argument) {
        return qstrcmp(argument, "-platform") == 0 || qstrcmp(argument, "--platform") == 0;
    });
    return isChosen || qEnvironmentVariableIsSet("QT_QPA_PLATFORM") || !qgetenv("DISPLAY").isEmpty()
        || !qgetenv("WAYLAND_DISPLAY").isEmpty();
}

/// Qt aborts when the display it was promised does not answer. Say it in our words instead.
void onEarlyMessage(QtMsgType type, const QMessageLogContext &, const QString &message)
{
    if (type == QtFatalMsg && message.contains("platform plugin"_L1)) {
        std::fputs(noDisplay, stderr);
        std::_Exit(failedExit);
    }
    if (type == QtCriticalMsg || type == QtFatalMsg)
        std::fprintf(stderr, "assay: %s\n", qUtf8Printable(message));
}

/// A workspace and settings of their own, gone afterwards, so that pictures and demos are the same
/// everywhere.
class Scratch {
public:
    QString path(const QString &name) { return m_folder.filePath(name); }

private:
    QTemporaryDir m_folder;
};

int runWindows(const app::Options &options)
{
    const bool isForPerson = options.screenshots.isEmpty() && !options.demo;
    Scratch scratch;
    const QString configFolder = QStandardPaths::writableLocation(QStandardPaths::AppConfigLocation);
    QSettings config(isForPerson ? configFolder + u"/assay.ini"_s : scratch.path(u"assay.ini"_s),
                     QSettings::IniFormat);
    QSettings state(isForPerson ? ui::stateFolder() + u"/window.ini"_s : scratch.path(u"window.ini"_s),
                    QSettings::IniFormat);
    const int saved =
        std::clamp(config.value(u"appearance/theme"_s, 0).toInt(), 0, int(ui::ThemeChoice::HighContrast));
    ui::Theme theme(options.theme.value_or(ui::ThemeChoice(saved)));

    workspace::WorkspaceOptions workspace = app::chooseWorkspace(options, state);
    if (options.demo) {
        workspace.path = scratch.path(u"sample.assay"_s);
        workspace.whenMissing = workspace::WorkspaceOptions::WhenMissing::CreateSample;
    }
    for (;;) {
        app::Session session({options, theme, state, config}, workspace);
        QObject::connect(&session, &app::Session::workspaceRequested, qApp,
                         [&workspace](const QString &path, bool create) {
                             using WhenMissing = workspace::WorkspaceOptions::WhenMissing;
                             const bool isSample = path == workspace::defaultWorkspacePath();
                             workspace.path = path;
                             workspace.whenMissing = isSample ? WhenMissing::CreateSample
                                 : create                     ? WhenMissing::CreateEmpty
                                                              : WhenMissing::Refuse;
                             QApplication::exit(nextWorkspaceExit);
                         });
        if (const std::optional<int> ended = session.start())
            return *ended;
        if (isForPerson)
            app::rememberWorkspace(workspace.path, state);
        if (const int code = QApplication::exec(); code != nextWorkspaceExit)
            return code;
    }
}

} // namespace

int main(int argc, char **argv)
{
    forbidCoreFiles();
    const bool canShow = hasDisplay(argc, argv);
    if (!canShow)
        qputenv("QT_QPA_PLATFORM", "offscreen"); // enough for --help and --screenshots
    qInstallMessageHandler(onEarlyMessage);
    QApplication application(argc, argv);
    QApplication::setApplicationName(u"assay"_s);
    QApplication::setApplicationDisplayName(u"Assay"_s);
    QApplication::setApplicationVersion(QStringLiteral(ASSAY_VERSION));
    QGuiApplication::setDesktopFileName(u"assay"_s);

    const Result<app::Options> options = app::parseOptions(QApplication::arguments());
    if (!options) {
        std::fprintf(stderr, "assay: %s\n", qUtf8Printable(options.error().message));
        return badUsageExit;
    }
    if (options->showHelp || options->showVersion) {
        const QString text =
            options->showHelp ? app::helpText() : u"assay %1\n"_s.arg(QStringLiteral(ASSAY_VERSION));
        std::fputs(qUtf8Printable(text), stdout);
        return 0;
    }
    if (!canShow && options->screenshots.isEmpty()) {
        std::fputs(noDisplay, stderr);
        return failedExit;
    }
    ui::startLogging();
    spdlog::info("assay {} starts", ASSAY_VERSION);

    QTranslator qtTexts;
    if (qtTexts.load(QLocale(), u"qtbase"_s, u"_"_s, QLibraryInfo::path(QLibraryInfo::TranslationsPath)))
        QApplication::installTranslator(&qtTexts);
    QTranslator englishPlurals; // under any language that has no file of its own
    if (englishPlurals.load(u":/i18n/assay_en.qm"_s))
        QApplication::installTranslator(&englishPlurals);
    const int code = runWindows(*options);
    spdlog::info("assay ends with code {}", code);
    spdlog::shutdown();
    return code;
}
