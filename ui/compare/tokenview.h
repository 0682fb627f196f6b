// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "providers/completion.h"

#include <QWidget>

class QListWidget;
class QTextEdit;

namespace assay::ui {

class Theme;

/// The tokens of an answer, each shaded and underlined by how sure the model was of it. Hovering or the arrow
/// keys choose one; beside it stands what else it might have said.
class TokenView final : public QWidget {
    Q_OBJECT
public:
    explicit TokenView(Theme &theme, QWidget *parent = nullptr);
    /// Hides itself when there are none.
    void setTokens(const std::vector<providers::TokenLogprob> &tokens);
    [[nodiscard]] int count() const { return static_cast<int>(m_tokens.size()); }
    [[nodiscard]] int current() const { return m_current; }
    void setCurrent(int token);
    [[nodiscard]] QTextEdit *text() const { return m_text; }
    [[nodiscard]] QListWidget *alternatives() const { return m_alternatives; }

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    [[nodiscard]] int tokenAt(int position) const;
    void showAlternatives();

    Theme &m_theme;
    std::vector<providers::TokenLogprob> m_tokens;
    int m_current = -1;
    QTextEdit *m_text;
    std::vector<int> m_ends; ///< where each token ends in the text, UTF-16 units
    QListWidget *m_alternatives;
};

} // namespace assay::ui
