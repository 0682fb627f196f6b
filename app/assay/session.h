// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/assay/options.h"
#include "ui/shell/crashmarker.h"
#include "ui/shell/mainwindow.h"
#include "ui/shell/screenshots.h"
#include "ui/shell/singleinstance.h"
#include "workspace/engine.h"

#include <memory>
#include <optional>

#include <QTemporaryDir>

namespace assay::app {

/// What outlives a session: a person may open one workspace after another in the same process.
struct Surroundings {
    const Options &options;
    ui::Theme &theme;
    QSettings &state;
    QSettings &config;
};

/// One workspace in one window, from opening to closing.
class Session final : public QObject {
    Q_OBJECT
public:
    Session(Surroundings surroundings, workspace::WorkspaceOptions workspace);

    /// Shows the window, or hands over to the process that has this workspace open. The exit code, when it
    /// ends at once.
    [[nodiscard]] std::optional<int> start();

Q_SIGNALS:
    void workspaceRequested(const QString &path, bool create);

private:
    std::optional<int> handOver(const ui::SingleInstance &instance) const;
    void show();
    void takeScreenshots();
    void waitForSample(int calmChecks);

    Surroundings m_around;
    workspace::WorkspaceOptions m_workspace;
    std::unique_ptr<ui::SingleInstance> m_instance;
    std::unique_ptr<ui::CrashMarker> m_marker;
    std::unique_ptr<workspace::Engine> m_engine;
    std::unique_ptr<ui::MainWindow> m_window; ///< goes before the engine
    std::unique_ptr<ui::Screenshots> m_screenshots;
    int m_sampleChecks = 0;
};

} // namespace assay::app
