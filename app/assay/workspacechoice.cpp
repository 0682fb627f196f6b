// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/assay/workspacechoice.h"

#include <QFileInfo>

namespace assay::app {

using namespace Qt::StringLiterals;

namespace {

const QString lastKey = u"workspace/last"_s;

} // namespace

workspace::WorkspaceOptions chooseWorkspace(const Options &options, const QSettings &state)
{
    using WhenMissing = workspace::WorkspaceOptions::WhenMissing;
    workspace::WorkspaceOptions chosen;
    const QString sample = workspace::defaultWorkspacePath();
    if (!options.workspace.isEmpty()) {
        chosen.path = QFileInfo(options.workspace).absoluteFilePath();
    } else {
        const QString last = state.value(lastKey).toString();
        chosen.path = QFileInfo::exists(last) ? last : sample;
    }
    chosen.whenMissing = chosen.path == sample ? WhenMissing::CreateSample : WhenMissing::Refuse;
    return chosen;
}

void rememberWorkspace(const QString &path, QSettings &state)
{
    state.setValue(lastKey, QFileInfo(path).absoluteFilePath());
}

} // namespace assay::app
