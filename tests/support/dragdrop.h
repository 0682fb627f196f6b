// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QApplication>
#include <QDragEnterEvent>
#include <QDropEvent>
#include <QMimeData>
#include <QWidget>

namespace assay::test {

/// Something that is dragged over a widget and let go there, by the events that the window system sends. A
/// widget that does not take it leaves it to the ones around it, as Qt does.
class DragDrop final {
public:
    [[nodiscard]] QMimeData &data() { return m_data; }

    /// Lets go at `at` (the middle when null) of `target`; whether anything took it.
    bool drop(QWidget &target, QPoint at = {})
    {
        const QPoint point = at.isNull() ? target.rect().center() : at;
        for (QWidget *widget = &target; widget != nullptr; widget = widget->parentWidget()) {
            if (!widget->acceptDrops() || !widget->isEnabled())
                continue;
            const QPoint local = widget->mapFrom(widget->window(), target.mapTo(target.window(), point));
            QDragEnterEvent enter(local, Qt::CopyAction, &m_data, Qt::LeftButton, Qt::NoModifier);
            enter.ignore();
            QApplication::sendEvent(widget, &enter);
            if (!enter.isAccepted())
                continue;
            QDragMoveEvent move(local, Qt::CopyAction, &m_data, Qt::LeftButton, Qt::NoModifier);
            move.setDropAction(Qt::CopyAction);
            move.accept();
            QApplication::sendEvent(widget, &move);
            if (!move.isAccepted())
                return false;
            QDropEvent drop(local, Qt::CopyAction, &m_data, Qt::LeftButton, Qt::NoModifier);
            drop.ignore();
            QApplication::sendEvent(widget, &drop);
            return drop.isAccepted();
        }
        return false;
    }

private:
    QMimeData m_data;
};

} // namespace assay::test
