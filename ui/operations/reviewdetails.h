// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/widgets/page.h"
#include "validation/reviewqueue.h"

#include <optional>

class QLabel;
class QLineEdit;
class QListWidget;
class QPlainTextEdit;
class QPushButton;

namespace assay::ui {

/// One text for review: what was found where, the text itself, and the decision.
class ReviewDetails final : public QWidget {
    Q_OBJECT
public:
    explicit ReviewDetails(Theme &theme, QWidget *parent = nullptr);

    /// None empties it. The same item again keeps the note being typed.
    void setItem(const std::optional<validation::ReviewItem> &item);
    [[nodiscard]] const std::optional<validation::ReviewItem> &item() const { return m_item; }
    [[nodiscard]] QString note() const;
    [[nodiscard]] bool isOpen() const;

Q_SIGNALS:
    void decided(assay::validation::ReviewDecision decision);
    void callRequested(const assay::CallId &call);

private:
    void build();
    void showItem();
    void showFindings();
    void highlight();
    void showFinding(int row);

    Theme &m_theme;
    std::optional<validation::ReviewItem> m_item;
    QLabel *m_heading;
    QListWidget *m_findings;
    QPlainTextEdit *m_text;
    QLabel *m_verdict;
    QWidget *m_decision;
    QLineEdit *m_note;
    QPushButton *m_approve;
    QPushButton *m_reject;
    QPushButton *m_call;
};

} // namespace assay::ui
