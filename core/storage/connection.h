// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "storage/database.h"

#include <unordered_map>

#include <QSqlDatabase>
#include <QSqlError>

namespace assay::storage {

/// A plain sentence for an SQLite failure, with `path` named and SQLite's own words as detail.
[[nodiscard]] Error sqliteError(const QSqlError &error, const QString &path);

/// An SQLite connection of the thread that opened it.
class SqliteConnection final : public Connection {
public:
    enum class Access { ReadWrite, ReadOnly };

    /// Opens and sets what every connection needs (foreign keys, synchronous=FULL, a busy timeout of 10 s).
    [[nodiscard]] static Result<std::unique_ptr<SqliteConnection>> open(const QString &path, Access access);
    ~SqliteConnection() override;

    [[nodiscard]] Result<QSqlQuery *> exec(const QString &sql, const QVariantList &values = {}) override;
    [[nodiscard]] quint64 failedCommits() const override { return m_failedCommits; }
    void countFailedCommit() { ++m_failedCommits; }
    /// Ends every statement that still has rows, so that none keeps a transaction or a snapshot open.
    void finishStatements();

private:
    SqliteConnection(QString path, QString name);
    struct Statement {
        QSqlQuery query;
        bool isBound = false; ///< it was run: every place has a value
    };
    Result<Statement *> prepared(const QString &sql);

    quint64 m_failedCommits = 0;
    QString m_path;
    QString m_name; ///< of the QSqlDatabase
    std::unordered_map<QString, std::unique_ptr<Statement>> m_statements;
    QList<QSqlQuery *> m_used; ///< since finishStatements()
};

} // namespace assay::storage
