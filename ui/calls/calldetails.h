// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "telemetry/callrecord.h"
#include "ui/widgets/page.h"

class QLabel;
class QPlainTextEdit;
class QTabWidget;
class QTableView;

namespace assay::ui {

class MessageBar;
class CostModel;
class TimelineModel;

/// One call of the log: its timeline, what was sent and what came back.
class CallDetails final : public QWidget {
    Q_OBJECT
public:
    explicit CallDetails(const PageContext &context, QWidget *parent = nullptr);

    /// Loads the call with its content.
    void showCall(const CallId &id);
    void clear();
    [[nodiscard]] bool isBusy() const { return m_pending > 0; }
    [[nodiscard]] const TimelineModel &timeline() const { return *m_timeline; }
    /// The whole call as JSON, for a ticket or a colleague.
    void copyAsJson() const;

private:
    void showRecord(const telemetry::CallRecord &record);
    void showStep(int row);
    void showCosts(const telemetry::CallRecord &record);
    QTableView *buildTimeline();
    QTableView *buildCosts();

    PageContext m_context;
    TimelineModel *m_timeline;
    CostModel *m_costs;
    QTabWidget *m_tabs;
    QLabel *m_title;
    QLabel *m_facts;
    MessageBar *m_bar;
    QTableView *m_steps;
    QLabel *m_step;
    QTableView *m_costTable;
    QLabel *m_costNote;
    QPlainTextEdit *m_request;
    QPlainTextEdit *m_answer;
    std::optional<telemetry::CallRecord> m_record;
    std::optional<CallId> m_wanted;
    int m_pending = 0;
};

} // namespace assay::ui
