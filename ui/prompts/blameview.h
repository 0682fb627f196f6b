// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "prompts/blame.h"

#include <QWidget>

class QLabel;
class QPlainTextEdit;

namespace assay::ui {

class Theme;

/// A version's text with the version and the author of each line beside it.
class BlameView final : public QWidget {
    Q_OBJECT
public:
    explicit BlameView(Theme &theme, QWidget *parent = nullptr);

    /// Finds out, off this thread, and shows it. Number 0: the draft.
    void setContent(const prompts::PromptContent &content, int number, int parent, int mergedParent,
                    const QList<prompts::PromptVersion> &versions);
    [[nodiscard]] bool isSettled() const { return m_pending == 0; }

Q_SIGNALS:
    void closed();

private:
    void fill();

    Theme &m_theme;
    QLabel *m_title;
    QPlainTextEdit *m_text;
    QList<prompts::BlameLine> m_lines;
    QList<prompts::PromptVersion> m_versions;
    int m_pending = 0;
    quint64 m_asked = 0;
};

} // namespace assay::ui
