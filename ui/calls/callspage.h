// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "telemetry/requestlog.h"
#include "ui/widgets/page.h"

#include <QTimer>

class QComboBox;
class QLineEdit;
class QSplitter;
class QStackedWidget;
class QTableView;

namespace assay::ui {

class CallDetails;
class CallsModel;
class EmptyState;
class MessageBar;

/// The request log: every call, newest first, and what happened to the chosen one.
class CallsPage final : public Page {
    Q_OBJECT
public:
    explicit CallsPage(const PageContext &context, QWidget *parent = nullptr);

    [[nodiscard]] QString title() const override { return tr("Log"); }
    [[nodiscard]] QString iconName() const override { return QStringLiteral("history"); }
    [[nodiscard]] QString pageId() const override { return QStringLiteral("log"); }
    void activate() override;
    [[nodiscard]] bool isSettled() const override;
    /// {"call": ID} opens that call; {"model": NAME} or {"prompt": NAME} filters.
    void navigate(const QVariantMap &arguments) override;

protected:
    void hideEvent(QHideEvent *event) override;

private:
    void buildLayout();
    QWidget *buildFilters();
    void buildTable();
    void addActions();
    [[nodiscard]] telemetry::LogFilter filter() const;
    [[nodiscard]] bool isFiltered() const;
    void reload();
    void follow();
    void loadOlder();
    void showEntries(const QList<telemetry::LogEntry> &entries, const std::optional<CallId> &select);
    void showEmptiness();
    void openSelected();
    void clearFilters();

    PageContext m_context;
    CallsModel *m_model;
    QTableView *m_table;
    CallDetails *m_details;
    QSplitter *m_split;
    QStackedWidget *m_stack;
    EmptyState *m_empty;
    MessageBar *m_bar;
    QLineEdit *m_search;
    QComboBox *m_status;
    QComboBox *m_range;
    QTimer m_typed{this};
    QTimer m_follow{this};
    std::optional<CallId> m_asked; ///< to open, even when no row shows it
    int m_pending = 0;
    quint64 m_asking = 0; ///< answers to older questions are dropped
    bool m_loaded = false;
    bool m_hasOlder = false;
};

} // namespace assay::ui
