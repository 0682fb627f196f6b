// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/id.h"
#include "base/result.h"
#include "security/secret.h"

#include <chrono>
#include <stop_token>

#include <QCoroTask>
#include <QHash>

namespace assay::security {

/// What the person's keychain can do right now. Each state has its own way out (see keychainAdvice()).
enum class KeychainState { Ready, Locked, NoKeyring, NotInstalled, NoBus };

/// One sentence: what is missing and how to start it. Empty when Ready.
[[nodiscard]] QString keychainAdvice(KeychainState state);

/// Provider keys in the OS keychain (QtKeychain), or held for this run only. Never in a file.
///
/// Lives on one thread with a GLib event loop; jobs run one after another. Entry: service "assay",
/// key "assay/<workspace id>/<provider id>". A keychain that asks its person something and gets no answer for
/// two minutes, or that is silent as long, is a Keychain error.
class KeyVault final {
public:
    explicit KeyVault(WorkspaceId workspace);

    /// Asks the Secret Service on the session bus; about 3 ms, never prompts.
    [[nodiscard]] QCoro::Task<KeychainState> probe();
    /// Opens the system's own unlock prompt and waits for it.
    [[nodiscard]] QCoro::Task<Result<>> unlock();

    /// Stores into the keychain; Keychain error with advice when it cannot be had. Also kept for this run.
    [[nodiscard]] QCoro::Task<Result<>> store(ProviderId provider, Secret key);
    /// Keeps the key in memory only, until the program ends.
    void useForThisRun(ProviderId provider, Secret key);
    /// The key: of this run first, else the keychain's (then cached in memory). NotFound means no entry was
    /// *seen*: a locked keyring looks the same, so probe() before drawing conclusions.
    /// Cancelled as soon as `stop` asks: who gives up does not wait for the person at the keychain's prompt.
    [[nodiscard]] QCoro::Task<Result<Secret>> read(ProviderId provider, std::stop_token stop = {});
    [[nodiscard]] QCoro::Task<Result<>> remove(ProviderId provider);
    /// Whether the key is held in memory only.
    [[nodiscard]] bool isForThisRunOnly(ProviderId provider) const;
    /// How long to wait for an answer of the keychain, instead of two minutes.
    void setPatience(std::chrono::milliseconds patience) { m_patience = patience; }

private:
    struct Held {
        Secret key;
        bool thisRunOnly = false;
    };
    [[nodiscard]] QString entryName(ProviderId provider) const;
    /// Ready, or the Keychain error that says what is missing.
    [[nodiscard]] QCoro::Task<Result<>> requireReady();

    WorkspaceId m_workspace;
    std::chrono::milliseconds m_patience{std::chrono::minutes(2)};
    QHash<ProviderId, Held> m_held;
};

} // namespace assay::security
