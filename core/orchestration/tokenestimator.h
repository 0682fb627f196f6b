// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "catalog/provider.h"
#include "orchestration/calibration.h"
#include "providers/completion.h"
#include "storage/database.h"

#include <memory>

#include <QCoroTask>
#include <QHash>

namespace assay::orchestration {

/// A request's input tokens. `low` and `high` bound nine of ten requests, going by the model's own usage
/// where it is calibrated, else by a general margin.
struct TokenEstimate {
    std::int64_t tokens = 0;
    std::int64_t low = 0;
    std::int64_t high = 0;
    bool isCalibrated = false;
    std::int64_t samples = 0; ///< answers it is calibrated on
    double uncalibrated = 0; ///< what the text alone says; for observe()
};

/// Estimates the input tokens of requests without a tokenizer, and learns per model, from the usage that
/// providers return, how far off it is. What it learned is in the workspace (table token_calibration);
/// several programs add up there. Engine thread; the database must outlive it.
class TokenEstimator final {
public:
    explicit TokenEstimator(storage::Database &database);
    ~TokenEstimator();
    TokenEstimator(const TokenEstimator &) = delete;
    TokenEstimator &operator=(const TokenEstimator &) = delete;

    /// Takes up what earlier runs learned. Once, at the start; estimates before are uncalibrated.
    [[nodiscard]] QCoro::Task<Result<>> load();

    /// `vendor` decides what images cost, see imageTokens(). Not I/O; time grows with the request's size.
    [[nodiscard]] TokenEstimate estimate(const catalog::ModelRef &model, const QString &vendor,
                                         const providers::ModelRequest &request) const;
    /// The provider counted `inputTokens` (Usage::input, cached ones included) for a request that was
    /// estimated so. Cheap: the workspace is written behind, many observations at once.
    void observe(const catalog::ModelRef &model, const TokenEstimate &estimate, std::int64_t inputTokens);

private:
    struct Pending;
    storage::Database &m_database;
    QHash<QString, Calibration> m_models; ///< by "provider/model"
    std::shared_ptr<Pending> m_pending; ///< shared with the write that is queued
};

/// What a request's text, tools, schema and images come to before calibration, tokens.
[[nodiscard]] double uncalibratedTokens(const providers::ModelRequest &request, const QString &vendor);

} // namespace assay::orchestration
