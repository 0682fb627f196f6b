// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "providers/completion.h"

#include <QFrame>
#include <QTimer>

class QComboBox;
class QLabel;
class QPlainTextEdit;
class QToolButton;

namespace assay::ui {

class Theme;

/// One message of a prompt: its role, its text with the variables marked, and what is wrong with its
/// template.
class MessageBlock final : public QFrame {
    Q_OBJECT
public:
    MessageBlock(Theme &theme, const providers::Message &message, QWidget *parent = nullptr);

    [[nodiscard]] providers::Message message() const;
    /// Announces nothing.
    void setRole(providers::Role role);
    [[nodiscard]] bool isFolded() const { return m_isFolded; }
    void setFolded(bool isFolded);
    void setReadOnly(bool isReadOnly);
    void setMovable(bool up, bool down);
    void zoom(int points);
    [[nodiscard]] QPlainTextEdit *editor() const { return m_text; }
    /// The template's problem as shown; empty when there is none.
    [[nodiscard]] QString problem() const;

Q_SIGNALS:
    void changed();
    void roleChanged(assay::providers::Role before, assay::providers::Role after);
    void removeRequested();
    void moveRequested(int by);

protected:
    void paintEvent(QPaintEvent *event) override;
    void changeEvent(QEvent *event) override;
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    void buildRows();
    void fitHeight();
    void check();
    void nameControls();
    void removeHidden();

    Theme &m_theme;
    QComboBox *m_role;
    QToolButton *m_fold;
    QToolButton *m_up;
    QToolButton *m_down;
    QToolButton *m_remove;
    QLabel *m_gist; ///< the first words, while folded
    QPlainTextEdit *m_text;
    QLabel *m_problem;
    QWidget *m_hidden; ///< says that the text has characters one cannot see
    QLabel *m_hiddenCount;
    QTimer m_check;
    providers::Role m_lastRole;
    int m_revision = 0; ///< of the text that was announced last
    bool m_isFolded = false;
};

} // namespace assay::ui
