// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "orchestration/stages.h"
#include "ui/operations/operationsview.h"

class QLabel;
class QTabWidget;

namespace assay::ui {

class CircuitActions;
class DataTable;

/// How calls get through right now: limits and queue, circuits, providers.
class TrafficView final : public OperationsView {
    Q_OBJECT
public:
    explicit TrafficView(const PageContext &context, QWidget *parent = nullptr);

    void refresh() override;
    void copy() const override;
    void focusMain() override;
    [[nodiscard]] QLineEdit *searchBox() const override { return m_search; }
    bool escape() override;

private:
    /// The engine at one moment.
    struct Now {
        orchestration::RateLimiterSnapshot limiter;
        QList<orchestration::BreakerStatus> circuits;
        QList<orchestration::BreakerEvent> events;
        QList<orchestration::ProviderHealth> health;
    };
    void build();
    void setEmptyTexts();
    void showNow(const Now &now);
    void showQueue(const orchestration::RateLimiterSnapshot &limiter);
    void showCircuits(const QList<orchestration::BreakerStatus> &circuits);
    void chooseCircuit(const QString &id);
    void force(const catalog::ModelRef &model, std::optional<orchestration::ForcedState> state,
               const QString &reason);
    [[nodiscard]] DataTable *shownTable() const;

    QLabel *m_queue;
    QLineEdit *m_search;
    QTabWidget *m_tabs;
    DataTable *m_limits;
    DataTable *m_circuits;
    DataTable *m_events;
    DataTable *m_health;
    CircuitActions *m_actions;
    QList<orchestration::BreakerStatus> m_states;
};

} // namespace assay::ui
