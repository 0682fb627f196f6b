// SPDX-License-Identifier: GPL-3.0-or-later
#include "orchestration/tokenestimator.h"

#include "base/json.h"
#include "orchestration/tokencount.h"

#include <algorithm>
#include <cmath>
#include <mutex>

#include <QCoroFuture>

using namespace Qt::StringLiterals;

namespace assay::orchestration {
namespace {

using Calibrations = QHash<QString, Calibration>;

// What vendors wrap a conversation in: role and separators of each message, the answer's opening, and the
// frame of each tool.
constexpr double tokensPerMessage = 4;
constexpr double tokensPerRequest = 3;
constexpr double tokensPerTool = 8;

// The margin while a model is not calibrated: prose errs less, tables and rare languages more.
constexpr double uncertainLow = 0.7;
constexpr double uncertainHigh = 1.45;

double jsonTokens(const QJsonObject &object)
{
    return textTokens(QString::fromUtf8(toCompactJson(object)));
}

double messageTokens(const providers::Message &message, const QString &vendor)
{
    double tokens = tokensPerMessage + textTokens(message.text) + textTokens(message.reasoning);
    for (const providers::Image &image : message.images)
        tokens += imageTokens(vendor, image);
    for (const providers::ToolCall &call : message.toolCalls)
        tokens += tokensPerTool + textTokens(call.name) + jsonTokens(call.arguments);
    return tokens;
}

std::int64_t wholeTokens(double tokens)
{
    return static_cast<std::int64_t>(std::llround(std::max(tokens, 1.0)));
}

Result<Calibrations> readAll(storage::Connection &connection)
{
    const auto rows = connection.exec(u"SELECT model, samples, mean, m2 FROM token_calibration"_s);
    if (!rows)
        return tl::unexpected(rows.error());
    Calibrations all;
    while ((*rows)->next()) {
        Calibration calibration;
        calibration.samples = (*rows)->value(1).toLongLong();
        calibration.mean = (*rows)->value(2).toDouble();
        calibration.m2 = (*rows)->value(3).toDouble();
        all.insert((*rows)->value(0).toString(), calibration);
    }
    return all;
}

/// Adds what was learned here to what is stored, which another program may have changed.
Result<> merge(storage::Connection &connection, const QString &model, const Calibration &learned)
{
    const auto row =
        connection.exec(u"SELECT samples, mean, m2 FROM token_calibration WHERE model = ?"_s, {model});
    if (!row)
        return tl::unexpected(row.error());
    Calibration sum;
    if ((*row)->next()) {
        sum.samples = (*row)->value(0).toLongLong();
        sum.mean = (*row)->value(1).toDouble();
        sum.m2 = (*row)->value(2).toDouble();
    }
    sum.merge(learned);
    return connection
        .exec(u"INSERT INTO token_calibration (model, samples, mean, m2) VALUES (?, ?, ?, ?) ON CONFLICT "
              u"(model)"
              u" DO UPDATE SET samples = excluded.samples, mean = excluded.mean, m2 = excluded.m2"_s,
              {model, static_cast<qlonglong>(sum.samples), sum.mean, sum.m2})
        .map([](QSqlQuery *) {});
}

} // namespace

/// What was learned since the last write. The engine thread adds, the writer thread takes.
struct TokenEstimator::Pending {
    std::mutex mutex;
    Calibrations learned;
    bool isQueued = false;
};

double uncalibratedTokens(const providers::ModelRequest &request, const QString &vendor)
{
    double tokens = tokensPerRequest;
    for (const providers::Message &message : request.messages)
        tokens += messageTokens(message, vendor);
    for (const providers::Tool &tool : request.tools)
        tokens += tokensPerTool + textTokens(tool.name) + textTokens(tool.description)
            + jsonTokens(tool.parameters);
    if (request.parameters.responseFormat == providers::ResponseFormat::JsonSchema)
        tokens += jsonTokens(request.parameters.responseSchema);
    return tokens;
}

TokenEstimator::TokenEstimator(storage::Database &database)
    : m_database(database)
    , m_pending(std::make_shared<Pending>())
{
}

TokenEstimator::~TokenEstimator() = default;

QCoro::Task<Result<>> TokenEstimator::load()
{
    const Result<Calibrations> stored = co_await m_database.read<Calibrations>(readAll);
    if (!stored)
        co_return tl::unexpected(stored.error());
    for (auto it = stored->cbegin(); it != stored->cend(); ++it)
        m_models[it.key()].merge(it.value());
    co_return Result<>();
}

TokenEstimate TokenEstimator::estimate(const catalog::ModelRef &model, const QString &vendor,
                                       const providers::ModelRequest &request) const
{
    TokenEstimate estimate;
    estimate.uncalibrated = uncalibratedTokens(request, vendor);
    double ratio = 1;
    Calibration::Band band{uncertainLow, uncertainHigh};
    const Calibration calibration = m_models.value(model.toString());
    estimate.samples = calibration.samples;
    estimate.isCalibrated = calibration.isUsable();
    if (estimate.isCalibrated) {
        ratio = calibration.mean;
        band = calibration.band();
    }
    estimate.tokens = wholeTokens(estimate.uncalibrated * ratio);
    estimate.low = std::min(estimate.tokens, wholeTokens(std::floor(estimate.uncalibrated * band.low)));
    estimate.high = std::max(estimate.tokens, wholeTokens(std::ceil(estimate.uncalibrated * band.high)));
    return estimate;
}

void TokenEstimator::observe(const catalog::ModelRef &model, const TokenEstimate &estimate,
                             std::int64_t inputTokens)
{
    if (inputTokens <= 0 || estimate.uncalibrated <= 0)
        return; // a provider that reports zeros does not count
    const QString name = model.toString();
    Calibration &calibration = m_models[name];
    const double ratio = calibration.clamped(static_cast<double>(inputTokens) / estimate.uncalibrated);
    calibration.add(ratio);

    const std::lock_guard lock(m_pending->mutex);
    m_pending->learned[name].add(ratio);
    if (std::exchange(m_pending->isQueued, true) || m_database.isReadOnly())
        return;
    // What a write cannot store (a full disk) is forgotten: it is a statistic, and the next calls teach it
    // anew.
    std::ignore = m_database.write([pending = m_pending](storage::Connection &connection) -> Result<> {
        Calibrations learned;
        {
            const std::lock_guard taking(pending->mutex);
            learned = std::exchange(pending->learned, {});
            pending->isQueued = false;
        }
        for (auto it = learned.cbegin(); it != learned.cend(); ++it) {
            if (const Result<> merged = merge(connection, it.key(), it.value()); !merged)
                return merged;
        }
        return {};
    });
}

} // namespace assay::orchestration
