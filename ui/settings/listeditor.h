// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/settings/listfields.h"

#include <QJsonArray>
#include <QWidget>

class QLabel;
class QPushButton;
class QStandardItem;
class QStandardItemModel;
class QTableView;

namespace assay::ui {

class Theme;

/// The entries of a setting that is a list, a row each, edited in place. A new row becomes part of the
/// setting once all it needs is there.
class ListEditor final : public QWidget {
    Q_OBJECT
public:
    explicit ListEditor(Theme &theme, QWidget *parent = nullptr);

    /// Shows a list with these columns. What is being typed stays when the list is the one it came from.
    void setList(const QString &title, const QList<ListField> &fields, const QJsonArray &entries);
    [[nodiscard]] QJsonArray entries() const;
    /// Why the rows as they stand are not in effect; empty when they are.
    void setProblem(const QString &problem);
    void addEntry();
    void removeSelected();

Q_SIGNALS:
    void edited(const QJsonArray &entries);

private:
    void buildLayout(Theme &theme);
    void appendRow(const QJsonValue &entry);
    void updateButtons();

    QList<ListField> m_fields;
    QStandardItemModel *m_model;
    QTableView *m_table;
    QLabel *m_title;
    QLabel *m_problem;
    QPushButton *m_add;
    QPushButton *m_remove;
    bool m_isFilling = false;
};

} // namespace assay::ui
