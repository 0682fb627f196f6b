// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/clock.h"
#include "base/result.h"
#include "storage/database.h"

#include <QFuture>
#include <QList>
#include <QMap>

namespace assay::evaluation {

/// One case: values for a prompt's variables, and what a good answer holds.
struct DatasetCase {
    QString name;
    QMap<QString, QString> variables;
    QString expected; ///< may be empty
};

struct Dataset {
    QString name; ///< unique in the workspace
    QString prompt; ///< name of the prompt whose variables it fills; may be empty
    QList<DatasetCase> cases;
};

/// Datasets of a workspace. Thread-safe through Database.
class DatasetStore final {
public:
    DatasetStore(storage::Database &database, const Clock &clock);
    /// Conflict when the name is taken.
    [[nodiscard]] QFuture<Result<>> add(Dataset dataset);
    /// Appends a case; makes the dataset, for this prompt, when there is none of that name. Ready with how
    /// many cases it has now.
    [[nodiscard]] QFuture<Result<int>> addCase(const QString &dataset, const QString &prompt,
                                               DatasetCase added);
    [[nodiscard]] QFuture<Result<QList<Dataset>>> list(); ///< by name, without their cases
    [[nodiscard]] QFuture<Result<QList<Dataset>>> forPrompt(const QString &prompt);

private:
    storage::Database &m_database;
    const Clock &m_clock;
};

} // namespace assay::evaluation
