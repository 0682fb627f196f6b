// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/result.h"
#include "storage/database.h"

#include <QHash>
#include <QString>

#include <vector>

namespace assay::evaluation {

/// How a version's answers fared beside those of other versions.
struct VersionScores {
    int wins = 0;
    int losses = 0;
    int ties = 0; ///< equally good
    int bothBad = 0; ///< counts as a loss of both
    [[nodiscard]] int votes() const { return wins + losses + ties + bothBad; }
    /// Wins and half the ties, of all votes: 0 to 1.
    [[nodiscard]] double share() const { return votes() == 0 ? 0 : (wins + 0.5 * ties) / votes(); }
    /// Each vote as 0, 0.5 or 1.
    [[nodiscard]] std::vector<double> scores() const;
};

/// By version of the prompt, from side-by-side runs in which two versions stood beside each other: the votes that
/// stand, and where nobody voted the column that was picked as the best. Votes on two models of one version say
/// nothing of the version. On a thread of the Database.
[[nodiscard]] Result<QHash<int, VersionScores>> versionScores(storage::Connection &connection,
                                                              const QString &prompt);

} // namespace assay::evaluation
