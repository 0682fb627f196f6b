// SPDX-License-Identifier: GPL-3.0-or-later
#include "evaluation/versionscores.h"

#include "evaluation/votestore.h"

#include <QVariant>

using namespace Qt::StringLiterals;

namespace assay::evaluation {
namespace {

using storage::Connection;

/// A side-by-side run, as far as it says something of versions.
struct Run {
    QList<int> versions; ///< of each column, by position; 0: of none
    int winner = -1;
    bool hasVotes = false;
};

using Runs = QHash<QByteArray, Run>;

/// The version of a column is that of its call: a column can ask another one than the run. A call that is gone,
/// or was never made, leaves the run's unless the column had a content of its own.
Result<Runs> selectRuns(Connection &connection, const QString &prompt)
{
    const auto rows = connection.exec(
        u"SELECT c.id, c.winner, k.position, COALESCE(l.prompt_version, CASE WHEN k.details = '{}' THEN "
        "c.prompt_version ELSE 0 END) FROM comparisons c JOIN comparison_columns k ON k.comparison_id = c.id "
        "LEFT JOIN calls l ON l.id = k.call_id WHERE c.prompt = ? ORDER BY c.id, k.position"_s,
        {prompt});
    if (!rows)
        return tl::unexpected(rows.error());
    Runs runs;
    while ((*rows)->next()) {
        Run &run = runs[(*rows)->value(0).toByteArray()];
        if (!(*rows)->value(1).isNull())
            run.winner = (*rows)->value(1).toInt();
        const qsizetype position = (*rows)->value(2).toInt();
        if (position >= run.versions.size())
            run.versions.resize(position + 1);
        run.versions[position] = (*rows)->value(3).toInt();
    }
    return runs;
}

/// The versions that the answers were of that people voted on; a column may have been asked again since.
Result<QHash<QByteArray, int>> selectVotedVersions(Connection &connection, const QString &prompt)
{
    const auto rows = connection.exec(
        u"SELECT l.id, l.prompt_version FROM comparison_votes v JOIN comparisons c ON c.id = v.comparison_id "
        "JOIN calls l ON l.id = v.left_call OR l.id = v.right_call WHERE c.prompt = ?"_s,
        {prompt});
    if (!rows)
        return tl::unexpected(rows.error());
    QHash<QByteArray, int> versions;
    while ((*rows)->next())
        versions.insert((*rows)->value(0).toByteArray(), (*rows)->value(1).toInt());
    return versions;
}

void count(QHash<int, VersionScores> &scores, int left, int right, VoteChoice choice)
{
    if (left <= 0 || right <= 0 || left == right)
        return;
    switch (choice) {
    case VoteChoice::Left:
        ++scores[left].wins;
        ++scores[right].losses;
        break;
    case VoteChoice::Right:
        ++scores[right].wins;
        ++scores[left].losses;
        break;
    case VoteChoice::Equal:
        ++scores[left].ties;
        ++scores[right].ties;
        break;
    case VoteChoice::BothBad:
        ++scores[left].bothBad;
        ++scores[right].bothBad;
        break;
    }
}

} // namespace

std::vector<double> VersionScores::scores() const
{
    std::vector<double> all(static_cast<size_t>(wins), 1.0);
    all.insert(all.end(), static_cast<size_t>(ties), 0.5);
    all.insert(all.end(), static_cast<size_t>(losses + bothBad), 0.0);
    return all;
}

Result<QHash<int, VersionScores>> versionScores(Connection &connection, const QString &prompt)
{
    auto runs = selectRuns(connection, prompt);
    if (!runs)
        return tl::unexpected(runs.error());
    const auto votes = standingVotes(connection, prompt);
    if (!votes)
        return tl::unexpected(votes.error());
    const auto voted = selectVotedVersions(connection, prompt);
    if (!voted)
        return tl::unexpected(voted.error());
    QHash<int, VersionScores> scores;
    for (const Vote &vote : *votes) {
        Run &run = (*runs)[vote.comparison.toBytes()];
        run.hasVotes = true;
        const auto versionOf = [&](const std::optional<CallId> &call, int column) {
            return call ? voted->value(call->toBytes(), run.versions.value(column)) : run.versions.value(column);
        };
        count(scores, versionOf(vote.leftCall, vote.left), versionOf(vote.rightCall, vote.right), vote.choice);
    }
    for (const Run &run : std::as_const(*runs)) {
        if (run.hasVotes || run.winner < 0)
            continue;
        for (qsizetype other = 0; other < run.versions.size(); ++other)
            count(scores, run.versions.value(run.winner), run.versions.at(other), VoteChoice::Left);
    }
    return scores;
}

} // namespace assay::evaluation
