// SPDX-License-Identifier: GPL-3.0-or-later
#include "prompts/nearestnames.h"

#include <QList>

#include <algorithm>
#include <cstdlib>
#include <numeric>
#include <utility>

namespace assay::prompts {
namespace {

/// Levenshtein distance.
qsizetype editDistance(QStringView a, QStringView b)
{
    QList<qsizetype> row(b.size() + 1);
    std::iota(row.begin(), row.end(), 0);
    for (qsizetype i = 0; i < a.size(); ++i) {
        qsizetype diagonal = std::exchange(row[0], i + 1);
        for (qsizetype j = 0; j < b.size(); ++j) {
            const qsizetype replaced = diagonal + (a[i] == b[j] ? 0 : 1);
            diagonal = row[j + 1];
            row[j + 1] = std::min({replaced, row[j] + 1, diagonal + 1});
        }
    }
    return row.last();
}

} // namespace

QStringList nearestNames(const QString &typed, const QStringList &names)
{
    const QString wanted = typed.left(100).toLower();
    const qsizetype distanceMax = std::max<qsizetype>(2, wanted.size() / 3);
    QList<std::pair<qsizetype, QString>> near;
    for (const QString &name : names) {
        const QString known = name.toLower();
        const bool isPart = wanted.size() >= 3 && known.contains(wanted);
        if (!isPart && std::abs(known.size() - wanted.size()) > distanceMax)
            continue;
        const qsizetype distance = isPart ? 1 : editDistance(wanted, known);
        if (distance <= distanceMax)
            near.append({distance, name});
    }
    std::sort(near.begin(), near.end());
    QStringList nearest;
    for (const auto &[distance, name] : near.first(std::min<qsizetype>(near.size(), 3)))
        nearest.append(name);
    return nearest;
}

} // namespace assay::prompts
