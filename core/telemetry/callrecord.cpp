// SPDX-License-Identifier: GPL-3.0-or-later
#include "telemetry/callrecord.h"

#include <array>

using namespace Qt::StringLiterals;

namespace assay::telemetry {
namespace {

// In the order of the enumerations, whose numbers the store keeps: append only.
const std::array sourceNames{u"window"_s,     u"terminal"_s, u"gateway"_s,
                             u"evaluation"_s, u"sample"_s,   u"embedding"_s};
const std::array statusNames{u"ok"_s, u"failed"_s, u"cancelled"_s};

} // namespace

QString callSourceName(CallSource source)
{
    return sourceNames.at(static_cast<size_t>(source));
}

QString callStatusName(CallStatus status)
{
    return statusNames.at(static_cast<size_t>(status));
}

std::optional<CallStatus> callStatusFromName(QStringView name)
{
    for (size_t i = 0; i < statusNames.size(); ++i) {
        if (statusNames.at(i) == name)
            return static_cast<CallStatus>(i);
    }
    return std::nullopt;
}

} // namespace assay::telemetry
