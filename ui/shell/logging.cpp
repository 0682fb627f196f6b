// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/shell/logging.h"

#include "ui/shell/redaction.h"
#include "ui/shell/statefolder.h"

#include <QFile>
#include <QtGlobal>

#include <sys/stat.h>

#include <spdlog/pattern_formatter.h>
#include <spdlog/sinks/rotating_file_sink.h>
#include <spdlog/sinks/stdout_sinks.h>
#include <spdlog/spdlog.h>

namespace assay::ui {

using namespace Qt::StringLiterals;

namespace {

class RedactingFormatter final : public spdlog::formatter {
public:
    void format(const spdlog::details::log_msg &message, spdlog::memory_buf_t &destination) override
    {
        spdlog::memory_buf_t line;
        m_pattern.format(message, line);
        const std::string safe = redacted({line.data(), line.size()});
        destination.append(safe.data(), safe.data() + safe.size());
    }
    std::unique_ptr<spdlog::formatter> clone() const override
    {
        return std::make_unique<RedactingFormatter>();
    }

private:
    spdlog::pattern_formatter m_pattern{"%Y-%m-%dT%H:%M:%S.%fZ %l [%n] %v", spdlog::pattern_time_type::utc};
};

spdlog::sink_ptr fileSink()
{
    constexpr std::size_t bytesPerFile = 5 * 1024 * 1024;
    constexpr std::size_t olderFiles = 4;
    spdlog::file_event_handlers handlers;
    handlers.after_open = [](const spdlog::filename_t &, std::FILE *file) { fchmod(fileno(file), 0600); };
    const QString path = logFolder() + u"/assay.log"_s;
    try {
        return std::make_shared<spdlog::sinks::rotating_file_sink_mt>(path.toStdString(), bytesPerFile,
                                                                      olderFiles, false, handlers);
    } catch (const spdlog::spdlog_ex &) {
        return nullptr;
    }
}

void logQtMessage(QtMsgType type, const QMessageLogContext &context, const QString &message)
{
    const std::string text = message.toStdString();
    const char *category = context.category ? context.category : "qt";
    switch (type) {
    case QtDebugMsg:
        return spdlog::debug("{}: {}", category, text);
    case QtInfoMsg:
        return spdlog::info("{}: {}", category, text);
    case QtWarningMsg:
        return spdlog::warn("{}: {}", category, text);
    case QtCriticalMsg:
        return spdlog::error("{}: {}", category, text);
    case QtFatalMsg:
        spdlog::critical("{}: {}", category, text);
        spdlog::shutdown(); // the program aborts next
    }
}

} // namespace

void startLogging()
{
    std::vector<spdlog::sink_ptr> sinks{std::make_shared<spdlog::sinks::stderr_sink_mt>()};
    sinks.front()->set_level(spdlog::level::err);
    if (spdlog::sink_ptr file = fileSink())
        sinks.push_back(std::move(file));
    auto logger = std::make_shared<spdlog::logger>("assay", sinks.begin(), sinks.end());
    logger->set_formatter(std::make_unique<RedactingFormatter>());
    logger->flush_on(spdlog::level::warn);
    spdlog::set_default_logger(std::move(logger));
    qInstallMessageHandler(logQtMessage);
}

} // namespace assay::ui
