// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/error.h"

#include <array>
#include <utility>

namespace assay {
namespace {

using Row = std::pair<ErrorCode, QLatin1String>;

constexpr std::array names{
    Row{ErrorCode::Authentication, QLatin1String("authentication")},
    Row{ErrorCode::Permission, QLatin1String("permission")},
    Row{ErrorCode::NotFound, QLatin1String("not_found")},
    Row{ErrorCode::InvalidRequest, QLatin1String("invalid_request")},
    Row{ErrorCode::ContextLengthExceeded, QLatin1String("context_length_exceeded")},
    Row{ErrorCode::ContentFiltered, QLatin1String("content_filtered")},
    Row{ErrorCode::InsufficientQuota, QLatin1String("insufficient_quota")},
    Row{ErrorCode::RateLimited, QLatin1String("rate_limited")},
    Row{ErrorCode::Overloaded, QLatin1String("overloaded")},
    Row{ErrorCode::ServerError, QLatin1String("server_error")},
    Row{ErrorCode::Timeout, QLatin1String("timeout")},
    Row{ErrorCode::Network, QLatin1String("network")},
    Row{ErrorCode::MalformedResponse, QLatin1String("malformed_response")},
    Row{ErrorCode::Cancelled, QLatin1String("cancelled")},
    Row{ErrorCode::InvalidInput, QLatin1String("invalid_input")},
    Row{ErrorCode::Conflict, QLatin1String("conflict")},
    Row{ErrorCode::BudgetExceeded, QLatin1String("budget_exceeded")},
    Row{ErrorCode::Keychain, QLatin1String("keychain")},
    Row{ErrorCode::Storage, QLatin1String("storage")},
    Row{ErrorCode::Internal, QLatin1String("internal")},
};

} // namespace

QLatin1String errorCodeName(ErrorCode code)
{
    for (const auto &[value, name] : names) {
        if (value == code)
            return name;
    }
    return QLatin1String("internal");
}

ErrorCode errorCodeFromName(QStringView name)
{
    for (const auto &[value, known] : names) {
        if (known == name)
            return value;
    }
    return ErrorCode::Internal;
}

} // namespace assay
