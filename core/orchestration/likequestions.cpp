// SPDX-License-Identifier: GPL-3.0-or-later
#include "orchestration/likequestions.h"

#include "telemetry/calltrace.h"
#include "telemetry/contentblob.h"

namespace assay::orchestration {

using namespace Qt::StringLiterals;

namespace {

constexpr int newestMax = 10'000;

std::optional<LikeQuestion> readRow(const QSqlQuery &query)
{
    const auto trace = telemetry::unpackContent(query.value(3).toByteArray());
    if (!trace)
        return std::nullopt; // damaged; the log says so where the call is opened
    for (const telemetry::TraceStep &step : telemetry::traceFromStored(*trace)) {
        if (step.stage != telemetry::TraceStage::Cache || step.outcome != "similar"_L1)
            continue;
        LikeQuestion question;
        question.call = CallId::fromBytes(query.value(0).toByteArray());
        question.at = query.value(1).toLongLong();
        question.prompt = query.value(2).toString();
        question.model = step.model;
        question.similarity = step.facts["similarity"_L1].toDouble();
        question.threshold = step.facts["threshold"_L1].toDouble();
        if (const QString matched = step.facts["matched_call"_L1].toString(); !matched.isEmpty())
            question.matched = CallId::fromString(matched);
        return question;
    }
    return std::nullopt; // an equal call
}

} // namespace

QFuture<Result<QList<LikeQuestion>>> likeQuestions(storage::Database &database, int limit)
{
    return database.read<QList<LikeQuestion>>([limit](storage::Connection &connection) {
        return connection
            .exec(u"SELECT c.id, c.started_at, p.name, t.trace FROM calls c JOIN call_contents t ON t.seq = c.seq"
                  " LEFT JOIN fact_names p ON p.id = c.prompt_id"
                  " WHERE c.cache_hit = 1 AND t.trace IS NOT NULL"
                  " AND c.seq > (SELECT COALESCE(MAX(seq), 0) FROM calls) - ? ORDER BY c.seq DESC"_s,
                  {newestMax})
            .map([limit](QSqlQuery *query) {
                QList<LikeQuestion> questions;
                while (questions.size() < limit && query->next()) {
                    if (const auto question = readRow(*query))
                        questions.append(*question);
                }
                query->finish();
                return questions;
            });
    });
}

} // namespace assay::orchestration
