// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/result.h"

#include <functional>
#include <memory>
#include <optional>
#include <type_traits>

#include <QFuture>
#include <QPromise>
#include <QSqlQuery>
#include <QString>
#include <QVariantList>

namespace assay::storage {

class DatabaseThreads;

/// One connection on one thread. Handed to the work given to Database::read() and write(); never kept.
class Connection {
public:
    virtual ~Connection() = default;
    /// Runs one statement, prepared once per connection and kept. The query belongs to the connection and is
    /// valid until the same text runs again. Errors are plain sentences (full disk, locked, read-only,
    /// damaged).
    [[nodiscard]] virtual Result<QSqlQuery *> exec(const QString &sql, const QVariantList &values = {}) = 0;
    /// How many commits of it failed so far. After one, what was learnt from it before, such as the number
    /// of a new row, may be another row's.
    [[nodiscard]] virtual quint64 failedCommits() const = 0;
};

enum class OpenMode {
    ReadWrite, ///< an existing workspace, migrated to this version's schema
    Create, ///< a new file; refused if one is there
    ReadOnly
};

/// The workspace file: one writer thread that groups commits, a pool of readers with a connection each.
///
/// Every write() queued while the writer is busy shares the next transaction and so its fsync; each runs in
/// its own savepoint, so one that fails rolls back alone. Its future is ready only when the commit is on
/// disk. Thread-safe. Destroying it finishes what is queued.
class Database final {
public:
    /// Opens `path` (SQLite, WAL, foreign keys, synchronous=FULL) and migrates it. Refuses, with a sentence
    /// and without touching the file: what is no workspace, what a newer Assay wrote, what cannot be read or
    /// locked. Blocks on disk: call it off the UI thread.
    [[nodiscard]] static Result<std::unique_ptr<Database>> open(const QString &path, OpenMode mode);
    ~Database();
    Database(const Database &) = delete;
    Database &operator=(const Database &) = delete;

    [[nodiscard]] const QString &path() const;
    [[nodiscard]] bool isReadOnly() const;

    template <typename T> using Work = std::function<Result<T>(Connection &)>;

    /// Runs `work` on the writer thread. An Err result rolls back what this work did.
    template <typename T = void> [[nodiscard]] QFuture<Result<T>> write(std::type_identity_t<Work<T>> work)
    {
        auto promise = std::make_shared<QPromise<Result<T>>>();
        promise->start();
        auto outcome = std::make_shared<std::optional<Result<T>>>(); // nothing when the work never ran
        enqueueWrite({[work = std::move(work), outcome](Connection &c) -> Result<> {
                          outcome->emplace(work(c));
                          return (*outcome)->has_value() ? Result<>() : tl::unexpected((*outcome)->error());
                      },
                      [promise, outcome](const Result<> &committed) {
                          if (!committed && (!outcome->has_value() || (*outcome)->has_value()))
                              outcome->emplace(tl::unexpected(committed.error()));
                          promise->addResult(std::move(**outcome));
                          promise->finish();
                      }});
        return promise->future();
    }

    /// Runs `work` on a reader of the pool, in a read transaction of its own (one consistent view).
    template <typename T> [[nodiscard]] QFuture<Result<T>> read(std::type_identity_t<Work<T>> work)
    {
        auto promise = std::make_shared<QPromise<Result<T>>>();
        promise->start();
        enqueueRead([work = std::move(work), promise](const Result<Connection *> &connection) {
            promise->addResult(connection ? work(**connection)
                                          : Result<T>(tl::unexpected(connection.error())));
            promise->finish();
        });
        return promise->future();
    }

private:
    struct WriteJob {
        std::function<Result<>(Connection &)> work;
        std::function<void(const Result<> &)> done; ///< called on the writer thread after commit or rollback
    };
    using ReadJob = std::function<void(const Result<Connection *> &)>;

    explicit Database(std::unique_ptr<DatabaseThreads> threads);
    void enqueueWrite(WriteJob job);
    void enqueueRead(ReadJob job);

    friend class DatabaseThreads;
    std::unique_ptr<DatabaseThreads> m_threads;
};

} // namespace assay::storage
