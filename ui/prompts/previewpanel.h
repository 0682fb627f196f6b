// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "prompts/preview.h"
#include "ui/widgets/page.h"

#include <functional>

#include <QTimer>

class QLabel;
class QPlainTextEdit;

namespace assay::ui {

/// What a model would get, while the prompt is typed: every message with included prompts and values in their
/// place. Inserted values and those that are missing are marked; an error keeps the last preview in sight.
class PreviewPanel final : public QWidget {
    Q_OBJECT
public:
    struct Subject {
        QString name; ///< the prompt's own
        prompts::PromptContent content;
        QMap<QString, QString> values;
    };
    /// `subject` is asked a moment after touch(), and only while the panel is shown.
    PreviewPanel(const PageContext &context, std::function<Subject()> subject, QWidget *parent = nullptr);

    /// The prompt or its values changed.
    void touch();
    /// What is shown, as "Copy" takes it.
    [[nodiscard]] QString text() const { return prompts::previewText(m_shown); }
    /// What is wrong or missing; empty when nothing is.
    [[nodiscard]] QString problem() const;
    [[nodiscard]] bool isSettled() const { return !m_delay.isActive() && m_pending == 0; }

Q_SIGNALS:
    void closed();

protected:
    void showEvent(QShowEvent *event) override;

private:
    void render();
    void showPreview();
    void showProblem(const QString &problem);

    PageContext m_context;
    std::function<Subject()> m_subject;
    QLabel *m_problem;
    QPlainTextEdit *m_text;
    prompts::PromptPreview m_shown;
    QTimer m_delay;
    int m_pending = 0;
    bool m_askAgain = false;
};

} // namespace assay::ui
