// SPDX-License-Identifier: GPL-3.0-or-later
#include "prompts/blame.h"

#include "prompts/contenttext.h"
#include "prompts/diff.h"

#include <algorithm>

#include <QSet>

namespace assay::prompts {
namespace {

/// A line of the first text that is not settled yet, and where it stands in the text being looked at.
struct Open {
    int line = 0; ///< of the first text, from 0
    int at = 0; ///< of this one, from 0
};

class Search final {
public:
    Search(const QList<PromptVersion> &versions, QList<BlameLine> &lines)
        : m_versions(versions)
        , m_lines(lines)
    {
    }

    /// Settles `open` lines of a text that `number` made from its parents.
    void settle(const QString &text, const QList<int> &parents, std::vector<Open> open)
    {
        for (const int parent : parents) {
            const PromptVersion *version = find(parent);
            if (version == nullptr || open.empty())
                continue;
            const QString before = contentText(version->content);
            std::vector<Open> older;
            std::vector<Open> here;
            const QHash<int, int> kept = unchangedLines(before, text);
            for (const Open &line : open) {
                const auto found = kept.find(line.at);
                if (found == kept.end())
                    here.push_back(line);
                else
                    older.push_back({line.line, *found});
            }
            for (const Open &line : older)
                m_lines[line.line].version = parent; // until an older one had it, too
            settle(before, {version->parent, version->mergedParent}, std::move(older));
            open = std::move(here);
        }
    }

private:
    [[nodiscard]] const PromptVersion *find(int number) const
    {
        const auto found = std::ranges::find(m_versions, number, &PromptVersion::number);
        return number == 0 || found == m_versions.end() ? nullptr : &*found;
    }

    /// Lines of `after` (from 0) that stand in `before`, too.
    static QHash<int, int> unchangedLines(const QString &before, const QString &after)
    {
        QHash<int, int> lines;
        const QList<DiffRow> rows = diffTexts(before, after);
        for (const DiffRow &row : rows) {
            if (!row.isChanged())
                lines.insert(row.rightLine - 1, row.leftLine - 1);
        }
        return lines;
    }

    const QList<PromptVersion> &m_versions;
    QList<BlameLine> &m_lines;
};

} // namespace

QList<BlameLine> blame(const PromptContent &content, int number, int parent, int mergedParent,
                       const QList<PromptVersion> &versions)
{
    const QString text = contentText(content);
    QList<BlameLine> lines;
    std::vector<Open> open;
    for (const QString &line : text.split(u'\n')) {
        open.push_back({static_cast<int>(lines.size()), static_cast<int>(lines.size())});
        lines.append({line, number});
    }
    Search(versions, lines).settle(text, {parent, mergedParent}, std::move(open));
    return lines;
}

} // namespace assay::prompts
