// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/clock.h"
#include "base/result.h"
#include "catalog/provider.h"
#include "providers/completion.h"
#include "storage/database.h"

#include <QFuture>
#include <QList>
#include <QString>

namespace assay::prompts {

/// Parameters by a name, such as "precise".
struct ParameterSet {
    QString name;
    providers::Parameters parameters;
};

/// Models by a name, such as "cheap ones", to run side by side.
struct ModelSet {
    QString name;
    QList<catalog::ModelRef> models;
};

/// Sets of parameters and of models that a person saved. Names are told apart without regard to case.
/// Thread-safe through Database.
class SavedSets final {
public:
    SavedSets(storage::Database &database, const Clock &clock);

    /// By name.
    [[nodiscard]] QFuture<Result<QList<ParameterSet>>> parameterSets();
    /// Adds, or replaces the one of that name. InvalidInput for a name that is empty or longer than 80
    /// characters, or for parameters out of range.
    [[nodiscard]] QFuture<Result<>> save(ParameterSet set);
    [[nodiscard]] QFuture<Result<>> removeParameterSet(const QString &name);

    [[nodiscard]] QFuture<Result<QList<ModelSet>>> modelSets();
    /// InvalidInput also when it has no models.
    [[nodiscard]] QFuture<Result<>> save(ModelSet set);
    [[nodiscard]] QFuture<Result<>> removeModelSet(const QString &name);

private:
    QFuture<Result<>> put(const QString &kind, const QString &name, const QByteArray &content);
    QFuture<Result<>> remove(const QString &kind, const QString &name);

    storage::Database &m_database;
    const Clock &m_clock;
};

} // namespace assay::prompts
