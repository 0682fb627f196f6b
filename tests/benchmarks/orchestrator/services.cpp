// SPDX-License-Identifier: GPL-3.0-or-later
#include "services.h"

#include <QCoreApplication>
#include <QFile>
#include <sys/resource.h>
#include <unistd.h>

using namespace Qt::StringLiterals;

namespace assay::bench {

SimulatorProcess::SimulatorProcess(const SimulatorPace &pace)
{
    m_process.setProcessChannelMode(QProcess::ForwardedErrorChannel);
    m_process.start(QCoreApplication::applicationFilePath(),
                    {u"--serve"_s, u"--latency"_s, QString::number(pace.latency.count()),
                     u"--answer-tokens"_s, QString::number(pace.answerTokens)});
    m_process.waitForReadyRead();
    m_url = m_process.readLine().trimmed();
}

SimulatorProcess::~SimulatorProcess()
{
    m_process.kill();
    m_process.waitForFinished();
}

Services::Services(QByteArray url)
    : database(std::move(*storage::Database::open(folder.filePath(u"w.assay"_s), storage::OpenMode::Create)))
    , log(*database, *(facts = std::move(*telemetry::FactsMirror::open(*database))))
    , providers(*database, clock)
    , keys(WorkspaceId::create())
    , cipher(keys)
    , orchestrator({clock, *database, providers, [this] { return prices; }, keys, cipher, http, log,
                    [url](const catalog::Provider &) { return url; }},
                   {})
{
    catalog::Provider provider;
    provider.id = ProviderId::create();
    provider.name = u"simulated"_s;
    provider.vendor = u"simulated"_s;
    provider.baseUrl = QUrl(QString::fromUtf8(url));
    provider.needsKey = false;
    providers.add(provider).waitForFinished();
}

double cpuSeconds()
{
    rusage usage{};
    getrusage(RUSAGE_SELF, &usage);
    const auto seconds = [](const timeval &t) {
        return static_cast<double>(t.tv_sec) + static_cast<double>(t.tv_usec) / 1e6;
    };
    return seconds(usage.ru_utime) + seconds(usage.ru_stime);
}

double residentKib()
{
    QFile file(u"/proc/self/statm"_s);
    std::ignore = file.open(QIODevice::ReadOnly);
    const QList<QByteArray> pages = file.readAll().split(' ');
    return pages.value(1).toDouble() * static_cast<double>(sysconf(_SC_PAGESIZE)) / 1024;
}

} // namespace assay::bench
