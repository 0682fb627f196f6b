// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/operations/operationstexts.h"

#include <QCoreApplication>
#include <QDateTime>
#include <QLocale>

using namespace Qt::StringLiterals;

namespace assay::ui::operations {
namespace {

QString tr(const char *text)
{
    return QCoreApplication::translate("Operations", text);
}

} // namespace

TableCell momentCell(UtcMicros moment)
{
    if (moment == 0)
        return {tr("never"), qint64(0), {}, CellTone::Muted};
    const QLocale locale;
    const QDateTime local = QDateTime::fromMSecsSinceEpoch(moment / 1000);
    const bool isToday = local.date() == QDate::currentDate();
    const QString text = isToday ? locale.toString(local.time(), u"HH:mm:ss"_s)
                                 : QString(locale.toString(local.date(), QLocale::ShortFormat) + u' '
                                           + locale.toString(local.time(), u"HH:mm"_s));
    return {text, qint64(moment), locale.toString(local, QLocale::LongFormat)};
}

QString durationText(std::chrono::milliseconds duration)
{
    const qint64 seconds = (duration.count() + 999) / 1000;
    if (seconds < 60)
        return tr("%1 s").arg(seconds);
    return seconds % 60 == 0 ? tr("%1 min").arg(seconds / 60)
                             : tr("%1 min %2 s").arg(seconds / 60).arg(seconds % 60);
}

TableCell numberCell(qint64 number)
{
    return {QLocale().toString(number), number};
}

TableCell bytesCell(qint64 bytes)
{
    return {QLocale().formattedDataSize(bytes, 1, QLocale::DataSizeTraditionalFormat), bytes};
}

QString breakerStateText(orchestration::BreakerState state)
{
    using orchestration::BreakerState;
    switch (state) {
    case BreakerState::Closed:
        return tr("Calls pass");
    case BreakerState::Open:
        return tr("Paused");
    case BreakerState::HalfOpen:
        return tr("Probing");
    case BreakerState::ForcedOpen:
        return tr("Stopped by a person");
    case BreakerState::ForcedClosed:
        break;
    }
    return tr("Always let through");
}

TableCell breakerStateCell(orchestration::BreakerState state)
{
    using orchestration::BreakerState;
    const CellTone tone = state == BreakerState::Closed                          ? CellTone::Good
        : state == BreakerState::HalfOpen || state == BreakerState::ForcedClosed ? CellTone::Warning
                                                                                 : CellTone::Bad;
    return {breakerStateText(state), int(state), {}, tone};
}

QString limitSubject(const orchestration::RateLimit &limit)
{
    QString what = limit.provider;
    if (!limit.model.isEmpty())
        what = limit.provider.isEmpty() ? limit.model : QString(limit.provider + u'/' + limit.model);
    if (limit.key.isEmpty())
        return what.isEmpty() ? tr("Every call") : what;
    return what.isEmpty() ? tr("Key %1").arg(limit.key) : tr("%1, key %2").arg(what, limit.key);
}

QString purposeText(transport::Purpose purpose)
{
    using transport::Purpose;
    switch (purpose) {
    case Purpose::Completion:
        return tr("Completion");
    case Purpose::ModelListing:
        return tr("List of models");
    case Purpose::TokenCount:
        return tr("Token count");
    case Purpose::Embeddings:
        return tr("Embeddings");
    case Purpose::HealthCheck:
        return tr("Health check");
    case Purpose::KeyCheck:
        return tr("Key check");
    case Purpose::LocalDiscovery:
        return tr("Search for local servers");
    case Purpose::Other:
        break;
    }
    return tr("Other");
}

namespace {

TableCell outcomeCell(transport::ConnectionOutcome outcome)
{
    using transport::ConnectionOutcome;
    switch (outcome) {
    case ConnectionOutcome::Open:
        return {tr("Open"), {}, {}, CellTone::Good};
    case ConnectionOutcome::Closed:
        return {tr("Closed"), {}};
    case ConnectionOutcome::Unused:
        return {tr("Unused"), {}, tr("Another address of the host answered first."), CellTone::Muted};
    case ConnectionOutcome::NameNotFound:
        return {tr("Name not found"), {}, tr("Nothing was connected to."), CellTone::Bad};
    case ConnectionOutcome::Refused:
        return {tr("Refused"), {}, {}, CellTone::Bad};
    case ConnectionOutcome::Unreachable:
        return {tr("Unreachable"), {}, {}, CellTone::Bad};
    case ConnectionOutcome::TimedOut:
        return {tr("Timed out"), {}, {}, CellTone::Bad};
    case ConnectionOutcome::TlsFailed:
        return {tr("TLS failed"), {}, {}, CellTone::Bad};
    case ConnectionOutcome::ProxyFailed:
        return {tr("Proxy failed"), {}, {}, CellTone::Bad};
    case ConnectionOutcome::Broken:
        return {
            tr("Broken off"), {}, tr("The other side closed it in the middle of an answer."), CellTone::Bad};
    case ConnectionOutcome::Cancelled:
        break;
    }
    return {tr("Cancelled"), {}, tr("This program closed it in the middle of an answer."), CellTone::Muted};
}

} // namespace

TableCell connectionStateCell(const telemetry::ConnectionEntry &entry)
{
    if (entry.state == telemetry::ConnectionEntry::State::Lost)
        return {tr("Lost"), {}, tr("Its program ended without a word."), CellTone::Warning};
    return outcomeCell(entry.report.outcome);
}

QString userName()
{
    const QString name = qEnvironmentVariable("USER", qEnvironmentVariable("USERNAME"));
    return name.isEmpty() ? tr("someone at this window") : name;
}

} // namespace assay::ui::operations
