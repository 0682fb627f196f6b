// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "evaluation/versionscores.h"
#include "prompts/prompt.h"
#include "telemetry/requestlog.h"

#include <QAbstractListModel>
#include <QHash>

namespace assay::ui {

/// What is known of a prompt's versions beside their content, by number.
struct VersionEvidence {
    QHash<int, telemetry::VersionFigures> figures; ///< of their calls
    QHash<int, evaluation::VersionScores> scores; ///< of votes against other versions
};

/// The versions of one prompt, newest first.
class VersionsModel final : public QAbstractListModel {
    Q_OBJECT
public:
    using QAbstractListModel::QAbstractListModel;
    void setVersions(QList<prompts::PromptVersion> versions);
    [[nodiscard]] const prompts::PromptVersion *version(int row) const; ///< null outside
    [[nodiscard]] const QList<prompts::PromptVersion> &versions() const { return m_versions; }

    void setEvidence(VersionEvidence evidence);
    /// "142 calls, $0.0007 each, 0.9 s, 1 % failed, won 64 % of 11 votes"; empty when nothing is known.
    [[nodiscard]] QString figuresText(int version) const;

    /// Where it comes from, if not from the version before: "from v2", "merges v4"; else empty.
    [[nodiscard]] static QString originText(const prompts::PromptVersion &version);

    [[nodiscard]] int rowCount(const QModelIndex &parent = {}) const override;
    [[nodiscard]] QVariant data(const QModelIndex &index, int role) const override;

private:
    QList<prompts::PromptVersion> m_versions;
    VersionEvidence m_evidence;
};

/// "Won 64 % of 11 votes (35 to 85 % with 95 % confidence)." or that nobody voted. The interval is Wilson's.
[[nodiscard]] QString evaluationText(const evaluation::VersionScores &scores);
/// "3 min ago", "2 days ago", then the date.
[[nodiscard]] QString relativeTime(UtcMicros time, UtcMicros now);
[[nodiscard]] QString absoluteTime(UtcMicros time);

} // namespace assay::ui
