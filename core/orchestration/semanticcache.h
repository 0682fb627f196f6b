// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/clock.h"
#include "base/result.h"
#include "orchestration/embedding.h"
#include "orchestration/policy.h"
#include "orchestration/responsecache.h"
#include "providers/completion.h"
#include "security/contentcipher.h"
#include "storage/database.h"

#include <functional>
#include <memory>
#include <optional>
#include <vector>

#include <QCache>
#include <QCoroTask>

namespace assay::orchestration {

/// Which earlier question an answer was taken from.
struct SemanticMatch {
    QByteArray key; ///< of the entry in the response cache
    QString model; ///< "provider/model" that gave the answer
    double similarity = 0; ///< cosine, 0..1
    double threshold = 0; ///< the least similarity that counted
    CallId call; ///< in the log: question and answer; null where an older version kept it
};

/// What a look into the semantic cache brought.
struct SemanticFound {
    std::optional<CachedAnswer> answer;
    SemanticMatch match; ///< holds when there is an answer
    QByteArray embedding; ///< of this question, for ResponseCache::Place; empty when it could not be had
    std::optional<Error> error; ///< why it could not; the call goes on without this cache

    SemanticFound() = default; // see transport::HttpRequest
};

/// Answers of questions that mean nearly the same, by the cosine of their embeddings. Off by default.
///
/// Only entries of one scope (see cacheScopeOf()) are compared: all of the request but the last user message
/// is equal. The newest maxPerScope entries of a scope are read once and compared one by one: 2,000
/// embeddings of 1,536 dimensions are 12 MB. Engine thread; what is given to the constructor outlives it.
class SemanticCache final {
public:
    /// One vector per text. Costs what an embedding costs.
    using Embed = std::function<QCoro::Task<Result<std::vector<std::vector<float>>>>(EmbeddingRequest,
                                                                                     std::stop_token)>;

    static constexpr int maxPerScope = 2'000;

    SemanticCache(const Clock &clock, storage::Database &database, security::ContentCipher &cipher,
                  ResponseCache &answers, Embed embed);

    void setSettings(const CacheSettings &settings);
    [[nodiscard]] bool isOn() const { return m_settings.semantic; }

    /// The text that is compared: the last message, when it is the user's and has text and no picture.
    [[nodiscard]] static std::optional<QString> questionOf(const providers::ModelRequest &request);

    /// The answer to the most similar question of the scope, at or above the least similarity. One request
    /// for the embedding, on the account of `asker`, whose model and texts are filled in here. While a scope
    /// is being read, only what was read so far is compared.
    [[nodiscard]] QCoro::Task<SemanticFound> find(QByteArray scope, QString question, EmbeddingRequest asker,
                                                  std::stop_token stop);
    /// Lets an entry be found from now on; ResponseCache::insert() keeps it, with its embedding, for later
    /// runs.
    void remember(const QByteArray &scope, const QByteArray &key, const QByteArray &embedding);
    /// After ResponseCache::clear().
    void forget() { m_scopes.clear(); }

private:
    using Vector = std::vector<float>; ///< of length 1
    struct Item {
        QByteArray key;
        Vector vector;
    };
    struct Scope {
        std::vector<Item> items; ///< newest first
        bool isRead = false; ///< or being read
    };
    using ScopePtr = std::shared_ptr<Scope>;
    struct Candidate {
        QByteArray key;
        double similarity = 0;
    };

    [[nodiscard]] QCoro::Task<Result<Vector>> embedded(EmbeddingRequest asker, std::stop_token stop);
    [[nodiscard]] ScopePtr scopeOf(const QByteArray &scope);
    QCoro::Task<> read(QByteArray scope, ScopePtr into);
    void charge(const QByteArray &scope, const ScopePtr &weighed);
    [[nodiscard]] std::vector<Candidate> similarTo(const Vector &vector, const Scope &scope) const;

    const Clock &m_clock;
    storage::Database &m_database;
    security::ContentCipher &m_cipher;
    ResponseCache &m_answers;
    Embed m_embed;
    CacheSettings m_settings;
    QCache<QByteArray, ScopePtr> m_scopes; ///< costs are kB
};

} // namespace assay::orchestration
