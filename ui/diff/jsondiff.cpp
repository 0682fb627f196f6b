// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/diff/jsondiff.h"

#include "ui/theme/theme.h"

#include <QHeaderView>
#include <QJsonArray>
#include <QJsonObject>
#include <QTreeWidget>
#include <QVBoxLayout>

using namespace Qt::StringLiterals;

namespace assay::ui {
namespace {

enum Column { Name, Left, Right };
constexpr int deepest = 100; ///< an answer may nest to the moon

QString leafText(const QJsonValue &value)
{
    if (value.isUndefined())
        return {};
    if (value.isNull())
        return u"null"_s;
    if (value.isObject())
        return u"{\u2026}"_s;
    if (value.isArray())
        return u"[\u2026]"_s;
    return value.isString() ? u"\"%1\""_s.arg(value.toString()) : value.toVariant().toString();
}

bool isBranch(const QJsonValue &value)
{
    return value.isObject() || value.isArray();
}

QJsonValue childOf(const QJsonValue &value, const QString &key)
{
    return value.isArray() ? value.toArray().at(key.toInt()) : value.toObject().value(key);
}

QStringList keysOf(const QJsonValue &value)
{
    if (value.isObject())
        return value.toObject().keys();
    QStringList keys;
    for (qsizetype i = 0; i < value.toArray().size(); ++i)
        keys.append(QString::number(i));
    return keys;
}

} // namespace

JsonDiff::JsonDiff(Theme &theme, QWidget *parent)
    : QWidget(parent)
    , m_theme(theme)
    , m_tree(new QTreeWidget(this))
{
    m_tree->setColumnCount(3);
    m_tree->setAccessibleName(tr("Both answers as JSON"));
    m_tree->setFrameShape(QFrame::NoFrame);
    m_tree->setAlternatingRowColors(false);
    m_tree->header()->setSectionResizeMode(QHeaderView::Stretch);
    m_tree->setWordWrap(true);
    auto *rows = new QVBoxLayout(this);
    rows->setContentsMargins(0, 0, 0, 0);
    rows->addWidget(m_tree);
}

void JsonDiff::setNames(const QString &left, const QString &right)
{
    m_tree->setHeaderLabels({tr("Member"), left, right});
}

void JsonDiff::setValues(const QJsonValue &left, const QJsonValue &right)
{
    m_tree->clear();
    m_differences = 0;
    auto *root = m_tree->invisibleRootItem();
    QStringList keys = keysOf(left);
    for (const QString &key : keysOf(right)) {
        if (!keys.contains(key))
            keys.append(key);
    }
    for (const QString &key : std::as_const(keys))
        add(root, key, childOf(left, key), childOf(right, key));
    m_tree->expandAll();
}

void JsonDiff::add(QTreeWidgetItem *parent, const QString &name, const QJsonValue &left,
                   const QJsonValue &right)
{
    auto *item = new QTreeWidgetItem(parent, {name, leafText(left), leafText(right)});
    int depth = 0;
    for (const QTreeWidgetItem *above = parent; above != nullptr && depth < deepest; above = above->parent())
        ++depth;
    if (isBranch(left) && left.type() == right.type() && depth < deepest) {
        QStringList keys = keysOf(left);
        for (const QString &key : keysOf(right)) {
            if (!keys.contains(key))
                keys.append(key);
        }
        for (const QString &key : std::as_const(keys))
            add(item, key, childOf(left, key), childOf(right, key));
        return;
    }
    if (left == right)
        return;
    ++m_differences;
    QFont strong = font();
    strong.setBold(true);
    item->setText(Name, u"\u2260 %1"_s.arg(name)); // told without colour, too
    for (const int column : {Name, Left, Right})
        item->setFont(column, strong);
    item->setBackground(Left, m_theme.tokens().diffRemoved);
    item->setBackground(Right, m_theme.tokens().diffAdded);
}

} // namespace assay::ui
