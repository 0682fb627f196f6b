// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/operations/operationsview.h"
#include "workspace/retirement.h"

class QCheckBox;
class QLabel;
class QVBoxLayout;

namespace assay::ui {

class DataTable;

/// Models with a last day, and what has to be moved elsewhere before it.
class RetirementView final : public OperationsView {
    Q_OBJECT
public:
    explicit RetirementView(const PageContext &context, QWidget *parent = nullptr);

    void refresh() override;
    void copy() const override;
    void focusMain() override;
    [[nodiscard]] QLineEdit *searchBox() const override { return m_search; }

private:
    void build();
    void showModels(const QList<workspace::RetiringModel> &models);
    void showEmptiness();
    void showUses(const QString &model);
    void addUse(const workspace::ModelUse &use);

    QLineEdit *m_search;
    QCheckBox *m_all;
    DataTable *m_table;
    QLabel *m_heading;
    QWidget *m_uses;
    QVBoxLayout *m_useRows;
    QList<workspace::RetiringModel> m_models;
};

} // namespace assay::ui
