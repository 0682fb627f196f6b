// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "evaluation/comparisonstore.h"
#include "storage/connection.h"

/// The rows of votes, for the store of the runs that they belong to.
namespace assay::evaluation::detail {

/// Every vote on a run, those that were replaced or taken back too, oldest first.
[[nodiscard]] Result<QList<RemovedComparison::KeptVote>> allVotes(storage::Connection &connection,
                                                                  RunId comparison);
/// With the numbers they had.
[[nodiscard]] Result<> putVotesBack(storage::Connection &connection,
                                    const QList<RemovedComparison::KeptVote> &votes);

} // namespace assay::evaluation::detail
