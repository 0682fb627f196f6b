// SPDX-License-Identifier: GPL-3.0-or-later
#include "command.h"
#include "moments.h"

#include <QCoroFuture>

using namespace Qt::StringLiterals;

namespace assay::ctl {
namespace {

using telemetry::ConnectionEntry;
using telemetry::ConnectionFilter;
using transport::ConnectionReport;

QString stateName(ConnectionEntry::State state)
{
    switch (state) {
    case ConnectionEntry::State::Open:
        return u"open"_s;
    case ConnectionEntry::State::Closed:
        return u"closed"_s;
    case ConnectionEntry::State::Lost:
        break;
    }
    return u"lost"_s;
}

/// How it ended, in words; a lost one has no end on record.
QString endOf(const ConnectionEntry &entry)
{
    if (entry.state == ConnectionEntry::State::Lost)
        return u"lost with its program"_s;
    return connectionOutcomeName(entry.report.outcome).replace(u'_', u' ');
}

QJsonObject toJson(const ConnectionEntry &entry)
{
    const ConnectionReport &report = entry.report;
    const auto textOrNull = [](const QString &text) {
        return text.isEmpty() ? QJsonValue() : QJsonValue(text);
    };
    return {{u"id"_s, static_cast<qint64>(entry.id)},
            {u"opened_at"_s, isoTime(entry.openedAt)},
            {u"closed_at"_s, entry.closedAt ? QJsonValue(isoTime(*entry.closedAt)) : QJsonValue()},
            {u"state"_s, stateName(entry.state)},
            {u"host"_s, report.host},
            {u"port"_s, report.port},
            {u"address"_s, textOrNull(report.address)},
            {u"proxy"_s, textOrNull(report.proxy)},
            {u"purpose"_s, purposeName(report.purpose)},
            {u"call"_s, report.call ? QJsonValue(report.call->toString()) : QJsonValue()},
            {u"program"_s, entry.program},
            {u"requests"_s, report.requests},
            {u"bytes_sent"_s, static_cast<qint64>(report.bytesSent)},
            {u"bytes_received"_s, static_cast<qint64>(report.bytesReceived)},
            {u"outcome"_s, connectionOutcomeName(report.outcome)}};
}

QStringList toRow(const ConnectionEntry &entry)
{
    const ConnectionReport &report = entry.report;
    const QString address = report.address.isEmpty() ? u"-"_s : report.address;
    return {isoTime(entry.openedAt),
            u"%1:%2"_s.arg(report.host).arg(report.port),
            report.proxy.isEmpty() ? address : u"%1 (proxy %2)"_s.arg(address, report.proxy),
            purposeName(report.purpose).replace(u'_', u' '),
            QString::number(report.requests),
            QString::number(report.bytesSent),
            QString::number(report.bytesReceived),
            endOf(entry),
            report.call ? report.call->toString() : u"-"_s,
            entry.program};
}

Result<ConnectionFilter> filterFrom(const Invocation &in, UtcMicros now)
{
    ConnectionFilter filter;
    const Result<UtcMicros> since = momentAgo(in.option(u"since"_s), now);
    if (!since)
        return tl::unexpected(since.error());
    filter.since = *since;
    filter.host = in.option(u"host"_s);
    if (in.has(u"purpose"_s)) {
        filter.purpose = transport::purposeFromName(in.option(u"purpose"_s).replace(u'-', u'_'));
        if (!filter.purpose)
            return fail(
                ErrorCode::InvalidInput,
                u"--purpose is one of completion, model_listing, token_count, embeddings, health_check, "
                "key_check, local_discovery, other."_s);
    }
    if (in.has(u"call"_s)) {
        filter.call = CallId::fromString(in.option(u"call"_s));
        if (filter.call->isNull())
            return fail(ErrorCode::InvalidInput,
                        u"--call needs the id of a call, as assayctl --json log shows it."_s);
    }
    bool isNumber = false;
    filter.limit = in.option(u"limit"_s).toInt(&isNumber);
    if (!isNumber || filter.limit < 1)
        return fail(ErrorCode::InvalidInput, u"--limit needs a number from 1."_s);
    return filter;
}

QCoro::Task<int> showConnections(Invocation in)
{
    const Result<ConnectionFilter> filter = filterFrom(in, in.workspace->clock().utcMicros());
    if (!filter)
        co_return in.terminal.error(filter.error());
    const auto entries = co_await in.workspace->connections().list(*filter);
    if (!entries)
        co_return in.terminal.error(entries.error());
    QJsonArray json;
    QList<QStringList> rows;
    for (const ConnectionEntry &entry : *entries) {
        json.append(toJson(entry));
        rows.append(toRow(entry));
    }
    const bool isNarrowed = in.has(u"host"_s) || in.has(u"purpose"_s) || in.has(u"call"_s);
    if (in.terminal.isJson())
        in.terminal.document(json);
    else if (rows.isEmpty())
        in.terminal.line(isNarrowed
                             ? u"No connections match."_s
                             : u"There were no connections in the last %1."_s.arg(in.option(u"since"_s)));
    else
        in.terminal.table({u"TIME (UTC)"_s, u"HOST"_s, u"ADDRESS"_s, u"PURPOSE"_s, u"REQUESTS"_s, u"SENT"_s,
                           u"RECEIVED"_s, u"END"_s, u"CALL"_s, u"PROGRAM"_s},
                          rows, {4, 5, 6});
    co_return Ok;
}

} // namespace

QList<Command> connectionCommands()
{
    return {{u"connections"_s,
             {},
             u"[--since 24h] [--host H] [--purpose P] [--call ID] [--limit N]"_s,
             u"Lists every network connection that was made or tried, newest first."_s,
             0,
             0,
             {{u"since"_s, {}, u"SPAN"_s, u"24h"_s},
              {u"host"_s, {}, u"H"_s},
              {u"purpose"_s, {}, u"P"_s},
              {u"call"_s, {}, u"ID"_s},
              {u"limit"_s, {}, u"N"_s, u"1000"_s}},
             Command::Needs::Workspace,
             showConnections}};
}

} // namespace assay::ctl
