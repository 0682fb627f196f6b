// SPDX-License-Identifier: GPL-3.0-or-later
#include "orchestration/call.h"

namespace assay::orchestration {

Priority usualPriority(telemetry::CallSource source)
{
    switch (source) {
    case telemetry::CallSource::Window:
        return Priority::Interactive;
    case telemetry::CallSource::Evaluation:
    case telemetry::CallSource::Sample:
        return Priority::Batch;
    case telemetry::CallSource::Terminal:
    case telemetry::CallSource::Gateway:
    case telemetry::CallSource::Embedding:
        break;
    }
    return Priority::Normal;
}

QString userOf(const QString &user)
{
    static const QString system = qEnvironmentVariable("USER", qEnvironmentVariable("USERNAME"));
    return user.isEmpty() ? system : user;
}

} // namespace assay::orchestration
