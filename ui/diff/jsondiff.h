// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QJsonValue>
#include <QWidget>

class QTreeWidget;
class QTreeWidgetItem;

namespace assay::ui {

class Theme;

/// Two JSON values as one tree: each member with both its values, those that differ marked.
class JsonDiff final : public QWidget {
    Q_OBJECT
public:
    explicit JsonDiff(Theme &theme, QWidget *parent = nullptr);

    void setNames(const QString &left, const QString &right);
    void setValues(const QJsonValue &left, const QJsonValue &right);
    /// Leaves that differ, or that only one side has.
    [[nodiscard]] int differences() const { return m_differences; }

private:
    void add(QTreeWidgetItem *parent, const QString &name, const QJsonValue &left, const QJsonValue &right);

    Theme &m_theme;
    QTreeWidget *m_tree;
    int m_differences = 0;
};

} // namespace assay::ui
