// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "prompts/merge.h"

#include <QWidget>

class QGridLayout;
class QLabel;

namespace assay::ui {

class Theme;

/// What two people changed differently: a row each, with a button for either side. Above the draft until it is
/// settled.
class MergeChoice final : public QWidget {
    Q_OBJECT
public:
    explicit MergeChoice(Theme &theme, QWidget *parent = nullptr);

    /// `other` is the name of the other side: "version 5".
    void setConflicts(const QList<prompts::MergeConflict> &conflicts, const QString &other);
    [[nodiscard]] const prompts::MergeChoices &choices() const { return m_choices; }

Q_SIGNALS:
    void chosen();
    void closed();

private:
    void addRow(int row, const prompts::MergeConflict &conflict, const QString &other);

    QLabel *m_title;
    QWidget *m_area;
    QGridLayout *m_rows;
    prompts::MergeChoices m_choices;
};

} // namespace assay::ui
