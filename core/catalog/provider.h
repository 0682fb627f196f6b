// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/id.h"

#include <chrono>
#include <optional>
#include <QByteArray>
#include <QDate>
#include <QMetaType>
#include <QString>
#include <QUrl>

namespace assay::catalog {

/// The wire protocol a provider speaks.
enum class Protocol { OpenAiChat, OpenAiResponses, Anthropic, Gemini, Ollama, Azure };

/// "openai-chat", "openai-responses", "anthropic", "gemini", "ollama", "azure": as typed on the command line and kept in the store.
[[nodiscard]] QString protocolName(Protocol protocol);
[[nodiscard]] std::optional<Protocol> protocolFromName(QStringView name);

/// How to reach a provider beyond its address. All limits are per attempt; zero means no limit.
struct ConnectionSettings {
    std::chrono::milliseconds connectTimeout{10'000};
    std::chrono::milliseconds firstByteTimeout{120'000};
    std::chrono::milliseconds idleTimeout{60'000}; ///< silence between two chunks of a stream
    std::chrono::milliseconds totalTimeout{600'000};
    QString proxy; ///< empty: the system's; "none": direct; else a URL without password
    QString caFile; ///< PEM file with further certificate authorities

    friend bool operator==(const ConnectionSettings &, const ConnectionSettings &) = default;
};

/// A configured account at an LLM service, or a local server. Its key is in the KeyVault, never here.
struct Provider {
    ProviderId id;
    QString name; ///< unique, without '/' and white space; what `--model NAME/MODEL` starts with
    Protocol protocol = Protocol::OpenAiChat;
    QString vendor; ///< whose prices hold: "openai", "anthropic", "simulated"...; empty when unknown
    QUrl baseUrl; ///< with the version path, e.g. https://api.openai.com/v1
    bool isSimulated = false; ///< served by the built-in simulator, whose address changes each start
    bool needsKey = true;
    QString keyHint; ///< last four characters of the key; empty when none was stored
    ConnectionSettings connection;

    /// What prices of its models go by: the vendor, or its own name where it has none.
    [[nodiscard]] const QString &priceVendor() const { return vendor.isEmpty() ? name : vendor; }

    friend bool operator==(const Provider &, const Provider &) = default;
};

/// A model as its provider lists it.
struct ListedModel {
    QString id;
    QString displayName;
    std::optional<std::int64_t> contextWindow; ///< tokens
    std::optional<QDate> shutdownDate;

    friend bool operator==(const ListedModel &, const ListedModel &) = default;
};

/// "provider/model": the first slash parts them, as model names may contain slashes.
struct ModelRef {
    QString provider;
    QString model;

    [[nodiscard]] QString toString() const { return provider + u'/' + model; }
    friend bool operator==(const ModelRef &, const ModelRef &) = default;
};
[[nodiscard]] std::optional<ModelRef> parseModelRef(const QString &text);

} // namespace assay::catalog
