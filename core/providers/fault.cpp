// SPDX-License-Identifier: GPL-3.0-or-later
#include "providers/fault.h"

#include "providers/faultcodes.h"
#include "providers/retryafter.h"

#include <cmath>

#include <QCoreApplication>
#include <QRegularExpression>

using namespace Qt::StringLiterals;

namespace assay::providers {
namespace {

constexpr qsizetype maxQuotedLength = 300;

QString tr(const char *text)
{
    return QCoreApplication::translate("ProviderError", text);
}

/// Sets code or, when it is a number in any guise ("429" too), the status that it stands for.
void readCode(const JsonElement &error, Fault &fault)
{
    const std::string_view text = stringMember(error, "code");
    bool isNumber = false;
    int number = toText(text).toInt(&isNumber);
    if (const auto integer = integerMember(error, "code")) {
        isNumber = *integer > 0 && *integer < 1000;
        number = static_cast<int>(isNumber ? *integer : 0);
    }
    if (isNumber && number >= 400 && number < 600) {
        if (fault.status < 400)
            fault.status = number;
    } else {
        fault.code = toText(text);
    }
}

/// "34.4s", as Google writes a duration.
std::optional<std::chrono::milliseconds> durationOf(std::string_view text)
{
    if (text.empty() || text.back() != 's')
        return std::nullopt;
    text.remove_suffix(1);
    bool isNumber = false;
    const double seconds = toText(text).toDouble(&isNumber);
    constexpr double longest = 31.0 * 24 * 3600; // beyond it, no wait that anyone will sit out
    if (!isNumber || !(seconds >= 0 && seconds <= longest))
        return std::nullopt;
    return std::chrono::milliseconds(std::llround(seconds * 1000));
}

/// Google's errors (google.rpc.Status): a word, and typed details in an array.
void readGoogleDetails(const JsonElement &error, Fault &fault)
{
    if (fault.type.isEmpty())
        fault.type = toText(stringMember(error, "status"));
    const auto details = member(error, "details");
    if (!details || !details->is_array())
        return;
    forEach(details, [&fault](const JsonElement &detail) {
        const std::string_view type = stringMember(detail, "@type");
        if (type.ends_with("google.rpc.ErrorInfo"))
            fault.reason = toText(stringMember(detail, "reason"));
        else if (type.ends_with("google.rpc.RetryInfo"))
            fault.retryDelay = durationOf(stringMember(detail, "retryDelay"));
        else if (type.ends_with("google.rpc.QuotaFailure"))
            forEach(member(detail, "violations"), [&fault](const JsonElement &violation) {
                if (stringMember(violation, "quotaId").find("PerDay") != std::string_view::npos)
                    fault.isDailyQuota = true;
            });
    });
}

void readDetails(const JsonElement &error, Fault &fault)
{
    fault.type = toText(stringMember(error, "type"));
    fault.message = toText(stringMember(error, "message"));
    if (const auto details = member(error, "details"))
        fault.reason = toText(stringMember(*details, "error_code"));
    if (const auto metadata = member(error, "metadata")) {
        fault.reason = toText(stringMember(*metadata, "error_type"));
        fault.limitSource = toText(stringMember(*metadata, "limit_source"));
        fault.isModeration = member(*metadata, "reasons").has_value();
    }
    if (const auto inner = member(error, "innererror"); inner && fault.code.isEmpty())
        fault.code = toText(stringMember(*inner, "code"));
    readGoogleDetails(error, fault);
}

/// The provider's words, short, on one line, and without anything that looks like a key: some servers echo
/// the one they refuse.
QString quotable(const QString &message)
{
    static const QRegularExpression keys(
        u"\\b(?:sk|pk|rk|xai|gsk|or|key|nvapi|hf)[-_][\\w*.-]{4,}|AIza[\\w*-]{4,}|[A-Za-z0-9]{24,}"
        "|(?<=Bearer )\\S+"_s);
    QString words = message.simplified().replace(keys, u"[…]"_s);
    if (words.size() > maxQuotedLength)
        words = words.left(maxQuotedLength) + u'…';
    return words;
}

QString sentenceFor(ErrorCode code, const QString &words)
{
    switch (code) {
    case ErrorCode::Authentication:
        return tr("The provider does not accept the key. Check it under Providers, and put in a valid one.");
    case ErrorCode::Permission:
        return tr(
            "The key is valid, but the provider does not allow this with it. Ask whoever administers the "
            "account, or choose another model.");
    case ErrorCode::NotFound:
        return tr(
            "The provider does not know this model or address. Refresh its list of models, and check the "
            "base URL.");
    case ErrorCode::InvalidRequest:
        return words.isEmpty()
            ? tr("The provider refuses the request as it is. Change its parameters or its model.")
            : tr("The provider refuses the request as it is: \"%1\". Change its parameters or its model.")
                  .arg(words);
    case ErrorCode::ContextLengthExceeded:
        return tr(
            "The prompt and the requested answer do not fit into the model's context window. Shorten the "
            "prompt, lower max_tokens, or choose a model with a larger window.");
    case ErrorCode::ContentFiltered:
        return tr("The provider's content policy refused the request. Rephrase the prompt.");
    case ErrorCode::InsufficientQuota:
        return tr(
            "The account's credit or allowance is used up. Waiting does not help: add credit or raise the "
            "limit at the provider.");
    case ErrorCode::RateLimited:
        return tr(
            "Too many requests or tokens for the account's limit in this time. Wait a moment and run it "
            "again.");
    case ErrorCode::Overloaded:
        return tr("The provider has no capacity right now. Wait a moment and run it again, or choose another "
                  "model.");
    case ErrorCode::Timeout:
        return tr("The provider took too long and gave up. Run it again, or ask for a shorter answer.");
    default:
        return tr("Something failed at the provider. Run it again; if it stays, look at the provider's "
                  "status page.");
    }
}

bool isWorthRetrying(ErrorCode code, const transport::HttpHeaders &headers)
{
    if (code == ErrorCode::InsufficientQuota)
        return false;
    const QByteArray wish = headers.value("x-should-retry").trimmed().toLower();
    if (wish == "true" || wish == "false")
        return wish == "true";
    return code == ErrorCode::RateLimited || code == ErrorCode::Overloaded || code == ErrorCode::ServerError
        || code == ErrorCode::Timeout || code == ErrorCode::Network;
}

} // namespace

bool holdsFault(const JsonElement &body)
{
    if (const auto error = member(body, "error")) {
        std::string_view text;
        return error->is_object() || (error->get(text) == simdjson::SUCCESS && !text.empty());
    }
    if (stringMember(body, "object") == "error" || stringMember(body, "type") == "error")
        return true;
    const auto groq = member(body, "x_groq");
    return groq && member(*groq, "error");
}

Fault readFault(const JsonElement &body, int status)
{
    Fault fault;
    fault.status = status;
    std::optional<JsonElement> error = member(body, "error");
    if (const auto groq = member(body, "x_groq"); !error && groq)
        error = member(*groq, "error");
    if (error && error->is_object()) {
        readCode(*error, fault);
        readDetails(*error, fault);
        return fault;
    }
    readCode(body, fault);
    readDetails(body, fault);
    if (fault.type == "error"_L1)
        fault.type.clear(); // the event's own type, not the error's
    std::string_view text;
    if (error && error->get(text) == simdjson::SUCCESS)
        fault.message = toText(text);
    else if (fault.message.isEmpty())
        fault.message = toText(stringMember(body, "detail"));
    return fault;
}

Error errorFrom(const Fault &fault, const transport::HttpHeaders &headers)
{
    Error error;
    error.code = codeOf(fault, headers);
    const QString words = quotable(fault.message);
    error.message = sentenceFor(error.code, words);
    QStringList details;
    if (fault.status >= 300)
        details << u"HTTP %1"_s.arg(fault.status);
    for (const QString &part : {fault.code, fault.type, fault.reason}) {
        if (!part.isEmpty())
            details << quotable(part);
    }
    if (!words.isEmpty())
        details << words;
    error.detail = details.join(u": "_s);
    error.retryable = isWorthRetrying(error.code, headers);
    if (error.retryable)
        error.retryAfter = fault.retryDelay ? fault.retryDelay : retryAfter(headers);
    return error;
}

Error malformedResponse(const QString &detail)
{
    return Error{ErrorCode::MalformedResponse,
                 tr("The answer is not what the provider's protocol promises. Check the base URL and that no "
                    "login page or proxy stands in between, then run it again."),
                 detail,
                 true,
                 {}};
}

Error cutOff()
{
    return Error{ErrorCode::Network,
                 tr("The connection ended in the middle of the answer. Check the network and run it again."),
                 tr("the stream broke off inside an event"),
                 true,
                 {}};
}

} // namespace assay::providers
