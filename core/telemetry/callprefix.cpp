// SPDX-License-Identifier: GPL-3.0-or-later
#include "telemetry/callprefix.h"

#include <algorithm>

#include <QCoreApplication>

using namespace Qt::StringLiterals;

namespace assay::telemetry {
namespace {

struct Tr {
    Q_DECLARE_TR_FUNCTIONS(CallPrefix)
};

constexpr qsizetype idDigits = 32;
constexpr qsizetype shortLength = 18; // "01932c07-1a2b-7abc"
constexpr int namedAtMost = 5;

/// The hexadecimal digits of a part of an id; empty when it is none.
QByteArray digitsOf(const QString &prefix)
{
    const QByteArray digits = QString(prefix).remove(u'-').toLower().toLatin1();
    const bool isHex = std::all_of(digits.begin(), digits.end(),
                                   [](char c) { return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'); });
    return isHex && digits.size() <= idDigits ? digits : QByteArray();
}

Result<CallId> onlyOne(const QString &prefix, QSqlQuery &rows)
{
    QList<CallId> ids;
    while (rows.next())
        ids.append(CallId::fromBytes(rows.value(0).toByteArray()));
    if (ids.isEmpty()) {
        return fail(
            ErrorCode::NotFound,
            Tr::tr("No call in the log has an id that begins with %1. See: assayctl log").arg(prefix));
    }
    if (ids.size() == 1)
        return ids.constFirst();
    QStringList names;
    for (const CallId &id : std::as_const(ids))
        names.append(id.toString());
    const bool isCut = names.size() >= namedAtMost;
    return fail(ErrorCode::InvalidInput,
                Tr::tr("Several calls begin with %1: %2. Type more of the id.")
                    .arg(prefix, names.join(u", "_s) + (isCut ? u", \u2026"_s : u""_s)));
}

} // namespace

QFuture<Result<CallId>> findCallId(storage::Database &database, const QString &prefix)
{
    const QByteArray digits = digitsOf(prefix);
    return database.read<CallId>([prefix, digits](storage::Connection &connection) -> Result<CallId> {
        if (digits.isEmpty()) {
            return fail(
                ErrorCode::InvalidInput,
                Tr::tr("\"%1\" is no id of a call, nor the beginning of one. See: assayctl log").arg(prefix));
        }
        const QByteArray first = QByteArray::fromHex(digits.leftJustified(idDigits, '0'));
        const QByteArray last = QByteArray::fromHex(digits.leftJustified(idDigits, 'f'));
        return connection
            .exec(u"SELECT id FROM calls WHERE id BETWEEN ? AND ? ORDER BY id DESC LIMIT ?"_s,
                  {first, last, namedAtMost})
            .and_then([&prefix](QSqlQuery *rows) { return onlyOne(prefix, *rows); });
    });
}

QString shortCallId(const CallId &id)
{
    return id.toString().left(shortLength);
}

} // namespace assay::telemetry
