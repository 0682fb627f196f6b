// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "providers/completion.h"

#include <QFrame>

class QLabel;
class QLineEdit;
class QPlainTextEdit;
class QToolButton;

namespace assay::ui {

class Theme;

/// One call of a tool. Detail of ToolCallsEditor.
class ToolCallRow final : public QFrame {
    Q_OBJECT
public:
    ToolCallRow(Theme &theme, const providers::ToolCall &call, QWidget *parent);

    /// As it was last right.
    [[nodiscard]] const providers::ToolCall &call() const { return m_call; }
    [[nodiscard]] QString problem() const;
    void setReadOnly(bool isReadOnly);
    void zoomBy(int points);
    void focusName();

Q_SIGNALS:
    void changed();
    void left(); ///< the focus left a field
    void removeRequested();

protected:
    void changeEvent(QEvent *event) override;
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    void buildRows();
    void take();
    void showProblem(const QString &problem);
    void fitHeight();

    Theme &m_theme;
    providers::ToolCall m_call;
    QLineEdit *m_name;
    QLineEdit *m_id;
    QToolButton *m_remove;
    QPlainTextEdit *m_arguments;
    QLabel *m_problem;
};

} // namespace assay::ui
