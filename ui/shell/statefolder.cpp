// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/shell/statefolder.h"

#include <QCryptographicHash>
#include <QDir>
#include <QFile>
#include <QFileInfo>

namespace assay::ui {

using namespace Qt::StringLiterals;

namespace {

QString privateFolder(const QString &path)
{
    QDir().mkpath(path);
    QFile::setPermissions(path, QFile::ReadOwner | QFile::WriteOwner | QFile::ExeOwner);
    return path;
}

} // namespace

QString stateFolder()
{
    QString base = qEnvironmentVariable("XDG_STATE_HOME");
    if (!QDir::isAbsolutePath(base)) // the specification says to ignore relative ones
        base = QDir::homePath() + u"/.local/state"_s;
    return privateFolder(base + u"/assay"_s);
}

QString logFolder()
{
    return privateFolder(stateFolder() + u"/logs"_s);
}

QString workspaceTag(const QString &workspacePath)
{
    const QFileInfo file(workspacePath);
    const QString canonical = file.exists() ? file.canonicalFilePath() : file.absoluteFilePath();
    const QByteArray hash = QCryptographicHash::hash(canonical.toUtf8(), QCryptographicHash::Sha256);
    return QString::fromLatin1(hash.toHex().first(16));
}

} // namespace assay::ui
