// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/shell/panecycler.h"

#include <QApplication>
#include <QPointer>
#include <QSplitter>
#include <QVariant>
#include <QWidget>

namespace assay::ui {

namespace {

constexpr char lastFocusProperty[] = "assayLastFocus";

bool takesFocus(const QWidget *widget)
{
    return widget->isVisible() && widget->isEnabled() && (widget->focusPolicy() & Qt::TabFocus);
}

QWidget *firstFocusable(QWidget *pane)
{
    const QPointer<QWidget> last = pane->property(lastFocusProperty).value<QPointer<QWidget>>();
    if (last && pane->isAncestorOf(last) && takesFocus(last))
        return last;
    if (takesFocus(pane))
        return pane;
    // Along the tab chain, so that the first is the first in reading order.
    for (QWidget *next = pane->nextInFocusChain(); next && next != pane; next = next->nextInFocusChain()) {
        if (pane->isAncestorOf(next) && takesFocus(next))
            return next;
    }
    return nullptr;
}

void collectPanes(QWidget *widget, QList<QWidget *> &panes)
{
    const QList<QSplitter *> all = widget->findChildren<QSplitter *>();
    QList<QSplitter *> outermost;
    for (QSplitter *splitter : all) {
        QWidget *above = splitter->parentWidget();
        while (above != widget && !qobject_cast<QSplitter *>(above))
            above = above->parentWidget();
        if (above == widget && splitter->isVisible())
            outermost.append(splitter);
    }
    if (outermost.isEmpty()) {
        if (firstFocusable(widget))
            panes.append(widget);
        return;
    }
    for (QSplitter *splitter : outermost) {
        for (int i = 0; i < splitter->count(); ++i) {
            if (auto *inner = qobject_cast<QSplitter *>(splitter->widget(i))) {
                for (int j = 0; j < inner->count(); ++j)
                    collectPanes(inner->widget(j), panes);
            } else if (splitter->widget(i)->isVisible()) {
                collectPanes(splitter->widget(i), panes);
            }
        }
    }
}

} // namespace

void cyclePane(QWidget &root, PaneDirection direction)
{
    QList<QWidget *> panes;
    for (QObject *child : root.children()) {
        if (auto *widget = qobject_cast<QWidget *>(child); widget && widget->isVisible())
            collectPanes(widget, panes);
    }
    if (panes.isEmpty())
        return;
    QWidget *focus = QApplication::focusWidget();
    qsizetype current = -1;
    for (qsizetype i = 0; i < panes.size(); ++i) {
        if (focus && (panes.at(i) == focus || panes.at(i)->isAncestorOf(focus)))
            current = i;
    }
    if (current >= 0)
        panes.at(current)->setProperty(lastFocusProperty, QVariant::fromValue(QPointer<QWidget>(focus)));
    const qsizetype step = direction == PaneDirection::Next ? 1 : -1;
    const qsizetype next = current < 0 ? 0 : (current + step + panes.size()) % panes.size();
    if (QWidget *target = firstFocusable(panes.at(next)))
        target->setFocus(Qt::TabFocusReason);
}

} // namespace assay::ui
