// SPDX-License-Identifier: GPL-3.0-or-later
#include "storage/database.h"

#include "storage/connection.h"
#include "storage/databasethreads.h"
#include "storage/migrations.h"

#include <QCoreApplication>
#include <QFile>
#include <QFileInfo>
#include <QtEndian>

using namespace Qt::StringLiterals;

namespace assay::storage {
namespace {

QString tr(const char *text)
{
    return QCoreApplication::translate("Storage", text);
}

int newestSchema()
{
    return migrations().back().version;
}

/// Refuses what is no workspace before SQLite gets to see (and perhaps recover) it.
Result<> checkHeader(const QString &path)
{
    const QFileInfo file(path);
    if (!file.exists())
        return fail(ErrorCode::NotFound,
                    tr("There is no workspace at %1. Check the path, or create one there.").arg(path));
    if (file.isDir())
        return fail(ErrorCode::Storage, tr("%1 is a folder, not an Assay workspace.").arg(path));
    QFile reader(path);
    if (!reader.open(QIODevice::ReadOnly))
        return fail(ErrorCode::Storage,
                    tr("The workspace %1 cannot be read: %2.").arg(path, reader.errorString()));
    // https://www.sqlite.org/fileformat.html: 16 bytes of magic, the application id at offset 68, big-endian.
    const QByteArray header = reader.read(100);
    const bool isSqlite = header.size() == 100 && header.startsWith(QByteArrayView("SQLite format 3\0", 16));
    if (!isSqlite || qFromBigEndian<qint32>(header.constData() + 68) != workspaceApplicationId)
        return fail(ErrorCode::Storage, tr("The file %1 is not an Assay workspace.").arg(path));
    return {};
}

Result<int> schemaVersion(SqliteConnection &connection)
{
    return connection.exec(u"PRAGMA user_version"_s).map([&](QSqlQuery *query) {
        const int version = query->next() ? query->value(0).toInt() : 0;
        connection.finishStatements();
        return version;
    });
}

Result<> runAll(SqliteConnection &connection, const QStringList &statements)
{
    for (const QString &statement : statements) {
        if (auto done = connection.exec(statement); !done)
            return tl::unexpected(done.error());
        connection.finishStatements();
    }
    return {};
}

Result<> apply(SqliteConnection &connection, const Migration &step)
{
    QStringList statements{u"BEGIN IMMEDIATE"_s};
    for (const QLatin1String statement : step.statements)
        statements += statement;
    statements << u"PRAGMA user_version = %1"_s.arg(step.version) << u"COMMIT"_s;
    Result<> done = runAll(connection, statements);
    if (!done)
        std::ignore = connection.exec(u"ROLLBACK"_s);
    return done;
}

Result<> migrate(SqliteConnection &connection, const QString &path)
{
    const Result<int> current = schemaVersion(connection);
    if (!current)
        return tl::unexpected(current.error());
    if (*current > newestSchema()) {
        return fail(
            ErrorCode::Storage,
            tr("The workspace %1 was written by a newer Assay (schema %2, this program knows up to %3). "
               "Update Assay to open it; nothing was changed.")
                .arg(QFileInfo(path).fileName())
                .arg(*current)
                .arg(newestSchema()));
    }
    for (const Migration &step : migrations()) {
        if (step.version <= *current)
            continue;
        if (auto done = apply(connection, step); !done)
            return done;
    }
    return {};
}

Result<> create(const QString &path)
{
    if (QFileInfo::exists(path))
        return fail(ErrorCode::Conflict, tr("There is a file at %1 already.").arg(path));
    auto connection = SqliteConnection::open(path, SqliteConnection::Access::ReadWrite);
    if (!connection)
        return tl::unexpected(connection.error());
    // The rollback journal until the schema stands: so the file's own header carries the application id, not
    // only a WAL.
    Result<> made =
        runAll(**connection, {u"PRAGMA application_id = %1"_s.arg(workspaceApplicationId)}).and_then([&] {
            return migrate(**connection, path);
        });
    if (!made) {
        connection->reset();
        QFile::remove(path);
    }
    return made;
}

/// Migrates, switches to WAL and makes sure that writing is possible at all.
Result<> prepare(const QString &path, OpenMode mode)
{
    const bool readOnly = mode == OpenMode::ReadOnly;
    auto connection = SqliteConnection::open(
        path, readOnly ? SqliteConnection::Access::ReadOnly : SqliteConnection::Access::ReadWrite);
    if (!connection)
        return tl::unexpected(connection.error());
    if (readOnly) {
        return schemaVersion(**connection).and_then([](int version) -> Result<> {
            if (version == newestSchema())
                return {};
            return fail(ErrorCode::Storage,
                        tr("This workspace has another schema version: open it for writing once."));
        });
    }
    return migrate(**connection, path).and_then([&] {
        return runAll(
            **connection,
            {u"PRAGMA journal_mode = WAL"_s, u"PRAGMA journal_size_limit = 67108864"_s, u"BEGIN IMMEDIATE"_s,
             // A write that is taken back: only it tells a read-only file or disk from a writable one.
             u"PRAGMA user_version = %1"_s.arg(newestSchema()), u"ROLLBACK"_s});
    });
}

} // namespace

Database::Database(std::unique_ptr<DatabaseThreads> threads)
    : m_threads(std::move(threads))
{
}

Database::~Database() = default;

Result<std::unique_ptr<Database>> Database::open(const QString &path, OpenMode mode)
{
    const Result<> ready = (mode == OpenMode::Create ? create(path) : checkHeader(path)).and_then([&] {
        return prepare(path, mode);
    });
    if (!ready)
        return tl::unexpected(ready.error());
    return std::unique_ptr<Database>(new Database(std::make_unique<DatabaseThreads>(path, mode)));
}

const QString &Database::path() const
{
    return m_threads->path();
}

bool Database::isReadOnly() const
{
    return m_threads->isReadOnly();
}

void Database::enqueueWrite(WriteJob job)
{
    m_threads->enqueueWrite(std::move(job));
}

void Database::enqueueRead(ReadJob job)
{
    m_threads->enqueueRead(std::move(job));
}

} // namespace assay::storage
