// SPDX-License-Identifier: GPL-3.0-or-later
#include "providers/embeddings.h"

#include "providers/answerparts.h"
#include "providers/fault.h"

#include <algorithm>
#include <cmath>

#include <QCoreApplication>
#include <QJsonArray>
#include <QtEndian>

using namespace Qt::StringLiterals;

namespace assay::providers {
namespace {

/// Empty when it is not base64 of whole, finite singles.
std::vector<float> unpacked(std::string_view base64)
{
    const auto decoded = QByteArray::fromBase64Encoding(
        QByteArray::fromRawData(base64.data(), static_cast<qsizetype>(base64.size())),
        QByteArray::AbortOnBase64DecodingErrors);
    const QByteArray &bytes = *decoded;
    if (!decoded || bytes.isEmpty() || bytes.size() % qsizetype(sizeof(float)) != 0)
        return {};
    std::vector<float> vector(static_cast<size_t>(bytes.size()) / sizeof(float));
    qFromLittleEndian<float>(bytes.constData(), static_cast<qsizetype>(vector.size()), vector.data());
    const bool isFinite =
        std::all_of(vector.begin(), vector.end(), [](float number) { return std::isfinite(number); });
    return isFinite ? vector : std::vector<float>();
}

std::vector<float> vectorOf(const JsonElement &item)
{
    const auto embedding = member(item, "embedding");
    return embedding && embedding->is_string() ? unpacked(stringMember(item, "embedding"))
                                               : readVector(embedding);
}

std::optional<catalog::Usage> usageOf(const JsonElement &answer)
{
    const auto usage = member(answer, "usage");
    const auto tokens = usage ? countMember(*usage, "prompt_tokens") : std::nullopt;
    if (!tokens)
        return std::nullopt;
    catalog::Usage total;
    total.input = *tokens;
    return total;
}

} // namespace

QJsonObject openAiEmbeddingsBody(const catalog::ChatFlavour &flavour, const QString &model,
                                 const QStringList &texts)
{
    QJsonObject body{{u"model"_s, model}, {u"input"_s, QJsonArray::fromStringList(texts)}};
    if (flavour.packedEmbeddings)
        body.insert("encoding_format"_L1, u"base64"_s);
    return body;
}

Result<EmbeddingAnswer> readOpenAiEmbeddings(int status, const transport::HttpHeaders &headers,
                                             const QByteArray &body, qsizetype expected)
{
    JsonParser parser;
    const Result<JsonElement> json = readAnswerObject(parser, status, headers, body);
    if (!json)
        return tl::unexpected(json.error());
    EmbeddingAnswer answer;
    answer.vectors.resize(static_cast<size_t>(std::max<qsizetype>(expected, 0)));
    std::int64_t position = 0;
    bool isInOrder = true;
    forEach(member(*json, "data"), [&](const JsonElement &item) {
        const std::int64_t index = integerMember(item, "index").value_or(position);
        ++position;
        // A vector out of range or twice leaves another one out, so the count says nothing.
        if (index < 0 || index >= expected || !answer.vectors[static_cast<size_t>(index)].empty())
            isInOrder = false;
        else
            answer.vectors[static_cast<size_t>(index)] = vectorOf(item);
    });
    if (!isInOrder || !areAlike(answer.vectors, expected))
        return tl::unexpected(malformedResponse(QCoreApplication::translate(
            "ProviderError", "the embeddings are not one vector of one length per text")));
    answer.usage = usageOf(*json);
    return answer;
}

} // namespace assay::providers
