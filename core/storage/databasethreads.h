// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "storage/connection.h"
#include "storage/database.h"

#include <condition_variable>
#include <deque>
#include <mutex>
#include <optional>
#include <thread>
#include <vector>

namespace assay::storage {

/// The writer and the readers of one Database, and their queues.
class DatabaseThreads final {
public:
    DatabaseThreads(QString path, OpenMode mode);
    ~DatabaseThreads(); ///< drains both queues, then joins

    void enqueueWrite(Database::WriteJob job);
    void enqueueRead(Database::ReadJob job);

    [[nodiscard]] const QString &path() const { return m_path; }
    [[nodiscard]] bool isReadOnly() const { return m_mode == OpenMode::ReadOnly; }

private:
    /// Which file a path leads to.
    struct FileIdentity {
        quint64 device = 0;
        quint64 number = 0;

        friend bool operator==(const FileIdentity &, const FileIdentity &) = default;
    };
    [[nodiscard]] static std::optional<FileIdentity> identityOf(const QString &path);
    /// The error of a workspace that was removed, moved or replaced since it was opened: what is written to
    /// it then would be lost without a word.
    [[nodiscard]] Result<> requireInPlace() const;
    void writeLoop();
    void readLoop();
    /// Runs one job inside the group's transaction so that its failure undoes only its own changes.
    static Result<> runInSavepoint(SqliteConnection &connection, const Database::WriteJob &job);
    void writeGroup(const Result<std::unique_ptr<SqliteConnection>> &connection,
                    std::vector<Database::WriteJob> group);

    const QString m_path;
    const OpenMode m_mode;
    const std::optional<FileIdentity> m_file;
    std::mutex m_mutex;
    std::condition_variable m_writeWanted;
    std::condition_variable m_readWanted;
    std::deque<Database::WriteJob> m_writes;
    std::deque<Database::ReadJob> m_reads;
    bool m_stopping = false;
    std::thread m_writer;
    std::vector<std::thread> m_readers;
};

} // namespace assay::storage
