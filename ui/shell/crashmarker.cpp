// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/shell/crashmarker.h"

#include "ui/shell/statefolder.h"

#include <QFile>

namespace assay::ui {

using namespace Qt::StringLiterals;

CrashMarker::CrashMarker(const QString &workspacePath)
    : m_path(stateFolder() + u"/running-"_s + workspaceTag(workspacePath))
    , m_lastEndWasUnclean(QFile::exists(m_path))
{
    QFile marker(m_path);
    if (!marker.open(QIODevice::WriteOnly))
        m_path.clear(); // a read-only home: then there is nothing to say next time either
}

CrashMarker::~CrashMarker()
{
    if (!m_path.isEmpty())
        QFile::remove(m_path);
}

} // namespace assay::ui
