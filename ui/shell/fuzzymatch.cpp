// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/shell/fuzzymatch.h"

#include <QString>

#include <algorithm>
#include <vector>

namespace assay::ui {

namespace {

constexpr int wordStartBonus = 8;
constexpr int runBonus = 6;
constexpr int unreachable = -1'000'000;

bool startsWord(QStringView text, qsizetype at)
{
    return at == 0 || !text.at(at - 1).isLetterOrNumber()
        || (text.at(at).isUpper() && text.at(at - 1).isLower());
}

bool isSame(QChar a, QChar b)
{
    return a.toCaseFolded() == b.toCaseFolded();
}

} // namespace

std::optional<FuzzyMatch> fuzzyMatch(QStringView pattern, QStringView text)
{
    const QString wanted = pattern.toString().remove(u' ');
    const qsizetype rows = wanted.size();
    const qsizetype columns = text.size();
    if (rows == 0)
        return FuzzyMatch{};
    if (rows > columns)
        return std::nullopt;

    // best[r][c]: the best score of the first r + 1 characters when the last of them is matched at c.
    std::vector<std::vector<int>> best(size_t(rows), std::vector<int>(size_t(columns), unreachable));
    std::vector<std::vector<int>> from(size_t(rows), std::vector<int>(size_t(columns), -1));
    for (qsizetype r = 0; r < rows; ++r) {
        for (qsizetype c = r; c < columns; ++c) {
            if (!isSame(wanted.at(r), text.at(c)))
                continue;
            const int here = startsWord(text, c) ? wordStartBonus : 1;
            if (r == 0) {
                best[0][size_t(c)] = here - int(std::min<qsizetype>(c, 5)); // the nearer the start the better
                continue;
            }
            for (qsizetype p = r - 1; p < c; ++p) {
                const int before = best[size_t(r - 1)][size_t(p)];
                if (before == unreachable)
                    continue;
                const int score =
                    before + here + (p + 1 == c ? runBonus : -int(std::min<qsizetype>(c - p, 4)));
                if (score > best[size_t(r)][size_t(c)]) {
                    best[size_t(r)][size_t(c)] = score;
                    from[size_t(r)][size_t(c)] = int(p);
                }
            }
        }
    }

    const std::vector<int> &last = best.back();
    const auto top = std::max_element(last.begin(), last.end());
    if (*top == unreachable)
        return std::nullopt;
    FuzzyMatch match{*top, {}};
    int column = int(top - last.begin());
    for (qsizetype r = rows - 1; r >= 0; --r) {
        match.positions.prepend(column);
        column = from[size_t(r)][size_t(column)];
    }
    return match;
}

} // namespace assay::ui
