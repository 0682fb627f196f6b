// SPDX-License-Identifier: GPL-3.0-or-later
#include "providers/faultcodes.h"

#include <optional>

#include <QHash>

using namespace Qt::StringLiterals;

namespace assay::providers {
namespace {

/// Codes and types that say by themselves what happened, lower case.
const QHash<QString, ErrorCode> &strongCodes()
{
    using enum ErrorCode;
    static const QHash<QString, ErrorCode> codes{
        {u"invalid_api_key"_s, Authentication},
        {u"api_key_invalid"_s, Authentication}, // Google, with 400
        {u"authentication"_s, Authentication},
        {u"authentication_error"_s, Authentication},
        {u"unsupported_country_region_territory"_s, Permission},
        {u"permission_denied"_s, Permission},
        {u"failed_precondition"_s, Permission}, // Google: region or billing
        {u"permission_error"_s, Permission},
        {u"organization_on_hold"_s, Permission},
        {u"ip_not_authorized"_s, Permission},
        {u"model_not_found"_s, NotFound},
        {u"deploymentnotfound"_s, NotFound},
        {u"not_found"_s, NotFound},
        {u"not_found_error"_s, NotFound},
        {u"string_above_max_length"_s, InvalidRequest},
        {u"unsupported_parameter"_s, InvalidRequest},
        {u"unsupported_value"_s, InvalidRequest},
        {u"invalid_value"_s, InvalidRequest},
        {u"missing_required_parameter"_s, InvalidRequest},
        {u"tool_use_failed"_s, InvalidRequest},
        {u"json_validate_failed"_s, InvalidRequest},
        {u"request_too_large"_s, InvalidRequest},
        {u"payload_too_large"_s, InvalidRequest},
        {u"string_too_long"_s, InvalidRequest},
        {u"unprocessable"_s, InvalidRequest},
        {u"context_length_exceeded"_s, ContextLengthExceeded},
        {u"exceed_context_size_error"_s, ContextLengthExceeded},
        {u"max_tokens_exceeded"_s, ContextLengthExceeded},
        {u"token_limit_exceeded"_s, ContextLengthExceeded},
        {u"content_filter"_s, ContentFiltered},
        {u"responsibleaipolicyviolation"_s, ContentFiltered},
        {u"invalid_prompt"_s, ContentFiltered},
        {u"misalignment_policy_violation"_s, ContentFiltered},
        {u"bio_policy"_s, ContentFiltered},
        {u"content_policy_violation"_s, ContentFiltered},
        {u"image_content_policy_violation"_s, ContentFiltered},
        {u"moderation_blocked"_s, ContentFiltered},
        {u"refusal"_s, ContentFiltered},
        {u"insufficient_quota"_s, InsufficientQuota},
        {u"credit_balance_exhausted"_s, InsufficientQuota},
        {u"organization_spend_limit_exceeded"_s, InsufficientQuota},
        {u"project_spend_limit_exceeded"_s, InsufficientQuota},
        {u"organization_usage_limit_exceeded"_s, InsufficientQuota},
        {u"billing_hard_limit_reached"_s, InsufficientQuota},
        {u"payment_required"_s, InsufficientQuota},
        {u"billing_error"_s, InsufficientQuota},
        {u"enforced_spend_limit_reached"_s, InsufficientQuota},
        {u"contract_spend_limit_reached"_s, InsufficientQuota},
        {u"linked_organization_spend_limit_reached"_s, InsufficientQuota},
        {u"rate_limit_exceeded"_s, RateLimited},
        {u"rate_limit_error"_s, RateLimited},
        {u"rate_limited"_s, RateLimited},
        {u"ratelimitreached"_s, RateLimited},
        {u"ramp_limit_exceeded"_s, RateLimited},
        {u"slow_down"_s, RateLimited},
        {u"too_many_requests"_s, RateLimited},
        {u"server_is_overloaded"_s, Overloaded},
        {u"service_unavailable_error"_s, Overloaded},
        {u"unavailable_error"_s, Overloaded},
        {u"overloaded_error"_s, Overloaded},
        {u"provider_overloaded"_s, Overloaded},
        {u"capacity_exceeded"_s, Overloaded},
        {u"service_tier_capacity_exceeded"_s, Overloaded},
        {u"3505"_s, Overloaded}, // Mistral's number for the same
        {u"insufficient_system_resource"_s, Overloaded},
        {u"provider_unavailable"_s, ServerError},
        {u"server"_s, ServerError},
        {u"conflict_error"_s, ServerError},
        {u"timeout"_s, Timeout},
        {u"timeout_error"_s, Timeout},
    };
    return codes;
}

/// Words that many servers put on everything: they count only where no status says more.
const QHash<QString, ErrorCode> &weakCodes()
{
    using enum ErrorCode;
    static const QHash<QString, ErrorCode> codes{
        {u"invalid_request"_s, InvalidRequest},
        {u"invalid_request_error"_s, InvalidRequest},
        {u"badrequesterror"_s, InvalidRequest},
        {u"notfounderror"_s, NotFound},
        {u"api_error"_s, ServerError},
        {u"server_error"_s, ServerError},
        {u"internal_server_error"_s, ServerError},
        {u"internalservererror"_s, ServerError},
    };
    return codes;
}

std::optional<ErrorCode> lookUp(const QHash<QString, ErrorCode> &codes, const Fault &fault)
{
    for (const QString &word : {fault.reason, fault.code, fault.type}) {
        if (const auto found = codes.constFind(word.toLower()); found != codes.constEnd())
            return *found;
    }
    return std::nullopt;
}

std::optional<ErrorCode> byStatus(int status)
{
    using enum ErrorCode;
    switch (status) {
    case 401:
        return Authentication;
    case 402:
        return InsufficientQuota;
    case 403:
        return Permission;
    case 404:
    case 410:
        return NotFound;
    case 408:
    case 504:
    case 524:
        return Timeout;
    case 409:
    case 425:
        return ServerError;
    case 429:
        return RateLimited;
    case 451:
        return ContentFiltered;
    case 499: // Google: the connection to the caller was lost
        return Network;
    case 498: // Groq: flex capacity
    case 503:
    case 529:
        return Overloaded;
    default:
        if (status >= 500)
            return ServerError;
        return status >= 300 ? std::optional(InvalidRequest) : std::nullopt;
    }
}

bool says(const Fault &fault, QLatin1String words)
{
    return fault.message.contains(words, Qt::CaseInsensitive);
}

bool speaksOfContextLength(const Fault &fault)
{
    return says(fault, "prompt is too long"_L1) || says(fault, "maximum context length"_L1)
        || says(fault, "exceeds the available context size"_L1)
        || says(fault, "exceeds the maximum number of tokens allowed"_L1)
        || (says(fault, "max_tokens"_L1) && says(fault, "context limit"_L1))
        || (says(fault, "max_new_tokens"_L1) && says(fault, "tokens"_L1) && says(fault, "must be <="_L1));
}

/// For the refusals that no machine code tells apart (Anthropic, Together, vLLM, xAI).
ErrorCode refined(ErrorCode code, const Fault &fault)
{
    if (code == ErrorCode::InvalidRequest && speaksOfContextLength(fault))
        return ErrorCode::ContextLengthExceeded;
    if (code == ErrorCode::InvalidRequest && says(fault, "credit balance is too low"_L1))
        return ErrorCode::InsufficientQuota;
    if (code == ErrorCode::InvalidRequest && says(fault, "incorrect api key"_L1))
        return ErrorCode::Authentication;
    if (code == ErrorCode::Authentication && says(fault, "member of an organization"_L1))
        return ErrorCode::Permission;
    if (code == ErrorCode::Permission && (fault.isModeration || says(fault, "violates usage guidelines"_L1)))
        return ErrorCode::ContentFiltered;
    return code;
}

bool isInFlightBudget(const Fault &fault, const transport::HttpHeaders &headers)
{
    return fault.limitSource == "openrouter_in_flight_budget"_L1 && headers.contains("retry-after");
}

} // namespace

ErrorCode codeOf(const Fault &fault, const transport::HttpHeaders &headers)
{
    // 402 and 413 mean what they say, whatever word comes with them (DeepSeek, Groq, OpenRouter).
    if (fault.status == 402)
        return isInFlightBudget(fault, headers) ? ErrorCode::RateLimited : ErrorCode::InsufficientQuota;
    if (fault.status == 413)
        return refined(ErrorCode::InvalidRequest, fault);
    // Mistral: a limit of none a minute is a key without allowance.
    if (fault.status == 429 && headers.value("x-ratelimit-limit-req-minute") == "0")
        return ErrorCode::InsufficientQuota;
    if (fault.isDailyQuota)
        return ErrorCode::InsufficientQuota;
    if (const auto strong = lookUp(strongCodes(), fault))
        return refined(*strong, fault);
    if (const auto status = byStatus(fault.status))
        return refined(*status, fault);
    return refined(lookUp(weakCodes(), fault).value_or(ErrorCode::ServerError), fault);
}

} // namespace assay::providers
