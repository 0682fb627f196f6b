// SPDX-License-Identifier: GPL-3.0-or-later
#include "security/access.h"

#include "base/names.h"

#include <algorithm>
#include <array>

#include <QCoreApplication>
#include <QVariant>

using namespace Qt::StringLiterals;

namespace assay::security {
namespace {

using storage::Connection;

struct Tr {
    Q_DECLARE_TR_FUNCTIONS(Access)
};

constexpr std::array names{std::pair{Role::Viewer, "viewer"_L1}, std::pair{Role::Editor, "editor"_L1},
                           std::pair{Role::Releaser, "releaser"_L1}, std::pair{Role::Admin, "admin"_L1}};

/// A null QString would be stored as NULL.
QVariant sqlText(const QString &text)
{
    return text.isNull() ? QVariant(u""_s) : QVariant(text);
}

Result<> note(Connection &connection, UtcMicros now, const QString &who, const QString &action,
              const QString &subject, const QString &detail)
{
    return connection
        .exec(u"INSERT INTO access_events (at, who, action, subject, detail) VALUES (?, ?, ?, ?, ?)"_s,
              {static_cast<qlonglong>(now), sqlText(who), action, sqlText(subject), sqlText(detail)})
        .map([](QSqlQuery *) {});
}

/// The first role is an admin's, and the last admin goes last: else nobody could grant the next one.
Result<> checkSomebodyManages(const Access &access)
{
    const bool hasAdmin = std::ranges::any_of(access.roles, [](Role role) { return role == Role::Admin; });
    if (access.roles.isEmpty() || hasAdmin)
        return {};
    return fail(ErrorCode::InvalidInput,
                Tr::tr("Nobody would be left who can grant roles: somebody has to be admin first."));
}

Result<Access> changing(Connection &connection, const QString &who)
{
    const auto access = readAccess(connection);
    if (!access)
        return access;
    return allowed(access->refusal(who, Role::Admin, Tr::tr("change roles"))).map([&] { return *access; });
}

Result<> grantRole(Connection &connection, const QString &user, Role role, const QString &who, UtcMicros now)
{
    auto access = changing(connection, who);
    if (!access)
        return tl::unexpected(access.error());
    access->roles.insert(user, role);
    return checkSomebodyManages(*access)
        .and_then([&] {
            return connection
                .exec(u"INSERT INTO roles (name, role) VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET role = "
                      "excluded.role"_s,
                      {user, roleName(role)})
                .map([](QSqlQuery *) {});
        })
        .and_then([&] { return note(connection, now, who, u"grant"_s, user, roleName(role)); });
}

Result<> revokeRole(Connection &connection, const QString &user, const QString &who, UtcMicros now)
{
    auto access = changing(connection, who);
    if (!access)
        return tl::unexpected(access.error());
    const auto had = access->roles.constFind(user);
    if (had == access->roles.cend())
        return fail(ErrorCode::NotFound, Tr::tr("\u201C%1\u201D has no role.").arg(user));
    const Role role = *had;
    access->roles.remove(user);
    return checkSomebodyManages(*access)
        .and_then([&] {
            return connection.exec(u"DELETE FROM roles WHERE name = ?"_s, {user}).map([](QSqlQuery *) {});
        })
        .and_then([&] { return note(connection, now, who, u"revoke"_s, user, roleName(role)); });
}

Result<> protectLabels(Connection &connection, const QStringList &labels, const QString &who, UtcMicros now)
{
    const auto access = changing(connection, who);
    if (!access)
        return tl::unexpected(access.error());
    if (const auto cleared = connection.exec(u"DELETE FROM protected_labels"_s); !cleared)
        return tl::unexpected(cleared.error());
    for (const QString &label : labels) {
        const auto added = connection.exec(
            u"INSERT INTO protected_labels (label) VALUES (?) ON CONFLICT (label) DO NOTHING"_s, {label});
        if (!added)
            return tl::unexpected(added.error());
    }
    return note(connection, now, who, u"protect"_s, labels.join(", "_L1), {});
}

Result<QList<AuditEntry>> selectTrail(Connection &connection, int limit)
{
    const auto rows = connection.exec(
        u"SELECT at, who, action, subject, detail, '' FROM access_events"
        " UNION ALL SELECT m.moved_at, m.who, 'label', p.name || ' ' || m.label,"
        " CASE WHEN m.from_number IS NULL THEN 'to v' || m.to_number"
        " WHEN m.to_number IS NULL THEN 'from v' || m.from_number || ', removed'"
        " ELSE 'v' || m.from_number || ' to v' || m.to_number END, m.reason"
        " FROM prompt_label_moves m JOIN prompts p ON p.id = m.prompt_id"
        " UNION ALL SELECT e.at, e.who, 'release', p.name || ' ' || r.label,"
        " 'v' || r.candidate || ' ' || replace(e.kind, '_', ' ') || ', ' || e.percent || ' %', e.reason"
        " FROM release_events e JOIN releases r ON r.id = e.release_id JOIN prompts p ON p.id = r.prompt_id"
        " WHERE e.kind <> 'looked'"
        " ORDER BY 1 DESC LIMIT ?"_s,
        {limit});
    if (!rows)
        return tl::unexpected(rows.error());
    QList<AuditEntry> entries;
    while ((*rows)->next()) {
        const QSqlQuery &row = **rows;
        entries.append({row.value(0).toLongLong(), row.value(1).toString(), row.value(2).toString(),
                        row.value(3).toString(), row.value(4).toString(), row.value(5).toString()});
    }
    return entries;
}

} // namespace

QString roleName(Role role)
{
    return nameIn(names, role);
}

std::optional<Role> roleFromName(QStringView name)
{
    return valueIn(names, name);
}

QString roleNames()
{
    QStringList all;
    for (const auto &[role, name] : names)
        all.append(name);
    return all.join(", "_L1);
}

Role Access::neededFor(const QString &label) const
{
    return protectedLabels.contains(label) ? Role::Releaser : Role::Editor;
}

QString Access::refusal(const QString &user, Role needed, const QString &what) const
{
    if (roles.isEmpty())
        return {};
    if (const auto own = roles.constFind(user); own != roles.cend() && *own >= needed)
        return {};
    QStringList able;
    for (auto each = roles.cbegin(); each != roles.cend(); ++each) {
        if (each.value() >= needed)
            able.append(each.key());
    }
    return Tr::tr("\u201C%1\u201D may not %2: this takes the role %3. Who has it: %4.")
        .arg(user, what, roleName(needed), able.isEmpty() ? Tr::tr("nobody") : able.join(", "_L1));
}

QString Access::refusalToCommit(const QString &user) const
{
    return refusal(user, Role::Editor, Tr::tr("commit versions of prompts"));
}

QString Access::refusalToMove(const QString &user, const QString &label) const
{
    return refusal(user, neededFor(label), Tr::tr("move the label \u201C%1\u201D").arg(label));
}

QString Access::refusalToRelease(const QString &user, const QString &label) const
{
    return refusal(user, neededFor(label), Tr::tr("release on the label \u201C%1\u201D").arg(label));
}

Result<> allowed(const QString &refusal)
{
    return refusal.isEmpty() ? Result<>() : Result<>(fail(ErrorCode::Permission, refusal));
}

Result<Access> readAccess(Connection &connection)
{
    Access access;
    const auto roles = connection.exec(u"SELECT name, role FROM roles"_s);
    if (!roles)
        return tl::unexpected(roles.error());
    while ((*roles)->next()) {
        // A role that a newer Assay knows: nothing is allowed that this one cannot judge.
        access.roles.insert((*roles)->value(0).toString(),
                            roleFromName((*roles)->value(1).toString()).value_or(Role::Viewer));
    }
    const auto labels = connection.exec(u"SELECT label FROM protected_labels ORDER BY label"_s);
    if (!labels)
        return tl::unexpected(labels.error());
    while ((*labels)->next())
        access.protectedLabels.append((*labels)->value(0).toString());
    return access;
}

AccessStore::AccessStore(storage::Database &database, const Clock &clock)
    : m_database(database)
    , m_clock(clock)
{
}

QFuture<Result<Access>> AccessStore::access()
{
    return m_database.read<Access>(readAccess);
}

QFuture<Result<>> AccessStore::grant(const QString &user, Role role, const QString &who)
{
    const QString name = user.trimmed();
    if (name.isEmpty())
        return QtFuture::makeReadyFuture(
            Result<>(fail(ErrorCode::InvalidInput, Tr::tr("A role is granted to a user with a name."))));
    return m_database.write<void>([=, now = m_clock.utcMicros()](Connection &connection) {
        return grantRole(connection, name, role, who, now);
    });
}

QFuture<Result<>> AccessStore::revoke(const QString &user, const QString &who)
{
    return m_database.write<void>([=, now = m_clock.utcMicros()](Connection &connection) {
        return revokeRole(connection, user, who, now);
    });
}

QFuture<Result<>> AccessStore::protect(const QStringList &labels, const QString &who)
{
    return m_database.write<void>([=, now = m_clock.utcMicros()](Connection &connection) {
        return protectLabels(connection, labels, who, now);
    });
}

QFuture<Result<QList<AuditEntry>>> AccessStore::trail(int limit)
{
    return m_database.read<QList<AuditEntry>>(
        [limit](Connection &connection) { return selectTrail(connection, limit); });
}

} // namespace assay::security
