// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QWidget>

class QLabel;
class QLineEdit;
class QPushButton;

namespace assay::ui {

class Theme;

/// Where a draft becomes a version: its message, and what stands against it.
class CommitRow final : public QWidget {
    Q_OBJECT
public:
    explicit CommitRow(Theme &theme, QWidget *parent = nullptr);
    void setNextVersion(int number);
    void setProblem(const QString &sentence);
    /// Why nobody here may commit, which disables the row; empty: one may.
    void setRefusal(const QString &sentence);
    /// After a commit: empty again.
    void clear();
    void focusMessage();

Q_SIGNALS:
    void commitRequested(const QString &message);

private:
    void submit();

    Theme &m_theme;
    QLineEdit *m_message;
    QPushButton *m_commit;
    QLabel *m_problem;
    QString m_refusal;
};

} // namespace assay::ui
