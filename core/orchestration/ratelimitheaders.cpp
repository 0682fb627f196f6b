// SPDX-License-Identifier: GPL-3.0-or-later
#include "orchestration/ratelimitheaders.h"

#include "providers/retryafter.h"

#include <algorithm>
#include <cmath>

#include <QDateTime>
#include <QLocale>

using namespace Qt::StringLiterals;

namespace assay::orchestration {
namespace {

using std::chrono::milliseconds;
using transport::HttpHeaders;

constexpr std::int64_t mostPerMinute = 1'000'000'000'000;
constexpr double mostResetMs = 31.0 * 24 * 3600 * 1000;

std::optional<std::int64_t> wholeNumber(const HttpHeaders &headers, QByteArrayView name, std::int64_t least)
{
    bool isNumber = false;
    const qlonglong number = headers.value(name).trimmed().toLongLong(&isNumber);
    if (!isNumber || number < least)
        return std::nullopt;
    return std::min<std::int64_t>(number, mostPerMinute);
}

std::optional<milliseconds> untilTime(const QByteArray &text, const HttpHeaders &headers)
{
    const QDateTime until = QDateTime::fromString(QString::fromLatin1(text), Qt::ISODateWithMs);
    if (!until.isValid())
        return std::nullopt;
    QDateTime sent = QLocale::c().toDateTime(QString::fromLatin1(headers.value("date").trimmed()),
                                             u"ddd, dd MMM yyyy hh:mm:ss 'GMT'"_s);
    sent.setTimeSpec(Qt::UTC);
    return milliseconds(
        std::max<qint64>((sent.isValid() ? sent : QDateTime::currentDateTimeUtc()).msecsTo(until), 0));
}

std::optional<milliseconds> reset(const HttpHeaders &headers, QByteArrayView name)
{
    const QByteArray text = headers.value(name).trimmed();
    if (text.isEmpty())
        return std::nullopt;
    const auto duration = goDuration(text);
    return duration ? duration : untilTime(text, headers);
}

ReportedLimit reported(const HttpHeaders &headers, const QByteArray &limit, const QByteArray &left,
                       const QByteArray &resets)
{
    return {wholeNumber(headers, limit, 1), wholeNumber(headers, left, 0), reset(headers, resets)};
}

ReportedLimit openAi(const HttpHeaders &headers, const QByteArray &kind)
{
    return reported(headers, "x-ratelimit-limit-" + kind, "x-ratelimit-remaining-" + kind,
                    "x-ratelimit-reset-" + kind);
}

ReportedLimit anthropic(const HttpHeaders &headers, const QByteArray &kind)
{
    const QByteArray start = "anthropic-ratelimit-" + kind;
    return reported(headers, start + "-limit", start + "-remaining", start + "-reset");
}

std::optional<std::int64_t> sum(std::optional<std::int64_t> a, std::optional<std::int64_t> b)
{
    return a && b ? std::optional(*a + *b) : std::nullopt;
}

ReportedLimit added(const ReportedLimit &a, const ReportedLimit &b)
{
    return {sum(a.perMinute, b.perMinute), sum(a.left, b.left), std::max(a.resetsIn, b.resetsIn)};
}

void tighten(ReportedLimit &limit, const ReportedLimit &other)
{
    if (other.perMinute && (!limit.perMinute || *other.perMinute < *limit.perMinute))
        limit.perMinute = other.perMinute;
    if (other.left && (!limit.left || *other.left < *limit.left)) {
        limit.left = other.left;
        limit.resetsIn = other.resetsIn;
    }
}

/// Most answers say nothing, which one look at the names tells.
bool saysSomething(const HttpHeaders &headers)
{
    const auto isAboutLimits = [](const auto &field) {
        const QByteArray name = field.first.toLower();
        return name.startsWith("x-ratelimit-") || name.startsWith("anthropic-ratelimit-")
            || name.startsWith("retry-after");
    };
    return std::any_of(headers.all().begin(), headers.all().end(), isAboutLimits);
}

/// Milliseconds in a unit as Go writes it; 0 for what is none.
double unitMs(QByteArrayView unit)
{
    if (unit == "h")
        return 3'600'000;
    if (unit == "m")
        return 60'000;
    if (unit == "s")
        return 1'000;
    if (unit == "ms")
        return 1;
    if (unit == "us" || unit == "\xc2\xb5s" || unit == "\xce\xbcs")
        return 1e-3;
    return unit == "ns" ? 1e-6 : 0;
}

bool isPartOfNumber(char c)
{
    return (c >= '0' && c <= '9') || c == '.';
}

} // namespace

std::optional<milliseconds> goDuration(QByteArrayView text)
{
    double ms = 0;
    qsizetype at = 0;
    while (at < text.size()) {
        const qsizetype numberFrom = at;
        while (at < text.size() && isPartOfNumber(text[at]))
            ++at;
        const qsizetype unitFrom = at;
        while (at < text.size() && !isPartOfNumber(text[at]))
            ++at;
        bool isNumber = false;
        const double number =
            text.sliced(numberFrom, unitFrom - numberFrom).toByteArray().toDouble(&isNumber);
        const QByteArrayView unit = text.sliced(unitFrom, at - unitFrom);
        const double factor = unit.isEmpty() && numberFrom == 0 ? 1'000 : unitMs(unit);
        if (!isNumber || factor == 0)
            return std::nullopt;
        ms += number * factor;
    }
    if (text.isEmpty() || !(ms <= mostResetMs))
        return std::nullopt;
    return milliseconds(static_cast<std::int64_t>(std::ceil(ms)));
}

RateLimitHeaders rateLimitsIn(const HttpHeaders &headers)
{
    RateLimitHeaders found;
    if (!saysSomething(headers))
        return found;
    found.requests = openAi(headers, "requests");
    tighten(found.requests, openAi(headers, "req-minute"));
    tighten(found.requests, anthropic(headers, "requests"));
    found.tokens = openAi(headers, "tokens");
    tighten(found.tokens, openAi(headers, "project-tokens"));
    tighten(found.tokens, openAi(headers, "tokens-minute"));
    tighten(found.tokens, anthropic(headers, "tokens"));
    tighten(found.tokens, added(anthropic(headers, "input-tokens"), anthropic(headers, "output-tokens")));
    found.retryAfter = providers::retryAfter(headers);
    return found;
}

} // namespace assay::orchestration
