// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/dashboard/timerange.h"
#include "ui/widgets/page.h"

#include <QTimer>

class QComboBox;
class QStackedWidget;

namespace assay::ui {

class DashboardView;
class EmptyState;
class MessageBar;
class TimeChart;

/// Live figures of the calls: follows the log while it is visible.
class DashboardPage final : public Page {
    Q_OBJECT
public:
    explicit DashboardPage(const PageContext &context, QWidget *parent = nullptr);

    [[nodiscard]] QString title() const override { return tr("Dashboard"); }
    [[nodiscard]] QString iconName() const override { return QStringLiteral("dashboard"); }
    [[nodiscard]] QString pageId() const override { return QStringLiteral("dashboard"); }
    void activate() override;
    [[nodiscard]] bool isSettled() const override { return m_isLoaded && !m_isAsking; }

protected:
    void showEvent(QShowEvent *event) override;
    void hideEvent(QHideEvent *event) override;

private:
    struct Answer {
        telemetry::FactsPanel panel;
        QStringList models;
        std::int64_t callsEver = 0;
    };
    void buildLayout();
    void addActions();
    void refresh();
    void showAnswer(const Answer &answer, const TimeRange &shown);
    void showEmpty(const Answer &answer);
    void setModels(const QStringList &models);
    void restartTimer();
    void exportMenu(TimeChart *chart, const QPoint &globalPosition);
    void saveChart(TimeChart *chart, const QString &suffix);
    void showAsTable(TimeChart *chart);
    void copyTable();
    [[nodiscard]] const TimeRange &range() const;
    [[nodiscard]] QString model() const; ///< empty for all

    PageContext m_context;
    MessageBar *m_bar;
    QComboBox *m_range;
    QComboBox *m_model;
    QStackedWidget *m_stack;
    DashboardView *m_view;
    EmptyState *m_empty;
    QTimer m_tick;
    bool m_isAsking = false; ///< one question at a time
    bool m_askAgain = false; ///< range or model changed meanwhile
    bool m_isLoaded = false;
};

} // namespace assay::ui
