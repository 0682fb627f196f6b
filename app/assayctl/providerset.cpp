// SPDX-License-Identifier: GPL-3.0-or-later
#include "providerset.h"

#include "catalog/connectionrules.h"

#include <array>

#include <QCoroFuture>

using namespace Qt::StringLiterals;

namespace assay::ctl {
namespace {

using KeyFate = workspace::Workspace::KeyFate;

struct LimitOption {
    QLatin1String name;
    std::chrono::milliseconds catalog::ConnectionSettings::*limit;
};
constexpr std::array limitOptions{
    LimitOption{"connect-timeout"_L1, &catalog::ConnectionSettings::connectTimeout},
    LimitOption{"first-byte-timeout"_L1, &catalog::ConnectionSettings::firstByteTimeout},
    LimitOption{"idle-timeout"_L1, &catalog::ConnectionSettings::idleTimeout},
    LimitOption{"total-timeout"_L1, &catalog::ConnectionSettings::totalTimeout},
};
constexpr std::array addressOptions{"base-url"_L1, "protocol"_L1, "deployment"_L1, "api-version"_L1,
                                    "proxy"_L1,    "ca-file"_L1};

Result<> takeLimits(const Invocation &in, catalog::ConnectionSettings &settings)
{
    for (const auto &[name, limit] : limitOptions) {
        if (!in.has(name))
            continue;
        const auto typed = catalog::timeLimitFromText(in.option(name));
        if (!typed)
            return fail(ErrorCode::InvalidInput,
                        u"--%1 needs a time such as 10s, 500ms or 2m, at most 24h, or none, not \"%2\"."_s.arg(
                            name, in.option(name).left(40)));
        settings.*limit = *typed;
    }
    return {};
}

Result<> takeWay(const Invocation &in, catalog::ConnectionSettings &settings)
{
    if (in.has(u"proxy"_s)) {
        const QString proxy = in.option(u"proxy"_s);
        settings.proxy = proxy == u"system"_s ? QString() : proxy;
        if (const QString problem = catalog::problemWithProxy(settings.proxy);
            !problem.isEmpty() || proxy.isEmpty())
            return fail(ErrorCode::InvalidInput,
                        u"--proxy is system, none or an address such as http://proxy.example:3128 without "
                        "user and password."_s);
    }
    if (in.has(u"ca-file"_s)) {
        settings.caFile = in.option(u"ca-file"_s) == u"none"_s ? QString() : in.option(u"ca-file"_s);
        if (const QString problem = catalog::problemWithCaFile(settings.caFile); !problem.isEmpty())
            return fail(ErrorCode::InvalidInput, problem);
    }
    return {};
}

Result<> takeAddress(const Invocation &in, catalog::Provider &provider)
{
    if (in.has(u"protocol"_s)) {
        const auto protocol = catalog::protocolFromName(in.option(u"protocol"_s));
        if (!protocol)
            return fail(ErrorCode::InvalidInput,
                        u"The protocol \"%1\" is not known."_s.arg(in.option(u"protocol"_s)));
        provider.protocol = *protocol;
    }
    if (in.has(u"base-url"_s)) {
        if (provider.isSimulated)
            return fail(ErrorCode::InvalidInput,
                        u"%1 is the built-in simulator, whose address changes at each start."_s.arg(
                            provider.name));
        provider.baseUrl = QUrl(in.option(u"base-url"_s), QUrl::StrictMode);
    }
    const bool isOfAzure = in.has(u"deployment"_s) || in.has(u"api-version"_s);
    if (isOfAzure && provider.protocol != catalog::Protocol::Azure)
        return fail(ErrorCode::InvalidInput, u"--deployment and --api-version are of protocol azure."_s);
    if (isOfAzure) {
        catalog::AzureAddress address = catalog::azureAddressOf(provider.baseUrl);
        if (in.has(u"deployment"_s))
            address.deployment = in.option(u"deployment"_s);
        if (in.has(u"api-version"_s))
            address.apiVersion = in.option(u"api-version"_s);
        provider.baseUrl = catalog::baseUrlOf(address);
    }
    return {};
}

Result<KeyFate> keyFateOf(const Invocation &in)
{
    const QString word = in.option(u"key"_s);
    if (!in.has(u"key"_s))
        return KeyFate::Stays;
    if (word == u"send"_s)
        return KeyFate::GoesAlong;
    if (word == u"forget"_s)
        return KeyFate::Forgotten;
    return fail(ErrorCode::InvalidInput, u"--key is send or forget, not \"%1\"."_s.arg(word.left(40)));
}

QString changesText(const catalog::Provider &before, const catalog::Provider &after)
{
    QStringList changes;
    const auto note = [&changes](const QString &what, const QString &old, const QString &now) {
        if (old != now)
            changes << u"  %1: %2 → %3"_s.arg(what, old, now);
    };
    note(u"protocol"_s, catalog::protocolName(before.protocol), catalog::protocolName(after.protocol));
    note(u"address"_s, before.baseUrl.toString(), after.baseUrl.toString());
    for (const auto &[name, limit] : limitOptions)
        note(name, catalog::timeLimitText(before.connection.*limit),
             catalog::timeLimitText(after.connection.*limit));
    const auto proxyText = [](const QString &proxy) { return proxy.isEmpty() ? u"system"_s : proxy; };
    note(u"proxy"_s, proxyText(before.connection.proxy), proxyText(after.connection.proxy));
    const auto fileText = [](const QString &file) { return file.isEmpty() ? u"none"_s : file; };
    note(u"ca-file"_s, fileText(before.connection.caFile), fileText(after.connection.caFile));
    return changes.join(u'\n');
}

QCoro::Task<int> setProvider(Invocation in)
{
    const auto isGiven = [&in](QLatin1String name) { return in.has(name); };
    const bool isAny = std::any_of(addressOptions.begin(), addressOptions.end(), isGiven)
        || std::any_of(limitOptions.begin(), limitOptions.end(),
                       [&in](const LimitOption &option) { return in.has(option.name); });
    if (!isAny)
        co_return in.terminal.usage(u"Say what to change, such as --base-url URL or --connect-timeout 10s."_s);
    const auto before = co_await in.workspace->providers().find(in.words.first());
    if (!before)
        co_return in.terminal.error(before.error());
    catalog::Provider changed = *before;
    const auto fate = keyFateOf(in);
    if (!fate)
        co_return in.terminal.error(fate.error());
    for (const Result<> &taken : {takeAddress(in, changed), takeLimits(in, changed.connection),
                                  takeWay(in, changed.connection)}) {
        if (!taken)
            co_return in.terminal.error(taken.error());
    }
    const Result<> updated = co_await in.workspace->updateProvider(changed, *fate);
    if (!updated && updated.error().code == ErrorCode::Conflict) {
        in.terminal.note(updated.error().message
                         + u" Repeat with --key send, or with --key forget and then: assayctl keys set %1"_s.arg(
                             before->name));
        co_return BadUsage;
    }
    if (!updated)
        co_return in.terminal.error(updated.error());
    const auto after = co_await in.workspace->providers().find(before->name);
    if (!after)
        co_return in.terminal.error(after.error());
    if (in.terminal.isJson()) {
        in.terminal.document(QJsonObject{{u"name"_s, after->name},
                                         {u"protocol"_s, catalog::protocolName(after->protocol)},
                                         {u"base_url"_s, after->baseUrl.toString()},
                                         {u"connection"_s, connectionJson(after->connection)}});
        co_return Ok;
    }
    const QString changes = changesText(*before, *after);
    in.terminal.line(changes.isEmpty() ? u"%1 is as it was."_s.arg(after->name)
                                       : u"%1 is changed:\n%2"_s.arg(after->name, changes));
    if (!before->keyHint.isEmpty() && after->keyHint.isEmpty())
        in.terminal.line(u"Its key is forgotten. Store the new one: assayctl keys set %1"_s.arg(after->name));
    co_return Ok;
}

} // namespace

QJsonObject connectionJson(const catalog::ConnectionSettings &settings)
{
    return {{u"connect_timeout_ms"_s, qint64(settings.connectTimeout.count())},
            {u"first_byte_timeout_ms"_s, qint64(settings.firstByteTimeout.count())},
            {u"idle_timeout_ms"_s, qint64(settings.idleTimeout.count())},
            {u"total_timeout_ms"_s, qint64(settings.totalTimeout.count())},
            {u"proxy"_s, settings.proxy.isEmpty() ? u"system"_s : settings.proxy},
            {u"ca_file"_s, settings.caFile.isEmpty() ? QJsonValue() : QJsonValue(settings.caFile)}};
}

Command providerSetCommand()
{
    QList<QCommandLineOption> options{{u"base-url"_s, {}, u"URL"_s},      {u"protocol"_s, {}, u"P"_s},
                                      {u"deployment"_s, {}, u"NAME"_s},   {u"api-version"_s, {}, u"VERSION"_s},
                                      {u"proxy"_s, {}, u"system|none|URL"_s}, {u"ca-file"_s, {}, u"FILE|none"_s},
                                      {u"key"_s, {}, u"send|forget"_s}};
    for (const auto &[name, limit] : limitOptions)
        options << QCommandLineOption(QString(name), {}, u"TIME"_s);
    return {u"providers"_s,
            u"set"_s,
            u"NAME [--base-url URL] [--protocol P] [--deployment NAME] [--api-version VERSION] "
            "[--connect-timeout 10s] [--first-byte-timeout 2m] [--idle-timeout 1m] [--total-timeout 10m] "
            "[--proxy system|none|URL] [--ca-file FILE|none] [--key send|forget]"_s,
            u"Changes how a provider is reached. A stored key goes to another host only with --key send."_s,
            1,
            1,
            options,
            Command::Needs::Workspace,
            setProvider};
}

} // namespace assay::ctl
