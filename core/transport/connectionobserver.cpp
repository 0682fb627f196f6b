// SPDX-License-Identifier: GPL-3.0-or-later
#include "transport/connectionobserver.h"

#include <array>
#include <utility>

namespace assay::transport {
namespace {

template <typename Value, std::size_t Size>
QString nameIn(const std::array<std::pair<Value, QLatin1String>, Size> &names, Value value)
{
    for (const auto &[known, name] : names) {
        if (known == value)
            return name;
    }
    Q_UNREACHABLE();
}

template <typename Value, std::size_t Size>
std::optional<Value> valueIn(const std::array<std::pair<Value, QLatin1String>, Size> &names,
                             const QString &name)
{
    for (const auto &[value, known] : names) {
        if (known == name)
            return value;
    }
    return std::nullopt;
}

constexpr std::array purposes{
    std::pair(Purpose::Completion, QLatin1String("completion")),
    std::pair(Purpose::ModelListing, QLatin1String("model_listing")),
    std::pair(Purpose::TokenCount, QLatin1String("token_count")),
    std::pair(Purpose::Embeddings, QLatin1String("embeddings")),
    std::pair(Purpose::HealthCheck, QLatin1String("health_check")),
    std::pair(Purpose::KeyCheck, QLatin1String("key_check")),
    std::pair(Purpose::LocalDiscovery, QLatin1String("local_discovery")),
    std::pair(Purpose::Other, QLatin1String("other")),
};

constexpr std::array outcomes{
    std::pair(ConnectionOutcome::Open, QLatin1String("open")),
    std::pair(ConnectionOutcome::Closed, QLatin1String("closed")),
    std::pair(ConnectionOutcome::Unused, QLatin1String("unused")),
    std::pair(ConnectionOutcome::NameNotFound, QLatin1String("name_not_found")),
    std::pair(ConnectionOutcome::Refused, QLatin1String("refused")),
    std::pair(ConnectionOutcome::Unreachable, QLatin1String("unreachable")),
    std::pair(ConnectionOutcome::TimedOut, QLatin1String("timed_out")),
    std::pair(ConnectionOutcome::TlsFailed, QLatin1String("tls_failed")),
    std::pair(ConnectionOutcome::ProxyFailed, QLatin1String("proxy_failed")),
    std::pair(ConnectionOutcome::Broken, QLatin1String("broken")),
    std::pair(ConnectionOutcome::Cancelled, QLatin1String("cancelled")),
};

} // namespace

QString purposeName(Purpose purpose)
{
    return nameIn(purposes, purpose);
}

std::optional<Purpose> purposeFromName(const QString &name)
{
    return valueIn(purposes, name);
}

QString connectionOutcomeName(ConnectionOutcome outcome)
{
    return nameIn(outcomes, outcome);
}

std::optional<ConnectionOutcome> connectionOutcomeFromName(const QString &name)
{
    return valueIn(outcomes, name);
}

} // namespace assay::transport
