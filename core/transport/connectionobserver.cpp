// SPDX-License-Identifier: GPL-3.0-or-later
#include "transport/connectionobserver.h"

#include "base/names.h"

namespace assay::transport {
namespace {

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
