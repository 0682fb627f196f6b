// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/assay/session.h"

#include "app/assay/pagelist.h"
#include "app/assay/startmeasurement.h"
#include "ui/shell/startpanel.h"
#include "ui/widgets/whendone.h"

#include <QApplication>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>

#include <cstdio>

namespace assay::app {

using namespace Qt::StringLiterals;

namespace {

constexpr int failedExit = 3;

void sayOnStderr(const QString &sentence)
{
    std::fprintf(stderr, "assay: %s\n", qUtf8Printable(sentence));
}

QByteArray requestFrom(const Options &options)
{
    return QJsonDocument(QJsonObject{{u"page"_s, options.page},
                                     {u"files"_s, QJsonArray::fromStringList(options.files)}})
        .toJson(QJsonDocument::Compact);
}

} // namespace

Session::Session(Surroundings surroundings, workspace::WorkspaceOptions workspace)
    : m_around(surroundings)
    , m_workspace(std::move(workspace))
{
}

std::optional<int> Session::start()
{
    const bool isForPerson = m_around.options.screenshots.isEmpty();
    if (isForPerson) {
        m_instance = std::make_unique<ui::SingleInstance>(m_workspace.path);
        if (!m_instance->becomeFirst())
            return handOver(*m_instance);
        m_marker = std::make_unique<ui::CrashMarker>(m_workspace.path);
    } else {
        ui::StartPanel::skip(m_around.state);
    }
    m_engine = std::make_unique<workspace::Engine>(m_workspace);
    m_window = std::make_unique<ui::MainWindow>(
        ui::WindowSession{*m_engine, m_around.theme, m_around.state, m_around.config, m_workspace.path,
                          m_marker && m_marker->lastEndWasUnclean(), m_around.options.page, pageList()});
    if (isForPerson)
        show();
    else
        takeScreenshots();
    return std::nullopt;
}

std::optional<int> Session::handOver(const ui::SingleInstance &instance) const
{
    if (instance.handOver(requestFrom(m_around.options)))
        return 0;
    sayOnStderr(
        tr("The workspace %1 is open in another window that does not answer. Close that window, or end its "
           "process, and start again.")
            .arg(m_workspace.path));
    return failedExit;
}

void Session::show()
{
    connect(m_instance.get(), &ui::SingleInstance::requestReceived, m_window.get(),
            &ui::MainWindow::takeRequest);
    connect(m_window.get(), &ui::MainWindow::workspaceRequested, this, &Session::workspaceRequested);
    if (m_around.options.measureStart)
        new StartMeasurement(*m_window); // owned by the window
    m_window->show();
    if (!m_around.options.files.isEmpty())
        QTimer::singleShot(0, m_window.get(), [this] { m_window->openFiles(m_around.options.files); });
}

void Session::takeScreenshots()
{
    const QList<ui::ThemeChoice> both{ui::ThemeChoice::Light, ui::ThemeChoice::Dark};
    const std::optional<ui::ThemeChoice> one = m_around.options.theme;
    m_screenshots = std::make_unique<ui::Screenshots>(
        *m_window, ui::ScreenshotJob{m_around.options.screenshots, one ? QList{*one} : both});
    connect(m_screenshots.get(), &ui::Screenshots::written, this, [](const QString &path) {
        std::printf("%s\n", qUtf8Printable(path));
        std::fflush(stdout);
    });
    connect(m_screenshots.get(), &ui::Screenshots::finished, this, [](const QString &problem) {
        if (!problem.isEmpty())
            sayOnStderr(problem);
        QApplication::exit(problem.isEmpty() ? 0 : failedExit);
    });
    m_engine->run([](workspace::Workspace &) -> QCoro::Task<Result<>> { co_return Result<>(); })
        | ui::whenDone(this, [this](const Result<> &opened) {
              if (opened)
                  return waitForSample(0);
              sayOnStderr(opened.error().message);
              QApplication::exit(failedExit);
          });
}

/// A new sample makes its history by really calling the simulator: the pictures wait until no call has run
/// for a while.
void Session::waitForSample(int calmChecks)
{
    constexpr int pollMs = 100;
    constexpr int calmChecksNeeded = 8;
    constexpr int checksMax = 90'000 / pollMs;
    if (calmChecks == calmChecksNeeded || ++m_sampleChecks == checksMax)
        return m_screenshots->start();
    QTimer::singleShot(pollMs, this, [this, calmChecks] {
        m_engine->run([](workspace::Workspace &workspace) -> QCoro::Task<Result<int>> {
            co_return workspace.orchestrator().runningCount();
        }) | ui::whenDone(this, [this, calmChecks](const Result<int> &running) {
            waitForSample(running.value_or(0) == 0 ? calmChecks + 1 : 0);
        });
    });
}

} // namespace assay::app
