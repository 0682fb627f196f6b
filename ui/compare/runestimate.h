// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/money.h"
#include "prompts/prompt.h"
#include "ui/compare/columncall.h"
#include "ui/compare/comparedata.h"
#include "ui/widgets/page.h"
#include "workspace/obstacles.h"
#include "workspace/promptestimate.h"

#include <functional>
#include <optional>

#include <QTimer>
#include <QToolButton>

class QMenu;

namespace assay::ui {

/// What a run of all columns will cost and take, before it starts; its menu says so of each column, and sets
/// above which amount one wants to be asked first.
class RunEstimate final : public QToolButton {
    Q_OBJECT
public:
    struct Asked {
        ColumnId column = 0;
        catalog::ModelRef target;
        providers::Parameters parameters;
        std::optional<ColumnContent> content = {}; ///< in place of the subject's
        QMap<QString, QString> values = {}; ///< of its own, over the subject's
    };
    struct Subject {
        QString prompt; ///< its name; empty for free text
        prompts::PromptContent content;
        QMap<QString, QString> values;
        QList<Asked> columns; ///< those that have a model
        QList<QMap<QString, QString>> rows = {}; ///< of a grid: values beside those above; none: no grid
        int repeats = 1; ///< of every cell
    };
    /// `subject` gives what would run; it is asked a moment after touch().
    RunEstimate(const PageContext &context, std::function<Subject()> subject, QWidget *parent = nullptr);

    /// The prompt, a value or a column changed.
    void touch();
    /// The sentence to confirm; empty when the run stays below the amount that was set, or nothing is known.
    [[nodiscard]] QString whyToAsk() const;
    /// Estimates something else right away; `then` has the sentence to confirm, or an empty one.
    void check(const Subject &subject, std::function<void(const QString &why)> then);
    /// No amount: never ask.
    void setLimit(std::optional<Money> limit);
    [[nodiscard]] std::optional<Money> limit() const;
    /// What would refuse a call of this model now; as of the last estimate.
    [[nodiscard]] QList<workspace::Obstacle> obstacles(const catalog::ModelRef &model) const
    {
        return m_obstacles.value(model.toString());
    }
    /// What a column's model does not take of the request, as of the last estimate.
    [[nodiscard]] QList<providers::NotTaken> notTaken(ColumnId column) const { return m_notTaken.value(column); }
    /// Whether what is not taken is left out; else the call is refused.
    [[nodiscard]] bool leavesOut() const { return m_leavesOut; }
    [[nodiscard]] bool isSettled() const { return !m_delay.isActive() && m_pending == 0; }

    [[nodiscard]] QSize minimumSizeHint() const override; ///< a narrow window cuts the text

Q_SIGNALS:
    void estimated();

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    struct Sum {
        Money input;
        std::optional<Money> atMost; ///< of those whose price is known; empty: of none
        int unpriced = 0; ///< columns without a price: the sum is the least
        std::chrono::milliseconds slowest{0};
    };
    [[nodiscard]] static Sum sumOf(const QList<workspace::PromptEstimate> &estimates);
    [[nodiscard]] QString whyToAsk(const Sum &sum) const;
    void estimate();
    void showEstimates();
    void fillMenu();
    [[nodiscard]] QString rowOf(const workspace::PromptEstimate &estimate) const;

    PageContext m_context;
    std::function<Subject()> m_subject;
    QMenu *m_menu;
    QTimer m_delay;
    QList<workspace::PromptEstimate> m_estimates; ///< a column each
    QMap<QString, QList<workspace::Obstacle>> m_obstacles; ///< by model
    QMap<ColumnId, QList<providers::NotTaken>> m_notTaken;
    bool m_leavesOut = false;
    Sum m_sum;
    quint64 m_asking = 0;
    int m_pending = 0;
};

} // namespace assay::ui
