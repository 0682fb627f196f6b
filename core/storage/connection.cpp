// SPDX-License-Identifier: GPL-3.0-or-later
#include "storage/connection.h"

#include <atomic>

#include <QCoreApplication>
#include <QFileInfo>
#include <QVariant>

using namespace Qt::StringLiterals;

namespace assay::storage {
namespace {

// Result codes of sqlite3.h; Qt hands them on as text.
enum SqliteCode {
    Busy = 5,
    Locked = 6,
    ReadOnly = 8,
    IoError = 10,
    Corrupt = 11,
    Full = 13,
    CantOpen = 14,
    Constraint = 19,
    NotADatabase = 26
};

constexpr size_t maxStatements = 256;

QString tr(const char *text)
{
    return QCoreApplication::translate("Storage", text);
}

QString nextConnectionName()
{
    static std::atomic<int> count = 0;
    return u"assay-%1"_s.arg(++count);
}

/// Whether a statement is bound to just this already. Binding anew is what costs most in a call's row, and
/// most of it is as in the row before. Only for what compares exactly: a null text equals an empty one.
bool isBoundTo(const QSqlQuery &query, int place, const QVariant &value)
{
    const QVariant bound = query.boundValue(place);
    switch (value.typeId()) {
    case QMetaType::UnknownType:
    case QMetaType::Int:
    case QMetaType::LongLong:
        return bound.typeId() == value.typeId() && bound == value;
    default:
        return false;
    }
}

} // namespace

Error sqliteError(const QSqlError &error, const QString &path)
{
    const QString name = QFileInfo(path).fileName();
    const auto make = [&](ErrorCode code, const char *sentence, bool retryable = false) {
        return Error{code, tr(sentence).arg(name), error.text(), retryable, {}};
    };
    switch (error.nativeErrorCode().toInt() & 0xff) { // the low byte is the primary code
    case Busy:
    case Locked:
        return make(ErrorCode::Storage,
                    "The workspace %1 is locked by another program. Close it there, or try again.", true);
    case ReadOnly:
        return make(ErrorCode::Storage,
                    "The workspace %1 is read-only. Change its permissions, or copy it to a folder you may "
                    "write to.");
    case IoError:
        return make(ErrorCode::Storage,
                    "The workspace %1 cannot be read or written: the disk reports an error.");
    case Corrupt:
        return make(ErrorCode::Storage, "The workspace %1 is damaged. Restore it from a backup.");
    case Full:
        return make(
            ErrorCode::Storage,
            "The disk is full: nothing was changed in the workspace %1. Free some space and try again.",
            true);
    case CantOpen:
        return make(
            ErrorCode::Storage,
            "The workspace %1 cannot be opened. Check that its folder exists and that you may write to it.");
    case Constraint:
        return make(ErrorCode::Conflict, "This clashes with what the workspace %1 already holds.");
    case NotADatabase:
        return make(ErrorCode::Storage, "The file %1 is not an Assay workspace.");
    default:
        return make(ErrorCode::Storage, "The workspace %1 refused an operation.");
    }
}

SqliteConnection::SqliteConnection(QString path, QString name)
    : m_path(std::move(path))
    , m_name(std::move(name))
{
}

SqliteConnection::~SqliteConnection()
{
    m_used.clear();
    m_statements.clear(); // before the database they belong to
    QSqlDatabase::removeDatabase(m_name);
}

Result<std::unique_ptr<SqliteConnection>> SqliteConnection::open(const QString &path, Access access)
{
    std::unique_ptr<SqliteConnection> connection(new SqliteConnection(path, nextConnectionName()));
    QSqlDatabase database = QSqlDatabase::addDatabase(u"QSQLITE"_s, connection->m_name);
    database.setDatabaseName(path);
    QString options = u"QSQLITE_BUSY_TIMEOUT=10000"_s;
    if (access == Access::ReadOnly)
        options += u";QSQLITE_OPEN_READONLY"_s;
    database.setConnectOptions(options);
    if (!database.open())
        return tl::unexpected(sqliteError(database.lastError(), path));
    for (const QString &pragma : {u"PRAGMA foreign_keys = ON"_s, u"PRAGMA synchronous = FULL"_s,
                                  u"PRAGMA temp_store = MEMORY"_s, u"PRAGMA cache_size = -16000"_s}) {
        if (auto done = connection->exec(pragma); !done)
            return tl::unexpected(done.error());
    }
    connection->finishStatements();
    return connection;
}

Result<SqliteConnection::Statement *> SqliteConnection::prepared(const QString &sql)
{
    if (const auto found = m_statements.find(sql); found != m_statements.end())
        return found->second.get();
    if (m_statements.size() >= maxStatements && m_used.isEmpty())
        m_statements.clear();
    auto statement = std::make_unique<Statement>(QSqlQuery(QSqlDatabase::database(m_name, false)));
    statement->query.setForwardOnly(true);
    if (!statement->query.prepare(sql))
        return tl::unexpected(sqliteError(statement->query.lastError(), m_path));
    return m_statements.emplace(sql, std::move(statement)).first->second.get();
}

Result<QSqlQuery *> SqliteConnection::exec(const QString &sql, const QVariantList &values)
{
    return prepared(sql).and_then([&](Statement *statement) -> Result<QSqlQuery *> {
        QSqlQuery &query = statement->query;
        for (int i = 0; i < values.size(); ++i) {
            if (!statement->isBound || !isBoundTo(query, i, values.at(i)))
                query.bindValue(i, values.at(i));
        }
        statement->isBound = true;
        m_used.append(&query);
        if (!query.exec())
            return tl::unexpected(sqliteError(query.lastError(), m_path));
        return &query;
    });
}

void SqliteConnection::finishStatements()
{
    for (QSqlQuery *query : std::as_const(m_used))
        query->finish();
    m_used.clear();
}

} // namespace assay::storage
