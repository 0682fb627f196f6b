// SPDX-License-Identifier: GPL-3.0-or-later
#include "storage/databasethreads.h"

#include <algorithm>
#include <iterator>

#include <QCoreApplication>
#include <QFile>
#include <QFileInfo>

#ifdef Q_OS_UNIX
#include <sys/stat.h>
#endif

using namespace Qt::StringLiterals;

namespace assay::storage {
namespace {

constexpr int readerCount = 3;
// A group's length bounds how long the first of its callers waits for the last one's work.
constexpr size_t maxGroup = 2000;

} // namespace

DatabaseThreads::DatabaseThreads(QString path, OpenMode mode)
    : m_path(std::move(path))
    , m_mode(mode)
    , m_file(identityOf(m_path))
    , m_writer([this] { writeLoop(); })
{
    for (int i = 0; i < readerCount; ++i)
        m_readers.emplace_back([this] { readLoop(); });
}

DatabaseThreads::~DatabaseThreads()
{
    {
        const std::scoped_lock lock(m_mutex);
        m_stopping = true;
    }
    m_writeWanted.notify_all();
    m_readWanted.notify_all();
    m_writer.join();
    for (std::thread &reader : m_readers)
        reader.join();
}

void DatabaseThreads::enqueueWrite(Database::WriteJob job)
{
    {
        const std::scoped_lock lock(m_mutex);
        m_writes.push_back(std::move(job));
    }
    m_writeWanted.notify_one();
}

void DatabaseThreads::enqueueRead(Database::ReadJob job)
{
    {
        const std::scoped_lock lock(m_mutex);
        m_reads.push_back(std::move(job));
    }
    m_readWanted.notify_one();
}

std::optional<DatabaseThreads::FileIdentity> DatabaseThreads::identityOf(const QString &path)
{
#ifdef Q_OS_UNIX
    struct stat info { };
    if (::stat(QFile::encodeName(path).constData(), &info) != 0)
        return std::nullopt;
    return FileIdentity{static_cast<quint64>(info.st_dev), static_cast<quint64>(info.st_ino)};
#else
    return QFileInfo::exists(path) ? std::optional(FileIdentity()) : std::nullopt; // an open file stays there
#endif
}

Result<> DatabaseThreads::requireInPlace() const
{
    if (m_file && identityOf(m_path) == m_file)
        return {};
    return fail(
        ErrorCode::Storage,
        QCoreApplication::translate(
            "Storage",
            "The workspace %1 was removed, moved or replaced while it was open, so nothing can be kept. "
            "Move its file back, or close Assay and open it again.")
            .arg(QFileInfo(m_path).fileName()));
}

void DatabaseThreads::writeLoop()
{
    Result<std::unique_ptr<SqliteConnection>> connection = nullptr;
    for (;;) {
        std::vector<Database::WriteJob> group;
        {
            std::unique_lock lock(m_mutex);
            m_writeWanted.wait(lock, [this] { return m_stopping || !m_writes.empty(); });
            if (m_writes.empty())
                return;
            const auto end =
                m_writes.begin() + static_cast<std::ptrdiff_t>(std::min(maxGroup, m_writes.size()));
            group.assign(std::make_move_iterator(m_writes.begin()), std::make_move_iterator(end));
            m_writes.erase(m_writes.begin(), end);
        }
        if (!connection || !*connection) {
            connection = requireInPlace().and_then([this] { // else opening would make a new, empty file
                return SqliteConnection::open(m_path, SqliteConnection::Access::ReadWrite);
            });
        }
        writeGroup(connection, std::move(group));
    }
}

Result<> DatabaseThreads::runInSavepoint(SqliteConnection &connection, const Database::WriteJob &job)
{
    if (auto begun = connection.exec(u"SAVEPOINT job"_s); !begun)
        return tl::unexpected(begun.error());
    Result<> outcome = job.work(connection);
    connection.finishStatements();
    if (!outcome) {
        if (auto undone = connection.exec(u"ROLLBACK TO job"_s); !undone)
            return tl::unexpected(undone.error());
    }
    if (auto released = connection.exec(u"RELEASE job"_s); !released)
        return tl::unexpected(released.error());
    return outcome;
}

void DatabaseThreads::writeGroup(const Result<std::unique_ptr<SqliteConnection>> &connection,
                                 std::vector<Database::WriteJob> group)
{
    const auto refuseAll = [&group](const Error &error) {
        for (const Database::WriteJob &job : group)
            job.done(tl::unexpected(error));
    };
    if (m_mode == OpenMode::ReadOnly) {
        return refuseAll({ErrorCode::Storage,
                          QCoreApplication::translate("Storage", "This workspace is open for reading only."),
                          {},
                          false,
                          {}});
    }
    if (const Result<> inPlace = requireInPlace(); !inPlace)
        return refuseAll(inPlace.error());
    if (!connection)
        return refuseAll(connection.error());
    SqliteConnection &db = **connection;
    if (auto begun = db.exec(u"BEGIN IMMEDIATE"_s); !begun)
        return refuseAll(begun.error());

    std::vector<Result<>> outcomes;
    outcomes.reserve(group.size());
    for (const Database::WriteJob &job : group)
        outcomes.push_back(runInSavepoint(db, job));

    db.finishStatements();
    if (auto committed = db.exec(u"COMMIT"_s); !committed) {
        db.countFailedCommit();
        // A full disk may have rolled back by itself; this makes sure either way.
        std::ignore = db.exec(u"ROLLBACK"_s);
        db.finishStatements();
        return refuseAll(committed.error());
    }
    db.finishStatements();
    if (const Result<> inPlace = requireInPlace(); !inPlace)
        return refuseAll(inPlace.error());
    for (size_t i = 0; i < group.size(); ++i)
        group[i].done(outcomes[i]);
}

void DatabaseThreads::readLoop()
{
    std::unique_ptr<SqliteConnection> connection;
    for (;;) {
        Database::ReadJob job;
        {
            std::unique_lock lock(m_mutex);
            m_readWanted.wait(lock, [this] { return m_stopping || !m_reads.empty(); });
            if (m_reads.empty())
                return;
            job = std::move(m_reads.front());
            m_reads.pop_front();
        }
        if (!connection) {
            auto opened = SqliteConnection::open(m_path, SqliteConnection::Access::ReadOnly);
            if (!opened) {
                job(tl::unexpected(opened.error()));
                continue;
            }
            connection = std::move(*opened);
        }
        if (auto begun = connection->exec(u"BEGIN"_s); !begun) {
            job(tl::unexpected(begun.error()));
            continue;
        }
        job(static_cast<Connection *>(connection.get()));
        connection->finishStatements();
        std::ignore = connection->exec(u"COMMIT"_s); // ends a read snapshot: there is nothing it could lose
        connection->finishStatements();
    }
}

} // namespace assay::storage
