// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "security/access.h"
#include "ui/operations/operationsview.h"

class QComboBox;
class QLabel;
class QPushButton;

namespace assay::ui {

class DataTable;

/// Who may do what in the workspace, and which labels only a releaser moves. Whoever may not change it reads
/// it all the same.
class RolesView final : public OperationsView {
    Q_OBJECT
public:
    explicit RolesView(const PageContext &context, QWidget *parent = nullptr);

    void refresh() override;
    void copy() const override;
    void focusMain() override;
    [[nodiscard]] QLineEdit *searchBox() const override { return m_search; }

private:
    void build();
    void show(const security::Access &access);
    void showChosen(const QString &user);
    void grant();
    void revoke();
    void protect();
    /// Puts things back as `before` had them for a user, to undo.
    [[nodiscard]] std::function<void()> backTo(const QString &user);

    security::Access m_access;
    QLineEdit *m_search;
    DataTable *m_table;
    QLabel *m_note; ///< who can change this, when the person cannot
    QLineEdit *m_user;
    QComboBox *m_role;
    QPushButton *m_grant;
    QPushButton *m_revoke;
    QLineEdit *m_labels;
    QPushButton *m_protect;
};

} // namespace assay::ui
