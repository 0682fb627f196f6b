// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "prompts/hints.h"
#include "ui/widgets/page.h"
#include "workspace/promptestimate.h"

#include <functional>

#include <QTimer>

class QLabel;
class QPushButton;
class QTreeWidget;
class QTreeWidgetItem;
class QVBoxLayout;

namespace assay::ui {

/// What the prompt will take of its model and of others that one adds, while it is typed: tokens with their
/// band, cost, share of the context window, what each message takes; and what could make it shorter.
class EstimatePanel final : public QWidget {
    Q_OBJECT
public:
    struct Subject {
        QString name; ///< the prompt's own
        prompts::PromptContent content;
        QMap<QString, QString> values;
    };
    /// `subject` gives what is to be estimated; it is asked a moment after touch(), and only while shown.
    EstimatePanel(const PageContext &context, std::function<Subject()> subject, QWidget *parent = nullptr);

    /// The prompt or its values changed.
    void touch();
    /// "1,240 tokens · $0.0031 · 1 % of the context": for when the panel is closed. Kept up to date all the
    /// same.
    [[nodiscard]] QString summary() const { return m_summary; }
    /// The same without the context's share; empty while there is no estimate.
    [[nodiscard]] QString tokensAndCost() const { return m_tokensAndCost; }
    [[nodiscard]] bool isSettled() const { return !m_delay.isActive() && m_pending == 0 && m_counting == 0; }

Q_SIGNALS:
    void summaryChanged();
    /// Follow the hint.
    void hintFollowed(const assay::prompts::Hint &hint);
    /// Show the passage.
    void hintShown(const assay::prompts::Hint &hint);

private:
    struct Answer {
        QList<workspace::PromptEstimate> estimates;
        QList<prompts::Hint> hints;
    };
    void estimate();
    /// Lets the providers count what is estimated now.
    void countExactly();
    void showCount(const catalog::ModelRef &model, const Result<std::int64_t> &tokens);
    void showAnswer(const Subject &subject, const Answer &answer);
    void showModels(const Subject &subject, const QList<workspace::PromptEstimate> &estimates);
    void showParts(QTreeWidgetItem *row, const prompts::PromptContent &content,
                   const workspace::PromptEstimate &estimate);
    static QTreeWidgetItem *addPart(QTreeWidgetItem *row, const QString &name, const QString &figure);
    void showHints(const Subject &subject, const QList<prompts::Hint> &hints);
    void showProblem(const QString &problem);
    [[nodiscard]] QList<catalog::ModelRef> modelsFor(const QString &promptModel) const;
    void addModel(const QString &name);

    PageContext m_context;
    std::function<Subject()> m_subject;
    QLabel *m_problem;
    QTreeWidget *m_models; ///< a row a model, its messages below
    QPushButton *m_count;
    QVBoxLayout *m_hints;
    QWidget *m_hintRows = nullptr;
    QTimer m_delay;
    QString m_summary;
    QString m_tokensAndCost;
    int m_pending = 0;
    int m_counting = 0; ///< providers that were asked and have not answered
    Subject m_shown; ///< what the figures are of
    bool m_askAgain = false;
};

} // namespace assay::ui
