// SPDX-License-Identifier: GPL-3.0-or-later
#include "security/keyvault.h"

#include "base/clock.h"

#include <qt6keychain/keychain.h>

#include <algorithm>

#include <QCoreApplication>
#include <QCoroDBusPendingReply>
#include <QCoroFuture>
#include <QDBusConnection>
#include <QDBusConnectionInterface>
#include <QDBusMessage>
#include <QDBusObjectPath>
#include <QDBusPendingReply>
#include <QDBusVariant>
#include <QPromise>
#include <QTimer>

using namespace Qt::StringLiterals;

namespace assay::security {
namespace {

// The freedesktop.org Secret Service API 0.2.
const QString secretsService = u"org.freedesktop.secrets"_s;
const QString secretsPath = u"/org/freedesktop/secrets"_s;
const QString secretsInterface = u"org.freedesktop.Secret.Service"_s;

constexpr int busTimeoutMs = 3000;
constexpr auto promptTimeout = std::chrono::minutes(2);

QString tr(const char *text)
{
    return QCoreApplication::translate("KeyVault", text);
}

/// Wipes a copy of a key that a library left behind: in place, as the library may share these bytes.
void wipe(QByteArray &bytes)
{
    std::fill_n(const_cast<char *>(bytes.constData()), bytes.size(), '\0');
    bytes.clear();
}

QDBusMessage serviceCall(const QString &method, const QVariantList &arguments)
{
    QDBusMessage message =
        QDBusMessage::createMethodCall(secretsService, secretsPath, secretsInterface, method);
    message.setArguments(arguments);
    return message;
}

/// The object path of the default keyring; "/" when there is none.
QCoro::Task<QString> defaultKeyring()
{
    const QDBusMessage question = serviceCall(u"ReadAlias"_s, {u"default"_s});
    const QDBusPendingReply<QDBusObjectPath> reply = co_await QDBusPendingReply<QDBusObjectPath>(
        QDBusConnection::sessionBus().asyncCall(question, busTimeoutMs));
    co_return reply.isError() ? QString() : reply.value().path();
}

QCoro::Task<bool> isLocked(QString keyring)
{
    QDBusMessage question = QDBusMessage::createMethodCall(secretsService, keyring,
                                                           u"org.freedesktop.DBus.Properties"_s, u"Get"_s);
    question.setArguments({u"org.freedesktop.Secret.Collection"_s, u"Locked"_s});
    const QDBusPendingReply<QDBusVariant> reply = co_await QDBusPendingReply<QDBusVariant>(
        QDBusConnection::sessionBus().asyncCall(question, busTimeoutMs));
    co_return reply.isError() || reply.value().variant().toBool();
}

/// What a QtKeychain job said at its end, which deletes it.
struct JobEnd {
    QKeychain::Error error = QKeychain::NoError;
    QString words;
    QByteArray data; ///< of a job that reads
};

enum class JobState { Ended, Silent, Stopped };

Error keychainError(const JobEnd &end)
{
    return {ErrorCode::Keychain,
            tr("The keychain refused: %1. Unlock it and try again, or use the key for this run only.")
                .arg(end.words),
            u"QtKeychain error %1"_s.arg(end.error),
            false,
            {}};
}

/// Runs a job until it ends, `patience` is over or `stop` asks. One that is left alone then ends by itself,
/// whenever the person answers.
template <typename Job>
QCoro::Task<Result<JobEnd>> ended(Job *job, std::chrono::milliseconds patience, std::stop_token stop)
{
    const auto end = std::make_shared<JobEnd>(); // not in the promise: its copy of a key could not be wiped
    const auto state = std::make_shared<QPromise<JobState>>();
    state->start();
    const auto finish = [state](JobState how) {
        if (state->future().isFinished())
            return;
        state->addResult(how);
        state->finish();
    };
    QObject::connect(job, &QKeychain::Job::finished, job, [job, end, finish] {
        *end = {job->error(), job->errorString(), {}};
        if constexpr (std::is_same_v<Job, QKeychain::ReadPasswordJob>)
            end->data = job->binaryData();
        finish(JobState::Ended);
    });
    QTimer timer;
    QObject::connect(&timer, &QTimer::timeout, &timer, [finish] { finish(JobState::Silent); });
    timer.setSingleShot(true);
    timer.start(patience);
    const std::stop_callback onStop(std::move(stop), [finish] { finish(JobState::Stopped); });
    job->setInsecureFallback(false);
    job->start();
    const JobState how = co_await state->future();
    if (how == JobState::Ended)
        co_return std::move(*end);
    if (how == JobState::Stopped)
        co_return fail(ErrorCode::Cancelled, tr("Cancelled while the keychain was asked."));
    co_return fail(
        ErrorCode::Keychain,
        tr("The keychain does not answer. Answer its prompt, if it shows one, and try again, or use "
           "the key for this run only."));
}

} // namespace

QString keychainAdvice(KeychainState state)
{
    switch (state) {
    case KeychainState::Ready:
        return {};
    case KeychainState::Locked:
        return tr("The keyring is locked. Unlock it, or use the key for this run only.");
    case KeychainState::NoKeyring:
        return tr("There is no default keyring yet. Create one in \"Passwords and Keys\" (seahorse), or use "
                  "the key "
                  "for this run only.");
    case KeychainState::NotInstalled:
        return tr(
            "No keychain service is installed. Install one (on Debian: apt install gnome-keyring) and log in "
            "again, or use the key for this run only.");
    case KeychainState::NoBus:
        return tr(
            "There is no session bus, so no keychain can be reached. Start Assay from a desktop session or "
            "under dbus-run-session, or use the key for this run only.");
    }
    return {};
}

KeyVault::KeyVault(WorkspaceId workspace)
    : m_workspace(workspace)
{
}

QCoro::Task<KeychainState> KeyVault::probe()
{
    const QDBusConnection bus = QDBusConnection::sessionBus();
    if (!bus.isConnected() || bus.interface() == nullptr)
        co_return KeychainState::NoBus;
    const bool running = bus.interface()->isServiceRegistered(secretsService).value();
    if (!running && !bus.interface()->activatableServiceNames().value().contains(secretsService))
        co_return KeychainState::NotInstalled;
    const QString keyring = co_await defaultKeyring();
    if (keyring.isEmpty())
        co_return KeychainState::NotInstalled;
    if (keyring == u"/"_s)
        co_return KeychainState::NoKeyring;
    const bool locked = co_await isLocked(keyring);
    co_return locked ? KeychainState::Locked : KeychainState::Ready;
}

QCoro::Task<Result<>> KeyVault::requireReady()
{
    const KeychainState state = co_await probe();
    if (state != KeychainState::Ready)
        co_return fail(ErrorCode::Keychain, keychainAdvice(state));
    co_return Result<>();
}

QCoro::Task<Result<>> KeyVault::unlock()
{
    const KeychainState state = co_await probe();
    if (state == KeychainState::Ready)
        co_return Result<>();
    if (state != KeychainState::Locked)
        co_return fail(ErrorCode::Keychain, keychainAdvice(state));
    const QString keyring = co_await defaultKeyring();
    const QDBusMessage question =
        serviceCall(u"Unlock"_s, {QVariant::fromValue(QList<QDBusObjectPath>{QDBusObjectPath(keyring)})});
    using Unlocked = QDBusPendingReply<QList<QDBusObjectPath>, QDBusObjectPath>;
    const Unlocked reply = co_await Unlocked(QDBusConnection::sessionBus().asyncCall(question, busTimeoutMs));
    if (reply.isError())
        co_return fail(ErrorCode::Keychain, keychainAdvice(KeychainState::Locked), reply.error().message());
    const QString prompt = reply.argumentAt<1>().path();
    if (prompt != u"/"_s) {
        QDBusMessage show = QDBusMessage::createMethodCall(secretsService, prompt,
                                                           u"org.freedesktop.Secret.Prompt"_s, u"Prompt"_s);
        show.setArguments({QString()});
        co_await QDBusPendingReply<>(QDBusConnection::sessionBus().asyncCall(show, busTimeoutMs));
        // Polls the state instead of waiting for Completed: a prompt that the service drops never signals.
        const auto giveUp = std::chrono::steady_clock::now() + promptTimeout;
        SystemClock clock;
        while (std::chrono::steady_clock::now() < giveUp) {
            const bool stillLocked = co_await isLocked(keyring);
            if (!stillLocked)
                break;
            co_await clock.sleepFor(std::chrono::milliseconds(300), {});
        }
    }
    co_return co_await requireReady();
}

QString KeyVault::entryName(ProviderId provider) const
{
    return u"assay/%1/%2"_s.arg(m_workspace.toString(), provider.toString());
}

QCoro::Task<Result<>> KeyVault::store(ProviderId provider, Secret key)
{
    const QString entry = entryName(provider);
    const Result<> ready = co_await requireReady();
    if (!ready)
        co_return ready;
    auto *job = new QKeychain::WritePasswordJob(u"assay"_s); // deletes itself
    job->setKey(entry);
    QByteArray bytes = key.reveal().toByteArray();
    job->setBinaryData(bytes);
    const Result<JobEnd> end = co_await ended(job, m_patience, {});
    if (!end)
        co_return tl::unexpected(end.error()); // it may still read its bytes
    wipe(bytes);
    if (end->error != QKeychain::NoError)
        co_return tl::unexpected(keychainError(*end));
    m_held.insert(provider, {key, false});
    co_return Result<>();
}

void KeyVault::useForThisRun(ProviderId provider, Secret key)
{
    m_held.insert(provider, {std::move(key), true});
}

QCoro::Task<Result<Secret>> KeyVault::read(ProviderId provider, std::stop_token stop)
{
    if (const auto held = m_held.constFind(provider); held != m_held.constEnd())
        co_return held->key;
    const QString entry = entryName(provider);
    const Result<> ready = co_await requireReady();
    if (!ready)
        co_return tl::unexpected(ready.error());
    auto *job = new QKeychain::ReadPasswordJob(u"assay"_s); // deletes itself
    job->setKey(entry);
    Result<JobEnd> end = co_await ended(job, m_patience, std::move(stop));
    if (!end)
        co_return tl::unexpected(end.error());
    if (end->error == QKeychain::EntryNotFound)
        co_return fail(ErrorCode::NotFound, tr("The keychain holds no key for this provider."));
    if (end->error != QKeychain::NoError)
        co_return tl::unexpected(keychainError(*end));
    Secret key = Secret::fromUtf8(end->data);
    wipe(end->data);
    m_held.insert(provider, {key, false});
    co_return key;
}

QCoro::Task<Result<>> KeyVault::remove(ProviderId provider)
{
    const QString entry = entryName(provider);
    const bool inMemoryOnly = isForThisRunOnly(provider);
    m_held.remove(provider);
    if (inMemoryOnly)
        co_return Result<>();
    const Result<> ready = co_await requireReady();
    if (!ready)
        co_return ready;
    auto *job = new QKeychain::DeletePasswordJob(u"assay"_s); // deletes itself
    job->setKey(entry);
    const Result<JobEnd> end = co_await ended(job, m_patience, {});
    if (!end)
        co_return tl::unexpected(end.error());
    if (end->error != QKeychain::NoError && end->error != QKeychain::EntryNotFound)
        co_return tl::unexpected(keychainError(*end));
    co_return Result<>();
}

bool KeyVault::isForThisRunOnly(ProviderId provider) const
{
    const auto held = m_held.constFind(provider);
    return held != m_held.constEnd() && held->thisRunOnly;
}

} // namespace assay::security
