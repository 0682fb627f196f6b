// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/widgets/page.h"

#include <QJsonObject>

class QLabel;
class QLineEdit;
class QPushButton;
class QSortFilterProxyModel;
class QStandardItem;
class QStandardItemModel;
class QTreeView;

namespace assay::ui {

class ListEditor;
class MessageBar;

/// How calls are made: every setting with its value and default, edited in place, in effect at once, with
/// undo.
class SettingsPage final : public Page {
    Q_OBJECT
public:
    explicit SettingsPage(const PageContext &context, QWidget *parent = nullptr);

    [[nodiscard]] QString title() const override { return tr("Settings"); }
    [[nodiscard]] QString iconName() const override { return QStringLiteral("settings"); }
    [[nodiscard]] QString pageId() const override { return QStringLiteral("settings"); }
    void activate() override;
    /// {"setting": path} or {"section": title} selects it.
    void navigate(const QVariantMap &arguments) override;
    [[nodiscard]] bool isSettled() const override { return m_loaded && m_pending == 0; }

private:
    void buildModel();
    void buildLayout();
    void addActions();
    void reload();
    void showPolicy(const QJsonObject &policy);
    void onEdited(QStandardItem *item);
    void resetSelected();
    void change(const QString &path, const QJsonValue &value, const QString &label);
    void save(const QJsonObject &policy, const QString &said, const QJsonObject &before);
    /// Of the selected setting: what it does, and its entries when it is a list.
    void showSelected();
    void editList(const QJsonArray &entries);
    void addUsualRules();
    [[nodiscard]] QString selectedPath() const;

    PageContext m_context;
    QStandardItemModel *m_model;
    QSortFilterProxyModel *m_shown;
    QTreeView *m_tree;
    QLineEdit *m_search;
    ListEditor *m_list;
    QPushButton *m_usualRules;
    QLabel *m_help;
    MessageBar *m_bar;
    QJsonObject m_policy;
    int m_pending = 0;
    bool m_loaded = false;
    bool m_isFilling = false; ///< the model changes because of us
};

} // namespace assay::ui
