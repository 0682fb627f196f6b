// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/clock.h"
#include "base/result.h"
#include "storage/database.h"

#include <optional>

#include <QFuture>
#include <QMap>
#include <QStringList>

namespace assay::security {

/// What a user of a workspace may do; each also what stands before it. Roles hold inside of Assay: whoever has the
/// file can change it with another program.
enum class Role {
    Viewer, ///< reads
    Editor, ///< commits versions, moves labels that are not protected
    Releaser, ///< moves protected labels, releases on them
    Admin ///< grants roles, protects labels
};
/// "viewer"...
[[nodiscard]] QString roleName(Role role);
[[nodiscard]] std::optional<Role> roleFromName(QStringView name);
/// "viewer, editor, releaser, admin".
[[nodiscard]] QString roleNames();

/// Who may do what in a workspace, as it was read.
struct Access {
    QMap<QString, Role> roles; ///< by user; nobody: one person's workspace, where everything is allowed
    QStringList protectedLabels;

    /// What moving a label, or releasing on it, takes.
    [[nodiscard]] Role neededFor(const QString &label) const;
    /// Empty when `user` may do what takes `needed`; else a sentence that names who can. `what` completes
    /// "may not ...": "move “production”".
    [[nodiscard]] QString refusal(const QString &user, Role needed, const QString &what) const;
    /// refusal() for making a version of a prompt.
    [[nodiscard]] QString refusalToCommit(const QString &user) const;
    /// refusal() for moving a label.
    [[nodiscard]] QString refusalToMove(const QString &user, const QString &label) const;
    /// refusal() for what a release on a label does.
    [[nodiscard]] QString refusalToRelease(const QString &user, const QString &label) const;
};

/// Within a transaction of what is to be allowed. On a thread of the Database.
[[nodiscard]] Result<Access> readAccess(storage::Connection &connection);
/// Permission, with the sentence, unless it is empty.
[[nodiscard]] Result<> allowed(const QString &refusal);

/// Something that people are answerable for.
struct AuditEntry {
    UtcMicros at = 0;
    QString who; ///< empty: Assay itself
    QString action; ///< "grant", "revoke", "protect", "label", "release"
    QString subject; ///< a user, or "PROMPT LABEL"
    QString detail; ///< "editor", "v1 to v2", "promoted, 25 %"
    QString reason; ///< may be empty
};

/// Roles, protected labels and the audit trail of a workspace. Thread-safe through Database.
class AccessStore final {
public:
    AccessStore(storage::Database &database, const Clock &clock);

    [[nodiscard]] QFuture<Result<Access>> access();
    /// Gives `user` a role in place of the one he has. Permission without the role admin; InvalidInput when nobody
    /// would be left who can grant roles.
    [[nodiscard]] QFuture<Result<>> grant(const QString &user, Role role, const QString &who);
    /// Takes the role away. NotFound when the user has none; the last role of all can go.
    [[nodiscard]] QFuture<Result<>> revoke(const QString &user, const QString &who);
    /// Replaces the labels that only a releaser moves.
    [[nodiscard]] QFuture<Result<>> protect(const QStringList &labels, const QString &who);
    /// Moves of labels, steps of releases and changes of roles, newest first.
    [[nodiscard]] QFuture<Result<QList<AuditEntry>>> trail(int limit);

private:
    storage::Database &m_database;
    const Clock &m_clock;
};

} // namespace assay::security
