// SPDX-License-Identifier: GPL-3.0-or-later
#include "workspace/samplestate.h"

namespace assay::workspace {

using namespace Qt::StringLiterals;

QFuture<Result<SampleState>> readSampleState(storage::Database &database)
{
    return database.read<SampleState>([](storage::Connection &connection) {
        return connection.exec(u"SELECT value FROM workspace WHERE key = 'sample_history'"_s)
            .map([](QSqlQuery *query) {
                SampleState state;
                if (!query->next())
                    return state;
                const QString value = query->value(0).toString();
                state.isFilled = true;
                state.isComplete = value == "complete"_L1;
                state.callsMade = value.toInt();
                return state;
            });
    });
}

QFuture<Result<>> writeSampleState(storage::Database &database, SampleState state)
{
    const QString value = state.isComplete ? u"complete"_s : QString::number(state.callsMade);
    return database.write<void>([value](storage::Connection &connection) {
        return connection
            .exec(u"INSERT INTO workspace (key, value) VALUES ('sample_history', ?) "
                  "ON CONFLICT (key) DO UPDATE SET value = excluded.value"_s,
                  {value})
            .map([](QSqlQuery *) {});
    });
}

} // namespace assay::workspace
