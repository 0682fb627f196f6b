// SPDX-License-Identifier: GPL-3.0-or-later
// The queue of texts that a safety rule wants a person to look at.
#include "command.h"
#include "moments.h"

#include "orchestration/safetytexts.h"
#include "orchestration/stages.h"

#include <QCoroFuture>

using namespace Qt::StringLiterals;

namespace assay::ctl {
namespace {

using validation::directionName;
using validation::ReviewDecision;
using validation::ReviewItem;
using validation::ReviewState;

QJsonObject toJson(const ReviewItem &item)
{
    const bool isDecided = item.state != ReviewState::Open;
    const bool isReadable = item.excerptProblem.isEmpty();
    return {{u"id"_s, static_cast<qint64>(item.id)},
            {u"at"_s, isoTime(item.at)},
            {u"call"_s, item.call.toString()},
            {u"direction"_s, directionName(item.direction)},
            {u"state"_s, validation::reviewStateName(item.state)},
            {u"findings"_s, validation::toJson(item.findings)},
            {u"excerpt"_s, isReadable ? QJsonValue(item.excerpt) : QJsonValue()},
            {u"excerpt_problem"_s, isReadable ? QJsonValue() : QJsonValue(item.excerptProblem)},
            {u"decided_by"_s, isDecided ? QJsonValue(item.decidedBy) : QJsonValue()},
            {u"decided_at"_s, item.decidedAt ? QJsonValue(isoTime(*item.decidedAt)) : QJsonValue()},
            {u"note"_s, item.note}};
}

/// The rules that found something, each once.
QString rulesOf(const ReviewItem &item)
{
    QStringList rules;
    for (const validation::Finding &finding : item.findings)
        rules.append(finding.ruleId);
    rules.removeDuplicates();
    return rules.isEmpty() ? u"-"_s : rules.join(u", "_s);
}

/// The beginning of the excerpt on one line.
QString beginning(const ReviewItem &item)
{
    constexpr qsizetype shown = 60;
    const QString text = item.excerptProblem.isEmpty() ? item.excerpt.simplified() : item.excerptProblem;
    return text.size() <= shown ? text : QString(text.left(shown - 1) + u'\u2026');
}

/// The key is asked for only where there is something sealed: the keychain may want a password.
QCoro::Task<Result<QList<ReviewItem>>> readable(Invocation in, ReviewState state, int limit)
{
    validation::ReviewQueue &reviews = in.workspace->orchestrator().stages().reviews;
    const auto items = co_await reviews.list(state, limit);
    if (!items || items->isEmpty())
        co_return items;
    co_await in.workspace->cipher().ready();
    co_return co_await reviews.list(state, limit);
}

QCoro::Task<Result<ReviewItem>> readable(Invocation in, std::int64_t id)
{
    validation::ReviewQueue &reviews = in.workspace->orchestrator().stages().reviews;
    const auto item = co_await reviews.find(id);
    if (!item)
        co_return item;
    co_await in.workspace->cipher().ready();
    co_return co_await reviews.find(id);
}

QCoro::Task<int> listReviews(Invocation in)
{
    const auto state = validation::reviewStateFromName(in.option(u"state"_s));
    if (!state)
        co_return in.terminal.usage(
            u"--state is open, approved or rejected, not \"%1\"."_s.arg(in.option(u"state"_s)));
    bool isNumber = false;
    const int limit = in.option(u"limit"_s).toInt(&isNumber);
    if (!isNumber || limit < 1)
        co_return in.terminal.usage(u"--limit needs a number from 1."_s);
    const auto items = co_await readable(in, *state, limit);
    if (!items)
        co_return in.terminal.error(items.error());
    QJsonArray json;
    QList<QStringList> rows;
    for (const ReviewItem &item : *items) {
        json.append(toJson(item));
        rows.append({QString::number(item.id), isoTime(item.at), directionName(item.direction), rulesOf(item),
                     item.decidedBy.isEmpty() ? u"-"_s : item.decidedBy, beginning(item)});
    }
    if (in.terminal.isJson())
        in.terminal.document(json);
    else if (rows.isEmpty())
        in.terminal.line(*state == ReviewState::Open
                             ? u"Nothing waits for review."_s
                             : u"No review was %1."_s.arg(validation::reviewStateName(*state)));
    else
        in.terminal.table({u"ID"_s, u"TIME (UTC)"_s, u"WAY"_s, u"RULES"_s, u"DECIDED BY"_s, u"TEXT"_s}, rows,
                          {0});
    co_return Ok;
}

Result<std::int64_t> reviewId(const Invocation &in)
{
    bool isNumber = false;
    const qlonglong id = in.words.first().toLongLong(&isNumber);
    if (!isNumber || id < 1)
        return fail(ErrorCode::InvalidInput,
                    u"A review has a number, not \"%1\". See: assayctl reviews list"_s.arg(in.words.first()));
    return id;
}

QString reviewText(const ReviewItem &item)
{
    QStringList lines{u"Review %1, %2: %3 of call %4"_s.arg(
        QString::number(item.id), validation::reviewStateName(item.state), directionName(item.direction),
        item.call.toString())};
    lines.append(u"found %1"_s.arg(isoTime(item.at)));
    if (item.state != ReviewState::Open)
        lines.append(
            u"decided by %1 %2"_s.arg(item.decidedBy, item.decidedAt ? isoTime(*item.decidedAt) : QString()));
    if (!item.note.isEmpty())
        lines.append(u"note: "_s + item.note);
    for (const validation::Finding &finding : item.findings) {
        lines.append(u"  %1 (%2): %3 in %4, at %5 of the text below, score %6"_s.arg(
            finding.ruleId, finding.recogniser, finding.excerpt, orchestration::placeOf(finding.where),
            QString::number(finding.offset), QString::number(finding.score, 'g', 3)));
    }
    return lines.join(u'\n') + u"\n\n"_s;
}

QCoro::Task<int> showReview(Invocation in)
{
    const auto id = reviewId(in);
    if (!id)
        co_return in.terminal.error(id.error());
    const auto item = co_await readable(in, *id);
    if (!item)
        co_return in.terminal.error(item.error());
    if (in.terminal.isJson()) {
        in.terminal.document(toJson(*item));
        co_return Ok;
    }
    in.terminal.foreign(reviewText(*item) + item->excerpt + (item->excerpt.isEmpty() ? QString() : u"\n"_s));
    if (!item->excerptProblem.isEmpty())
        in.terminal.note(item->excerptProblem);
    co_return Ok;
}

QCoro::Task<int> decideReview(Invocation in, ReviewDecision decision)
{
    const auto id = reviewId(in);
    if (!id)
        co_return in.terminal.error(id.error());
    validation::ReviewQueue &reviews = in.workspace->orchestrator().stages().reviews;
    const auto decided = co_await reviews.decide(*id, decision, userName(), in.option(u"note"_s));
    if (!decided)
        co_return in.terminal.error(decided.error());
    const auto item = co_await readable(in, *id);
    if (!item)
        co_return in.terminal.error(item.error());
    if (in.terminal.isJson())
        in.terminal.document(toJson(*item));
    else
        in.terminal.line(
            u"Review %1 is %2."_s.arg(QString::number(*id), validation::reviewStateName(item->state)));
    co_return Ok;
}

QCoro::Task<int> approveReview(Invocation in)
{
    return decideReview(std::move(in), ReviewDecision::Approve);
}

QCoro::Task<int> rejectReview(Invocation in)
{
    return decideReview(std::move(in), ReviewDecision::Reject);
}

} // namespace

QList<Command> reviewCommands()
{
    using Needs = Command::Needs;
    const QList<QCommandLineOption> note{{u"note"_s, {}, u"TEXT"_s}};
    return {
        {u"reviews"_s,
         u"list"_s,
         u"[--state open|approved|rejected] [--limit N]"_s,
         u"Lists the texts that a safety rule wants a person to look at."_s,
         0,
         0,
         {{u"state"_s, {}, u"S"_s, u"open"_s}, {u"limit"_s, {}, u"N"_s, u"200"_s}},
         Needs::Workspace,
         listReviews},
        {u"reviews"_s,
         u"show"_s,
         u"ID"_s,
         u"Shows one of them with its findings."_s,
         1,
         1,
         {},
         Needs::Workspace,
         showReview},
        {u"reviews"_s, u"approve"_s, u"ID [--note TEXT]"_s, u"Decides that the text was fine."_s, 1, 1, note,
         Needs::Workspace, approveReview},
        {u"reviews"_s, u"reject"_s, u"ID [--note TEXT]"_s, u"Decides that it was not."_s, 1, 1, note,
         Needs::Workspace, rejectReview},
    };
}

} // namespace assay::ctl
