// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "orchestration/budgetgate.h"
#include "ui/operations/operationsview.h"

namespace assay::ui {

class DataTable;

/// What every budget has left.
class BudgetsView final : public OperationsView {
    Q_OBJECT
public:
    explicit BudgetsView(const PageContext &context, QWidget *parent = nullptr);

    void refresh() override;
    void copy() const override;
    void focusMain() override;
    [[nodiscard]] QLineEdit *searchBox() const override { return m_search; }

private:
    QLineEdit *m_search;
    DataTable *m_table;
};

} // namespace assay::ui
