// SPDX-License-Identifier: GPL-3.0-or-later
#include "orchestration/semanticcache.h"

#include "orchestration/orchestrationtr.h"

#include <algorithm>
#include <cmath>
#include <cstring>
#include <numeric>

#include <QCoroFuture>

using namespace Qt::StringLiterals;

namespace assay::orchestration {
namespace {

using storage::Connection;
using Tr = OrchestrationTr;

constexpr int scopesKb = 64 * 1024;
// Opening one takes some 30 us on the engine thread: 200 at once hold up calls for 6 ms.
constexpr int rowsPerRead = 200;
// Best ones that are looked up; more only when entries were cleared or grew old since they were read.
constexpr std::size_t maxCandidates = 8;

using Row = std::pair<QByteArray, QByteArray>; // key, sealed embedding

Result<std::vector<Row>> rowsOf(Connection &connection, const QVariantList &values)
{
    return connection
        .exec(u"SELECT key, sealed_embedding FROM response_cache WHERE scope = ? AND embedding_model = ?"
              " AND sealed_embedding IS NOT NULL AND expires_at > ?"
              " ORDER BY created_at DESC, key LIMIT ? OFFSET ?"_s,
              values)
        .map([](QSqlQuery *query) {
            std::vector<Row> rows;
            while (query->next())
                rows.emplace_back(query->value(0).toByteArray(), query->value(1).toByteArray());
            return rows;
        });
}

/// Not a coroutine: GCC 12 destroys what a lambda in an await captured twice.
QFuture<Result<std::vector<Row>>> readRows(storage::Database &database, const QByteArray &scope,
                                           const QString &model, UtcMicros now, int offset)
{
    const QVariantList values{scope, model, static_cast<qlonglong>(now), rowsPerRead, offset};
    return database.read<std::vector<Row>>(
        [values](Connection &connection) { return rowsOf(connection, values); });
}

QByteArray packed(const std::vector<float> &vector)
{
    return {reinterpret_cast<const char *>(vector.data()),
            static_cast<qsizetype>(vector.size() * sizeof(float))};
}

std::vector<float> unpacked(const QByteArray &bytes)
{
    std::vector<float> vector(static_cast<std::size_t>(bytes.size()) / sizeof(float));
    std::memcpy(vector.data(), bytes.constData(), vector.size() * sizeof(float));
    return vector;
}

/// Of length 1; empty when it has no direction.
std::vector<float> normalised(std::vector<float> vector)
{
    const double square = std::transform_reduce(vector.begin(), vector.end(), 0.0, std::plus<>(),
                                                [](float each) { return static_cast<double>(each) * each; });
    if (!std::isfinite(square) || square <= 0)
        return {};
    const double length = std::sqrt(square);
    for (float &each : vector)
        each = static_cast<float>(each / length);
    return vector;
}

/// Of vectors of length 1; 0 for those of different models.
double cosine(const std::vector<float> &a, const std::vector<float> &b)
{
    if (a.size() != b.size())
        return 0;
    return static_cast<double>(std::transform_reduce(a.begin(), a.end(), b.begin(), 0.0F));
}

} // namespace

SemanticCache::SemanticCache(const Clock &clock, storage::Database &database, security::ContentCipher &cipher,
                             ResponseCache &answers, Embed embed)
    : m_clock(clock)
    , m_database(database)
    , m_cipher(cipher)
    , m_answers(answers)
    , m_embed(std::move(embed))
    , m_scopes(scopesKb)
{
}

void SemanticCache::setSettings(const CacheSettings &settings)
{
    if (settings.embeddingModel != m_settings.embeddingModel)
        m_scopes.clear(); // embeddings of different models cannot be compared
    m_settings = settings;
}

std::optional<QString> SemanticCache::questionOf(const providers::ModelRequest &request)
{
    if (request.messages.empty())
        return std::nullopt;
    const providers::Message &last = request.messages.back();
    if (last.role != providers::Role::User || !last.images.empty() || last.text.trimmed().isEmpty())
        return std::nullopt;
    return last.text;
}

QCoro::Task<SemanticFound> SemanticCache::find(QByteArray scope, QString question, EmbeddingRequest asker,
                                               std::stop_token stop)
{
    SemanticFound found;
    const catalog::ModelRef model = m_settings.embeddingModel;
    asker.model = model;
    asker.texts = QStringList(question);
    const Result<Vector> vector = co_await embedded(std::move(asker), stop);
    if (!vector) {
        found.error = vector.error();
        co_return found;
    }
    if (model != m_settings.embeddingModel)
        co_return found; // changed meanwhile; this embedding is of the old one
    found.embedding = packed(*vector);
    const ScopePtr known = scopeOf(scope);
    if (!known->isRead)
        co_await read(scope, known);
    for (const Candidate &candidate : similarTo(*vector, *known)) {
        found.answer = co_await m_answers.find(candidate.key);
        if (!found.answer) {
            std::erase_if(known->items, [&candidate](const Item &item) { return item.key == candidate.key; });
            continue;
        }
        found.match = {candidate.key, found.answer->model, candidate.similarity, m_settings.minSimilarity,
                       found.answer->call};
        break;
    }
    co_return found;
}

QCoro::Task<Result<SemanticCache::Vector>> SemanticCache::embedded(EmbeddingRequest asker,
                                                                   std::stop_token stop)
{
    // Apart from the await: GCC 12 destroys aggregates given by value twice there.
    QCoro::Task<Result<std::vector<Vector>>> asking = m_embed(std::move(asker), stop);
    Result<std::vector<Vector>> vectors = co_await std::move(asking);
    if (!vectors)
        co_return tl::unexpected(vectors.error());
    Vector vector = vectors->size() == 1 ? normalised(std::move(vectors->front())) : Vector();
    if (vector.empty())
        co_return fail(ErrorCode::MalformedResponse,
                       Tr::tr("The embedding model sent no usable embedding. Choose another model for the "
                              "semantic cache, or turn it off."));
    co_return vector;
}

SemanticCache::ScopePtr SemanticCache::scopeOf(const QByteArray &scope)
{
    if (const ScopePtr *known = m_scopes.object(scope))
        return *known;
    auto made = std::make_shared<Scope>();
    m_scopes.insert(scope, new ScopePtr(made)); // owned by the cache
    return made;
}

QCoro::Task<> SemanticCache::read(QByteArray scope, ScopePtr into)
{
    into->isRead = true;
    co_await m_cipher.ready();
    const QString model = m_settings.embeddingModel.toString();
    for (int offset = 0; offset < maxPerScope; offset += rowsPerRead) {
        const Result<std::vector<Row>> rows =
            co_await readRows(m_database, scope, model, m_clock.utcMicros(), offset);
        if (!rows) {
            into->isRead = false; // the next question tries again
            break;
        }
        for (const auto &[key, sealed] : *rows) {
            const Result<QByteArray> bytes = m_cipher.open(sealed, scope);
            const bool isThere =
                std::ranges::any_of(into->items, [&](const Item &item) { return item.key == key; });
            if (bytes && !isThere)
                into->items.push_back({key, normalised(unpacked(*bytes))});
        }
        if (rows->size() < static_cast<std::size_t>(rowsPerRead))
            break;
    }
    // Only now is known what the scope weighs. One that was forgotten meanwhile stays so.
    if (const ScopePtr *known = m_scopes.object(scope); known != nullptr && *known == into)
        charge(scope, into);
}

void SemanticCache::charge(const QByteArray &scope, const ScopePtr &weighed)
{
    std::size_t bytes = 0;
    for (const Item &item : weighed->items)
        bytes += item.vector.size() * sizeof(float) + sizeof(Item);
    m_scopes.insert(scope, new ScopePtr(weighed), 1 + static_cast<int>(bytes / 1024));
}

std::vector<SemanticCache::Candidate> SemanticCache::similarTo(const Vector &vector, const Scope &scope) const
{
    std::vector<Candidate> similar;
    for (const Item &item : scope.items) {
        const double similarity = cosine(vector, item.vector);
        if (similarity >= m_settings.minSimilarity)
            similar.push_back({item.key, std::min(similarity, 1.0)});
    }
    std::ranges::stable_sort(similar, std::greater<>(), &Candidate::similarity);
    similar.resize(std::min(similar.size(), maxCandidates));
    return similar;
}

void SemanticCache::remember(const QByteArray &scope, const QByteArray &key, const QByteArray &embedding)
{
    const ScopePtr *known = m_scopes.object(scope);
    if (known == nullptr || embedding.isEmpty())
        return; // read from the store when somebody asks
    const ScopePtr held = *known;
    std::erase_if(held->items, [&key](const Item &item) { return item.key == key; });
    held->items.insert(held->items.begin(), {key, normalised(unpacked(embedding))});
    if (held->items.size() > static_cast<std::size_t>(maxPerScope))
        held->items.pop_back();
    charge(scope, held);
}

} // namespace assay::orchestration
