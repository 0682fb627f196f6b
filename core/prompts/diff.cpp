// SPDX-License-Identifier: GPL-3.0-or-later
#include "prompts/diff.h"

#include "prompts/sequencematch.h"

#include <QHash>

#include <algorithm>
#include <deque>
#include <iterator>

namespace assay::prompts {
namespace {

/// About 50 ms of matching in the worst case.
constexpr long long stepsMax = 4'000'000;
/// In a larger block of changed lines the n-th removed line is compared with the n-th added one.
constexpr qsizetype pairingCellsMax = 2'500;
/// Lines that share less of their text are shown as replaced.
constexpr double similarityMin = 0.35;

QList<QStringView> linesOf(const QString &text)
{
    return text.isEmpty() ? QList<QStringView>() : QStringView(text).split(u'\n');
}

enum class CharacterClass { Word, Space, Other };

CharacterClass classOf(QChar c)
{
    if (c.isSpace())
        return CharacterClass::Space;
    // Halves of a surrogate pair stay together as a "word".
    return c.isLetterOrNumber() || c.isMark() || c.isSurrogate() || c == u'_' ? CharacterClass::Word
                                                                              : CharacterClass::Other;
}

/// Words, runs of space, and single other characters.
QList<QStringView> tokensOf(QStringView line)
{
    QList<QStringView> tokens;
    for (qsizetype start = 0; start < line.size();) {
        const CharacterClass kind = classOf(line[start]);
        qsizetype end = start + 1;
        while (kind != CharacterClass::Other && end < line.size() && classOf(line[end]) == kind)
            ++end;
        tokens.append(line.sliced(start, end - start));
        start = end;
    }
    return tokens;
}

bool isSpace(QStringView token)
{
    return classOf(token.front()) == CharacterClass::Space;
}

/// Gives equal texts equal numbers.
class SymbolTable final {
public:
    explicit SymbolTable(WhiteSpace whiteSpace)
        : m_whiteSpace(whiteSpace)
    {
    }
    Symbols symbolsOf(const QList<QStringView> &texts)
    {
        Symbols symbols;
        symbols.reserve(size_t(texts.size()));
        for (const QStringView given : texts) {
            const QStringView text = normalised(given);
            auto found = m_numbers.constFind(text);
            if (found == m_numbers.cend())
                found = m_numbers.insert(text, int(m_numbers.size()));
            symbols.push_back(*found);
        }
        return symbols;
    }

private:
    QStringView normalised(QStringView text)
    {
        if (m_whiteSpace == WhiteSpace::Counts)
            return text;
        m_kept.push_back(text.toString().simplified());
        return m_kept.back();
    }

    WhiteSpace m_whiteSpace;
    std::deque<QString> m_kept; ///< what the views of m_numbers look at; grows without moving
    QHash<QStringView, int> m_numbers;
};

struct Line {
    int number = 0; ///< 1-based
    QStringView text;
    QList<QStringView> tokens; ///< of changed lines only
    Symbols symbols;
    Symbols sortedWords; ///< symbols that are no space, for a quick likeness
};

/// The words that both lines have, as a part of the longer line's.
double likeness(const Line &a, const Line &b)
{
    const size_t longer = std::max(a.sortedWords.size(), b.sortedWords.size());
    if (longer == 0)
        return 1.0;
    Symbols common;
    std::set_intersection(a.sortedWords.begin(), a.sortedWords.end(), b.sortedWords.begin(),
                          b.sortedWords.end(), std::back_inserter(common));
    return double(common.size()) / double(longer);
}

class SideBySide final {
public:
    SideBySide(const QString &left, const QString &right, WhiteSpace whiteSpace)
        : m_left(linesOf(left))
        , m_right(linesOf(right))
        , m_whiteSpace(whiteSpace)
    {
    }

    QList<DiffRow> rows()
    {
        SymbolTable lines(m_whiteSpace);
        const Symbols left = lines.symbolsOf(m_left);
        const Symbols right = lines.symbolsOf(m_right);
        int leftDone = 0;
        int rightDone = 0;
        for (const auto &[leftLine, rightLine] : m_matcher.match(left, right)) {
            addChangedBlock(leftDone, leftLine, rightDone, rightLine);
            addEqual(leftLine, rightLine);
            leftDone = leftLine + 1;
            rightDone = rightLine + 1;
        }
        addChangedBlock(leftDone, int(m_left.size()), rightDone, int(m_right.size()));
        return m_rows;
    }

private:
    static void addSpan(QList<DiffSpan> &spans, DiffKind kind, QStringView text)
    {
        if (text.isEmpty())
            return;
        if (spans.isEmpty() || spans.last().kind != kind)
            spans.append({kind, text.toString()});
        else
            spans.last().text.append(text);
    }

    void addEqual(int left, int right)
    {
        DiffRow row{left + 1, right + 1, {}, {}};
        addSpan(row.left, DiffKind::Equal, m_left[left]);
        addSpan(row.right, DiffKind::Equal, m_right[right]);
        m_rows.append(row);
    }

    std::vector<Line> changedLines(const QList<QStringView> &texts, int from, int to)
    {
        std::vector<Line> lines;
        for (int i = from; i < to; ++i) {
            Line line{i + 1, texts[i], tokensOf(texts[i]), {}, {}};
            line.symbols = m_words.symbolsOf(line.tokens);
            for (qsizetype token = 0; token < line.tokens.size(); ++token) {
                if (!isSpace(line.tokens[token]))
                    line.sortedWords.push_back(line.symbols[size_t(token)]);
            }
            std::sort(line.sortedWords.begin(), line.sortedWords.end());
            lines.push_back(std::move(line));
        }
        return lines;
    }

    void addChangedBlock(int leftFrom, int leftTo, int rightFrom, int rightTo)
    {
        const std::vector<Line> left = changedLines(m_left, leftFrom, leftTo);
        const std::vector<Line> right = changedLines(m_right, rightFrom, rightTo);
        size_t leftDone = 0;
        size_t rightDone = 0;
        for (const auto &[leftIndex, rightIndex] : similarPairs(left, right)) {
            addReplaced(left, leftDone, leftIndex, right, rightDone, rightIndex);
            addEdited(left[leftIndex], right[rightIndex]);
            leftDone = leftIndex + 1;
            rightDone = rightIndex + 1;
        }
        addReplaced(left, leftDone, left.size(), right, rightDone, right.size());
    }

    using Pairs = std::vector<std::pair<size_t, size_t>>;

    /// The lines of a block that became one another: ascending pairs with the greatest sum of likeness.
    static Pairs similarPairs(const std::vector<Line> &left, const std::vector<Line> &right)
    {
        const size_t columns = right.size() + 1;
        if (qsizetype(left.size()) * qsizetype(right.size()) > pairingCellsMax)
            return pairsInOrder(left, right);
        std::vector<double> likenesses(left.size() * right.size());
        std::vector<double> best((left.size() + 1) * columns, 0.0);
        for (size_t i = left.size(); i-- > 0;) {
            for (size_t j = right.size(); j-- > 0;) {
                const double alike = likeness(left[i], right[j]);
                likenesses[i * right.size() + j] = alike;
                best[i * columns + j] = std::max(best[(i + 1) * columns + j], best[i * columns + j + 1]);
                if (alike >= similarityMin) {
                    best[i * columns + j] =
                        std::max(best[i * columns + j], alike + best[(i + 1) * columns + j + 1]);
                }
            }
        }
        Pairs pairs;
        for (size_t i = 0, j = 0; i < left.size() && j < right.size();) {
            const double here = best[i * columns + j];
            const double alike = likenesses[i * right.size() + j];
            if (alike >= similarityMin && here == alike + best[(i + 1) * columns + j + 1])
                pairs.emplace_back(i++, j++);
            else if (here == best[(i + 1) * columns + j])
                ++i;
            else
                ++j;
        }
        return pairs;
    }

    static Pairs pairsInOrder(const std::vector<Line> &left, const std::vector<Line> &right)
    {
        Pairs pairs;
        for (size_t i = 0; i < std::min(left.size(), right.size()); ++i) {
            if (likeness(left[i], right[i]) >= similarityMin)
                pairs.emplace_back(i, i);
        }
        return pairs;
    }

    /// Lines that have nothing to do with each other, side by side to save space.
    void addReplaced(const std::vector<Line> &left, size_t leftFrom, size_t leftTo,
                     const std::vector<Line> &right, size_t rightFrom, size_t rightTo)
    {
        while (leftFrom < leftTo || rightFrom < rightTo) {
            DiffRow row;
            if (leftFrom < leftTo) {
                row.leftLine = left[leftFrom].number;
                addSpan(row.left, DiffKind::Removed, left[leftFrom++].text);
            }
            if (rightFrom < rightTo) {
                row.rightLine = right[rightFrom].number;
                addSpan(row.right, DiffKind::Added, right[rightFrom++].text);
            }
            m_rows.append(row);
        }
    }

    void addEdited(const Line &left, const Line &right)
    {
        DiffRow row{left.number, right.number, {}, {}};
        std::vector<bool> keptLeft(left.symbols.size(), false);
        std::vector<bool> keptRight(right.symbols.size(), false);
        const Matches matches = m_matcher.match(left.symbols, right.symbols);
        for (const auto &[i, j] : matches) {
            keptLeft[size_t(i)] = true;
            keptRight[size_t(j)] = true;
        }
        for (const auto &[i, j] : matches) {
            // A lone space between changed words would only break the change in two.
            if (isSpace(left.tokens[i]) && standsAlone(keptLeft, size_t(i))
                && standsAlone(keptRight, size_t(j))) {
                keptLeft[size_t(i)] = false;
                keptRight[size_t(j)] = false;
            }
        }
        for (qsizetype i = 0; i < left.tokens.size(); ++i)
            addSpan(row.left,
                    isSame(keptLeft[size_t(i)], left.tokens[i]) ? DiffKind::Equal : DiffKind::Removed,
                    left.tokens[i]);
        for (qsizetype j = 0; j < right.tokens.size(); ++j)
            addSpan(row.right,
                    isSame(keptRight[size_t(j)], right.tokens[j]) ? DiffKind::Equal : DiffKind::Added,
                    right.tokens[j]);
        m_rows.append(row);
    }

    [[nodiscard]] bool isSame(bool isKept, QStringView token) const
    {
        return isKept || (m_whiteSpace == WhiteSpace::Ignored && isSpace(token));
    }

    static bool standsAlone(const std::vector<bool> &kept, size_t index)
    {
        return index > 0 && index + 1 < kept.size() && !kept[index - 1] && !kept[index + 1];
    }

    QList<QStringView> m_left;
    QList<QStringView> m_right;
    SequenceMatcher m_matcher{stepsMax};
    WhiteSpace m_whiteSpace;
    SymbolTable m_words{m_whiteSpace};
    QList<DiffRow> m_rows;
};

} // namespace

bool DiffRow::isChanged() const
{
    const auto differs = [](const DiffSpan &span) { return span.kind != DiffKind::Equal; };
    return leftLine == 0 || rightLine == 0 || std::any_of(left.begin(), left.end(), differs)
        || std::any_of(right.begin(), right.end(), differs);
}

QList<DiffRow> diffTexts(const QString &left, const QString &right, WhiteSpace whiteSpace)
{
    return SideBySide(left, right, whiteSpace).rows();
}

} // namespace assay::prompts
