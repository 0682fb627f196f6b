// SPDX-License-Identifier: GPL-3.0-or-later
#include "command.h"
#include "keyinput.h"
#include "moments.h"
#include "orchestration/stages.h"
#include "providerpreset.h"
#include "providerset.h"

#include <QCoroFuture>

using namespace Qt::StringLiterals;

namespace assay::ctl {
namespace {

using KeyPlace = workspace::Workspace::KeyPlace;

QJsonObject toJson(const catalog::Provider &provider)
{
    return {{u"name"_s, provider.name},
            {u"protocol"_s, catalog::protocolName(provider.protocol)},
            {u"base_url"_s, provider.isSimulated ? QString() : provider.baseUrl.toString()},
            {u"vendor"_s, provider.vendor},
            {u"simulated"_s, provider.isSimulated},
            {u"connection"_s, connectionJson(provider.connection)},
            {u"key_last_four"_s, provider.keyHint.isEmpty() ? QJsonValue() : QJsonValue(provider.keyHint)}};
}

QString keyText(const catalog::Provider &provider)
{
    if (!provider.keyHint.isEmpty())
        return u"…"_s + provider.keyHint;
    return provider.needsKey ? u"none"_s : u"not needed"_s;
}

QCoro::Task<int> addChecked(Invocation in, catalog::Provider provider, security::Secret key)
{
    const auto added = co_await in.workspace->providers().add(provider);
    if (!added)
        co_return in.terminal.error(added.error());
    if (!key.isEmpty()) {
        const Result<> stored = co_await in.workspace->setKey(*added, key, KeyPlace::Keychain);
        if (!stored) {
            in.terminal.note(
                u"%1 is added, but its key is not stored. %2"_s.arg(added->name, stored.error().message));
            co_return Failed;
        }
    }
    if (in.terminal.isJson())
        in.terminal.document(toJson(*added));
    else
        in.terminal.line(u"Added %1. Check it with: assayctl providers test %1"_s.arg(added->name));
    co_return Ok;
}

Result<Work> addProvider(const Invocation &in)
{
    const auto provider = providerFromOptions(in);
    if (!provider)
        return tl::unexpected(provider.error());
    security::Secret key;
    if (in.has(u"key-env"_s)) {
        key = keyFromEnvironment(in.option(u"key-env"_s));
        if (key.isEmpty())
            return fail(ErrorCode::InvalidInput,
                        u"The environment variable %1 is empty or not set."_s.arg(in.option(u"key-env"_s)));
    }
    return [provider = *provider, key](const Invocation &ready) { return addChecked(ready, provider, key); };
}

/// What calls and health checks of any program on this workspace told last.
QCoro::Task<Result<QHash<ProviderId, orchestration::ProviderHealth>>> healthOf(Invocation in)
{
    orchestration::HealthMonitor &monitor = in.workspace->orchestrator().stages().health;
    const Result<> loaded = co_await monitor.load();
    if (!loaded)
        co_return tl::unexpected(loaded.error());
    QHash<ProviderId, orchestration::ProviderHealth> health;
    for (const orchestration::ProviderHealth &each : monitor.snapshot())
        health.insert(each.id, each);
    co_return health;
}

QJsonObject healthJson(const orchestration::ProviderHealth &health)
{
    const auto timeOrNull = [](UtcMicros at) { return at > 0 ? QJsonValue(isoTime(at)) : QJsonValue(); };
    return {{u"state"_s, orchestration::healthStateName(health.state)},
            {u"since"_s, timeOrNull(health.since)},
            {u"checked_at"_s, timeOrNull(health.checkedAt)},
            {u"error"_s, health.error.isEmpty() ? QJsonValue() : QJsonValue(health.error)}};
}

/// "up", "down since 2026-11-28T09:30:00.000Z: ...", "unknown".
QString healthText(const orchestration::ProviderHealth &health)
{
    if (health.state != orchestration::HealthState::Down)
        return orchestration::healthStateName(health.state);
    return health.error.isEmpty() ? u"down since %1"_s.arg(isoTime(health.since))
                                  : u"down since %1: %2"_s.arg(isoTime(health.since), health.error);
}

QCoro::Task<int> listProviders(Invocation in)
{
    const auto providers = co_await in.workspace->providers().list();
    if (!providers)
        co_return in.terminal.error(providers.error());
    const auto health = co_await healthOf(in);
    if (!health)
        co_return in.terminal.error(health.error());
    QJsonArray json;
    QList<QStringList> rows;
    for (const catalog::Provider &provider : *providers) {
        const orchestration::ProviderHealth state = health->value(provider.id);
        QJsonObject described = toJson(provider);
        described.insert(u"health"_s, healthJson(state));
        json.append(described);
        rows.append({provider.name, catalog::protocolName(provider.protocol),
                     provider.isSimulated ? u"built-in simulator"_s : provider.baseUrl.toString(),
                     keyText(provider), healthText(state)});
    }
    if (in.terminal.isJson())
        in.terminal.document(json);
    else if (rows.isEmpty())
        in.terminal.line(
            u"No provider yet. Add one: assayctl providers add NAME --vendor VENDOR (see assayctl providers vendors)"_s);
    else
        in.terminal.table({u"PROVIDER"_s, u"PROTOCOL"_s, u"ADDRESS"_s, u"KEY"_s, u"HEALTH"_s}, rows);
    co_return Ok;
}

QCoro::Task<int> testProvider(Invocation in)
{
    const auto provider = co_await in.workspace->providers().find(in.words.first());
    if (!provider)
        co_return in.terminal.error(provider.error());
    const SteadyTime begin = in.workspace->clock().steadyNow();
    const auto models = co_await in.workspace->listModels(*provider);
    if (!models) {
        in.terminal.note(models.error().message);
        co_return Failed;
    }
    const auto ms =
        std::chrono::duration_cast<std::chrono::milliseconds>(in.workspace->clock().steadyNow() - begin)
            .count();
    if (in.terminal.isJson())
        in.terminal.document(QJsonObject{
            {u"ok"_s, true}, {u"models"_s, models->size()}, {u"latency_ms"_s, static_cast<qint64>(ms)}});
    else
        in.terminal.line(
            u"%1 answered in %2 ms with %3 models."_s.arg(provider->name).arg(ms).arg(models->size()));
    co_return Ok;
}

QCoro::Task<int> removeProvider(Invocation in)
{
    const auto provider = co_await in.workspace->providers().find(in.words.first());
    if (!provider)
        co_return in.terminal.error(provider.error());
    const Result<> removed = co_await in.workspace->removeProvider(*provider);
    if (!removed)
        co_return in.terminal.error(removed.error());
    if (in.terminal.isJson())
        in.terminal.document(QJsonObject{{u"removed"_s, provider->name}});
    else
        in.terminal.line(u"Removed %1. Its calls stay in the log."_s.arg(provider->name));
    co_return Ok;
}

QCoro::Task<int> setKey(Invocation in)
{
    const auto provider = co_await in.workspace->providers().find(in.words.first());
    if (!provider)
        co_return in.terminal.error(provider.error());
    const auto typed = readKey(u"Key for %1: "_s.arg(provider->name), in.stopDescriptor);
    if (!typed)
        co_return Interrupted;
    const security::Secret key = *typed;
    if (key.isEmpty())
        co_return in.terminal.usage(
            u"Give the key on standard input: assayctl keys set %1 < FILE"_s.arg(provider->name));
    const Result<> stored = co_await in.workspace->setKey(*provider, key, KeyPlace::Keychain);
    if (!stored)
        co_return in.terminal.error(stored.error());
    if (in.terminal.isJson())
        in.terminal.document(
            QJsonObject{{u"provider"_s, provider->name}, {u"key_last_four"_s, key.lastFour()}});
    else
        in.terminal.line(u"The key of %1 is in the keychain (…%2)."_s.arg(provider->name, key.lastFour()));
    co_return Ok;
}

QCoro::Task<int> listKeys(Invocation in)
{
    const auto providers = co_await in.workspace->providers().list();
    if (!providers)
        co_return in.terminal.error(providers.error());
    QJsonArray json;
    QList<QStringList> rows;
    for (const catalog::Provider &provider : *providers) {
        if (provider.keyHint.isEmpty())
            continue;
        json.append(QJsonObject{{u"provider"_s, provider.name}, {u"key_last_four"_s, provider.keyHint}});
        rows.append({provider.name, u"…"_s + provider.keyHint});
    }
    const security::KeychainState state = co_await in.workspace->keys().probe();
    if (in.terminal.isJson())
        in.terminal.document(json);
    else if (rows.isEmpty())
        in.terminal.line(u"No key is stored. Store one: assayctl keys set PROVIDER"_s);
    else
        in.terminal.table({u"PROVIDER"_s, u"KEY"_s}, rows);
    if (state != security::KeychainState::Ready)
        in.terminal.note(security::keychainAdvice(state));
    co_return Ok;
}

QCoro::Task<int> removeKey(Invocation in)
{
    const auto provider = co_await in.workspace->providers().find(in.words.first());
    if (!provider)
        co_return in.terminal.error(provider.error());
    const Result<> removed = co_await in.workspace->removeKey(*provider);
    if (!removed)
        co_return in.terminal.error(removed.error());
    if (in.terminal.isJson())
        in.terminal.document(QJsonObject{{u"removed_key_of"_s, provider->name}});
    else
        in.terminal.line(u"The key of %1 is forgotten."_s.arg(provider->name));
    co_return Ok;
}

} // namespace

QList<Command> providerCommands()
{
    using Needs = Command::Needs;
    return {
        {u"providers"_s,
         u"add"_s,
         u"NAME [--vendor VENDOR] [--protocol openai-chat|openai-responses|anthropic|gemini|ollama|azure] "
         "[--base-url URL] [--key-env VAR]"_s,
         u"Adds a provider; its key comes from the environment variable VAR into the keychain. A vendor "
         u"fills "
         "in protocol and address; without one the protocol is openai-chat."_s,
         1,
         1,
         {{u"vendor"_s, {}, u"VENDOR"_s},
          {u"protocol"_s, {}, u"P"_s},
          {u"base-url"_s, {}, u"URL"_s},
          {u"key-env"_s, {}, u"VAR"_s}},
         Needs::NewWorkspace,
         nullptr,
         addProvider},
        {u"providers"_s,
         u"vendors"_s,
         {},
         u"Lists the vendors that Assay knows, with their addresses and where to get a key."_s,
         0,
         0,
         {},
         Needs::Nothing,
         listVendors},
        {u"providers"_s, u"list"_s, {}, u"Lists the providers."_s, 0, 0, {}, Needs::Workspace, listProviders},
        providerSetCommand(),
        {u"providers"_s,
         u"test"_s,
         u"NAME"_s,
         u"Checks address and key by listing the models."_s,
         1,
         1,
         {},
         Needs::Workspace,
         testProvider},
        {u"providers"_s,
         u"remove"_s,
         u"NAME"_s,
         u"Removes a provider and its key."_s,
         1,
         1,
         {},
         Needs::Workspace,
         removeProvider},
        {u"keys"_s,
         u"set"_s,
         u"NAME"_s,
         u"Reads a key from standard input into the keychain."_s,
         1,
         1,
         {},
         Needs::Workspace,
         setKey},
        {u"keys"_s,
         u"list"_s,
         {},
         u"Lists which providers have a key (last four characters)."_s,
         0,
         0,
         {},
         Needs::Workspace,
         listKeys},
        {u"keys"_s,
         u"remove"_s,
         u"NAME"_s,
         u"Forgets a provider's key."_s,
         1,
         1,
         {},
         Needs::Workspace,
         removeKey},
    };
}

} // namespace assay::ctl
