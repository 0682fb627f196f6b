// SPDX-License-Identifier: GPL-3.0-or-later
#include "simulator/simulator.h"

#include "simulator/server.h"

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace assay::simulator {

const QList<SimulatedModel> &simulatedModels()
{
    static const QList<SimulatedModel> models{
        {u"sim-swift"_s, u"Simulated: quick, cheap and hasty"_s, 80ms, 220},
        {u"sim-balanced"_s, u"Simulated: fair in everything"_s, 250ms, 120},
        {u"sim-thorough"_s, u"Simulated: slow, dear and careful"_s, 600ms, 60},
    };
    return models;
}

Simulator::Simulator(std::unique_ptr<Server> server)
    : m_server(std::move(server))
{
}

Simulator::~Simulator() = default;

Result<std::unique_ptr<Simulator>> Simulator::start(SimulatorOptions options)
{
    auto server = std::make_unique<Server>(std::move(options));
    if (const Result<> started = server->start(); !started)
        return tl::unexpected(started.error());
    return std::unique_ptr<Simulator>(new Simulator(std::move(server)));
}

QByteArray Simulator::baseUrl() const
{
    const bool isV6 = m_server->options().host.contains(u':');
    const QByteArray host = m_server->options().host.toUtf8();
    return "http://" + (isV6 ? '[' + host + ']' : host) + ':' + QByteArray::number(m_server->port()) + "/v1";
}

quint16 Simulator::port() const
{
    return m_server->port();
}

quint64 Simulator::requestCount() const
{
    return m_server->requests.load();
}

quint64 Simulator::abortedCount() const
{
    return m_server->aborted.load();
}

} // namespace assay::simulator
