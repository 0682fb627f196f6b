// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "telemetry/connectionlog.h"
#include "ui/operations/operationsview.h"

#include <QHash>
#include <QLabel>

class QComboBox;
class QPushButton;

namespace assay::ui {

class DataTable;

/// Every connection that this program made.
class ConnectionsView final : public OperationsView {
    Q_OBJECT
public:
    explicit ConnectionsView(const PageContext &context, QWidget *parent = nullptr);

    void refresh() override;
    void copy() const override;
    void focusMain() override;
    [[nodiscard]] QLineEdit *searchBox() const override { return m_search; }

private:
    void build();
    [[nodiscard]] telemetry::ConnectionFilter filter() const;
    [[nodiscard]] bool isFiltered() const;
    void clearFilters();
    void showEntries(const QList<telemetry::ConnectionEntry> &entries);
    void showEmptiness();
    void offerHosts(const QList<telemetry::ConnectionEntry> &entries);
    void openCall(const QString &id);

    QLineEdit *m_search;
    QComboBox *m_host;
    QComboBox *m_purpose;
    QComboBox *m_since;
    QPushButton *m_open;
    QLabel *m_sum;
    DataTable *m_table;
    QHash<QString, CallId> m_calls; ///< by row id
};

} // namespace assay::ui
