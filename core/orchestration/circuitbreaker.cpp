// SPDX-License-Identifier: GPL-3.0-or-later
#include "orchestration/circuitbreaker.h"

#include <QCoreApplication>

namespace assay::orchestration {
namespace {

bool isFaultOfTheirs(ErrorCode code)
{
    switch (code) {
    case ErrorCode::Network:
    case ErrorCode::Overloaded:
    case ErrorCode::ServerError:
    case ErrorCode::Timeout:
    case ErrorCode::MalformedResponse:
        return true;
    default:
        return false;
    }
}

} // namespace

Result<> CircuitBreaker::allow(const catalog::ModelRef &target)
{
    const auto found = m_circuits.find(target.toString());
    if (found == m_circuits.end() || found->failures < failuresToOpen)
        return {};
    const SteadyTime now = m_clock.steadyNow();
    if (now >= found->openUntil && !found->probing) {
        found->probing = true;
        return {};
    }
    const auto rest =
        std::chrono::ceil<std::chrono::seconds>(std::max(found->openUntil - now, SteadyTime::duration{}));
    Error error{
        ErrorCode::Overloaded,
        QCoreApplication::translate("CircuitBreaker",
                                    "%1 failed %2 times in a row and is left alone for a while. Try again in "
                                    "%3 s, or use another model.")
            .arg(target.toString())
            .arg(found->failures)
            .arg(rest.count()),
        {},
        false,
        rest};
    return tl::unexpected(std::move(error));
}

void CircuitBreaker::succeeded(const catalog::ModelRef &target)
{
    m_circuits.remove(target.toString());
}

void CircuitBreaker::failed(const catalog::ModelRef &target, const Error &error)
{
    if (!isFaultOfTheirs(error.code)) {
        if (const auto found = m_circuits.find(target.toString()); found != m_circuits.end())
            found->probing = false;
        return;
    }
    Circuit &circuit = m_circuits[target.toString()];
    ++circuit.failures;
    circuit.probing = false;
    if (circuit.failures >= failuresToOpen)
        circuit.openUntil = m_clock.steadyNow() + openFor;
}

} // namespace assay::orchestration
