// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "prompts/prompt.h"
#include "telemetry/requestlog.h"

#include <QAbstractListModel>
#include <QHash>

namespace assay::ui {

/// The versions of one prompt, newest first.
class VersionsModel final : public QAbstractListModel {
    Q_OBJECT
public:
    using QAbstractListModel::QAbstractListModel;
    void setVersions(QList<prompts::PromptVersion> versions);
    [[nodiscard]] const prompts::PromptVersion *version(int row) const; ///< null outside
    [[nodiscard]] const QList<prompts::PromptVersion> &versions() const { return m_versions; }

    using Figures = QHash<int, telemetry::VersionFigures>;
    void setFigures(Figures figures); ///< by version
    /// "142 calls, $0.0007 each, 0.9 s, 1 % failed"; empty of a version that was not called.
    [[nodiscard]] QString figuresText(int version) const;

    [[nodiscard]] int rowCount(const QModelIndex &parent = {}) const override;
    [[nodiscard]] QVariant data(const QModelIndex &index, int role) const override;

private:
    QList<prompts::PromptVersion> m_versions;
    Figures m_figures;
};

/// "3 min ago", "2 days ago", then the date.
[[nodiscard]] QString relativeTime(UtcMicros time, UtcMicros now);
[[nodiscard]] QString absoluteTime(UtcMicros time);

} // namespace assay::ui
