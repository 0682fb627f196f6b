// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "providers/completion.h"

#include <vector>

#include <QWidget>

class QVBoxLayout;

namespace assay::ui {

class Theme;
class ToolCallRow;

/// The tools that an assistant's message calls: name, id and arguments of each, with what is wrong below.
/// Arguments that are no JSON object yet are not taken: the last right ones are kept.
class ToolCallsEditor final : public QWidget {
    Q_OBJECT
public:
    explicit ToolCallsEditor(Theme &theme, QWidget *parent = nullptr);

    void setCalls(const std::vector<providers::ToolCall> &calls);
    [[nodiscard]] std::vector<providers::ToolCall> calls() const;
    /// Adds one with a free id, and puts the cursor into its name.
    void add();
    void setReadOnly(bool isReadOnly);
    void zoomBy(int points);
    /// The first problem as shown; empty when there is none.
    [[nodiscard]] QString problem() const;

Q_SIGNALS:
    void changed();
    /// A step was done: a call came or went, or the focus left a field that was changed.
    void stepped();

private:
    ToolCallRow *insertRow(int at, const providers::ToolCall &call);
    void remove(ToolCallRow *row);

    Theme &m_theme;
    QVBoxLayout *m_layout;
    QList<ToolCallRow *> m_rows;
    bool m_isReadOnly = false;
    int m_zoom = 0;
};

} // namespace assay::ui
