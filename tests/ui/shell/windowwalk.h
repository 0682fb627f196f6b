// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QAccessible>
#include <QApplication>
#include <QStringList>
#include <QWidget>

namespace assay::test {

/// Whether Tab stops at it while it shows and is enabled; not so the parts of Qt's own controls.
inline bool takesTab(const QWidget *widget)
{
    if (!(widget->focusPolicy() & Qt::TabFocus) || widget->focusProxy()
        || widget->objectName().startsWith(QStringLiteral("qt_")))
        return false;
    for (const QWidget *around = widget; around != nullptr; around = around->parentWidget()) {
        if (around->inherits("QComboBoxPrivateContainer") || around->inherits("QCalendarWidget"))
            return false;
    }
    return true;
}

inline QString described(const QWidget *widget)
{
    const QAccessibleInterface *spoken = QAccessible::queryAccessibleInterface(const_cast<QWidget *>(widget));
    return QStringLiteral("%1 \"%2\" in %3")
        .arg(QString::fromLatin1(widget->metaObject()->className()),
             spoken ? spoken->text(QAccessible::Name) : QString(),
             widget->parentWidget()
                 ? QString::fromLatin1(widget->parentWidget()->metaObject()->className())
                 : QString());
}

/// Descriptions of the visible controls below `root`, disabled ones too, that take the Tab key but have no name
/// a screen reader could say.
inline QStringList namelessControls(QWidget &root)
{
    QStringList nameless;
    for (QWidget *widget : root.findChildren<QWidget *>()) {
        if (!takesTab(widget) || !widget->isVisible())
            continue;
        QAccessibleInterface *spoken = QAccessible::queryAccessibleInterface(widget);
        if (spoken && spoken->text(QAccessible::Name).trimmed().isEmpty())
            nameless.append(described(widget));
    }
    nameless.removeDuplicates();
    return nameless;
}


} // namespace assay::test
